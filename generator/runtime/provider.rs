//! Where the credentials of a request come from: they are fixed, or a closure of the user's is asked for them. What a
//! closure failed with is handed on as it is and never read here.

use super::{
    credentials::Credentials,
    failure::{ConfigError, RequestError, Source},
};
use std::{fmt, future::Future, pin::Pin, sync::Arc};

/// What a closure answers with.
pub type Answer = Result<Credentials, Source>;

/// Where the credentials of a request come from.
#[derive(Clone)]
pub enum Provider {
    /// They are always the same.
    Fixed(Credentials),
    /// A closure gives them.
    Asked(Arc<dyn Fn() -> Answer + Send + Sync>),
    /// A closure gives a future of them.
    Awaited(Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>),
}

impl Provider {
    pub(crate) fn asked<E: Into<Source>>(
        provider: impl Fn() -> Result<Credentials, E> + Send + Sync + 'static,
    ) -> Self {
        Self::Asked(Arc::new(move || provider().map_err(Into::into)))
    }

    pub(crate) fn awaited<E: Into<Source>, F>(
        provider: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Credentials, E>> + Send + 'static,
    {
        Self::Awaited(Arc::new(move || {
            let credentials = provider();
            Box::pin(async move { credentials.await.map_err(Into::into) })
        }))
    }

    /// Whether there is nobody to ask.
    pub(crate) fn is_fixed(&self) -> bool {
        matches!(self, Self::Fixed(_))
    }

    /// Whether credentials that are fixed can be sent. Those that are given later are looked at then.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        match self {
            Self::Fixed(credentials) => credentials.check(),
            Self::Asked(_) | Self::Awaited(_) => Ok(()),
        }
    }

    /// The credentials for a request, without waiting.
    pub(crate) fn ask(&self, operation: &'static str) -> Result<Credentials, RequestError> {
        match self {
            Self::Fixed(credentials) => Ok(credentials.clone()),
            Self::Asked(provider) => sound(operation, provider()),
            Self::Awaited(_) => Err(RequestError::new(
                operation,
                "its credentials come from an async provider, for which only an async client can wait",
            )),
        }
    }

    /// The credentials for a request, when they are there.
    pub(crate) async fn wait(&self, operation: &'static str) -> Result<Credentials, RequestError> {
        match self {
            Self::Awaited(provider) => sound(operation, provider().await),
            Self::Fixed(_) | Self::Asked(_) => self.ask(operation),
        }
    }
}

/// What a closure gave, if it can be sent.
fn sound(operation: &'static str, answer: Answer) -> Result<Credentials, RequestError> {
    let credentials = answer.map_err(|source| {
        RequestError::new(operation, "the provider of its credentials failed").with_source(source)
    })?;
    credentials
        .check()
        .map_err(|error| RequestError::new(operation, error.reason()))?;
    Ok(credentials)
}

/// Without what closures hold.
impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credentials) => credentials.fmt(f),
            Self::Asked(_) => f.write_str("from a provider"),
            Self::Awaited(_) => f.write_str("from an async provider"),
        }
    }
}
