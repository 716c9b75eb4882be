//! The only enumerations, the only bytes and the only union go. Whoever used them is broken, and nobody else.

use client::{Base64, Nullable, Secret, Unrecognized, UnrecognizedInteger, UnrecognizedValue};

#[test]
fn the_types_that_each_client_has_stay() {
    let shown: fn(&Unrecognized, &UnrecognizedInteger) -> String = |text, number| format!("{text} {number}");
    let _ = (shown, UnrecognizedValue::new(1.into()), Secret::new("hush"), Nullable::from(7));
    assert_eq!(&*Base64::from(vec![1]), [1]);
}
