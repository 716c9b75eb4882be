//! The blocking transport: ureq over rustls with ring. A request and its limits come in, a complete response goes out.
//! It follows no redirect, asks for no compression, and needs no runtime.

use super::{
    body::BlockingBody,
    client::{Api, Blocking, BlockingTransport},
    config::{Config, Limits, port},
    credentials::Credentials,
    error::{ConfigError, TimeLimit, TransportError},
    proxy::{Proxies, Proxy},
};
use bytes::Bytes;
use rustls::{RootCertStore, pki_types::CertificateDer};
use std::{
    cell::Cell,
    fmt,
    io::{self, Read},
    sync::Arc,
    time::Duration,
};
use ureq::{
    tls::{Certificate, RootCerts, TlsConfig},
    // Not under the promise of versions of ureq, which is why its minor version is fixed: nothing else tells what a
    // call was about when it failed, and whether its connection was used before.
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{
            Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector, TcpConnector,
            Transport,
        },
    },
};

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
    /// As [`Ureq::new`].
    pub fn with_config(config: Config) -> Result<Self, ConfigError> {
        let ureq = Ureq::new(&config)?;
        Ok(Self::with_transport(config, Blocking(ureq)))
    }
}

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
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let mut builder = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_age(config.keep_alive())
            // What is sent is what the operation says, and which proxy is asked is said for each request.
            .accept("")
            .allow_non_standard_methods(true)
            .proxy(None);
        let roots = config.root_certificates();
        if !roots.is_empty() {
            for root in roots {
                let added = RootCertStore::empty().add(CertificateDer::from(root.as_slice()).into_owned());
                added.map_err(|_| ConfigError::new("a root certificate is not X.509 in DER"))?;
            }
            let roots: Vec<_> = roots.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
            let tls = TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(roots))).build();
            builder = builder.tls_config(tls);
        }
        let connector = Step::Reach(ConnectProxyConnector::default())
            .chain(Step::Reach(TcpConnector::default()))
            .chain(Step::Handshake(RustlsConnector::default()))
            .chain(Watch);
        let agent = ureq::Agent::with_parts(builder.build(), connector, Lookup(DefaultResolver::default()));
        Ok(Self { agent, proxies: Arc::new(Proxies::new(config)?) })
    }

    /// Up to the head of the response; `total` is the time limit of all of it.
    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        limits: &Limits,
        total: Duration,
    ) -> Result<http::Response<ureq::Body>, TransportError> {
        let proxy = self.proxies.choose(request.uri()).map_err(TransportError::connect)?;
        let proxy = proxy.map(asked).transpose().map_err(TransportError::connect)?;
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
}

/// A proxy as ureq takes it.
fn asked(proxy: &Proxy) -> Result<ureq::Proxy, ureq::Error> {
    let uri = proxy.uri();
    let protocol = if uri.scheme_str() == Some("https") { ureq::ProxyProtocol::Https } else { ureq::ProxyProtocol::Http };
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
    fn send(&self, request: http::Request<Bytes>, limits: &Limits) -> Result<http::Response<Bytes>, TransportError> {
        let (head, body) = request.into_parts();
        let response = if body.is_empty() {
            self.run(http::Request::from_parts(head, ()), limits, limits.timeout)
        } else {
            self.run(http::Request::from_parts(head, &*body), limits, limits.timeout)
        };
        let (head, body) = response?.into_parts();
        let body = Arriving::body(body, limits).collect(limits.max_response_size, Duration::MAX)?;
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
                head.headers.insert(http::header::CONTENT_LENGTH, length.into());
            }
            let body = ureq::SendBody::from_reader(&mut body);
            self.run(http::Request::from_parts(head, body), limits, Duration::MAX)
        };
        let (head, body) = response?.into_parts();
        Ok(http::Response::from_parts(head, Arriving::body(body, limits)))
    }
}

thread_local! {
    /// How long a connection may be silent while the body of a response is read; ureq has no limit for that alone.
    static IDLE: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// The body of a response while it arrives.
struct Arriving {
    body: ureq::BodyReader<'static>,
    idle_timeout: Option<Duration>,
}

impl Arriving {
    fn body(body: ureq::Body, limits: &Limits) -> BlockingBody {
        BlockingBody::new(Self { body: body.into_reader(), idle_timeout: clocked(limits.idle_timeout) })
    }
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        IDLE.set(self.idle_timeout);
        let read = self.body.read(buffer);
        IDLE.set(None);
        read.map_err(|error| failed(error.into()).into())
    }
}

/// Looks up names; where that fails, there is no connection.
#[derive(Debug)]
struct Lookup(DefaultResolver);

impl Resolver for Lookup {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout).map_err(|error| tagged(error, Stage::Reach))
    }
}

/// What a call was about when it failed.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Looking up the name, opening a TCP connection or a tunnel.
    Reach,
    /// The TLS handshake.
    Handshake,
    /// The first byte of an answer, on a connection that had carried calls before.
    Reuse,
}

/// A failure with its stage, on its way through ureq.
#[derive(Debug)]
struct Staged(Stage, ureq::Error);

impl fmt::Display for Staged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.fmt(f)
    }
}

impl std::error::Error for Staged {}

/// A time limit is one in every stage, and what is staged stays so.
fn tagged(error: ureq::Error, stage: Stage) -> ureq::Error {
    match error {
        ureq::Error::Timeout(_) => error,
        ureq::Error::Other(inner) if inner.is::<Staged>() => ureq::Error::Other(inner),
        ureq::Error::Io(error) if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<ureq::Error>) => {
            tagged(error.into(), stage)
        }
        error => ureq::Error::Other(Box::new(Staged(stage, error))),
    }
}

/// A step of opening a connection.
#[derive(Debug)]
enum Step<C> {
    Reach(C),
    Handshake(C),
}

impl<In: Transport, C: Connector<In>> Connector<In> for Step<C> {
    type Out = C::Out;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<C::Out>, ureq::Error> {
        let (connector, stage) = match self {
            Self::Reach(connector) => (connector, Stage::Reach),
            Self::Handshake(connector) => (connector, Stage::Handshake),
        };
        connector.connect(details, chained).map_err(|error| tagged(error, stage))
    }
}

/// Makes connections [`Watched`].
#[derive(Debug)]
struct Watch;

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Watched<In>>, ureq::Error> {
        Ok(chained.map(|connection| Watched { connection, was_pooled: false }))
    }
}

/// A connection that knows whether it comes from the pool and has said nothing since, and how long it may be silent.
#[derive(Debug)]
struct Watched<T> {
    connection: T,
    was_pooled: bool,
}

impl<T: Transport> Watched<T> {
    fn staged(&self, error: ureq::Error) -> ureq::Error {
        if self.was_pooled && is_closed(&error) { tagged(error, Stage::Reuse) } else { error }
    }
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.connection.transmit_output(amount, timeout).map_err(|error| self.staged(error))
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, ureq::Error> {
        timeout.per_read = IDLE.get().map(Into::into);
        match self.connection.await_input(timeout) {
            Ok(true) => {
                self.was_pooled = false;
                Ok(true)
            }
            Ok(false) if self.was_pooled => {
                Err(tagged(io::Error::from(io::ErrorKind::UnexpectedEof).into(), Stage::Reuse))
            }
            other => other.map_err(|error| self.staged(error)),
        }
    }

    /// The pool asks, when it takes the connection and when it gives it away.
    fn is_open(&mut self) -> bool {
        self.was_pooled = true;
        self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

fn is_closed(error: &ureq::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    let ureq::Error::Io(error) = error else { return false };
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
}

fn failed(error: ureq::Error) -> TransportError {
    match error {
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            TransportError::timeout(TimeLimit::Connect)
        }
        ureq::Error::Timeout(ureq::Timeout::RecvResponse) => TransportError::timeout(TimeLimit::Head),
        ureq::Error::Timeout(ureq::Timeout::PerRead | ureq::Timeout::PerWrite) => TransportError::timeout(TimeLimit::Idle),
        ureq::Error::Timeout(_) => TransportError::timeout(TimeLimit::Total),
        ureq::Error::Other(inner) => match inner.downcast::<Staged>() {
            Ok(staged) => match *staged {
                Staged(Stage::Reach, error) => TransportError::connect(bare(error)),
                Staged(Stage::Handshake, error) => TransportError::tls(bare(error)),
                Staged(Stage::Reuse, error) => TransportError::stale(bare(error)),
            },
            Err(inner) => TransportError::other(inner),
        },
        ureq::Error::Io(error) if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<TransportError>) => {
            TransportError::from_io(error)
        }
        error if is_closed(&error) => TransportError::closed(bare(error)),
        error => TransportError::other(bare(error)),
    }
}

/// What ureq wraps, if it does: its own error would say the same with a word before it.
fn bare(error: ureq::Error) -> Box<dyn std::error::Error + Send + Sync> {
    match error {
        ureq::Error::Io(error) => error.into(),
        ureq::Error::Rustls(error) => error.into(),
        ureq::Error::Protocol(error) => error.into(),
        ureq::Error::Http(error) => error.into(),
        error => error.into(),
    }
}
