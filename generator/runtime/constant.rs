//! Members that have one value, such as the tag of a variant. Nobody has to set it, and nobody can set it wrongly; what a
//! server sends in its place is kept.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The value of a member that can have only one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Constant(Value);

impl<T: Into<Value>> From<T> for Constant {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}
