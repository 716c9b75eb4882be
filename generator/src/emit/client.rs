//! Emits `client`: one method for each operation, on the client of any mode.

use super::{Context, Item, Module, docs, operations};
use crate::{
    ir::{Operation, TagId},
    names::OperationNames,
    plan::OperationPlan,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc("The methods of the client, one for each operation.");
    cx.module("client", false, docs, 1, |cx| {
        let groups =
            cx.api.tags.iter().enumerate().map(|(index, tag)| (Some(TagId(index)), docs::code(&tag.name.wire)));
        let groups = groups.map(|(tag, name)| (tag, format!("The operations of {name}.")));
        let untagged = (None, "The operations of the API.".to_owned());
        groups.chain([untagged]).map(|(tag, about)| emit_group(cx, tag, &about)).collect()
    })
}

fn emit_group(cx: Context<'_>, tag: Option<TagId>, about: &str) -> TokenStream {
    let operations = cx.api.operations.iter().zip(&cx.names.operations).zip(&cx.plan.operations);
    let operations: Vec<_> = operations.filter(|((operation, _), _)| operation.tag == tag).collect();
    if operations.is_empty() {
        return TokenStream::new();
    }
    let methods = operations.iter().map(|((operation, names), plan)| emit_method(cx, operation, names, plan));
    let methods: Vec<_> = methods.collect();
    let doc = docs::doc(&format!("{about} Each method gives a call to complete and `send`."));
    let macro_ = cx.item(Item::Methods);
    for needed in [Item::Api, Item::Call, Item::Operations] {
        cx.item(needed);
    }
    quote! {
        #macro_! {
            #doc
            impl Api { #(#methods)* }
        }
    }
}

fn emit_method(cx: Context<'_>, operation: &Operation, names: &OperationNames, plan: &OperationPlan) -> TokenStream {
    let doc = docs::doc(&operations::operation_docs(cx, operation, plan));
    let deprecated = operations::operation_deprecated(cx, operation);
    let (name, method) = (&names.name, &names.method);
    let arguments = operations::emit_arguments(cx, operation, names, plan);
    quote!(#doc #deprecated fn #method(#(#arguments),*) -> #name;)
}
