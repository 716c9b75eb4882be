//! Bodies of the type `multipart/form-data` (RFC 7578), made of their parts one by one. A name cannot end its header line,
//! and nobody can know the boundary before it is chosen.

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use std::{collections::hash_map::RandomState, fmt, hash::BuildHasher as _};

/// The media types of parts, by the names of the parts.
pub type PartTypes = &'static [(&'static str, &'static str)];

/// A file to send as a part.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct File {
    /// Its content.
    pub bytes: Bytes,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its media type; if none is given that of the document, else `application/octet-stream`.
    pub content_type: Option<String>,
}

impl File {
    /// A file with this content.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            name: None,
            content_type: None,
        }
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({} bytes)", self.bytes.len())
    }
}

/// A body of several parts.
pub trait Multipart {
    /// Adds the parts to a form.
    fn parts(&self, form: &mut Form);
}

/// The parts added so far. It is a body itself, for what the document does not name the parts of.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Form {
    types: PartTypes,
    parts: Vec<Part>,
    problem: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    content: Bytes,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} parts)", self.parts.len())
    }
}

impl Multipart for Form {
    fn parts(&self, form: &mut Form) {
        form.parts.extend_from_slice(&self.parts);
        form.problem = form.problem.take().or_else(|| self.problem.clone());
    }
}

impl Form {
    /// A form whose parts have these media types.
    pub(crate) fn of(types: PartTypes) -> Self {
        Self {
            types,
            ..Self::default()
        }
    }

    /// Adds a value, unless it is absent: a text or a number as it is, each item of a list as a part of its own, an
    /// object as JSON. Where the document says that the part is JSON it is that, a list as a whole.
    pub fn value(&mut self, name: &str, value: &impl Serialize) {
        let json = self.media_type(name).is_some_and(is_json);
        match serde_json::to_value(value) {
            Ok(Value::Array(items)) if !json => items
                .into_iter()
                .for_each(|item| self.one(name, item, json)),
            Ok(value) => self.one(name, value, json),
            Err(_) => self.problem = Some(format!("the part `{name}` cannot be written")),
        }
    }

    fn one(&mut self, name: &str, value: Value, json: bool) {
        let own = self.media_type(name);
        let (content_type, content) = match value {
            Value::Null => return,
            Value::String(text) if !json => (own, text),
            // Nothing else is known to be written as an object or a list of lists.
            value @ (Value::Object(_) | Value::Array(_)) if !json => {
                (Some("application/json"), value.to_string())
            }
            value => (own, value.to_string()),
        };
        let content_type = content_type.map(str::to_owned);
        self.parts.push(Part {
            name: name.to_owned(),
            file_name: None,
            content_type,
            content: Bytes::from(content),
        });
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, file: &File) {
        self.parts.push(Part {
            name: name.to_owned(),
            file_name: Some(file.name.clone().unwrap_or_else(|| "file".to_owned())),
            content_type: file.content_type.clone(),
            content: file.bytes.clone(),
        });
    }

    /// The media type that the document gives to a part.
    fn media_type(&self, name: &str) -> Option<&'static str> {
        self.types
            .iter()
            .find(|(part, _)| *part == name)
            .map(|(_, media_type)| *media_type)
    }

    /// What stands before the content of a part.
    fn head(&self, part: &Part) -> String {
        let mut head = format!(
            "content-disposition: form-data; name=\"{}\"",
            quoted(&part.name)
        );
        let mut content_type = part.content_type.as_deref();
        if let Some(file_name) = &part.file_name {
            head = format!("{head}; filename=\"{}\"", quoted(file_name));
            content_type = content_type
                .or(self.media_type(&part.name))
                .or(Some("application/octet-stream"));
        }
        if let Some(content_type) = content_type {
            let content_type: String = content_type
                .chars()
                .filter(|char| !char.is_control())
                .collect();
            head = format!("{head}\r\ncontent-type: {content_type}");
        }
        head
    }

    /// The body, and its boundary.
    ///
    /// # Errors
    /// A part could not be written.
    pub(crate) fn finish(self) -> Result<(Bytes, String), String> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let boundary = boundary();
        let heads: Vec<_> = self.parts.iter().map(|part| self.head(part)).collect();
        let around = boundary.len() + "--\r\n\r\n\r\n\r\n".len();
        let size = self
            .parts
            .iter()
            .zip(&heads)
            .map(|(part, head)| around + head.len() + part.content.len());
        let mut body = Vec::with_capacity(size.sum::<usize>() + around);
        for (part, head) in self.parts.iter().zip(&heads) {
            body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(&part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok((Bytes::from(body), boundary))
    }
}

/// A boundary of 128 bits that nobody can know before: what a keyed hash (`SipHash`) makes of two numbers, under keys
/// that the standard library takes from the operating system and changes each time. So no content can hold it but by a
/// chance of less than 2⁻⁶⁴ for each exabyte, and the content needs no search.
fn boundary() -> String {
    let random = RandomState::new();
    format!("{:016x}{:016x}", random.hash_one(0), random.hash_one(1))
}

/// `application/json`, and everything with the suffix `+json` (RFC 6839, section 3.1), whatever its parameters.
fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// A name as it stands between quotes (RFC 7578, section 2; percent-encoding as browsers do).
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
