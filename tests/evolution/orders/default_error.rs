//! An operation without documented errors gets a body for all of them.

use crate::shared::read;
use client::{Error, ErrorKind, Response, operations::Order as GetOrder, types::Order};

#[test]
fn a_failure_is_still_one() {
    let read: Result<Response<Order>, Error> = read::<GetOrder>(500, r#"["Odd"]"#);
    let error = read.expect_err("it is an error");
    assert!(matches!(error.kind(), ErrorKind::Api | ErrorKind::Unexpected));
    assert!(error.as_problem().is_none());
    assert_eq!((error.operation(), error.status().map(|it| it.as_u16())), ("order", Some(500)));
    assert_eq!(error.body().map(|it| &it[..]), Some(&br#"["Odd"]"#[..]));
}
