//! Emits `types`: the types that operations send and receive.

use super::{
    Context, Module, allow_deprecated, deprecated, docs, member,
    operations::{emit_form, emit_multipart},
};
use crate::{
    ir::{BodyVariant, Content, Enum, Field, Struct, Type, TypeDef, TypeKind, Union, UnionVariant, Variant},
    names::{Ident, TypeNames},
};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let emit_all = |part: Option<&str>| {
        let types = cx.api.types.iter().zip(&cx.names.types);
        let types: Vec<_> = types.filter(|(_, names)| part.is_none_or(|part| letter(names) == part)).collect();
        let imports = imports(cx, &types.iter().map(|(def, _)| *def).collect::<Vec<_>>(), part);
        let types = types.iter().map(|(def, names)| emit_type(cx, def, names));
        quote!(#imports #(#types)*)
    };
    let docs = docs::inner_doc("The types that operations send and receive.");
    if cx.api.types.len() <= MAX_TYPES {
        return Module::generated("types", true, docs, emit_all(None));
    }
    let letters: BTreeSet<_> = cx.names.types.iter().map(letter).collect();
    let parts = letters.into_iter().map(|first| {
        let docs = docs::inner_doc(&format!("The types whose names begin with {}.", first.to_ascii_uppercase()));
        Module::generated(first.clone(), false, docs, emit_all(Some(&first)))
    });
    Module::in_parts("types", true, docs, TokenStream::new(), parts.collect())
}

/// How many types one file holds; of more, each first letter has a file.
const MAX_TYPES: usize = 300;

/// The first letter of the name of a type.
fn letter(names: &TypeNames) -> String {
    let name = names.name.as_str().trim_start_matches("r#");
    let first = name.chars().next().filter(char::is_ascii_alphabetic);
    first.map_or_else(|| "other".to_owned(), |first| first.to_ascii_lowercase().to_string())
}

/// What types need of the runtime, and where they are in parts by letter, of the other parts.
fn imports(cx: Context<'_>, types: &[&TypeDef], part: Option<&str>) -> TokenStream {
    let kinds = || types.iter().map(|def| &def.kind);
    let made_of = |ty: &Type| kinds().flat_map(TypeKind::types).any(|made| made.is_made_of(ty));
    let multipart = kinds().any(|kind| matches!(kind, TypeKind::Struct(object) if object.multipart));
    let nullable = types.iter().any(|def| def.fields().any(|field| field.is_three_state(def)));
    let any = types.iter().any(|def| def.fields().any(|field| field.is_any_or_absent(def)));
    let strings = kinds().any(|kind| matches!(kind, TypeKind::Enum(Enum::Strings(_))));
    let integers = kinds().any(|kind| matches!(kind, TypeKind::Enum(Enum::Integers(_))));
    let union = kinds().any(|kind| matches!(kind, TypeKind::Union(_)));
    let bodies = || kinds().filter_map(|kind| if let TypeKind::Body(bodies) = kind { Some(bodies) } else { None });
    let body = bodies().next().is_some();
    let styled = |body: &BodyVariant| matches!(&body.content, Content::Form(styles) if !styles.is_empty());
    let request = bodies().flatten().any(styled).then(|| quote!(request));
    let constant = types.iter().any(|def| def.fields().any(|field| field.constant.is_some()));
    let read = types.iter().any(|def| def.received && matches!(def.kind, TypeKind::Union(_)));
    let imports = [
        ("base64", "Base64", made_of(&Type::Base64)),
        ("constant", "self", constant),
        ("integer_enum", "UnrecognizedInteger", integers),
        ("integer_enum", "integer_enum", integers),
        ("multipart", "File", made_of(&Type::File)),
        ("multipart", "Form", multipart || made_of(&Type::Form)),
        ("multipart", "Multipart", multipart),
        ("nullable", "Nullable", nullable),
        ("nullable", "self", any),
        ("open_enum", "Unrecognized", strings),
        ("open_enum", "open_enum", strings),
        ("request", "Body", body),
        ("request", "RequestBuilder", body),
        ("secret", "Secret", made_of(&Type::Secret)),
        ("union", "UnrecognizedValue", union),
        ("union", "self", read),
        ("union", "union", union),
    ];
    let imports = imports.into_iter().filter(|(_, _, needed)| *needed).map(|(module, item, _)| {
        let module = format_ident!("{module}");
        match item {
            "self" => quote!(#module),
            item => {
                let item = format_ident!("{item}");
                quote!(#module::#item)
            }
        }
    });
    let imports: Vec<_> = imports.chain(request).collect();
    let Some(part) = part else {
        return if imports.is_empty() { TokenStream::new() } else { quote!(use super::runtime::{#(#imports),*};) };
    };
    let held = kinds().flat_map(TypeKind::types).filter_map(|ty| match ty.innermost() {
        Type::Named(id) => Some(*id),
        _ => None,
    });
    let held: BTreeSet<_> = held.filter(|id| letter(&cx.names.types[id.0]) != part).collect();
    let held: Vec<_> = held.into_iter().map(|id| &cx.names.types[id.0].name).collect();
    let runtime = (!imports.is_empty()).then(|| quote!(use super::super::runtime::{#(#imports),*};));
    let held = (!held.is_empty()).then(|| quote!(use super::{#(#held),*};));
    quote!(#runtime #held)
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
        TypeKind::Enum(values) => emit_enum(&doc, values, names),
        TypeKind::Union(union) => emit_union(cx, &doc, def, union, names),
        TypeKind::Body(variants) => emit_body(cx, &doc, variants, names),
        TypeKind::Tuple(items) => {
            let name = &names.name;
            let items = items.iter().map(|item| cx.ty(item, &TokenStream::new()));
            quote! {
                #doc
                pub type #name = (#(#items,)*);
            }
        }
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
    let optional_only = object.fields.iter().all(|field| !field.required || field.constant.is_some());
    let constants = object.fields.iter().any(|field| field.constant.is_some());
    let default = (def.sent && optional_only && !constants).then(|| quote!(, Default));
    let serialize = (def.sent && !object.multipart).then(|| quote!(, ::serde::Serialize));
    let deserialize = def.received.then(|| quote!(, ::serde::Deserialize));
    let open = (!def.sent).then(|| quote!(#[non_exhaustive]));
    let rule = Rule::best(object, names);
    let rename_all = rule.name().filter(|_| !object.multipart).map(|rule| quote!(#[serde(rename_all = #rule)]));
    let fields = object
        .fields
        .iter()
        .zip(&names.members)
        .map(|(field, name)| emit_field(cx, def, field, name, names, object, rule));
    let rest = object.rest.as_ref().map(|ty| {
        let name = &names.rest;
        let ty = cx.ty(ty, &TokenStream::new());
        quote! {
            /// The members that are not listed.
            #[serde(flatten)]
            pub #name: ::std::collections::BTreeMap<String, #ty>,
        }
    });
    let constructor = (def.sent && (!optional_only || constants)).then(|| emit_constructor(cx, def, object, names));
    let multipart = object.multipart.then(|| emit_parts(object, names));
    quote! {
        #doc
        #[derive(Clone, Debug #default #serialize #deserialize)]
        #rename_all
        #open
        pub struct #name {
            #(#fields)*
            #rest
        }
        #constructor
        #multipart
    }
}

/// How serde makes the name of a member from that of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    None,
    Camel,
    Pascal,
    Kebab,
    ScreamingSnake,
}

impl Rule {
    /// The rule with which the fewest members need a name of their own.
    fn best(object: &Struct, names: &TypeNames) -> Self {
        let exceptions = |rule: &Self| {
            let members = object.fields.iter().zip(&names.members);
            let exceptions = members.filter(|(field, name)| rule.apply(name.as_str()) != field.name.wire).count();
            // A rule takes a line as well.
            exceptions + usize::from(*rule != Self::None)
        };
        if !names.members.iter().all(|name| name.as_str().is_ascii()) {
            // Serde's own rules know no other letters.
            return Self::None;
        }
        let rules = [Self::None, Self::Camel, Self::Pascal, Self::Kebab, Self::ScreamingSnake];
        rules.into_iter().min_by_key(exceptions).unwrap_or(Self::None)
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Camel => Some("camelCase"),
            Self::Pascal => Some("PascalCase"),
            Self::Kebab => Some("kebab-case"),
            Self::ScreamingSnake => Some("SCREAMING_SNAKE_CASE"),
        }
    }

    /// Whether serde must be told the name of a member. Rust has one form of a letter that can be written in several (NFC),
    /// which need not be that of the document.
    fn renames(self, field: &Ident, wire: &str) -> bool {
        self.apply(field.as_str()) != wire || !wire.is_ascii()
    }

    /// What serde makes of the name of a field.
    fn apply(self, field: &str) -> String {
        let field = field.trim_start_matches("r#");
        let pascal = || -> String { field.split('_').map(capitalised).collect() };
        match self {
            Self::None => field.to_owned(),
            Self::Pascal => pascal(),
            Self::Camel => {
                let pascal = pascal();
                let mut rest = pascal.chars();
                rest.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + rest.as_str())
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingSnake => field.to_ascii_uppercase(),
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + rest.as_str())
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
    rule: Rule,
) -> TokenStream {
    if let Some(constant) = &field.constant {
        return emit_constant(def, field, name, object, rule, constant);
    }
    let doc = docs::doc(&docs::prose(&field.docs, &format!("The member {}.", docs::code(&field.name.wire))));
    let deprecated = deprecated(field.deprecation.as_ref(), |wire| {
        let index = object.fields.iter().position(|other| other.name.wire == wire)?;
        Some(names.members[index].as_str().to_owned())
    });
    let wire = &field.name.wire;
    let rename = rule.renames(name, wire) && !object.multipart;
    let rename = rename.then(|| quote!(rename = #wire));
    let three = field.is_three_state(def);
    let absent = if three { "Nullable::is_absent" } else { "Option::is_none" };
    let skip = (!field.required && def.sent && !object.multipart).then(|| quote!(skip_serializing_if = #absent));
    let any = field.is_any_or_absent(def);
    // Serde knows on its own only that an `Option` may be missing.
    let default = ((three && def.received) || any).then(|| quote!(default));
    let present = any.then(|| quote!(deserialize_with = "nullable::present"));
    let attributes: Vec<_> = rename.into_iter().chain(default).chain(present).chain(skip).collect();
    let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
    let ty = field_type(cx, def, field);
    quote! {
        #doc
        #deprecated
        #serde
        pub #name: #ty,
    }
}

/// A member with one value: private, for nobody has to know it. What is never written begins with an underscore.
fn emit_constant(
    def: &TypeDef,
    field: &Field,
    name: &Ident,
    object: &Struct,
    rule: Rule,
    value: &Value,
) -> TokenStream {
    let doc = docs::doc(&format!("Always {}.", docs::code(&value.to_string())));
    let wire = &field.name.wire;
    let member = constant_name(def, name);
    let renamed = !object.multipart && (rule.renames(name, wire) || !def.sent);
    let rename = renamed.then(|| quote!(rename = #wire));
    let skip =
        (!field.required && def.sent && !object.multipart).then(|| quote!(skip_serializing_if = "Option::is_none"));
    let attributes: Vec<_> = rename.into_iter().chain(skip).collect();
    let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
    let ty = if field.required { quote!(constant::Constant) } else { quote!(Option<constant::Constant>) };
    quote!(#doc #serde #member: #ty,)
}

fn constant_name(def: &TypeDef, name: &Ident) -> TokenStream {
    if def.sent {
        return quote!(#name);
    }
    let hidden = format_ident!("_{}", name.as_str().trim_start_matches("r#"));
    quote!(#hidden)
}

/// The literal of a text, a number or a boolean.
fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Bool(value) => quote!(#value),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64().unwrap_or_default()) {
            (Some(number), ..) if number < 0 => negative(Literal::u64_unsuffixed(number.unsigned_abs())),
            (Some(number), ..) => grouped(Literal::i64_unsuffixed(number)).into_token_stream(),
            (None, Some(number), _) => grouped(Literal::u64_suffixed(number)).into_token_stream(),
            (None, None, number) if number < 0.0 => negative(Literal::f64_unsuffixed(-number)),
            (None, None, number) => grouped(Literal::f64_unsuffixed(number)).into_token_stream(),
        },
        // Constants are no lists, objects or `null`.
        text => Literal::string(text.as_str().unwrap_or_default()).into_token_stream(),
    }
}

/// A literal has no sign of its own.
fn negative(positive: Literal) -> TokenStream {
    let positive = grouped(positive);
    quote!(-#positive)
}

/// The literal of a number with its digits in groups of three, as they are read best.
fn grouped(literal: Literal) -> Literal {
    let text = literal.to_string();
    let end = text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    let digits = whole.char_indices().map(|(at, digit)| match (end - at) % 3 {
        0 if at > 0 => format!("_{digit}"),
        _ => digit.to_string(),
    });
    let fraction = rest.char_indices().map(|(at, digit)| match at % 3 {
        1 if at > 1 && rest.starts_with('.') && digit.is_ascii_digit() => format!("_{digit}"),
        _ => digit.to_string(),
    });
    let text: String = digits.chain(fraction).collect();
    text.parse().unwrap_or(literal)
}

fn field_type(cx: Context<'_>, def: &TypeDef, field: &Field) -> TokenStream {
    let here = TokenStream::new();
    let (inner, optional) = match &field.ty {
        Type::Nullable(inner) => (&**inner, true),
        other => (other, !field.required),
    };
    let inner = cx.ty(inner, &here);
    let inner = if field.boxed { quote!(Box<#inner>) } else { inner };
    match optional {
        true if field.is_three_state(def) => quote!(Nullable<#inner>),
        true => quote!(Option<#inner>),
        false => inner,
    }
}

/// `new` with the required members, so that an optional member that is added later breaks nobody.
fn emit_constructor(cx: Context<'_>, def: &TypeDef, object: &Struct, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let here = TokenStream::new();
    let mut arguments = Vec::new();
    let mut members = Vec::new();
    for (field, name) in object.fields.iter().zip(&names.members) {
        if let Some(constant) = &field.constant {
            let literal = literal(constant);
            let value = quote!(constant::Constant::from(#literal));
            let value = if field.required { value } else { quote!(Some(#value)) };
            members.push(member(name, &value));
        } else if field.required {
            let (ty, value) = match (&field.ty, field.boxed) {
                (Type::Nullable(_), _) => (field_type(cx, def, field), quote!(#name)),
                (_, true) => (cx.ty(&field.ty, &here), quote!(Box::new(#name))),
                (ty, false) => cx.argument(ty, &here, name),
            };
            arguments.push(quote!(#name: #ty));
            members.push(member(name, &value));
        } else if field.is_three_state(def) {
            members.push(quote!(#name: Nullable::Absent));
        } else {
            members.push(quote!(#name: None));
        }
    }
    let rest = &names.rest;
    members.extend(object.rest.as_ref().map(|_| quote!(#rest: ::std::collections::BTreeMap::new())));
    let many = (arguments.len() > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "as many as the API requires")]));
    let allow = allow_deprecated(object.fields.iter().any(|field| field.deprecation.is_some()));
    if arguments.is_empty() {
        return quote! {
            #allow
            impl Default for #name {
                fn default() -> Self {
                    Self { #(#members),* }
                }
            }
        };
    }
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

fn emit_enum(doc: &TokenStream, values: &Enum, names: &TypeNames) -> TokenStream {
    let (name, members) = (&names.name, &names.members);
    match values {
        Enum::Strings(variants) => {
            let values = variants.iter().map(|variant| &variant.value);
            let docs = variants.iter().map(variant_doc);
            quote!(open_enum! { #doc pub enum #name { #(#docs #members = #values,)* } })
        }
        Enum::Integers(variants) => {
            let values = variants.iter().map(|variant| Literal::i64_unsuffixed(variant.value));
            let docs = variants.iter().map(variant_doc);
            quote!(integer_enum! { #doc pub enum #name { #(#docs #members = #values,)* } })
        }
    }
}

fn variant_doc<T>(variant: &Variant<T>) -> Option<TokenStream> {
    // The value itself stands behind it.
    variant.description.as_ref().map(|text| docs::doc(&format!("{}\n\n", docs::markdown(text))))
}

/// A body in one of several media types. What is best to send needs no variant.
fn emit_body(cx: Context<'_>, doc: &TokenStream, bodies: &[BodyVariant], names: &TypeNames) -> TokenStream {
    let (name, members) = (&names.name, &names.members);
    let types: Vec<_> = bodies.iter().map(|body| cx.ty(&body.ty, &TokenStream::new())).collect();
    let docs = bodies.iter().map(|body| docs::doc(&docs::code(&body.media_type)));
    let arms = bodies.iter().zip(members).map(|(BodyVariant { media_type, content, ty, .. }, member)| {
        let step = match content {
            Content::Json => quote!(json(#media_type, body)),
            Content::Form(styles) => emit_form(media_type, &quote!(body), styles),
            Content::Multipart(types) => emit_multipart(&quote!(Some(body)), types),
            Content::Text if *ty != Type::String => quote!(text(#media_type, body)),
            Content::Text => quote!(bytes(#media_type, Some(::bytes::Bytes::from(body.clone())))),
            Content::Bytes | Content::Choice => quote!(bytes(#media_type, Some(body.clone()))),
        };
        quote!(Self::#member(body) => request.#step,)
    });
    let best = members.iter().zip(&types).next().map(|(member, ty)| {
        quote! {
            impl From<#ty> for #name {
                fn from(body: #ty) -> Self {
                    Self::#member(body)
                }
            }
        }
    });
    quote! {
        #doc
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#docs #members(#types),)* }
        #best
        impl Body for #name {
            fn write(&self, request: RequestBuilder) -> RequestBuilder {
                match self { #(#arms)* }
            }
        }
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
            let arms = union.variants.iter().zip(members).map(|(variant, member)| {
                let way = format_ident!("{}", variant_way(cx, variant));
                let constant = |name: &str| {
                    let (_, value) = variant.constants.iter().find(|(constant, _)| constant == name)?;
                    let value = literal(value);
                    Some(quote!(= #value))
                };
                let required = variant.members.iter().map(|name| {
                    let constant = constant(name);
                    quote!(#name #constant)
                });
                let optional = variant.constants.iter().filter(|(name, _)| !variant.members.contains(name));
                let optional: Vec<_> =
                    optional.filter_map(|(name, _)| constant(name).map(|it| quote!(#name #it))).collect();
                let optional = (!optional.is_empty()).then(|| quote!([#(#optional),*]));
                quote!(#member = #way [#(#required),*] #optional)
            });
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

/// The function of the runtime that reads a value as this variant.
fn variant_way(cx: Context<'_>, variant: &UnionVariant) -> &'static str {
    match cx.api.resolved(&variant.ty) {
        Type::Named(id) => match &cx.api.type_def(*id).kind {
            TypeKind::Struct(_) => "object",
            TypeKind::Union(_) => "nested",
            TypeKind::Enum(_) | TypeKind::Body(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => "any",
        },
        ty => match ty.innermost() {
            Type::Date | Type::DateTime | Type::Uuid | Type::Base64 => "exact",
            _ => "any",
        },
    }
}
