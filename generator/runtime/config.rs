//! What all calls of a client share: where they go, with which credentials, within which limits, and what is done about
//! failures. A configuration that was built is one that can be used.

use super::{
    credentials::Credentials,
    failure::{ConfigError, Source},
    provider::Provider,
    proxy::{Proxies, Proxy},
    settings::{Limits, Retry, Settings},
    url::check_base_url,
};
use http::Uri;
use std::{fmt, future::Future, sync::Arc, time::Duration};

/// The configuration of a client. Clones share what they hold, root certificates and secrets included, until one of them
/// is changed.
#[derive(Clone)]
pub struct Config {
    /// Whether calls go where the document says.
    default_server: bool,
    credentials: Provider,
    settings: Arc<Settings>,
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
                default_server: true,
                credentials: Provider::Fixed(credentials),
                settings: Arc::default(),
            },
            base_url: super::super::DEFAULT_BASE_URL.to_owned(),
            proxy: None,
        }
    }

    /// Replaces the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings().limits = limits;
        self
    }

    /// The settings, to be changed: a copy of their own where clones share them.
    fn settings(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.settings)
    }

    /// Where an operation goes: `own` is its own server, if it has one. `None` where that is no URL.
    pub(crate) fn base_url(&self, own: &str) -> Option<Uri> {
        if own.is_empty() || !self.default_server {
            Some(self.settings.base_url.clone())
        } else {
            own.parse().ok()
        }
    }

    /// The same with another base URL.
    pub(crate) fn at(&self, base_url: &str) -> Result<Self, ConfigError> {
        let base_url = check_base_url(base_url, self.allows_http())?;
        let mut config = self.clone();
        config.default_server = false;
        config.settings().base_url = base_url;
        Ok(config)
    }

    /// The same with these credentials and no others.
    pub(crate) fn with(&self, credentials: Credentials) -> Self {
        Self {
            credentials: Provider::Fixed(credentials),
            ..self.clone()
        }
    }

    pub(crate) fn credentials(&self) -> &Provider {
        &self.credentials
    }

    pub(crate) fn get_limits(&self) -> &Limits {
        &self.settings.limits
    }

    pub(crate) fn retry(&self) -> Option<&Retry> {
        self.settings.retry.as_ref()
    }

    pub(crate) fn redirects(&self) -> u32 {
        self.settings.redirects
    }

    pub(crate) fn allows_http(&self) -> bool {
        self.settings.allow_http
    }

    /// The root certificates that were set, in DER; without any, those of Mozilla are trusted.
    #[must_use]
    pub fn root_certificates(&self) -> &[Vec<u8>] {
        &self.settings.root_certificates
    }

    /// The proxy that was set; without one the transports ask the environment.
    #[must_use]
    pub fn proxy(&self) -> Option<&Uri> {
        self.settings.proxy.as_ref()
    }

    /// The hosts that were set to be reached without a proxy, as `NO_PROXY` lists them.
    #[must_use]
    pub fn no_proxy(&self) -> Option<&str> {
        self.settings.no_proxy.as_deref()
    }

    /// The proxy that a request to this URL goes through, by the configuration and the environment as they are now:
    /// without its credentials.
    ///
    /// # Errors
    /// The proxy cannot be used: it is no URL by http or https.
    pub fn proxy_for(&self, url: &Uri) -> Result<Option<Uri>, ConfigError> {
        let proxies = Proxies::of(&self.settings);
        let proxy = proxies.choose(url).map_err(ConfigError::new)?;
        Ok(proxy.map(|proxy| proxy.uri().clone()))
    }

    /// How long a connection is kept that no call uses.
    #[must_use]
    pub fn keep_alive(&self) -> Duration {
        self.settings.keep_alive
    }
}

/// What transports are made by.
impl AsRef<Settings> for Config {
    fn as_ref(&self) -> &Settings {
        &self.settings
    }
}

/// Without the proxy, whose URL may hold a password.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.settings.base_url)
            .field("credentials", &self.credentials)
            .field("limits", &self.settings.limits)
            .field("retry", &self.settings.retry)
            .field("redirects", &self.settings.redirects)
            .field("allow_http", &self.settings.allow_http)
            .field("no_proxy", &self.settings.no_proxy)
            .field("keep_alive", &self.settings.keep_alive)
            .finish_non_exhaustive()
    }
}

/// A configuration in the making.
#[derive(Clone)]
#[must_use = "nothing is checked before `build`"]
pub struct ConfigBuilder {
    config: Config,
    base_url: String,
    proxy: Option<String>,
}

impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("base_url", &self.base_url)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl ConfigBuilder {
    /// Asks a provider for the credentials, in place of those that [`Config::builder`] took: so a token can be replaced
    /// while the client lives.
    ///
    /// It is asked once for each call that takes credentials and was not given its own
    /// ([`CallOptions::credentials`](super::options::CallOptions::credentials)), and again before each retry, because a
    /// token may expire during the wait. Redirects go on with what there is. Where it fails, the call ends with
    /// [`Error::Request`](super::error::Error::Request): nothing is sent, and the `source` is the provider's error.
    ///
    /// Calls ask at the same time, and each of them: to keep a token until it expires, and to fetch one only once, is the
    /// provider's business. It is asked in the middle of a call, so in an async client it must not block; there
    /// [`credentials_from_async`](Self::credentials_from_async) is for what takes time. No limit ends it, but its time
    /// counts.
    ///
    /// ```rust,ignore
    /// let token = Mutex::new(None::<(Credentials, Instant)>);
    /// let config = Config::builder(Credentials::none()).credentials_from(move || {
    ///     let mut token = token.lock().unwrap_or_else(PoisonError::into_inner); // others wait for the one that fetches
    ///     match &*token {
    ///         Some((credentials, until)) if Instant::now() < *until => Ok(credentials.clone()),
    ///         _ => {
    ///             let (text, lifetime) = fetch_token()?; // any error ends the call
    ///             let credentials = Credentials::bearer(text);
    ///             *token = Some((credentials.clone(), Instant::now() + lifetime));
    ///             Ok::<_, io::Error>(credentials)
    ///         }
    ///     }
    /// });
    /// ```
    ///
    /// A call that is answered with 401 is not repeated: forget the token, and call again.
    pub fn credentials_from<E>(
        mut self,
        provider: impl Fn() -> Result<Credentials, E> + Send + Sync + 'static,
    ) -> Self
    where
        E: Into<Source>,
    {
        self.config.credentials = Provider::asked(provider);
        self
    }

    /// Asks a provider that takes its time, as [`credentials_from`](Self::credentials_from) does. Only async clients can
    /// wait for it: a blocking one refuses the call, and so does
    /// [`Operation::request`](super::operation::Operation::request).
    ///
    /// The total time limit of the call counts for it, too: when that ends, or the call is dropped, the future is dropped
    /// where it stands.
    ///
    /// ```rust,ignore
    /// let token = Arc::new(tokio::sync::Mutex::new(None::<(Credentials, Instant)>));
    /// let config = Config::builder(Credentials::none()).credentials_from_async(move || {
    ///     let token = Arc::clone(&token);
    ///     async move {
    ///         let mut token = token.lock().await; // others wait for the one that fetches
    ///         match &*token {
    ///             Some((credentials, until)) if Instant::now() < *until => Ok(credentials.clone()),
    ///             _ => {
    ///                 let (text, lifetime) = fetch_token().await?; // any error ends the call
    ///                 let credentials = Credentials::bearer(text);
    ///                 *token = Some((credentials.clone(), Instant::now() + lifetime));
    ///                 Ok::<_, io::Error>(credentials)
    ///             }
    ///         }
    ///     }
    /// });
    /// ```
    pub fn credentials_from_async<F, E>(
        mut self,
        provider: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Credentials, E>> + Send + 'static,
        E: Into<Source>,
    {
        self.config.credentials = Provider::awaited(provider);
        self
    }

    /// Another server. The paths of the operations are appended to its URL; so are those of operations that have a
    /// server of their own in the document.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Allows a base URL that is not https: credentials then travel where anybody on the way can read them. To
    /// loopback addresses it is always allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.config.settings().allow_http = allow;
        self
    }

    /// The limits of each call.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.config.settings().limits = limits;
        self
    }

    /// Sends calls again that failed; without it none is.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.config.settings().retry = Some(retry);
        self
    }

    /// Follows so many redirects one after another; without it none. To another origin goes neither a body nor a header
    /// field that was set by parameters, credentials or options, and nothing goes from https to http.
    pub fn redirects(mut self, redirects: u32) -> Self {
        self.config.settings().redirects = redirects;
        self
    }

    /// The proxy to connect through, such as `http://user:password@proxy.example:3128`, by http or https. Without it
    /// the environment decides.
    ///
    /// The variables are those that curl documents: `http_proxy`, `https_proxy`, `all_proxy` for both, and `no_proxy`,
    /// each in lower case before upper case. `HTTP_PROXY` does not count under CGI, where a client of the server sets it
    /// (CVE-2016-5385). An empty variable is none. What leads to the machine itself goes through no proxy of the
    /// environment.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// The hosts that are reached without the proxy, such as `localhost,.internal.example,10.0.0.0/8`, in place of those
    /// of `NO_PROXY` and in the same form: a list with commas or spaces between. Each entry is
    /// - `*`: everything;
    /// - a name, with or without a dot before it: that host and those below it, so `example.com` is for
    ///   `www.example.com`, too, but not for `notexample.com`;
    /// - an IP address, in brackets or not, or a range of them (CIDR, RFC 4632), such as `10.0.0.0/8` or `fd00::/8`.
    ///
    /// A name or an address with `:port` behind it is for that port only. Names are compared without regard to case or to
    /// a dot at their end; addresses are never looked up for names.
    pub fn no_proxy(mut self, hosts: impl Into<String>) -> Self {
        self.config.settings().no_proxy = Some(hosts.into());
        self
    }

    /// How long a connection is kept that no call uses; the blocking client closes it at its next call. Servers close
    /// such connections, too: shorter than they do, and no call meets one that is closed. Default: 15 seconds.
    pub fn keep_alive(mut self, idle: Duration) -> Self {
        self.config.settings().keep_alive = idle;
        self
    }

    /// Trusts servers by this root certificate (X.509 in DER), and by others that are added, in place of those of
    /// Mozilla.
    pub fn root_certificate(mut self, der: impl Into<Vec<u8>>) -> Self {
        Arc::make_mut(&mut self.config.settings().root_certificates).push(der.into());
        self
    }

    /// The configuration, if it can be used.
    ///
    /// # Errors
    /// A base URL that is not absolute, is neither https nor allowed http, or holds user information, a query or a
    /// fragment, or a port above 65535; a proxy that is no URL by http or https; credentials that HTTP cannot carry, such
    /// as a user name with a colon (RFC 7617, section 2).
    pub fn build(self) -> Result<Config, ConfigError> {
        let Self {
            mut config,
            base_url,
            proxy,
        } = self;
        config.credentials.check()?;
        config.settings().base_url = check_base_url(&base_url, config.allows_http())?;
        let default = super::super::DEFAULT_BASE_URL.trim_end_matches('/');
        config.default_server = base_url.trim_end_matches('/') == default;
        if let Some(url) = proxy {
            config.settings().proxy = Some(check_proxy(&url)?);
        }
        Ok(config)
    }
}

/// The URL of a proxy with its scheme.
fn check_proxy(url: &str) -> Result<Uri, ConfigError> {
    Proxy::new(url)?;
    let url = if url.contains("://") {
        url.parse()
    } else {
        format!("http://{url}").parse()
    };
    url.map_err(|_| ConfigError::new("the proxy is not a URL"))
}
