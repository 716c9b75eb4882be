//! Reading a response as a typed value, or as an error that lost nothing.

use super::{
    super::errors::ApiErrorBody,
    error::{ApiError, Error},
    failure::UnexpectedResponse,
    operation::Operation,
    read::{encoded, reader},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, response::Parts};

pub use super::read::{Read, Readers, Response, bytes, empty, json, json_prefix, text};

/// Reads a response: its status chooses the reader, an exact status before a class, a class before the default.
///
/// # Errors
/// [`Error::Api`] where the status is one of `errors`, [`Error::Unexpected`] where it is documented nowhere or the
/// body does not fit.
pub fn read<T>(
    operation: &'static str,
    response: http::Response<Bytes>,
    successes: Readers<T>,
    errors: Readers<ApiErrorBody>,
) -> Result<Response<T>, Error> {
    let (
        Parts {
            status, headers, ..
        },
        raw,
    ) = response.into_parts();
    for number in [status.as_u16(), status.as_u16() / 100, 0] {
        if let Some(read) = reader(successes, number) {
            return match read(&raw).map_err(|reason| encoded(&headers).unwrap_or(reason)) {
                Ok(body) => Ok(Response {
                    body,
                    status,
                    headers,
                }),
                Err(reason) => Err(misfit(operation, status, headers, reason, raw)),
            };
        }
        if let Some(read) = reader(errors, number) {
            return Err(
                match read(&raw).map_err(|reason| encoded(&headers).unwrap_or(reason)) {
                    Ok(body) => Error::Api(Box::new(ApiError {
                        operation,
                        status,
                        headers,
                        body,
                        raw,
                    })),
                    Err(reason) => misfit(operation, status, headers, reason, raw),
                },
            );
        }
    }
    Err(misfit(
        operation,
        status,
        headers,
        "which the document does not describe".to_owned(),
        raw,
    ))
}

fn misfit(
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    reason: String,
    raw: Bytes,
) -> Error {
    Error::Unexpected(Box::new(UnexpectedResponse {
        operation,
        status,
        headers,
        reason,
        raw,
    }))
}

/// Whether a status is one of a documented success.
pub(super) fn is_success<O: Operation>(status: StatusCode) -> bool {
    let numbers = [status.as_u16(), status.as_u16() / 100, 0];
    let first = numbers
        .into_iter()
        .find_map(|number| match reader(O::SUCCESSES, number) {
            Some(_) => Some(true),
            None => reader(O::ERRORS, number).map(|_| false),
        });
    first == Some(true)
}

/// What is not as the document describes it.
pub(super) fn unexpected(
    operation: &'static str,
    response: http::Response<Bytes>,
    reason: String,
) -> Error {
    let (
        Parts {
            status, headers, ..
        },
        raw,
    ) = response.into_parts();
    misfit(operation, status, headers, reason, raw)
}

/// Ignores the body of an error response that is documented without one.
///
/// # Errors
/// None; the signature is that of its siblings.
#[allow(clippy::unnecessary_wraps, reason = "one signature for all readers")]
pub fn no_body(_raw: &Bytes) -> Result<ApiErrorBody, String> {
    Ok(ApiErrorBody::Empty)
}
