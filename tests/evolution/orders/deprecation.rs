//! An operation is deprecated. Whoever uses it is told, and it is as before.

use crate::shared::{asked, serving};
use client::mock::Answer;
#[allow(deprecated, reason = "so it is after the edit")]
use client::operations::DropOrder;

#[test]
#[allow(deprecated, reason = "so it is after the edit")]
fn it_is_asked_as_before() {
    let (client, server) = serving::<DropOrder>(Answer::new(204));
    client.drop_order("1").send().expect("it is a success");
    assert_eq!(asked(&server).0, "DELETE");
    assert_eq!(DropOrder::new("1").id, "1");
}
