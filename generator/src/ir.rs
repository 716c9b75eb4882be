//! The API as the output needs it: plain data, shaped like the client, holding wire names only. Lowering makes it,
//! every later stage reads it. No type of openapiv3, no token, and no Rust name but
//! what the user gave is in here.

use crate::{DateTypes, diagnostic::Pointer};
use serde_json::Value;
use std::{collections::BTreeSet, fmt};

/// An API.
#[derive(Debug, Default)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) description: Option<String>,
    /// The servers of the document; calls go to the first.
    pub(crate) servers: Vec<Server>,
    pub(crate) schemes: Vec<SecurityScheme>,
    /// The types that an operation reaches, in the document's order.
    pub(crate) types: Vec<TypeDef>,
    pub(crate) operations: Vec<Operation>,
    /// The requests that the API sends.
    pub(crate) webhooks: Vec<Webhook>,
    /// The tags that operations have first, in the order of the operations.
    pub(crate) tags: Vec<Tag>,
    /// The headers of responses, each name and type once.
    pub(crate) headers: Vec<Header>,
    /// The bodies of error responses that are not empty, each once, in the order of the operations.
    pub(crate) errors: Vec<Body>,
    /// The library of dates.
    pub(crate) dates: DateTypes,
}

/// A group of operations.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: WireName,
    pub(crate) description: Option<String>,
}

/// A tag in [`Api::tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TagId(pub(crate) usize);

/// A header of responses.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) name: WireName,
    pub(crate) pointer: Pointer,
    pub(crate) docs: Docs,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) ty: Type,
    /// The ids of the operations that answer with it.
    pub(crate) operations: Vec<String>,
}

impl Api {
    pub(crate) fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// What a name stands for, through aliases. One that stands for itself alone stands for nothing else.
    pub(crate) fn resolved<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut target = ty;
        // There are no more steps than types.
        for _ in 0..=self.types.len() {
            let Type::Named(id) = target else { return target };
            let TypeKind::Alias(next) = &self.type_def(*id).kind else { return target };
            target = next;
        }
        target
    }
}

impl Api {
    /// Whether a value of a type is a text.
    pub(crate) fn is_text(&self, ty: &Type) -> bool {
        match self.resolved(ty) {
            Type::String | Type::Uuid | Type::Date | Type::DateTime | Type::Base64 | Type::Secret => true,
            Type::Named(id) => matches!(self.type_def(*id).kind, TypeKind::Enum(Enum::Strings(_))),
            Type::Nullable(inner) => self.is_text(inner),
            Type::Any
            | Type::Boolean
            | Type::Integer(_)
            | Type::Null
            | Type::Double
            | Type::Number
            | Type::Bytes
            | Type::File
            | Type::Form
            | Type::Array(_)
            | Type::Map(_)
            | Type::Own(_) => false,
        }
    }

    /// Whether an operation answers with a stream of events.
    pub(crate) fn has_events(&self) -> bool {
        self.operations.iter().any(Operation::has_events)
    }

    /// What everything that is sent or received is made of.
    pub(crate) fn made_of(&self) -> impl Iterator<Item = &Type> {
        let types = self.types.iter().flat_map(|def| def.kind.types());
        let headers = self.headers.iter().map(|header| &header.ty);
        let operations = self.operations.iter().flat_map(Operation::types);
        let webhooks = self.webhooks.iter().flat_map(Webhook::types);
        types.chain(operations).chain(headers).chain(webhooks).map(Type::innermost)
    }
}

/// A server.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) name: WireName,
    pub(crate) description: Option<String>,
    /// The URL with its template expressions.
    pub(crate) url: String,
    pub(crate) variables: Vec<ServerVariable>,
    pub(crate) pointer: Pointer,
}

/// What a template expression of the URL of a server stands for.
#[derive(Debug)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: String,
    /// The values that it can have; empty for any.
    pub(crate) values: Vec<String>,
    pub(crate) description: Option<String>,
}

impl Server {
    /// The URL with the default of each variable.
    pub(crate) fn default_url(&self) -> String {
        let fill =
            |url: String, variable: &ServerVariable| url.replace(&format!("{{{}}}", variable.name), &variable.default);
        self.variables.iter().fold(self.url.clone(), fill)
    }

    /// The URL in pieces: texts, and variables by their index.
    pub(crate) fn parts(&self) -> Vec<UrlPart<'_>> {
        let (mut rest, mut parts) = (self.url.as_str(), Vec::new());
        while let Some((before, name, behind)) = rest
            .split_once('{')
            .and_then(|(before, behind)| behind.split_once('}').map(|(name, behind)| (before, name, behind)))
        {
            match self.variables.iter().position(|variable| variable.name == name) {
                Some(index) => parts.extend([UrlPart::Text(before), UrlPart::Variable(index)]),
                None => parts.push(UrlPart::Text(&rest[..before.len() + name.len() + 2])),
            }
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(UrlPart::Text(rest));
        }
        parts
    }
}

/// A piece of the URL of a server.
#[derive(Clone, Copy, Debug)]
pub(crate) enum UrlPart<'a> {
    Text(&'a str),
    Variable(usize),
}

impl Api {
    /// The URL of the first server, where it is absolute.
    pub(crate) fn base_url(&self) -> Option<String> {
        self.servers.first().map(Server::default_url).filter(|url| url.contains("://") && !url.contains('{'))
    }
}

/// A type in [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(pub(crate) usize);

/// An operation in [`Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OperationId(pub(crate) usize);

/// A security scheme in [`Api::schemes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SchemeId(pub(crate) usize);

/// Words for people: the summary and the description of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
}

/// Why something should not be used any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deprecation {
    pub(crate) since: Option<String>,
    pub(crate) note: Option<String>,
    /// What to use in its place, as the document calls it.
    pub(crate) replaced_by: Option<String>,
}

/// A name of the document, and the name that the document wishes for in Rust (`x-rust-name`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WireName {
    pub(crate) wire: String,
    pub(crate) wish: Option<String>,
}

/// A type with a name of its own.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) origin: Origin,
    pub(crate) pointer: Pointer,
    /// All places where it stands, without positions and titles: what is added to the document, and moved in it, leaves them
    /// as they are. The first is that of the pointer.
    pub(crate) places: Vec<Pointer>,
    /// Whether it is the half that is sent of a schema that is two types; the other half has the name of the schema.
    pub(crate) is_input: bool,
    /// What the user wants it to derive beside its own, as paths.
    pub(crate) derives: BTreeSet<String>,
    pub(crate) docs: Docs,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) kind: TypeKind,
    /// Whether it is part of something that is sent.
    pub(crate) sent: bool,
    /// Whether it is part of something that is received.
    pub(crate) received: bool,
}

impl TypeDef {
    /// The name of the component that it is.
    pub(crate) fn component(&self) -> Option<&str> {
        match &self.origin {
            Origin::Component(name) => Some(&name.wire),
            Origin::Inline(_) => None,
        }
    }

    /// The members, where it is an object.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        let fields = match &self.kind {
            TypeKind::Struct(object) => &object.fields[..],
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => &[],
        };
        fields.iter()
    }
}

/// Where a type comes from, which is what it is named after.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// A schema under `components`.
    Component(WireName),
    /// A schema without a name, inside of what these words lead to.
    Inline(Vec<String>),
}

/// What a named type is.
#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    /// An array of so many items, each of a type of its own.
    Tuple(Vec<Type>),
    Alias(Type),
}

impl TypeKind {
    /// Whether it is a type that implements something, and no other name of one.
    pub(crate) fn has_traits(&self) -> bool {
        match self {
            Self::Struct(_) | Self::Enum(_) | Self::Union(_) => true,
            Self::Tuple(_) | Self::Alias(_) => false,
        }
    }

    /// The types that it is made of.
    pub(crate) fn types(&self) -> Box<dyn Iterator<Item = &Type> + '_> {
        match self {
            Self::Struct(object) => Box::new(object.fields.iter().map(|field| &field.ty).chain(&object.rest)),
            Self::Enum(_) => Box::new([].into_iter()),
            Self::Union(union) => Box::new(union.variants.iter().map(|variant| &variant.ty)),
            Self::Tuple(items) => Box::new(items.iter()),
            Self::Alias(ty) => Box::new([ty].into_iter()),
        }
    }
}

/// An object with known members.
#[derive(Clone, Debug)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    /// The type of the members that are not listed, where the document says it.
    pub(crate) rest: Option<Type>,
    /// Whether its members are the parts of a body.
    pub(crate) multipart: bool,
}

/// In which direction a member travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Both,
    /// `readOnly`: it is received, never sent.
    Read,
    /// `writeOnly`: it is sent, never received.
    Write,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: WireName,
    /// Where its schema is.
    pub(crate) pointer: Pointer,
    pub(crate) docs: Docs,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    /// Its only value, which nobody has to set.
    pub(crate) constant: Option<Value>,
    pub(crate) access: Access,
    /// Whether the type contains itself through this field.
    pub(crate) boxed: bool,
}

impl Field {
    /// A member of which only the name is known, which stands at `pointer`.
    pub(crate) fn unlisted(name: &str, pointer: Pointer) -> Self {
        Self {
            name: WireName { wire: name.to_owned(), wish: None },
            pointer,
            docs: Docs::default(),
            deprecation: None,
            ty: Type::Any,
            required: false,
            constant: None,
            access: Access::Both,
            boxed: false,
        }
    }

    /// Whether a constructor takes it.
    pub(crate) fn is_argument(&self) -> bool {
        self.required && self.constant.is_none()
    }

    /// Whether it is read and never written, in a type for both.
    pub(crate) fn is_only_received(&self, of: &TypeDef) -> bool {
        of.sent && of.received && self.access == Access::Read
    }

    /// Whether `null` is among its values, not beside them, and its absence is another thing. `ty` is its type without aliases.
    pub(crate) fn is_any_or_absent(&self, of: &TypeDef, ty: &Type) -> bool {
        let holds_null = matches!(ty, Type::Any | Type::Null);
        let optional = !self.required && self.constant.is_none();
        of.sent && of.received && optional && holds_null && !self.is_only_received(of)
    }

    /// Whether it is written as absent, as `null` or as a value, which are three different things to a server.
    pub(crate) fn is_three_state(&self, of: &TypeDef) -> bool {
        let multipart = matches!(&of.kind, TypeKind::Struct(object) if object.multipart);
        let written = of.sent && !multipart && !self.is_only_received(of);
        written && !self.required && matches!(self.ty, Type::Nullable(_))
    }
}

/// One of several values, and any other that comes.
#[derive(Clone, Debug)]
pub(crate) enum Enum {
    Strings(Vec<Variant<String>>),
    Integers(Vec<Variant<i64>>),
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub(crate) struct Variant<T> {
    pub(crate) value: T,
    /// The name that the document wishes for (`x-enum-varnames`).
    pub(crate) wish: Option<String>,
    /// The title of a constant, which is what it is called without a wish.
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
}

/// One of several types.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    /// The member whose value tells which variant it is; without it the variants are tried in their order.
    pub(crate) tag: Option<String>,
    pub(crate) variants: Vec<UnionVariant>,
    /// Places of two variants of which the first takes all values of the second.
    pub(crate) ambiguous: Vec<(Pointer, Pointer)>,
}

/// A type of a union.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnionVariant {
    pub(crate) name: WireName,
    pub(crate) identity: Identity,
    pub(crate) ty: Type,
    /// The values of the tag that stand for it.
    pub(crate) tags: Vec<String>,
    /// The value of the tag that is written, where it has one.
    pub(crate) tag: Option<String>,
    /// The members that it must have.
    pub(crate) members: Vec<String>,
    /// Members that can have one value only, with it.
    pub(crate) constants: Vec<(String, Value)>,
}

/// What a variant of a union is, whatever its title and its place in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    /// A component, by its name.
    Component(String),
    /// A schema without a name, by what it says.
    Said(String),
}

impl Default for Identity {
    fn default() -> Self {
        Self::Said(String::new())
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Component(name) => write!(f, "schemas/{}", name.replace('~', "~0").replace('/', "~1")),
            Self::Said(said) => f.write_str(said),
        }
    }
}

/// A type where it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// Any JSON value.
    #[default]
    Any,
    /// `null` and nothing else.
    Null,
    Boolean,
    Integer(Integer),
    Double,
    /// A number that may be an integer of 64 bits or have a fraction.
    Number,
    String,
    Uuid,
    Date,
    DateTime,
    /// Bytes as text in Base64.
    Base64,
    /// A text that must not be shown.
    Secret,
    /// Bytes that are a body.
    Bytes,
    /// A part of a body that is a file.
    File,
    /// A body of parts that the document does not name.
    Form,
    Array(Box<Type>),
    Map(Box<Type>),
    Nullable(Box<Type>),
    Named(TypeId),
    /// A type of the user's, by its path, which reads and writes itself.
    Own(String),
}

impl Type {
    /// Itself without `null`.
    pub(crate) fn not_null(self) -> Self {
        match self {
            Self::Nullable(inner) => inner.not_null(),
            other => other,
        }
    }

    /// The same of one that is borrowed.
    pub(crate) fn without_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    /// What it is a list or map of, or itself.
    pub(crate) fn innermost(&self) -> &Self {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.innermost(),
            other => other,
        }
    }
}

/// The integers that a format allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Integer {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

/// An operation, with its body in one media type.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// The `operationId`, or `METHOD /path` where there is none.
    pub(crate) id: String,
    /// The words to name it by: those of the `operationId`, else of method and path.
    pub(crate) name: WireName,
    /// The same operation of the document with the first media type of its body, where this has a further one. That stands
    /// before this, and the enumerations of its responses are those of both.
    pub(crate) alternative_of: Option<OperationId>,
    pub(crate) pointer: Pointer,
    pub(crate) docs: Docs,
    pub(crate) deprecation: Option<Deprecation>,
    /// The first of its tags.
    pub(crate) tag: Option<TagId>,
    pub(crate) method: Method,
    /// The template that its requests are made from, percent-encoded but for the expressions, with the query that all
    /// of them have.
    pub(crate) path: String,
    /// Whether sending it twice does no more than sending it once, where the document says it.
    pub(crate) idempotent: Option<bool>,
    /// The URL of a server of its own.
    pub(crate) server: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<RequestBody>,
    /// The media types that it answers with.
    pub(crate) accept: Vec<String>,
    /// In the order in which they are tried: exact statuses, classes, the default.
    pub(crate) responses: Vec<Response>,
    pub(crate) output: Bodies,
    /// A choice of sets of credentials; empty where it needs none.
    pub(crate) security: Vec<Vec<SchemeId>>,
}

impl Operation {
    /// The types of what it sends and receives.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        let body = self.body.iter().map(|body| &body.ty);
        parameters.chain(body).chain(self.responses.iter().flat_map(Response::types))
    }

    /// Whether the document has it in these words, not as a further media type of another.
    pub(crate) fn is_listed(&self) -> bool {
        self.alternative_of.is_none()
    }

    /// Whether any of its responses is a stream of events, an error, too.
    pub(crate) fn has_events(&self) -> bool {
        let events = |response: &Response| response.events.is_some() || matches!(response.body, Body::Events(_));
        self.responses.iter().any(events)
    }

    /// The stream of events that it can answer with: that of the first success that has one.
    pub(crate) fn events(&self) -> Option<&Events> {
        self.responses.iter().filter(|response| response.success).find_map(|response| match &response.body {
            Body::Events(events) => Some(events),
            Body::Empty | Body::Json(_) | Body::Text(_) | Body::Bytes => response.events.as_ref(),
        })
    }
}

/// A request that the API sends, to be read.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) name: WireName,
    /// The words to name it by, where the document wishes for no name.
    pub(crate) words: String,
    pub(crate) pointer: Pointer,
    pub(crate) docs: Docs,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) method: Method,
    /// In the query and in header fields.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Body,
    pub(crate) body_docs: Docs,
    /// Whether the body is always there.
    pub(crate) body_required: bool,
}

impl Webhook {
    /// The types of what it holds.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> {
        self.parameters.iter().map(|parameter| &parameter.ty).chain(self.body.ty())
    }

    pub(crate) fn types_mut(&mut self) -> impl Iterator<Item = &mut Type> {
        self.parameters.iter_mut().map(|parameter| &mut parameter.ty).chain(self.body.ty_mut())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: WireName,
    pub(crate) pointer: Pointer,
    pub(crate) location: Location,
    pub(crate) style: Style,
    pub(crate) docs: Docs,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) ty: Type,
    pub(crate) required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// What a parameter is, in one text. The case of the name of a header field says nothing (RFC 9110, section 5.1).
    pub(crate) fn identity(self, name: &str) -> String {
        match self {
            Self::Header => format!("header {}", name.to_lowercase()),
            Self::Path | Self::Query | Self::Cookie => format!("{} {name}", self.as_str()),
        }
    }
}

/// How the value of a parameter becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple { explode: bool },
    Form { explode: bool },
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Label { explode: bool },
    Matrix { explode: bool },
    Json,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestBody {
    pub(crate) docs: Docs,
    pub(crate) required: bool,
    pub(crate) media_type: String,
    /// The words for that.
    pub(crate) words: String,
    /// Further media types of the document in which it is the same.
    pub(crate) alike: Vec<String>,
    pub(crate) content: Content,
    pub(crate) ty: Type,
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Json,
    /// `application/x-www-form-urlencoded`, with the styles of the members that the document gives one.
    Form(Vec<(String, Style)>),
    /// `multipart/form-data`, with the media types of the parts that the document gives one.
    Multipart(Vec<(String, String)>),
    Text,
    Bytes,
}

/// A documented response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: Status,
    pub(crate) success: bool,
    pub(crate) description: String,
    pub(crate) body: Body,
    /// The stream of events that it can be in place of the body.
    pub(crate) events: Option<Events>,
    /// An example of the body, as JSON text.
    pub(crate) example: Option<String>,
}

impl Response {
    /// The types of what it holds.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> {
        self.body.ty().into_iter().chain(self.events.iter().map(|events| &events.ty))
    }
}

/// Which statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Exact(u16),
    /// The first digit of a class such as `4XX`.
    Class(u16),
    /// Every status that no other response is for.
    Default,
}

impl Status {
    /// In words (RFC 9110, section 15), as far as documents use it.
    pub(crate) fn words(self) -> String {
        let words = match self {
            Self::Exact(200) => "Ok",
            Self::Exact(201) => "Created",
            Self::Exact(202) => "Accepted",
            Self::Exact(204) => "No Content",
            Self::Exact(206) => "Partial Content",
            Self::Exact(301) => "Moved Permanently",
            Self::Exact(302) => "Found",
            Self::Exact(303) => "See Other",
            Self::Exact(304) => "Not Modified",
            Self::Exact(400) => "Bad Request",
            Self::Exact(401) => "Unauthorized",
            Self::Exact(402) => "Payment Required",
            Self::Exact(403) => "Forbidden",
            Self::Exact(404) => "Not Found",
            Self::Exact(405) => "Method Not Allowed",
            Self::Exact(409) => "Conflict",
            Self::Exact(410) => "Gone",
            Self::Exact(412) => "Precondition Failed",
            Self::Exact(415) => "Unsupported Media Type",
            Self::Exact(422) => "Unprocessable Content",
            Self::Exact(429) => "Too Many Requests",
            Self::Exact(500) => "Internal Server Error",
            Self::Exact(502) => "Bad Gateway",
            Self::Exact(503) => "Service Unavailable",
            Self::Class(2) => "Success",
            Self::Class(3) => "Redirection",
            Self::Class(4) => "Client Error",
            Self::Class(5) => "Server Error",
            Self::Exact(code) => return format!("Status {code}"),
            Self::Class(class) => return format!("Status {class}xx"),
            Self::Default => "Default",
        };
        words.to_owned()
    }
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Body {
    Empty,
    Json(Type),
    /// A text that is a value of the type: itself, or as JSON has it.
    Text(Type),
    Bytes,
    Events(Events),
}

impl Body {
    pub(crate) fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::Text(ty) | Self::Events(Events { ty, .. }) => Some(ty),
            Self::Empty | Self::Bytes => None,
        }
    }

    pub(crate) fn ty_mut(&mut self) -> Option<&mut Type> {
        match self {
            Self::Json(ty) | Self::Text(ty) | Self::Events(Events { ty, .. }) => Some(ty),
            Self::Empty | Self::Bytes => None,
        }
    }
}

/// A stream of events.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Events {
    pub(crate) media_type: String,
    pub(crate) format: EventFormat,
    /// The type of the data of an event.
    pub(crate) ty: Type,
}

/// How a stream is divided into events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum EventFormat {
    /// `text/event-stream`.
    ServerSent,
    /// JSON, one text in each line.
    JsonLines,
}

/// What all successes of an operation have for a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bodies {
    /// No such response is documented.
    None,
    /// All have the same.
    One(Body),
    /// Each status has its own.
    ByStatus,
}

/// A way to prove who is asking.
#[derive(Debug)]
pub(crate) struct SecurityScheme {
    pub(crate) name: WireName,
    pub(crate) description: Option<String>,
    pub(crate) placement: Placement,
}

/// How a credential travels.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    Basic,
    Bearer,
    /// `Authorization` with another scheme.
    Authorization(String),
    Header(String),
    Query(String),
    Cookie(String),
}
