//! One file: its text, if it is one and not too large, and the plain data in it, whether that is written in YAML or in JSON.

use super::{Storage, json, yaml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, Stop};
use serde_json::Value;
use std::{io, path::Path};

/// The largest document that is read, in bytes.
pub(super) const MAX_SIZE: u64 = 32 * 1024 * 1024;

/// What a file is called that holds a document or a part of one.
pub(super) const DOCUMENT: &str = "the document";

/// The text of the lock of names at a path, if there is a file.
pub(super) fn read_lock(storage: &dyn Storage, path: &Path, found: &mut Diagnostics) -> Option<Source> {
    let missing = storage.read(path, 0).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    (!missing).then(|| read(storage, path, "the lock of names", found))
}

/// The text of a file, or as much of it as there is to point into.
pub(super) fn read(storage: &dyn Storage, path: &Path, what: &str, found: &mut Diagnostics) -> Source {
    let source = |text: String| {
        let source = Source::new(path, text);
        if source.is_json() {
            // That of YAML comes when it is parsed.
            source.lay_out(json::layout());
        }
        source
    };
    let bytes = match storage.read(path, MAX_SIZE) {
        Ok(bytes) => bytes,
        Err(error) => {
            let problem =
                Diagnostic::new(Code::File, Place::File(path.to_owned()), format!("cannot read {what}: {error}"));
            let help = (what == DOCUMENT).then_some("give the path of an OpenAPI document in YAML or JSON");
            found.push(help.into_iter().fold(problem, Diagnostic::help));
            return source(String::new());
        }
    };
    if bytes.len() as u64 > MAX_SIZE {
        let message = format!("{what} is larger than {} MiB", MAX_SIZE / 1024 / 1024);
        found.push(Diagnostic::new(Code::Encoding, Place::File(path.to_owned()), message));
        return source(String::new());
    }
    match String::from_utf8(bytes) {
        Ok(text) => source(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let place = Place::Bytes(path.to_owned(), at..at + 1);
            let problem = Diagnostic::new(Code::Encoding, place, format!("{what} is not UTF-8 from here on"));
            found.push(problem.help("save it in UTF-8"));
            source(String::from_utf8_lossy(error.as_bytes()).into_owned())
        }
    }
}

/// The text as plain data.
pub(super) fn parse(source: &Source, found: &mut Diagnostics) -> Result<Value, Stop> {
    let value = if source.is_json() { json::parse(source, found) } else { yaml::parse(source, found) };
    value.ok_or(Stop)
}
