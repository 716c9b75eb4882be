//! A text that diagnostics point into: where its lines begin, and where in it each value is. Only the values that are
//! asked for are looked up, with the collections around them. How a text is read is for others to know.

use super::Pointer;
use std::{
    collections::HashMap,
    fmt,
    ops::Range,
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError},
};

/// A text and where it came from.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    lines: OnceLock<Vec<usize>>,
    /// How many characters there are up to each [`BLOCK`] of bytes.
    characters: OnceLock<Vec<usize>>,
    layout: OnceLock<Box<dyn Layout>>,
    /// What is in the collections that were asked of, by their numbers.
    opened: Mutex<HashMap<usize, HashMap<String, Node>>>,
}

/// How the values of a text lie in it.
pub(crate) trait Layout: fmt::Debug + Send + Sync {
    /// The value that the text is.
    fn root(&self, text: &str) -> Option<Node>;

    /// What is in a collection, with the names of members and the numbers of items.
    fn open(&self, text: &str, collection: usize) -> Vec<(String, Node)>;
}

/// A value of a text.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What its [`Layout`] knows it by.
    pub(crate) number: usize,
    pub(crate) span: Span,
}

/// Where a value is in its text.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    /// The key, for a member of a mapping.
    pub(crate) key: Option<Range<usize>>,
    /// A scalar as a whole; of a collection, its key or first character.
    pub(crate) value: Range<usize>,
}

/// How many bytes lie between two counts of characters.
const BLOCK: usize = 4096;

impl Source {
    pub(crate) fn new(path: impl Into<PathBuf>, text: String) -> Self {
        Self {
            path: path.into(),
            text,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
            layout: OnceLock::new(),
            opened: Mutex::default(),
        }
    }

    /// Notes what finds the places in it, which is asked only when a diagnostic points there.
    pub(crate) fn lay_out(&self, layout: Box<dyn Layout>) {
        // A text that is read again lies as before.
        let _ = self.layout.set(layout);
    }

    /// The number of the line (from 1) that a byte is in, and the bytes of it without its end.
    pub(crate) fn line(&self, at: usize) -> (usize, Range<usize>) {
        let starts = self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n');
            [0].into_iter().chain(ends.map(|(at, _)| at + 1)).collect()
        });
        let number = starts.partition_point(|start| *start <= at).max(1);
        let end = starts.get(number).map_or(self.text.len(), |next| next - 1);
        (number, starts[number - 1]..end)
    }

    /// The line and column (both from 1, in characters) of a byte.
    pub(crate) fn position(&self, at: usize) -> (usize, usize) {
        let at = boundary(&self.text, at);
        let (number, line) = self.line(at);
        (number, self.characters(at) - self.characters(line.start) + 1)
    }

    /// How many characters there are up to a byte. A document may be one line as a whole, so they are counted in blocks.
    fn characters(&self, at: usize) -> usize {
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| !matches!(byte, 0x80..0xC0)).count();
        let blocks = self.characters.get_or_init(|| {
            let counts = self.text.as_bytes().chunks(BLOCK).map(count);
            let before = |sum: &mut usize, count| Some(std::mem::replace(sum, *sum + count));
            counts.chain([0]).scan(0, before).collect()
        });
        let block = at / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..at).unwrap_or_default();
        blocks.get(block).copied().unwrap_or_default() + count(rest)
    }

    /// The place of what a pointer leads to, if that is in the text.
    pub(crate) fn span(&self, pointer: &Pointer) -> Option<Span> {
        let (node, whole) = self.follow(pointer)?;
        whole.then_some(node.span)
    }

    /// The place of what a pointer leads to, or of its nearest ancestor that is in the text.
    pub(crate) fn nearest(&self, pointer: &Pointer) -> Option<Span> {
        self.follow(pointer).map(|(node, _)| node.span)
    }

    /// The last value on the way of a pointer that is in the text, and whether that is its end.
    fn follow(&self, pointer: &Pointer) -> Option<(Node, bool)> {
        let layout = self.layout.get()?;
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let mut node = layout.root(&self.text)?;
        for token in pointer.tokens() {
            let open = || layout.open(&self.text, node.number).into_iter().collect();
            let Some(inner) = opened.entry(node.number).or_insert_with(open).get(&token) else {
                return Some((node, false));
            };
            node = inner.clone();
        }
        Some((node, true))
    }

    /// Whether it is JSON, by the name of its file or, where that tells nothing, by its first character.
    pub(crate) fn is_json(&self) -> bool {
        match self.path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => true,
            Some("yaml" | "yml") => false,
            _ => self.text.trim_start().starts_with('{'),
        }
    }
}

/// The byte at which a line and column (both from 1) begin.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    boundary(text, line_start + column.saturating_sub(1))
}

/// The last place up to `at` that is not inside of a character.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
