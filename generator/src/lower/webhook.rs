//! The requests that the API itself sends, as somebody who receives them reads them. Nothing is built or sent here, so of
//! the standard's rules only those about reading count.

use super::{Extensions, Lowering, body::Kind, response::chosen, schema::with};
use crate::{
    diagnostic::{Code, Pointer},
    ir::{Body, Docs, Location, Method, Parameter, Style, Type, Webhook},
};
use indexmap::IndexMap;
use openapiv3::{Operation as Source, PathItem, ReferenceOr, RequestBody};

impl<'a> Lowering<'a> {
    pub(super) fn lower_webhooks(&mut self, listed: &'a IndexMap<String, PathItem>) -> Vec<Webhook> {
        let mut webhooks = Vec::new();
        for (name, item) in listed {
            let at = Pointer::default().join("webhooks").join(name);
            let PathItem {
                summary: _,
                description: _,
                get,
                put,
                post,
                delete,
                options,
                head,
                patch,
                trace,
                // They are sent to a server of the user.
                servers: _,
                parameters,
                extensions: _,
            } = item;
            let methods = [
                (Method::Post, post),
                (Method::Put, put),
                (Method::Patch, patch),
                (Method::Get, get),
                (Method::Delete, delete),
                (Method::Options, options),
                (Method::Head, head),
                (Method::Trace, trace),
            ];
            let methods = methods.into_iter().filter_map(|(method, source)| Some((method, source.as_ref()?)));
            for (method, source) in methods {
                // What nearly all webhooks are needs no word.
                let suffix = (method != Method::Post).then(|| method.as_str().to_ascii_lowercase());
                let words: Vec<_> = [name.clone()].into_iter().chain(suffix).collect();
                let mut webhook = self.lower_webhook(name, &words, method, source, &at);
                let shared = self.lower_parameters(parameters, &with(&words, "webhook"), &at);
                let own = |shared: &Parameter| {
                    let same = |own: &Parameter| own.name.wire == shared.name.wire && own.location == shared.location;
                    webhook.parameters.iter().any(same)
                };
                let shared: Vec<_> = shared.into_iter().filter(|shared| !own(shared)).collect();
                webhook.parameters.splice(0..0, shared);
                webhook.parameters.retain(|parameter| self.is_readable(parameter));
                webhooks.push(webhook);
            }
        }
        webhooks
    }

    fn lower_webhook(
        &mut self,
        name: &str,
        words: &[String],
        method: Method,
        source: &'a Source,
        at: &Pointer,
    ) -> Webhook {
        let Source {
            tags: _,
            summary,
            description,
            external_docs: _,
            // Frameworks make it of the name and the method; the name says the same and is shorter.
            operation_id: _,
            parameters,
            request_body,
            // What the server of the user answers.
            responses: _,
            callbacks: _,
            deprecated,
            security: _,
            servers: _,
            extensions,
        } = source;
        let at = at.join(method.as_str().to_ascii_lowercase());
        let in_types = with(words, "webhook");
        let parameters = self.lower_parameters(parameters, &in_types, &at);
        let body = request_body.as_ref().and_then(|body| self.lower_received(body, &in_types, &at.join("requestBody")));
        let (body, body_docs, body_required) = body.unwrap_or((Body::Empty, Docs::default(), false));
        Webhook {
            name: Extensions(extensions).named(name),
            words: words.join(" "),
            pointer: at,
            docs: Docs { summary: summary.clone(), description: description.clone() },
            deprecation: Extensions(extensions).deprecation(*deprecated),
            method,
            parameters,
            body,
            body_docs,
            body_required,
        }
    }

    /// A body that is received, with its documentation and whether it is always there. Of several media types one is read, as of
    /// a response.
    fn lower_received(
        &mut self,
        body: &'a ReferenceOr<RequestBody>,
        words: &[String],
        at: &Pointer,
    ) -> Option<(Body, Docs, bool)> {
        let listed = &self.components.request_bodies;
        let (body, at) = self.resolve(body, "requestBodies", listed, at)?;
        let RequestBody { description, content, required, extensions: _ } = body;
        let (media_type, content) = chosen(content)?;
        let words = Self::words_at(&at, "body", &with(words, "body"));
        let body = match self.kind(media_type, content) {
            Kind::Json => Body::Json(self.lower_content(content, &words)),
            Kind::Text => Body::Text(self.lower_text(media_type, content, &words)),
            Kind::Form | Kind::Multipart | Kind::Bytes => Body::Bytes,
        };
        Some((body, Docs { summary: None, description: description.clone() }, *required))
    }

    /// Whether the value of a parameter can be told from a request.
    fn is_readable(&mut self, parameter: &Parameter) -> bool {
        let list = matches!(parameter.ty, Type::Array(_));
        let readable = match (parameter.location, parameter.style) {
            (Location::Header, _) | (Location::Query, Style::Json | Style::Form { explode: true }) => true,
            (Location::Query, Style::Form { explode: false }) => !list,
            (Location::Query | Location::Path | Location::Cookie, _) => false,
        };
        if !readable {
            let message = format!("the parameter `{}` of a webhook is not read", parameter.name.wire);
            let help = "headers and query parameters of the style `form` are; take it from the request";
            self.report(Code::Ignored, &parameter.pointer, message, help);
        }
        readable
    }
}
