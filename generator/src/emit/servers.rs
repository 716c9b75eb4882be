//! Emits `servers`: the URLs of the servers that the document lists.

use super::{Context, Module, docs};
use crate::{
    ir::{Docs, Server, UrlPart},
    names::ServerNames,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let servers = cx.api.servers.iter().zip(&cx.names.servers);
    let items = servers.map(|(server, names)| emit_server(server, names)).collect();
    let docs = docs::inner_doc(
        "The servers of the API, to give to [`Config::with_base_url`](super::Config::with_base_url). The first is the \
         default. A URL without a scheme and a host is relative to where the document was published.",
    );
    Module::generated("servers", true, docs, items)
}

fn emit_server(server: &Server, names: &ServerNames) -> TokenStream {
    let prose = Docs { summary: None, description: server.description.clone() };
    let prose = docs::prose(&prose, &format!("The server {}.", docs::code(&server.url)));
    let url = &server.url;
    if server.variables.is_empty() {
        let (doc, constant) = (docs::doc(&prose), &names.name);
        return quote!(#doc pub const #constant: &str = #url;);
    }
    let mut text = format!("{prose}\n\n{}", docs::code(url));
    for variable in &server.variables {
        let description = variable.description.as_deref().map(|text| docs::line(text, "")).unwrap_or_default();
        let values: Vec<_> = variable.values.iter().map(|value| docs::code(value)).collect();
        let values = if values.is_empty() { String::new() } else { format!(" one of {},", values.join(", ")) };
        let (name, default) = (docs::code(&variable.name), docs::code(&variable.default));
        text = format!("{text}\n\n- {name}:{values} by default {default}. {description}");
    }
    let doc = docs::doc(text.trim_end());
    let (function, arguments) = (&names.name, &names.variables);
    let parts = server.parts().into_iter().map(|part| match part {
        UrlPart::Text(text) => quote!(#text),
        UrlPart::Variable(index) => {
            let argument = &names.variables[index];
            quote!(#argument)
        }
    });
    quote! {
        #doc
        #[must_use]
        pub fn #function(#(#arguments: &str),*) -> String {
            [#(#parts),*].concat()
        }
    }
}
