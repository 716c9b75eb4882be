//! Building a request, one parameter after the other, each in the style that the document gives it. The first thing that is
//! wrong is what building ends with. A path value cannot leave its segment, a header value cannot end its line, and no reason
//! names a value.

use super::{
    config::Config,
    credentials::{Credentials, Placement, Security, are_needed},
    failure::RequestError,
    multipart::{Form, Multipart, PartTypes},
    style::{
        COOKIE, Escapes, PAIR, defined, encode, is_cookie, joined, leaves, pairs, scalar, segment,
    },
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header, uri::PathAndQuery};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

pub use super::style::{
    FORM, FORM_JOINED, PIPE_DELIMITED, SIMPLE, SIMPLE_EXPLODED, SPACE_DELIMITED, Style,
};

/// The package that the client is part of.
const USER_AGENT: HeaderValue = HeaderValue::from_static(concat!(
    env!("CARGO_PKG_NAME"),
    "/",
    env!("CARGO_PKG_VERSION")
));

/// Nothing here decodes a body; without the field any encoding would be welcome (RFC 9110, section 12.5.3).
const ACCEPT_ENCODING: HeaderValue = HeaderValue::from_static("identity");

/// The longest path with its query that `http` can take; it does not look in all versions.
const LONGEST: usize = u16::MAX as usize - 1;

/// What can be a body as it is.
pub trait ToBytes {
    /// The body, unless it is absent.
    fn to_bytes(&self) -> Option<Bytes>;
}

impl ToBytes for Bytes {
    fn to_bytes(&self) -> Option<Bytes> {
        Some(self.clone())
    }
}

impl ToBytes for String {
    fn to_bytes(&self) -> Option<Bytes> {
        Some(Bytes::from(self.clone()))
    }
}

impl<T: ToBytes> ToBytes for Option<T> {
    fn to_bytes(&self) -> Option<Bytes> {
        self.as_ref().and_then(T::to_bytes)
    }
}

/// What can be a body of parts.
pub trait ToMultipart {
    /// The body, unless it is absent.
    fn to_multipart(&self) -> Option<&dyn Multipart>;
}

impl<T: Multipart> ToMultipart for T {
    fn to_multipart(&self) -> Option<&dyn Multipart> {
        Some(self)
    }
}

impl<T: Multipart> ToMultipart for Option<T> {
    fn to_multipart(&self) -> Option<&dyn Multipart> {
        self.as_ref().map(|body| body as _)
    }
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
        let (path, fixed) = path.split_at(query_of(path).unwrap_or(path.len()));
        // There is room for the fields that most requests have.
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(header::USER_AGENT, USER_AGENT);
        headers.insert(header::ACCEPT_ENCODING, ACCEPT_ENCODING);
        Self {
            operation,
            method,
            path: path.to_owned(),
            fixed: fixed.trim_start_matches('?').to_owned(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers,
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
                self.field(name, text.into(), false);
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
        self.content(media_type, json.ok())
    }

    /// Sets a body of text, unless it is absent: a value that is a text in JSON as it is, any other as JSON has it.
    #[must_use]
    pub fn text(mut self, media_type: &str, body: &impl Serialize) -> Self {
        let text = self
            .value("body", body, Style::Json)
            .map(|value| Bytes::from(scalar(&value)));
        self.content(media_type, text)
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
        self.content(media_type, Some(Bytes::from(pairs.join("&"))))
    }

    /// Sets a body of several parts, unless it is absent.
    #[must_use]
    pub fn multipart(self, media_type: &str, body: &impl ToMultipart) -> Self {
        self.multipart_typed(media_type, body, &[])
    }

    /// The same, with the media types of parts that have one of their own.
    #[must_use]
    pub fn multipart_typed(
        mut self,
        media_type: &str,
        body: &impl ToMultipart,
        types: PartTypes,
    ) -> Self {
        let Some(body) = body.to_multipart() else {
            return self;
        };
        let mut form = Form::of(types);
        body.parts(&mut form);
        match form.finish() {
            Ok((body, boundary)) => {
                self.content(&format!("{media_type}; boundary={boundary}"), Some(body))
            }
            Err(problem) => {
                self.refuse(&problem);
                self
            }
        }
    }

    /// Sets a body of text or bytes, unless it is absent.
    #[must_use]
    pub fn bytes(self, media_type: &str, body: &impl ToBytes) -> Self {
        self.content(media_type, body.to_bytes())
    }

    fn content(mut self, media_type: &str, body: Option<Bytes>) -> Self {
        if let Some(body) = body {
            self.body = body;
            self.field("content-type", copy(media_type), false);
        }
        self
    }

    /// Sets the media types that the operation can answer with, if there are any.
    #[must_use]
    pub fn accept(self, media_types: &str) -> Self {
        self.accepts(copy(media_types))
    }

    /// The same, without a copy.
    pub(crate) fn accepts(mut self, media_types: Bytes) -> Self {
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
            self.field("cookie", cookies.into(), true);
        }
        if let Some((name, _)) = self
            .path
            .split_once('{')
            .and_then(|(_, rest)| rest.split_once('}'))
        {
            self.refuse(&format!("the path parameter `{name}` has no value"));
        }
        if self.body.is_empty() && matches!(self.method, Method::POST | Method::PUT | Method::PATCH)
        {
            // RFC 9110, section 8.6: some servers refuse a request of these methods that does not say it.
            self.field("content-length", Bytes::from_static(b"0"), false);
        }
        let uri = self.uri(config, server);
        let Self {
            operation,
            method,
            headers,
            body,
            problem,
            ..
        } = self;
        if let Some(reason) = problem {
            return Err(RequestError::new(operation, reason));
        }
        let mut request = http::Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() =
            uri.ok_or_else(|| RequestError::new(operation, "the URL is not valid or too long"))?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The URL. Its path and query are written to where the path of the template is.
    fn uri(&mut self, config: &Config, server: &str) -> Option<Uri> {
        let mut parts = config.base_url(server)?.into_parts();
        let base = parts
            .path_and_query
            .as_ref()
            .map_or("", PathAndQuery::path)
            .trim_end_matches('/');
        let mut target = std::mem::take(&mut self.path);
        target.insert_str(0, base);
        if target.is_empty() {
            target.push('/');
        }
        // A pair of the template gives way to a parameter of its name.
        let is_sent = |pair: &str| self.query.iter().any(|sent| name(sent) == name(pair));
        let fixed = self.fixed.split('&');
        let fixed = fixed.filter(|pair| !pair.is_empty() && !is_sent(pair));
        let sent = self.query.iter().map(String::as_str);
        for (index, pair) in fixed.chain(sent).enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            target.push_str(pair);
        }
        if target.len() > LONGEST {
            return None;
        }
        parts.path_and_query = PathAndQuery::from_maybe_shared(Bytes::from(target)).ok();
        Uri::from_parts(parts).ok()
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
                    self.field("authorization", copy(text.expose()), true);
                }
                Placement::Header(name) => self.field(name, copy(text.expose()), true),
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

    fn field(&mut self, name: &str, text: Bytes, sensitive: bool) {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_maybe_shared(text),
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

/// Where the query of a path template begins, if it has one.
fn query_of(path: &str) -> Option<usize> {
    let mut inside = false;
    let begins = |char| {
        inside = char == '{' || (inside && char != '}');
        char == '?' && !inside
    };
    // Few have one, and a look for a byte is quick.
    path.contains('?').then(|| path.find(begins)).flatten()
}

/// The name of a `name=value` pair.
fn name(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

fn copy(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}
