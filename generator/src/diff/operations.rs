//! Compares operations and webhooks: which are the same in both documents, and what their requests and responses became.

use super::{
    describe::{code, describe},
    rule::Rule,
    schemas::Position,
    walk::{Breaks, Node, Side, Walk},
};
use crate::{
    diagnostic::Pointer,
    ir::{Location, Operation, Parameter, SchemeId, Webhook},
    load::{Document, Schema},
};
use indexmap::IndexMap;
use openapiv3::{
    Encoding, Header, MediaType, Operation as Source, Parameter as SourceParameter, ParameterData,
    ParameterSchemaOrContent, ReferenceOr, RequestBody, Response,
};
use std::{collections::HashMap, rc::Rc};

/// The places of a part in both documents.
type Places<'p> = (&'p Pointer, &'p Pointer);

/// Media types with their contents.
type Content = IndexMap<String, MediaType>;

/// An operation or webhook, with what the IR leaves out.
struct Call<'a> {
    pointer: &'a Pointer,
    parameters: &'a [Parameter],
    source: Option<&'a Source>,
}

/// Where the requests of an operation go, and the responses.
#[derive(Clone, Copy)]
struct Roots {
    requests: Node,
    responses: Node,
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
            let roots = Roots { requests: self.root(&label, true, false), responses: self.root(&label, false, true) };
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
            let roots = Roots { requests: root, responses: root };
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
        let places = (Some(&old.pointer), Some(&new.pointer));
        if old.method != new.method || shape(&old.path) != shape(&new.path) {
            let message = format!("operation {} is {}, no more {}", code(&new.id), request(new), request(old));
            self.found(root, Rule::OperationMoved, message, places, Breaks::SENT);
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
            self.found(root, Rule::RustNameChanged, message, places, Breaks::NOTHING);
        }
        if old.idempotent != new.idempotent {
            let message = format!("operation {} may be repeated otherwise than before", code(&new.id));
            self.found(root, Rule::IdempotenceChanged, message, places, Breaks::NOTHING);
        }
        if old.server != new.server {
            let url = |server: &Option<String>| server.as_ref().map_or("that of all".to_owned(), |url| code(url));
            let message = format!("operation {} has the server {}", code(&new.id), url(&new.server));
            self.found(root, Rule::OperationServerChanged, message, places, Breaks::SENT);
        }
        self.security(root, old, new);
        self.parameters(roots, &before, &after);
        self.body(roots, &before, &after);
        self.responses(roots, &before, &after);
    }

    /// The id and the tags.
    fn heads(&mut self, root: Node, (old, new): (&Source, &Source), (before, after): Places<'_>) {
        if old.operation_id != new.operation_id {
            let name = |id: &Option<String>| id.as_ref().map_or("none".to_owned(), |id| code(id));
            let (is, was) = (name(&new.operation_id), name(&old.operation_id));
            let message = format!("{} has the operationId {is}, no more {was}", describe(after));
            let (before, after) = (before.join("operationId"), after.join("operationId"));
            self.found(root, Rule::OperationIdChanged, message, (Some(&before), Some(&after)), Breaks::NOTHING);
        }
        if old.tags.first() != new.tags.first() {
            let name = |tags: &[String]| tags.first().map_or("none".to_owned(), |tag| code(tag));
            let (is, was) = (name(&new.tags), name(&old.tags));
            let message = format!("{} has the tag {is}, no more {was}", describe(after));
            let (before, after) = (before.join("tags"), after.join("tags"));
            self.found(root, Rule::TagChanged, message, (Some(&before), Some(&after)), Breaks::NOTHING);
        } else {
            self.prose(&old.tags, &new.tags, &after.join("tags"));
        }
        self.prose(&old.external_docs, &new.external_docs, &after.join("externalDocs"));
    }

    fn security(&mut self, root: Node, old: &Operation, new: &Operation) {
        let (before, after) = (credentials(self.old.api, old), credentials(self.new.api, new));
        if before == after {
            return;
        }
        // Whoever has one of the sets of before must have one of those of now.
        let served = |set: &Vec<String>| after.iter().any(|other| other.iter().all(|scheme| set.contains(scheme)));
        let tightened = !after.is_empty() && (before.is_empty() || !before.iter().all(served));
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
        self.found(root, rule, message, (Some(&before_at), Some(&after_at)), breaks);
    }

    fn parameters(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
        let same = |one: &Parameter, other: &Parameter| one.location == other.location && is_called(one, other);
        let mut gone: Vec<_> =
            old.parameters.iter().filter(|it| !new.parameters.iter().any(|new| same(it, new))).collect();
        let mut came: Vec<_> =
            new.parameters.iter().filter(|it| !old.parameters.iter().any(|old| same(it, old))).collect();
        for after in new.parameters {
            if let Some(before) = old.parameters.iter().find(|before| same(before, after)) {
                self.parameter(roots, before, after);
            }
        }
        // One that stands elsewhere is the same still.
        came.retain(|after| {
            let Some(index) = gone.iter().position(|before| is_called(before, after)) else { return true };
            let before = gone.remove(index);
            let message = format!(
                "parameter {} of {} is {}, no more {}",
                code(&after.name.wire),
                describe(new.pointer),
                place(after),
                place(before)
            );
            let places = (Some(&before.pointer), Some(&after.pointer));
            self.found(roots.requests, Rule::ParameterMoved, message, places, Breaks::SENT);
            self.parameter(roots, before, after);
            false
        });
        self.renamed_parameters(roots, new, (&mut gone, &mut came));
        for before in gone {
            let message = format!(
                "{} {} removed from {}",
                parameter_kind(before),
                code(&before.name.wire),
                describe(new.pointer)
            );
            let places = (Some(&before.pointer), None);
            self.found(roots.requests, Rule::ParameterRemoved, message, places, Breaks::NOTHING);
        }
        for after in came {
            let (rule, word, breaks) = if after.required {
                (Rule::ParameterAddedRequired, "required", Breaks::SENT)
            } else {
                (Rule::ParameterAddedOptional, "optional", Breaks::NOTHING)
            };
            let message = format!(
                "{word} {} {} added to {}",
                parameter_kind(after),
                code(&after.name.wire),
                describe(new.pointer)
            );
            self.found(roots.requests, rule, message, (None, Some(&after.pointer)), breaks);
        }
    }

    /// Parameters that differ in nothing but the name; in the path that is nothing to a server.
    fn renamed_parameters(
        &mut self,
        roots: Roots,
        new: &Call<'a>,
        (gone, came): (&mut Vec<&'a Parameter>, &mut Vec<&'a Parameter>),
    ) {
        for location in [Location::Path, Location::Query, Location::Header, Location::Cookie] {
            let only = |all: &[&'a Parameter]| {
                let all: Vec<_> = all.iter().filter(|it| it.location == location).copied().collect();
                <[&Parameter; 1]>::try_from(all).ok().map(|[one]| one)
            };
            let (Some(before), Some(after)) = (only(gone), only(came)) else { continue };
            let schema = |document: &'a Document, parameter: &Parameter| {
                parameter_schema(document, &parameter.pointer).map(|schema| (**schema).clone())
            };
            if before.required != after.required
                || before.style != after.style
                || schema(self.old.document, before) != schema(self.new.document, after)
            {
                continue;
            }
            gone.retain(|it| !std::ptr::eq(*it, before));
            came.retain(|it| !std::ptr::eq(*it, after));
            let (was, is) = (code(&before.name.wire), code(&after.name.wire));
            let message = format!("{} {was} of {} is called {is}", parameter_kind(after), describe(new.pointer));
            let breaks = if location != Location::Path && after.required { Breaks::SENT } else { Breaks::NOTHING };
            let places = (Some(&before.pointer), Some(&after.pointer));
            self.found(roots.requests, Rule::ParameterRenamed, message, places, breaks);
            self.parameter(roots, before, after);
        }
    }

    fn parameter(&mut self, roots: Roots, old: &'a Parameter, new: &'a Parameter) {
        let (root, places) = (roots.requests, (Some(&old.pointer), Some(&new.pointer)));
        let name = format!(
            "{} {} of {}",
            parameter_kind(new),
            code(&new.name.wire),
            describe(&new.pointer).replace("a parameter of ", "")
        );
        match (old.required, new.required) {
            (false, true) => {
                self.found(
                    root,
                    Rule::ParameterBecameRequired,
                    format!("{name} became required"),
                    places,
                    Breaks::SENT,
                );
            }
            (true, false) => {
                let message = format!("{name} became optional");
                self.found(root, Rule::ParameterBecameOptional, message, places, Breaks::NOTHING);
            }
            _ => {}
        }
        if old.style != new.style && old.location == new.location {
            let message = format!("{name} is written in another style");
            self.found(root, Rule::ParameterStyleChanged, message, places, Breaks::SENT);
        }
        self.deprecation(root, (old.deprecation.is_some(), new.deprecation.is_some()), (&old.pointer, &new.pointer));
        if old.name.wish != new.name.wish {
            self.found(
                root,
                Rule::RustNameChanged,
                format!("{name} has another name in Rust"),
                places,
                Breaks::NOTHING,
            );
        }
        self.prose(&(&old.docs, &old.deprecation), &(&new.docs, &new.deprecation), &new.pointer);
        let schemas =
            (parameter_schema(self.old.document, &old.pointer), parameter_schema(self.new.document, &new.pointer));
        if let (Some(before), Some(after)) = schemas {
            self.pair(root, Position { optional: !old.required, ..Position::THERE }, &before.clone(), &after.clone());
        }
    }

    fn body(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
        let of = |call: &Call<'a>| call.source.and_then(|source| source.request_body.as_ref());
        let (before, after) = (of(old), of(new));
        let at = |call: &Call<'_>| call.pointer.join("requestBody");
        let (old_at, new_at) = (at(old), at(new));
        let before = before.and_then(|body| self.old.wholes.body(body, &old_at));
        let after = after.and_then(|body| self.new.wholes.body(body, &new_at));
        match (before, after) {
            (Some((before, old_at)), Some((after, new_at))) => self.bodies(roots, (before, after), (&old_at, &new_at)),
            (None, Some((after, new_at))) => {
                let (rule, word, breaks) = if after.required {
                    (Rule::BodyAddedRequired, "required", Breaks::SENT)
                } else {
                    (Rule::BodyAddedOptional, "optional", Breaks::NOTHING)
                };
                let message = format!("{word} body added to {}", describe(new.pointer));
                self.found(roots.requests, rule, message, (None, Some(&new_at)), breaks);
            }
            (Some((_, old_at)), None) => {
                let message = format!("body removed from {}", describe(new.pointer));
                let places = (Some(&old_at), None);
                self.found(roots.requests, Rule::BodyRemoved, message, places, Breaks::NOTHING);
            }
            (None, None) => {}
        }
    }

    fn bodies(&mut self, roots: Roots, (old, new): (&'a RequestBody, &'a RequestBody), at: Places<'_>) {
        let (root, places, name) = (roots.requests, (Some(at.0), Some(at.1)), describe(at.1));
        self.prose(&old.description, &new.description, at.1);
        match (old.required, new.required) {
            (false, true) => {
                self.found(root, Rule::BodyBecameRequired, format!("{name} became required"), places, Breaks::SENT);
            }
            (true, false) => {
                // Of a webhook it may lack then.
                let message = format!("{name} became optional");
                self.found(root, Rule::BodyBecameOptional, message, places, Breaks::RECEIVED);
            }
            _ => {}
        }
        self.content(root, (&old.content, &new.content), at, Breaks::SENT);
    }

    /// The media types of a body; `gone` says what is broken by one that is not there any more.
    fn content(&mut self, root: Node, (old, new): (&'a Content, &'a Content), at: Places<'_>, gone: Breaks) {
        let (in_old, in_new) = (at.0.join("content"), at.1.join("content"));
        let name = describe(at.1);
        for (media_type, after) in new {
            let new_at = in_new.join(media_type);
            match old.get(media_type) {
                Some(before) => self.media_type(root, (before, after), (&in_old.join(media_type), &new_at)),
                None => {
                    let message = format!("media type {} added to {name}", code(media_type));
                    self.found(root, Rule::MediaTypeAdded, message, (None, Some(&new_at)), Breaks::NOTHING);
                }
            }
        }
        for media_type in old.keys().filter(|media_type| !new.contains_key(*media_type)) {
            let message = format!("media type {} removed from {name}", code(media_type));
            self.found(root, Rule::MediaTypeRemoved, message, (Some(&in_old.join(media_type)), None), gone);
        }
    }

    fn media_type(&mut self, root: Node, (old, new): (&'a MediaType, &'a MediaType), at: Places<'_>) {
        self.prose(&(&old.example, &old.examples), &(&new.example, &new.examples), &at.1.join("example"));
        let written = |encoding: &IndexMap<String, Encoding>| -> Vec<(String, Encoding)> {
            encoding.iter().map(|(name, encoding)| (name.clone(), encoding.clone())).collect()
        };
        if written(&old.encoding) != written(&new.encoding) {
            let (before, after) = (at.0.join("encoding"), at.1.join("encoding"));
            let message = format!("parts of {} are written otherwise", describe(at.1));
            self.found(root, Rule::EncodingChanged, message, (Some(&before), Some(&after)), Breaks::SENT);
        }
        let schema = |side: &Side<'_>, media_type: &MediaType| {
            media_type.schema.as_ref().map(|schema| side.wholes.lifted(schema)).unwrap_or_default()
        };
        if old.schema.is_some() || new.schema.is_some() {
            let (before, after) = (schema(&self.old, old), schema(&self.new, new));
            self.pair(root, Position::THERE, &before, &after);
        }
    }

    fn responses(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
        let (Some(before), Some(after)) = (old.source, new.source) else { return };
        let (before, after) = (responses(before), responses(after));
        let (in_old, in_new) = (old.pointer.join("responses"), new.pointer.join("responses"));
        for (status, response) in &after {
            let new_at = in_new.join(status);
            let Some(known) = before.get(status) else {
                let message = format!("response {status} added to {}", describe(new.pointer));
                self.found(roots.responses, Rule::ResponseAdded, message, (None, Some(&new_at)), Breaks::NOTHING);
                continue;
            };
            let old_at = in_old.join(status);
            let known = self.old.wholes.response(known, &old_at);
            let response = self.new.wholes.response(response, &new_at);
            if let (Some((known, old_at)), Some((response, new_at))) = (known, response) {
                self.response(roots.responses, (known, response), (&old_at, &new_at));
            }
        }
        for status in before.keys().filter(|status| !after.contains_key(*status)) {
            let message = format!("response {status} removed from {}", describe(new.pointer));
            let places = (Some(&in_old.join(status)), None);
            self.found(roots.responses, Rule::ResponseRemoved, message, places, Breaks::NOTHING);
        }
    }

    fn response(&mut self, root: Node, (old, new): (&'a Response, &'a Response), at: Places<'_>) {
        let (places, name) = ((Some(at.0), Some(at.1)), describe(at.1));
        self.prose(&old.description, &new.description, at.1);
        match (old.content.is_empty(), new.content.is_empty()) {
            (true, false) => {
                // Who asks for no body does not read it.
                self.found(root, Rule::ResponseBodyAdded, format!("body added to {name}"), places, Breaks::NOTHING);
            }
            (false, true) => {
                let message = format!("body removed from {name}");
                self.found(root, Rule::ResponseBodyRemoved, message, places, Breaks::RECEIVED);
            }
            _ => self.content(root, (&old.content, &new.content), at, Breaks::RECEIVED),
        }
        for (header, after) in &new.headers {
            let new_at = at.1.join("headers").join(header);
            let known = old.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header));
            let Some((known_name, before)) = known else {
                let message = format!("header {} added to {name}", code(header));
                self.found(root, Rule::HeaderAdded, message, (None, Some(&new_at)), Breaks::NOTHING);
                continue;
            };
            let old_at = at.0.join("headers").join(known_name);
            self.header(root, (before, after), (&old_at, &new_at));
        }
        for header in old.headers.keys() {
            if !new.headers.keys().any(|name| name.eq_ignore_ascii_case(header)) {
                let message = format!("header {} removed from {name}", code(header));
                let old_at = at.0.join("headers").join(header);
                self.found(root, Rule::HeaderRemoved, message, (Some(&old_at), None), Breaks::NOTHING);
            }
        }
    }

    fn header(&mut self, root: Node, (old, new): (&'a ReferenceOr<Header>, &'a ReferenceOr<Header>), at: Places<'_>) {
        let (before, after) = (self.old.wholes.header(old, at.0), self.new.wholes.header(new, at.1));
        let (Some((before, old_at)), Some((after, new_at))) = (before, after) else { return };
        self.prose(&before.description, &after.description, &new_at);
        let deprecated = (before.deprecated.unwrap_or(false), after.deprecated.unwrap_or(false));
        self.deprecation(root, deprecated, (&old_at, &new_at));
        let schemas = (described(self.old.document, &before.format), described(self.new.document, &after.format));
        if let (Some(before), Some(after)) = schemas {
            // One that lacks is none.
            self.pair(root, Position { optional: true, ..Position::THERE }, before, after);
        }
    }
}

/// Of each new operation which old one it is: by id, else by method and path, else by a path that only calls its parameters
/// otherwise.
fn matched(old: &[&Operation], new: &[&Operation]) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; new.len()];
    let mut free: Vec<bool> = vec![true; old.len()];
    let keys: [fn(&Operation) -> String; 4] = [
        |it| format!("{} {} {}", it.id, it.method.as_str(), it.path),
        |it| it.id.clone(),
        |it| format!("{} {}", it.method.as_str(), it.path),
        |it| format!("{} {}", it.method.as_str(), shape(&it.path)),
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

/// The sets of credentials that suffice, each sorted.
fn credentials(api: &crate::ir::Api, operation: &Operation) -> Vec<Vec<String>> {
    let name = |id: &SchemeId| api.schemes[id.0].name.wire.clone();
    let sets = operation.security.iter().map(|set| {
        let mut names: Vec<_> = set.iter().map(name).collect();
        names.sort_unstable();
        names
    });
    let mut sets: Vec<_> = sets.collect();
    sets.sort_unstable();
    // An empty set among them means that none are needed.
    if sets.iter().any(Vec::is_empty) && sets.len() == 1 { Vec::new() } else { sets }
}

fn operation<'a>(document: &'a Document, operation: &'a Operation) -> Call<'a> {
    let tokens: Vec<_> = operation.pointer.tokens().collect();
    let item = tokens.get(1).and_then(|path| document.openapi.paths.paths.get(path)).and_then(ReferenceOr::as_item);
    let source = item.and_then(|item| method(item, tokens.get(2)?));
    Call { pointer: &operation.pointer, parameters: &operation.parameters, source }
}

fn webhook<'a>(document: &'a Document, webhook: &'a Webhook) -> Call<'a> {
    let tokens: Vec<_> = webhook.pointer.tokens().collect();
    let item = tokens.get(1).and_then(|name| document.webhooks.get(name));
    let source = item.and_then(|item| method(item, tokens.get(2)?));
    Call { pointer: &webhook.pointer, parameters: &webhook.parameters, source }
}

fn method<'a>(item: &'a openapiv3::PathItem, method: &str) -> Option<&'a Source> {
    item.iter().find(|(name, _)| *name == method).map(|(_, operation)| operation)
}

/// The schema of the parameter at a place.
fn parameter_schema<'a>(document: &'a Document, at: &Pointer) -> Option<&'a Rc<Schema>> {
    let tokens: Vec<_> = at.tokens().collect();
    let words: Vec<_> = tokens.iter().map(String::as_str).collect();
    let listed = |list: &'a [ReferenceOr<SourceParameter>], index: &str| list.get(index.parse::<usize>().ok()?);
    let item = |path: &str| document.openapi.paths.paths.get(path).and_then(ReferenceOr::as_item);
    let parameter = match &words[..] {
        ["components", "parameters", name] => document.openapi.components.as_ref()?.parameters.get(*name)?,
        ["paths", path, "parameters", index] => listed(&item(path)?.parameters, index)?,
        ["paths", path, name, "parameters", index] => listed(&method(item(path)?, name)?.parameters, index)?,
        ["webhooks", name, "parameters", index] => listed(&document.webhooks.get(*name)?.parameters, index)?,
        ["webhooks", name, verb, "parameters", index] => {
            listed(&method(document.webhooks.get(*name)?, verb)?.parameters, index)?
        }
        _ => return None,
    };
    let ParameterData { format, .. } = parameter.as_item()?.parameter_data_ref();
    described(document, format)
}

/// The schema of a parameter or header.
fn described<'a>(document: &'a Document, format: &ParameterSchemaOrContent) -> Option<&'a Rc<Schema>> {
    let place = match format {
        ParameterSchemaOrContent::Schema(schema) => schema,
        ParameterSchemaOrContent::Content(content) => content.first()?.1.schema.as_ref()?,
    };
    match place {
        ReferenceOr::Reference { reference } => document.schemas.at(reference),
        ReferenceOr::Item(_) => None,
    }
}

/// All responses by what they are listed under.
fn responses(source: &Source) -> IndexMap<String, &ReferenceOr<Response>> {
    let listed = source.responses.responses.iter().map(|(status, response)| (status.to_string(), response));
    listed.chain(source.responses.default.iter().map(|response| ("default".to_owned(), response))).collect()
}

fn is_called(one: &Parameter, other: &Parameter) -> bool {
    // The names of header fields are alike in any case (RFC 9110, section 5.1).
    match (one.location, other.location) {
        (Location::Header, Location::Header) => one.name.wire.eq_ignore_ascii_case(&other.name.wire),
        _ => one.name.wire == other.name.wire,
    }
}

fn parameter_kind(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "in the path",
        Location::Query => "in the query",
        Location::Header => "a header",
        Location::Cookie => "a cookie",
    }
}
