//! Emits `examples`: the document's own examples of responses, for the server in memory.

use super::{Context, Feature, Item, Module, allow_deprecated, docs};
use crate::ir::{Operation, Response, Status};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc("The examples of responses that the document gives; an operation can have none.");
    let module = cx.module("examples", false, docs, 1, |cx| {
        let operations = cx.api.operations.iter().zip(&cx.names.operations).zip(&cx.plan.operations);
        let examples = operations.map(|((operation, names), plan)| {
            let examples = emit_examples(operation);
            let name = &names.name;
            let allow = allow_deprecated(plan.is_deprecated);
            let (trait_, operations) = (cx.item(Item::Examples), cx.item(Item::Operations));
            quote!(#allow impl #trait_ for #operations::#name { #examples })
        });
        examples.collect()
    });
    Module { feature: Some(Feature::Mock), ..module }
}

fn emit_examples(operation: &Operation) -> Option<TokenStream> {
    let status = |response: &Response| match response.status {
        Status::Exact(status) => status,
        Status::Class(class) => class * 100,
        Status::Default if response.success => 200,
        Status::Default => 500,
    };
    let examples = operation.responses.iter().filter_map(|response| {
        let (status, text) = (Literal::u16_unsuffixed(status(response)), response.example.as_ref()?);
        Some(quote!((#status, #text)))
    });
    let examples: Vec<_> = examples.collect();
    let known = quote!(const EXAMPLES: &'static [(u16, &'static str)] = &[#(#examples),*];);
    (!examples.is_empty()).then_some(known)
}
