//! Shows diagnostics as text like rustc's, or as JSON, in the order of the document. Positions are looked up here and
//! nowhere else, so that a run without problems pays nothing for them.

use crate::diagnostic::{Diagnostic, Diagnostics, Level, Place, Pointer, Source, Span, boundary};
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use serde_json::json;
use std::{collections::HashMap, fmt::Write as _, ops::Range, path::Path};

/// The texts that diagnostics point into, and what of them became part of the document.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    /// By their place in the document: the source of a part, and where it is there.
    brought: HashMap<Pointer, (usize, Pointer)>,
}

impl Sources {
    pub(crate) fn add(&mut self, source: Source) -> &Source {
        self.sources.push(source);
        &self.sources[self.sources.len() - 1]
    }

    /// Adds texts that stand behind.
    pub(crate) fn append(&mut self, other: Self) {
        self.sources.extend(other.sources);
    }

    /// The document.
    pub(crate) fn first(&self) -> Option<&Source> {
        self.sources.first()
    }

    /// The files, the document first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.path.as_path())
    }

    /// The files with their texts, the document first.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.sources.iter().map(|source| (source.path.as_path(), source.text.as_str()))
    }

    /// Notes that what is at `pointer` of the document stands in a source at `there`.
    pub(crate) fn bring(&mut self, pointer: Pointer, source: usize, there: Pointer) {
        self.brought.insert(pointer, (source, there));
    }

    /// The place in a text of what a pointer leads to now, whatever is brought into the document later.
    pub(crate) fn bytes(&self, pointer: &Pointer) -> Place {
        match self.find(pointer) {
            Some((source, span)) => Place::Bytes(source.path.clone(), span.value),
            None => Place::Value(pointer.clone()),
        }
    }

    /// The text that what a pointer leads to stands in, and where it, or its nearest ancestor in the text, is there.
    /// [`Source::position`] gives the line and column.
    pub(crate) fn find(&self, pointer: &Pointer) -> Option<(&Source, Span)> {
        let (source, there) = self.origin(pointer);
        source.and_then(|source| Some((source, source.nearest(&there)?)))
    }

    /// Where what a pointer into the document leads to was written.
    pub(crate) fn origin(&self, pointer: &Pointer) -> (Option<&Source>, Pointer) {
        let mut around = Some(pointer.clone()).filter(|_| !self.brought.is_empty());
        while let Some(outer) = around {
            if let Some((source, there)) = self.brought.get(&outer)
                && let Some(there) = pointer.moved(&outer, there)
            {
                return (self.sources.get(*source), there);
            }
            around = outer.parent();
        }
        (self.first(), pointer.clone())
    }

    /// All diagnostics as text, each followed by an empty line; `color` for a terminal.
    #[must_use]
    pub fn render(&self, diagnostics: &Diagnostics, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let located = self.locate_all(diagnostics);
        located.iter().map(|located| render(&renderer, located) + "\n\n").collect()
    }

    /// All diagnostics as JSON, an object a line: `level`, `code`, `message`, `file`, `line` and `column` (from 1, in
    /// characters), `end_line` and `end_column`, `pointer`, `note`, `help`, `related` (with the same places), and `rendered`, the
    /// text for people. What is not known is null.
    #[must_use]
    pub fn json(&self, diagnostics: &Diagnostics) -> String {
        let located = self.locate_all(diagnostics);
        located.iter().map(|located| format!("{}\n", json_object(located))).collect()
    }

    /// All diagnostics in a line each: place, message and remedy, with the line of the document that it is about.
    pub(crate) fn lines(&self, diagnostics: &Diagnostics) -> Vec<Line> {
        let located = self.locate_all(diagnostics);
        located.iter().map(|it| Line { level: it.diagnostic.level, text: in_a_line(it) }).collect()
    }

    fn locate_all<'a>(&'a self, diagnostics: &'a Diagnostics) -> Vec<Located<'a>> {
        let locate = |diagnostic: &'a Diagnostic| Located {
            diagnostic,
            spot: self.locate(&diagnostic.place),
            related: diagnostic.related.iter().map(|(place, part)| (self.locate(place), &**part)).collect(),
        };
        let mut located: Vec<_> = diagnostics.iter().map(locate).collect();
        let rank = |spot: &Spot<'_>| {
            let file = self.sources.iter().position(|source| Some(&*source.path) == spot.source.map(|it| &*it.path));
            (file, spot.range.as_ref().map(|range| range.start))
        };
        located.sort_by_key(|located| rank(&located.spot));
        located
    }

    /// Where in its file the key of what a pointer leads to stands, or the nearest thing around it that is in a file.
    #[must_use]
    pub fn spot(&self, pointer: &Pointer) -> (&Path, Option<(usize, usize)>) {
        match self.find(pointer) {
            Some((source, span)) => {
                (&source.path, Some(source.position(span.key.map_or(span.value.start, |key| key.start))))
            }
            None => (self.origin(pointer).0.map_or(Path::new(""), |source| &source.path), None),
        }
    }

    fn locate<'a>(&'a self, place: &'a Place) -> Spot<'a> {
        let pointed = |pointer: &Pointer, of: fn(Span) -> Range<usize>| {
            let (source, span) = self.find(pointer).unzip();
            let source = source.or_else(|| self.origin(pointer).0);
            Spot { path: source.map_or(Path::new(""), |it| &it.path), source, range: span.map(of) }
        };
        match place {
            Place::File(path) => Spot { path, source: None, range: None },
            Place::Bytes(path, range) => {
                let source = self.sources.iter().find(|source| source.path == *path);
                Spot { path, source, range: source.map(|_| range.clone()) }
            }
            Place::Value(pointer) => pointed(pointer, |found| found.value),
            Place::Key(pointer) => pointed(pointer, |found| found.key.unwrap_or(found.value)),
        }
    }
}

/// A diagnostic in a line.
pub(crate) struct Line {
    pub(crate) level: Level,
    pub(crate) text: String,
}

struct Located<'a> {
    diagnostic: &'a Diagnostic,
    spot: Spot<'a>,
    related: Vec<(Spot<'a>, &'a str)>,
}

/// A place in a text.
struct Spot<'a> {
    path: &'a Path,
    source: Option<&'a Source>,
    range: Option<Range<usize>>,
}

fn render(renderer: &Renderer, Located { diagnostic, spot, related }: &Located<'_>) -> String {
    let level = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.code.id()));
    group = snippet(group, spot, AnnotationKind::Primary, None);
    for (spot, part) in related {
        group = snippet(group, spot, AnnotationKind::Context, Some(part));
    }
    if let Some(pointer) = diagnostic.place.pointer() {
        group = group.element(Title::NOTE.message(format!("at #{}", pointer.as_str())));
    }
    if let Some(note) = &diagnostic.note {
        group = group.element(Title::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Title::HELP.message(help));
    }
    renderer.render(&[group])
}

fn in_a_line(Located { diagnostic, spot, related }: &Located<'_>) -> String {
    let mut text = format!("{}: {} [{}]", position(spot), diagnostic.message, diagnostic.code.id());
    if let Some(line) = quoted(spot) {
        let _ = write!(text, ", in `{line}`");
    }
    for (spot, part) in related {
        let _ = write!(text, "; {}: {part}", position(spot));
    }
    for (kind, words) in [("note", &diagnostic.note), ("help", &diagnostic.help)] {
        if let Some(words) = words {
            let _ = write!(text, "; {kind}: {words}");
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A place as `file:line:column`, which editors follow.
fn position(spot: &Spot<'_>) -> String {
    let path = spot.path.display();
    match spot.source.zip(spot.range.as_ref()).map(|(source, range)| source.position(range.start)) {
        Some((line, column)) => format!("{path}:{line}:{column}"),
        None => path.to_string(),
    }
}

/// What stands at a place, as much as fits into a sentence.
fn quoted(spot: &Spot<'_>) -> Option<String> {
    const MOST: usize = 100;
    let (source, range) = spot.source.zip(spot.range.as_ref())?;
    let (_, bounds, within) = window(source, range);
    let line = &source.text[bounds];
    let line = if line.chars().count() > MOST { &line[within.start..] } else { line };
    let shown: String = line.trim().chars().take(MOST).collect();
    (!shown.is_empty()).then(|| if shown.len() < line.trim().len() { format!("{shown}…") } else { shown })
}

/// Adds the line that a place is in, or the file alone where there is no line.
fn snippet<'a>(group: Group<'a>, spot: &Spot<'a>, kind: AnnotationKind, label: Option<&'a str>) -> Group<'a> {
    let path = spot.path.display().to_string();
    match (spot.source, &spot.range) {
        (Some(source), Some(range)) => {
            let (line, bounds, range) = window(source, range);
            let (text, range) = excerpt(&source.text[bounds], range);
            let annotation = kind.span(range).label(label);
            group.element(Snippet::source(text).line_start(line).path(path).annotation(annotation))
        }
        _ => group.element(Origin::path(path)),
    }
}

/// The line that a range begins in: its number, its bytes, and the part of the range that is in it.
fn window(source: &Source, range: &Range<usize>) -> (usize, Range<usize>, Range<usize>) {
    let start = boundary(&source.text, range.start);
    let (number, line) = source.line(start);
    let end = boundary(&source.text, range.end.clamp(start, line.end));
    let within = start - line.start..end - line.start;
    (number, line, within)
}

/// The part of a long line that a range is in: a document may be one line as a whole.
fn excerpt(line: &str, range: Range<usize>) -> (&str, Range<usize>) {
    const AROUND: usize = 200;
    if line.len() <= 5 * AROUND {
        return (line, range);
    }
    let start = boundary(line, range.start.saturating_sub(AROUND));
    let end = boundary(line, range.end.min(range.start + AROUND) + AROUND).max(range.start);
    (&line[start..end], range.start - start..range.end.min(end) - start)
}

fn json_object(located: &Located<'_>) -> serde_json::Value {
    let Located { diagnostic, spot, related } = located;
    let mut object = json!({
        "level": match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
        },
        "code": diagnostic.code.id(),
        "message": diagnostic.message,
        "pointer": diagnostic.place.pointer().map(Pointer::as_str),
        "note": diagnostic.note,
        "help": diagnostic.help,
        "related": related.iter().map(|(spot, part)| {
            let mut object = json!({ "message": part });
            json_spot(spot, &mut object);
            object
        }).collect::<Vec<_>>(),
        "rendered": render(&Renderer::plain(), located),
    });
    json_spot(spot, &mut object);
    object
}

fn json_spot(spot: &Spot<'_>, object: &mut serde_json::Value) {
    let ends = spot.source.zip(spot.range.as_ref());
    let ends = ends.map(|(source, range)| (source.position(range.start), source.position(range.end)));
    object["file"] = json!(spot.path.display().to_string());
    object["line"] = json!(ends.map(|((line, _), _)| line));
    object["column"] = json!(ends.map(|((_, column), _)| column));
    object["end_line"] = json!(ends.map(|(_, (line, _))| line));
    object["end_column"] = json!(ends.map(|(_, (_, column))| column));
}
