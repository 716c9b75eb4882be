//! Where the values of a YAML text are. The events of its parser come in and are kept as spans in the order of the text;
//! no value is kept.

use super::Event;
use crate::diagnostic::{Layout, Node, Span};
use std::ops::Range;

/// Values are known by their number in the order of the text.
#[derive(Debug)]
pub(super) struct Places(Vec<Entry>);

/// A value.
#[derive(Debug)]
struct Entry {
    /// The key, for a member of a mapping, and its text where that is not what is written.
    key: Option<(Range<usize>, Option<Box<str>>)>,
    range: Range<usize>,
    /// The number of what stands behind it and all that is in it; zero for what is no collection.
    behind: usize,
}

impl Layout for Places {
    fn root(&self, _: &str) -> Option<Node> {
        self.0.first().map(|entry| entry.node(0))
    }

    fn open(&self, text: &str, collection: usize) -> Vec<(String, Node)> {
        let Self(entries) = self;
        let end = entries.get(collection).map_or(0, |entry| entry.behind);
        let mut inner = Vec::new();
        let mut at = collection + 1;
        while let Some(entry) = entries.get(at).filter(|_| at < end) {
            let name = match &entry.key {
                Some((_, Some(name))) => name.to_string(),
                Some((range, None)) => text[range.clone()].to_owned(),
                None => inner.len().to_string(),
            };
            inner.push((name, entry.node(at)));
            at = entry.behind.max(at + 1);
        }
        inner
    }
}

impl Entry {
    fn node(&self, number: usize) -> Node {
        let key = self.key.as_ref().map(|(range, _)| range.clone());
        let first = self.range.start..self.range.start + 1;
        let value = if self.behind > 0 { key.clone().unwrap_or(first) } else { self.range.clone() };
        Node { number, span: Span { key, value } }
    }
}

/// Collects the entries.
#[derive(Default)]
pub(super) struct Index {
    entries: Vec<Entry>,
    open: Vec<Level>,
}

/// A collection that is being read.
struct Level {
    number: usize,
    next: Next,
}

enum Next {
    Key,
    Value(Range<usize>, Option<Box<str>>),
    Item,
}

impl Index {
    pub(super) fn event(&mut self, text: &str, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Scalar { text: scalar, .. } => {
                if let Some(Level { next: next @ Next::Key, .. }) = self.open.last_mut() {
                    let written = text.get(range.clone()) == Some(*scalar);
                    *next = Next::Value(range, (!written).then(|| (*scalar).into()));
                } else {
                    self.node(range);
                }
            }
            Event::Alias(_) => self.node(range),
            Event::MappingStart { .. } => self.start(range, Next::Key),
            Event::SequenceStart { .. } => self.start(range, Next::Item),
            Event::End => {
                let closed = self.open.pop();
                self.close(closed);
            }
            Event::DocumentStart => {}
        }
    }

    fn start(&mut self, range: Range<usize>, next: Next) {
        let number = self.entries.len();
        self.node(range);
        self.open.push(Level { number, next });
    }

    /// Notes a value and makes ready for what comes behind it.
    fn node(&mut self, range: Range<usize>) {
        let key = match self.open.last_mut() {
            Some(Level { next, .. }) if !matches!(next, Next::Item) => match std::mem::replace(next, Next::Key) {
                Next::Value(range, name) => Some((range, name)),
                // A collection as a key was refused before.
                Next::Key | Next::Item => None,
            },
            _ => None,
        };
        self.entries.push(Entry { key, range, behind: 0 });
    }

    fn close(&mut self, level: Option<Level>) {
        let end = self.entries.len();
        if let Some(entry) = level.and_then(|level| self.entries.get_mut(level.number)) {
            entry.behind = end;
        }
    }

    /// What comes behind a syntax error has no place; a diagnostic then points to what encloses it.
    pub(super) fn finish(mut self) -> Places {
        while let Some(level) = self.open.pop() {
            self.close(Some(level));
        }
        Places(self.entries)
    }
}
