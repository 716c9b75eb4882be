//! A response can come as a stream of events, too.

use crate::shared::serving;
use client::{mock::Answer, operations, types::Log};

#[test]
fn it_is_read_as_a_whole_as_before() {
    let (client, _) = serving::<operations::Log>(Answer::new(200).json(&Log::new()));
    let log: Log = client.log().send().expect("it is a success").body;
    assert_eq!(log, Log::new());
}
