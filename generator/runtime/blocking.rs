//! The blocking transport: ureq over rustls with ring. A request and its limits come in, a complete response goes out.
//! It follows no redirect, asks for no compression, and needs no runtime.

use super::{
    body::BlockingBody,
    client::{Api, Blocking, BlockingTransport},
    config::{Config, Limits, is_loopback},
    credentials::Credentials,
    error::{ConfigError, TimeLimit, TransportError},
};
use bytes::Bytes;
use std::{
    fmt,
    io::{self, Read},
    sync::Arc,
    time::Duration,
};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// The blocking client.
pub type Client = Api<Blocking<Ureq>>;

impl Client {
    /// A client for the default server.
    ///
    /// # Errors
    /// As [`Config::new`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Config::new(credentials).and_then(Self::with_config)
    }

    /// A client with another server, other limits or other habits.
    ///
    /// # Errors
    /// The proxy cannot be used.
    pub fn with_config(config: Config) -> Result<Self, ConfigError> {
        let ureq = Ureq::new(&config)?;
        Ok(Self::with_transport(config, Blocking(ureq)))
    }
}

/// The transport over ureq. Clones share their connections.
#[derive(Clone)]
pub struct Ureq {
    agent: ureq::Agent,
    /// Whether the proxy was set, and not found in the environment.
    explicit: bool,
}

/// Without the proxy, whose URL may hold a password.
impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq").finish_non_exhaustive()
    }
}

impl Ureq {
    /// A transport with its own pool of connections: proxy and root certificates are those of the configuration.
    ///
    /// # Errors
    /// The proxy cannot be used.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let mut builder = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // What is sent is what the operation says.
            .accept("")
            .allow_non_standard_methods(true);
        if let Some(proxy) = config.proxy() {
            let proxy = ureq::Proxy::new(&proxy.to_string());
            builder = builder.proxy(Some(proxy.map_err(|_| ConfigError::new("the proxy cannot be used"))?));
        }
        let roots = config.root_certificates();
        if !roots.is_empty() {
            let roots: Vec<_> = roots.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
            let tls = TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(roots))).build();
            builder = builder.tls_config(tls);
        }
        Ok(Self { agent: builder.build().new_agent(), explicit: config.proxy().is_some() })
    }

    /// Up to the head of the response; `total` is the time limit of all of it.
    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        limits: &Limits,
        total: Option<Duration>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let direct = !self.explicit && is_loopback(request.uri());
        let mut request = self
            .agent
            .configure_request(request)
            .timeout_connect(Some(limits.connect_timeout))
            .timeout_recv_response(Some(limits.head_timeout))
            .timeout_per_read(Some(limits.idle_timeout))
            .timeout_global(total);
        if direct {
            request = request.proxy(None);
        }
        self.agent.run(request.build())
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, request: http::Request<Bytes>, limits: &Limits) -> Result<http::Response<Bytes>, TransportError> {
        let (head, body) = request.into_parts();
        let total = Some(limits.timeout);
        let response = if body.is_empty() {
            self.run(http::Request::from_parts(head, ()), limits, total)
        } else {
            self.run(http::Request::from_parts(head, &*body), limits, total)
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

    fn open(
        &self,
        request: http::Request<BlockingBody>,
        limits: &Limits,
    ) -> Result<http::Response<BlockingBody>, TransportError> {
        let (head, mut body) = request.into_parts();
        let response = if body.is_empty() {
            self.run(http::Request::from_parts(head, ()), limits, None)
        } else {
            let body = ureq::SendBody::from_reader(&mut body);
            self.run(http::Request::from_parts(head, body), limits, None)
        };
        let (head, body) = response.map_err(failed)?.into_parts();
        Ok(http::Response::from_parts(head, BlockingBody::new(Arriving(body.into_reader()))))
    }
}

/// The body of a response while it arrives. Its errors are those of the transport.
struct Arriving(ureq::BodyReader<'static>);

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => io::Error::other(failed(error.into())),
        })
    }
}

fn failed(error: ureq::Error) -> TransportError {
    match error {
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            TransportError::timeout(TimeLimit::Connect)
        }
        ureq::Error::Timeout(ureq::Timeout::RecvResponse) => TransportError::timeout(TimeLimit::Head),
        ureq::Error::Timeout(ureq::Timeout::PerRead) => TransportError::timeout(TimeLimit::Idle),
        ureq::Error::Timeout(_) => TransportError::timeout(TimeLimit::Total),
        ureq::Error::BodyExceedsLimit(_) => TransportError::too_large(),
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::Tls(_)
        | ureq::Error::Rustls(_) => TransportError::connect(error),
        ureq::Error::Io(error) if is_refused(&error) => TransportError::connect(error),
        other => TransportError::other(other),
    }
}

/// Whether nothing was sent: nobody listens, or the certificate is not trusted.
fn is_refused(error: &std::io::Error) -> bool {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_))) || error.kind() == std::io::ErrorKind::ConnectionRefused
}
