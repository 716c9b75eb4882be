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
    /// The operation or webhook.
    places: (Option<Pointer>, Option<Pointer>),
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

impl Breaks {
    /// What either of both breaks.
    pub(super) fn or(self, other: Self) -> Self {
        Self { sent: self.sent || other.sent, received: self.received || other.received }
    }

    /// The same where nothing is broken unless `there`.
    pub(super) fn only_if(self, there: bool) -> Self {
        if there { self } else { Self::NOTHING }
    }
}

/// The places of a part in both documents.
pub(super) type Places<'p> = (Option<&'p Pointer>, Option<&'p Pointer>);

/// A change of the document, as far as the wire goes.
#[derive(Debug)]
pub(super) struct OnWire {
    pub(super) rule: Rule,
    pub(super) message: String,
    /// Where it is written.
    pub(super) old: Option<Pointer>,
    pub(super) new: Option<Pointer>,
    /// What it is about: the operation, parameter, member or schema, and what of operations holds a component of theirs.
    pub(super) of: (Vec<Pointer>, Vec<Pointer>),
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
    found: IndexMap<(Rule, Option<Pointer>, Option<Pointer>, String), Found>,
    /// Where nothing but documentation changed.
    pub(super) documentation: HashSet<Pointer>,
    /// Components of both documents that were compared with another name.
    pub(super) renamed: HashMap<String, String>,
    /// What breaks where a schema takes the place of another, as far as it was asked for.
    exchanged: HashMap<(Pointer, Pointer), Breaks>,
}

/// Where a change was found.
#[derive(Default)]
struct Found {
    at: Vec<(Node, Breaks)>,
    of: (Vec<Pointer>, Vec<Pointer>),
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
            exchanged: HashMap::new(),
        }
    }

    /// A part that is sent or received by itself.
    pub(super) fn root(&mut self, label: &str, sent: bool, received: bool) -> Node {
        self.parts.push(Part { label: Some(label.to_owned()), sent, received, ..Part::default() });
        Node(self.parts.len() - 1)
    }

    /// A part of an operation or webhook that is sent or received.
    pub(super) fn root_of(&mut self, label: &str, places: Places<'_>, sent: bool, received: bool) -> Node {
        let root = self.root(label, sent, received);
        self.parts[root.0].places = (places.0.cloned(), places.1.cloned());
        root
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
        places: Places<'_>,
        breaks: Breaks,
    ) {
        self.found_in(node, rule, message, places, places, breaks);
    }

    /// Notes a change of something that is written inside of it, or elsewhere.
    pub(super) fn found_in(
        &mut self,
        node: Node,
        rule: Rule,
        message: impl Into<String>,
        of: Places<'_>,
        written: Places<'_>,
        breaks: Breaks,
    ) {
        let key = (rule, written.0.cloned(), written.1.cloned(), message.into());
        let found = self.found.entry(key).or_default();
        found.at.push((node, breaks));
        for (known, of) in [(&mut found.of.0, of.0), (&mut found.of.1, of.1)] {
            known.extend(of.filter(|of| !known.contains(of)).cloned());
        }
    }

    /// Notes a change of a keyword of something.
    pub(super) fn found_at(
        &mut self,
        node: Node,
        rule: Rule,
        message: impl Into<String>,
        of: (&Pointer, &Pointer),
        keyword: &str,
        breaks: Breaks,
    ) {
        let (old, new) = (of.0.join(keyword), of.1.join(keyword));
        self.found_in(node, rule, message, (Some(of.0), Some(of.1)), (Some(&old), Some(&new)), breaks);
    }

    /// What would break if a schema took the place of another. Nothing is noted.
    pub(super) fn exchange(&mut self, old: &Rc<Schema>, new: &Rc<Schema>) -> Breaks {
        let key = (old.at.0.clone(), new.at.0.clone());
        if let Some(known) = self.exchanged.get(&key) {
            return *known;
        }
        // Until it is known: a schema inside of itself breaks no more than the rest of it.
        self.exchanged.insert(key.clone(), Breaks::NOTHING);
        let kept = (
            std::mem::take(&mut self.parts),
            std::mem::take(&mut self.known),
            std::mem::take(&mut self.pending),
            std::mem::take(&mut self.found),
            self.documentation.clone(),
            self.renamed.clone(),
        );
        let root = self.root("", true, true);
        let (node, _) = self.schema(root, Access::Both, old, new);
        self.pending.push_back((node, Rc::clone(old), Rc::clone(new)));
        self.compare_pending();
        self.spread();
        let breaks = self.found.values().flat_map(|found| &found.at).fold(Breaks::NOTHING, |sum, (node, breaks)| {
            let part = &self.parts[node.0];
            sum.or(Breaks { sent: breaks.sent && part.sent, received: breaks.received && part.received })
        });
        (self.parts, self.known, self.pending, self.found, self.documentation, self.renamed) = kept;
        self.exchanged.insert(key, breaks);
        breaks
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
        let on_wire = found.into_iter().map(|((rule, old, new, message), Found { at, mut of })| {
            let wire = at.iter().fold(Wire::default(), |wire, (node, breaks)| {
                let part = &self.parts[node.0];
                Wire {
                    breaks_requests: wire.breaks_requests || (breaks.sent && part.sent),
                    breaks_responses: wire.breaks_responses || (breaks.received && part.received),
                }
            });
            let roots = self.roots(at.iter().map(|(node, _)| *node));
            let operations = self.labels(&roots);
            for (places, place, side) in [(&mut of.0, &old, 0), (&mut of.1, &new, 1)] {
                places.extend(self.holding(&roots, place.as_ref(), side));
            }
            OnWire { rule, message, old, new, of, wire, operations }
        });
        let mut on_wire: Vec<OnWire> = on_wire.collect();
        // Who renames something and keeps its name in Rust makes one change.
        let is_renamed = |change: &&OnWire| {
            matches!(change.rule, Rule::MemberRenamed | Rule::ParameterRenamed | Rule::SchemaRenamed)
        };
        let renamed: Vec<_> = on_wire.iter().filter(is_renamed).filter_map(|change| change.new.clone()).collect();
        let is_told = |change: &OnWire| change.of.1.iter().any(|of| renamed.contains(of));
        on_wire.retain(|change| change.rule != Rule::RustNameChanged || !is_told(change));
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

    /// The roots that hold one of these parts, in their order.
    fn roots(&self, nodes: impl Iterator<Item = Node>) -> Vec<usize> {
        let mut pending: Vec<_> = nodes.collect();
        let mut seen: HashSet<_> = pending.iter().map(|node| node.0).collect();
        let mut roots = Vec::new();
        while let Some(node) = pending.pop() {
            let part = &self.parts[node.0];
            roots.extend(part.label.is_some().then_some(node.0));
            pending.extend(part.parents.iter().filter(|parent| seen.insert(parent.0)));
        }
        roots.sort_unstable();
        roots
    }

    fn labels(&self, roots: &[usize]) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        for label in roots.iter().filter_map(|root| self.parts[*root].label.clone()) {
            // The root of the document holds all operations and is none.
            if labels.last() != Some(&label) && !label.is_empty() {
                labels.push(label);
            }
        }
        labels
    }

    /// What of the operations holds a component that is no schema.
    fn holding(&self, roots: &[usize], place: Option<&Pointer>, side: usize) -> Vec<Pointer> {
        let kind = place.and_then(|place| place.as_str().strip_prefix("/components/")?.split('/').next());
        let keyword = match kind {
            Some("requestBodies") => "requestBody",
            Some("responses" | "headers") => "responses",
            _ => return Vec::new(),
        };
        let of = |root: &usize| {
            let places = &self.parts[*root].places;
            if side == 0 { places.0.as_ref() } else { places.1.as_ref() }
        };
        let mut holding: Vec<_> = roots.iter().filter_map(of).map(|at| at.join(keyword)).collect();
        holding.dedup();
        holding
    }
}
