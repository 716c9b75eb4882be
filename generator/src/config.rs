//! The configuration file: which document becomes which client, and where. The command reads it, and a build script may. A
//! path in it is relative to the file, for the caller to the working directory. An unknown key is an error.

use crate::{
    Code, DateTypes, Diagnostic, Diagnostics, Failure, Feature, Generated, Generator, OwnDependency, Package, Place,
    Sources, Verdict, Verdicts,
    adapt::Adapted,
    diagnostic::{Source, probably_meant},
    generator::Settings,
    load::{Disk, Storage},
    package_name, stamp,
};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::Arc,
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
    /// Where the last release is written down, by the command. None without a configuration file.
    pub released: Option<PathBuf>,
    /// String formats that stay texts: see [`Generator::plain_formats`](crate::Generator::plain_formats).
    pub plain_formats: Vec<String>,
    /// What the client has: see [`Generator::operations`](crate::Generator::operations).
    pub operations: Vec<String>,
    /// The file that a build script makes: see [`Generator::file_name`](crate::Generator::file_name).
    pub file_name: Option<String>,
    /// What is in that file: see [`Generator::features`](crate::Generator::features).
    pub included_features: Vec<Feature>,
    /// Whether the client is a file of another crate, for `mod`, in place of a package: see [`Generator::module`].
    pub module: bool,
    /// Where the runtime is that clients share: see [`Generator::runtime`](crate::Generator::runtime).
    pub runtime: Option<String>,
    /// Names: see [`Generator::rename`](crate::Generator::rename).
    pub rename: BTreeMap<String, String>,
    /// Types of the user's: see [`Generator::replace`](crate::Generator::replace).
    pub replace: BTreeMap<String, String>,
    /// More derives: see [`Generator::derive`](crate::Generator::derive).
    pub derive: BTreeMap<String, Vec<String>>,
    /// The library of dates: see [`Generator::date_types`](crate::Generator::date_types).
    pub date_types: DateTypes,
    settings: Option<Arc<Settings>>,
}

/// The name of the file that says what was released, beside the configuration.
pub const RELEASED: &str = "released.txt";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    spec: PathBuf,
    out: Option<PathBuf>,
    names: Option<PathBuf>,
    #[serde(default)]
    operations: Vec<String>,
    #[serde(rename = "crate")]
    package: Option<WrittenPackage>,
    #[serde(default)]
    include: WrittenInclude,
    #[serde(default, rename = "skip-unsupported")]
    skip_unsupported: bool,
    #[serde(default, rename = "plain-formats")]
    plain_formats: Vec<String>,
    #[serde(default)]
    rename: BTreeMap<String, String>,
    #[serde(default)]
    replace: BTreeMap<String, String>,
    #[serde(default)]
    derive: BTreeMap<String, Vec<String>>,
    #[serde(default, rename = "date-types")]
    date_types: WrittenDates,
    #[serde(default)]
    lints: BTreeMap<WrittenLint, WrittenVerdict>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPackage {
    #[serde(default, deserialize_with = "package")]
    name: Option<String>,
    version: Option<String>,
    license: Option<String>,
    repository: Option<String>,
    homepage: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    features: Option<Vec<WrittenFeature>>,
    #[serde(default)]
    dependencies: BTreeMap<String, WrittenDependency>,
}

/// A crate as a manifest says it: a version alone, or more of it.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a version, or a table with `version`, `path`, `features` and `default-features`"
)]
enum WrittenDependency {
    Version(String),
    Whole(OwnDependency),
}

impl From<WrittenDependency> for OwnDependency {
    fn from(written: WrittenDependency) -> Self {
        match written {
            WrittenDependency::Version(version) => Self { version: Some(version), ..Self::default() },
            WrittenDependency::Whole(whole) => whole,
        }
    }
}

/// A library of dates by its name.
#[derive(Default)]
struct WrittenDates(DateTypes);

impl<'de> Deserialize<'de> for WrittenDates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        DateTypes::from_name(&name).map(Self).map_err(D::Error::custom)
    }
}

fn package<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    package_name(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

/// The file that a build script makes.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenInclude {
    out: Option<PathBuf>,
    file_name: Option<String>,
    runtime: Option<String>,
    features: Option<Vec<WrittenFeature>>,
}

/// A feature by its name.
struct WrittenFeature(Feature);

impl<'de> Deserialize<'de> for WrittenFeature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Feature::from_name(&name).map(Self).map_err(D::Error::custom)
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
            operations: Vec::new(),
            file_name: None,
            included_features: vec![Feature::Hyper],
            module: false,
            runtime: None,
            rename: BTreeMap::new(),
            replace: BTreeMap::new(),
            derive: BTreeMap::new(),
            date_types: DateTypes::default(),
            settings: None,
        }
    }

    /// Reads the file at `path`; the paths in it are relative to it.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, lacks what a package needs, or has unknown keys or values of a wrong type.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        Self::read_as(&Disk, path, incomplete)
    }

    /// The same of a file that need not say which package to make.
    ///
    /// # Errors
    /// As those of [`read`](Self::read), but for what a package needs.
    pub fn read_included(path: &Path) -> Result<Self, Failure> {
        Self::read_as(&Disk, path, |_, _| None)
    }

    /// The same of a file that need not be on disk.
    #[cfg(feature = "cli")]
    pub(crate) fn read_from(storage: &dyn Storage, path: &Path) -> Result<Self, Failure> {
        Self::read_as(storage, path, incomplete)
    }

    fn read_as(
        storage: &dyn Storage,
        path: &Path,
        lacks: fn(&Path, &Written) -> Option<Diagnostic>,
    ) -> Result<Self, Failure> {
        let (settings, written) = read_written(storage, path);
        let problem = settings.problem.clone().or_else(|| written.as_ref().and_then(|it| lacks(path, it)));
        match (problem, written) {
            (None, Some(written)) => {
                Ok(Self { settings: Some(Arc::new(settings)), ..Self::from_written(written, path) })
            }
            (problem, _) => {
                let (mut found, mut sources) = (Diagnostics::default(), Sources::default());
                if let Some(problem) = problem {
                    found.push(problem);
                }
                if let Some(text) = settings.text {
                    sources.add(Source::new(path, text));
                }
                Err(Failure::new(found, sources))
            }
        }
    }

    /// The client, with the stamp by which [`Verify`](crate::Verify) knows what it was made of, where a configuration file says
    /// it.
    ///
    /// # Errors
    /// The document has errors.
    pub fn make(&self, generator: &Generator) -> Result<Generated, Failure> {
        let mut generated = if self.module { generator.module() } else { generator.package(&self.package) }?;
        let Some(Settings { path, text: Some(text), problem: _ }) = self.settings.as_deref() else {
            return Ok(generated);
        };
        let own = [(path.as_path(), text.as_str()), (self.names.as_path(), &generated.names_lock)];
        let parts = generated.report.texts().filter(|(path, _)| own.iter().all(|(own, _)| own != path));
        let inputs: Vec<_> = own.into_iter().chain(parts).collect();
        if let Some(lines) = stamp::lines(&self.out, &inputs) {
            generated.files.stamp(&lines);
        }
        Ok(generated)
    }

    /// What makes the client.
    #[must_use]
    pub fn generator(&self) -> Generator {
        let derives = self.derive.iter().map(|(part, paths)| (part.clone(), paths.iter().cloned().collect()));
        let adapted = Adapted {
            names: self.rename.clone(),
            types: self.replace.clone(),
            derives: derives.collect(),
            dates: self.date_types,
        };
        let (settings, runtime) = (self.settings.clone(), self.runtime.clone());
        let generator = Generator { adapted, runtime, settings, ..Generator::new(&self.spec) };
        generator
            .verdicts(self.verdicts.clone())
            .skip_unsupported(self.skip_unsupported)
            .plain_formats(self.plain_formats.iter().cloned())
            .names_lock(&self.names)
            .operations(self.operations.iter().cloned())
            .features(self.included_features.iter().copied())
            .with_file_name(self.file_name.clone())
    }

    fn from_written(written: Written, path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        let Written {
            spec,
            out,
            names,
            operations,
            package,
            include,
            skip_unsupported,
            plain_formats,
            rename,
            replace,
            derive,
            date_types,
            lints,
        } = written;
        let WrittenPackage {
            name,
            version,
            license,
            repository,
            homepage,
            keywords,
            categories,
            features,
            dependencies,
        } = package.unwrap_or_default();
        let module = include.out.is_some();
        let features = features.map(sorted);
        let included_features = include.features.map(sorted).or_else(|| features.clone());
        let features = features.unwrap_or_else(|| Feature::DEFAULT.to_vec());
        let version = version.unwrap_or_else(|| "0.1.0".to_owned());
        let package = Package {
            name: name.unwrap_or_default(),
            version,
            license,
            repository,
            homepage,
            keywords,
            categories,
            features,
            dependencies: dependencies.into_iter().map(|(name, written)| (name, written.into())).collect(),
        };
        let mut verdicts = Verdicts::default();
        for (lint, verdict) in lints {
            verdicts.set(lint.0, verdict.into());
        }
        Self {
            spec: join(folder, &spec),
            module,
            out: join(folder, &include.out.or(out).unwrap_or_default()),
            names: join(folder, names.as_deref().unwrap_or(Path::new("names.lock"))),
            package,
            verdicts,
            skip_unsupported,
            released: (!module).then(|| folder.join(RELEASED)),
            plain_formats,
            operations,
            file_name: include.file_name,
            runtime: include.runtime,
            rename,
            replace,
            derive,
            date_types: date_types.0,
            included_features: included_features.unwrap_or_else(|| vec![Feature::Hyper]),
            settings: None,
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

impl Generator {
    /// A generator with the settings of a configuration file; what is called on it counts before them. `out` and `crate`, which
    /// a package needs, need not be there. What is wrong with the file is told when something is made.
    pub fn from_config(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let (settings, written) = read_written(&Disk, &path);
        let generator = match written {
            Some(written) => Config::from_written(written, &path).generator(),
            None => Self::new(path),
        };
        Self { settings: Some(Arc::new(settings)), ..generator }
    }
}

/// What a configuration file says, or what is wrong with it.
fn read_written(storage: &dyn Storage, path: &Path) -> (Settings, Option<Written>) {
    let text = match read_text(storage, path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("cannot read the configuration: {error}");
            let help = "write it, or say where it is; all it must say is which document: `spec = \"api.yaml\"`";
            let problem = Diagnostic::new(Code::Config, Place::File(path.to_owned()), message).help(help);
            return (Settings { path: path.to_owned(), text: None, problem: Some(problem) }, None);
        }
    };
    let (written, problem) = match toml::from_str(&text) {
        Ok(written) => (Some(written), None),
        Err(error) => {
            let place = Place::Bytes(path.to_owned(), error.span().unwrap_or(0..0));
            let problem = Diagnostic::new(Code::Config, place, error.message().to_owned());
            let help = suggestion(error.message());
            (None, Some(help.into_iter().fold(problem, Diagnostic::help)))
        }
    };
    (Settings { path: path.to_owned(), text: Some(text), problem }, written)
}

/// What a file lacks that says which package to make.
fn incomplete(path: &Path, written: &Written) -> Option<Diagnostic> {
    if written.include.out.is_some() {
        let both = "a client is a package in `out` or a file in `out` of `[include]`, not both";
        let place = Place::Bytes(path.to_owned(), 0..0);
        return written.out.is_some().then(|| Diagnostic::new(Code::Config, place, both));
    }
    let lacks = [
        (written.out.is_none(), "`out`, the folder of the package"),
        (written.package.as_ref().is_none_or(|package| package.name.is_none()), "`name` in `[crate]`"),
    ];
    let (_, key) = lacks.into_iter().find(|(lacks, _)| *lacks)?;
    Some(Diagnostic::new(Code::Config, Place::Bytes(path.to_owned(), 0..0), format!("missing {key}")))
}

/// Features, each once.
fn sorted(written: Vec<WrittenFeature>) -> Vec<Feature> {
    let features: BTreeSet<_> = written.into_iter().map(|feature| feature.0).collect();
    features.into_iter().collect()
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

/// A path in a folder.
fn join(folder: &Path, path: &Path) -> PathBuf {
    stamp::tidy(&folder.join(path))
}
