//! What the manifest of the including crate says of its dependencies, as far as that takes no reader of TOML, which a build
//! script would have to compile. In go its text and what a client needs, out comes what to say of what is not there. A crate
//! that is listed in any way counts as there.

use crate::emit::Dependency;
use std::collections::BTreeSet;

/// What to say if the manifest lacks some of these, in one line.
pub(crate) fn missing(manifest: &str, needed: &[Dependency]) -> Option<String> {
    let listed = listed(manifest);
    let missing: Vec<_> = needed.iter().filter(|it| !listed.contains(&same(it.name))).collect();
    let lacks = match &missing[..] {
        [] => return None,
        [one] => format!("Cargo.toml lacks the crate `{}`, which the client needs", one.name),
        several => format!("Cargo.toml lacks {} crates that the client needs", several.len()),
    };
    Some(format!("{lacks}; help: {}", add(&missing)))
}

/// The commands that add them.
fn add(missing: &[&Dependency]) -> String {
    let (whole, bare): (Vec<_>, Vec<_>) = missing.iter().copied().partition(|it| it.default_features);
    let commands = [("", whole), (" --no-default-features", bare)].into_iter().filter(|(_, some)| !some.is_empty());
    let commands = commands.map(|(option, some)| {
        let crates = some.iter().map(|it: &&Dependency| format!(" {}@{}", it.name, it.least)).collect::<String>();
        let features = some.iter().flat_map(|it| it.features.iter().map(|feature| format!("{}/{feature}", it.name)));
        let features: Vec<_> = features.collect();
        let features = if features.is_empty() { String::new() } else { format!(" --features {}", features.join(",")) };
        format!("`cargo add{crates}{option}{features}`")
    });
    commands.collect::<Vec<_>>().join(" and ")
}

/// The crates under `dependencies`, of all targets.
fn listed(manifest: &str) -> BTreeSet<String> {
    let mut listed = BTreeSet::new();
    let mut table: Vec<String> = Vec::new();
    for line in manifest.lines().map(str::trim) {
        let header = line.strip_prefix('[').and_then(|rest| rest.get(..rest.rfind(']')?));
        let path = match header {
            Some(header) => {
                table = keys(header);
                table.clone()
            }
            None => [table.clone(), keys(line)].concat(),
        };
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        if let ["dependencies", name, ..] | ["target", _, "dependencies", name, ..] = path[..] {
            listed.insert(same(name));
        }
    }
    listed
}

/// The keys with which a line begins: `a."b.c".d = 1` has three.
fn keys(line: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut quote = None;
    for char in line.chars() {
        match (quote, char) {
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            (None, '.') => keys.push(String::new()),
            (None, '=' | '#') => break,
            (None, _) if char.is_whitespace() => {}
            _ => keys.last_mut().into_iter().for_each(|key| key.push(char)),
        }
    }
    keys
}

/// A name of a crate, however it is spelt.
fn same(name: &str) -> String {
    name.replace('_', "-")
}
