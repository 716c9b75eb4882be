//! The configuration file of the command: which document becomes which package, and where. A path in it is relative to
//! the file, for the caller to the working directory. An unknown key is an error.

use crate::{
    Code, Diagnostic, Diagnostics, Failure, Feature, Generator, Package, Place, Sources, Verdict, Verdicts,
    diagnostic::{Source, probably_meant},
    load::{Disk, Storage},
    package_name, release,
};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

/// A document and the package that is made of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The document.
    pub spec: PathBuf,
    /// The folder of the package.
    pub out: PathBuf,
    /// The package.
    pub package: Package,
    /// What becomes of warnings.
    pub verdicts: Verdicts,
    /// The lock of names: see [`Generator::names_lock`](crate::Generator::names_lock).
    pub names: PathBuf,
    /// Whether what has an error is left out: see [`Generator::skip_unsupported`](crate::Generator::skip_unsupported).
    pub skip_unsupported: bool,
    /// Where the last release is written down: see [`Release`](crate::release::Release). None without a configuration file.
    pub released: Option<PathBuf>,
    /// String formats that stay texts: see [`Generator::plain_formats`](crate::Generator::plain_formats).
    pub plain_formats: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    spec: PathBuf,
    out: PathBuf,
    names: Option<PathBuf>,
    #[serde(rename = "crate")]
    package: WrittenPackage,
    #[serde(default, rename = "skip-unsupported")]
    skip_unsupported: bool,
    #[serde(default, rename = "plain-formats")]
    plain_formats: Vec<String>,
    #[serde(default)]
    lints: BTreeMap<WrittenLint, WrittenVerdict>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPackage {
    #[serde(deserialize_with = "package")]
    name: String,
    version: Option<String>,
    license: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    features: Option<Vec<WrittenFeature>>,
}

fn package<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    package_name(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// A feature by its name.
struct WrittenFeature(Feature);

impl<'de> Deserialize<'de> for WrittenFeature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let feature = Feature::ALL.into_iter().find(|feature| feature.name() == name);
        feature.map(Self).ok_or_else(|| {
            let names = Feature::ALL.map(|feature| format!("`{}`", feature.name()));
            D::Error::custom(format!("unknown variant `{name}`, expected one of {}", names.join(", ")))
        })
    }
}

impl Config {
    /// This package, made of this document, with the usual verdicts on warnings and the lock of names in its folder:
    /// beside the document may stand others.
    pub fn new(spec: impl Into<PathBuf>, out: impl Into<PathBuf>, package: Package) -> Self {
        let out = out.into();
        Self {
            spec: spec.into(),
            names: out.join("names.lock"),
            out,
            package,
            verdicts: Verdicts::default(),
            skip_unsupported: false,
            released: None,
            plain_formats: Vec::new(),
        }
    }

    /// Reads the file at `path`; the paths in it are relative to it.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, or has unknown keys or values of a wrong type.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        Self::read_from(&Disk, path)
    }

    /// The same of a file that need not be on disk.
    pub(crate) fn read_from(storage: &dyn Storage, path: &Path) -> Result<Self, Failure> {
        let mut sources = Sources::default();
        let text = read_text(storage, path).map_err(|error| {
            let message = format!("cannot read the configuration: {error}");
            let help = "give SPEC --out DIR --name NAME, or a configuration file with --config FILE";
            failure(Diagnostic::new(Code::Config, Place::File(path.to_owned()), message).help(help), Sources::default())
        })?;
        let source = sources.add(Source::new(path, text));
        match toml::from_str(&source.text) {
            Ok(written) => Ok(Self::from_written(written, path.parent().unwrap_or(Path::new("")))),
            Err(error) => {
                let place = Place::Bytes(path.to_owned(), error.span().unwrap_or(0..0));
                let diagnostic = Diagnostic::new(Code::Config, place, error.message().to_owned());
                let diagnostic = match suggestion(error.message()) {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                };
                Err(failure(diagnostic, sources))
            }
        }
    }

    /// What makes the client.
    #[must_use]
    pub fn generator(&self) -> Generator {
        Generator::new(&self.spec)
            .verdicts(self.verdicts.clone())
            .skip_unsupported(self.skip_unsupported)
            .plain_formats(self.plain_formats.iter().cloned())
            .names_lock(&self.names)
    }

    fn from_written(written: Written, folder: &Path) -> Self {
        let Written { spec, out, names, package, skip_unsupported, plain_formats, lints } = written;
        let WrittenPackage { name, version, license, keywords, categories, features } = package;
        let mut features =
            features.map_or_else(|| Feature::DEFAULT.to_vec(), |it| it.into_iter().map(|it| it.0).collect());
        features.sort_unstable();
        features.dedup();
        let version = version.unwrap_or_else(|| "0.1.0".to_owned());
        let package = Package { name, version, license, keywords, categories, features };
        let mut verdicts = Verdicts::default();
        for (lint, verdict) in lints {
            verdicts.set(lint.0, verdict.into());
        }
        Self {
            spec: join(folder, &spec),
            out: join(folder, &out),
            names: join(folder, names.as_deref().unwrap_or(Path::new("names.lock"))),
            package,
            verdicts,
            skip_unsupported,
            released: Some(folder.join(release::FILE)),
            plain_formats,
        }
    }
}

/// The longest configuration, in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

fn read_text(storage: &dyn Storage, path: &Path) -> io::Result<String> {
    let bytes = storage.read(path, MAX_SIZE)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is larger than 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

fn failure(diagnostic: Diagnostic, sources: Sources) -> Failure {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    Failure::new(diagnostics, sources)
}

/// The key that was probably meant, from a message such as "unknown field `a`, expected one of `b`, `c`".
fn suggestion(message: &str) -> Option<String> {
    let (unknown, known) = message.split_once(", expected ")?;
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let (unknown, known) = (quoted(unknown), quoted(known));
    let meant = probably_meant(unknown.first()?, known.iter().map(String::as_str))?;
    Some(format!("did you mean `{meant}`?"))
}

/// A warning in the configuration: its code, or `warnings` for all.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct WrittenLint(Option<Code>);

impl<'de> Deserialize<'de> for WrittenLint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lint(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

/// The code of a warning, or `None` for the word `warnings`.
///
/// # Errors
/// Says so where it is neither.
pub fn lint(word: &str) -> Result<Option<Code>, String> {
    match Code::from_id(word) {
        _ if word == "warnings" => Ok(None),
        Some(code) if code.is_warning() => Ok(Some(code)),
        Some(code) => Err(format!("{} is an error and stays one", code.id())),
        None => Err(format!("`{word}` is neither the code of a warning nor `warnings`")),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenVerdict {
    Allow,
    Warn,
    Deny,
}

impl From<WrittenVerdict> for Verdict {
    fn from(written: WrittenVerdict) -> Self {
        match written {
            WrittenVerdict::Allow => Self::Allow,
            WrittenVerdict::Warn => Self::Warn,
            WrittenVerdict::Deny => Self::Deny,
        }
    }
}

/// A path in a folder, with `..` taken out where the names allow it, so that messages are short.
fn join(folder: &Path, path: &Path) -> PathBuf {
    use std::path::Component;
    let mut joined = PathBuf::new();
    for component in folder.join(path).components() {
        let inside = matches!(joined.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::ParentDir if inside => drop(joined.pop()),
            Component::CurDir => {}
            component => joined.push(component),
        }
    }
    joined
}
