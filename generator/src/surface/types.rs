//! The types that operations send and receive.

use super::{
    Writer, argument,
    line::{Line, shown},
};
use crate::{
    emit::Feature,
    ir::{Enum, Struct, TypeDef, TypeKind, Union},
    names::TypeNames,
    plan::{Form, Presence, StructPlan, Traits},
};

pub(super) fn write(writer: &mut Writer<'_>) {
    for (index, (def, names)) in writer.api.types.iter().zip(&writer.names.types).enumerate() {
        let plan = &writer.plan.types[index];
        let path = format!("types::{}", names.name.as_str());
        match (&def.kind, &plan.object) {
            (TypeKind::Struct(object), Some(of_object)) => {
                let traits = struct_traits(writer, object, plan.traits, of_object);
                let traits = traits.into_iter().chain(wanted(def)).collect();
                writer.add(Line::kind(path.clone(), "struct", traits), vec![def.pointer.clone()]);
                write_fields(writer, &path, def, object, names, of_object);
                write_functions(writer, &path, def, object, names, of_object);
            }
            (TypeKind::Struct(_), None) => {}
            (TypeKind::Enum(values), _) => write_enum(writer, &path, def, values, names),
            (TypeKind::Union(union), _) => write_union(writer, &path, def, union, names, plan.traits),
            (TypeKind::Tuple(items), _) => {
                let spelled: Vec<_> = items.iter().map(|item| writer.spelling.ty(item)).collect();
                let comma = if spelled.len() == 1 { "," } else { "" };
                let sources = [def.pointer.clone()].into_iter();
                let sources = sources.chain(items.iter().filter_map(|item| writer.named(item))).collect();
                writer.add(Line::new(path, format!(" type: ({}{comma})", spelled.join(", "))), sources);
            }
            (TypeKind::Alias(target), _) => {
                let sources = [def.pointer.clone()].into_iter().chain(writer.named(target)).collect();
                writer.add(Line::new(path, format!(" type: {}", writer.spelling.ty(target))), sources);
            }
        }
    }
}

/// A trait that is there always, or with the feature for full types, or not.
fn present(writer: &Writer<'_>, presence: Presence, name: &str) -> Option<String> {
    match presence {
        Presence::Always => Some(name.to_owned()),
        Presence::Full => writer.with_feature(name, Feature::FullTypes),
        Presence::Never => None,
    }
}

fn own_traits(writer: &Writer<'_>, traits: Traits) -> Vec<String> {
    let Traits { serialize, deserialize, eq, hash } = traits;
    let full = |is: bool| if is { Presence::Full } else { Presence::Never };
    let traits = [
        (Presence::Always, "Clone"),
        (Presence::Always, "Debug"),
        (deserialize, "Deserialize"),
        (full(eq), "Eq"),
        (full(hash), "Hash"),
        (Presence::Full, "PartialEq"),
        (serialize, "Serialize"),
    ];
    traits.into_iter().filter_map(|(presence, name)| present(writer, presence, name)).collect()
}

/// What the user wants a type to derive beside.
fn wanted(def: &TypeDef) -> impl Iterator<Item = String> {
    def.derives.iter().map(|path| path.rsplit("::").next().unwrap_or(path).trim().to_owned())
}

fn struct_traits(writer: &Writer<'_>, object: &Struct, traits: Traits, plan: &StructPlan) -> Vec<String> {
    let default = if plan.arguments.is_empty() { plan.constructor } else { Presence::Never };
    let multipart = object.multipart.then(|| "Multipart".to_owned());
    own_traits(writer, traits).into_iter().chain(present(writer, default, "Default")).chain(multipart).collect()
}

fn write_fields(
    writer: &mut Writer<'_>,
    path: &str,
    def: &TypeDef,
    object: &Struct,
    names: &TypeNames,
    plan: &StructPlan,
) {
    for ((field, plan), name) in object.fields.iter().zip(&plan.fields).zip(&names.members) {
        let Some(form) = Form::field(field, plan) else { continue };
        let line = Line::value(format!("{path}.{}", name.as_str()), &writer.spelling.form(&form));
        let line = line.deprecated(field.deprecation.is_some()).wire(shown(&field.name.wire));
        let sources = [field.pointer.clone(), def.pointer.clone()].into_iter();
        writer.add(line, sources.chain(writer.named(&field.ty)).collect());
    }
    if let Some(ty) = &object.rest {
        let line = Line::value(format!("{path}.{}", names.rest.as_str()), &writer.spelling.form(&Form::Map(ty)));
        let sources = [def.pointer.join("additionalProperties"), def.pointer.clone()].into_iter();
        writer.add(line, sources.chain(writer.named(ty)).collect());
    }
}

/// The constructor and the setters.
fn write_functions(
    writer: &mut Writer<'_>,
    path: &str,
    def: &TypeDef,
    object: &Struct,
    names: &TypeNames,
    plan: &StructPlan,
) {
    let feature = (plan.constructor == Presence::Full).then_some(Feature::FullTypes);
    if plan.constructor == Presence::Always || feature.is_some_and(|feature| writer.has(feature)) {
        let given = || plan.arguments.iter().map(|index| (&object.fields[*index], *index));
        let arguments = given().map(|(field, index)| {
            let form = Form::argument(field, &plan.fields[index]);
            argument(names.members[index].as_str(), &writer.spelling.form(&form))
        });
        let line = Line::function(format!("{path}::new"), &arguments.collect::<Vec<_>>(), "Self").feature(feature);
        let places = given().map(|(field, _)| field.pointer.clone()).chain([def.pointer.clone()]);
        let sources = places.chain(given().filter_map(|(field, _)| writer.named(&field.ty))).collect();
        writer.add(line, sources);
    }
    if !plan.has_setters(object) {
        return;
    }
    for index in &plan.setters {
        let (field, setter) = (&object.fields[*index], names.setters[*index].as_str());
        let form = Form::setter(field, &plan.fields[*index]);
        let arguments = ["self".to_owned(), argument(names.members[*index].as_str(), &writer.spelling.form(&form))];
        let line = Line::function(format!("{path}::{setter}"), &arguments, "Self");
        let sources = [field.pointer.clone(), def.pointer.clone()].into_iter();
        let sources = sources.chain(writer.named(&field.ty)).collect();
        writer.add(line.deprecated(field.deprecation.is_some()), sources);
    }
    if let Some(ty) = &object.rest {
        let name = names.rest.as_str();
        let arguments = ["self".to_owned(), argument(name, &writer.spelling.form(&Form::Map(ty)))];
        let sources = [def.pointer.join("additionalProperties"), def.pointer.clone()].into_iter();
        let sources = sources.chain(writer.named(ty)).collect();
        writer.add(Line::function(format!("{path}::{name}"), &arguments, "Self"), sources);
    }
}

/// An open enumeration: what the runtime defines with it is part of it.
fn write_enum(writer: &mut Writer<'_>, path: &str, def: &TypeDef, values: &Enum, names: &TypeNames) {
    let common = ["Clone", "Debug", "Deserialize", "Display", "Eq", "Hash", "PartialEq", "Serialize"];
    let (own, other, function, values): (&[&str], _, _, Vec<String>) = match values {
        Enum::Strings(variants) => {
            let values = variants.iter().map(|variant| shown(&variant.value)).collect();
            (
                &["From<&str>"],
                "Unrecognized",
                Line::function(format!("{path}::as_str"), &["&self".to_owned()], "&str"),
                values,
            )
        }
        Enum::Integers(variants) => {
            let values = variants.iter().map(|variant| variant.value.to_string()).collect();
            let function = Line::function(format!("{path}::as_i64"), &["self".to_owned()], "i64");
            (&["Copy", "From<i64>"], "UnrecognizedInteger", function, values)
        }
    };
    let traits = common.iter().chain(own).map(|name| (*name).to_owned()).chain(wanted(def)).collect();
    let at = vec![def.pointer.clone()];
    writer.add(Line::kind(path.to_owned(), "enum", traits), at.clone());
    writer.add(function, at.clone());
    writer.add(Line::new(format!("{path}::Unrecognized"), format!("({other})")), at);
    for (name, value) in names.members.iter().zip(values) {
        let line = Line::new(format!("{path}::{}", name.as_str()), String::new()).wire(value);
        writer.add(line, vec![def.pointer.join("enum"), def.pointer.clone()]);
    }
}

fn write_union(writer: &mut Writer<'_>, path: &str, def: &TypeDef, union: &Union, names: &TypeNames, traits: Traits) {
    // How the variants are told apart is no part of their API: it changes with each one that is added.
    let traits = own_traits(writer, traits).into_iter().chain(wanted(def)).collect();
    let line = Line::kind(path.to_owned(), "enum", traits);
    writer.add(line, vec![def.pointer.clone()]);
    let other = Line::new(format!("{path}::Unrecognized"), "(UnrecognizedValue)".to_owned());
    writer.add(other, vec![def.pointer.clone()]);
    for (variant, name) in union.variants.iter().zip(&names.members) {
        let content = writer.spelling.form(&Form::variant(writer.api, &variant.ty));
        let line = Line::new(format!("{path}::{}", name.as_str()), format!("({content})"));
        let sources = [def.pointer.clone()].into_iter().chain(writer.named(&variant.ty)).collect();
        writer.add(line, sources);
    }
}
