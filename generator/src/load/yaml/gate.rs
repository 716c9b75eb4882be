//! Makes plain data of the events of a YAML text, and refuses what is none or what readers of YAML take in silence: keys that
//! stand twice, tags, merge keys, nesting and aliases without measure. It goes on behind a problem as far as that is safe.

use super::{Event, scalar};
use crate::{diagnostic::Code, load::json::MAX_DEPTH};
use serde_json::{Map, Value};
use std::{collections::HashMap, ops::Range};

/// How many nodes all aliases of a document may stand for.
const MAX_ALIASED_NODES: usize = 10_000;

const NO_JSON_NUMBER: &str = "a number that JSON does not have";
const TOO_DEEP: &str = "nested deeper than 64 levels";

#[derive(Default)]
pub(super) struct Gate {
    root: Option<Value>,
    open: Vec<Open>,
    nodes: usize,
    aliased: usize,
    /// What has an anchor.
    anchored: HashMap<usize, Anchored>,
    documents: usize,
    problems: Vec<Problem>,
}

/// What an alias stands for: how many nodes, and how deep they are nested.
struct Anchored {
    value: Value,
    size: usize,
    depth: usize,
}

/// A collection around an event.
struct Open {
    kind: Kind,
    anchor: usize,
    first_node: usize,
    /// How deep what is in it is nested.
    depth: usize,
}

enum Kind {
    /// With the places of its keys, and the key whose value comes next.
    Mapping {
        members: Map<String, Value>,
        keys: Vec<Range<usize>>,
        key: Option<String>,
    },
    Sequence(Vec<Value>),
}

/// What is wrong, where, and where the same stands rightly.
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) first: Option<Range<usize>>,
}

impl Gate {
    /// The data, which is worth something only where there is no problem. An empty text is nothing.
    pub(super) fn finish(self) -> (Value, Vec<Problem>) {
        (self.root.unwrap_or_default(), self.problems)
    }

    /// Takes one event; false to stop, when going on would be without measure.
    pub(super) fn event(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        match *event {
            Event::DocumentStart => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse(range, "a second document in the same file");
                    return false;
                }
            }
            Event::MappingStart { anchor, tagged } => {
                let kind = Kind::Mapping { members: Map::new(), keys: Vec::new(), key: None };
                return self.start(range, tagged, anchor, kind);
            }
            Event::SequenceStart { anchor, tagged } => {
                return self.start(range, tagged, anchor, Kind::Sequence(Vec::new()));
            }
            Event::End => {
                if let Some(Open { kind, anchor, first_node, depth }) = self.open.pop() {
                    let value = match kind {
                        Kind::Mapping { members, .. } => Value::Object(members),
                        Kind::Sequence(items) => Value::Array(items),
                    };
                    self.value(anchor, Anchored { value, size: self.nodes - first_node, depth: depth + 1 });
                }
            }
            Event::Scalar { text, plain, anchor, tagged } => {
                self.nodes += 1;
                self.tag(range, tagged);
                if !self.key(text, plain, anchor, range) {
                    self.scalar(text, plain, anchor, range);
                }
            }
            Event::Alias(anchor) => {
                self.no_key(range);
                let Some(Anchored { value, size, depth }) = self.anchored.get(&anchor) else {
                    self.refuse(range, "an alias inside of what it stands for");
                    self.value(0, Anchored { value: Value::Null, size: 0, depth: 0 });
                    return true;
                };
                let (size, depth) = (*size, *depth);
                self.nodes += size;
                self.aliased += size;
                if self.aliased > MAX_ALIASED_NODES {
                    self.refuse(range, "aliases that stand for more than 10,000 values");
                    return false;
                }
                let value = value.clone();
                if self.open.len() + depth > MAX_DEPTH {
                    self.refuse(range, TOO_DEEP);
                    return false;
                }
                self.value(0, Anchored { value, size, depth });
            }
        }
        true
    }

    fn start(&mut self, range: &Range<usize>, tagged: bool, anchor: usize, kind: Kind) -> bool {
        self.nodes += 1;
        self.tag(range, tagged);
        self.no_key(range);
        // The collection itself is none of the nodes that an alias of it stands for.
        self.open.push(Open { kind, anchor, first_node: self.nodes, depth: 0 });
        let shallow = self.open.len() <= MAX_DEPTH;
        if !shallow {
            self.refuse(range, TOO_DEEP);
        }
        shallow
    }

    /// Puts a value into what is open.
    fn value(&mut self, anchor: usize, node: Anchored) {
        // The parser numbers anchors from 1.
        let (value, depth) = if anchor > 0 {
            let (value, depth) = (node.value.clone(), node.depth);
            self.anchored.insert(anchor, node);
            (value, depth)
        } else {
            (node.value, node.depth)
        };
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(open) => open.take(value, depth),
        }
    }

    /// A collection or an alias has come: it must not be a key.
    fn no_key(&mut self, range: &Range<usize>) {
        if self.open.last().is_some_and(Open::is_at_key) {
            self.refuse(range, "a key that is not a plain string");
            self.note_key("", range);
        }
    }

    /// Takes a scalar if it is a key.
    fn key(&mut self, text: &str, plain: bool, anchor: usize, range: &Range<usize>) -> bool {
        if !self.open.last().is_some_and(Open::is_at_key) {
            return false;
        }
        if anchor > 0 {
            self.anchored.insert(anchor, Anchored { value: Value::from(text), size: 1, depth: 0 });
        }
        let first = self.note_key(text, range);
        if plain && text == "<<" {
            self.refuse(range, "a merge key, which YAML 1.2 does not have");
        } else if first.is_some() {
            let message = format!("the key `{text}` stands twice in one object");
            self.problems.push(Problem { code: Code::DuplicateKey, range: range.clone(), message, first });
        } else if plain && scalar::is_beyond_json(text) {
            self.refuse(range, NO_JSON_NUMBER);
        }
        true
    }

    /// Makes a key that of the next value; where the same key stands before comes back.
    fn note_key(&mut self, text: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let Kind::Mapping { members, keys, key } = &mut self.open.last_mut()?.kind else { return None };
        *key = Some(text.to_owned());
        if !members.contains_key(text) {
            keys.push(range.clone());
            return None;
        }
        // Members and the places of their keys are in one order.
        let place = members.keys().position(|known| known == text)?;
        keys.get_mut(place).map(|first| std::mem::replace(first, range.clone()))
    }

    fn scalar(&mut self, text: &str, plain: bool, anchor: usize, range: &Range<usize>) {
        let value = if plain { scalar::plain(text) } else { Some(Value::String(text.to_owned())) };
        if value.is_none() {
            self.refuse(range, NO_JSON_NUMBER);
        }
        self.value(anchor, Anchored { value: value.unwrap_or_default(), size: 1, depth: 0 });
    }

    fn tag(&mut self, range: &Range<usize>, tagged: bool) {
        if tagged {
            self.refuse(range, "a tag, which an OpenAPI document has no use for");
        }
    }

    fn refuse(&mut self, range: &Range<usize>, message: &str) {
        let (range, message) = (range.clone(), message.to_owned());
        self.problems.push(Problem { code: Code::NotPlainData, range, message, first: None });
    }
}

impl Open {
    /// Whether a key comes next.
    fn is_at_key(&self) -> bool {
        matches!(self.kind, Kind::Mapping { key: None, .. })
    }

    fn take(&mut self, value: Value, depth: usize) {
        self.depth = self.depth.max(depth);
        match &mut self.kind {
            Kind::Sequence(items) => items.push(value),
            Kind::Mapping { members, key, .. } => drop(members.insert(key.take().unwrap_or_default(), value)),
        }
    }
}
