//! Takes a line of a public API apart.

/// A line in its parts.
#[derive(Debug)]
pub(super) struct Parsed<'a> {
    pub(super) line: &'a str,
    pub(super) path: &'a str,
    pub(super) head: Head<'a>,
    pub(super) deprecated: bool,
    /// The feature with which alone it is there.
    pub(super) feature: Option<&'a str>,
    /// What it is on the wire.
    pub(super) wire: Option<&'a str>,
}

/// What Rust knows of an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head<'a> {
    /// A `struct` or an `enum`.
    Kind {
        kind: &'a str,
        traits: Vec<&'a str>,
    },
    /// Another name of a type.
    Alias(&'a str),
    Function {
        arguments: Vec<Argument<'a>>,
        output: &'a str,
    },
    /// What is in a variant.
    Content(&'a str),
    /// The type of a field or of a constant, and what an associated type is.
    Value(&'a str),
    /// The version of a dependency, of the runtime or of Rust.
    Version(&'a str),
    /// The path alone.
    Bare,
}

/// An argument of a function; the type of a receiver is how it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Argument<'a> {
    pub(super) name: &'a str,
    pub(super) ty: &'a str,
}

/// Words that have a name behind them.
const WORDS: [&str; 3] = ["dependency ", "feature ", "part "];

impl<'a> Parsed<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        let (mut known, wire) = match line.split_once(" = ") {
            Some((known, wire)) => (known, Some(wire)),
            None => (line, None),
        };
        let (mut deprecated, mut feature) = (false, None);
        while let Some((before, mark)) = known.strip_suffix(']').and_then(|rest| rest.rsplit_once(" #[")) {
            known = before;
            match mark {
                "deprecated" => deprecated = true,
                name => feature = Some(name),
            }
        }
        let word = WORDS.iter().find(|word| known.starts_with(**word)).map_or(0, |word| word.len());
        let end = known[word..].find([' ', '(']).map_or(known.len(), |end| word + end);
        let path = known[..end].trim_end_matches(':');
        Self { line, path, head: head(&known[path.len()..]), deprecated, feature, wire }
    }
}

/// What stands behind a path.
fn head(text: &str) -> Head<'_> {
    if let Some(ty) = text.strip_prefix(": ") {
        return Head::Value(ty);
    }
    if let Some(content) = text.strip_prefix('(') {
        return match content.rsplit_once(") -> ") {
            Some((arguments, output)) => Head::Function { arguments: split(arguments), output },
            None => Head::Content(content),
        };
    }
    match text.trim_start().split_once(": ") {
        Some(("type", ty)) => Head::Alias(ty),
        Some((kind, traits)) => Head::Kind { kind, traits: traits.split(" + ").collect() },
        None if text.is_empty() => Head::Bare,
        None => Head::Version(text.trim_start()),
    }
}

/// Arguments, at the commas that are in no brackets.
fn split(arguments: &str) -> Vec<Argument<'_>> {
    let mut depth = 0_i32;
    let parts = arguments.split(move |char| {
        match char {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            _ => {}
        }
        char == ',' && depth == 0
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    let argument = |part| match str::split_once(part, ": ") {
        Some((name, ty)) => Argument { name, ty },
        None => Argument { name: "self", ty: part },
    };
    parts.map(argument).collect()
}
