//! Members are added in front of one that casing gives the same name.

use client::types::{Order, State};

#[test]
fn the_name_is_still_that_of_the_same_member() {
    let order: Order = serde_json::from_str(r#"{"id":"1","state":"Open"}"#).expect("it fits");
    let id: String = order.id;
    assert_eq!(id, "1");
    let sent = serde_json::to_string(&Order::new("2", State::Closed)).expect("it is JSON");
    assert_eq!(sent, r#"{"id":"2","state":"Closed"}"#);
}
