//! Reading bodies as typed values. Success bodies are read strictly, error bodies leniently. No reason given here quotes a
//! value of the body.

use super::header::Header;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{borrow::Cow, fmt, ops::Deref};

/// A documented success: the body with its status and headers. It derefs to the body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The body.
    pub body: T,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
}

impl<T> Response<T> {
    /// A documented header of the response, unless it is absent or its text does not fit.
    pub fn header<H: DeserializeOwned>(&self, header: Header<H>) -> Option<H> {
        header.get(&self.headers)
    }

    /// The body alone.
    pub fn into_inner(self) -> T {
        self.body
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

/// Without the headers, which may hold secrets.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("body", &self.body)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Reads a body; the error says what does not fit.
pub type Read<T> = fn(&Bytes) -> Result<T, String>;

/// The readers of documented responses, each with its statuses: a status itself, the digit of a class such as 4 for
/// `4XX`, or 0 for every status that no other reader is for.
pub type Readers<T> = &'static [(&'static [u16], Read<T>)];

/// What is wrong with a body that is encoded: nobody asked for it, and nothing here decodes it.
pub(crate) fn encoded(headers: &HeaderMap) -> Option<String> {
    let encodings = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let encoding = encodings.flat_map(|value| value.split(',')).map(str::trim);
    let encoding = encoding
        .filter(|name| !name.is_empty())
        .find(|name| !name.eq_ignore_ascii_case("identity"))?;
    let known = encoding.len() <= 20
        && encoding
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let encoding = if known { encoding } else { "something unknown" };
    Some(format!(
        "with a body that is encoded as {encoding}, which nobody asked for"
    ))
}

/// The reader for a status.
pub(crate) fn reader<T>(readers: Readers<T>, number: u16) -> Option<Read<T>> {
    readers
        .iter()
        .find(|(statuses, _)| statuses.contains(&number))
        .map(|(_, read)| *read)
}

/// Whether a body that looks like JSON is nested deeper than this.
pub(crate) fn is_deeper(raw: &[u8], limit: usize) -> bool {
    // Most hold too few lists and objects for it. They are counted without a branch: `[` and `{` differ in one bit.
    if raw.len() <= limit || raw.iter().filter(|byte| **byte & !0x20 == b'[').count() <= limit {
        return false;
    }
    if !matches!(raw.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return false;
    }
    let (mut depth, mut at) = (0_usize, 0);
    while at < raw.len() {
        match raw[at] {
            b'"' => at = end_of_text(raw, at) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return true;
        }
        at += 1;
    }
    false
}

/// Reads JSON, and nothing behind it. A byte order mark before it is ignored (RFC 8259, section 8.1).
///
/// # Errors
/// Says where the text is not JSON, or which member does not fit.
pub fn json<T: DeserializeOwned>(raw: &Bytes) -> Result<T, String> {
    let raw = whole_numbers(without_mark(raw));
    serde_json::from_slice(&raw).map_err(|error| describe(&raw, &error))
}

/// Reads one JSON value, whatever comes behind it.
///
/// # Errors
/// Says where the text is not JSON, or which member does not fit.
pub fn json_prefix<T: DeserializeOwned>(raw: &Bytes) -> Result<T, String> {
    let raw = whole_numbers(without_mark(raw));
    let value = T::deserialize(&mut serde_json::Deserializer::from_slice(&raw));
    value.map_err(|error| describe(&raw, &error))
}

/// The same JSON with each whole number written without a fraction or exponent: `1.0` is the integer 1 (JSON Schema 2020-12,
/// section 6.3), but serde takes no integer that is written like that.
fn whole_numbers(raw: &[u8]) -> Cow<'_, [u8]> {
    if !may_hold_fractions(raw) {
        return Cow::Borrowed(raw);
    }
    let (mut out, mut copied, mut at) = (Vec::new(), 0, 0);
    while at < raw.len() {
        match raw[at] {
            b'"' => at = end_of_text(raw, at),
            b'-' | b'0'..=b'9' => {
                let end = end_of(raw, at, |byte| {
                    !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
                });
                if let Some(whole) = whole_number(&raw[at..end]) {
                    out.extend_from_slice(&raw[copied..at]);
                    out.extend_from_slice(whole.as_bytes());
                    // Spaces, so that what follows keeps its column.
                    out.resize(out.len() + (end - at).saturating_sub(whole.len()), b' ');
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(raw);
    }
    out.extend_from_slice(&raw[copied..]);
    Cow::Owned(out)
}

/// Whether there is what can be the first byte of a number, and a digit before a point or an exponent: in most bodies there
/// is not. All bytes are looked at without a branch, which is many at once.
fn may_hold_fractions(raw: &[u8]) -> bool {
    let begins = |byte: u8| (byte == b'-') | byte.is_ascii_digit();
    let is_before = |byte: u8| matches!(byte, b':' | b',' | b'[' | b' ' | b'\t' | b'\n' | b'\r');
    let has_number = raw.first().is_some_and(|first| begins(*first))
        || has_pair(raw, |one, next| is_before(one) & begins(next));
    has_number
        && has_pair(raw, |one, next| {
            one.is_ascii_digit() & matches!(next, b'.' | b'e' | b'E')
        })
}

fn has_pair(raw: &[u8], test: impl Fn(u8, u8) -> bool) -> bool {
    let pairs = raw.iter().zip(raw.get(1..).unwrap_or_default());
    pairs.fold(false, |found, (one, next)| found | test(*one, *next))
}

/// The place of the first byte from `at` on that ends what is there, or of the end.
fn end_of(raw: &[u8], at: usize, ends: impl Fn(u8) -> bool) -> usize {
    let rest = raw.get(at..).unwrap_or_default();
    rest.iter()
        .position(|byte| ends(*byte))
        .map_or(raw.len(), |length| at + length)
}

/// The place behind the text that begins at `at`.
fn end_of_text(raw: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    loop {
        at = end_of(raw, at, |byte| matches!(byte, b'"' | b'\\'));
        match raw.get(at) {
            Some(b'"') => return at + 1,
            Some(_) => at += 2,
            None => return raw.len(),
        }
    }
}

/// A number with a fraction or exponent as an integer, if it is one that every reader of JSON knows exactly (RFC 8259,
/// section 6).
fn whole_number(number: &[u8]) -> Option<String> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !number.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return None;
    }
    let value: f64 = serde_json::from_slice(number).ok()?;
    let whole =
        value.fract() == 0.0 && value.abs() <= EXACT && !(value == 0.0 && value.is_sign_negative());
    whole.then(|| format!("{value:.0}"))
}

fn without_mark(raw: &[u8]) -> &[u8] {
    raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw)
}

/// Reads text in UTF-8 as a value: one that is a text in JSON is the text itself, any other is written as in JSON. A byte
/// order mark before it is ignored (RFC 3629, section 6).
///
/// # Errors
/// Says that it is not UTF-8, or which member does not fit.
pub fn text<T: DeserializeOwned>(raw: &Bytes) -> Result<T, String> {
    let text = std::str::from_utf8(without_mark(raw))
        .map_err(|_| "with a body that is not UTF-8".to_owned())?;
    serde_json::from_value(Value::from(text)).or_else(|_| json(raw))
}

/// Takes the bytes as they are.
///
/// # Errors
/// None; the signature is that of its siblings.
#[allow(clippy::unnecessary_wraps, reason = "one signature for all readers")]
pub fn bytes(raw: &Bytes) -> Result<Bytes, String> {
    Ok(raw.clone())
}

/// Ignores the body of a response that is documented without one.
///
/// # Errors
/// None; the signature is that of its siblings.
#[allow(clippy::unnecessary_wraps, reason = "one signature for all readers")]
pub fn empty(_raw: &Bytes) -> Result<(), String> {
    Ok(())
}

/// What does not fit, and where, without the values that serde's own messages quote.
fn describe(raw: &[u8], error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(&*message, |(message, _)| message);
    let what = match message.split_once(": ") {
        Some((kind @ ("invalid type" | "invalid value" | "invalid length"), rest)) => {
            match rest.rsplit_once(", expected ") {
                Some((_, expected)) => format!("{kind}, expected {expected}"),
                None => kind.to_owned(),
            }
        }
        _ if error.is_syntax() || error.is_eof() => message.to_owned(),
        _ if message.starts_with("missing field `") || message.starts_with("duplicate field `") => {
            message.to_owned()
        }
        _ => "a value does not fit".to_owned(),
    };
    // Names of members come from the server where they are not listed: they are bounded.
    let path: String = path(raw, place(raw, error)).chars().take(200).collect();
    let (line, column) = (error.line(), error.column());
    format!("with a body that does not fit: {what} (at `{path}`, line {line} column {column})")
}

/// The place behind what an error is about.
fn place(raw: &[u8], error: &serde_json::Error) -> usize {
    let lines = raw.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    // What is no JSON is counted in.
    (before + error.column()).saturating_sub(usize::from(error.is_syntax()))
}

/// A list or an object that a place is in.
enum Within<'a> {
    /// The item of a list, by its index.
    Item(usize),
    /// The member of an object, by its name as it stands there; `None` before its colon.
    Member(Option<&'a [u8]>),
}

/// The path to a place: `pets[0].name` in or directly behind the value of that member, `.` in no member and no item.
fn path(raw: &[u8], place: usize) -> String {
    let raw = &raw[..place.min(raw.len())];
    let (mut within, mut text, mut at) = (Vec::new(), None, 0);
    while at < raw.len() {
        let end = if raw[at] == b'"' {
            end_of_text(raw, at)
        } else {
            at + 1
        };
        match (raw[at], within.last_mut()) {
            (b'"', _) => text = Some(&raw[at..end]),
            (b':', Some(Within::Member(name))) => *name = text,
            (b',', Some(Within::Member(name))) => *name = None,
            (b',', Some(Within::Item(index))) => *index += 1,
            (b'{', _) => within.push(Within::Member(None)),
            (b'[', _) => within.push(Within::Item(0)),
            (b'}' | b']', _) => drop(within.pop()),
            _ => {}
        }
        at = end;
    }
    let mut path = String::new();
    for step in within {
        match step {
            Within::Item(index) => path.extend(["[", &index.to_string(), "]"]),
            Within::Member(Some(name)) => {
                let name: String = serde_json::from_slice(name).unwrap_or_default();
                path.push_str(if path.is_empty() { "" } else { "." });
                path.push_str(&name);
            }
            Within::Member(None) => {}
        }
    }
    if path.is_empty() {
        ".".to_owned()
    } else {
        path
    }
}
