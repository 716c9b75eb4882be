//! Operations, each with its parameters, body and responses. What a Path Item Object says for all of them is repeated in
//! each, so that no later stage looks at paths.

use super::{Extensions, Lowering, server::own_server};
use crate::{
    diagnostic::{Code, Diagnostic, Place, Pointer},
    ir::{Bodies, Docs, Method, Operation, OperationId, Parameter, RequestBody, Tag, TagId, WireName},
};
use openapiv3::{Operation as Source, PathItem, Paths, ReferenceOr};
use serde_json::Value;
use std::{collections::HashMap, vec};

impl<'a> Lowering<'a> {
    pub(super) fn lower_paths(&mut self, paths: &'a Paths, base_url: &str) -> Vec<Operation> {
        let mut operations = Vec::new();
        let in_paths = Pointer::default().join("paths");
        for (path, item) in &paths.paths {
            let at = in_paths.join(path);
            match item {
                // The gate has put the path item in its place, unless there is none.
                ReferenceOr::Reference { .. } => {}
                ReferenceOr::Item(item) => self.lower_path_item(path, item, &at, base_url, &mut operations),
            }
        }
        self.report_same_ids(&operations);
        operations
    }

    fn report_same_ids(&mut self, operations: &[Operation]) {
        let mut seen: HashMap<&str, &Operation> = HashMap::new();
        for operation in operations {
            let first = *seen.entry(&operation.id).or_insert(operation);
            if first.pointer != operation.pointer {
                let message = format!("`operationId: {}` stands twice", operation.id);
                let place = |operation: &Operation| Place::Value(operation.pointer.join("operationId"));
                let diagnostic = Diagnostic::new(Code::Repaired, place(operation), message);
                let diagnostic = diagnostic.related(place(first), "it stands here first");
                self.found
                    .push(diagnostic.help("give each operation an id of its own; the second is named with a number"));
            }
        }
    }

    fn lower_path_item(
        &mut self,
        path: &str,
        item: &'a PathItem,
        at: &Pointer,
        base_url: &str,
        operations: &mut Vec<Operation>,
    ) {
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
            servers,
            parameters,
            extensions: _,
        } = item;
        let methods = [
            (Method::Get, get),
            (Method::Put, put),
            (Method::Post, post),
            (Method::Delete, delete),
            (Method::Options, options),
            (Method::Head, head),
            (Method::Patch, patch),
            (Method::Trace, trace),
        ];
        self.report_fragment(path, at);
        for (method, source) in methods {
            let Some(source) = source else { continue };
            let at_operation = at.join(method.as_str().to_ascii_lowercase());
            let shared = self.lower_parameters(parameters, &path_words(path), at);
            let (mut operation, bodies) = self.lower_operation(method, path, source, shared, &at_operation);
            let servers = if source.servers.is_empty() {
                self.lower_servers(servers, at)
            } else {
                self.lower_servers(&source.servers, &at_operation)
            };
            operation.server = own_server(&servers, base_url);
            let first = OperationId(operations.len());
            let alternatives: Vec<_> = bodies.map(|body| alternative(&operation, first, body)).collect();
            operations.push(operation);
            operations.extend(alternatives);
        }
    }

    /// The operation with the first media type of its body, and the body in the others.
    fn lower_operation(
        &mut self,
        method: Method,
        path: &str,
        source: &'a Source,
        mut shared: Vec<Parameter>,
        at: &Pointer,
    ) -> (Operation, vec::IntoIter<RequestBody>) {
        let Source {
            tags,
            summary,
            description,
            external_docs: _,
            operation_id,
            parameters,
            request_body,
            responses,
            callbacks: _,
            deprecated,
            security,
            servers: _,
            extensions,
        } = source;
        let words = words(method, path, source);
        let own = self.lower_parameters(parameters, &words, at);
        shared.retain(|shared| {
            !own.iter().any(|own| own.name.wire == shared.name.wire && own.location == shared.location)
        });
        let mut parameters: Vec<_> = shared.into_iter().chain(own).collect();
        let template = self.fit_to_path(path, &mut parameters, at);
        let bodies = request_body.as_ref().map(|body| self.lower_body(body, &words, &at.join("requestBody")));
        let mut media_types = bodies.unwrap_or_default().into_iter();
        let responses_at = at.join("responses");
        let id = operation_id.clone().unwrap_or_else(|| format!("{} {path}", method.as_str()));
        let (responses, accept) = self.lower_responses(responses, method, &id, &words, &responses_at);
        let mut successes = responses.iter().filter(|response| response.success).map(|response| &response.body);
        let output = match successes.next() {
            None => Bodies::None,
            Some(first) if successes.all(|body| body == first) => Bodies::One(first.clone()),
            Some(_) => Bodies::ByStatus,
        };
        let operation = Operation {
            id,
            alternative_of: None,
            name: Extensions(extensions).named(words.join(" ")),
            pointer: at.clone(),
            docs: Docs { summary: summary.clone(), description: description.clone() },
            deprecation: Extensions(extensions).deprecation(*deprecated),
            method,
            tag: tags.first().map(|tag| self.tag(tag)),
            path: template,
            idempotent: extensions.get("x-idempotent").and_then(Value::as_bool),
            server: None,
            parameters,
            body: media_types.next(),
            accept,
            output,
            responses,
            security: self.lower_security(security.as_deref(), at),
        };
        (operation, media_types)
    }

    fn tag(&mut self, name: &str) -> TagId {
        if let Some(index) = self.tags.iter().position(|tag| tag.name.wire == name) {
            return TagId(index);
        }
        let listed = self.listed_tags.iter().find(|tag| tag.name == name);
        let description = listed.and_then(|tag| tag.description.clone());
        let name = listed.map_or_else(
            || WireName { wire: name.to_owned(), wish: None },
            |tag| Extensions(&tag.extensions).named(name),
        );
        self.tags.push(Tag { name, description });
        TagId(self.tags.len() - 1)
    }
}

/// The operation with its body in a further media type, which is why it is called: here it is required. One operation with
/// a choice of bodies would change its type with each media type that is added.
fn alternative(operation: &Operation, first: OperationId, body: RequestBody) -> Operation {
    let behind = |name: &String| format!("{name} {}", body.words);
    let WireName { wire, wish } = &operation.name;
    Operation {
        name: WireName { wire: behind(wire), wish: wish.as_ref().map(behind) },
        alternative_of: Some(first),
        body: Some(RequestBody { required: true, ..body }),
        ..operation.clone()
    }
}

/// The words to name an operation by.
fn words(method: Method, path: &str, source: &Source) -> Vec<String> {
    match &source.operation_id {
        Some(id) => vec![id.clone()],
        None => [method.as_str().to_ascii_lowercase()].into_iter().chain(path_words(path)).collect(),
    }
}

/// The words of a path, which name what its operations share.
fn path_words(path: &str) -> Vec<String> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let words = segments.map(|segment| match segment.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(name) => format!("by {name}"),
        None => segment.to_owned(),
    });
    words.collect()
}
