//! The client: a configuration and a way to carry requests, and on it the calls of operations. How bytes travel is the
//! transport's business, and no type of an HTTP client crate is in a signature here.

use super::{
    body::{BlockingBody, Body},
    config::{Config, Limits},
    error::{Error, RequestError, TimeLimit, TransportError},
    exchange::{Budget, Exchange, Next},
    operation::Operation,
    options::CallOptions,
    response::{self, Response},
};
use bytes::Bytes;
use std::{
    future::Future,
    io::Read as _,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    thread::Thread,
    time::{Duration, Instant},
};

/// Carries requests without blocking the thread.
///
/// One that wraps another can log, measure or record: the extensions of a request hold the [`CallInfo`] of its
/// operation.
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole response, within `limits`. It follows no redirect and repeats nothing.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send;

    /// Sends one request whose body may come piece by piece, and reads the head of the response; its body comes piece by
    /// piece, too. Neither the total time limit nor that of the size counts, all others do. What is there by default holds
    /// both bodies as a whole, within all limits.
    fn open(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Body>, TransportError>> + Send {
        let limits = *limits;
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect(usize::MAX).await?;
            let response = self
                .send(http::Request::from_parts(head, body), &limits)
                .await?;
            Ok(response.map(Body::from))
        }
    }

    /// Waits between two attempts of a call, or for the end of its time where something else than the transport takes it.
    /// What is there by default needs no runtime: a thread that sleeps.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        sleep(duration)
    }
}

/// Carries requests and blocks the thread meanwhile. See [`Transport`].
pub trait BlockingTransport: Send + Sync {
    /// Sends one request and reads the whole response, within `limits`. It follows no redirect and repeats nothing.
    ///
    /// # Errors
    /// No complete response arrived, or it is larger than the limit.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> Result<http::Response<Bytes>, TransportError>;

    /// Sends one request whose body may come piece by piece, and reads the head of the response; its body is read later.
    /// Neither the total time limit nor that of the size counts, all others do. What is there by default holds both bodies
    /// as a whole, within all limits.
    ///
    /// # Errors
    /// No complete head of a response arrived.
    fn open(
        &self,
        request: http::Request<BlockingBody>,
        limits: &Limits,
    ) -> Result<http::Response<BlockingBody>, TransportError> {
        let (head, mut body) = request.into_parts();
        let mut whole = Vec::new();
        body.read_to_end(&mut whole)
            .map_err(TransportError::from_io)?;
        let response = self.send(http::Request::from_parts(head, Bytes::from(whole)), limits)?;
        Ok(response.map(BlockingBody::from))
    }
}

/// Which operation a request is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo {
    /// The `operationId`, or `METHOD /path` where the document gives none.
    pub operation: &'static str,
    /// The path template, such as `/pets/{id}`: it holds no value.
    pub path: &'static str,
}

/// The mode of a client whose calls are futures.
#[derive(Debug)]
pub struct Async<T>(pub T);

/// The mode of a client whose calls block.
#[derive(Debug)]
pub struct Blocking<T>(pub T);

/// A client of the API. Clones share the transport and its connections.
#[derive(Debug)]
pub struct Api<M> {
    pub(crate) shared: Arc<Shared<M>>,
}

#[derive(Debug)]
pub(crate) struct Shared<M> {
    pub(crate) config: Config,
    budget: Budget,
    mode: M,
}

impl<M> Clone for Api<M> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<M> Api<M> {
    /// A client over a transport of your own: `Async(transport)` or `Blocking(transport)`.
    pub fn with_transport(config: Config, mode: M) -> Self {
        let budget = Budget::new(config.retry());
        Self {
            shared: Arc::new(Shared {
                config,
                budget,
                mode,
            }),
        }
    }

    /// A call of any operation, of this API or your own.
    pub fn call<O: Operation>(&self, operation: O) -> Call<'_, M, O> {
        Call {
            api: self,
            operation,
            options: CallOptions::default(),
        }
    }
}

/// A call that was not sent yet. Set its optional parameters, then `send` it.
#[derive(Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct Call<'a, M, O> {
    pub(crate) api: &'a Api<M>,
    pub(crate) operation: O,
    pub(crate) options: CallOptions,
}

impl<M, O: Operation> Call<'_, M, O> {
    /// Sets what is for this call alone: limits, further headers and query parameters, other credentials, another server.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    fn start(&self) -> Result<Exchange<'_>, RequestError> {
        let Shared { config, budget, .. } = &*self.api.shared;
        Exchange::new::<O>(&self.options, config, budget)
    }
}

/// The request of a call, by a configuration whose credentials are at hand. No method, so that a parameter may have this
/// name.
fn request<M, O: Operation>(
    call: &Call<'_, M, O>,
    config: &Config,
) -> Result<http::Request<Bytes>, RequestError> {
    let mut request = call.options.request(&call.operation, config)?;
    request.extensions_mut().insert(CallInfo {
        operation: O::ID,
        path: O::PATH,
    });
    Ok(request)
}

/// Reads how a call ended.
fn finish<O: Operation>(
    limits: Limits,
    outcome: Result<http::Response<Bytes>, TransportError>,
) -> Result<Response<O::Output>, Error> {
    let response = outcome.map_err(|error| error.of(O::ID))?;
    if response::is_deeper(response.body(), limits.max_json_depth) {
        let reason = format!("with a body nested deeper than {}", limits.max_json_depth);
        return Err(response::unexpected(O::ID, response, reason));
    }
    O::response(response)
}

/// The error that a response is which is no documented success.
fn refused<O: Operation>(limits: Limits, response: http::Response<Bytes>) -> Error {
    let (parts, raw) = response.into_parts();
    let again = http::Response::from_parts(parts.clone(), raw.clone());
    finish::<O>(limits, Ok(http::Response::from_parts(parts, raw)))
        .err()
        .unwrap_or_else(|| {
            let reason = "which was read as a success but is none".to_owned();
            response::unexpected(O::ID, again, reason)
        })
}

impl<T: Transport, O: Operation> Call<'_, Async<T>, O> {
    /// Sends the call and waits for the response.
    ///
    /// # Errors
    /// See the variants of [`Error`].
    pub async fn send(self) -> Result<Response<O::Output>, Error> {
        let Async(transport) = &self.api.shared.mode;
        let mut exchange = self.start()?;
        loop {
            if exchange.is_due() {
                let config = ask(&exchange, transport).await?;
                exchange.take(request(&self, &config)?);
            }
            let request = exchange.take_request();
            let outcome = transport.send(request, &exchange.limits()).await;
            match exchange.after(outcome) {
                Next::Again(Duration::ZERO) => {}
                Next::Again(wait) => transport.sleep(wait).await,
                Next::Done(outcome) => return finish::<O>(exchange.limits(), outcome),
            }
        }
    }

    /// Sends the call with `body` in place of that of the operation, if one is given, and hands over the body of a
    /// documented success piece by piece. Neither the total time limit nor that of the size counts for it, no redirect is
    /// followed and nothing is repeated that the server has seen. They count for the body of an error.
    ///
    /// # Errors
    /// See the variants of [`Error`].
    pub async fn send_streamed(self, mut body: Option<Body>) -> Result<Response<Body>, Error> {
        let Async(transport) = &self.api.shared.mode;
        let mut exchange = self.start()?;
        let config = ask(&exchange, transport).await?;
        exchange.take(request(&self, &config)?);
        let (limits, is_given) = (exchange.limits(), body.is_some());
        let opened = loop {
            let (mut head, whole) = exchange.request().into_parts();
            if is_given {
                head.headers.remove(http::header::CONTENT_LENGTH);
            }
            let body = body.take().unwrap_or_else(|| Body::from(whole));
            match transport
                .open(http::Request::from_parts(head, body), &limits)
                .await
            {
                Err(error) if !is_given && exchange.renews(&error) => {}
                opened => break opened,
            }
        };
        let (head, body) = opened.map_err(|error| error.of(O::ID))?.into_parts();
        if !response::is_success::<O>(head.status) {
            let left = exchange.limits().timeout;
            let body = within(transport, left, body.collect(limits.max_response_size)).await;
            let body = body.ok_or_else(|| exchange.late())?;
            let body = body.map_err(|error| error.of(O::ID))?;
            return Err(refused::<O>(limits, http::Response::from_parts(head, body)));
        }
        Ok(Response {
            body: body.of(O::ID),
            status: head.status,
            headers: head.headers,
        })
    }
}

/// The configuration to make a request by, when its provider of credentials has given them, or the time has passed. Not
/// part of a call, so that it is compiled once and not for each operation.
async fn ask<T: Transport>(exchange: &Exchange<'_>, transport: &T) -> Result<Config, Error> {
    let Some(provider) = exchange.provider() else {
        return exchange.ask();
    };
    let asking = provider.wait(exchange.operation());
    let told = within(transport, exchange.limits().timeout, asking).await;
    exchange.told(told.ok_or_else(|| exchange.late())?)
}

/// What work gives, unless so much time passes before. Nothing waits where it is there at once.
async fn within<T: Transport, W: Future>(
    transport: &T,
    limit: Duration,
    work: W,
) -> Option<W::Output> {
    let start = Instant::now();
    let (mut timer, mut over, mut work) = (None, false, pin!(work));
    std::future::poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(transport.sleep(limit)));
        if !over && timer.as_mut().poll(context).is_ready() {
            over = true;
            // A transport of tests sleeps no longer than it must. What has time is not to be ended by that.
            if start.elapsed() >= limit / 2 {
                return Poll::Ready(None);
            }
        }
        Poll::Pending
    })
    .await
}

impl<T: BlockingTransport, O: Operation> Call<'_, Blocking<T>, O> {
    /// Sends the call and blocks until the response is there.
    ///
    /// # Errors
    /// See the variants of [`Error`].
    pub fn send(self) -> Result<Response<O::Output>, Error> {
        let Blocking(transport) = &self.api.shared.mode;
        let mut exchange = self.start()?;
        loop {
            if exchange.is_due() {
                let config = exchange.ask()?;
                exchange.take(request(&self, &config)?);
            }
            let request = exchange.take_request();
            let outcome = transport.send(request, &exchange.limits());
            match exchange.after(outcome) {
                Next::Again(wait) => std::thread::sleep(wait),
                Next::Done(outcome) => return finish::<O>(exchange.limits(), outcome),
            }
        }
    }

    /// Sends the call with `body` in place of that of the operation, if one is given, and hands over the body of a
    /// documented success to read from. Neither the total time limit nor that of the size counts for it, no redirect is
    /// followed and nothing is repeated that the server has seen. They count for the body of an error.
    ///
    /// # Errors
    /// See the variants of [`Error`].
    pub fn send_streamed(
        self,
        mut body: Option<BlockingBody>,
    ) -> Result<Response<BlockingBody>, Error> {
        let Blocking(transport) = &self.api.shared.mode;
        let mut exchange = self.start()?;
        let config = exchange.ask()?;
        exchange.take(request(&self, &config)?);
        let (limits, is_given) = (exchange.limits(), body.is_some());
        let opened = loop {
            let (mut head, whole) = exchange.request().into_parts();
            if is_given {
                head.headers.remove(http::header::CONTENT_LENGTH);
            }
            let body = body.take().unwrap_or_else(|| BlockingBody::from(whole));
            match transport.open(http::Request::from_parts(head, body), &limits) {
                Err(error) if !is_given && exchange.renews(&error) => {}
                opened => break opened,
            }
        };
        let (head, body) = opened.map_err(|error| error.of(O::ID))?.into_parts();
        if !response::is_success::<O>(head.status) {
            let body = body.collect(limits.max_response_size, exchange.limits().timeout);
            let body = body.map_err(|error| error.of(O::ID))?;
            return Err(refused::<O>(limits, http::Response::from_parts(head, body)));
        }
        Ok(Response {
            body: body.of(O::ID),
            status: head.status,
            headers: head.headers,
        })
    }
}

/// A future that a thread completes. To drop it ends the thread.
fn sleep(duration: Duration) -> impl Future<Output = ()> + Send {
    Sleep {
        end: Instant::now().checked_add(duration),
        waker: Arc::default(),
        thread: None,
    }
}

struct Sleep {
    /// `None` for a time that no clock can add.
    end: Option<Instant>,
    waker: Arc<Mutex<Option<Waker>>>,
    thread: Option<Thread>,
}

impl Sleep {
    /// What is left of it.
    fn left(end: Option<Instant>) -> Duration {
        end.map_or(Duration::MAX, |end| {
            end.saturating_duration_since(Instant::now())
        })
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let end = self.end;
        let waker = context.waker().clone();
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker);
        // Only now: the thread may have woken the waker before.
        if Self::left(end).is_zero() {
            return Poll::Ready(());
        }
        if self.thread.is_none() {
            let waker = Arc::clone(&self.waker);
            let sleeping = std::thread::spawn(move || {
                // Nobody waits any more where the other half is gone.
                while !Self::left(end).is_zero() && Arc::strong_count(&waker) > 1 {
                    std::thread::park_timeout(Self::left(end));
                }
                let waker = waker.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(waker) = waker {
                    waker.wake();
                }
            });
            self.thread = Some(sleeping.thread().clone());
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.waker = Arc::default();
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}
