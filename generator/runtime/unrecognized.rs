//! Values that the document does not list, kept as they came. Every client has these types, so that none leaves it when the
//! last enumeration does.

use super::{doubts, text::Text};
use serde::{Deserialize as _, Deserializer};
use serde_json::Value;
use std::{borrow::Cow, fmt};

/// A value that the document does not list, as it came from the server.
///
/// It is opaque on purpose: a value that is listed one day gets a variant of its own, and code that matched on the
/// text here would silently stop matching. The enumeration's `as_str` gives the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unrecognized(String);

impl Unrecognized {
    pub(crate) fn new(value: &str) -> Self {
        Self(value.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a value that may be one that is listed, without a copy where that can be.
    pub(crate) fn text<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cow<'de, str>, D::Error> {
        Text::deserialize(deserializer).map(|Text(text)| text)
    }

    /// Notes, while it is read, that another type may fit better.
    #[allow(clippy::unused_self, reason = "what is in doubt is this value")]
    pub(crate) fn doubt(&self) {
        doubts::unlisted();
    }
}

impl fmt::Display for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An integer that the document does not list, as it came from the server. It is opaque for the reason that an
/// unrecognized text is; the enumeration's `as_i64` gives the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnrecognizedInteger(i64);

impl UnrecognizedInteger {
    pub(crate) fn new(value: i64) -> Self {
        Self(value)
    }

    pub(crate) fn as_i64(self) -> i64 {
        self.0
    }

    /// Notes, while it is read, that another type may fit better.
    #[allow(clippy::unused_self, reason = "what is in doubt is this value")]
    pub(crate) fn doubt(self) {
        doubts::unlisted();
    }
}

impl fmt::Display for UnrecognizedInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value that is none of the types that the document lists, as it came. It may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct UnrecognizedValue(Value);

impl UnrecognizedValue {
    /// Wraps a value, to send what the document does not list.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self(value)
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// Wraps a value that was read.
    pub(crate) fn read(value: Value) -> Self {
        doubts::unlisted();
        Self(value)
    }
}

impl fmt::Debug for UnrecognizedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnrecognizedValue(…)")
    }
}
