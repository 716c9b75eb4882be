//! Webhooks: requests that the API sends, read as what the document says of them. Nothing here opens a port or checks a
//! signature, and no reason given here quotes a value of the body.

use super::{
    failure::OneLine,
    header,
    read::{self, Read},
};
use bytes::Bytes;
use http::{Method, Request};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use std::{borrow::Cow, fmt};

/// A request that the API sends to a server of yours.
///
/// Who sent it is not checked here: where requests are signed, check the signature over the bytes of the body first.
pub trait Webhook: Sized {
    /// What the document calls it.
    const NAME: &'static str;
    /// The method of the request.
    const METHOD: Method;

    /// Takes the parameters and the body out of a request.
    ///
    /// # Errors
    /// Says what is missing or does not fit.
    fn take(received: &Received<'_>) -> Result<Self, String>;

    /// Reads a request, whatever its path is.
    ///
    /// # Errors
    /// The method is another, or a parameter or the body is missing or does not fit.
    fn read(request: &Request<Bytes>) -> Result<Self, WebhookError> {
        let read = if request.method() == Self::METHOD {
            Self::take(&Received { request })
        } else {
            Err(format!("of another method than {}", Self::METHOD))
        };
        read.map_err(|reason| WebhookError {
            webhook: Self::NAME,
            reason,
        })
    }
}

/// A request that could not be read as a webhook.
#[derive(Clone, Debug)]
pub struct WebhookError {
    /// What the document calls the webhook.
    pub webhook: &'static str,
    /// What does not fit, naming the parameter or the member but never its value.
    pub reason: String,
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: a request {}", self.webhook, OneLine(&self.reason))
    }
}

impl std::error::Error for WebhookError {}

/// A request that is being read.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    request: &'a Request<Bytes>,
}

/// Without the headers and the body, which may hold secrets.
impl fmt::Debug for Received<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", self.request.method())
            .finish_non_exhaustive()
    }
}

impl Received<'_> {
    /// A header field.
    ///
    /// # Errors
    /// It is missing or does not fit.
    pub fn header<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, String> {
        self.optional_header(name)?
            .ok_or_else(|| format!("without the header `{name}`"))
    }

    /// A header field, if it is there.
    ///
    /// # Errors
    /// It does not fit.
    pub fn optional_header<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, String> {
        let headers = self.request.headers();
        if !headers.contains_key(name) {
            return Ok(None);
        }
        let value = header::Header::new(name).get(headers);
        value
            .map(Some)
            .ok_or_else(|| format!("with a header `{name}` that does not fit"))
    }

    /// A query parameter.
    ///
    /// # Errors
    /// It is missing or does not fit.
    pub fn query<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, String> {
        self.optional_query(name)?
            .ok_or_else(|| format!("without the query parameter `{name}`"))
    }

    /// A query parameter, if it is there; a list has a pair for each item.
    ///
    /// # Errors
    /// It does not fit.
    pub fn optional_query<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, String> {
        let pairs = self.request.uri().query().unwrap_or_default().split('&');
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let items: Option<Vec<_>> = pairs
            .filter(|(key, _)| decoded(key).is_some_and(|key| key == name))
            .map(|(_, value)| decoded(value))
            .collect();
        let misfit = || format!("with a query parameter `{name}` that does not fit");
        let items = items.ok_or_else(misfit)?;
        if items.is_empty() {
            return Ok(None);
        }
        let one = <&[String; 1]>::try_from(&*items).ok().map(|[one]| &**one);
        let items: Vec<_> = items.iter().map(String::as_str).collect();
        header::value(one, &items).map(Some).ok_or_else(misfit)
    }

    /// The body.
    ///
    /// # Errors
    /// It does not fit.
    pub fn body<T>(&self, read: Read<T>) -> Result<T, String> {
        let headers = self.request.headers();
        read(self.request.body()).map_err(|reason| read::encoded(headers).unwrap_or(reason))
    }

    /// The body, unless it is empty.
    ///
    /// # Errors
    /// It does not fit.
    pub fn optional_body<T>(&self, read: Read<T>) -> Result<Option<T>, String> {
        if self.request.body().is_empty() {
            Ok(None)
        } else {
            self.body(read).map(Some)
        }
    }
}

/// A name or value of a query, as forms encode it.
fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text)
        .decode_utf8()
        .ok()
        .map(Cow::into_owned)
}
