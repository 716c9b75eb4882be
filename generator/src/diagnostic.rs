//! What is wrong with a document, where, and how to mend it. Every stage that can fail adds to one list. The texts are in
//! lower case without a full stop; how they are shown is not known here.

mod code;
mod source;

use std::{
    borrow::Borrow,
    collections::{BTreeMap, HashSet},
    fmt::{self, Write as _},
    ops::Range,
    path::PathBuf,
};

pub use code::Code;
pub(crate) use source::{Layout, Node, Source, Span, boundary, offset};

/// Where in a source a diagnostic points.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

impl Place {
    /// The pointer, where there is one.
    #[must_use]
    pub fn pointer(&self) -> Option<&Pointer> {
        match self {
            Self::Value(pointer) | Self::Key(pointer) => Some(pointer),
            Self::File(_) | Self::Bytes(..) => None,
        }
    }
}

/// A JSON pointer (RFC 6901) into the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to a member or item of what this one leads to.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        // Enough for most tokens: one is made for each value of a document.
        let mut text = String::with_capacity(self.0.len() + 24);
        text.push_str(&self.0);
        text.push('/');
        let start = text.len();
        // Writing to a text cannot fail.
        let _ = write!(text, "{token}");
        let token = &text.as_bytes()[start..];
        if token.contains(&b'~') || token.contains(&b'/') {
            let token = text.split_off(start);
            text.push_str(&token.replace('~', "~0").replace('/', "~1"));
        }
        Self(text)
    }

    /// A pointer from its text.
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The members and items on the way.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The members and items on the way as they are written, each with the text of the pointer up to it.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        let ends = self.0.match_indices('/').map(|(at, _)| at).skip(1).chain([self.0.len()]);
        let starts = self.0.match_indices('/').map(|(at, _)| at + 1);
        starts.zip(ends).map(|(start, end)| (&self.0[start..end], &self.0[..end]))
    }

    /// Goes a step further, which is said as [`steps`](Self::steps) has it.
    pub(crate) fn step(&mut self, token: &str) {
        self.0.extend(["/", token]);
    }

    /// The pointer as text, empty for the whole document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it leads to what `outer` leads to, or inside of it.
    pub(crate) fn is_within(&self, outer: &Self) -> bool {
        self.0.strip_prefix(&outer.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The same place, seen from elsewhere: what leads from `outer` to this, behind `other`.
    pub(crate) fn moved(&self, outer: &Self, other: &Self) -> Option<Self> {
        self.is_within(outer).then(|| Self(format!("{}{}", other.0, &self.0[outer.0.len()..])))
    }

    pub(crate) fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }
}

/// A map with pointers as its keys can be asked by their texts.
impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Worth a look; output is generated.
    Warning,
    /// Output is refused.
    Error,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// How much it weighs, after what is allowed and denied.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that have a part in it, and which part.
    pub related: Vec<(Place, String)>,
    /// What it rests on, such as the section of the standard.
    pub note: Option<String>,
    /// The change that mends it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        let level = if code.is_warning() { Level::Warning } else { Level::Error };
        Self { code, level, message: message.into(), place, related: Vec::new(), note: None, help: None }
    }

    /// Says which change mends it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Points to another place that has a part in it.
    #[must_use]
    pub fn related(mut self, place: Place, part: impl Into<String>) -> Self {
        self.related.push((place, part.into()));
        self
    }
}

/// What becomes of a warning, with rustc's meaning of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not reported.
    Allow,
    /// It is reported.
    Warn,
    /// It is an error.
    Deny,
}

/// What becomes of each warning: what was said of its code counts, else what was said of all warnings.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    all: Option<Verdict>,
    each: BTreeMap<Code, Verdict>,
}

impl Verdicts {
    /// Sets what becomes of a warning, or of all warnings for `None`. What is said last counts. Errors stay errors.
    pub fn set(&mut self, code: Option<Code>, verdict: Verdict) {
        match code {
            Some(code) => drop(self.each.insert(code, verdict)),
            None => self.all = Some(verdict),
        }
    }

    fn of(&self, code: Code) -> Verdict {
        if !code.is_warning() {
            return Verdict::Deny;
        }
        self.each.get(&code).copied().or(self.all).unwrap_or(Verdict::Warn)
    }
}

/// The problems found so far, in the order they were found.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    verdicts: Verdicts,
    found: Vec<Diagnostic>,
    seen: HashSet<(Place, String)>,
}

impl Diagnostics {
    /// None yet; `verdicts` say what becomes of warnings.
    #[must_use]
    pub fn new(verdicts: Verdicts) -> Self {
        Self { verdicts, ..Self::default() }
    }

    /// Adds one, unless it was found before or is allowed.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        match self.verdicts.of(diagnostic.code) {
            Verdict::Allow => return,
            Verdict::Warn => {}
            Verdict::Deny => diagnostic.level = Level::Error,
        }
        if self.seen.insert((diagnostic.place.clone(), diagnostic.message.clone())) {
            self.found.push(diagnostic);
        }
    }

    /// Those found so far.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// Where the errors found so far are, as far as pointers lead there.
    pub(crate) fn error_pointers(&self) -> Vec<Pointer> {
        let errors = self.iter().filter(|diagnostic| diagnostic.level == Level::Error);
        errors.filter_map(|diagnostic| diagnostic.place.pointer().cloned()).collect()
    }

    /// How many of this level were found.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.iter().filter(|diagnostic| diagnostic.level == level).count()
    }

    /// None yet, with the same verdicts on warnings.
    pub(crate) fn fresh(&self) -> Self {
        Self::new(self.verdicts.clone())
    }

    /// Adds all of another list.
    pub(crate) fn append(&mut self, other: Self) {
        other.found.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// The stage border: `value`, unless an error was found up to here.
    pub(crate) fn unless_errors<T>(&self, value: T) -> Result<T, Stop> {
        if self.count(Level::Error) > 0 { Err(Stop) } else { Ok(value) }
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
