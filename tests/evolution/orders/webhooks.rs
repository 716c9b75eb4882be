//! A document without webhooks gets some.

use client::types::{Order, State};

#[test]
fn what_they_send_is_the_same_type() {
    let order: Order = serde_json::from_str(r#"{"id":"1","state":"Closed"}"#).expect("it fits");
    assert_eq!(order, Order::new("1", State::Closed));
}
