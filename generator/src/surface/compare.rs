//! Compares two lists of a public API by their lines, so that an old one can come from a file, and says of each change what it
//! does to users of the client, by the rules of Cargo's reference. A change that no compiler sees, because the path
//! and its type stay and what it means does not, is a rebinding, and a major one.

mod parse;
#[cfg(test)]
mod tests;

use parse::{Argument, Head, Parsed};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a change asks of the version of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nobody notices.
    Patch,
    /// There is more.
    Minor,
    /// Code may not compile any more, or means something else.
    Major,
}

/// What a change does to users of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What it asks of the version.
    pub version: Bump,
    /// Whether code compiles as before and means something else.
    pub rebinding: bool,
}

impl Effect {
    const REBINDING: Self = Self { version: Bump::Major, rebinding: true };

    fn of(version: Bump) -> Self {
        Self { version, rebinding: false }
    }

    /// Both at once.
    fn and(self, other: Self) -> Self {
        Self { version: self.version.max(other.version), rebinding: self.rebinding || other.rebinding }
    }
}

/// An item that was added or removed, or that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The path of the item.
    pub path: String,
    /// Its line, if it was there.
    pub old: Option<String>,
    /// Its line, if it is there.
    pub new: Option<String>,
    /// What it does to users.
    pub effect: Effect,
}

/// The differences of two lists, sorted by path. Comments, which begin with `#`, are no items.
pub(crate) fn compare<'a>(old: impl Iterator<Item = &'a str>, new: impl Iterator<Item = &'a str>) -> Vec<Edit> {
    let (old, new) = (List::new(old), List::new(new));
    let paths: BTreeSet<_> = old.items.keys().chain(new.items.keys()).copied().collect();
    let edits = paths.into_iter().filter_map(|path| {
        let (was, is) = (old.items.get(path), new.items.get(path));
        let effect = match (was, is) {
            (Some(was), Some(is)) if was.line == is.line => return None,
            // An alias is the type that it stands for.
            (Some(was), Some(is)) if old.resolved(was.line) == new.resolved(is.line) => Effect::of(Bump::Patch),
            (Some(was), Some(is)) => changed(was, is, &old, &new),
            (Some(_), None) if path.starts_with("dependency ") => Effect::of(Bump::Patch),
            (Some(_), None) => Effect::of(Bump::Major),
            (None, _) => Effect::of(Bump::Minor),
        };
        let line = |item: Option<&Parsed<'_>>| item.map(|item| item.line.to_owned());
        Some(Edit { path: path.to_owned(), old: line(was), new: line(is), effect })
    });
    edits.collect()
}

/// How many names of types are looked up in a line.
const MOST_ALIASES: usize = 1000;

/// The items of a list.
struct List<'a> {
    items: BTreeMap<&'a str, Parsed<'a>>,
    /// The paths of the operations and webhooks with this request.
    requests: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> List<'a> {
    fn new(lines: impl Iterator<Item = &'a str>) -> Self {
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let items: BTreeMap<_, _> = lines.map(Parsed::new).map(|item| (item.path, item)).collect();
        let mut requests: HashMap<_, Vec<_>> = HashMap::new();
        for item in items.values().filter(|item| matches!(item.head, Head::Kind { .. })) {
            if let Some(wire) = item.wire {
                requests.entry(wire).or_default().push(item.path);
            }
        }
        Self { items, requests }
    }

    /// A line with what aliases stand for in their place.
    fn resolved(&self, line: &str) -> String {
        const PREFIX: &str = "types::";
        let mut resolved = line.to_owned();
        let mut from = 0;
        // One that stands for itself would have no end.
        for _ in 0..MOST_ALIASES {
            let Some(at) = resolved[from..].find(PREFIX).map(|at| at + from) else { break };
            let name = resolved[at + PREFIX.len()..].split(|char: char| !char.is_alphanumeric() && char != '_').next();
            let end = at + PREFIX.len() + name.unwrap_or_default().len();
            match self.items.get(&resolved[at..end]).map(|item| &item.head) {
                Some(Head::Alias(target)) if at > 0 => resolved.replace_range(at..end, target),
                _ => from = end,
            }
        }
        resolved
    }

    fn with_request(&self, wire: &str) -> &[&'a str] {
        self.requests.get(wire).map_or(&[], Vec::as_slice)
    }
}

fn changed(was: &Parsed<'_>, is: &Parsed<'_>, old: &List<'_>, new: &List<'_>) -> Effect {
    let effect = head_changed(was, is).and(Effect::of(marks_changed(was, is)));
    match (was.wire, is.wire) {
        // What breaks the build is seen without this.
        _ if effect.version == Bump::Major => effect,
        (Some(from), Some(to)) if from != to => effect.and(wire_changed(was, from, to, old, new)),
        _ => effect,
    }
}

fn marks_changed(was: &Parsed<'_>, is: &Parsed<'_>) -> Bump {
    let deprecated = if is.deprecated && !was.deprecated { Bump::Minor } else { Bump::Patch };
    let feature = match (was.feature, is.feature) {
        (was, is) if was == is => Bump::Patch,
        (_, None) => Bump::Minor,
        (_, Some(_)) => Bump::Major,
    };
    deprecated.max(feature)
}

fn head_changed(was: &Parsed<'_>, is: &Parsed<'_>) -> Effect {
    match (&was.head, &is.head) {
        (was, is) if was == is => Effect::of(Bump::Patch),
        (Head::Version(from), Head::Version(to)) => Effect::of(version_changed(was.path, from, to)),
        (Head::Kind { kind: from, traits: had }, Head::Kind { kind: to, traits: has }) if from == to => {
            Effect::of(traits_changed(had, has))
        }
        (Head::Function { arguments: took, output: from }, Head::Function { arguments: takes, output: to }) => {
            let effect = arguments_changed(took, takes);
            let effect = if from == to { effect } else { Effect::of(Bump::Major) };
            // The constructor of what is only received grows with it: it is for tests, mocks and caches.
            let grows = was.feature == Some("full-types") && was.feature == is.feature && was.path.ends_with("::new");
            if grows && !effect.rebinding { Effect::of(Bump::Minor) } else { effect }
        }
        _ => Effect::of(Bump::Major),
    }
}

/// Versions are compared number by number.
fn version_changed(path: &str, from: &str, to: &str) -> Bump {
    let numbers = |version: &str| -> Vec<u32> { version.split('.').map_while(|part| part.parse().ok()).collect() };
    let (from, to) = (numbers(from), numbers(to));
    match path {
        "rust-version" => {
            if to > from {
                Bump::Minor
            } else {
                Bump::Patch
            }
        }
        "runtime" => {
            if to > from && to.first() == from.first() {
                Bump::Minor
            } else {
                Bump::Major
            }
        }
        _ => Bump::Major,
    }
}

fn traits_changed(had: &[&str], has: &[&str]) -> Bump {
    // A trait that is there with a feature is there without it, too, once it is always there.
    let still = |name: &&str| has.contains(name) || name.split_once('(').is_some_and(|(name, _)| has.contains(&name));
    if had.iter().all(still) { Bump::Minor } else { Bump::Major }
}

fn arguments_changed(took: &[Argument<'_>], takes: &[Argument<'_>]) -> Effect {
    let wider = |from: &str, to: &str| to.strip_prefix("impl Into<").and_then(|to| to.strip_suffix('>')) == Some(from);
    let each = || took.iter().zip(takes);
    if took.len() != takes.len() || each().any(|(was, is)| was.ty != is.ty && !wider(was.ty, is.ty)) {
        return Effect::of(Bump::Major);
    }
    let moved = |(index, argument): (usize, &Argument<'_>)| {
        took.iter().position(|was| was.name == argument.name).is_some_and(|before| before != index)
    };
    if takes.iter().enumerate().any(moved) {
        return Effect::REBINDING;
    }
    Effect::of(if each().all(|(was, is)| was.ty == is.ty) { Bump::Patch } else { Bump::Minor })
}

/// What it is on the wire changed, and nothing else that a compiler sees.
fn wire_changed(item: &Parsed<'_>, from: &str, to: &str, old: &List<'_>, new: &List<'_>) -> Effect {
    let same = match &item.head {
        // The same operation on another path, unless that path is another operation's now.
        Head::Kind { .. } => {
            let had = old.with_request(from);
            new.with_request(from).iter().all(|path| had.contains(path))
        }
        _ if item.path == "DEFAULT_BASE_URL" && from == "\"\"" => return Effect::of(Bump::Minor),
        _ => identity(item.path, from) == identity(item.path, to),
    };
    if same { Effect::of(Bump::Patch) } else { Effect::REBINDING }
}

/// What something is on the wire, without how it travels there: a parameter without its location, a body without its media
/// type, a security scheme without the place of its credential.
fn identity<'a>(path: &str, wire: &'a str) -> &'a str {
    let parts = if path.starts_with("Credentials::") {
        wire.split_once(", ").map(|(name, _)| name)
    } else if path.starts_with("operations::") || path.starts_with("webhooks::") {
        wire.split_once(' ').map(|(place, name)| if place == "body" { place } else { name })
    } else {
        None
    };
    parts.unwrap_or(wire)
}
