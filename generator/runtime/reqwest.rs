//! The adapter for a `reqwest::Client` of your own: its proxies, its TLS and its pool carry the calls. A response is read as
//! a whole, or piece by piece; what is sent is sent as a whole.
//!
//! Build it with `redirect(reqwest::redirect::Policy::none())`: reqwest follows redirects by itself otherwise, with every
//! header that it does not know to be a credential. Where it did, the call fails. The limit of connections is that of
//! the `reqwest::Client`, too, and that for the head counts from the start of an attempt.

use super::{
    body::{Body, Chunks},
    failure::{TimeLimit, TransportError},
    settings::Limits,
    transport::Transport,
};
use bytes::{Bytes, BytesMut};
use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::timeout;

impl Transport for ::reqwest::Client {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send {
        let limits = *limits;
        async move {
            match timeout(limits.timeout, exchange(self, request, limits)).await {
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
            let (head, body) = request.into_parts();
            let body = body.collect(usize::MAX).await?;
            let mut response = head_of(self, http::Request::from_parts(head, body), limits).await?;
            let mut answer = http::Response::new(());
            *answer.status_mut() = response.status();
            std::mem::swap(answer.headers_mut(), response.headers_mut());
            Ok(answer.map(|()| Body::new(Arriving::new(response, limits.idle_timeout))))
        }
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
    }
}

/// Up to the head of the response.
async fn head_of(
    client: &::reqwest::Client,
    request: http::Request<Bytes>,
    limits: Limits,
) -> Result<::reqwest::Response, TransportError> {
    let request = ::reqwest::Request::try_from(request).map_err(failed)?;
    let asked = request.url().clone();
    let response = match timeout(limits.head_timeout, client.execute(request)).await {
        Ok(response) => response.map_err(failed)?,
        Err(_) => return Err(TransportError::timeout(TimeLimit::Head)),
    };
    if *response.url() != asked {
        return Err(TransportError::other(
            "the reqwest client followed a redirect: build it with `Policy::none()`",
        ));
    }
    Ok(response)
}

async fn exchange(
    client: &::reqwest::Client,
    request: http::Request<Bytes>,
    limits: Limits,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut response = head_of(client, request, limits).await?;
    let mut answer = http::Response::new(Bytes::new());
    *answer.status_mut() = response.status();
    std::mem::swap(answer.headers_mut(), response.headers_mut());
    let mut received = BytesMut::new();
    while let Some(data) = chunk(&mut response, limits.idle_timeout).await? {
        if data.len() > limits.max_response_size - received.len() {
            return Err(TransportError::too_large());
        }
        received.extend_from_slice(&data);
    }
    *answer.body_mut() = received.freeze();
    Ok(answer)
}

async fn chunk(
    response: &mut ::reqwest::Response,
    idle_timeout: Duration,
) -> Result<Option<Bytes>, TransportError> {
    match timeout(idle_timeout, response.chunk()).await {
        Ok(outcome) => outcome.map_err(failed),
        Err(_) => Err(TransportError::timeout(TimeLimit::Idle)),
    }
}

/// The body of a response while it arrives: what waits for the next piece, and gives the rest back with it.
struct Arriving {
    next: Pin<Box<dyn Future<Output = Piece> + Send>>,
    idle_timeout: Duration,
}

type Piece = (::reqwest::Response, Result<Option<Bytes>, TransportError>);

impl Arriving {
    fn new(mut response: ::reqwest::Response, idle_timeout: Duration) -> Self {
        let next = Box::pin(async move {
            let piece = chunk(&mut response, idle_timeout).await;
            (response, piece)
        });
        Self { next, idle_timeout }
    }
}

impl Chunks for Arriving {
    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let (response, piece) = ready!(self.next.as_mut().poll(context));
        *self = Self::new(response, self.idle_timeout);
        Poll::Ready(piece.transpose())
    }
}

fn failed(error: ::reqwest::Error) -> TransportError {
    // Its URL may hold an API key.
    let error = error.without_url();
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportError::timeout(TimeLimit::Connect),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(TimeLimit::Total),
        (false, false) if is_closed(&error) => TransportError::closed(error),
        (false, false) => TransportError::other(error),
    }
}

/// Whether the connection ended, as far as reqwest lets know.
fn is_closed(error: &(dyn std::error::Error + 'static)) -> bool {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof,
    };
    let ended = |error: &io::Error| {
        matches!(
            error.kind(),
            BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof
        )
    };
    error.downcast_ref().is_some_and(ended) || error.source().is_some_and(is_closed)
}
