//! The grammar of OpenAPI 3.1 as a table, with the fields that 3.2 adds and that a client can pass over. It mirrors the
//! section "Schema" of the OpenAPI Specification 3.1.1 and the keywords of JSON Schema 2020-12; what is as in 3.0 is
//! taken from there. It holds no code.

use super::{
    Grammar, Kind, Object, Others, Shape, aside, object, optional, prose, required,
    v30::{
        CALLBACK, CONTACT, DISCRIMINATOR, ENCODING, EXAMPLE, EXTERNAL_DOCUMENTATION, HEADER, LINK, OAUTH_FLOWS,
        PARAMETER, SECURITY_REQUIREMENT, SERVER, TAG, XML,
    },
};

/// OpenAPI 3.1 and, as far as it is the same, 3.2.
pub(super) static GRAMMAR: Grammar =
    Grammar { version: "3.1", standard: "https://spec.openapis.org/oas/v3.1.1", openapi: &OPENAPI, schema: &SCHEMA };

static OPENAPI: Object = object(
    Kind::OpenApi,
    &[
        required("openapi", Shape::String),
        aside("$self", Shape::String),
        required("info", Shape::Object(&INFO)),
        aside("jsonSchemaDialect", Shape::String),
        optional("servers", Shape::Array(&Shape::Object(&SERVER))),
        optional("paths", Shape::Object(&PATHS)),
        optional("webhooks", Shape::Map(&Shape::RefOr(&PATH_ITEM))),
        optional("components", Shape::Object(&COMPONENTS)),
        optional("security", Shape::Array(&SECURITY_REQUIREMENT)),
        optional("tags", Shape::Array(&Shape::Object(&TAG))),
        aside("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
    ],
);

static INFO: Object = object(
    Kind::Info,
    &[
        prose("title"),
        aside("summary", Shape::String),
        aside("description", Shape::String),
        aside("termsOfService", Shape::String),
        aside("contact", Shape::Object(&CONTACT)),
        aside("license", Shape::Object(&LICENSE)),
        prose("version"),
    ],
);

static LICENSE: Object =
    object(Kind::License, &[prose("name"), optional("identifier", Shape::String), optional("url", Shape::String)]);

static COMPONENTS: Object = object(
    Kind::Components,
    &[
        optional("schemas", Shape::Map(&Shape::Schema)),
        optional("responses", Shape::Map(&Shape::RefOr(&RESPONSE))),
        optional("parameters", Shape::Map(&Shape::RefOr(&PARAMETER))),
        aside("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("requestBodies", Shape::Map(&Shape::RefOr(&REQUEST_BODY))),
        optional("headers", Shape::Map(&Shape::RefOr(&HEADER))),
        optional("securitySchemes", Shape::Map(&Shape::RefOr(&SECURITY_SCHEME))),
        aside("links", Shape::Map(&Shape::RefOr(&LINK))),
        aside("callbacks", Shape::Map(&Shape::RefOr(&CALLBACK))),
        // Read in the places that refer to it.
        aside("pathItems", Shape::Map(&Shape::Any)),
        aside("mediaTypes", Shape::Map(&Shape::Any)),
    ],
);

static PATHS: Object = Object { kind: Kind::Paths, fields: &[], others: Others::Paths(Shape::RefOr(&PATH_ITEM)) };

static PATH_ITEM: Object = object(
    Kind::PathItem,
    &[
        aside("summary", Shape::String),
        aside("description", Shape::String),
        optional("get", Shape::Object(&OPERATION)),
        optional("put", Shape::Object(&OPERATION)),
        optional("post", Shape::Object(&OPERATION)),
        optional("delete", Shape::Object(&OPERATION)),
        optional("options", Shape::Object(&OPERATION)),
        optional("head", Shape::Object(&OPERATION)),
        optional("patch", Shape::Object(&OPERATION)),
        optional("trace", Shape::Object(&OPERATION)),
        optional("servers", Shape::Array(&Shape::Object(&SERVER))),
        optional("parameters", Shape::Array(&Shape::RefOr(&PARAMETER))),
    ],
);

static OPERATION: Object = object(
    Kind::Operation,
    &[
        optional("tags", Shape::Array(&Shape::String)),
        aside("summary", Shape::String),
        aside("description", Shape::String),
        aside("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
        optional("operationId", Shape::String),
        optional("parameters", Shape::Array(&Shape::RefOr(&PARAMETER))),
        optional("requestBody", Shape::RefOr(&REQUEST_BODY)),
        optional("responses", Shape::Object(&RESPONSES)),
        aside("callbacks", Shape::Map(&Shape::RefOr(&CALLBACK))),
        optional("deprecated", Shape::Boolean),
        optional("security", Shape::Array(&SECURITY_REQUIREMENT)),
        optional("servers", Shape::Array(&Shape::Object(&SERVER))),
    ],
);

static REQUEST_BODY: Object = object(
    Kind::RequestBody,
    &[
        aside("description", Shape::String),
        required("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
        optional("required", Shape::Boolean),
    ],
);

static MEDIA_TYPE: Object = object(
    Kind::MediaType,
    &[
        optional("schema", Shape::Schema),
        // Of 3.2; frameworks write it in documents of 3.1.
        optional("itemSchema", Shape::Schema),
        aside("example", Shape::Any),
        aside("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("encoding", Shape::Map(&Shape::Object(&ENCODING))),
    ],
);

static RESPONSES: Object = Object {
    kind: Kind::Responses,
    fields: &[optional("default", Shape::RefOr(&RESPONSE))],
    others: Others::Statuses(Shape::RefOr(&RESPONSE)),
};

static RESPONSE: Object = object(
    Kind::Response,
    &[
        prose("description"),
        optional("headers", Shape::Map(&Shape::RefOr(&HEADER))),
        optional("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
        aside("links", Shape::Map(&Shape::RefOr(&LINK))),
    ],
);

static SECURITY_SCHEME: Object = object(
    Kind::SecurityScheme,
    &[
        required("type", Shape::Word(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"])),
        aside("description", Shape::String),
        optional("name", Shape::String),
        optional("in", Shape::Word(&["query", "header", "cookie"])),
        optional("scheme", Shape::String),
        aside("bearerFormat", Shape::String),
        aside("flows", Shape::Object(&OAUTH_FLOWS)),
        aside("openIdConnectUrl", Shape::String),
        aside("oauth2MetadataUrl", Shape::String),
        optional("deprecated", Shape::Boolean),
    ],
);

static SCHEMA: Object = object(
    Kind::Schema,
    &[
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
        optional("allOf", Shape::Array(&Shape::Schema)),
        optional("anyOf", Shape::Array(&Shape::Schema)),
        optional("oneOf", Shape::Array(&Shape::Schema)),
        aside("not", Shape::Schema),
        aside("if", Shape::Any),
        aside("then", Shape::Any),
        aside("else", Shape::Any),
        aside("dependentSchemas", Shape::Any),
        optional("prefixItems", Shape::Array(&Shape::Schema)),
        optional("items", Shape::Schema),
        aside("contains", Shape::Any),
        optional("properties", Shape::Map(&Shape::Schema)),
        optional("patternProperties", Shape::Map(&Shape::Schema)),
        optional("additionalProperties", Shape::Schema),
        aside("propertyNames", Shape::Schema),
        // Section 11.
        aside("unevaluatedItems", Shape::Schema),
        optional("unevaluatedProperties", Shape::Schema),
        // Validation (section 6 of "JSON Schema Validation").
        optional("type", Shape::Types),
        optional("enum", Shape::Array(&Shape::Any)),
        optional("const", Shape::Any),
        aside("multipleOf", Shape::Number),
        aside("maximum", Shape::Number),
        aside("exclusiveMaximum", Shape::Number),
        aside("minimum", Shape::Number),
        aside("exclusiveMinimum", Shape::Number),
        aside("maxLength", Shape::Count),
        aside("minLength", Shape::Count),
        aside("pattern", Shape::String),
        aside("maxItems", Shape::Count),
        aside("minItems", Shape::Count),
        aside("uniqueItems", Shape::Boolean),
        aside("maxContains", Shape::Count),
        aside("minContains", Shape::Count),
        aside("maxProperties", Shape::Count),
        aside("minProperties", Shape::Count),
        optional("required", Shape::Array(&Shape::String)),
        aside("dependentRequired", Shape::Any),
        aside("dependencies", Shape::Any),
        // Sections 7 to 9 of the same.
        optional("format", Shape::String),
        optional("contentEncoding", Shape::String),
        optional("contentMediaType", Shape::String),
        optional("contentSchema", Shape::Schema),
        aside("title", Shape::String),
        aside("description", Shape::String),
        aside("default", Shape::Any),
        optional("deprecated", Shape::Boolean),
        optional("readOnly", Shape::Boolean),
        optional("writeOnly", Shape::Boolean),
        aside("examples", Shape::Any),
        // The vocabulary of OpenAPI (3.1.1, section "Fixed Fields" of the Schema Object).
        optional("discriminator", Shape::Object(&DISCRIMINATOR)),
        aside("xml", Shape::Object(&XML)),
        aside("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
        aside("example", Shape::Any),
    ],
);
