//! The first error responses of the document come.

use crate::shared::read;
use client::{ApiErrorBody, Error, ErrorKind, operations::Things};

#[test]
fn a_failure_is_handled_as_before() {
    let error = read::<Things>(404, "{}").expect_err("it is an error");
    assert!(matches!(error.kind(), ErrorKind::Api | ErrorKind::Unexpected));
    assert_eq!(error.status().map(|it| it.as_u16()), Some(404));
    match error {
        Error::Api(error) => match error.body {
            ApiErrorBody::Empty | _ => assert_eq!(error.raw, "{}"),
        },
        Error::Unexpected(error) => assert_eq!(error.raw, "{}"),
        other => panic!("{other}"),
    }
}
