//! What was found while two documents were walked together, and where each part of them is used. A part that many
//! operations use is compared once, and what was found there has an effect where it travels: with requests, with responses,
//! or both.

use super::rule::Rule;
use crate::{
    diagnostic::Pointer,
    ir::{Access, Api},
    load::{Document, Schema},
    lower::Wholes,
};
use indexmap::IndexMap;
use std::{
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
};

/// One of the two documents.
pub(super) struct Side<'a> {
    pub(super) document: &'a Document,
    pub(super) api: &'a Api,
    pub(super) wholes: Wholes<'a>,
}

/// A part of the API in both documents: requests or responses of an operation, or a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node(usize);

/// What a node is part of, and where it travels.
#[derive(Debug, Default)]
struct Part {
    label: Option<String>,
    sent: bool,
    received: bool,
    parents: Vec<Node>,
    children: Vec<(Node, Access)>,
}

/// Which clients in the field a change breaks, if what it is about is sent, or if it is received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Breaks {
    pub(super) sent: bool,
    pub(super) received: bool,
}

impl Breaks {
    pub(super) const NOTHING: Self = Self { sent: false, received: false };
    pub(super) const SENT: Self = Self { sent: true, received: false };
    pub(super) const RECEIVED: Self = Self { sent: false, received: true };
    pub(super) const ALL: Self = Self { sent: true, received: true };
}

/// What a change does on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wire {
    /// A request that a client in the field sends may now be refused.
    pub breaks_requests: bool,
    /// A client in the field may fail to read a response.
    pub breaks_responses: bool,
}

/// A change of the document, as far as the wire goes.
#[derive(Debug)]
pub(super) struct OnWire {
    pub(super) rule: Rule,
    pub(super) message: String,
    pub(super) old: Option<Pointer>,
    pub(super) new: Option<Pointer>,
    pub(super) wire: Wire,
    /// The operations that it shows in, in the order of the document.
    pub(super) operations: Vec<String>,
}

/// Two documents that are walked together.
pub(super) struct Walk<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    parts: Vec<Part>,
    known: HashMap<(Pointer, Pointer), Node>,
    pub(super) pending: VecDeque<(Node, Rc<Schema>, Rc<Schema>)>,
    found: IndexMap<(Rule, Option<Pointer>, Option<Pointer>, String), Vec<(Node, Breaks)>>,
    /// Where nothing but documentation changed.
    pub(super) documentation: HashSet<Pointer>,
    /// Components of both documents that were compared with another name.
    pub(super) renamed: HashMap<String, String>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(old: Side<'a>, new: Side<'a>) -> Self {
        Self {
            old,
            new,
            parts: Vec::new(),
            known: HashMap::new(),
            pending: VecDeque::new(),
            found: IndexMap::new(),
            documentation: HashSet::new(),
            renamed: HashMap::new(),
        }
    }

    /// A part that is sent or received by itself.
    pub(super) fn root(&mut self, label: &str, sent: bool, received: bool) -> Node {
        self.parts.push(Part { label: Some(label.to_owned()), sent, received, ..Part::default() });
        Node(self.parts.len() - 1)
    }

    /// The node of a pair of schemas that is part of another, and whether it is new.
    pub(super) fn schema(&mut self, parent: Node, access: Access, old: &Schema, new: &Schema) -> (Node, bool) {
        let key = (old.at.0.clone(), new.at.0.clone());
        let next = Node(self.parts.len());
        let node = *self.known.entry(key).or_insert(next);
        if node == next {
            self.parts.push(Part::default());
        }
        self.parts[parent.0].children.push((node, access));
        self.parts[node.0].parents.push(parent);
        (node, node == next)
    }

    pub(super) fn found(
        &mut self,
        node: Node,
        rule: Rule,
        message: impl Into<String>,
        (old, new): (Option<&Pointer>, Option<&Pointer>),
        breaks: Breaks,
    ) {
        let key = (rule, old.cloned(), new.cloned(), message.into());
        self.found.entry(key).or_default().push((node, breaks));
    }

    /// Notes that prose of a part changed, or an example.
    pub(super) fn prose<T: PartialEq>(&mut self, old: &T, new: &T, at: &Pointer) {
        if old != new {
            self.documentation.insert(at.clone());
        }
    }

    /// What was found, each with its effect, in the order in which it was found.
    pub(super) fn finish(mut self) -> (Vec<OnWire>, usize) {
        self.spread();
        let found = std::mem::take(&mut self.found);
        let on_wire = found.into_iter().map(|((rule, old, new, message), at)| {
            let wire = at.iter().fold(Wire::default(), |wire, (node, breaks)| {
                let part = &self.parts[node.0];
                Wire {
                    breaks_requests: wire.breaks_requests || (breaks.sent && part.sent),
                    breaks_responses: wire.breaks_responses || (breaks.received && part.received),
                }
            });
            let operations = self.holders(at.iter().map(|(node, _)| *node));
            OnWire { rule, message, old, new, wire, operations }
        });
        let on_wire = on_wire.collect();
        (on_wire, self.documentation.len())
    }

    /// Tells all parts of what is sent or received that they are.
    fn spread(&mut self) {
        let mut pending: Vec<_> = (0..self.parts.len()).filter(|node| self.parts[*node].label.is_some()).collect();
        while let Some(node) = pending.pop() {
            let (sent, received) = (self.parts[node].sent, self.parts[node].received);
            for index in 0..self.parts[node].children.len() {
                let (child, access) = self.parts[node].children[index];
                let (sent, received) = (sent && access != Access::Read, received && access != Access::Write);
                let part = &mut self.parts[child.0];
                if (sent && !part.sent) || (received && !part.received) {
                    (part.sent, part.received) = (part.sent || sent, part.received || received);
                    pending.push(child.0);
                }
            }
        }
    }

    /// The operations that hold one of these parts.
    fn holders(&self, nodes: impl Iterator<Item = Node>) -> Vec<String> {
        let mut pending: Vec<_> = nodes.collect();
        let mut seen: HashSet<_> = pending.iter().map(|node| node.0).collect();
        let mut roots = Vec::new();
        while let Some(node) = pending.pop() {
            let part = &self.parts[node.0];
            roots.extend(part.label.is_some().then_some(node.0));
            pending.extend(part.parents.iter().filter(|parent| seen.insert(parent.0)));
        }
        roots.sort_unstable();
        let mut labels: Vec<String> = Vec::new();
        for label in roots.into_iter().filter_map(|root| self.parts[root].label.clone()) {
            // The root of the document holds all operations and is none.
            if labels.last() != Some(&label) && !label.is_empty() {
                labels.push(label);
            }
        }
        labels
    }
}
