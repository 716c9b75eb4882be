//! Joins what changed in the document with what changed in Rust: each edit of the API goes to the change that its item comes
//! from. What no change accounts for is a change of its own, so that none is lost.

use super::{
    Change,
    rule::Rule,
    walk::{OnWire, Wire},
};
use crate::{
    diagnostic::Pointer,
    surface::{Item, Surface, compare::Edit},
};
use std::collections::{BTreeMap, HashMap};

/// The changes with their edits, in the order of the places.
pub(super) fn attribute(on_wire: Vec<OnWire>, edits: Vec<Edit>, old: &Surface, new: &Surface) -> Vec<Change> {
    let mut changes: Vec<_> = on_wire.into_iter().map(change).collect();
    let known = changes.len();
    let index = Index::new(&changes);
    let mut others: HashMap<(Rule, Option<Pointer>), usize> = HashMap::new();
    for edit in edits {
        let before = edit.old.as_deref().and_then(|line| item(old, line)).map_or(&[][..], |item| &item.sources);
        let after = edit.new.as_deref().and_then(|line| item(new, line)).map_or(&[][..], |item| &item.sources);
        let cause = index.cause(&changes[..known], before, after).unwrap_or_else(|| {
            let (rule, place) = (rule_without_cause(&edit), after.first().or(before.first()).cloned());
            *others.entry((rule, place.clone())).or_insert_with(|| {
                changes.push(without_cause(rule, place, !after.is_empty(), &edit));
                changes.len() - 1
            })
        });
        changes[cause].rebinding |= edit.effect.rebinding;
        changes[cause].items.push(edit);
    }
    for change in &mut changes {
        // The host that calls go to is no item of its own.
        change.rebinding |= change.rule == Rule::OperationServerChanged;
    }
    changes
}

fn change(OnWire { rule, message, old, new, wire, operations }: OnWire) -> Change {
    Change { rule, message, old, new, wire, operations, items: Vec::new(), rebinding: false }
}

/// A change of the API that no change of the document accounts for.
fn without_cause(rule: Rule, place: Option<Pointer>, is_new: bool, edit: &Edit) -> Change {
    let message = match rule {
        Rule::DependencyChanged => "a crate whose types are in the API changed",
        Rule::FeatureChanged => "the features of the package changed",
        Rule::RuntimeChanged => "the part of the client changed that no document changes",
        _ => {
            return Change {
                message: format!("`{}` changed with what it is made of", edit.path),
                ..empty(rule, place, is_new)
            };
        }
    };
    Change { message: message.to_owned(), ..empty(rule, place, is_new) }
}

fn empty(rule: Rule, place: Option<Pointer>, is_new: bool) -> Change {
    let (old, new) = if is_new { (None, place) } else { (place, None) };
    let (wire, rebinding) = (Wire::default(), false);
    Change { rule, message: String::new(), old, new, wire, operations: Vec::new(), items: Vec::new(), rebinding }
}

fn rule_without_cause(edit: &Edit) -> Rule {
    let line = edit.new.as_deref().or(edit.old.as_deref()).unwrap_or_default();
    match line.split(' ').next() {
        Some("dependency") => Rule::DependencyChanged,
        Some("feature") => Rule::FeatureChanged,
        Some("runtime" | "rust-version" | "part") => Rule::RuntimeChanged,
        _ => Rule::ApiChanged,
    }
}

/// The item of a line; they are sorted by it.
fn item<'s>(surface: &'s Surface, line: &str) -> Option<&'s Item> {
    let index = surface.items.binary_search_by(|item| item.line.as_str().cmp(line)).ok()?;
    surface.items.get(index)
}

/// The changes by their places.
struct Index {
    old: BTreeMap<String, Vec<usize>>,
    new: BTreeMap<String, Vec<usize>>,
}

impl Index {
    fn new(changes: &[Change]) -> Self {
        let mut index = Self { old: BTreeMap::new(), new: BTreeMap::new() };
        // Those that seldom touch Rust stand behind the others at the same place.
        let mut order: Vec<_> = (0..changes.len()).collect();
        order.sort_by_key(|change| is_seldom_felt(changes[*change].rule));
        for change in order {
            let mut note = |places: fn(&mut Self) -> &mut BTreeMap<String, Vec<usize>>, place: &Option<Pointer>| {
                if let Some(place) = place {
                    places(&mut index).entry(place.as_str().to_owned()).or_default().push(change);
                }
            };
            note(|index| &mut index.old, &changes[change].old);
            note(|index| &mut index.new, &changes[change].new);
        }
        index
    }

    /// The change that an item comes from: one at a place of it, or around or inside of one.
    fn cause(&self, changes: &[Change], before: &[Pointer], after: &[Pointer]) -> Option<usize> {
        let sides = || [(&self.new, after), (&self.old, before)].into_iter();
        let places = || sides().flat_map(|(index, places)| places.iter().map(move |place| (index, place)));
        let at = places().find_map(|(index, place)| index.get(place.as_str())?.first());
        // All that is inside of something that came or went comes and goes with it.
        let whole = |change: &&usize| changes[**change].old.is_none() || changes[**change].new.is_none();
        let around = || places().find_map(|(index, place)| ancestors(index, place).find(whole));
        let inside = || {
            places().find_map(|(index, place)| {
                let start = format!("{}/", place.as_str());
                let mut within = index.range(start.clone()..).take_while(|(at, _)| at.starts_with(&start));
                within.find_map(|(_, found)| found.iter().find(|found| !is_seldom_felt(changes[**found].rule)))
            })
        };
        let anywhere = || places().find_map(|(index, place)| ancestors(index, place).next());
        at.or_else(around).or_else(inside).or_else(anywhere).copied()
    }
}

/// The changes at the places around a place, the nearest first.
fn ancestors<'i>(
    index: &'i BTreeMap<String, Vec<usize>>,
    place: &Pointer,
) -> impl Iterator<Item = &'i usize> + use<'i> {
    let around: Vec<_> = std::iter::successors(place.parent(), Pointer::parent).collect();
    around.into_iter().filter_map(|place| index.get(place.as_str())).flatten()
}

/// Whether changes of a kind hardly ever touch an item of Rust.
fn is_seldom_felt(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::DefaultChanged
            | Rule::ConstraintTightened
            | Rule::ConstraintLoosened
            | Rule::MappingAdded
            | Rule::MappingRemoved
            | Rule::SecurityTightened
            | Rule::SecurityLoosened
            | Rule::IdempotenceChanged
            | Rule::EncodingChanged
    )
}
