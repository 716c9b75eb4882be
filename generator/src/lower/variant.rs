//! What the variants of a union are called. Their schemas come in, a name for each goes out, made of what the schema itself
//! says and never of its place: its component, its title, a constant of it, its type, or the members that tell it from the
//! others, so that a variant that is added in front renames nothing.

use super::{Lowering, merge::component_name};
use crate::load::{Discriminator, JsonType, Schema};
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;
use std::{collections::HashMap, rc::Rc};

/// A variant, as it stands in the union and without its parts.
pub(super) struct Source {
    pub(super) schema: Rc<Schema>,
    pub(super) whole: Rc<Schema>,
}

/// How many arrays and unions inside of one another have a part in a name.
const MAX_DEPTH: usize = 3;

/// How many members, or values, have a part in a name.
const MAX_WORDS: usize = 2;

impl Lowering<'_> {
    /// The names of the variants of a union, in their order.
    pub(super) fn variant_names(&mut self, variants: &[Source], discriminator: Option<&Discriminator>) -> Vec<String> {
        let tag = discriminator.map(|it| &*it.property);
        let constants: Vec<_> = variants.iter().map(|variant| self.constants_of(&variant.whole)).collect();
        let members = Counts::of(variants.iter().map(|variant| members(&variant.whole).into_iter().collect()));
        let values = Counts::of(constants.iter().map(|constants| constants.iter().collect()));
        let candidates = variants.iter().zip(&constants).map(|(variant, constants)| {
            let told = |(name, value): &(&String, &String)| tag == Some(*name) || values.is_alone(&(*name, *value));
            let first = tag.and_then(|tag| constants.get_key_value(tag));
            let constant = first.into_iter().chain(constants).find(told).map(|(_, value)| value.clone());
            self.candidates(variant, constant, &members)
        });
        let candidates: Vec<_> = candidates.collect();
        // Equal schemas have equal names, which no other name tells apart.
        let distinct: IndexSet<_> = candidates.iter().collect();
        let taken = Counts::of(distinct.into_iter().map(|names| names.iter().map(|name| alike(name)).collect()));
        let free = |names: &Vec<String>| names.iter().find(|name| taken.is_alone(&alike(name))).cloned();
        candidates.iter().map(|names| free(names).unwrap_or_else(|| names[0].clone())).collect()
    }

    /// The names that a variant can have, the best first. There is at least one.
    fn candidates(&mut self, variant: &Source, constant: Option<String>, members: &Counts<&String>) -> Vec<String> {
        let Source { schema, whole } = variant;
        if let Some(name) = self.own_name(schema).or(constant) {
            return vec![name];
        }
        let word = self.word(schema, MAX_DEPTH);
        let detail = match whole.json_type() {
            Some(JsonType::Object) if whole.choices.is_empty() => return by_members(whole, members),
            Some(JsonType::Array) => whole.items.as_ref().map(|items| self.item_word(items, MAX_DEPTH)),
            _ if whole.enumeration.len() > 1 => {
                let values: Vec<_> = whole.enumeration.iter().take(MAX_WORDS).map(text).collect();
                Some(values.join(" or "))
            }
            Some(JsonType::Integer | JsonType::Number) => whole.format.clone(),
            _ => None,
        };
        [word].into_iter().chain(detail).collect()
    }

    /// The name that a schema has by itself: that of its component, its title, or its only value.
    fn own_name(&mut self, schema: &Rc<Schema>) -> Option<String> {
        let referred = schema.reference.as_deref().and_then(component_name);
        let name = referred.or_else(|| schema.title.clone()).or_else(|| self.variant_component(schema));
        name.or_else(|| match &self.merged(schema).enumeration[..] {
            [value] => Some(text(value)),
            _ => None,
        })
    }

    /// The component that a schema is, by a reference or by decorating one.
    pub(super) fn variant_component(&mut self, schema: &Rc<Schema>) -> Option<String> {
        let component = |schema: &Schema| schema.reference.as_deref().and_then(component_name);
        component(schema)
            .or_else(|| component(self.sole_part(schema).filter(|_| !schema.all_of.is_empty()).as_deref()?))
    }

    /// The type of a schema in a word or two; of a text its format, where Rust has a type for that.
    fn word(&mut self, schema: &Rc<Schema>, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else { return "Any".to_owned() };
        let whole = self.merged(schema);
        if !whole.choices.is_empty() {
            let variants = whole.choices.iter().flat_map(|choice| &choice.schemas);
            let variants = variants.filter(|variant| variant.ty != Some(JsonType::Null));
            let words = variants.map(|it| self.own_name(it).unwrap_or_else(|| self.word(it, depth)));
            let words: IndexSet<_> = words.take(MAX_WORDS).collect();
            return words.into_iter().collect::<Vec<_>>().join(" or ");
        }
        let format = whole.format.as_deref().filter(|format| !self.wishes.plain_formats.contains(*format));
        let word = match (whole.json_type(), format) {
            _ if whole.enumeration.len() > 1 => "Enum",
            (None, _) => "Any",
            (Some(JsonType::Null), _) => "Null",
            (Some(JsonType::Boolean), _) => "Boolean",
            (Some(JsonType::Integer), _) => "Integer",
            (Some(JsonType::Number), _) => "Number",
            (Some(JsonType::String), Some(format @ ("uuid" | "date" | "date-time" | "byte" | "password"))) => format,
            (Some(JsonType::String), _) => "String",
            (Some(JsonType::Array), _) => "Array",
            (Some(JsonType::Object), _) => "Object",
        };
        word.replace('-', " ")
    }

    /// An array in words, by what it holds.
    fn item_word(&mut self, items: &Rc<Schema>, depth: usize) -> String {
        let inner = self.merged(items).items.clone();
        let item = match (self.own_name(items), inner, depth.checked_sub(1)) {
            (Some(name), ..) => name,
            (None, Some(inner), Some(depth)) => self.item_word(&inner, depth),
            (None, ..) => self.word(items, depth),
        };
        format!("Array of {item}")
    }

    /// The members that must have one text only, with it.
    pub(super) fn constants_of(&mut self, whole: &Schema) -> IndexMap<String, String> {
        let required = whole.required();
        let required = whole.properties.iter().filter(|(name, _)| required.contains(name.as_str()));
        let constant = |(name, member): (&String, &Rc<Schema>)| match &self.merged(member).enumeration[..] {
            [Value::String(value)] => Some((name.clone(), value.clone())),
            _ => None,
        };
        required.filter_map(constant).collect()
    }
}

/// The names of an object by members that no other variant has: such as it must have, else the first that it may have,
/// since more of those are added later. The last are members that others have, too.
fn by_members(whole: &Schema, counts: &Counts<&String>) -> Vec<String> {
    let members: Vec<_> = members(whole).into_iter().collect();
    let required = whole.required();
    let required: Vec<_> = members.iter().copied().filter(|name| required.contains(name.as_str())).collect();
    let first = |members: &[&String], alone: bool, most: usize| {
        let members = members.iter().filter(|name| !alone || counts.is_alone(name));
        let names: Vec<_> = members.take(most).map(|name| name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(" and "))
    };
    let names = [
        first(&required, true, MAX_WORDS),
        first(&members, true, 1),
        first(&required, false, MAX_WORDS),
        first(&required, false, MAX_WORDS + 1),
        first(&members, false, 1),
    ];
    let names: IndexSet<_> = names.into_iter().flatten().collect();
    if names.is_empty() { vec!["Object".to_owned()] } else { names.into_iter().collect() }
}

/// The members of an object, those that it only requires behind.
fn members(whole: &Schema) -> IndexSet<&String> {
    whole.properties.keys().chain(&whole.required).collect()
}

/// A value of an `enum`, to be part of a name.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What two names have in common that are one identifier.
fn alike(name: &str) -> String {
    name.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many variants have something.
struct Counts<T>(HashMap<T, usize>);

impl<T: std::hash::Hash + Eq> Counts<T> {
    fn of(variants: impl Iterator<Item = IndexSet<T>>) -> Self {
        let mut counts = HashMap::new();
        for thing in variants.flatten() {
            *counts.entry(thing).or_default() += 1;
        }
        Self(counts)
    }

    fn is_alone(&self, thing: &T) -> bool {
        self.0.get(thing) == Some(&1)
    }
}
