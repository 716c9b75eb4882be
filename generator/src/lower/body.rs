//! Request bodies: media types and their schemas come in; how a body is written goes out, the way that says most of the
//! types first.

use super::{Lowering, schema::with};
use crate::{
    diagnostic::Pointer,
    ir::{BodyVariant, Content, Docs, RequestBody, Type, TypeKind},
};
use openapiv3::{MediaType, ReferenceOr, RequestBody as SourceBody};

impl<'a> Lowering<'a> {
    pub(super) fn lower_body(
        &mut self,
        body: &'a ReferenceOr<SourceBody>,
        words: &[String],
        at: &Pointer,
    ) -> Option<RequestBody> {
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
            Content::Json | Content::Form => self.lower_content(content, words),
            Content::Multipart => {
                let schema = content.schema.as_ref().map(|schema| self.lifted(schema));
                self.lower_multipart(schema.as_ref(), words, &at.join("schema"))
            }
            Content::Text => Type::String,
            Content::Bytes | Content::Choice => Type::Bytes,
        };
        let name = media_words(media_type);
        let media_type = if media_type.contains('*') { "application/octet-stream" } else { media_type };
        BodyVariant { name, media_type: media_type.to_owned(), content: kind, ty }
    }

    pub(super) fn lower_content(&mut self, content: &MediaType, words: &[String]) -> Type {
        let MediaType { schema, example: _, examples: _, encoding: _, extensions: _ } = content;
        schema.as_ref().map_or(Type::Any, |schema| self.lower_schema(&self.lifted(schema), words))
    }
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
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}
