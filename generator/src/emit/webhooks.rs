//! Emits `webhooks`: the requests that the API sends, each as a struct of its parameters and its body that is read from a
//! request.

use super::{Context, Item, Module, allow_deprecated, deprecated, docs, operations};
use crate::{
    ir::{Body, Location, Parameter, Type, Webhook},
    names::WebhookNames,
    plan::Form,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc(
        "The webhooks: requests that the API sends to a server of yours. Each is a struct of its parameters and its body, \
         and is read by [`Webhook::read`](super::Webhook::read).",
    );
    cx.module("webhooks", true, docs, 1, |cx| {
        let webhooks = cx.api.webhooks.iter().zip(&cx.names.webhooks);
        webhooks.map(|(webhook, names)| emit_webhook(cx, webhook, names)).collect()
    })
}

fn emit_webhook(cx: Context<'_>, webhook: &Webhook, names: &WebhookNames) -> TokenStream {
    let (name, wire) = (&names.name, &webhook.name.wire);
    let doc = docs::doc(&docs::prose(&webhook.docs, &format!("The webhook {}.", docs::code(wire))));
    let deprecated = deprecated(webhook.deprecation.as_ref(), |wire| {
        let index = cx.api.webhooks.iter().position(|other| other.name.wire == wire)?;
        Some(cx.names.webhooks[index].name.as_str().to_owned())
    });
    let parameters = webhook.parameters.iter().zip(&names.parameters);
    let (fields, members): (Vec<_>, Vec<_>) = parameters
        .map(|(parameter, name)| {
            let doc = docs::doc(&operations::parameter_docs(parameter));
            let deprecated = super::deprecated(parameter.deprecation.as_ref(), |_| None);
            let (ty, value) = emit_parameter(cx, parameter);
            (quote!(#doc #deprecated pub #name: #ty,), quote!(#name: #value?,))
        })
        .unzip();
    let (body, taken) = emit_body(cx, webhook, names).unzip();
    let received = if members.is_empty() && body.is_none() { quote!(_received) } else { quote!(received) };
    let method = format_ident!("{}", webhook.method.as_str());
    let is_deprecated = webhook.deprecation.is_some() || webhook.parameters.iter().any(|it| it.deprecation.is_some());
    let allow = allow_deprecated(is_deprecated);
    let module = cx.item(Item::Webhook);
    let full = cx.full_types(&quote!(derive(PartialEq)));
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug)]
        #full
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #body
        }

        #allow
        impl #module::Webhook for #name {
            const NAME: &'static str = #wire;
            const METHOD: ::http::Method = ::http::Method::#method;
            fn take(#received: &#module::Received<'_>) -> Result<Self, String> {
                Ok(Self { #(#members)* #taken })
            }
        }
    }
}

/// The type of a parameter, and how its value is taken.
fn emit_parameter(cx: Context<'_>, parameter: &Parameter) -> (TokenStream, TokenStream) {
    let wire = &parameter.name.wire;
    let ty = cx.form(&Form::part(&parameter.ty, parameter.required));
    let take = match (parameter.location, parameter.required) {
        (Location::Header, true) => quote!(header),
        (Location::Header, false) => quote!(optional_header),
        (Location::Query | Location::Path | Location::Cookie, true) => quote!(query),
        (Location::Query | Location::Path | Location::Cookie, false) => quote!(optional_query),
    };
    (ty, quote!(received.#take(#wire)))
}

/// The field of the body and how it is taken, unless there is none.
fn emit_body(cx: Context<'_>, webhook: &Webhook, names: &WebhookNames) -> Option<(TokenStream, TokenStream)> {
    let form = Form::received(webhook)?;
    let (ty, module) = (cx.form(&form), cx.item(Item::Response));
    let read = match &webhook.body {
        Body::Json(_) => quote!(#module::json),
        Body::Text(_) => quote!(#module::text),
        Body::Empty | Body::Bytes | Body::Events(_) => quote!(#module::bytes),
    };
    let doc = docs::doc(&docs::prose(&webhook.body_docs, "The body."));
    let name = &names.body;
    let taken = if webhook.body_required {
        quote!(received.body(#read)?)
    } else {
        let flat = matches!(webhook.body.ty(), Some(Type::Nullable(_))).then(|| quote!(.flatten()));
        quote!(received.optional_body(#read)? #flat)
    };
    Some((quote!(#doc pub #name: #ty,), quote!(#name: #taken,)))
}
