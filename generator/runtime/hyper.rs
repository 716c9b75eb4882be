//! The async transport: hyper over rustls with ring and the root certificates of Mozilla. A request and its limits
//! come in, a complete response goes out. It follows no redirect and asks for no compression.

use super::{
    client::{Api, Async, Transport},
    config::{Config, Limits},
    credentials::Credentials,
    error::{ConfigError, TransportError},
};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as HyperClient, connect::HttpConnector},
    rt::TokioExecutor,
};
use std::future::Future;

/// The async client.
pub type Client = Api<Async<Hyper>>;

impl Client {
    /// A client for the default server. It needs a tokio runtime when a call is sent, not before.
    ///
    /// # Errors
    /// As [`Config::new`].
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Config::new(credentials).and_then(Self::with_config)
    }

    /// A client with another server or other limits.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn with_config(config: Config) -> Result<Self, ConfigError> {
        let hyper = Hyper::new(config.get_limits())?;
        Ok(Self::with_transport(config, Async(hyper)))
    }
}

/// The transport over hyper. Clones share their connections.
#[derive(Clone, Debug)]
pub struct Hyper {
    client: HyperClient<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Hyper {
    /// A transport with its own pool of connections.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(limits: &Limits) -> Result<Self, ConfigError> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(limits.connect_timeout));
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .map_err(|_| ConfigError::new("TLS cannot be set up"))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Ok(Self { client: HyperClient::builder(TokioExecutor::new()).build(https) })
    }

    async fn exchange(&self, request: http::Request<Bytes>, limit: usize) -> Result<http::Response<Bytes>, TransportError> {
        let response = self.client.request(request.map(Full::new)).await.map_err(|error| {
            if error.is_connect() { TransportError::connect(error) } else { TransportError::other(error) }
        })?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, limit).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { TransportError::too_large() } else { TransportError::other(error) }
        })?;
        Ok(http::Response::from_parts(head, body.to_bytes()))
    }
}

impl Transport for Hyper {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send {
        let (timeout, limit) = (limits.timeout, limits.max_response_size);
        async move {
            match tokio::time::timeout(timeout, self.exchange(request, limit)).await {
                Ok(result) => result,
                Err(_) => Err(TransportError::timeout()),
            }
        }
    }
}
