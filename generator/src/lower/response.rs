//! Responses: statuses, bodies and headers come in; they go out in the order in which a client must try them, each with the
//! one body that is read of it.

use super::{Extensions, Lowering, body::is_json};
use crate::{
    diagnostic::Pointer,
    ir::{Body, Docs, Header, Response, Status, Type},
};
use indexmap::IndexMap;
use openapiv3::{
    Header as SourceHeader, MediaType, ParameterSchemaOrContent, ReferenceOr, Response as SourceResponse, Responses,
    StatusCode,
};

/// The longest example that is kept, in bytes.
const MAX_EXAMPLE: usize = 16 * 1024;

impl<'a> Lowering<'a> {
    pub(super) fn lower_responses(
        &mut self,
        responses: &'a Responses,
        operation: &str,
        words: &[String],
        at: &Pointer,
    ) -> (Vec<Response>, Vec<String>) {
        let Responses { default, responses, extensions: _ } = responses;
        let mut accept = Vec::new();
        let mut lowered = Vec::new();
        for (status, response) in responses {
            let at = at.join(status);
            let status = match status {
                StatusCode::Code(code) => Status::Exact(*code),
                StatusCode::Range(class) => Status::Class(*class),
            };
            let success = matches!(status, Status::Exact(200..=299) | Status::Class(2));
            if let Some(read) = self.lower_response(response, operation, words, &mut accept, &at) {
                lowered.push(Response { status, success, ..read });
            }
        }
        if let Some(default) = default
            && let Some(read) = self.lower_response(default, operation, words, &mut accept, &at.join("default"))
        {
            // Where no success is documented the default is all there is to read it by.
            if !lowered.iter().any(|response| response.success) {
                lowered.push(Response { status: Status::Class(2), success: true, ..read.clone() });
            }
            lowered.push(read);
        }
        lowered.sort_by_key(|response| response.status);
        (lowered, accept)
    }

    fn lower_response(
        &mut self,
        response: &'a ReferenceOr<SourceResponse>,
        operation: &str,
        words: &[String],
        accept: &mut Vec<String>,
        at: &Pointer,
    ) -> Option<Response> {
        let listed = &self.components.responses;
        let (response, at) = self.resolve(response, "responses", listed, at)?;
        let SourceResponse { description, headers, content, links: _, extensions: _ } = response;
        self.lower_headers(headers, operation, &at.join("headers"));
        let at = at.join("content");
        let mut events = self.lower_stream(content, words, &at);
        let body = match chosen(content) {
            None => Body::Empty,
            Some((media_type, content)) => {
                if !accept.contains(media_type) {
                    accept.push(media_type.clone());
                }
                let words: Vec<_> = words.iter().cloned().chain(["response".to_owned()]).collect();
                if let Some(events) = events.take_if(|events| events.media_type == *media_type) {
                    Body::Events(events)
                } else if is_json(media_type) {
                    Body::Json(self.lower_content(content, &words, &at.join(media_type)))
                } else if media_type.starts_with("text/") {
                    Body::Text
                } else {
                    Body::Bytes
                }
            }
        };
        let example = match &body {
            Body::Json(_) => chosen(content).and_then(|(_, content)| self.example(content)),
            Body::Empty | Body::Text | Body::Bytes | Body::Events(_) => None,
        };
        let description = description.clone();
        Some(Response { status: Status::Default, success: false, description, body, events, example })
    }

    /// The first example of a body, its own or that of its schema, unless it is very long.
    fn example(&self, content: &MediaType) -> Option<String> {
        let named = content.examples.values().find_map(|example| match example {
            ReferenceOr::Item(example) => example.value.as_ref(),
            ReferenceOr::Reference { .. } => None,
        });
        let schema = content.schema.as_ref().and_then(|schema| match schema {
            ReferenceOr::Item(schema) => schema.schema_data.example.as_ref(),
            ReferenceOr::Reference { reference } => {
                let name = reference.strip_prefix("#/components/schemas/")?;
                self.components.schemas.get(name)?.as_item()?.schema_data.example.as_ref()
            }
        });
        let example = content.example.as_ref().or(named).or(schema)?;
        Some(example.to_string()).filter(|text| text.len() <= MAX_EXAMPLE)
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
                ParameterSchemaOrContent::Schema(schema) => self.lower_schema(schema, &words, &at.join("schema")),
                ParameterSchemaOrContent::Content(content) => match content.first() {
                    Some((media_type, content)) => {
                        self.lower_content(content, &words, &at.join("content").join(media_type))
                    }
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

/// The media type to read, where a response has several: JSON first.
fn chosen(content: &IndexMap<String, MediaType>) -> Option<(&String, &MediaType)> {
    content.iter().find(|(name, _)| is_json(name)).or_else(|| content.first())
}
