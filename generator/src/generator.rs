//! The generator: the settings of a client, and the pipeline that makes it. In goes a document, out comes a client in memory,
//! with all that was found wrong. Nothing is written and nothing is printed here.

use crate::{
    Code, DateTypes, Diagnostic, Diagnostics, Feature, Files, Level, Package, Place, Sources, Verdicts,
    adapt::{self, Adapted},
    cycles,
    diagnostic::{Source, Stop},
    emit::{self, Dependency, Emission, Target},
    format::{self, OneFile},
    ir,
    load::{self, Care, Disk, Document, Storage},
    lower::{self, Wishes},
    names, plan,
    render::Line,
    script,
    select::{self, Said},
    skip::{self, LeftOut},
};
use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Makes clients from one document.
// A `Record` tells by `Debug` whether two are the same.
#[derive(Clone, Debug)]
pub struct Generator {
    pub(crate) spec: PathBuf,
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) features: Vec<Feature>,
    pub(crate) verdicts: Verdicts,
    pub(crate) skip_unsupported: bool,
    pub(crate) plain_formats: BTreeSet<String>,
    pub(crate) names: Names,
    pub(crate) probe: bool,
    pub(crate) operations: Vec<String>,
    pub(crate) adapted: Adapted,
    pub(crate) runtime: Option<String>,
    pub(crate) file_name: Option<String>,
    pub(crate) settings: Option<Arc<Settings>>,
}

/// The configuration file that a generator was made of.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) path: PathBuf,
    /// Its text, where it could be read.
    pub(crate) text: Option<String>,
    /// What is wrong with it.
    pub(crate) problem: Option<Diagnostic>,
}

/// What is done with the lock of names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Where it is, unless it is beside the document.
    pub(crate) lock: Option<PathBuf>,
    /// Whether it is to forget what left the document.
    pub(crate) forget_retired: bool,
    /// Whether what it does not know is a warning.
    pub(crate) warn_of_new: bool,
}

impl Generator {
    /// A generator for the document at `spec`, in YAML or JSON.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            storage: Arc::new(Disk),
            features: vec![Feature::Hyper],
            verdicts: Verdicts::default(),
            skip_unsupported: false,
            plain_formats: BTreeSet::new(),
            names: Names::default(),
            probe: false,
            operations: Vec::new(),
            adapted: Adapted::default(),
            runtime: None,
            file_name: None,
            settings: None,
        }
    }

    /// The transports of a client that is included in another crate; the async one alone if this is not called. The
    /// including crate needs their dependencies. A package has them all, as Cargo features.
    #[must_use]
    pub fn features(mut self, features: impl IntoIterator<Item = Feature>) -> Self {
        self.features = features.into_iter().collect();
        self
    }

    /// Which operations and webhooks the client has, and with them which types; without any selector, all. A selector is an
    /// `operationId`, `tag:NAME`, `METHOD /path`, `/path` or `webhook:NAME`, and `*` in it stands for any text. One that names
    /// nothing is an error; what is wrong in parts of the document that are not selected is none.
    #[must_use]
    pub fn operations<S: Into<String>>(mut self, selectors: impl IntoIterator<Item = S>) -> Self {
        self.operations = selectors.into_iter().map(Into::into).collect();
        self
    }

    /// A name in Rust for a part of the document, as `x-rust-name` there would give it. A part is an operation, by its
    /// `operationId` or as `METHOD /path`; a webhook, as `webhook:NAME`; a component, such as `schemas/Pet` or
    /// `parameters/limit`, and what is in it, such as `schemas/Pet/properties/name`; or anything by its JSON pointer, such
    /// as `#/paths/~1pets/get/parameters/0`. One that is not there is an error.
    #[must_use]
    pub fn rename(mut self, part: impl Into<String>, name: impl Into<String>) -> Self {
        self.adapted.names.insert(part.into(), name.into());
        self
    }

    /// A type of your own in place of that of a schema, which is named as in [`rename`](Self::rename), or of all texts and
    /// numbers of a format (`format:decimal`). `path` begins with `::` and a crate, or with `crate::` in a file of your crate.
    /// The type implements `Clone`, `Debug`, `Serialize` and `Deserialize` of `serde`, and with [`Feature::FullTypes`] `PartialEq`;
    /// what it is written as is yours to know.
    #[must_use]
    pub fn replace(mut self, part: impl Into<String>, path: impl Into<String>) -> Self {
        self.adapted.types.insert(part.into(), path.into());
        self
    }

    /// Something that the type of a schema derives beside its own, such as `::schemars::JsonSchema`. The schema is named as
    /// in [`rename`](Self::rename); `*` stands for all types of the client but aliases.
    #[must_use]
    pub fn derive(mut self, part: impl Into<String>, path: impl Into<String>) -> Self {
        self.adapted.derives.entry(part.into()).or_default().insert(path.into());
        self
    }

    /// The library of dates; `jiff` if this is not called.
    #[must_use]
    pub fn date_types(mut self, types: DateTypes) -> Self {
        self.adapted.dates = types;
        self
    }

    /// Where in the crate the runtime is that a [`Runtime`](crate::Runtime) made, such as `crate::client_runtime`: the client then
    /// has less of its own. It is for a client that is part of another crate.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = Some(path.into());
        self
    }

    /// Where it was said what is wanted.
    fn said(&self) -> Said<'_> {
        let settings = self.settings.as_deref();
        Said {
            path: settings.map_or(&self.spec, |settings| &settings.path),
            text: settings.and_then(|settings| settings.text.as_deref()).unwrap_or_default(),
        }
    }

    /// The name of the file that is included in another crate, such as `petstore.rs`. Without this it is that of the
    /// document.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    #[cfg(feature = "config")]
    pub(crate) fn with_file_name(self, file_name: Option<String>) -> Self {
        Self { file_name, ..self }
    }

    /// Where the document and the files beside it are read from, in place of the disk.
    #[cfg(feature = "cli")]
    #[must_use]
    pub(crate) fn storage(mut self, storage: Arc<dyn Storage>) -> Self {
        self.storage = storage;
        self
    }

    /// What becomes of warnings: a warning can be allowed, or denied so that it is an error.
    #[must_use]
    pub fn verdicts(mut self, verdicts: Verdicts) -> Self {
        self.verdicts = verdicts;
        self
    }

    /// Whether an item that has an error is left out with a warning, in place of a refusal of the document: the smallest
    /// of an optional property, an optional parameter and an operation. A text that cannot be read at all is still refused.
    #[must_use]
    pub fn skip_unsupported(mut self, skip: bool) -> Self {
        self.skip_unsupported = skip;
        self
    }

    /// String formats that stay plain texts: `date`, `date-time`, `uuid` or `byte`, where the server does not keep to them.
    #[must_use]
    pub fn plain_formats<F: Into<String>>(mut self, formats: impl IntoIterator<Item = F>) -> Self {
        self.plain_formats = formats.into_iter().map(Into::into).collect();
        self
    }

    /// The file of the names that are fixed, which need not be there. Without this it is `names.lock` beside the document, if
    /// that file was made of a document of this name. It is read, never written: the text that it should have is
    /// [`Generated::names_lock`].
    #[must_use]
    pub fn names_lock(mut self, path: impl Into<PathBuf>) -> Self {
        self.names.lock = Some(path.into());
        self
    }

    /// Whether [`Generated::names_lock`] is without the names of what left the document, which then are free for others: for a
    /// major version.
    #[must_use]
    pub fn forget_retired(mut self, forget: bool) -> Self {
        self.names.forget_retired = forget;
        self
    }

    /// Whether the client has a module `probe`, by which tests of the generator read and write values, and every type goes
    /// both ways. No client for users.
    #[doc(hidden)]
    #[must_use]
    pub fn probe(mut self, probe: bool) -> Self {
        self.probe = probe;
        self
    }

    /// Looks at the document and makes nothing: every error, every warning, and what is right but will make a user of
    /// the client suffer.
    ///
    /// # Errors
    /// The document has errors, or a warning that is denied.
    pub fn lint(&self) -> Result<Report, Failure> {
        let linted = self.run(|sources, found| {
            let (_, api, _) = read(self, Care::Lint, sources, found)?;
            names::assign(&api, &names::Lock::default(), found);
            found.unless_errors(())
        });
        linted.map(|((), report)| report)
    }

    /// A client as a package of its own.
    ///
    /// # Errors
    /// The document has errors.
    pub fn package(&self, package: &Package) -> Result<Generated, Failure> {
        self.generate(Target::Package(package), |emission| format::package(emission, package, &file_name(&self.spec)))
    }

    /// A client as one file, to `include!` in a module of another crate: see [`Generator::file_name`].
    ///
    /// # Errors
    /// The document has errors.
    pub fn file(&self) -> Result<Generated, Failure> {
        self.one_file(OneFile::Included)
    }

    /// A client as one file that is a module of another crate, declared by `mod name;`.
    ///
    /// # Errors
    /// The document has errors.
    pub fn module(&self) -> Result<Generated, Failure> {
        self.one_file(OneFile::Module)
    }

    fn one_file(&self, kind: OneFile) -> Result<Generated, Failure> {
        self.generate(self.in_file(), |emission| {
            let mut files = Files::default();
            let name = self.included();
            let head = format::head(&name, kind, &emit::included_dependencies(&self.features, emission.api));
            let text = format::file(emission, &self.features, &file_name(&self.spec), kind, &head);
            files.insert(name, text);
            files
        })
    }

    /// Where the lock of names is, if there is one.
    pub(crate) fn lock(&self) -> PathBuf {
        self.names.lock.clone().unwrap_or_else(|| self.spec.with_file_name("names.lock"))
    }

    fn in_file(&self) -> Target<'_> {
        Target::File { features: &self.features, runtime: self.runtime.as_deref() }
    }

    /// What is wrong with the path of the runtime.
    fn wrong_runtime(&self) -> Option<Diagnostic> {
        let path = self.runtime.as_ref().filter(|path| !adapt::is_module(path))?;
        let problem = self.said().problem(path, format!("`{path}` is no path of a module of the crate"));
        Some(problem.help("say where the file of the runtime is included, such as `crate::client_runtime`"))
    }

    /// The name of the file that is included.
    pub(crate) fn included(&self) -> PathBuf {
        let of_document = || Path::new(&file_name(&self.spec)).with_extension("rs");
        self.file_name.as_ref().map_or_else(of_document, PathBuf::from)
    }

    fn generate(&self, target: Target<'_>, write: impl FnOnce(Emission<'_>) -> Files) -> Result<Generated, Failure> {
        let (client, report) = self.run(|sources, found| generate(self, target, sources, found))?;
        Ok(Generated {
            files: write(client.emission(target, self.probe)),
            dependencies: match target {
                Target::Package(package) => emit::dependencies(package, &client.api),
                Target::File { features, .. } => emit::included_dependencies(features, &client.api),
            },
            operations: client.api.operations.iter().filter(|operation| operation.is_listed()).count(),
            left_out: client.left_out.operations,
            webhooks: client.api.webhooks.len(),
            webhooks_left_out: client.left_out.webhooks,
            types: client.api.types.len(),
            names_lock: client.lock.render(),
            report,
        })
    }

    /// Does something that finds problems, unless the configuration has one, and reports them.
    fn run<T>(
        &self,
        work: impl FnOnce(&mut Sources, &mut Diagnostics) -> Result<T, Stop>,
    ) -> Result<(T, Report), Failure> {
        let (mut sources, mut found) = (Sources::default(), Diagnostics::new(self.verdicts.clone()));
        let problem = self.settings.as_ref().and_then(|settings| settings.problem.clone());
        let problem = problem.or_else(|| script::wrong_name(self)).or_else(|| self.wrong_runtime());
        let done = match problem {
            Some(problem) => {
                found.push(problem);
                Err(Stop)
            }
            None => work(&mut sources, &mut found),
        };
        if let Some(Settings { path, text: Some(text), problem: _ }) = self.settings.as_deref() {
            sources.add(Source::new(path, text.clone()));
        }
        match done {
            Ok(value) => Ok((value, Report { diagnostics: found, sources })),
            Err(Stop) => Err(Failure::new(found, sources)),
        }
    }
}

/// The pipeline, up to what is written down.
fn generate(
    generator: &Generator,
    target: Target<'_>,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Client, Stop> {
    let care = if target.features().contains(&Feature::Mock) { Care::Examples } else { Care::Generate };
    if let Target::Package(_) = target {
        generator.adapted.check_package(generator.said(), found);
    }
    let (_, api, left_out) = read(generator, care, sources, found)?;
    let old = read_lock(generator, sources, found)?;
    let none = names::Lock::default();
    let (api, names) = name(api, old.as_ref().unwrap_or(&none), found)?;
    let lock = lock(generator, old.as_ref(), &api, &names, found);
    let plan = plan::plan(&api, &names);
    Ok(Client { api, names, lock, plan, left_out })
}

/// The IR with its names: those that are known, and new ones for all else.
pub(crate) fn name(
    api: ir::Api,
    known: &names::Lock,
    found: &mut Diagnostics,
) -> Result<(ir::Api, names::Names), Stop> {
    let api = names::keep_contents(cycles::mark(api), known);
    let names = names::assign(&api, known, found);
    found.unless_errors((api, names))
}

/// The lock of names that was read, if there is one for the document.
pub(crate) fn read_lock(
    generator: &Generator,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Option<names::Lock>, Stop> {
    let path = &generator.lock();
    let mut read = Sources::default();
    let Some(source) = load::read_lock(&*generator.storage, path, &mut read, found) else { return Ok(None) };
    let lock = found.unless_errors(()).ok().and_then(|()| names::Lock::parse(source, found));
    // One that lies there by chance may be of another document.
    let other = lock.as_ref().is_some_and(|lock| lock.document != file_name(&generator.spec));
    sources.append(read);
    if generator.names.lock.is_none() && other {
        return Ok(None);
    }
    lock.map(Some).ok_or(Stop)
}

/// The lock from now on.
fn lock(
    generator: &Generator,
    old: Option<&names::Lock>,
    api: &ir::Api,
    names: &names::Names,
    found: &mut Diagnostics,
) -> names::Lock {
    let none = names::Lock::default();
    let mut lock = names::renewed(old.filter(|_| !generator.names.forget_retired).unwrap_or(&none), api, names);
    lock.document = file_name(&generator.spec);
    let new = old.filter(|_| generator.names.warn_of_new).map_or(0, |old| lock.new_keys(old));
    if new > 0 {
        let path = generator.lock();
        let names = if new == 1 { "1 name is".to_owned() } else { format!("{new} names are") };
        let message = format!("{names} not in the lock of names, and can change with the document");
        let diagnostic = Diagnostic::new(Code::StaleLock, Place::File(path), message);
        let names = format!("openapi-crate names {}", generator.spec.display());
        let help = format!("run `openapi-crate generate`, or `{names}` where no package is made, and commit the file");
        found.push(diagnostic.help(help));
    }
    lock
}

/// Its first half, up to the IR, with the document, and how much was left out.
pub(crate) fn read(
    generator: &Generator,
    care: Care,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<(Document, ir::Api, LeftOut), Stop> {
    let mut inputs = load::read(Arc::clone(&generator.storage), &generator.spec, sources, found)?;
    let skip = generator.skip_unsupported;
    let said = generator.said();
    let own_types = generator.adapted.apply(inputs.root_mut(), said, found);
    let dates = generator.adapted.dates;
    let mut plain_formats = generator.plain_formats.clone();
    if dates == DateTypes::String {
        plain_formats.extend(["date".to_owned(), "date-time".to_owned()]);
    }
    let wishes = Wishes {
        plain_formats,
        own_types,
        dates,
        both_ways: generator.probe,
        compares_examples: care == Care::Examples,
    };
    let selection = select::Selection::new(&generator.operations, said);
    let (unselected, known) = selection.as_ref().map(|it| it.unselected(inputs.root())).unwrap_or_default();
    let ((document, api), left_out) =
        skip::attempt(&mut inputs, skip, &unselected, found, |inputs, left_out, found| {
            let mut document = load::check(inputs, left_out, care, sources, found)?;
            if let Some(selection) = &selection {
                selection.apply(&mut document, known.clone(), found);
            }
            let mut api = lower::lower(&document, left_out, &wishes, found)?;
            generator.adapted.derive(&mut api, inputs.root(), said, found);
            found.unless_errors((document, api))
        })?;
    Ok((document, api, left_out))
}

struct Client {
    api: ir::Api,
    names: names::Names,
    /// The names, fixed.
    lock: names::Lock,
    plan: plan::Plan,
    left_out: LeftOut,
}

impl Client {
    fn emission<'a>(&'a self, target: Target<'a>, probe: bool) -> Emission<'a> {
        Emission { api: &self.api, names: &self.names, plan: &self.plan, target, probe }
    }
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What was found in a document. `Display` renders it, without colour.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The errors and warnings.
    pub diagnostics: Diagnostics,
    sources: Sources,
}

impl Report {
    /// The files that were read: the document, then those that it refers to, the lock of names and the configuration.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.files()
    }

    /// Each problem in a line.
    pub(crate) fn lines(&self) -> Vec<Line> {
        self.sources.lines(&self.diagnostics)
    }

    /// The files that were read, with their texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.sources.texts()
    }

    /// As text in the document's order, `color` for a terminal.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        self.sources.render(&self.diagnostics, color)
    }

    /// As JSON, an object a line; see [`Sources::json`].
    #[must_use]
    pub fn json(&self) -> String {
        self.sources.json(&self.diagnostics)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// A client in memory.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// Its files.
    pub files: Files,
    /// How many operations of the document it has, each once, in however many media types it can be sent.
    pub operations: usize,
    /// How many operations of the document were left out, as told by [`Generator::skip_unsupported`].
    pub left_out: usize,
    /// How many webhooks it reads: requests that the API sends.
    pub webhooks: usize,
    /// How many webhooks of the document were left out, because they have errors.
    pub webhooks_left_out: usize,
    /// How many types it has.
    pub types: usize,
    /// The text that the lock of names should have: see [`Generator::names_lock`].
    pub names_lock: String,
    /// The warnings.
    pub report: Report,
    pub(crate) dependencies: Vec<Dependency>,
}

impl Generated {
    /// The crates that it depends on, as lines of `[dependencies]`: of a client that is no package, what the including crate
    /// must have.
    #[must_use]
    pub fn dependencies(&self) -> String {
        self.dependencies.iter().map(|dependency| dependency.line() + "\n").collect()
    }

    /// The public API of the client, an item a line, as `api.txt` has it; empty for a client that is no package.
    #[must_use]
    pub fn api(&self) -> &str {
        let api = self.files.iter().find(|(path, _)| *path == Path::new(API));
        api.map_or("", |(_, text)| text)
    }
}

/// The file of a package that lists its public API.
pub const API: &str = "api.txt";

/// A document with errors. `Display` renders them with their count, without colour.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The errors and warnings.
    pub report: Box<Report>,
}

impl Failure {
    pub(crate) fn new(diagnostics: Diagnostics, sources: Sources) -> Self {
        Self { report: Box::new(Report { diagnostics, sources }) }
    }

    /// The errors and warnings as text, `color` for a terminal, with their count behind.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        format!("{}{}", self.report.render(color), self.summary())
    }

    /// How many errors and warnings there are.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |level, word: &str| match self.report.diagnostics.count(level) {
            1 => format!("1 {word}"),
            count => format!("{count} {word}s"),
        };
        format!("error: {}, {}; nothing was generated", count(Level::Error, "error"), count(Level::Warning, "warning"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Failure {}
