//! What a place of the document is called by what is said there, whatever stands before it and however it is titled: the
//! key of a type without a name in the lock of names. A pointer comes in; where it has the number of an item of a list that
//! has no order to anybody, the place that goes out says what the item is.

use super::{Lowering, variant::Source};
use crate::{
    diagnostic::Pointer,
    ir::Identity,
    load::{Discriminator, JsonType, Schema},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    rc::Rc,
};

/// Behind these words of the standard stands a name of the document.
const MAPS: [&str; 12] = [
    "$defs",
    "content",
    "definitions",
    "headers",
    "parameters",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "webhooks",
];

/// Lists of schemas that hold together, or of which one is meant: which of them it is tells nobody anything.
const PARTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// How many schemas inside of one another have a part in what a variant is.
const MAX_DEPTH: usize = 3;

impl Lowering<'_> {
    /// Notes what the item of a list is.
    pub(super) fn identify(&mut self, at: &Pointer, identity: String) {
        self.identities.insert(at.clone(), identity);
    }

    /// Notes all places where each type stands.
    pub(super) fn place_types(&mut self) {
        let mut types = std::mem::take(&mut self.types);
        for def in types.iter_mut().flatten() {
            def.places = vec![self.place(&def.pointer)];
        }
        // Thousands of places can have the same type.
        let mut known = HashSet::new();
        for (id, at) in std::mem::take(&mut self.repeated) {
            let place = self.place(&at);
            let Some(def) = types[id.0].as_mut() else { continue };
            if def.places.first() != Some(&place) && known.insert((id, place.clone())) {
                def.places.push(place);
            }
        }
        self.types = types;
    }

    /// The place that a pointer leads to, without positions.
    fn place(&self, at: &Pointer) -> Pointer {
        let mut place = Pointer::default();
        let mut is_name = false;
        let mut depth = 0;
        let in_components = at.as_str().starts_with("/components/");
        let mut rest = at.steps().peekable();
        while let Some((token, _)) = rest.next() {
            let keyword = !std::mem::replace(&mut is_name, false);
            let item = rest.peek().copied();
            let index = item.is_some_and(|(item, _)| item.bytes().all(|byte| byte.is_ascii_digit()));
            let known = item.and_then(|(_, way)| self.identities.get(way));
            if keyword && PARTS.contains(&token) && known.is_none() {
                // A part of a component must not be taken for the component.
                let last = rest.clone().count() <= usize::from(index);
                if last && depth == 3 && in_components {
                    place.step(token);
                }
                if index {
                    rest.next();
                }
                continue;
            }
            place.step(token);
            depth += 1;
            is_name = keyword && MAPS.contains(&token);
            if let Some(identity) = known {
                place = place.join(identity);
                depth += 1;
                is_name = false;
                rest.next();
            }
        }
        place
    }
}

impl Lowering<'_> {
    /// What the variants of a union are, in their order. Only where two are alike more is said of them, since each word more
    /// is one that an edit can change.
    pub(super) fn variant_identities(
        &mut self,
        variants: &[Source],
        discriminator: Option<&Discriminator>,
    ) -> Vec<Identity> {
        let tag = discriminator.map(|it| &*it.property);
        let mut identities: Vec<_> = variants.iter().map(|variant| self.variant_identity(variant, tag)).collect();
        for index in alike(&identities) {
            let more = details(&variants[index].whole);
            identities[index] = extended(&identities[index], &format!(": {more}"));
        }
        for index in alike(&identities) {
            // All that is inside of it would be longer than a key should be.
            let more = fnv(&self.all_of_it(&variants[index].schema, MAX_DEPTH));
            identities[index] = extended(&identities[index], &format!(" #{more:08x}"));
        }
        // What is alike in all that is known of it has nothing left but its place.
        for (number, index) in alike(&identities).into_iter().enumerate() {
            identities[index] = extended(&identities[index], &format!(" {}", number + 1));
        }
        identities
    }

    /// All that tells a schema from others, and what is inside of it.
    fn all_of_it(&mut self, schema: &Rc<Schema>, depth: usize) -> String {
        let (kind, whole) = (self.kind_of(schema, MAX_DEPTH), self.merged(schema));
        let Some(depth) = depth.checked_sub(1) else { return kind };
        let mut parts: BTreeSet<_> = whole.enumeration.iter().map(ToString::to_string).collect();
        for (name, member) in &whole.properties {
            parts.insert(format!("{name}:{}", self.all_of_it(member, depth)));
        }
        for inner in whole.items.iter().chain(whole.choices.iter().flat_map(|choice| &choice.schemas)) {
            parts.insert(self.all_of_it(inner, depth));
        }
        format!("{kind}({})", parts.into_iter().collect::<Vec<_>>().join(","))
    }

    fn variant_identity(&mut self, variant: &Source, tag: Option<&str>) -> Identity {
        let Source { schema, whole } = variant;
        if let Some(component) = self.variant_component(schema) {
            return Identity::Component(component);
        }
        let constants = self.constants_of(whole);
        let told = |name: &String| tag.is_none_or(|tag| !constants.contains_key(tag) || tag == name);
        let constants: BTreeSet<_> = constants.iter().filter(|(name, _)| told(name)).collect();
        if !constants.is_empty() {
            let constants: Vec<_> = constants.iter().map(|(name, value)| format!("{name}={value}")).collect();
            return Identity::Said(constants.join(","));
        }
        Identity::Said(match &whole.enumeration[..] {
            [value] => value.to_string(),
            _ => self.kind_of(schema, MAX_DEPTH),
        })
    }

    /// What values a schema has: their type, and of objects the members that they must have.
    fn kind_of(&mut self, schema: &Rc<Schema>, depth: usize) -> String {
        if let Some(component) = self.variant_component(schema) {
            return component;
        }
        let Some(depth) = depth.checked_sub(1) else { return "any".to_owned() };
        let whole = self.merged(schema);
        if !whole.choices.is_empty() {
            let variants = whole.choices.iter().flat_map(|choice| &choice.schemas);
            let kinds: BTreeSet<_> = variants.map(|variant| self.kind_of(variant, depth)).collect();
            return kinds.into_iter().collect::<Vec<_>>().join("|");
        }
        let format = whole.format.as_deref().filter(|format| !self.wishes.plain_formats.contains(*format));
        match (whole.json_type(), format) {
            _ if whole.enumeration.len() > 1 => "enum".to_owned(),
            (None, _) => "any".to_owned(),
            (Some(JsonType::Null), _) => "null".to_owned(),
            (Some(JsonType::Boolean), _) => "boolean".to_owned(),
            (Some(JsonType::Integer), _) => "integer".to_owned(),
            (Some(JsonType::Number), _) => "number".to_owned(),
            (Some(JsonType::String), Some(format @ ("uuid" | "date" | "date-time" | "byte" | "password"))) => {
                format.to_owned()
            }
            (Some(JsonType::String), _) => "string".to_owned(),
            (Some(JsonType::Array), _) => match &whole.items {
                Some(items) => format!("[{}]", self.kind_of(items, depth)),
                None => "[any]".to_owned(),
            },
            (Some(JsonType::Object), _) if whole.required.is_empty() => "object".to_owned(),
            (Some(JsonType::Object), _) => {
                let required: BTreeSet<_> = whole.required.iter().map(String::as_str).collect();
                format!("{{{}}}", required.into_iter().collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// Which variants without a name are called as others are.
fn alike(identities: &[Identity]) -> Vec<usize> {
    let mut counts: HashMap<&Identity, usize> = HashMap::new();
    for identity in identities {
        *counts.entry(identity).or_default() += 1;
    }
    let said = |identity: &Identity| matches!(identity, Identity::Said(_)) && counts[identity] > 1;
    identities.iter().enumerate().filter(|(_, identity)| said(identity)).map(|(index, _)| index).collect()
}

fn extended(identity: &Identity, more: &str) -> Identity {
    Identity::Said(format!("{identity}{more}"))
}

/// A number made of a text, which is another for nearly any other text (FNV-1a).
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What tells a schema from others of its kind.
fn details(whole: &Schema) -> String {
    let members = whole.properties.keys().cloned();
    let values = whole.enumeration.iter().map(ToString::to_string);
    let details: BTreeSet<_> = members.chain(values).chain(whole.format.clone()).collect();
    details.into_iter().collect::<Vec<_>>().join(",")
}
