//! Emits `client`: one method for each operation, on the client of any mode.

use super::{Context, Module, docs, operations};
use crate::{
    ir::{Operation, TagId, Type},
    names::OperationNames,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let operations = || cx.api.operations.iter().zip(&cx.names.operations);
    let groups = cx.api.tags.iter().enumerate().map(|(index, tag)| (Some(TagId(index)), docs::code(&tag.name.wire)));
    let groups = groups.map(|(tag, name)| (tag, format!("The operations of {name}.")));
    let untagged = (None, "The operations of the API.".to_owned());
    let blocks = groups.chain([untagged]).filter_map(|(tag, about)| {
        let methods = operations().filter(|(operation, _)| operation.tag == tag);
        let methods: Vec<_> = methods.map(|(operation, names)| emit_method(cx, operation, names)).collect();
        let doc = docs::doc(&format!("{about} Each method gives a call to complete and `send`."));
        (!methods.is_empty()).then(|| quote!(calls! { #doc impl Api { #(#methods)* } }))
    });
    let arguments = || operations().flat_map(|(operation, names)| operations::required(operation, names));
    let made_of = |ty: &Type| arguments().any(|(_, made)| made.is_made_of(ty));
    let named = arguments().any(|(_, ty)| matches!(ty.innermost(), Type::Named(_)));
    let import_types = named.then(|| quote!(types,));
    let import_secret = made_of(&Type::Secret).then(|| quote!(secret::Secret,));
    let import_form = made_of(&Type::Form).then(|| quote!(multipart::Form,));
    let import_base64 = made_of(&Type::Base64).then(|| quote!(base64::Base64,));
    let items = quote! {
        use super::{operations, runtime::{#import_base64 calls::calls, client::{Api, Call}, #import_form #import_secret}, #import_types};

        #(#blocks)*
    };
    let docs = docs::inner_doc("The methods of the client, one for each operation.");
    Module::generated("client", false, docs, items)
}

fn emit_method(cx: Context<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let doc = docs::doc(&operations::operation_docs(operation));
    let deprecated = operations::operation_deprecated(cx, operation);
    let (name, method) = (&names.name, &names.method);
    let arguments: Vec<_> = operations::required(operation, names)
        .map(|(name, ty)| {
            let (ty, _) = cx.argument(ty, &quote!(types::), name);
            quote!(#name: #ty)
        })
        .collect();
    let many = operations::many_arguments(arguments.len() + 1);
    quote! {
        #doc
        #deprecated
        #many
        fn #method(#(#arguments),*) -> operations::#name;
    }
}
