//! Rules of the standard about several fields of one object, which a table of single fields cannot hold: what an API key
//! must have, what excludes what. They are asked after each field alone was found to be sound.

use super::{grammar::Kind, report::Reporter};
use crate::diagnostic::{Code, Place, Pointer};
use serde_json::{Map, Value};

impl Reporter<'_> {
    /// What the standard requires of some fields because of others. Whether all of it holds.
    pub(super) fn conditions(&mut self, members: &Map<String, Value>, at: &Pointer) -> bool {
        let word = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
        let (required, code): (&[&str], _) = match self.object {
            Kind::SecurityScheme => match word("type") {
                "apiKey" => (&["name", "in"], Code::MissingField),
                "http" => (&["scheme"], Code::MissingField),
                // Nothing of these reaches a client.
                "oauth2" => (&["flows"], Code::IncompleteProse),
                "openIdConnect" => (&["openIdConnectUrl"], Code::IncompleteProse),
                _ => (&[], Code::MissingField),
            },
            Kind::Parameter if !members.contains_key("content") => (&["schema"], Code::MissingField),
            _ => (&[], Code::MissingField),
        };
        let missing: Vec<_> = required.iter().filter(|name| !members.contains_key(**name)).collect();
        for name in &missing {
            let message = format!("the {} has no `{name}`", self.object.name());
            self.report(code, Place::Key(at.clone()), message, Some(format!("add `{name}`")));
        }
        self.contradictions(members, at);
        missing.is_empty() || code.is_warning()
    }

    /// What contradicts itself within one object.
    fn contradictions(&mut self, members: &Map<String, Value>, at: &Pointer) {
        let has = |name: &str| members.contains_key(name);
        let is = |name: &str| members.get(name) == Some(&Value::Bool(true));
        let contents = || members.get("content").and_then(Value::as_object).map(Map::len);
        let (place, message, help) = match self.object {
            Kind::Parameter | Kind::Header if has("schema") && contents().is_some() => {
                ("content", "`content` beside `schema`", "remove one of them")
            }
            Kind::Parameter | Kind::Header if contents().is_some_and(|count| count != 1) => {
                ("content", "`content` must have one media type here", "leave one")
            }
            Kind::Schema if is("readOnly") && is("writeOnly") => {
                ("writeOnly", "`writeOnly` beside `readOnly`: nobody may send or receive it", "remove one of them")
            }
            Kind::Server if !members.get("url").and_then(Value::as_str).is_none_or(is_server_url) => {
                let help = "write `https://`, the host, a number as port if there is one, and the path; it is ignored";
                ("url", "this is no URL", help)
            }
            _ => return,
        };
        let code = if self.object == Kind::Server { Code::Ignored } else { Code::Contradiction };
        self.report(code, Place::Value(at.join(place)), message.to_owned(), Some(help.to_owned()));
    }
}

/// Whether a URL can be one of a server: relative, or with a host and a port that is a number (RFC 3986, section 3.2).
/// Template expressions may stand for anything.
pub(crate) fn is_server_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        // A colon in the first segment of a relative reference would end a scheme (section 4.2).
        return url.contains('{') || !url.split('/').next().unwrap_or_default().contains(':');
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let port = match host_and_port.strip_prefix('[') {
        Some(address) => address.split_once(']').map_or("", |(_, port)| port),
        None => host_and_port.find(':').map_or("", |colon| &host_and_port[colon..]),
    };
    let digits = |port: &str| port.chars().all(|char| char.is_ascii_digit());
    let template = authority.contains(['{', '}']) || scheme.contains('{');
    template || (!host_and_port.is_empty() && (port.is_empty() || port.strip_prefix(':').is_some_and(digits)))
}
