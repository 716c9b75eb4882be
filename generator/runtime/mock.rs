//! A server in memory, for the tests of those who use the client: it answers calls without a socket, keeps what was asked,
//! and can misbehave on request.

use super::{
    failure::{TimeLimit, TransportError},
    operation::Operation,
    settings::Limits,
    transport::{BlockingTransport, CallInfo, Transport},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Examples of the responses of an operation, from the document.
pub trait Examples: Operation {
    /// Each status with the JSON text of its body; empty where the document gives none.
    const EXAMPLES: &'static [(u16, &'static str)] = &[];
}

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    delay: Duration,
    cut: bool,
}

impl Answer {
    /// An answer of this status, without a body. A number that is no status becomes 500.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            delay: Duration::ZERO,
            cut: false,
        }
    }

    /// The document's own example of the operation's response of this status, if it has one.
    #[must_use]
    pub fn example<O: Examples>(status: u16) -> Option<Self> {
        let (_, text) = O::EXAMPLES.iter().find(|(known, _)| *known == status)?;
        Some(
            Self::new(status)
                .header("content-type", "application/json")
                .body(*text),
        )
    }

    /// Sets the body, in JSON. A value that cannot be written becomes an empty body.
    #[must_use]
    pub fn json(self, body: &impl Serialize) -> Self {
        self.header("content-type", "application/json")
            .body(serde_json::to_vec(body).unwrap_or_default())
    }

    /// Sets the body, byte for byte.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets a header. What cannot be one is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Lets the call wait before the answer; longer than its time limit, and it fails as if nothing had come. Nothing
    /// sleeps: a test is as fast as without.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Breaks the connection before the body is complete.
    #[must_use]
    pub fn cut(mut self) -> Self {
        self.cut = true;
        self
    }
}

/// A server in memory: a transport for a client of either mode. Clones are the same server.
#[derive(Clone, Debug, Default)]
pub struct Server {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    answers: HashMap<&'static str, VecDeque<Answer>>,
    asked: Vec<http::Request<Bytes>>,
}

impl Server {
    /// A server that answers nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer to calls of an operation. They are given in turn; the last is given again and again.
    pub fn answer<O: Operation>(&self, answer: Answer) -> &Self {
        self.state()
            .answers
            .entry(O::ID)
            .or_default()
            .push_back(answer);
        self
    }

    /// The requests so far. They hold what was sent, the credentials included.
    #[must_use]
    pub fn asked(&self) -> Vec<http::Request<Bytes>> {
        self.state().asked.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let operation = request
            .extensions()
            .get::<CallInfo>()
            .map_or("", |info| info.operation);
        let mut state = self.state();
        state.asked.push(request);
        let answers = state.answers.get_mut(operation);
        let answer = answers.and_then(|answers| {
            if answers.len() > 1 {
                answers.pop_front()
            } else {
                answers.front().cloned()
            }
        });
        let Some(answer) = answer else {
            return Err(TransportError::other(format!(
                "the mock server has no answer for `{operation}`"
            )));
        };
        if answer.delay > limits.head_timeout.min(limits.timeout) {
            let limit = if limits.timeout < limits.head_timeout {
                TimeLimit::Total
            } else {
                TimeLimit::Head
            };
            return Err(TransportError::timeout(limit));
        }
        if answer.cut {
            return Err(TransportError::closed(
                "the mock server broke the connection",
            ));
        }
        if answer.body.len() > limits.max_response_size {
            return Err(TransportError::too_large());
        }
        let mut response = http::Response::new(answer.body);
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        let length = HeaderValue::from(response.body().len());
        response
            .headers_mut()
            .entry(header::CONTENT_LENGTH)
            .or_insert(length);
        Ok(response)
    }
}

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send {
        std::future::ready(self.serve(request, limits))
    }

    fn sleep(&self, _duration: Duration) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

impl BlockingTransport for Server {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.serve(request, limits)
    }
}
