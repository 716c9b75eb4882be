//! Emits `client`: one method for each operation, on the client of any mode.

use super::{Context, Item, Module, allow_deprecated, docs, operations};
use crate::{
    ir::{Operation, TagId},
    names::OperationNames,
    plan::OperationPlan,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = cx.inner_doc("The methods of the client, one for each operation.");
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
    let doc = cx.doc(&format!("{about} Each method gives a call to complete and `send`."));
    let allow = allow_deprecated(operations.iter().any(|((operation, _), _)| operation.deprecation.is_some()));
    let api = cx.item(Item::Api);
    quote! {
        #doc
        #allow
        impl<M> #api<M> { #(#methods)* }
    }
}

fn emit_method(cx: Context<'_>, operation: &Operation, names: &OperationNames, plan: &OperationPlan) -> TokenStream {
    let doc = cx.doc(&operations::operation_docs(cx, operation, plan));
    let deprecated = operations::operation_deprecated(cx, operation);
    let (name, method) = (&names.name, &names.method);
    let arguments = operations::emit_arguments(cx, operation, names, plan);
    let values = plan.arguments.iter().map(|argument| operations::place(operation, names, argument.source).0);
    let many = (arguments.len() > 6)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "as many as the API requires")]));
    let (call, operations) = (cx.item(Item::Call), cx.item(Item::Operations));
    quote! {
        #doc
        #deprecated
        #many
        pub fn #method(&self, #(#arguments),*) -> #call<'_, M, #operations::#name> {
            self.call(#operations::#name::new(#(#values),*))
        }
    }
}
