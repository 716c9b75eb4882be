//! Credentials that change while a client lives: providers that are asked, and credentials of one call, over real sockets
//! and in both modes.

use super::{Client, builder, raw, redirect, retry, runtime, server};
use authenteq::{
    Api, Async, CallOptions, Config, ConfigBuilder, Credentials, Error, ErrorKind, Limits, Operation, Response,
    TimeLimit, Transport, TransportError,
    custom::{Placement, Readers, Scheme, Security, text},
    mock,
};
use server::{Server, answer};
use std::{
    convert::Infallible,
    error::Error as _,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

static BEARER: Scheme = Scheme { name: "bearer", placement: Placement::Bearer };
static HEADER: Scheme = Scheme { name: "header", placement: Placement::Header("x-key") };
static QUERY: Scheme = Scheme { name: "query", placement: Placement::Query("key") };
static COOKIE: Scheme = Scheme { name: "cookie", placement: Placement::Cookie("sid") };

/// A request that takes a token.
struct Guarded;

impl Operation for Guarded {
    type Output = String;
    const ID: &'static str = "guarded";
    const METHOD: http::Method = http::Method::GET;
    const PATH: &'static str = "/guarded";
    const SECURITY: Security = &[&[&BEARER]];
    const SUCCESSES: Readers<String> = &[(&[200], text)];
}

/// A request that takes a credential of each kind.
struct Fortress;

impl Operation for Fortress {
    type Output = String;
    const ID: &'static str = "fortress";
    const METHOD: http::Method = http::Method::GET;
    const PATH: &'static str = "/fortress";
    const SECURITY: Security = &[&[&BEARER, &HEADER, &QUERY, &COOKIE]];
    const SUCCESSES: Readers<String> = &[(&[200], text)];
}

/// A request that takes none.
struct Open;

impl Operation for Open {
    type Output = String;
    const ID: &'static str = "open";
    const METHOD: http::Method = http::Method::GET;
    const PATH: &'static str = "/open";
    const SUCCESSES: Readers<String> = &[(&[200], text)];
}

fn bearer(token: impl Into<String>) -> Credentials {
    Credentials::none().with(&BEARER, "", token.into())
}

fn all(secret: &str) -> Credentials {
    bearer(secret).with(&HEADER, "", secret).with(&QUERY, "", secret).with(&COOKIE, "", secret)
}

/// A provider of `hush-1`, `hush-2` and so on, and how often it was asked.
fn counting() -> (Arc<AtomicUsize>, impl Fn() -> Result<Credentials, Infallible> + Send + Sync + 'static) {
    let count = Arc::new(AtomicUsize::new(0));
    let shared = Arc::clone(&count);
    (count, move || Ok(bearer(format!("hush-{}", shared.fetch_add(1, Ordering::Relaxed) + 1))))
}

/// Why a provider fails, with what nobody but its owner must see.
#[derive(Debug)]
struct Refused(&'static str);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}

impl Client {
    fn ask<O: Operation>(
        &self,
        runtime: &tokio::runtime::Runtime,
        operation: O,
        options: CallOptions,
    ) -> Result<Response<O::Output>, Error> {
        match self {
            Self::Async(client) => runtime.block_on(client.call(operation).with_options(options).send()),
            Self::Blocking(client) => client.call(operation).with_options(options).send(),
        }
    }

    /// The same for its bytes.
    fn stream<O: Operation>(&self, runtime: &tokio::runtime::Runtime, operation: O) -> Result<(), Error> {
        match self {
            Self::Async(client) => runtime.block_on(client.call(operation).send_streamed(None)).map(drop),
            Self::Blocking(client) => client.call(operation).send_streamed(None).map(drop),
        }
    }
}

fn answering() -> Server {
    Server::start(None, |connection, _| answer(connection, "fine"))
}

fn failing(connection: &mut dyn super::Connection) -> io::Result<()> {
    raw(connection, "HTTP/1.1 503 Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
}

/// The clients of both modes by a configuration that is made anew for each.
fn clients(server: &Server, with: impl Fn(ConfigBuilder) -> ConfigBuilder) -> [Client; 2] {
    Client::both(&with(builder(server)).build().expect("it is sound"))
}

/// The path and the token of each request so far, in order.
fn seen(server: &Server) -> Vec<String> {
    let line = |head: String| {
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let token = head
            .lines()
            .find_map(|field| field.to_ascii_lowercase().strip_prefix("authorization: ").map(str::to_owned));
        format!("{path} {}", token.unwrap_or_default().replace("bearer ", ""))
    };
    server.asked().into_iter().map(line).collect()
}

/// Asserts that a call failed before it was sent, and tells nothing.
fn assert_refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Error {
    let error = outcome.expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Request, "{error}");
    for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!text.contains("hush"), "{text}");
    }
    error
}

#[test]
fn each_call_asks_the_provider() {
    let runtime = runtime();
    for mode in 0..2 {
        let server = answering();
        let (count, provider) = counting();
        let config = builder(&server).credentials_from(provider).build().expect("it is sound");
        let client = &Client::both(&config)[mode];
        for _ in 0..2 {
            client.ask(&runtime, Guarded, CallOptions::new()).expect("it is answered");
        }
        client.stream(&runtime, Guarded).expect("it is answered");
        assert_eq!(seen(&server), ["/guarded hush-1", "/guarded hush-2", "/guarded hush-3"]);
        // Without a client it is asked as well.
        let request = Guarded.request(&config).expect("it is complete");
        assert_eq!(request.headers()["authorization"], "Bearer hush-4");
        assert!(request.headers()["authorization"].is_sensitive());
        assert_eq!(count.load(Ordering::Relaxed), 4);
        assert!(!format!("{config:?} {client:?}").contains("hush"));
    }
}

#[test]
fn a_call_that_takes_no_credentials_asks_nobody() {
    let runtime = runtime();
    let server = answering();
    let (count, provider) = counting();
    let provider = Arc::new(provider);
    for client in clients(&server, |it| {
        let provider = Arc::clone(&provider);
        it.credentials_from(move || provider())
    }) {
        client.ask(&runtime, Open, CallOptions::new()).expect("it is answered");
    }
    assert_eq!((seen(&server), count.load(Ordering::Relaxed)), (vec!["/open ".to_owned(); 2], 0));
}

#[test]
fn a_retry_asks_again_and_a_redirect_does_not() {
    let runtime = runtime();
    for mode in 0..2 {
        let server = Server::start(None, |connection, number| match number {
            0 | 2 => failing(connection),
            1 => redirect(connection, 307, "/moved"),
            _ => answer(connection, "fine"),
        });
        let (_, provider) = counting();
        let config = builder(&server).retry(retry()).redirects(1).credentials_from(provider).build();
        let client = &Client::both(&config.expect("it is sound"))[mode];
        client.ask(&runtime, Guarded, CallOptions::new()).expect("it is answered in the end");
        assert_eq!(seen(&server), ["/guarded hush-1", "/guarded hush-2", "/moved hush-2", "/moved hush-3"]);
    }
}

#[test]
fn a_provider_that_fails_ends_the_call_and_is_its_source() {
    let runtime = runtime();
    let server = answering();
    let fails = |it: ConfigBuilder| it.credentials_from(|| Err(Refused("hush: no token")));
    let awaited = |it: ConfigBuilder| it.credentials_from_async(async || Err(Refused("hush: no token")));
    let [asynchronous, blocking] = clients(&server, fails);
    let [waiting, _] = clients(&server, awaited);
    for client in [asynchronous, blocking, waiting] {
        let outcomes = [client.ask(&runtime, Guarded, CallOptions::new()).map(drop), client.stream(&runtime, Guarded)];
        for outcome in outcomes {
            let error = assert_refused(outcome);
            assert_eq!(error.to_string(), "guarded: the request was not sent: the provider of its credentials failed");
            let source = error.source().expect("it has one").downcast_ref::<Refused>();
            assert_eq!(source.expect("it is the provider's").0, "hush: no token");
        }
    }
    let config = fails(builder(&server)).build().expect("it is sound");
    let error = Error::from(Guarded.request(&config).expect_err("it has no token"));
    assert!(error.source().expect("it has one").is::<Refused>());
    assert_eq!(server.asked(), [""; 0]);
    // Any error will do.
    let [client, _] = clients(&server, |it| it.credentials_from(|| Err("hush: no token")));
    let error = assert_refused(client.ask(&runtime, Guarded, CallOptions::new()));
    assert_eq!(error.source().expect("it has one").to_string(), "hush: no token");
}

#[test]
fn a_provider_that_fails_before_a_retry_ends_the_call() {
    let runtime = runtime();
    for mode in 0..2 {
        let server = Server::start(None, |connection, _| failing(connection));
        let count = AtomicUsize::new(0);
        let provider = move || match count.fetch_add(1, Ordering::Relaxed) {
            0 => Ok(bearer("hush-1")),
            _ => Err(Refused("hush: no token")),
        };
        let config = builder(&server).retry(retry()).credentials_from(provider).build().expect("it is sound");
        let error = assert_refused(Client::both(&config)[mode].ask(&runtime, Guarded, CallOptions::new()));
        assert!(error.source().expect("it has one").is::<Refused>());
        assert_eq!(seen(&server), ["/guarded hush-1"]);
    }
}

#[test]
fn what_a_provider_gives_must_be_fit_for_http() {
    let runtime = runtime();
    let server = answering();
    for client in clients(&server, |it| it.credentials_from(|| Ok::<_, Infallible>(bearer("hush\r\nx-other: 1")))) {
        assert_refused(client.ask(&runtime, Guarded, CallOptions::new()));
    }
    // Or of the kind that the operation takes.
    for client in clients(&server, |it| it.credentials_from(|| Ok::<_, Infallible>(Credentials::none()))) {
        let error = assert_refused(client.ask(&runtime, Guarded, CallOptions::new()));
        assert!(error.to_string().ends_with("it needs the credential bearer"), "{error}");
    }
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn an_async_provider_is_waited_for_by_async_clients_alone() {
    let runtime = runtime();
    let server = answering();
    let (count, provider) = counting();
    let provider = Arc::new(provider);
    let config = builder(&server).credentials_from_async(move || {
        let provider = Arc::clone(&provider);
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            provider()
        }
    });
    let config = config.build().expect("it is sound");
    let [asynchronous, blocking] = Client::both(&config);
    asynchronous.ask(&runtime, Guarded, CallOptions::new()).expect("it is answered");
    asynchronous.stream(&runtime, Guarded).expect("it is answered");
    let said = "its credentials come from an async provider, for which only an async client can wait";
    let refused = [
        blocking.ask(&runtime, Guarded, CallOptions::new()).map(drop),
        blocking.stream(&runtime, Guarded),
        Guarded.request(&config).map(drop).map_err(Error::from),
    ];
    for outcome in refused {
        assert_eq!(assert_refused(outcome).to_string(), format!("guarded: the request was not sent: {said}"));
    }
    assert_eq!(seen(&server), ["/guarded hush-1", "/guarded hush-2"]);
    assert_eq!(count.load(Ordering::Relaxed), 2);
    assert!(!format!("{config:?} {asynchronous:?}").contains("hush"));
}

#[test]
fn the_time_of_a_call_counts_for_its_provider() {
    let runtime = runtime();
    let server = answering();
    let options = || CallOptions::new().timeout(Duration::from_millis(100));
    let pending =
        |it: ConfigBuilder| it.credentials_from_async(std::future::pending::<Result<Credentials, Infallible>>);
    let slow = |it: ConfigBuilder| {
        it.credentials_from(|| {
            std::thread::sleep(Duration::from_millis(150));
            Ok::<_, Infallible>(bearer("hush-1"))
        })
    };
    let [waiting, _] = clients(&server, pending);
    let [asynchronous, blocking] = clients(&server, slow);
    for client in [waiting, asynchronous, blocking] {
        let start = Instant::now();
        let error = client.ask(&runtime, Guarded, options()).expect_err("the time is over");
        assert!(matches!(&error, Error::Transport(error) if error.time_limit() == Some(TimeLimit::Total)), "{error}");
        assert_eq!(error.operation(), "guarded");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_server_in_memory_does_not_end_the_time_of_a_provider() {
    let server = mock::Server::new();
    server.answer::<Guarded>(mock::Answer::new(200).body("fine"));
    let provider = async || {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok::<_, Infallible>(bearer("hush-1"))
    };
    let config = Config::builder(Credentials::none()).base_url("https://host.example").credentials_from_async(provider);
    let client = Api::with_transport(config.build().expect("it is sound"), Async(server.clone()));
    runtime().block_on(client.call(Guarded).send()).expect("it is answered");
    assert_eq!(server.asked()[0].headers()["authorization"], "Bearer hush-1");
}

/// A transport that brings nothing but what it must.
struct Plain(mock::Server);

impl Transport for Plain {
    async fn send(
        &self,
        request: http::Request<bytes::Bytes>,
        limits: &Limits,
    ) -> Result<http::Response<bytes::Bytes>, TransportError> {
        Transport::send(&self.0, request, limits).await
    }
}

#[test]
fn the_time_ends_over_any_transport_and_no_thread_stays_behind() {
    let threads = || std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let server = mock::Server::new();
    server.answer::<Guarded>(mock::Answer::new(503)).answer::<Guarded>(mock::Answer::new(200).body("fine"));
    let provider = async || {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Ok::<_, Infallible>(bearer("hush-1"))
    };
    let config = || Config::builder(Credentials::none()).base_url("https://host.example").retry(retry());
    let config = config().credentials_from_async(provider).build().expect("it is sound");
    let client = Api::with_transport(config, Async(Plain(server.clone())));
    let (runtime, before) = (runtime(), threads());
    for _ in 0..50 {
        runtime.block_on(client.call(Guarded).send()).expect("it is answered");
    }
    let start = Instant::now();
    // Other tests may have threads of their own, but each of them fewer.
    while threads() > before + 40 {
        assert!(start.elapsed() < Duration::from_secs(10), "{} of {before}", threads());
        std::thread::sleep(Duration::from_millis(10));
    }
    let options = CallOptions::new().timeout(Duration::from_millis(2));
    let error = runtime.block_on(client.call(Guarded).with_options(options).send()).expect_err("the time is over");
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn credentials_of_a_call_take_the_place_of_all_others() {
    let runtime = runtime();
    let server = Server::start(None, |connection, number| match number % 2 {
        0 => failing(connection),
        _ => answer(connection, "fine"),
    });
    let (count, provider) = counting();
    let provider = Arc::new(provider);
    let provided = |it: ConfigBuilder| {
        let provider = Arc::clone(&provider);
        it.retry(retry()).credentials_from(move || provider())
    };
    // The fixed ones are for another scheme.
    let fixed = |it: ConfigBuilder| it.retry(retry());
    for client in [clients(&server, provided), clients(&server, fixed)].concat() {
        let options = CallOptions::new().credentials(bearer("hush-own"));
        assert!(!format!("{options:?} {options:#?}").contains("hush"), "{options:?}");
        client.ask(&runtime, Guarded, options).expect("it is answered in the end");
    }
    assert_eq!((seen(&server), count.load(Ordering::Relaxed)), (vec!["/guarded hush-own".to_owned(); 8], 0));
    for unsound in [bearer("hush\r\nx-other: 1"), Credentials::basic("hush:hush", "hush"), Credentials::none()] {
        for client in clients(&server, provided) {
            let options = CallOptions::new().credentials(unsound.clone());
            assert_refused(client.ask(&runtime, Guarded, options));
        }
    }
    assert_eq!((server.asked().len(), count.load(Ordering::Relaxed)), (8, 0));
}

/// Where credentials come from, and in which modes.
type Row = (fn(ConfigBuilder) -> ConfigBuilder, fn() -> CallOptions, &'static [usize]);

#[test]
fn to_another_origin_goes_no_credential_wherever_it_comes_from() {
    let runtime = runtime();
    let provided = |it: ConfigBuilder| it.credentials_from(|| Ok::<_, Infallible>(all("hush")));
    let awaited = |it: ConfigBuilder| it.credentials_from_async(async || Ok::<_, Infallible>(all("hush")));
    let fixed = |it: ConfigBuilder| it;
    let own = || CallOptions::new().credentials(all("hush"));
    let rows: [Row; 3] =
        [(provided, CallOptions::new, &[0, 1]), (awaited, CallOptions::new, &[0]), (fixed, own, &[0, 1])];
    for (with, options, modes) in rows {
        for mode in modes {
            // A retry there takes none along, either.
            let elsewhere = Server::start(None, |connection, number| match number {
                0 => failing(connection),
                _ => answer(connection, "fine"),
            });
            let away = format!("{}/away", elsewhere.base_url());
            let server = Server::start(None, move |connection, _| redirect(connection, 307, &away));
            let client = &clients(&server, |it| with(it.retry(retry()).redirects(1)))[*mode];
            client.ask(&runtime, Fortress, options()).expect("it is answered in the end");
            let first = server.asked().pop().expect("it was asked").to_ascii_lowercase();
            for sent in ["/fortress?key=hush ", "authorization: bearer hush", "x-key: hush", "cookie: sid=hush"] {
                assert!(first.contains(sent), "{first}");
            }
            let heads = elsewhere.asked();
            assert_eq!(heads.len(), 2);
            for head in heads {
                assert!(head.starts_with("GET /away ") && !head.contains("hush"), "{head}");
                let head = head.to_ascii_lowercase();
                assert!(
                    !head.contains("authorization") && !head.contains("x-key") && !head.contains("cookie"),
                    "{head}"
                );
            }
        }
    }
}

/// The provider of the documentation: it keeps a token for as long as it lasts, and fetches it once for all calls.
fn cached(fetched: &Arc<AtomicUsize>, lifetime: Duration) -> impl Fn() -> Pin<Box<Fetching>> + use<> {
    let (fetched, token) = (Arc::clone(fetched), Arc::new(tokio::sync::Mutex::new(None::<(Credentials, Instant)>)));
    move || {
        let (fetched, token) = (Arc::clone(&fetched), Arc::clone(&token));
        Box::pin(async move {
            let mut token = token.lock().await;
            match &*token {
                Some((credentials, until)) if Instant::now() < *until => Ok(credentials.clone()),
                _ => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    let credentials = bearer(format!("hush-{}", fetched.fetch_add(1, Ordering::Relaxed) + 1));
                    *token = Some((credentials.clone(), Instant::now() + lifetime));
                    Ok(credentials)
                }
            }
        })
    }
}

type Fetching = dyn Future<Output = Result<Credentials, Infallible>> + Send;

#[test]
fn calls_at_once_share_what_a_provider_keeps() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("the machine has a runtime");
    let server = answering();
    let fetched = Arc::default();
    let config = builder(&server).credentials_from_async(cached(&fetched, Duration::from_secs(60))).build();
    let client = authenteq::Client::with_config(config.expect("it is sound")).expect("TLS can be set up");
    let call = || {
        let client = client.clone();
        runtime.spawn(async move { client.call(Guarded).send().await.map(drop) })
    };
    for call in (0..50).map(|_| call()).collect::<Vec<_>>() {
        runtime.block_on(call).expect("it does not panic").expect("it is answered");
    }
    assert_eq!((seen(&server), fetched.load(Ordering::Relaxed)), (vec!["/guarded hush-1".to_owned(); 50], 1));
}

#[test]
fn calls_at_once_each_ask_in_both_modes() {
    let server = answering();
    let (count, provider) = counting();
    let config = builder(&server).credentials_from(provider).build().expect("it is sound");
    let [Client::Async(asynchronous), Client::Blocking(blocking)] = Client::both(&config) else {
        panic!("the first is async")
    };
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| blocking.call(Guarded).send().expect("it is answered"));
            scope.spawn(|| runtime().block_on(asynchronous.call(Guarded).send()).expect("it is answered"));
        }
    });
    let mut tokens = seen(&server);
    tokens.sort();
    tokens.dedup();
    assert_eq!((tokens.len(), count.load(Ordering::Relaxed)), (20, 20), "{tokens:?}");
}

#[test]
fn clones_of_a_configuration_share_what_they_hold() {
    let certificate = include_bytes!("../certificates/authority.der").to_vec();
    let config = Config::builder(Credentials::none()).base_url("https://host.example").root_certificate(certificate);
    let config = config.build().expect("it is sound");
    let place = |config: &Config| config.root_certificates().as_ptr();
    let mut limits = Limits::default();
    limits.max_json_depth = 1;
    assert_eq!(place(&config), place(&config.clone()));
    // A clone that is changed changes itself alone, and copies no certificate.
    let changed = config.clone().limits(limits);
    assert_eq!(place(&config), place(&changed));
    let depth = |config: &Config| format!("{config:?}").contains("max_json_depth: 1 }");
    assert_eq!((depth(&config), depth(&changed)), (false, true));
}

#[test]
fn clients_and_calls_can_go_to_other_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn sent<T: Send>(_: T) {}
    shared::<Config>();
    shared::<ConfigBuilder>();
    shared::<CallOptions>();
    shared::<Credentials>();
    shared::<authenteq::RequestError>();
    shared::<authenteq::Client>();
    shared::<authenteq::blocking::Client>();
    shared::<Api<Async<mock::Server>>>();
    let config = Config::builder(Credentials::none())
        .base_url("https://host.example")
        .credentials_from_async(async || Ok::<_, Infallible>(Credentials::none()));
    let client = authenteq::Client::with_config(config.build().expect("it is sound")).expect("TLS can be set up");
    sent(client.verification_token().send());
    sent(client.verification_token().send_streamed(None));
}
