//! How the value of a parameter becomes text, in the style that the document gives it. In goes a value as JSON, out comes
//! text in which all is encoded that would mean something else where it goes.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// All that the name of a cookie cannot have: it is a token (RFC 6265, section 4.1.1; RFC 9110, section 5.6.2).
const NO_COOKIE_NAME: &AsciiSet = &RESERVED
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+')
    .remove(b'^')
    .remove(b'`')
    .remove(b'|');

/// All that the value of a cookie cannot have (RFC 6265, section 4.1.1).
const NO_COOKIE_VALUE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// What is percent-encoded in a `name=value` pair.
#[derive(Clone, Copy)]
pub(crate) struct Escapes {
    name: &'static AsciiSet,
    value: &'static AsciiSet,
}

/// A pair of a query or a form.
pub(crate) const PAIR: Escapes = Escapes {
    name: RESERVED,
    value: RESERVED,
};
/// A pair of the header field `Cookie`. A percent sign in a value is what `style: form` has encoded (RFC 6570, section
/// 3.2.8), so that one of the value itself is encoded as well.
pub(crate) const COOKIE: Escapes = Escapes {
    name: NO_COOKIE_NAME,
    value: &NO_COOKIE_VALUE.add(b'%'),
};

/// How a parameter's value becomes text (`OpenAPI` 3.0.3, section "Style Values").
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Style {
    /// Values joined by commas; the members of an object as `name,value`, or `name=value` if exploded.
    Simple {
        /// Whether the members of an object are written as `name=value`.
        explode: bool,
    },
    /// `name=value`, one for each item or member if exploded, else joined by commas.
    Form {
        /// Whether each item or member gets a pair of its own.
        explode: bool,
    },
    /// `name=value`, the items of a list joined by this character: the styles `spaceDelimited` and `pipeDelimited`.
    Delimited(char),
    /// `name[member]=value` for each member of an object.
    DeepObject,
    /// A path segment that begins with a dot (RFC 6570, section 3.2.5).
    Label {
        /// Whether each item or member begins with a dot of its own.
        explode: bool,
    },
    /// A path segment of `;name=value` (RFC 6570, section 3.2.7).
    Matrix {
        /// Whether each item or member begins with a semicolon of its own.
        explode: bool,
    },
    /// JSON: a parameter that the document describes by its `content`.
    Json,
}

/// [`Style::Simple`], not exploded: the default of path and header parameters.
pub const SIMPLE: Style = Style::Simple { explode: false };
/// [`Style::Simple`], exploded.
pub const SIMPLE_EXPLODED: Style = Style::Simple { explode: true };
/// [`Style::Form`], exploded: the default of query and cookie parameters.
pub const FORM: Style = Style::Form { explode: true };
/// [`Style::Form`], not exploded.
pub const FORM_JOINED: Style = Style::Form { explode: false };

/// The style `spaceDelimited`, not exploded.
pub const SPACE_DELIMITED: Style = Style::Delimited(' ');
/// The style `pipeDelimited`, not exploded.
pub const PIPE_DELIMITED: Style = Style::Delimited('|');

/// Whether a segment of a path would lead to another place: it is empty, or a dot segment (RFC 3986, section 3.3) as it is,
/// percent-encoded, or without its parameters.
pub(crate) fn leaves(segment: &str) -> bool {
    let decoded = segment.to_ascii_lowercase().replace("%2e", ".");
    segment.is_empty() || matches!(decoded.split(';').next(), Some("." | ".."))
}

/// Whether a text can be the value of a cookie as it is, between quotes or not (RFC 6265, section 4.1.1).
pub(crate) fn is_cookie(text: &str) -> bool {
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let octet = |byte| matches!(byte, b'!' | b'#'..=b'+' | b'-'..=b':' | b'<'..=b'[' | b']'..=b'~');
    quoted.unwrap_or(text).bytes().all(octet)
}

/// A value as far as there is something to send of it: null is nothing, and so is a list or an object that holds nothing
/// else (RFC 6570, section 2.3: it is undefined, so that no pair and no segment stands for it).
pub(crate) fn defined(mut value: Value, style: Style) -> Option<Value> {
    match (&mut value, style) {
        (Value::Null, _) => return None,
        (_, Style::Json) => {}
        (Value::Array(items), _) => {
            items.retain(|item| !item.is_null());
            if items.is_empty() {
                return None;
            }
        }
        (Value::Object(members), _) => {
            members.retain(|_, value| !value.is_null());
            if members.is_empty() {
                return None;
            }
        }
        _ => {}
    }
    Some(value)
}

pub(crate) fn encode(text: &str) -> String {
    escape(text, RESERVED)
}

pub(crate) fn escape(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

pub(crate) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// One text for the whole value, each part of it through `encode`.
pub(crate) fn joined(value: &Value, style: Style, encode: impl Fn(&str) -> String) -> String {
    let (between, explode) = match style {
        Style::Json => return encode(&value.to_string()),
        Style::Simple { explode }
        | Style::Form { explode }
        | Style::Label { explode }
        | Style::Matrix { explode } => (",".to_owned(), explode),
        Style::Delimited(between) => (encode(&between.to_string()), false),
        Style::DeepObject => (",".to_owned(), false),
    };
    let part = |value: &Value| encode(&scalar(value));
    match value {
        Value::Array(items) => items.iter().map(part).collect::<Vec<_>>().join(&between),
        Value::Object(members) => {
            let equals = if explode { "=" } else { &*between };
            let pairs = members
                .iter()
                .map(|(name, value)| format!("{}{equals}{}", encode(name), part(value)));
            pairs.collect::<Vec<_>>().join(&between)
        }
        other => part(other),
    }
}

fn pair(name: &str, value: &Value, escapes: Escapes) -> String {
    format!(
        "{}={}",
        escape(name, escapes.name),
        escape(&scalar(value), escapes.value)
    )
}

/// The `name=value` pairs of a value.
pub(crate) fn pairs(name: &str, value: &Value, style: Style, escapes: Escapes) -> Vec<String> {
    match (value, style) {
        (Value::Array(items), Style::Form { explode: true } | Style::DeepObject) => items
            .iter()
            .filter(|item| !item.is_null())
            .map(|item| pair(name, item, escapes))
            .collect(),
        (Value::Object(members), Style::Form { explode: true }) => members
            .iter()
            .map(|(name, value)| pair(name, value, escapes))
            .collect(),
        (Value::Object(members), Style::DeepObject) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            members
                .flat_map(|(member, value)| {
                    pairs(&format!("{name}[{member}]"), value, style, escapes)
                })
                .collect()
        }
        _ => {
            let value = joined(value, style, |text| escape(text, escapes.value));
            vec![format!("{}={value}", escape(name, escapes.name))]
        }
    }
}

/// A value as part of a path.
pub(crate) fn segment(name: &str, value: &Value, style: Style) -> String {
    // RFC 6570, section 3.2.7: nothing stands behind the name where the value is empty.
    let matrix = |name: &str, text: &str| match text {
        "" => format!(";{}", encode(name)),
        text => format!(";{}={text}", encode(name)),
    };
    let part = |value: &Value| encode(&scalar(value));
    let parts: Vec<_> = match (style, value) {
        (Style::Label { explode: true }, Value::Array(items)) => items
            .iter()
            .map(|item| format!(".{}", part(item)))
            .collect(),
        (Style::Label { explode: true }, Value::Object(members)) => members
            .iter()
            .map(|(name, value)| format!(".{}", pair(name, value, PAIR)))
            .collect(),
        (Style::Label { .. }, value) => vec![format!(".{}", joined(value, style, encode))],
        (Style::Matrix { explode: true }, Value::Array(items)) => {
            items.iter().map(|item| matrix(name, &part(item))).collect()
        }
        (Style::Matrix { explode: true }, Value::Object(members)) => members
            .iter()
            .map(|(name, value)| matrix(name, &part(value)))
            .collect(),
        (Style::Matrix { .. }, value) => vec![matrix(name, &joined(value, style, encode))],
        (_, value) => vec![joined(value, style, encode)],
    };
    parts.concat()
}
