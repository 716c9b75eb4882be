//! Emits `webhooks`: the requests that the API sends, each as a struct of its parameters and its body that is read from a
//! request.

use super::{Context, Module, allow_deprecated, deprecated, docs, operations};
use crate::{
    ir::{Body, Location, Parameter, Type, Webhook},
    names::WebhookNames,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn emit(cx: Context<'_>) -> Module {
    let webhooks = || cx.api.webhooks.iter();
    let made_of = |ty: &Type| webhooks().flat_map(Webhook::types).any(|made| made.is_made_of(ty));
    let base64 = made_of(&Type::Base64).then(|| quote!(base64::Base64,));
    let secret = made_of(&Type::Secret).then(|| quote!(secret::Secret,));
    let response = webhooks().any(|it| it.body != Body::Empty).then(|| quote!(response,));
    let named = |ty: &Type| matches!(ty.innermost(), Type::Named(_));
    let types = webhooks().flat_map(Webhook::types).any(named).then(|| quote!(types,));
    let items = webhooks().zip(&cx.names.webhooks).map(|(webhook, names)| emit_webhook(cx, webhook, names));
    let items = quote! {
        use super::{runtime::{#base64 #response #secret webhook}, #types};
        use ::http::Method;
        #(#items)*
    };
    let docs = docs::inner_doc(
        "The webhooks: requests that the API sends to a server of yours. Each is a struct of its parameters and its body, \
         and is read by [`Webhook::read`](super::Webhook::read).",
    );
    Module::generated("webhooks", true, docs, items)
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
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #body
        }

        #allow
        impl webhook::Webhook for #name {
            const NAME: &'static str = #wire;
            const METHOD: Method = Method::#method;
            fn take(#received: &webhook::Received<'_>) -> Result<Self, String> {
                Ok(Self { #(#members)* #taken })
            }
        }
    }
}

/// The type of a parameter, and how its value is taken.
fn emit_parameter(cx: Context<'_>, parameter: &Parameter) -> (TokenStream, TokenStream) {
    let wire = &parameter.name.wire;
    let ty = if parameter.required {
        cx.ty(&parameter.ty, &operations::qualifier())
    } else {
        cx.optional(&parameter.ty, &operations::qualifier())
    };
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
    let ty = operations::body_type(cx, &webhook.body)?;
    let read = match &webhook.body {
        Body::Json(_) => quote!(response::json),
        Body::Text(_) => quote!(response::text),
        Body::Empty | Body::Bytes | Body::Events(_) => quote!(response::bytes),
    };
    let doc = docs::doc(&docs::prose(&webhook.body_docs, "The body."));
    let name = &names.body;
    Some(if webhook.body_required {
        (quote!(#doc pub #name: #ty,), quote!(#name: received.body(#read)?,))
    } else {
        // One that is `null` is as one that is not there.
        let (ty, flat) = match webhook.body.ty() {
            Some(Type::Nullable(_)) => (ty, Some(quote!(.flatten()))),
            _ => (quote!(Option<#ty>), None),
        };
        (quote!(#doc pub #name: #ty,), quote!(#name: received.optional_body(#read)? #flat,))
    })
}
