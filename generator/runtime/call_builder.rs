//! The setters of operations, which stand on a call, too, so that a call reads as one sentence.

/// Implements `new` and setters of an operation, and setters of a call of it. `Call` and `constructors` must be in scope where it
/// is used.
macro_rules! call_builder {
    (
        impl $name:ident {
            fn new($($argument:ident: $argument_type:ty),* $(,)?);
            $($(#[$attribute:meta])* fn $setter:ident($field:ident: $ty:ty $(,)?);)+
        }
    ) => {
        constructors!(
            new $name ($($argument: $argument_type,)*) () ($($field,)+)
        );

        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl $name {
            $(
                $(#[$attribute])*
                #[must_use]
                pub fn $setter(mut self, $field: $ty) -> Self {
                    self.$field = ::core::option::Option::Some(::core::convert::Into::into($field));
                    self
                }
            )+
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

pub(crate) use call_builder;
