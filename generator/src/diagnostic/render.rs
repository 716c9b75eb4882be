//! Diagnostics as text, like rustc's. Diagnostics and sources come in, rendered text goes out. Positions are looked up
//! here and nowhere else, so that a run without problems pays nothing for them.

use super::{Diagnostic, Diagnostics, Place, Pointer};
use crate::load::{Positions, Source, Span, boundary};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::{ops::Range, path::Path};

/// The texts that diagnostics point into.
#[derive(Debug, Default)]
pub struct Sources {
    source: Option<Source>,
}

impl Sources {
    pub(crate) fn add(&mut self, source: Source) -> &Source {
        self.source.insert(source)
    }

    /// All diagnostics as text, each followed by an empty line; `color` for a terminal.
    #[must_use]
    pub fn render(&self, diagnostics: &Diagnostics, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let positions = self.source.as_ref().map(Source::positions);
        diagnostics
            .iter()
            .map(|diagnostic| {
                let located = self.locate(&diagnostic.place, positions.as_ref());
                render(&renderer, diagnostic, &located) + "\n\n"
            })
            .collect()
    }

    fn locate<'a>(&'a self, place: &'a Place, positions: Option<&Positions>) -> Located<'a> {
        let pointed = |pointer: &Pointer, of: fn(&Span) -> Range<usize>| {
            let found = positions.and_then(|positions| nearest(positions, pointer).map(of));
            (self.source.as_ref(), found)
        };
        let (source, range) = match place {
            Place::File(path) => return Located { path, source: None, range: None },
            Place::Bytes(path, range) => {
                let source = self.source.as_ref().filter(|source| source.path == *path);
                let Some(source) = source else { return Located { path, source: None, range: None } };
                (Some(source), Some(range.clone()))
            }
            Place::Value(pointer) => pointed(pointer, |found| found.value.clone()),
            Place::Key(pointer) => pointed(pointer, |found| found.key.clone().unwrap_or(found.value.clone())),
        };
        let path = source.map_or(Path::new(""), |source| &source.path);
        Located { path, source, range }
    }
}

struct Located<'a> {
    path: &'a Path,
    source: Option<&'a Source>,
    range: Option<Range<usize>>,
}

/// The span of what the pointer leads to, or of its nearest ancestor that is in the text.
fn nearest<'a>(positions: &'a Positions, pointer: &Pointer) -> Option<&'a Span> {
    let mut pointer = pointer.clone();
    loop {
        if let Some(span) = positions.get(pointer.as_str()) {
            return Some(span);
        }
        pointer = pointer.parent()?;
    }
}

fn render(renderer: &Renderer, diagnostic: &Diagnostic, located: &Located<'_>) -> String {
    let level = if diagnostic.code.is_error() { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.id());
    let path = located.path.display().to_string();
    let mut group = match (located.source, &located.range) {
        (Some(source), Some(range)) => {
            let (line, text, range) = window(&source.text, range);
            title.element(
                Snippet::source(text).line_start(line).path(path).annotation(AnnotationKind::Primary.span(range)),
            )
        }
        _ => title.element(Origin::path(path)),
    };
    if let Place::Value(pointer) | Place::Key(pointer) = &diagnostic.place {
        group = group.element(Level::NOTE.message(format!("at #{}", pointer.as_str())));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The line that a range begins in: its number, its text, and the part of the range that is in it.
fn window<'a>(text: &'a str, range: &Range<usize>) -> (usize, &'a str, Range<usize>) {
    let start = boundary(text, range.start);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let end = boundary(text, range.end.clamp(start, line_end));
    let number = text[..line_start].matches('\n').count() + 1;
    (number, &text[line_start..line_end], start - line_start..end - line_start)
}
