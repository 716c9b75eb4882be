//! What is wrong with a document, where, and how to mend it. Every stage that can fail adds to one list; rendering
//! needs the sources, and happens last. A diagnostic never holds Rust names, and its texts are in lower case without a
//! full stop.

mod render;

use std::{fmt, ops::Range, path::PathBuf};

pub use render::Sources;

/// What kind of problem a diagnostic reports. The number is stable: it is never given to another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// `E0001`: a file cannot be read or written.
    File,
    /// `E0002`: a text is too large or not UTF-8.
    Encoding,
    /// `E0003`: a text is not YAML or JSON.
    Syntax,
    /// `E0004`: a key stands twice in one mapping.
    DuplicateKey,
    /// `E0005`: YAML beyond plain data: tags, merge keys, other documents, nesting or aliases without measure.
    NotPlainData,
    /// `E0010`: not an OpenAPI 3.0 document.
    Version,
    /// `E0011`: a required field is missing.
    MissingField,
    /// `E0012`: a value is of the wrong type.
    WrongType,
    /// `E0013`: a value is none of those allowed in its place.
    InvalidValue,
    /// `E0014`: a reference leads nowhere.
    UnresolvedReference,
    /// `E0015`: the document contradicts itself.
    Contradiction,
    /// `E0020`: something that cannot be expressed in Rust yet.
    Unsupported,
    /// `E0030`: the configuration of the generator is wrong.
    Config,
    /// `W0001`: a field that the standard does not define.
    UnknownField,
    /// `W0002`: a field that the standard requires is missing, and nothing depends on it.
    IncompleteProse,
    /// `W0003`: something is ignored, as the standard says.
    Ignored,
}

impl Code {
    /// The code as it is printed, such as `E0012`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::File => "E0001",
            Self::Encoding => "E0002",
            Self::Syntax => "E0003",
            Self::DuplicateKey => "E0004",
            Self::NotPlainData => "E0005",
            Self::Version => "E0010",
            Self::MissingField => "E0011",
            Self::WrongType => "E0012",
            Self::InvalidValue => "E0013",
            Self::UnresolvedReference => "E0014",
            Self::Contradiction => "E0015",
            Self::Unsupported => "E0020",
            Self::Config => "E0030",
            Self::UnknownField => "W0001",
            Self::IncompleteProse => "W0002",
            Self::Ignored => "W0003",
        }
    }

    /// Whether output is refused because of it.
    #[must_use]
    pub fn is_error(self) -> bool {
        self.id().starts_with('E')
    }
}

/// Where in a source a diagnostic points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file as a whole.
    File(PathBuf),
    /// Bytes of a file.
    Bytes(PathBuf, Range<usize>),
    /// The value that a JSON pointer (RFC 6901) leads to.
    Value(Pointer),
    /// The key of the value that a JSON pointer leads to.
    Key(Pointer),
}

/// A JSON pointer (RFC 6901) into the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to a member or item of what this one leads to.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// The pointer as text, empty for the whole document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The change that mends it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place, help: None }
    }

    /// Says which change mends it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The problems found so far, in the order they were found.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one, unless it was found before.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    /// Those found so far.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Whether output must be refused.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.iter().any(|diagnostic| diagnostic.code.is_error())
    }

    /// The stage border: `value`, unless an error was found up to here.
    pub(crate) fn unless_errors<T>(&self, value: T) -> Result<T, Stop> {
        if self.has_errors() { Err(Stop) } else { Ok(value) }
    }
}

/// A stage found errors and the run ends; what they are is in [`Diagnostics`].
#[derive(Debug)]
pub(crate) struct Stop;

/// The listed word that `word` was probably meant to be.
pub(crate) fn probably_meant<'a>(word: &str, listed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |other: &str| strsim::jaro_winkler(&word.to_lowercase(), &other.to_lowercase());
    let best = listed.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > 0.85).then_some(best)
}
