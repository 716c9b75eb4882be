//! Compares the bodies of requests and responses, with their media types, and the headers of responses.

use super::{
    describe::{code, describe},
    operations::{At, Call, Roots},
    rule::Rule,
    schemas::Position,
    walk::{Breaks, Node, Side, Walk},
};
use crate::{
    diagnostic::Pointer,
    load::{self, Document, Schema},
};
use indexmap::IndexMap;
use openapiv3::{Header, MediaType, Operation as Source, ParameterSchemaOrContent, ReferenceOr, RequestBody, Response};
use std::rc::Rc;

/// Media types with their contents.
type Content = IndexMap<String, MediaType>;

impl<'a> Walk<'a> {
    pub(super) fn body(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
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

    pub(super) fn responses(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
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

/// The schema of a parameter or header.
pub(super) fn described<'a>(document: &'a Document, format: &ParameterSchemaOrContent) -> Option<&'a Rc<Schema>> {
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
