//! Of two members with one title that were described alike one gets a member of its own.

use client::types::{Log, LogAt, LogTo};

#[test]
fn each_has_the_type_that_it_had() {
    let log: Log = serde_json::from_str(r#"{"at":{"line":1},"to":{"line":2}}"#).expect("it fits");
    let (at, to): (Option<LogAt>, Option<LogTo>) = (log.at, log.to);
    assert_eq!((at.and_then(|it| it.line), to.and_then(|it| it.line)), (Some(1), Some(2)));
}
