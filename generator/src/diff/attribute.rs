//! Joins what changed in the document with what changed in Rust: each edit of the API goes to the change that its item comes
//! from, by its place in the document. What is left goes where the rest of its owner went, then where what holds its owner
//! went, since a type comes and goes with what uses it, then where what it is made of went. What no change accounts for is a
//! change of its own, so that none is lost.

mod fit;
mod owner;

use super::{
    Change,
    rule::Rule,
    walk::{OnWire, Wire},
};
use crate::{
    diagnostic::Pointer,
    surface::{Item, Surface, compare::Edit},
};
use fit::{Fit, fit};
use owner::{Graph, owner};
use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
};

/// The changes with their edits, in the order of the places.
pub(super) fn attribute(on_wire: Vec<OnWire>, edits: Vec<Edit>, old: &Surface, new: &Surface) -> Vec<Change> {
    let index = Index::new(&on_wire);
    let causes: Vec<_> = edits
        .iter()
        .map(|edit| index.cause(edit, sources(old, edit.old.as_ref()), sources(new, edit.new.as_ref())))
        .collect();
    let causes = owner::spread(&edits, causes, || Graph::new(old, new));
    let features: Vec<_> =
        edits.iter().filter_map(|edit| edit.path.strip_prefix("feature ").map(str::to_owned)).collect();
    let mut changes: Vec<_> = on_wire.into_iter().map(change).collect();
    let mut others: HashMap<(Rule, String), usize> = HashMap::new();
    for (edit, cause) in edits.into_iter().zip(causes) {
        let cause = cause.unwrap_or_else(|| {
            let rule = rule_without_cause(&edit, &features);
            let of = if rule == Rule::ApiChanged { owner(&edit.path).to_owned() } else { String::new() };
            *others.entry((rule, of.clone())).or_insert_with(|| {
                let (before, after) =
                    (sources(old, edit.old.as_ref()).first(), sources(new, edit.new.as_ref()).first());
                changes.push(without_cause(rule, &of, (before.cloned(), after.cloned())));
                changes.len() - 1
            })
        });
        changes[cause].rebinding |= edit.effect.rebinding;
        changes[cause].items.push(edit);
    }
    for change in &mut changes {
        // The host that calls go to is no item of its own, and the value that a variant is sent with is none.
        change.rebinding |= matches!(change.rule, Rule::OperationServerChanged | Rule::MappingChanged);
    }
    changes
}

fn change(OnWire { rule, message, old, new, of: _, wire, operations }: OnWire) -> Change {
    Change { rule, message, old, new, wire, operations, items: Vec::new(), rebinding: false }
}

/// A change of the API that no change of the document accounts for.
fn without_cause(rule: Rule, of: &str, (old, new): (Option<Pointer>, Option<Pointer>)) -> Change {
    let message = match rule {
        Rule::DependencyChanged => "a crate whose types are in the API changed".to_owned(),
        Rule::FeatureChanged => "the features of the package changed".to_owned(),
        Rule::RuntimeChanged => "the part of the client changed that no document changes".to_owned(),
        _ => format!("`{of}` changed with what it is made of"),
    };
    let (wire, rebinding) = (Wire::default(), false);
    Change { rule, message, old, new, wire, operations: Vec::new(), items: Vec::new(), rebinding }
}

/// `features` are those that came or went.
fn rule_without_cause(edit: &Edit, features: &[String]) -> Rule {
    let has = |line: &Option<String>, mark: &str| line.as_ref().is_some_and(|line| line.contains(mark));
    let is_of = |feature: &String| {
        let marks = [format!("({feature})"), format!("#[{feature}]")];
        marks.iter().any(|mark| has(&edit.old, mark) != has(&edit.new, mark))
    };
    if features.iter().any(is_of) {
        return Rule::FeatureChanged;
    }
    let line = edit.new.as_deref().or(edit.old.as_deref()).unwrap_or_default();
    match line.split(' ').next() {
        Some("dependency") => Rule::DependencyChanged,
        Some("feature") => Rule::FeatureChanged,
        Some("runtime" | "rust-version" | "part") => Rule::RuntimeChanged,
        _ => Rule::ApiChanged,
    }
}

/// Where the item of a line comes from. The items are sorted by their lines.
fn sources<'s>(surface: &'s Surface, line: Option<&String>) -> &'s [Pointer] {
    let item = |line: &String| -> Option<&'s Item> {
        let index = surface.items.binary_search_by(|item| item.line.as_str().cmp(line)).ok()?;
        surface.items.get(index)
    };
    line.and_then(item).map_or(&[], |item| &item.sources)
}

/// The changes by the places of what they are about.
struct Index<'c> {
    changes: &'c [OnWire],
    old: BTreeMap<&'c str, Vec<usize>>,
    new: BTreeMap<&'c str, Vec<usize>>,
}

impl<'c> Index<'c> {
    fn new(changes: &'c [OnWire]) -> Self {
        let (mut old, mut new) = (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::<_, Vec<usize>>::new());
        for (index, change) in changes.iter().enumerate() {
            for (side, shown, of) in [(&mut old, &change.old, &change.of.0), (&mut new, &change.new, &change.of.1)] {
                for place in shown.iter().chain(of) {
                    let known = side.entry(place.as_str()).or_default();
                    if known.last() != Some(&index) {
                        known.push(index);
                    }
                }
            }
        }
        Self { changes, old, new }
    }

    /// The change that an item comes from: one at, around or inside of its own place, one at or around another place of it.
    fn cause(&self, edit: &Edit, before: &[Pointer], after: &[Pointer]) -> Option<usize> {
        let kind = fit::kind(edit);
        let own = || {
            [(&self.new, after), (&self.old, before)].into_iter().filter_map(|(index, at)| Some((index, at.first()?)))
        };
        let others = || {
            let sides = [(&self.new, after), (&self.old, before)].into_iter();
            sides.flat_map(|(index, at)| at.iter().skip(1).map(move |place| (index, place)))
        };
        let best = |found: &mut dyn Iterator<Item = usize>, least: Fit| {
            let fits = found.map(|change| (fit(&self.changes[change], edit, kind), change));
            fits.filter(|(fit, _)| *fit >= least).reduce(|one, other| if other.0 > one.0 { other } else { one })
        };
        let by_use = |change: &usize| !matches!(self.changes[*change].rule, Rule::SchemaAdded | Rule::SchemaRemoved);
        [Fit::Good, Fit::Any]
            .into_iter()
            .find_map(|least| {
                let at_own = best(&mut own().flat_map(|(index, place)| self.near(index, place)), least);
                let at_others =
                    || best(&mut others().flat_map(|(index, place)| self.around(index, place)).filter(by_use), least);
                at_own.or_else(at_others).map(|(_, change)| change)
            })
            .or_else(|| {
                let inside =
                    best(&mut others().flat_map(|(index, place)| inside(index, place)).filter(by_use), Fit::Good);
                inside.map(|(_, change)| change)
            })
    }

    fn near<'i>(
        &'i self,
        index: &'i BTreeMap<&'c str, Vec<usize>>,
        place: &'i Pointer,
    ) -> impl Iterator<Item = usize> + use<'i, 'c> {
        self.around(index, place).chain(inside(index, place))
    }

    /// The changes at a place, and those around it that brought or took all that is there.
    fn around<'i>(
        &'i self,
        index: &'i BTreeMap<&'c str, Vec<usize>>,
        place: &Pointer,
    ) -> impl Iterator<Item = usize> + use<'i, 'c> {
        let at = index.get(place.as_str()).into_iter().flatten();
        let whole = |change: &&usize| self.changes[**change].old.is_none() || self.changes[**change].new.is_none();
        let around: Vec<_> = std::iter::successors(place.parent(), Pointer::parent).collect();
        let around = around.into_iter().filter_map(|place| index.get(place.as_str())).flatten().filter(whole);
        at.chain(around).copied()
    }
}

/// The changes inside of a place.
fn inside(index: &BTreeMap<&str, Vec<usize>>, place: &Pointer) -> std::vec::IntoIter<usize> {
    let start = format!("{}/", place.as_str());
    let within = index
        .range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded))
        .take_while(|(at, _)| at.starts_with(&start));
    within.flat_map(|(_, found)| found).copied().collect::<Vec<_>>().into_iter()
}
