//! Emits the root of the client: its documentation, what it re-exports, and the runtime that is copied into it.

use super::{Content, Context, Feature, Module, RootItem, docs, operations};
use crate::ir::{Docs, Enum, Type, TypeDef, TypeKind};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn docs(cx: Context<'_>) -> TokenStream {
    let api = cx.api;
    let description = Docs { summary: None, description: api.description.clone() };
    let title = docs::markdown(if api.title.is_empty() { "An HTTP API" } else { &api.title });
    let prose = docs::prose(&description, "");
    let version = docs::code(&api.version);
    let docs = docs::inner_doc(format!("{title}, version {version}.\n\n{prose}").trim_end());
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
    quote!(#docs #allow)
}

pub(super) fn items(cx: Context<'_>) -> Vec<RootItem> {
    let base_url = cx.api.base_url().unwrap_or_default();
    let optional = OPTIONAL_MODULES.iter().filter(|module| (module.needed)(cx));
    let optional = optional.flat_map(|module| {
        let name = format_ident!("{}", module.name);
        let items = module.items.iter().map(|item| format_ident!("{item}"));
        items.map(move |item| quote!(#name::#item,))
    });
    let always = quote! {
        pub use runtime::{
            body::{BlockingBody, Body, Chunks},
            client::{Api, Async, Blocking, BlockingTransport, Call, CallInfo, Transport},
            config::{Config, ConfigBuilder, Limits, Retry},
            credentials::Credentials,
            error::{ApiError, ConfigError, Error, ErrorKind, RequestError, TimeLimit, TransportError, UnexpectedResponse},
            header::Header,
            multipart::{File, Form, Multipart},
            operation::Operation,
            options::CallOptions,
            response::Response,
            secret::Secret,
            #(#optional)*
        };

        /// The first server of the document with the defaults of its variables, or nothing where it names none that is absolute.
        pub const DEFAULT_BASE_URL: &str = #base_url;
    };
    vec![
        RootItem { feature: None, item: always },
        RootItem {
            feature: Some(Feature::Hyper),
            item: quote!(
                pub use runtime::hyper::{Client, Hyper};
            ),
        },
        RootItem {
            feature: Some(Feature::Blocking),
            item: quote!(
                pub use runtime::blocking;
            ),
        },
        RootItem {
            feature: Some(Feature::Tracing),
            item: quote!(
                pub use runtime::trace::Traced;
            ),
        },
        RootItem {
            feature: Some(Feature::Mock),
            item: quote!(
                pub use runtime::mock;
            ),
        },
    ]
}

pub(super) fn runtime(cx: Context<'_>) -> Module {
    let copied = |name: &str, text| Module {
        name: name.to_owned(),
        stem: name.to_owned(),
        public: true,
        content: Content::Copied(text),
        feature: None,
    };
    let mut modules = vec![
        copied("body", include_str!("../../runtime/body.rs")),
        copied("client", include_str!("../../runtime/client.rs")),
        copied("config", include_str!("../../runtime/config.rs")),
        copied("credentials", include_str!("../../runtime/credentials.rs")),
        copied("error", include_str!("../../runtime/error.rs")),
        copied("exchange", include_str!("../../runtime/exchange.rs")),
        copied("header", include_str!("../../runtime/header.rs")),
        copied("multipart", include_str!("../../runtime/multipart.rs")),
        copied("operation", include_str!("../../runtime/operation.rs")),
        copied("options", include_str!("../../runtime/options.rs")),
        copied("proxy", include_str!("../../runtime/proxy.rs")),
        copied("request", include_str!("../../runtime/request.rs")),
        copied("response", include_str!("../../runtime/response.rs")),
        copied("secret", include_str!("../../runtime/secret.rs")),
        Module { feature: Some(Feature::Blocking), ..copied("blocking", include_str!("../../runtime/blocking.rs")) },
        Module { feature: Some(Feature::Blocking), ..copied("stages", include_str!("../../runtime/stages.rs")) },
        Module { feature: Some(Feature::Hyper), ..copied("connect", include_str!("../../runtime/connect.rs")) },
        Module { feature: Some(Feature::Hyper), ..copied("hyper", include_str!("../../runtime/hyper.rs")) },
        Module { feature: Some(Feature::Mock), ..copied("mock", include_str!("../../runtime/mock.rs")) },
        Module { feature: Some(Feature::Reqwest), ..copied("reqwest", include_str!("../../runtime/reqwest.rs")) },
        Module { feature: Some(Feature::Tracing), ..copied("trace", include_str!("../../runtime/trace.rs")) },
    ];
    let optional = OPTIONAL_MODULES.iter().filter(|module| (module.needed)(cx));
    modules.extend(optional.map(|module| copied(module.name, module.text)));
    let docs = docs::inner_doc("What does not depend on the document: errors, requests, responses and transports.");
    let content = Content::Modules { docs, modules };
    Module { name: "runtime".to_owned(), stem: "runtime".to_owned(), public: true, content, feature: None }
}

/// A module of the runtime that only some documents need, and what it offers to users.
struct OptionalModule {
    name: &'static str,
    items: &'static [&'static str],
    text: &'static str,
    needed: fn(Context<'_>) -> bool,
}

const OPTIONAL_MODULES: [OptionalModule; 12] = [
    OptionalModule {
        name: "calls",
        items: &[],
        text: include_str!("../../runtime/calls.rs"),
        needed: |cx| !cx.api.operations.is_empty(),
    },
    OptionalModule {
        name: "setters",
        items: &[],
        text: include_str!("../../runtime/setters.rs"),
        needed: |cx| cx.api.operations.iter().any(operations::has_optional),
    },
    OptionalModule {
        name: "base64",
        items: &["Base64"],
        text: include_str!("../../runtime/base64.rs"),
        needed: |cx| cx.api.uses(&Type::Base64),
    },
    OptionalModule {
        name: "constant",
        items: &[],
        text: include_str!("../../runtime/constant.rs"),
        needed: |cx| cx.api.types.iter().any(|def| def.fields().any(|field| field.constant.is_some())),
    },
    OptionalModule {
        name: "doubts",
        items: &[],
        text: include_str!("../../runtime/doubts.rs"),
        needed: |cx| has(cx, |kind| matches!(kind, TypeKind::Enum(_) | TypeKind::Union(_))),
    },
    OptionalModule {
        name: "event_source",
        items: &["EventSource", "Events"],
        text: include_str!("../../runtime/event_source.rs"),
        needed: |cx| cx.api.has_events(),
    },
    OptionalModule {
        name: "event_stream",
        items: &["Decoder", "Event", "EventError", "Misfit"],
        text: include_str!("../../runtime/event_stream.rs"),
        needed: |cx| cx.api.has_events(),
    },
    OptionalModule {
        name: "integer_enum",
        items: &["UnrecognizedInteger"],
        text: include_str!("../../runtime/integer_enum.rs"),
        needed: |cx| has(cx, |kind| matches!(kind, TypeKind::Enum(Enum::Integers(_)))),
    },
    OptionalModule {
        name: "nullable",
        items: &["Nullable"],
        text: include_str!("../../runtime/nullable.rs"),
        needed: |cx| {
            let needs = |def: &TypeDef| def.fields().any(|it| it.is_three_state(def) || it.is_any_or_absent(def));
            cx.api.types.iter().any(needs)
        },
    },
    OptionalModule {
        name: "open_enum",
        items: &["Unrecognized"],
        text: include_str!("../../runtime/open_enum.rs"),
        needed: |cx| has(cx, |kind| matches!(kind, TypeKind::Enum(Enum::Strings(_)))),
    },
    OptionalModule {
        name: "union",
        items: &["UnrecognizedValue"],
        text: include_str!("../../runtime/union.rs"),
        needed: |cx| has(cx, |kind| matches!(kind, TypeKind::Union(_))),
    },
    OptionalModule {
        name: "webhook",
        items: &["Webhook", "WebhookError"],
        text: include_str!("../../runtime/webhook.rs"),
        needed: |cx| !cx.api.webhooks.is_empty(),
    },
];

fn has(cx: Context<'_>, kind: fn(&TypeKind) -> bool) -> bool {
    cx.api.types.iter().any(|def| kind(&def.kind))
}
