//! How far an async request has come, and whether a limit of the call has run out. Connection and body say where it is; one
//! timer is for all limits: it wakes as soon as one of them can have run out, and then looks.

use super::{
    failure::{TimeLimit, TransportError},
    settings::Limits,
};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, ready},
    time::{Duration, Instant},
};

/// How far a request has come, seen from its connection, its body and its call alike.
#[derive(Clone)]
pub(super) struct Progress(Arc<Mutex<State>>);

struct State {
    stage: Stage,
    start: Instant,
    /// Whether there is no body to send.
    is_empty: bool,
    /// Whether a connection was opened for it: else it went out on one of the pool.
    opened: bool,
    /// Why the source of the body ended before its end.
    failure: Option<TransportError>,
}

/// Where a request is, and since when its limit counts.
#[derive(Clone, Copy)]
pub(super) enum Stage {
    /// A connection is opened for it, which has a limit of its own.
    Connecting,
    /// The server is to take what it was sent.
    Sending(Instant),
    /// The source of the body has nothing yet, and may take its time.
    Gathering,
    /// All of it was sent.
    Sent(Instant),
    /// The head of the response is there, and more of its body is to come.
    Arriving(Instant),
}

impl Progress {
    /// A request that begins now. It goes out on a connection of the pool, until one is opened for it.
    pub(super) fn new(is_empty: bool) -> Self {
        let start = Instant::now();
        Self(Arc::new(Mutex::new(State {
            stage: ready_to_send(is_empty, start),
            start,
            is_empty,
            opened: false,
            failure: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection is opened for it.
    pub(super) fn connects(&self) {
        self.set(Stage::Connecting);
    }

    /// The connection was opened, or could not be.
    pub(super) fn connected(&self, opened: bool) {
        let mut state = self.state();
        state.opened = opened;
        // It may have gone out on one that another call gave back meanwhile.
        if matches!(state.stage, Stage::Connecting) {
            state.stage = ready_to_send(state.is_empty, Instant::now());
        }
    }

    /// hyper writes the head of the request. This makes the time exact; without it the connection would tell it.
    pub(super) fn begins(&self) {
        let is_empty = self.state().is_empty;
        if is_empty {
            self.set(Stage::Sent(Instant::now()));
        }
    }

    /// It has come to another stage. What is sent after the head of the response has come counts for none.
    pub(super) fn set(&self, next: Stage) {
        let mut state = self.state();
        if !matches!(state.stage, Stage::Arriving(_)) || matches!(next, Stage::Arriving(_)) {
            state.stage = next;
        }
    }

    /// The body failed: what its call ends with.
    pub(super) fn fail(&self, error: TransportError) {
        self.state().failure = Some(error);
    }

    /// Why the body failed, if it did.
    pub(super) fn failure(&self) -> Option<TransportError> {
        self.state().failure.take()
    }

    /// Whether a connection was opened for it.
    pub(super) fn is_opened(&self) -> bool {
        self.state().opened
    }

    /// What work gives, unless a limit runs out before: one of a stage, or that of all, where there is one.
    pub(super) async fn within<T>(
        &self,
        limits: &Limits,
        total: Option<Duration>,
        work: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let mut work = pin!(work);
        let first = shortest(limits).min(total.unwrap_or(Duration::MAX));
        let mut timer = pin!(tokio::time::sleep(first));
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(done);
            }
            loop {
                ready!(timer.as_mut().poll(context));
                match self.left(limits, total) {
                    Ok(left) => timer.set(tokio::time::sleep(left)),
                    Err(limit) => return Poll::Ready(Err(TransportError::timeout(limit))),
                }
            }
        })
        .await
    }

    /// How long it takes at least before a limit can run out, or which has.
    fn left(&self, limits: &Limits, total: Option<Duration>) -> Result<Duration, TimeLimit> {
        let State { stage, start, .. } = *self.state();
        let of_stage = match stage {
            Stage::Connecting | Stage::Gathering => shortest(limits),
            Stage::Sending(since) | Stage::Arriving(since) => {
                left(since, limits.idle_timeout, TimeLimit::Idle)?
            }
            Stage::Sent(since) => left(since, limits.head_timeout, TimeLimit::Head)?,
        };
        match total {
            Some(total) => Ok(of_stage.min(left(start, total, TimeLimit::Total)?)),
            None => Ok(of_stage),
        }
    }
}

/// The stage of a request that has a connection.
fn ready_to_send(is_empty: bool, now: Instant) -> Stage {
    if is_empty {
        Stage::Sent(now)
    } else {
        Stage::Sending(now)
    }
}

/// No limit of a stage that begins from now on runs out before this has passed. It is never nothing, so that looking again ends.
fn shortest(limits: &Limits) -> Duration {
    limits
        .head_timeout
        .min(limits.idle_timeout)
        .max(Duration::from_millis(1))
}

fn left(since: Instant, most: Duration, limit: TimeLimit) -> Result<Duration, TimeLimit> {
    let left = most.saturating_sub(since.elapsed());
    if left.is_zero() { Err(limit) } else { Ok(left) }
}
