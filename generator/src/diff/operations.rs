//! Compares operations and webhooks: which are the same in both documents, and what their requests and responses became.

use super::{
    describe::{code, describe},
    parameters::listed,
    rule::Rule,
    walk::{Breaks, Node, Side, Walk},
};
use crate::{
    diagnostic::Pointer,
    ir::{Api, Body, Operation, Parameter, SchemeId, SecurityScheme, Webhook},
    load::Document,
};
use openapiv3::{Operation as Source, ReferenceOr};
use std::collections::HashMap;

/// Where a part stands in both documents.
pub(super) type At<'p> = (&'p Pointer, &'p Pointer);

/// An operation or webhook, with what the IR leaves out.
pub(super) struct Call<'a> {
    pub(super) pointer: &'a Pointer,
    pub(super) parameters: Vec<Listed<'a>>,
    pub(super) source: Option<&'a Source>,
    /// The media types of responses that are read.
    pub(super) read: Vec<&'a str>,
}

/// A parameter, and where it is listed, which is not where a component stands.
#[derive(Clone)]
pub(super) struct Listed<'a> {
    pub(super) parameter: &'a Parameter,
    pub(super) at: Pointer,
}

/// Where the requests of an operation go, and the responses.
#[derive(Clone, Copy)]
pub(super) struct Roots {
    pub(super) requests: Node,
    pub(super) responses: Node,
    /// Where parts go that no client reads.
    pub(super) unread: Node,
}

impl<'a> Walk<'a> {
    pub(super) fn operations(&mut self) {
        let listed = |side: &Side<'a>| -> Vec<&'a Operation> {
            side.api.operations.iter().filter(|operation| operation.is_listed()).collect()
        };
        let (old, new) = (listed(&self.old), listed(&self.new));
        let matched = matched(&old, &new);
        for (after, before) in new.iter().zip(&matched) {
            let label = label(after);
            let places = (before.map(|before| &old[before].pointer), Some(&after.pointer));
            let roots = Roots {
                requests: self.root_of(&label, places, true, false),
                responses: self.root_of(&label, places, false, true),
                unread: self.root_of(&label, places, false, false),
            };
            match before {
                Some(before) => self.operation(roots, old[*before], after),
                None => {
                    let message = format!("operation {} added", code(&label));
                    let places = (None, Some(&after.pointer));
                    self.found(roots.requests, Rule::OperationAdded, message, places, Breaks::NOTHING);
                }
            }
        }
        let gone = (0..old.len()).filter(|index| !matched.contains(&Some(*index)));
        for before in gone.map(|index| old[index]).collect::<Vec<_>>() {
            let label = label(before);
            let root = self.root(&label, true, false);
            let message = format!("operation {} removed", code(&label));
            self.found(root, Rule::OperationRemoved, message, (Some(&before.pointer), None), Breaks::SENT);
        }
    }

    pub(super) fn webhooks(&mut self) {
        let key = |webhook: &Webhook| (webhook.name.wire.clone(), webhook.method.as_str());
        let (old, new) = (&self.old.api.webhooks, &self.new.api.webhooks);
        for after in new {
            let root = self.root(&format!("webhook {}", after.name.wire), false, true);
            let Some(before) = old.iter().find(|before| key(before) == key(after)) else {
                let message = format!("webhook {} added", code(&after.name.wire));
                self.found(root, Rule::WebhookAdded, message, (None, Some(&after.pointer)), Breaks::NOTHING);
                continue;
            };
            let roots = Roots { requests: root, responses: root, unread: root };
            self.prose(&before.docs, &after.docs, &after.pointer);
            self.prose(&before.deprecation, &after.deprecation, &after.pointer.join("deprecated"));
            let deprecated = (before.deprecation.is_some(), after.deprecation.is_some());
            self.deprecation(root, deprecated, (&before.pointer, &after.pointer));
            let (before, after) = (webhook(self.old.document, before), webhook(self.new.document, after));
            self.parameters(roots, &before, &after);
            self.body(roots, &before, &after);
        }
        for before in old.iter().filter(|before| !new.iter().any(|after| key(before) == key(after))) {
            let root = self.root(&format!("webhook {}", before.name.wire), false, true);
            let message = format!("webhook {} removed", code(&before.name.wire));
            self.found(root, Rule::WebhookRemoved, message, (Some(&before.pointer), None), Breaks::NOTHING);
        }
    }

    fn operation(&mut self, roots: Roots, old: &'a Operation, new: &'a Operation) {
        let root = roots.requests;
        let (at, places) = ((&old.pointer, &new.pointer), (Some(&old.pointer), Some(&new.pointer)));
        if old.method != new.method || shape(&old.path) != shape(&new.path) {
            let of_path = |operation: &Operation| operation.pointer.parent().unwrap_or_default();
            let in_path = (of_path(old), of_path(new));
            // A path that is another is that for all operations at it.
            let is_path = old.method == new.method;
            let written = if is_path { (Some(&in_path.0), Some(&in_path.1)) } else { places };
            let message = if is_path {
                let name = |path: &Pointer| code(&path.tokens().nth(1).unwrap_or_default());
                format!("the path {} is {}", name(&in_path.0), name(&in_path.1))
            } else {
                format!("operation {} is {}, no more {}", code(&new.id), request(new), request(old))
            };
            self.found_in(root, Rule::OperationMoved, message, places, written, Breaks::SENT);
        }
        let (before, after) = (operation(self.old.document, old), operation(self.new.document, new));
        if let (Some(before), Some(after)) = (before.source, after.source) {
            self.heads(root, (before, after), (&old.pointer, &new.pointer));
        }
        self.prose(&old.docs, &new.docs, &new.pointer.join("description"));
        self.prose(&old.deprecation, &new.deprecation, &new.pointer.join("x-deprecated"));
        self.deprecation(root, (old.deprecation.is_some(), new.deprecation.is_some()), (&old.pointer, &new.pointer));
        if old.name.wish != new.name.wish {
            let message = format!("operation {} has another name in Rust", code(&new.id));
            self.found_at(root, Rule::RustNameChanged, message, at, "x-rust-name", Breaks::NOTHING);
        }
        if old.idempotent != new.idempotent {
            let message = format!("operation {} may be repeated otherwise than before", code(&new.id));
            self.found_at(root, Rule::IdempotenceChanged, message, at, "x-idempotent", Breaks::NOTHING);
        }
        if old.server != new.server {
            let url = |server: &Option<String>| server.as_ref().map_or("that of all".to_owned(), |url| code(url));
            let message = format!("operation {} has the server {}", code(&new.id), url(&new.server));
            self.found_at(root, Rule::OperationServerChanged, message, at, "servers", Breaks::SENT);
        }
        self.security(root, old, new);
        self.parameters(roots, &before, &after);
        self.body(roots, &before, &after);
        self.responses(roots, &before, &after);
    }

    /// The id and the tags.
    fn heads(&mut self, root: Node, (old, new): (&Source, &Source), (before, after): At<'_>) {
        if old.operation_id != new.operation_id {
            let name = |id: &Option<String>| id.as_ref().map_or("none".to_owned(), |id| code(id));
            let (is, was) = (name(&new.operation_id), name(&old.operation_id));
            let message = format!("{} has the operationId {is}, no more {was}", describe(after));
            self.found_at(root, Rule::OperationIdChanged, message, (before, after), "operationId", Breaks::NOTHING);
        }
        if old.tags.first() == new.tags.first() {
            self.prose(&old.tags, &new.tags, &after.join("tags"));
        } else {
            let name = |tags: &[String]| tags.first().map_or("none".to_owned(), |tag| code(tag));
            let (is, was) = (name(&new.tags), name(&old.tags));
            let message = format!("{} has the tag {is}, no more {was}", describe(after));
            self.found_at(root, Rule::TagChanged, message, (before, after), "tags", Breaks::NOTHING);
        }
        self.prose(&old.external_docs, &new.external_docs, &after.join("externalDocs"));
    }

    fn security(&mut self, root: Node, old: &Operation, new: &Operation) {
        let renamed = renamed_schemes(self.old.api, self.new.api);
        let (before, after) = (credentials(self.old.api, old, &renamed), credentials(self.new.api, new, &[]));
        if before == after {
            return;
        }
        // Whoever has one of the sets of before must have one of those of now.
        let served = |set: &Vec<String>| after.iter().any(|other| other.iter().all(|scheme| set.contains(scheme)));
        let tightened = !before.iter().all(served);
        let at = |document: &Document, operation: &Operation| {
            let own = self::operation(document, operation).source.is_some_and(|source| source.security.is_some());
            if own { operation.pointer.join("security") } else { Pointer::default().join("security") }
        };
        let (before_at, after_at) = (at(self.old.document, old), at(self.new.document, new));
        let of = if after_at.tokens().count() == 1 { "the document".to_owned() } else { describe(&new.pointer) };
        let (rule, message, breaks) = if tightened {
            (Rule::SecurityTightened, format!("{of} needs other credentials"), Breaks::SENT)
        } else {
            (Rule::SecurityLoosened, format!("{of} takes more credentials"), Breaks::NOTHING)
        };
        let of = (Some(&old.pointer), Some(&new.pointer));
        self.found_in(root, rule, message, of, (Some(&before_at), Some(&after_at)), breaks);
    }
}

/// Of each new operation which old one it is: by method and path, else by a path that only calls its parameters
/// otherwise, else by id.
fn matched(old: &[&Operation], new: &[&Operation]) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; new.len()];
    let mut free: Vec<bool> = vec![true; old.len()];
    let keys: [fn(&Operation) -> String; 4] = [
        |it| format!("{} {} {}", it.id, it.method.as_str(), it.path),
        // The request is what it is on the wire.
        |it| format!("{} {}", it.method.as_str(), it.path),
        |it| format!("{} {}", it.method.as_str(), shape(&it.path)),
        |it| it.id.clone(),
    ];
    for key in keys {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for index in (0..old.len()).rev().filter(|index| free[*index]) {
            known.entry(key(old[index])).or_default().push(index);
        }
        for (index, operation) in
            new.iter().enumerate().filter(|(index, _)| matched[*index].is_none()).collect::<Vec<_>>()
        {
            if let Some(found) = known.get_mut(&key(operation)).and_then(Vec::pop) {
                matched[index] = Some(found);
                free[found] = false;
            }
        }
    }
    matched
}

/// A path without the names of its parameters, which are nothing to a server.
fn shape(path: &str) -> String {
    let mut inside = false;
    let kept = path.chars().filter(|char| {
        let keep = !inside || *char == '}';
        inside = *char == '{' || (inside && *char != '}');
        keep
    });
    kept.collect()
}

fn label(operation: &Operation) -> String {
    let mut tokens = operation.pointer.tokens().skip(1);
    let path = tokens.next().unwrap_or_default();
    format!("{} {path}", operation.method.as_str())
}

fn request(operation: &Operation) -> String {
    code(&label(operation))
}

/// Schemes that have another name now: one left, one came, and the credential of both travels alike.
fn renamed_schemes<'a>(old: &'a Api, new: &'a Api) -> Vec<(&'a str, &'a str)> {
    let is_in = |api: &Api, scheme: &SecurityScheme| api.schemes.iter().any(|it| it.name.wire == scheme.name.wire);
    let gone = old.schemes.iter().filter(|scheme| !is_in(new, scheme));
    let renamed = gone.filter_map(|scheme| {
        let mut came = new.schemes.iter().filter(|it| !is_in(old, it) && it.placement == scheme.placement);
        came.next().map(|now| (scheme.name.wire.as_str(), now.name.wire.as_str()))
    });
    renamed.collect()
}

/// The sets of credentials that suffice, each sorted.
fn credentials(api: &Api, operation: &Operation, renamed: &[(&str, &str)]) -> Vec<Vec<String>> {
    let name = |id: &SchemeId| {
        let name = api.schemes[id.0].name.wire.as_str();
        renamed.iter().find(|(was, _)| *was == name).map_or(name, |(_, is)| is).to_owned()
    };
    let sets = operation.security.iter().map(|set| {
        let mut names: Vec<_> = set.iter().map(name).collect();
        names.sort_unstable();
        names
    });
    let mut sets: Vec<Vec<String>> = sets.collect();
    // Where no set is listed the empty one suffices.
    if sets.is_empty() {
        sets.push(Vec::new());
    }
    sets.sort_unstable();
    sets.dedup();
    sets
}

fn operation<'a>(document: &'a Document, operation: &'a Operation) -> Call<'a> {
    let tokens: Vec<_> = operation.pointer.tokens().collect();
    let item = tokens.get(1).and_then(|path| document.openapi.paths.paths.get(path)).and_then(ReferenceOr::as_item);
    let source = item.and_then(|item| method(item, tokens.get(2)?));
    let events = operation.responses.iter().filter_map(|response| match &response.body {
        Body::Events(events) => Some(events),
        Body::Empty | Body::Json(_) | Body::Text(_) | Body::Bytes => response.events.as_ref(),
    });
    let events = events.map(|events| events.media_type.as_str());
    let read = operation.accept.iter().map(String::as_str).chain(events).collect();
    let parameters = listed(&operation.parameters, item, source, &operation.pointer);
    Call { pointer: &operation.pointer, parameters, source, read }
}

fn webhook<'a>(document: &'a Document, webhook: &'a Webhook) -> Call<'a> {
    let tokens: Vec<_> = webhook.pointer.tokens().collect();
    let item = tokens.get(1).and_then(|name| document.webhooks.get(name));
    let source = item.and_then(|item| method(item, tokens.get(2)?));
    let parameters = listed(&webhook.parameters, item, source, &webhook.pointer);
    Call { pointer: &webhook.pointer, parameters, source, read: Vec::new() }
}

pub(super) fn method<'a>(item: &'a openapiv3::PathItem, method: &str) -> Option<&'a Source> {
    item.iter().find(|(name, _)| *name == method).map(|(_, operation)| operation)
}
