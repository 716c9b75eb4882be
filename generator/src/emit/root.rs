//! Emits the root of the client: its documentation, what it re-exports, and the runtime that is copied into it.

use super::{Content, Context, Feature, Module, RootItem, docs};
use crate::ir::{Docs, TypeKind};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn docs(cx: Context<'_>) -> TokenStream {
    let api = cx.api;
    let description = Docs { summary: None, description: api.description.clone() };
    let title = docs::markdown(if api.title.is_empty() { "An HTTP API" } else { &api.title });
    let prose = docs::prose(&description, "");
    let version = docs::code(&api.version);
    docs::inner_doc(format!("{title}, version {version}.\n\n{prose}").trim_end())
}

pub(super) fn items(cx: Context<'_>) -> Vec<RootItem> {
    let base_url = cx.api.base_url.clone().unwrap_or_default();
    let open_enum = has_open_enum(cx).then(|| quote!(open_enum::Unrecognized,));
    let union = has_union(cx).then(|| quote!(union::UnrecognizedValue,));
    let always = quote! {
        pub use runtime::{
            client::{Api, Async, Blocking, BlockingTransport, Call, Transport},
            config::{Config, Limits},
            credentials::Credentials,
            multipart::{File, Multipart},
            error::{ApiError, ConfigError, Error, ErrorKind, RequestError, TransportError, UnexpectedResponse},
            operation::Operation,
            response::Response,
            secret::Secret,
            #open_enum
            #union
        };

        /// The first server of the document, or nothing where it names none.
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
    ]
}

pub(super) fn runtime(cx: Context<'_>) -> Module {
    let copied = |name, text| Module { name, public: true, content: Content::Copied(text), feature: None };
    let mut modules = vec![
        copied("client", include_str!("../../runtime/client.rs")),
        copied("config", include_str!("../../runtime/config.rs")),
        copied("credentials", include_str!("../../runtime/credentials.rs")),
        copied("error", include_str!("../../runtime/error.rs")),
        copied("multipart", include_str!("../../runtime/multipart.rs")),
        copied("operation", include_str!("../../runtime/operation.rs")),
        copied("request", include_str!("../../runtime/request.rs")),
        copied("response", include_str!("../../runtime/response.rs")),
        copied("secret", include_str!("../../runtime/secret.rs")),
        Module { feature: Some(Feature::Blocking), ..copied("blocking", include_str!("../../runtime/blocking.rs")) },
        Module { feature: Some(Feature::Hyper), ..copied("hyper", include_str!("../../runtime/hyper.rs")) },
    ];
    if has_open_enum(cx) {
        modules.push(copied("open_enum", include_str!("../../runtime/open_enum.rs")));
    }
    if has_union(cx) {
        modules.push(copied("union", include_str!("../../runtime/union.rs")));
    }
    let docs = docs::inner_doc("What does not depend on the document: errors, requests, responses and transports.");
    Module { name: "runtime", public: true, content: Content::Modules { docs, modules }, feature: None }
}

fn has_open_enum(cx: Context<'_>) -> bool {
    cx.api.types.iter().any(|def| matches!(def.kind, TypeKind::StringEnum(_)))
}

fn has_union(cx: Context<'_>) -> bool {
    cx.api.types.iter().any(|def| matches!(def.kind, TypeKind::Union(_)))
}
