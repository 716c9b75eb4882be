//! What the client of `fixtures/shapes.yaml` makes of members of each kind: those of what is sent have setters, and with the
//! feature `full-types` what is received can be made, compared, written and read back.

#![allow(deprecated, reason = "what is deprecated still travels")]

use bytes::Bytes;
use client::{
    ApiErrorBody, Config, Credentials, Error, Nullable, Operation as _, Secret,
    operations::AddNode,
    types::{Grown, Hue, HueExact, Leaf, Made, Moved, Node, Rank, Refusal, Round, SentForm, Square, State, Was},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashSet},
    fmt::Debug,
};

/// Writes a value, and checks that it is read back as it was.
fn written<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Value {
    let written = serde_json::to_value(value).expect("it is JSON");
    let read: T = serde_json::from_value(written.clone()).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(&read, value, "{written}");
    written
}

fn node() -> Node {
    Node::new("root", None, Leaf::new(State::Calm))
}

fn least() -> Value {
    json!({ "kind": "node", "version": 2, "name": "root", "label": null, "leaf": { "hue": "calm" } })
}

#[test]
fn each_kind_of_member_has_a_setter() {
    assert_eq!(written(&node()), least());
    assert_eq!(written(&Node::new("a", Some("b".to_owned()), Leaf::new("odd")))["label"], "b");
    let day = jiff::civil::date(2024, 2, 29);
    let round = SentForm::Round(Box::new(Round::new(1.5)));
    let rest = BTreeMap::from([("more".to_owned(), 7)]);
    let cases: [(Node, &str, Value); 23] = [
        (node().count(3), "count", json!(3)),
        (node().note("text"), "note", json!("text")),
        (node().password("hush"), "password", json!("hush")),
        (node().state("odd"), "state", json!("odd")),
        (node().state(State::Busy), "state", json!("busy")),
        (node().data(vec![0, 255]), "data", json!("AP8=")),
        (node().at(day), "at", json!("2024-02-29")),
        (node().tags(vec!["a".to_owned()]), "tags", json!(["a"])),
        (node().first(node()), "first", least()),
        (node().title("text"), "title", json!("text")),
        (node().title(Nullable::Null), "title", Value::Null),
        (node().title(None), "title", Value::Null),
        (node().size(1), "size", json!(1)),
        (node().pin(Secret::new("1234")), "pin", json!("1234")),
        (node().other(Box::new(node())), "other", least()),
        (node().other(Nullable::Null), "other", Value::Null),
        (node().form(round), "form", json!({ "form": "round", "radius": 1.5 })),
        (node().new_value("text"), "new", json!("text")),
        (node().clone_value(true), "clone", json!(true)),
        (node().r#type("text"), "type", json!("text")),
        (node().self_("text"), "self", json!("text")),
        (node().former_title("text"), "formerTitle", json!("text")),
        (node().additional_properties(rest), "more", json!(7)),
    ];
    for (made, member, value) in cases {
        let mut expected = least();
        expected[member] = value;
        assert_eq!(written(&made), expected);
        assert_ne!(made, node(), "{member}");
    }
    assert_eq!(written(&node().former(1).anything(json!([null]))), {
        let mut expected = least();
        (expected["former"], expected["anything"]) = (json!(1), json!([null]));
        expected
    });
    assert_eq!(written(&node().title("text").title(Nullable::Absent)), least(), "the last value counts");
    assert_eq!(written(&Leaf::new("calm").title(None).next(Leaf::new("busy"))), {
        json!({ "hue": "calm", "title": null, "next": { "hue": "busy" } })
    });
    assert_eq!((Square::default(), written(&Square::new())), (Square::new(), json!({ "form": "square" })));
}

#[test]
fn an_operation_has_setters_beside_its_own_functions() {
    let operation = AddNode::new(node()).new_parameter(true).send_parameter("x").old(7).states(vec![State::Busy]);
    let request = operation.clone().request(&Config::new(Credentials::none()).expect("it has a server"));
    let request = request.expect("it can be built");
    assert_eq!(request.uri(), "https://shapes.example/nodes?new=true&send=x&old=7&states=busy");
    assert_eq!(serde_json::from_slice::<Value>(request.body()).expect("it is JSON"), least());
    assert_eq!(operation.body, node());
}

fn grown(parent: Option<Box<Grown>>) -> Grown {
    let form = SentForm::Square(Square::new().side(2).into());
    let since = "2024-02-29T12:00:00Z".parse().expect("it is a time");
    let (tags, pair) = (vec!["a".to_owned()], (1, "one".to_owned()));
    Grown::new(
        "hush",
        "root",
        None,
        State::Calm,
        Rank::Value1,
        form,
        Leaf::new("busy"),
        tags,
        vec![1],
        since,
        pair,
        parent,
    )
}

/// What it is written as: what is absent is left out, and `null` is there where the document requires it.
fn least_grown() -> Value {
    json!({
        "kind": "grown", "token": "hush", "name": "root", "label": null, "state": "calm", "rank": 1,
        "form": { "form": "square", "side": 2 }, "leaf": { "hue": "busy" }, "tags": ["a"], "data": "AQ==",
        "since": "2024-02-29T12:00:00Z", "pair": [1, "one"], "parent": null,
    })
}

#[test]
fn what_is_received_can_be_made_and_written() {
    assert_eq!(written(&grown(None)), least_grown());
    let changes: [(fn(&mut Grown), &str, Value); 13] = [
        (|it| it.label = Some("text".to_owned()), "label", json!("text")),
        (|it| it.title = Some("text".to_owned()), "title", json!("text")),
        (|it| it.note = Some("text".to_owned()), "note", json!("text")),
        (|it| it.pin = Some("1234".into()), "pin", json!("1234")),
        (|it| it.hue = Some(Hue::Named("red".to_owned())), "hue", json!("red")),
        (|it| it.hue = Some(Hue::Exact(HueExact::new(1).into())), "hue", json!({ "red": 1 })),
        (
            |it| it.hue = Some(Hue::Mixed(vec![Hue::Named("red".to_owned()), Hue::Exact(HueExact::new(1).into())])),
            "hue",
            json!(["red", { "red": 1 }]),
        ),
        (|it| it.past = Some(vec![Was::Made(Made::new("me").into())]), "past", json!([{ "was": "made", "by": "me" }])),
        (|it| it.anything = Some(json!({ "a": null })), "anything", json!({ "a": null })),
        (|it| it.new = Some("text".to_owned()), "new", json!("text")),
        (|it| it.r#type = Some("text".to_owned()), "type", json!("text")),
        (|it| it.former = Some(1), "former", json!(1)),
        (
            |it| {
                let mut moved = Moved::new("carried");
                moved.far = Some(2.5);
                it.additional_properties.insert("more".to_owned(), Was::Moved(moved.into()));
            },
            "more",
            json!({ "was": "carried", "far": 2.5 }),
        ),
    ];
    for (change, member, value) in changes {
        let mut changed = grown(None);
        change(&mut changed);
        let mut expected = least_grown();
        expected[member] = value;
        assert_eq!(written(&changed), expected);
        assert_ne!(changed, grown(None), "{member}");
    }
}

#[test]
fn what_holds_itself_is_compared_and_written_whole() {
    let mut child = grown(Some(grown(Some(grown(None).into())).into()));
    child.first = Some(grown(None).into());
    let whole = written(&child);
    let parent = &whole["parent"]["parent"];
    assert_eq!(
        (&parent["kind"], &parent["token"], &whole["first"]["name"]),
        (&json!("grown"), &json!("hush"), &json!("root"))
    );
    let mut other = child.clone();
    let grandparent = other.parent.as_mut().and_then(|it| it.parent.as_mut()).expect("it was made");
    grandparent.token = "hash".into();
    assert_ne!(child, other);
}

#[test]
fn secrets_are_compared_and_never_shown() {
    assert_eq!(Secret::new("hush"), Secret::new("hush"));
    for other in ["husH", "hus", "hush!", ""] {
        assert_ne!(Secret::new("hush"), Secret::new(other));
    }
    assert!(!format!("{:?} {:?}", grown(None), node().password("hush").pin(Secret::new("hush"))).contains("hush"));
}

#[test]
fn what_the_document_does_not_list_survives() {
    let value = json!({ "was": "lost", "where": [null] });
    let was: Was = serde_json::from_value(value.clone()).expect("any value fits");
    assert_eq!((matches!(was, Was::Unrecognized(_)), written(&was)), (true, value));
    assert_ne!(was, Was::Made(Made::new("me").into()));
    let mut read = least_grown();
    read["kind"] = json!("shrunk");
    let read: Grown = serde_json::from_value(read).expect("another value of a constant is kept");
    assert_eq!(written(&read)["kind"], "shrunk");
    assert_ne!(read, grown(None));
    let mut other = least_grown();
    (other["state"], other["rank"]) = (json!("odd"), json!(9));
    let other: Grown = serde_json::from_value(other).expect("another value of an enumeration is kept");
    assert_eq!((&written(&other)["state"], &written(&other)["rank"]), (&json!("odd"), &json!(9)));
}

#[test]
fn types_without_fractions_and_secrets_can_be_keys() {
    let leaves = [Leaf::new("calm"), Leaf::new("calm").title(None), Leaf::new("busy"), Leaf::new("calm")];
    assert_eq!(leaves.into_iter().collect::<HashSet<_>>().len(), 3);
    let refusals = [Refusal::new("calm"), Refusal::new(State::Calm)];
    assert_eq!(refusals.into_iter().collect::<HashSet<_>>().len(), 1);
    fn is_eq<T: Eq>() {}
    is_eq::<(Square, Hue, Made)>();
}

#[test]
fn responses_and_errors_are_compared_with_what_is_made() {
    let answer = |status: u16, body: &Value| {
        let mut response = http::Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = http::StatusCode::from_u16(status).expect("it is a status");
        AddNode::response(response)
    };
    assert_eq!(answer(200, &least_grown()).expect("it fits").body, grown(None));
    let mut refusal = Refusal::new(State::Busy);
    refusal.more = Some("later".to_owned());
    let error = answer(404, &written(&refusal)).expect_err("it is an error");
    assert_eq!(error.as_refusal(), Some(&refusal));
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!((error.body.as_refusal(), error.body == ApiErrorBody::Empty), (Some(&refusal), false));
    assert_eq!(error.body, ApiErrorBody::Refusal(refusal));
}
