//! The wire: the compiled client against servers that misbehave, over plain and TLS connections, async and blocking
//! alike. Each case says how a call must end; the call after it must succeed, and no error may hold a secret.

mod credentials;
mod server;

use crate::bodies::{TOKEN, secret, with};
use authenteq::{
    CallOptions, Config, ConfigBuilder, Credentials, Error, ErrorKind, Limits, Retry, TimeLimit,
    operations::VerificationToken,
};
use serde_json::json;
use server::{Server, Tls, answer};
use std::{
    error::Error as _,
    io::{self, Read, Write},
    sync::Mutex,
    time::{Duration, Instant},
};

/// The password, alone and as it is sent.
const SECRETS: [&str; 2] = ["hush-hush", "aWQ6aHVzaC1odXNo"];

type Outcome = Result<authenteq::Response<authenteq::types::AccessToken>, authenteq::Error>;
type Failure = Error;

/// A connection as the server sees it.
trait Connection: Read + Write {}
impl<T: Read + Write> Connection for T {}

/// What a test calls.
#[derive(Clone, Copy, Debug)]
enum What {
    /// The token request, which must not be repeated.
    Token,
    /// A request that can be repeated.
    Status,
    /// An upload of 8 MiB at once.
    Upload,
    /// A download piece by piece.
    Download,
    /// An upload of so many pieces.
    Streamed(usize),
    /// The same, with a length that is said before.
    Sized(usize),
}

/// A server that misbehaves so often, and how the call must end.
struct Case {
    name: &'static str,
    what: What,
    times: usize,
    server: fn(&mut dyn Connection) -> io::Result<()>,
    limits: fn(&mut Limits),
    config: fn(ConfigBuilder) -> ConfigBuilder,
    options: fn(CallOptions) -> CallOptions,
    expected: fn(&Ended) -> bool,
    asked: usize,
    within: Duration,
}

const fn case(
    name: &'static str,
    server: fn(&mut dyn Connection) -> io::Result<()>,
    expected: fn(&Ended) -> bool,
) -> Case {
    Case {
        name,
        what: What::Token,
        times: 1,
        server,
        limits: |_| {},
        config: |it| it,
        options: |it| it,
        expected,
        asked: 1,
        within: Duration::from_secs(20),
    }
}

const fn limited(
    name: &'static str,
    limits: fn(&mut Limits),
    server: fn(&mut dyn Connection) -> io::Result<()>,
    expected: fn(&Ended) -> bool,
) -> Case {
    Case { limits, ..case(name, server, expected) }
}

/// How a call ended, whatever was called.
#[derive(Debug, PartialEq)]
struct Ended {
    /// `None` for a success.
    kind: Option<ErrorKind>,
    status: Option<u16>,
    limit: Option<TimeLimit>,
    is_connect: bool,
    is_closed: bool,
    is_too_large: bool,
    /// How many bytes it holds.
    body: Option<usize>,
    text: String,
    /// What the sources say, from the top.
    sources: Vec<String>,
}

impl Ended {
    fn new<T>(name: &str, outcome: &Result<T, Error>) -> Self {
        let Err(error) = outcome else {
            return Self {
                kind: None,
                status: Some(200),
                limit: None,
                is_connect: false,
                is_closed: false,
                is_too_large: false,
                body: None,
                text: String::new(),
                sources: Vec::new(),
            };
        };
        assert_silent(name, outcome);
        let mut sources = Vec::new();
        let mut source = error.source();
        while let Some(error) = source {
            sources.push(error.to_string());
            source = error.source();
        }
        let limit = match error {
            Error::Transport(error) => error.time_limit(),
            _ => None,
        };
        assert_eq!(limit.is_some(), error.is_timeout(), "{name}");
        Self {
            kind: Some(error.kind()),
            status: error.status().map(|status| status.as_u16()),
            limit,
            is_connect: error.is_connect(),
            is_closed: error.is_closed(),
            is_too_large: error.is_too_large(),
            body: error.body().map(bytes::Bytes::len),
            text: error.to_string(),
            sources,
        }
    }
}

fn transport(ended: &Ended) -> bool {
    ended.kind == Some(ErrorKind::Transport) && ended.status.is_none()
}

/// No complete answer, and neither a time limit nor the size had a part in it.
fn broken(ended: &Ended) -> bool {
    transport(ended) && ended.limit.is_none() && !ended.is_too_large && !ended.is_connect
}

/// The connection ended before the answer was complete.
fn closed(ended: &Ended) -> bool {
    broken(ended) && ended.is_closed
}

fn too_large(ended: &Ended) -> bool {
    transport(ended) && ended.is_too_large
}

fn ran_out(ended: &Ended, limit: TimeLimit) -> bool {
    transport(ended) && ended.limit == Some(limit)
}

/// An answer that the document does not describe, with everything that came.
fn unexpected(ended: &Ended, status: u16) -> bool {
    ended.kind == Some(ErrorKind::Unexpected) && ended.status == Some(status) && ended.body.is_some()
}

fn succeeded(ended: &Ended) -> bool {
    ended.kind.is_none()
}

fn body(connection: &mut dyn Connection, head: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {head}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    connection.write_all(head.as_bytes())?;
    connection.write_all(body)
}

fn json(connection: &mut dyn Connection, text: &[u8]) -> io::Result<()> {
    body(connection, "200 OK", text)
}

fn raw(connection: &mut dyn Connection, text: &str) -> io::Result<()> {
    connection.write_all(text.as_bytes())
}

/// Writes without end, until the client is gone.
fn endlessly(connection: &mut dyn Connection, piece: &[u8]) -> io::Result<()> {
    loop {
        connection.write_all(piece)?;
    }
}

fn slowly(connection: &mut dyn Connection, text: &str) -> io::Result<()> {
    for byte in text.bytes() {
        connection.write_all(&[byte])?;
        connection.flush()?;
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn wait(connection: &mut dyn Connection) -> io::Result<()> {
    connection.flush()?;
    connection.read(&mut [0]).map(drop)
}

const CASES: &[Case] = &[
    limited(
        "accepts and never answers",
        |limits| limits.head_timeout = Duration::from_millis(150),
        wait,
        |it| ran_out(it, TimeLimit::Head),
    ),
    limited(
        "drips the head",
        |limits| limits.head_timeout = Duration::from_millis(300),
        |it| slowly(it, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
        |it| ran_out(it, TimeLimit::Head),
    ),
    limited(
        "drips the body",
        |limits| limits.timeout = Duration::from_millis(400),
        |it| {
            raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")?;
            slowly(it, &" ".repeat(100))
        },
        |it| ran_out(it, TimeLimit::Total),
    ),
    limited(
        "stops in the middle of the body",
        |limits| limits.idle_timeout = Duration::from_millis(150),
        |it| {
            raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")?;
            wait(it)
        },
        |it| ran_out(it, TimeLimit::Idle),
    ),
    case("closes before the head", |_| Ok(()), closed),
    case("closes inside the head", |it| raw(it, "HTTP/1.1 200 OK\r\ncontent-le"), closed),
    case("closes after the head", |it| raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n"), closed),
    case(
        "closes in the middle of the body",
        |it| raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"a\""),
        closed,
    ),
    case(
        "closes in the middle of a chunk",
        |it| raw(it, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{\"a\""),
        closed,
    ),
    case(
        "closes between two chunks",
        |it| raw(it, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        closed,
    ),
    case(
        "a length that is too short",
        |it| raw(it, &format!("HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{TOKEN}")),
        |it| unexpected(it, 200),
    ),
    case(
        "a length that is too long",
        |it| raw(it, &format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{TOKEN}")),
        closed,
    ),
    case(
        "a length of 10 GiB",
        |it| {
            raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n")?;
            endlessly(it, &[b' '; 65536])
        },
        too_large,
    ),
    case(
        "two lengths that differ",
        |it| raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} "),
        broken,
    ),
    case("a length that is no number", |it| raw(it, "HTTP/1.1 200 OK\r\ncontent-length: much\r\n\r\n{}"), broken),
    case(
        "chunks without end",
        |it| {
            raw(it, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
            endlessly(it, format!("10000\r\n{}\r\n", " ".repeat(65536)).as_bytes())
        },
        too_large,
    ),
    case(
        "a body without length and end",
        |it| {
            raw(it, "HTTP/1.1 200 OK\r\n\r\n")?;
            endlessly(it, &[b' '; 65536])
        },
        too_large,
    ),
    case(
        "chunks that are garbage",
        |it| raw(it, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n{}\r\n"),
        broken,
    ),
    case(
        "a gzip bomb",
        |it| {
            raw(
                it,
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\ncontent-length: 1024\r\n\r\n\x1f",
            )?;
            it.write_all(&[0; 1023])
        },
        |it| unexpected(it, 200),
    ),
    case(
        "a head of 1 MiB",
        |it| raw(it, &format!("HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n{{}}", "x".repeat(1024 * 1024))),
        broken,
    ),
    case(
        "10,000 headers",
        |it| raw(it, &format!("HTTP/1.1 200 OK\r\n{}\r\n{{}}", "x-a: b\r\n".repeat(10_000))),
        broken,
    ),
    case("no HTTP at all", |it| raw(it, "SSH-2.0-OpenSSH_9.6\r\n\r\n"), broken),
    case("status 99", |it| raw(it, "HTTP/1.1 99 Low\r\ncontent-length: 2\r\n\r\n{}"), broken),
    case("status 999", |it| body(it, "999 High", b"{}"), |it| unexpected(it, 999)),
    case(
        "informational answers before the final one",
        |it| {
            raw(it, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")?;
            json(it, TOKEN.as_bytes())
        },
        succeeded,
    ),
    case("204 with a body", |it| body(it, "204 No Content", b"{}"), |it| unexpected(it, 204)),
    case("an empty body", |it| json(it, b""), |it| unexpected(it, 200)),
    case("JSON 100,000 deep", |it| json(it, "[".repeat(100_000).as_bytes()), |it| unexpected(it, 200)),
    limited(
        "JSON deeper than the limit",
        |limits| limits.max_json_depth = 3,
        |it| json(it, with(&with(TOKEN, "accessToken", "[[[["), "more", json!([{ "a": [] }])).as_bytes()),
        |it| unexpected(it, 200),
    ),
    limited(
        "JSON as deep as the limit",
        |limits| limits.max_json_depth = 3,
        |it| json(it, with(&with(TOKEN, "accessToken", "[[[[\"["), "more", json!([{}, {}])).as_bytes()),
        succeeded,
    ),
    case("NaN", |it| json(it, br#"{"accessToken": NaN}"#), |it| unexpected(it, 200)),
    case("a key twice", |it| json(it, br#"{"accessToken": "a", "accessToken": "b"}"#), |it| unexpected(it, 200)),
    case("a byte order mark", |it| json(it, format!("\u{feff}{TOKEN}").as_bytes()), succeeded),
    case("bytes that are no UTF-8", |it| json(it, b"{\"accessToken\": \"\xff\xfe\"}"), |it| unexpected(it, 200)),
    case("something behind the JSON", |it| json(it, format!("{TOKEN}!").as_bytes()), |it| unexpected(it, 200)),
    case(
        "a content type in Latin-1",
        |it| {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=iso-8859-1\r\nconnection: close\r\n";
            raw(it, &format!("{head}content-length: {}\r\n\r\n{TOKEN}", TOKEN.len()))
        },
        succeeded,
    ),
    case("an HTML page for an error", |it| body(it, "500 Oops", b"<html>hush-hush</html>"), |it| unexpected(it, 500)),
    case(
        "a documented error",
        |it| body(it, "401 Unauthorized", br#"{"errorCode": "BAD_API_KEYS", "errorMessage": "hush-hush"}"#),
        |it| it.kind == Some(ErrorKind::Api),
    ),
    case(
        "a redirect",
        |it| raw(it, "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
        |it| unexpected(it, 302),
    ),
    // What is streamed: every stage has its limit.
    Case {
        what: What::Streamed(4),
        within: Duration::from_secs(2),
        ..limited(
            "takes a streamed upload and never answers",
            |limits| limits.head_timeout = Duration::from_millis(200),
            swallow,
            |it| ran_out(it, TimeLimit::Head),
        )
    },
    Case {
        what: What::Streamed(1024),
        within: Duration::from_secs(2),
        ..limited(
            "stops reading a streamed upload",
            |limits| limits.idle_timeout = Duration::from_millis(300),
            stall,
            |it| ran_out(it, TimeLimit::Idle),
        )
    },
    Case {
        what: What::Sized(1024),
        within: Duration::from_secs(2),
        ..limited(
            "stops reading an upload with a length",
            |limits| limits.idle_timeout = Duration::from_millis(300),
            stall,
            |it| ran_out(it, TimeLimit::Idle),
        )
    },
    Case {
        what: What::Upload,
        within: Duration::from_secs(2),
        ..limited(
            "stops reading an upload",
            |limits| limits.idle_timeout = Duration::from_millis(300),
            stall,
            |it| ran_out(it, TimeLimit::Idle),
        )
    },
    Case {
        what: What::Upload,
        within: Duration::from_secs(2),
        ..limited(
            "stops reading an upload, and the total time runs out",
            |limits| limits.timeout = Duration::from_millis(300),
            stall,
            |it| ran_out(it, TimeLimit::Total),
        )
    },
    Case {
        what: What::Download,
        within: Duration::from_secs(2),
        ..limited(
            "drips the error of a streamed call",
            |limits| limits.timeout = Duration::from_millis(400),
            |it| {
                raw(it, "HTTP/1.1 400 Bad\r\ncontent-length: 1000\r\n\r\n")?;
                slowly(it, &" ".repeat(1000))
            },
            |it| ran_out(it, TimeLimit::Total),
        )
    },
    Case {
        what: What::Download,
        ..limited(
            "stops in the middle of the error of a streamed call",
            |limits| limits.idle_timeout = Duration::from_millis(150),
            |it| {
                raw(it, "HTTP/1.1 400 Bad\r\ncontent-length: 1000\r\n\r\n ")?;
                wait(it)
            },
            |it| ran_out(it, TimeLimit::Idle),
        )
    },
    Case {
        what: What::Download,
        ..case(
            "closes in the middle of a download",
            |it| raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"),
            |it| closed(it) && it.text == "transfer: the connection ended before the response was complete",
        )
    },
    Case {
        what: What::Download,
        ..limited(
            "an error of a streamed call that is too large",
            |limits| limits.max_response_size = 1024,
            |it| body(it, "400 Bad", &[b' '; 4096]),
            too_large,
        )
    },
    Case {
        what: What::Download,
        ..limited(
            "an error of a streamed call that is as large as it may be",
            |limits| limits.max_response_size = 1024,
            |it| body(it, "400 Bad", &[b'x'; 1024]),
            |it| it.kind == Some(ErrorKind::Api) && it.body == Some(1024),
        )
    },
    Case {
        what: What::Download,
        ..limited(
            "an error of a streamed call that is too deep",
            |limits| limits.max_json_depth = 3,
            |it| body(it, "400 Bad", b"[[[[]]]]"),
            |it| unexpected(it, 400),
        )
    },
    limited(
        "an error that is too deep",
        |limits| limits.max_json_depth = 3,
        |it| body(it, "401 Bad", br#"{"errorCode": "BAD_API_KEYS", "a": [[[[]]]]}"#),
        |it| unexpected(it, 401),
    ),
    limited(
        "an error that is too large",
        |limits| limits.max_response_size = 1024,
        |it| body(it, "401 Bad", &[b' '; 4096]),
        too_large,
    ),
    // The total time is that of the whole call.
    Case {
        what: What::Status,
        times: 9,
        config: |it| it.retry(Retry::default()),
        options: |it| it.timeout(Duration::from_millis(500)),
        within: Duration::from_millis(450),
        ..case(
            "asks for a wait that is longer than the total time",
            |it| raw(it, "HTTP/1.1 503 No\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
            |it| unexpected(it, 503),
        )
    },
    Case {
        what: What::Status,
        times: 9,
        asked: 2,
        config: |it| it.retry(retry()),
        options: |it| it.timeout(Duration::from_millis(500)),
        within: Duration::from_millis(900),
        ..case(
            "takes the total time in several attempts",
            |it| {
                std::thread::sleep(Duration::from_millis(300));
                raw(it, "HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            },
            |it| ran_out(it, TimeLimit::Total),
        )
    },
    Case {
        times: 9,
        asked: 2,
        config: |it| it.redirects(9),
        options: |it| it.timeout(Duration::from_millis(500)),
        within: Duration::from_millis(900),
        ..case(
            "takes the total time in several redirects",
            |it| {
                std::thread::sleep(Duration::from_millis(300));
                redirect(it, 302, "/again")
            },
            |it| ran_out(it, TimeLimit::Total),
        )
    },
    Case {
        options: |it| it.timeout(Duration::from_secs(10)),
        ..limited(
            "is slower than the limits that a longer total time raises",
            |limits| {
                limits.head_timeout = Duration::from_millis(100);
                limits.idle_timeout = Duration::from_millis(100);
                limits.timeout = Duration::from_millis(200);
            },
            |it| {
                std::thread::sleep(Duration::from_millis(300));
                raw(it, &format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", TOKEN.len()))?;
                it.flush()?;
                std::thread::sleep(Duration::from_millis(300));
                raw(it, TOKEN)
            },
            succeeded,
        )
    },
    limited(
        "thinks for longer than pieces may take",
        |limits| limits.idle_timeout = Duration::from_millis(100),
        |it| {
            std::thread::sleep(Duration::from_millis(300));
            answer(it, TOKEN)
        },
        succeeded,
    ),
    limited(
        "answers where nothing is limited",
        |limits| {
            limits.connect_timeout = Duration::MAX;
            limits.head_timeout = Duration::MAX;
            limits.idle_timeout = Duration::MAX;
            limits.timeout = Duration::MAX;
        },
        |it| answer(it, TOKEN),
        succeeded,
    ),
    Case {
        what: What::Download,
        options: |it| it.timeout(Duration::MAX),
        ..case("answers a streamed call where nothing is limited", |it| answer(it, TOKEN), succeeded)
    },
    Case {
        what: What::Status,
        asked: 2,
        config: |it| {
            let mut longest = Retry::default();
            (longest.backoff, longest.max_backoff) = (Duration::from_millis(1), Duration::MAX);
            it.retry(longest)
        },
        ..case(
            "fails where waits may be without end",
            |it| raw(it, "HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
            succeeded,
        )
    },
    Case {
        what: What::Status,
        config: |it| {
            let mut longest = Retry::default();
            (longest.backoff, longest.max_backoff) = (Duration::MAX, Duration::MAX);
            it.retry(longest)
        },
        ..case(
            "fails where the first wait is without end",
            |it| raw(it, "HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
            |it| unexpected(it, 503),
        )
    },
    // What is repeated.
    Case {
        what: What::Status,
        asked: 2,
        config: |it| it.retry(retry()),
        ..case("closes before the head of what can be repeated", |_| Ok(()), succeeded)
    },
    Case {
        what: What::Status,
        asked: 2,
        config: |it| it.retry(retry()),
        ..case(
            "closes in the middle of the body of what can be repeated",
            |it| raw(it, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"a\""),
            succeeded,
        )
    },
    Case { what: What::Status, ..case("closes before the head, without retries", |_| Ok(()), closed) },
    Case {
        config: |it| it.retry(retry()),
        ..case("closes before the head of what must not be repeated", |_| Ok(()), closed)
    },
    Case {
        what: What::Status,
        config: |it| it.retry(retry()),
        ..case(
            "asks for a wait of more seconds than can be counted",
            |it| {
                let forever = "9".repeat(30);
                raw(
                    it,
                    &format!(
                        "HTTP/1.1 503 No\r\nretry-after: {forever}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                    ),
                )
            },
            |it| unexpected(it, 503),
        )
    },
    Case {
        what: What::Status,
        config: |it| it.retry(retry()),
        ..case("what is no HTTP, to a call that can be repeated", |it| raw(it, "SSH-2.0\r\n\r\n"), broken)
    },
    // What errors say.
    case(
        "a key with line breaks and escapes",
        |it| json(it, b"{\"\\n\\u001b[31m\\u2028\\u202e\": 1, \"accessToken\": 1}"),
        |it| unexpected(it, 200) && is_clean(&it.text),
    ),
    case(
        "a key with line breaks and escapes in an error",
        |it| body(it, "401 Bad", b"{\"errorCode\": {\"a\\nb\\u001b[31m\": {}}}"),
        |it| unexpected(it, 401) && is_clean(&it.text),
    ),
];

/// Whether a text is one line without what steers a terminal.
fn is_clean(text: &str) -> bool {
    !text.chars().any(|char| char.is_control() || matches!(char, '\u{2028}'..='\u{202e}'))
}

/// Reads a body in chunks to its end, and says nothing.
fn swallow(connection: &mut dyn Connection) -> io::Result<()> {
    let (mut received, mut buffer) = (Vec::new(), vec![0; PIECE]);
    while !received.ends_with(b"\r\n0\r\n\r\n") {
        match connection.read(&mut buffer)? {
            0 => return Ok(()),
            read => received.extend_from_slice(&buffer[..read]),
        }
    }
    wait(connection)
}

/// Reads nothing more, for longer than any limit of a test.
fn stall(connection: &mut dyn Connection) -> io::Result<()> {
    std::thread::sleep(Duration::from_secs(3));
    connection.flush()
}

/// Which client a test calls with.
#[derive(Clone, Debug)]
enum Client {
    Async(authenteq::Client),
    Blocking(authenteq::blocking::Client),
}

impl Client {
    fn both(config: &Config) -> [Self; 2] {
        let asynchronous = authenteq::Client::with_config(config.clone()).expect("TLS can be set up");
        let blocking = authenteq::blocking::Client::with_config(config.clone()).expect("it needs no proxy");
        [Self::Async(asynchronous), Self::Blocking(blocking)]
    }

    fn call(&self, runtime: &tokio::runtime::Runtime) -> Outcome {
        match self {
            Self::Async(client) => runtime.block_on(client.verification_token().send()),
            Self::Blocking(client) => client.verification_token().send(),
        }
    }

    /// Calls anything.
    fn end(&self, runtime: &tokio::runtime::Runtime, name: &str, what: What, options: CallOptions) -> Ended {
        match (self, what) {
            (Self::Async(client), What::Token) => {
                Ended::new(name, &runtime.block_on(client.verification_token().with_options(options).send()))
            }
            (Self::Blocking(client), What::Token) => {
                Ended::new(name, &client.verification_token().with_options(options).send())
            }
            (Self::Async(client), What::Status) => {
                Ended::new(name, &runtime.block_on(client.call(Status).with_options(options).send()))
            }
            (Self::Blocking(client), What::Status) => {
                Ended::new(name, &client.call(Status).with_options(options).send())
            }
            (Self::Async(client), What::Upload) => {
                Ended::new(name, &runtime.block_on(client.call(Upload).with_options(options).send()))
            }
            (Self::Blocking(client), What::Upload) => {
                Ended::new(name, &client.call(Upload).with_options(options).send())
            }
            (_, What::Download) => Ended::new(name, &streamed(runtime, self, None, options)),
            (_, What::Streamed(pieces)) => Ended::new(name, &streamed(runtime, self, Some((pieces, None)), options)),
            (_, What::Sized(pieces)) => {
                Ended::new(name, &streamed(runtime, self, Some((pieces, Some(pieces * PIECE))), options))
            }
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("the machine has a runtime")
}

fn builder(server: &Server) -> ConfigBuilder {
    Config::builder(Credentials::basic("id", "hush-hush"))
        .base_url(server.base_url())
        .root_certificate(include_bytes!("certificates/authority.der").to_vec())
}

/// Fails where an error, one of its sources or its debugging output holds a secret, or is no line.
fn assert_silent<T>(name: &str, outcome: &Result<T, Error>) {
    let Err(error) = outcome else { return };
    let mut texts = vec![error.to_string(), format!("{error:?}"), format!("{error:#?}")];
    assert!(texts[0].lines().count() == 1 && texts[0].len() < 400, "{name}: {error}");
    let mut source = error.source();
    while let Some(error) = source {
        texts.extend([error.to_string(), format!("{error:?}")]);
        source = error.source();
    }
    // `Api` shows what the document describes of the error, which is for the caller.
    let documented = error.kind() == ErrorKind::Api;
    let secret = secret();
    for text in texts.iter().filter(|_| !documented) {
        assert!(SECRETS.into_iter().chain([&*secret]).all(|secret| !text.contains(secret)), "{name}: {text}");
    }
}

#[test]
fn whatever_the_server_does_the_call_ends_as_it_must_and_alike_in_both_modes() {
    let wrong = Mutex::new(Vec::new());
    let cases = Mutex::new(CASES.iter());
    let work = || {
        let runtime = runtime();
        while let Some(case) = { cases.lock().expect("no case panics").next() } {
            let mut found = Vec::new();
            for tls in [None, Some(Tls::Good)] {
                let ended: Vec<_> = (0..2).map(|mode| run(case, tls, mode, &runtime, &mut found)).collect();
                if ended[0] != ended[1] {
                    found.push(format!("{} ({tls:?}): the modes differ: {ended:#?}", case.name));
                }
            }
            wrong.lock().expect("no case panics").append(&mut found);
        }
    };
    // Most of the time is spent waiting.
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(work);
        }
    });
    let wrong = wrong.into_inner().expect("no case panics");
    assert!(wrong.is_empty(), "{} of {} cases: {}", wrong.len(), CASES.len(), wrong.join("\n"));
}

/// Runs a case, and says how the call ended but for the words of the libraries below.
fn run(
    case: &Case,
    tls: Option<Tls>,
    mode: usize,
    runtime: &tokio::runtime::Runtime,
    wrong: &mut Vec<String>,
) -> Ended {
    let (misbehave, times) = (case.server, case.times);
    let server = Server::start(
        tls,
        move |connection, number| {
            if number < times { misbehave(connection) } else { answer(connection, TOKEN) }
        },
    );
    let mut limits = Limits::default();
    limits.max_response_size = 256 * 1024;
    (case.limits)(&mut limits);
    let config = (case.config)(builder(&server).limits(limits)).build().expect("it is sound");
    let client = &Client::both(&config)[mode];
    let name = format!("{} ({tls:?}, {client:?})", case.name);
    let start = Instant::now();
    let mut ended = client.end(runtime, &name, case.what, (case.options)(CallOptions::new()));
    let (took, asked) = (start.elapsed(), server.asked().len());
    if !(case.expected)(&ended) {
        wrong.push(format!("{name}: {ended:?}"));
    }
    if took > case.within || asked != case.asked {
        wrong.push(format!("{name}: took {took:?}, asked {asked} times"));
    }
    // What failed is said once: neither the name of a layer nor the same words twice.
    if ended.sources.len() > 1 || ended.sources.iter().any(|source| source.contains("client error")) {
        wrong.push(format!("{name}: {:?}", ended.sources));
    }
    // What the client took may fill its buffers and those of the system, but no more.
    assert!(server.written() < 16 * 1024 * 1024, "{name}: took {} bytes", server.written());
    if case.times == 1 {
        let next = client.call(runtime);
        assert!(next.is_ok(), "the call after {name}: {next:?}");
    }
    ended.sources.clear();
    ended
}

#[test]
fn a_server_that_cannot_be_trusted_sees_nothing() {
    let runtime = runtime();
    for tls in [Tls::Expired, Tls::WrongHost, Tls::Untrusted] {
        let server = Server::start(Some(tls), |connection, _| answer(connection, TOKEN));
        for client in Client::both(&builder(&server).build().expect("it is sound")) {
            let outcome = client.call(&runtime);
            let connect = |error: &Failure| error.kind() == ErrorKind::Transport && error.is_connect();
            assert!(outcome.as_ref().is_err_and(connect), "{tls:?} {client:?}: {outcome:?}");
            assert_silent("a certificate", &outcome);
        }
        assert_eq!(server.asked(), [""; 0], "{tls:?}");
    }
}

#[test]
fn a_handshake_that_never_ends_runs_into_the_limit_of_connections() {
    let runtime = runtime();
    let server = Server::silent();
    let mut limits = Limits::default();
    limits.connect_timeout = Duration::from_millis(150);
    let config = builder(&server).base_url(server.base_url().replace("http:", "https:")).limits(limits);
    for client in Client::both(&config.build().expect("it is sound")) {
        let outcome = client.call(&runtime);
        assert!(ran_out(&Ended::new("handshake", &outcome), TimeLimit::Connect), "{client:?}: {outcome:?}");
        assert!(outcome.is_err_and(|error| error.is_connect()), "{client:?}");
    }
    let proxied = builder(&server).base_url("https://host.invalid").proxy(server.base_url()).limits(limits);
    for client in Client::both(&proxied.build().expect("it is sound")) {
        let ended = client.end(&runtime, "proxy", What::Token, CallOptions::new());
        assert!(ran_out(&ended, TimeLimit::Connect), "{client:?}: {ended:?}");
    }
}

/// A source that fails like a connection that was too slow.
struct Failing;

impl authenteq::Chunks for Failing {
    fn poll_chunk(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<bytes::Bytes, authenteq::TransportError>>> {
        std::task::Poll::Ready(Some(Err(authenteq::TransportError::timeout(TimeLimit::Idle))))
    }
}

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(authenteq::TransportError::timeout(TimeLimit::Idle).into())
    }
}

#[test]
fn what_an_upload_is_read_from_may_fail_and_that_is_the_failure() {
    let runtime = runtime();
    let server = Server::start(None, |connection, _| swallow(connection));
    for client in Client::both(&builder(&server).build().expect("it is sound")) {
        let outcome = match &client {
            Client::Async(client) => {
                let body = authenteq::Body::new(Failing);
                runtime.block_on(client.call(Transfer).send_streamed(Some(body))).map(drop)
            }
            Client::Blocking(client) => {
                client.call(Transfer).send_streamed(Some(authenteq::BlockingBody::new(Failing))).map(drop)
            }
        };
        assert!(ran_out(&Ended::new("source", &outcome), TimeLimit::Idle), "{client:?}: {outcome:?}");
    }
}

#[test]
fn nobody_listening_is_a_connect_error() {
    let runtime = runtime();
    let config = Config::with_base_url(Credentials::basic("id", "hush-hush"), &server::nobody());
    for client in Client::both(&config.expect("loopback may be http")) {
        let outcome = client.call(&runtime);
        assert!(outcome.as_ref().is_err_and(|error| error.is_connect() && !error.is_timeout()), "{outcome:?}");
        assert_silent("nobody", &outcome);
    }
}

fn redirect(connection: &mut dyn Connection, status: u16, location: &str) -> io::Result<()> {
    raw(
        connection,
        &format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
    )
}

#[test]
fn redirects_are_followed_where_allowed_and_take_no_credentials_elsewhere() {
    let runtime = runtime();
    let elsewhere = Server::start(None, |connection, _| answer(connection, TOKEN));
    let locations = [
        ("/other?a=b".to_owned(), true),
        ("other".to_owned(), true),
        (format!("{}/away", elsewhere.base_url()), false),
    ];
    for (location, same) in locations {
        for mode in 0..2 {
            let to = location.clone();
            let server = Server::start(None, move |connection, number| match number {
                0 => redirect(connection, 302, &to),
                _ => answer(connection, TOKEN),
            });
            let config = builder(&server).redirects(1).build().expect("it is sound");
            let outcome = Client::both(&config)[mode].call(&runtime);
            assert!(outcome.is_ok(), "{location}: {outcome:?}");
            let asked = if same { server.asked().pop() } else { elsewhere.asked().pop() }.unwrap_or_default();
            assert_eq!(asked.to_ascii_lowercase().contains("authorization:"), same, "{location}: {asked}");
            let path = if location == "other" { "/mobile-sdk/other" } else { "/" };
            assert!(asked.starts_with(&format!("GET {path}")), "{asked}");
        }
    }
}

/// A request with everything that must not be shown to another origin.
struct Laden(http::Method);

impl authenteq::Operation for Laden {
    type Output = String;
    const ID: &'static str = "laden";
    const METHOD: http::Method = http::Method::POST;
    const PATH: &'static str = "/laden";
    const ACCEPT: &'static str = "text/plain";
    const SECURITY: authenteq::custom::Security = VerificationToken::SECURITY;
    const SUCCESSES: authenteq::custom::Readers<String> = &[(&[200], authenteq::custom::text)];

    fn write(&self, request: authenteq::custom::RequestBuilder) -> authenteq::custom::RequestBuilder {
        let simple = authenteq::custom::SIMPLE;
        let form = authenteq::custom::FORM;
        request
            .header("x-api-key", &"hush-parameter", simple)
            .cookie("session", &"hush-cookie", form)
            .query("key", &"hush-query", form)
            .bytes("text/plain", &bytes::Bytes::from_static(b"hush-body"))
    }

    fn request(&self, config: &Config) -> Result<http::Request<bytes::Bytes>, authenteq::RequestError> {
        let request = authenteq::custom::RequestBuilder::new(Self::ID, self.0.clone(), Self::PATH);
        self.write(request.accept(Self::ACCEPT)).build(config, Self::SERVER, Self::SECURITY)
    }
}

#[test]
fn to_another_origin_goes_nothing_but_what_is_harmless() {
    use http::Method;
    let runtime = runtime();
    // How the other server is asked, if it is.
    let rows = [
        (301, Method::POST, Some("GET")),
        (302, Method::POST, Some("GET")),
        (303, Method::POST, Some("GET")),
        (303, Method::PUT, Some("GET")),
        // The method and the body would have to stay.
        (301, Method::PUT, None),
        (302, Method::PATCH, None),
        (307, Method::POST, None),
        (308, Method::POST, None),
        (307, Method::PUT, None),
    ];
    for (status, method, expected) in rows {
        let mut asked = Vec::new();
        for mode in 0..2 {
            let elsewhere = Server::start(None, |connection, _| answer(connection, TOKEN));
            let away = format!("{}/away", elsewhere.base_url());
            let server = Server::start(None, move |connection, _| {
                connection.read_exact(&mut [0; 9])?;
                redirect(connection, status, &away)
            });
            let options = || {
                CallOptions::new()
                    .header("x-option", "hush-option")
                    .header("accept-language", "hush-language")
                    .header("proxy-authorization", "hush-proxy")
                    .header("referer", "hush-referer")
                    .query("token", "hush-option-query")
            };
            let config = builder(&server).redirects(3).build().expect("it is sound");
            let outcome = match &Client::both(&config)[mode] {
                Client::Async(client) => {
                    runtime.block_on(client.call(Laden(method.clone())).with_options(options()).send())
                }
                Client::Blocking(client) => client.call(Laden(method.clone())).with_options(options()).send(),
            };
            assert_eq!(outcome.is_ok(), expected.is_some(), "{status} {method}: {outcome:?}");
            let heads = elsewhere.asked();
            assert_eq!(heads.len(), usize::from(expected.is_some()), "{status} {method}");
            for head in heads {
                let mut fields: Vec<_> = head.trim_end().lines().map(str::to_ascii_lowercase).collect();
                fields.retain(|field| !field.starts_with("host: 127.0.0.1:"));
                fields.sort();
                let line = format!("{} /away http/1.1", expected.unwrap_or_default().to_ascii_lowercase());
                let harmless =
                    ["accept-encoding: identity", "accept: text/plain", &line, "user-agent: authenteq/0.1.0"];
                assert_eq!(fields, harmless, "{status} {method}");
                asked.push(fields);
            }
        }
        assert!(asked.windows(2).all(|pair| pair[0] == pair[1]), "{asked:?}");
    }
}

#[test]
fn references_of_redirects_are_resolved_as_rfc_3986_says() {
    let runtime = runtime();
    // Section 5.4, with the base `http://a/b/c/d;p?q`; `None` is not followed.
    let rows: [(&str, Option<&str>); 29] = [
        ("g", Some("/b/c/g")),
        ("./g", Some("/b/c/g")),
        ("g/", Some("/b/c/g/")),
        ("/g", Some("/g")),
        ("?y", Some("/b/c/d;p?y")),
        ("g?y", Some("/b/c/g?y")),
        ("#s", Some("/b/c/d;p?q")),
        ("g#s", Some("/b/c/g")),
        (";x", Some("/b/c/;x")),
        ("g;x?y#s", Some("/b/c/g;x?y")),
        (".", Some("/b/c/")),
        ("./", Some("/b/c/")),
        ("..", Some("/b/")),
        ("../g", Some("/b/g")),
        ("../..", Some("/")),
        ("../../g", Some("/g")),
        ("../../../g", Some("/g")),
        ("/./g", Some("/g")),
        ("/../g", Some("/g")),
        ("g.", Some("/b/c/g.")),
        ("..g", Some("/b/c/..g")),
        ("./g/.", Some("/b/c/g/")),
        ("g/../h", Some("/b/c/h")),
        ("g?y/../x", Some("/b/c/g?y/../x")),
        ("mailto:g", None),
        ("http:g", None),
        ("g:h", None),
        ("///g", None),
        ("//127.0.0.1:70000/g", None),
    ];
    for (reference, expected) in rows {
        for mode in 0..2 {
            let server = Server::start(None, move |connection, number| match number {
                0 => redirect(connection, 302, reference),
                _ => answer(connection, TOKEN),
            });
            let config = builder(&server).redirects(1).build().expect("it is sound");
            let outcome = match &Client::both(&config)[mode] {
                Client::Async(client) => runtime.block_on(client.call(Example).send()),
                Client::Blocking(client) => client.call(Example).send(),
            };
            assert_eq!(outcome.is_ok(), expected.is_some(), "{reference}: {outcome:?}");
            let asked = server.asked();
            let target = asked.get(1).and_then(|head| head.split(' ').nth(1));
            assert_eq!(target, expected, "{reference}");
        }
    }
}

/// The base of the examples of RFC 3986, section 5.4.
struct Example;

impl authenteq::Operation for Example {
    type Output = String;
    const ID: &'static str = "example";
    const METHOD: http::Method = http::Method::GET;
    const PATH: &'static str = "/b/c/d;p?q";
    const SUCCESSES: authenteq::custom::Readers<String> = &[(&[200], authenteq::custom::text)];
}

#[test]
fn redirects_that_lead_astray_are_not_followed() {
    let runtime = runtime();
    let plain = Server::start(None, |connection, _| answer(connection, TOKEN));
    let locations = [
        (plain.base_url(), Some(Tls::Good), 1),
        (plain.base_url().replace("http://", "http://id:hush-hush@"), None, 1),
        ("http://host.invalid/".to_owned(), None, 1),
        ("/around".to_owned(), None, 4),
        ("ftp://127.0.0.1/".to_owned(), None, 1),
        ("http://[broken".to_owned(), None, 1),
    ];
    for (location, tls, requests) in locations {
        for mode in 0..2 {
            let to = location.clone();
            let server = Server::start(tls, move |connection, _| redirect(connection, 301, &to));
            let config = builder(&server).redirects(3).build().expect("it is sound");
            let outcome = Client::both(&config)[mode].call(&runtime);
            assert!(unexpected(&Ended::new("redirect", &outcome), 301), "{location}: {outcome:?}");
            assert_silent(&location, &outcome);
            assert_eq!(server.asked().len(), requests, "{location}");
        }
    }
    assert_eq!(plain.asked(), [""; 0]);
}

/// A call of an operation that can be repeated.
struct Status;

impl authenteq::Operation for Status {
    type Output = String;
    const ID: &'static str = "status";
    const METHOD: http::Method = http::Method::GET;
    const PATH: &'static str = "/status";
    const ACCEPT: &'static str = "";
    const SUCCESSES: authenteq::custom::Readers<String> = &[(&[200], authenteq::custom::text)];
}

fn retry() -> Retry {
    let mut retry = Retry::default();
    retry.backoff = Duration::from_millis(1);
    retry
}

/// How often a server was asked that fails so often.
fn attempts(
    retry: Option<Retry>,
    failures: usize,
    head: &'static str,
    idempotent: bool,
) -> Vec<(usize, bool, Duration)> {
    let runtime = runtime();
    let run = |mode| {
        let server = Server::start(None, move |connection, number| match number {
            number if number < failures => {
                raw(connection, &format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"))
            }
            _ => answer(connection, TOKEN),
        });
        let config = retry.map_or_else(|| builder(&server), |retry| builder(&server).retry(retry));
        let client = &Client::both(&config.build().expect("it is sound"))[mode];
        let start = Instant::now();
        let succeeded = match (client, idempotent) {
            (Client::Async(client), true) => runtime.block_on(client.call(Status).send()).is_ok(),
            (Client::Blocking(client), true) => client.call(Status).send().is_ok(),
            (client, false) => client.call(&runtime).is_ok(),
        };
        (server.asked().len(), succeeded, start.elapsed())
    };
    [run(0), run(1)].into()
}

#[test]
fn calls_are_repeated_only_where_it_was_asked_for_and_does_no_harm() {
    let outcomes = |retry, failures, head, idempotent| {
        attempts(retry, failures, head, idempotent)
            .into_iter()
            .map(|(asked, succeeded, _)| (asked, succeeded))
            .collect::<Vec<_>>()
    };
    let both = |asked, succeeded| vec![(asked, succeeded); 2];
    for head in ["429 Too Many", "502 Bad Gateway", "503 Unavailable", "504 Timeout"] {
        assert_eq!(outcomes(None, 1, head, true), both(1, false), "{head}");
        assert_eq!(outcomes(Some(retry()), 2, head, true), both(3, true), "{head}");
        assert_eq!(outcomes(Some(retry()), 3, head, true), both(3, false), "{head}");
        // Each token request makes a new token: it is never repeated once the server has seen it.
        assert_eq!(outcomes(Some(retry()), 1, head, false), both(1, false), "{head}");
    }
    for head in ["500 Oops", "400 Wrong", "404 Nowhere"] {
        assert_eq!(outcomes(Some(retry()), 1, head, true), both(1, false), "{head}");
    }
    let mut spent = retry();
    spent.budget = 1;
    assert_eq!(outcomes(Some(spent), 2, "503 Unavailable", true), both(2, false));
}

#[test]
fn a_server_that_says_when_to_come_back_is_heeded() {
    for (asked, succeeded, took) in attempts(Some(retry()), 1, "503 Unavailable\r\nretry-after: 1", true) {
        assert!(asked == 2 && succeeded && took >= Duration::from_secs(1), "{asked} {succeeded} {took:?}");
    }
    // A date that has passed asks for no wait.
    let passed = "503 Unavailable\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT";
    assert!(attempts(Some(retry()), 1, passed, true).into_iter().all(|(asked, succeeded, _)| asked == 2 && succeeded));
    let later = "503 Unavailable\r\nretry-after: Sat, 06 Nov 2094 08:49:37 GMT";
    assert!(attempts(Some(retry()), 1, later, true).into_iter().all(|(asked, succeeded, _)| asked == 1 && !succeeded));
}

#[test]
fn calls_have_settings_of_their_own() {
    let runtime = runtime();
    let server = Server::start(None, |connection, _| answer(connection, TOKEN));
    let other = Server::start(None, |connection, _| answer(connection, TOKEN));
    let [Client::Async(client), _] = Client::both(&builder(&server).build().expect("it is sound")) else {
        panic!("the first is async")
    };
    let options = CallOptions::new().header("x-trace", "7").query("a b", "&").base_url(other.base_url());
    let sent = runtime.block_on(client.verification_token().with_options(options).send());
    assert!(sent.is_ok(), "{sent:?}");
    let asked = other.asked().pop().expect("it was asked");
    assert!(asked.starts_with("GET /mobile-sdk/verification-token?a%20b=%26 "), "{asked}");
    assert!(asked.contains("x-trace: 7") && asked.contains("authorization: Basic"), "{asked}");
    assert_eq!(server.asked(), [""; 0]);
    let refused = [
        CallOptions::new().header("x-trace", "a\r\nb: c"),
        CallOptions::new().header("a b", "c"),
        CallOptions::new().base_url("http://host.example"),
        CallOptions::new().base_url("https://id:hush-hush@host.example"),
    ];
    for options in refused {
        let outcome = runtime.block_on(client.verification_token().with_options(options).send());
        assert!(outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::Request), "{outcome:?}");
        assert_silent("options", &outcome);
    }
    let slow = Server::silent();
    let options = || CallOptions::new().timeout(Duration::from_millis(100)).base_url(slow.base_url());
    let outcome = runtime.block_on(client.verification_token().with_options(options()).send());
    assert!(outcome.is_err_and(|error| error.is_timeout()));
}

/// An answer after which the connection stays open.
fn keep(connection: &mut dyn Connection, text: &str) -> io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", text.len());
    raw(connection, &head)?;
    raw(connection, text)?;
    connection.flush()
}

#[test]
fn a_connection_that_the_server_had_closed_is_made_anew() {
    let behaviours: [fn(&mut dyn Connection) -> io::Result<()>; 3] = [
        // Closed while it was idle.
        |_| Ok(()),
        // Closed when the next request is there.
        |it| server::head(it).map(drop),
        // Reset when the next request is there.
        |it| it.read_exact(&mut [0; 5]),
    ];
    for (index, behave) in behaviours.into_iter().enumerate() {
        for mode in 0..2 {
            for what in [What::Status, What::Token, What::Download] {
                let runtime = runtime();
                let server = Server::start(None, move |connection, number| match number {
                    0 => keep(connection, TOKEN).and_then(|()| behave(connection)),
                    _ => answer(connection, TOKEN),
                });
                let client = &Client::both(&builder(&server).build().expect("it is sound"))[mode];
                assert!(client.call(&runtime).is_ok());
                std::thread::sleep(Duration::from_millis(50));
                let ended = client.end(&runtime, "stale", what, CallOptions::new());
                // What the server may have seen must not be repeated unless it can be. An upload is not, nor is the
                // token request.
                let succeeds = index == 0 || matches!(what, What::Status);
                assert_eq!(succeeded(&ended), succeeds, "{index} {mode} {what:?}: {ended:?}");
                assert!(succeeds || closed(&ended), "{index} {mode} {what:?}: {ended:?}");
                assert_eq!(server.asked().len(), 1 + usize::from(succeeds), "{index} {mode} {what:?}");
            }
        }
    }
}

#[test]
fn a_connection_that_is_closed_again_and_again_is_made_anew_once() {
    for mode in 0..2 {
        let runtime = runtime();
        let server = Server::start(None, move |connection, number| match number {
            0 => keep(connection, TOKEN).and_then(|()| server::head(connection).map(drop)),
            _ => Ok(()),
        });
        let client = &Client::both(&builder(&server).build().expect("it is sound"))[mode];
        assert!(client.call(&runtime).is_ok());
        let ended = client.end(&runtime, "stale", What::Status, CallOptions::new());
        assert!(closed(&ended), "{ended:?}");
        assert_eq!(server.asked().len(), 2);
    }
}

#[test]
fn a_connection_that_no_call_uses_is_closed_in_time() {
    let runtime = runtime();
    for mode in 0..2 {
        let (send, receive) = std::sync::mpsc::channel();
        let send = Mutex::new(send);
        let server = Server::start(None, move |connection, number| {
            keep(connection, TOKEN)?;
            if number == 0 {
                let start = Instant::now();
                let ended = connection.read(&mut [0])?;
                let _ = send.lock().expect("no test panics here").send((ended, start.elapsed()));
            }
            Ok(())
        });
        let config = builder(&server).keep_alive(Duration::from_millis(100)).build().expect("it is sound");
        let client = &Client::both(&config)[mode];
        assert!(client.call(&runtime).is_ok());
        match client {
            Client::Async(_) => runtime.block_on(async { tokio::time::sleep(Duration::from_millis(400)).await }),
            // Without a runtime nothing happens between calls.
            Client::Blocking(_) => {
                std::thread::sleep(Duration::from_millis(200));
                assert!(client.call(&runtime).is_ok());
            }
        }
        let (ended, after) = receive.recv_timeout(Duration::from_secs(5)).expect("it is closed");
        assert!(ended == 0 && after >= Duration::from_millis(90) && after < Duration::from_secs(2), "{after:?}");
    }
}

#[test]
fn what_keeps_a_connection_from_being_made_is_said_once() {
    let runtime = runtime();
    let untrusted = Server::start(Some(Tls::Untrusted), |connection, _| answer(connection, TOKEN));
    let plain = Server::start(None, |connection, _| answer(connection, TOKEN));
    let no_tls = Server::saying("HTTP/1.1 400 Bad\r\n\r\n").base_url().replace("http:", "https:");
    let proxied = Server::start(None, |connection, _| raw(connection, "HTTP/1.1 403 No\r\n\r\n"));
    let rows: [(String, Option<String>, &str, &[&str]); 5] = [
        (server::nobody(), None, "no connection to the server", &["Connection refused"]),
        ("http://nobody.invalid".to_owned(), None, "no connection to the server", &["lookup", "resol", "name"]),
        (
            untrusted.base_url(),
            None,
            "no connection to the server, because the TLS handshake failed",
            &["invalid peer certificate"],
        ),
        (no_tls, None, "no connection to the server, because the TLS handshake failed", &["corrupt message"]),
        (
            "http://host.invalid".to_owned(),
            Some(proxied.base_url()),
            "no connection to the server",
            &["tunnel", "proxy"],
        ),
    ];
    for (base_url, proxy, what, why) in rows {
        let mut config = builder(&plain).base_url(base_url.clone()).allow_http(true);
        if let Some(proxy) = proxy {
            config = config.proxy(proxy);
        }
        for client in Client::both(&config.build().expect("it is sound")) {
            let ended = client.end(&runtime, &base_url, What::Token, CallOptions::new());
            assert!(transport(&ended) && ended.is_connect && ended.limit.is_none(), "{base_url} {client:?}: {ended:?}");
            assert_eq!(ended.text, format!("verificationToken: {what}"), "{base_url} {client:?}");
            assert_eq!(ended.sources.len(), 1, "{base_url}: {ended:?}");
            assert!(why.iter().any(|why| ended.sources[0].contains(why)), "{base_url} {client:?}: {ended:?}");
        }
    }
}

#[test]
fn a_connection_that_ends_in_the_handshake_is_a_connect_error() {
    let runtime = runtime();
    let server = Server::start(None, |_, _| Ok(()));
    let closing = Server::saying("");
    for base_url in [closing.base_url().replace("http:", "https:")] {
        let config = builder(&server).base_url(base_url).build().expect("it is sound");
        for client in Client::both(&config) {
            let ended = client.end(&runtime, "handshake", What::Token, CallOptions::new());
            assert!(ended.is_connect && ended.text.ends_with("the TLS handshake failed"), "{client:?}: {ended:?}");
        }
    }
}

#[test]
fn an_upload_whose_length_is_known_says_it() {
    let runtime = runtime();
    for mode in 0..2 {
        let server = Server::start(None, |connection, _| {
            io::copy(&mut connection.take((3 * PIECE) as u64), &mut io::sink())?;
            answer(connection, TOKEN)
        });
        let client = &Client::both(&builder(&server).build().expect("it is sound"))[mode];
        let ended = client.end(&runtime, "sized", What::Sized(3), CallOptions::new());
        assert!(succeeded(&ended), "{ended:?}");
        // Of more, the rest is not read; with less the call fails.
        let rest = streamed(&runtime, client, Some((9, Some(3 * PIECE))), CallOptions::new());
        assert!(rest.is_ok(), "{rest:?}");
        let short = streamed(&runtime, client, Some((2, Some(3 * PIECE))), CallOptions::new());
        let short = Ended::new("short", &short);
        assert!(broken(&short) && short.sources[0].contains("less than the length"), "{short:?}");
        let asked: Vec<_> = server.asked().iter().map(|head| head.to_ascii_lowercase()).collect();
        assert!(asked.iter().all(|head| head.contains("\r\ncontent-length: 196608\r\n")), "{asked:?}");
        assert!(!asked.iter().any(|head| head.contains("transfer-encoding")), "{asked:?}");
    }
}

#[test]
fn a_port_that_is_none_is_refused() {
    for port in ["65536", "99999", "100000000000", "-1", "x"] {
        for host in ["host.example", "127.0.0.1", "[::1]"] {
            let url = format!("https://{host}:{port}");
            let refused = |result: Result<Config, authenteq::ConfigError>| result.is_err();
            assert!(refused(Config::with_base_url(Credentials::none(), &url)), "{url}");
            let proxy = format!("http://{host}:{port}");
            assert!(refused(Config::builder(Credentials::none()).proxy(&proxy).build()), "{proxy}");
        }
    }
    for url in ["https://host.example:65535", "https://host.example:", "https://[::1]:1", "https://[::1]"] {
        assert!(Config::with_base_url(Credentials::none(), url).is_ok(), "{url}");
    }
}

/// An upload of 8 MiB.
struct Upload;

impl authenteq::Operation for Upload {
    type Output = String;
    const ID: &'static str = "upload";
    const METHOD: http::Method = http::Method::POST;
    const PATH: &'static str = "/upload";
    const SUCCESSES: authenteq::custom::Readers<String> = &[(&[200], authenteq::custom::text)];

    fn write(&self, request: authenteq::custom::RequestBuilder) -> authenteq::custom::RequestBuilder {
        request.bytes("application/octet-stream", &bytes::Bytes::from(vec![0; 8 * 1024 * 1024]))
    }
}

#[test]
fn an_answer_before_the_upload_ends_does_not_hang() {
    let runtime = runtime();
    for mode in 0..2 {
        let server = Server::start(None, |connection, number| match number {
            0 => raw(connection, "HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
            _ => answer(connection, TOKEN),
        });
        let client = &Client::both(&builder(&server).build().expect("it is sound"))[mode];
        let outcome = match client {
            Client::Async(client) => runtime.block_on(client.call(Upload).send()),
            Client::Blocking(client) => client.call(Upload).send(),
        };
        // Whether the answer arrives before the connection breaks is up to the system.
        let kind = outcome.expect_err("it was refused").kind();
        assert!(matches!(kind, ErrorKind::Unexpected | ErrorKind::Transport), "{kind:?}");
        assert!(client.call(&runtime).is_ok());
    }
}

#[test]
fn a_thousand_calls_at_once_all_succeed() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("the machine has a runtime");
    let server = Server::start(None, |connection, _| answer(connection, TOKEN));
    let [Client::Async(client), _] = Client::both(&builder(&server).build().expect("it is sound")) else {
        panic!("the first is async")
    };
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            runtime.spawn(async move { client.verification_token().send().await.is_ok() })
        })
        .collect();
    let succeeded = runtime.block_on(async {
        let mut succeeded = 0;
        for call in calls {
            succeeded += usize::from(call.await.expect("it does not panic"));
        }
        succeeded
    });
    assert_eq!((succeeded, server.asked().len()), (1000, 1000));
}

#[test]
fn a_call_that_is_dropped_and_a_client_that_is_dropped_harm_nobody() {
    let runtime = runtime();
    let server = Server::start(None, |connection, number| match number {
        0 => wait(connection),
        _ => answer(connection, TOKEN),
    });
    let [Client::Async(client), _] = Client::both(&builder(&server).build().expect("it is sound")) else {
        panic!("the first is async")
    };
    runtime.block_on(async {
        let dropped = tokio::time::timeout(Duration::from_millis(100), client.verification_token().send()).await;
        assert!(dropped.is_err(), "the server does not answer");
        assert!(client.verification_token().send().await.is_ok());
        let clone = client.clone();
        drop(client);
        assert!(clone.verification_token().send().await.is_ok());
    });
}

#[test]
fn a_proxy_is_asked_for_a_tunnel_and_sees_no_credentials() {
    let runtime = runtime();
    for mode in 0..2 {
        let server = Server::start(Some(Tls::Good), |connection, _| answer(connection, TOKEN));
        let proxy = server::Proxy::start();
        let url = proxy.url().replace("http://", "http://user:word@");
        let config = builder(&server).proxy(url).build().expect("it is sound");
        let client = &Client::both(&config)[mode];
        assert!(!format!("{client:?} {config:?}").contains("word"), "{client:?} {config:?}");
        let outcome = client.call(&runtime);
        assert!(outcome.is_ok(), "{outcome:?}");
        let asked = proxy.asked();
        let target = server.base_url().replace("https://", "");
        assert!(asked.starts_with(&format!("CONNECT {target} ")), "{asked}");
        let lower = asked.to_ascii_lowercase();
        assert!(lower.contains("proxy-authorization: basic dxnlcjp3b3jk"), "{asked}");
        assert!(!lower.contains("\r\nauthorization:"), "{asked}");
    }
}

/// A proxy that answers in place of whatever it is asked for.
fn proxy(tls: Option<Tls>) -> Server {
    Server::start(tls, |connection, _| {
        raw(connection, "HTTP/1.1 200 Connected\r\n\r\n")?;
        connection.flush()?;
        server::head(connection)?;
        answer(connection, TOKEN)
    })
}

#[test]
fn a_proxy_by_https_is_spoken_to_by_https_and_others_are_refused() {
    let runtime = runtime();
    for (userinfo, sent) in [
        ("", None),
        ("user@", Some("dXNlcjo=")),
        ("user:hush-hush@", Some("dXNlcjpodXNoLWh1c2g=")),
        // "us@er" and "w:rd%".
        ("us%40er:w:rd%25@", Some("dXNAZXI6dzpyZCU=")),
    ] {
        for tls in [None, Some(Tls::Good)] {
            for mode in 0..2 {
                let proxy = proxy(tls);
                let url = proxy.base_url().replace("://", &format!("://{userinfo}"));
                // Without a port the tunnel is to that of the scheme.
                let config = builder(&proxy).base_url("http://host.invalid").allow_http(true).proxy(&url);
                let client = &Client::both(&config.build().expect("it is sound"))[mode];
                let outcome = client.call(&runtime);
                assert!(outcome.is_ok(), "{url}: {outcome:?}");
                assert!(!format!("{client:#?}").contains("hush"), "{client:#?}");
                let [asked] = &proxy.asked()[..] else { panic!("{url}") };
                assert!(asked.starts_with("CONNECT host.invalid:80 HTTP/1.1\r\n"), "{asked}");
                let field = asked.lines().find_map(|line| line.strip_prefix("Proxy-Authorization: Basic "));
                assert_eq!(field, sent, "{url}");
            }
        }
    }
    // TLS is meant: without it nothing is said, least of all a password.
    let plain = Server::saying("");
    let url = plain.base_url().replace("http://", "https://user:hush-hush@");
    let config = builder(&plain).base_url("https://host.invalid").proxy(url).build().expect("it is sound");
    for client in Client::both(&config) {
        let ended = client.end(&runtime, "no TLS", What::Token, CallOptions::new());
        assert!(ended.is_connect, "{ended:?}");
    }
    for url in
        ["socks5://127.0.0.1", "socks5h://a:b@host:1", "socks4://host", "ftp://host", "http://", "https://:1", ""]
    {
        assert!(Config::builder(Credentials::none()).proxy(url).build().is_err(), "{url}");
    }
    assert!(Config::builder(Credentials::none()).proxy("host.example:3128").build().is_ok());
}

/// A list of hosts without a proxy, a URL, and whether it goes through one.
const NO_PROXY: &[(&str, &str, bool)] = &[
    ("", "http://host.invalid", true),
    (" , ,", "http://host.invalid", true),
    ("*", "http://host.invalid", false),
    ("other.invalid,*", "http://host.invalid", false),
    ("*.invalid", "http://host.invalid", true),
    // A name is for itself and those below it, with a dot before it and without.
    ("host.invalid", "http://host.invalid", false),
    ("host.invalid", "http://a.b.host.invalid", false),
    ("host.invalid", "http://nothost.invalid", true),
    ("host.invalid", "http://host.invalid.example.invalid", true),
    (".host.invalid", "http://host.invalid", false),
    (".host.invalid", "http://www.host.invalid", false),
    (".host.invalid", "http://nothost.invalid", true),
    ("invalid", "http://host.invalid", false),
    ("nobody", "http://nobody", false),
    ("nobody", "http://nobody.invalid", true),
    ("HOST.Invalid", "http://host.invalid", false),
    ("host.invalid", "http://HOST.INVALID", false),
    ("host.invalid.", "http://host.invalid", false),
    ("host.invalid", "http://host.invalid.", false),
    // Lists with commas, with spaces, with both.
    ("a.invalid,host.invalid", "http://host.invalid", false),
    ("a.invalid host.invalid", "http://host.invalid", false),
    ("a.invalid, host.invalid ,b.invalid", "http://host.invalid", false),
    // A port is for that port.
    ("host.invalid:81", "http://host.invalid:81", false),
    ("host.invalid:81", "http://host.invalid:82", true),
    ("host.invalid:80", "http://host.invalid", false),
    ("host.invalid:443", "https://host.invalid", false),
    ("host.invalid:443", "http://host.invalid", true),
    ("host.invalid:x", "http://host.invalid", true),
    ("host.invalid", "http://host.invalid:81", false),
    // Addresses and ranges of them.
    ("127.0.0.9", "http://127.0.0.9:9", false),
    ("127.0.0.9", "http://127.0.0.8:9", true),
    ("127.0.0.9:9", "http://127.0.0.9:9", false),
    ("127.0.0.9:8", "http://127.0.0.9:9", true),
    ("127.0.0.0/8", "http://127.1.2.3:9", false),
    ("127.0.0.0/24", "http://127.0.1.3:9", true),
    ("127.0.0.8/29", "http://127.0.0.15:9", false),
    ("127.0.0.8/29", "http://127.0.0.16:9", true),
    ("0.0.0.0/0", "http://127.0.0.9:9", false),
    ("127.0.0.0/33", "http://127.0.0.9:9", true),
    ("127.0.0.0/-1", "http://127.0.0.9:9", true),
    ("127.0.0.0/x", "http://127.0.0.9:9", true),
    ("127.0.0", "http://127.0.0.9:9", true),
    ("0.0.0.0/0", "http://host.invalid", true),
    ("::1", "http://[::1]:9", false),
    ("[::1]", "http://[::1]:9", false),
    ("[::1]:9", "http://[::1]:9", false),
    ("[::1]:8", "http://[::1]:9", true),
    ("::/64", "http://[::1]:9", false),
    ("fd00::/8", "http://[::1]:9", true),
    ("::/0", "http://127.0.0.9:9", true),
    ("0:0:0:0:0:0:0:1", "http://[::1]:9", false),
];

#[test]
fn hosts_without_a_proxy_are_the_same_in_both_modes() {
    let runtime = runtime();
    let mut limits = Limits::default();
    limits.connect_timeout = Duration::from_secs(2);
    for (hosts, url, through) in NO_PROXY {
        for mode in 0..2 {
            let proxy = proxy(None);
            let config = Config::builder(Credentials::basic("id", "hush-hush")).base_url(*url).allow_http(true);
            let config = config.proxy(proxy.base_url()).no_proxy(*hosts).limits(limits).build().expect("it is sound");
            let ended = Client::both(&config)[mode].end(&runtime, url, What::Token, CallOptions::new());
            let secure = url.starts_with("https");
            assert_eq!(succeeded(&ended), *through && !secure, "`{hosts}` {url} {mode}: {ended:?}");
            assert_eq!(proxy.asked().len(), usize::from(*through), "`{hosts}` {url} {mode}");
            // Nobody is at the other end.
            assert!(*through || ended.is_connect, "`{hosts}` {url} {mode}: {ended:?}");
        }
    }
}

#[test]
fn proxies_are_found_in_the_environment_as_curl_does() {
    type Variables = &'static [(&'static str, &'static str)];
    // The variables, a URL, and the proxy for it; "" is none, and "!" one that is refused.
    let rows: &[(Variables, &str, &str)] = &[
        (&[], "https://host.invalid", ""),
        (&[("HTTPS_PROXY", "http://one")], "https://host.invalid", "http://one/"),
        (&[("HTTPS_PROXY", "http://one")], "http://host.invalid", ""),
        (&[("https_proxy", "http://one"), ("HTTPS_PROXY", "http://two")], "https://host.invalid", "http://one/"),
        (&[("https_proxy", ""), ("HTTPS_PROXY", "http://two")], "https://host.invalid", "http://two/"),
        (&[("HTTP_PROXY", "http://one")], "http://host.invalid", "http://one/"),
        (&[("HTTP_PROXY", "http://one"), ("REQUEST_METHOD", "GET")], "http://host.invalid", ""),
        (&[("http_proxy", "http://one"), ("REQUEST_METHOD", "GET")], "http://host.invalid", "http://one/"),
        (&[("ALL_PROXY", "http://one")], "https://host.invalid", "http://one/"),
        (&[("all_proxy", "http://one"), ("https_proxy", "http://two")], "https://host.invalid", "http://two/"),
        (&[("https_proxy", "one:3128")], "https://host.invalid", "http://one:3128/"),
        (&[("https_proxy", "https://one/path?a")], "https://host.invalid", "https://one/"),
        (&[("https_proxy", "http://user:word@one")], "https://host.invalid", "http://one/"),
        (&[("https_proxy", "socks5://one")], "https://host.invalid", "!"),
        (&[("all_proxy", "socks5h://one")], "http://host.invalid", "!"),
        (&[("all_proxy", "socks5://one"), ("https_proxy", "http://two")], "https://host.invalid", "http://two/"),
        (&[("https_proxy", "http://one:99999")], "https://host.invalid", "!"),
        (&[("https_proxy", "socks5://one")], "https://127.0.0.1", ""),
        (&[("all_proxy", "http://one")], "http://localhost", ""),
        (&[("all_proxy", "http://one")], "http://[::1]", ""),
        (&[("https_proxy", "http://one"), ("NO_PROXY", "invalid")], "https://host.invalid", ""),
        (
            &[("https_proxy", "http://one"), ("no_proxy", "a"), ("NO_PROXY", "invalid")],
            "https://host.invalid",
            "http://one/",
        ),
        (&[("https_proxy", "socks5://one"), ("no_proxy", "invalid")], "https://host.invalid", ""),
    ];
    for (variables, url, expected) in rows {
        let child = std::process::Command::new(std::env::current_exe().expect("it runs"))
            .args(["--exact", "wire::in_an_environment_with_variables", "--nocapture"])
            .env_clear()
            .envs(variables.iter().copied())
            .env("TEST_PROXY_FOR", url)
            .output()
            .expect("it runs again");
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        let said = said.split_once('<').and_then(|(_, said)| said.split_once('>')).map(|(said, _)| said);
        assert_eq!(said, Some(*expected), "{variables:?} {url}");
    }
}

/// What the test above runs in a process of its own.
#[test]
fn in_an_environment_with_variables() {
    let Ok(url) = std::env::var("TEST_PROXY_FOR") else { return };
    let config =
        Config::with_base_url(Credentials::basic("id", "hush-hush"), "https://localhost").expect("it is sound");
    let proxy = config.proxy_for(&url.parse().expect("it is a URL"));
    println!("<{}>", proxy.map_or("!".to_owned(), |proxy| proxy.map(|uri| uri.to_string()).unwrap_or_default()));
}

/// What the test below runs in a process of its own, whose environment names a proxy.
#[test]
fn in_an_environment_with_a_proxy() {
    let Ok(url) = std::env::var("TEST_URL") else { return };
    let config = Config::builder(Credentials::basic("id", "hush-hush")).base_url(url).allow_http(true);
    let config = config.build().expect("it is sound");
    let asynchronous = authenteq::Client::with_config(config.clone()).map(Client::Async);
    let blocking = authenteq::blocking::Client::with_config(config).map(Client::Blocking);
    let ended: Vec<_> = [asynchronous, blocking]
        .into_iter()
        .map(|client| match client {
            Ok(client) => match client.call(&runtime()) {
                Ok(_) => "answered".to_owned(),
                Err(error) => error.to_string(),
            },
            Err(error) => format!("refused: {error}"),
        })
        .collect();
    println!("<{}>", ended.join("|"));
}

#[test]
fn both_modes_heed_the_environment() {
    let proxy = proxy(None);
    let url = proxy.base_url().replace("://", "://user:word@");
    let no_connection = "verificationToken: no connection to the server";
    let refused = "refused: the proxy must have the scheme http or https: no other is supported";
    let socks = format!("socks5://user:word@{}", proxy.base_url().replace("http://", ""));
    let rows = [
        ("http_proxy", &url, "", "http://host.invalid", "answered", 2),
        ("ALL_PROXY", &url, "", "http://host.invalid", "answered", 2),
        ("http_proxy", &url, "invalid", "http://host.invalid", no_connection, 0),
        ("ALL_PROXY", &url, "127.0.0.0/8", "http://host.invalid", "answered", 2),
        ("https_proxy", &url, "", "http://host.invalid", no_connection, 0),
        ("ALL_PROXY", &url, "", "http://127.0.0.1:9", no_connection, 0),
        ("http_proxy", &socks, "", "http://host.invalid", refused, 0),
        ("ALL_PROXY", &socks, "host.invalid", "http://host.invalid", no_connection, 0),
    ];
    for (variable, value, no_proxy, target, expected, times) in rows {
        let before = proxy.asked().len();
        let child = std::process::Command::new(std::env::current_exe().expect("it runs"))
            .args(["--exact", "wire::in_an_environment_with_a_proxy", "--nocapture"])
            .env_clear()
            .env(variable, value)
            .env("NO_PROXY", no_proxy)
            .env("TEST_URL", target)
            .output()
            .expect("it runs again");
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        let said = said.split_once('<').and_then(|(_, said)| said.split_once('>')).map(|(said, _)| said);
        assert_eq!(said, Some(&*format!("{expected}|{expected}")), "{variable}={value} NO_PROXY={no_proxy} {target}");
        assert_eq!(proxy.asked().len() - before, times, "{variable}={value} NO_PROXY={no_proxy} {target}");
    }
    assert!(proxy.asked().iter().all(|head| head.contains("Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n")));
}

/// A download of bytes, or an upload of what is streamed.
struct Transfer;

impl authenteq::Operation for Transfer {
    type Output = bytes::Bytes;
    const ID: &'static str = "transfer";
    const METHOD: http::Method = http::Method::POST;
    const PATH: &'static str = "/transfer";
    const ACCEPT: &'static str = "";
    const SUCCESSES: authenteq::custom::Readers<bytes::Bytes> = &[(&[200], authenteq::custom::bytes)];
    const ERRORS: authenteq::custom::Readers<authenteq::ApiErrorBody> = &[(&[4], authenteq::custom::no_body)];
}

/// So many pieces of 64 KiB.
struct Pieces(usize);

const PIECE: usize = 64 * 1024;

impl authenteq::Chunks for Pieces {
    fn poll_chunk(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<bytes::Bytes, authenteq::TransportError>>> {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or(0);
        std::task::Poll::Ready(left.map(|_| Ok(bytes::Bytes::from(vec![7; PIECE]))))
    }
}

/// How many bytes a streamed call brings, and the largest piece. What is sent is so many pieces, and the length that is
/// said to be theirs.
fn streamed(
    runtime: &tokio::runtime::Runtime,
    client: &Client,
    pieces: Option<(usize, Option<usize>)>,
    options: CallOptions,
) -> Result<(usize, usize), Error> {
    match client {
        Client::Async(client) => runtime.block_on(async {
            let body = pieces.map(|(pieces, length)| match length {
                Some(length) => authenteq::Body::sized(Pieces(pieces), length as u64),
                None => authenteq::Body::new(Pieces(pieces)),
            });
            let mut response = client.call(Transfer).with_options(options).send_streamed(body).await?;
            let (mut all, mut largest) = (0, 0);
            while let Some(chunk) = response.body.chunk().await? {
                all += chunk.len();
                largest = largest.max(chunk.len());
            }
            Ok((all, largest))
        }),
        Client::Blocking(client) => {
            let body = pieces.map(|(pieces, length)| {
                let reader = io::repeat(7).take((pieces * PIECE) as u64);
                match length {
                    Some(length) => authenteq::BlockingBody::sized(reader, length as u64),
                    None => authenteq::BlockingBody::new(reader),
                }
            });
            let mut response = client.call(Transfer).with_options(options).send_streamed(body)?;
            let (mut all, mut largest, mut buffer) = (0, 0, vec![0; PIECE]);
            loop {
                match response.body.read(&mut buffer) {
                    Ok(0) => return Ok((all, largest)),
                    Ok(read) => (all, largest) = (all + read, largest.max(read)),
                    Err(error) => {
                        let error = error.downcast::<authenteq::TransportError>();
                        return Err(Error::Transport(error.expect("it says what failed")));
                    }
                }
            }
        }
    }
}

#[test]
fn a_download_is_handed_over_piece_by_piece_and_only_stalling_ends_it() {
    let pieces = 1024;
    for mode in 0..2 {
        let server = Server::start(None, move |connection, number| match number {
            0 => {
                raw(
                    connection,
                    &format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", pieces * PIECE),
                )?;
                (0..pieces).try_for_each(|_| connection.write_all(&vec![7; PIECE]))
            }
            1 => {
                raw(connection, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 10\r\n\r\n")?;
                slowly(connection, "0123456789")
            }
            2 => {
                raw(connection, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0")?;
                wait(connection)
            }
            3 => body(connection, "404 Nowhere", b"nothing here"),
            _ => body(connection, "500 Oops", b"hush-hush"),
        });
        let mut limits = Limits::default();
        limits.max_response_size = 1024;
        limits.timeout = Duration::from_millis(200);
        limits.idle_timeout = Duration::from_millis(400);
        let config = builder(&server).limits(limits).build().expect("it is sound");
        let client = &Client::both(&config)[mode];
        let (all, largest) =
            streamed(&runtime(), client, None, CallOptions::new()).unwrap_or_else(|error| panic!("{error:?}"));
        assert!(all == pieces * PIECE && largest <= 1024 * 1024, "{all} {largest}");
        // Slower than the total time limit, but never for long without a piece.
        assert_eq!(streamed(&runtime(), client, None, CallOptions::new()).map(|(all, _)| all).ok(), Some(10));
        assert_eq!(
            streamed(&runtime(), client, None, CallOptions::new()).map_err(|error| error.kind()),
            Err(ErrorKind::Transport)
        );
        let error = streamed(&runtime(), client, None, CallOptions::new()).expect_err("it is documented");
        assert!(matches!(&error, Error::Api(error) if error.raw == "nothing here"), "{error:?}");
        let error = streamed(&runtime(), client, None, CallOptions::new()).expect_err("it is not documented");
        assert_eq!((error.kind(), error.status().map(|it| it.as_u16())), (ErrorKind::Unexpected, Some(500)));
    }
}

#[test]
fn a_body_that_is_empty_is_said_to_be_empty() {
    for mode in 0..2 {
        let server = Server::start(None, |connection, _| body(connection, "200 OK", b""));
        let client = &Client::both(&builder(&server).build().expect("it is sound"))[mode];
        assert!(streamed(&runtime(), client, None, CallOptions::new()).is_ok());
        let sent = match client {
            Client::Async(client) => runtime().block_on(client.call(Transfer).send()).is_ok(),
            Client::Blocking(client) => client.call(Transfer).send().is_ok(),
        };
        assert!(sent);
        for asked in server.asked() {
            let mut fields: Vec<_> = asked.trim_end().lines().map(str::to_ascii_lowercase).collect();
            fields.retain(|field| !field.starts_with("host:"));
            fields.sort();
            assert_eq!(
                fields,
                [
                    "accept-encoding: identity",
                    "content-length: 0",
                    "post /transfer http/1.1",
                    "user-agent: authenteq/0.1.0"
                ]
            );
        }
    }
}

#[test]
fn an_upload_is_taken_piece_by_piece() {
    let pieces = 512;
    for mode in 0..2 {
        let server = Server::start(None, move |connection, _| {
            let mut received = Vec::new();
            let mut buffer = vec![0; PIECE];
            while !received.ends_with(b"\r\n0\r\n\r\n") {
                let read = connection.read(&mut buffer)?;
                received.extend_from_slice(&buffer[..read]);
            }
            let sent: usize = received.split(|byte| *byte != 7).map(<[u8]>::len).sum();
            body(connection, "200 OK", "x".repeat(sent / PIECE).as_bytes())
        });
        let client = &Client::both(&builder(&server).build().expect("it is sound"))[mode];
        let (all, _) = streamed(&runtime(), client, Some((pieces, None)), CallOptions::new())
            .unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(all, pieces);
        assert!(server.asked()[0].to_ascii_lowercase().contains("transfer-encoding: chunked"), "{:?}", server.asked());
    }
}
