//! Unions of `oneOf` and `anyOf`: their distinct types, and how a value shows which of them it is. What stands beside the
//! list counts in every variant.

use super::{
    Extensions, Lowering,
    family::target_name,
    look::{Look, Takers, common_tag},
    merge::{component_name, is_implied},
    schema::{Lowered, with},
    variant::Source,
};
use crate::{
    diagnostic::Pointer,
    ir::{Enum, Type, TypeKind, Union, UnionVariant, Variant, WireName},
    load::{At, Choice, Discriminator, JsonType, Schema},
};
use indexmap::IndexSet;
use serde_json::Value;
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    hash::Hash,
    rc::Rc,
};

/// How many schemas inside of one another are looked through for the values of a tag, or for a file.
pub(super) const MAX_DEPTH: usize = 8;

/// How deep the members of variants are looked into: each level multiplies what there is to see.
const LOOK_DEPTH: usize = 3;

/// How many schemas are looked at for one variant, where each level is wide.
const MAX_LOOKS: usize = 4_096;

/// A variant while the union is made.
struct Candidate {
    variant: UnionVariant,
    look: Look,
    at: Pointer,
    schema: Rc<Schema>,
    /// The component that it is.
    component: Option<String>,
}

impl Lowering<'_> {
    /// A union of its distinct types, or the type itself where there is only one. `beside` holds for each variant.
    pub(super) fn lower_union(&mut self, choice: &Choice, beside: &Schema, words: &[String]) -> Lowered {
        if let Some(values) = enumeration(choice, beside) {
            return Lowered::Definition(TypeKind::Enum(values));
        }
        let sources = choice.schemas.iter().map(|schema| (Rc::clone(schema), self.merged(schema)));
        // That it may be null is said of the union as a whole.
        let sources = sources.filter(|(_, whole)| whole.ty != Some(JsonType::Null) || !whole.choices.is_empty());
        let sources: Vec<_> = sources.map(|(schema, whole)| Source { schema, whole }).collect();
        let names = self.variant_names(&sources, choice.discriminator.as_ref());
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut seen = HashSet::new();
        let identities = self.variant_identities(&sources, choice.discriminator.as_ref());
        let named = names.into_iter().zip(identities);
        for (index, (Source { schema, whole }, (name, identity))) in sources.iter().zip(named).enumerate() {
            self.identify(&schema.at, identity.to_string());
            let (at, component) = (schema.at.0.clone(), schema.reference.as_deref().and_then(component_name));
            // Members beside the variants are members of those that are objects.
            let apart =
                beside.json_type().zip(whole.json_type()).is_some_and(|(base, ty)| !base.holds(ty) && !ty.holds(base));
            let schema =
                if apart || is_implied(beside, whole) { Rc::clone(schema) } else { with_base(schema, beside, index) };
            self.identify(&schema.at, identity.to_string());
            let ty = self.lower_schema(&schema, &with(words, &name)).not_null();
            if !seen.insert(ty.clone()) {
                continue;
            }
            let name = WireName { wire: name, wish: None };
            let variant = UnionVariant { name, identity, ty, ..UnionVariant::default() };
            self.looks_left = MAX_LOOKS;
            let look = self.look(&schema, LOOK_DEPTH);
            candidates.push(Candidate { variant, look, at, schema, component });
        }
        match &candidates[..] {
            // Only `null` is left out above.
            [] => return Lowered::Type(if choice.schemas.is_empty() { Type::Any } else { Type::Null }),
            [one] => return Lowered::Type(one.variant.ty.clone()),
            _ => {}
        }
        if let Some(discriminator) = &choice.discriminator {
            self.assign_tags(discriminator, &mut candidates);
            if candidates.iter().all(|candidate| !candidate.variant.tags.is_empty()) {
                return union(Some(discriminator.property.clone()), candidates, Vec::new());
            }
        }
        let looks: Vec<_> = candidates.iter().map(|candidate| &candidate.look).collect();
        if let Some(tag) = common_tag(&looks) {
            for Candidate { variant, look, .. } in &mut candidates {
                variant.tags = look.texts(&tag);
            }
            return union(Some(tag), candidates, Vec::new());
        }
        // What asks for more is tried first: where several fit alike, the first is taken.
        let looks: Vec<_> = looks.into_iter().cloned().collect();
        let asks = |look: &Look| Reverse((look.required().count(), look.constants().count()));
        candidates.sort_by_cached_key(|it| (it.look.rank(&looks), asks(&it.look)));
        let mut ambiguous = Vec::new();
        let mut takers = Takers::default();
        for Candidate { look, at, .. } in &candidates {
            ambiguous.extend(takers.first(look).map(|first| (candidates[first].at.clone(), at.clone())));
            takers.add(look);
        }
        for Candidate { variant, look, .. } in &mut candidates {
            variant.members = look.required().map(str::to_owned).collect();
            variant.constants = look.constants().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        }
        union(None, candidates, ambiguous)
    }

    /// The values of the discriminator that stand for each variant: those that the variant itself allows, those of the
    /// mapping, and the name of its schema, which is implied (OpenAPI 3.0.3, section "Discriminator Object").
    fn assign_tags(&mut self, discriminator: &Discriminator, candidates: &mut [Candidate]) {
        let property = &discriminator.property;
        let own: Vec<_> = candidates.iter().map(|it| self.tags_of(&it.schema, property, MAX_DEPTH)).collect();
        let mut holders: HashMap<&String, usize> = HashMap::new();
        for tag in own.iter().flat_map(|tags| tags.iter().collect::<HashSet<_>>()) {
            *holders.entry(tag).or_default() += 1;
        }
        let mut mapped: HashMap<String, Vec<String>> = HashMap::new();
        for (tag, target) in &discriminator.mapping {
            mapped.entry(target_name(target)).or_default().push(tag.clone());
        }
        for (index, candidate) in candidates.iter_mut().enumerate() {
            // What several variants allow is said of the member as a whole.
            let shared = |tag: &String| holders.get(tag).is_some_and(|holders| *holders > 1);
            let own = if own[index].iter().any(shared) { Vec::new() } else { own[index].clone() };
            let mapped = candidate.component.as_ref().and_then(|name| mapped.get(name)).cloned().unwrap_or_default();
            let said = if own.is_empty() { &mapped } else { &own };
            candidate.variant.tag = <&[String; 1]>::try_from(&said[..]).ok().map(|[one]| one.clone());
            candidate.variant.tags = own;
            candidate.variant.add_tags(mapped);
        }
        let mut taken: HashSet<String> = HashSet::new();
        for Candidate { variant, .. } in candidates.iter_mut() {
            variant.tags.retain(|tag| !taken.contains(tag));
            taken.extend(variant.tags.iter().cloned());
        }
        for (Candidate { variant, component, .. }, own) in candidates.iter_mut().zip(&own) {
            let Some(name) = component.clone().filter(|name| !taken.contains(name)) else { continue };
            // A variant that lists values shared with others, and not this one, is not told by its name.
            if variant.tags.is_empty() && !own.is_empty() && !own.contains(&name) {
                continue;
            }
            if variant.tags.is_empty() {
                variant.tag = Some(name.clone());
            }
            taken.insert(name.clone());
            variant.tags.push(name);
        }
    }

    /// The values of a member that a schema allows, where it lists them; of a union, those of all its variants.
    fn tags_of(&mut self, schema: &Rc<Schema>, property: &str, depth: usize) -> Vec<String> {
        let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
        let whole = self.merged(schema);
        if let Some(member) = whole.properties.get(property) {
            let member = self.merged(member);
            return member.enumeration.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        let mut tags = IndexSet::new();
        for choice in &whole.choices {
            let same = choice.discriminator.as_ref().filter(|inner| inner.property == property);
            for variant in &choice.schemas {
                tags.extend(self.tags_of(variant, property, depth));
                let name = variant.reference.as_deref().and_then(component_name);
                if let (Some(discriminator), Some(name)) = (same, name) {
                    let mapped = discriminator.mapping.iter().filter(|(_, target)| target_name(target) == name);
                    tags.extend(mapped.map(|(tag, _)| tag.clone()).chain([name.clone()]));
                }
            }
        }
        tags.into_iter().collect()
    }
}

impl UnionVariant {
    fn add_tags(&mut self, tags: Vec<String>) {
        let fresh = tags.into_iter().filter(|tag| !self.tags.contains(tag));
        let fresh: Vec<_> = fresh.collect();
        self.tags.extend(fresh);
    }
}

fn union(tag: Option<String>, candidates: Vec<Candidate>, ambiguous: Vec<(Pointer, Pointer)>) -> Lowered {
    let variants = candidates.into_iter().map(|candidate| candidate.variant).collect();
    Lowered::Definition(TypeKind::Union(Union { tag, variants, ambiguous }))
}

/// A variant together with what stands beside the union. Another schema may combine the same union with other members.
fn with_base(schema: &Rc<Schema>, beside: &Schema, index: usize) -> Rc<Schema> {
    let own = schema.at.is_within(&beside.at);
    let at = At(if own { schema.at.join("merged") } else { beside.at.join("merged").join(index) });
    let base = Rc::new(Schema { at: At(at.join("base")), ..beside.clone() });
    let (title, description) = (schema.title.clone(), schema.description.clone());
    Rc::new(Schema { at, title, description, all_of: vec![base, Rc::clone(schema)], ..Schema::default() })
}

/// Variants that are constants: an enumeration, whose values have the titles as names (OpenAPI 3.1.1, section "Annotated
/// Enumerations").
fn enumeration(choice: &Choice, beside: &Schema) -> Option<Enum> {
    let is_plain = |schema: &&Rc<Schema>| {
        let alone = schema.reference.is_none() && schema.all_of.is_empty() && schema.choices.is_empty();
        alone && schema.enumeration.len() == 1
    };
    let null = |schema: &&Rc<Schema>| schema.ty == Some(JsonType::Null);
    let schemas: Vec<_> = choice.schemas.iter().filter(|schema| !null(schema)).collect();
    if schemas.len() < 2 || !schemas.iter().all(is_plain) || !beside.properties.is_empty() {
        return None;
    }
    constants(&schemas, beside, |value| value.as_str().map(str::to_owned))
        .map(Enum::Strings)
        .or_else(|| constants(&schemas, beside, Value::as_i64).map(Enum::Integers))
}

fn constants<T: Clone + Eq + Hash>(
    schemas: &[&Rc<Schema>],
    beside: &Schema,
    of: impl Fn(&Value) -> Option<T>,
) -> Option<Vec<Variant<T>>> {
    let mut variants: Vec<Variant<T>> = Vec::new();
    let mut seen = HashSet::new();
    for (index, schema) in schemas.iter().enumerate() {
        let value = of(&schema.enumeration[0])?;
        if !seen.insert(value.clone()) {
            return None;
        }
        let wish = Extensions(&beside.extensions).item("x-enum-varnames", index);
        let (title, description) = (schema.title.clone(), schema.description.0.clone());
        variants.push(Variant { value, wish, title, description });
    }
    Some(variants)
}
