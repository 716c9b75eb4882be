//! Which credentials a request carries, and where in it. Of several sets that would do, all are kept: the user has one of
//! them.

use super::{Extensions, Lowering};
use crate::{
    diagnostic::{Code, Pointer, probably_meant},
    ir::{Placement, SchemeId, SecurityScheme},
};
use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme as Scheme};

/// The IANA "Hypertext Transfer Protocol (HTTP) Authentication Scheme Registry" (RFC 9110, section 16.4.1).
const REGISTERED: &[&str] = &[
    "Basic",
    "Bearer",
    "Concealed",
    "Digest",
    "DPoP",
    "GNAP",
    "HOBA",
    "Mutual",
    "Negotiate",
    "OAuth",
    "PrivateToken",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "vapid",
];

impl Lowering<'_> {
    pub(super) fn lower_security_schemes(&mut self) {
        let listed = &self.components.security_schemes;
        let here = Pointer::default().join("components").join("securitySchemes");
        for (name, scheme) in listed {
            let Some((scheme, _)) = self.resolve(scheme, "securitySchemes", listed, &here.join(name)) else {
                continue;
            };
            let (placement, description, extensions) = match scheme {
                Scheme::APIKey { location, name, description, extensions } => {
                    let placement = match location {
                        APIKeyLocation::Query => Placement::Query(name.clone()),
                        APIKeyLocation::Header => Placement::Header(name.clone()),
                        APIKeyLocation::Cookie => Placement::Cookie(name.clone()),
                    };
                    (placement, description, extensions)
                }
                Scheme::HTTP { scheme, bearer_format: _, description, extensions } => {
                    self.check_registered(scheme, &here.join(name).join("scheme"));
                    let placement = match &*scheme.to_ascii_lowercase() {
                        "basic" => Placement::Basic,
                        "bearer" => Placement::Bearer,
                        _ => Placement::Authorization(scheme.clone()),
                    };
                    (placement, description, extensions)
                }
                Scheme::OAuth2 { flows: _, description, extensions }
                | Scheme::OpenIDConnect { open_id_connect_url: _, description, extensions } => {
                    (Placement::Bearer, description, extensions)
                }
            };
            self.schemes.push(SecurityScheme {
                name: Extensions(extensions).named(name),
                description: description.clone(),
                placement,
            });
        }
    }

    /// A scheme that nobody registered is sent as it is, but more likely misspelt.
    fn check_registered(&mut self, scheme: &str, at: &Pointer) {
        if REGISTERED.iter().any(|registered| registered.eq_ignore_ascii_case(scheme)) {
            return;
        }
        let help = match probably_meant(scheme, REGISTERED.iter().copied()) {
            Some(meant) => format!("did you mean `{}`?", meant.to_lowercase()),
            None => "allow W0006 if the server takes it: it is sent as it is".to_owned(),
        };
        self.report(Code::UnknownScheme, at, format!("there is no HTTP authentication scheme `{scheme}`"), &help);
    }

    /// The sets of credentials of which one suffices.
    pub(super) fn lower_security(&mut self, own: Option<&[SecurityRequirement]>, at: &Pointer) -> Vec<Vec<SchemeId>> {
        let whole = Pointer::default().join("security");
        let (requirements, at) = own.map_or((self.security, whole), |own| (own, at.join("security")));
        let sets = requirements.iter().enumerate();
        sets.filter_map(|(index, set)| set.keys().map(|name| self.scheme(name, &at.join(index).join(name))).collect())
            .collect()
    }

    fn scheme(&mut self, name: &str, at: &Pointer) -> Option<SchemeId> {
        let found = self.schemes.iter().position(|scheme| scheme.name.wire == name).map(SchemeId);
        let scheme = Pointer::default().join("components").join("securitySchemes").join(name);
        let told = self.components.security_schemes.contains_key(name) || self.was_cleared(&scheme);
        if found.is_none() && !told {
            let listed = self.components.security_schemes.keys().map(String::as_str);
            let help = probably_meant(name, listed).map(|meant| format!("did you mean `{meant}`?"));
            let help = help.unwrap_or_else(|| format!("add `{name}` to `components.securitySchemes`"));
            self.report(Code::UnknownScheme, at, format!("there is no security scheme `{name}`"), &help);
        }
        found
    }
}
