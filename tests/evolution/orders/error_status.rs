//! An operation can fail with further statuses: with the same body, with one that no operation had, and without a body.

use crate::shared::read;
use client::{ApiErrorBody, Error, ErrorKind, operations::AddOrder, types::Problem};

fn title(error: &Error) -> Option<&str> {
    match error.api_body() {
        Some(ApiErrorBody::Problem(Problem { title, .. })) => Some(title),
        Some(ApiErrorBody::Empty | _) | None => None,
    }
}

#[test]
fn what_was_an_error_before_is_the_same() {
    let error = read::<AddOrder>(400, r#"{"title":"Odd"}"#).expect_err("it is an error");
    assert_eq!((error.kind(), title(&error)), (ErrorKind::Api, Some("Odd")));
    assert_eq!(error.as_problem().map(|problem| &*problem.title), Some("Odd"));
    let Error::Api(api) = error else { panic!("{error}") };
    assert_eq!(api.body, ApiErrorBody::Problem(Problem::new("Odd")));
    let other = read::<AddOrder>(409, r#"{"title":"Odd"}"#).expect_err("it is an error");
    assert_eq!((other.status().map(|it| it.as_u16()), title(&other)), (Some(409), None));
}
