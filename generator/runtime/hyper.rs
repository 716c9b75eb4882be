//! The async transport: hyper over rustls with ring. A request and its limits come in, a complete response goes out.
//! It follows no redirect and asks for no compression; proxies are asked for a tunnel, so that they see no request.

use super::{
    client::{Api, Async, Transport},
    config::{Config, Limits, is_loopback},
    credentials::Credentials,
    error::{ConfigError, TimeLimit, TransportError},
};
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Uri};
use http_body_util::{BodyExt as _, Full};
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
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::timeout;
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
    client: HyperClient<Connector, Full<Bytes>>,
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

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let sent = CONNECT_TIMEOUT.scope(limits.connect_timeout, self.client.request(request.map(Full::new)));
        let response = match timeout(limits.head_timeout, sent).await {
            Ok(response) => response.map_err(|error| match error.is_connect() {
                true if timed_out(&error) => TransportError::timeout(TimeLimit::Connect),
                true => TransportError::connect(error),
                false => TransportError::other(error),
            })?,
            Err(_) => return Err(TransportError::timeout(TimeLimit::Head)),
        };
        let (head, mut body) = response.into_parts();
        let mut received = BytesMut::new();
        loop {
            let frame = match timeout(limits.idle_timeout, body.frame()).await {
                Ok(None) => return Ok(http::Response::from_parts(head, received.freeze())),
                Ok(Some(frame)) => frame.map_err(TransportError::other)?,
                Err(_) => return Err(TransportError::timeout(TimeLimit::Idle)),
            };
            if let Ok(data) = frame.into_data() {
                if data.len() > limits.max_response_size - received.len() {
                    return Err(TransportError::too_large());
                }
                received.extend_from_slice(&data);
            }
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
        async move {
            match timeout(limits.timeout, self.exchange(request, limits)).await {
                Ok(result) => result,
                Err(_) => Err(TransportError::timeout(TimeLimit::Total)),
            }
        }
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
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
