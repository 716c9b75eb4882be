//! What transports are made by and calls are bound to, whoever calls: limits, retries, proxies, root certificates. No
//! credential of a call is in here.

use http::Uri;
use std::{fmt, sync::Arc, time::Duration};

/// Limits of one call. A duration that no clock can add, such as `Duration::MAX`, is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// For opening a connection: looking up the name, a proxy and the TLS handshake included. Default: 10 seconds.
    pub connect_timeout: Duration,
    /// From the end of the request to the end of the head of the response. Default: 30 seconds.
    pub head_timeout: Duration,
    /// Between two pieces of a body, while the server does not take what is sent or does not send. The time that the
    /// source of a streamed upload takes does not count. Default: 30 seconds.
    pub idle_timeout: Duration,
    /// From the start of the call to the last byte of the response, with all redirects and retries and the waits between
    /// them, and with what a provider of credentials takes: a wait that is longer than what is left of it is not begun.
    /// Default: 60 seconds.
    pub timeout: Duration,
    /// The largest response body, in bytes, counted while it arrives; of a stream of events the largest event. Default:
    /// 8 MiB.
    pub max_response_size: usize,
    /// The deepest nesting of a body in JSON, at most 128. Default: 128.
    pub max_json_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(60),
            max_response_size: 8 * 1024 * 1024,
            max_json_depth: 128,
        }
    }
}

/// When a call is sent again, after a failure that may pass: no connection, a connection that ended before the response
/// was complete, or an answer of 429, 502, 503 or 504.
///
/// A call whose method is not idempotent (RFC 9110, section 9.2.2), or whose operation the document marks with
/// `x-idempotent: false`, is only sent again where there was no connection, so that the server has seen nothing of it.
///
/// Without all this, a call that is idempotent is sent once more where the server had closed a connection of the pool
/// that it went out on (RFC 9112, section 9.3.1).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Retry {
    /// How often a call is sent at most, the first time included. Default: 3.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles for each that follows, and each is shortened at random by up to
    /// half, so that clients do not come back all at once. Default: 200 milliseconds.
    pub backoff: Duration,
    /// The longest wait; a server that asks for more (`Retry-After`, RFC 9110, section 10.2.3) is not asked again. What a
    /// server asks for is waited in full, and the random wait added. Default: 20 seconds.
    pub max_backoff: Duration,
    /// How many retries a client makes in a row; each call that succeeds gives a tenth of one back. Default: 10.
    pub budget: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(20),
            budget: 10,
        }
    }
}

/// What a transport is made by, and no call has of its own: all of a configuration but the credentials.
#[derive(Clone)]
pub struct Settings {
    pub(crate) base_url: Uri,
    pub(crate) allow_http: bool,
    pub(crate) limits: Limits,
    pub(crate) retry: Option<Retry>,
    pub(crate) redirects: u32,
    pub(crate) proxy: Option<Uri>,
    pub(crate) no_proxy: Option<String>,
    pub(crate) keep_alive: Duration,
    pub(crate) root_certificates: Arc<Vec<Vec<u8>>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: Uri::default(),
            allow_http: false,
            limits: Limits::default(),
            retry: None,
            redirects: 0,
            proxy: None,
            no_proxy: None,
            keep_alive: Duration::from_secs(15),
            root_certificates: Arc::default(),
        }
    }
}

/// Without the proxy, whose URL may hold a password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("base_url", &self.base_url)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
