//! Open enumerations of texts: the values a document lists, and any other, kept as it came. Reading never fails on a value
//! that is not listed.

/// Defines an open enumeration. `Unrecognized` must be in scope where it is used.
macro_rules! open_enum {
    ($(#[$attribute:meta])* pub enum $name:ident { $($(#[$about:meta])* $variant:ident = $wire:literal,)+ }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about])* #[doc = concat!("`", $wire, "`")] $variant,)+
            /// A value that the document does not list.
            Unrecognized(Unrecognized),
        }

        impl $name {
            /// The value as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Unrecognized(value) => value.as_str(),
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($wire => Self::$variant,)+
                    _ => Self::Unrecognized(Unrecognized::new(value)),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let read = Self::from(&*Unrecognized::text(deserializer)?);
                if let Self::Unrecognized(value) = &read {
                    value.doubt();
                }
                ::core::result::Result::Ok(read)
            }
        }
    };
}

pub(crate) use open_enum;
