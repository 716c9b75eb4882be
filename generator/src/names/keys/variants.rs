//! What the variants of a union are called in the lock. One is known by its component, wherever that went, and one without
//! a name although its schema has grown.

use super::places::{Types, variant};
use crate::ir::{Identity, Type, TypeKind, UnionVariant};
use std::collections::BTreeSet;

/// The key of a variant.
pub(super) fn variant_key(variant: &UnionVariant) -> String {
    variant.identity.to_string()
}

/// What a variant of a union is called in the line of the union, if that has it, else the same as before. What is no
/// variant is called as it is.
pub(super) fn old_variant(types: &Types<'_>, union: usize, key: &str) -> String {
    find(types, union, key).unwrap_or_else(|| key.to_owned())
}

fn find(types: &Types<'_>, union: usize, key: &str) -> Option<String> {
    let TypeKind::Union(of) = &types.api.types[union].kind else { return None };
    let line = types.old[union]?;
    let known = &types.lock.types[line].members;
    if known.contains_key(key) {
        return None;
    }
    let this = variant(&of.variants, key)?;
    if let Identity::Component(name) = &this.identity {
        let component = types.old[*types.components.get(&**name)?]?;
        return known.contains_key(component).then(|| component.to_owned());
    }
    let current: BTreeSet<_> = of.variants.iter().map(variant_key).collect();
    let left: Vec<_> = known.keys().filter(|key| !current.contains(*key) && !key.starts_with("schemas/")).collect();
    let came = of.variants.iter().filter(|it| matches!(it.identity, Identity::Said(_)));
    let came: Vec<_> = came.filter(|it| !known.contains_key(&variant_key(it))).collect();
    let grown = |left: &str, came: &UnionVariant| is_grown(&members_of(types, line, left), &members(types, came));
    let mut old = left.iter().filter(|left| grown(left, this));
    let (old, None) = (old.next()?, old.next()) else { return None };
    let mut same = came.iter().filter(|came| grown(old, came));
    (same.next().is_some() && same.next().is_none()).then(|| (*old).clone())
}

/// Whether one set of members is the other with more. Without members nothing is known.
fn is_grown(before: &BTreeSet<String>, after: &BTreeSet<String>) -> bool {
    !before.is_empty() && !after.is_empty() && (before.is_subset(after) || after.is_subset(before))
}

/// The members of a variant in the lock: those of its own line.
fn members_of(types: &Types<'_>, union: &str, key: &str) -> BTreeSet<String> {
    let key = key.replace('~', "~0").replace('/', "~1");
    let lists = ["oneOf", "anyOf", "type", "merged"];
    let lines = lists.iter().filter_map(|list| types.lock.types.get(&format!("{union}/{list}/{key}")));
    lines.flat_map(|line| line.members.keys().cloned()).collect()
}

fn members(types: &Types<'_>, variant: &UnionVariant) -> BTreeSet<String> {
    let Type::Named(id) = &variant.ty else { return BTreeSet::new() };
    types.api.type_def(*id).fields().map(|field| field.name.wire.clone()).collect()
}
