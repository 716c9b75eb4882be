//! Reads YAML as plain data, in one pass over its events, with the scalars of the core schema of YAML 1.2. What is no plain
//! data is refused, all of it in one run. The parser of events appears in [`events`] alone, so that it can be replaced.

mod gate;
mod places;
mod scalar;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Layout, Place, Source};
use gate::{Gate, Problem};
use serde_json::Value;
use std::ops::Range;

pub(super) fn parse(source: &Source, found: &mut Diagnostics) -> Option<Value> {
    let mut gate = Gate::default();
    let mut behind = 0;
    let ended = events(&source.text, |event, range| {
        behind = behind.max(range.end);
        gate.event(&event, &range)
    });
    let (value, problems) = gate.finish();
    let sound = ended.is_ok() && problems.is_empty();
    for Problem { code, range, message, first } in problems {
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
    sound.then_some(value)
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

/// How the values of a YAML text lie in it.
pub(super) fn layout() -> Box<dyn Layout> {
    Box::<places::Places>::default()
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
