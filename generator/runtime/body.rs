//! Bodies that come piece by piece, so that a large one is never held as a whole. Pieces come in and go out one after
//! another; nothing is read before it is asked for.

use super::error::TransportError;
use bytes::Bytes;
use std::{
    fmt,
    io::{self, Read},
    task::{Context, Poll},
};

/// A source of pieces.
pub trait Chunks: Send {
    /// The next piece, or `None` at the end. After an error or the end it is not asked again.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>>;
}

/// The body of an async request or response.
pub struct Body(Kind);

enum Kind {
    Whole(Bytes),
    Pieces(Box<dyn Chunks>),
}

impl Body {
    /// A body of these pieces.
    pub fn new(chunks: impl Chunks + 'static) -> Self {
        Self(Kind::Pieces(Box::new(chunks)))
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// The connection broke, or nothing came for longer than `idle_timeout`.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await.transpose()
    }

    pub(crate) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        match &mut self.0 {
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Kind::Pieces(chunks) => chunks.poll_chunk(context),
        }
    }

    /// The body as a whole, if it is at hand.
    #[must_use]
    pub fn whole(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Pieces(_) => None,
        }
    }

    /// All pieces, up to `limit` bytes.
    ///
    /// # Errors
    /// As [`Body::chunk`], or there are more.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if chunk.len() > limit - all.len() {
                return Err(TransportError::too_large());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(Bytes::from(all))
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Whole(bytes))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(…)")
    }
}

/// The body of a blocking request or response, to read from.
pub struct BlockingBody {
    reader: Box<dyn Read + Send>,
    empty: bool,
}

impl BlockingBody {
    /// A body that is read from here.
    pub fn new(reader: impl Read + Send + 'static) -> Self {
        Self { reader: Box::new(reader), empty: false }
    }

    /// Whether it is known that there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.empty
    }
}

impl From<Bytes> for BlockingBody {
    fn from(bytes: Bytes) -> Self {
        let empty = bytes.is_empty();
        Self { empty, ..Self::new(io::Cursor::new(bytes)) }
    }
}

impl Read for BlockingBody {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl fmt::Debug for BlockingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingBody(…)")
    }
}
