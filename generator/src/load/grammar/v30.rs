//! The grammar of OpenAPI 3.0: which fields each object has and what may stand in them, in the order of the section
//! "Schema" of the OpenAPI Specification 3.0.3. These are tables; an object that has none does not compile.

use super::shape::{Field, Kind, Others, Presence, Shape, aside, optional, prose, required};

/// The words for the type of a value.
const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

/// Sets of security schemes, each with its scopes.
pub(super) const SECURITY: Shape = Shape::Array(&Shape::Map(&Shape::Array(&Shape::String)));

/// The fields with a fixed name.
pub(super) fn fields(kind: Kind) -> Vec<Field> {
    match kind {
        Kind::OpenApi => vec![
            required("openapi", Shape::String),
            required("info", Shape::Object(Kind::Info)),
            optional("servers", Shape::Array(&Shape::Object(Kind::Server))),
            required("paths", Shape::Object(Kind::Paths)),
            optional("components", Shape::Object(Kind::Components)),
            optional("security", SECURITY),
            optional("tags", Shape::Array(&Shape::Object(Kind::Tag))),
            aside("externalDocs", Shape::Object(Kind::ExternalDocumentation)),
        ],
        Kind::Info => vec![
            prose("title"),
            aside("description", Shape::String),
            aside("termsOfService", Shape::String),
            aside("contact", Shape::Object(Kind::Contact)),
            aside("license", Shape::Object(Kind::License)),
            prose("version"),
        ],
        Kind::Contact => {
            vec![optional("name", Shape::String), optional("url", Shape::String), optional("email", Shape::String)]
        }
        Kind::License => vec![prose("name"), optional("url", Shape::String)],
        Kind::Server => vec![
            required("url", Shape::String),
            aside("description", Shape::String),
            optional("variables", Shape::Map(&Shape::Object(Kind::ServerVariable))),
        ],
        Kind::ServerVariable => vec![
            optional("enum", Shape::Array(&Shape::String)),
            required("default", Shape::String),
            aside("description", Shape::String),
        ],
        Kind::Components => vec![
            optional("schemas", Shape::Map(&Shape::Schema)),
            optional("responses", Shape::Map(&Shape::RefOr(Kind::Response))),
            optional("parameters", Shape::Map(&Shape::RefOr(Kind::Parameter))),
            aside("examples", Shape::Map(&Shape::RefOr(Kind::Example))),
            optional("requestBodies", Shape::Map(&Shape::RefOr(Kind::RequestBody))),
            optional("headers", Shape::Map(&Shape::RefOr(Kind::Header))),
            optional("securitySchemes", Shape::Map(&Shape::RefOr(Kind::SecurityScheme))),
            aside("links", Shape::Map(&Shape::RefOr(Kind::Link))),
            aside("callbacks", Shape::Map(&Shape::RefOr(Kind::Callback))),
        ],
        Kind::Paths | Kind::Callback => Vec::new(),
        Kind::PathItem => vec![
            aside("summary", Shape::String),
            aside("description", Shape::String),
            optional("get", Shape::Object(Kind::Operation)),
            optional("put", Shape::Object(Kind::Operation)),
            optional("post", Shape::Object(Kind::Operation)),
            optional("delete", Shape::Object(Kind::Operation)),
            optional("options", Shape::Object(Kind::Operation)),
            optional("head", Shape::Object(Kind::Operation)),
            optional("patch", Shape::Object(Kind::Operation)),
            optional("trace", Shape::Object(Kind::Operation)),
            optional("servers", Shape::Array(&Shape::Object(Kind::Server))),
            optional("parameters", Shape::Array(&Shape::RefOr(Kind::Parameter))),
        ],
        Kind::Operation => vec![
            optional("tags", Shape::Array(&Shape::String)),
            aside("summary", Shape::String),
            aside("description", Shape::String),
            aside("externalDocs", Shape::Object(Kind::ExternalDocumentation)),
            optional("operationId", Shape::String),
            optional("parameters", Shape::Array(&Shape::RefOr(Kind::Parameter))),
            optional("requestBody", Shape::RefOr(Kind::RequestBody)),
            // Without it every success is read as one without a body.
            Field { name: "responses", presence: Presence::Prose, shape: Shape::Object(Kind::Responses) },
            aside("callbacks", Shape::Map(&Shape::RefOr(Kind::Callback))),
            optional("deprecated", Shape::Boolean),
            optional("security", SECURITY),
            optional("servers", Shape::Array(&Shape::Object(Kind::Server))),
        ],
        Kind::ExternalDocumentation => vec![aside("description", Shape::String), prose("url")],
        Kind::Parameter => vec![
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
            aside("examples", Shape::Map(&Shape::RefOr(Kind::Example))),
            optional("content", Shape::Map(&Shape::Object(Kind::MediaType))),
        ],
        Kind::RequestBody => vec![
            aside("description", Shape::String),
            required("content", Shape::Map(&Shape::Object(Kind::MediaType))),
            optional("required", Shape::Boolean),
        ],
        Kind::MediaType => vec![
            optional("schema", Shape::Schema),
            aside("example", Shape::Any),
            aside("examples", Shape::Map(&Shape::RefOr(Kind::Example))),
            optional("encoding", Shape::Map(&Shape::Object(Kind::Encoding))),
        ],
        Kind::Encoding => vec![
            optional("contentType", Shape::String),
            optional("headers", Shape::Map(&Shape::RefOr(Kind::Header))),
            optional("style", Shape::Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
            optional("explode", Shape::Boolean),
            aside("allowReserved", Shape::Boolean),
        ],
        Kind::Responses => vec![optional("default", Shape::RefOr(Kind::Response))],
        Kind::Response => vec![
            prose("description"),
            optional("headers", Shape::Map(&Shape::RefOr(Kind::Header))),
            optional("content", Shape::Map(&Shape::Object(Kind::MediaType))),
            aside("links", Shape::Map(&Shape::RefOr(Kind::Link))),
        ],
        Kind::Example => vec![
            aside("summary", Shape::String),
            aside("description", Shape::String),
            optional("value", Shape::Any),
            optional("externalValue", Shape::String),
        ],
        Kind::Link => vec![
            optional("operationRef", Shape::String),
            optional("operationId", Shape::String),
            optional("parameters", Shape::Map(&Shape::Any)),
            optional("requestBody", Shape::Any),
            aside("description", Shape::String),
            optional("server", Shape::Object(Kind::Server)),
        ],
        Kind::Header => vec![
            aside("description", Shape::String),
            optional("required", Shape::Boolean),
            optional("deprecated", Shape::Boolean),
            aside("allowEmptyValue", Shape::Boolean),
            optional("style", Shape::Word(&["simple"])),
            optional("explode", Shape::Boolean),
            aside("allowReserved", Shape::Boolean),
            optional("schema", Shape::Schema),
            aside("example", Shape::Any),
            aside("examples", Shape::Map(&Shape::RefOr(Kind::Example))),
            optional("content", Shape::Map(&Shape::Object(Kind::MediaType))),
        ],
        Kind::Tag => vec![
            required("name", Shape::String),
            aside("description", Shape::String),
            aside("externalDocs", Shape::Object(Kind::ExternalDocumentation)),
        ],
        Kind::Schema => vec![
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
            optional("discriminator", Shape::Object(Kind::Discriminator)),
            optional("readOnly", Shape::Boolean),
            optional("writeOnly", Shape::Boolean),
            aside("xml", Shape::Object(Kind::Xml)),
            aside("externalDocs", Shape::Object(Kind::ExternalDocumentation)),
            aside("example", Shape::Any),
            optional("deprecated", Shape::Boolean),
        ],
        Kind::Discriminator => {
            vec![required("propertyName", Shape::String), optional("mapping", Shape::Map(&Shape::String))]
        }
        Kind::Xml => vec![
            optional("name", Shape::String),
            optional("namespace", Shape::String),
            optional("prefix", Shape::String),
            optional("attribute", Shape::Boolean),
            optional("wrapped", Shape::Boolean),
        ],
        Kind::SecurityScheme => vec![
            required("type", Shape::Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
            aside("description", Shape::String),
            optional("name", Shape::String),
            optional("in", Shape::Word(&["query", "header", "cookie"])),
            optional("scheme", Shape::String),
            aside("bearerFormat", Shape::String),
            aside("flows", Shape::Object(Kind::OAuthFlows)),
            aside("openIdConnectUrl", Shape::String),
        ],
        Kind::OAuthFlows => vec![
            optional("implicit", Shape::Object(Kind::OAuthFlow)),
            optional("password", Shape::Object(Kind::OAuthFlow)),
            optional("clientCredentials", Shape::Object(Kind::OAuthFlow)),
            optional("authorizationCode", Shape::Object(Kind::OAuthFlow)),
        ],
        Kind::OAuthFlow => vec![
            prose("authorizationUrl"),
            prose("tokenUrl"),
            optional("refreshUrl", Shape::String),
            optional("scopes", Shape::Map(&Shape::String)),
        ],
    }
}

/// What else may stand there.
pub(super) fn others(kind: Kind) -> Others {
    match kind {
        Kind::Paths => Others::Paths(Shape::RefOr(Kind::PathItem)),
        Kind::Responses => Others::Statuses(Shape::RefOr(Kind::Response)),
        Kind::Callback => Others::Names(Shape::Object(Kind::PathItem)),
        _ => Others::Nothing,
    }
}
