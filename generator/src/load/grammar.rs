//! The grammar of OpenAPI 3.0 as a table: which object has which fields, and what may stand in each. It mirrors the
//! section "Schema" of the OpenAPI Specification 3.0.3, object by object, and holds no code.

/// What may stand in a place.
#[derive(Debug)]
pub(super) enum Shape {
    Any,
    String,
    Boolean,
    Number,
    /// An integer from 0.
    Count,
    /// One of these words.
    Word(&'static [&'static str]),
    Array(&'static Shape),
    Map(&'static Shape),
    Object(&'static Object),
    /// An object, or a Reference Object that leads to one.
    RefOr(&'static Object),
    /// A boolean, or a Schema Object.
    BooleanOrSchema,
}

/// An object of the standard.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) others: Others,
}

/// A field with a fixed name.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) presence: Presence,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Optional,
    Required,
    /// Required by the standard, but only to be read by people: taken as empty where it is missing.
    Prose,
}

/// What an object may hold beside its fixed fields and its extensions.
#[derive(Debug)]
pub(super) enum Others {
    Nothing,
    /// Paths, each beginning with a slash.
    Paths(Shape),
    /// Statuses: `200`, `2XX`.
    Statuses(Shape),
    /// Any name.
    Names(Shape),
}

const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, presence: Presence::Optional, shape }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, presence: Presence::Required, shape }
}

const fn prose(name: &'static str) -> Field {
    Field { name, presence: Presence::Prose, shape: Shape::String }
}

const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, fields, others: Others::Nothing }
}

pub(super) static OPENAPI: Object = object(
    "OpenAPI Object",
    &[
        required("openapi", Shape::String),
        required("info", Shape::Object(&INFO)),
        optional("servers", Shape::Array(&Shape::Object(&SERVER))),
        required("paths", Shape::Object(&PATHS)),
        optional("components", Shape::Object(&COMPONENTS)),
        optional("security", Shape::Array(&SECURITY_REQUIREMENT)),
        optional("tags", Shape::Array(&Shape::Object(&TAG))),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
    ],
);

static INFO: Object = object(
    "Info Object",
    &[
        prose("title"),
        optional("description", Shape::String),
        optional("termsOfService", Shape::String),
        optional("contact", Shape::Object(&CONTACT)),
        optional("license", Shape::Object(&LICENSE)),
        prose("version"),
    ],
);

static CONTACT: Object = object(
    "Contact Object",
    &[optional("name", Shape::String), optional("url", Shape::String), optional("email", Shape::String)],
);

static LICENSE: Object = object("License Object", &[prose("name"), optional("url", Shape::String)]);

static SERVER: Object = object(
    "Server Object",
    &[
        required("url", Shape::String),
        optional("description", Shape::String),
        optional("variables", Shape::Map(&Shape::Object(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: Object = object(
    "Server Variable Object",
    &[
        optional("enum", Shape::Array(&Shape::String)),
        required("default", Shape::String),
        optional("description", Shape::String),
    ],
);

static COMPONENTS: Object = object(
    "Components Object",
    &[
        optional("schemas", Shape::Map(&Shape::RefOr(&SCHEMA))),
        optional("responses", Shape::Map(&Shape::RefOr(&RESPONSE))),
        optional("parameters", Shape::Map(&Shape::RefOr(&PARAMETER))),
        optional("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("requestBodies", Shape::Map(&Shape::RefOr(&REQUEST_BODY))),
        optional("headers", Shape::Map(&Shape::RefOr(&HEADER))),
        optional("securitySchemes", Shape::Map(&Shape::RefOr(&SECURITY_SCHEME))),
        optional("links", Shape::Map(&Shape::RefOr(&LINK))),
        optional("callbacks", Shape::Map(&Shape::RefOr(&CALLBACK))),
    ],
);

static PATHS: Object = Object { name: "Paths Object", fields: &[], others: Others::Paths(Shape::RefOr(&PATH_ITEM)) };

static PATH_ITEM: Object = object(
    "Path Item Object",
    &[
        optional("summary", Shape::String),
        optional("description", Shape::String),
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
    "Operation Object",
    &[
        optional("tags", Shape::Array(&Shape::String)),
        optional("summary", Shape::String),
        optional("description", Shape::String),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
        optional("operationId", Shape::String),
        optional("parameters", Shape::Array(&Shape::RefOr(&PARAMETER))),
        optional("requestBody", Shape::RefOr(&REQUEST_BODY)),
        required("responses", Shape::Object(&RESPONSES)),
        optional("callbacks", Shape::Map(&Shape::RefOr(&CALLBACK))),
        optional("deprecated", Shape::Boolean),
        optional("security", Shape::Array(&SECURITY_REQUIREMENT)),
        optional("servers", Shape::Array(&Shape::Object(&SERVER))),
    ],
);

static EXTERNAL_DOCUMENTATION: Object =
    object("External Documentation Object", &[optional("description", Shape::String), prose("url")]);

static PARAMETER: Object = object(
    "Parameter Object",
    &[
        required("name", Shape::String),
        required("in", Shape::Word(&["path", "query", "header", "cookie"])),
        optional("description", Shape::String),
        optional("required", Shape::Boolean),
        optional("deprecated", Shape::Boolean),
        optional("allowEmptyValue", Shape::Boolean),
        optional(
            "style",
            Shape::Word(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        optional("explode", Shape::Boolean),
        optional("allowReserved", Shape::Boolean),
        optional("schema", Shape::RefOr(&SCHEMA)),
        optional("example", Shape::Any),
        optional("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
    ],
);

static REQUEST_BODY: Object = object(
    "Request Body Object",
    &[
        optional("description", Shape::String),
        required("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
        optional("required", Shape::Boolean),
    ],
);

static MEDIA_TYPE: Object = object(
    "Media Type Object",
    &[
        optional("schema", Shape::RefOr(&SCHEMA)),
        optional("example", Shape::Any),
        optional("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("encoding", Shape::Map(&Shape::Object(&ENCODING))),
    ],
);

static ENCODING: Object = object(
    "Encoding Object",
    &[
        optional("contentType", Shape::String),
        optional("headers", Shape::Map(&Shape::RefOr(&HEADER))),
        optional("style", Shape::Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        optional("explode", Shape::Boolean),
        optional("allowReserved", Shape::Boolean),
    ],
);

static RESPONSES: Object = Object {
    name: "Responses Object",
    fields: &[optional("default", Shape::RefOr(&RESPONSE))],
    others: Others::Statuses(Shape::RefOr(&RESPONSE)),
};

static RESPONSE: Object = object(
    "Response Object",
    &[
        prose("description"),
        optional("headers", Shape::Map(&Shape::RefOr(&HEADER))),
        optional("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
        optional("links", Shape::Map(&Shape::RefOr(&LINK))),
    ],
);

static CALLBACK: Object =
    Object { name: "Callback Object", fields: &[], others: Others::Names(Shape::Object(&PATH_ITEM)) };

static EXAMPLE: Object = object(
    "Example Object",
    &[
        optional("summary", Shape::String),
        optional("description", Shape::String),
        optional("value", Shape::Any),
        optional("externalValue", Shape::String),
    ],
);

static LINK: Object = object(
    "Link Object",
    &[
        optional("operationRef", Shape::String),
        optional("operationId", Shape::String),
        optional("parameters", Shape::Map(&Shape::Any)),
        optional("requestBody", Shape::Any),
        optional("description", Shape::String),
        optional("server", Shape::Object(&SERVER)),
    ],
);

static HEADER: Object = object(
    "Header Object",
    &[
        optional("description", Shape::String),
        optional("required", Shape::Boolean),
        optional("deprecated", Shape::Boolean),
        optional("allowEmptyValue", Shape::Boolean),
        optional("style", Shape::Word(&["simple"])),
        optional("explode", Shape::Boolean),
        optional("allowReserved", Shape::Boolean),
        optional("schema", Shape::RefOr(&SCHEMA)),
        optional("example", Shape::Any),
        optional("examples", Shape::Map(&Shape::RefOr(&EXAMPLE))),
        optional("content", Shape::Map(&Shape::Object(&MEDIA_TYPE))),
    ],
);

static TAG: Object = object(
    "Tag Object",
    &[
        required("name", Shape::String),
        optional("description", Shape::String),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
    ],
);

pub(super) static SCHEMA: Object = object(
    "Schema Object",
    &[
        optional("title", Shape::String),
        optional("multipleOf", Shape::Number),
        optional("maximum", Shape::Number),
        optional("exclusiveMaximum", Shape::Boolean),
        optional("minimum", Shape::Number),
        optional("exclusiveMinimum", Shape::Boolean),
        optional("maxLength", Shape::Count),
        optional("minLength", Shape::Count),
        optional("pattern", Shape::String),
        optional("maxItems", Shape::Count),
        optional("minItems", Shape::Count),
        optional("uniqueItems", Shape::Boolean),
        optional("maxProperties", Shape::Count),
        optional("minProperties", Shape::Count),
        optional("required", Shape::Array(&Shape::String)),
        optional("enum", Shape::Array(&Shape::Any)),
        optional("type", Shape::Word(&["array", "boolean", "integer", "number", "object", "string"])),
        optional("allOf", Shape::Array(&Shape::RefOr(&SCHEMA))),
        optional("oneOf", Shape::Array(&Shape::RefOr(&SCHEMA))),
        optional("anyOf", Shape::Array(&Shape::RefOr(&SCHEMA))),
        optional("not", Shape::RefOr(&SCHEMA)),
        optional("items", Shape::RefOr(&SCHEMA)),
        optional("properties", Shape::Map(&Shape::RefOr(&SCHEMA))),
        optional("additionalProperties", Shape::BooleanOrSchema),
        optional("description", Shape::String),
        optional("format", Shape::String),
        optional("default", Shape::Any),
        optional("nullable", Shape::Boolean),
        optional("discriminator", Shape::Object(&DISCRIMINATOR)),
        optional("readOnly", Shape::Boolean),
        optional("writeOnly", Shape::Boolean),
        optional("xml", Shape::Object(&XML)),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
        optional("example", Shape::Any),
        optional("deprecated", Shape::Boolean),
    ],
);

static DISCRIMINATOR: Object = object(
    "Discriminator Object",
    &[required("propertyName", Shape::String), optional("mapping", Shape::Map(&Shape::String))],
);

static XML: Object = object(
    "XML Object",
    &[
        optional("name", Shape::String),
        optional("namespace", Shape::String),
        optional("prefix", Shape::String),
        optional("attribute", Shape::Boolean),
        optional("wrapped", Shape::Boolean),
    ],
);

static SECURITY_SCHEME: Object = object(
    "Security Scheme Object",
    &[
        required("type", Shape::Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
        optional("description", Shape::String),
        optional("name", Shape::String),
        optional("in", Shape::Word(&["query", "header", "cookie"])),
        optional("scheme", Shape::String),
        optional("bearerFormat", Shape::String),
        optional("flows", Shape::Object(&OAUTH_FLOWS)),
        optional("openIdConnectUrl", Shape::String),
    ],
);

static OAUTH_FLOWS: Object = object(
    "OAuth Flows Object",
    &[
        optional("implicit", Shape::Object(&OAUTH_FLOW)),
        optional("password", Shape::Object(&OAUTH_FLOW)),
        optional("clientCredentials", Shape::Object(&OAUTH_FLOW)),
        optional("authorizationCode", Shape::Object(&OAUTH_FLOW)),
    ],
);

static OAUTH_FLOW: Object = object(
    "OAuth Flow Object",
    &[
        prose("authorizationUrl"),
        prose("tokenUrl"),
        optional("refreshUrl", Shape::String),
        optional("scopes", Shape::Map(&Shape::String)),
    ],
);

static SECURITY_REQUIREMENT: Shape = Shape::Map(&Shape::Array(&Shape::String));
