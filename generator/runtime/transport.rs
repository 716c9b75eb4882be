//! How requests are carried, by whatever HTTP client: the traits that a transport implements, and the modes of a client over
//! one. No type of an HTTP client crate is in a signature here.

use super::{
    body::{BlockingBody, Body},
    failure::TransportError,
    settings::Limits,
};
use bytes::Bytes;
use std::{
    future::Future,
    io::Read as _,
    pin::Pin,
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
    /// Whether it is sent once more where it goes out on a connection of the pool that the server had closed.
    pub(crate) renews: bool,
}

/// The mode of a client whose calls are futures.
#[derive(Debug)]
pub struct Async<T>(pub T);

/// The mode of a client whose calls block.
#[derive(Debug)]
pub struct Blocking<T>(pub T);

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
