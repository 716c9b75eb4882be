//! The words that the tables of the grammar are written in: which objects the standard has, and what can be said of one
//! field. Which object has which field is not known here.

/// What may stand in a place.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) enum Shape {
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
    Object(Kind),
    /// An object, or a Reference Object that leads to one.
    RefOr(Kind),
    /// A Schema Object, or a reference to one; since 3.1 a boolean is one, too.
    Schema,
    /// A boolean or a Schema Object, in every version.
    BooleanOrSchema,
}

/// The words for the type of a value (JSON Schema 2020-12, section 4.2.1, and `integer`).
pub(in crate::load) const TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

/// Lists each object of the standard with its name.
macro_rules! kinds {
    ($($kind:ident = $name:literal,)+) => {
        /// An object of the standard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::load) enum Kind {
            $($kind,)+
        }

        impl Kind {
            pub(super) const ALL: &[Self] = &[$(Self::$kind,)+];

            /// What the standard calls it.
            pub(in crate::load) fn name(self) -> &'static str {
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

/// A field with a fixed name.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) struct Field {
    pub(in crate::load) name: &'static str,
    pub(in crate::load) presence: Presence,
    pub(in crate::load) shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum Presence {
    Optional,
    Required,
    /// Required by the standard, but a client can do without: taken as empty where it is missing.
    Prose,
    /// It has no part in a client, so nothing in it refuses a document.
    Aside,
}

/// What an object may hold beside its fixed fields and its extensions.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) enum Others {
    Nothing,
    /// Paths, each beginning with a slash.
    Paths(Shape),
    /// Statuses: `200`, `2XX`.
    Statuses(Shape),
    /// Any name.
    Names(Shape),
}

pub(super) fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, presence: Presence::Optional, shape }
}

pub(super) fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, presence: Presence::Required, shape }
}

pub(super) fn prose(name: &'static str) -> Field {
    Field { name, presence: Presence::Prose, shape: Shape::String }
}

pub(super) fn aside(name: &'static str, shape: Shape) -> Field {
    Field { name, presence: Presence::Aside, shape }
}
