//! Emits the root of the client: its documentation, and what it re-exports.

use super::{Context, Feature, Package, RootItem, Target, docs, package, runtime::has_own_dates};
use crate::ir::Docs;
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
        Target::File { .. } => (TokenStream::new(), TokenStream::new()),
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
            client::{Api, Call},
            config::{Config, ConfigBuilder},
            credentials::Credentials,
            #dates
            error::{ApiError, Error, ErrorKind},
            #events
            failure::{ConfigError, RequestError, TimeLimit, TransportError, UnexpectedResponse},
            header::Header,
            multipart::{File, Form, Multipart},
            nullable::Nullable,
            operation::Operation,
            options::CallOptions,
            read::Response,
            secret::Secret,
            settings::{Limits, Retry, Settings},
            transport::{Async, Blocking, BlockingTransport, CallInfo, Transport},
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
                read::{Read, Readers, bytes, empty, json, json_prefix, text},
                request::{RequestBuilder, ToBytes, ToMultipart},
                response::no_body,
                style::{FORM, FORM_JOINED, PIPE_DELIMITED, SIMPLE, SIMPLE_EXPLODED, SPACE_DELIMITED, Style},
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
                pub use runtime::{async_client::Client, hyper::Hyper};
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
