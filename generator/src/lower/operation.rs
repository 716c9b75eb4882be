//! Operations: paths, parameters, bodies and responses. Path-level parameters are merged in here, statuses are put in
//! the order in which a client must try them, and what is sent or received in one of several media types is chosen.

use super::{Extensions, Lowering, schema::with, server::own_server};
use crate::{
    diagnostic::{Code, Diagnostic, Place, Pointer},
    ir::{
        Bodies, Body, BodyVariant, Content, Docs, Header, Location, Method, Operation, Parameter, RequestBody,
        Response, Status, Style, Tag, TagId, Type, TypeKind, WireName,
    },
};
use indexmap::IndexMap;
use openapiv3::{
    Header as SourceHeader, MediaType, Operation as Source, Parameter as SourceParameter, ParameterData,
    ParameterSchemaOrContent, PathItem, PathStyle, Paths, QueryStyle, ReferenceOr, RequestBody as SourceBody,
    Response as SourceResponse, Responses, StatusCode,
};
use serde_json::Value;

/// Header fields that the standard takes out of the hands of parameters (OpenAPI 3.0.3, section "Parameter Object").
const RESERVED_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// The longest example that is kept, in bytes.
const MAX_EXAMPLE: usize = 16 * 1024;

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
        for (index, operation) in operations.iter().enumerate() {
            if let Some(first) = operations[..index].iter().find(|other| other.id == operation.id) {
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
        for (method, source) in methods {
            let Some(source) = source else { continue };
            let at_operation = at.join(method.as_str().to_ascii_lowercase());
            let shared = self.lower_parameters(parameters, &words(method, path, source), at);
            let mut operation = self.lower_operation(method, path, source, shared, &at_operation);
            let servers = if source.servers.is_empty() {
                self.lower_servers(servers, at)
            } else {
                self.lower_servers(&source.servers, &at_operation)
            };
            operation.server = own_server(&servers, base_url);
            operations.push(operation);
        }
    }

    fn lower_operation(
        &mut self,
        method: Method,
        path: &str,
        source: &'a Source,
        mut shared: Vec<Parameter>,
        at: &Pointer,
    ) -> Operation {
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
        self.fit_to_path(path, &mut parameters, at);
        let body = request_body.as_ref().and_then(|body| self.lower_body(body, &words, &at.join("requestBody")));
        let responses_at = at.join("responses");
        let id = operation_id.clone().unwrap_or_else(|| format!("{} {path}", method.as_str()));
        let (responses, accept) = self.lower_responses(responses, &id, &words, &responses_at);
        let bodies = |success: bool| {
            let mut bodies =
                responses.iter().filter(|response| response.success == success).map(|response| &response.body);
            match bodies.next() {
                None => Bodies::None,
                Some(first) if bodies.all(|body| body == first) => Bodies::One(first.clone()),
                Some(_) => Bodies::ByStatus,
            }
        };
        Operation {
            id,
            name: Extensions(extensions).named(words.join(" ")),
            pointer: at.clone(),
            docs: Docs { summary: summary.clone(), description: description.clone() },
            deprecation: Extensions(extensions).deprecation(*deprecated),
            method,
            tag: tags.first().map(|tag| self.tag(tag)),
            path: path.to_owned(),
            idempotent: match extensions.get("x-idempotent") {
                Some(Value::Bool(idempotent)) => *idempotent,
                // RFC 9110, section 9.2.2.
                _ => !matches!(method, Method::Post | Method::Patch),
            },
            server: None,
            parameters,
            body,
            accept,
            output: bodies(true),
            error: bodies(false),
            responses,
            security: self.lower_security(security.as_deref(), at),
        }
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

    /// Every template expression of the path has its parameter, and every path parameter its expression: what lacks is
    /// added as a text, what is too much goes.
    fn fit_to_path(&mut self, path: &str, parameters: &mut Vec<Parameter>, at: &Pointer) {
        let expressions: Vec<_> =
            path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
        let item = at.parent().unwrap_or_default().join("parameters");
        if self.was_cleared(&item) || self.was_cleared(&at.join("parameters")) {
            // Parameters were cleared for a reason that was told.
            return;
        }
        let in_path = |parameter: &Parameter| parameter.location == Location::Path;
        for name in &expressions {
            if !parameters.iter().any(|parameter| in_path(parameter) && parameter.name.wire == *name) {
                let help = format!("add a parameter `{name}` with `in: path`; it is read as a text");
                let message = format!("`{{{name}}}` of the path has no parameter");
                self.found.push(Diagnostic::new(Code::Repaired, Place::Key(at.clone()), message).help(help));
                parameters.push(Parameter {
                    name: WireName { wire: (*name).to_owned(), wish: None },
                    pointer: at.clone(),
                    location: Location::Path,
                    style: Style::Simple { explode: false },
                    docs: Docs::default(),
                    deprecation: None,
                    ty: Type::String,
                    required: true,
                });
            }
        }
        parameters.retain(|parameter| {
            let name = &parameter.name.wire;
            let fits = !in_path(parameter) || expressions.contains(&&**name);
            if !fits {
                let help = format!("add `{{{name}}}` to the path, or remove the parameter; it is ignored");
                let message = format!("the path has no `{{{name}}}` for its parameter");
                let place = Place::Value(parameter.pointer.join("name"));
                self.found.push(Diagnostic::new(Code::Repaired, place, message).help(help));
            }
            fits
        });
    }

    fn lower_parameters(
        &mut self,
        parameters: &'a [ReferenceOr<SourceParameter>],
        words: &[String],
        at: &Pointer,
    ) -> Vec<Parameter> {
        let listed = &self.components.parameters;
        let mut lowered: Vec<Parameter> = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let here = at.join("parameters").join(index);
            if self.left_out.contains(&here) {
                continue;
            }
            let Some((parameter, at)) = self.resolve(parameter, "parameters", listed, &here) else { continue };
            let Some(parameter) = self.lower_parameter(parameter, words, &at) else { continue };
            let same =
                |other: &Parameter| other.name.wire == parameter.name.wire && other.location == parameter.location;
            if lowered.iter().any(same) {
                let message = format!("the parameter `{}` stands twice", parameter.name.wire);
                self.report(Code::Contradiction, &here.join("name"), message, "remove one");
                continue;
            }
            lowered.push(parameter);
        }
        lowered
    }

    fn lower_parameter(&mut self, parameter: &'a SourceParameter, words: &[String], at: &Pointer) -> Option<Parameter> {
        let data = parameter.parameter_data_ref();
        let ParameterData {
            name,
            description,
            required,
            deprecated,
            format,
            example: _,
            examples: _,
            explode,
            extensions,
        } = data;
        let form = Style::Form { explode: explode.unwrap_or(true) };
        let simple = Style::Simple { explode: explode.unwrap_or(false) };
        let (location, style) = match parameter {
            SourceParameter::Query { parameter_data: _, allow_reserved: _, style, allow_empty_value: _ } => match style
            {
                QueryStyle::Form => (Location::Query, form),
                QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited if *explode == Some(true) => {
                    (Location::Query, form)
                }
                QueryStyle::SpaceDelimited => (Location::Query, Style::SpaceDelimited),
                QueryStyle::PipeDelimited => (Location::Query, Style::PipeDelimited),
                QueryStyle::DeepObject => (Location::Query, Style::DeepObject),
            },
            SourceParameter::Header { parameter_data: _, style: _ } => (Location::Header, simple),
            SourceParameter::Path { parameter_data: _, style } => match style {
                PathStyle::Simple => (Location::Path, simple),
                PathStyle::Matrix => (Location::Path, Style::Matrix { explode: explode.unwrap_or(false) }),
                PathStyle::Label => (Location::Path, Style::Label { explode: explode.unwrap_or(false) }),
            },
            SourceParameter::Cookie { parameter_data: _, style: _ } => (Location::Cookie, form),
        };
        if location == Location::Header && RESERVED_HEADERS.contains(&&*name.to_ascii_lowercase()) {
            let message = format!("`{name}` is not a parameter: the standard ignores it");
            let help = "describe credentials under `components.securitySchemes` and media types under `content`";
            self.report(Code::Ignored, &at.join("name"), message, help);
            return None;
        }
        let words: Vec<_> = words.iter().cloned().chain([name.clone()]).collect();
        let (ty, style) = match format {
            ParameterSchemaOrContent::Schema(schema) => (self.lower_schema(schema, &words, &at.join("schema")), style),
            ParameterSchemaOrContent::Content(content) => match content.first() {
                Some((media_type, content)) => {
                    let at = at.join("content").join(media_type);
                    let style = if is_json(media_type) { Style::Json } else { style };
                    (self.lower_content(content, &words, &at), style)
                }
                None => (Type::String, style),
            },
        };
        Some(Parameter {
            name: Extensions(extensions).named(name),
            pointer: at.clone(),
            location,
            style,
            docs: Docs { summary: None, description: description.clone() },
            deprecation: Extensions(extensions).deprecation(deprecated.unwrap_or(false)),
            ty,
            required: *required || location == Location::Path,
        })
    }

    fn lower_body(&mut self, body: &'a ReferenceOr<SourceBody>, words: &[String], at: &Pointer) -> Option<RequestBody> {
        let listed = &self.components.request_bodies;
        let (body, at) = self.resolve(body, "requestBodies", listed, at)?;
        let SourceBody { description, content, required, extensions: _ } = body;
        let at = at.join("content");
        // What says most of the types comes first.
        let kinds = [Content::Json, Content::Multipart, Content::Form, Content::Text, Content::Bytes];
        let of =
            |kind| content.iter().filter(move |(name, _)| content_kind(name) == kind).map(move |found| (kind, found));
        let (operation, words) = (words, with(words, "body"));
        let mut variants: Vec<BodyVariant> = Vec::new();
        for (kind, (media_type, content)) in kinds.into_iter().flat_map(of) {
            let words = if variants.is_empty() { words.clone() } else { with(&words, &media_words(media_type)) };
            let variant = self.lower_body_variant(kind, media_type, content, &words, &at);
            if !variants.iter().any(|known| known.media_type == variant.media_type) {
                variants.push(variant);
            }
        }
        let docs = Docs { summary: None, description: description.clone() };
        let (media_type, content, ty) = if variants.len() > 1 {
            let id = self.reserve();
            self.define_inline(id, &with(operation, "content"), &at, TypeKind::Body(variants));
            (String::new(), Content::Choice, Type::Named(id))
        } else {
            let BodyVariant { media_type, content, ty, .. } = variants.pop()?;
            (media_type, content, ty)
        };
        Some(RequestBody { docs, required: *required, media_type, content, ty })
    }

    fn lower_body_variant(
        &mut self,
        kind: Content,
        media_type: &str,
        content: &'a MediaType,
        words: &[String],
        at: &Pointer,
    ) -> BodyVariant {
        let at = at.join(media_type);
        let ty = match kind {
            Content::Json | Content::Form => self.lower_content(content, words, &at),
            Content::Multipart => self.lower_multipart(content.schema.as_ref(), words, &at.join("schema")),
            Content::Text => Type::String,
            Content::Bytes | Content::Choice => Type::Bytes,
        };
        let name = media_words(media_type);
        let media_type = if media_type.contains('*') { "application/octet-stream" } else { media_type };
        BodyVariant { name, media_type: media_type.to_owned(), content: kind, ty }
    }

    fn lower_content(&mut self, content: &'a MediaType, words: &[String], at: &Pointer) -> Type {
        let MediaType { schema, example: _, examples: _, encoding: _, extensions: _ } = content;
        schema.as_ref().map_or(Type::Any, |schema| self.lower_schema(schema, words, &at.join("schema")))
    }

    fn lower_responses(
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
        let body = match chosen(content) {
            None => Body::Empty,
            Some((media_type, content)) => {
                if !accept.contains(media_type) {
                    accept.push(media_type.clone());
                }
                let words: Vec<_> = words.iter().cloned().chain(["response".to_owned()]).collect();
                if is_json(media_type) {
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
            Body::Empty | Body::Text | Body::Bytes => None,
        };
        Some(Response { status: Status::Default, success: false, description: description.clone(), body, example })
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
}

impl<'a> Lowering<'a> {
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

/// What a media type is called: its subtype, without the words that all have.
fn media_words(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match &*essence {
        "application/json" => "json".to_owned(),
        "application/x-www-form-urlencoded" => "form".to_owned(),
        "multipart/form-data" => "multipart".to_owned(),
        "text/plain" => "text".to_owned(),
        "application/octet-stream" => "bytes".to_owned(),
        "*/*" => "other".to_owned(),
        other => other.strip_prefix("application/").unwrap_or(other).replace('+', " "),
    }
}

fn content_kind(media_type: &str) -> Content {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match &*essence {
        _ if is_json(media_type) => Content::Json,
        "application/x-www-form-urlencoded" => Content::Form,
        "multipart/form-data" => Content::Multipart,
        text if text.starts_with("text/") && !text.contains('*') => Content::Text,
        _ => Content::Bytes,
    }
}

/// `application/json`, and everything with the suffix `+json` (RFC 6839, section 3.1), whatever its parameters.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The words to name an operation by.
fn words(method: Method, path: &str, source: &Source) -> Vec<String> {
    match &source.operation_id {
        Some(id) => vec![id.clone()],
        None => {
            let segments = path.split('/').filter(|segment| !segment.is_empty());
            let segments =
                segments.map(|segment| match segment.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
                    Some(name) => format!("by {name}"),
                    None => segment.to_owned(),
                });
            [method.as_str().to_ascii_lowercase()].into_iter().chain(segments).collect()
        }
    }
}
