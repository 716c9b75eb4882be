//! The configuration file of the command: which document becomes which package, and where. The path of the file comes
//! in, paths relative to the working directory go out. An unknown key is an error.

use crate::{Feature, Package};
use serde::Deserialize;
use std::{
    fmt, fs,
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    spec: PathBuf,
    out: PathBuf,
    #[serde(rename = "crate")]
    package: WrittenPackage,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPackage {
    name: String,
    version: Option<String>,
    license: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    features: Option<Vec<WrittenFeature>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenFeature {
    Hyper,
    Blocking,
}

impl From<WrittenFeature> for Feature {
    fn from(written: WrittenFeature) -> Self {
        match written {
            WrittenFeature::Hyper => Self::Hyper,
            WrittenFeature::Blocking => Self::Blocking,
        }
    }
}

impl Config {
    /// Reads the file at `path`; the paths in it are relative to it.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, or has unknown keys or values of a wrong type.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let problem = |reason: String| ConfigError { path: path.to_owned(), reason };
        let text = fs::read_to_string(path).map_err(|error| problem(error.to_string()))?;
        let Written { spec, out, package } = toml::from_str(&text).map_err(|error| problem(error.to_string()))?;
        let WrittenPackage { name, version, license, keywords, categories, features } = package;
        let folder = path.parent().unwrap_or(Path::new(""));
        let version = version.unwrap_or_else(|| "0.1.0".to_owned());
        let mut features =
            features.map_or_else(|| Feature::ALL.to_vec(), |it| it.into_iter().map(Feature::from).collect());
        features.sort_unstable();
        features.dedup();
        let package = Package { name, version, license, keywords, categories, features };
        Ok(Self { spec: join(folder, &spec), out: join(folder, &out), package })
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

/// A configuration file that cannot be used.
#[derive(Debug)]
pub struct ConfigError {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason.trim_end())
    }
}

impl std::error::Error for ConfigError {}
