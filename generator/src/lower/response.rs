//! What a client reads of a response: by which status, which one body, which headers. Exact statuses stand before classes
//! and those before the default, since that is the order in which they must be tried.

use super::{
    Extensions, Lowering,
    body::{Kind, is_json},
    schema::with,
};
use crate::{
    diagnostic::{Code, Diagnostic, Place, Pointer},
    ir::{Body, Docs, Header, Method, Response, Status, Type},
    load::Schema,
};
use indexmap::IndexMap;
use openapiv3::{
    Header as SourceHeader, MediaType, ParameterSchemaOrContent, ReferenceOr, Response as SourceResponse, Responses,
    StatusCode,
};
use serde_json::Value;

/// The longest example that is kept, in bytes.
const MAX_EXAMPLE: usize = 16 * 1024;

impl<'a> Lowering<'a> {
    pub(super) fn lower_responses(
        &mut self,
        responses: &'a Responses,
        method: Method,
        operation: &str,
        words: &[String],
        at: &Pointer,
    ) -> (Vec<Response>, Vec<String>) {
        let Responses { default, responses, extensions: _ } = responses;
        let mut accept = Vec::new();
        let mut lowered = Vec::new();
        let is_success = |status: &Status| matches!(status, Status::Exact(200..=299) | Status::Class(2));
        let with_body = |status: &Status| bare(method, *status) != Some(Bare::Status);
        let listed: Vec<_> = responses.keys().map(status).collect();
        let first = listed.iter().copied().filter(|it| is_success(it) && with_body(it)).min();
        let first = first.unwrap_or(Status::Default);
        let words_of = |status: Status| {
            let words = with(words, "response");
            if status == first { words } else { with(&words, &status.words()) }
        };
        for (code, response) in responses {
            let (status, at) = (status(code), at.join(code));
            let success = is_success(&status);
            let (bare, words) = (bare(method, status), (words, &words_of(status)[..]));
            if let Some(read) = self.lower_response(response, bare, operation, words, &mut accept, &at) {
                lowered.push(Response { status, success, ..read });
            }
        }
        let (bare, words) = (bare(method, Status::Default), (words, &words_of(Status::Default)[..]));
        if let Some(default) = default
            && let Some(read) = self.lower_response(default, bare, operation, words, &mut accept, &at.join("default"))
        {
            // Where no success is documented the default is all there is to read it by.
            if !lowered.iter().any(|response| response.success) {
                lowered.push(Response { status: Status::Class(2), success: true, ..read.clone() });
            }
            lowered.push(read);
        }
        if lowered.is_empty() {
            // Nothing is said of any response: a success is what HTTP calls one.
            let (status, description) = (Status::Class(2), String::new());
            lowered.push(Response {
                status,
                success: true,
                description,
                body: Body::Empty,
                events: None,
                example: None,
            });
        }
        lowered.sort_by_key(|response| response.status);
        (lowered, accept)
    }

    fn lower_response(
        &mut self,
        response: &'a ReferenceOr<SourceResponse>,
        bare: Option<Bare>,
        operation: &str,
        (of_stream, words): (&[String], &[String]),
        accept: &mut Vec<String>,
        at: &Pointer,
    ) -> Option<Response> {
        let listed = &self.components.responses;
        let here = at;
        let (response, at) = self.resolve(response, "responses", listed, here)?;
        let SourceResponse { description, headers, content, links: _, extensions: _ } = response;
        self.lower_headers(headers, operation, &at.join("headers"));
        let words = &Self::words_at(&at, "response", words);
        let described = chosen(content).filter(|_| bare != Some(Bare::Status));
        if described.is_none() && !content.is_empty() {
            // What a reference leads to may be right for other statuses.
            let place = if at == *here { Place::Key(at.join("content")) } else { Place::Value(here.join("$ref")) };
            let message = "a response of this status has no body (RFC 9110, section 6.4.1)";
            self.found.push(Diagnostic::new(Code::Ignored, place, message).help("remove `content`; it is not read"));
        }
        if let Some((media_type, _)) = described
            && !accept.contains(media_type)
        {
            accept.push(media_type.clone());
        }
        let mut events =
            if bare.is_none() { self.lower_stream(content, &Self::words_at(&at, "response", of_stream)) } else { None };
        let body = match described.filter(|_| bare.is_none()) {
            None => Body::Empty,
            Some((media_type, content)) => match self.kind(media_type, content) {
                _ if events.as_ref().is_some_and(|events| events.media_type == *media_type) => {
                    events.take().map_or(Body::Bytes, Body::Events)
                }
                Kind::Json => Body::Json(self.lower_content(content, words)),
                Kind::Text => Body::Text(self.lower_text(media_type, content, words)),
                Kind::Form | Kind::Multipart | Kind::Bytes => Body::Bytes,
            },
        };
        let example = match &body {
            Body::Json(_) => {
                chosen(content).and_then(|(name, media)| self.example(media, &at.join("content").join(name)))
            }
            Body::Empty | Body::Text(_) | Body::Bytes | Body::Events(_) => None,
        };
        let description = description.clone();
        Some(Response { status: Status::Default, success: false, description, body, events, example })
    }

    /// The first example of a body, its own or that of its schema, unless it is very long.
    fn example(&mut self, content: &MediaType, at: &Pointer) -> Option<String> {
        let named = content.examples.iter().find_map(|(name, example)| match example {
            ReferenceOr::Item(example) => Some((example.value.as_ref()?, at.join("examples").join(name).join("value"))),
            ReferenceOr::Reference { .. } => None,
        });
        let own = content.example.as_ref().map(|example| (example, at.join("example"))).or(named);
        let schema = content.schema.as_ref().map(|schema| self.lifted(schema)).unwrap_or_default();
        let (example, at) = own.or_else(|| self.example_of(&schema))?;
        let compares = self.wishes.compares_examples;
        let written = if compares { self.written(example, &schema) } else { None };
        let text = written.as_ref().unwrap_or(example).to_string();
        let is_kept = text.len() <= MAX_EXAMPLE;
        if compares
            && is_kept
            && written.is_none()
            && let Some(misfit) = self.schemas.misfit(example, &schema, &at)
        {
            self.found.push(misfit);
        }
        is_kept.then_some(text)
    }

    /// What an example says that is written down as a text, where the schema is of something else.
    fn written(&self, example: &Value, schema: &Schema) -> Option<Value> {
        let text = example.as_str()?;
        let fits = |value: &Value| self.schemas.misfit(value, schema, &schema.at).is_none();
        serde_json::from_str(text).ok().filter(|value| !fits(example) && fits(value))
    }

    fn lower_headers(
        &mut self,
        headers: &'a IndexMap<String, ReferenceOr<SourceHeader>>,
        operation: &str,
        at: &Pointer,
    ) {
        for (name, header) in headers {
            // The standard ignores it (section "Response Object").
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let listed = &self.components.headers;
            let Some((header, at)) = self.resolve(header, "headers", listed, &at.join(name)) else { continue };
            let SourceHeader { description, required: _, deprecated, format, extensions, .. } = header;
            let words = ["header".to_owned(), name.clone()];
            let ty = match format {
                ParameterSchemaOrContent::Schema(schema) => self.lower_schema(&self.lifted(schema), &words),
                ParameterSchemaOrContent::Content(content) => match content.first() {
                    Some((_, content)) => self.lower_content(content, &words),
                    None => Type::String,
                },
            };
            let same = |known: &&mut Header| known.name.wire.eq_ignore_ascii_case(name) && known.ty == ty;
            match self.headers.iter_mut().find(same) {
                Some(known) if known.operations.iter().any(|known| known == operation) => {}
                Some(known) => known.operations.push(operation.to_owned()),
                None => self.headers.push(Header {
                    name: Extensions(extensions).named(name),
                    pointer: at,
                    docs: Docs { summary: None, description: description.clone() },
                    deprecation: Extensions(extensions).deprecation(deprecated.unwrap_or(false)),
                    ty,
                    operations: vec![operation.to_owned()],
                }),
            }
        }
    }
}

fn status(code: &StatusCode) -> Status {
    match code {
        StatusCode::Code(code) => Status::Exact(*code),
        StatusCode::Range(class) => Status::Class(*class),
    }
}

/// Why a response has no body, whatever is documented (RFC 9110, section 6.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bare {
    /// It answers HEAD, which asks for the header fields of the response to GET: its media types count.
    Head,
    /// Its status says so.
    Status,
}

fn bare(method: Method, status: Status) -> Option<Bare> {
    match status {
        Status::Exact(100..=199 | 204 | 205 | 304) | Status::Class(1) => Some(Bare::Status),
        Status::Exact(_) | Status::Class(_) | Status::Default => (method == Method::Head).then_some(Bare::Head),
    }
}

/// The media type to read, where a response has several: JSON first.
pub(super) fn chosen(content: &IndexMap<String, MediaType>) -> Option<(&String, &MediaType)> {
    content.iter().find(|(name, _)| is_json(name)).or_else(|| content.first())
}
