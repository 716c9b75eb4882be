//! Compares two unions: which variants came and went, and by which member they are told apart.

use super::{
    describe::{code, describe},
    rule::Rule,
    schemas::{Position, component, named},
    walk::{Breaks, Node, Places, Walk},
};
use crate::{
    diagnostic::Pointer,
    load::{Choice, Discriminator, JsonType, Schema},
};
use std::rc::Rc;

impl Walk<'_> {
    pub(super) fn choice(&mut self, node: Node, old: &Choice, new: &Choice) {
        let null = |schema: &&Rc<Schema>| schema.ty == Some(JsonType::Null);
        let mut left: Vec<_> = new.schemas.iter().filter(|it| !null(it)).collect();
        let mut gone: Vec<_> = old.schemas.iter().filter(|it| !null(it)).collect();
        let mut pairs = Vec::new();
        // By what they are, else one of a kind that changed in itself.
        let alike = |_: &mut Self, old: &Rc<Schema>, new: &Rc<Schema>| is_alike(old, new);
        for same in [Self::is_same_variant, Self::is_renamed_variant, alike] {
            gone.retain(|variant| {
                let Some(index) = left.iter().position(|other| same(self, variant, other)) else { return true };
                pairs.push((*variant, left.remove(index)));
                false
            });
        }
        for (old, new) in pairs {
            self.pair(node, Position::THERE, old, new);
        }
        let mut told = Vec::new();
        for variant in gone {
            let message = format!("variant {} removed from {}", variant_name(variant), holder(&new.at));
            self.found(node, Rule::VariantRemoved, message, (Some(&variant.at), None), Breaks::SENT);
            told.extend(component(&self.target(false, variant)));
        }
        for variant in left {
            let message = format!("variant {} added to {}", variant_name(variant), holder(&new.at));
            self.found(node, Rule::VariantAdded, message, (None, Some(&variant.at)), Breaks::NOTHING);
            told.extend(component(&self.target(true, variant)));
        }
        let at = |choice: &Choice| choice.at.parent().unwrap_or_default();
        let holders = (&at(old), &at(new));
        self.discriminator(node, (old.discriminator.as_ref(), new.discriminator.as_ref()), holders, &told);
    }

    /// Whether two variants are one, by their component or by all that they say.
    fn is_same_variant(&mut self, old: &Rc<Schema>, new: &Rc<Schema>) -> bool {
        let (before, after) = (self.target(false, old), self.target(true, new));
        match (component(&before), component(&after)) {
            (Some(before), Some(after)) => before == after,
            (None, None) => old == new || (old.title.is_some() && old.title == new.title),
            _ => false,
        }
    }

    fn is_renamed_variant(&mut self, old: &Rc<Schema>, new: &Rc<Schema>) -> bool {
        let (before, after) = (self.target(false, old), self.target(true, new));
        match (component(&before), component(&after)) {
            (Some(from), Some(to)) => self.is_renamed(&from, &to) && before == after,
            (None, Some(_)) | (Some(_), None) => before == after,
            (None, None) => false,
        }
    }

    /// `told` are the components of variants that came or went, with their tags.
    pub(super) fn discriminator(
        &mut self,
        node: Node,
        (old, new): (Option<&Discriminator>, Option<&Discriminator>),
        holders: (&Pointer, &Pointer),
        told: &[String],
    ) {
        let place = describe(holders.1);
        let (in_old, in_new) = (holders.0.join("discriminator"), holders.1.join("discriminator"));
        let of = (Some(holders.0), Some(holders.1));
        let renamed = self.renamed.clone();
        let mut found = |rule, message, at: Places<'_>, breaks| self.found_in(node, rule, message, of, at, breaks);
        match (old, new) {
            (None, None) => {}
            (Some(before), None) => {
                let message = format!("{place} is no more told apart by {}", code(&before.property));
                // Who finds no tag keeps the value as it came.
                found(Rule::DiscriminatorChanged, message, (Some(&in_old), Some(&in_new)), Breaks::NOTHING);
            }
            (Some(before), Some(after)) if before.property == after.property => {
                let (at_old, at_new) = (in_old.join("mapping"), in_new.join("mapping"));
                // The name of a component is a tag of it anyway, and of a variant that came or went all is told.
                let is_new = |tag: &String, target: &String| *tag != tag_of(target) && !told.contains(&tag_of(target));
                for (tag, target) in &after.mapping {
                    if !before.mapping.contains_key(tag) && is_new(tag, target) {
                        let message = format!("tag {} added to {place}", code(tag));
                        found(Rule::MappingAdded, message, (None, Some(&at_new.join(tag))), Breaks::NOTHING);
                    }
                }
                for (tag, target) in &before.mapping {
                    let at = at_old.join(tag);
                    match after.mapping.get(tag) {
                        None if is_new(tag, target) => {
                            let message = format!("tag {} removed from {place}", code(tag));
                            found(Rule::MappingRemoved, message, (Some(&at), None), Breaks::SENT);
                        }
                        Some(now)
                            if tag_of(now) != tag_of(target) && renamed.get(&tag_of(target)) != Some(&tag_of(now)) =>
                        {
                            let message = format!("tag {} of {place} stands for another schema", code(tag));
                            let places = (Some(&at), Some(&at_new.join(tag)));
                            found(Rule::MappingChanged, message, places, Breaks::ALL);
                        }
                        _ => {}
                    }
                }
            }
            (_, Some(after)) => {
                let message = format!("{place} is told apart by {}", code(&after.property));
                found(Rule::DiscriminatorChanged, message, (Some(&in_old), Some(&in_new)), Breaks::SENT);
            }
        }
    }
}

/// Whether two variants in place are of one kind.
fn is_alike(old: &Schema, new: &Schema) -> bool {
    old.reference.is_none() && new.reference.is_none() && old.json_type() == new.json_type()
}

/// The tag that stands for a component without being listed.
fn tag_of(target: &str) -> String {
    target.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~")
}

fn variant_name(schema: &Schema) -> String {
    let component = schema.reference.as_deref().and_then(|reference| reference.rsplit('/').next());
    component.or(schema.title.as_deref()).map_or_else(|| named(schema.json_type()).to_owned(), code)
}

/// What holds a list of variants.
fn holder(choices: &Pointer) -> String {
    choices.parent().map_or_else(|| describe(choices), |holder| describe(&holder))
}
