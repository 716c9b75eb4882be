//! Opens connections for the async transport: TCP, a tunnel of a proxy, TLS, all within one limit. An error says in which
//! of these steps it happened. The credentials of a proxy go to it alone.

use super::{
    failure::{ConfigError, TimeLimit, TransportError},
    progress::Progress,
    proxy::{Proxies, Proxy},
    settings::Settings,
    url::port,
};
use http::{Uri, uri::Authority};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::{HttpConnector, proxy::Tunnel};
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

/// What a call knows of the connection that is opened for it.
#[derive(Clone)]
pub(super) struct Opening {
    pub(super) limit: Duration,
    pub(super) progress: Progress,
}

tokio::task_local! {
    /// Of the call that a connection is opened for.
    pub(super) static OPENING: Opening;
}

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens connections within a time limit, the TLS handshake included.
#[derive(Clone)]
pub(super) struct Connector {
    https: HttpsConnector<Tunnels>,
    timeout: Duration,
}

impl Connector {
    /// With the proxy, the root certificates and the limit of a configuration.
    pub(super) fn new(settings: &Settings) -> Result<Self, ConfigError> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        let secure = tls(settings)?;
        let to_proxy = HttpsConnector::from((http.clone(), Arc::clone(&secure)));
        let tunnels = Tunnels {
            http,
            to_proxy,
            proxies: Arc::new(Proxies::new(settings)?),
        };
        Ok(Self {
            https: HttpsConnector::from((tunnels, secure)),
            timeout: settings.limits.connect_timeout,
        })
    }
}

impl Service<Uri> for Connector {
    type Response = <HttpsConnector<Tunnels> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.https.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let opening = OPENING.try_with(Opening::clone);
        let opening = opening.unwrap_or_else(|_| Opening {
            limit: self.timeout,
            progress: Progress::new(true),
        });
        opening.progress.connects();
        let connecting = self.https.call(uri);
        Box::pin(async move {
            let connection = match timeout(opening.limit, connecting).await {
                Ok(connection) => connection,
                Err(elapsed) => Err(io::Error::new(io::ErrorKind::TimedOut, elapsed).into()),
            };
            opening.progress.connected(connection.is_ok());
            connection
        })
    }
}

/// Opens TCP connections, through a proxy where there is one.
#[derive(Clone)]
pub(super) struct Tunnels {
    http: HttpConnector,
    to_proxy: HttpsConnector<HttpConnector>,
    proxies: Arc<Proxies>,
}

impl Service<Uri> for Tunnels {
    type Response = MaybeHttpsStream<<HttpConnector as Service<Uri>>::Response>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let unreached = |error: BoxError| -> BoxError { Unreached(error).into() };
        match self.proxies.choose(&uri) {
            Ok(None) => {
                let connecting = self.http.call(uri);
                Box::pin(async move {
                    connecting
                        .await
                        .map(Into::into)
                        .map_err(|error| unreached(error.into()))
                })
            }
            Ok(Some(proxy)) => {
                let tunnel = self.tunnel(proxy, uri);
                Box::pin(async move { tunnel.await.map_err(unreached) })
            }
            Err(reason) => Box::pin(std::future::ready(Err(unreached(reason.into())))),
        }
    }
}

impl Tunnels {
    fn tunnel(&self, proxy: &Proxy, uri: Uri) -> Connecting<<Self as Service<Uri>>::Response> {
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.to_proxy.clone());
        if let Some(authorization) = proxy.authorization() {
            tunnel = tunnel.with_auth(authorization);
        }
        Box::pin(async move {
            // Without a port the tunnel would be to 443, whatever the scheme.
            let (host, port) = (uri.host().unwrap_or_default(), port(&uri).unwrap_or(443));
            let authority: Authority = format!("{host}:{port}").parse()?;
            let mut parts = uri.into_parts();
            parts.authority = Some(authority);
            Ok(tunnel.call(Uri::from_parts(parts)?).await?)
        })
    }
}

/// There is no TCP connection, or no tunnel: what fails after that is the TLS handshake.
#[derive(Debug)]
struct Unreached(BoxError);

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Unreached {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

/// Whether this holds for an error or one below it.
fn holds(
    error: &(dyn StdError + 'static),
    test: impl Fn(&(dyn StdError + 'static)) -> bool,
) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if test(error) {
            return true;
        }
        next = error.source();
    }
    false
}

/// Why there is no connection.
pub(super) fn not_connected(error: impl StdError + Send + Sync + 'static) -> TransportError {
    let timed_out = |error: &(dyn StdError + 'static)| {
        error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    };
    if holds(&error, timed_out) {
        TransportError::timeout(TimeLimit::Connect)
    } else if holds(&error, <dyn StdError>::is::<Unreached>) {
        TransportError::connect(error)
    } else {
        TransportError::tls(error)
    }
}

/// Why a connection brought no complete response. `was_pooled` says whether it had carried calls before.
pub(super) fn broken(
    error: impl StdError + Send + Sync + 'static,
    was_pooled: bool,
) -> TransportError {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof,
    };
    let closed = |error: &(dyn StdError + 'static)| match error.downcast_ref::<io::Error>() {
        Some(error) => {
            matches!(
                error.kind(),
                BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof
            )
        }
        None => error.downcast_ref::<hyper::Error>().is_some_and(|error| {
            error.is_incomplete_message() || error.is_canceled() || error.is_closed()
        }),
    };
    match (holds(&error, closed), was_pooled) {
        (true, true) => TransportError::stale(error),
        (true, false) => TransportError::closed(error),
        (false, _) => TransportError::other(error),
    }
}

/// TLS for a configuration: with its root certificates, or with those of Mozilla.
fn tls(settings: &Settings) -> Result<Arc<ClientConfig>, ConfigError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|_| ConfigError::new("TLS cannot be set up"))?;
    let builder = match settings.root_certificates.as_slice() {
        [] => builder.with_webpki_roots(),
        roots => {
            let mut store = RootCertStore::empty();
            for root in roots {
                let added = store.add(CertificateDer::from(root.as_slice()).into_owned());
                added.map_err(|_| ConfigError::new("a root certificate is not X.509 in DER"))?;
            }
            builder.with_root_certificates(store)
        }
    };
    Ok(Arc::new(builder.with_no_client_auth()))
}
