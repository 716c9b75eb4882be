//! A success has the same body with a further status, and a further media type.

use crate::shared::{read, serving};
use client::{
    Error, Response,
    mock::Answer,
    operations::AddOrder,
    types::{NewOrder, Order, State},
};

#[test]
fn it_is_read_as_before() {
    let body = r#"{"id":"1","state":"Open"}"#;
    let (client, _) = serving::<AddOrder>(Answer::new(202).body(body));
    let sent: Result<Response<Order>, Error> = client.add_order(NewOrder::new("Ada", Vec::new())).send();
    assert_eq!(sent.expect("it is a success").body, Order::new("1", State::Open));
    assert_eq!(read::<AddOrder>(200, body).expect("it is a success").body.id, "1");
}
