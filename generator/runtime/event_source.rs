//! Events while they arrive, as a stream or an iterator. No stream is held as a whole, and nothing here connects anew.

use super::{
    body::{BlockingBody, Body},
    client::Call,
    config::Config,
    error::Error,
    event_stream::{Decoder, Event, EventError, Format},
    failure::{RequestError, TransportError},
    operation::Operation,
    read::{Read, Response},
    response,
    settings::Limits,
    transport::{Async, Blocking, BlockingTransport, Transport},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use std::{
    fmt,
    io::{self, ErrorKind, Read as _},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

/// An operation that can answer with a stream of events.
///
/// [`Call::send_events`] hands them over as they come. Over a transport of your own, send
/// [`events_request`](Self::events_request) and give each piece of the body to a [`decoder`](Self::decoder).
pub trait EventSource: Operation {
    /// What the document says of the data of an event.
    type Event: 'static;
    /// How the stream is divided into events.
    const FORMAT: Format;
    /// The media types to ask for, as the header field `Accept` has them: that of the stream is wanted most.
    const EVENTS: &'static str;
    /// How the data of an event are read.
    const READ: Read<Self::Event>;

    /// Builds the request that asks for the stream.
    ///
    /// # Errors
    /// As [`Operation::request`].
    fn events_request(&self, config: &Config) -> Result<http::Request<Bytes>, RequestError>
    where
        Self: Sized,
    {
        let mut request = self.request(config)?;
        if let Ok(accept) = HeaderValue::from_str(Self::EVENTS) {
            request.headers_mut().insert(header::ACCEPT, accept);
        }
        Ok(request)
    }

    /// A decoder of the stream.
    #[must_use]
    fn decoder(limits: &Limits) -> Decoder<Self::Event>
    where
        Self: Sized,
    {
        Decoder::new(Self::ID, Self::FORMAT, Self::READ, limits)
    }
}

/// Events while they arrive: over a [`Body`] a [`Stream`](futures_core::Stream), over a [`BlockingBody`] an iterator. To
/// drop it ends the connection.
///
/// An item is an event or an [`EventError`]; look at it before you give up, for an [`EventError::Misfit`] is no end.
/// [`raw`](Self::raw) gives the data of events as they came.
///
/// Where the stream ends or breaks, wait for [`retry`](Self::retry) and call anew, with
/// `CallOptions::new().header("last-event-id", events.last_event_id())`, to go on.
pub struct Events<T, B = Body> {
    decoder: Decoder<T>,
    /// What has come and was not decoded.
    piece: Bytes,
    /// `None` at the end.
    body: Option<B>,
}

type Item<T> = Result<Event<T>, EventError>;

impl<T, B> Events<T, B> {
    /// The events of a body.
    pub fn new(decoder: Decoder<T>, body: B) -> Self {
        Self {
            decoder,
            piece: Bytes::new(),
            body: Some(body),
        }
    }

    /// The same events from here on, with their data as text.
    #[must_use]
    pub fn raw(self) -> Events<String, B> {
        let Self {
            decoder,
            piece,
            body,
        } = self;
        Events {
            decoder: decoder.raw(),
            piece,
            body,
        }
    }

    /// What to send as the header field `Last-Event-ID` to go on from here; empty where the stream gave no id.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.decoder.last_event_id()
    }

    /// How long to wait before connecting anew, where the stream said it.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.decoder.retry()
    }

    /// The next event of what has come.
    fn decoded(&mut self) -> Option<Item<T>> {
        let event = self.decoder.decode(&mut self.piece);
        if let Some(Err(EventError::Transport(_))) = event {
            self.body = None;
            self.piece.clear();
        }
        event
    }

    /// The last item.
    fn end(&mut self, outcome: Result<(), TransportError>) -> Option<Item<T>> {
        self.body = None;
        match outcome {
            Ok(()) => self.decoder.finish(),
            Err(error) => Some(Err(EventError::Transport(
                error.of(self.decoder.operation()),
            ))),
        }
    }
}

impl<T> Events<T> {
    /// The next item, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, EventError>> {
        std::future::poll_fn(|context| self.poll_event(context)).await
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Item<T>>> {
        loop {
            if let Some(event) = self.decoded() {
                return Poll::Ready(Some(event));
            }
            let Some(body) = &mut self.body else {
                return Poll::Ready(None);
            };
            match ready!(body.poll_chunk(context)).transpose() {
                Ok(Some(piece)) => self.piece = piece,
                Ok(None) => return Poll::Ready(self.end(Ok(()))),
                Err(error) => return Poll::Ready(self.end(Err(error))),
            }
        }
    }
}

impl<T> futures_core::Stream for Events<T> {
    type Item = Result<Event<T>, EventError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl<T> Iterator for Events<T, BlockingBody> {
    type Item = Result<Event<T>, EventError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.decoded() {
                return Some(event);
            }
            let mut buffer = [0; 8 * 1024];
            match self.body.as_mut()?.read(&mut buffer) {
                Ok(0) => return self.end(Ok(())),
                Ok(length) => {
                    self.piece = Bytes::copy_from_slice(buffer.get(..length).unwrap_or_default());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return self.end(Err(failed(error))),
            }
        }
    }
}

impl<T, B> fmt::Debug for Events<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events(…)")
    }
}

/// What reading a body failed with: where a transport said what happened, that.
fn failed(error: io::Error) -> TransportError {
    error.downcast().unwrap_or_else(TransportError::other)
}

/// What a call gives whose events are asked for.
type Sent<O, B> = Result<Response<Events<<O as EventSource>::Event, B>>, Error>;

impl<T: Transport, O: EventSource> Call<'_, Async<T>, O> {
    /// Sends the call and hands over the events of a documented success as they come. Of the limits, those of a response
    /// count for each event, and the total time limit does not count. No redirect is followed and nothing is repeated.
    ///
    /// # Errors
    /// See the variants of [`Error`]. A success of another media type is [`Error::Unexpected`]: some servers have to be told
    /// in a parameter or in the body to answer with a stream.
    pub async fn send_events(self) -> Sent<O, Body> {
        let limits = self.options.limits_of(&self.api.shared.config);
        let Response {
            body,
            status,
            headers,
        } = asking(self).send_streamed(None).await?;
        if !is_stream(O::FORMAT, &headers) {
            let raw = body
                .collect(limits.max_response_size)
                .await
                .map_err(|error| error.of(O::ID))?;
            return Err(no_stream::<O>(Response {
                body: raw,
                status,
                headers,
            }));
        }
        Ok(Response {
            body: Events::new(O::decoder(&limits), body),
            status,
            headers,
        })
    }
}

impl<T: BlockingTransport, O: EventSource> Call<'_, Blocking<T>, O> {
    /// Sends the call and hands over the events of a documented success as they come. Of the limits, those of a response
    /// count for each event, and the total time limit does not count. No redirect is followed and nothing is repeated.
    ///
    /// # Errors
    /// See the variants of [`Error`]. A success of another media type is [`Error::Unexpected`]: some servers have to be told
    /// in a parameter or in the body to answer with a stream.
    pub fn send_events(self) -> Sent<O, BlockingBody> {
        let limits = self.options.limits_of(&self.api.shared.config);
        let Response {
            body,
            status,
            headers,
        } = asking(self).send_streamed(None)?;
        if !is_stream(O::FORMAT, &headers) {
            let mut raw = Vec::new();
            let most = u64::try_from(limits.max_response_size).unwrap_or(u64::MAX);
            let read = body.take(most).read_to_end(&mut raw);
            read.map_err(|error| failed(error).of(O::ID))?;
            return Err(no_stream::<O>(Response {
                body: Bytes::from(raw),
                status,
                headers,
            }));
        }
        Ok(Response {
            body: Events::new(O::decoder(&limits), body),
            status,
            headers,
        })
    }
}

/// The call, asking for the stream unless its options ask for something.
fn asking<M, O: EventSource>(mut call: Call<'_, M, O>) -> Call<'_, M, O> {
    if let Ok(accept) = HeaderValue::from_str(O::EVENTS) {
        call.options.headers.entry(header::ACCEPT).or_insert(accept);
    }
    call
}

/// Whether a success is a stream: one of server-sent events has its media type. A success that has none is believed, and
/// so is JSON in lines, which has many.
fn is_stream(format: Format, headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let essence = media_type.and_then(|media_type| media_type.split(|byte| *byte == b';').next());
    match format {
        Format::ServerSent => essence.is_none_or(|essence| {
            essence
                .trim_ascii()
                .eq_ignore_ascii_case(b"text/event-stream")
        }),
        Format::JsonLines => true,
    }
}

/// The error that a success is which is no stream.
fn no_stream<O: Operation>(response: Response<Bytes>) -> Error {
    let Response {
        body,
        status,
        headers,
    } = response;
    let mut response = http::Response::new(body);
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    response::unexpected(
        O::ID,
        response,
        "with a media type that is not `text/event-stream`".to_owned(),
    )
}
