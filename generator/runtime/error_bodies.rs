//! The bodies of the error responses of all operations: one enumeration with a variant for each schema and one for a
//! response without a body, and for each variant a function on the enumeration and on the error.

/// Defines the enumeration, and functions of it and of the error. `Error` must be in scope where it is used.
macro_rules! error_bodies {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($variant:ident($ty:ty $(,)?) = $accessor:ident,)*
        }
    ) => {
        $(#[$attribute])*
        pub enum $name {
            $(
                #[doc = concat!("`", stringify!($ty), "`")]
                $variant($ty),
            )*
            /// The response has no body that the document describes.
            Empty,
        }

        impl $name {
            $(
                #[doc = concat!("The body, if it is a `", stringify!($ty), "`.")]
                #[must_use]
                pub fn $accessor(&self) -> ::core::option::Option<&$ty> {
                    match self {
                        Self::$variant(body) => ::core::option::Option::Some(body),
                        _ => ::core::option::Option::None,
                    }
                }
            )*
        }

        impl Error {
            $(
                #[doc = concat!("The body of the error response, if there is one and it is a `", stringify!($ty), "`.")]
                #[must_use]
                pub fn $accessor(&self) -> ::core::option::Option<&$ty> {
                    self.api_body().and_then($name::$accessor)
                }
            )*
        }
    };
}

pub(crate) use error_bodies;
