//! What is for one call alone: nothing here changes what other calls do.

use super::{
    config::Config, credentials::Credentials, failure::RequestError, operation::Operation,
    settings::Limits, style::encode,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use std::{fmt, time::Duration};

/// Settings of one call: see `with_options` of a call.
#[derive(Clone, Default)]
#[must_use = "give it to `with_options`"]
pub struct CallOptions {
    limits: Option<Limits>,
    timeout: Option<Duration>,
    base_url: Option<String>,
    credentials: Option<Credentials>,
    pub(crate) headers: HeaderMap,
    query: Vec<String>,
    problem: Option<String>,
}

impl CallOptions {
    /// As the client is configured.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits in place of the client's.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// A time limit from the start of the call to the last byte of the response, in place of that of the limits. One that
    /// is longer raises the limits for the head and between two pieces, too, which would end the call before; that of
    /// connections stays.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Another server. The credentials go there, too; it must be as safe as that of the client.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Credentials in place of those of the client; a provider is not asked. The call fails before it is sent where HTTP
    /// cannot carry them.
    ///
    /// ```rust,ignore
    /// let options = CallOptions::new().credentials(Credentials::bearer(token_of_this_user));
    /// client.list_pets().with_options(options).send().await?;
    /// ```
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        if let Err(error) = credentials.check() {
            self.problem = Some(error.reason().to_owned());
        }
        self.credentials = Some(credentials);
        self
    }

    /// A header beside those of the operation, or in place of one. It does not follow a redirect to another origin. The
    /// call fails before it is sent where the name or the value cannot be one.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) {
            (Ok(name), Ok(mut value)) => {
                // It may be a credential: nobody but the caller knows.
                value.set_sensitive(true);
                self.headers.insert(name, value);
            }
            (Err(_), _) => {
                self.problem = Some(format!(
                    "`{}` is no name for a header field",
                    name.escape_debug()
                ));
            }
            (_, Err(_)) => {
                self.problem = Some(format!(
                    "the header `{name}` must not contain control characters"
                ));
            }
        }
        self
    }

    /// A query parameter beside those of the operation.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query
            .push(format!("{}={}", encode(name), encode(value)));
        self
    }

    pub(crate) fn limits_of(&self, config: &Config) -> Limits {
        let mut limits = self.limits.unwrap_or(*config.get_limits());
        if let Some(timeout) = self.timeout {
            if timeout > limits.timeout {
                limits.head_timeout = limits.head_timeout.max(timeout);
                limits.idle_timeout = limits.idle_timeout.max(timeout);
            }
            limits.timeout = timeout;
        }
        limits
    }

    /// The configuration of the call, which shares all but what is set here with that of the client.
    pub(crate) fn config(
        &self,
        operation: &'static str,
        config: &Config,
    ) -> Result<Config, RequestError> {
        if let Some(problem) = &self.problem {
            return Err(RequestError::new(operation, problem.clone()));
        }
        let config = match &self.credentials {
            Some(credentials) => config.with(credentials.clone()),
            None => config.clone(),
        };
        match &self.base_url {
            Some(base_url) => config
                .at(base_url)
                .map_err(|error| RequestError::new(operation, error.reason())),
            None => Ok(config),
        }
    }

    /// The request of an operation, with the header fields and query parameters that are set here.
    pub(crate) fn request<O: Operation>(
        &self,
        operation: &O,
        config: &Config,
    ) -> Result<Request<Bytes>, RequestError> {
        let mut request = operation.request(config)?;
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        if !self.query.is_empty() {
            let separator = if request.uri().query().is_some() {
                '&'
            } else {
                '?'
            };
            let uri = format!("{}{separator}{}", request.uri(), self.query.join("&"));
            let uri: Uri = uri
                .parse()
                .map_err(|_| RequestError::new(O::ID, "the URL is not valid or too long"))?;
            *request.uri_mut() = uri;
        }
        Ok(request)
    }
}

/// Without the values of headers and query parameters, which may be secrets.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("limits", &self.limits)
            .field("timeout", &self.timeout)
            .field("base_url", &self.base_url)
            .field("credentials", &self.credentials)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
