//! An operation without a body gets one that is optional.

use crate::shared::{asked, sent, serving};
use client::{mock::Answer, operations::CloseOrder};

#[test]
fn it_is_asked_as_before() {
    let (client, server) = serving::<CloseOrder>(Answer::new(204));
    let () = client.close_order("1").send().expect("it is a success").body;
    assert_eq!(asked(&server), sent(&CloseOrder::new("1")));
    assert_eq!(sent(&CloseOrder::new("1")), ("PUT".to_owned(), "/orders/1".to_owned(), String::new()));
    let CloseOrder { id, .. } = CloseOrder::new(String::from("1"));
    assert_eq!(id, "1");
}
