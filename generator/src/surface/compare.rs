//! Compares two lists of a public API by their lines, so that an old one can come from a file.

use std::collections::{BTreeMap, BTreeSet};

/// What a change asks of the version of the client, by Cargo's reference.
#[allow(dead_code, reason = "for the comparison of documents")]
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
#[allow(dead_code, reason = "for the comparison of documents")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What it asks of the version.
    pub version: Bump,
    /// Whether code compiles as before and means something else.
    pub rebinding: bool,
}

/// An item that was added or removed, or that changed.
#[allow(dead_code, reason = "for the comparison of documents")]
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

/// The differences of two lists, sorted by path.
#[allow(dead_code, reason = "for the comparison of documents")]
pub(crate) fn compare<'a>(old: impl Iterator<Item = &'a str>, new: impl Iterator<Item = &'a str>) -> Vec<Edit> {
    let by_path = |lines: &mut dyn Iterator<Item = &'a str>| -> BTreeMap<String, &'a str> {
        lines.filter(|line| !line.starts_with('#')).map(|line| (path(line).to_owned(), line)).collect()
    };
    let (old, new) = (by_path(&mut { old }), by_path(&mut { new }));
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let edits = paths.into_iter().filter_map(|path| {
        let (old, new) = (old.get(path).copied(), new.get(path).copied());
        let version = if old.is_none() { Bump::Minor } else { Bump::Major };
        let effect = Effect { version, rebinding: false };
        let edit = Edit { path: path.clone(), old: old.map(str::to_owned), new: new.map(str::to_owned), effect };
        (old != new).then_some(edit)
    });
    edits.collect()
}

/// The path of a line.
fn path(line: &str) -> &str {
    let end = line.find([' ', '(']).unwrap_or(line.len());
    line[..end].trim_end_matches(':')
}
