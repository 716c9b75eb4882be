//! The example of a response is removed.

use crate::shared::serving;
use client::{
    mock::{Answer, Examples},
    operations::{CloseOrder, Order},
};

fn answer<O: Examples>(status: u16) -> Answer {
    Answer::example::<O>(status).unwrap_or_else(|| Answer::new(status).body(r#"{"id":"1","state":"Open"}"#))
}

#[test]
fn a_test_that_asks_for_it_goes_on() {
    let (client, _) = serving::<Order>(answer::<Order>(200));
    assert_eq!(client.order("1").send().expect("it is a success").body.id, "1");
    assert!(<CloseOrder as Examples>::EXAMPLES.is_empty() && Answer::example::<CloseOrder>(204).is_none());
}
