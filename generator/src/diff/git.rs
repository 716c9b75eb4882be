//! The files of a revision, as git has them. Git is asked by its own command, started once, and never told more than names on
//! its standard input, so that nothing of them is taken for an option or a command.

use crate::load::Storage;
use std::{
    io::{self, BufRead as _, BufReader, Error, ErrorKind, Read as _, Write as _},
    path::{Component, Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, PoisonError},
};

/// The files of one revision. Their paths begin with the revision, `HEAD:spec/api.yaml`, and lead from the root of the
/// repository.
#[derive(Debug)]
pub(super) struct Revision {
    name: String,
    git: Mutex<Option<Git>>,
}

/// `git cat-file --batch`, which answers a name with the object.
#[derive(Debug)]
struct Git {
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Revision {
    /// The revision of this name, such as `HEAD`, a tag or a commit.
    ///
    /// # Errors
    /// It cannot be a name of one. The error says so.
    pub(super) fn new(name: &str) -> Result<Self, String> {
        let odd = |char: char| char.is_whitespace() || char.is_control() || char == ':';
        if name.is_empty() || name.starts_with('-') || name.contains(odd) {
            return Err(format!("`{name}` is no revision of git"));
        }
        Ok(Self { name: name.to_owned(), git: Mutex::new(None) })
    }

    /// The path of a file in this revision.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        PathBuf::from(format!("{}:{}", self.name, path.display()))
    }

    /// Why git has no file of this path: git itself, the revision, or the file.
    fn missing(&self, path: &str) -> Error {
        let commit = format!("{}^{{commit}}", self.name);
        let parse =
            |arguments: &[&str]| Command::new("git").arg("rev-parse").args(arguments).stderr(Stdio::null()).output();
        let message = match parse(&["--verify", "--quiet", "--end-of-options", &commit]) {
            Ok(output) if output.status.success() => format!("`{path}` is not in git's revision `{}`", self.name),
            Ok(_) if parse(&["--git-dir"]).is_ok_and(|output| !output.status.success()) => {
                "this folder is in no repository of git".to_owned()
            }
            Ok(_) => format!(
                "git knows no revision `{}` here; a shallow clone gets more by `git fetch --deepen=100 --tags`",
                self.name
            ),
            Err(error) => format!("git cannot be run: {error}"),
        };
        Error::new(ErrorKind::NotFound, message)
    }
}

impl Storage for Revision {
    /// Symbolic links are not followed: what git has for one is where it leads to.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let prefix = format!("{}:", self.name);
        let text = path.to_string_lossy();
        let mut parts = Vec::new();
        for component in Path::new(text.strip_prefix(&prefix).unwrap_or(&text)).components() {
            match component {
                Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
                Component::CurDir => {}
                Component::ParentDir if !parts.is_empty() => drop(parts.pop()),
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                    return Err(Error::new(ErrorKind::NotFound, "it is outside of the repository"));
                }
            }
        }
        Ok(PathBuf::from(prefix + &parts.join("/")))
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let name = self.canonical(path)?.to_string_lossy().into_owned();
        if name.contains(['\n', '\r']) {
            return Err(Error::new(ErrorKind::InvalidInput, "the name of the file has a line break"));
        }
        let mut git = self.git.lock().unwrap_or_else(PoisonError::into_inner);
        let git = match &mut *git {
            Some(git) => git,
            none => none.insert(Git::start()?),
        };
        git.blob(&name, most)?.ok_or_else(|| self.missing(name.split_once(':').map_or("", |(_, path)| path)))
    }
}

impl Git {
    fn start() -> io::Result<Self> {
        let mut command = Command::new("git");
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process =
            command.spawn().map_err(|error| Error::new(error.kind(), format!("git cannot be run: {error}")))?;
        let lost = || Error::other("git has no standard input or output");
        let asks = process.stdin.take().ok_or_else(lost)?;
        let answers = process.stdout.take().map(BufReader::new).ok_or_else(lost)?;
        Ok(Self { process, asks, answers })
    }

    /// The bytes of a file, unless there is none of this name.
    fn blob(&mut self, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
        // Where this is no repository git is gone already, and what is said of the revision tells why.
        if writeln!(self.asks, "{name}").and_then(|()| self.asks.flush()).is_err() {
            return Ok(None);
        }
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        // `<object> blob <size>`, or `<name> missing`.
        let mut words = head.trim_end().rsplit(' ');
        let size = words.next().and_then(|size| size.parse::<u64>().ok());
        let (Some(size), Some("blob")) = (size, words.next()) else { return Ok(None) };
        let mut bytes = Vec::new();
        // Behind the bytes stands a line break.
        let read = (&mut self.answers).take(size.min(most + 1)).read_to_end(&mut bytes)? as u64;
        io::copy(&mut (&mut self.answers).take(size + 1 - read), &mut io::sink())?;
        Ok(Some(bytes))
    }
}

impl Drop for Git {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
