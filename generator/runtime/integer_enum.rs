//! Open enumerations of integers: the values a document lists, and any other, kept as it came. In comes an enumeration
//! with its wire values, out goes the type with its conversions. Reading never fails on an integer that is not listed.

use super::doubts;
use std::fmt;

/// An integer that the document does not list, as it came from the server. It is opaque for the reason that an
/// unrecognized text is; the enumeration's `as_i64` gives the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnrecognizedInteger(i64);

impl UnrecognizedInteger {
    pub(crate) fn new(value: i64) -> Self {
        Self(value)
    }

    pub(crate) fn as_i64(self) -> i64 {
        self.0
    }

    /// Notes, while it is read, that another type may fit better.
    #[allow(clippy::unused_self, reason = "what is in doubt is this value")]
    pub(crate) fn doubt(self) {
        doubts::unlisted();
    }
}

impl fmt::Display for UnrecognizedInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Defines an open enumeration. `UnrecognizedInteger` must be in scope where it is used.
macro_rules! integer_enum {
    ($(#[$attribute:meta])* pub enum $name:ident { $($(#[$about:meta])* $variant:ident = $wire:literal,)+ }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about])* #[doc = concat!("`", $wire, "`")] $variant,)+
            /// A value that the document does not list.
            Unrecognized(UnrecognizedInteger),
        }

        impl $name {
            /// The value as it is on the wire.
            #[must_use]
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Unrecognized(value) => value.as_i64(),
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($wire => Self::$variant,)+
                    _ => Self::Unrecognized(UnrecognizedInteger::new(value)),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let read = <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)?;
                if let Self::Unrecognized(value) = &read {
                    value.doubt();
                }
                ::core::result::Result::Ok(read)
            }
        }
    };
}

pub(crate) use integer_enum;
