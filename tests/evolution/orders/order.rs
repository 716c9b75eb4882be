//! Optional parameters and optional members are in another order.

use crate::shared::{asked, serving};
use client::{mock::Answer, operations, types::Log};

#[test]
fn each_is_what_it_was() {
    let (client, server) = serving::<operations::Log>(Answer::new(200).body(r#"{"text":"tea","level":"high"}"#));
    let Log { text, level, .. } = client.log().level("high").since("now").send().expect("it is a success").body;
    assert_eq!((text.as_deref(), level.as_ref().map(|it| it.as_str())), (Some("tea"), Some("high")));
    let uri = asked(&server).1;
    assert!(uri.contains("since=now") && uri.contains("level=high"), "{uri}");
}
