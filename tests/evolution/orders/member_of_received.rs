//! An optional member is added to what is received.

use crate::shared::serving;
use client::{mock::Answer, operations::History as GetHistory, types::History};

#[test]
fn it_is_read_as_before() {
    let (client, _) = serving::<GetHistory>(Answer::new(200).json(&History::new(Vec::new())));
    let History { entries, total, .. } = client.history().send().expect("it is a success").body;
    assert_eq!((entries.len(), total), (0, None));
}
