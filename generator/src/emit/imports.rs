//! What generated code names of the rest of the client, and where that stands: one table. A name that is written is noted,
//! and what was noted is what the module imports.

use super::Feature;
use crate::ir::TypeId;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::{cell::RefCell, collections::BTreeSet};

/// Something that has a name beyond its own module, in the order of the imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Schemes,
    ApiErrorBody,
    Errors,
    Operations,
    Base64,
    Builder,
    CallBuilder,
    Api,
    Call,
    Constant,
    Constructors,
    Credentials,
    Placement,
    Scheme,
    Security,
    Dates,
    ErrorBodies,
    Error,
    EventSource,
    EventStream,
    Header,
    IntegerEnum,
    Methods,
    Examples,
    File,
    Form,
    Multipart,
    Nullable,
    Object,
    ObjectMacro,
    Received,
    Sent,
    OpenEnum,
    Operation,
    OperationMacro,
    Request,
    FormExploded,
    FormJoined,
    PipeDelimited,
    RequestBuilder,
    Simple,
    SimpleExploded,
    SpaceDelimited,
    Response,
    Readers,
    Secret,
    Union,
    ReceivedUnion,
    SentUnion,
    UnionMacro,
    Unrecognized,
    UnrecognizedInteger,
    UnrecognizedValue,
    Webhook,
    Types,
}

impl Item {
    /// Its path from the root of the client.
    fn path(self) -> &'static [&'static str] {
        match self {
            Self::Schemes => &["credentials", "schemes"],
            Self::ApiErrorBody => &["errors", "ApiErrorBody"],
            Self::Errors => &["errors"],
            Self::Operations => &["operations"],
            Self::Base64 => &["runtime", "base64", "Base64"],
            Self::Builder => &["runtime", "builder", "builder"],
            Self::CallBuilder => &["runtime", "call_builder", "call_builder"],
            Self::Api => &["runtime", "client", "Api"],
            Self::Call => &["runtime", "client", "Call"],
            Self::Constant => &["runtime", "constant"],
            Self::Constructors => &["runtime", "constructors", "constructors"],
            Self::Credentials => &["runtime", "credentials", "Credentials"],
            Self::Placement => &["runtime", "credentials", "Placement"],
            Self::Scheme => &["runtime", "credentials", "Scheme"],
            Self::Security => &["runtime", "credentials", "Security"],
            Self::Dates => &["runtime", "dates"],
            Self::ErrorBodies => &["runtime", "error_bodies", "error_bodies"],
            Self::Error => &["runtime", "error", "Error"],
            Self::EventSource => &["runtime", "event_source"],
            Self::EventStream => &["runtime", "event_stream"],
            Self::Header => &["runtime", "header", "Header"],
            Self::IntegerEnum => &["runtime", "integer_enum", "integer_enum"],
            Self::Methods => &["runtime", "methods", "methods"],
            Self::Examples => &["runtime", "mock", "Examples"],
            Self::File => &["runtime", "multipart", "File"],
            Self::Form => &["runtime", "multipart", "Form"],
            Self::Multipart => &["runtime", "multipart", "Multipart"],
            Self::Nullable => &["runtime", "nullable", "Nullable"],
            Self::Object => &["runtime", "object"],
            Self::ObjectMacro => &["runtime", "object", "object"],
            Self::Received => &["runtime", "object", "received"],
            Self::Sent => &["runtime", "object", "sent"],
            Self::OpenEnum => &["runtime", "open_enum", "open_enum"],
            Self::Operation => &["runtime", "operation", "Operation"],
            Self::OperationMacro => &["runtime", "operation", "operation"],
            Self::Request => &["runtime", "request"],
            Self::FormExploded => &["runtime", "request", "FORM"],
            Self::FormJoined => &["runtime", "request", "FORM_JOINED"],
            Self::PipeDelimited => &["runtime", "request", "PIPE_DELIMITED"],
            Self::Simple => &["runtime", "request", "SIMPLE"],
            Self::SimpleExploded => &["runtime", "request", "SIMPLE_EXPLODED"],
            Self::SpaceDelimited => &["runtime", "request", "SPACE_DELIMITED"],
            Self::RequestBuilder => &["runtime", "request", "RequestBuilder"],
            Self::Response => &["runtime", "response"],
            Self::Readers => &["runtime", "response", "Readers"],
            Self::Secret => &["runtime", "secret", "Secret"],
            Self::Union => &["runtime", "union"],
            Self::ReceivedUnion => &["runtime", "union", "received_union"],
            Self::SentUnion => &["runtime", "union", "sent_union"],
            Self::UnionMacro => &["runtime", "union", "union"],
            Self::Unrecognized => &["runtime", "unrecognized", "Unrecognized"],
            Self::UnrecognizedInteger => &["runtime", "unrecognized", "UnrecognizedInteger"],
            Self::UnrecognizedValue => &["runtime", "unrecognized", "UnrecognizedValue"],
            Self::Webhook => &["runtime", "webhook"],
            Self::Types => &["types"],
        }
    }

    fn name(self) -> TokenStream {
        let name = self.path().last().map_or_else(|| format_ident!("_"), |name| format_ident!("{name}"));
        quote!(#name)
    }
}

/// What a module has named so far.
#[derive(Debug, Default)]
pub(super) struct Imports {
    items: RefCell<BTreeSet<Item>>,
    /// Those that are named with the feature for full types alone.
    full: RefCell<BTreeSet<Item>>,
    types: RefCell<BTreeSet<TypeId>>,
}

impl Imports {
    /// The name of an item, which is then imported.
    pub(super) fn name(&self, item: Item) -> TokenStream {
        self.items.borrow_mut().insert(item);
        item.name()
    }

    /// Notes a type of the document that is named.
    pub(super) fn note_type(&self, id: TypeId) {
        self.types.borrow_mut().insert(id);
    }

    /// The types of the document that were named.
    pub(super) fn types(&self) -> BTreeSet<TypeId> {
        self.types.borrow().clone()
    }

    /// Adds what is named with the feature for full types alone.
    pub(super) fn add_full(&self, full: Self) {
        self.full.borrow_mut().append(&mut full.items.into_inner());
        self.types.borrow_mut().append(&mut full.types.into_inner());
    }

    /// The declarations for a module so many modules below the root.
    pub(super) fn declaration(&self, depth: usize) -> TokenStream {
        let (items, full) = (self.items.borrow(), self.full.borrow());
        let declare = |items: Vec<&Item>| {
            let tree = tree(&items.iter().map(|item| item.path()).collect::<Vec<_>>());
            let root = std::iter::repeat_n(quote!(super), depth);
            (!items.is_empty()).then(|| quote!(use #(#root)::* :: #tree;))
        };
        let always = declare(items.iter().collect());
        let feature = Feature::FullTypes.name();
        let full = declare(full.difference(&items).collect()).map(|full| quote!(#[cfg(feature = #feature)] #full));
        quote!(#always #full)
    }
}

/// What paths import below a common place.
fn tree(paths: &[&[&str]]) -> TokenStream {
    let mut branches: Vec<(&str, Vec<&[&str]>)> = Vec::new();
    for path in paths {
        let Some((first, rest)) = path.split_first() else { continue };
        match branches.iter_mut().find(|(name, _)| name == first) {
            Some((_, known)) => known.push(rest),
            None => branches.push((first, vec![rest])),
        }
    }
    let branches = branches.iter().map(|(name, below)| {
        let name = format_ident!("{name}");
        let inner: Vec<&[&str]> = below.iter().copied().filter(|path| !path.is_empty()).collect();
        let whole = inner.len() < below.len();
        match (whole, &inner[..]) {
            (_, []) => quote!(#name),
            (false, inner) => {
                let inner = tree(inner);
                quote!(#name::#inner)
            }
            (true, inner) => {
                let inner = inner.iter().map(|path| tree(&[path]));
                quote!(#name::{self, #(#inner),*})
            }
        }
    });
    match &branches.collect::<Vec<_>>()[..] {
        [one] => one.clone(),
        several => quote!({#(#several),*}),
    }
}
