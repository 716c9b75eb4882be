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
    load::{Additional, Choice, Discriminator, JsonType, Schema},
};
use serde_json::Value;
use std::rc::Rc;

/// How a schema stands in what holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) access: Access,
    /// Whether its absence is read as `null` is.
    pub(super) optional: bool,
}

impl Position {
    /// One that is there.
    pub(super) const THERE: Self = Self { access: Access::Both, optional: false };
}

impl Walk<'_> {
    /// Compares a schema that is part of something in both documents.
    pub(super) fn pair(&mut self, parent: Node, position: Position, old: &Rc<Schema>, new: &Rc<Schema>) {
        let (old_target, new_target) = (self.old.wholes.target(old), self.new.wholes.target(new));
        let (node, fresh) = self.schema(parent, position.access, &old_target, &new_target);
        self.null(parent, position, old, new);
        if let (Some(old_name), Some(new_name)) = (component(&old_target), component(&new_target))
            && old_name != new_name
        {
            self.renamed.insert(old_name, new_name);
        }
        self.reference(parent, old, new, &old_target, &new_target);
        if old.at.0 != old_target.at.0 || new.at.0 != new_target.at.0 {
            self.prose(&old.description, &new.description, &new.at);
        }
        if fresh {
            self.pending.push_back((node, old_target, new_target));
        }
    }

    /// Compares the schemas that were met and not compared yet, and those that these are made of.
    pub(super) fn compare_pending(&mut self) {
        while let Some((node, old, new)) = self.pending.pop_front() {
            self.compare(node, &old, &new);
        }
    }

    /// That `null` is a value of it.
    fn null(&mut self, parent: Node, position: Position, old: &Schema, new: &Schema) {
        let (before, after) = (self.old.wholes.is_nullable(old), self.new.wholes.is_nullable(new));
        let places = (Some(&*old.at), Some(&*new.at));
        if !before && after {
            // A client reads the `null` of an optional member as its absence.
            let breaks = Breaks { sent: false, received: !position.optional };
            self.found(parent, Rule::NullAdded, format!("{} can be `null`", describe(&new.at)), places, breaks);
        }
        if before && !after {
            let message = format!("{} cannot be `null` any more", describe(&new.at));
            self.found(parent, Rule::NullRemoved, message, places, Breaks::SENT);
        }
    }

    /// That another component is meant, or that one is written in place or is no more.
    fn reference(&mut self, parent: Node, old: &Schema, new: &Schema, old_target: &Schema, new_target: &Schema) {
        let places = (Some(&*old.at), Some(&*new.at));
        match (component(old_target), component(new_target)) {
            (Some(before), Some(after)) if before != after => {
                let gone = !self.new.document.schemas.components.contains_key(&before);
                let came = !self.old.document.schemas.components.contains_key(&after);
                if gone && came {
                    let (before, after) = (code(&before), code(&after));
                    let message = format!("the schema {before} is called {after}");
                    let places = (Some(&*old_target.at), Some(&*new_target.at));
                    return self.found(parent, Rule::SchemaRenamed, message, places, Breaks::NOTHING);
                }
                let message = format!("{} is {}, no more {}", describe(&new.at), code(&after), code(&before));
                self.found(parent, Rule::SchemaReplaced, message, places, Breaks::NOTHING);
            }
            (None, Some(after)) => {
                let message = format!("{} became the component {}", describe(&old.at), code(&after));
                self.found(parent, Rule::SchemaExtracted, message, places, Breaks::NOTHING);
            }
            (Some(before), None) => {
                let message = format!("{} is described in place, no more by {}", describe(&new.at), code(&before));
                self.found(parent, Rule::SchemaInlined, message, places, Breaks::NOTHING);
            }
            _ => {}
        }
    }

    fn compare(&mut self, node: Node, old_target: &Rc<Schema>, new_target: &Rc<Schema>) {
        let (old, new) = (self.old.wholes.whole(old_target), self.new.wholes.whole(new_target));
        self.decoration(node, old_target, new_target);
        let places = (Some(&*old.at), Some(&*new.at));
        let place = describe(&new.at);
        match (&old.choices[..], &new.choices[..]) {
            ([], []) => self.plain(node, &old, &new),
            ([], _) => {
                let message = format!("{place} can be one of several");
                self.found(node, Rule::UnionAdded, message, places, Breaks::RECEIVED);
            }
            (_, []) => {
                let message = format!("{place} is no more one of several");
                self.found(node, Rule::UnionRemoved, message, places, Breaks::SENT);
            }
            (before, after) => {
                before.iter().zip(after).for_each(|(before, after)| self.choice(node, before, after));
                if before.len() != after.len() {
                    let message = format!("{place} has another number of unions beside one another");
                    self.found(node, Rule::UnionAdded, message, places, Breaks::ALL);
                }
                self.members(node, &old, &new);
            }
        }
        self.discriminator(node, (old.discriminator.as_ref(), new.discriminator.as_ref()), places);
    }

    /// What says nothing of values.
    fn decoration(&mut self, node: Node, old: &Schema, new: &Schema) {
        let prose = |schema: &Schema| (schema.title.clone(), schema.description.clone(), schema.example.clone());
        self.prose(&prose(old), &prose(new), &new.at);
        self.deprecation(node, (old.deprecated, new.deprecated), (&old.at, &new.at));
        let names = |schema: &Schema| {
            ["x-rust-name", "x-enum-varnames"].map(|extension| schema.extensions.get(extension).cloned())
        };
        if names(old) != names(new) {
            let message = format!("{} has another name in Rust", describe(&new.at));
            self.found(node, Rule::RustNameChanged, message, (Some(&old.at), Some(&new.at)), Breaks::NOTHING);
        }
        let details = |schema: &Schema| {
            ["x-deprecated", "x-deprecated-reason", "x-sunset", "x-enum-descriptions"]
                .map(|extension| schema.extensions.get(extension).cloned())
        };
        self.prose(&details(old), &details(new), &new.at);
    }

    /// That something should not be used any more, or may be again.
    pub(super) fn deprecation(&mut self, node: Node, (old, new): (bool, bool), (before, after): (&Pointer, &Pointer)) {
        let places = (Some(before), Some(after));
        match (old, new) {
            (false, true) => {
                let message = format!("{} is deprecated", describe(after));
                self.found(node, Rule::DeprecatedAdded, message, places, Breaks::NOTHING);
            }
            (true, false) => {
                let message = format!("{} is no more deprecated", describe(after));
                self.found(node, Rule::DeprecatedRemoved, message, places, Breaks::NOTHING);
            }
            _ => {}
        }
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
            self.found(node, Rule::DefaultChanged, message, places, Breaks::NOTHING);
        }
        self.members(node, old, new);
        self.additional(node, old, new);
        match (&old.tuple, &new.tuple) {
            (Some((before, true)), Some((after, true))) if before.len() == after.len() => {
                before.iter().zip(after).for_each(|(old, new)| self.pair(node, Position::THERE, old, new));
            }
            (None, None) => {
                let (before, after) = (old.items.clone().unwrap_or_default(), new.items.clone().unwrap_or_default());
                if old.items.is_some() || new.items.is_some() {
                    self.pair(node, Position::THERE, &before, &after);
                }
            }
            (before, after) if before != after => {
                let message = format!("{} has other items", describe(&new.at));
                self.found(node, Rule::TupleChanged, message, places, Breaks::ALL);
            }
            _ => {}
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
        self.found(node, Rule::FormatChanged, message, (Some(&old.at), Some(&new.at)), breaks);
    }

    fn enumeration(&mut self, node: Node, old: &Schema, new: &Schema) {
        let places = (Some(&*old.at), Some(&*new.at));
        match (&old.enumeration[..], &new.enumeration[..]) {
            ([], []) => {}
            ([], _) => {
                let message = format!("{} is one of listed values", describe(&new.at));
                self.found(node, Rule::EnumAdded, message, places, Breaks::SENT);
            }
            (_, []) => {
                let message = format!("{} can have any value", describe(&new.at));
                self.found(node, Rule::EnumRemoved, message, places, Breaks::NOTHING);
            }
            (before, after) => {
                for (index, value) in after.iter().enumerate().filter(|(_, value)| !before.contains(value)) {
                    let message = format!("value {} added to {}", literal(value), describe(&new.at));
                    let at = new.at.join("enum").join(index);
                    self.found(node, Rule::ValueAdded, message, (None, Some(&at)), Breaks::NOTHING);
                }
                for (index, value) in before.iter().enumerate().filter(|(_, value)| !after.contains(value)) {
                    let message = format!("value {} removed from {}", literal(value), describe(&new.at));
                    let at = old.at.join("enum").join(index);
                    self.found(node, Rule::ValueRemoved, message, (Some(&at), None), Breaks::SENT);
                }
            }
        }
    }

    /// What servers check and clients do not.
    fn bounds(&mut self, node: Node, old: &Schema, new: &Schema) {
        let (before, after) = (&old.bounds.0, &new.bounds.0);
        let keywords = before.keys().chain(after.keys().filter(|keyword| !before.contains_key(*keyword)));
        for keyword in keywords {
            let (old_value, new_value) = (before.get(keyword), after.get(keyword));
            if old_value == new_value {
                continue;
            }
            let place = |schema: &Schema, value: Option<&Value>| value.map(|_| schema.at.join(keyword));
            let (old_place, new_place) = (place(old, old_value), place(new, new_value));
            let places = (old_place.as_ref().or(Some(&*old.at)), new_place.as_ref().or(Some(&*new.at)));
            let word = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), literal);
            let (of, was, is) = (describe(&new.at), word(old_value), word(new_value));
            let message = format!("{} of {of} is {is}, no more {was}", code(keyword));
            let (rule, breaks) = if scalars::tightens(keyword, old_value, new_value) {
                (Rule::ConstraintTightened, Breaks::SENT)
            } else {
                (Rule::ConstraintLoosened, Breaks::NOTHING)
            };
            self.found(node, rule, message, places, breaks);
        }
    }

    fn members(&mut self, node: Node, old: &Schema, new: &Schema) {
        let required = |schema: &Schema, name: &str| schema.required.iter().any(|required| required == name);
        let gone: Vec<_> = old.properties.iter().filter(|(name, _)| !new.properties.contains_key(*name)).collect();
        let came: Vec<_> = new.properties.iter().filter(|(name, _)| !old.properties.contains_key(*name)).collect();
        if let ([(before, old_member)], [(after, new_member)]) = (&gone[..], &came[..])
            && old_member == new_member
            && required(old, before) == required(new, after)
        {
            let there = required(new, after);
            let message = format!("member {} of {} is called {}", code(before), describe(&new.at), code(after));
            let places = (Some(&*old_member.at), Some(&*new_member.at));
            let breaks = Breaks { sent: there, received: there };
            self.found(node, Rule::MemberRenamed, message, places, breaks);
            self.pair(node, Position { access: access(new_member), optional: !there }, old_member, new_member);
        } else {
            gone.iter().for_each(|(name, member)| self.member_removed(node, name, member, (old, new)));
            came.iter().for_each(|(name, member)| self.member_added(node, name, member, (old, new)));
        }
        for (name, new_member) in &new.properties {
            let Some(old_member) = old.properties.get(name) else { continue };
            self.requirement(node, name, (required(old, name), required(new, name)), (old_member, new_member));
            let (before, after) = (self.access_of(false, old_member), self.access_of(true, new_member));
            if before != after {
                let message =
                    format!("{} is {}, no more {}", describe(&new_member.at), travels(after), travels(before));
                let breaks = Breaks { sent: after == Access::Read, received: after == Access::Write };
                let places = (Some(&*old_member.at), Some(&*new_member.at));
                self.found(node, Rule::AccessChanged, message, places, breaks);
            }
            let optional = !required(old, name);
            self.pair(node, Position { access: after, optional }, old_member, new_member);
        }
        self.unlisted(node, old, new);
    }

    /// `readOnly` and `writeOnly` of a member, or of what it refers to.
    fn access_of(&mut self, new: bool, member: &Rc<Schema>) -> Access {
        let side = if new { &mut self.new } else { &mut self.old };
        let target = side.wholes.target(member);
        match access(member) {
            Access::Both => access(&target),
            access => access,
        }
    }

    fn member_removed(&mut self, node: Node, name: &str, member: &Schema, (old, new): (&Schema, &Schema)) {
        let required = old.required.iter().any(|required| required == name);
        let message = format!("member {} removed from {}", code(name), describe(&new.at));
        // Where others are forbidden it is refused.
        let refused = new.additional == Some(Additional::Nothing);
        let breaks = restricted(Breaks { sent: refused, received: required }, access(member));
        self.found(node, Rule::MemberRemoved, message, (Some(&member.at), None), breaks);
    }

    fn member_added(&mut self, node: Node, name: &str, member: &Schema, (old, new): (&Schema, &Schema)) {
        let required = new.required.iter().any(|required| required == name);
        let holder = describe(&old.at);
        let (rule, message) = if required {
            (Rule::MemberAddedRequired, format!("required member {} added to {holder}", code(name)))
        } else {
            (Rule::MemberAddedOptional, format!("optional member {} added to {holder}", code(name)))
        };
        let breaks = restricted(Breaks { sent: required, received: false }, access(member));
        self.found(node, rule, message, (None, Some(&member.at)), breaks);
    }

    fn requirement(
        &mut self,
        node: Node,
        name: &str,
        (before, after): (bool, bool),
        (old, new): (&Rc<Schema>, &Rc<Schema>),
    ) {
        let places = (Some(&*old.at), Some(&*new.at));
        match (before, after) {
            (false, true) => {
                let message = format!("member {} became required", describe_member(new, name));
                let breaks = restricted(Breaks::SENT, access(new));
                self.found(node, Rule::MemberBecameRequired, message, places, breaks);
            }
            (true, false) => {
                let message = format!("member {} became optional", describe_member(new, name));
                let breaks = restricted(Breaks::RECEIVED, access(new));
                self.found(node, Rule::MemberBecameOptional, message, places, breaks);
            }
            _ => {}
        }
    }

    /// Members that are required and not described.
    fn unlisted(&mut self, node: Node, old: &Schema, new: &Schema) {
        let unlisted = |schema: &Schema| -> Vec<String> {
            let names = schema.required.iter().filter(|name| !schema.properties.contains_key(*name));
            names.cloned().collect()
        };
        let (before, after) = (unlisted(old), unlisted(new));
        for name in after.iter().filter(|name| !before.contains(name) && !old.properties.contains_key(*name)) {
            let message = format!("required member {} added to {}", code(name), describe(&new.at));
            self.found(node, Rule::MemberAddedRequired, message, (None, Some(&new.at.join("required"))), Breaks::SENT);
        }
        for name in before.iter().filter(|name| !after.contains(name) && !new.properties.contains_key(*name)) {
            let message = format!("member {} is no more required of {}", code(name), describe(&new.at));
            let at = old.at.join("required");
            self.found(node, Rule::MemberBecameOptional, message, (Some(&at), None), Breaks::RECEIVED);
        }
    }

    /// The members that are not listed.
    fn additional(&mut self, node: Node, old: &Schema, new: &Schema) {
        let object = |schema: &Schema| schema.json_type() == Some(JsonType::Object);
        if !object(old) || !object(new) {
            return;
        }
        let places = (Some(&*old.at), Some(&*new.at));
        match (&old.additional, &new.additional) {
            (Some(Additional::Schema(before)), Some(Additional::Schema(after))) => {
                self.pair(node, Position::THERE, before, after);
            }
            (before, after) if before == after => {}
            (_, Some(Additional::Nothing)) => {
                let message = format!("{} takes no members that are not listed", describe(&new.at));
                let breaks = if old.keeps_others() { Breaks::SENT } else { Breaks::NOTHING };
                self.found(node, Rule::AdditionalClosed, message, places, breaks);
            }
            (before, after) => {
                let typed = |additional: &Option<Additional>| matches!(additional, Some(Additional::Schema(_)));
                let message = format!("the members of {} that are not listed changed", describe(&new.at));
                let breaks = Breaks {
                    sent: old.keeps_others() && typed(after),
                    received: typed(before) && !matches!(after, None | Some(Additional::Nothing)),
                };
                self.found(node, Rule::AdditionalChanged, message, places, breaks);
            }
        }
    }

    fn choice(&mut self, node: Node, old: &Choice, new: &Choice) {
        let mut left: Vec<_> = new.schemas.iter().collect();
        let mut gone: Vec<&Rc<Schema>> = Vec::new();
        let mut pairs = Vec::new();
        for variant in &old.schemas {
            match left.iter().position(|other| self.is_same_variant(variant, other)) {
                Some(index) => pairs.push((variant, left.remove(index))),
                None => gone.push(variant),
            }
        }
        // One of a kind that changed in itself is the same variant still.
        gone.retain(|variant| {
            let alike = |other: &&&Rc<Schema>| {
                variant.reference.is_none() && other.reference.is_none() && variant.json_type() == other.json_type()
            };
            let Some(index) = left.iter().position(|other| alike(&other)) else { return true };
            pairs.push((variant, left.remove(index)));
            false
        });
        pairs.into_iter().for_each(|(old, new)| self.pair(node, Position::THERE, old, new));
        let null = |schema: &Schema| schema.ty == Some(JsonType::Null);
        for variant in gone.into_iter().filter(|variant| !null(variant)) {
            let message = format!("variant {} removed from {}", variant_name(variant), holder(&new.at));
            self.found(node, Rule::VariantRemoved, message, (Some(&variant.at), None), Breaks::SENT);
        }
        for variant in left.into_iter().filter(|variant| !null(variant)) {
            let message = format!("variant {} added to {}", variant_name(variant), holder(&new.at));
            self.found(node, Rule::VariantAdded, message, (None, Some(&variant.at)), Breaks::NOTHING);
        }
        let places = (Some(&*old.at), Some(&*new.at));
        self.discriminator(node, (old.discriminator.as_ref(), new.discriminator.as_ref()), places);
    }

    /// Whether two variants are one, by their component or by all that they say.
    fn is_same_variant(&mut self, old: &Rc<Schema>, new: &Rc<Schema>) -> bool {
        let (before, after) = (self.old.wholes.target(old), self.new.wholes.target(new));
        match (component(&before), component(&after)) {
            (Some(before), Some(after)) => before == after,
            (None, None) => old == new || (old.title.is_some() && old.title == new.title),
            _ => false,
        }
    }

    fn discriminator(
        &mut self,
        node: Node,
        (old, new): (Option<&Discriminator>, Option<&Discriminator>),
        places: (Option<&Pointer>, Option<&Pointer>),
    ) {
        let place = describe(places.1.unwrap_or(&Pointer::default()));
        match (old, new) {
            (None, None) => {}
            (Some(before), Some(after)) if before.property == after.property => {
                for (tag, _) in after.mapping.iter().filter(|(tag, _)| !before.mapping.contains_key(*tag)) {
                    let message = format!("tag {} added to {place}", code(tag));
                    self.found(node, Rule::MappingAdded, message, places, Breaks::RECEIVED);
                }
                for (tag, target) in &before.mapping {
                    let now = after.mapping.get(tag);
                    if now.is_none() {
                        let message = format!("tag {} removed from {place}", code(tag));
                        self.found(node, Rule::MappingRemoved, message, places, Breaks::SENT);
                    } else if now.is_some_and(|now| now != target && !self.is_renamed(target, now)) {
                        let message = format!("tag {} of {place} stands for another schema", code(tag));
                        self.found(node, Rule::DiscriminatorChanged, message, places, Breaks::ALL);
                    }
                }
            }
            (None, Some(after)) => {
                let message = format!("{place} is told apart by {}", code(&after.property));
                self.found(node, Rule::DiscriminatorChanged, message, places, Breaks::ALL);
            }
            (Some(before), _) => {
                let message = format!("{place} is no more told apart by {}", code(&before.property));
                self.found(node, Rule::DiscriminatorChanged, message, places, Breaks::ALL);
            }
        }
    }

    fn is_renamed(&self, before: &str, after: &str) -> bool {
        let name = |target: &str| target.rsplit('/').next().unwrap_or_default().to_owned();
        self.renamed.get(&name(before)) == Some(&name(after))
    }
}

/// The name of the component that a schema is.
pub(super) fn component(schema: &Schema) -> Option<String> {
    let mut tokens = schema.at.tokens();
    let here = (tokens.next()?, tokens.next()?, tokens.next()?, tokens.next());
    match here {
        (components, schemas, name, None) if components == "components" && schemas == "schemas" => Some(name),
        _ => None,
    }
}

fn access(schema: &Schema) -> Access {
    match (schema.read_only, schema.write_only) {
        (true, _) => Access::Read,
        (false, true) => Access::Write,
        (false, false) => Access::Both,
    }
}

/// What is broken of a member that travels one way only.
fn restricted(breaks: Breaks, access: Access) -> Breaks {
    Breaks { sent: breaks.sent && access != Access::Read, received: breaks.received && access != Access::Write }
}

fn travels(access: Access) -> &'static str {
    match access {
        Access::Both => "sent and received",
        Access::Read => "only received",
        Access::Write => "only sent",
    }
}

fn named(ty: Option<JsonType>) -> &'static str {
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

fn variant_name(schema: &Schema) -> String {
    let component = schema.reference.as_deref().and_then(|reference| reference.rsplit('/').next());
    component.or(schema.title.as_deref()).map_or_else(|| named(schema.json_type()).to_owned(), code)
}

/// What holds a list of variants.
fn holder(choices: &Pointer) -> String {
    choices.parent().map_or_else(|| describe(choices), |holder| describe(&holder))
}

fn describe_member(member: &Schema, name: &str) -> String {
    let place = describe(&member.at);
    // A member that is described by a component alone stands where it is used.
    if place.contains(name) { place } else { code(name) }
}

/// A value of the document as code.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => code(text),
        value => code(&value.to_string()),
    }
}
