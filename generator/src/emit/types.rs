//! Emits `types`: the types that operations send and receive.

use super::{Content, Context, Module, allow_deprecated, deprecated, docs, member};
use crate::{
    ir::{Field, Struct, Type, TypeDef, TypeKind, Union, UnionVariant, Variant},
    names::{Ident, TypeNames},
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let open_enums = cx.api.types.iter().any(|def| matches!(def.kind, TypeKind::StringEnum(_)));
    let import_enums = open_enums.then(|| {
        quote!(
            use super::runtime::open_enum::{Unrecognized, open_enum};
        )
    });
    let unions = || {
        cx.api.types.iter().filter_map(|def| match &def.kind {
            TypeKind::Union(union) => Some((def, union)),
            _ => None,
        })
    };
    let tried = unions().filter(|(def, union)| def.received && union.tag.is_none());
    let tests: BTreeSet<_> =
        tried.flat_map(|(_, union)| &union.variants).map(|variant| variant_test(cx, variant)).collect();
    let tests = tests.into_iter().map(|test| format_ident!("{test}"));
    let import_unions =
        unions().next().map(|_| quote!(use super::runtime::union::{#(#tests,)* UnrecognizedValue, union};));
    let import_secret = uses(cx, &Type::Secret).then(|| {
        quote!(
            use super::runtime::secret::Secret;
        )
    });
    let file = uses(cx, &Type::File).then(|| quote!(File,));
    let multipart = |def: &TypeDef| matches!(&def.kind, TypeKind::Struct(object) if object.multipart);
    let import_multipart =
        cx.api.types.iter().any(multipart).then(|| quote!(use super::runtime::multipart::{#file Form, Multipart};));
    let types = cx.api.types.iter().zip(&cx.names.types).map(|(def, names)| emit_type(cx, def, names));
    let items = quote! {
        #import_enums
        #import_secret
        #import_unions
        #import_multipart
        #(#types)*
    };
    let docs = docs::inner_doc("The types that operations send and receive.");
    Module { name: "types", public: true, content: Content::Generated { docs, items }, feature: None }
}

/// Whether a type of the API is made of this type.
fn uses(cx: Context<'_>, sought: &Type) -> bool {
    fn made_of(ty: &Type, sought: &Type) -> bool {
        match ty {
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => made_of(inner, sought),
            other => other == sought,
        }
    }
    let made_of = |ty: &Type| made_of(ty, sought);
    cx.api.types.iter().any(|def| match &def.kind {
        TypeKind::Struct(object) => object.fields.iter().map(|field| &field.ty).chain(&object.rest).any(made_of),
        TypeKind::StringEnum(_) => false,
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).any(made_of),
        TypeKind::Alias(ty) => made_of(ty),
    })
}

fn emit_type(cx: Context<'_>, def: &TypeDef, names: &TypeNames) -> TokenStream {
    let fallback = match &def.origin {
        crate::ir::Origin::Component(name) => format!("The schema {}.", docs::code(&name.wire)),
        crate::ir::Origin::Inline(words) => format!("The schema of {}.", docs::code(&words.join("."))),
    };
    let mut prose = docs::prose(&def.docs, &fallback);
    if let Some(deprecation) = &def.deprecation {
        let note = deprecation.note.as_deref().map_or_else(String::new, |note| format!(": {}", docs::markdown(note)));
        prose = format!("{prose}\n\nDeprecated{note}.");
    }
    let doc = docs::doc(&prose);
    match &def.kind {
        TypeKind::Struct(object) => emit_struct(cx, &doc, def, object, names),
        TypeKind::StringEnum(variants) => emit_string_enum(&doc, variants, names),
        TypeKind::Union(union) => emit_union(cx, &doc, def, union, names),
        TypeKind::Alias(target) => {
            let name = &names.name;
            let target = cx.ty(target, &TokenStream::new());
            quote! {
                #doc
                pub type #name = #target;
            }
        }
    }
}

fn emit_struct(cx: Context<'_>, doc: &TokenStream, def: &TypeDef, object: &Struct, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let optional_only = object.fields.iter().all(|field| !field.required);
    let default = (def.sent && optional_only).then(|| quote!(, Default));
    let serialize = (def.sent && !object.multipart).then(|| quote!(, ::serde::Serialize));
    let deserialize = def.received.then(|| quote!(, ::serde::Deserialize));
    let open = (!def.sent).then(|| quote!(#[non_exhaustive]));
    let fields =
        object.fields.iter().zip(&names.members).map(|(field, name)| emit_field(cx, def, field, name, names, object));
    let rest = object.rest.as_ref().map(|ty| {
        let name = &names.rest;
        let ty = cx.ty(ty, &TokenStream::new());
        quote! {
            /// The members that are not listed.
            #[serde(flatten)]
            pub #name: ::std::collections::BTreeMap<String, #ty>,
        }
    });
    let constructor = (def.sent && !optional_only).then(|| emit_constructor(cx, object, names));
    let multipart = object.multipart.then(|| emit_parts(object, names));
    quote! {
        #doc
        #[derive(Clone, Debug #default #serialize #deserialize)]
        #open
        pub struct #name {
            #(#fields)*
            #rest
        }
        #constructor
        #multipart
    }
}

/// The members of a struct as the parts of a body.
fn emit_parts(object: &Struct, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let parts = object.fields.iter().zip(&names.members).map(|(field, member)| {
        let wire = &field.name.wire;
        match (&field.ty, field.required) {
            (Type::File, true) => quote!(form.file(#wire, &self.#member);),
            (Type::File, false) => quote!(self.#member.iter().for_each(|file| form.file(#wire, file));),
            (Type::Array(item), true) if **item == Type::File => {
                quote!(self.#member.iter().for_each(|file| form.file(#wire, file));)
            }
            (Type::Array(item), false) if **item == Type::File => {
                quote!(self.#member.iter().flatten().for_each(|file| form.file(#wire, file));)
            }
            _ => quote!(form.value(#wire, &self.#member);),
        }
    });
    let parts: Vec<_> = parts.collect();
    let form = if parts.is_empty() { quote!(_form) } else { quote!(form) };
    let allow = allow_deprecated(object.fields.iter().any(|field| field.deprecation.is_some()));
    quote! {
        #allow
        impl Multipart for #name {
            fn parts(&self, #form: &mut Form) {
                #(#parts)*
            }
        }
    }
}

fn emit_field(
    cx: Context<'_>,
    def: &TypeDef,
    field: &Field,
    name: &Ident,
    names: &TypeNames,
    object: &Struct,
) -> TokenStream {
    let doc = docs::doc(&docs::prose(&field.docs, &format!("The member {}.", docs::code(&field.name.wire))));
    let deprecated = deprecated(field.deprecation.as_ref(), |wire| {
        let index = object.fields.iter().position(|other| other.name.wire == wire)?;
        Some(names.members[index].as_str().to_owned())
    });
    let wire = &field.name.wire;
    let rename = (name.as_str().trim_start_matches("r#") != wire).then(|| quote!(rename = #wire));
    let rename = rename.filter(|_| !object.multipart);
    let skip =
        (!field.required && def.sent && !object.multipart).then(|| quote!(skip_serializing_if = "Option::is_none"));
    let attributes: Vec<_> = rename.into_iter().chain(skip).collect();
    let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
    let ty = field_type(cx, field);
    quote! {
        #doc
        #deprecated
        #serde
        pub #name: #ty,
    }
}

fn field_type(cx: Context<'_>, field: &Field) -> TokenStream {
    let here = TokenStream::new();
    let (inner, optional) = match &field.ty {
        Type::Nullable(inner) => (&**inner, true),
        other => (other, !field.required),
    };
    let inner = cx.ty(inner, &here);
    let inner = if field.boxed { quote!(Box<#inner>) } else { inner };
    if optional { quote!(Option<#inner>) } else { inner }
}

/// `new` with the required members, so that an optional member that is added later breaks nobody.
fn emit_constructor(cx: Context<'_>, object: &Struct, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let here = TokenStream::new();
    let mut arguments = Vec::new();
    let mut members = Vec::new();
    for (field, name) in object.fields.iter().zip(&names.members) {
        if field.required {
            let (ty, value) = match (&field.ty, field.boxed) {
                (Type::Nullable(_), _) => (field_type(cx, field), quote!(#name)),
                (_, true) => (cx.ty(&field.ty, &here), quote!(Box::new(#name))),
                (ty, false) => cx.argument(ty, &here, name),
            };
            arguments.push(quote!(#name: #ty));
            members.push(member(name, &value));
        } else {
            members.push(quote!(#name: None));
        }
    }
    let rest = &names.rest;
    members.extend(object.rest.as_ref().map(|_| quote!(#rest: ::std::collections::BTreeMap::new())));
    let many = (arguments.len() > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "as many as the API requires")]));
    let allow = allow_deprecated(object.fields.iter().any(|field| field.deprecation.is_some()));
    quote! {
        impl #name {
            /// With the required members; the others are absent.
            #many
            #allow
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#members),* }
            }
        }
    }
}

fn emit_string_enum(doc: &TokenStream, variants: &[Variant], names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let members = &names.members;
    let wires: Vec<_> = variants.iter().map(|variant| &variant.name.wire).collect();
    let docs = wires.iter().map(|wire| docs::doc(&docs::code(wire)));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#docs #members,)*
            /// A value that the document does not list.
            Unrecognized(Unrecognized),
        }
        open_enum!(#name, #(#members = #wires),*);
    }
}

fn emit_union(cx: Context<'_>, doc: &TokenStream, def: &TypeDef, union: &Union, names: &TypeNames) -> TokenStream {
    let (name, members) = (&names.name, &names.members);
    let variants = union.variants.iter().zip(members).map(|(variant, member)| {
        let doc = docs::doc(&docs::code(&variant.name.wire));
        let ty = cx.ty(&variant.ty, &TokenStream::new());
        // Boxed, so that a small variant is not as large as the largest.
        let object = matches!(cx.api.resolved(&variant.ty), Type::Named(_));
        let ty = if object { quote!(Box<#ty>) } else { ty };
        quote!(#doc #member(#ty),)
    });
    let read = def.received.then(|| match &union.tag {
        Some(tag) => {
            let tags = union.variants.iter().map(|variant| &variant.tags);
            let arms = members.iter().zip(tags).map(|(member, tags)| quote!(#member = #(#tags)|*));
            quote!(union!(read #name by #tag, #(#arms),*);)
        }
        None => {
            let required = union.variants.iter().map(|variant| &variant.members);
            let tests = union.variants.iter().map(|variant| format_ident!("{}", variant_test(cx, variant)));
            let arms = members.iter().zip(tests).zip(required);
            let arms = arms.map(|((member, test), required)| quote!(#member = #test [#(#required),*]));
            quote!(union!(read #name, #(#arms),*);)
        }
    });
    let write = def.sent.then(|| quote!(union!(write #name, #(#members),*);));
    quote! {
        #doc
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that is none of these, as it came.
            Unrecognized(UnrecognizedValue),
        }
        #read
        #write
    }
}

/// The test of the runtime that a value must pass before it is read as this variant.
fn variant_test(cx: Context<'_>, variant: &UnionVariant) -> &'static str {
    match cx.api.resolved(&variant.ty) {
        Type::Named(id) if matches!(cx.api.type_def(*id).kind, TypeKind::Struct(_)) => "object",
        _ => "any",
    }
}
