//! Emits `errors`: the bodies of all error responses as one enumeration, and the functions that read them.

use super::{Context, Item, Module, docs, event_stream};
use crate::{ir::Body, names::ErrorNames, plan::Form};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc("The bodies of error responses.");
    cx.module("errors", false, docs, 1, |cx| {
        let bodies: Vec<_> = cx.api.errors.iter().zip(&cx.names.errors).collect();
        let variants = bodies.iter().map(|(body, names)| {
            let ErrorNames { variant, accessor, reader: _ } = names;
            let ty = cx.form(&Form::body(body));
            quote!(#variant(#ty) = #accessor,)
        });
        let readers = bodies.iter().map(|(body, names)| emit_reader(cx, body, names));
        let define = cx.item(Item::ErrorBodies);
        // The macro names it.
        cx.item(Item::Error);
        let full = cx.full_types(&quote!(derive(PartialEq)));
        quote! {
            #define! {
                /// The body of an error response, by its schema. Which one comes is said with each operation; one that the
                /// document describes later is a variant more.
                #[derive(Clone, Debug)]
                #full
                #[non_exhaustive]
                pub enum ApiErrorBody { #(#variants)* }
            }
            #(#readers)*
        }
    })
}

fn emit_reader(cx: Context<'_>, body: &Body, names: &ErrorNames) -> TokenStream {
    let ErrorNames { variant, reader, .. } = names;
    let response = cx.item(Item::Response);
    let read = match body {
        Body::Empty => quote!(#response::empty(raw)),
        Body::Json(_) => quote!(#response::json_prefix(raw)),
        Body::Text(_) => quote!(#response::text(raw)),
        Body::Bytes => quote!(#response::bytes(raw)),
        Body::Events(events) => event_stream::emit_whole(cx, events),
    };
    quote! {
        pub(crate) fn #reader(raw: &::bytes::Bytes) -> Result<ApiErrorBody, String> {
            #read.map(ApiErrorBody::#variant)
        }
    }
}
