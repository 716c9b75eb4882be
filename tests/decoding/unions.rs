//! What the client of `fixtures/unions.yaml` makes of values, and that it writes them back as they came.

use client::types::{AddShapeResponse, Area, Beside, Either, Event, Shape, Source};
use serde_json::{Value, json};

fn read(value: &Value) -> AddShapeResponse {
    serde_json::from_value(value.clone()).expect("an open union takes every value")
}

#[test]
fn the_tag_tells_which_variant_it_is() {
    for (tag, round) in [("round", true), ("disc", true), ("Square", false)] {
        let shape = read(&json!({ "shape": { "kind": tag, "radius": 1.5 } })).shape.expect("it is there");
        assert_eq!(matches!(shape, Shape::Circle(_)), round, "{tag}");
        assert_eq!(matches!(shape, Shape::Square(_)), !round, "{tag}");
    }
    let wrong = serde_json::from_value::<AddShapeResponse>(json!({ "shape": { "kind": "round" } }));
    assert!(wrong.is_err_and(|error| error.to_string().contains("missing field `radius`")));
}

#[test]
fn a_variant_that_does_not_fit_is_named_by_its_member() {
    for text in [r#"{"shape":{"kind":"round"}}"#, r#"{"shape":{"kind":"round"},"none":null}"#] {
        let read = client::custom::json::<AddShapeResponse>(&text.into());
        let reason = read.err().expect("it has no radius");
        assert!(reason.contains("missing field `radius` (at `shape`, line 1"), "{reason}");
    }
}

#[test]
fn what_is_not_listed_is_kept_and_written_back() {
    let value = json!({ "kind": "hexagon", "sides": [1, 2, { "deep": null }] });
    let shape = read(&json!({ "shape": value })).shape.expect("it is there");
    assert!(matches!(shape, Shape::Unrecognized(_)));
    assert!(!format!("{shape:?}").contains("hexagon"));
    assert_eq!(serde_json::to_value(&shape).expect("it is JSON"), value);
    let circle = json!({ "kind": "disc", "radius": 2.0 });
    let shape = read(&json!({ "shape": circle })).shape.expect("it is there");
    assert_eq!(serde_json::to_value(&shape).expect("it is JSON"), circle);
}

#[test]
fn without_a_tag_the_members_and_the_json_type_tell() {
    let area = |value: Value| read(&json!({ "area": value })).area.expect("it is there");
    assert!(matches!(area(json!({ "a": "x", "b": "y" })), Area::Larger(_)));
    assert!(matches!(area(json!({ "a": "x" })), Area::A(_)));
    assert!(matches!(area(json!(["x"])), Area::Array(_)));
    assert!(matches!(area(json!("none")), Area::None(_)));
    assert!(matches!(area(json!(7)), Area::Unrecognized(_)));
}

#[test]
fn members_beside_the_variants_are_in_each() {
    let beside = read(&json!({ "beside": { "id": "1", "width": 2.5 } })).beside.expect("it is there");
    let Beside::Width(wide) = beside else { panic!("it has a width") };
    assert_eq!((&*wide.id, wide.width), ("1", 2.5));
}

#[test]
fn null_is_absent() {
    assert!(read(&json!({ "none": null })).none.is_none());
}

#[test]
fn a_constant_member_tells() {
    let event = |value: Value| read(&json!({ "event": value })).event.expect("it is there");
    assert!(matches!(event(json!({ "type": "created", "by": "x" })), Event::Created(_)));
    assert!(matches!(event(json!({ "type": "moved" })), Event::Changed(_)));
    assert!(matches!(event(json!({ "type": "removed" })), Event::Unrecognized(_)));
    let source = |kind: &str| read(&json!({ "source": { "kind": kind } })).source.expect("it is there");
    assert!(matches!(source("file"), Source::File(_)));
    assert!(matches!(source("mail"), Source::Any(_)));
}

#[test]
fn what_knows_all_members_wins_and_else_the_first() {
    let either = |value: Value| read(&json!({ "either": value })).either.expect("it is there");
    assert!(matches!(either(json!({ "id": "1", "more": "x" })), Either::Second(_)));
    assert!(matches!(either(json!({ "id": "1" })), Either::First(_)));
    assert!(matches!(either(json!({ "id": "1", "other": "x" })), Either::First(_)));
}

#[test]
fn null_beside_several_variants_is_absent() {
    assert!(read(&json!({ "nothing": null })).nothing.is_none());
    assert!(read(&json!({ "nothing": 1 })).nothing.is_some());
}
