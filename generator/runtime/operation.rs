//! What an operation is: data that can build its request and read its response. It opens no connection and knows no
//! client, so any transport can carry it.

use super::{config::Config, error::{Error, RequestError}, response::Response};
use bytes::Bytes;

/// What a call of the operation `O` gives: its documented success, or the error.
pub type Result<O> =
    std::result::Result<Response<<O as Operation>::Output>, Error<<O as Operation>::Error>>;

/// One operation of the API, with its parameters.
pub trait Operation {
    /// What the document says of the success responses.
    type Output;
    /// What the document says of the error responses.
    type Error;
    /// The `operationId`, or `METHOD /path` where the document gives none.
    const ID: &'static str;
    /// The method of the request.
    const METHOD: http::Method;
    /// The path template, such as `/pets/{id}`.
    const PATH: &'static str;

    /// Builds the request.
    ///
    /// # Errors
    /// A parameter that cannot be sent as it is, or a credential that the operation needs and `config` lacks.
    fn request(&self, config: &Config) -> std::result::Result<http::Request<Bytes>, RequestError>;

    /// Reads the response.
    ///
    /// # Errors
    /// [`Error::Api`] for a documented error response, [`Error::Unexpected`] for anything the document does not
    /// describe.
    fn response(response: http::Response<Bytes>) -> Result<Self>
    where
        Self: Sized;
}
