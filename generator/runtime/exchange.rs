//! What happens between the first request of a call and its last response: redirects and retries, for all modes of a
//! client alike. Outcomes of attempts come in; the next request and how long to wait for it, or the end, goes out.
//! Credentials never follow a redirect to another origin, and nothing is repeated that may already have happened.

use super::{
    config::{Config, Limits, Retry, is_safe},
    error::TransportError,
};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header, uri::PathAndQuery};
use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher as _,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

/// How many retries are left, in tenths.
#[derive(Debug)]
pub struct Budget(AtomicU32);

impl Budget {
    pub(crate) fn new(retry: Option<&Retry>) -> Self {
        Self(AtomicU32::new(retry.map_or(0, |retry| retry.budget.saturating_mul(10))))
    }

    fn spend(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(10)).is_ok()
    }

    fn earn(&self, retry: &Retry) {
        let most = retry.budget.saturating_mul(10);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_add(1).min(most)));
    }
}

/// A call on its way.
#[derive(Debug)]
pub struct Exchange<'a> {
    config: &'a Config,
    budget: &'a Budget,
    limits: Limits,
    /// Whether the request can be repeated although the server may have acted on it.
    idempotent: bool,
    request: Request<Bytes>,
    attempts: u32,
    redirects: u32,
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
    pub(crate) fn new(
        config: &'a Config,
        budget: &'a Budget,
        limits: Limits,
        idempotent: bool,
        request: Request<Bytes>,
    ) -> Self {
        Self { config, budget, limits, idempotent, request, attempts: 1, redirects: 0 }
    }

    /// The request to send now.
    pub(crate) fn request(&self) -> Request<Bytes> {
        self.request.clone()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Takes the outcome of the last attempt.
    pub(crate) fn after(&mut self, outcome: Result<Response<Bytes>, TransportError>) -> Next {
        if let Ok(response) = &outcome
            && let Some(next) = self.redirected(response)
        {
            self.redirects += 1;
            self.request = next;
            return Next::Again(Duration::ZERO);
        }
        if let Some(retry) = self.config.retry() {
            if let Some(wait) = self.wait(retry, &outcome) {
                self.attempts += 1;
                return Next::Again(wait);
            }
            if outcome.as_ref().is_ok_and(|response| !response.status().is_server_error()) {
                self.budget.earn(retry);
            }
        }
        Next::Done(outcome)
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn wait(&self, retry: &Retry, outcome: &Result<Response<Bytes>, TransportError>) -> Option<Duration> {
        let asked = match outcome {
            Err(error) if error.is_connect() => None,
            Ok(response) if self.idempotent && may_pass(response.status()) => retry_after(response.headers()),
            _ => return None,
        };
        if self.attempts >= retry.attempts || asked.is_some_and(|asked| asked > retry.max_backoff) {
            return None;
        }
        let doubled = retry.backoff.saturating_mul(1 << (self.attempts - 1).min(16)).min(retry.max_backoff);
        // Random numbers of the standard library, good enough to keep clients apart.
        let random = RandomState::new().hash_one(self.attempts) % 512;
        let jittered = doubled.mul_f64(1.0 - f64::from(u32::try_from(random).unwrap_or(0)) / 1024.0);
        self.budget.spend().then(|| asked.unwrap_or(Duration::ZERO).max(jittered))
    }

    /// The request that follows a redirect, if one is to be followed (RFC 9110, section 15.4).
    fn redirected(&self, response: &Response<Bytes>) -> Option<Request<Bytes>> {
        let status = response.status().as_u16();
        if self.redirects >= self.config.redirects() || !matches!(status, 301 | 302 | 303 | 307 | 308) {
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
            next.headers_mut().remove(header::CONTENT_TYPE);
            next.headers_mut().remove(header::CONTENT_LENGTH);
        }
        if origin(from) != origin(&to) {
            let headers = std::mem::take(next.headers_mut());
            // Everything that is a credential was marked as sensitive.
            let kept = headers.iter().filter(|(_, value)| !value.is_sensitive());
            *next.headers_mut() = kept.map(|(name, value)| (name.clone(), value.clone())).collect::<HeaderMap>();
        }
        *next.uri_mut() = to;
        Some(next)
    }
}

/// Statuses that say that another attempt may succeed.
fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// `Retry-After` in either of its forms (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).ok(),
    }
}

fn origin(uri: &Uri) -> (Option<&str>, Option<&str>, Option<u16>) {
    let default = match uri.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    };
    (uri.scheme_str(), uri.host(), uri.port_u16().or(default))
}

/// A reference relative to a URL (RFC 3986, section 5.2), without its fragment. User information is refused.
fn resolve(base: &Uri, reference: &str) -> Option<Uri> {
    let reference = reference.split('#').next().unwrap_or_default();
    let absolute = reference.find("://").is_some_and(|at| !reference[..at].contains(['/', '?']));
    let uri: Uri = if absolute {
        reference.parse().ok()?
    } else if let Some(rest) = reference.strip_prefix("//") {
        format!("{}://{rest}", base.scheme_str()?).parse().ok()?
    } else {
        let path = match reference {
            "" => base.path_and_query().map_or("/", PathAndQuery::as_str).to_owned(),
            absolute if absolute.starts_with('/') => absolute.to_owned(),
            query if query.starts_with('?') => format!("{}{query}", base.path()),
            relative => {
                let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
                without_dots(&format!("{folder}/{relative}"))
            }
        };
        let mut parts = base.clone().into_parts();
        parts.path_and_query = Some(path.parse().ok()?);
        Uri::from_parts(parts).ok()?
    };
    let userinfo = uri.authority().is_none_or(|authority| authority.as_str().contains('@'));
    (!userinfo).then_some(uri)
}

/// A path without the segments `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => drop((kept.len() > 1).then(|| kept.pop())),
            segment => kept.push(segment),
        }
    }
    format!("{}{query}", kept.join("/"))
}
