//! Events of the client of `fixtures/events.yaml` over real connections, async and blocking alike: servers that are slow,
//! silent, endless, or gone.

use client::{
    Call, CallOptions, Client, Config, Credentials, Error, Event, EventError, Limits, TimeLimit, blocking,
    operations::Complete,
    types::{CompleteBody, Piece},
};
use std::{
    io::{self, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

type Item = Result<Event<Piece>, EventError>;
type Outcome = Result<Vec<Item>, Error>;

/// What a server does with a connection: the head of the request, and a sign for each event that the client has.
type Behave = fn(&mut TcpStream, &str, &mpsc::Receiver<()>) -> io::Result<()>;

#[derive(Clone, Copy, Debug)]
enum Mode {
    Async,
    Blocking,
}

/// Calls in both modes, each with a server of its own, until no event comes or as many as are wanted.
fn call(limits: fn(&mut Limits), most: usize, behave: Behave) -> [(Mode, Outcome); 2] {
    [Mode::Async, Mode::Blocking].map(|mode| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (sign, signs) = mpsc::channel();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept()?;
            stream.set_nodelay(true)?;
            let head = request(&mut stream)?;
            behave(&mut stream, &head, &signs)
        });
        let mut own = Limits::default();
        limits(&mut own);
        let config = Config::builder(Credentials::none()).base_url(url).limits(own).build().expect("it is sound");
        let mut items = Vec::new();
        let mut keep = |item: Item| {
            items.push(item);
            let _ = sign.send(());
            items.len() < most
        };
        let outcome = match mode {
            Mode::Async => run(async {
                let client = Client::with_config(config).expect("TLS can be set up");
                let mut events = prepare(client.complete(body())).send_events().await?.into_inner();
                while let Some(item) = events.next().await {
                    if !keep(item) {
                        return Ok(());
                    }
                }
                assert!(events.next().await.is_none(), "the end is the end");
                Ok(())
            }),
            Mode::Blocking => {
                let client = blocking::Client::with_config(config).expect("the proxy is sound");
                prepare(client.complete(body())).send_events().map(|response| {
                    let mut events = response.into_inner();
                    if events.by_ref().all(keep) {
                        assert!(events.next().is_none(), "the end is the end");
                    }
                })
            }
        };
        drop(sign);
        let _ = server.join().expect("no server panics");
        (mode, outcome.map(|()| items))
    })
}

fn body() -> CompleteBody {
    CompleteBody::new("p")
}

fn prepare<M>(call: Call<'_, M, Complete>) -> Call<'_, M, Complete> {
    call.with_options(CallOptions::new().header("last-event-id", "41"))
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the machine has a runtime").block_on(future)
}

/// Reads a request, and gives its head.
fn request(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    if head.contains("transfer-encoding: chunked") {
        let mut body = Vec::new();
        while !body.ends_with(b"\r\n0\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            body.push(byte[0]);
        }
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|it| it.parse().ok());
    stream.read_exact(&mut vec![0; length.unwrap_or_default()])?;
    Ok(head)
}

fn chunk(stream: &mut TcpStream, text: &str) -> io::Result<()> {
    write!(stream, "{:x}\r\n{text}\r\n", text.len())?;
    stream.flush()
}

fn deltas(items: &[Item]) -> Vec<Option<&str>> {
    items.iter().map(|item| item.as_ref().ok().map(|event| &*event.data.delta)).collect()
}

fn failure(items: &[Item]) -> Option<&client::TransportError> {
    match items.last() {
        Some(Err(EventError::Transport(error))) => Some(error),
        _ => None,
    }
}

#[test]
fn each_event_is_handed_over_before_the_next_is_sent() {
    let outcomes = call(|_| {}, usize::MAX, |stream, head, signs| {
        assert!(head.contains("\r\naccept: text/event-stream, application/json;q=0.9"), "{head}");
        assert!(head.contains("\r\nlast-event-id: 41\r\n"), "{head}");
        stream.write_all(CHUNKED.as_bytes())?;
        for index in 0..3 {
            chunk(stream, &format!("data: {{\"delta\":\"{index}\"}}\n\n"))?;
            signs.recv_timeout(Duration::from_secs(10)).expect("the client has the event");
        }
        chunk(stream, "data: [DONE]\n\n")?;
        stream.write_all(b"0\r\n\r\n")
    });
    for (mode, outcome) in outcomes {
        assert_eq!(deltas(&outcome.expect("it is a success")), [Some("0"), Some("1"), Some("2")], "{mode:?}");
    }
}

#[test]
fn pieces_of_a_byte_make_events_and_comments_keep_a_stream_alive_beyond_the_total_time() {
    let limits = |limits: &mut Limits| {
        limits.idle_timeout = Duration::from_secs(1);
        limits.timeout = Duration::from_millis(500);
    };
    let outcomes = call(limits, usize::MAX, |stream, _, _| {
        stream.write_all(CHUNKED.as_bytes())?;
        for char in "data: {\"delta\":\"a\"}\r\n\r\n: still\r\n\r\nid: 1\rdata: {\"delta\":\"b\"}\r\r".chars() {
            chunk(stream, &char.to_string())?;
            thread::sleep(Duration::from_millis(5));
        }
        for _ in 0..12 {
            chunk(stream, ":\n\n")?;
            thread::sleep(Duration::from_millis(100));
        }
        chunk(stream, "data: {\"delta\":\"c\"}\n\n")?;
        stream.write_all(b"0\r\n\r\n")
    });
    for (mode, outcome) in outcomes {
        assert_eq!(deltas(&outcome.expect("it is a success")), [Some("a"), Some("b"), Some("c")], "{mode:?}");
    }
}

#[test]
fn a_silent_stream_ends_at_the_idle_limit() {
    let outcomes = call(|limits| limits.idle_timeout = Duration::from_millis(200), usize::MAX, |stream, _, _| {
        stream.write_all(HEAD.as_bytes())?;
        stream.write_all(b"data: {\"delta\":\"a\"}\n\ndata: {\"del")?;
        let start = Instant::now();
        let _ = stream.read(&mut [0]);
        assert!(start.elapsed() < Duration::from_secs(10), "the client hangs up");
        Ok(())
    });
    for (mode, outcome) in outcomes {
        let items = outcome.expect("it is a success");
        assert_eq!(deltas(&items), [Some("a"), None], "{mode:?}");
        assert_eq!(failure(&items).and_then(|error| error.time_limit()), Some(TimeLimit::Idle), "{mode:?} {items:?}");
        assert!(format!("{}", failure(&items).expect("it failed")).starts_with("complete: "));
    }
}

#[test]
fn an_endless_event_ends_at_the_size_limit() {
    let outcomes = call(|limits| limits.max_response_size = 10_000, usize::MAX, |stream, _, _| {
        stream.write_all(HEAD.as_bytes())?;
        for _ in 0..100 {
            stream.write_all(format!("data: {{\"delta\":\"{}\"}}\n\n", "x".repeat(5_000)).as_bytes())?;
        }
        stream.write_all(b"data: ")?;
        loop {
            stream.write_all(&[b'x'; 1024])?;
        }
    });
    for (mode, outcome) in outcomes {
        let items = outcome.expect("it is a success");
        assert_eq!((items.len(), items.iter().filter(|item| item.is_ok()).count()), (101, 100), "{mode:?}");
        assert!(failure(&items).is_some_and(|error| error.is_too_large()), "{mode:?}");
    }
}

#[test]
fn a_stream_that_breaks_says_so() {
    let servers: [Behave; 2] = [
        |stream, _, _| {
            stream.write_all(CHUNKED.as_bytes())?;
            chunk(stream, "data: {\"delta\":\"a\"}\n\n")?;
            stream.write_all(b"ff\r\ndata: {\"delta")
        },
        |stream, _, _| {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\n")?;
            stream.write_all(b"data: {\"delta\":\"a\"}\n\ndata: {\"delta")
        },
    ];
    for server in servers {
        for (mode, outcome) in call(|_| {}, usize::MAX, server) {
            let items = outcome.expect("it is a success");
            assert_eq!(deltas(&items), [Some("a"), None], "{mode:?}");
            assert!(failure(&items).is_some_and(|error| !error.is_timeout() && !error.is_too_large()), "{mode:?}");
        }
    }
}

#[test]
fn who_drops_the_events_hangs_up() {
    let outcomes = call(|_| {}, 2, |stream, _, _| {
        stream.write_all(HEAD.as_bytes())?;
        let start = Instant::now();
        while stream.write_all(b"data: {\"delta\":\"a\"}\n\n").is_ok() {
            assert!(start.elapsed() < Duration::from_secs(10), "nobody reads any more");
        }
        Ok(())
    });
    for (mode, outcome) in outcomes {
        assert_eq!(outcome.expect("it is a success").len(), 2, "{mode:?}");
    }
}

#[test]
fn what_is_no_stream_is_an_error() {
    let whole = call(|_| {}, usize::MAX, |stream, _, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{\"text\":\"a\"}")
    });
    for (mode, outcome) in whole {
        let Err(Error::Unexpected(error)) = outcome else { panic!("{mode:?} {outcome:?}") };
        assert_eq!((error.status.as_u16(), &*error.raw), (200, &b"{\"text\":\"a\"}"[..]));
        assert!(error.to_string().contains("text/event-stream"), "{error}");
    }
    let refused = call(|_| {}, usize::MAX, |stream, _, _| {
        stream.write_all(b"HTTP/1.1 422 No\r\ncontent-type: application/problem+json\r\ncontent-length: 13\r\n\r\n{\"title\":\"a\"}")
    });
    for (mode, outcome) in refused {
        let Err(error @ Error::Api(_)) = outcome else { panic!("{mode:?} {outcome:?}") };
        let title = error.as_problem().and_then(|problem| problem.title.as_deref());
        assert_eq!(title, Some("a"), "{mode:?}");
    }
}

#[test]
fn a_call_that_is_sent_without_events_gets_the_whole() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let server = thread::spawn(move || {
        for body in ["{\"text\":\"a\"}", "data: {\"n\":1}\n\ndata: {\"n\":2}\n\n"] {
            let (mut stream, _) = listener.accept()?;
            let _ = request(&mut stream)?;
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())?;
        }
        io::Result::Ok(())
    });
    let config = Config::with_base_url(Credentials::none(), &url).expect("it is sound");
    let client = blocking::Client::with_config(config).expect("the proxy is sound");
    assert_eq!(client.complete(body()).send().expect("it is a success").text, "a");
    let ticks = client.watch_ticks().since(0).send().expect("it is a success");
    assert_eq!(ticks.iter().map(|event| event.data.n).collect::<Vec<_>>(), [1, 2]);
    server.join().expect("it does not panic").expect("nothing breaks");
}

/// The events are what streams are in the ecosystem.
#[test]
fn events_are_a_stream() {
    fn is_stream<T>(_: &impl futures_core::Stream<Item = Result<Event<T>, EventError>>) {}
    fn can_travel<T: Send>(_: &T) {}
    let decoder = <Complete as client::EventSource>::decoder(&Limits::default());
    let mut events = client::Events::new(decoder, client::Body::from(bytes::Bytes::from("data: {\"delta\":\"a\"}\n\n")));
    is_stream(&events);
    can_travel(&events);
    let item = run(std::future::poll_fn(|context| futures_core::Stream::poll_next(std::pin::Pin::new(&mut events), context)));
    assert!(matches!(item, Some(Ok(event)) if event.data.delta == "a"));
}
