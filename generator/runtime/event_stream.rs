//! Streams of events: `text/event-stream` (WHATWG HTML, section "Server-sent events") and JSON in lines. The decoder takes
//! the pieces of a body and gives each event, its data typed, as soon as it is complete. No more of an event is held than the
//! limit of a response, and nothing here connects to anything.

use super::{
    failure::TransportError,
    read::{self, Read},
    settings::Limits,
};
use bytes::{Buf as _, Bytes};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{fmt, mem, time::Duration};

/// How a stream is divided into events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Fields in lines, and an empty line behind each event: `text/event-stream`.
    ServerSent,
    /// JSON, one text in each line: `application/x-ndjson`, `application/jsonl`.
    JsonLines,
}

/// An event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The data, as the document describes them.
    pub data: T,
    /// The name; `message` where the server gives none.
    pub name: String,
    /// The last id that the stream gave, with this event or before it; empty where it gave none.
    pub id: String,
    /// How long to wait before connecting anew, where the stream said it, with this event or before it.
    pub retry: Option<Duration>,
}

/// Why there is no event.
#[derive(Debug)]
pub enum EventError {
    /// An event came whose data are not as the document describes them. The stream goes on.
    Misfit(Box<Misfit>),
    /// The stream broke, nothing came for longer than `idle_timeout`, or an event is larger than `max_response_size`.
    /// Nothing more comes.
    Transport(TransportError),
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misfit(misfit) => {
                write!(f, "{}: an event came {}", misfit.operation, misfit.reason)
            }
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EventError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Misfit(_) => None,
            Self::Transport(error) => error.source(),
        }
    }
}

/// An event whose data are not as the document describes them.
pub struct Misfit {
    /// The operation that was called.
    pub operation: &'static str,
    /// What does not fit. It never quotes a value of the data.
    pub reason: String,
    /// The event with its data as text. They may hold secrets.
    pub event: Event<String>,
}

/// Without the event, which may hold secrets.
impl fmt::Debug for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Misfit")
            .field("operation", &self.operation)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// Makes events of the pieces of a body.
///
/// The text `[DONE]`, with which some servers end a stream of JSON, is no event, unless the data of events are texts. What
/// comes behind it is read as before.
pub struct Decoder<T> {
    operation: &'static str,
    read: Read<T>,
    max_json_depth: usize,
    parser: Parser,
}

impl<T> Decoder<T> {
    /// A decoder for the stream of an operation. Of the limits, those of a response count for each event.
    #[must_use]
    pub fn new(operation: &'static str, format: Format, read: Read<T>, limits: &Limits) -> Self {
        let parser = Parser::new(format, limits.max_response_size);
        Self {
            operation,
            read,
            max_json_depth: limits.max_json_depth,
            parser,
        }
    }

    /// Takes bytes from the front of `piece` up to the end of an event, and gives that event, or `None` where `piece` is
    /// used up. After [`EventError::Transport`] it must not be asked again.
    pub fn decode(&mut self, piece: &mut Bytes) -> Option<Result<Event<T>, EventError>> {
        loop {
            let found = match self.parser.next(piece) {
                Ok(event) => self.typed(event?),
                Err(error) => Some(Err(EventError::Transport(error.of(self.operation)))),
            };
            if found.is_some() {
                return found;
            }
        }
    }

    /// The last event, once the body has ended. Server-sent events are only complete with the empty line behind them; a
    /// line of JSON needs no end.
    pub fn finish(&mut self) -> Option<Result<Event<T>, EventError>> {
        self.parser.finish().and_then(|event| self.typed(event))
    }

    /// The same from here on, with the data of events as text.
    #[must_use]
    pub fn raw(self) -> Decoder<String> {
        let Self {
            operation,
            read: _,
            max_json_depth: _,
            parser,
        } = self;
        Decoder {
            operation,
            read: text,
            max_json_depth: usize::MAX,
            parser,
        }
    }

    /// What to send as the header field `Last-Event-ID` to go on from here; empty where the stream gave no id.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.parser.id
    }

    /// How long to wait before connecting anew, where the stream said it.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.parser.retry
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    /// The event with its data read, unless it is the text that ends a stream of JSON.
    fn typed(&self, event: Event<String>) -> Option<Result<Event<T>, EventError>> {
        let Event {
            data,
            name,
            id,
            retry,
        } = event;
        let raw = Bytes::from(data);
        let read = if read::is_deeper(&raw, self.max_json_depth) {
            Err(format!(
                "with a body nested deeper than {}",
                self.max_json_depth
            ))
        } else {
            (self.read)(&raw)
        };
        match read {
            Ok(data) => Some(Ok(Event {
                data,
                name,
                id,
                retry,
            })),
            Err(_) if raw.trim_ascii() == b"[DONE]" => None,
            Err(reason) => {
                let data = String::from_utf8_lossy(&raw).into_owned();
                let misfit = Misfit {
                    operation: self.operation,
                    reason,
                    event: Event {
                        data,
                        name,
                        id,
                        retry,
                    },
                };
                Some(Err(EventError::Misfit(Box::new(misfit))))
            }
        }
    }
}

impl<T> fmt::Debug for Decoder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoder(…)")
    }
}

/// Finds the events of a stream, with their data as text.
struct Parser {
    format: Format,
    max_size: usize,
    /// Whether no line has ended yet: a byte order mark can stand before the first.
    first: bool,
    /// Whether the last line ended in a carriage return, which a line feed can belong to.
    returned: bool,
    /// The beginning of a line.
    line: Vec<u8>,
    /// The fields of an event that is not complete.
    data: String,
    name: String,
    next_id: String,
    id: String,
    retry: Option<Duration>,
}

impl Parser {
    fn new(format: Format, max_size: usize) -> Self {
        Self {
            format,
            max_size,
            first: true,
            returned: false,
            line: Vec::new(),
            data: String::new(),
            name: String::new(),
            next_id: String::new(),
            id: String::new(),
            retry: None,
        }
    }

    /// The next event, or `None` where its end has not come.
    fn next(&mut self, piece: &mut Bytes) -> Result<Option<Event<String>>, TransportError> {
        while let Some(line) = self.next_line(piece)? {
            if let Some(event) = self.take(&line) {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    fn finish(&mut self) -> Option<Event<String>> {
        let line = mem::take(&mut self.line);
        match self.format {
            Format::ServerSent => None,
            Format::JsonLines => self.take(&line),
        }
    }

    /// The next line without its end, or `None` where its end has not come.
    fn next_line(&mut self, piece: &mut Bytes) -> Result<Option<Bytes>, TransportError> {
        if !piece.is_empty() && mem::take(&mut self.returned) && piece.starts_with(b"\n") {
            piece.advance(1);
        }
        // In JSON a carriage return is white space.
        let ends =
            |byte: &u8| *byte == b'\n' || (*byte == b'\r' && self.format == Format::ServerSent);
        let end = piece.iter().position(ends);
        let mut line = piece.split_to(end.unwrap_or(piece.len()));
        let held = self.line.len() + self.data.len() + self.name.len();
        if line.len() > self.max_size.saturating_sub(held) {
            return Err(TransportError::too_large());
        }
        if end.is_none() {
            self.line.extend_from_slice(&line);
            return Ok(None);
        }
        self.returned = piece.get_u8() == b'\r';
        if !self.line.is_empty() {
            self.line.extend_from_slice(&line);
            line = Bytes::from(mem::take(&mut self.line));
        }
        if mem::take(&mut self.first) && line.starts_with(b"\xef\xbb\xbf") {
            line.advance(3);
        }
        Ok(Some(line))
    }

    /// Takes a line, which can complete an event.
    fn take(&mut self, line: &[u8]) -> Option<Event<String>> {
        let line = String::from_utf8_lossy(line);
        match self.format {
            Format::ServerSent if line.is_empty() => self.dispatch(),
            Format::ServerSent => {
                self.field(&line);
                None
            }
            Format::JsonLines => {
                let line = line.trim_ascii();
                (!line.is_empty()).then(|| self.event(line.to_owned(), String::new()))
            }
        }
    }

    /// "Process the field", of the standard.
    fn field(&mut self, line: &str) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.name),
            "id" if !value.contains('\0') => value.clone_into(&mut self.next_id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().map(Duration::from_millis).ok().or(self.retry);
            }
            // A comment, whose field has no name, or a field that the standard does not know.
            _ => {}
        }
    }

    /// "Dispatch the event", of the standard.
    fn dispatch(&mut self) -> Option<Event<String>> {
        self.id.clone_from(&self.next_id);
        let (mut data, name) = (mem::take(&mut self.data), mem::take(&mut self.name));
        // The line feed behind the last line. Where there is none there were no data, and there is no event.
        data.pop()?;
        Some(self.event(data, name))
    }

    fn event(&self, data: String, name: String) -> Event<String> {
        let name = if name.is_empty() {
            "message".to_owned()
        } else {
            name
        };
        Event {
            data,
            name,
            id: self.id.clone(),
            retry: self.retry,
        }
    }
}

/// Reads data that are a text and not JSON.
///
/// # Errors
/// Says so where the text does not fit.
pub fn text<T: DeserializeOwned>(raw: &Bytes) -> Result<T, String> {
    let text = String::from_utf8_lossy(raw).into_owned();
    serde_json::from_value(Value::String(text))
        .map_err(|_| "with a text that does not fit".to_owned())
}

/// Reads a body that is a whole stream.
///
/// # Errors
/// Says what does not fit in the first event that does not.
pub fn whole<T>(format: Format, read: Read<T>, raw: &Bytes) -> Result<Vec<Event<T>>, String> {
    // What came is within the limits.
    let limits = Limits {
        max_response_size: usize::MAX,
        ..Limits::default()
    };
    let mut decoder = Decoder::new("", format, read, &limits);
    let (mut piece, mut events) = (raw.clone(), Vec::new());
    while let Some(event) = decoder.decode(&mut piece).or_else(|| decoder.finish()) {
        events.push(event.map_err(|error| match error {
            EventError::Misfit(misfit) => misfit.reason,
            EventError::Transport(error) => format!("and {}", error.what()),
        })?);
    }
    Ok(events)
}
