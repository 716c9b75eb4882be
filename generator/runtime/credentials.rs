//! Credentials: which the user has, and where each goes in a request: header fields, query parameters and cookies, all
//! marked sensitive. Nothing here prints a secret.

use super::{failure::ConfigError, secret::Secret};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{fmt, sync::Arc};

/// A security scheme of the document: its name, and how its credential travels.
#[derive(Debug)]
pub struct Scheme {
    /// The name of the scheme in the document.
    pub name: &'static str,
    /// How the credential travels.
    pub placement: Placement,
}

/// A choice of sets of credentials, each set complete.
pub type Security = &'static [&'static [&'static Scheme]];

/// Whether any of the choices is to send a credential, and not the first to send none, which is always there.
pub(super) fn are_needed(security: Security) -> bool {
    security.first().is_some_and(|set| !set.is_empty())
}

/// How a credential travels.
#[derive(Debug)]
pub enum Placement {
    /// As `Authorization: Basic …` (RFC 7617).
    Basic,
    /// As `Authorization: Bearer …` (RFC 6750).
    Bearer,
    /// As `Authorization` with another scheme of this name (RFC 9110, section 11.6.2).
    Authorization(&'static str),
    /// In the header field of this name.
    Header(&'static str),
    /// In the query parameter of this name.
    Query(&'static str),
    /// In the cookie of this name.
    Cookie(&'static str),
}

/// The credentials of a client, at most one for each security scheme of the API. Clones share them, so that no further
/// copy of a secret is made.
#[derive(Clone, Default)]
pub struct Credentials {
    slots: Arc<Vec<Slot>>,
}

#[derive(Clone)]
struct Slot {
    scheme: &'static Scheme,
    /// As it is sent.
    text: Secret,
    /// Why HTTP cannot carry it (RFC 7617, section 2; RFC 9110, section 5.5).
    problem: Option<&'static str>,
}

impl Credentials {
    /// No credentials at all, for operations that need none.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds the credential of a scheme, or replaces it. `user` counts for Basic only.
    #[must_use]
    pub fn with(
        mut self,
        scheme: &'static Scheme,
        user: impl Into<String>,
        secret: impl Into<Secret>,
    ) -> Self {
        let (user, secret) = (user.into(), secret.into());
        let slots = Arc::make_mut(&mut self.slots);
        slots.retain(|slot| slot.scheme.name != scheme.name);
        slots.push(Slot {
            scheme,
            problem: problem(&user, &secret),
            text: written(scheme, &user, secret),
        });
        self
    }

    /// Whether HTTP can carry them.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let problem = self.slots.iter().find_map(|slot| slot.problem);
        problem.map_or(Ok(()), |problem| Err(ConfigError::new(problem)))
    }

    pub(super) fn has(&self, scheme: &Scheme) -> bool {
        self.slots
            .iter()
            .any(|slot| slot.scheme.name == scheme.name)
    }

    /// The text to send for a scheme, if there is a credential for it.
    pub(super) fn text(&self, scheme: &Scheme) -> Option<&Secret> {
        let mut slots = self.slots.iter();
        let slot = slots.find(|slot| slot.scheme.name == scheme.name)?;
        Some(&slot.text)
    }
}

/// A credential as it is sent; `user` is empty for all but Basic.
fn written(scheme: &Scheme, user: &str, secret: Secret) -> Secret {
    match scheme.placement {
        Placement::Basic => {
            let pair = Secret::new(format!("{user}:{}", secret.expose()));
            Secret::new(format!("Basic {}", STANDARD.encode(pair.expose())))
        }
        Placement::Bearer => Secret::new(format!("Bearer {}", secret.expose())),
        Placement::Authorization(name) => Secret::new(format!("{name} {}", secret.expose())),
        Placement::Header(_) | Placement::Query(_) | Placement::Cookie(_) => secret,
    }
}

fn problem(user: &str, secret: &Secret) -> Option<&'static str> {
    let mut all = user.chars().chain(secret.expose().chars());
    if user.contains(':') {
        Some("a user name for Basic authentication must not contain a colon")
    } else if all.any(char::is_control) {
        Some("a credential must not contain control characters")
    } else {
        None
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(
                self.slots
                    .iter()
                    .map(|slot| (slot.scheme.name, "[redacted]")),
            )
            .finish()
    }
}
