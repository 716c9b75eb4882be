//! Constructors of types that are only received, for tests, mocks and caches. A signature comes in, `new` goes out. A member
//! that the API adds to such a type may change its constructor, so nothing but the feature `full-types` has them.

/// Implements `new` of a type, with the members that are always there as arguments. Behind `->` stand the others: absent, or
/// with the one value that they can have. `constant` must be in scope where there is such a value.
macro_rules! constructor {
    (
        fn $name:ident($($argument:ident: $ty:ty),* $(,)?)
            $(-> ($($other:ident $(<$value:literal>)?),* $(,)?))?;
    ) => {
        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl $name {
            /// With the members that are always there; the others are absent.
            #[allow(clippy::too_many_arguments, reason = "as many as the API has")]
            #[allow(clippy::new_without_default, reason = "it is made in tests alone")]
            #[must_use]
            pub fn new($($argument: $ty),*) -> Self {
                Self {
                    $($argument: ::core::convert::Into::into($argument),)*
                    $($($other: constructor!(value $($value)?),)*)?
                }
            }
        }
    };
    (value) => {
        ::core::default::Default::default()
    };
    (value $value:literal) => {
        constant::Constant::from($value)
    };
}

pub(crate) use constructor;
