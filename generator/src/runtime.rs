//! The runtime as a file of its own, for a crate with clients of several documents: what no document has a say in is then
//! compiled once. In go the features, out comes Rust; no document is read here.

use crate::{
    Feature, Files,
    emit::{self, Dependency},
    format::{self, OneFile},
    script,
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Makes the runtime that the clients of a crate share: see [`Generator::runtime`](crate::Generator::runtime).
#[derive(Clone, Debug)]
pub struct Runtime {
    features: Vec<Feature>,
    file_name: String,
}

impl Default for Runtime {
    fn default() -> Self {
        Self::new()
    }
}

impl Runtime {
    /// The runtime of async clients, in the file `client_runtime.rs`.
    #[must_use]
    pub fn new() -> Self {
        Self { features: vec![Feature::Hyper], file_name: "client_runtime.rs".to_owned() }
    }

    /// The features of all clients that share it: it may have more than one of them needs, and not fewer.
    #[must_use]
    pub fn features(mut self, features: impl IntoIterator<Item = Feature>) -> Self {
        self.features = features.into_iter().collect();
        self
    }

    /// The name of its file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// For a `build.rs`: writes the file into `OUT_DIR`. What is wrong ends the build, also a manifest that lacks a crate which
    /// the file needs.
    pub fn build(&self) {
        script::build_file(self, &self.file_name, &self.dependencies(), |folder| self.write(folder));
    }

    /// Does the same in any folder, prints nothing and looks at no manifest. Returns the path of the file; one that has the
    /// right text already is left as it is.
    ///
    /// # Errors
    /// The name is none for a file of Rust, or the file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let (name, mut files) = (script::file_name(&self.file_name)?, Files::default());
        let head = format::head(&name, OneFile::Included, &self.dependencies());
        let text = format::shared(&self.features, &head);
        files.insert(name.clone(), text);
        files.compare(folder)?.apply()?;
        Ok(folder.join(name))
    }

    fn dependencies(&self) -> Vec<Dependency> {
        emit::runtime_dependencies(&self.features)
    }
}
