//! Setters: each part of a value that is not required has one, written from its signature alone. What is added to the API
//! later adds a setter, so that nobody who makes a value is broken.

/// Implements `new` and setters of a type. A setter wraps its value in `Some`, unless `-> whole` says that the field takes it
/// as it is. `constructors` must be in scope where it is used.
macro_rules! builder {
    (
        impl $name:ident {
            fn new($($argument:ident: $argument_type:ty),* $(,)?)
                $(-> ($($other:ident $(<$kind:ident, $value:literal $(,)?>)?),* $(,)?))?;
            $($(#[$attribute:meta])* fn $setter:ident($field:ident: $ty:ty $(,)?) $(-> $whole:ident)?;)+
        }
    ) => {
        constructors!(
            new $name ($($argument: $argument_type,)*)
                ($($($other $(<$kind, $value>)?,)*)?) ($($field,)+)
        );

        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl $name {
            $(
                $(#[$attribute])*
                #[doc = "\n\nSets the member of this name."]
                #[must_use]
                pub fn $setter(mut self, $field: $ty) -> Self {
                    self.$field = builder!(value $field $($whole)?);
                    self
                }
            )+
        }
    };
    (value $value:ident) => {
        ::core::option::Option::Some(::core::convert::Into::into($value))
    };
    (value $value:ident $whole:ident) => {
        ::core::convert::Into::into($value)
    };
}

pub(crate) use builder;
