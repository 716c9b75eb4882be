//! An error is no longer documented for a status, while others have its body.

use crate::shared::read;
#[allow(deprecated, reason = "another edit does that")]
use client::operations::DropOrder;

#[test]
#[allow(deprecated, reason = "another edit does that")]
fn the_others_are_the_same() {
    let error = |status| read::<DropOrder>(status, r#"{"title":"Odd"}"#).expect_err("it is an error");
    assert_eq!(error(400).as_problem().map(|problem| &*problem.title), Some("Odd"));
    assert_eq!(error(410).status().map(|it| it.as_u16()), Some(410));
    assert!(error(410).as_problem().is_none_or(|problem| problem.title == "Odd"));
}
