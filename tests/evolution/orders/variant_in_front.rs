//! Variants are added in front of those that have no name of their own.

use client::types::{Entry, EntryPrice, EntryText};

#[test]
fn a_name_is_still_that_of_the_same_variant() {
    let read = |text| serde_json::from_str::<Entry>(text).expect("an open union takes every value");
    match read(r#"{"at":"now","text":"tea"}"#) {
        Entry::Text(entry) => {
            let EntryText { at, text, .. } = *entry;
            assert_eq!((&*at, &*text), ("now", "tea"));
        }
        other => panic!("{other:?}"),
    }
    let price: fn(EntryPrice) -> i64 = |entry| entry.price;
    assert!(matches!(read(r#"{"at":"now","price":7}"#), Entry::Price(entry) if price(*entry.clone()) == 7));
    assert!(matches!(read(r#""tea""#), Entry::String(text) if text == "tea"));
    assert!(matches!(read("7"), Entry::Unrecognized(_)));
    assert_eq!(read(r#""tea""#), Entry::String("tea".to_owned()));
}
