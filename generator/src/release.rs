//! What was released: the public API of the last version that users have, beside the configuration, and what has come since
//! then. From it follows the least version that the next release must have.

use crate::{
    diff::{self, Bump, Edit},
    files::{self, MARK},
    surface::compare::compare,
};
use semver::Version;
use std::{io, path::Path};

/// A version that was released, and its public API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Release {
    /// The version.
    pub version: Version,
    api: String,
}

/// What came since a release.
#[derive(Debug)]
#[non_exhaustive]
pub struct Since {
    /// What was added, removed or changed, sorted by path.
    pub edits: Vec<Edit>,
    /// The least version that may bring this; the released one where nothing changed.
    pub needed: Version,
}

impl Since {
    /// What all of it asks of the version.
    #[must_use]
    pub fn verdict(&self) -> Bump {
        verdict(&self.edits)
    }
}

impl Release {
    /// The release of this version of a package with this API, the text of `api.txt`.
    ///
    /// # Errors
    /// `version` is none. The error says why.
    pub fn new(version: &str, api: &str) -> Result<Self, String> {
        Ok(Self { version: diff::parse(version)?, api: lines(api).map(|line| format!("{line}\n")).collect() })
    }

    /// The last release, as the file at `path` tells it; none if there is no such file.
    ///
    /// # Errors
    /// The file cannot be read, or its first line does not say which version it is of.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        let Some(text) = files::read(path)? else { return Ok(None) };
        let head = text.lines().next().unwrap_or_default();
        let version =
            head.split_once(" release: ").and_then(|(_, rest)| rest.split([' ', ',']).nth(1)).unwrap_or_default();
        let invalid = |error: String| {
            let remedy = "take it from version control, or write it anew with `openapi-crate release`";
            let message = format!("cannot read the last release in {}: {error}; {remedy}", path.display());
            io::Error::new(io::ErrorKind::InvalidData, message)
        };
        Self::new(version, &text).map(Some).map_err(invalid)
    }

    /// Writes the file that [`read`](Self::read) reads.
    ///
    /// # Errors
    /// The file cannot be written; then it is as it was.
    pub fn write(&self, path: &Path, package: &str) -> io::Result<()> {
        let head = format!("# {MARK} release: {package} {}, as it was released; do not edit", self.version);
        files::replace(path, &format!("{head}\n{}", self.api))
    }

    /// What came since this release, up to this API.
    #[must_use]
    pub fn since(&self, api: &str) -> Since {
        let edits = compare(lines(&self.api), lines(api));
        let next = diff::needed(&self.version.to_string(), verdict(&edits));
        let needed =
            if edits.is_empty() { self.version.clone() } else { next.unwrap_or_else(|_| self.version.clone()) };
        Since { edits, needed }
    }
}

/// What was added, removed or changed between two lists of a public API, the texts of `api.txt`, sorted by path.
#[must_use]
pub fn edits(old: &str, new: &str) -> Vec<Edit> {
    compare(lines(old), lines(new))
}

/// What edits together ask of the version. What travels otherwise than before, such as an operation with another path,
/// breaks clients in the field and is never a patch, though Rust sees nothing of it.
#[must_use]
pub fn verdict(edits: &[Edit]) -> Bump {
    let on_wire =
        |line: &Option<String>| line.as_ref().and_then(|line| line.split_once(" = ")).map(|(_, wire)| wire.to_owned());
    let asked = edits.iter().map(|edit| match (on_wire(&edit.old), on_wire(&edit.new)) {
        (Some(from), Some(to)) if from != to => edit.effect.version.max(Bump::Minor),
        _ => edit.effect.version,
    });
    asked.max().unwrap_or(Bump::Patch)
}

fn lines(api: &str) -> impl Iterator<Item = &str> {
    api.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}
