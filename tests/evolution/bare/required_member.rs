//! A member that is always there is added to what is only received.

use crate::shared::serving;
use client::{mock::Answer, operations::Things, types::Thing};

#[test]
fn it_is_read_as_before() {
    let (client, _) = serving::<Things>(Answer::new(200).body(r#"{"id":"1","name":"Tea"}"#));
    let Thing { id, kind, .. } = client.things().send().expect("it is a success").body;
    assert!(id == "1" && kind.is_none());
}
