//! The async transport: hyper over rustls with ring. A request and its limits come in, a complete response goes out.
//! It follows no redirect and asks for no compression; proxies are asked for a tunnel, so that they see no request.

use super::{
    body::{Body, Chunks},
    client::{Api, Async, Transport},
    config::{Config, Limits, is_loopback},
    credentials::Credentials,
    error::{ConfigError, TimeLimit, TransportError},
};
use bytes::Bytes;
use http::{HeaderValue, Uri};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::{
        legacy::{
            Client as HyperClient,
            connect::{HttpConnector, proxy::Tunnel},
        },
        proxy::matcher::Matcher,
    },
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Sleep, timeout};
use tower_service::Service;

/// The async client.
pub type Client = Api<Async<Hyper>>;

impl Client {
    /// A client for the default server. It needs a tokio runtime when a call is sent, not before.
    ///
    /// # Errors
    /// As [`Config::new`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Config::new(credentials).and_then(Self::with_config)
    }

    /// A client with another server, other limits or other habits.
    ///
    /// # Errors
    /// TLS cannot be set up, or a root certificate is none.
    pub fn with_config(config: Config) -> Result<Self, ConfigError> {
        let hyper = Hyper::new(&config)?;
        Ok(Self::with_transport(config, Async(hyper)))
    }
}

/// The transport over hyper. Clones share their connections.
#[derive(Clone)]
pub struct Hyper {
    client: HyperClient<Connector, Outgoing>,
}

/// Without the proxy, whose URL may hold a password.
impl fmt::Debug for Hyper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hyper").finish_non_exhaustive()
    }
}

impl Hyper {
    /// A transport with its own pool of connections: proxy, root certificates and limits of connections are those of
    /// the configuration.
    ///
    /// # Errors
    /// TLS cannot be set up, or a root certificate is none.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        let proxies = match config.proxy() {
            Some(proxy) => Matcher::builder().all(proxy.to_string()).build(),
            None => Matcher::from_env(),
        };
        let tunnels = Tunnels { http, proxies: Arc::new(proxies), explicit: config.proxy().is_some() };
        let https = match config.root_certificates() {
            [] => HttpsConnectorBuilder::new()
                .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
                .map_err(|_| ConfigError::new("TLS cannot be set up"))?,
            roots => HttpsConnectorBuilder::new().with_tls_config(trusting(roots)?),
        };
        let https = https.https_or_http().enable_http1().wrap_connector(tunnels);
        let connector = Connector { https, timeout: config.get_limits().connect_timeout };
        Ok(Self { client: HyperClient::builder(TokioExecutor::new()).build(connector) })
    }

    /// Up to the head of the response.
    async fn head(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> Result<http::Response<Incoming>, TransportError> {
        let sent = CONNECT_TIMEOUT.scope(limits.connect_timeout, self.client.request(request.map(Outgoing::new)));
        match timeout(limits.head_timeout, sent).await {
            Ok(response) => response.map_err(|error| match error.is_connect() {
                true if timed_out(&error) => TransportError::timeout(TimeLimit::Connect),
                true => TransportError::connect(error),
                false => TransportError::other(error),
            }),
            Err(_) => Err(TransportError::timeout(TimeLimit::Head)),
        }
    }
}

impl Transport for Hyper {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send {
        let limits = *limits;
        let exchange = async move {
            let (head, body) = self.head(request.map(Body::from), &limits).await?.into_parts();
            let body = Body::new(Arriving::new(body, &limits)).collect(limits.max_response_size).await?;
            Ok(http::Response::from_parts(head, body))
        };
        async move {
            match timeout(limits.timeout, exchange).await {
                Ok(result) => result,
                Err(_) => Err(TransportError::timeout(TimeLimit::Total)),
            }
        }
    }

    fn open(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Body>, TransportError>> + Send {
        let limits = *limits;
        async move {
            // An upload takes as long as it takes.
            let patient = Limits { head_timeout: if request.body().whole().is_some() { limits.head_timeout } else { Duration::MAX }, ..limits };
            let (head, body) = self.head(request, &patient).await?.into_parts();
            Ok(http::Response::from_parts(head, Body::new(Arriving::new(body, &limits))))
        }
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
    }
}

/// The body of a request as hyper takes it.
struct Outgoing {
    body: Mutex<Body>,
    length: Option<u64>,
}

impl Outgoing {
    fn new(body: Body) -> Self {
        let length = body.whole().map(|bytes| bytes.len() as u64);
        Self { body: Mutex::new(body), length }
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        // The lock is for hyper, which wants a body that can be shared: nobody else takes it.
        let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        body.poll_chunk(context).map_ok(http_body::Frame::data)
    }

    fn is_end_stream(&self) -> bool {
        self.length == Some(0)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.length.map_or_else(http_body::SizeHint::default, http_body::SizeHint::with_exact)
    }
}

/// The body of a response while it arrives.
struct Arriving {
    body: Incoming,
    idle: Pin<Box<Sleep>>,
    idle_timeout: Duration,
}

impl Arriving {
    fn new(body: Incoming, limits: &Limits) -> Self {
        let idle_timeout = limits.idle_timeout;
        Self { body, idle: Box::pin(tokio::time::sleep(idle_timeout)), idle_timeout }
    }
}

impl Chunks for Arriving {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    self.idle.set(tokio::time::sleep(self.idle_timeout));
                    // Trailers are no part of the body.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(TransportError::other(error)))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    let ran_out = || Some(Err(TransportError::timeout(TimeLimit::Idle)));
                    return self.idle.as_mut().poll(context).map(|()| ran_out());
                }
            }
        }
    }
}

/// TLS that trusts these root certificates and no others.
fn trusting(roots: &[Vec<u8>]) -> Result<ClientConfig, ConfigError> {
    let mut store = RootCertStore::empty();
    for root in roots {
        let added = store.add(CertificateDer::from(root.as_slice()).into_owned());
        added.map_err(|_| ConfigError::new("a root certificate is not X.509 in DER"))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|_| ConfigError::new("TLS cannot be set up"))?;
    Ok(config.with_root_certificates(store).with_no_client_auth())
}

tokio::task_local! {
    /// The limit of the call that a connection is opened for.
    static CONNECT_TIMEOUT: Duration;
}

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens connections within a time limit, the TLS handshake included.
#[derive(Clone)]
struct Connector {
    https: HttpsConnector<Tunnels>,
    timeout: Duration,
}

impl Service<Uri> for Connector {
    type Response = <HttpsConnector<Tunnels> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.https.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let limit = CONNECT_TIMEOUT.try_with(|limit| *limit).unwrap_or(self.timeout);
        let connecting = self.https.call(uri);
        Box::pin(async move {
            match timeout(limit, connecting).await {
                Ok(connection) => connection,
                Err(elapsed) => Err(io::Error::new(io::ErrorKind::TimedOut, elapsed).into()),
            }
        })
    }
}

/// Opens TCP connections, through a proxy where there is one.
#[derive(Clone)]
struct Tunnels {
    http: HttpConnector,
    proxies: Arc<Matcher>,
    /// Whether the proxy was set, and not found in the environment.
    explicit: bool,
}

impl Service<Uri> for Tunnels {
    type Response = <HttpConnector as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let proxy = self.proxies.intercept(&uri).filter(|_| self.explicit || !is_loopback(&uri));
        let Some(proxy) = proxy else {
            let connecting = self.http.call(uri);
            return Box::pin(async move { connecting.await.map_err(Into::into) });
        };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.http.clone());
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(HeaderValue::clone(credentials));
        }
        Box::pin(async move { tunnel.call(uri).await.map_err(Into::into) })
    }
}

/// Whether an error comes from a time limit that ran out.
fn timed_out(error: &(dyn StdError + 'static)) -> bool {
    let mut source = Some(error);
    while let Some(error) = source {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        source = error.source();
    }
    false
}
