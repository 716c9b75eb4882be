//! A schema is added in front of one that casing gives the same name.

use client::types::{History, OrderLine};

#[test]
fn the_name_is_still_that_of_the_same_type() {
    let OrderLine { item, .. } = OrderLine::new("tea");
    assert_eq!(item, "tea");
    let first: fn(History) -> Option<OrderLine> = |history| history.first;
    let history: History = serde_json::from_str(r#"{"entries":[]}"#).expect("it fits");
    assert!(first(history).is_none());
}
