//! What a call costs over the same call by hand on hyper and on ureq: CPU time and allocations of the thread that calls, so
//! that neither the server nor what else the machine does is counted. Ours and by hand take turns, in one run.
//!
//! `cargo bench -p tests --bench calls` prints a table, with names behind `--` the rows that have them;
//! `generator/benches/README.md` says how to read it. It needs Linux, whose `/proc` tells the CPU time of a thread.

use authenteq::{
    Config, Credentials, Operation,
    custom::{Readers, RequestBuilder, Security},
    operations::VerificationToken,
    types::AccessToken,
};
use bytes::Bytes;
use http::{HeaderValue, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector};
use hyper_util::{
    client::legacy::{Client as HyperClient, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use serde::Deserialize;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use std::{
    alloc::System,
    env, fs,
    hint::black_box,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};
use tokio::{runtime::Runtime, task::JoinSet, time::timeout};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const BODY: &str = r#"{"accessToken":"81e4cbce-cdad-11eb-8fc3-784f4385af2b"}"#;
const PATH: &str = "/mobile-sdk/verification-token";
const ROUNDS: usize = 20;

/// What somebody writes who makes one call by hand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    access_token: String,
}

fn main() {
    println!("{:<28} {:>12} {:>12} {:>7}   {:>21} {:>23}", "", "ours", "by hand", "ratio", "allocations", "bytes");
    let url = serve();
    let config = || Config::with_base_url(Credentials::basic("id", "hush-hush"), &url).expect("loopback may be http");
    request(&config(), &url);
    response();
    blocking(&config(), &url);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("the machine has one");
    one_by_one(&runtime, &config(), &url);
    at_once(&runtime, &config(), &url);
    idle(&config());
}

fn request(config: &Config, url: &str) {
    let ours = || {
        let operation = VerificationToken::new().flow_slug("onboarding");
        black_box(operation.request(config).expect("it can be sent"));
    };
    compare("request", 200_000, ours, || drop(black_box(by_hand(url))));
}

fn response() {
    let answer = || {
        let answer = http::Response::builder().header("content-type", "application/json");
        answer.body(Bytes::from_static(BODY.as_bytes())).expect("it is one")
    };
    let ours = || {
        black_box(VerificationToken::response(answer()).expect("it fits").into_inner());
    };
    compare("response", 200_000, ours, || {
        let answer = answer();
        assert!(answer.status().is_success());
        black_box(serde_json::from_slice::<Token>(answer.body()).expect("it fits"));
    });
}

fn blocking(config: &Config, url: &str) {
    let client = authenteq::blocking::Client::with_config(config.clone()).expect("there is no proxy");
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(30)))
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .build();
    let agent = ureq::Agent::new_with_config(agent);
    let ours = || {
        let call = client.verification_token().flow_slug("onboarding");
        black_box(call.send().expect("the server answers"));
    };
    compare("blocking call", 1_000, ours, || {
        let mut answer = agent.run(by_hand(url).map(|_| ())).expect("the server answers");
        assert!(answer.status().is_success());
        let body = answer.body_mut().with_config().limit(1 << 24).read_to_vec().expect("it comes");
        black_box(serde_json::from_slice::<Token>(&body).expect("it fits"));
    });
}

type ByHand = HyperClient<HttpsConnector<HttpConnector>, Empty<Bytes>>;

fn client_by_hand() -> ByHand {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into());
    let tls =
        tls.with_safe_default_protocol_versions().expect("ring has them").with_webpki_roots().with_no_client_auth();
    let mut builder = HyperClient::builder(TokioExecutor::new());
    builder.pool_timer(TokioTimer::new()).build(HttpsConnector::from((http, tls)))
}

async fn call_by_hand(client: &ByHand, url: &str) -> Token {
    let exchange = async {
        let answer = client.request(by_hand(url).map(|_| Empty::new())).await.expect("the server answers");
        assert!(answer.status().is_success());
        Limited::new(answer.into_body(), 1 << 24).collect().await.expect("it comes").to_bytes()
    };
    let body = timeout(Duration::from_secs(30), exchange).await.expect("it comes in time");
    serde_json::from_slice(&body).expect("it fits")
}

async fn call(client: &authenteq::Client) -> AccessToken {
    let call = client.verification_token().flow_slug("onboarding");
    call.send().await.expect("the server answers").into_inner()
}

fn one_by_one(runtime: &Runtime, config: &Config, url: &str) {
    let client = authenteq::Client::with_config(config.clone()).expect("there is no proxy");
    let by_hand = client_by_hand();
    let hand = || drop(black_box(runtime.block_on(call_by_hand(&by_hand, url)).access_token));
    compare("async call", 1_000, || drop(black_box(runtime.block_on(call(&client)))), hand);
    let ours = || {
        let call = client.call(Idempotent(VerificationToken::new().flow_slug("onboarding")));
        drop(black_box(runtime.block_on(call.send()).expect("the server answers")));
    };
    compare("async call, idempotent", 1_000, ours, hand);
}

/// The same as an operation that may be sent twice, so that nobody has to look for closed connections first.
struct Idempotent(VerificationToken);

impl Operation for Idempotent {
    type Output = AccessToken;
    const ID: &'static str = VerificationToken::ID;
    const METHOD: http::Method = VerificationToken::METHOD;
    const PATH: &'static str = VerificationToken::PATH;
    const SECURITY: Security = VerificationToken::SECURITY;
    const SUCCESSES: Readers<AccessToken> = VerificationToken::SUCCESSES;

    fn write(&self, request: RequestBuilder) -> RequestBuilder {
        self.0.write(request)
    }
}

/// A thousand calls at once, each round over the connections of the last.
fn at_once(runtime: &Runtime, config: &Config, url: &str) {
    let client = authenteq::Client::with_config(config.clone()).expect("there is no proxy");
    let by_hand = client_by_hand();
    let ours = || {
        let mut calls = JoinSet::new();
        for _ in 0..1_000 {
            let client = client.clone();
            calls.spawn_on(async move { drop(call(&client).await) }, runtime.handle());
        }
        runtime.block_on(calls.join_all());
    };
    compare("1,000 async calls at once", 3, ours, || {
        let mut calls = JoinSet::new();
        for _ in 0..1_000 {
            let (client, url) = (by_hand.clone(), url.to_owned());
            calls.spawn_on(async move { drop(call_by_hand(&client, &url).await.access_token) }, runtime.handle());
        }
        runtime.block_on(calls.join_all());
    });
}

/// What a client holds that has not called yet.
fn idle(config: &Config) {
    let held = |name: &str, ours: &dyn Fn() -> Stats, by_hand: &dyn Fn() -> Stats| {
        let kept = |stats: Stats| stats.bytes_allocated - stats.bytes_deallocated;
        println!("{name:<28} {:>10} B {:>10} B", kept(ours()), kept(by_hand()));
    };
    let ours = || of(|| authenteq::Client::with_config(config.clone()).expect("there is no proxy"));
    held("idle async client", &ours, &|| of(client_by_hand));
    let ours = || of(|| authenteq::blocking::Client::with_config(config.clone()).expect("there is no proxy"));
    held("idle blocking client", &ours, &|| of(ureq::Agent::new_with_defaults));
    let client = authenteq::Client::with_config(config.clone()).expect("there is no proxy");
    let hyper = client_by_hand();
    held("clone of an async client", &|| of(|| client.clone()), &|| of(|| hyper.clone()));
}

/// What is allocated for a value, while it is there.
fn of<T>(make: impl Fn() -> T) -> Stats {
    drop(make());
    let region = Region::new(ALLOCATOR);
    let made = make();
    let stats = region.change();
    drop(made);
    stats
}

fn by_hand(url: &str) -> http::Request<Bytes> {
    let mut basic = HeaderValue::from_static("Basic aWQ6aHVzaC1odXNo");
    basic.set_sensitive(true);
    http::Request::builder()
        .uri(format!("{url}{PATH}"))
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "by-hand/0.1.0")
        .header("aq-flow-slug", "onboarding")
        .header(header::AUTHORIZATION, basic)
        .body(Bytes::new())
        .expect("it is one")
}

/// Lets both take turns, and prints what one call costs in CPU time of this thread: the least of the rounds, because whatever
/// else the machine does only adds to it.
fn compare(name: &str, calls: u32, ours: impl Fn(), by_hand: impl Fn()) {
    let mut asked = env::args().skip(1).filter(|name| !name.starts_with("--")).peekable();
    if asked.peek().is_some() && !asked.any(|part| name.contains(&part)) {
        return;
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        first.push(round(calls, &ours));
        second.push(round(calls, &by_hand));
    }
    // The first warms up.
    let ((ours, of_ours), (hand, of_hand)) = (least(&first[1..]), least(&second[1..]));
    println!(
        "{name:<28} {ours:>9.2} µs {hand:>9.2} µs {:>7.3}   {:>9} against {:>3} {:>11} against {:>5}",
        ours / hand,
        of_ours.0,
        of_hand.0,
        of_ours.1,
        of_hand.1,
    );
}

/// Microseconds of a call; its allocations, and their bytes.
type Cost = (f64, (usize, usize));

fn round(calls: u32, call: &impl Fn()) -> Cost {
    let (region, start, clock) = (Region::new(ALLOCATOR), cpu(), Instant::now());
    for _ in 0..calls {
        call();
    }
    let spent = cpu().checked_sub(start).unwrap_or_else(|| clock.elapsed());
    let stats = region.change();
    let each = |number: usize| number / usize::try_from(calls).unwrap_or(1);
    (
        spent.as_secs_f64() * 1e6 / f64::from(calls),
        (each(stats.allocations + stats.reallocations), each(stats.bytes_allocated)),
    )
}

fn least(costs: &[Cost]) -> Cost {
    costs.iter().copied().min_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or_default()
}

/// How long this thread has been running.
fn cpu() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or_default();
    Duration::from_nanos(nanos)
}

/// A server that answers each request on a connection with the same; once it is connected it allocates nothing.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}", BODY.len());
    let answer: &'static str = answer.leak();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let serve = move || {
                let _ = stream.set_nodelay(true);
                let (mut buffer, mut length) = ([0; 4096], 0);
                while let Ok(read @ 1..) = stream.read(&mut buffer[length..]) {
                    length += read;
                    if buffer[..length].ends_with(b"\r\n\r\n") {
                        length = 0;
                        if stream.write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                }
            };
            let _ = thread::Builder::new().stack_size(64 * 1024).spawn(serve);
        }
    });
    url
}
