//! Compares operations and webhooks: which are the same in both documents, and what their requests and responses became.

use super::{
    describe::{code, describe},
    rule::Rule,
    schemas::Position,
    walk::{Breaks, Node, Side, Walk},
};
use crate::{
    diagnostic::Pointer,
    ir::{Api, Body, Location, Operation, Parameter, SchemeId, SecurityScheme, Style, Type, TypeKind, Webhook},
    load::{self, Document, Schema},
};
use indexmap::IndexMap;
use openapiv3::{
    Header, MediaType, Operation as Source, Parameter as SourceParameter, ParameterData, ParameterSchemaOrContent,
    ReferenceOr, RequestBody, Response,
};
use std::{collections::HashMap, rc::Rc};

/// Where a part stands in both documents.
type At<'p> = (&'p Pointer, &'p Pointer);

/// Media types with their contents.
type Content = IndexMap<String, MediaType>;

/// An operation or webhook, with what the IR leaves out.
struct Call<'a> {
    pointer: &'a Pointer,
    parameters: Vec<Listed<'a>>,
    source: Option<&'a Source>,
    /// The media types of responses that are read.
    read: Vec<&'a str>,
}

/// A parameter, and where it is listed, which is not where a component stands.
#[derive(Clone)]
struct Listed<'a> {
    parameter: &'a Parameter,
    at: Pointer,
}

/// Where the requests of an operation go, and the responses.
#[derive(Clone, Copy)]
struct Roots {
    requests: Node,
    responses: Node,
    /// Where parts go that no client reads.
    unread: Node,
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
            let message = format!("operation {} is {}, no more {}", code(&new.id), request(new), request(old));
            let of_path = |operation: &Operation| operation.pointer.parent().unwrap_or_default();
            let in_path = (of_path(old), of_path(new));
            let is_path = shape(&old.path) != shape(&new.path);
            let written = if is_path { (Some(&in_path.0), Some(&in_path.1)) } else { places };
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
        if old.tags.first() != new.tags.first() {
            let name = |tags: &[String]| tags.first().map_or("none".to_owned(), |tag| code(tag));
            let (is, was) = (name(&new.tags), name(&old.tags));
            let message = format!("{} has the tag {is}, no more {was}", describe(after));
            self.found_at(root, Rule::TagChanged, message, (before, after), "tags", Breaks::NOTHING);
        } else {
            self.prose(&old.tags, &new.tags, &after.join("tags"));
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

    fn parameters(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
        let (mut gone, mut came) = (old.parameters.clone(), new.parameters.clone());
        // The same, or the same elsewhere, or one component, or one that differs in nothing but its name.
        for (index, same) in [is_same, is_called, is_component].into_iter().enumerate() {
            came.retain(|after| {
                let Some(found) = gone.iter().position(|before| same(before.parameter, after.parameter)) else {
                    return true;
                };
                let before = gone.remove(found);
                match index {
                    0 => {}
                    1 => self.parameter_moved(roots, &before, after),
                    _ => self.parameter_renamed(roots, &before, after),
                }
                self.parameter(roots, &before, after);
                false
            });
        }
        self.renamed_parameters(roots, (&mut gone, &mut came));
        for before in gone {
            let message = format!("{} removed from {}", before.words(), before.owner(new.pointer));
            let places = (Some(&before.at), None);
            // Who reads it of a webhook misses it.
            let breaks = Breaks::RECEIVED.only_if(before.parameter.required);
            let of = (Some(&before.parameter.pointer), None);
            self.found_in(roots.requests, Rule::ParameterRemoved, message, of, places, breaks);
        }
        for after in came {
            let (rule, word) = match after.parameter.required {
                true => (Rule::ParameterAddedRequired, "required"),
                false => (Rule::ParameterAddedOptional, "optional"),
            };
            let message = format!("{word} {} added to {}", after.words(), after.owner(new.pointer));
            let breaks = Breaks::SENT.only_if(after.parameter.required);
            let of = (None, Some(&after.parameter.pointer));
            self.found_in(roots.requests, rule, message, of, (None, Some(&after.at)), breaks);
        }
    }

    fn parameter_moved(&mut self, roots: Roots, old: &Listed<'a>, new: &Listed<'a>) {
        let (old, new) = (old.parameter, new.parameter);
        let message = format!("{} is {}, no more {}", described_parameter(new), place(new), place(old));
        let places = (Some(&old.pointer), Some(&new.pointer));
        self.found(roots.requests, Rule::ParameterMoved, message, places, Breaks::ALL);
    }

    fn parameter_renamed(&mut self, roots: Roots, old: &Listed<'a>, new: &Listed<'a>) {
        let (old, new) = (old.parameter, new.parameter);
        let message = format!("{} is called {}", described_parameter(old), code(&new.name.wire));
        // In the path the name is nothing to a server.
        let breaks = Breaks::ALL.only_if(new.location != Location::Path && new.required);
        let places = (Some(&old.pointer), Some(&new.pointer));
        self.found(roots.requests, Rule::ParameterRenamed, message, places, breaks);
    }

    /// Parameters that differ in nothing but the name.
    fn renamed_parameters(&mut self, roots: Roots, (gone, came): (&mut Vec<Listed<'a>>, &mut Vec<Listed<'a>>)) {
        for location in [Location::Path, Location::Query, Location::Header, Location::Cookie] {
            let only = |all: &[Listed<'a>]| {
                let all: Vec<_> = all.iter().filter(|it| it.parameter.location == location).cloned().collect();
                <[Listed<'a>; 1]>::try_from(all).ok().map(|[one]| one)
            };
            let (Some(before), Some(after)) = (only(gone), only(came)) else { continue };
            let (old, new) = (before.parameter, after.parameter);
            let schemas =
                (parameter_schema(self.old.document, &old.pointer), parameter_schema(self.new.document, &new.pointer));
            if old.required != new.required || old.style != new.style || schemas.0 != schemas.1 {
                continue;
            }
            gone.retain(|it| it.parameter.location != location);
            came.retain(|it| it.parameter.location != location);
            self.parameter_renamed(roots, &before, &after);
            self.parameter(roots, &before, &after);
        }
    }

    fn parameter(&mut self, roots: Roots, before: &Listed<'a>, after: &Listed<'a>) {
        let (root, old, new) = (roots.requests, before.parameter, after.parameter);
        let (at, name) = ((&old.pointer, &new.pointer), described_parameter(new));
        let requirement = match (old.required, new.required) {
            (false, true) => Some((Rule::ParameterBecameRequired, "required", Breaks::SENT)),
            // Of a webhook it may lack then.
            (true, false) => Some((Rule::ParameterBecameOptional, "optional", Breaks::RECEIVED)),
            _ => None,
        };
        if let Some((rule, word, breaks)) = requirement {
            self.found_at(root, rule, format!("{name} became {word}"), at, "required", breaks);
        }
        let single = is_single(self.old.api, old) || is_single(self.new.api, new);
        let styles = if single { (unexploded(old), unexploded(new)) } else { (old.style, new.style) };
        if styles.0 != styles.1 && old.location == new.location {
            let message = format!("{name} is written in another style");
            let keyword = if (old.style == Style::Json) == (new.style == Style::Json) { "style" } else { "content" };
            self.found_at(root, Rule::ParameterStyleChanged, message, at, keyword, Breaks::ALL);
        }
        self.deprecation(root, (old.deprecation.is_some(), new.deprecation.is_some()), at);
        if old.name.wish != new.name.wish {
            let message = format!("{name} has another name in Rust");
            self.found_at(root, Rule::RustNameChanged, message, at, "x-rust-name", Breaks::NOTHING);
        }
        self.prose(&(&old.docs, &old.deprecation), &(&new.docs, &new.deprecation), &new.pointer);
        let schemas =
            (parameter_schema(self.old.document, &old.pointer), parameter_schema(self.new.document, &new.pointer));
        if let (Some(before), Some(after)) = schemas {
            self.pair(root, Position::part(old.required), &before.clone(), &after.clone());
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
                let of = (Some(&old_at), None);
                self.found(roots.requests, Rule::BodyRemoved, message, of, Breaks::RECEIVED);
            }
            (None, None) => {}
        }
    }

    fn bodies(&mut self, roots: Roots, (old, new): (&'a RequestBody, &'a RequestBody), at: At<'_>) {
        let (root, name) = (roots.requests, describe(at.1));
        self.prose(&old.description, &new.description, at.1);
        let requirement = match (old.required, new.required) {
            (false, true) => Some((Rule::BodyBecameRequired, "required", Breaks::SENT)),
            // Of a webhook it may lack then.
            (true, false) => Some((Rule::BodyBecameOptional, "optional", Breaks::RECEIVED)),
            _ => None,
        };
        if let Some((rule, word, breaks)) = requirement {
            self.found_at(root, rule, format!("{name} became {word}"), at, "required", breaks);
        }
        self.content((root, root), (&old.content, &new.content), at, &|_| Breaks::ALL);
    }

    /// The media types of a body; `gone` says what is broken by one that is not there any more. What nobody reads is part of
    /// the second node.
    fn content(
        &mut self,
        (root, unread): (Node, Node),
        (old, new): (&'a Content, &'a Content),
        at: At<'_>,
        gone: &dyn Fn(&str) -> Breaks,
    ) {
        let (in_old, in_new) = (at.0.join("content"), at.1.join("content"));
        let name = describe(at.1);
        for (media_type, after) in new {
            let new_at = in_new.join(media_type);
            match old.get(media_type) {
                Some(before) => {
                    let node = if gone(media_type) == Breaks::NOTHING { unread } else { root };
                    self.media_type(node, (before, after), (&in_old.join(media_type), &new_at));
                }
                None => {
                    let message = format!("media type {} added to {name}", code(media_type));
                    self.found(root, Rule::MediaTypeAdded, message, (None, Some(&new_at)), Breaks::NOTHING);
                }
            }
        }
        for media_type in old.keys().filter(|media_type| !new.contains_key(*media_type)) {
            let message = format!("media type {} removed from {name}", code(media_type));
            let places = (Some(&in_old.join(media_type)), None);
            self.found(root, Rule::MediaTypeRemoved, message, places, gone(media_type));
        }
    }

    fn media_type(&mut self, root: Node, (old, new): (&'a MediaType, &'a MediaType), at: At<'_>) {
        self.prose(&(&old.example, &old.examples), &(&new.example, &new.examples), &at.1.join("example"));
        if old.encoding != new.encoding {
            let message = format!("parts of {} are written otherwise", describe(at.1));
            self.found_at(root, Rule::EncodingChanged, message, at, "encoding", Breaks::ALL);
        }
        let schema = |side: &Side<'_>, media_type: &MediaType, at: &Pointer| {
            let any = || Rc::new(Schema { at: load::At(at.join("schema")), ..Schema::default() });
            media_type.schema.as_ref().map_or_else(any, |schema| side.wholes.lifted(schema))
        };
        if old.schema.is_some() || new.schema.is_some() {
            let (before, after) = (schema(&self.old, old, at.0), schema(&self.new, new, at.1));
            self.pair(root, Position::THERE, &before, &after);
        }
    }

    fn responses(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
        let (Some(before), Some(after)) = (old.source, new.source) else { return };
        let (before, after) = (responses(before), responses(after));
        let (in_old, in_new) = (old.pointer.join("responses"), new.pointer.join("responses"));
        let read = |media_type: &str| Breaks::RECEIVED.only_if(old.read.contains(&media_type));
        for (status, response) in &after {
            let new_at = in_new.join(status);
            let Some(known) = before.get(status) else {
                let message = format!("response {status} added to {}", describe(new.pointer));
                // A success that is described nowhere is an error to a client; an error was one before.
                let breaks = Breaks::RECEIVED.only_if(is_success(status) && !is_covered(status, &before));
                self.found(roots.responses, Rule::ResponseAdded, message, (None, Some(&new_at)), breaks);
                continue;
            };
            let old_at = in_old.join(status);
            let known = self.old.wholes.response(known, &old_at);
            let response = self.new.wholes.response(response, &new_at);
            if let (Some((known, old_at)), Some((response, new_at))) = (known, response) {
                self.response((roots.responses, roots.unread), (known, response), (&old_at, &new_at), &read);
            }
        }
        for status in before.keys().filter(|status| !after.contains_key(*status)) {
            let message = format!("response {status} removed from {}", describe(new.pointer));
            let places = (Some(&in_old.join(status)), None);
            self.found(roots.responses, Rule::ResponseRemoved, message, places, Breaks::NOTHING);
        }
    }

    fn response(
        &mut self,
        (root, unread): (Node, Node),
        (old, new): (&'a Response, &'a Response),
        at: At<'_>,
        read: &dyn Fn(&str) -> Breaks,
    ) {
        let name = describe(at.1);
        self.prose(&old.description, &new.description, at.1);
        match (old.content.is_empty(), new.content.is_empty()) {
            (true, false) => {
                // Who asks for no body does not read it.
                let message = format!("body added to {name}");
                self.found_at(root, Rule::ResponseBodyAdded, message, at, "content", Breaks::NOTHING);
            }
            (false, true) => {
                let message = format!("body removed from {name}");
                self.found_at(root, Rule::ResponseBodyRemoved, message, at, "content", Breaks::RECEIVED);
            }
            _ => self.content((root, unread), (&old.content, &new.content), at, read),
        }
        for (header, after) in &new.headers {
            let new_at = at.1.join("headers").join(header);
            let known = old.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header));
            let Some((known_name, before)) = known else {
                let message = format!("header {} added to {name}", code(header));
                let of = self.new.wholes.header(after, &new_at).map_or_else(|| new_at.clone(), |(_, at)| at);
                self.found_in(
                    root,
                    Rule::HeaderAdded,
                    message,
                    (None, Some(&of)),
                    (None, Some(&new_at)),
                    Breaks::NOTHING,
                );
                continue;
            };
            let old_at = at.0.join("headers").join(known_name);
            self.header(root, (before, after), (&old_at, &new_at));
        }
        for (header, before) in &old.headers {
            if !new.headers.keys().any(|name| name.eq_ignore_ascii_case(header)) {
                let message = format!("header {} removed from {name}", code(header));
                let old_at = at.0.join("headers").join(header);
                let of = self.old.wholes.header(before, &old_at).map_or_else(|| old_at.clone(), |(_, at)| at);
                let places = (Some(&old_at), None);
                self.found_in(root, Rule::HeaderRemoved, message, (Some(&of), None), places, Breaks::NOTHING);
            }
        }
    }

    fn header(&mut self, root: Node, (old, new): (&'a ReferenceOr<Header>, &'a ReferenceOr<Header>), at: At<'_>) {
        let (before, after) = (self.old.wholes.header(old, at.0), self.new.wholes.header(new, at.1));
        let (Some((before, old_at)), Some((after, new_at))) = (before, after) else { return };
        self.prose(&before.description, &after.description, &new_at);
        let deprecated = (before.deprecated.unwrap_or(false), after.deprecated.unwrap_or(false));
        self.deprecation(root, deprecated, (&old_at, &new_at));
        let schemas = (described(self.old.document, &before.format), described(self.new.document, &after.format));
        if let (Some(before), Some(after)) = schemas {
            // One that lacks is none, and so is one that does not fit.
            self.pair(root, Position::part(false), before, after);
        }
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

/// Parameters with the places that they are listed at: their own, or that of a reference to them.
fn listed<'a>(
    parameters: &'a [Parameter],
    item: Option<&openapiv3::PathItem>,
    source: Option<&Source>,
    at: &Pointer,
) -> Vec<Listed<'a>> {
    let own = source.into_iter().flat_map(|source| &source.parameters).enumerate();
    let own = own.map(|(index, it)| (at.join("parameters").join(index), it));
    let of_item = at.parent().unwrap_or_default().join("parameters");
    let shared = item.into_iter().flat_map(|item| &item.parameters).enumerate();
    let shared = shared.map(|(index, it)| (of_item.join(index), it));
    let references: Vec<_> = own.chain(shared).filter_map(|(at, it)| Some((at, reference(it)?))).collect();
    let place = |parameter: &Parameter| {
        let target = format!("#{}", parameter.pointer.as_str());
        references.iter().find(|(_, reference)| *reference == target).map(|(at, _)| at.clone())
    };
    let listed =
        parameters.iter().map(|it| Listed { at: place(it).unwrap_or_else(|| it.pointer.clone()), parameter: it });
    listed.collect()
}

fn reference<T>(item: &ReferenceOr<T>) -> Option<&str> {
    match item {
        ReferenceOr::Reference { reference } => Some(reference),
        ReferenceOr::Item(_) => None,
    }
}

impl Listed<'_> {
    fn words(&self) -> String {
        format!("{} {}", parameter_kind(self.parameter), code(&self.parameter.name.wire))
    }

    /// What it is a parameter of: the operation, or all of a path.
    fn owner(&self, operation: &Pointer) -> String {
        let shared = self.at.tokens().nth(2).is_some_and(|token| token == "parameters");
        let path = self.at.tokens().nth(1).filter(|_| shared && self.at.as_str().starts_with("/paths/"));
        path.map_or_else(|| describe(operation), |path| code(&path))
    }
}

/// A parameter by its kind, name and place.
fn described_parameter(parameter: &Parameter) -> String {
    let name = format!("{} {}", parameter_kind(parameter), code(&parameter.name.wire));
    let place = describe(&parameter.pointer);
    match place.strip_prefix("a parameter of ") {
        Some(owner) => format!("{name} of {owner}"),
        None => format!("{name}, {place},"),
    }
}

/// The style that a single value is written in.
fn unexploded(parameter: &Parameter) -> Style {
    match parameter.style {
        Style::Simple { .. } => Style::Simple { explode: false },
        Style::Form { .. } => Style::Form { explode: false },
        Style::Label { .. } => Style::Label { explode: false },
        Style::Matrix { .. } => Style::Matrix { explode: false },
        style => style,
    }
}

/// Whether a parameter has a single value, which is written the same with `explode` and without it.
fn is_single(api: &Api, parameter: &Parameter) -> bool {
    match api.resolved(parameter.ty.without_null()) {
        Type::Array(_) | Type::Map(_) | Type::Any | Type::Form => false,
        Type::Named(id) => matches!(api.type_def(*id).kind, TypeKind::Enum(_)),
        _ => true,
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// Whether a status is read as one of those that are listed.
fn is_covered(status: &str, listed: &IndexMap<String, &ReferenceOr<Response>>) -> bool {
    let class = format!("{}XX", status.get(..1).unwrap_or_default());
    listed.is_empty()
        || listed.contains_key(&class)
        || (!listed.keys().any(|it| is_success(it)) && listed.contains_key("default"))
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

fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.location == other.location && is_called(one, other)
}

/// Whether two are one component in the same place.
fn is_component(one: &Parameter, other: &Parameter) -> bool {
    let component = one.pointer.as_str().starts_with("/components/");
    component && one.pointer == other.pointer && one.location == other.location
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
