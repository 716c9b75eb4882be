//! Where the files of a document are read from: the disk, or something that looks like it, such as a revision of a
//! repository.

use std::{
    fmt, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// Files by their paths.
pub(crate) trait Storage: fmt::Debug + Send + Sync {
    /// The one path of a file that may be reached by several.
    ///
    /// # Errors
    /// There is no such file, or it may not be looked at.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// The bytes of a file; of one that has more than `most`, at least one more than that.
    ///
    /// # Errors
    /// The file cannot be read.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;
}

/// The files of the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disk;

impl Storage for Disk {
    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
