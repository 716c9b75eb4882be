//! What all calls of a client share: where they go, with which credentials, within which limits, and what is done
//! about failures. In comes what the user sets, out goes a configuration that is known to be usable.

use super::{
    credentials::Credentials,
    error::ConfigError,
};
use http::{
    Uri,
    uri::Scheme,
};
use std::{fmt, net::IpAddr, time::Duration};

/// Limits of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// For opening a connection, the TLS handshake included. Default: 10 seconds.
    pub connect_timeout: Duration,
    /// From the start of the call to the head of the response. Default: 30 seconds.
    pub head_timeout: Duration,
    /// Between two pieces of the body of the response. Default: 30 seconds.
    pub idle_timeout: Duration,
    /// From the start of the call to the last byte of the response; each attempt of a call that is retried has it anew.
    /// Default: 60 seconds.
    pub timeout: Duration,
    /// The largest response body, in bytes, counted while it arrives; of a stream of events the largest event. Default:
    /// 8 MiB.
    pub max_response_size: usize,
    /// The deepest nesting of a body in JSON, at most 128. Default: 128.
    pub max_json_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(60),
            max_response_size: 8 * 1024 * 1024,
            max_json_depth: 128,
        }
    }
}

/// When a call is sent again, after a failure that may pass: no connection, or an answer of 429, 502, 503 or 504.
///
/// A call whose method is not idempotent (RFC 9110, section 9.2.2), or whose operation the document marks with
/// `x-idempotent: false`, is only sent again where there was no connection, so that the server has seen nothing of it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Retry {
    /// How often a call is sent at most, the first time included. Default: 3.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles for each that follows, and each is shortened at random by up to
    /// half, so that clients do not come back all at once. Default: 200 milliseconds.
    pub backoff: Duration,
    /// The longest wait; a server that asks for more (`Retry-After`, RFC 9110, section 10.2.3) is not asked again.
    /// Default: 20 seconds.
    pub max_backoff: Duration,
    /// How many retries a client makes in a row; each call that succeeds gives a tenth of one back. Default: 10.
    pub budget: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(20),
            budget: 10,
        }
    }
}

/// The configuration of a client.
#[derive(Clone)]
pub struct Config {
    base_url: String,
    /// Whether calls go where the document says.
    default_server: bool,
    allow_http: bool,
    credentials: Credentials,
    limits: Limits,
    retry: Option<Retry>,
    redirects: u32,
    proxy: Option<Uri>,
    root_certificates: Vec<Vec<u8>>,
}

impl Config {
    /// The API at its default server, with these credentials.
    ///
    /// # Errors
    /// As [`ConfigBuilder::build`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Self::builder(credentials).build()
    }

    /// The API at another server, with these credentials.
    ///
    /// # Errors
    /// As [`ConfigBuilder::build`].
    pub fn with_base_url(credentials: Credentials, base_url: &str) -> Result<Self, ConfigError> {
        Self::builder(credentials).base_url(base_url).build()
    }

    /// Sets more than the credentials.
    pub fn builder(credentials: Credentials) -> ConfigBuilder {
        ConfigBuilder {
            config: Self {
                base_url: super::super::DEFAULT_BASE_URL.to_owned(),
                default_server: true,
                allow_http: false,
                credentials,
                limits: Limits::default(),
                retry: None,
                redirects: 0,
                proxy: None,
                root_certificates: Vec::new(),
            },
            proxy: None,
        }
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

    /// The same with another base URL.
    pub(crate) fn at(&self, base_url: &str) -> Result<Self, ConfigError> {
        let base_url = check_base_url(base_url, self.allow_http)?;
        Ok(Self { base_url, default_server: false, ..self.clone() })
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(crate) fn get_limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn retry(&self) -> Option<&Retry> {
        self.retry.as_ref()
    }

    pub(crate) fn redirects(&self) -> u32 {
        self.redirects
    }

    pub(crate) fn allows_http(&self) -> bool {
        self.allow_http
    }

    /// The root certificates that were set, in DER; without any, those of Mozilla are trusted.
    #[must_use]
    pub fn root_certificates(&self) -> &[Vec<u8>] {
        &self.root_certificates
    }

    /// The proxy that was set; without one the transports ask the environment.
    #[must_use]
    pub fn proxy(&self) -> Option<&Uri> {
        self.proxy.as_ref()
    }
}

/// Without the proxy, whose URL may hold a password.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url)
            .field("credentials", &self.credentials)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .field("redirects", &self.redirects)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}

/// A configuration in the making.
#[derive(Clone)]
#[must_use = "nothing is checked before `build`"]
pub struct ConfigBuilder {
    config: Config,
    proxy: Option<String>,
}

impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfigBuilder").field(&self.config).finish()
    }
}

impl ConfigBuilder {
    /// Another server. The paths of the operations are appended to its URL; so are those of operations that have a
    /// server of their own in the document.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.config.base_url = base_url.into();
        self
    }

    /// Allows a base URL that is not https: credentials then travel where anybody on the way can read them. To
    /// loopback addresses it is always allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.config.allow_http = allow;
        self
    }

    /// The limits of each call.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.config.limits = limits;
        self
    }

    /// Sends calls again that failed; without it none is.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.config.retry = Some(retry);
        self
    }

    /// Follows so many redirects one after another; without it none. A request to another origin carries no
    /// credentials, and none goes from https to http.
    pub fn redirects(mut self, redirects: u32) -> Self {
        self.config.redirects = redirects;
        self
    }

    /// The proxy to connect through, such as `http://user:password@proxy.example:3128`. Without it the environment
    /// decides: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts servers by this root certificate (X.509 in DER), and by others that are added, in place of those of
    /// Mozilla.
    pub fn root_certificate(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.config.root_certificates.push(der.into());
        self
    }

    /// The configuration, if it can be used.
    ///
    /// # Errors
    /// A base URL that is not absolute, is neither https nor allowed http, or holds user information, a query or a
    /// fragment; a proxy that is no URL; credentials that HTTP cannot carry, such as a user name with a colon (RFC
    /// 7617, section 2).
    pub fn build(self) -> Result<Config, ConfigError> {
        let Self { mut config, proxy } = self;
        config.credentials.check()?;
        config.base_url = check_base_url(&config.base_url, config.allow_http)?;
        config.default_server = config.base_url == super::super::DEFAULT_BASE_URL.trim_end_matches('/');
        config.proxy = match proxy {
            Some(url) => Some(check_proxy(&url)?),
            None => None,
        };
        Ok(config)
    }
}

fn check_proxy(url: &str) -> Result<Uri, ConfigError> {
    let uri: Uri = url.parse().map_err(|_| ConfigError::new("the proxy is not a URL"))?;
    match (uri.scheme_str(), uri.host()) {
        (Some("http"), Some(_)) => Ok(uri),
        _ => Err(ConfigError::new("the proxy must be a URL with the scheme http and a host")),
    }
}

fn check_base_url(url: &str, allow_http: bool) -> Result<String, ConfigError> {
    if url.is_empty() {
        return Err(ConfigError::new("the document names no absolute URL of a server: use `with_base_url`"));
    }
    let uri: Uri = url.parse().map_err(|_| ConfigError::new("the base URL is not a URL"))?;
    let (Some(_), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(ConfigError::new("the base URL must be absolute: give it a scheme and a host"));
    };
    if authority.as_str().contains('@') {
        return Err(ConfigError::new("the base URL must not hold credentials"));
    }
    if uri.query().is_some() || url.contains('#') {
        return Err(ConfigError::new("the base URL must not hold a query or a fragment"));
    }
    if !is_safe(&uri, allow_http) {
        return Err(ConfigError::new("the base URL must be https, or http to a loopback address, or `allow_http` be set"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// Whether credentials may travel to a URL.
pub(crate) fn is_safe(uri: &Uri, allow_http: bool) -> bool {
    match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => true,
        Some(scheme) if *scheme == Scheme::HTTP => allow_http || is_loopback(uri),
        _ => false,
    }
}

/// Whether a URL leads to the machine itself.
pub(crate) fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
