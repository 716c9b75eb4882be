//! A text that diagnostics point into: where its lines begin, and where in it each value is. How a text is read is for others
//! to know.

use std::{collections::HashMap, ops::Range, path::PathBuf, sync::OnceLock};

/// A text and where it came from.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    lines: OnceLock<Vec<usize>>,
    positions: OnceLock<Positions>,
    /// Finds the places in a text of its kind.
    find: fn(&str) -> Positions,
}

impl Source {
    pub(crate) fn new(path: impl Into<PathBuf>, text: String) -> Self {
        Self { path: path.into(), text, lines: OnceLock::new(), positions: OnceLock::new(), find: |_| Positions::new() }
    }

    /// With what finds the places in it, which is asked only when a diagnostic points there.
    pub(crate) fn with_positions(self, find: fn(&str) -> Positions) -> Self {
        Self { find, ..self }
    }

    /// The number of the line (from 1) that a byte is in, and where it begins.
    pub(crate) fn line(&self, at: usize) -> (usize, usize) {
        let starts = self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            [0].into_iter().chain(ends.map(|(at, _)| at + 1)).collect()
        });
        let number = starts.partition_point(|start| *start <= at).max(1);
        (number, starts[number - 1])
    }

    /// The place of everything in the text.
    pub(crate) fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| (self.find)(&self.text))
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

/// Where a value is in its text.
#[derive(Debug)]
pub(crate) struct Span {
    /// The key, for a member of a mapping.
    pub(crate) key: Option<Range<usize>>,
    /// A scalar as a whole; of a collection, its key or first character.
    pub(crate) value: Range<usize>,
}

/// The spans of everything in a text, by JSON pointer.
pub(crate) type Positions = HashMap<String, Span>;

/// The byte at which a line and column (both from 1) begin.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    boundary(text, line_start + column.saturating_sub(1))
}

/// The last place up to `at` that is not inside of a character.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
