//! The gate: a file comes in, a checked [`Document`] goes out. The text is read as plain data and checked field by field
//! against the grammar of its version. What passed is read: schemas by ourselves, so that every spelling ends here, and
//! all around them by openapiv3, which panics or hides its reasons on raw input. What is referred to in other files
//! becomes a part of the document. This stage never touches the network and reads nothing outside of the folder of the
//! file it was given.

mod bundle;
mod conditions;
mod grammar;
mod inputs;
mod json;
mod lint;
mod model;
mod references;
mod repair;
mod report;
mod schema;
mod validate;
mod yaml;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Sources, Stop};
use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem};
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    sync::OnceLock,
};

pub(crate) use conditions::is_server_url;
pub(crate) use inputs::Inputs;
pub(crate) use schema::{Additional, At, Choice, Discriminator, JsonType, Schema, Schemas};
pub(crate) use yaml::{Positions, Span};

/// The largest document that is read, in bytes.
const MAX_SIZE: u64 = 32 * 1024 * 1024;

/// The deepest nesting of a document, whatever its format.
const MAX_DEPTH: usize = 64;

/// A document that passed the gate. Where errors were found it is what is left of it.
#[derive(Debug)]
pub(crate) struct Document {
    /// All but the schemas, each of which left a reference to its place.
    pub(crate) openapi: OpenAPI,
    pub(crate) schemas: Schemas,
    /// The requests that the API sends, by their names; openapiv3 knows none.
    pub(crate) webhooks: IndexMap<String, PathItem>,
    /// References that could not be followed, by their place, and why. One that nothing uses harms nobody.
    pub(crate) unresolved: HashMap<Pointer, String>,
}

/// A text and where it came from.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    lines: OnceLock<Vec<usize>>,
    positions: OnceLock<Positions>,
}

impl Source {
    pub(crate) fn new(path: impl Into<PathBuf>, text: String) -> Self {
        Self { path: path.into(), text, lines: OnceLock::new(), positions: OnceLock::new() }
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

    /// The place of everything in the text. JSON is read as the subset of YAML 1.2 that it is.
    pub(crate) fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| yaml::positions(&self.text))
    }

    fn is_json(&self) -> bool {
        match self.path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => true,
            Some("yaml" | "yml") => false,
            _ => self.text.trim_start().starts_with('{'),
        }
    }
}

/// How thoroughly a document is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// What is wrong.
    Generate,
    /// Also what is right but will make a user of the client suffer.
    Lint,
}

/// Reads the document at `path` as plain data.
pub(crate) fn read(path: &Path, sources: &mut Sources, found: &mut Diagnostics) -> Result<Inputs, Stop> {
    let source = sources.add(read_file(path, found));
    found.unless_errors(())?;
    let value = parse(source, found)?;
    Ok(Inputs::new(path, value))
}

/// Checks a document, without what is left out.
pub(crate) fn check(
    inputs: &mut Inputs,
    left_out: &HashSet<Pointer>,
    care: Care,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Document, Stop> {
    let validate::Checked { mut root, grammar, unresolved } =
        validate::validate(inputs, left_out, sources, found).ok_or(Stop)?;
    if care == Care::Lint {
        lint::lint(&root, grammar, sources.first().ok_or(Stop)?, found);
    }
    let schemas = schema::lift(&mut root, grammar);
    let webhooks = model::webhooks(&mut root, found);
    Ok(Document { openapi: model::read(root, found), schemas, webhooks, unresolved })
}

/// The text of a file, or as much of it as there is to point into.
fn read_file(path: &Path, found: &mut Diagnostics) -> Source {
    let source = |text: String| Source::new(path, text);
    let mut bytes = Vec::new();
    let mut size = 0;
    let read = fs::File::open(path).and_then(|file| {
        size = file.metadata()?.len();
        // A file that says it is too large is not read at all.
        if size > MAX_SIZE { Ok(0) } else { file.take(MAX_SIZE + 1).read_to_end(&mut bytes) }
    });
    if let Err(error) = read {
        let message = format!("cannot read the document: {error}");
        let problem = Diagnostic::new(Code::File, Place::File(path.to_owned()), message);
        found.push(problem.help("give the path of an OpenAPI document in YAML or JSON"));
        return source(String::new());
    }
    if size.max(bytes.len() as u64) > MAX_SIZE {
        let message = format!("the document is larger than {} MiB", MAX_SIZE / 1024 / 1024);
        found.push(Diagnostic::new(Code::Encoding, Place::File(path.to_owned()), message));
        return source(String::new());
    }
    match String::from_utf8(bytes) {
        Ok(text) => source(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let place = Place::Bytes(path.to_owned(), at..at + 1);
            let problem = Diagnostic::new(Code::Encoding, place, "the document is not UTF-8 from here on");
            found.push(problem.help("save it in UTF-8"));
            source(String::from_utf8_lossy(error.as_bytes()).into_owned())
        }
    }
}

fn parse(source: &Source, found: &mut Diagnostics) -> Result<Value, Stop> {
    let value = if source.is_json() { json::parse(source, found) } else { yaml::parse(source, found) };
    value.ok_or(Stop)
}

/// The byte at which a line and column (both from 1) begin.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    boundary(text, line_start + column.saturating_sub(1))
}

/// The last place up to `at` that is not inside of a character.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
