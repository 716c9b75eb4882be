//! From the IR and its names to tokens. Every decision was taken before: nothing here can fail, looks up what may be
//! missing, or chooses. Each module of the output has a module of the same name here.

mod client;
mod credentials;
mod docs;
mod event_stream;
mod examples;
mod headers;
mod operations;
mod package;
mod probe;
mod root;
mod servers;
mod types;
mod webhooks;

use crate::{
    ir::{Api, Deprecation, Integer, Type, TypeId, TypeKind},
    names::{Ident, Names},
};
use proc_macro2::{Ident as Token, Span, TokenStream};
use quote::{ToTokens, quote};

pub use package::Package;
pub(crate) use package::{manifest, readme};

/// The modules of a client, and the items that tie them together.
pub(crate) struct Output {
    /// The documentation of the client as a whole.
    pub(crate) docs: TokenStream,
    pub(crate) modules: Vec<Module>,
    /// What stands beside the modules at the root.
    pub(crate) items: Vec<RootItem>,
}

/// A module of the output.
pub(crate) struct Module {
    /// As it is written, `r#type` with its prefix.
    pub(crate) name: String,
    /// The name of its file, without the extension.
    pub(crate) stem: String,
    pub(crate) public: bool,
    pub(crate) content: Content,
    /// The feature that it belongs to.
    pub(crate) feature: Option<Feature>,
}

impl Module {
    /// A module that is made from the document.
    fn generated(name: impl Into<String>, public: bool, docs: TokenStream, items: TokenStream) -> Self {
        Self::in_parts(name, public, docs, items, Vec::new())
    }

    /// The same, with some items in modules of their own.
    fn in_parts(
        name: impl Into<String>,
        public: bool,
        docs: TokenStream,
        items: TokenStream,
        parts: Vec<Module>,
    ) -> Self {
        let name = name.into();
        let content = Content::Generated { docs, items, parts };
        Self { stem: name.clone(), name, public, content, feature: None }
    }
}

/// What a module consists of.
pub(crate) enum Content {
    /// Items made from the document, and the documentation of the module.
    Generated {
        docs: TokenStream,
        items: TokenStream,
        /// Modules whose items are as if they stood here.
        parts: Vec<Module>,
    },
    /// Hand-written Rust, copied as it is.
    Copied(&'static str),
    /// Other modules.
    Modules { docs: TokenStream, modules: Vec<Module> },
}

/// An item at the root.
pub(crate) struct RootItem {
    pub(crate) feature: Option<Feature>,
    pub(crate) item: TokenStream,
}

/// An optional part of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Feature {
    /// The async client, over hyper.
    Hyper,
    /// The blocking client, over ureq.
    Blocking,
    /// The adapter for a `reqwest::Client` of the user's own.
    Reqwest,
    /// Spans of calls, for the crate `tracing`.
    Tracing,
    /// A server in memory, for the tests of users, with the examples of the document.
    Mock,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Hyper, Self::Blocking, Self::Reqwest, Self::Tracing, Self::Mock];

    /// Those that a package has unless it is told otherwise: both clients.
    pub const DEFAULT: [Self; 2] = [Self::Hyper, Self::Blocking];

    /// Its name as a Cargo feature.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hyper => "hyper",
            Self::Blocking => "blocking",
            Self::Reqwest => "reqwest",
            Self::Tracing => "tracing",
            Self::Mock => "mock",
        }
    }
}

/// What emission reads.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
}

/// Emits a client; `probe` adds what tests of the generator read and write values by.
pub(crate) fn emit(api: &Api, names: &Names, probe: bool) -> Output {
    let cx = Context { api, names };
    let mut modules = vec![operations::emit(cx), root::runtime(cx)];
    if !api.operations.is_empty() {
        modules.insert(0, client::emit(cx));
    }
    if !api.schemes.is_empty() {
        modules.push(credentials::emit(cx));
    }
    if !api.types.is_empty() {
        modules.push(types::emit(cx));
    }
    if api.operations.iter().any(|operation| operation.responses.iter().any(|response| response.example.is_some())) {
        modules.push(examples::emit(cx));
    }
    if !api.headers.is_empty() {
        modules.push(headers::emit(cx));
    }
    if !api.webhooks.is_empty() {
        modules.push(webhooks::emit(cx));
    }
    let servers = &api.servers;
    if servers.len() > 1 || servers.iter().any(|server| !server.variables.is_empty() || !server.url.contains("://")) {
        modules.push(servers::emit(cx));
    }
    if probe {
        modules.push(probe::emit(cx));
    }
    Output { docs: root::docs(cx), modules, items: root::items(cx) }
}

impl Context<'_> {
    /// A type as it is written in `types`; elsewhere `qualifier` says where that is.
    fn ty(self, ty: &Type, qualifier: &TokenStream) -> TokenStream {
        match ty {
            Type::Any => quote!(::serde_json::Value),
            Type::Boolean => quote!(bool),
            Type::Integer(integer) => match integer {
                Integer::I8 => quote!(i8),
                Integer::I16 => quote!(i16),
                Integer::I32 => quote!(i32),
                Integer::I64 => quote!(i64),
                Integer::U8 => quote!(u8),
                Integer::U16 => quote!(u16),
                Integer::U32 => quote!(u32),
                Integer::U64 => quote!(u64),
            },
            Type::Null => quote!(()),
            Type::Double => quote!(f64),
            Type::Number => quote!(::serde_json::Number),
            Type::String => quote!(String),
            Type::Uuid => quote!(::uuid::Uuid),
            Type::Date => quote!(::jiff::civil::Date),
            Type::DateTime => quote!(::jiff::Timestamp),
            Type::Base64 => quote!(Base64),
            Type::Secret => quote!(Secret),
            Type::Bytes => quote!(::bytes::Bytes),
            Type::File => quote!(File),
            Type::Form => quote!(Form),
            Type::Array(item) => {
                let item = self.ty(item, qualifier);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.ty(value, qualifier);
                quote!(::std::collections::BTreeMap<String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner, qualifier);
                quote!(Option<#inner>)
            }
            Type::Named(id) => {
                let name = self.type_name(*id);
                quote!(#qualifier #name)
            }
        }
    }

    fn type_name(&self, id: TypeId) -> &Ident {
        &self.names.types[id.0].name
    }

    /// The type of a value that may be absent: one `Option`, also where it is nullable.
    fn optional(self, ty: &Type, qualifier: &TokenStream) -> TokenStream {
        let inner = match ty {
            Type::Nullable(inner) => inner,
            other => other,
        };
        let inner = self.ty(inner, qualifier);
        quote!(Option<#inner>)
    }

    /// How a function takes a value of the type, and how it makes the value from what it took.
    fn argument(self, ty: &Type, qualifier: &TokenStream, value: &Ident) -> (TokenStream, TokenStream) {
        let written = self.ty(ty, qualifier);
        let converts = match self.api.resolved(ty) {
            Type::String | Type::Secret | Type::Bytes | Type::Base64 | Type::Number => true,
            Type::Named(id) => matches!(self.api.type_def(*id).kind, TypeKind::Enum(_) | TypeKind::Body(_)),
            _ => false,
        };
        if converts { (quote!(impl Into<#written>), quote!(#value.into())) } else { (written, quote!(#value)) }
    }
}

/// `#[deprecated]` with what the document says. `rust_name` knows what the replacement is called in Rust.
fn deprecated(deprecation: Option<&Deprecation>, rust_name: impl Fn(&str) -> Option<String>) -> TokenStream {
    let Some(Deprecation { since, note, replaced_by }) = deprecation else { return TokenStream::new() };
    let replacement = replaced_by.as_deref().map(|wire| {
        let name = rust_name(wire).unwrap_or_else(|| wire.to_owned());
        format!("use `{name}` instead")
    });
    let parts: Vec<_> = note.iter().cloned().chain(replacement).collect();
    let note = if parts.is_empty() { "the API marks it as deprecated".to_owned() } else { parts.join("; ") };
    // `since` of the attribute would be a version of the crate.
    let note = since.as_ref().map_or_else(|| note.clone(), |since| format!("since {since}: {note}"));
    quote!(#[deprecated(note = #note)])
}

/// A member of a struct expression.
fn member(name: &Ident, value: &TokenStream) -> TokenStream {
    let name = quote!(#name);
    if name.to_string() == value.to_string() { name } else { quote!(#name: #value) }
}

/// For a part that reads or writes something deprecated, as the wire demands.
fn allow_deprecated(needed: bool) -> Option<TokenStream> {
    needed.then(|| quote!(#[allow(deprecated, reason = "what is deprecated still travels")]))
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let token = match self.as_str().strip_prefix("r#") {
            Some(name) => Token::new_raw(name, Span::call_site()),
            None => Token::new(self.as_str(), Span::call_site()),
        };
        token.to_tokens(tokens);
    }
}
