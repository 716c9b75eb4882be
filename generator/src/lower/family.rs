//! Inheritance: a schema with a discriminator that others extend by `allOf` (OpenAPI 3.0.3, section "Composition and
//! Inheritance"). To its children it is a base like any other; to everyone else it is the union of them.

use super::{
    Lowering,
    merge::component_name,
    schema::{Lowered, with},
};
use crate::load::{At, Choice, Schema, Schemas};
use indexmap::{IndexMap, IndexSet};
use std::{collections::HashMap, rc::Rc};

/// The children of each base: those that its mapping names, then those that extend it.
pub(super) fn families(schemas: &Schemas) -> HashMap<String, IndexSet<String>> {
    let components = &schemas.components;
    let mut families: HashMap<String, IndexSet<String>> = HashMap::new();
    let bases = components.iter().filter(|(_, schema)| schema.choices.is_empty());
    for (base, discriminator) in bases.filter_map(|(name, schema)| Some((name, schema.discriminator.as_ref()?))) {
        let mapped = discriminator.mapping.values().map(|target| target_name(target));
        families.insert(base.clone(), mapped.filter(|name| components.contains_key(name)).collect());
    }
    if families.is_empty() {
        return families;
    }
    for (child, schema) in components {
        for base in ancestors(schema, components) {
            if let Some(children) = families.get_mut(&base).filter(|_| base != *child) {
                children.insert(child.clone());
            }
        }
    }
    families.retain(|_, children| !children.is_empty());
    families
}

/// The component that a value of a mapping names: a reference, or the name alone.
pub(super) fn target_name(target: &str) -> String {
    component_name(target).unwrap_or_else(|| target.to_owned())
}

/// The components that a schema extends, directly or through others.
fn ancestors(schema: &Schema, components: &IndexMap<String, Rc<Schema>>) -> IndexSet<String> {
    let mut found = IndexSet::new();
    let mut pending: Vec<&Schema> = vec![schema];
    while let Some(schema) = pending.pop() {
        for part in &schema.all_of {
            match part.reference.as_deref().and_then(component_name) {
                Some(name) if !found.contains(&name) => {
                    pending.extend(components.get(&name).map(|schema| &**schema));
                    found.insert(name);
                }
                Some(_) => {}
                None => pending.push(part),
            }
        }
    }
    found
}

impl Lowering<'_> {
    /// The union of the children of a base.
    pub(super) fn lower_family(&mut self, base: &str, schema: &Rc<Schema>, words: &[String]) -> Lowered {
        let children = self.families[base].clone();
        let reference = |name: &String| format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"));
        let schemas = children.iter().enumerate().map(|(index, child)| {
            if child == base {
                // The base as a type of its own values.
                let at = At(schema.at.join("discriminator").join("base"));
                return Rc::new(Schema {
                    at,
                    title: Some(with(words, "base").join(" ")),
                    discriminator: None,
                    ..(**schema).clone()
                });
            }
            let at = At(schema.at.join("discriminator").join(index));
            Rc::new(Schema { at, reference: Some(reference(child)), ..Schema::default() })
        });
        let choice = Choice {
            schemas: schemas.collect(),
            at: At(schema.at.join("discriminator")),
            discriminator: schema.discriminator.clone(),
        };
        self.lower_union(&choice, &Schema::default(), words)
    }
}
