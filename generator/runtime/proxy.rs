//! Which proxy a request goes through, by one rule for all transports: the proxy of the configuration, or else the
//! variables of the environment. A proxy that cannot be used is refused, never gone around, and its credentials are for nobody
//! but itself.
//!
//! The rule is told with `ConfigBuilder::proxy` and `ConfigBuilder::no_proxy`.

use super::{
    failure::ConfigError,
    settings::Settings,
    url::{has_sound_port, is_loopback, port},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderValue, Uri};
use percent_encoding::percent_decode_str;
use std::{fmt, net::IpAddr};

/// A proxy that is asked for tunnels (RFC 9110, section 9.3.6).
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    uri: Uri,
    /// The user and the password, decoded.
    credentials: Option<(String, String)>,
}

impl Proxy {
    /// Reads the URL of a proxy. Without a scheme it is http, as for curl.
    ///
    /// # Errors
    /// It is no URL, or its scheme is neither http nor https: proxies that speak SOCKS are not supported.
    pub fn new(url: &str) -> Result<Self, ConfigError> {
        let uri = if url.contains("://") {
            url.parse()
        } else {
            format!("http://{url}").parse()
        };
        let uri: Uri = uri.map_err(|_| ConfigError::new("the proxy is not a URL"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(ConfigError::new(
                "the proxy is not a URL with a scheme and a host",
            ));
        };
        if !matches!(scheme, "http" | "https") {
            return Err(ConfigError::new(
                "the proxy must have the scheme http or https: no other is supported",
            ));
        }
        if authority.host().is_empty() || !has_sound_port(&uri) {
            return Err(ConfigError::new(
                "the proxy must have a host, and a port of at most 65535",
            ));
        }
        let (userinfo, address) = match authority.as_str().rsplit_once('@') {
            Some((userinfo, address)) => (Some(userinfo), address),
            None => (None, authority.as_str()),
        };
        let decode = |text: &str| {
            let text = percent_decode_str(text).decode_utf8();
            text.map(String::from)
                .map_err(|_| ConfigError::new("the credentials of the proxy are not UTF-8"))
        };
        let credentials =
            match userinfo.map(|userinfo| userinfo.split_once(':').unwrap_or((userinfo, ""))) {
                Some((user, password)) => Some((decode(user)?, decode(password)?)),
                None => None,
            };
        let bare = format!("{scheme}://{address}/").parse();
        let uri = bare.map_err(|_| ConfigError::new("the proxy is not a URL"))?;
        Ok(Self { uri, credentials })
    }

    /// Its URL, without credentials.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Its user and password.
    #[must_use]
    pub fn credentials(&self) -> Option<(&str, &str)> {
        self.credentials
            .as_ref()
            .map(|(user, password)| (user.as_str(), password.as_str()))
    }

    /// The value of `Proxy-Authorization` (RFC 7617), for the proxy alone.
    #[must_use]
    pub fn authorization(&self) -> Option<HeaderValue> {
        let (user, password) = self.credentials()?;
        let text = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// Without the credentials.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proxy").field(&self.uri).finish()
    }
}

/// Which proxy is for which URL.
#[derive(Clone, Debug)]
pub struct Proxies {
    http: Choice,
    https: Choice,
    bypass: Bypass,
    /// Whether the proxy was set, and not found in the environment.
    explicit: bool,
}

/// A proxy, none, or why what was found is none.
type Choice = Result<Option<Proxy>, &'static str>;

impl Proxies {
    /// The proxy of a configuration, or those of the environment.
    ///
    /// # Errors
    /// The proxy that is for the base URL of the configuration cannot be used.
    pub fn new(settings: &Settings) -> Result<Self, ConfigError> {
        let proxies = Self::of(settings);
        proxies
            .choose(&settings.base_url)
            .map_err(ConfigError::new)?;
        Ok(proxies)
    }

    /// The same, whether they can be used or not.
    pub fn of(settings: &Settings) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        let mut proxies = Self::from_variables(variable);
        if let Some(proxy) = &settings.proxy {
            let choice = Proxy::new(&proxy.to_string())
                .map(Some)
                .map_err(|error| error.reason());
            let bypass = Bypass::new(settings.no_proxy.as_deref().unwrap_or_default());
            proxies = Self {
                http: choice.clone(),
                https: choice,
                bypass,
                explicit: true,
            };
        } else if let Some(hosts) = &settings.no_proxy {
            proxies.bypass = Bypass::new(hosts);
        }
        proxies
    }

    /// The proxies of an environment that `variable` looks up.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is_cgi = variable("REQUEST_METHOD").is_some();
        let find = |name: &str| {
            let upper = (name != "http_proxy" || !is_cgi)
                .then(|| variable(&name.to_uppercase()))
                .flatten();
            let filled = |text: &String| !text.trim().is_empty();
            variable(name).filter(filled).or(upper.filter(filled))
        };
        let choice = |name| match find(name).or_else(|| find("all_proxy")) {
            Some(url) => Proxy::new(url.trim())
                .map(Some)
                .map_err(|error| error.reason()),
            None => Ok(None),
        };
        let bypass = Bypass::new(&find("no_proxy").unwrap_or_default());
        Self {
            http: choice("http_proxy"),
            https: choice("https_proxy"),
            bypass,
            explicit: false,
        }
    }

    /// The proxy for a URL.
    ///
    /// # Errors
    /// The proxy that is for it cannot be used: why.
    pub fn choose(&self, uri: &Uri) -> Result<Option<&Proxy>, &'static str> {
        if (!self.explicit && is_loopback(uri)) || self.bypass.is_for(uri) {
            return Ok(None);
        }
        let choice = if uri.scheme_str() == Some("https") {
            &self.https
        } else {
            &self.http
        };
        choice
            .as_ref()
            .map(Option::as_ref)
            .map_err(|reason| *reason)
    }
}

/// What is reached without a proxy.
#[derive(Clone, Debug, Default)]
struct Bypass(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug)]
enum Hosts {
    All,
    /// A host and those below it.
    Below(String),
    /// Addresses whose first so many bits are those of this one.
    Range(IpAddr, u32),
}

impl Bypass {
    fn new(list: &str) -> Self {
        let entries = list.split(|char: char| char == ',' || char.is_whitespace());
        Self(
            entries
                .filter(|entry| !entry.is_empty())
                .filter_map(Entry::new)
                .collect(),
        )
    }

    fn is_for(&self, uri: &Uri) -> bool {
        let host = bare(uri.host().unwrap_or_default());
        self.0.iter().any(|entry| {
            entry.port.is_none_or(|only| port(uri) == Some(only)) && entry.hosts.contain(&host)
        })
    }
}

/// A host without brackets and the dot at its end, in lower case.
fn bare(host: &str) -> String {
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

impl Entry {
    /// `None` for what is no entry, and so for no host.
    fn new(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self {
                hosts: Hosts::All,
                port: None,
            });
        }
        // Two colons are part of an address.
        let bracketed = text.rfind(']').map_or(0, |end| end + 1);
        let (host, port) = match text.rfind(':') {
            Some(at) if at >= bracketed && (bracketed > 0 || text.find(':') == Some(at)) => {
                (&text[..at], Some(text[at + 1..].parse().ok()?))
            }
            _ => (text, None),
        };
        let host = bare(host);
        let hosts = match host.split_once('/') {
            Some((address, bits)) => {
                let (address, bits): (IpAddr, u32) =
                    (bare(address).parse().ok()?, bits.parse().ok()?);
                let most = if address.is_ipv4() { 32 } else { 128 };
                (bits <= most).then_some(Hosts::Range(address, bits))?
            }
            None => match host.parse() {
                Ok(address @ IpAddr::V4(_)) => Hosts::Range(address, 32),
                Ok(address @ IpAddr::V6(_)) => Hosts::Range(address, 128),
                Err(_) => Hosts::Below(host.strip_prefix('.').unwrap_or(&host).to_owned()),
            },
        };
        Some(Self { hosts, port })
    }
}

impl Hosts {
    fn contain(&self, host: &str) -> bool {
        match self {
            Self::All => true,
            Self::Below(name) => {
                !name.is_empty()
                    && host
                        .strip_suffix(name.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            Self::Range(first, bits) => match (first, host.parse()) {
                (IpAddr::V4(first), Ok(IpAddr::V4(address))) => {
                    (first.to_bits() ^ address.to_bits()).leading_zeros() >= *bits
                }
                (IpAddr::V6(first), Ok(IpAddr::V6(address))) => {
                    (first.to_bits() ^ address.to_bits()).leading_zeros() >= *bits
                }
                _ => false,
            },
        }
    }
}
