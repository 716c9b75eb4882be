//! How the body of a request is written, in each media type that the document gives it.

use super::{
    Lowering,
    parameter::query_style,
    schema::{is_binary, with},
};
use crate::{
    diagnostic::{Code, Pointer},
    ir::{Content, Docs, RequestBody, Style, Type},
    load::{Additional, JsonType, Schema},
};
use indexmap::IndexMap;
use openapiv3::{Encoding, MediaType, ReferenceOr, RequestBody as SourceBody};
use std::rc::Rc;

impl<'a> Lowering<'a> {
    /// The body in each of its media types, in the document's order: one that is added behind changes nothing. Only what says
    /// nothing of the types, bytes and `*/*`, stands behind what does. The plain name is worth more for a body that is
    /// described, and lists in alphabetical order have `*/*` first; no document that describes one body is changed by it.
    ///
    /// A body that can be left out and has no members by any media type is none: its first member will be an addition.
    pub(super) fn lower_body(
        &mut self,
        body: &'a ReferenceOr<SourceBody>,
        words: &[String],
        at: &Pointer,
    ) -> Vec<RequestBody> {
        let listed = &self.components.request_bodies;
        let Some((body, at)) = self.resolve(body, "requestBodies", listed, at) else { return Vec::new() };
        let SourceBody { description, content, required, extensions: _ } = body;
        let at = at.join("content");
        let sources = content.iter().map(|(media_type, source)| (self.kind(media_type, source), (media_type, source)));
        let mut sources: Vec<_> = sources.collect();
        sources.sort_by_key(|(kind, _)| *kind == Kind::Bytes);
        let words = Self::words_at(&at, "body", &with(words, "body"));
        if !*required && sources.iter().all(|(_, (_, source))| self.has_no_members(source)) {
            return Vec::new();
        }
        let mut variants: Vec<RequestBody> = Vec::new();
        let mut described: Vec<(Option<Rc<Schema>>, usize)> = Vec::new();
        for (kind, (media_type, source)) in sources {
            // Frameworks list one schema as `application/json`, `text/json` and `application/*+json`.
            let schema = source.schema.as_ref().map(|schema| self.lifted(schema));
            if let Some((_, known)) = described.iter().find(|(known, _)| kind == Kind::Json && *known == schema) {
                variants[*known].alike.push(without_wildcard(kind, media_type).to_owned());
                continue;
            }
            let words = if variants.is_empty() { words.clone() } else { with(&words, &media_words(media_type)) };
            let (media_type, content, ty) = self.lower_media_type(kind, media_type, source, &words, &at);
            let same = |known: &&mut RequestBody| {
                known.media_type == media_type || (kind == Kind::Json && known.content == content && known.ty == ty)
            };
            if let Some(known) = variants.iter_mut().find(same) {
                known.alike.push(media_type);
                continue;
            }
            if kind == Kind::Json {
                described.push((schema, variants.len()));
            }
            let docs = Docs { summary: None, description: description.clone() };
            let (words, alike) = (media_words(&media_type), Vec::new());
            variants.push(RequestBody { docs, required: *required, media_type, words, alike, content, ty });
        }
        variants
    }

    /// Whether nothing can be told with it but that it is there.
    fn has_no_members(&mut self, source: &MediaType) -> bool {
        let Some(schema) = source.schema.as_ref().map(|schema| self.lifted(schema)) else { return false };
        let whole = self.merged(&schema);
        let closed = whole.additional == Some(Additional::Nothing) && whole.properties.is_empty();
        whole.json_type() == Some(JsonType::Object) && closed && whole.choices.is_empty() && !whole.nullable
    }

    /// What is written for a media type, in which way, and of which type.
    fn lower_media_type(
        &mut self,
        kind: Kind,
        media_type: &str,
        source: &'a MediaType,
        words: &[String],
        at: &Pointer,
    ) -> (String, Content, Type) {
        let at = at.join(media_type);
        let (content, ty) = match kind {
            Kind::Json => (Content::Json, self.lower_content(source, words)),
            Kind::Form => (Content::Form(styles(&source.encoding)), self.lower_content(source, words)),
            Kind::Multipart => {
                let types = self.part_types(&source.encoding, &at.join("encoding"));
                let schema = source.schema.as_ref().map(|schema| self.lifted(schema));
                let ty = self.lower_multipart(schema.as_ref(), words, &at.join("schema"));
                (Content::Multipart(types), ty)
            }
            Kind::Text => (Content::Text, self.lower_text(media_type, source, words)),
            Kind::Bytes => (Content::Bytes, Type::Bytes),
        };
        let media_type = without_wildcard(kind, media_type);
        (media_type.to_owned(), content, ty)
    }

    /// The type of a text. `text/plain` may hold any value as JSON; what else has members is written in a way of its own,
    /// such as XML, and stays a text.
    pub(super) fn lower_text(&mut self, media_type: &str, content: &MediaType, words: &[String]) -> Type {
        let Some(schema) = content.schema.as_ref().map(|schema| self.lifted(schema)) else { return Type::String };
        if essence(media_type) != "text/plain" && !self.is_scalar(&schema) {
            return Type::String;
        }
        match self.lower_schema(&schema, words) {
            Type::Any => Type::String,
            ty => ty,
        }
    }

    /// The media types of the parts of a body: of several the first that is no wildcard.
    fn part_types(&mut self, encoding: &IndexMap<String, Encoding>, at: &Pointer) -> Vec<(String, String)> {
        let mut types = Vec::new();
        for (name, encoding) in encoding {
            // `style` and its like are for forms alone (OpenAPI 3.0.3, section "Encoding Object").
            let Encoding { content_type, headers, style: _, explode: _, allow_reserved: _, extensions: _ } = encoding;
            let at = at.join(name);
            if headers.keys().any(|header| !header.eq_ignore_ascii_case("content-type")) {
                let help = "no value is known for them; remove `headers`";
                self.report(Code::Ignored, &at.join("headers"), "headers of a part of a body are not sent", help);
            }
            let Some(content_type) = content_type else { continue };
            let mut listed = content_type.split(',').map(str::trim).filter(|media_type| !media_type.contains('*'));
            match listed.next() {
                Some(media_type) if is_media_type(media_type) => types.push((name.clone(), media_type.to_owned())),
                Some(other) => {
                    let message = format!("`{other}` is not a media type");
                    self.report(Code::Ignored, &at.join("contentType"), message, "write one such as `image/png`");
                }
                None => {}
            }
        }
        types
    }

    pub(super) fn lower_content(&mut self, content: &MediaType, words: &[String]) -> Type {
        let MediaType { schema, example: _, examples: _, encoding: _, extensions: _ } = content;
        schema.as_ref().map_or(Type::Any, |schema| self.lower_schema(&self.lifted(schema), words))
    }
}

/// The media type to send where the document has one with a wildcard.
fn without_wildcard(kind: Kind, media_type: &str) -> &str {
    match kind {
        _ if !media_type.contains('*') => media_type,
        Kind::Json => "application/json",
        Kind::Text => "text/plain",
        Kind::Form | Kind::Multipart | Kind::Bytes => "application/octet-stream",
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What a media type is called: its subtype, without the words that all have.
fn media_words(media_type: &str) -> String {
    let essence = essence(media_type);
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

/// The styles of the members of a form.
fn styles(encoding: &IndexMap<String, Encoding>) -> Vec<(String, Style)> {
    let style = |encoding: &Encoding| {
        // Headers are for multipart alone.
        let Encoding { content_type, headers: _, style, explode, allow_reserved: _, extensions: _ } = encoding;
        match style {
            // Where there is a style the media type does not count (OpenAPI 3.0.4, section "Encoding Object").
            Some(style) => Some(query_style(style, Some(*explode))),
            None => content_type.as_deref().is_some_and(is_json).then_some(Style::Json),
        }
    };
    encoding.iter().filter_map(|(name, encoding)| Some((name.clone(), style(encoding)?))).collect()
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Multipart,
    Form,
    Text,
    Bytes,
}

impl Lowering<'_> {
    /// What a body of a media type is. What may be anything is what its schema says.
    pub(super) fn kind(&mut self, media_type: &str, content: &MediaType) -> Kind {
        let essence = essence(media_type);
        match &*essence {
            _ if is_json(media_type) => Kind::Json,
            "application/x-www-form-urlencoded" => Kind::Form,
            "multipart/form-data" => Kind::Multipart,
            text if text.starts_with("text/") => Kind::Text,
            "*/*" | "application/*" => {
                let schema = content.schema.as_ref().map(|schema| self.lifted(schema));
                let whole = schema.map(|schema| self.merged(&schema)).unwrap_or_default();
                match whole.json_type() {
                    Some(JsonType::String) if is_binary(&whole) => Kind::Bytes,
                    Some(JsonType::String) => Kind::Text,
                    None if whole.choices.is_empty() => Kind::Bytes,
                    _ => Kind::Json,
                }
            }
            _ => Kind::Bytes,
        }
    }
}

/// Whether a text can stand in `Content-Type`: a type and a subtype (RFC 9110, section 8.3.1), whatever its parameters.
fn is_media_type(text: &str) -> bool {
    let essence = essence(text);
    let token = |name: &str| {
        let legal = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
        !name.is_empty() && name.chars().all(legal)
    };
    let typed = essence.split_once('/').is_some_and(|(main, sub)| token(main) && token(sub));
    typed && text.chars().all(|char| char.is_ascii() && !char.is_ascii_control())
}

/// `application/json`, and everything with the suffix `+json` (RFC 6839, section 3.1), whatever its parameters.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}
