//! Emits `types`: the types that operations send and receive.

use super::{Context, Item, Module, Section, allow_deprecated, chained, deprecated, docs};
use crate::{
    ir::{Enum, Field, Origin, Struct, TagId, Type, TypeDef, TypeKind, Union, Variant},
    names::{Ident, TypeNames},
    plan::{FieldPlan, Form, MemberWay, Part, Presence, Shape, StructPlan, Traits, TypePlan, Way},
};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};
use serde_json::Value;

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc(
        "The types that operations send and receive.\n\n\
         What is sent is made by `new`, which takes what is required, and has a setter for what is optional. The fields of \
         every type are public; new ones can come.",
    );
    Module::in_sections("types", true, docs, emit_all(cx, None, 1), sections(cx))
}

/// The types of the operations of each tag.
pub(super) fn sections(cx: Context<'_>) -> Vec<Section> {
    Section::of_tags(cx, &cx.plan.type_files.tags, false, emit_section)
}

fn emit_section(cx: Context<'_>, tag: TagId) -> TokenStream {
    let wire = docs::code(&cx.api.tags[tag.0].name.wire);
    let docs = docs::inner_doc(&format!("The types of the operations of {wire}."));
    chained([docs, emit_all(cx, Some(tag), 2)])
}

fn emit_all(cx: Context<'_>, part: Part, depth: usize) -> TokenStream {
    let files = &cx.plan.type_files;
    let mut elsewhere = TokenStream::new();
    let items = cx.items(depth, |cx| {
        let here = files.of(part);
        let types = here.iter();
        let types = types.map(|id| emit_type(cx, &cx.api.types[*id], &cx.names.types[*id], &cx.plan.types[*id]));
        let types: TokenStream = types.collect();
        let constructors = emit_constructors(cx, here);
        // Beside the files of tags all types are in scope.
        let named = cx.imports.types().into_iter().filter(|id| part.is_some() && files.place(id.0) != part);
        let named: Vec<_> = named.map(|id| &cx.names.types[id.0].name).collect();
        if !named.is_empty() {
            elsewhere = quote!(use super::{#(#named),*};);
        }
        chained([types, constructors])
    });
    chained([elsewhere, items])
}

fn emit_type(cx: Context<'_>, def: &TypeDef, names: &TypeNames, plan: &TypePlan) -> TokenStream {
    let fallback = match &def.origin {
        Origin::Component(name) => format!("The schema {}.", docs::code(&name.wire)),
        Origin::Inline(words) => format!("The schema of {}.", docs::code(&words.join("."))),
    };
    let mut prose = docs::prose(&def.docs, &fallback);
    if let Some(deprecation) = &def.deprecation {
        let note = deprecation.note.as_deref().map(|note| docs::line(note, "")).unwrap_or_default();
        let note = if note.is_empty() { note } else { format!(": {note}") };
        prose = format!("{prose}\n\nDeprecated{note}.");
    }
    let doc = docs::doc(&prose);
    let derives: Vec<_> = def.derives.iter().filter_map(|path| path.parse::<TokenStream>().ok()).collect();
    let derives = if derives.is_empty() { TokenStream::new() } else { quote!(#[derive(#(#derives),*)]) };
    if let (TypeKind::Struct(object), Some(of_object)) = (&def.kind, &plan.object) {
        return emit_struct(cx, [doc, derives], object, names, plan.traits, of_object);
    }
    match &def.kind {
        // Each has its plan.
        TypeKind::Struct(_) => TokenStream::new(),
        TypeKind::Enum(values) => emit_enum(cx, &chained([doc, derives]), values, names),
        TypeKind::Union(union) => emit_union(cx, [doc, derives], union, names, plan),
        TypeKind::Tuple(items) => {
            let name = &names.name;
            let items = items.iter().map(|item| cx.local_type(item));
            quote! {
                #doc
                pub type #name = (#(#items,)*);
            }
        }
        TypeKind::Alias(target) => {
            let name = &names.name;
            let target = cx.local_type(target);
            quote! {
                #doc
                pub type #name = #target;
            }
        }
    }
}

fn emit_struct(
    cx: Context<'_>,
    [doc, derives]: [TokenStream; 2],
    object: &Struct,
    names: &TypeNames,
    traits: Traits,
    plan: &StructPlan,
) -> TokenStream {
    let name = &names.name;
    let full = emit_full(cx, traits);
    let fields = object.fields.iter().zip(&plan.fields).zip(&names.members);
    let fields = fields.map(|((field, plan), name)| emit_field(cx, field, plan, name, names, object));
    let rest = object.rest.as_ref().map(|ty| {
        let (name, ty) = (&names.rest, cx.local_form(&Form::Map(ty)));
        quote!(#[rest] pub #name: #ty,)
    });
    let builder = plan.has_setters(object).then(|| emit_builder(cx, object, names, plan));
    let multipart = object.multipart.then(|| emit_parts(cx, object, names, plan));
    let fields = quote!(#(#fields,)* #rest);
    let definition = match object_macro(cx, traits) {
        Some(object) => quote!(#object! { #doc #full #derives pub struct #name { #fields } }),
        None => quote! {
            #doc
            #full
            #derives
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub struct #name { #fields }
        },
    };
    chained([Some(definition), builder, multipart].into_iter().flatten())
}

/// The macro that defines an object, unless it is no JSON.
fn object_macro(cx: Context<'_>, traits: Traits) -> Option<TokenStream> {
    let item = match (traits.serialize, traits.deserialize) {
        (Presence::Always, Presence::Always) => Item::ObjectMacro,
        (Presence::Always, _) => Item::Sent,
        (_, Presence::Always) => Item::Received,
        (Presence::Full | Presence::Never, _) => return None,
    };
    cx.item(Item::Object);
    Some(cx.item(item))
}

/// What an object derives with the feature for full types. Its macro adds the other direction under the same predicate.
fn emit_full(cx: Context<'_>, traits: Traits) -> TokenStream {
    let eq = traits.eq.then(|| quote!(Eq));
    let hash = traits.hash.then(|| quote!(Hash));
    let derived = [Some(quote!(PartialEq)), eq, hash].into_iter().flatten();
    cx.full_types(&quote!(derive(#(#derived),*)))
}

/// The members of a struct as the parts of a body.
fn emit_parts(cx: Context<'_>, object: &Struct, names: &TypeNames, plan: &StructPlan) -> TokenStream {
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
    let allow = allow_deprecated(plan.is_deprecated);
    let (multipart, form_type) = (cx.item(Item::Multipart), cx.item(Item::Form));
    quote! {
        #allow
        impl #multipart for #name {
            fn parts(&self, #form: &mut #form_type) {
                #(#parts)*
            }
        }
    }
}

fn emit_field(
    cx: Context<'_>,
    field: &Field,
    plan: &FieldPlan,
    name: &Ident,
    names: &TypeNames,
    object: &Struct,
) -> TokenStream {
    let ty = Form::field(field, plan).map_or_else(|| emit_constant_type(cx, plan), |form| cx.local_form(&form));
    let (doc, deprecated, public, name) = match (&field.constant, plan.shape) {
        (Some(value), Shape::Constant { written, .. }) => {
            let doc = docs::doc(&format!("Always {}.", docs::code(&value.to_string())));
            (doc, TokenStream::new(), None, constant_name(written, name))
        }
        _ => {
            let prose = docs::prose(&field.docs, "");
            let unsent = matches!(plan.way, MemberWay::ReadOnly | MemberWay::ReadOnlyRequired);
            let unsent = unsent.then(|| "It is received, never sent.".to_owned());
            let prose = Some(prose).filter(|prose| !prose.is_empty());
            let doc = docs::doc(&prose.into_iter().chain(unsent).collect::<Vec<_>>().join("\n\n"));
            let deprecated = field_deprecated(field, object, &names.members);
            (doc, deprecated, Some(quote!(pub)), quote!(#name))
        }
    };
    let way = (!object.multipart).then(|| {
        let (way, wire) = (member_way(plan.way), &field.name.wire);
        quote!(= #way(#wire))
    });
    quote!(#doc #deprecated #public #name: #ty #way)
}

fn member_way(way: MemberWay) -> TokenStream {
    match way {
        MemberWay::Required => quote!(required),
        MemberWay::Optional => quote!(optional),
        MemberWay::Nullable => quote!(nullable),
        MemberWay::Any => quote!(any),
        MemberWay::ReadOnly => quote!(read_only),
        MemberWay::ReadOnlyRequired => quote!(read_only_required),
    }
}

/// The field of a member with one value.
fn emit_constant_type(cx: Context<'_>, plan: &FieldPlan) -> TokenStream {
    let constant = cx.item(Item::Constant);
    match plan.shape {
        Shape::Constant { required: false, .. } => quote!(Option<#constant::Constant>),
        Shape::Constant { required: true, .. } | Shape::Plain | Shape::Optional | Shape::ThreeState => {
            quote!(#constant::Constant)
        }
    }
}

/// The deprecation of a member, with what its replacement is called among these.
fn field_deprecated(field: &Field, object: &Struct, called: &[Ident]) -> TokenStream {
    deprecated(field.deprecation.as_ref(), |wire| {
        let index = object.fields.iter().position(|other| other.name.wire == wire)?;
        Some(called[index].as_str().to_owned())
    })
}

/// The field of a member with one value is private, for nobody has to know it. What is never written begins with an
/// underscore.
fn constant_name(written: bool, name: &Ident) -> TokenStream {
    if written {
        return quote!(#name);
    }
    let hidden = quote::format_ident!("_{}", name.plain());
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

/// `new` with the required members, and setters for the others.
fn emit_builder(cx: Context<'_>, object: &Struct, names: &TypeNames, plan: &StructPlan) -> TokenStream {
    let (name, builder) = (&names.name, cx.item(Item::Builder));
    cx.item(Item::Constructors);
    let constructor = emit_constructor(cx, object, names, plan);
    let setters = plan.setters.iter().map(|index| {
        let (field, plan) = (&object.fields[*index], &plan.fields[*index]);
        let (setter, name) = (&names.setters[*index], &names.members[*index]);
        let deprecated = field_deprecated(field, object, &names.setters);
        let ty = cx.local_form(&Form::setter(field, plan));
        let whole = (plan.shape == Shape::ThreeState).then(|| quote!(-> whole));
        quote!(#deprecated fn #setter(#name: #ty) #whole;)
    });
    let rest = object.rest.as_ref().map(|ty| {
        let (name, ty) = (&names.rest, cx.local_form(&Form::Map(ty)));
        quote!(fn #name(#name: #ty) -> whole;)
    });
    quote! {
        #builder! {
            impl #name {
                fn new #constructor;
                #(#setters)*
                #rest
            }
        }
    }
}

/// The constructors of the types without setters: those that there always are, and those of what is only received.
fn emit_constructors(cx: Context<'_>, types: &[usize]) -> TokenStream {
    let made = types.iter().filter_map(|id| match (&cx.api.types[*id].kind, &cx.plan.types[*id].object) {
        (TypeKind::Struct(object), Some(plan)) => Some((object, &cx.names.types[*id], plan)),
        _ => None,
    });
    let made: Vec<_> = made.filter(|(object, _, plan)| !plan.has_setters(object)).collect();
    let of = |presence: Presence| {
        let made: Vec<_> = made.iter().filter(|(_, _, plan)| plan.constructor == presence).collect();
        if made.is_empty() {
            return TokenStream::new();
        }
        cx.with(presence, |cx| {
            let constructors = cx.item(Item::Constructors);
            let signatures = made.iter().map(|(object, names, plan)| {
                let (name, signature) = (&names.name, emit_constructor(cx, object, names, plan));
                quote!(fn #name #signature;)
            });
            quote!(#constructors! { #(#signatures)* })
        })
    };
    let (always, full) = (of(Presence::Always), of(Presence::Full));
    quote!(#always #full)
}

/// The arguments of a constructor. Behind the arrow stand the members that are absent unless they are set, and those with one
/// value.
fn emit_constructor(cx: Context<'_>, object: &Struct, names: &TypeNames, plan: &StructPlan) -> TokenStream {
    let arguments = plan.arguments.iter().map(|index| {
        let (field, name, plan) = (&object.fields[*index], &names.members[*index], &plan.fields[*index]);
        let ty = cx.local_form(&Form::argument(field, plan));
        quote!(#name: #ty)
    });
    let mut given: Vec<_> = plan.arguments.iter().chain(&plan.setters).collect();
    given.sort_unstable();
    let members = object.fields.iter().zip(&plan.fields).zip(&names.members).enumerate();
    let others = members.filter_map(|(index, ((field, of_field), name))| match of_field.shape {
        Shape::Constant { required, written } => {
            let (name, value) = (constant_name(written, name), literal(field.constant.as_ref()?));
            match (required, written) {
                (true, _) => Some(quote!(#name<constant, #value>)),
                (false, true) => Some(quote!(#name<optional, #value>)),
                (false, false) => Some(name),
            }
        }
        Shape::Plain | Shape::Optional | Shape::ThreeState => {
            let given = given.binary_search(&&index).is_ok();
            (!given).then(|| quote!(#name))
        }
    });
    let rest = (object.rest.is_some() && !plan.has_setters(object)).then(|| {
        let rest = &names.rest;
        quote!(#rest)
    });
    let others: Vec<_> = others.chain(rest).collect();
    let others = (!others.is_empty()).then(|| quote!(-> (#(#others,)*)));
    quote!((#(#arguments),*) #others)
}

fn emit_enum(cx: Context<'_>, doc: &TokenStream, values: &Enum, names: &TypeNames) -> TokenStream {
    let (name, members) = (&names.name, &names.members);
    match values {
        Enum::Strings(variants) => {
            let values = variants.iter().map(|variant| &variant.value);
            let docs = variants.iter().map(variant_doc);
            let open_enum = cx.item(Item::OpenEnum);
            cx.item(Item::Unrecognized);
            quote!(#open_enum! { #doc pub enum #name { #(#docs #members = #values,)* } })
        }
        Enum::Integers(variants) => {
            let values = variants.iter().map(|variant| Literal::i64_unsuffixed(variant.value));
            let docs = variants.iter().map(variant_doc);
            let integer_enum = cx.item(Item::IntegerEnum);
            cx.item(Item::UnrecognizedInteger);
            quote!(#integer_enum! { #doc pub enum #name { #(#docs #members = #values,)* } })
        }
    }
}

fn variant_doc<T>(variant: &Variant<T>) -> Option<TokenStream> {
    // The value itself stands behind it.
    let text = variant.description.as_deref().map(docs::markdown).filter(|text| !text.is_empty())?;
    Some(docs::doc(&format!("{text}\n\n")))
}

fn emit_union(
    cx: Context<'_>,
    [doc, derives]: [TokenStream; 2],
    union: &Union,
    names: &TypeNames,
    plan: &TypePlan,
) -> TokenStream {
    let (name, members) = (&names.name, &names.members);
    let variants = union.variants.iter().zip(members).zip(emit_ways(union, plan)).map(|((variant, member), way)| {
        let doc = docs::doc(&docs::code(&variant.name.wire));
        let ty = cx.local_form(&Form::variant(cx.api, &variant.ty));
        quote!(#doc #member(#ty) = #way,)
    });
    let variants: Vec<_> = variants.collect();
    for needed in [Item::Union, Item::UnrecognizedValue] {
        cx.item(needed);
    }
    let macro_ = cx.item(match (plan.traits.serialize, plan.traits.deserialize) {
        (Presence::Always, Presence::Always) => Item::UnionMacro,
        (Presence::Always, Presence::Full | Presence::Never) => Item::SentUnion,
        (Presence::Full | Presence::Never, _) => Item::ReceivedUnion,
    });
    let tag = union.tag.as_ref().map(|tag| quote!(const TAG: &str = #tag;));
    let full = emit_full(cx, plan.traits);
    quote!(#macro_! { #tag #doc #full #derives pub enum #name { #(#variants)* } })
}

/// How each variant of a union is told from the others.
fn emit_ways(union: &Union, plan: &TypePlan) -> Vec<TokenStream> {
    if union.tag.is_some() {
        let tags = union.variants.iter().map(|variant| &variant.tags);
        return tags.map(|tags| quote!(tagged(#(#tags),*))).collect();
    }
    let ways = union.variants.iter().zip(&plan.ways).map(|(variant, way)| {
        let way = match way {
            Way::Object => quote!(object),
            Way::Nested => quote!(nested),
            Way::Exact => quote!(exact),
            Way::Any => quote!(any),
        };
        let constant = |name: &str| {
            let (_, value) = variant.constants.iter().find(|(constant, _)| constant == name)?;
            let value = literal(value);
            Some(quote!(== #value))
        };
        let required = variant.members.iter().map(|name| {
            let constant = constant(name);
            quote!(#name #constant)
        });
        let required: Vec<_> = required.collect();
        let required = (!required.is_empty()).then(|| quote!((#(#required),*)));
        let optional = variant.constants.iter().filter(|(name, _)| !variant.members.contains(name));
        let optional: Vec<_> = optional.filter_map(|(name, _)| constant(name).map(|it| quote!(#name #it))).collect();
        let optional = (!optional.is_empty()).then(|| quote!(.maybe(#(#optional),*)));
        quote!(#way #required #optional)
    });
    ways.collect()
}
