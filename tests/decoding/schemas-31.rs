//! What the client of `fixtures/schemas-31.yaml` makes of the schemas of OpenAPI 3.1, and what it sends.

use bytes::Bytes;
use client::{
    Config, Credentials, EventSource as _, File, Limits, Operation,
    operations::{Echo, Events, Upload},
    types::{All, Cat, Level, Pet, Point, State, UploadBody},
};
use serde_json::{Value, json};

fn config() -> Config {
    Config::new(Credentials::none()).expect("the document has a server")
}

#[test]
fn each_value_is_read_and_written_back_as_it_came() {
    let values = [
        json!({ "nullable": null, "any_of_null": null, "one_of_null": null, "left_over": null, "enum_null": null }),
        json!({ "nullable": "x", "any_of_null": 1, "one_of_null": { "kind": "cat" }, "left_over": "x", "enum_null": "a" }),
        json!({ "never": null }),
        json!({ "several": "x" }),
        json!({ "several": 1 }),
        json!({ "several": ["x"] }),
        json!({ "state": "on", "level": 2 }),
        json!({ "state": "odd", "level": 3 }),
        json!({ "pet": { "kind": "dog", "bark": true }, "wild": { "kind": "cat", "name": "Tom" } }),
        json!({ "more": { "kind": "cat", "age": 3, "name": "Tom" } }),
        json!({ "positive": 4_294_967_295_u32, "bytes": "AAEC/w==" }),
        json!({ "point": [1.5, 2.5, "here"], "open_tuple": ["x", 1, true] }),
        json!({ "patterned": { "x-a": 1 }, "mixed_patterns": { "a": "b", "x-a": 1, "y-b": "c" } }),
        json!({ "named": { "a": 1.5 }, "unevaluated": { "a": "x", "b": true }, "anything": { "deep": [null] } }),
        json!({ "defined": { "deep": "x" }, "anchored": { "green": true }, "identified": { "green": false } }),
        json!({ "node": { "value": 1, "children": [{ "value": 2 }] } }),
    ];
    for mut value in values {
        value["nothing"] = Value::Null;
        let read: All = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(serde_json::to_value(&read).expect("it is JSON"), value);
    }
}

#[test]
fn constants_name_values_and_tags() {
    assert_eq!((State::SwitchedOn.as_str(), Level::High.as_i64()), ("on", 2));
    let pet: Pet = serde_json::from_value(json!({ "kind": "cat" })).expect("it fits");
    assert!(matches!(pet, Pet::Cat(_)));
    assert_eq!(serde_json::to_value(Cat::default()).expect("it is JSON"), json!({ "kind": "cat" }));
    let (x, y, name): Point = (1.0, 2.0, "a".to_owned());
    assert_eq!(serde_json::to_value((x, y, name)).expect("it is JSON"), json!([1.0, 2.0, "a"]));
}

#[test]
fn what_may_be_null_is_absent_in_a_query_and_a_header() {
    let request = Echo::new(All::new(())).request(&config()).expect("it can be built");
    assert_eq!((request.uri().query(), request.headers().get("x-maybe")), (None, None));
}

#[test]
fn binary_parts_are_files() {
    let mut body = UploadBody::new(File::new("one"));
    body.many = Some(vec![File::new("a"), File::new("b")]);
    body.maybe = Some(File::new("maybe"));
    let mut upload = Upload::default();
    upload.body = Some(body);
    let request = upload.request(&config()).expect("it can be built");
    let text = String::from_utf8(request.into_body().to_vec()).expect("it is text");
    assert_eq!(text.matches("filename=").count(), 4, "{text}");
}

#[test]
fn an_item_of_a_stream_is_what_its_data_is() {
    let mut decoder = Events::decoder(&Limits::default());
    let mut piece = Bytes::from_static(b"data: {\"kind\":\"cat\",\"name\":\"Tom\"}\n\n");
    let event = decoder.decode(&mut piece).expect("there is one").expect("it fits");
    assert_eq!(event.data.name.as_deref(), Some("Tom"));
}
