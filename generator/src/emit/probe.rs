//! Emits `probe`, for tests of the generator alone: every type that travels as JSON, the place of its schema in the
//! document, and a function that reads a text as that type and writes it back. No client has it unless it is asked for.

use super::{Context, Module, docs};
use crate::{
    ir::{Type, TypeDef, TypeKind},
    names::Ident,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let types = cx.api.types.iter().zip(&cx.names.types).filter(|(def, _)| is_json(def));
    let types = types.map(|(def, names)| {
        let (name, text, pointer) = (&names.name, plain(&names.name), def.pointer.as_str());
        let (kind, variants) = kind(cx, def, &names.members);
        quote! {
            Type {
                name: #text,
                pointer: #pointer,
                kind: #kind,
                variants: &[#(#variants),*],
                round_trip: round_trip::<super::types::#name>,
            },
        }
    });
    let items = quote! {
        /// A type.
        pub struct Type {
            /// What it is called in `types`.
            pub name: &'static str,
            /// Where its schema is in the document, as a JSON pointer (RFC 6901).
            pub pointer: &'static str,
            /// Whether it is a `struct`, an `enum`, a `union`, or something `other`.
            pub kind: &'static str,
            /// The variants of a union, with what each is made of: a place in the document, or a type without a name.
            pub variants: &'static [(&'static str, &'static str)],
            /// Reads JSON as this type. Out comes what is written for it, and the first word of what `Debug` says of
            /// it, which of an enumeration is the variant.
            pub round_trip: fn(&str) -> Result<(String, String), String>,
        }

        /// The types that travel as JSON.
        pub const TYPES: &[Type] = &[#(#types)*];

        /// Reads a text as it is read from a response, and writes it as it is written into a request.
        fn round_trip<T: ::serde::de::DeserializeOwned + ::serde::Serialize + ::core::fmt::Debug>(
            text: &str,
        ) -> Result<(String, String), String> {
            let value: T = super::runtime::response::json(&::bytes::Bytes::copy_from_slice(text.as_bytes()))?;
            let written = ::serde_json::to_string(&value).map_err(|error| error.to_string())?;
            let shown = format!("{value:?}");
            let word = shown.split(|char: char| !char.is_alphanumeric() && char != '_').next().unwrap_or_default();
            Ok((written, word.to_owned()))
        }
    };
    let docs = docs::inner_doc("What tests of the generator read and write values by; no part of the client.");
    Module::generated("probe", true, quote!(#docs #![doc(hidden)]), items)
}

/// Whether it is read and written as JSON by itself: bodies and their parts are not.
fn is_json(def: &TypeDef) -> bool {
    let written = match &def.kind {
        TypeKind::Struct(object) => !object.multipart,
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => true,
    };
    written && !def.kind.types().any(|ty| matches!(ty.innermost(), Type::Bytes | Type::File | Type::Form))
}

/// What a type is, through aliases, and of a union its variants.
fn kind(cx: Context<'_>, def: &TypeDef, members: &[Ident]) -> (&'static str, Vec<TokenStream>) {
    match &def.kind {
        TypeKind::Struct(_) => ("struct", Vec::new()),
        TypeKind::Enum(_) => ("enum", Vec::new()),
        TypeKind::Union(union) => {
            let variants = union.variants.iter().zip(members).map(|(variant, name)| {
                let (name, shape) = (plain(name), shape(cx, &variant.ty));
                quote!((#name, #shape))
            });
            ("union", variants.collect())
        }
        TypeKind::Alias(target) => match cx.api.resolved(target) {
            Type::Named(id) => kind(cx, cx.api.type_def(*id), &cx.names.types[id.0].members),
            _ => ("other", Vec::new()),
        },
        TypeKind::Tuple(_) => ("other", Vec::new()),
    }
}

/// A name as `Debug` writes it.
fn plain(name: &Ident) -> &str {
    name.as_str().trim_start_matches("r#")
}

/// A type in words: a named one is the place of its schema.
fn shape(cx: Context<'_>, ty: &Type) -> String {
    match ty {
        Type::Named(id) => cx.api.type_def(*id).pointer.as_str().to_owned(),
        Type::Array(item) => format!("[{}]", shape(cx, item)),
        Type::Map(value) => format!("{{{}}}", shape(cx, value)),
        Type::Nullable(inner) => format!("{}?", shape(cx, inner)),
        plain => format!("{plain:?}"),
    }
}
