//! What the client of `fixtures/values.yaml` makes of values: a table of schema, value and what it is read as. Each value
//! is written back as it came.

use client::types::{
    All, AlphaMessage, Animal, Beside, Car, Cat, Child, Deep5, Enums, Extremes, Feline, Figure, Flavoured, Here, Hound, Lengthy, Limited, Lists, Mapped,
    Message, Moment, Narrowed, NumberOrInteger, Numbers, Pet, Right, Solid, Textual, Unlisted, There, Vehicle, Versioned,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::fmt::Debug;

/// Reads a value, checks that it is written back as it came, and says what it was read as.
fn read_as<T: DeserializeOwned + Serialize + Debug>(value: &Value) -> String {
    let read: T = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
    let written = serde_json::to_value(&read).expect("it is JSON");
    assert!(same(&written, value), "{value} comes back as {written}");
    format!("{read:?}")
}

/// Whether two values are the same JSON, numbers by their value.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
        }
        (one, other) => one == other,
    }
}

macro_rules! table {
    ($($ty:ty: $value:tt => $read_as:literal,)+) => {
        $(
            let value = json!($value);
            let read = read_as::<$ty>(&value);
            assert!(read.starts_with($read_as), "{value} is read as {read}");
        )+
    };
}

#[test]
fn a_base_is_the_union_of_its_children() {
    table! {
        Animal: {"species": "dog", "bark": 3} => "Hound(",
        Animal: {"species": "Hound", "bark": 3, "weight": 2.5} => "Hound(",
        Animal: {"species": "cat", "lives": 9, "friend": {"species": "dog", "bark": 1}} => "Feline(",
        Animal: {"species": "Feline"} => "Feline(",
        Animal: {"species": "Lynx", "ears": "long", "lives": 1} => "Lynx(",
        Animal: {"species": "newt", "tail": {"length": 2}} => "Unrecognized(",
        Vec<Animal>: [{"species": "dog", "bark": 3}, {"species": "cat"}] => "[Hound(",
        Vehicle: {"kind": "Car", "wheels": 4} => "Car(",
        Vehicle: {"kind": "Van", "load": 0.5} => "Van(",
        Hound: {"species": "puppy", "bark": 1} => "Hound {",
    }
}

#[test]
fn a_union_takes_the_variant_that_keeps_most() {
    table! {
        Figure: {"radius": 1.5} => "Shape(Round(",
        Figure: {"angle": 1.5} => "Curve(Arc(",
        Figure: {"from": 1, "to": 2} => "Curve(Line(",
        Figure: {"sides": 3} => "Unrecognized(",
        Pet: {"kind": "cat", "name": "x"} => "Cat(",
        Pet: {"kind": "dog", "name": "x"} => "Dog(",
        Pet: {"kind": "newt"} => "Unrecognized(",
        Flavoured: {"taste": "sour"} => "Sour(",
        Flavoured: {"taste": "sweet", "sugar": 1} => "Sweet(",
        Flavoured: {"acid": 1} => "Sour(",
        Flavoured: {"taste": "bitter"} => "Unrecognized(",
        Solid: {"w": 1, "h": 2} => "Rect(",
        Solid: {"w": 1, "h": 2, "d": 3} => "Box(",
        Lists: [{"radius": 1}, {"side": 2}] => "Shapes(",
        Lists: [{"angle": 1}, {"from": 1, "to": 2}] => "Curves(",
        Beside: {"id": "1", "more": 2} => "More(",
        Beside: true => "Boolean(",
        Here: {"radius": 1, "here": true} => "Round(",
        There: {"side": 1, "there": true} => "Square(",
        Versioned: {"version": 2, "a": "x"} => "Two(",
        Versioned: {"version": 3} => "Unrecognized(",
        NumberOrInteger: 1 => "Integer(",
        NumberOrInteger: 1.5 => "Number(",
    }
}

#[test]
fn a_text_in_a_format_is_written_back_as_it_came() {
    table! {
        Moment: "2024-01-01" => "Date(",
        Moment: "2024-01-01T10:00:00Z" => "DateTime(",
        Moment: "2024-01-01T10:00:00+02:00" => "Words(",
        Moment: "noon" => "Words(",
    }
}

#[test]
fn the_values_of_a_tag_are_its_constants_the_mapping_and_the_implied_names() {
    table! {
        Message: {"kind": "alpha", "text": "x"} => "AlphaMessage(",
        Message: {"kind": "beta"} => "BetaMessage(",
        Message: {"kind": "BetaMessage"} => "BetaMessage(",
        Mapped: {"side": "l", "n": 1} => "Left(",
        Mapped: {"side": "Left"} => "Left(",
        Mapped: {"side": "Right", "n": 2} => "Right(",
        Right: {"n": 2} => "Right {",
    }
}

#[test]
fn a_tag_is_written_by_itself() {
    let hound = Animal::Hound(Box::new(Hound::new(3)));
    assert_eq!(serde_json::to_value(&hound).expect("it is JSON"), json!({"species": "dog", "bark": 3}));
    assert_eq!(serde_json::to_value(Feline::default()).expect("it is JSON"), json!({"species": "cat"}));
    assert_eq!(serde_json::to_value(Car::default()).expect("it is JSON"), json!({"kind": "Car"}));
    assert_eq!(serde_json::to_value(Cat::default()).expect("it is JSON"), json!({"kind": "cat"}));
    let extremes = json!({"low": -1_234_567.123_456_78, "high": 18446744073709551615u64});
    assert_eq!(serde_json::to_value(Extremes::default()).expect("it is JSON"), extremes);
    assert_eq!(serde_json::to_value(AlphaMessage::default()).expect("it is JSON"), json!({"kind": "alpha"}));
}

#[test]
fn null_inside_of_a_variant_is_null() {
    table! {
        All: {"maybe": "x"} => "All {",
        All: {"maybe": 7} => "All {",
        All: {"maybe": null} => "All {",
        All: {"free": null} => "All {",
        All: {"free": [null]} => "All {",
        All: {} => "All {",
    }
}

#[test]
fn enumerations_are_read_as_they_were_meant() {
    table! {
        Enums: {"unquoted": "on", "quoted": 2, "mixed": "1", "maybe": null, "big": 18446744073709551615u64, "halves": 0.5} => "Enums {",
        Enums: {"mixed": null} => "Enums {",
        Enums: {"unquoted": "0x1F", "quoted": 1, "mixed": 1, "maybe": "a", "halves": 1} => "Enums { unquoted: Some(Value0x1F)",
        Enums: {"unquoted": "1.10"} => "Enums { unquoted: Some(Value110)",
        Enums: {"unquoted": "off"} => "Enums { unquoted: Some(Unrecognized(",
    }
}

#[test]
fn each_number_survives() {
    table! {
        Numbers: {"single": 0.1} => "Numbers { single: Some(0.1)",
        Numbers: {"single": 123456789.5} => "Numbers { single: Some(123456789.5)",
        Numbers: {"whole": 9007199254740993i64} => "Numbers {",
        Numbers: {"whole": 0.1} => "Numbers {",
        Numbers: {"wide": 4294967295u32} => "Numbers {",
        Numbers: {"edge": -9223372036854775808i64} => "Numbers {",
        Numbers: {"huge": 18446744073709551615u64} => "Numbers {",
    }
}

#[test]
fn what_must_be_there_is_kept_where_it_is_not_described() {
    table! {
        Unlisted: {"known": "a", "unknown": [1, null]} => "Unlisted { known: \"a\", unknown: Some(",
        Lengthy: {"kind": "a_text_that_fills_a_whole_line_of_the_client_and_has_a_comma_behind_it.when_it_is_printed"} => "Lengthy {",
        Unlisted: {"known": "a"} => "Unlisted { known: \"a\", unknown: None",
    }
    let sent = Unlisted::new("a").unknown(json!({"b": 1}));
    assert_eq!(serde_json::to_value(sent).expect("it is JSON"), json!({"known": "a", "unknown": {"b": 1}}));
}

#[test]
fn what_several_parts_say_holds_at_once() {
    table! {
        Limited: ["a", "b"] => "[",
        Narrowed: {"word": "x", "count": 1} => "Narrowed { word: Some(X), count: Some(1)",
        Child: {"data": {"id": 1, "name": "x"}} => "Child {",
        Deep5: {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5} => "Deep5 { one: Some(1)",
        Textual: {"date": "2024-01-01", "word": "ab", "list": [1], "free": [null]} => "Textual { date: Some(2024-01-01), word: Some(\"ab\")",
    }
    let child: Child = serde_json::from_value(json!({"data": {"id": 1, "name": "x"}})).expect("it fits");
    assert_eq!(child.data.map(|data| (data.id, data.name)), Some((Some(1), "x".to_owned())));
}
