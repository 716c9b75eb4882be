//! Emits `runtime`: what is written by hand and copied into a client. Most of it no document has a say in; that part can be
//! a file of its own, which the clients of a crate share.

use super::{Context, Feature, Module, ModuleKind, Target, docs};
use crate::{
    DateTypes,
    ir::{Api, Enum, Type, TypeKind},
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc(
        "What does not depend on the document: errors, requests, responses and transports. What users need of it stands at \
         the root.",
    );
    let allow = match cx.target {
        Target::Package(_) => quote! {
            #![allow(
                dead_code,
                unreachable_pub,
                unused_imports,
                unused_macros,
                reason = "no document needs all of it, and the root has what is public"
            )]
        },
        // What is included allows it for all modules.
        Target::File { .. } => TokenStream::new(),
    };
    let needed = |part: &&Part| (part.needed)(cx);
    let shared = match cx.target {
        Target::File { runtime: Some(path), .. } => Some(path),
        Target::File { runtime: None, .. } | Target::Package(_) => None,
    };
    let mut modules: Vec<_> = DOCUMENT_PARTS.iter().filter(needed).map(Part::module).collect();
    let items = if let Some(path) = shared {
        let features = cx.target.features();
        let chosen = SHARED_PARTS.iter().filter(|part| part.feature.is_none_or(|feature| features.contains(&feature)));
        imports(path, chosen)
    } else {
        modules.extend(SHARED_PARTS.iter().filter(needed).map(Part::module));
        modules.sort_by(|a, b| a.name.cmp(&b.name));
        TokenStream::new()
    };
    let kind = ModuleKind::Modules { docs: quote!(#docs #allow), items, modules };
    Module { name: "runtime".to_owned(), stem: "runtime".to_owned(), public: false, kind, feature: None }
}

/// The parts that are elsewhere in the crate.
fn imports<'p>(path: &str, parts: impl Iterator<Item = &'p Part>) -> TokenStream {
    // It was read as a path before.
    let path: TokenStream = path.parse().unwrap_or_default();
    let names = parts.map(|part| format_ident!("{}", part.name));
    quote!(pub use #path::{#(#names),*};)
}

/// What clients share: all of it, whatever the documents need.
pub(crate) fn shared() -> &'static [Part] {
    SHARED_PARTS
}

/// A module of the runtime.
pub(crate) struct Part {
    name: &'static str,
    text: &'static str,
    feature: Option<Feature>,
    needed: fn(Context<'_>) -> bool,
}

impl Part {
    pub(crate) fn module(&self) -> Module {
        Module {
            name: self.name.to_owned(),
            stem: self.name.to_owned(),
            public: true,
            kind: ModuleKind::Copied(self.text),
            feature: self.feature,
        }
    }
}

macro_rules! part {
    ($name:literal, $feature:expr, $needed:expr) => {
        Part {
            name: $name,
            text: include_str!(concat!("../../runtime/", $name, ".rs")),
            feature: $feature,
            needed: $needed,
        }
    };
    ($name:literal for $feature:ident) => {
        part!($name, Some(Feature::$feature), |_| true)
    };
    ($name:literal if $needed:expr) => {
        part!($name, None, $needed)
    };
    ($name:literal) => {
        part!($name, None, |_| true)
    };
}

/// The parts to which documents add functions and types, and what knows these. Dates are here because of their library.
const DOCUMENT_PARTS: &[Part] = &[
    part!("async_client" for Hyper),
    part!("blocking" for Blocking),
    part!("client"),
    part!("config"),
    part!("credentials"),
    part!("dates" if |cx| has_own_dates(cx.api)),
    part!("error"),
    part!("error_bodies"),
    part!("event_source" if |cx| cx.api.has_events()),
    part!("exchange"),
    part!("mock" for Mock),
    part!("operation"),
    part!("options"),
    part!("provider"),
    part!("request"),
    part!("response"),
];

/// The parts that know none of those.
const SHARED_PARTS: &[Part] = &[
    part!("base64"),
    part!("body"),
    part!("builder"),
    part!("call_builder"),
    part!("connect" for Hyper),
    part!("constant" if |cx| cx.plan.has_constants()),
    part!("constructors"),
    part!("doubts"),
    part!("event_stream" if |cx| cx.api.has_events()),
    part!("failure"),
    part!("full_types" for FullTypes),
    part!("header"),
    part!("hyper" for Hyper),
    part!("integer_enum" if |cx| has(cx, |kind| matches!(kind, TypeKind::Enum(Enum::Integers(_))))),
    part!("methods"),
    part!("multipart"),
    part!("nullable"),
    part!("object"),
    part!("open_enum" if |cx| has(cx, |kind| matches!(kind, TypeKind::Enum(Enum::Strings(_))))),
    part!("progress" for Hyper),
    part!("proxy"),
    part!("read"),
    part!("reqwest" for Reqwest),
    part!("secret"),
    part!("settings"),
    part!("stages" for Blocking),
    part!("style"),
    part!("text"),
    part!("trace" for Tracing),
    part!("transport"),
    part!("union" if |cx| has(cx, |kind| matches!(kind, TypeKind::Union(_)))),
    part!("unrecognized"),
    part!("ureq" for Blocking),
    part!("url"),
    part!("webhook" if |cx| !cx.api.webhooks.is_empty()),
];

/// Whether dates are in types of the client.
pub(crate) fn has_own_dates(api: &Api) -> bool {
    api.dates == DateTypes::Time && api.made_of().any(|ty| matches!(ty, Type::Date | Type::DateTime))
}

fn has(cx: Context<'_>, kind: fn(&TypeKind) -> bool) -> bool {
    cx.api.types.iter().any(|def| kind(&def.kind))
}
