//! Failures that no document has a say in: of a configuration, of a request that could not be built, of a transport, and
//! answers that nobody described. No text here may hold a secret: values are kept for the caller's code, but never reach
//! `Display` or `Debug`.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{
    fmt::{self, Write as _},
    io,
    sync::Arc,
};

/// What a failure comes from.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

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
        write!(
            f,
            "{}: the server answered {}, {}",
            self.operation,
            self.status,
            OneLine(&self.reason)
        )
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
///
/// Where a provider of credentials failed, its `source` is what the provider failed with. That is the provider's own:
/// neither `Display` nor `Debug` repeats it here.
#[derive(Clone)]
pub struct RequestError {
    /// The operation that was called.
    pub operation: &'static str,
    /// What is wrong, naming the parameter or the credential but never its value.
    pub reason: String,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl RequestError {
    /// For an operation, with what is wrong: it is shown, so it must not hold a secret.
    pub fn new(operation: &'static str, reason: impl Into<String>) -> Self {
        Self {
            operation,
            reason: reason.into(),
            source: None,
        }
    }

    /// With what it comes from.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }
}

impl fmt::Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestError")
            .field("operation", &self.operation)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the request was not sent: {}",
            self.operation,
            OneLine(&self.reason)
        )
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source: &(dyn std::error::Error + 'static) = self.source.as_deref()?;
        Some(source)
    }
}

/// No complete response arrived. Its `source` is what happened at the bottom of it, such as an [`io::Error`]; what the
/// layers between say of it is left out.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) operation: &'static str,
    failure: TransportFailure,
    source: Option<Source>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransportFailure {
    Connect,
    Tls,
    Timeout(TimeLimit),
    TooLarge,
    /// The flag: whether the connection had carried calls before, and nothing of an answer came.
    Closed {
        stale: bool,
    },
    Other,
}

/// Which time limit of [`Limits`](super::settings::Limits) ran out.
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
        Self {
            operation: "",
            failure,
            source,
        }
    }

    /// No connection: the name did not resolve, nobody listens, or a proxy refused.
    pub fn connect(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Connect, Some(source.into()))
    }

    /// No connection, because the TLS handshake failed: the certificate is not trusted, say. It is a connect error, too.
    pub fn tls(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Tls, Some(source.into()))
    }

    /// A time limit of [`Limits`](super::settings::Limits) ran out.
    #[must_use]
    pub fn timeout(limit: TimeLimit) -> Self {
        Self::new(TransportFailure::Timeout(limit), None)
    }

    /// The body is larger than [`Limits`](super::settings::Limits) allow.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(TransportFailure::TooLarge, None)
    }

    /// The connection ended before the response was complete.
    pub fn closed(source: impl Into<Source>) -> Self {
        Self::new(
            TransportFailure::Closed { stale: false },
            Some(source.into()),
        )
    }

    /// A connection that had carried calls before ended before anything of the response came: the server closed it
    /// while it was idle, most likely. A call that is idempotent is then sent once more (RFC 9112, section 9.3.1).
    pub fn stale(source: impl Into<Source>) -> Self {
        Self::new(
            TransportFailure::Closed { stale: true },
            Some(source.into()),
        )
    }

    /// Anything else: what arrived is not HTTP, say.
    pub fn other(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Other, Some(source.into()))
    }

    /// Whether there was no connection. The server has then seen nothing of the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        use TransportFailure::{Connect, Timeout, Tls};
        matches!(self.failure, Connect | Tls | Timeout(TimeLimit::Connect))
    }

    /// Whether a time limit ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.time_limit().is_some()
    }

    /// The time limit that ran out, if it was one.
    #[must_use]
    pub fn time_limit(&self) -> Option<TimeLimit> {
        use TransportFailure::{Closed, Connect, Other, Timeout, Tls, TooLarge};
        match self.failure {
            Timeout(limit) => Some(limit),
            Connect | Tls | TooLarge | Closed { .. } | Other => None,
        }
    }

    /// Whether the body is larger than the limit.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.failure == TransportFailure::TooLarge
    }

    /// Whether the connection ended before the response was complete.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.failure, TransportFailure::Closed { .. })
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.failure == TransportFailure::Closed { stale: true }
    }

    /// What happened, without the operation.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self.failure {
            TransportFailure::Connect => "no connection to the server",
            TransportFailure::Tls => {
                "no connection to the server, because the TLS handshake failed"
            }
            TransportFailure::Timeout(TimeLimit::Connect) => {
                "no connection to the server within the time limit"
            }
            TransportFailure::Timeout(TimeLimit::Head) => "no response within the time limit",
            TransportFailure::Timeout(TimeLimit::Idle) => {
                "the request or the response stopped for longer than the time limit"
            }
            TransportFailure::Timeout(TimeLimit::Total) => {
                "the response was not complete within the time limit"
            }
            TransportFailure::TooLarge => "the response is larger than the limit",
            TransportFailure::Closed { .. } => {
                "the connection ended before the response was complete"
            }
            TransportFailure::Other => "the request could not be sent or the response not be read",
        }
    }

    pub(crate) fn of(mut self, operation: &'static str) -> Self {
        self.operation = operation;
        self
    }

    /// What reading a body as a file failed with: a failure that travelled as an [`io::Error`] is itself again.
    pub(crate) fn from_io(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(Self::other)
    }
}

/// For what is read as a file, such as a `BlockingBody`.
impl From<TransportError> for io::Error {
    fn from(error: TransportError) -> Self {
        let kind = match error.failure {
            TransportFailure::Timeout(_) => io::ErrorKind::TimedOut,
            TransportFailure::Closed { .. } => io::ErrorKind::UnexpectedEof,
            TransportFailure::Connect
            | TransportFailure::Tls
            | TransportFailure::TooLarge
            | TransportFailure::Other => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            "" => f.write_str(self.what()),
            operation => write!(f, "{operation}: {}", self.what()),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let mut error: &(dyn std::error::Error + 'static) = self.source.as_deref()?;
        while let Some(inner) = error.source() {
            error = inner;
        }
        Some(error)
    }
}

/// A text that holds names which a server chose, on one line: control characters, line separators (Unicode Standard
/// Annex #14) and what turns the direction of writing (Annex #9) are escaped.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{61c}' => {
                    write!(f, "{}", char.escape_unicode())?;
                }
                char if char.is_control() => write!(f, "{}", char.escape_debug())?,
                char => f.write_char(char)?,
            }
        }
        Ok(())
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

    pub(crate) fn reason(&self) -> &'static str {
        self.reason
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

impl std::error::Error for ConfigError {}
