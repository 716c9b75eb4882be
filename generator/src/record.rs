//! What a file in `OUT_DIR` was made of, so that a build script that finds all of it unchanged has nothing to do. Cargo runs
//! a script also for a file that has a new time and its old text, as after a checkout, and for a file that others read. In go
//! the settings and the files with their texts as they were read; a record is true or it is not, and what cannot be told
//! is not.

use crate::{files, stamp::digest};
use std::{
    env,
    fmt::Debug,
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// What a file was made of, and what it says.
pub(crate) struct Record {
    made: PathBuf,
    /// The program that made it, its settings, and what came of them.
    head: String,
    /// The files that were read, with the digests of their texts; a file without one was not there.
    read: Vec<(PathBuf, Option<String>)>,
}

impl Record {
    /// Of a file that this program made by these settings, all of which `Debug` must show in the same way each time.
    pub(crate) fn new(settings: &impl Debug, made: &Path) -> Option<Self> {
        // Another generator, or other calls of it, are another program.
        let program = fs::metadata(env::current_exe().ok()?).ok()?;
        let time = program.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        let (settings, text) = (digest(format!("{settings:?}").as_bytes()), digest(&fs::read(made).ok()?));
        let head = format!("{time} {} {settings} {text}", program.len());
        Some(Self { made: made.to_owned(), head, read: Vec::new() })
    }

    /// Notes a file that had this text when it was read, or was not there.
    pub(crate) fn note(&mut self, path: &Path, text: Option<&str>) {
        self.read.push((path.to_owned(), text.map(|text| digest(text.as_bytes()))));
    }

    /// The files that were read for `made`, and what was told of them, if making it again would change nothing.
    pub(crate) fn unchanged(settings: &impl Debug, made: &Path) -> Option<(Vec<PathBuf>, Told)> {
        let kept = fs::read_to_string(beside(made)).ok()?;
        let (state, told) = kept.split_once(PARTED)?;
        let (lines, text) = told.split_once(PARTED)?;
        let mut now = Self::new(settings, made)?;
        for line in state.lines().skip(1) {
            let path = PathBuf::from(line.split_once(' ')?.1);
            let digest = if path.exists() { Some(digest(&fs::read(&path).ok()?)) } else { None };
            now.read.push((path, digest));
        }
        let told = Told { lines: lines.to_owned(), text: text.to_owned() };
        (now.state()? == state).then(|| (now.read.into_iter().map(|(path, _)| path).collect(), told))
    }

    /// Puts it beside the file that was made, with what was told then. Without it that is made again.
    pub(crate) fn keep(&self, Told { lines, text }: &Told) {
        if let Some(state) = self.state() {
            drop(files::replace(&beside(&self.made), &[&*state, lines, text].join(PARTED)));
        }
    }

    /// All that makes it true, as text.
    fn state(&self) -> Option<String> {
        let mut state = self.head.clone();
        for (path, digest) in &self.read {
            let path = path.to_str().filter(|path| !path.contains(['\n', '\r']))?;
            state.extend(["\n", digest.as_deref().unwrap_or("-"), " ", path]);
        }
        Some(state)
    }
}

/// What was told of the problems of a document.
#[derive(Default)]
pub(crate) struct Told {
    /// To Cargo, a line each.
    pub(crate) lines: String,
    /// To people.
    pub(crate) text: String,
}

/// What stands between the parts of a record. No line of the first two is empty.
const PARTED: &str = "\n\n";

/// Where the record of a file is.
fn beside(made: &Path) -> PathBuf {
    made.with_extension("made-of")
}
