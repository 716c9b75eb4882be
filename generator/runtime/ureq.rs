//! The blocking transport: ureq over rustls with ring. It reads each response to its end, within the limits of the call,
//! follows no redirect, asks for no compression, and needs no async runtime.

use super::{
    body::{BlockingBody, read_all},
    failure::{ConfigError, TransportError},
    proxy::{Proxies, Proxy},
    settings::{Limits, Settings},
    stages::{IDLE, agent, failed},
    transport::BlockingTransport,
    url::port,
};
use bytes::Bytes;
use rustls::{RootCertStore, pki_types::CertificateDer};
use std::{
    fmt,
    io::{self, Read},
    sync::Arc,
    time::Duration,
};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// The transport over ureq. Clones share their connections.
#[derive(Clone)]
pub struct Ureq {
    agent: ureq::Agent,
    proxies: Arc<Proxies>,
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
    /// The proxy cannot be used, or a root certificate is none.
    pub fn new(config: &impl AsRef<Settings>) -> Result<Self, ConfigError> {
        let settings = config.as_ref();
        let limits = settings.limits;
        let mut builder = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_age(settings.keep_alive)
            // What is sent is what the operation says, and which proxy is asked is said for each request.
            .accept("")
            .allow_non_standard_methods(true)
            .timeout_resolve(clocked(limits.connect_timeout))
            .timeout_connect(clocked(limits.connect_timeout))
            .timeout_per_write(clocked(limits.idle_timeout))
            .timeout_recv_response(clocked(limits.head_timeout))
            .timeout_global(clocked(limits.timeout))
            .proxy(None);
        let roots = &settings.root_certificates;
        if !roots.is_empty() {
            for root in roots.iter() {
                let added =
                    RootCertStore::empty().add(CertificateDer::from(root.as_slice()).into_owned());
                added.map_err(|_| ConfigError::new("a root certificate is not X.509 in DER"))?;
            }
            let roots: Vec<_> = roots
                .iter()
                .map(|root| Certificate::from_der(root).to_owned())
                .collect();
            let tls = TlsConfig::builder()
                .root_certs(RootCerts::Specific(Arc::new(roots)))
                .build();
            builder = builder.tls_config(tls);
        }
        let agent = agent(builder.build());
        Ok(Self {
            agent,
            proxies: Arc::new(Proxies::new(settings)?),
        })
    }

    /// Up to the head of the response; `total` is the time limit of all of it.
    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        limits: &Limits,
        total: Duration,
    ) -> Result<http::Response<ureq::Body>, TransportError> {
        let proxy = self
            .proxies
            .choose(request.uri())
            .map_err(TransportError::connect)?;
        let proxy = proxy
            .map(asked)
            .transpose()
            .map_err(TransportError::connect)?;
        if proxy.is_none() && self.is_usual(limits, total) {
            return self.agent.run(request).map_err(failed);
        }
        let request = self
            .agent
            .configure_request(request)
            .timeout_resolve(clocked(limits.connect_timeout))
            .timeout_connect(clocked(limits.connect_timeout))
            .timeout_per_write(clocked(limits.idle_timeout))
            .timeout_recv_response(clocked(limits.head_timeout))
            .timeout_global(clocked(total))
            .proxy(proxy);
        self.agent.run(request.build()).map_err(failed)
    }

    /// Whether these limits are those of the agent, but for less than a millisecond that making the request took. ureq
    /// copies its configuration for every request that has limits of its own.
    fn is_usual(&self, limits: &Limits, total: Duration) -> bool {
        let config = self.agent.config();
        let usual = config.timeouts();
        let spent = usual.global.and_then(|global| global.checked_sub(total));
        usual.connect == clocked(limits.connect_timeout)
            && usual.recv_response == clocked(limits.head_timeout)
            && config.timeout_per_write() == clocked(limits.idle_timeout)
            && spent.is_some_and(|spent| spent < Duration::from_millis(1))
    }
}

/// A proxy as ureq takes it.
fn asked(proxy: &Proxy) -> Result<ureq::Proxy, ureq::Error> {
    let uri = proxy.uri();
    let protocol = if uri.scheme_str() == Some("https") {
        ureq::ProxyProtocol::Https
    } else {
        ureq::ProxyProtocol::Http
    };
    let mut builder = ureq::Proxy::builder(protocol).host(uri.host().unwrap_or_default());
    if let Some(port) = port(uri) {
        builder = builder.port(port);
    }
    if let Some((user, password)) = proxy.credentials() {
        builder = builder.username(user).password(password);
    }
    builder.build()
}

/// A duration that a clock can add: ureq panics at others, and so long is no limit.
fn clocked(limit: Duration) -> Option<Duration> {
    const YEAR: Duration = Duration::from_secs(366 * 24 * 3600);
    (limit < YEAR).then_some(limit)
}

impl BlockingTransport for Ureq {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (head, body) = request.into_parts();
        let response = if body.is_empty() {
            self.run(http::Request::from_parts(head, ()), limits, limits.timeout)
        } else {
            self.run(
                http::Request::from_parts(head, &*body),
                limits,
                limits.timeout,
            )
        };
        let (head, body) = response?.into_parts();
        let body = Arriving::new(body, limits);
        let body = read_all(body, limits.max_response_size, Duration::MAX)?;
        Ok(http::Response::from_parts(head, body))
    }

    fn open(
        &self,
        request: http::Request<BlockingBody>,
        limits: &Limits,
    ) -> Result<http::Response<BlockingBody>, TransportError> {
        let (mut head, mut body) = request.into_parts();
        let response = if body.is_empty() {
            self.run(http::Request::from_parts(head, ()), limits, Duration::MAX)
        } else {
            if let Some(length) = body.length() {
                head.headers
                    .insert(http::header::CONTENT_LENGTH, length.into());
            }
            let body = ureq::SendBody::from_reader(&mut body);
            self.run(http::Request::from_parts(head, body), limits, Duration::MAX)
        };
        let (head, body) = response?.into_parts();
        Ok(http::Response::from_parts(
            head,
            BlockingBody::new(Arriving::new(body, limits)),
        ))
    }
}

/// The body of a response while it arrives.
struct Arriving {
    body: ureq::BodyReader<'static>,
    idle_timeout: Option<Duration>,
}

impl Arriving {
    fn new(body: ureq::Body, limits: &Limits) -> Self {
        Self {
            body: body.into_reader(),
            idle_timeout: clocked(limits.idle_timeout),
        }
    }
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let outer = IDLE.replace(self.idle_timeout);
        let read = self.body.read(buffer);
        IDLE.set(outer);
        read.map_err(|error| failed(error.into()).into())
    }
}
