//! A tag comes, one is described, and the first tag of an operation is another.

use crate::shared::{asked, serving};
use client::{
    mock::Answer,
    operations::{DropItems, Items, items},
};

#[test]
fn operations_are_where_they_were() {
    let (client, server) = serving::<Items>(Answer::new(200).body("[]"));
    assert!(client.items().send().expect("it is a success").body.is_empty());
    assert_eq!(asked(&server).1, "/items");
    let _: (Items, DropItems) = (client::operations::Items::new(), items::DropItems::default());
}
