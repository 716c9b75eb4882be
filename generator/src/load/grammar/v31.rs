//! What OpenAPI 3.1 has otherwise than 3.0, by the OpenAPI Specification 3.1.1 and JSON Schema 2020-12, with the fields that
//! 3.2 adds and that a client can pass over. An object that is not here is as in 3.0.

use super::shape::{Field, Kind, Shape, aside, optional, required};

/// The fields that are new, or are not what they were.
pub(super) fn changes(kind: Kind) -> Vec<Field> {
    match kind {
        Kind::OpenApi => vec![
            aside("$self", Shape::String),
            aside("jsonSchemaDialect", Shape::String),
            optional("paths", Shape::Object(Kind::Paths)),
            optional("webhooks", Shape::Map(&Shape::RefOr(Kind::PathItem))),
        ],
        Kind::Info => vec![aside("summary", Shape::String)],
        Kind::License => vec![optional("identifier", Shape::String)],
        Kind::Components => vec![
            // Read in the places that refer to it.
            aside("pathItems", Shape::Map(&Shape::Any)),
            aside("mediaTypes", Shape::Map(&Shape::Any)),
        ],
        Kind::Operation => vec![optional("responses", Shape::Object(Kind::Responses))],
        // Of 3.2; frameworks write it in documents of 3.1.
        Kind::MediaType => vec![optional("itemSchema", Shape::Schema)],
        Kind::SecurityScheme => vec![
            required("type", Shape::Word(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"])),
            aside("oauth2MetadataUrl", Shape::String),
            optional("deprecated", Shape::Boolean),
        ],
        Kind::Schema => vec![
            // Core (JSON Schema 2020-12, section 8).
            aside("$schema", Shape::String),
            aside("$vocabulary", Shape::Any),
            aside("$id", Shape::String),
            aside("$anchor", Shape::String),
            aside("$dynamicAnchor", Shape::String),
            aside("$dynamicRef", Shape::String),
            aside("$comment", Shape::String),
            // Read where a reference leads there.
            aside("$defs", Shape::Map(&Shape::Any)),
            aside("definitions", Shape::Map(&Shape::Any)),
            // Applicators (section 10).
            aside("if", Shape::Any),
            aside("then", Shape::Any),
            aside("else", Shape::Any),
            aside("dependentSchemas", Shape::Any),
            optional("prefixItems", Shape::Array(&Shape::Schema)),
            aside("contains", Shape::Any),
            optional("patternProperties", Shape::Map(&Shape::Schema)),
            aside("propertyNames", Shape::Schema),
            // Section 11.
            aside("unevaluatedItems", Shape::Schema),
            optional("unevaluatedProperties", Shape::Schema),
            // Validation (section 6 of "JSON Schema Validation").
            optional("type", Shape::Types),
            optional("const", Shape::Any),
            aside("exclusiveMaximum", Shape::Number),
            aside("exclusiveMinimum", Shape::Number),
            aside("maxContains", Shape::Count),
            aside("minContains", Shape::Count),
            aside("dependentRequired", Shape::Any),
            aside("dependencies", Shape::Any),
            // Sections 7 to 9 of the same.
            optional("contentEncoding", Shape::String),
            optional("contentMediaType", Shape::String),
            optional("contentSchema", Shape::Schema),
            aside("examples", Shape::Any),
        ],
        _ => Vec::new(),
    }
}

/// The fields that are gone.
pub(super) fn gone(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Schema => &["nullable"],
        _ => &[],
    }
}
