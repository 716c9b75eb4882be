//! How values of the API are made: by `new` with what is required, and a setter for each part that is not. The parts come
//! in as signatures without bodies, the functions go out. What is added to the API later adds a setter, so that nobody who
//! makes a value is broken.

/// Implements `new` and setters of a type. A setter wraps its value in `Some`, unless a type behind `->` says that the field
/// takes it as it is; a `const` is a member with one value. `constant` must be in scope where there is one.
macro_rules! builder {
    (
        impl $name:ident {
            fn new($($argument:ident: $argument_type:ty),* $(,)?);
            $(const $constant:ident: $kind:ident = $value:expr;)*
            $($(#[$attribute:meta])* fn $setter:ident($field:ident: $ty:ty $(,)?) $(-> $whole:ident)?;)*
        }
    ) => {
        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl $name {
            /// With what is required; the rest is absent.
            #[allow(clippy::too_many_arguments, reason = "as many as the API requires")]
            #[must_use]
            pub fn new($($argument: $argument_type),*) -> Self {
                Self {
                    $($argument: ::core::convert::Into::into($argument),)*
                    $($constant: builder!(constant $kind $value),)*
                    $($field: ::core::default::Default::default(),)*
                }
            }

            $(
                $(#[$attribute])*
                #[doc = concat!("\n\nSets `", stringify!($field), "`.")]
                #[must_use]
                pub fn $setter(mut self, $field: $ty) -> Self {
                    self.$field = builder!(value $field $($whole)?);
                    self
                }
            )*
        }

        builder!(default $name $($argument)*);
    };
    (constant Constant $value:expr) => {
        constant::Constant::from($value)
    };
    (constant Option $value:expr) => {
        ::core::option::Option::Some(constant::Constant::from($value))
    };
    (value $value:ident) => {
        ::core::option::Option::Some(::core::convert::Into::into($value))
    };
    (value $value:ident $whole:ident) => {
        ::core::convert::Into::into($value)
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

/// Implements the same of an operation, and its setters on a call of it, too. `Call` must be in scope, and `builder`.
macro_rules! call_builder {
    (
        impl $name:ident {
            fn new($($argument:ident: $argument_type:ty),* $(,)?);
            $($(#[$attribute:meta])* fn $setter:ident($field:ident: $ty:ty $(,)?);)+
        }
    ) => {
        builder! {
            impl $name {
                fn new($($argument: $argument_type),*);
                $($(#[$attribute])* fn $setter($field: $ty);)+
            }
        }

        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl<M> Call<'_, M, $name> {
            $(
                $(#[$attribute])*
                pub fn $setter(mut self, $field: $ty) -> Self {
                    self.operation = self.operation.$setter($field);
                    self
                }
            )+
        }
    };
}

pub(crate) use {builder, call_builder};
