//! Unions: one of several types, told apart by a tag or by what the value looks like. In comes an enum and how to tell
//! its variants apart, out go its conversions. Reading never fails on a value that is none of them.

use serde_json::Value;
use std::fmt;

/// A value that is none of the types that the document lists, as it came. It may hold secrets.
#[derive(Clone, PartialEq)]
pub struct UnrecognizedValue(Value);

impl UnrecognizedValue {
    /// Wraps a value, to send what the document does not list.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self(value)
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for UnrecognizedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnrecognizedValue(…)")
    }
}

/// A member that an object must have, and its value where it can have only one.
pub type Member = (&'static str, Option<&'static str>);

/// Whether a value is an object with these members. Serde would also make an object of a list.
#[must_use]
pub fn object(value: &Value, members: &[Member]) -> bool {
    let has = |(member, constant): &Member| match (value.get(member), constant) {
        (Some(found), Some(constant)) => found.as_str() == Some(constant),
        (found, None) => found.is_some(),
        (None, Some(_)) => false,
    };
    value.is_object() && members.iter().all(has)
}

/// Every value: what is no object is told apart by reading it.
#[must_use]
pub fn any(_value: &Value, _members: &[Member]) -> bool {
    true
}

/// Implements reading or writing of a union. `UnrecognizedValue` and the tests of the variants, [`object`] and
/// [`any`], must be in scope where it is used.
///
/// `read by` reads a value whose member of that name tells which variant it is; `read` takes the first variant whose
/// test holds and whose type takes the value.
macro_rules! union {
    (read $name:ident by $tag:literal, $($variant:ident = $($value:literal)|+),+) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                match value.get($tag).and_then(::serde_json::Value::as_str) {
                    $(::core::option::Option::Some($($value)|+) => {
                        let read = ::serde_json::from_value(value).map(Self::$variant);
                        read.map_err(::serde::de::Error::custom)
                    })+
                    _ => ::core::result::Result::Ok(Self::Unrecognized(UnrecognizedValue::new(value))),
                }
            }
        }
    };
    (member $name:literal) => {
        ($name, ::core::option::Option::None)
    };
    (member $name:literal = $value:literal) => {
        ($name, ::core::option::Option::Some($value))
    };
    (read $name:ident, $($variant:ident = $test:ident [$($member:literal $(= $value:literal)?),*]),+) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                $(
                    if $test(&value, &[$(union!(member $member $(= $value)?)),*]) {
                        if let ::core::result::Result::Ok(read) = ::serde::Deserialize::deserialize(&value) {
                            return ::core::result::Result::Ok(Self::$variant(read));
                        }
                    }
                )+
                ::core::result::Result::Ok(Self::Unrecognized(UnrecognizedValue::new(value)))
            }
        }
    };
    (write $name:ident, $($variant:ident),+) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)+
                    Self::Unrecognized(value) => ::serde::Serialize::serialize(value.value(), serializer),
                }
            }
        }
    };
}

pub(crate) use union;
