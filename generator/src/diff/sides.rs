//! The two documents that are compared, as the command line names them: a file, a file of a revision, or standard input.

use super::git::Revision;
use crate::{
    Failure, Generator,
    config::Config,
    load::{Disk, Storage},
};
use std::{
    io::{self, Error, ErrorKind, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The generator for the document that an argument names: a path, `REVISION:PATH` of git with a path from the root of the
/// repository, or `-` for standard input. A file of that name wins.
///
/// # Errors
/// It names none. The error says why.
pub fn document(argument: &str) -> Result<Generator, String> {
    if argument == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(|error| format!("cannot read standard input: {error}"))?;
        return Ok(Generator::new("-").storage(Arc::new(StandardInput(bytes))));
    }
    match argument.split_once(':') {
        Some((revision, path)) if !Path::new(argument).exists() && !path.is_empty() => {
            let revision = Revision::new(revision)?;
            Ok(Generator::new(revision.path(Path::new(path))).storage(Arc::new(revision)))
        }
        _ => Ok(Generator::new(argument)),
    }
}

/// The configuration at `path`, and the generator for its document: of a revision of git, or as they are on disk.
///
/// # Errors
/// The configuration cannot be read, or is wrong.
pub fn configured(revision: Option<&str>, path: &Path) -> Result<(Config, Generator), Failure> {
    let Some(name) = revision else {
        let config = Config::read(path)?;
        let generator = config.generator();
        return Ok((config, generator));
    };
    let path = from_root(path).unwrap_or_else(|| path.to_owned());
    let (revision, path): (Arc<dyn Storage>, _) = match Revision::new(name) {
        Ok(revision) => {
            let path = revision.path(&path);
            (Arc::new(revision), path)
        }
        Err(reason) => (Arc::new(NoRevision(reason)), path),
    };
    let config = Config::read_from(&*revision, &path)?;
    let generator = config.generator().storage(revision);
    Ok((config, generator))
}

/// A path from the root of the repository, for git has no other of a revision.
fn from_root(path: &Path) -> Option<PathBuf> {
    let path = Disk.canonical(path).ok()?;
    let root = path.ancestors().find(|folder| folder.join(".git").exists())?;
    path.strip_prefix(root).ok().map(Path::to_owned)
}

/// A document that comes by standard input.
#[derive(Debug)]
struct StandardInput(Vec<u8>);

impl Storage for StandardInput {
    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        if path == Path::new("-") {
            return Ok(path.to_owned());
        }
        Err(Error::new(ErrorKind::NotFound, "a document from standard input has no files beside it"))
    }

    fn read(&self, path: &Path, _: u64) -> io::Result<Vec<u8>> {
        self.canonical(path)?;
        Ok(self.0.clone())
    }
}

/// What cannot be a revision, and why.
#[derive(Debug)]
struct NoRevision(String);

impl Storage for NoRevision {
    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn read(&self, _: &Path, _: u64) -> io::Result<Vec<u8>> {
        Err(Error::new(ErrorKind::InvalidInput, self.0.clone()))
    }
}
