//! Which files a client was made of, as the client itself says it, and whether they are still the same. For a client that is
//! kept under version control: neither is a document read here nor anything generated, and it takes no other crate.

use std::{
    collections::BTreeSet,
    env, fmt, fs, io,
    path::{Component, Path, PathBuf},
};

/// The words before the version in a stamp.
const MADE_BY: &str = "made by openapi-crate ";

/// How many lines are looked at for the stamp.
const HEAD: usize = 200;

/// Whether a client under version control is what its document makes now.
///
/// The client is the folder of a package, or a file, that `openapi-crate generate` wrote from a configuration file. Where none
/// of the files are there that it was made of, as in a package from a registry, there is nothing to compare.
#[derive(Clone, Debug)]
pub struct Verify {
    client: PathBuf,
    warn: bool,
    command: Option<String>,
}

impl Verify {
    /// Of the client in this folder, or this file.
    pub fn new(client: impl Into<PathBuf>) -> Self {
        Self { client: client.into(), warn: false, command: None }
    }

    /// Whether a client that is not up to date is a warning, in place of an error that ends the build.
    #[must_use]
    pub fn warn(mut self, warn: bool) -> Self {
        self.warn = warn;
        self
    }

    /// The command that mends it, to be shown in place of `openapi-crate generate`.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// For a `build.rs`: tells Cargo what is not up to date, and to run again when one of the files changes.
    pub fn build(&self) {
        for path in self.files() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let Err(stale) = self.check() else { return };
        let level = if self.warn { "warning" } else { "error" };
        println!("cargo::{level}={stale}");
        if !self.warn {
            // Cargo ends the build because of the error. It would show it twice if the script failed, too.
            std::process::exit(i32::from(env::var_os("OUT_DIR").is_none()))
        }
    }

    /// The same for any program. Prints nothing.
    ///
    /// # Errors
    /// The client is not up to date, or cannot be read.
    pub fn check(&self) -> Result<(), StaleClient> {
        let stale = |reasons, command| StaleClient { client: self.client.clone(), reasons, command };
        let (path, stamp) = match self.read() {
            Ok((path, Some(stamp))) => (path, stamp),
            Ok((path, None)) => {
                let reason = format!("{} does not say which files it was made of", path.display());
                return Err(stale(vec![reason], self.remedy(None)));
            }
            Err(error) => return Err(stale(vec![format!("it cannot be read: {error}")], self.remedy(None))),
        };
        let inputs: Vec<_> = stamp.inputs.iter().map(|input| (beside(&path, &input.path), input)).collect();
        if inputs.iter().all(|(path, _)| !path.exists()) {
            return Ok(());
        }
        let mut reasons = Vec::new();
        if stamp.version != env!("CARGO_PKG_VERSION") {
            reasons.push(format!(
                "it was made by openapi-crate {}, this is {}",
                stamp.version,
                env!("CARGO_PKG_VERSION")
            ));
        }
        for (path, input) in &inputs {
            match fs::read(path) {
                Ok(bytes) if digest(&bytes) == input.digest => {}
                Ok(_) => reasons.push(format!("{} has changed since", path.display())),
                Err(error) => reasons.push(format!("{} cannot be read: {error}", path.display())),
            }
        }
        let config = inputs.iter().map(|(path, _)| path).find(|path| path.extension().is_some_and(|it| it == "toml"));
        if reasons.is_empty() { Ok(()) } else { Err(stale(reasons, self.remedy(config.map(PathBuf::as_path)))) }
    }

    /// The file with the stamp, and those that the client was made of; only what is there.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let Ok((path, stamp)) = self.read() else { return Vec::new() };
        let inputs = stamp.iter().flat_map(|stamp| &stamp.inputs).map(|input| beside(&path, &input.path));
        let files: BTreeSet<_> = std::iter::once(path.clone()).chain(inputs).filter(|path| path.exists()).collect();
        files.into_iter().collect()
    }

    fn read(&self) -> io::Result<(PathBuf, Option<Stamp>)> {
        let path = if self.client.is_dir() { self.client.join("Cargo.toml") } else { self.client.clone() };
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        Ok((path, Stamp::find(&text)))
    }

    fn remedy(&self, config: Option<&Path>) -> String {
        let generate = || match config {
            Some(config) => format!("openapi-crate generate --config {}", config.display()),
            None => "openapi-crate generate".to_owned(),
        };
        self.command.clone().unwrap_or_else(generate)
    }
}

/// A client that is not what its document makes now. `Display` says why, and how to mend it, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StaleClient {
    /// The client.
    pub client: PathBuf,
    /// What has changed, each with its file.
    pub reasons: Vec<String>,
    /// The command that mends it.
    pub command: String,
}

impl fmt::Display for StaleClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, reasons, command } = self;
        let (client, reasons) = (client.display(), reasons.join(", "));
        write!(f, "the client {client} is not up to date: {reasons}; help: run `{command}`")
    }
}

impl std::error::Error for StaleClient {}

/// What a client says of where it comes from.
#[derive(Debug)]
struct Stamp {
    version: String,
    inputs: Vec<Input>,
}

/// A file that a client was made of.
#[derive(Debug)]
struct Input {
    /// Seen from the folder of the file with the stamp, with `/`.
    path: String,
    digest: String,
}

impl Stamp {
    /// The stamp in the comments at the head of a text.
    fn find(text: &str) -> Option<Self> {
        let lines = text.lines().take(HEAD).map(|line| line.trim_start_matches(['#', '/', ' ']));
        let mut lines = lines.skip_while(|line| !line.starts_with(MADE_BY));
        let version = lines.next()?.strip_prefix(MADE_BY)?.strip_suffix(" of")?.to_owned();
        let inputs = lines.map_while(|line| {
            let (digest, path) = line.split_once(' ')?;
            let whole = digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            whole.then(|| Input { path: path.to_owned(), digest: digest.to_owned() })
        });
        Some(Self { version, inputs: inputs.collect() })
    }
}

/// The lines of a stamp for a client in `folder` that was made of these files and their texts; none where a path cannot be
/// said from there.
#[cfg(feature = "config")]
pub(crate) fn lines(folder: &Path, inputs: &[(&Path, &str)]) -> Option<Vec<String>> {
    let mut lines = vec![format!("{MADE_BY}{} of", env!("CARGO_PKG_VERSION"))];
    for (path, text) in inputs {
        lines.push(format!("{} {}", digest(text.as_bytes()), relative(folder, path)?));
    }
    Some(lines)
}

/// The path of a file, seen from a folder, with `/` on every machine.
#[cfg(feature = "config")]
fn relative(folder: &Path, path: &Path) -> Option<String> {
    let whole = |path: &Path| Some(tidy(&std::path::absolute(path).ok()?));
    let (folder, path) = (whole(folder)?, whole(path)?);
    let common = folder.components().zip(path.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(common).map(|_| Some(".."));
    let down = path.components().skip(common).map(|part| part.as_os_str().to_str());
    let parts: Option<Vec<_>> = up.chain(down).collect();
    parts.map(|parts| parts.join("/")).filter(|path| common > 0 && !path.contains(char::is_control))
}

/// The path that is said relative to the folder of a file.
fn beside(file: &Path, path: &str) -> PathBuf {
    tidy(&file.parent().unwrap_or(Path::new("")).join(path))
}

/// A path with `..` taken out where the names allow it, so that messages are short.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        let inside = matches!(tidy.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::ParentDir if inside => drop(tidy.pop()),
            Component::CurDir => {}
            component => tidy.push(component),
        }
    }
    tidy
}

/// FNV-1a in 64 bits, of a text however its lines end: version control may change that. It tells an edit, not an attack.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    // A build script is not optimised, so this is a plain loop.
    for byte in bytes {
        if *byte != b'\r' {
            digest = (digest ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{digest:016x}")
}
