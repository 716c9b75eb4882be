//! Typed response headers: a constant knows the name and the type, and finds the value in the headers of a response, written
//! in the style `simple` (`OpenAPI` 3.0.3, section "Header Object").

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{fmt, marker::PhantomData};

/// A documented response header, with the type of its value.
pub struct Header<T> {
    name: &'static str,
    value: PhantomData<fn() -> T>,
}

impl<T> Header<T> {
    /// The header of this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            value: PhantomData,
        }
    }

    /// The name, as the document writes it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: DeserializeOwned> Header<T> {
    /// The value, unless the header is absent or its text does not fit the type. Values of a header that stands several
    /// times are those of one list (RFC 9110, section 5.3).
    #[must_use]
    pub fn get(&self, headers: &HeaderMap) -> Option<T> {
        let values = headers
            .get_all(self.name)
            .iter()
            .map(|value| std::str::from_utf8(value.as_bytes()).ok());
        let values: Option<Vec<&str>> = values.collect();
        let values = values.filter(|values| !values.is_empty())?;
        let text = values.join(", ");
        let items: Vec<_> = text.split(',').map(str::trim).collect();
        value(Some(&text), &items)
    }
}

/// A value, as its type takes it: from the text itself, from the text as JSON, or from the items of a list.
pub(crate) fn value<T: DeserializeOwned>(text: Option<&str>, items: &[&str]) -> Option<T> {
    let texts = items.iter().map(|item| Value::from(*item));
    let numbers = items
        .iter()
        .map(|item| serde_json::from_str::<Value>(item).ok());
    text.and_then(|text| read(Value::from(text)).or_else(|| serde_json::from_str(text).ok()))
        .or_else(|| read(texts.collect()))
        .or_else(|| read(Value::Array(numbers.collect::<Option<_>>()?)))
}

fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

impl<T> Clone for Header<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Header<T> {}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Header").field(&self.name).finish()
    }
}
