//! What all calls of a client share: where they go, with which credentials, within which limits. In comes what the
//! user sets, out goes a configuration that is known to be usable. No call can change it.

use super::{
    credentials::Credentials,
    error::ConfigError,
};
use http::{
    Uri,
    uri::Scheme,
};
use std::{net::IpAddr, time::Duration};

/// Limits of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// For opening the TCP connection; over ureq also for the TLS handshake. Default: 10 seconds.
    pub connect_timeout: Duration,
    /// From the start of the call to the last byte of the response. Default: 60 seconds.
    pub timeout: Duration,
    /// The largest response body, in bytes, counted while it arrives. Default: 8 MiB.
    pub max_response_size: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            max_response_size: 8 * 1024 * 1024,
        }
    }
}

/// The configuration of a client.
#[derive(Clone, Debug)]
pub struct Config {
    base_url: String,
    /// Whether calls go where the document says.
    default_server: bool,
    credentials: Credentials,
    limits: Limits,
}

impl Config {
    /// The API at its default server, with these credentials.
    ///
    /// # Errors
    /// Credentials that HTTP cannot carry, or no default server; see [`Config::with_base_url`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Self::with_base_url(credentials, super::super::DEFAULT_BASE_URL)
    }

    /// The API at another server, with these credentials. The paths of the operations are appended to `base_url`; so are
    /// those of operations that have a server of their own in the document.
    ///
    /// # Errors
    /// A URL that is not absolute, is neither https nor http to a loopback address, or holds user information, a
    /// query or a fragment; credentials that HTTP cannot carry, such as a user name with a colon (RFC 7617,
    /// section 2).
    pub fn with_base_url(credentials: Credentials, base_url: &str) -> Result<Self, ConfigError> {
        credentials.check()?;
        let base_url = check_base_url(base_url)?;
        let default_server = base_url == super::super::DEFAULT_BASE_URL.trim_end_matches('/');
        Ok(Self { base_url, default_server, credentials, limits: Limits::default() })
    }

    /// Replaces the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where an operation goes: `own` is its own server, if it has one.
    pub(crate) fn base_url<'a>(&'a self, own: &'a str) -> &'a str {
        if own.is_empty() || !self.default_server { &self.base_url } else { own.trim_end_matches('/') }
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(crate) fn get_limits(&self) -> &Limits {
        &self.limits
    }
}

fn check_base_url(url: &str) -> Result<String, ConfigError> {
    if url.is_empty() {
        return Err(ConfigError::new("the document names no absolute URL of a server: use `with_base_url`"));
    }
    let uri: Uri = url.parse().map_err(|_| ConfigError::new("the base URL is not a URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(ConfigError::new("the base URL must be absolute: give it a scheme and a host"));
    };
    if authority.as_str().contains('@') {
        return Err(ConfigError::new("the base URL must not hold credentials"));
    }
    if uri.query().is_some() || url.contains('#') {
        return Err(ConfigError::new("the base URL must not hold a query or a fragment"));
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    if *scheme != Scheme::HTTPS && !(*scheme == Scheme::HTTP && loopback) {
        return Err(ConfigError::new("the base URL must be https, or http to a loopback address"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}
