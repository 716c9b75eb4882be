//! The methods of a client. The name, the required parameters and the operation of each come in; a method that makes a
//! call of it goes out.

/// Implements methods of `Api`. `Api` and `Call` must be in scope where it is used.
macro_rules! calls {
    (
        $(#[$about:meta])*
        impl Api {
            $($(#[$attribute:meta])* fn $name:ident($($argument:ident: $ty:ty),* $(,)?) -> $operation:ty;)+
        }
    ) => {
        $(#[$about])*
        #[allow(deprecated, reason = "what is deprecated can still be called")]
        impl<M> Api<M> {
            $(
                $(#[$attribute])*
                pub fn $name(&self, $($argument: $ty),*) -> Call<'_, M, $operation> {
                    self.call(calls!(make $operation, $($argument),*))
                }
            )+
        }
    };
    (make $operation:ty,) => {
        <$operation>::default()
    };
    (make $operation:ty, $($argument:ident),+) => {
        <$operation>::new($($argument),+)
    };
}

pub(crate) use calls;
