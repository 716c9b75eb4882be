//! A member that was sent and received is only received from now on, and one comes that is only sent.

use crate::shared::{asked, serving};
use client::{
    mock::Answer,
    operations::ChangeOrder,
    types::{Order, State},
};

#[test]
fn it_is_one_type_as_before() {
    let (client, server) =
        serving::<ChangeOrder>(Answer::new(200).body(r#"{"id":"1","state":"Closed","closed":"now"}"#));
    let order: Order = client.change_order("1", Order::new("1", State::Open)).send().expect("it is a success").body;
    assert_eq!(asked(&server).2, r#"{"id":"1","state":"Open"}"#);
    assert_eq!(order.closed.as_deref(), Some("now"));
    let Order { closed, .. } = client.change_order("1", order).send().expect("it is a success").body;
    assert!(closed.is_some());
}
