//! Where the values of a JSON text are. A byte offset of a collection comes in, the spans of what is in it go out; what lies
//! between them is passed over and never read. The text was found to be sound before; where it is not, what is behind that
//! has no place.

use crate::diagnostic::{Layout, Node, Span};
use std::ops::Range;

/// Values are known by where they begin.
#[derive(Debug)]
pub(super) struct Places;

impl Layout for Places {
    fn root(&self, text: &str) -> Option<Node> {
        let mut scanner = Scanner { text: text.as_bytes(), at: 0 };
        scanner.blank();
        let number = scanner.at;
        match scanner.next()? {
            // Where the whole ends is of no use.
            b'{' | b'[' => Some(Node { number, span: Span { key: None, value: number..number + 1 } }),
            _ => scanner.node(None),
        }
    }

    fn open(&self, text: &str, collection: usize) -> Vec<(String, Node)> {
        let mut scanner = Scanner { text: text.as_bytes(), at: collection };
        let mut inner = Vec::new();
        let opening = scanner.next();
        if !matches!(opening, Some(b'{' | b'[')) {
            return inner;
        }
        scanner.at += 1;
        while let Some(entry) = scanner.entry(text, opening == Some(b'{'), inner.len()) {
            inner.push(entry);
            scanner.blank();
            if scanner.next() != Some(b',') {
                break;
            }
            scanner.at += 1;
        }
        inner
    }
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn next(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// A member of an object, or an item of an array by its number.
    fn entry(&mut self, text: &str, member: bool, number: usize) -> Option<(String, Node)> {
        self.blank();
        if !member {
            return Some((number.to_string(), self.node(None)?));
        }
        let key = self.at..self.string()?;
        let name = serde_json::from_str(text.get(key.clone())?).ok()?;
        self.at = key.end;
        self.blank();
        if self.next() != Some(b':') {
            return None;
        }
        self.at += 1;
        self.blank();
        Some((name, self.node(Some(key))?))
    }

    /// The value that begins here; behind it goes on.
    fn node(&mut self, key: Option<Range<usize>>) -> Option<Node> {
        let number = self.at;
        let first = number..number + 1;
        let value = match self.next()? {
            b'{' | b'[' => {
                self.at = self.collection()?;
                key.clone().unwrap_or(first)
            }
            b'"' => {
                self.at = self.string()?;
                number..self.at
            }
            b']' | b'}' | b',' | b':' => return None,
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
                self.at = self.text[number..].iter().position(ends).map_or(self.text.len(), |length| number + length);
                number..self.at
            }
        };
        Some(Node { number, span: Span { key, value } })
    }

    /// Behind the string that begins here.
    fn string(&self) -> Option<usize> {
        let mut at = self.at + 1;
        if self.next() != Some(b'"') {
            return None;
        }
        loop {
            match self.text.get(at)? {
                b'"' => return Some(at + 1),
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
    }

    /// Behind the collection that begins here.
    fn collection(&self) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = self.at;
        loop {
            match self.text.get(at)? {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                b'"' => {
                    at = Scanner { text: self.text, at }.string()?;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }
}
