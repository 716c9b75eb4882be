//! Makes one schema of several that hold at once (`allOf`), so that every keyword of every part counts. What two parts
//! say of one member becomes an `allOf` of its own, which is merged when its turn comes.

use super::Lowering;
use crate::{
    diagnostic::{Code, Diagnostic, Place},
    load::{Additional, At, JsonType, Schema},
};
use indexmap::IndexSet;
use serde_json::Number;
use std::{collections::HashSet, rc::Rc};

/// How many references may follow one another.
const MAX_HOPS: usize = 64;

/// How many parts are opened in all. A document that has more has so many members, or repeats itself.
pub(super) const MAX_PARTS: usize = 1_000_000;

/// What is to be done with a schema that is merged.
enum Step {
    /// Its parts come first.
    Open(Rc<Schema>),
    Add(Rc<Schema>),
    /// All of the component that was opened last was added.
    Leave,
}

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
        self.merge(&mut whole, &schema);
        let whole = Rc::new(whole);
        self.merged.insert(schema.at.0.clone(), Rc::clone(&whole));
        whole
    }

    /// Adds a schema with its parts, each behind those that it has itself. No call is made for a part of a part: a document
    /// decides how long chains are.
    fn merge(&mut self, whole: &mut Schema, schema: &Rc<Schema>) {
        // The components that lead to a part.
        let mut way: IndexSet<_> = component_of(schema).into_iter().collect();
        // Those that were added: a part says no more where it is reached on several ways.
        let mut added = HashSet::new();
        let mut steps = vec![Step::Open(Rc::clone(schema))];
        while let Some(step) = steps.pop() {
            let part = match step {
                Step::Open(part) => part,
                Step::Add(part) => {
                    self.add(whole, &part, &way);
                    continue;
                }
                Step::Leave => {
                    way.pop();
                    continue;
                }
            };
            let Some(left) = self.parts_left.checked_sub(1) else {
                return self.unsupported(&schema.at, "`allOf` of more than 1,000,000 parts in one document");
            };
            self.parts_left = left;
            let target = part.reference.as_ref().and_then(|reference| self.component(reference, &part.at));
            if target.as_ref().is_some_and(|(name, _)| way.contains(name)) {
                self.unsupported(&part.at, "`allOf` that holds itself");
                continue;
            }
            steps.push(Step::Add(Rc::clone(&part)));
            steps.extend(part.all_of.iter().rev().cloned().map(Step::Open));
            if let Some((name, target)) = target.filter(|(name, _)| added.insert(name.clone())) {
                way.insert(name);
                steps.extend([Step::Leave, Step::Open(target)]);
            }
        }
        // Several parts can ask for the same member.
        let mut known = HashSet::new();
        whole.required.retain(|name| known.insert(name.clone()));
    }

    /// Adds what a schema says by itself.
    fn add(&mut self, whole: &mut Schema, part: &Schema, way: &IndexSet<String>) {
        self.add_type(whole, part);
        whole.hint = whole.hint.or(part.hint);
        whole.format = part.format.clone().or(whole.format.take());
        whole.content = part.content.clone().or(whole.content.take());
        whole.bounds.0.extend(part.bounds.0.clone());
        whole.minimum = tighter(whole.minimum.take(), part.minimum.clone(), |a, b| a > b);
        whole.maximum = tighter(whole.maximum.take(), part.maximum.clone(), |a, b| a < b);
        for (name, property) in &part.properties {
            let property = match whole.properties.get(name) {
                Some(known) => both(known, property, At(whole.at.join("properties").join(name).join("allOf"))),
                None => Rc::clone(property),
            };
            whole.properties.insert(name.clone(), property);
        }
        whole.required.extend(part.required.iter().cloned());
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
            let component = |schema: &Rc<Schema>| schema.reference.as_deref().and_then(component_name);
            let lists = choice.schemas.iter().filter_map(component).any(|name| way.contains(&name));
            if !lists && !whole.choices.contains(choice) {
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
            let known: HashSet<_> = whole.enumeration.iter().collect();
            let common: Vec<_> = part.enumeration.iter().filter(|value| known.contains(value)).cloned().collect();
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
        let decorated = only_part(schema).filter(|part| self.leads_somewhere(part));
        let part = match decorated {
            Some(part) => Rc::clone(part),
            None => self.part_that_implies_all(schema)?,
        };
        // A child of a base is not the base, though it may add nothing.
        let child = component_of(schema);
        let extends = |name: &String| {
            self.families.get(name).is_some_and(|children| children.contains(child.as_ref().unwrap_or(name)))
        };
        let base = part.reference.as_deref().and_then(component_name);
        (child.is_none() || !base.as_ref().is_some_and(extends)).then_some(part)
    }

    /// The part that says all that the other parts and the schema itself say.
    fn part_that_implies_all(&mut self, schema: &Schema) -> Option<Rc<Schema>> {
        let own = Schema { all_of: Vec::new(), ..schema.clone() };
        let parts: Vec<_> = speaking_parts(schema).cloned().collect();
        let wholes: Vec<_> = parts.iter().map(|part| self.merged(part)).collect();
        let sole = |index: &usize| {
            let whole = &wholes[*index];
            let others = wholes.iter().enumerate().filter(|(other, _)| other != index).map(|(_, other)| &**other);
            let mut others = others.chain([&own]);
            others.all(|other| is_implied(other, whole))
        };
        parts.get((0..parts.len()).find(sole)?).cloned()
    }

    /// Whether the references and only parts behind a part come to an end. A chain of them is walked once, however many begin
    /// along it.
    fn leads_somewhere(&mut self, part: &Rc<Schema>) -> bool {
        let schemas = self.schemas;
        let mut way = IndexSet::new();
        let mut next = Some(part);
        while let Some(name) = next.and_then(|part| component_name(part.reference.as_deref()?)) {
            if self.leading_somewhere.contains(&name) {
                break;
            }
            let target = schemas.components.get(&name);
            if !way.insert(name) {
                return false;
            }
            next = target.and_then(|target| if target.all_of.is_empty() { Some(target) } else { only_part(target) });
        }
        self.leading_somewhere.extend(way);
        true
    }
}

/// The parts that say something.
fn speaking_parts(schema: &Schema) -> impl Iterator<Item = &Rc<Schema>> {
    schema.all_of.iter().filter(|part| part.reference.is_some() || !part.is_decoration())
}

/// The one part of a schema that says nothing else.
fn only_part(schema: &Schema) -> Option<&Rc<Schema>> {
    let mut parts = speaking_parts(schema);
    parts.next().filter(|_| parts.next().is_none() && schema.decorates_its_parts())
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
        description: if other.description.is_some() { &other.description } else { &schema.description }.clone(),
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
        && (part.required.is_empty() || part.required().is_subset(&whole.required()))
        && (matches!(part.additional, None | Some(Additional::Nothing)) || part.additional == whole.additional)
        && (part.items.is_none() || part.items == whole.items)
        && (part.tuple.is_none() || part.tuple == whole.tuple)
        && part.choices.iter().all(|choice| whole.choices.contains(choice))
}
