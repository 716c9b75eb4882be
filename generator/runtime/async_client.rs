//! The async client: the calls of operations over hyper.

use super::{
    client::Api, config::Config, credentials::Credentials, failure::ConfigError, hyper::Hyper,
    transport::Async,
};

/// The async client, with a method for each operation: over hyper and rustls. Clones share its connections.
pub type Client = Api<Async<Hyper>>;

impl Client {
    /// A client for the default server. It needs a tokio runtime when a call is sent, not before.
    ///
    /// # Errors
    /// As [`Config::new`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Config::new(credentials).and_then(Self::with_config)
    }

    /// A client with another server, other limits or other habits.
    ///
    /// # Errors
    /// As [`Hyper::new`].
    pub fn with_config(config: Config) -> Result<Self, ConfigError> {
        let hyper = Hyper::new(&config)?;
        Ok(Self::with_transport(config, Async(hyper)))
    }
}
