//! The client: a configuration and a way to carry requests. Operations come in, typed results go out. How bytes
//! travel is the transport's business, and no type of an HTTP client crate is in a signature here.

use super::{
    config::{Config, Limits},
    error::{RequestError, TransportError},
    operation::{Operation, Result},
};
use bytes::Bytes;
use std::{future::Future, sync::Arc};

/// Carries requests without blocking the thread.
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole response, within `limits`. It follows no redirect.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> impl Future<Output = std::result::Result<http::Response<Bytes>, TransportError>> + Send;
}

/// Carries requests and blocks the thread meanwhile.
pub trait BlockingTransport: Send + Sync {
    /// Sends one request and reads the whole response, within `limits`. It follows no redirect.
    ///
    /// # Errors
    /// No complete response arrived, or it is larger than the limit.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: &Limits,
    ) -> std::result::Result<http::Response<Bytes>, TransportError>;
}

/// The mode of a client whose calls are futures.
#[derive(Debug)]
pub struct Async<T>(pub T);

/// The mode of a client whose calls block.
#[derive(Debug)]
pub struct Blocking<T>(pub T);

/// A client of the API. Clones share the transport and its connections.
#[derive(Debug)]
pub struct Api<M> {
    shared: Arc<(Config, M)>,
}

impl<M> Clone for Api<M> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<M> Api<M> {
    /// A client over a transport of your own: `Async(transport)` or `Blocking(transport)`.
    pub fn with_transport(config: Config, mode: M) -> Self {
        Self { shared: Arc::new((config, mode)) }
    }

    /// A call of any operation, of this API or your own.
    pub fn call<O: Operation>(&self, operation: O) -> Call<'_, M, O> {
        Call { api: self, operation }
    }
}

/// A call that was not sent yet. Set its optional parameters, then `send` it.
#[derive(Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct Call<'a, M, O> {
    api: &'a Api<M>,
    pub(crate) operation: O,
}

impl<M, O: Operation> Call<'_, M, O> {
    fn request(&self) -> std::result::Result<http::Request<Bytes>, RequestError> {
        self.operation.request(&self.api.shared.0)
    }
}

impl<T: Transport, O: Operation> Call<'_, Async<T>, O> {
    /// Sends the call and waits for the response.
    ///
    /// # Errors
    /// See the variants of [`Error`](super::error::Error).
    pub async fn send(self) -> Result<O> {
        let request = self.request()?;
        let (config, Async(transport)) = &*self.api.shared;
        let response = transport.send(request, config.get_limits()).await.map_err(|error| error.of(O::ID))?;
        O::response(response)
    }
}

impl<T: BlockingTransport, O: Operation> Call<'_, Blocking<T>, O> {
    /// Sends the call and blocks until the response is there.
    ///
    /// # Errors
    /// See the variants of [`Error`](super::error::Error).
    pub fn send(self) -> Result<O> {
        let request = self.request()?;
        let (config, Blocking(transport)) = &*self.api.shared;
        let response = transport.send(request, config.get_limits()).map_err(|error| error.of(O::ID))?;
        O::response(response)
    }
}
