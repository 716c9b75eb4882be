//! The grammar of OpenAPI 3.0 as a table: which object has which fields, and what may stand in each. It mirrors the
//! section "Schema" of the OpenAPI Specification 3.0.3, object by object, and holds no code.

use super::{Field, Grammar, Kind, Object, Others, Presence, Shape, aside, object, optional, prose, required};

/// OpenAPI 3.0.
pub(super) static GRAMMAR: Grammar =
    Grammar { version: "3.0", standard: "https://spec.openapis.org/oas/v3.0.3", openapi: &OPENAPI, schema: &SCHEMA };

/// The words for the type of a value.
const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

static OPENAPI: Object = object(
    Kind::OpenApi,
    &[
        required("openapi", Shape::String),
        required("info", Shape::Object(&INFO)),
        optional("servers", Shape::Array(&Shape::Object(&SERVER))),
        required("paths", Shape::Object(&PATHS)),
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
        aside("description", Shape::String),
        aside("termsOfService", Shape::String),
        aside("contact", Shape::Object(&CONTACT)),
        aside("license", Shape::Object(&LICENSE)),
        prose("version"),
    ],
);

pub(super) static CONTACT: Object = object(
    Kind::Contact,
    &[optional("name", Shape::String), optional("url", Shape::String), optional("email", Shape::String)],
);

static LICENSE: Object = object(Kind::License, &[prose("name"), optional("url", Shape::String)]);

pub(super) static SERVER: Object = object(
    Kind::Server,
    &[
        required("url", Shape::String),
        aside("description", Shape::String),
        optional("variables", Shape::Map(&Shape::Object(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: Object = object(
    Kind::ServerVariable,
    &[
        optional("enum", Shape::Array(&Shape::String)),
        required("default", Shape::String),
        aside("description", Shape::String),
    ],
);

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
        // Without it every success is read as one without a body.
        Field { name: "responses", presence: Presence::Prose, shape: Shape::Object(&RESPONSES) },
        aside("callbacks", Shape::Map(&Shape::RefOr(&CALLBACK))),
        optional("deprecated", Shape::Boolean),
        optional("security", Shape::Array(&SECURITY_REQUIREMENT)),
        optional("servers", Shape::Array(&Shape::Object(&SERVER))),
    ],
);

pub(super) static EXTERNAL_DOCUMENTATION: Object =
    object(Kind::ExternalDocumentation, &[aside("description", Shape::String), prose("url")]);

pub(super) static PARAMETER: Object = object(
    Kind::Parameter,
    &[
        required("name", Shape::String),
        required("in", Shape::Word(&["path", "query", "header", "cookie"])),
        aside("description", Shape::String),
        optional("required", Shape::Boolean),
        optional("deprecated", Shape::Boolean),
        aside("allowEmptyValue", Shape::Boolean),
        optional(
            "style",
            Shape::Word(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        optional("explode", Shape::Boolean),
        aside("allowReserved", Shape::Boolean),
        optional("schema", Shape::Schema),
        aside("example", Shape::Any),
        aside("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
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
        aside("example", Shape::Any),
        aside("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("encoding", Shape::Map(&Shape::Object(&ENCODING))),
    ],
);

pub(super) static ENCODING: Object = object(
    Kind::Encoding,
    &[
        optional("contentType", Shape::String),
        optional("headers", Shape::Map(&Shape::RefOr(&HEADER))),
        optional("style", Shape::Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        optional("explode", Shape::Boolean),
        aside("allowReserved", Shape::Boolean),
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

pub(super) static CALLBACK: Object =
    Object { kind: Kind::Callback, fields: &[], others: Others::Names(Shape::Object(&PATH_ITEM)) };

pub(super) static EXAMPLE: Object = object(
    Kind::Example,
    &[
        aside("summary", Shape::String),
        aside("description", Shape::String),
        optional("value", Shape::Any),
        optional("externalValue", Shape::String),
    ],
);

pub(super) static LINK: Object = object(
    Kind::Link,
    &[
        optional("operationRef", Shape::String),
        optional("operationId", Shape::String),
        optional("parameters", Shape::Map(&Shape::Any)),
        optional("requestBody", Shape::Any),
        aside("description", Shape::String),
        optional("server", Shape::Object(&SERVER)),
    ],
);

pub(super) static HEADER: Object = object(
    Kind::Header,
    &[
        aside("description", Shape::String),
        optional("required", Shape::Boolean),
        optional("deprecated", Shape::Boolean),
        aside("allowEmptyValue", Shape::Boolean),
        optional("style", Shape::Word(&["simple"])),
        optional("explode", Shape::Boolean),
        aside("allowReserved", Shape::Boolean),
        optional("schema", Shape::Schema),
        aside("example", Shape::Any),
        aside("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
    ],
);

pub(super) static TAG: Object = object(
    Kind::Tag,
    &[
        required("name", Shape::String),
        aside("description", Shape::String),
        aside("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
    ],
);

static SCHEMA: Object = object(
    Kind::Schema,
    &[
        aside("title", Shape::String),
        aside("multipleOf", Shape::Number),
        aside("maximum", Shape::Number),
        aside("exclusiveMaximum", Shape::Boolean),
        aside("minimum", Shape::Number),
        aside("exclusiveMinimum", Shape::Boolean),
        aside("maxLength", Shape::Count),
        aside("minLength", Shape::Count),
        aside("pattern", Shape::String),
        aside("maxItems", Shape::Count),
        aside("minItems", Shape::Count),
        aside("uniqueItems", Shape::Boolean),
        aside("maxProperties", Shape::Count),
        aside("minProperties", Shape::Count),
        optional("required", Shape::Array(&Shape::String)),
        optional("enum", Shape::Array(&Shape::Any)),
        optional("type", Shape::Word(TYPES)),
        optional("allOf", Shape::Array(&Shape::Schema)),
        optional("oneOf", Shape::Array(&Shape::Schema)),
        optional("anyOf", Shape::Array(&Shape::Schema)),
        aside("not", Shape::Schema),
        optional("items", Shape::Schema),
        optional("properties", Shape::Map(&Shape::Schema)),
        optional("additionalProperties", Shape::BooleanOrSchema),
        aside("description", Shape::String),
        optional("format", Shape::String),
        aside("default", Shape::Any),
        optional("nullable", Shape::Boolean),
        optional("discriminator", Shape::Object(&DISCRIMINATOR)),
        optional("readOnly", Shape::Boolean),
        optional("writeOnly", Shape::Boolean),
        aside("xml", Shape::Object(&XML)),
        aside("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
        aside("example", Shape::Any),
        optional("deprecated", Shape::Boolean),
    ],
);

pub(super) static DISCRIMINATOR: Object = object(
    Kind::Discriminator,
    &[required("propertyName", Shape::String), optional("mapping", Shape::Map(&Shape::String))],
);

pub(super) static XML: Object = object(
    Kind::Xml,
    &[
        optional("name", Shape::String),
        optional("namespace", Shape::String),
        optional("prefix", Shape::String),
        optional("attribute", Shape::Boolean),
        optional("wrapped", Shape::Boolean),
    ],
);

static SECURITY_SCHEME: Object = object(
    Kind::SecurityScheme,
    &[
        required("type", Shape::Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
        aside("description", Shape::String),
        optional("name", Shape::String),
        optional("in", Shape::Word(&["query", "header", "cookie"])),
        optional("scheme", Shape::String),
        aside("bearerFormat", Shape::String),
        aside("flows", Shape::Object(&OAUTH_FLOWS)),
        aside("openIdConnectUrl", Shape::String),
    ],
);

pub(super) static OAUTH_FLOWS: Object = object(
    Kind::OAuthFlows,
    &[
        optional("implicit", Shape::Object(&OAUTH_FLOW)),
        optional("password", Shape::Object(&OAUTH_FLOW)),
        optional("clientCredentials", Shape::Object(&OAUTH_FLOW)),
        optional("authorizationCode", Shape::Object(&OAUTH_FLOW)),
    ],
);

static OAUTH_FLOW: Object = object(
    Kind::OAuthFlow,
    &[
        prose("authorizationUrl"),
        prose("tokenUrl"),
        optional("refreshUrl", Shape::String),
        optional("scopes", Shape::Map(&Shape::String)),
    ],
);

pub(super) static SECURITY_REQUIREMENT: Shape = Shape::Map(&Shape::Array(&Shape::String));
