//! What the client of `fixtures/schemas.yaml` makes of formats, enumerations and members that are optional and nullable.

use client::{
    Base64, Nullable, Operation as _,
    operations::ChangeThing,
    types::{Change, Formats, Ranked, State, Untyped},
};
use serde_json::{Value, json};

fn formats() -> Value {
    json!({
        "uuid": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "day": "2024-02-29",
        "moment": "2024-02-29T12:30:00.5Z",
        "bytes": "AAEC/w==",
        "tiny": -128,
        "large": u64::MAX,
        "half": 0.5,
        "unknown": "host.example",
        "rank": 2,
        "untyped": "z",
    })
}

#[test]
fn each_format_is_read_and_written_as_it_came() {
    let read: Formats = serde_json::from_value(formats()).expect("it fits");
    assert_eq!(read.day, jiff::civil::date(2024, 2, 29));
    assert_eq!(read.moment.expect("it is there").as_millisecond(), 1_709_209_800_500);
    assert_eq!(*read.bytes.clone().expect("it is there"), [0, 1, 2, 255]);
    assert_eq!(read.large, Some(u64::MAX));
    assert_eq!(serde_json::to_value(&read).expect("it is JSON"), formats());
}

#[test]
fn what_does_not_fit_its_format_is_an_error() {
    let wrong = [("uuid", json!("x")), ("day", json!("2024-02-30")), ("moment", json!("noon")), ("bytes", json!("!")), ("tiny", json!(128))];
    for (member, value) in wrong {
        let mut formats = formats();
        formats[member] = value;
        assert!(serde_json::from_value::<Formats>(formats).is_err(), "{member}");
    }
}

#[test]
fn base64_is_read_without_padding_and_not_shown() {
    let bytes: Base64 = serde_json::from_value(json!("AAEC/w")).expect("it fits");
    assert_eq!((&*bytes, format!("{bytes:?}")), (&[0, 1, 2, 255][..], "Base64(4 bytes)".to_owned()));
}

#[test]
fn enumerations_keep_what_they_do_not_list() {
    let ranks = json!([1, 2, -3, 4]);
    let read: Vec<Ranked> = serde_json::from_value(ranks.clone()).expect("it fits");
    assert_eq!(read[..2], [Ranked::Low, Ranked::High]);
    assert!(matches!(read[3], Ranked::Unrecognized(_)) && read[3].as_i64() == 4);
    assert_eq!(serde_json::to_value(&read).expect("it is JSON"), ranks);
    assert_eq!((Untyped::from("x"), State::from("in-use")), (Untyped::X, State::InUse));
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let sent = |title: Nullable<String>| {
        let mut change = Change::new(serde_json::from_value(formats()).expect("it fits"));
        change.title = title;
        let config = client::Config::new(client::Credentials::none()).expect("the document has a server");
        let request = ChangeThing::new(jiff::civil::date(2024, 1, 2), change).request(&config).expect("it can be built");
        assert_eq!(request.uri().path(), "/things/2024-01-02");
        serde_json::from_slice::<Value>(request.body()).expect("it is JSON").get("title").cloned()
    };
    assert_eq!(sent(Nullable::Absent), None);
    assert_eq!(sent(Nullable::Null), Some(Value::Null));
    assert_eq!(sent("new".into()), Some(json!("new")));
    let read = |change: Value| serde_json::from_value::<Change>(change).expect("it fits").title;
    assert_eq!(read(json!({ "formats": formats() })), Nullable::Absent);
    assert_eq!(read(json!({ "formats": formats(), "title": null })), Nullable::Null);
    assert_eq!(read(json!({ "formats": formats(), "title": "x" })), Nullable::Value("x".to_owned()));
}
