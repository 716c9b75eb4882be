//! An optional parameter and an optional member of what is received may be null.

use crate::shared::{read, sent};
use client::{operations, types::Log};

#[test]
fn what_is_null_is_absent() {
    assert_eq!(sent(&operations::Log::new().until("now")).1, "/log?until=now");
    let Log { by, .. } = read::<operations::Log>(200, r#"{"by":"Ada"}"#).expect("it is a success").body;
    let by: Option<String> = by;
    assert_eq!(by.as_deref(), Some("Ada"));
}
