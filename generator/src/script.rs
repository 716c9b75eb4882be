//! What a build script needs: the client in `OUT_DIR`, and what Cargo is told of it. Nothing but [`Generator::build`] prints
//! or ends the program.

use crate::{
    Code, Diagnostic, Failure, Generator, Level, Place, Report,
    emit::Dependency,
    files, manifest,
    record::{Record, Told},
    render::Line,
};
use std::{
    collections::BTreeSet,
    env, fmt, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// A client that was written as one file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Written {
    /// The file. One that has the right text already is left as it is.
    pub path: PathBuf,
    /// The files that were read, each of which makes the client anew when it changes. All of them are there.
    pub read: Vec<PathBuf>,
    /// The warnings.
    pub report: Report,
    dependencies: Vec<Dependency>,
}

/// A client that could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum ScriptError {
    /// The document or the configuration has errors.
    Document(Failure),
    /// The file cannot be written.
    File(io::Error),
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(failure) => failure.fmt(f),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ScriptError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Document(failure) => Some(failure),
            Self::File(error) => Some(error),
        }
    }
}

impl From<Failure> for ScriptError {
    fn from(failure: Failure) -> Self {
        Self::Document(failure)
    }
}

impl From<io::Error> for ScriptError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl Generator {
    /// For a `build.rs`: writes the client into `OUT_DIR` as one file, and tells Cargo to run again when a file that was read
    /// changes. Problems are reported through Cargo, each once; errors end the build, and a manifest that lacks a crate which
    /// the client needs is one. Where there is a lock of names, what it does not know is a warning. A client is left as
    /// it is while all that it was made of is what it was, whenever that was written; its warnings are told each time.
    pub fn build(&self) {
        let folder = out_dir();
        let spec = self.spec.display().to_string();
        let first = first_of_its_name(&self.included(), &spec);
        if first.is_ok()
            && let Some((read, told)) = Record::unchanged(self, &folder.join(self.included()))
        {
            return tell(&read, &told);
        }
        let written = first.and_then(|()| self.write(&folder));
        match &written {
            Ok(Written { path, read, report, dependencies }) => {
                let told = told(report);
                tell(read, &told);
                let manifest = require(dependencies);
                self.keep(path, report, manifest.as_ref(), &told);
            }
            Err(ScriptError::Document(failure)) => {
                tell(&existing(&failure.report), &told(&failure.report));
                end()
            }
            Err(ScriptError::File(error)) => fail(error),
        }
    }

    /// Writes down what the client was made of.
    fn keep(&self, made: &Path, report: &Report, manifest: Option<&Manifest>, told: &Told) {
        let Some(mut record) = Record::new(self, made) else { return };
        let lock = self.lock();
        if !report.files().any(|path| path == lock) {
            // One that is there later counts.
            record.note(&lock, None);
        }
        let texts = report.texts().chain(manifest.map(|(path, text)| (&**path, &**text)));
        for (path, text) in texts {
            record.note(path, Some(text));
        }
        record.keep(told);
    }

    /// Does the same in any folder. Prints nothing, and looks at no manifest.
    ///
    /// # Errors
    /// The document or the configuration has errors, or the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<Written, ScriptError> {
        let mut generator = self.clone();
        generator.names.warn_of_new = true;
        let generated = generator.file()?;
        generated.files.compare(folder)?.apply()?;
        let read = existing(&generated.report);
        let (report, dependencies) = (generated.report, generated.dependencies);
        Ok(Written { path: folder.join(self.included()), read, report, dependencies })
    }
}

/// What is wrong with the name that the file was given.
pub(crate) fn wrong_name(generator: &Generator) -> Option<Diagnostic> {
    let name = generator.file_name.as_ref().filter(|name| !is_file_name(name))?;
    let place = generator.settings.as_ref().map_or(&generator.spec, |settings| &settings.path);
    let problem = Diagnostic::new(Code::Config, Place::File(place.clone()), format!("`{name}` {NO_FILE_NAME}"));
    Some(problem.help(A_FILE_NAME))
}

const NO_FILE_NAME: &str = "is no name for a file of Rust";
const A_FILE_NAME: &str = "say a name without a folder that ends in `.rs`, such as `petstore.rs`";

/// The name of a file that can be included from `OUT_DIR`.
///
/// # Errors
/// It is none.
pub(crate) fn file_name(name: &str) -> io::Result<PathBuf> {
    let refusal =
        || io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` {NO_FILE_NAME}; help: {A_FILE_NAME}"));
    is_file_name(name).then(|| PathBuf::from(name)).ok_or_else(refusal)
}

fn is_file_name(name: &str) -> bool {
    let path = Path::new(name);
    let plain = path.file_name().is_some_and(|file| file == path.as_os_str());
    plain && path.extension().is_some_and(|extension| extension == "rs") && !name.contains(['\\', '"'])
}

/// Writes a file into `OUT_DIR` that is made of these settings alone and takes these crates.
pub(crate) fn build_file(
    settings: &impl fmt::Debug,
    name: &str,
    dependencies: &[Dependency],
    write: impl FnOnce(&Path) -> io::Result<PathBuf>,
) {
    let folder = out_dir();
    let first = first_of_its_name(Path::new(name), "the runtime");
    if first.is_ok()
        && let Some((read, _)) = Record::unchanged(settings, &folder.join(name))
    {
        return watch(&read);
    }
    match first.and_then(|()| Ok(write(&folder)?)) {
        Ok(made) => {
            let manifest = require(dependencies);
            let Some(mut record) = Record::new(settings, &made) else { return };
            if let Some((path, text)) = &manifest {
                record.note(path, Some(text));
            }
            record.keep(&Told::default());
        }
        Err(error) => fail(&error),
    }
}

fn out_dir() -> PathBuf {
    let Some(folder) = env::var_os("OUT_DIR") else {
        // Nobody reads what is said to Cargo.
        eprintln!("error: OUT_DIR is not set: call `build` from a build script, or `write` elsewhere");
        std::process::exit(1)
    };
    folder.into()
}

/// The path of a manifest and its text.
type Manifest = (PathBuf, String);

/// Ends the build where the manifest lacks one of these crates. Returns the manifest that has them.
fn require(dependencies: &[Dependency]) -> Option<Manifest> {
    let (path, text) = manifest()?;
    match manifest::missing(&text, dependencies) {
        Some(missing) => fail(&missing),
        None => Some((path, text)),
    }
}

fn fail(error: &impl fmt::Display) -> ! {
    println!("cargo::error={}", one_line(&error.to_string()));
    end()
}

/// Cargo ends the build because of the errors that it was told. Of a script that fails it shows all output, and with that
/// each error once more.
fn end() -> ! {
    std::process::exit(0)
}

/// Notes the file that is written, of a document or of something else. Another one of the same name would take its place in
/// silence.
fn first_of_its_name(name: &Path, of: &str) -> Result<(), ScriptError> {
    static WRITTEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned()) {
        return Ok(());
    }
    let name = name.display();
    let message = format!(
        "two clients are written to OUT_DIR/{name}; help: give that of {of} another name, such as `.file_name(\"other.rs\")`"
    );
    Err(io::Error::new(io::ErrorKind::AlreadyExists, message).into())
}

/// The manifest of the crate whose build script this is, which is read again when it changes.
fn manifest() -> Option<Manifest> {
    let path = env::var_os("CARGO_MANIFEST_PATH").map(PathBuf::from);
    let path = path.or_else(|| Some(Path::new(&env::var_os("CARGO_MANIFEST_DIR")?).join("Cargo.toml")))?;
    let text = files::read(&path).ok()??;
    watch(std::slice::from_ref(&path));
    Some((path, text))
}

/// Tells Cargo to run again when one of these changes. It would run each time for one that is not there.
fn watch(paths: &[PathBuf]) {
    for path in paths.iter().filter(|path| path.exists()) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}

/// The files that were read and are there.
fn existing(report: &Report) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    report.files().filter(|path| path.exists() && seen.insert(path.to_path_buf())).map(Path::to_owned).collect()
}

/// Tells Cargo which files count, and each problem.
fn tell(read: &[PathBuf], told: &Told) {
    watch(read);
    if !told.lines.is_empty() {
        println!("{}", told.lines);
    }
    eprint!("{}", told.text);
}

/// Each problem in one line, since Cargo takes no more. All of the text for people is what `cargo build -vv` shows.
fn told(report: &Report) -> Told {
    let lines = report.lines().into_iter().map(|Line { level, text }| {
        let level = match level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        format!("cargo::{level}={text}")
    });
    Told { lines: lines.collect::<Vec<_>>().join("\n"), text: report.to_string() }
}

/// A text as a value of a directive, which ends with its line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
