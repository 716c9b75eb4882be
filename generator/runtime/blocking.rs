//! The blocking transport: ureq over rustls with ring and the root certificates of Mozilla. A request and its limits
//! come in, a complete response goes out. It follows no redirect, asks for no compression, and needs no runtime.

use super::{
    client::{Api, Blocking, BlockingTransport},
    config::{Config, Limits},
    credentials::Credentials,
    error::{ConfigError, TransportError},
};
use bytes::Bytes;

/// The blocking client.
pub type Client = Api<Blocking<Ureq>>;

impl Client {
    /// A client for the default server.
    ///
    /// # Errors
    /// As [`Config::new`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Config::new(credentials).map(Self::with_config)
    }

    /// A client with another server or other limits.
    #[must_use]
    pub fn with_config(config: Config) -> Self {
        Self::with_transport(config, Blocking(Ureq::default()))
    }
}

/// The transport over ureq. Clones share their connections.
#[derive(Clone, Debug)]
pub struct Ureq {
    agent: ureq::Agent,
}

impl Default for Ureq {
    fn default() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .build();
        Self { agent: config.new_agent() }
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, request: http::Request<Bytes>, limits: &Limits) -> Result<http::Response<Bytes>, TransportError> {
        let (head, body) = request.into_parts();
        let response = if body.is_empty() {
            self.run(http::Request::from_parts(head, ()), limits)
        } else {
            self.run(http::Request::from_parts(head, &*body), limits)
        };
        let (head, mut body) = response.map_err(failed)?.into_parts();
        let limit = u64::try_from(limits.max_response_size).unwrap_or(u64::MAX);
        // ureq counts a body of exactly the limit as too large.
        let body = body.with_config().limit(limit.saturating_add(1)).read_to_vec().map_err(failed)?;
        if body.len() > limits.max_response_size {
            return Err(TransportError::too_large());
        }
        Ok(http::Response::from_parts(head, Bytes::from(body)))
    }
}

impl Ureq {
    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        limits: &Limits,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let request = self
            .agent
            .configure_request(request)
            .timeout_connect(Some(limits.connect_timeout))
            .timeout_global(Some(limits.timeout))
            .build();
        self.agent.run(request)
    }
}

fn failed(error: ureq::Error) -> TransportError {
    match error {
        ureq::Error::Timeout(_) => TransportError::timeout(),
        ureq::Error::BodyExceedsLimit(_) => TransportError::too_large(),
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            TransportError::connect(error)
        }
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => TransportError::connect(error),
        other => TransportError::other(other),
    }
}
