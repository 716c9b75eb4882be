//! Gives a name among the components to what a document refers to in other files or deep inside of itself. It keeps the
//! list of what is still to be brought, and reads nothing of it.

use super::{
    grammar::Kind,
    inputs::{Inputs, Target},
};
use crate::diagnostic::Pointer;
use serde_json::Value;
use std::collections::{HashMap, HashSet, VecDeque};

/// The parts to bring into a document.
pub(super) struct Bundle {
    /// What references of the document lead to inside of it, and what stands there once it was seen.
    deep: HashMap<Pointer, Option<Kind>>,
    names: HashMap<(Target, &'static str), String>,
    taken: HashSet<(&'static str, String)>,
    pub(super) wanted: VecDeque<Wanted>,
    /// References that could not be followed, by their place, and why.
    pub(super) unresolved: HashMap<Pointer, String>,
}

/// A part to bring into the document, as a component.
pub(super) struct Wanted {
    pub(super) target: Target,
    pub(super) kind: Kind,
    /// The part of `components` that it goes into.
    pub(super) part: &'static str,
    pub(super) name: String,
}

impl Bundle {
    pub(super) fn new(root: &Value) -> Self {
        let mut deep = HashMap::new();
        collect(root, &mut deep);
        Self { deep, names: HashMap::new(), taken: HashSet::new(), wanted: VecDeque::new(), unresolved: HashMap::new() }
    }

    /// Notes what stands at a place of the document, if a reference leads there.
    pub(super) fn visit(&mut self, at: &Pointer, kind: Kind) {
        if let Some(seen) = self.deep.get_mut(at) {
            *seen = Some(kind);
        }
    }

    /// Whether an object of this kind stands at a place of the document.
    pub(super) fn is_visited(&self, at: &Pointer, kind: Kind) -> bool {
        self.deep.get(at).copied().flatten() == Some(kind)
    }

    /// The name of the component that a target becomes: its last words, made unique.
    pub(super) fn want(&mut self, target: Target, kind: Kind, part: &'static str, inputs: &Inputs) -> String {
        let key = (target, part);
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let listed = |name: &str| {
            let component = Pointer::default().join("components").join(part).join(name);
            inputs.root().pointer(component.as_str()).is_some()
        };
        let plain = plain_name(&key.0, inputs);
        let numbered = (2..).map(|number| format!("{plain} {number}"));
        let free = |name: &String| !listed(name) && !self.taken.contains(&(part, name.clone()));
        let name = [plain.clone()].into_iter().chain(numbered).find(free).unwrap_or_default();
        self.taken.insert((part, name.clone()));
        self.names.insert(key.clone(), name.clone());
        self.wanted.push_back(Wanted { target: key.0, kind, part, name: name.clone() });
        name
    }
}

/// What a target is called: in a list of components their name, deep inside of one the way to it, of a whole file the
/// name of the file.
fn plain_name(target: &Target, inputs: &Inputs) -> String {
    const STRUCTURE: [&str; 14] = [
        "components",
        "schemas",
        "properties",
        "items",
        "definitions",
        "paths",
        "content",
        "schema",
        "parameters",
        "responses",
        "requestBodies",
        "headers",
        "application/json",
        "$defs",
    ];
    let tokens: Vec<_> = target.pointer.tokens().filter(|token| !STRUCTURE.contains(&&**token)).collect();
    match &tokens[..] {
        [] => inputs.stem(target.file),
        words => words.join(" "),
    }
}

/// The places inside of a document that its references lead to.
fn collect(value: &Value, deep: &mut HashMap<Pointer, Option<Kind>>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if name == "$ref"
                    && let Some(fragment) = value.as_str().and_then(|reference| reference.strip_prefix('#'))
                {
                    let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
                    deep.insert(Pointer::parse(&pointer), None);
                }
                collect(value, deep);
            }
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, deep)),
        _ => {}
    }
}
