//! A response gets a further header.

use crate::shared::serving;
use client::{Header, headers, mock::Answer, operations::Order};

const RATE: Header<i64> = headers::X_RATE;

#[test]
fn those_of_before_are_read() {
    let answer = Answer::new(200).header("x-rate", "7").body(r#"{"id":"1","state":"Open"}"#);
    let (client, _) = serving::<Order>(answer);
    assert_eq!(client.order("1").send().expect("it is a success").header(RATE), Some(7));
}
