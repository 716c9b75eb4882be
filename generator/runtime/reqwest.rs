//! The adapter for a `reqwest::Client` of your own: its proxies, its TLS and its pool carry the calls. A request and its
//! limits come in, a complete response goes out.
//!
//! Build it with `redirect(reqwest::redirect::Policy::none())`: reqwest follows redirects by itself otherwise, with every
//! header that it does not know to be a credential. Where it did, the call fails. The limit of connections is that of
//! the `reqwest::Client`, too, and that for the head counts from the start of an attempt.

use super::{
    client::Transport,
    config::Limits,
    error::{TimeLimit, TransportError},
};
use bytes::{Bytes, BytesMut};
use std::{future::Future, io, time::Duration};
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

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
    }
}

async fn exchange(
    client: &::reqwest::Client,
    request: http::Request<Bytes>,
    limits: Limits,
) -> Result<http::Response<Bytes>, TransportError> {
    let request = ::reqwest::Request::try_from(request).map_err(failed)?;
    let asked = request.url().clone();
    let mut response = match timeout(limits.head_timeout, client.execute(request)).await {
        Ok(response) => response.map_err(failed)?,
        Err(_) => return Err(TransportError::timeout(TimeLimit::Head)),
    };
    if *response.url() != asked {
        return Err(TransportError::other("the reqwest client followed a redirect: build it with `Policy::none()`"));
    }
    let mut answer = http::Response::new(Bytes::new());
    *answer.status_mut() = response.status();
    std::mem::swap(answer.headers_mut(), response.headers_mut());
    let mut received = BytesMut::new();
    loop {
        match timeout(limits.idle_timeout, response.chunk()).await {
            Ok(Ok(Some(data))) if data.len() > limits.max_response_size - received.len() => {
                return Err(TransportError::too_large());
            }
            Ok(Ok(Some(data))) => received.extend_from_slice(&data),
            Ok(Ok(None)) => break,
            Ok(Err(error)) => return Err(failed(error)),
            Err(_) => return Err(TransportError::timeout(TimeLimit::Idle)),
        }
    }
    *answer.body_mut() = received.freeze();
    Ok(answer)
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
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    let ended = |error: &io::Error| {
        matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
    };
    error.downcast_ref().is_some_and(ended) || error.source().is_some_and(is_closed)
}
