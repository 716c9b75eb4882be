//! Makes one schema of several that hold at once (`allOf`), so that every keyword of every part counts. What two parts
//! say of one member becomes an `allOf` of its own, which is merged when its turn comes.

use super::Lowering;
use crate::{
    diagnostic::{Code, Diagnostic, Place},
    load::{Additional, At, JsonType, Schema},
};
use serde_json::Number;
use std::{collections::HashSet, rc::Rc};

/// How many references may follow one another.
const MAX_HOPS: usize = 64;

impl Lowering<'_> {
    /// The schema without parts and references that says the same.
    pub(super) fn merged(&mut self, schema: &Rc<Schema>) -> Rc<Schema> {
        let mut schema = Rc::clone(schema);
        for _ in 0..MAX_HOPS {
            let Some(reference) = schema.reference.as_ref().filter(|_| schema.all_of.is_empty()) else { break };
            let Some((_, target)) = self.component(reference, &schema.at) else { return Rc::default() };
            schema = target;
        }
        if schema.reference.is_none() && schema.all_of.is_empty() {
            return schema;
        }
        if let Some(merged) = self.merged.get(&*schema.at) {
            return Rc::clone(merged);
        }
        let mut whole = Schema { at: schema.at.clone(), ..Schema::default() };
        let mut way: Vec<_> = component_of(&schema).into_iter().collect();
        self.merge(&mut whole, &schema, &mut way, &mut HashSet::new());
        let whole = Rc::new(whole);
        self.merged.insert(schema.at.0.clone(), Rc::clone(&whole));
        whole
    }

    /// Adds a part, and those that it has itself. `way` holds the components that lead there, `added` those that were added:
    /// a part says no more where it is reached on several ways.
    fn merge(&mut self, whole: &mut Schema, part: &Rc<Schema>, way: &mut Vec<String>, added: &mut HashSet<String>) {
        if let Some(reference) = &part.reference
            && let Some((name, target)) = self.component(reference, &part.at)
        {
            if way.contains(&name) {
                return self.unsupported(&part.at, "`allOf` that holds itself");
            }
            if way.len() >= MAX_HOPS {
                return self.unsupported(&part.at, "`allOf` of more than 64 schemas, each a part of the next,");
            }
            if added.insert(name.clone()) {
                way.push(name);
                self.merge(whole, &target, way, added);
                way.pop();
            }
        }
        for part in &part.all_of {
            self.merge(whole, part, way, added);
        }
        self.add(whole, part, way);
    }

    /// Adds what a schema says by itself.
    fn add(&mut self, whole: &mut Schema, part: &Schema, way: &[String]) {
        self.add_type(whole, part);
        whole.hint = whole.hint.or(part.hint);
        whole.format = part.format.clone().or(whole.format.take());
        whole.content = part.content.clone().or(whole.content.take());
        whole.bounds.0.extend(part.bounds.0.clone());
        whole.minimum = tighter(whole.minimum.take(), part.minimum.clone(), |a, b| a > b);
        whole.maximum = tighter(whole.maximum.take(), part.maximum.clone(), |a, b| a < b);
        for (name, property) in &part.properties {
            let at = At(whole.at.join("properties").join(name).join("allOf"));
            let property = match whole.properties.get(name) {
                Some(known) => both(known, property, at),
                None => Rc::clone(property),
            };
            whole.properties.insert(name.clone(), property);
        }
        let fresh = part.required.iter().filter(|name| !whole.required.contains(name));
        whole.required.extend(fresh.cloned().collect::<Vec<_>>());
        match (&whole.additional, &part.additional) {
            (_, None) | (Some(_), Some(Additional::Nothing)) => {}
            (_, additional) => whole.additional.clone_from(additional),
        }
        whole.items = match (whole.items.take(), &part.items) {
            (Some(known), Some(items)) => Some(both(&known, items, At(whole.at.join("items").join("allOf")))),
            (known, items) => items.clone().or(known),
        };
        whole.tuple = part.tuple.clone().or(whole.tuple.take());
        for choice in &part.choices {
            // A base that lists its own children is no choice for a child.
            let lists = |name: &String| choice.schemas.iter().any(|schema| refers_to(schema, name));
            if !way.iter().any(lists) && !whole.choices.contains(choice) {
                whole.choices.push(choice.clone());
            }
        }
        whole.extensions.extend(part.extensions.clone());
    }

    fn add_type(&mut self, whole: &mut Schema, part: &Schema) {
        let conflict = match (whole.ty, part.ty) {
            (None, ty) => {
                whole.ty = ty;
                false
            }
            (Some(known), Some(ty)) if known.holds(ty) => {
                whole.ty = Some(ty);
                false
            }
            (Some(known), Some(ty)) => !ty.holds(known),
            (Some(_), None) => false,
        };
        // Within members the later schema is taken; a whole that nothing can be is worth no type.
        let within = whole.at.as_str().ends_with("/allOf");
        if conflict && !within && [whole.ty, part.ty].contains(&Some(JsonType::Object)) {
            let message = "`allOf` of an object and of what is no object: no value is both";
            return self.report(Code::Contradiction, &part.at, message, "remove one of them");
        }
        if conflict {
            self.report_conflict(whole, part);
            (whole.ty, whole.enumeration, whole.format) = (part.ty, part.enumeration.clone(), part.format.clone());
        }
        if whole.enumeration.is_empty() {
            whole.enumeration.clone_from(&part.enumeration);
        } else if !part.enumeration.is_empty() {
            let common: Vec<_> = part.enumeration.iter().filter(|it| whole.enumeration.contains(it)).cloned().collect();
            if common.is_empty() {
                self.report_conflict(whole, part);
            }
            whole.enumeration = if common.is_empty() { part.enumeration.clone() } else { common };
        }
    }

    fn report_conflict(&mut self, whole: &Schema, part: &Schema) {
        let message = "no value is both this and what another schema of the `allOf` says";
        let diagnostic = Diagnostic::new(Code::Repaired, Place::Value(part.at.0.clone()), message);
        let diagnostic = diagnostic.related(Place::Value(whole.at.0.clone()), "they are combined here");
        self.found.push(diagnostic.help("say the same in both; the later one is taken"));
    }

    /// The one part that says all that the whole says, if there is one: it is the type itself.
    pub(super) fn sole_part(&mut self, schema: &Rc<Schema>) -> Option<Rc<Schema>> {
        let own = Schema { all_of: Vec::new(), ..(**schema).clone() };
        let says = |part: &&Rc<Schema>| part.reference.is_some() || !part.is_decoration();
        let parts: Vec<_> = schema.all_of.iter().filter(says).cloned().collect();
        let wholes: Vec<_> = parts.iter().map(|part| self.merged(part)).collect();
        let sole = |index: &usize| {
            let whole = &wholes[*index];
            let others = wholes.iter().enumerate().filter(|(other, _)| other != index).map(|(_, other)| &**other);
            let mut others = others.chain([&own]);
            others.all(|other| is_implied(other, whole))
        };
        let part = &parts[(0..parts.len()).find(sole)?];
        // A child of a base is not the base, though it may add nothing.
        let child = component_of(schema);
        let extends = |name: &String| {
            self.families.get(name).is_some_and(|children| children.contains(child.as_ref().unwrap_or(name)))
        };
        let base = part.reference.as_deref().and_then(component_name);
        (child.is_none() || !base.as_ref().is_some_and(extends)).then(|| Rc::clone(part))
    }
}

/// The name of the component that a schema is.
pub(super) fn component_of(schema: &Schema) -> Option<String> {
    component_name(schema.at.as_str())
}

/// The name of the component that a pointer or a reference within the document leads to.
pub(super) fn component_name(pointer: &str) -> Option<String> {
    let name = pointer.trim_start_matches('#').strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

fn refers_to(schema: &Schema, component: &str) -> bool {
    schema.reference.as_deref().and_then(component_name).as_deref() == Some(component)
}

/// A schema of which every value is one of both.
fn both(first: &Rc<Schema>, second: &Rc<Schema>, at: At) -> Rc<Schema> {
    let decorates = |schema: &Schema| schema.reference.is_none() && schema.is_decoration();
    if first == second || decorates(second) {
        return decorated(first, second);
    }
    if decorates(first) {
        return decorated(second, first);
    }
    let schema = Schema { at, all_of: vec![Rc::clone(first), Rc::clone(second)], ..Schema::default() };
    decorated(&decorated(&Rc::new(schema), first), second)
}

/// A schema with the decoration of another beside its own.
fn decorated(schema: &Rc<Schema>, other: &Schema) -> Rc<Schema> {
    Rc::new(Schema {
        title: schema.title.clone().or_else(|| other.title.clone()),
        description: other.description.clone().or_else(|| schema.description.clone()),
        deprecated: schema.deprecated || other.deprecated,
        read_only: schema.read_only || other.read_only,
        write_only: schema.write_only || other.write_only,
        ..(**schema).clone()
    })
}

/// The bound that allows less.
fn tighter(known: Option<Number>, other: Option<Number>, is: fn(f64, f64) -> bool) -> Option<Number> {
    match (known, other) {
        (Some(known), Some(other)) => {
            let tighter = is(known.as_f64().unwrap_or_default(), other.as_f64().unwrap_or_default());
            Some(if tighter { known } else { other })
        }
        (known, other) => known.or(other),
    }
}

/// Whether a schema says nothing that another does not say as well.
pub(super) fn is_implied(part: &Schema, whole: &Schema) -> bool {
    part.ty.is_none_or(|ty| whole.json_type().is_some_and(|whole| ty.holds(whole)))
        && (part.format.is_none() || part.format == whole.format)
        && (part.enumeration.is_empty() || part.enumeration == whole.enumeration)
        && part.properties.iter().all(|(name, schema)| whole.properties.get(name) == Some(schema))
        && part.required.iter().all(|name| whole.required.contains(name))
        && (matches!(part.additional, None | Some(Additional::Nothing)) || part.additional == whole.additional)
        && (part.items.is_none() || part.items == whole.items)
        && (part.tuple.is_none() || part.tuple == whole.tuple)
        && part.choices.iter().all(|choice| whole.choices.contains(choice))
}
