//! The async transport: hyper over rustls with ring. It follows no redirect and asks for no compression; proxies are asked
//! for a tunnel, so that they see no request. No stage of a call is without a limit.

use super::{
    body::{Body, Chunks, collected},
    connect::{Connector, OPENING, Opening, broken, not_connected},
    failure::{ConfigError, TimeLimit, TransportError},
    progress::{Progress, Stage},
    settings::{Limits, Settings},
    transport::{CallInfo, Transport},
};
use bytes::Bytes;
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::Client as HyperClient,
    rt::{TokioExecutor, TokioTimer},
};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};
use tokio::time::Sleep;

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
    pub fn new(config: &impl AsRef<Settings>) -> Result<Self, ConfigError> {
        let settings = config.as_ref();
        let client = HyperClient::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(settings.keep_alive)
            .build(Connector::new(settings)?);
        Ok(Self { client })
    }

    /// Up to the head of the response.
    async fn head(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
        progress: &Progress,
    ) -> Result<http::Response<Incoming>, TransportError> {
        let info = request.extensions().get::<CallInfo>();
        if !info.is_some_and(|info| info.renews) {
            // The first lets the runtime see which connections of the pool the server has closed, the second lets their
            // tasks end: without them a runtime of one thread would send on a connection that is known to be dead, and
            // nobody would send it again.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        }
        let request = request.map(|body| Outgoing {
            body: Mutex::new(body),
            progress: progress.clone(),
        });
        let opening = Opening {
            limit: limits.connect_timeout,
            progress: progress.clone(),
        };
        match OPENING.scope(opening, self.client.request(request)).await {
            Ok(response) => {
                progress.set(Stage::Arriving(Instant::now()));
                Ok(response)
            }
            Err(error) if error.is_connect() => Err(not_connected(error)),
            Err(error) => Err(progress
                .failure()
                .unwrap_or_else(|| broken(error, !progress.is_opened()))),
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
            let progress = Progress::new(request.body().is_empty());
            let exchange = async {
                let request = request.map(Body::from);
                let (head, body) = self.head(request, &limits, &progress).await?.into_parts();
                let body = whole(body, limits.max_response_size, &progress).await?;
                Ok(http::Response::from_parts(head, body))
            };
            progress
                .within(&limits, Some(limits.timeout), exchange)
                .await
        }
    }

    fn open(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Body>, TransportError>> + Send {
        let limits = *limits;
        async move {
            let progress = Progress::new(request.body().length() == Some(0));
            let head = self.head(request, &limits, &progress);
            let (head, body) = progress.within(&limits, None, head).await?.into_parts();
            Ok(http::Response::from_parts(
                head,
                Body::new(Arriving::new(body, &limits)),
            ))
        }
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
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
        self.body
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .length()
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
        polled.map_ok(http_body::Frame::data).map_err(|error| {
            // hyper would wrap it, and nobody could ask it what it is.
            self.progress.fail(error);
            TransportError::other("the body of the request failed")
        })
    }

    /// hyper asks first when it writes the head.
    fn is_end_stream(&self) -> bool {
        self.progress.begins();
        self.length() == Some(0)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.length().map_or_else(
            http_body::SizeHint::default,
            http_body::SizeHint::with_exact,
        )
    }
}

/// The body of a response while it arrives.
struct Arriving {
    body: Incoming,
    /// While nothing comes.
    idle: Option<Pin<Box<Sleep>>>,
    /// Whether something came since.
    is_fresh: bool,
    idle_timeout: Duration,
}

impl Arriving {
    fn new(body: Incoming, limits: &Limits) -> Self {
        Self {
            body,
            idle: None,
            is_fresh: true,
            idle_timeout: limits.idle_timeout,
        }
    }
}

impl Chunks for Arriving {
    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Poll::Ready(data) = poll_data(&mut self.body, context) {
            self.is_fresh = true;
            return Poll::Ready(data);
        }
        let timeout = self.idle_timeout;
        let sleep = || tokio::time::sleep(timeout);
        let idle = self.idle.get_or_insert_with(|| Box::pin(sleep()));
        if std::mem::take(&mut self.is_fresh) {
            idle.set(sleep());
        }
        let ran_out = || Some(Err(TransportError::timeout(TimeLimit::Idle)));
        idle.as_mut().poll(context).map(|()| ran_out())
    }
}

/// All of the body of a response, up to `limit` bytes.
async fn whole(
    mut body: Incoming,
    limit: usize,
    progress: &Progress,
) -> Result<Bytes, TransportError> {
    let next = |context: &mut Context<'_>| {
        let data = poll_data(&mut body, context);
        if matches!(data, Poll::Ready(Some(_))) {
            progress.set(Stage::Arriving(Instant::now()));
        }
        data
    };
    collected(limit, next).await
}

/// The next piece of the body of a response. Trailers are no part of it.
fn poll_data(
    body: &mut Incoming,
    context: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, TransportError>>> {
    loop {
        match ready!(Pin::new(&mut *body).poll_frame(context)) {
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Poll::Ready(Some(Ok(data)));
                }
            }
            Some(Err(error)) => return Poll::Ready(Some(Err(broken(error, false)))),
            None => return Poll::Ready(None),
        }
    }
}
