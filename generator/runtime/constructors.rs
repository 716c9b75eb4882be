//! Constructors: each type is made by `new` with what is required, written from its signature alone, and by `Default` where
//! nothing is.

/// Implements `new` of types. Behind `->` stand the members that are no arguments: absent, or with the one value that they
/// can have, in an `Option` or not. `constant` must be in scope where there is such a value.
macro_rules! constructors {
    ($(
        fn $name:ident($($argument:ident: $ty:ty),* $(,)?)
            $(-> ($($other:ident $(<$kind:ident, $value:literal $(,)?>)?),* $(,)?))?;
    )+) => {
        $(
            constructors!(new $name ($($argument: $ty,)*) ($($($other $(<$kind, $value>)?,)*)?) ());
        )+
    };
    (
        new $name:ident ($($argument:ident: $ty:ty,)*)
            ($($other:ident $(<$kind:ident, $value:literal>)?,)*) ($($absent:ident,)*)
    ) => {
        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl $name {
            /// With what is required; the rest is absent.
            #[allow(
                clippy::self_named_constructors,
                clippy::too_many_arguments,
                reason = "what is made may be called `New`, and needs as much as the API requires"
            )]
            #[must_use]
            pub fn new($($argument: $ty),*) -> Self {
                Self {
                    $($argument: ::core::convert::Into::into($argument),)*
                    $($other: constructors!(value $($kind $value)?),)*
                    $($absent: ::core::default::Default::default(),)*
                }
            }
        }

        constructors!(default $name $($argument)*);
    };
    (value) => {
        ::core::default::Default::default()
    };
    (value constant $value:literal) => {
        constant::Constant::from($value)
    };
    (value optional $value:literal) => {
        ::core::option::Option::Some(constant::Constant::from($value))
    };
    (default $name:ident) => {
        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (default $name:ident $($argument:ident)+) => {};
}

pub(crate) use constructors;
