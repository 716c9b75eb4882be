//! Writes the client down, as tokens: what the IR says, under the names that were given, in the way that was planned.
//! Nothing here can fail, looks up what may be missing, or chooses. Each module of the output has a module of the same name
//! here.

mod client;
mod credentials;
mod docs;
mod errors;
mod event_stream;
mod examples;
mod form;
mod headers;
mod imports;
mod operations;
mod package;
mod probe;
mod root;
mod runtime;
mod servers;
mod types;
mod webhooks;

use crate::{
    DateTypes,
    ir::{Api, Deprecation, Integer, TagId, Type, TypeId},
    names::{Ident, ModuleName, Names},
    plan::{Plan, Presence},
};
use imports::{Imports, Item};
use proc_macro2::{Ident as Token, Span, TokenStream};
use quote::{ToTokens, quote};

pub(crate) use package::{
    Dependency, RUST_VERSION, compatible, dependencies, included_dependencies, manifest, readme, runtime_dependencies,
};
pub use package::{OwnDependency, Package};
pub(crate) use runtime::{has_own_dates, shared};

/// A client that is to be written down; `probe` adds what tests of the generator read and write values by.
#[derive(Clone, Copy)]
pub(crate) struct Emission<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) plan: &'a Plan,
    pub(crate) target: Target<'a>,
    pub(crate) probe: bool,
}

/// Makes a module of a client.
pub(crate) type Maker = fn(Context<'_>) -> Module;

impl Emission<'_> {
    /// What makes its modules, in their order. Tokens stay in the thread that they are made in, so each is made by itself.
    pub(crate) fn makers(self) -> Vec<Maker> {
        let mut makers: Vec<Maker> = vec![
            client::emit,
            credentials::emit,
            errors::emit,
            examples::emit,
            headers::emit,
            operations::emit,
            runtime::emit,
            servers::emit,
            types::emit,
        ];
        if !self.api.webhooks.is_empty() {
            makers.push(webhooks::emit);
        }
        if self.probe {
            makers.push(probe::emit);
        }
        makers
    }

    /// Makes a module.
    pub(crate) fn module(self, maker: Maker) -> Module {
        self.with_context(maker)
    }

    /// What stands in modules within others, each with the name of the module around it.
    pub(crate) fn sections(self) -> Vec<(&'static str, Section)> {
        let operations = self.with_context(operations::sections).into_iter().map(|it| ("operations", it));
        let types = self.with_context(types::sections).into_iter().map(|it| ("types", it));
        operations.chain(types).collect()
    }

    /// Makes what stands in one of them, its documentation first.
    pub(crate) fn section(self, section: &Section) -> TokenStream {
        self.with_context(|cx| (section.make)(cx, section.tag))
    }

    /// The documentation of the client as a whole.
    pub(crate) fn docs(self) -> TokenStream {
        self.with_context(root::docs)
    }

    /// What stands beside the modules at the root.
    pub(crate) fn items(self) -> Vec<RootItem> {
        self.with_context(root::items)
    }

    fn with_context<T>(self, make: impl FnOnce(Context<'_>) -> T) -> T {
        let Self { api, names, plan, target, probe: _ } = self;
        make(Context { api, names, plan, target, imports: &Imports::default() })
    }
}

/// A module of the output.
pub(crate) struct Module {
    /// As it is written, `r#type` with its prefix.
    pub(crate) name: String,
    /// The name of its file, without the extension.
    pub(crate) stem: String,
    pub(crate) public: bool,
    pub(crate) kind: ModuleKind,
    /// The feature that it belongs to.
    pub(crate) feature: Option<Feature>,
}

impl Module {
    /// A module that is made from the document.
    fn generated(name: impl Into<String>, public: bool, docs: TokenStream, items: TokenStream) -> Self {
        Self::in_sections(name, public, docs, items, Vec::new())
    }

    /// The same, with some items in modules of their own.
    fn in_sections(
        name: impl Into<String>,
        public: bool,
        docs: TokenStream,
        items: TokenStream,
        sections: Vec<Section>,
    ) -> Self {
        let name = name.into();
        let kind = ModuleKind::Generated { docs, items, sections };
        Self { stem: name.clone(), name, public, kind, feature: None }
    }
}

/// A module within another, whose items are as if they stood there. It is made by itself.
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) stem: String,
    pub(crate) public: bool,
    tag: TagId,
    make: fn(Context<'_>, TagId) -> TokenStream,
}

impl Section {
    /// One for each tag.
    fn of_tags(
        cx: Context<'_>,
        tags: &[TagId],
        public: bool,
        make: fn(Context<'_>, TagId) -> TokenStream,
    ) -> Vec<Self> {
        let section = |tag: &TagId| {
            let ModuleName { ident, stem } = &cx.names.tags[tag.0];
            Self { name: ident.as_str().to_owned(), stem: stem.clone(), public, tag: *tag, make }
        };
        tags.iter().map(section).collect()
    }
}

/// What a module consists of.
pub(crate) enum ModuleKind {
    /// Items made from the document, and the documentation of the module.
    Generated { docs: TokenStream, items: TokenStream, sections: Vec<Section> },
    /// Hand-written Rust, copied as it is.
    Copied(&'static str),
    /// Items, and other modules.
    Modules { docs: TokenStream, items: TokenStream, modules: Vec<Module> },
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
    /// Every type is compared, read, written and made by users, whatever its direction.
    FullTypes,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Hyper, Self::Blocking, Self::Reqwest, Self::Tracing, Self::Mock, Self::FullTypes];

    /// Those that a package has unless it is told otherwise: both clients and full types.
    pub const DEFAULT: [Self; 3] = [Self::Hyper, Self::Blocking, Self::FullTypes];

    /// The feature of this name.
    ///
    /// # Errors
    /// There is none; the error lists those that there are.
    pub fn from_name(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|feature| feature.name() == name);
        let names = || Self::ALL.map(|feature| format!("`{}`", feature.name())).join(", ");
        found.ok_or_else(|| format!("unknown variant `{name}`, expected one of {}", names()))
    }

    /// Its name as a Cargo feature.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hyper => "hyper",
            Self::Blocking => "blocking",
            Self::Reqwest => "reqwest",
            Self::Tracing => "tracing",
            Self::Mock => "mock",
            Self::FullTypes => "full-types",
        }
    }
}

/// What emission reads.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) plan: &'a Plan,
    target: Target<'a>,
    imports: &'a Imports,
}

/// What the client becomes.
#[derive(Clone, Copy)]
pub(crate) enum Target<'a> {
    /// A package, whose users choose among its features.
    Package(&'a Package),
    /// A file to include, with these features.
    File {
        features: &'a [Feature],
        /// Where in the crate the runtime is, if clients share it.
        runtime: Option<&'a str>,
    },
}

impl Target<'_> {
    /// The features that it has or can have.
    pub(crate) fn features(&self) -> &[Feature] {
        match self {
            Self::Package(package) => &package.features,
            Self::File { features, .. } => features,
        }
    }
}

impl<'a> Context<'a> {
    /// A module, with the imports of what its items name. `depth` says how many modules it is below the root.
    fn module(
        self,
        name: &str,
        public: bool,
        docs: TokenStream,
        depth: usize,
        items: impl FnOnce(Context<'_>) -> TokenStream,
    ) -> Module {
        Module::generated(name, public, docs, self.items(depth, items))
    }

    /// Items, and before them the imports of what they name.
    fn items(self, depth: usize, items: impl FnOnce(Context<'_>) -> TokenStream) -> TokenStream {
        let imports = Imports::default();
        let items = items(Context { imports: &imports, ..self });
        chained([imports.declaration(depth), items])
    }

    /// The name of something of the client, which is then imported.
    fn item(self, item: Item) -> TokenStream {
        self.imports.name(item)
    }

    /// An attribute that counts with the feature for full types alone.
    fn full_types(self, attribute: &TokenStream) -> TokenStream {
        let name = Feature::FullTypes.name();
        match self.target {
            _ if !self.target.features().contains(&Feature::FullTypes) => TokenStream::new(),
            Target::Package(_) => quote!(#[cfg_attr(feature = #name, #attribute)]),
            // Nothing is conditional there; what reads the attribute finds it in one form.
            Target::File { .. } => quote!(#[cfg_attr(all(), #attribute)]),
        }
    }

    /// An item that is there always, or with the feature for full types alone; what it names is imported only then.
    fn with(self, presence: Presence, item: impl FnOnce(Context<'_>) -> TokenStream) -> TokenStream {
        let name = Feature::FullTypes.name();
        match (presence, self.target) {
            (Presence::Always, _) => item(self),
            _ if !self.target.features().contains(&Feature::FullTypes) => TokenStream::new(),
            (Presence::Full, Target::Package(_)) => {
                let imports = Imports::default();
                let item = item(Context { imports: &imports, ..self });
                self.imports.add_full(imports);
                quote!(#[cfg(feature = #name)] #item)
            }
            (Presence::Full, Target::File { .. }) => item(self),
            (Presence::Never, _) => TokenStream::new(),
        }
    }

    /// A type as it is written in `types`.
    fn local_type(self, ty: &Type) -> TokenStream {
        self.written(ty, &|id| {
            let name = self.type_name(id);
            quote!(#name)
        })
    }

    /// A type as it is written elsewhere.
    fn ty(self, ty: &Type) -> TokenStream {
        self.written(ty, &|id| {
            let (types, name) = (self.item(Item::Types), self.type_name(id));
            quote!(#types::#name)
        })
    }

    fn written(self, ty: &Type, named: &impl Fn(TypeId) -> TokenStream) -> TokenStream {
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
            Type::Date => match self.api.dates {
                DateTypes::Jiff => quote!(::jiff::civil::Date),
                DateTypes::Chrono => quote!(::chrono::NaiveDate),
                DateTypes::Time => {
                    let dates = self.item(Item::Dates);
                    quote!(#dates::Date)
                }
                DateTypes::String => quote!(String),
            },
            Type::DateTime => match self.api.dates {
                DateTypes::Jiff => quote!(::jiff::Timestamp),
                DateTypes::Chrono => quote!(::chrono::DateTime<::chrono::Utc>),
                DateTypes::Time => {
                    let dates = self.item(Item::Dates);
                    quote!(#dates::DateTime)
                }
                DateTypes::String => quote!(String),
            },
            Type::Base64 => self.item(Item::Base64),
            Type::Secret => self.item(Item::Secret),
            Type::Bytes => quote!(::bytes::Bytes),
            Type::File => self.item(Item::File),
            Type::Form => self.item(Item::Form),
            Type::Array(item) => {
                let item = self.written(item, named);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.written(value, named);
                quote!(::std::collections::BTreeMap<String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.written(inner, named);
                quote!(Option<#inner>)
            }
            Type::Named(id) => {
                self.imports.note_type(*id);
                named(*id)
            }
            // It was read as a path before.
            Type::Own(path) => path.parse().unwrap_or_default(),
        }
    }

    fn type_name(self, id: TypeId) -> &'a Ident {
        &self.names.types[id.0].name
    }

    /// The type of an argument that is all that converts into another.
    fn converted(written: &TokenStream) -> TokenStream {
        quote!(impl Into<#written>)
    }
}

/// Tokens one behind another. `quote!` would copy them.
pub(crate) fn chained(tokens: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    tokens.into_iter().collect()
}

/// `#[deprecated]` with what the document says. `rust_name` knows what the replacement is called in Rust.
fn deprecated(deprecation: Option<&Deprecation>, rust_name: impl Fn(&str) -> Option<String>) -> TokenStream {
    let Some(Deprecation { since, note, replaced_by }) = deprecation else { return TokenStream::new() };
    let replacement = replaced_by.as_deref().map(|wire| {
        let name = rust_name(wire).unwrap_or_else(|| wire.to_owned());
        format!("use `{name}` instead")
    });
    let parts: Vec<_> =
        note.iter().map(|note| docs::line(note, "")).filter(|note| !note.is_empty()).chain(replacement).collect();
    let note = if parts.is_empty() { "the API marks it as deprecated".to_owned() } else { parts.join("; ") };
    // `since` of the attribute would be a version of the crate.
    let note = since.as_ref().map_or_else(|| note.clone(), |since| format!("since {since}: {note}"));
    quote!(#[deprecated(note = #note)])
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
