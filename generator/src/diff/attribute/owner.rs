//! Who owns an item of the API, which owners stand in the items of which, and where edits without a place of their own go.

use crate::surface::{Surface, compare::Edit};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// The type, operation or webhook that an item is part of, else the item itself.
pub(super) fn owner(path: &str) -> &str {
    let path = path.strip_prefix("Call<").map_or(path, |rest| rest.split_once('>').map_or(rest, |(owner, _)| owner));
    match ["types::", "operations::", "webhooks::"].iter().find(|module| path.starts_with(**module)) {
        Some(module) => &path[..end(path, module.len())],
        None => path,
    }
}

/// Where the name ends that begins at `start`.
fn end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.find(|char: char| !(char.is_alphanumeric() || char == '_')).unwrap_or(rest.len())
}

/// The owners that stand in a line, its own one, too.
fn mentioned(line: &str) -> impl Iterator<Item = &str> {
    let known = line.split_once(" = ").map_or(line, |(known, _)| known);
    ["types::", "operations::"].into_iter().flat_map(move |module| {
        let starts = known.match_indices(module).map(|(start, _)| start);
        starts.map(move |start| &known[start..end(known, start + module.len())])
    })
}

/// Which owners stand in the items of which, in both lists.
pub(super) struct Graph<'s> {
    parts: BTreeMap<&'s str, BTreeSet<&'s str>>,
}

impl<'s> Graph<'s> {
    pub(super) fn new(old: &'s Surface, new: &'s Surface) -> Self {
        let mut parts: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for line in old.lines().chain(new.lines()) {
            let of = owner(path(line));
            parts.entry(of).or_default().extend(mentioned(line).filter(|part| *part != of));
        }
        Self { parts }
    }

    fn holders(&self) -> BTreeMap<&'s str, Vec<&'s str>> {
        let mut holders: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (holder, parts) in &self.parts {
            for part in parts {
                holders.entry(*part).or_default().push(*holder);
            }
        }
        holders
    }
}

/// The path of a line: of a method of the client the operation that it calls, since that owns it.
fn path(line: &str) -> &str {
    match line.strip_prefix("Api::").and_then(|_| line.rsplit_once("-> Call<")) {
        Some((_, operation)) => operation,
        None => line,
    }
}

/// A cause for each edit that has none yet, as far as there is one.
pub(super) fn spread<'s>(
    edits: &[Edit],
    mut causes: Vec<Option<usize>>,
    graph: impl FnOnce() -> Graph<'s>,
) -> Vec<Option<usize>> {
    if causes.iter().all(Option::is_some) {
        return causes;
    }
    let line = |edit: &Edit| edit.new.clone().or_else(|| edit.old.clone()).unwrap_or_default();
    let lines: Vec<_> = edits.iter().map(line).collect();
    let owners: Vec<_> = lines.iter().map(|line| owner(path(line))).collect();
    let mut known = Known::default();
    for ((edit, owner), cause) in edits.iter().zip(&owners).zip(&causes) {
        if let Some(cause) = cause {
            known.note(edit, owner, *cause);
        }
    }
    let graph = graph();
    let holders = graph.holders();
    // What is told by the lines themselves first, then by what the owners are made of and what holds them.
    loop {
        let before = causes.clone();
        for (index, edit) in edits.iter().enumerate().filter(|(index, _)| before[*index].is_none()) {
            let by_use = known.uses.get(owners[index]);
            let by_owner = known.owners.get(owners[index]);
            let found = if travels_otherwise(edit) { by_use.or(by_owner) } else { by_owner.or(by_use) };
            causes[index] = found.copied().or_else(|| of_package(edit, edits, &before));
        }
        for (index, edit) in edits.iter().enumerate().filter(|(index, _)| before[*index].is_none()) {
            if let Some(cause) = causes[index] {
                known.note(edit, owners[index], cause);
            }
        }
        if causes == before {
            break;
        }
    }
    for (index, _) in edits.iter().enumerate().filter(|(index, _)| causes[*index].is_none()).collect::<Vec<_>>() {
        let up = |owner: &str| holders.get(owner).cloned().unwrap_or_default();
        let down = |owner: &str| graph.parts.get(owner).into_iter().flatten().copied().collect();
        let found = nearest(owners[index], &known, &up).or_else(|| nearest(owners[index], &known, &down));
        causes[index] = found;
    }
    causes
}

/// What is known of causes so far; the first counts.
#[derive(Default)]
struct Known {
    owners: HashMap<String, usize>,
    /// Of what stands in the lines of edits.
    uses: HashMap<String, usize>,
}

impl Known {
    fn note(&mut self, edit: &Edit, owner: &str, cause: usize) {
        self.owners.entry(owner.to_owned()).or_insert(cause);
        for part in edit.old.iter().chain(&edit.new).flat_map(|line| mentioned(line)).filter(|part| *part != owner) {
            self.uses.entry(part.to_owned()).or_insert(cause);
        }
    }
}

/// Whether an item came or went, or can be sent or received where it could not, which is told by what uses it.
fn travels_otherwise(edit: &Edit) -> bool {
    let (Some(old), Some(new)) = (&edit.old, &edit.new) else { return true };
    let has = |line: &str, word: &str| line.contains(word);
    ["Serialize", "Deserialize", "(full-types)", "#[full-types]"].iter().any(|word| has(old, word) != has(new, word))
}

/// The cause of a dependency or a part of the root that came or went: that of the first item with its types.
fn of_package(edit: &Edit, edits: &[Edit], causes: &[Option<usize>]) -> Option<usize> {
    // Whether there is a way to name several credentials depends on how many there are.
    if edit.path.starts_with("Credentials::") {
        let others = edits.iter().zip(causes).filter(|(other, _)| other.path.starts_with("Credentials::"));
        return others.filter(|(other, _)| other.new.is_some() == edit.new.is_some()).find_map(|(_, cause)| *cause);
    }
    // Modules of tags are there where there are several tags.
    let is_through_tag = |edit: &Edit| edit.path.starts_with("operations::") && edit.path.matches("::").count() == 2;
    let through_tag = |edit: &Edit| {
        let line = edit.new.as_ref().or(edit.old.as_ref());
        is_through_tag(edit) && line.is_some_and(|line| line.contains(": operations::"))
    };
    if through_tag(edit) {
        let others = edits.iter().zip(causes).filter(|(other, _)| through_tag(other));
        return others.filter(|(other, _)| other.new.is_some() == edit.new.is_some()).find_map(|(_, cause)| *cause);
    }
    let mut words = edit.path.split(' ');
    let wanted = match (words.next()?, words.next()?) {
        ("dependency", name) => format!("{}::", name.replace('-', "_")),
        ("part", "events") => "EventSource".to_owned(),
        ("part", _) => "webhooks::".to_owned(),
        _ => return None,
    };
    // Where streams of events are, a crate of theirs is.
    let wanted = if wanted == "futures_core::" { "EventSource".to_owned() } else { wanted };
    let line = |edit: &Edit| {
        if edit.new.is_some() == edit.old.is_some() { None } else { edit.new.clone().or(edit.old.clone()) }
    };
    line(edit)?;
    let has = |line: &Option<String>| line.as_ref().is_some_and(|line| line.contains(&wanted));
    let told = edits.iter().zip(causes).find(|(other, cause)| {
        let comes =
            if edit.new.is_some() { has(&other.new) && !has(&other.old) } else { has(&other.old) && !has(&other.new) };
        cause.is_some() && comes
    });
    told.and_then(|(_, cause)| *cause)
}

/// The cause of the nearest owner that has one, in one direction.
fn nearest<'s>(start: &str, known: &Known, next: &dyn Fn(&str) -> Vec<&'s str>) -> Option<usize> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut pending: VecDeque<_> = next(start).into();
    while let Some(owner) = pending.pop_front() {
        if let Some(cause) = known.owners.get(owner) {
            return Some(*cause);
        }
        if seen.insert(owner) {
            pending.extend(next(owner));
        }
    }
    None
}
