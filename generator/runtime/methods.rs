//! The methods of a client, one for each operation, written from their signatures alone.

/// Implements methods of a client. Each takes what its operation requires and gives a call of it. `operations`, `Api` and `Call`
/// must be in scope where it is used.
macro_rules! methods {
    (
        $(#[$attribute:meta])*
        impl Api {
            $($(#[$about:meta])* fn $method:ident($($argument:ident: $ty:ty),* $(,)?) -> $operation:ident;)+
        }
    ) => {
        $(#[$attribute])*
        #[allow(deprecated, reason = "what is deprecated still travels")]
        #[allow(clippy::too_many_arguments, reason = "as many as the API requires")]
        impl<M> Api<M> {
            $(
                $(#[$about])*
                pub fn $method(&self, $($argument: $ty),*) -> Call<'_, M, operations::$operation> {
                    self.call(operations::$operation::new($($argument),*))
                }
            )+
        }
    };
}

pub(crate) use methods;
