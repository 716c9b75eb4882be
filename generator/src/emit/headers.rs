//! Emits `headers`: the headers of responses, with their types.

use super::{Context, Item, Module, deprecated, docs};
use crate::ir::Header;
use quote::quote;

/// How many operations are named in the documentation of a header.
const NAMED: usize = 5;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc(
        "The headers of responses, to give to [`Response::header`](super::Response::header) and \
         [`Error::header`](super::Error::header).",
    );
    cx.module("headers", true, docs, 1, |cx| {
        let headers = cx.api.headers.iter().zip(&cx.names.headers).map(|(header, name)| {
            let doc = docs::doc(&header_docs(header));
            let deprecated = deprecated(header.deprecation.as_ref(), |_| None);
            let (kind, ty, wire) = (cx.item(Item::Header), cx.ty(&header.ty), &header.name.wire);
            quote!(#doc #deprecated pub const #name: #kind<#ty> = #kind::new(#wire);)
        });
        headers.collect()
    })
}

fn header_docs(header: &Header) -> String {
    let prose = docs::prose(&header.docs, &format!("The header {}.", docs::code(&header.name.wire)));
    let named: Vec<_> = header.operations.iter().take(NAMED).map(|id| docs::code(id)).collect();
    let more = header.operations.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{prose}\n\nDocumented for {}{more}.", named.join(", "))
}
