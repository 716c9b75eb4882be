//! The setters of a call. The name and the type of each optional parameter of an operation come in; a method that sets it
//! goes out.

/// Implements setters of calls of an operation. `Call` must be in scope where it is used.
macro_rules! setters {
    (impl $operation:ident { $($(#[$attribute:meta])* fn $name:ident($value:ident: $ty:ty $(,)?);)+ }) => {
        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl<M> Call<'_, M, $operation> {
            $(
                $(#[$attribute])*
                pub fn $name(mut self, $value: $ty) -> Self {
                    self.operation.$name = ::core::option::Option::Some(::core::convert::Into::into($value));
                    self
                }
            )+
        }
    };
}

pub(crate) use setters;
