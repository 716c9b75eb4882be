//! Bodies of the type `multipart/form-data` (RFC 7578). Parts come in one by one, a body and its media type go out. A name
//! cannot end its header line, and the boundary occurs in no part.

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// A file to send as a part.
#[derive(Clone)]
#[non_exhaustive]
pub struct File {
    /// Its content.
    pub bytes: Bytes,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its media type; `application/octet-stream` if none is given.
    pub content_type: Option<String>,
}

impl File {
    /// A file with this content.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), name: None, content_type: None }
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
#[derive(Clone, Default)]
pub struct Form {
    parts: Vec<(String, Bytes)>,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} parts)", self.parts.len())
    }
}

impl Multipart for Form {
    fn parts(&self, form: &mut Form) {
        form.parts.extend_from_slice(&self.parts);
    }
}

impl Form {
    /// Adds a value, unless it is absent: a text or a number as it is, each item of a list as a part of its own, an
    /// object as JSON.
    pub fn value(&mut self, name: &str, value: &impl Serialize) {
        match serde_json::to_value(value) {
            Ok(Value::Array(items)) => items.into_iter().for_each(|item| self.one(name, item)),
            Ok(value) => self.one(name, value),
            Err(_) => {}
        }
    }

    fn one(&mut self, name: &str, value: Value) {
        let disposition = format!("content-disposition: form-data; name=\"{}\"\r\n", quoted(name));
        match value {
            Value::Null => {}
            Value::String(text) => self.parts.push((disposition, Bytes::from(text))),
            value @ (Value::Object(_) | Value::Array(_)) => {
                self.parts.push((format!("{disposition}content-type: application/json\r\n"), Bytes::from(value.to_string())));
            }
            value => self.parts.push((disposition, Bytes::from(value.to_string()))),
        }
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, file: &File) {
        let file_name = file.name.as_deref().unwrap_or("file");
        let content_type = file.content_type.as_deref().unwrap_or("application/octet-stream");
        let content_type: String = content_type.chars().filter(|char| !char.is_control()).collect();
        let head = format!(
            "content-disposition: form-data; name=\"{}\"; filename=\"{}\"\r\ncontent-type: {content_type}\r\n",
            quoted(name),
            quoted(file_name)
        );
        self.parts.push((head, file.bytes.clone()));
    }

    /// The body, and its boundary.
    pub(super) fn finish(self) -> (Bytes, String) {
        let occurs = |boundary: &str| {
            let contains = |bytes: &[u8]| bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes());
            self.parts.iter().any(|(head, bytes)| contains(head.as_bytes()) || contains(bytes))
        };
        let mut number = 0_u64;
        let mut boundary = "part-boundary-0".to_owned();
        while occurs(&boundary) {
            number += 1;
            boundary = format!("part-boundary-{number}");
        }
        let mut body = Vec::new();
        for (head, bytes) in &self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (Bytes::from(body), boundary)
    }
}

/// A name as it stands between quotes (RFC 7578, section 2; percent-encoding as browsers do).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
