//! The grammars of OpenAPI as tables: which object has which fields, and what may stand in each. The shapes are here, the
//! tables in a module for each version. A value decides nothing here: the validator reads the tables.

mod v30;
mod v31;

/// The grammar of a version of the standard.
#[derive(Debug)]
pub(super) struct Grammar {
    /// The version as people say it, such as `3.0`.
    pub(super) version: &'static str,
    /// Where its objects are described.
    pub(super) standard: &'static str,
    /// What a document is.
    pub(super) openapi: &'static Object,
    /// What a Schema Object is.
    pub(super) schema: &'static Object,
}

/// OpenAPI 3.0.
pub(super) static V30: &Grammar = &v30::GRAMMAR;

/// OpenAPI 3.1, and 3.2 as far as it is the same.
pub(super) static V31: &Grammar = &v31::GRAMMAR;

impl Grammar {
    /// The field of Schema Objects that only another version of the standard has, and that version.
    pub(super) fn foreign_keyword(&self, name: &str) -> Option<(&'static Field, &'static Grammar)> {
        let other = if self.version == V30.version { V31 } else { V30 };
        other.schema.field(name).map(|field| (field, other))
    }
}

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
    /// The type of a value, or a list of them.
    Types,
    Array(&'static Shape),
    Map(&'static Shape),
    Object(&'static Object),
    /// An object, or a Reference Object that leads to one.
    RefOr(&'static Object),
    /// A Schema Object of the version, or a reference to one.
    Schema,
    /// A boolean, or a Schema Object.
    BooleanOrSchema,
}

/// The words for the type of a value (JSON Schema 2020-12, section 4.2.1, and `integer`).
pub(super) const TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

/// Lists each object of the standard with its name.
macro_rules! kinds {
    ($($kind:ident = $name:literal,)+) => {
        /// An object of the standard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $($kind,)+
        }

        impl Kind {
            /// What the standard calls it.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    OpenApi = "OpenAPI Object",
    Info = "Info Object",
    Contact = "Contact Object",
    License = "License Object",
    Server = "Server Object",
    ServerVariable = "Server Variable Object",
    Components = "Components Object",
    Paths = "Paths Object",
    PathItem = "Path Item Object",
    Operation = "Operation Object",
    ExternalDocumentation = "External Documentation Object",
    Parameter = "Parameter Object",
    RequestBody = "Request Body Object",
    MediaType = "Media Type Object",
    Encoding = "Encoding Object",
    Responses = "Responses Object",
    Response = "Response Object",
    Callback = "Callback Object",
    Example = "Example Object",
    Link = "Link Object",
    Header = "Header Object",
    Tag = "Tag Object",
    Schema = "Schema Object",
    Discriminator = "Discriminator Object",
    Xml = "XML Object",
    SecurityScheme = "Security Scheme Object",
    OAuthFlows = "OAuth Flows Object",
    OAuthFlow = "OAuth Flow Object",
}

/// What an object of the standard consists of.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) kind: Kind,
    pub(super) fields: &'static [Field],
    pub(super) others: Others,
}

impl Object {
    /// The field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
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
    /// Required by the standard, but a client can do without: taken as empty where it is missing.
    Prose,
    /// It has no part in a client, so nothing in it refuses a document.
    Aside,
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

const fn aside(name: &'static str, shape: Shape) -> Field {
    Field { name, presence: Presence::Aside, shape }
}

const fn object(kind: Kind, fields: &'static [Field]) -> Object {
    Object { kind, fields, others: Others::Nothing }
}
