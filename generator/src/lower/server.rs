//! The URLs that a document offers as servers, with their variables, each URL once and named by itself: a constant whose
//! name came from prose or from the place in a list would stand for another host after an edit that breaks nobody else.

use super::{Extensions, Lowering};
use crate::{
    diagnostic::{Code, Pointer},
    ir::{Server, ServerVariable},
    load::is_server_url,
};
use openapiv3::Server as Source;
use std::collections::BTreeMap;

impl Lowering<'_> {
    /// The servers of the document, a path or an operation.
    pub(super) fn lower_servers(&mut self, servers: &[Source], at: &Pointer) -> Vec<Server> {
        let at = at.join("servers");
        let mut lowered: Vec<Server> = Vec::new();
        for (index, server) in servers.iter().enumerate().filter(|(_, server)| is_server_url(&server.url)) {
            let server = self.lower_server(server, &at.join(index));
            if !lowered.iter().any(|known| known.url == server.url) {
                lowered.push(server);
            }
        }
        lowered
    }

    fn lower_server(&mut self, server: &Source, at: &Pointer) -> Server {
        let Source { url, description, variables, extensions } = server;
        let url = &self.without_query(url, &at.join("url"));
        let variables = variables.iter().flatten().map(|(name, variable)| ServerVariable {
            name: name.clone(),
            default: variable.default.clone(),
            values: variable.enumeration.clone(),
            description: variable.description.clone(),
        });
        // As they stand in the URL: the order of the members of an object says nothing.
        let variables = variables.filter_map(|variable| Some((url.find(&format!("{{{}}}", variable.name))?, variable)));
        let variables: BTreeMap<_, _> = variables.collect();
        let variables: Vec<_> = variables.into_values().collect();
        for expression in url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
            if !variables.iter().any(|variable| variable.name == expression) {
                let message = format!("`{{{expression}}}` of the URL has no variable");
                let help = format!("add `{expression}` with a `default` to `variables` of the server");
                self.report(Code::Repaired, &at.join("url"), message, &help);
            }
        }
        Server {
            name: Extensions(extensions).named(url_words(url)),
            description: description.clone(),
            url: url.clone(),
            variables,
            pointer: at.clone(),
        }
    }
}

impl Lowering<'_> {
    /// The URL of a server, to which paths are added: it has no query and no fragment (OpenAPI 3.0.4, section "Server Object").
    fn without_query(&mut self, url: &str, at: &Pointer) -> String {
        let mut inside = false;
        let end = url.find(|char| {
            inside = char == '{' || (inside && char != '}');
            matches!(char, '?' | '#') && !inside
        });
        let Some(end) = end else { return url.to_owned() };
        let message = format!("`{}` of the URL of a server is no part of a request", &url[end..]);
        self.report(Code::Ignored, at, message, "the path of an operation is added to the URL; write a query there");
        url[..end].to_owned()
    }
}

/// The words of a URL: `https://{region}.example.com/v1` is `region example com v1`. Of a scheme `https` is left out.
fn url_words(url: &str) -> String {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let words = rest.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<_> = words.collect();
    if words.is_empty() { "root".to_owned() } else { words.join(" ") }
}

/// The URL of a server of an operation, where it is not that of the document. A relative one is relative to the origin
/// of the document's.
pub(super) fn own_server(servers: &[Server], base_url: &str) -> Option<String> {
    let url = servers.first()?.default_url();
    let url = if url.contains("://") {
        url
    } else {
        let (scheme, rest) = base_url.split_once("://")?;
        let host = rest.split('/').next().unwrap_or_default();
        format!("{scheme}://{host}/{}", url.trim_start_matches('/'))
    };
    let same = url.trim_end_matches('/') == base_url.trim_end_matches('/');
    (!same && !url.contains('{')).then_some(url)
}
