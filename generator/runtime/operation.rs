//! What an operation is: data that can build its request and read its response. It opens no connection and knows no
//! client, so any transport can carry it.

use super::{
    super::errors::ApiErrorBody,
    config::Config,
    credentials::Security,
    error::Error,
    failure::RequestError,
    read::{Readers, Response},
    request::RequestBuilder,
    response,
};
use bytes::Bytes;

/// One operation of the API, with its parameters.
pub trait Operation {
    /// What the document says of the success responses.
    type Output: 'static;
    /// The `operationId`, or `METHOD /path` where the document gives none.
    const ID: &'static str;
    /// The method of the request.
    const METHOD: http::Method;
    /// The path template, such as `/pets/{id}`, with the query that all requests have, such as `/pets?kind=cat`.
    const PATH: &'static str;

    /// Whether sending it twice does no more than sending it once, where the document says it; else the method does (RFC
    /// 9110, section 9.2.2).
    const IDEMPOTENT: Option<bool> = None;
    /// The URL of a server of its own; empty where it has none.
    const SERVER: &'static str = "";
    /// The media types that it can answer with, as the header field `Accept` has them; empty where it answers with none.
    const ACCEPT: &'static str = "application/json";
    /// The credentials that it needs; empty where it needs none.
    const SECURITY: Security = &[];
    /// How the documented successes are read.
    const SUCCESSES: Readers<Self::Output> = &[];
    /// How the documented error responses are read.
    const ERRORS: Readers<ApiErrorBody> = &[];

    /// Adds the parameters and the body to a request.
    #[must_use]
    fn write(&self, request: RequestBuilder) -> RequestBuilder {
        request
    }

    /// Builds the request.
    ///
    /// # Errors
    /// A parameter that cannot be sent as it is, a credential that the operation needs and `config` lacks, or a provider of
    /// credentials that fails. One that is async cannot be asked here.
    fn request(&self, config: &Config) -> Result<http::Request<Bytes>, RequestError>
    where
        Self: Sized,
    {
        let accept = Bytes::from_static(Self::ACCEPT.as_bytes());
        let request = RequestBuilder::new(Self::ID, Self::METHOD, Self::PATH).accepts(accept);
        self.write(request)
            .build(config, Self::SERVER, Self::SECURITY)
    }

    /// Reads the response.
    ///
    /// # Errors
    /// [`Error::Api`] for a documented error response, [`Error::Unexpected`] for anything the document does not
    /// describe.
    fn response(response: http::Response<Bytes>) -> Result<Response<Self::Output>, Error>
    where
        Self: Sized,
    {
        response::read(Self::ID, response, Self::SUCCESSES, Self::ERRORS)
    }
}

/// Defines an operation, and how it is written. `Operation` and `RequestBuilder` must be in scope where it is used.
///
/// Behind each field stands where it goes: the function of `RequestBuilder` that puts it there, with its name in the request or
/// its media type, and its style.
macro_rules! operation {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $($(#[$about:meta])* pub $field:ident: $ty:ty = $place:ident($wire:literal $(, $style:expr)? $(,)?),)*
        }

        impl Operation for $operation:ident {
            $($item:tt)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$about])* pub $field: $ty,)*
        }

        #[allow(deprecated, reason = "what is deprecated still travels")]
        impl Operation for $operation {
            $($item)*

            fn write(&self, request: RequestBuilder) -> RequestBuilder {
                request $(.$place($wire, &self.$field $(, $style)?))*
            }
        }
    };
}

pub(crate) use operation;
