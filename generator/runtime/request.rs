//! Building a request, one parameter after the other, each in the style that the document gives it. The first thing that is
//! wrong is what building ends with. A path value cannot leave its segment, a header value cannot end its line, and no reason
//! names a value.

use super::{
    config::Config,
    credentials::{Credentials, Placement, Security, are_needed},
    error::RequestError,
    multipart::{Form, Multipart, PartTypes},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The package that the client is part of.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

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
struct Escapes {
    name: &'static AsciiSet,
    value: &'static AsciiSet,
}

/// A pair of a query or a form.
const PAIR: Escapes = Escapes {
    name: RESERVED,
    value: RESERVED,
};
/// A pair of the header field `Cookie`. A percent sign in a value is what `style: form` has encoded (RFC 6570, section
/// 3.2.8), so that one of the value itself is encoded as well.
const COOKIE: Escapes = Escapes {
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

/// A request in the making.
pub struct RequestBuilder {
    operation: &'static str,
    method: Method,
    path: String,
    /// The query of the template.
    fixed: String,
    query: Vec<String>,
    cookies: Vec<String>,
    headers: HeaderMap,
    body: Bytes,
    problem: Option<String>,
}

impl RequestBuilder {
    /// A request for a path template such as `/pets/{id}` or `/pets?kind=cat`.
    #[must_use]
    pub fn new(operation: &'static str, method: Method, path: &str) -> Self {
        let mut inside = false;
        let query = path.find(|char| {
            inside = char == '{' || (inside && char != '}');
            char == '?' && !inside
        });
        let (path, fixed) = path.split_at(query.unwrap_or(path.len()));
        Self {
            operation,
            method,
            path: path.to_owned(),
            fixed: fixed.trim_start_matches('?').to_owned(),
            query: Vec::new(),
            cookies: Vec::new(),
            // Nothing here decodes a body; without the field any encoding would be welcome (RFC 9110, section 12.5.3).
            headers: fields([
                (header::USER_AGENT, USER_AGENT),
                (header::ACCEPT_ENCODING, "identity"),
            ]),
            body: Bytes::new(),
            problem: None,
        }
    }

    /// Fills in a path parameter.
    #[must_use]
    pub fn path(mut self, name: &str, value: &impl Serialize, style: Style) -> Self {
        match self.value(name, value, style) {
            Some(value) => {
                // A label joins its items by what is not encoded within them.
                let between = matches!(style, Style::Label { explode: true }).then_some('.');
                self.unambiguous(name, &value, between);
                self.fill(name, &segment(name, &value, style));
            }
            None => self.refuse(&format!("the path parameter `{name}` has no value")),
        }
        self
    }

    /// Adds a query parameter, unless it is absent.
    #[must_use]
    pub fn query(mut self, name: &str, value: &impl Serialize, style: Style) -> Self {
        if let Some(value) = self.value(name, value, style) {
            let pairs = self.pairs(name, &value, style, PAIR);
            self.query.extend(pairs);
        }
        self
    }

    /// Adds a header field, unless it is absent.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &impl Serialize, style: Style) -> Self {
        if let Some(value) = self.value(name, value, style) {
            // Nothing is encoded in a header field.
            self.unambiguous(name, &value, (!matches!(style, Style::Json)).then_some(','));
            let text = match (value, style) {
                (value, Style::Json) => value.to_string(),
                (Value::String(text), _) => text,
                (value, _) => joined(&value, style, str::to_owned),
            };
            if name.eq_ignore_ascii_case("cookie") {
                self.cookies.push(text);
            } else {
                self.field(name, &text, false);
            }
        }
        self
    }

    /// Adds a cookie, unless it is absent.
    #[must_use]
    pub fn cookie(mut self, name: &str, value: &impl Serialize, style: Style) -> Self {
        if let Some(value) = self.value(name, value, style) {
            let pairs = self.pairs(name, &value, style, COOKIE);
            self.cookies.extend(pairs);
        }
        self
    }

    /// Sets a JSON body, unless it is absent.
    #[must_use]
    pub fn json(self, media_type: &str, body: &impl Serialize) -> Self {
        let mut request = self.json_or_null(media_type, body);
        if *request.body == *b"null" {
            request.body = Bytes::new();
            request.headers.remove(header::CONTENT_TYPE);
        }
        request
    }

    /// Sets a JSON body, which may be null.
    #[must_use]
    pub fn json_or_null(mut self, media_type: &str, body: &impl Serialize) -> Self {
        let json = serde_json::to_vec(body).map(Bytes::from);
        if json.is_err() {
            self.refuse("the body cannot be written as JSON");
        }
        self.bytes(media_type, json.ok())
    }

    /// Sets a body of text, unless it is absent: a value that is a text in JSON as it is, any other as JSON has it.
    #[must_use]
    pub fn text(mut self, media_type: &str, body: &impl Serialize) -> Self {
        let text = self
            .value("body", body, Style::Json)
            .map(|value| Bytes::from(scalar(&value)));
        self.bytes(media_type, text)
    }

    /// Sets a body of the type `application/x-www-form-urlencoded`, unless it is absent. A list is a pair for each item,
    /// an object within is JSON.
    #[must_use]
    pub fn form(self, media_type: &str, body: &impl Serialize) -> Self {
        self.form_styled(media_type, body, &[])
    }

    /// The same, with the styles of members that have one of their own.
    #[must_use]
    pub fn form_styled(
        mut self,
        media_type: &str,
        body: &impl Serialize,
        styles: &[(&str, Style)],
    ) -> Self {
        let Some(value) = self.value("body", body, Style::Json) else {
            return self;
        };
        let mut pairs = Vec::new();
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let style = styles
                        .iter()
                        .find(|(member, _)| *member == name)
                        .map(|(_, style)| *style);
                    let style = style.unwrap_or(if value.is_object() { Style::Json } else { FORM });
                    if let Some(value) = defined(value, style) {
                        pairs.extend(self.pairs(&name, &value, style, PAIR));
                    }
                }
            }
            other => pairs.push(encode(&scalar(&other))),
        }
        self.bytes(media_type, Some(Bytes::from(pairs.join("&"))))
    }

    /// Sets a body of several parts, unless it is absent.
    #[must_use]
    pub fn multipart(self, body: Option<&dyn Multipart>) -> Self {
        self.multipart_typed(body, &[])
    }

    /// The same, with the media types of parts that have one of their own.
    #[must_use]
    pub fn multipart_typed(mut self, body: Option<&dyn Multipart>, types: PartTypes) -> Self {
        let Some(body) = body else { return self };
        let mut form = Form::of(types);
        body.parts(&mut form);
        match form.finish() {
            Ok((body, boundary)) => self.bytes(
                &format!("multipart/form-data; boundary={boundary}"),
                Some(body),
            ),
            Err(problem) => {
                self.refuse(&problem);
                self
            }
        }
    }

    /// Sets a body of text or bytes, unless it is absent.
    #[must_use]
    pub fn bytes(mut self, media_type: &str, body: Option<Bytes>) -> Self {
        let Some(body) = body else { return self };
        self.body = body;
        self.field("content-type", media_type, false);
        self
    }

    /// Sets the media types that the operation can answer with, if there are any.
    #[must_use]
    pub fn accept(mut self, media_types: &str) -> Self {
        if !media_types.is_empty() {
            self.field("accept", media_types, false);
        }
        self
    }

    /// Adds the credentials and completes the request. `server` is the operation's own, if it has one; `security` is a
    /// choice of sets: the first whose credentials are all at hand is sent (`OpenAPI` 3.0.3, section "Security Requirement Object").
    /// A provider is asked for them, unless there is nothing to send them with.
    ///
    /// # Errors
    /// The first thing that is wrong with a parameter, a missing credential, a provider that fails or that only an async
    /// client can wait for, or a URL that is too long.
    pub fn build(
        mut self,
        config: &Config,
        server: &str,
        security: Security,
    ) -> Result<http::Request<Bytes>, RequestError> {
        if are_needed(security) && self.problem.is_none() {
            let credentials = config.credentials().ask(self.operation)?;
            self.authorize(&credentials, security);
        }
        if !self.cookies.is_empty() {
            let cookies = self.cookies.join("; ");
            self.field("cookie", &cookies, true);
        }
        if let Some((name, _)) = self
            .path
            .split_once('{')
            .and_then(|(_, rest)| rest.split_once('}'))
        {
            self.refuse(&format!("the path parameter `{name}` has no value"));
        }
        // A pair of the template gives way to a parameter of its name.
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let mut fixed: Vec<_> = self
            .fixed
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(str::to_owned)
            .collect();
        fixed.retain(|pair| !self.query.iter().any(|sent| name(sent) == name(pair)));
        let mut uri = format!("{}{}", config.base_url(server), self.path);
        for (index, pair) in fixed.iter().chain(&self.query).enumerate() {
            uri.push(if index == 0 { '?' } else { '&' });
            uri.push_str(pair);
        }
        if self.body.is_empty() && matches!(self.method, Method::POST | Method::PUT | Method::PATCH)
        {
            // RFC 9110, section 8.6: some servers refuse a request of these methods that does not say it.
            self.field("content-length", "0", false);
        }
        let Self {
            operation,
            problem,
            headers,
            ..
        } = self;
        if let Some(reason) = problem {
            return Err(RequestError::new(operation, reason));
        }
        let mut request = http::Request::builder()
            .method(self.method)
            .uri(uri)
            .body(self.body)
            .map_err(|_| RequestError::new(operation, "the URL is not valid or too long"))?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn authorize(&mut self, credentials: &Credentials, security: Security) {
        let Some(set) = security
            .iter()
            .find(|set| set.iter().all(|scheme| credentials.has(scheme)))
        else {
            if let Some(set) = security.first() {
                let names: Vec<_> = set.iter().map(|scheme| scheme.name).collect();
                self.refuse(&format!("it needs the credential {}", names.join(" and ")));
            }
            return;
        };
        for scheme in *set {
            let Some(text) = credentials.text(scheme) else {
                continue;
            };
            match &scheme.placement {
                Placement::Basic | Placement::Bearer | Placement::Authorization(_) => {
                    self.field("authorization", text.expose(), true);
                }
                Placement::Header(name) => self.field(name, text.expose(), true),
                Placement::Query(name) => {
                    self.query
                        .push(format!("{}={}", encode(name), encode(text.expose())));
                }
                Placement::Cookie(name) if is_cookie(text.expose()) => {
                    self.cookies.push(format!("{name}={}", text.expose()));
                }
                Placement::Cookie(_) => {
                    let reason =
                        "has a character that no cookie may have (RFC 6265, section 4.1.1)";
                    self.refuse(&format!("the credential {} {reason}", scheme.name));
                }
            }
        }
    }

    /// The value as JSON; `None` where there is nothing to send.
    fn value(&mut self, name: &str, value: &impl Serialize, style: Style) -> Option<Value> {
        let value = serde_json::to_value(value);
        if value.is_err() {
            self.refuse(&format!("the parameter `{name}` cannot be written as text"));
        }
        defined(value.ok()?, style)
    }

    /// The `name=value` pairs of a value.
    fn pairs(&mut self, name: &str, value: &Value, style: Style, escapes: Escapes) -> Vec<String> {
        if let Style::Delimited(between) = style {
            // Encoded it is what joins the items, and nothing else is left to be.
            self.unambiguous(name, value, Some(between));
        }
        pairs(name, value, style, escapes)
    }

    /// Refuses a list or an object with a part that holds what stands between the parts.
    fn unambiguous(&mut self, name: &str, value: &Value, between: Option<char>) {
        let Some(between) = between else { return };
        let holds = match value {
            Value::Array(items) => items.iter().any(|item| scalar(item).contains(between)),
            Value::Object(members) => members
                .iter()
                .any(|(name, value)| name.contains(between) || scalar(value).contains(between)),
            _ => false,
        };
        if holds {
            self.refuse(&format!(
                "a part of the parameter `{name}` holds `{between}`, which stands between its parts"
            ));
        }
    }

    fn fill(&mut self, name: &str, text: &str) {
        let expression = format!("{{{name}}}");
        let fill = |part: &str| part.replace(&expression, text);
        let segments = self
            .path
            .split('/')
            .filter(|segment| segment.contains(&expression));
        if segments.map(fill).any(|segment| leaves(&segment)) {
            self.refuse(&format!(
                "the path parameter `{name}` must not be empty, `.` or `..`"
            ));
        }
        (self.path, self.fixed) = (fill(&self.path), fill(&self.fixed));
    }

    fn field(&mut self, name: &str, text: &str, sensitive: bool) {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(text.as_bytes()),
        ) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(sensitive);
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.refuse(&format!("`{name}` is no name for a header field")),
            (_, Err(_)) => self.refuse(&format!(
                "the header `{name}` must not contain control characters"
            )),
        }
    }

    fn refuse(&mut self, reason: &str) {
        self.problem.get_or_insert_with(|| reason.to_owned());
    }
}

/// Without the parameters and credentials.
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// Header fields, with room for those that most requests have.
fn fields<const N: usize>(fields: [(HeaderName, &'static str); N]) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    headers.extend(fields.map(|(name, text)| (name, HeaderValue::from_static(text))));
    headers
}

/// Whether a segment of a path would lead to another place: it is empty, or a dot segment (RFC 3986, section 3.3) as it is,
/// percent-encoded, or without its parameters.
fn leaves(segment: &str) -> bool {
    let decoded = segment.to_ascii_lowercase().replace("%2e", ".");
    segment.is_empty() || matches!(decoded.split(';').next(), Some("." | ".."))
}

/// Whether a text can be the value of a cookie as it is, between quotes or not (RFC 6265, section 4.1.1).
fn is_cookie(text: &str) -> bool {
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let octet = |byte| matches!(byte, b'!' | b'#'..=b'+' | b'-'..=b':' | b'<'..=b'[' | b']'..=b'~');
    quoted.unwrap_or(text).bytes().all(octet)
}

/// A value as far as there is something to send of it: null is nothing, and so is a list or an object that holds nothing
/// else (RFC 6570, section 2.3: it is undefined, so that no pair and no segment stands for it).
fn defined(mut value: Value, style: Style) -> Option<Value> {
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

pub(super) fn encode(text: &str) -> String {
    escape(text, RESERVED)
}

fn escape(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// One text for the whole value, each part of it through `encode`.
fn joined(value: &Value, style: Style, encode: impl Fn(&str) -> String) -> String {
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
fn pairs(name: &str, value: &Value, style: Style, escapes: Escapes) -> Vec<String> {
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
fn segment(name: &str, value: &Value, style: Style) -> String {
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
