//! Emits `credentials`: the security schemes of the document, and a constructor for the credential of each.

use super::{Context, Item, Module, docs};
use crate::{
    ir::{Placement, SecurityScheme},
    names::{Ident, SchemeNames},
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc("The security schemes of the API and the credentials that they take.");
    cx.module("credentials", false, docs, 1, |cx| {
        let schemes: Vec<_> = cx.api.schemes.iter().zip(&cx.names.schemes).collect();
        if schemes.is_empty() {
            return TokenStream::new();
        }
        let constants =
            cx.items(2, |cx| schemes.iter().map(|(scheme, names)| emit_scheme(cx, scheme, names)).collect());
        let constructors = schemes.iter().map(|(scheme, names)| emit_constructor(cx, scheme, names, schemes.len() > 1));
        let constructors: Vec<_> = constructors.collect();
        let credentials = cx.item(Item::Credentials);
        quote! {
            pub(crate) mod schemes {
                //! The security schemes of the document.

                #constants
            }

            impl #credentials {
                #(#constructors)*
            }
        }
    })
}

fn emit_scheme(cx: Context<'_>, scheme: &SecurityScheme, names: &SchemeNames) -> TokenStream {
    let (constant, name) = (&names.constant, &scheme.name.wire);
    let (kind, way) = (cx.item(Item::Scheme), cx.item(Item::Placement));
    let placement = match &scheme.placement {
        Placement::Basic => quote!(#way::Basic),
        Placement::Bearer => quote!(#way::Bearer),
        Placement::Authorization(name) => quote!(#way::Authorization(#name)),
        Placement::Header(name) => quote!(#way::Header(#name)),
        Placement::Query(name) => quote!(#way::Query(#name)),
        Placement::Cookie(name) => quote!(#way::Cookie(#name)),
    };
    quote!(pub(crate) static #constant: #kind = #kind { name: #name, placement: #placement };)
}

fn emit_constructor(cx: Context<'_>, scheme: &SecurityScheme, names: &SchemeNames, several: bool) -> TokenStream {
    let secret = cx.item(Item::Secret);
    let constant = &names.constant;
    let docs = crate::ir::Docs { summary: None, description: scheme.description.clone() };
    let doc =
        docs::doc(&docs::prose(&docs, &format!("The credential of the scheme {}.", docs::code(&scheme.name.wire))));
    let (arguments, values) = match scheme.placement {
        Placement::Basic => (quote!(user: impl Into<String>, password: impl Into<#secret>), quote!(user, password)),
        Placement::Bearer
        | Placement::Authorization(_)
        | Placement::Header(_)
        | Placement::Query(_)
        | Placement::Cookie(_) => (quote!(token: impl Into<#secret>), quote!("", token)),
    };
    let function = |name: &Ident, receiver: TokenStream, start: TokenStream| {
        quote! {
            #doc
            #[must_use]
            pub fn #name(#receiver #arguments) -> Self {
                #start.with(&schemes::#constant, #values)
            }
        }
    };
    let constructor = function(&names.constructor, TokenStream::new(), quote!(Self::none()));
    let setter = several.then(|| function(&names.setter, quote!(self,), quote!(self)));
    quote!(#constructor #setter)
}
