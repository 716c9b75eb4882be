//! Bodies that come piece by piece, so that a large one is never held as a whole. Nothing is read before it is asked for.

use super::failure::{TimeLimit, TransportError};
use bytes::Bytes;
use std::{
    fmt,
    future::poll_fn,
    io::{self, Read},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

/// A source of pieces.
pub trait Chunks: Send {
    /// The next piece, or `None` at the end. After an error or the end it is not asked again.
    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>>;
}

/// The body of an async request or response.
pub struct Body {
    kind: Kind,
    /// What is named by its errors; empty for a request.
    operation: &'static str,
}

enum Kind {
    Whole(Bytes),
    Pieces {
        chunks: Box<dyn Chunks>,
        length: Option<u64>,
    },
}

impl Body {
    /// A body of these pieces. As that of a request it is sent in chunks (RFC 9112, section 7.1).
    pub fn new(chunks: impl Chunks + 'static) -> Self {
        Self::pieces(Box::new(chunks), None)
    }

    /// A body of the first so many bytes of these pieces. As that of a request it is sent with a `Content-Length` (RFC
    /// 9110, section 8.6), which some servers insist on; where the pieces hold less, the call fails.
    pub fn sized(chunks: impl Chunks + 'static, length: u64) -> Self {
        Self::pieces(Box::new(chunks), Some(length))
    }

    fn pieces(chunks: Box<dyn Chunks>, length: Option<u64>) -> Self {
        Self {
            kind: Kind::Pieces { chunks, length },
            operation: "",
        }
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// The connection broke, or nothing came for longer than `idle_timeout`.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let operation = self.operation;
        let chunk = poll_fn(|context| self.poll_chunk(context)).await;
        chunk.transpose().map_err(|error| error.of(operation))
    }

    pub(crate) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match &mut self.kind {
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(bytes.split_to(bytes.len().min(PIECE))))),
            Kind::Pieces {
                length: Some(0), ..
            } => Poll::Ready(None),
            Kind::Pieces { chunks, length } => {
                let chunk = ready!(chunks.poll_chunk(context));
                Poll::Ready(match (chunk, length) {
                    (Some(Ok(mut chunk)), Some(left)) => {
                        chunk.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                        *left -= chunk.len() as u64;
                        Some(Ok(chunk))
                    }
                    (None, Some(_)) => Some(Err(TransportError::other(SHORT))),
                    (chunk, _) => chunk,
                })
            }
        }
    }

    /// The body as a whole, if it is at hand.
    #[must_use]
    pub fn whole(&self) -> Option<&Bytes> {
        match &self.kind {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Pieces { .. } => None,
        }
    }

    /// How many bytes are still to come, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.kind {
            Kind::Whole(bytes) => Some(bytes.len() as u64),
            Kind::Pieces { length, .. } => *length,
        }
    }

    /// The same, as the body of the response of an operation.
    pub(crate) fn of(self, operation: &'static str) -> Self {
        Self { operation, ..self }
    }

    /// All pieces, up to `limit` bytes.
    ///
    /// # Errors
    /// As [`Body::chunk`], or there are more.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let operation = self.operation;
        let all = collected(limit, |context| self.poll_chunk(context)).await;
        all.map_err(|error| error.of(operation))
    }
}

/// All pieces that `next` gives, up to `limit` bytes.
pub(super) async fn collected(
    limit: usize,
    mut next: impl FnMut(&mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>>,
) -> Result<Bytes, TransportError> {
    // Most come in one piece, which is handed on as it is.
    let (mut first, mut all) = (Bytes::new(), Vec::new());
    while let Some(chunk) = poll_fn(&mut next).await.transpose()? {
        if chunk.len() > limit - first.len() - all.len() {
            return Err(TransportError::too_large());
        }
        if first.is_empty() && all.is_empty() {
            first = chunk;
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&chunk);
        }
    }
    Ok(if all.is_empty() {
        first
    } else {
        Bytes::from(all)
    })
}

/// So much of a body that is at hand is given at once, so that it can be seen whether it gets on.
const PIECE: usize = 64 * 1024;

const SHORT: &str = "the body holds less than the length that was given for it";

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            kind: Kind::Whole(bytes),
            operation: "",
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(…)")
    }
}

/// The body of a blocking request or response, to read from. Its errors hold a [`TransportError`].
pub struct BlockingBody {
    reader: Box<dyn Read + Send>,
    length: Option<u64>,
    /// What is named by its errors; empty for a request.
    operation: &'static str,
}

impl BlockingBody {
    /// A body that is read from here. As that of a request it is sent in chunks (RFC 9112, section 7.1).
    pub fn new(reader: impl Read + Send + 'static) -> Self {
        Self {
            reader: Box::new(reader),
            length: None,
            operation: "",
        }
    }

    /// A body of the first so many bytes of what is read from here. As that of a request it is sent with a
    /// `Content-Length` (RFC 9110, section 8.6), which some servers insist on; where there is less, the call fails.
    pub fn sized(reader: impl Read + Send + 'static, length: u64) -> Self {
        Self {
            length: Some(length),
            ..Self::new(reader)
        }
    }

    /// Whether it is known that there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == Some(0)
    }

    /// How many bytes are still to come, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The same, as the body of the response of an operation.
    pub(crate) fn of(self, operation: &'static str) -> Self {
        Self { operation, ..self }
    }

    /// All of it, up to `limit` bytes, unless that takes longer than `patience`.
    pub(crate) fn collect(self, limit: usize, patience: Duration) -> Result<Bytes, TransportError> {
        read_all(self, limit, patience)
    }
}

/// All that is read here, up to `limit` bytes, unless that takes longer than `patience`.
pub(crate) fn read_all(
    mut reader: impl Read,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, TransportError> {
    let (start, mut all) = (Instant::now(), Vec::new());
    let mut buffer = vec![0; 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(Bytes::from(all)),
            Ok(read) if read > limit - all.len() => return Err(TransportError::too_large()),
            Ok(read) => {
                all.extend_from_slice(&buffer[..read]);
                // It grows with what comes: most bodies are small.
                if read == buffer.len() {
                    buffer.resize((2 * read).min(PIECE), 0);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(TransportError::from_io(error)),
        }
        if start.elapsed() > patience {
            return Err(TransportError::timeout(TimeLimit::Total));
        }
    }
}

impl From<Bytes> for BlockingBody {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self::sized(io::Cursor::new(bytes), length)
    }
}

impl Read for BlockingBody {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self
            .length
            .map_or(usize::MAX, |left| {
                usize::try_from(left).unwrap_or(usize::MAX)
            })
            .min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.reader.read(&mut buffer[..most]);
        let read = read.map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => TransportError::from_io(error).of(self.operation).into(),
        })?;
        match &mut self.length {
            Some(_) if read == 0 => {
                return Err(TransportError::other(SHORT).of(self.operation).into());
            }
            Some(left) => *left -= read as u64,
            None => {}
        }
        Ok(read)
    }
}

impl fmt::Debug for BlockingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingBody(…)")
    }
}
