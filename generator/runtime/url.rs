//! What is asked of URLs: whether one can be called, whether credentials may travel to it, and which port it means.

use super::failure::ConfigError;
use http::{Uri, uri::Scheme};
use std::net::IpAddr;

/// A base URL that can be called.
pub(crate) fn check_base_url(url: &str, allow_http: bool) -> Result<Uri, ConfigError> {
    if url.is_empty() {
        return Err(ConfigError::new(
            "the document names no absolute URL of a server: use `with_base_url`",
        ));
    }
    let uri: Uri = url
        .parse()
        .map_err(|_| ConfigError::new("the base URL is not a URL"))?;
    let (Some(_), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(ConfigError::new(
            "the base URL must be absolute: give it a scheme and a host",
        ));
    };
    if authority.as_str().contains('@') {
        return Err(ConfigError::new("the base URL must not hold credentials"));
    }
    if authority.host().is_empty() || !has_sound_port(&uri) {
        return Err(ConfigError::new(
            "the base URL must have a host, and a port of at most 65535",
        ));
    }
    if uri.query().is_some() || url.contains('#') {
        return Err(ConfigError::new(
            "the base URL must not hold a query or a fragment",
        ));
    }
    if !is_safe(&uri, allow_http) {
        return Err(ConfigError::new(
            "the base URL must be https, or http to a loopback address, or `allow_http` be set",
        ));
    }
    Ok(uri)
}

/// Whether credentials may travel to a URL.
pub(crate) fn is_safe(uri: &Uri, allow_http: bool) -> bool {
    match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => true,
        Some(scheme) if *scheme == Scheme::HTTP => allow_http || is_loopback(uri),
        _ => false,
    }
}

/// Whether the port of a URL is one: `http` takes a number that is too large for none, and so for the default.
pub(crate) fn has_sound_port(uri: &Uri) -> bool {
    let address = uri.authority().map_or("", |authority| authority.as_str());
    let address = address
        .rsplit_once('@')
        .map_or(address, |(_, address)| address);
    let behind = address
        .rsplit_once(']')
        .map_or(address, |(_, behind)| behind);
    behind
        .rsplit_once(':')
        .is_none_or(|(_, port)| port.is_empty() || port.parse::<u16>().is_ok())
}

/// The port of a URL, or the default of its scheme.
pub(crate) fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or(match uri.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    })
}

/// Whether a URL leads to the machine itself.
pub(crate) fn is_loopback(uri: &Uri) -> bool {
    let host = uri
        .host()
        .unwrap_or_default()
        .trim_start_matches('[')
        .trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}
