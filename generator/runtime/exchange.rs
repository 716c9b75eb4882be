//! What happens between the first request of a call and its last response: redirects and retries, for all modes of a
//! client alike, within the total time limit of the call. To another origin goes nothing but what is known to be harmless, and
//! nothing is repeated that may already have happened and must not happen twice.

use super::{
    config::Config,
    credentials::{Credentials, are_needed},
    error::Error,
    failure::{RequestError, TimeLimit, TransportError},
    operation::Operation,
    options::CallOptions,
    provider::Provider,
    settings::{Limits, Retry},
    transport::CallInfo,
    url::{has_sound_port, is_safe, port},
};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header, uri::PathAndQuery};
use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher as _,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant, SystemTime},
};

/// The header fields that a redirect takes to another origin (RFC 9110, section 15.4): they say how a response is to be
/// written and by whom it is asked for. All others may be credentials, or be meant for the first server alone.
const HARMLESS: [http::HeaderName; 5] = [
    header::ACCEPT,
    header::ACCEPT_CHARSET,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::USER_AGENT,
];

/// What goes with a body, and is left out where there is none.
const CONTENT: [http::HeaderName; 3] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
];

/// How many retries are left, in tenths.
#[derive(Debug)]
pub struct Budget(AtomicU32);

impl Budget {
    pub(crate) fn new(retry: Option<&Retry>) -> Self {
        Self(AtomicU32::new(
            retry.map_or(0, |retry| retry.budget.saturating_mul(10)),
        ))
    }

    fn spend(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(10)
            })
            .is_ok()
    }

    fn earn(&self, retry: &Retry) {
        let most = retry.budget.saturating_mul(10);
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_add(1).min(most))
            });
    }
}

/// A call on its way.
#[derive(Debug)]
pub struct Exchange<'a> {
    operation: &'static str,
    path: &'static str,
    /// That of the call: with the server and the credentials of its own.
    config: Config,
    budget: &'a Budget,
    limits: Limits,
    start: Instant,
    /// Who is asked for the credentials of each attempt; nobody where they are fixed, or none are sent.
    provider: Option<Provider>,
    /// Whether the request is to be made, or made anew, before it is sent.
    due: bool,
    /// Whether the request can be repeated although the server may have acted on it.
    idempotent: bool,
    request: Request<Bytes>,
    attempts: u32,
    redirects: u32,
    /// Whether this attempt was sent once more because a connection of the pool had been closed.
    renewed: bool,
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// Another attempt, after a wait.
    Again(Duration),
    /// Nothing: this is how the call ended.
    Done(Result<Response<Bytes>, TransportError>),
}

impl<'a> Exchange<'a> {
    /// A call that begins now, by the configuration of a client. Its request is due.
    pub(crate) fn new<O: Operation>(
        options: &CallOptions,
        config: &Config,
        budget: &'a Budget,
    ) -> Result<Self, RequestError> {
        let start = Instant::now();
        let limits = options.limits_of(config);
        let config = options.config(O::ID, config)?;
        let provider = config.credentials();
        let asks = !provider.is_fixed() && are_needed(O::SECURITY);
        Ok(Self {
            operation: O::ID,
            path: O::PATH,
            provider: asks.then(|| provider.clone()),
            config,
            budget,
            limits,
            start,
            due: true,
            idempotent: O::IDEMPOTENT.unwrap_or_else(|| O::METHOD.is_idempotent()),
            request: Request::default(),
            attempts: 1,
            redirects: 0,
            renewed: false,
        })
    }

    /// Whether the request is to be made before it is sent: by the configuration that `ask` gives, for `take`.
    pub(crate) fn is_due(&self) -> bool {
        self.due
    }

    /// The configuration to make the request by: where there is a provider, with what that gives now.
    pub(crate) fn ask(&self) -> Result<Config, Error> {
        match &self.provider {
            Some(provider) => self.told(provider.ask(self.operation)),
            None => Ok(self.config.clone()),
        }
    }

    /// The same with what the provider gave.
    pub(crate) fn told(
        &self,
        credentials: Result<Credentials, RequestError>,
    ) -> Result<Config, Error> {
        let config = self.config.with(credentials?);
        if self.limits().timeout.is_zero() {
            return Err(self.late());
        }
        Ok(config)
    }

    /// The provider to ask, if there is one, and for which operation.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.provider.as_ref()
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    /// That the time of the call ended before it was sent.
    pub(crate) fn late(&self) -> Error {
        TransportError::timeout(TimeLimit::Total)
            .of(self.operation)
            .into()
    }

    /// Takes the request that was made. After a redirect its header fields go on alone, to where that led.
    pub(crate) fn take(&mut self, request: Request<Bytes>) {
        self.due = false;
        if self.redirects == 0 {
            self.request = request;
            return;
        }
        let mut headers = request.into_parts().0.headers;
        for name in CONTENT {
            if !self.request.headers().contains_key(&name) {
                headers.remove(name);
            }
        }
        *self.request.headers_mut() = headers;
    }

    /// The request to send now, which may go out with another body.
    pub(crate) fn request(&self, with_own_body: bool) -> Request<Bytes> {
        self.told_of(self.request.clone(), with_own_body)
    }

    /// A request that says which call it is of.
    fn told_of(&self, mut request: Request<Bytes>, with_own_body: bool) -> Request<Bytes> {
        request.extensions_mut().insert(CallInfo {
            operation: self.operation,
            path: self.path,
            renews: with_own_body && self.idempotent && !self.renewed,
        });
        request
    }

    /// The same, given away where it can be made anew for another attempt: nobody is asked for its credentials, and no
    /// redirect begins with it.
    pub(crate) fn take_request(&mut self) -> Request<Bytes> {
        if self.provider.is_some() || self.config.redirects() > 0 {
            return self.request(true);
        }
        self.due = true;
        let request = std::mem::take(&mut self.request);
        self.told_of(request, true)
    }

    /// The limits of the next attempt: of the total time, what is left.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            timeout: self.limits.timeout.saturating_sub(self.start.elapsed()),
            ..self.limits
        }
    }

    /// The deepest nesting of a body in JSON.
    pub(crate) fn max_json_depth(&self) -> usize {
        self.limits.max_json_depth
    }

    /// Whether to send the request once more at once: it can be repeated, and the connection of the pool that it went out
    /// on was closed before anything of a response came.
    pub(crate) fn renews(&mut self, error: &TransportError) -> bool {
        self.idempotent && error.is_stale() && !std::mem::replace(&mut self.renewed, true)
    }

    /// Takes the outcome of the last attempt.
    pub(crate) fn after(&mut self, outcome: Result<Response<Bytes>, TransportError>) -> Next {
        let redirected = outcome.as_ref().ok();
        if let Some(next) = redirected.and_then(|response| self.redirected(response)) {
            self.redirects += 1;
            self.renewed = false;
            if !is_same_origin(self.request.uri(), next.uri()) {
                // No credentials go there, so none are asked for.
                self.provider = None;
            }
            self.request = next;
            return Next::Again(Duration::ZERO);
        }
        if outcome.as_ref().is_err_and(|error| self.renews(error)) {
            return Next::Again(Duration::ZERO);
        }
        if let Some(retry) = self.config.retry() {
            if let Some(wait) = self.wait(retry, &outcome) {
                self.attempts += 1;
                self.renewed = false;
                self.due |= self.provider.is_some();
                return Next::Again(wait);
            }
            if outcome
                .as_ref()
                .is_ok_and(|response| !response.status().is_server_error())
            {
                self.budget.earn(retry);
            }
        }
        Next::Done(outcome)
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn wait(
        &self,
        retry: &Retry,
        outcome: &Result<Response<Bytes>, TransportError>,
    ) -> Option<Duration> {
        let asked = match outcome {
            Err(error) if error.is_connect() || (self.idempotent && error.is_closed()) => None,
            Ok(response) if self.idempotent && may_pass(response.status()) => {
                retry_after(response.headers())
            }
            _ => return None,
        };
        if self.attempts >= retry.attempts || asked.is_some_and(|asked| asked > retry.max_backoff) {
            return None;
        }
        let doubled = retry
            .backoff
            .saturating_mul(1 << (self.attempts - 1).min(16))
            .min(retry.max_backoff);
        let wait = asked
            .unwrap_or(Duration::ZERO)
            .saturating_add(shortened(doubled));
        (wait < self.limits().timeout && self.budget.spend()).then_some(wait)
    }

    /// The request that follows a redirect, if one is to be followed (RFC 9110, section 15.4).
    fn redirected(&self, response: &Response<Bytes>) -> Option<Request<Bytes>> {
        let status = response.status().as_u16();
        if self.redirects >= self.config.redirects()
            || !matches!(status, 301 | 302 | 303 | 307 | 308)
        {
            return None;
        }
        let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
        let from = self.request.uri();
        let to = resolve(from, location)?;
        let down = from.scheme_str() == Some("https") && to.scheme_str() != Some("https");
        if down || !is_safe(&to, self.config.allows_http()) {
            return None;
        }
        let mut next = self.request.clone();
        // As all clients do; 307 and 308 exist to say otherwise.
        let rewritten = status == 303 || (status < 303 && *next.method() == Method::POST);
        if rewritten && *next.method() != Method::HEAD {
            *next.method_mut() = Method::GET;
            *next.body_mut() = Bytes::new();
            for name in CONTENT {
                next.headers_mut().remove(name);
            }
        }
        if !is_same_origin(from, &to) {
            if !next.body().is_empty() {
                return None;
            }
            let headers = std::mem::take(next.headers_mut());
            // What options set is marked as sensitive, too, whatever its name.
            let kept = headers
                .iter()
                .filter(|(name, value)| HARMLESS.contains(name) && !value.is_sensitive());
            *next.headers_mut() = kept
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect::<HeaderMap>();
        }
        *next.uri_mut() = to;
        Some(next)
    }
}

/// A part of a wait between half and all of it, at random: by the keys of the standard library's hash maps, which are
/// good enough to keep clients apart and need no crate.
fn shortened(wait: Duration) -> Duration {
    let random = u32::try_from(RandomState::new().hash_one(()) % 1024).unwrap_or(0);
    let half = wait / 2;
    (half / 1024).saturating_mul(random).saturating_add(half)
}

/// Statuses that say that another attempt may succeed.
fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// `Retry-After` in either of its forms (RFC 9110, section 10.2.3). More seconds than can be counted are as long as can be.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    httpdate::parse_http_date(text)
        .ok()?
        .duration_since(SystemTime::now())
        .ok()
}

/// Whether two URLs have the same scheme, host and port (RFC 9110, section 4.3.1).
fn is_same_origin(one: &Uri, other: &Uri) -> bool {
    let host = |uri: &Uri| uri.host().map(str::to_ascii_lowercase);
    (one.scheme(), host(one), port(one)) == (other.scheme(), host(other), port(other))
}

/// A reference relative to a URL (RFC 3986, section 5.2), without its fragment. User information is refused, and so is
/// what is no address of a server.
fn resolve(base: &Uri, reference: &str) -> Option<Uri> {
    let reference = reference.split('#').next().unwrap_or_default();
    let target = if has_scheme(reference) {
        reference.to_owned()
    } else if reference.starts_with("//") {
        format!("{}:{reference}", base.scheme_str()?)
    } else {
        let path = match reference {
            "" => base
                .path_and_query()
                .map_or("/", PathAndQuery::as_str)
                .to_owned(),
            absolute if absolute.starts_with('/') => absolute.to_owned(),
            query if query.starts_with('?') => format!("{}{query}", base.path()),
            relative => format!(
                "{}/{relative}",
                base.path()
                    .rsplit_once('/')
                    .map_or("", |(folder, _)| folder)
            ),
        };
        format!("{}://{}{path}", base.scheme_str()?, base.authority()?)
    };
    let uri: Uri = target.parse().ok()?;
    let authority = uri.authority()?;
    if authority.as_str().contains('@') || authority.host().is_empty() || !has_sound_port(&uri) {
        return None;
    }
    let mut parts = uri.into_parts();
    let whole = parts
        .path_and_query
        .as_ref()
        .map_or("/", PathAndQuery::as_str);
    parts.path_and_query = Some(without_dots(whole).parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// Whether a reference begins with a scheme (RFC 3986, sections 3.1 and 4.2).
fn has_scheme(reference: &str) -> bool {
    let scheme = reference.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'))
}

/// A path without the segments `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    // A dot segment at the end leaves the folder that it is in.
    if matches!(path.rsplit('/').next(), Some("." | "..")) {
        kept.push("");
    }
    format!("/{}{query}", kept.join("/"))
}
