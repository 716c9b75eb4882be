//! Snapshots, many in one test: each text is compared with the file of its name, all that differ are told of at the end, and
//! so are the files that no text belongs to any more. `INSTA_UPDATE=always cargo test` writes the ones and removes the
//! others.

use crate::support::{files, project};
use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

/// The snapshots under a folder of `tests/snapshots`, and in the folders of that.
pub(crate) struct Snapshots {
    folder: PathBuf,
    made: BTreeSet<PathBuf>,
    different: Vec<String>,
}

impl Snapshots {
    /// Those in a folder.
    pub(crate) fn new(folder: &str) -> Self {
        Self { folder: project().join("tests/snapshots").join(folder), made: BTreeSet::new(), different: Vec::new() }
    }

    /// Compares a text with the snapshot of a name, in a folder of its own if there is one.
    pub(crate) fn check(&mut self, group: &str, name: &str, text: &str) {
        let folder = self.folder.join(group);
        let path = self.unused_name(&folder, name);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let compare = || settings.bind(|| insta::assert_snapshot!(name, text));
        // insta has printed the difference when it panics.
        if catch_unwind(AssertUnwindSafe(compare)).is_err() {
            self.different.push(path.strip_prefix(&self.folder).unwrap_or(&path).display().to_string());
        }
        self.made.insert(path);
    }

    /// The path of a snapshot, told apart from those that some file systems take for the same.
    fn unused_name(&self, folder: &std::path::Path, name: &str) -> PathBuf {
        let plain = |char: char| if char.is_ascii_alphanumeric() || "-_.".contains(char) { char } else { '_' };
        let name: String = name.chars().map(plain).collect();
        let same = |path: &PathBuf| {
            let path = path.to_string_lossy().to_lowercase();
            self.made.iter().any(|made| made.to_string_lossy().to_lowercase() == path)
        };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let paths = [name.clone()].into_iter().chain(numbered).map(|name| folder.join(format!("{name}.snap")));
        paths.into_iter().find(|path| !same(path)).expect("there are numbers enough")
    }

    /// Fails if a snapshot differed, or if one is there that was not compared with anything.
    pub(crate) fn finish(self) {
        let unused: Vec<_> = self.unused().into_iter().collect();
        if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
            for path in unused {
                fs::remove_file(path).expect("it can be removed");
            }
            return;
        }
        let unused: Vec<_> = unused.iter().map(|path| path.strip_prefix(&self.folder).unwrap_or(path)).collect();
        let remedy = "`INSTA_UPDATE=always cargo test` writes what differs and removes what is not used";
        assert!(
            self.different.is_empty() && unused.is_empty(),
            "different: {:#?}\nnot used: {unused:#?}\n{remedy}",
            self.different
        );
    }

    fn unused(&self) -> BTreeSet<PathBuf> {
        let groups =
            fs::read_dir(&self.folder).into_iter().flatten().map(|entry| entry.expect("it can be read").path());
        let groups = groups.filter(|path| path.is_dir()).chain([self.folder.clone()]);
        let snapshots = groups.flat_map(|folder| files(&folder, "snap"));
        snapshots.filter(|path| !self.made.contains(path)).collect()
    }
}
