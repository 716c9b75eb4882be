//! The client: a configuration and a way to carry requests, and on it the calls of operations. How bytes travel is the
//! transport's business, and no type of an HTTP client crate is in a signature here.

use super::{
    body::{BlockingBody, Body},
    config::Config,
    error::Error,
    exchange::{Budget, Exchange, Next},
    failure::{RequestError, TransportError},
    operation::Operation,
    options::CallOptions,
    read::{self, Response},
    response,
    settings::Limits,
    transport::{Async, Blocking, BlockingTransport, Transport},
};
use bytes::Bytes;
use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::{Duration, Instant},
};

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
    call.options.request(&call.operation, config)
}

/// Reads how a call ended.
fn finish<O: Operation>(
    max_json_depth: usize,
    outcome: Result<http::Response<Bytes>, TransportError>,
) -> Result<Response<O::Output>, Error> {
    let response = outcome.map_err(|error| error.of(O::ID))?;
    if read::is_deeper(response.body(), max_json_depth) {
        let reason = format!("with a body nested deeper than {max_json_depth}");
        return Err(response::unexpected(O::ID, response, reason));
    }
    O::response(response)
}

/// The error that a response is which is no documented success.
fn refused<O: Operation>(limits: Limits, response: http::Response<Bytes>) -> Error {
    let (parts, raw) = response.into_parts();
    let again = http::Response::from_parts(parts.clone(), raw.clone());
    finish::<O>(
        limits.max_json_depth,
        Ok(http::Response::from_parts(parts, raw)),
    )
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
                Next::Done(outcome) => return finish::<O>(exchange.max_json_depth(), outcome),
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
            let (mut head, whole) = exchange.request(!is_given).into_parts();
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
                Next::Done(outcome) => return finish::<O>(exchange.max_json_depth(), outcome),
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
            let (mut head, whole) = exchange.request(!is_given).into_parts();
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
