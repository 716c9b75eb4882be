//! A line of the list of the public API, as text.

use crate::emit::Feature;
use std::fmt::Write as _;

/// A line in its parts.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The path, without a space.
    pub(super) path: String,
    /// What stands directly behind it: a kind and traits, arguments, or a type.
    pub(super) signature: String,
    pub(super) deprecated: bool,
    /// The feature with which alone it is there.
    pub(super) feature: Option<Feature>,
    /// What it is on the wire.
    pub(super) wire: Option<String>,
}

impl Line {
    pub(super) fn new(path: String, signature: String) -> Self {
        Self { path, signature, ..Self::default() }
    }

    /// A field, a constant or an associated type.
    pub(super) fn value(path: String, ty: &str) -> Self {
        Self::new(path, format!(": {ty}"))
    }

    /// A function.
    pub(super) fn function(path: String, arguments: &[String], output: &str) -> Self {
        Self::new(path, format!("({}) -> {output}", arguments.join(", ")))
    }

    /// A type with its traits.
    pub(super) fn kind(path: String, kind: &str, mut traits: Vec<String>) -> Self {
        traits.sort_unstable();
        Self::new(path, format!(" {kind}: {}", traits.join(" + ")))
    }

    pub(super) fn deprecated(self, deprecated: bool) -> Self {
        Self { deprecated, ..self }
    }

    pub(super) fn feature(self, feature: Option<Feature>) -> Self {
        Self { feature, ..self }
    }

    /// `wire` is text that cannot end the line: what [`shown`] gives, and words of ours.
    pub(super) fn wire(self, wire: impl Into<Option<String>>) -> Self {
        Self { wire: wire.into(), ..self }
    }

    pub(super) fn text(self) -> String {
        let Self { path, signature, deprecated, feature, wire } = self;
        let mut text = path + &signature;
        if deprecated {
            text.push_str(" #[deprecated]");
        }
        if let Some(feature) = feature {
            let _ = write!(text, " #[{}]", feature.name());
        }
        if let Some(wire) = wire {
            let _ = write!(text, " = {wire}");
        }
        text
    }
}

/// A text of the document: as it is, or as a literal where it has no end that shows, or what is not to be seen.
pub(super) fn shown(text: &str) -> String {
    let plain = !text.is_empty() && text.trim() == text && !text.contains(is_special);
    if plain {
        return text.to_owned();
    }
    let mut literal = "\"".to_owned();
    for char in text.chars() {
        match char {
            '"' | '\\' => literal.extend(['\\', char]),
            char if is_unseen(char) => {
                let _ = write!(literal, "\\u{{{:x}}}", u32::from(char));
            }
            char => literal.push(char),
        }
    }
    literal + "\""
}

/// Whether a text with it is a literal. The bar parts texts.
fn is_special(char: char) -> bool {
    matches!(char, '"' | '\\' | '|') || is_unseen(char)
}

/// Whether it ends a line, or is not seen where it stands.
fn is_unseen(char: char) -> bool {
    let turns = matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    turns || char.is_control()
}
