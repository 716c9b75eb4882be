//! Files in memory, and the folder that they belong in. They are compared with what is there, and written only where
//! different; what was generated once and is not any more is removed. Files are replaced whole, after all of them were
//! written beside their places. Nothing outside the folder, and no file of somebody's own, is ever touched.

use crate::format::MARK;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The files of one run, by their path in the folder.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<PathBuf, String>);

impl Files {
    pub(crate) fn insert(&mut self, path: impl Into<PathBuf>, text: String) {
        let twice = self.0.insert(path.into(), text);
        assert!(twice.is_none(), "two modules of the output have the same file");
    }

    /// Paths and texts, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.0.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// What a folder would have to change to hold exactly these files.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn compare(&self, folder: &Path) -> io::Result<Changes> {
        let mut changes = Changes { folder: folder.to_owned(), edits: Vec::new(), unchanged: 0 };
        for (path, text) in &self.0 {
            match read(&folder.join(path))? {
                Some(old) if old == *text => changes.unchanged += 1,
                old => changes.edits.push(Edit { path: path.clone(), old, new: Some(text.clone()) }),
            }
        }
        for path in generated_under(folder, Path::new("src"))? {
            if !self.0.contains_key(&path) {
                let old = read(&folder.join(&path))?;
                changes.edits.push(Edit { path, old, new: None });
            }
        }
        changes.edits.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }
}

/// The difference between a folder and the files that belong in it.
#[derive(Clone, Debug)]
pub struct Changes {
    folder: PathBuf,
    /// The files that differ, sorted by path.
    pub edits: Vec<Edit>,
    /// How many files are as they should be.
    pub unchanged: usize,
}

/// A file that differs.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Its path in the folder.
    pub path: PathBuf,
    /// Its text, if it is there.
    pub old: Option<String>,
    /// The text that it should have, unless it should not be there.
    pub new: Option<String>,
}

impl Changes {
    /// Whether everything is as it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// How many files are written, or removed.
    #[must_use]
    pub fn count(&self, removed: bool) -> usize {
        self.edits.iter().filter(|edit| edit.new.is_none() == removed).count()
    }

    /// The difference as a unified diff.
    #[must_use]
    pub fn diff(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let diffs = self.edits.iter().map(|edit| {
            let (old, new) = (text(&edit.old), text(&edit.new));
            let path = self.folder.join(&edit.path).display().to_string();
            similar::TextDiff::from_lines(&old, &new).unified_diff().context_radius(1).header(&path, &path).to_string()
        });
        diffs.collect()
    }

    /// Makes the folder as it should be: all files, or none if one cannot be written.
    ///
    /// # Errors
    /// A file cannot be written, replaced or removed, or one that was not generated stands in the way.
    pub fn apply(&self) -> io::Result<()> {
        let own = |edit: &&Edit| edit.old.as_ref().is_some_and(|old| !is_generated(old));
        if let Some(edit) = self.edits.iter().find(own) {
            let path = self.folder.join(&edit.path);
            let message = format!("{} was not generated and is in the way; move it", path.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        let mut staged = Vec::new();
        let written = self.edits.iter().filter_map(|edit| Some((self.folder.join(&edit.path), edit.new.as_ref()?)));
        for (path, text) in written {
            let beside = beside(&path);
            staged.push((beside.clone(), path.clone()));
            let parent = path.parent().unwrap_or(Path::new("."));
            if let Err(error) = fs::create_dir_all(parent).and_then(|()| fs::write(&beside, text)) {
                for (beside, _) in &staged {
                    drop(fs::remove_file(beside));
                }
                return Err(io::Error::new(error.kind(), format!("cannot write {}: {error}", path.display())));
            }
        }
        staged.iter().try_for_each(|(beside, path)| fs::rename(beside, path))?;
        let removed = self.edits.iter().filter(|edit| edit.new.is_none());
        removed.map(|edit| self.folder.join(&edit.path)).try_for_each(fs::remove_file)
    }
}

/// The path that a file is written to before it takes its place.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.tmp"))
}

/// The text of a file, if it is there. A file that is not UTF-8 has no text of ours.
fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io::Error::new(error.kind(), format!("cannot read {}: {error}", path.display()))),
    }
}

fn is_generated(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(MARK))
}

/// The generated files in a part of a folder.
fn generated_under(folder: &Path, part: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder.join(part)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = part.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            found.extend(generated_under(folder, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && read(&folder.join(&path))?.is_some_and(|text| is_generated(&text))
        {
            found.push(path);
        }
    }
    Ok(found)
}
