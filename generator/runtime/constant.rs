//! Members that have one value, such as the tag of a variant. Nobody has to set it, and nobody can set it wrongly; what a
//! server sends in its place is kept.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The value of a member that can have only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant(Value);

impl<T: Into<Value>> From<T> for Constant {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Constant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
