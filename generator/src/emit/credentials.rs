//! Emits `credentials`: the security schemes of the document, and a constructor for the credential of each.

use super::{Context, Module, docs};
use crate::{
    ir::{Placement, SecurityScheme},
    names::{Ident, SchemeNames},
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let schemes: Vec<_> = cx.api.schemes.iter().zip(&cx.names.schemes).collect();
    let constants = schemes.iter().map(|(scheme, names)| emit_scheme(scheme, names));
    let constructors = schemes.iter().map(|(scheme, names)| emit_constructor(scheme, names, schemes.len() > 1));
    let items = quote! {
            use super::runtime::{credentials::Credentials, secret::Secret};

            pub(crate) mod schemes {
                //! The security schemes of the document.

                use super::super::runtime::credentials::{Placement, Scheme};

                #(#constants)*
            }

            impl Credentials {
                #(#constructors)*
            }
    };
    let docs = docs::inner_doc("The security schemes of the API and the credentials that they take.");
    Module::generated("credentials", false, docs, items)
}

fn emit_scheme(scheme: &SecurityScheme, names: &SchemeNames) -> TokenStream {
    let (constant, name) = (&names.constant, &scheme.name.wire);
    let placement = match &scheme.placement {
        Placement::Basic => quote!(Basic),
        Placement::Bearer => quote!(Bearer),
        Placement::Authorization(name) => quote!(Authorization(#name)),
        Placement::Header(name) => quote!(Header(#name)),
        Placement::Query(name) => quote!(Query(#name)),
        Placement::Cookie(name) => quote!(Cookie(#name)),
    };
    quote!(pub(crate) static #constant: Scheme = Scheme { name: #name, placement: Placement::#placement };)
}

fn emit_constructor(scheme: &SecurityScheme, names: &SchemeNames, several: bool) -> TokenStream {
    let constant = &names.constant;
    let docs = crate::ir::Docs { summary: None, description: scheme.description.clone() };
    let doc =
        docs::doc(&docs::prose(&docs, &format!("The credential of the scheme {}.", docs::code(&scheme.name.wire))));
    let (arguments, values) = match scheme.placement {
        Placement::Basic => (quote!(user: impl Into<String>, password: impl Into<Secret>), quote!(user, password)),
        Placement::Bearer
        | Placement::Authorization(_)
        | Placement::Header(_)
        | Placement::Query(_)
        | Placement::Cookie(_) => (quote!(token: impl Into<Secret>), quote!("", token)),
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
