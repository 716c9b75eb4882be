//! Reads YAML as plain data. Before `serde_yaml` may see the text, one pass over its events refuses what that would take
//! in silence or choke on: keys that stand twice, tags, merge keys, nesting and aliases without measure; all of it is
//! told in one run. The same pass notes where each value is, for the diagnostics of later stages. The parser of events
//! appears in [`events`] alone, so that it can be replaced.

mod places;

use super::json::{FEW, MAX_DEPTH, Unique};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, offset};
use serde::de::DeserializeSeed as _;
use serde_json::Value;
use std::{collections::HashMap, ops::Range};

/// How many nodes all aliases of a document may stand for.
const MAX_ALIASED_NODES: usize = 10_000;

pub(super) fn parse(source: &Source, found: &mut Diagnostics) -> Option<Value> {
    let (mut gate, mut places) = (Gate::default(), places::Index::default());
    let mut behind = 0;
    let ended = events(&source.text, |event, range| {
        behind = behind.max(range.end);
        let goes_on = gate.event(&event, &range);
        places.event(&source.text, &event, range);
        goes_on
    });
    source.lay_out(Box::new(places.finish()));
    let sound = ended.is_ok() && gate.problems.is_empty();
    for Problem { code, range, message, first } in gate.problems {
        let place = |range| Place::Bytes(source.path.clone(), range);
        let diagnostic = Diagnostic::new(code, place(range), message);
        found.push(match first {
            Some(first) => diagnostic.related(place(first), "it stands here first").help("remove one of them"),
            None => diagnostic,
        });
    }
    if let Err((at, message)) = ended {
        let place = |at: usize| Place::Bytes(source.path.clone(), at..at + 1);
        if let Some(quote) = unclosed_quote(source, behind, at, &message) {
            let diagnostic = Diagnostic::new(Code::Syntax, place(quote), "unclosed quote");
            let diagnostic = diagnostic.related(place(at), "the next quote ends it, and more follows");
            found.push(diagnostic.help("close it on its line"));
            return None;
        }
        let diagnostic = Diagnostic::new(Code::Syntax, place(at), message.clone());
        found.push(match hint(source, at, &message) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }
    if !sound {
        return None;
    }
    let value = Unique::default().deserialize(serde_yaml::Deserializer::from_str(&source.text));
    value.map_err(|error| found.push(rejected(source, &error))).ok()
}

/// The quote that opens a scalar which ends on a later line than it should: a parser complains of what follows the next
/// quote, whatever lies between. `behind` is the end of what was read before.
fn unclosed_quote(source: &Source, behind: usize, at: usize, message: &str) -> Option<usize> {
    let quote = match message {
        _ if !message.contains("trailing content after") => return None,
        _ if message.contains("single-quoted") => '\'',
        _ => '"',
    };
    let open = behind + source.text.get(behind..at)?.find(quote)?;
    (source.line(open) != source.line(at)).then_some(open)
}

/// The remedy for the slips that a parser describes in its own terms.
fn hint(source: &Source, at: usize, message: &str) -> Option<&'static str> {
    let (_, line) = source.line(at);
    let before = source.text[line.start..].trim_start_matches(' ');
    if before.starts_with('\t') {
        Some("indent with spaces: YAML allows no tabs there")
    } else if message.contains("simple key expected") {
        Some("write a colon and a space behind the key")
    } else if message.contains("did not find expected key") {
        Some("members of one object begin in the same column")
    } else {
        None
    }
}

fn rejected(source: &Source, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |at| offset(&source.text, at.line(), at.column()));
    Diagnostic::new(Code::Syntax, Place::Bytes(source.path.clone(), at..at + 1), error.to_string())
}

/// Calls `take` with each bare word that YAML 1.1 takes for a boolean and YAML 1.2 for a text.
pub(super) fn bare_booleans(text: &str, mut take: impl FnMut(Range<usize>, &str)) {
    // A text with a syntax error was refused before.
    let _ = events(text, |event, range| {
        if let Event::Scalar { text, plain: true, .. } = event
            && matches!(&*text.to_ascii_lowercase(), "on" | "off" | "yes" | "no" | "y" | "n")
        {
            take(range, text);
        }
        true
    });
}

/// What a YAML text consists of.
enum Event<'a> {
    MappingStart { anchor: usize, tagged: bool },
    SequenceStart { anchor: usize, tagged: bool },
    End,
    Scalar { text: &'a str, plain: bool, anchor: usize, tagged: bool },
    Alias(usize),
    DocumentStart,
}

/// Calls `take` with each event of `text` until it returns false. An error is a byte offset and what is wrong there.
fn events(text: &str, mut take: impl FnMut(Event<'_>, Range<usize>) -> bool) -> Result<(), (usize, String)> {
    use granit_parser::{Event as E, Parser, ScalarStyle};
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| (error.marker().byte_offset().unwrap_or(0).min(text.len()), error.info()))?;
        let range = span.byte_range().unwrap_or(0..0);
        let event = match &event {
            E::MappingStart(_, anchor, tag) => Event::MappingStart { anchor: *anchor, tagged: tag.is_some() },
            E::SequenceStart(_, anchor, tag) => Event::SequenceStart { anchor: *anchor, tagged: tag.is_some() },
            E::MappingEnd | E::SequenceEnd => Event::End,
            E::Scalar(text, style, anchor, tag) => {
                Event::Scalar { text, plain: *style == ScalarStyle::Plain, anchor: *anchor, tagged: tag.is_some() }
            }
            E::Alias(anchor) => Event::Alias(*anchor),
            E::DocumentStart(..) => Event::DocumentStart,
            _ => continue,
        };
        if !take(event, range) {
            break;
        }
    }
    Ok(())
}

/// What is open around an event.
enum Open {
    Mapping { keys: Keys, at_key: bool, anchor: usize, first_node: usize },
    Sequence { anchor: usize, first_node: usize },
}

/// The keys of a mapping so far, and where they stand.
#[derive(Default)]
struct Keys {
    /// Most mappings have few, which are compared one by one.
    few: Vec<(String, Range<usize>)>,
    many: HashMap<String, Range<usize>>,
}

impl Keys {
    /// Adds a key; where the same stands already if it does.
    fn insert(&mut self, key: &str, range: &Range<usize>) -> Option<Range<usize>> {
        if self.many.is_empty() && self.few.len() < FEW {
            let known = self.few.iter().rev().find(|(known, _)| known == key);
            let first = known.map(|(_, first)| first.clone());
            self.few.push((key.to_owned(), range.clone()));
            return first;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(key.to_owned(), range.clone())
    }
}

/// Refuses what is not plain data.
#[derive(Default)]
struct Gate {
    open: Vec<Open>,
    nodes: usize,
    aliased: usize,
    sizes: HashMap<usize, usize>,
    documents: usize,
    problems: Vec<Problem>,
}

/// What is wrong, where, and where the same stands rightly.
struct Problem {
    code: Code,
    range: Range<usize>,
    message: String,
    first: Option<Range<usize>>,
}

impl Gate {
    /// Takes one event; false to stop, when going on would be without measure.
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        match *event {
            Event::DocumentStart => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse(range, "a second document in the same file");
                    return false;
                }
            }
            Event::MappingStart { anchor, tagged } => {
                let keys = Keys::default();
                return self.start(range, tagged, Open::Mapping { keys, at_key: true, anchor, first_node: self.nodes });
            }
            Event::SequenceStart { anchor, tagged } => {
                return self.start(range, tagged, Open::Sequence { anchor, first_node: self.nodes });
            }
            Event::End => {
                if let Some(Open::Mapping { anchor, first_node, .. } | Open::Sequence { anchor, first_node }) =
                    self.open.pop()
                {
                    self.sizes.insert(anchor, self.nodes - first_node);
                }
            }
            Event::Scalar { text, plain, anchor, tagged } => {
                self.nodes += 1;
                self.sizes.insert(anchor, 1);
                self.tag(range, tagged);
                self.scalar(text, plain, range);
            }
            Event::Alias(anchor) => {
                self.at_key(range);
                let size = self.sizes.get(&anchor).copied();
                let size = size.unwrap_or_else(|| {
                    self.refuse(range, "an alias inside of what it stands for");
                    0
                });
                self.nodes += size;
                self.aliased += size;
                if self.aliased > MAX_ALIASED_NODES {
                    self.refuse(range, "aliases that stand for more than 10,000 values");
                    return false;
                }
            }
        }
        true
    }

    fn start(&mut self, range: &Range<usize>, tagged: bool, open: Open) -> bool {
        self.nodes += 1;
        self.tag(range, tagged);
        self.at_key(range);
        self.open.push(open);
        let shallow = self.open.len() <= MAX_DEPTH;
        if !shallow {
            self.refuse(range, "nested deeper than 64 levels");
        }
        shallow
    }

    /// A collection or an alias has come: it must not be a key, and the next scalar of the mapping is one.
    fn at_key(&mut self, range: &Range<usize>) {
        if let Some(Open::Mapping { at_key, .. }) = self.open.last_mut() {
            let was_key = *at_key;
            *at_key = !was_key;
            if was_key {
                self.refuse(range, "a key that is not a plain string");
            }
        }
    }

    fn scalar(&mut self, text: &str, plain: bool, range: &Range<usize>) {
        if let Some(Open::Mapping { keys, at_key, .. }) = self.open.last_mut() {
            let was_key = *at_key;
            *at_key = !was_key;
            if was_key && plain && text == "<<" {
                return self.refuse(range, "a merge key, which YAML 1.2 does not have");
            }
            if was_key && let Some(first) = keys.insert(text, range) {
                let message = format!("the key `{text}` stands twice in one object");
                let (range, first) = (range.clone(), Some(first));
                return self.problems.push(Problem { code: Code::DuplicateKey, range, message, first });
            }
        }
        let lower = text.to_ascii_lowercase();
        if plain && matches!(lower.trim_start_matches(['+', '-']), ".inf" | ".nan") {
            self.refuse(range, "a number that JSON does not have");
        }
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
