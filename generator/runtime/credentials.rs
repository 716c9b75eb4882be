//! Credentials: which the user has, and where each goes in a request. Secrets come in, header fields, query
//! parameters and cookies that are marked sensitive go out. Nothing here prints a secret.

use super::{error::ConfigError, secret::Secret};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::fmt;

/// A security scheme of the document: its name, and how its credential travels.
#[derive(Debug)]
pub struct Scheme {
    /// The name of the scheme in the document.
    pub name: &'static str,
    /// How the credential travels.
    pub placement: Placement,
}

/// How a credential travels.
#[derive(Debug)]
pub enum Placement {
    /// As `Authorization: Basic …` (RFC 7617).
    Basic,
    /// As `Authorization: Bearer …` (RFC 6750).
    Bearer,
    /// In the header field of this name.
    Header(&'static str),
    /// In the query parameter of this name.
    Query(&'static str),
    /// In the cookie of this name.
    Cookie(&'static str),
}

/// The credentials of a client, at most one for each security scheme of the API.
#[derive(Clone, Default)]
pub struct Credentials {
    slots: Vec<(&'static str, Credential)>,
}

#[derive(Clone)]
enum Credential {
    Basic { user: String, password: Secret },
    Token(Secret),
}

impl Credentials {
    /// No credentials at all, for operations that need none.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    pub(crate) fn basic_for(self, scheme: &'static Scheme, user: String, password: Secret) -> Self {
        self.insert(scheme, Credential::Basic { user, password })
    }

    pub(crate) fn token_for(self, scheme: &'static Scheme, token: Secret) -> Self {
        self.insert(scheme, Credential::Token(token))
    }

    fn insert(mut self, scheme: &'static Scheme, credential: Credential) -> Self {
        self.slots.retain(|(name, _)| *name != scheme.name);
        self.slots.push((scheme.name, credential));
        self
    }

    /// Whether HTTP can carry them (RFC 7617, section 2; RFC 9110, section 5.5).
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let has_control = |text: &str| text.chars().any(char::is_control);
        for (_, credential) in &self.slots {
            match credential {
                Credential::Basic { user, .. } if user.contains(':') => {
                    return Err(ConfigError::new("a user name for Basic authentication must not contain a colon"));
                }
                Credential::Basic { user, password } if has_control(user) || has_control(password.expose()) => {
                    return Err(ConfigError::new("a user name or password must not contain control characters"));
                }
                Credential::Token(token) if has_control(token.expose()) => {
                    return Err(ConfigError::new("a token must not contain control characters"));
                }
                Credential::Basic { .. } | Credential::Token(_) => {}
            }
        }
        Ok(())
    }

    pub(super) fn has(&self, scheme: &Scheme) -> bool {
        self.slots.iter().any(|(name, _)| *name == scheme.name)
    }

    /// The text to send for a scheme, if there is a credential for it.
    pub(super) fn text(&self, scheme: &Scheme) -> Option<Secret> {
        let (_, credential) = self.slots.iter().find(|(name, _)| *name == scheme.name)?;
        Some(match (credential, &scheme.placement) {
            (Credential::Basic { user, password }, _) => {
                let pair = Secret::new(format!("{user}:{}", password.expose()));
                Secret::new(format!("Basic {}", STANDARD.encode(pair.expose())))
            }
            (Credential::Token(token), Placement::Bearer) => Secret::new(format!("Bearer {}", token.expose())),
            (Credential::Token(token), _) => token.clone(),
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.slots.iter().map(|(name, _)| (name, "[redacted]"))).finish()
    }
}
