//! Emits `headers`: the headers of responses, with their types.

use super::{Context, Module, deprecated, docs};
use crate::ir::{Header, Type};
use quote::quote;

/// How many operations are named in the documentation of a header.
const NAMED: usize = 5;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let headers = cx.api.headers.iter().zip(&cx.names.headers).map(|(header, name)| {
        let doc = docs::doc(&header_docs(header));
        let deprecated = deprecated(header.deprecation.as_ref(), |_| None);
        let (ty, wire) = (cx.ty(&header.ty, &quote!(types::)), &header.name.wire);
        quote!(#doc #deprecated pub const #name: Header<#ty> = Header::new(#wire);)
    });
    let uses = |sought: fn(&Type) -> bool| cx.api.headers.iter().any(|header| sought(header.ty.innermost()));
    let base64 = uses(|ty| *ty == Type::Base64).then(|| quote!(base64::Base64,));
    let secret = uses(|ty| *ty == Type::Secret).then(|| quote!(secret::Secret,));
    let types = uses(|ty| matches!(ty, Type::Named(_))).then(|| quote!(types,));
    let items = quote! {
        use super::{runtime::{#base64 header::Header, #secret}, #types};
        #(#headers)*
    };
    let docs = docs::inner_doc(
        "The headers of responses, to give to [`Response::header`](super::Response::header) and \
         [`Error::header`](super::Error::header).",
    );
    Module::generated("headers", true, docs, items)
}

fn header_docs(header: &Header) -> String {
    let prose = docs::prose(&header.docs, &format!("The header {}.", docs::code(&header.name.wire)));
    let named: Vec<_> = header.operations.iter().take(NAMED).map(|id| docs::code(id)).collect();
    let more = header.operations.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{prose}\n\nDocumented for {}{more}.", named.join(", "))
}
