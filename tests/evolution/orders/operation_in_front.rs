//! An operation is added in front of one that casing gives the same name.

use crate::shared::{asked, serving};
use client::{Operation, mock::Answer, operations::FindOrders};

#[test]
fn the_name_is_still_that_of_the_same_operation() {
    let (client, server) = serving::<FindOrders>(Answer::new(200).body("[]"));
    client.find_orders("Ada").send().expect("it is a success");
    assert_eq!(asked(&server).1, "/orders?customer=Ada");
    assert_eq!((FindOrders::ID, FindOrders::PATH), ("find_orders", "/orders"));
}
