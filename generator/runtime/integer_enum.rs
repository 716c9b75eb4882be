//! Open enumerations of integers: the values a document lists, and any other, kept as it came. Reading never fails on an
//! integer that is not listed.

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
