//! Every way a call can fail, as one [`Error`] for all operations. No text here may hold a secret: values of bodies,
//! headers and parameters are kept for the caller's code, but never reach `Display` or `Debug`.

use super::{
    super::errors::ApiErrorBody,
    failure::{RequestError, TransportError, UnexpectedResponse},
    header::Header,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use std::fmt;

/// Why a call failed: one type for all operations.
#[derive(Debug)]
pub enum Error {
    /// Nothing was sent: the request could not be built, or its credentials not be had. Where that were those for a retry,
    /// nothing more was sent.
    Request(RequestError),
    /// No complete response arrived. The server may or may not have acted on the request.
    Transport(TransportError),
    /// The server answered with an error that the document describes.
    Api(Box<ApiError>),
    /// The server answered, with something that the document does not describe.
    Unexpected(Box<UnexpectedResponse>),
}

/// The kind of an [`Error`], without what it carries. See the variants of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing was sent.
    Request,
    /// No complete response arrived.
    Transport,
    /// A documented error response.
    Api,
    /// An undocumented response.
    Unexpected,
}

impl Error {
    /// The kind of the error, which is its variant.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Request(_) => ErrorKind::Request,
            Self::Transport(_) => ErrorKind::Transport,
            Self::Api(_) => ErrorKind::Api,
            Self::Unexpected(_) => ErrorKind::Unexpected,
        }
    }

    /// Whether there was no connection: the name did not resolve, nobody listens, a proxy refused, or the TLS handshake
    /// failed. The server has seen nothing of the call, so it can be repeated whatever it does; look at the address and
    /// the network.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }

    /// Whether a time limit ran out. Unless [`is_connect`](Self::is_connect) also holds, the server may have acted on the
    /// call: repeat it only where that does no harm.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Whether the connection ended before the response was complete. The server may have acted on the call: repeat it
    /// only where that does no harm.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_closed())
    }

    /// Whether the body of the response is larger than the limit: raise `max_response_size`, or ask for less.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_too_large())
    }

    /// The status of the response, if there was a complete one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Request(_) | Self::Transport(_) => None,
            Self::Api(error) => Some(error.status),
            Self::Unexpected(error) => Some(error.status),
        }
    }

    /// The headers of the response, if there was a complete one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Request(_) | Self::Transport(_) => None,
            Self::Api(error) => Some(&error.headers),
            Self::Unexpected(error) => Some(&error.headers),
        }
    }

    /// A documented header of the response, unless it is absent or its text does not fit.
    #[must_use]
    pub fn header<H: DeserializeOwned>(&self, header: Header<H>) -> Option<H> {
        self.headers().and_then(|headers| header.get(headers))
    }

    /// The body of the response byte for byte, if there was a complete one. It may hold secrets.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        match self {
            Self::Request(_) | Self::Transport(_) => None,
            Self::Api(error) => Some(&error.raw),
            Self::Unexpected(error) => Some(&error.raw),
        }
    }

    /// The body of an error response that the document describes. For each of its types there is a function that begins
    /// with `as_`, too.
    #[must_use]
    pub fn api_body(&self) -> Option<&ApiErrorBody> {
        match self {
            Self::Api(error) => Some(&error.body),
            Self::Request(_) | Self::Transport(_) | Self::Unexpected(_) => None,
        }
    }

    /// The `operationId` of the operation that failed, or `METHOD /path` where the document gives none.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Request(error) => error.operation,
            Self::Transport(error) => error.operation,
            Self::Api(error) => error.operation,
            Self::Unexpected(error) => error.operation,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => write!(
                f,
                "{}: the server answered {}",
                error.operation, error.status
            ),
            Self::Unexpected(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Api(_) | Self::Unexpected(_) => None,
        }
    }
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

/// An error response that the document describes.
pub struct ApiError {
    /// The operation that was called.
    pub operation: &'static str,
    /// The status of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// The body as the document describes it for this operation and status. Bytes behind a complete JSON value are
    /// ignored.
    pub body: ApiErrorBody,
    /// The body byte for byte.
    pub raw: Bytes,
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
