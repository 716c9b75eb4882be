//! Transports beside the two that a client has: a `reqwest::Client`, spans around another, and the server in memory.

use crate::{
    bodies::{FORBIDDEN, TOKEN, member, secret, with},
    support::response,
};
use authenteq::{
    Api, Async, Blocking, BlockingTransport, CallInfo, Config, Credentials, ErrorKind, Limits, Traced, Transport,
    TransportError,
    mock::{Answer, Server},
    operations::{FaceAuthenticationToken, VerificationToken},
};
use bytes::Bytes;
use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};
use tracing::{Metadata, Subscriber, field, span};

fn config(base_url: &str) -> Config {
    Config::with_base_url(Credentials::basic("id", "hush-hush"), base_url).expect("loopback may be http")
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the machine has a runtime").block_on(future)
}

/// A server that answers each connection with the next of these, and the base URL of it.
fn serve(answers: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        for (answer, stream) in answers.iter().zip(listener.incoming()) {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer);
        }
    });
    url
}

fn reqwest() -> ::reqwest::Client {
    let builder = ::reqwest::Client::builder().no_proxy().redirect(::reqwest::redirect::Policy::none());
    builder.build().expect("it needs no TLS")
}

#[test]
fn a_reqwest_client_carries_calls_within_the_limits() {
    let redirect =
        b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec();
    let large = response("200 OK", &" ".repeat(2048));
    let url = serve(vec![response("200 OK", TOKEN), redirect, large, Vec::new()]);
    let mut limits = Limits::default();
    limits.max_response_size = 1024;
    let client = Api::with_transport(config(&url).limits(limits), Async(reqwest()));
    run(async {
        assert!(client.verification_token().send().await.is_ok());
        let status = client.verification_token().send().await.map_err(|error| error.status().map(|it| it.as_u16()));
        assert_eq!(status.err(), Some(Some(302)));
        assert!(client.verification_token().send().await.is_err_and(|error| error.is_too_large()));
        let broken = client.verification_token().send().await;
        assert!(broken.is_err_and(|error| error.kind() == ErrorKind::Transport && !error.is_connect()));
    });
    let nobody = Api::with_transport(config("http://127.0.0.1:1"), Async(reqwest()));
    let error = run(nobody.verification_token().send()).expect_err("nobody listens");
    assert!(error.is_connect() && !format!("{error:?}").contains("hush"), "{error:?}");
}

#[test]
fn a_reqwest_client_hands_over_a_body_piece_by_piece() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (sign, signs) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let _ = stream.read(&mut [0; 4096])?;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\none")?;
        signs.recv_timeout(Duration::from_secs(10)).expect("the client has the first piece");
        stream.write_all(b"two")?;
        // Until the client gives up.
        stream.read(&mut [0])
    });
    let mut limits = Limits::default();
    limits.idle_timeout = Duration::from_millis(300);
    let client = Api::with_transport(config(&url).limits(limits), Async(reqwest()));
    run(async {
        let mut body = client.verification_token().send_streamed(None).await.expect("it is a success").into_inner();
        assert_eq!(body.chunk().await.expect("it is there").as_deref(), Some(&b"one"[..]));
        sign.send(()).expect("the server waits");
        assert_eq!(body.chunk().await.expect("it is there").as_deref(), Some(&b"two"[..]));
        let ended = body.chunk().await.expect_err("nothing comes");
        assert_eq!(ended.time_limit(), Some(authenteq::TimeLimit::Idle));
    });
}

#[test]
fn a_reqwest_client_that_follows_redirects_by_itself_is_refused() {
    let redirect =
        b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec();
    let url = serve(vec![redirect, response("200 OK", TOKEN)]);
    let following = ::reqwest::Client::builder().no_proxy().build().expect("it needs no TLS");
    let client = Api::with_transport(config(&url), Async(following));
    let error = run(client.verification_token().send()).expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Transport);
}

/// Keeps the fields of all spans as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl field::Visit for Log {
    fn record_debug(&mut self, field: &field::Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0.lock().expect("no test panics here"), "{field}={value:?} ");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut self.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[test]
fn spans_say_what_was_called_and_hold_no_secret() {
    let server = Server::new();
    server.answer::<VerificationToken>(Answer::new(200).body(TOKEN));
    server.answer::<VerificationToken>(Answer::new(200).cut());
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        let asynchronous = Api::with_transport(config("https://host.example"), Async(Traced(server.clone())));
        assert!(run(asynchronous.verification_token().flow_slug("hush-hush").send()).is_ok());
        let blocking = Api::with_transport(config("https://host.example"), Blocking(Traced(server.clone())));
        assert!(blocking.verification_token().flow_slug("hush-hush").send().is_err());
    });
    let log = log.0.lock().expect("no test panics here").clone();
    let call = r#"operation="verificationToken" method="GET" path="/mobile-sdk/verification-token""#;
    assert_eq!(log.matches(call).count(), 2, "{log}");
    assert!(log.contains("status=200") && log.contains("error=") && log.contains("duration_ms="), "{log}");
    for secret in ["hush", "aWQ6", &secret()] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn the_server_in_memory_answers_with_the_examples_of_the_document() {
    let server = Server::new();
    server.answer::<VerificationToken>(Answer::example::<VerificationToken>(200).expect("the document has one"));
    server.answer::<VerificationToken>(Answer::example::<VerificationToken>(403).expect("the document has one"));
    let client = Api::with_transport(config("https://host.example"), Async(server.clone()));
    let token = run(client.verification_token().flow_slug("onboarding").send()).expect("it is an example");
    assert_eq!(token.access_token.expose(), member(TOKEN, "accessToken"));
    let error = run(client.verification_token().send()).expect_err("it is an example");
    let body = error.as_error_body().expect("it is documented");
    assert_eq!(body.error_code.as_str(), member(FORBIDDEN, "errorCode"));
    let asked = server.asked();
    let slugs: Vec<_> = asked.iter().map(|request| request.headers().get("aq-flow-slug").is_some()).collect();
    assert_eq!(slugs, [true, false]);
    assert!(run(client.face_authentication_token().send()).is_err_and(|error| error.kind() == ErrorKind::Transport));
}

#[test]
fn the_server_in_memory_misbehaves_on_request() {
    let server = Server::new();
    server
        .answer::<FaceAuthenticationToken>(
            Answer::new(200).body(with(TOKEN, "accessToken", "x")).delay(Duration::from_secs(3600)),
        )
        .answer::<FaceAuthenticationToken>(Answer::new(200).body("{").header("x-a", "b"))
        .answer::<FaceAuthenticationToken>(Answer::new(503))
        .answer::<FaceAuthenticationToken>(Answer::new(200).body(vec![b' '; 9 * 1024 * 1024]));
    let client = Api::with_transport(config("https://host.example"), Blocking(server));
    let failed = || client.face_authentication_token().send().expect_err("it misbehaves");
    assert!(failed().is_timeout());
    let cut = failed();
    assert!(cut.kind() == ErrorKind::Unexpected && cut.headers().is_some_and(|headers| headers["x-a"] == "b"));
    assert_eq!(failed().status().map(|it| it.as_u16()), Some(503));
    assert!(failed().is_too_large());
}

/// Wraps another transport and counts, as anybody can.
struct Counting<T>(T, Mutex<Vec<CallInfo>>);

impl<T: Transport> Transport for Counting<T> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let info = request.extensions().get::<CallInfo>().copied().expect("each call has it");
        self.1.lock().expect("no test panics here").push(info);
        self.0.send(request, limits).await
    }
}

impl<T: BlockingTransport> BlockingTransport for Counting<T> {
    fn send(&self, request: http::Request<Bytes>, limits: &Limits) -> Result<http::Response<Bytes>, TransportError> {
        let info = request.extensions().get::<CallInfo>().copied().expect("each call has it");
        self.1.lock().expect("no test panics here").push(info);
        self.0.send(request, limits)
    }
}

#[test]
fn a_transport_can_be_wrapped() {
    let server = Server::new();
    server.answer::<VerificationToken>(Answer::new(200).body(TOKEN));
    let client = Api::with_transport(config("https://host.example"), Async(Counting(server.clone(), Mutex::default())));
    assert!(run(client.verification_token().send()).is_ok());
    let client = Api::with_transport(config("https://host.example"), Blocking(Counting(server, Mutex::default())));
    assert!(client.verification_token().send().is_ok());
}

/// Without a timer of its own a transport waits on a thread, whatever runtime polls it.
struct Refusing;

impl Transport for Refusing {
    async fn send(&self, _: http::Request<Bytes>, _: &Limits) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::connect("refused"))
    }
}

#[test]
fn waiting_between_attempts_needs_no_runtime() {
    let mut retry = authenteq::Retry::default();
    retry.backoff = Duration::from_millis(2);
    let config = Config::builder(Credentials::basic("id", "secret")).base_url("https://host.example").retry(retry);
    let client = Api::with_transport(config.build().expect("it is sound"), Async(Refusing));
    let waker = std::task::Waker::noop();
    let mut call = Box::pin(client.verification_token().send());
    let outcome = loop {
        match call.as_mut().poll(&mut std::task::Context::from_waker(waker)) {
            std::task::Poll::Ready(outcome) => break outcome,
            std::task::Poll::Pending => std::thread::yield_now(),
        }
    };
    assert!(outcome.is_err_and(|error| error.is_connect()));
}
