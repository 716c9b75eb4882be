//! Compares two schemas: which values may come and go that could not before. A schema is looked at as a whole, with what it
//! refers to and its parts, so that only what it says counts, not how it is written.

use super::{
    describe::{code, describe},
    rule::Rule,
    scalars,
    walk::{Breaks, Node, Walk},
};
use crate::{
    diagnostic::Pointer,
    ir::Access,
    load::{At, JsonType, Schema},
};
use serde_json::Value;
use std::{borrow::Cow, rc::Rc};

/// How many schemas may be nothing but a part of the next.
const MAX_STEPS: usize = 64;

/// How a schema stands in what holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) access: Access,
    /// Whether its absence is read as `null` is.
    pub(super) optional: bool,
    /// Whether it is left out where it would be `null`, as optional parameters are.
    pub(super) left_out: bool,
}

impl Position {
    /// One that is there.
    pub(super) const THERE: Self = Self { access: Access::Both, optional: false, left_out: false };

    /// A parameter or header.
    pub(super) fn part(required: bool) -> Self {
        Self { optional: !required, left_out: !required, ..Self::THERE }
    }

    /// A member of an object.
    pub(super) fn member(access: Access, required: bool) -> Self {
        Self { access, optional: !required, left_out: false }
    }
}

/// How the schemas of a place in both documents belong together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// They have one name, or none.
    Same,
    Renamed,
    Extracted,
    Inlined,
    /// One took the place of the other.
    Replaced,
}

impl Walk<'_> {
    /// Compares a schema that is part of something in both documents.
    pub(super) fn pair(&mut self, parent: Node, position: Position, old: &Rc<Schema>, new: &Rc<Schema>) {
        let (old_target, new_target) = (self.target(false, old), self.target(true, new));
        self.null(parent, position, (old, new), (&old_target, &new_target));
        if old.at.0 != old_target.at.0 || new.at.0 != new_target.at.0 {
            self.prose(&old.description.0, &new.description.0, &new.at);
            // What is said beside a reference holds for this place alone.
            let of_place = |schema: &Schema, target: &Schema| schema.deprecated || target.deprecated;
            if old_target.deprecated == new_target.deprecated {
                let deprecated = (of_place(old, &old_target), of_place(new, &new_target));
                self.deprecation(parent, deprecated, (&old.at, &new.at));
            }
        }
        if self.is_replaced(parent, (old, new), (&old_target, &new_target)) {
            return;
        }
        let (node, fresh) = self.schema(parent, position.access, &old_target, &new_target);
        if fresh {
            self.pending.push_back((node, old_target, new_target));
        }
    }

    /// What a schema is, through references and parts that say no more than that it is another.
    pub(super) fn target(&mut self, new: bool, schema: &Rc<Schema>) -> Rc<Schema> {
        let side = if new { &mut self.new } else { &mut self.old };
        let mut target = side.wholes.target(schema);
        // There are no more steps than schemas that are parts of one another.
        for _ in 0..MAX_STEPS {
            let Some(part) = sole_part(&target) else { break };
            target = side.wholes.target(&part);
        }
        target
    }

    /// Compares the schemas that were met and not compared yet, and those that these are made of.
    pub(super) fn compare_pending(&mut self) {
        while let Some((node, old, new)) = self.pending.pop_front() {
            self.compare(node, &old, &new);
        }
    }

    /// That `null` is a value of it, or of the component that it is.
    fn null(
        &mut self,
        parent: Node,
        position: Position,
        (old, new): (&Schema, &Schema),
        (old_target, new_target): (&Schema, &Schema),
    ) {
        let (before, after) = (self.old.wholes.is_nullable(old), self.new.wholes.is_nullable(new));
        if before == after {
            return;
        }
        let said_there = self.old.wholes.is_nullable(old_target) != self.new.wholes.is_nullable(new_target);
        let places = if said_there { (old_target, new_target) } else { (old, new) };
        let (message, places) = (describe(&places.1.at), (Some(&*places.0.at), Some(&*places.1.at)));
        if after {
            // A client reads the `null` of an optional member as its absence.
            let breaks = Breaks::RECEIVED.only_if(!position.optional);
            self.found(parent, Rule::NullAdded, format!("{message} can be `null`"), places, breaks);
        } else {
            let breaks = Breaks::SENT.only_if(!position.left_out);
            self.found(parent, Rule::NullRemoved, format!("{message} cannot be `null` any more"), places, breaks);
        }
    }

    /// That another component is meant, or that one is written in place or is no more. Whether the one took the place of the
    /// other, so that there is no more to compare.
    fn is_replaced(
        &mut self,
        parent: Node,
        (old, new): (&Rc<Schema>, &Rc<Schema>),
        (old_target, new_target): (&Rc<Schema>, &Rc<Schema>),
    ) -> bool {
        let relation = self.relation(old_target, new_target);
        if relation == Relation::Same {
            return false;
        }
        let name = |schema: &Schema| {
            component(schema).map_or_else(|| named(schema.json_type()).to_owned(), |name| code(&name))
        };
        let (was, is) = (name(old_target), name(new_target));
        let (of, places) = (describe(&new.at), (Some(&*old.at), Some(&*new.at)));
        match relation {
            Relation::Renamed => {
                let message = format!("the schema {was} is called {is}");
                let places = (Some(&*old_target.at), Some(&*new_target.at));
                self.found(parent, Rule::SchemaRenamed, message, places, Breaks::NOTHING);
                return false;
            }
            Relation::Extracted => {
                let message = format!("{of} became the component {is}");
                self.found(parent, Rule::SchemaExtracted, message, places, Breaks::NOTHING);
                return false;
            }
            Relation::Same => return false,
            Relation::Inlined => {
                let message = format!("{of} is described in place, no more by {was}");
                self.found(parent, Rule::SchemaInlined, message, places, Breaks::NOTHING);
                return false;
            }
            Relation::Replaced => {}
        }
        let breaks = self.exchange(old_target, new_target);
        let rule =
            if old_target.json_type() == new_target.json_type() { Rule::SchemaReplaced } else { Rule::TypeChanged };
        self.found(parent, rule, format!("{of} is {is}, no more {was}"), places, breaks);
        true
    }

    fn relation(&mut self, old_target: &Rc<Schema>, new_target: &Rc<Schema>) -> Relation {
        let alike = old_target.json_type() == new_target.json_type();
        match (component(old_target), component(new_target)) {
            (None, None) => Relation::Same,
            (Some(before), Some(after)) if before == after => Relation::Same,
            (Some(before), Some(after)) => {
                if self.is_renamed(&before, &after) {
                    self.renamed.insert(before.into_owned(), after.into_owned());
                    Relation::Renamed
                } else {
                    Relation::Replaced
                }
            }
            (None, Some(after)) => {
                let known = self.old.document.schemas.components.contains_key(&*after);
                let same = alike && (!known || old_target == new_target);
                if same { Relation::Extracted } else { Relation::Replaced }
            }
            (Some(_), None) => {
                if alike {
                    Relation::Inlined
                } else {
                    Relation::Replaced
                }
            }
        }
    }

    /// Whether a component has the other name now: it left and the other came, and neither was taken for another one.
    pub(super) fn is_renamed(&self, before: &str, after: &str) -> bool {
        match self.renamed.get(before) {
            Some(known) => known == after,
            None => {
                !self.new.document.schemas.components.contains_key(before)
                    && !self.old.document.schemas.components.contains_key(after)
                    && !self.renamed.values().any(|known| known == after)
            }
        }
    }

    fn compare(&mut self, node: Node, old_target: &Rc<Schema>, new_target: &Rc<Schema>) {
        let (old, new) = (self.old.wholes.whole(old_target), self.new.wholes.whole(new_target));
        self.decoration(node, old_target, new_target);
        let places = (Some(&*old.at), Some(&*new.at));
        match (&old.choices[..], &new.choices[..]) {
            ([], []) => self.plain(node, &old, &new),
            ([], choices) => {
                let variants = choices.iter().flat_map(|choice| &choice.schemas);
                let breaks = self.exchanges(variants.map(|variant| (&old, variant)));
                let breaks =
                    Breaks { sent: breaks.iter().all(|it| it.sent), received: breaks.iter().any(|it| it.received) };
                // A base that became a union is that in all that extend it.
                let base = choices
                    .iter()
                    .find_map(|choice| choice.at.parent())
                    .filter(|base| base.as_str() != new.at.as_str());
                let place = describe(&new.at);
                let (place, written) = match base.as_ref().filter(|base| component_at(base).is_some()) {
                    Some(base) => (describe(base), (Some(base), Some(base))),
                    None => (place, places),
                };
                let message = format!("{place} can be one of several");
                self.found_in(node, Rule::UnionAdded, message, places, written, breaks);
            }
            (choices, []) => {
                let variants = choices.iter().flat_map(|choice| &choice.schemas);
                let breaks = self.exchanges(variants.map(|variant| (variant, &new)));
                // A client keeps a value that is none of its variants.
                let breaks = Breaks::SENT.only_if(breaks.iter().any(|it| it.sent));
                let message = format!("{} is no more one of several", describe(&new.at));
                self.found(node, Rule::UnionRemoved, message, places, breaks);
            }
            (before, after) => {
                before.iter().zip(after).for_each(|(before, after)| self.choice(node, before, after));
                if before.len() != after.len() {
                    let message = format!("{} has another number of unions beside one another", describe(&new.at));
                    self.found(node, Rule::UnionAdded, message, places, Breaks::ALL);
                }
                self.members(node, &old, &new);
            }
        }
        let holders = (&*old.at, &*new.at);
        self.discriminator(node, (old.discriminator.as_ref(), new.discriminator.as_ref()), holders, &[]);
    }

    fn exchanges<'s>(&mut self, pairs: impl Iterator<Item = (&'s Rc<Schema>, &'s Rc<Schema>)>) -> Vec<Breaks> {
        let null = |schema: &Schema| schema.ty == Some(JsonType::Null);
        let pairs = pairs.filter(|(old, new)| !null(old) && !null(new));
        pairs
            .map(|(old, new)| {
                let (old, new) = (self.target(false, old), self.target(true, new));
                self.exchange(&old, &new)
            })
            .collect()
    }

    /// What says nothing of values.
    fn decoration(&mut self, node: Node, old: &Schema, new: &Schema) {
        self.prose(
            &(&old.title, &old.description.0, &old.example.0),
            &(&new.title, &new.description.0, &new.example.0),
            &new.at,
        );
        self.deprecation(node, (old.deprecated, new.deprecated), (&old.at, &new.at));
        for (extension, what) in [("x-rust-name", "has another name"), ("x-enum-varnames", "has other names of values")]
        {
            if old.extensions.get(extension) != new.extensions.get(extension) {
                let message = format!("{} {what} in Rust", describe(&new.at));
                self.found_at(node, Rule::RustNameChanged, message, (&old.at, &new.at), extension, Breaks::NOTHING);
            }
        }
        for extension in ["x-deprecated", "x-deprecated-reason", "x-sunset", "x-enum-descriptions"] {
            self.prose(&old.extensions.get(extension), &new.extensions.get(extension), &new.at);
        }
    }

    /// That something should not be used any more, or may be again.
    pub(super) fn deprecation(&mut self, node: Node, (old, new): (bool, bool), of: (&Pointer, &Pointer)) {
        let (rule, words) = match (old, new) {
            (false, true) => (Rule::DeprecatedAdded, "is deprecated"),
            (true, false) => (Rule::DeprecatedRemoved, "is no more deprecated"),
            _ => return,
        };
        self.found_at(node, rule, format!("{} {words}", describe(of.1)), of, "deprecated", Breaks::NOTHING);
    }

    /// Schemas that are no unions.
    fn plain(&mut self, node: Node, old: &Schema, new: &Schema) {
        let places = (Some(&*old.at), Some(&*new.at));
        let (before, after) = (old.json_type(), new.json_type());
        if before != after {
            let widens = after.is_none_or(|after| !before.is_some_and(|before| before.holds(after)));
            let narrows = before.is_none_or(|before| !after.is_some_and(|after| after.holds(before)));
            // A client that takes any value reads every value.
            let breaks = Breaks { sent: narrows && after.is_some(), received: widens && before.is_some() };
            let message = format!("{} is {}, no more {}", describe(&new.at), named(after), named(before));
            self.found(node, Rule::TypeChanged, message, places, breaks);
        }
        let comparable = before == after || matches!((before, after), (Some(a), Some(b)) if a.holds(b) || b.holds(a));
        if !comparable {
            return;
        }
        self.format(node, old, new);
        self.enumeration(node, old, new);
        self.bounds(node, old, new);
        if old.default != new.default {
            let message = format!("{} has another default", describe(&new.at));
            self.found_at(node, Rule::DefaultChanged, message, (&old.at, &new.at), "default", Breaks::NOTHING);
        }
        self.members(node, old, new);
        self.additional(node, old, new);
        self.items(node, old, new);
    }

    fn items(&mut self, node: Node, old: &Schema, new: &Schema) {
        if is_tuple_changed(old, new) {
            let message = format!("{} has other items", describe(&new.at));
            let keyword = if new.tuple.is_some() { "prefixItems" } else { "items" };
            return self.found_at(node, Rule::TupleChanged, message, (&old.at, &new.at), keyword, Breaks::ALL);
        }
        if let (Some((before, _)), Some((after, _))) = (&old.tuple, &new.tuple) {
            before.iter().zip(after).for_each(|(old, new)| self.pair(node, Position::THERE, old, new));
        }
        if old.items.is_some() || new.items.is_some() {
            let any = |schema: &Schema| Rc::new(Schema { at: At(schema.at.join("items")), ..Schema::default() });
            let before = old.items.clone().unwrap_or_else(|| any(old));
            let after = new.items.clone().unwrap_or_else(|| any(new));
            self.pair(node, Position::THERE, &before, &after);
        }
    }

    fn format(&mut self, node: Node, old: &Schema, new: &Schema) {
        if old.format == new.format {
            return;
        }
        let breaks = scalars::format(old.format.as_deref(), new.format.as_deref());
        let name = |format: &Option<String>| format.as_ref().map_or_else(|| "none".to_owned(), |format| code(format));
        let message =
            format!("{} has the format {}, no more {}", describe(&new.at), name(&new.format), name(&old.format));
        self.found_at(node, Rule::FormatChanged, message, (&old.at, &new.at), "format", breaks);
    }

    fn enumeration(&mut self, node: Node, old: &Schema, new: &Schema) {
        let of = (&*old.at, &*new.at);
        match (&old.enumeration[..], &new.enumeration[..]) {
            ([], []) => {}
            ([], _) => {
                let message = format!("{} is one of listed values", describe(&new.at));
                self.found_at(node, Rule::EnumAdded, message, of, "enum", Breaks::SENT);
            }
            (_, []) => {
                let message = format!("{} can have any value", describe(&new.at));
                self.found_at(node, Rule::EnumRemoved, message, of, "enum", Breaks::NOTHING);
            }
            (before, after) => {
                for (index, value) in after.iter().enumerate().filter(|(_, value)| !before.contains(value)) {
                    let message = format!("value {} added to {}", literal(value), describe(&new.at));
                    let at = new.at.join("enum").join(index);
                    let of = (None, Some(of.1));
                    self.found_in(node, Rule::ValueAdded, message, of, (None, Some(&at)), Breaks::NOTHING);
                }
                for (index, value) in before.iter().enumerate().filter(|(_, value)| !after.contains(value)) {
                    let message = format!("value {} removed from {}", literal(value), describe(&new.at));
                    let at = old.at.join("enum").join(index);
                    let of = (Some(of.0), None);
                    self.found_in(node, Rule::ValueRemoved, message, of, (Some(&at), None), Breaks::SENT);
                }
            }
        }
    }

    /// What servers check and clients do not.
    fn bounds(&mut self, node: Node, old: &Schema, new: &Schema) {
        let (before, after) = (&old.bounds.0, &new.bounds.0);
        let keywords = before.keys().chain(after.keys().filter(|keyword| !before.contains_key(*keyword)));
        // The length of a tuple is told by its items.
        let told = is_tuple_changed(old, new);
        let keywords = keywords.filter(|keyword| !(told && matches!(keyword.as_str(), "minItems" | "maxItems")));
        for keyword in keywords {
            let (old_value, new_value) = (before.get(keyword), after.get(keyword));
            if old_value == new_value {
                continue;
            }
            let word = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), literal);
            let (of, was, is) = (describe(&new.at), word(old_value), word(new_value));
            let message = format!("{} of {of} is {is}, no more {was}", code(keyword));
            let (rule, breaks) = if scalars::tightens(keyword, old_value, new_value) {
                (Rule::ConstraintTightened, Breaks::SENT)
            } else {
                (Rule::ConstraintLoosened, Breaks::NOTHING)
            };
            self.found_at(node, rule, message, (&old.at, &new.at), keyword, breaks);
        }
    }
}

/// The one schema of which another says no more than that it is that one.
fn sole_part(schema: &Rc<Schema>) -> Option<Rc<Schema>> {
    let is_of_parts = !schema.all_of.is_empty() && schema.reference.is_none() && schema.bounds.0.is_empty();
    if !is_of_parts || component(schema).is_some() {
        return None;
    }
    let says = |part: &&Rc<Schema>| part.reference.is_some() || !part.is_decoration() || !part.bounds.0.is_empty();
    let own = Schema { all_of: Vec::new(), ..(**schema).clone() };
    let mut parts = schema.all_of.iter().filter(says);
    match (parts.next(), parts.next()) {
        (Some(part), None) if own.is_decoration() => Some(Rc::clone(part)),
        _ => None,
    }
}

/// Whether one has a type for each item and the other has not, or for another number of them.
fn is_tuple_changed(old: &Schema, new: &Schema) -> bool {
    let length = |schema: &Schema| schema.tuple.as_ref().map(|(items, closed)| (items.len(), *closed));
    length(old) != length(new)
}

/// The name of the component that a schema is.
pub(super) fn component(schema: &Schema) -> Option<Cow<'_, str>> {
    component_at(&schema.at)
}

/// The name of the component that stands at a place.
fn component_at(at: &Pointer) -> Option<Cow<'_, str>> {
    let name = at.as_str().strip_prefix("/components/schemas/").filter(|name| !name.contains('/'))?;
    if name.contains('~') { at.tokens().last().map(Cow::Owned) } else { Some(Cow::Borrowed(name)) }
}

pub(super) fn named(ty: Option<JsonType>) -> &'static str {
    match ty {
        None => "any JSON",
        Some(JsonType::Null) => "`null`",
        Some(JsonType::Boolean) => "a boolean",
        Some(JsonType::Integer) => "an integer",
        Some(JsonType::Number) => "a number",
        Some(JsonType::String) => "a text",
        Some(JsonType::Array) => "an array",
        Some(JsonType::Object) => "an object",
    }
}

/// A value of the document as code.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => code(text),
        value => code(&value.to_string()),
    }
}
