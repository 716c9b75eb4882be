//! The async transport: hyper over rustls with ring. A request and its limits come in, a complete response goes out.
//! It follows no redirect and asks for no compression; proxies are asked for a tunnel, so that they see no request. No
//! stage of a call is without a limit.

use super::{
    body::{Body, Chunks},
    client::{Api, Async, Transport},
    config::{Config, Limits, port},
    credentials::Credentials,
    error::{ConfigError, TimeLimit, TransportError},
    proxy::{Proxies, Proxy},
};
use bytes::Bytes;
use http::{Uri, uri::Authority};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, MaybeHttpsStream};
use hyper_util::{
    client::legacy::{
        Client as HyperClient,
        connect::{HttpConnector, capture_connection, proxy::Tunnel},
    },
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    io,
    mem,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker, ready},
    time::{Duration, Instant},
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
    /// As [`Hyper::new`].
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
    /// TLS cannot be set up, a root certificate is none, or the proxy cannot be used.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        let secure = tls(config)?;
        let to_proxy = HttpsConnector::from((http.clone(), Arc::clone(&secure)));
        let tunnels = Tunnels { http, to_proxy, proxies: Arc::new(Proxies::new(config)?) };
        let connector =
            Connector { https: HttpsConnector::from((tunnels, secure)), timeout: config.get_limits().connect_timeout };
        let client = HyperClient::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(config.keep_alive())
            .build(connector);
        Ok(Self { client })
    }

    /// Up to the head of the response.
    async fn head(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> Result<http::Response<Incoming>, TransportError> {
        // The first lets the runtime see which connections of the pool the server has closed, the second lets their tasks
        // end: without them a runtime of one thread would send on a connection that is known to be dead.
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        let progress = Progress::default();
        let is_empty = request.body().length() == Some(0);
        let mut request = request.map(|body| Outgoing { body: Mutex::new(body), progress: progress.clone() });
        let mut connection = capture_connection(&mut request);
        let opening = Opening { limit: limits.connect_timeout, opened: Arc::default() };
        let opened = Arc::clone(&opening.opened);
        let mut sent = pin!(OPENING.scope(opening, self.client.request(request)));
        let mut overdue = pin!(async {
            drop(connection.wait_for_connection_metadata().await);
            progress.connected(is_empty);
            progress.overdue(limits).await
        });
        let answer = std::future::poll_fn(|context| match sent.as_mut().poll(context) {
            Poll::Ready(answer) => Poll::Ready(Ok(answer)),
            Poll::Pending => overdue.as_mut().poll(context).map(Err),
        });
        match answer.await {
            Ok(answer) => answer.map_err(|error| match error.is_connect() {
                true => not_connected(error),
                false => broken(error, !opened.load(Ordering::Relaxed)),
            }),
            Err(limit) => Err(TransportError::timeout(limit)),
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
            let (head, body) = self.head(request, &limits).await?.into_parts();
            Ok(http::Response::from_parts(head, Body::new(Arriving::new(body, &limits))))
        }
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
    }
}

/// How far a request has come, seen from its body and its connection alike.
#[derive(Clone, Default)]
struct Progress(Arc<Mutex<(Stage, Option<Waker>)>>);

#[derive(Clone, Copy, Default)]
enum Stage {
    #[default]
    Connecting,
    /// Since when the server is to take what it was sent.
    Sending(Instant),
    /// The source of the body has nothing yet, and may take its time.
    Gathering,
    /// When all of it was sent.
    Sent(Instant),
}

impl Progress {
    fn state(&self) -> MutexGuard<'_, (Stage, Option<Waker>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, stage: Stage) {
        let mut state = self.state();
        let before = mem::replace(&mut state.0, stage);
        // While one piece follows another, a look at the clock when the time is up is enough.
        let waker = if mem::discriminant(&before) == mem::discriminant(&stage) { None } else { state.1.take() };
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn connected(&self, is_empty: bool) {
        let is_new = matches!(self.state().0, Stage::Connecting);
        if is_new {
            self.set(if is_empty { Stage::Sent(Instant::now()) } else { Stage::Sending(Instant::now()) });
        }
    }

    /// Ends when a limit has run out.
    async fn overdue(&self, limits: &Limits) -> TimeLimit {
        let mut sleep = pin!(tokio::time::sleep(Duration::ZERO));
        std::future::poll_fn(|context| {
            loop {
                let (stage, waker) = &mut *self.state();
                *waker = Some(context.waker().clone());
                let (since, most, limit) = match stage {
                    Stage::Sent(since) => (since, limits.head_timeout, TimeLimit::Head),
                    Stage::Sending(since) => (since, limits.idle_timeout, TimeLimit::Idle),
                    Stage::Connecting | Stage::Gathering => return Poll::Pending,
                };
                let left = most.saturating_sub(since.elapsed());
                if left.is_zero() {
                    return Poll::Ready(limit);
                }
                sleep.set(tokio::time::sleep(left));
                ready!(sleep.as_mut().poll(context));
            }
        })
        .await
    }
}

/// The body of a request as hyper takes it.
struct Outgoing {
    body: Mutex<Body>,
    progress: Progress,
}

impl Outgoing {
    /// The lock is for hyper, which wants a body that can be shared: nobody else takes it.
    fn length(&self) -> Option<u64> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).length()
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        let polled = body.poll_chunk(context);
        let is_complete = body.length() == Some(0);
        self.progress.set(match &polled {
            Poll::Pending => Stage::Gathering,
            Poll::Ready(Some(_)) if !is_complete => Stage::Sending(Instant::now()),
            Poll::Ready(_) => Stage::Sent(Instant::now()),
        });
        polled.map_ok(http_body::Frame::data)
    }

    fn is_end_stream(&self) -> bool {
        self.length() == Some(0)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.length().map_or_else(http_body::SizeHint::default, http_body::SizeHint::with_exact)
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
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(broken(error, false)))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    let ran_out = || Some(Err(TransportError::timeout(TimeLimit::Idle)));
                    return self.idle.as_mut().poll(context).map(|()| ran_out());
                }
            }
        }
    }
}

/// TLS for a configuration: with its root certificates, or with those of Mozilla.
fn tls(config: &Config) -> Result<Arc<ClientConfig>, ConfigError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|_| ConfigError::new("TLS cannot be set up"))?;
    let builder = match config.root_certificates() {
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

/// What a call knows of the connection that is opened for it.
#[derive(Clone)]
struct Opening {
    limit: Duration,
    /// Whether it was opened: else the call went out on one of the pool.
    opened: Arc<AtomicBool>,
}

tokio::task_local! {
    static OPENING: Opening;
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
        let opening = OPENING.try_with(Opening::clone);
        let opening = opening.unwrap_or_else(|_| Opening { limit: self.timeout, opened: Arc::default() });
        let connecting = self.https.call(uri);
        Box::pin(async move {
            match timeout(opening.limit, connecting).await {
                Ok(connection) => {
                    opening.opened.store(connection.is_ok(), Ordering::Relaxed);
                    connection
                }
                Err(elapsed) => Err(io::Error::new(io::ErrorKind::TimedOut, elapsed).into()),
            }
        })
    }
}

/// Opens TCP connections, through a proxy where there is one.
#[derive(Clone)]
struct Tunnels {
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
                Box::pin(async move { connecting.await.map(Into::into).map_err(|error| unreached(error.into())) })
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
fn holds(error: &(dyn StdError + 'static), test: impl Fn(&(dyn StdError + 'static)) -> bool) -> bool {
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
fn not_connected(error: impl StdError + Send + Sync + 'static) -> TransportError {
    let timed_out = |error: &(dyn StdError + 'static)| {
        error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
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
fn broken(error: impl StdError + Send + Sync + 'static, was_pooled: bool) -> TransportError {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    let closed = |error: &(dyn StdError + 'static)| match error.downcast_ref::<io::Error>() {
        Some(error) => {
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
        }
        None => error
            .downcast_ref::<hyper::Error>()
            .is_some_and(|error| error.is_incomplete_message() || error.is_canceled() || error.is_closed()),
    };
    match (holds(&error, closed), was_pooled) {
        (true, true) => TransportError::stale(error),
        (true, false) => TransportError::closed(error),
        (false, _) => TransportError::other(error),
    }
}
