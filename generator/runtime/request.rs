//! Building a request: parameters come in one by one, in the style the document gives each, and a complete
//! `http::Request` or the first thing that is wrong goes out. A path value cannot leave its segment, a header
//! value cannot end its line, and no reason names a value.

use super::{
    config::Config,
    credentials::{Credentials, Placement, Security},
    error::RequestError,
    multipart::{Form, Multipart, PartTypes},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The package that the client is part of.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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
    /// `name=value`, the items of a list joined by this text: the styles `spaceDelimited` and `pipeDelimited`.
    Delimited(&'static str),
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
pub const SPACE_DELIMITED: Style = Style::Delimited("%20");
/// The style `pipeDelimited`, not exploded.
pub const PIPE_DELIMITED: Style = Style::Delimited("%7C");

/// A body that knows how it is written.
pub trait Body {
    /// Adds the body to a request.
    #[must_use]
    fn write(&self, request: RequestBuilder) -> RequestBuilder;
}

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
            headers: HeaderMap::from_iter([(header::USER_AGENT, HeaderValue::from_static(USER_AGENT))]),
            body: Bytes::new(),
            problem: None,
        }
    }

    /// Fills in a path parameter.
    #[must_use]
    pub fn path(mut self, name: &str, value: &impl Serialize, style: Style) -> Self {
        match self.value(name, value) {
            Some(value) => self.fill(name, &segment(name, &value, style)),
            None => self.refuse(&format!("the path parameter `{name}` has no value")),
        }
        self
    }

    /// Adds a query parameter, unless it is absent.
    #[must_use]
    pub fn query(mut self, name: &str, value: &impl Serialize, style: Style) -> Self {
        if let Some(value) = self.value(name, value) {
            self.query.extend(pairs(name, &value, style));
        }
        self
    }

    /// Adds a header field, unless it is absent.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &impl Serialize, style: Style) -> Self {
        if let Some(value) = self.value(name, value) {
            self.field(name, &joined(&value, style, str::to_owned), false);
        }
        self
    }

    /// Adds a cookie, unless it is absent.
    #[must_use]
    pub fn cookie(mut self, name: &str, value: &impl Serialize, style: Style) -> Self {
        if let Some(value) = self.value(name, value) {
            self.cookies.extend(pairs(name, &value, style));
        }
        self
    }

    /// Sets a JSON body, unless it is absent.
    #[must_use]
    pub fn json(mut self, media_type: &str, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) if json == b"null" => self,
            Ok(json) => self.bytes(media_type, Some(Bytes::from(json))),
            Err(_) => {
                self.refuse("the body cannot be written as JSON");
                self
            }
        }
    }

    /// Sets a body of text, unless it is absent: a value that is a text in JSON as it is, any other as JSON has it.
    #[must_use]
    pub fn text(mut self, media_type: &str, body: &impl Serialize) -> Self {
        let text = self.value("body", body).map(|value| Bytes::from(scalar(&value)));
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
    pub fn form_styled(mut self, media_type: &str, body: &impl Serialize, styles: &[(&str, Style)]) -> Self {
        let Some(value) = self.value("body", body) else { return self };
        let style = |name: &str| styles.iter().find(|(member, _)| *member == name).map(|(_, style)| *style);
        let pairs = match &value {
            Value::Object(members) => {
                members.iter().flat_map(|(name, value)| form_pairs(name, value, style(name))).collect()
            }
            other => vec![encode(&scalar(other))],
        };
        self.bytes(media_type, Some(Bytes::from(pairs.join("&"))))
    }

    /// Sets a body that knows how it is written, unless it is absent.
    #[must_use]
    pub fn body(self, body: Option<&dyn Body>) -> Self {
        match body {
            Some(body) => body.write(self),
            None => self,
        }
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
            Ok((body, boundary)) => self.bytes(&format!("multipart/form-data; boundary={boundary}"), Some(body)),
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
    ///
    /// # Errors
    /// The first thing that is wrong with a parameter, a missing credential, or a URL that is too long.
    pub fn build(
        mut self,
        config: &Config,
        server: &str,
        security: Security,
    ) -> Result<http::Request<Bytes>, RequestError> {
        self.authorize(config.credentials(), security);
        if !self.cookies.is_empty() {
            let cookies = self.cookies.join("; ");
            self.field("cookie", &cookies, true);
        }
        if let Some((name, _)) = self.path.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
            self.refuse(&format!("the path parameter `{name}` has no value"));
        }
        // A pair of the template gives way to a parameter of its name.
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let mut fixed: Vec<_> = self.fixed.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
        fixed.retain(|pair| !self.query.iter().any(|sent| name(sent) == name(pair)));
        let mut uri = format!("{}{}", config.base_url(server), self.path);
        for (index, pair) in fixed.iter().chain(&self.query).enumerate() {
            uri.push(if index == 0 { '?' } else { '&' });
            uri.push_str(pair);
        }
        if self.body.is_empty() && matches!(self.method, Method::POST | Method::PUT | Method::PATCH) {
            // RFC 9110, section 8.6: some servers refuse a request of these methods that does not say it.
            self.field("content-length", "0", false);
        }
        let Self { operation, problem, headers, .. } = self;
        if let Some(reason) = problem {
            return Err(RequestError { operation, reason });
        }
        let mut request = http::Request::builder()
            .method(self.method)
            .uri(uri)
            .body(self.body)
            .map_err(|_| RequestError { operation, reason: "the URL is not valid or too long".to_owned() })?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn authorize(&mut self, credentials: &Credentials, security: Security) {
        let Some(set) = security.iter().find(|set| set.iter().all(|scheme| credentials.has(scheme))) else {
            if let Some(set) = security.first() {
                let names: Vec<_> = set.iter().map(|scheme| scheme.name).collect();
                self.refuse(&format!("it needs the credential {}", names.join(" and ")));
            }
            return;
        };
        for scheme in *set {
            let Some(text) = credentials.text(scheme) else { continue };
            match &scheme.placement {
                Placement::Basic | Placement::Bearer | Placement::Authorization(_) => self.field("authorization", text.expose(), true),
                Placement::Header(name) => self.field(name, text.expose(), true),
                Placement::Query(name) => self.query.push(format!("{}={}", encode(name), encode(text.expose()))),
                Placement::Cookie(name) => self.cookies.push(format!("{name}={}", encode(text.expose()))),
            }
        }
    }

    /// The value as JSON; `None` where it is absent.
    fn value(&mut self, name: &str, value: &impl Serialize) -> Option<Value> {
        match serde_json::to_value(value) {
            Ok(Value::Null) => None,
            Ok(value) => Some(value),
            Err(_) => {
                self.refuse(&format!("the parameter `{name}` cannot be written as text"));
                None
            }
        }
    }

    fn fill(&mut self, name: &str, text: &str) {
        let expression = format!("{{{name}}}");
        let fill = |part: &str| part.replace(&expression, text);
        let segments = self.path.split('/').filter(|segment| segment.contains(&expression));
        if segments.map(fill).any(|segment| leaves(&segment)) {
            self.refuse(&format!("the path parameter `{name}` must not be empty, `.` or `..`"));
        }
        (self.path, self.fixed) = (fill(&self.path), fill(&self.fixed));
    }

    fn field(&mut self, name: &str, text: &str, sensitive: bool) {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(text.as_bytes())) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(sensitive);
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.refuse(&format!("`{name}` is no name for a header field")),
            (_, Err(_)) => self.refuse(&format!("the header `{name}` must not contain control characters")),
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

/// Whether a segment of a path would lead to another place: it is empty, or a dot segment (RFC 3986, section 3.3) as it is,
/// percent-encoded, or without its parameters.
fn leaves(segment: &str) -> bool {
    let decoded = segment.to_ascii_lowercase().replace("%2e", ".");
    segment.is_empty() || matches!(decoded.split(';').next(), Some("." | ".."))
}

pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
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
        Style::Simple { explode } | Style::Form { explode } | Style::Label { explode } | Style::Matrix { explode } => {
            (",", explode)
        }
        Style::Delimited(between) => (between, false),
        Style::DeepObject => (",", false),
    };
    let part = |value: &Value| encode(&scalar(value));
    match value {
        Value::Array(items) => items.iter().map(part).collect::<Vec<_>>().join(between),
        Value::Object(members) => {
            let equals = if explode { "=" } else { between };
            let pairs = members.iter().map(|(name, value)| format!("{}{equals}{}", encode(name), part(value)));
            pairs.collect::<Vec<_>>().join(between)
        }
        other => part(other),
    }
}

fn pair(name: &str, value: &Value) -> String {
    format!("{}={}", encode(name), encode(&scalar(value)))
}

/// The `name=value` pairs of a value.
fn pairs(name: &str, value: &Value, style: Style) -> Vec<String> {
    match (value, style) {
        (Value::Array(items), Style::Form { explode: true } | Style::DeepObject) => {
            items.iter().map(|item| pair(name, item)).collect()
        }
        (Value::Object(members), Style::Form { explode: true }) => {
            members.iter().map(|(name, value)| pair(name, value)).collect()
        }
        (Value::Object(members), Style::DeepObject) => {
            members.iter().flat_map(|(member, value)| pairs(&format!("{name}[{member}]"), value, style)).collect()
        }
        _ => vec![format!("{}={}", encode(name), joined(value, style, encode))],
    }
}

/// The pairs of a member of a form.
fn form_pairs(name: &str, value: &Value, style: Option<Style>) -> Vec<String> {
    match (value, style) {
        (Value::Null, _) => Vec::new(),
        (_, Some(style)) => pairs(name, value, style),
        (Value::Object(_), None) => pairs(name, value, Style::Json),
        (_, None) => pairs(name, value, FORM),
    }
}

/// A value as part of a path.
fn segment(name: &str, value: &Value, style: Style) -> String {
    // An item stands behind `before`, a member behind the first character of it.
    let each = |before: &str| {
        let parts: Vec<_> = match value {
            Value::Array(items) => items.iter().map(|item| format!("{before}{}", encode(&scalar(item)))).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| format!("{}{}", &before[..1], pair(name, value))).collect()
            }
            other => vec![format!("{before}{}", encode(&scalar(other)))],
        };
        parts.concat()
    };
    match style {
        Style::Label { explode: true } => each("."),
        Style::Label { explode: false } => format!(".{}", joined(value, style, encode)),
        Style::Matrix { explode: true } => each(&format!(";{}=", encode(name))),
        Style::Matrix { explode: false } => format!(";{}={}", encode(name), joined(value, style, encode)),
        _ => joined(value, style, encode),
    }
}
