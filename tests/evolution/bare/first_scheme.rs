//! A document without security gets a scheme, and an operation can be asked with credentials.

use crate::shared::{asked, sent, serving};
use client::{mock::Answer, operations::Bare};

#[test]
fn whoever_had_no_credentials_has_none() {
    let (client, server) = serving::<Bare>(Answer::new(204));
    client.bare().send().expect("it is a success");
    assert_eq!(asked(&server), sent(&Bare::new()));
    assert!(server.asked()[0].headers().get("x-key").is_none());
}
