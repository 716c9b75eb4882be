//! A body can be sent in further media types.

use crate::shared::{asked, serving};
use client::{mock::Answer, operations::AddNote, types::Note};

#[test]
fn it_is_sent_as_before() {
    let (client, server) = serving::<AddNote>(Answer::new(204));
    client.add_note(Note::new("Tea")).send().expect("it is a success");
    assert_eq!(asked(&server).2, r#"{"text":"Tea"}"#);
    let AddNote { body, .. } = AddNote::new(Note::new("Tea"));
    let Note { text, .. } = body;
    assert_eq!(text, "Tea");
}
