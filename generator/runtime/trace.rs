//! Spans of calls, for the crate `tracing`, told by a transport around another. A span holds the operation, the method, the
//! path template, the status and the duration; never a header, a query or a body.

use super::{
    body::{BlockingBody, Body},
    failure::TransportError,
    settings::Limits,
    transport::{BlockingTransport, CallInfo, Transport},
};
use ::tracing::{Instrument as _, Span, field::Empty, info_span};
use bytes::Bytes;
use std::{
    future::Future,
    time::{Duration, Instant},
};

/// A transport whose requests are spans named `http_call`, one for each attempt.
#[derive(Clone, Debug)]
pub struct Traced<T>(pub T);

fn span<B>(request: &http::Request<B>) -> Span {
    let info = request.extensions().get::<CallInfo>();
    info_span!(
        "http_call",
        operation = info.map(|info| info.operation),
        method = request.method().as_str(),
        path = info.map(|info| info.path),
        status = Empty,
        error = Empty,
        duration_ms = Empty,
    )
}

fn record<B>(span: &Span, start: Instant, outcome: &Result<http::Response<B>, TransportError>) {
    match outcome {
        Ok(response) => drop(span.record("status", response.status().as_u16())),
        Err(error) => drop(span.record("error", error.what())),
    }
    span.record(
        "duration_ms",
        u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
}

impl<T: Transport> Transport for Traced<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send {
        let (span, start) = (span(&request), Instant::now());
        let sending = self.0.send(request, limits).instrument(span.clone());
        async move {
            let outcome = sending.await;
            record(&span, start, &outcome);
            outcome
        }
    }

    fn open(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Body>, TransportError>> + Send {
        let (span, start) = (span(&request), Instant::now());
        let sending = self.0.open(request, limits).instrument(span.clone());
        async move {
            let outcome = sending.await;
            record(&span, start, &outcome);
            outcome
        }
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        self.0.sleep(duration)
    }
}

impl<T: BlockingTransport> BlockingTransport for Traced<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (span, start) = (span(&request), Instant::now());
        let outcome = span.in_scope(|| self.0.send(request, limits));
        record(&span, start, &outcome);
        outcome
    }

    fn open(
        &self,
        request: http::Request<BlockingBody>,
        limits: &Limits,
    ) -> Result<http::Response<BlockingBody>, TransportError> {
        let (span, start) = (span(&request), Instant::now());
        let outcome = span.in_scope(|| self.0.open(request, limits));
        record(&span, start, &outcome);
        outcome
    }
}
