//! Every way a call can fail. In comes what was seen of the failure, out comes one [`Error`] for all operations.
//! No text here may hold a secret: values of bodies, headers and parameters are kept for the caller's code, but
//! never reach `Display` or `Debug`.

use super::header::Header;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use std::fmt;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed. `E` is what the document says of the operation's error responses.
#[derive(Debug)]
pub enum Error<E> {
    /// Nothing was sent: the request could not be built.
    Request(RequestError),
    /// No complete response arrived. The server may or may not have acted on the request.
    Transport(TransportError),
    /// The server answered with an error that the document describes.
    Api(Box<ApiError<E>>),
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

impl<E> Error<E> {
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

    /// Whether there was no connection: the name did not resolve, nobody listens, or the certificate is not trusted. The
    /// server has seen nothing of the call, so it can be repeated whatever it does; look at the address and the network.
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

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => write!(f, "{}: the server answered {}", error.operation, error.status),
            Self::Unexpected(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Request(_) | Self::Api(_) | Self::Unexpected(_) => None,
        }
    }
}

impl<E> From<RequestError> for Error<E> {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

/// An error response that the document describes.
pub struct ApiError<E> {
    /// The operation that was called.
    pub operation: &'static str,
    /// The status of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// The body as the document describes it. Bytes behind a complete JSON value are ignored.
    pub body: E,
    /// The body byte for byte.
    pub raw: Bytes,
}

impl<E: fmt::Debug> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// A response that the document does not describe: its status is not documented, or its body does not fit.
pub struct UnexpectedResponse {
    /// The operation that was called.
    pub operation: &'static str,
    /// The status of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// What does not fit. It never quotes a value of the body.
    pub reason: String,
    /// The body byte for byte. It may hold secrets.
    pub raw: Bytes,
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the server answered {}, {}", self.operation, self.status, self.reason)
    }
}

impl fmt::Debug for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedResponse")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("reason", &self.reason)
            .field("raw", &format_args!("{} bytes", self.raw.len()))
            .finish_non_exhaustive()
    }
}

/// A request that could not be built. Nothing was sent.
#[derive(Clone, Debug)]
pub struct RequestError {
    /// The operation that was called.
    pub operation: &'static str,
    /// What is wrong, naming the parameter or the credential but never its value.
    pub reason: String,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request was not sent: {}", self.operation, self.reason)
    }
}

impl std::error::Error for RequestError {}

/// No complete response arrived.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static str,
    failure: TransportFailure,
    source: Option<Source>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransportFailure {
    Connect,
    Timeout(TimeLimit),
    TooLarge,
    Other,
}

/// Which time limit of [`Limits`](super::config::Limits) ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeLimit {
    /// `connect_timeout`.
    Connect,
    /// `head_timeout`.
    Head,
    /// `idle_timeout`.
    Idle,
    /// `timeout`.
    Total,
}

impl TransportError {
    fn new(failure: TransportFailure, source: Option<Source>) -> Self {
        Self { operation: "", failure, source }
    }

    /// No connection: the name did not resolve, nobody listens, or the certificate is not trusted.
    pub fn connect(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Connect, Some(source.into()))
    }

    /// A time limit of [`Limits`](super::config::Limits) ran out.
    #[must_use]
    pub fn timeout(limit: TimeLimit) -> Self {
        Self::new(TransportFailure::Timeout(limit), None)
    }

    /// The body is larger than [`Limits`](super::config::Limits) allow.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(TransportFailure::TooLarge, None)
    }

    /// Anything else: the connection broke, or what arrived is not HTTP.
    pub fn other(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Other, Some(source.into()))
    }

    /// Whether there was no connection. The server has then seen nothing of the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.failure, TransportFailure::Connect | TransportFailure::Timeout(TimeLimit::Connect))
    }

    /// Whether a time limit ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.time_limit().is_some()
    }

    /// The time limit that ran out, if it was one.
    #[must_use]
    pub fn time_limit(&self) -> Option<TimeLimit> {
        match self.failure {
            TransportFailure::Timeout(limit) => Some(limit),
            TransportFailure::Connect | TransportFailure::TooLarge | TransportFailure::Other => None,
        }
    }

    /// Whether the body is larger than the limit.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.failure == TransportFailure::TooLarge
    }

    /// What happened, without the operation.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self.failure {
            TransportFailure::Connect => "no connection to the server",
            TransportFailure::Timeout(TimeLimit::Connect) => "no connection to the server within the time limit",
            TransportFailure::Timeout(TimeLimit::Head) => "no response within the time limit",
            TransportFailure::Timeout(TimeLimit::Idle) => "the response stopped for longer than the time limit",
            TransportFailure::Timeout(TimeLimit::Total) => "the response was not complete within the time limit",
            TransportFailure::TooLarge => "the response is larger than the limit",
            TransportFailure::Other => "the connection failed before the response was complete",
        }
    }

    pub(crate) fn of(mut self, operation: &'static str) -> Self {
        self.operation = operation;
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.what())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A client that cannot be made as asked.
#[derive(Debug)]
pub struct ConfigError {
    reason: &'static str,
}

impl ConfigError {
    pub(crate) fn new(reason: &'static str) -> Self {
        Self { reason }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

impl std::error::Error for ConfigError {}
