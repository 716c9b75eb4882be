//! Optional members are added to what is sent and received: one of the type itself, one that may be null.

use client::types::{Address, Order, State};

#[test]
fn it_is_made_and_read_as_before() {
    let order = Order::new("1", "Open").address(Address::new().street("Main Street"));
    let text = serde_json::to_string(&order).expect("it is JSON");
    assert_eq!(text, r#"{"id":"1","state":"Open","address":{"street":"Main Street"}}"#);
    let read: Order = serde_json::from_str(&text).expect("it fits");
    assert_eq!(read, order);
    let Order { id, state, address, .. } = read;
    assert_eq!((&*id, state), ("1", State::Open));
    assert_eq!(address, Some(Address::default().street("Main Street")));
}
