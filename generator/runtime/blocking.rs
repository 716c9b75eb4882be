//! The blocking client: the calls of operations over ureq.

use super::{
    client::Api, config::Config, credentials::Credentials, failure::ConfigError,
    transport::Blocking,
};

pub use super::ureq::Ureq;

/// The blocking client, with a method for each operation: over ureq and rustls. Clones share its connections.
pub type Client = Api<Blocking<Ureq>>;

impl Client {
    /// A client for the default server.
    ///
    /// # Errors
    /// As [`Config::new`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Config::new(credentials).and_then(Self::with_config)
    }

    /// A client with another server, other limits or other habits.
    ///
    /// # Errors
    /// As [`Ureq::new`].
    pub fn with_config(config: Config) -> Result<Self, ConfigError> {
        let ureq = Ureq::new(&config)?;
        Ok(Self::with_transport(config, Blocking(ureq)))
    }
}
