//! What the client of `fixtures/events.yaml` makes of streams: the rules of the WHATWG HTML standard, section "Server-sent
//! events", and of JSON in lines, whatever pieces a stream comes in.

use bytes::Bytes;
use client::{
    Config, Credentials, Decoder, Event, EventError, EventSource, Limits, Operation,
    operations::{Complete, ExportRows, ExportRowsOutput, WatchLog, WatchStates, WatchTicks},
    types::{CompleteBody, WatchStatesEvent},
};
use std::time::Duration;

type Item<T> = Result<Event<T>, EventError>;

/// All items of a stream that comes in pieces of at most so many bytes.
fn decode<T>(mut decoder: Decoder<T>, stream: &[u8], size: usize) -> (Vec<Item<T>>, Decoder<T>) {
    let mut items = Vec::new();
    for piece in stream.chunks(size) {
        let mut piece = Bytes::copy_from_slice(piece);
        while let Some(item) = decoder.decode(&mut piece) {
            items.push(item);
        }
        assert!(piece.is_empty());
    }
    items.extend(decoder.finish());
    (items, decoder)
}

/// The data and names of a stream of texts, which must be the same in pieces of each size.
fn texts(stream: &[u8]) -> Vec<(String, String)> {
    let each = |size| {
        let (items, _) = decode(WatchLog::decoder(&Limits::default()), stream, size);
        let events = items.into_iter().map(|item| item.expect("any text fits"));
        events.map(|event| (event.name, event.data)).collect::<Vec<_>>()
    };
    let whole = each(stream.len().max(1));
    (1..stream.len()).for_each(|size| assert_eq!(each(size), whole, "in pieces of {size} bytes"));
    for at in 0..stream.len() {
        let mut decoder = WatchLog::decoder(&Limits::default());
        let mut halves = [Bytes::copy_from_slice(&stream[..at]), Bytes::copy_from_slice(&stream[at..])];
        let events = halves.iter_mut().flat_map(|half| std::iter::from_fn(|| decoder.decode(half)).collect::<Vec<_>>());
        let events: Vec<_> = events.map(|item| item.expect("any text fits")).collect();
        assert!(events.into_iter().map(|event| (event.name, event.data)).eq(whole.iter().cloned()), "parted at {at}");
    }
    whole
}

#[test]
fn each_rule_of_the_standard_holds_at_every_boundary() {
    let message = |data: &str| ("message".to_owned(), data.to_owned());
    let cases: &[(&str, &[&str])] = &[
        // The examples of the standard.
        ("data: YHOO\ndata: +2\ndata: 10\n\n", &["YHOO\n+2\n10"]),
        (": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n", &["first event", "second event", " third event"]),
        ("data\n\ndata\ndata\n\ndata:", &["", "\n"]),
        ("data:test\n\ndata: test\n\n", &["test", "test"]),
        // Ends of lines.
        ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", &["a", "b", "c"]),
        ("data: a\r\ndata: b\r\n\r\n\r\n\r\n", &["a\nb"]),
        ("data: a\r\n\rdata: b\n\r", &["a", "b"]),
        // A byte order mark, once, and at the beginning alone.
        ("\u{feff}data: a\n\n\u{feff}data: b\n\ndata: \u{feff}c\n\n", &["a", "\u{feff}c"]),
        ("\u{feff}\u{feff}data: a\n\ndata: b\n\n", &["b"]),
        // Comments, unknown fields, names of fields that only look like others.
        (":data: a\n:\n\nfoo: a\nData: a\n data: a\ndata : a\n\ndata: b\n\n", &["b"]),
        ("data: a: b\ndata::c\n\n", &["a: b\n:c"]),
        // No data, no event.
        ("event: a\nid: 1\n\n\n\nretry: 1\n\n", &[]),
        // What has no empty line behind it.
        ("data: a\n\ndata: b\n", &["a"]),
        ("data: a\n\ndata: b", &["a"]),
        ("", &[]),
        // Text of several bytes.
        ("data: žluťoučký kůň 🐎\n\n", &["žluťoučký kůň 🐎"]),
    ];
    for (stream, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|data| message(data)).collect();
        assert_eq!(texts(stream.as_bytes()), expected, "{stream:?}");
    }
    assert_eq!(texts(b"data: \xffa\xf0\x9f\n\n"), [message("\u{fffd}a\u{fffd}")]);
    let named = texts(b"event: add\ndata: 1\n\nevent: add\nevent: remove\ndata: 2\n\nevent: lost\n\ndata: 3\n\nevent:\ndata: 4\n\n");
    let names: Vec<_> = named.iter().map(|(name, data)| (&**name, &**data)).collect();
    assert_eq!(names, [("add", "1"), ("remove", "2"), ("message", "3"), ("message", "4")]);
}

#[test]
fn id_and_retry_stay_until_others_come() {
    let stream = b"data: a\n\nid: 1\nretry: 10\ndata: b\n\nid: 2\n\ndata: c\n\nid: 3\0\nretry: 1s\nretry: -1\nretry:\nretry: 99999999999999999999\ndata: d\n\nid\ndata: e\n\nid: 9\ndata: f\n";
    for size in 1..stream.len() {
        let (items, decoder) = decode(WatchLog::decoder(&Limits::default()), stream, size);
        let events: Vec<_> = items.into_iter().map(|item| item.expect("any text fits")).collect();
        let ids: Vec<_> = events.iter().map(|event| (&*event.data, &*event.id, event.retry)).collect();
        let retry = Some(Duration::from_millis(10));
        assert_eq!(ids, [("a", "", None), ("b", "1", retry), ("c", "2", retry), ("d", "2", retry), ("e", "", retry)]);
        assert_eq!((decoder.last_event_id(), decoder.retry()), ("", retry), "an event that is not complete has no id");
    }
}

#[test]
fn data_are_read_as_the_document_says() {
    let (items, _) = decode(Complete::decoder(&Limits::default()), b"data: {\"delta\":\ndata: \"a\"}\n\n", 1);
    assert!(matches!(&items[..], [Ok(event)] if event.data.delta == "a"));
    let (items, _) = decode(WatchTicks::decoder(&Limits::default()), b"data: {\"n\": 1}\n\n", 64);
    assert!(matches!(&items[..], [Ok(event)] if event.data.n == 1), "an array is the stream of its items");
    let (items, _) = decode(WatchStates::decoder(&Limits::default()), b"data: up\n\ndata: \"up\"\n\n", 64);
    assert!(matches!(&items[..], [Ok(first), Ok(second)]
        if first.data == WatchStatesEvent::Up && matches!(second.data, WatchStatesEvent::Unrecognized(_))));
}

#[test]
fn an_event_that_does_not_fit_is_no_end() {
    let stream = b"data: {\"delta\":\"a\"}\n\nid: 7\nevent: error\ndata: {\"delta\":\"hush\",\"delta\":4}\n\ndata: [DONE]\n\ndata: {\"delta\":\"b\"}\n\n";
    let (items, _) = decode(Complete::decoder(&Limits::default()), stream, 5);
    let [Ok(first), Err(error @ EventError::Misfit(misfit)), Ok(last)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((&*first.data.delta, &*last.data.delta), ("a", "b"));
    assert_eq!((&*misfit.event.name, &*misfit.event.id), ("error", "7"));
    assert_eq!(misfit.event.data, r#"{"delta":"hush","delta":4}"#);
    assert!(error.to_string().starts_with("complete: an event came with a body that does not fit"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    // As text nothing is left out.
    let (items, _) = decode(Complete::decoder(&Limits::default()).raw(), stream, 5);
    let data: Vec<_> = items.into_iter().map(|item| item.expect("any text fits").data).collect();
    assert_eq!(data[2..], ["[DONE]", r#"{"delta":"b"}"#]);
}

#[test]
fn the_limits_count_for_each_event() {
    let mut limits = Limits::default();
    limits.max_response_size = 32;
    let many = "data: {\"delta\":\"a\"}\n: comment\n\n".repeat(100);
    let (items, _) = decode(Complete::decoder(&limits), many.as_bytes(), 7);
    assert!(items.len() == 100 && items.iter().all(Result::is_ok));
    let long = format!("data: {}", "x".repeat(40));
    let lines = "data: x\n".repeat(20);
    let comment = format!(":{}", "x".repeat(40));
    for stream in [long, lines, comment] {
        for size in [1, 7, 1000] {
            let mut decoder = WatchLog::decoder(&limits);
            let mut items = stream.as_bytes().chunks(size).filter_map(|piece| decoder.decode(&mut Bytes::copy_from_slice(piece)));
            assert!(matches!(items.next(), Some(Err(EventError::Transport(error))) if error.is_too_large()), "{stream}");
        }
    }
    limits.max_json_depth = 3;
    let (items, _) = decode(WatchTicks::decoder(&limits), b"data: [[[[1]]]]\n\ndata: {\"n\":1}\n\n", 64);
    assert!(matches!(&items[..], [Err(EventError::Misfit(_)), Ok(_)]));
}

#[test]
fn json_in_lines_needs_no_last_end() {
    let stream = b"\xef\xbb\xbf{\"id\":1}\r\n\n \n{\"id\":\r2}\n{\"id\":\"x\"}\n{\"id\":3}";
    for size in 1..stream.len() {
        let (items, _) = decode(ExportRows::decoder(&Limits::default()), stream, size);
        let ids: Vec<_> = items.iter().map(|item| item.as_ref().ok().map(|event| event.data.id)).collect();
        assert_eq!(ids, [Some(1), Some(2), None, Some(3)]);
    }
}

#[test]
fn the_request_asks_for_a_stream_or_for_the_whole() {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    let operation = Complete::new(CompleteBody::new("p"));
    let accept = |request: http::Request<Bytes>| request.headers()["accept"].to_str().expect("it is text").to_owned();
    assert_eq!(accept(operation.request(&config).expect("it is sound")), "application/json, application/problem+json");
    let asked = accept(operation.events_request(&config).expect("it is sound"));
    assert_eq!(asked, "text/event-stream, application/json;q=0.9, application/problem+json;q=0.9");
}

#[test]
fn a_response_that_is_nothing_but_a_stream_can_be_read_whole() {
    let rows = ExportRows::response(http::Response::new(Bytes::from("{\"id\":1}\n{\"id\":2}\n"))).expect("it fits");
    assert!(matches!(&rows.body, ExportRowsOutput::Ok(rows) if rows.len() == 2 && rows[1].data.id == 2));
    assert!(ExportRows::response(http::Response::new(Bytes::from("{\"id\":1}\n{}\n"))).is_err());
}
