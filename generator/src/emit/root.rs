//! Emits the root of the client: its documentation, what it re-exports, and the runtime that is copied into it.

use super::{Context, Feature, Module, ModuleKind, Package, RootItem, Target, docs, package};
use crate::{
    DateTypes,
    ir::{Api, Docs, Enum, Type, TypeKind},
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn docs(cx: Context<'_>) -> TokenStream {
    let api = cx.api;
    let description = Docs { summary: None, description: api.description.clone() };
    let title = docs::line(&api.title, "An HTTP API");
    let prose = docs::prose(&description, "");
    let version = docs::code(&api.version);
    let docs = docs::inner_doc(format!("{title}, version {version}.\n\n{prose}").trim_end());
    let (start, example) = match cx.target {
        Target::Package(package) => (start(package), package::example(cx, package)),
        Target::File(_) => (TokenStream::new(), TokenStream::new()),
    };
    let allow = (!cx.names.is_plain()).then(|| {
        quote!(#![allow(
            confusable_idents,
            mixed_script_confusables,
            non_camel_case_types,
            non_upper_case_globals,
            uncommon_codepoints,
            reason = "the names are those of the document, in its script"
        )])
    });
    let allow_prose = docs::allow_prose();
    quote!(#docs #start #example #![#allow_prose] #allow)
}

/// Where to begin to read. What a feature brings is linked where the feature is.
fn start(package: &Package) -> TokenStream {
    let clients = [
        (Feature::Hyper, "- [`Client`]: the async client, with a method for each operation"),
        (Feature::Blocking, "- [`blocking::Client`]: the same without `async`"),
    ];
    let clients = clients.into_iter().filter(|(feature, _)| package.features.contains(feature));
    let clients = clients.map(|(feature, line)| {
        let name = feature.name();
        quote!(#![cfg_attr(feature = #name, doc = #line)])
    });
    let others = docs::inner_doc(
        "- [`Credentials`]: who calls\n\
         - [`Config`]: where calls go, within which limits, and what is done about failures\n\
         - [`Error`]: every way a call can fail, one type for all operations\n\
         - [`operations`] and [`types`]: what is sent and received, as data; any transport can carry it",
    );
    quote!(#![doc = ""] #(#clients)* #others)
}

/// What users need, each under one path. What is there does not depend on the document, but for what a whole kind of
/// operation brings.
pub(super) fn items(cx: Context<'_>) -> Vec<RootItem> {
    let base_url = cx.api.base_url().unwrap_or_default();
    let events = cx
        .api
        .has_events()
        .then(|| quote!(event_source::{EventSource, Events}, event_stream::{Decoder, Event, EventError, Misfit},));
    let event_format = cx.api.has_events().then(|| quote!(event_stream::Format,));
    let dates = has_own_dates(cx.api).then(|| quote!(dates,));
    let webhooks = !cx.api.webhooks.is_empty();
    let (webhook, received) =
        (webhooks.then(|| quote!(webhook::{Webhook, WebhookError},)), webhooks.then(|| quote!(webhook::Received,)));
    let of_runtime = quote! {
        pub use runtime::{
            base64::Base64,
            body::{BlockingBody, Body, Chunks},
            client::{Api, Async, Blocking, BlockingTransport, Call, CallInfo, Transport},
            config::{Config, ConfigBuilder, Limits, Retry},
            credentials::Credentials,
            #dates
            error::{ApiError, ConfigError, Error, ErrorKind, RequestError, TimeLimit, TransportError, UnexpectedResponse},
            #events
            header::Header,
            multipart::{File, Form, Multipart},
            nullable::Nullable,
            operation::Operation,
            options::CallOptions,
            response::Response,
            secret::Secret,
            unrecognized::{Unrecognized, UnrecognizedInteger, UnrecognizedValue},
            #webhook
        };
    };
    let base_url = quote! {
        /// The first server of the document with the defaults of its variables, or nothing where it names none that is absolute.
        pub const DEFAULT_BASE_URL: &str = #base_url;
    };
    let custom = quote! {
        pub mod custom {
            //! What an operation of your own is made of: implement [`Operation`](super::Operation) with these, and any
            //! client can call it.

            pub use super::runtime::{
                credentials::{Placement, Scheme, Security},
                #event_format
                multipart::PartTypes,
                request::{
                    FORM, FORM_JOINED, PIPE_DELIMITED, RequestBuilder, SIMPLE, SIMPLE_EXPLODED, SPACE_DELIMITED, Style,
                },
                response::{Read, Readers, bytes, empty, json, json_prefix, no_body, text},
                #received
            };
        }
    };
    let item = |feature, item| RootItem { feature, item };
    vec![
        item(
            None,
            quote!(
                pub use errors::ApiErrorBody;
            ),
        ),
        item(None, of_runtime),
        item(None, base_url),
        item(None, custom),
        item(
            Some(Feature::Hyper),
            quote!(
                pub use runtime::hyper::{Client, Hyper};
            ),
        ),
        item(
            Some(Feature::Blocking),
            quote!(
                pub use runtime::blocking;
            ),
        ),
        item(
            Some(Feature::Tracing),
            quote!(
                pub use runtime::trace::Traced;
            ),
        ),
        item(
            Some(Feature::Mock),
            quote!(
                pub use runtime::mock;
            ),
        ),
    ]
}

pub(super) fn runtime(cx: Context<'_>) -> Module {
    let parts = PARTS.iter().filter(|part| (part.needed)(cx));
    let modules = parts.map(|part| Module {
        name: part.name.to_owned(),
        stem: part.name.to_owned(),
        public: true,
        kind: ModuleKind::Copied(part.text),
        feature: part.feature,
    });
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
        Target::File(_) => TokenStream::new(),
    };
    let docs = quote!(#docs #allow);
    let kind = ModuleKind::Modules { docs, modules: modules.collect() };
    Module { name: "runtime".to_owned(), stem: "runtime".to_owned(), public: false, kind, feature: None }
}

/// A module of the runtime.
struct RuntimePart {
    name: &'static str,
    text: &'static str,
    feature: Option<Feature>,
    needed: fn(Context<'_>) -> bool,
}

macro_rules! part {
    ($name:literal, $feature:expr, $needed:expr) => {
        RuntimePart {
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

const PARTS: &[RuntimePart] = &[
    part!("base64"),
    part!("blocking" for Blocking),
    part!("body"),
    part!("builder"),
    part!("call_builder"),
    part!("client"),
    part!("config"),
    part!("connect" for Hyper),
    part!("constant" if |cx| cx.plan.has_constants()),
    part!("constructors"),
    part!("credentials"),
    part!("dates" if |cx| has_own_dates(cx.api)),
    part!("doubts"),
    part!("error"),
    part!("error_bodies"),
    part!("event_source" if |cx| cx.api.has_events()),
    part!("event_stream" if |cx| cx.api.has_events()),
    part!("exchange"),
    part!("full_types" for FullTypes),
    part!("header"),
    part!("hyper" for Hyper),
    part!("integer_enum" if |cx| has(cx, |kind| matches!(kind, TypeKind::Enum(Enum::Integers(_))))),
    part!("mock" for Mock),
    part!("multipart"),
    part!("nullable"),
    part!("open_enum" if |cx| has(cx, |kind| matches!(kind, TypeKind::Enum(Enum::Strings(_))))),
    part!("operation"),
    part!("options"),
    part!("provider"),
    part!("proxy"),
    part!("request"),
    part!("reqwest" for Reqwest),
    part!("response"),
    part!("secret"),
    part!("stages" for Blocking),
    part!("trace" for Tracing),
    part!("union" if |cx| has(cx, |kind| matches!(kind, TypeKind::Union(_)))),
    part!("unrecognized"),
    part!("webhook" if |cx| !cx.api.webhooks.is_empty()),
];

/// Whether dates are in types of the client.
pub(crate) fn has_own_dates(api: &Api) -> bool {
    api.dates == DateTypes::Time && api.made_of().any(|ty| matches!(ty, Type::Date | Type::DateTime))
}

fn has(cx: Context<'_>, kind: fn(&TypeKind) -> bool) -> bool {
    cx.api.types.iter().any(|def| kind(&def.kind))
}
