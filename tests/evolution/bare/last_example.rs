//! The only example goes.

use client::{
    mock::{Answer, Examples},
    operations::{Bare, Things},
};

#[test]
fn each_operation_can_still_be_asked_for_some() {
    assert!(Answer::example::<Things>(404).is_none() && Answer::example::<Bare>(204).is_none());
    assert!(Things::EXAMPLES.iter().all(|(status, _)| *status == 200));
}
