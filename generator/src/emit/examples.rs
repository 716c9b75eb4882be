//! Emits `examples`: the document's own examples of responses, for the server in memory.

use super::{Context, Feature, Module, allow_deprecated, docs, operations};
use crate::ir::Status;
use proc_macro2::Literal;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let operations = cx.api.operations.iter().zip(&cx.names.operations);
    let examples = operations.filter_map(|(operation, names)| {
        let examples: Vec<_> = operation
            .responses
            .iter()
            .filter_map(|response| {
                let status = match response.status {
                    Status::Exact(status) => status,
                    Status::Class(class) => class * 100,
                    Status::Default if response.success => 200,
                    Status::Default => 500,
                };
                let (status, text) = (Literal::u16_unsuffixed(status), response.example.as_ref()?);
                Some(quote!((#status, #text)))
            })
            .collect();
        let name = &names.name;
        let allow = allow_deprecated(operations::is_deprecated(operation));
        (!examples.is_empty()).then(|| {
            quote! {
                #allow
                impl Examples for operations::#name {
                    const EXAMPLES: &'static [(u16, &'static str)] = &[#(#examples),*];
                }
            }
        })
    });
    let items = quote! {
        use super::{operations, runtime::mock::Examples};
        #(#examples)*
    };
    let docs = docs::inner_doc("The examples of responses that the document gives.");
    Module { feature: Some(Feature::Mock), ..Module::generated("examples", false, docs, items) }
}
