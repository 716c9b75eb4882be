//! The async transport: hyper over rustls with ring. It follows no redirect and asks for no compression; proxies are asked
//! for a tunnel, so that they see no request. No stage of a call is without a limit.

use super::{
    body::{Body, Chunks},
    connect::{Connector, OPENING, Opening, broken, not_connected},
    failure::{ConfigError, TimeLimit, TransportError},
    settings::{Limits, Settings},
    transport::Transport,
};
use bytes::Bytes;
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client as HyperClient, connect::capture_connection},
    rt::{TokioExecutor, TokioTimer},
};
use std::{
    fmt,
    future::Future,
    mem,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    task::{Context, Poll, Waker, ready},
    time::{Duration, Instant},
};
use tokio::time::{Sleep, timeout};

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
    ) -> Result<http::Response<Incoming>, TransportError> {
        // The first lets the runtime see which connections of the pool the server has closed, the second lets their tasks
        // end: without them a runtime of one thread would send on a connection that is known to be dead.
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        let progress = Progress::default();
        let is_empty = request.body().length() == Some(0);
        let mut request = request.map(|body| Outgoing {
            body: Mutex::new(body),
            progress: progress.clone(),
        });
        let mut connection = capture_connection(&mut request);
        let opening = Opening {
            limit: limits.connect_timeout,
            opened: Arc::default(),
        };
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
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) if error.is_connect() => Err(not_connected(error)),
            Ok(Err(error)) => {
                let own = progress.state().failure.take();
                Err(own.unwrap_or_else(|| broken(error, !opened.load(Ordering::Relaxed))))
            }
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
            let (head, body) = self
                .head(request.map(Body::from), &limits)
                .await?
                .into_parts();
            let body = Body::new(Arriving::new(body, &limits))
                .collect(limits.max_response_size)
                .await?;
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

/// How far a request has come, seen from its body and its connection alike.
#[derive(Clone, Default)]
struct Progress(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    stage: Stage,
    /// Of who waits for a limit to run out.
    waker: Option<Waker>,
    /// Why the source of the body ended before its end.
    failure: Option<TransportError>,
}

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
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, stage: Stage) {
        let mut current = self.state();
        let before = mem::replace(&mut current.stage, stage);
        // While one piece follows another, a look at the clock when the time is up is enough.
        let waker = if mem::discriminant(&before) == mem::discriminant(&stage) {
            None
        } else {
            current.waker.take()
        };
        drop(current);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn connected(&self, is_empty: bool) {
        let is_new = matches!(self.state().stage, Stage::Connecting);
        if is_new {
            self.set(if is_empty {
                Stage::Sent(Instant::now())
            } else {
                Stage::Sending(Instant::now())
            });
        }
    }

    /// Ends when a limit has run out.
    async fn overdue(&self, limits: &Limits) -> TimeLimit {
        let mut sleep = pin!(tokio::time::sleep(Duration::ZERO));
        std::future::poll_fn(|context| {
            loop {
                let mut state = self.state();
                state.waker = Some(context.waker().clone());
                let (since, most, limit) = match state.stage {
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
            self.progress.state().failure = Some(error);
            TransportError::other("the body of the request failed")
        })
    }

    fn is_end_stream(&self) -> bool {
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
        loop {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    self.is_fresh = true;
                    // Trailers are no part of the body.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Some(Err(broken(error, false))));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    let ran_out = || Some(Err(TransportError::timeout(TimeLimit::Idle)));
                    let timeout = self.idle_timeout;
                    let sleep = || tokio::time::sleep(timeout);
                    let idle = self.idle.get_or_insert_with(|| Box::pin(sleep()));
                    if std::mem::take(&mut self.is_fresh) {
                        idle.set(sleep());
                    }
                    return idle.as_mut().poll(context).map(|()| ran_out());
                }
            }
        }
    }
}
