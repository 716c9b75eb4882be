//! What the blocking transport adds to ureq: errors that say what a call was about when they came, whether a connection
//! had carried calls before, and a limit for silence within a body.
//!
//! It stands on `ureq::unversioned`, which is not under the promise of versions of ureq, and so fixes its minor version:
//! nothing else tells these things.

use super::failure::{TimeLimit, TransportError};
use std::{cell::Cell, fmt, io, time::Duration};
use ureq::unversioned::{
    resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
    transport::{
        Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
        TcpConnector, Transport,
    },
};

/// An agent whose errors `failed` understands.
pub(super) fn agent(config: ureq::config::Config) -> ureq::Agent {
    let connector = Step::Reach(ConnectProxyConnector::default())
        .chain(Step::Reach(TcpConnector::default()))
        .chain(Step::Handshake(RustlsConnector::default()))
        .chain(Watch);
    ureq::Agent::with_parts(config, connector, Lookup(DefaultResolver::default()))
}

thread_local! {
    /// How long a connection may be silent while the body of a response is read; ureq has no limit for that alone.
    pub(super) static IDLE: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Looks up names; where that fails, there is no connection.
#[derive(Debug)]
struct Lookup(DefaultResolver);

impl Resolver for Lookup {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0
            .resolve(uri, config, timeout)
            .map_err(|error| tagged(error, Stage::Reach))
    }
}

/// What a call was about when it failed.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Looking up the name, opening a TCP connection or a tunnel.
    Reach,
    /// The TLS handshake.
    Handshake,
    /// The first byte of an answer, on a connection that had carried calls before.
    Reuse,
}

/// A failure with its stage, on its way through ureq.
#[derive(Debug)]
struct Staged(Stage, ureq::Error);

impl fmt::Display for Staged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.fmt(f)
    }
}

impl std::error::Error for Staged {}

/// A time limit is one in every stage, and what is staged stays so.
fn tagged(error: ureq::Error, stage: Stage) -> ureq::Error {
    match error {
        ureq::Error::Timeout(_) => error,
        ureq::Error::Other(inner) if inner.is::<Staged>() => ureq::Error::Other(inner),
        ureq::Error::Io(error)
            if error
                .get_ref()
                .is_some_and(<dyn std::error::Error + Send + Sync>::is::<ureq::Error>) =>
        {
            tagged(error.into(), stage)
        }
        error => ureq::Error::Other(Box::new(Staged(stage, error))),
    }
}

/// A step of opening a connection.
#[derive(Debug)]
enum Step<C> {
    Reach(C),
    Handshake(C),
}

impl<In: Transport, C: Connector<In>> Connector<In> for Step<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<C::Out>, ureq::Error> {
        let (connector, stage) = match self {
            Self::Reach(connector) => (connector, Stage::Reach),
            Self::Handshake(connector) => (connector, Stage::Handshake),
        };
        connector
            .connect(details, chained)
            .map_err(|error| tagged(error, stage))
    }
}

/// Makes connections [`Watched`].
#[derive(Debug)]
struct Watch;

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Watched<In>>, ureq::Error> {
        Ok(chained.map(|connection| Watched {
            connection,
            was_pooled: false,
        }))
    }
}

/// A connection that knows whether it comes from the pool and has said nothing since, and how long it may be silent.
#[derive(Debug)]
struct Watched<T> {
    connection: T,
    was_pooled: bool,
}

impl<T: Transport> Watched<T> {
    fn staged(&self, error: ureq::Error) -> ureq::Error {
        if self.was_pooled && is_closed(&error) {
            tagged(error, Stage::Reuse)
        } else {
            error
        }
    }
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.connection
            .transmit_output(amount, timeout)
            .map_err(|error| self.staged(error))
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, ureq::Error> {
        timeout.per_read = IDLE.get().map(Into::into);
        match self.connection.await_input(timeout) {
            Ok(true) => {
                self.was_pooled = false;
                Ok(true)
            }
            Ok(false) if self.was_pooled => Err(tagged(
                io::Error::from(io::ErrorKind::UnexpectedEof).into(),
                Stage::Reuse,
            )),
            other => other.map_err(|error| self.staged(error)),
        }
    }

    /// The pool asks, when it takes the connection and when it gives it away.
    fn is_open(&mut self) -> bool {
        self.was_pooled = true;
        self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

fn is_closed(error: &ureq::Error) -> bool {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof,
    };
    let ureq::Error::Io(error) = error else {
        return false;
    };
    matches!(
        error.kind(),
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof
    )
}

/// What an error of such an agent means.
pub(super) fn failed(error: ureq::Error) -> TransportError {
    match error {
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            TransportError::timeout(TimeLimit::Connect)
        }
        ureq::Error::Timeout(ureq::Timeout::RecvResponse) => {
            TransportError::timeout(TimeLimit::Head)
        }
        ureq::Error::Timeout(ureq::Timeout::PerRead | ureq::Timeout::PerWrite) => {
            TransportError::timeout(TimeLimit::Idle)
        }
        ureq::Error::Timeout(_) => TransportError::timeout(TimeLimit::Total),
        ureq::Error::Other(inner) => match inner.downcast::<Staged>() {
            Ok(staged) => match *staged {
                Staged(Stage::Reach, error) => TransportError::connect(bare(error)),
                Staged(Stage::Handshake, error) => TransportError::tls(bare(error)),
                Staged(Stage::Reuse, error) => TransportError::stale(bare(error)),
            },
            Err(inner) => TransportError::other(inner),
        },
        ureq::Error::Io(error)
            if error
                .get_ref()
                .is_some_and(<dyn std::error::Error + Send + Sync>::is::<TransportError>) =>
        {
            TransportError::from_io(error)
        }
        error if is_closed(&error) => TransportError::closed(bare(error)),
        error => TransportError::other(bare(error)),
    }
}

/// What ureq wraps, if it does: its own error would say the same with a word before it.
fn bare(error: ureq::Error) -> Box<dyn std::error::Error + Send + Sync> {
    match error {
        ureq::Error::Io(error) => error.into(),
        ureq::Error::Rustls(error) => error.into(),
        ureq::Error::Protocol(error) => error.into(),
        ureq::Error::Http(error) => error.into(),
        error => error.into(),
    }
}
