//! The command: arguments, a few lines on the terminal, and an exit status, 0 for success, 1 for problems in the document
//! or stale output, 2 for wrong usage. It decides nothing about the output.

use clap::{Args, Parser, Subcommand, ValueEnum};
use openapi_crate::{
    Changes, Code, Failure, Generated, Generator, Package, Report, Verdict, Verdicts,
    config::{self, Config},
    diff::{self, Bump, Rule},
    release::{self, Release, Since},
};
use std::{
    env,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// Generates a typed Rust HTTP client from an OpenAPI 3.0 or 3.1 document.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    generate: Generate,
}

#[derive(Subcommand)]
enum Command {
    /// Write the client, or compare it with what is there. This is what runs without a command.
    Generate(Generate),
    /// Report all that is wrong with a document, or will make a user of its client suffer. Writes nothing.
    Lint(Lint),
    /// Tell what changed between two documents: on the wire, in Rust, and which version that needs. Writes nothing.
    Diff(Diff),
    /// Write down that the client was released as it is, so that what comes later is held against its version.
    Release {
        /// The configuration file.
        #[arg(long, value_name = "FILE", default_value = "spec/codegen.toml")]
        config: PathBuf,
    },
    /// Print what a diagnostic or a change means.
    Explain {
        /// The code of a diagnostic, such as E0012, or the kind of a change, such as member-removed.
        code: String,
    },
}

#[derive(Args)]
struct Lint {
    /// The document, in YAML or JSON.
    spec: PathBuf,
    #[command(flatten)]
    reporting: Reporting,
}

/// How problems are reported.
#[derive(Args)]
struct Reporting {
    /// Report this warning as usual: a code such as W0003, or `warnings` for all.
    #[arg(long, value_name = "LINT", value_parser = lint)]
    warn: Vec<LintName>,
    /// Do not report this warning.
    #[arg(long, value_name = "LINT", value_parser = lint)]
    allow: Vec<LintName>,
    /// Make this warning an error.
    #[arg(long, value_name = "LINT", value_parser = lint)]
    deny: Vec<LintName>,
    /// Text for people on standard error, or JSON on standard output, an object a line.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
}

/// The code of a warning, or all warnings.
#[derive(Clone, Copy)]
struct LintName(Option<Code>);

fn lint(word: &str) -> Result<LintName, String> {
    config::lint(word).map(LintName)
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    Human,
    Json,
}

impl Reporting {
    /// What was said on the command line, over what the configuration says.
    fn verdicts(&self, mut verdicts: Verdicts) -> Verdicts {
        for (lints, verdict) in
            [(&self.warn, Verdict::Warn), (&self.allow, Verdict::Allow), (&self.deny, Verdict::Deny)]
        {
            for lint in lints {
                verdicts.set(lint.0, verdict);
            }
        }
        verdicts
    }

    fn print(&self, report: &Report) {
        match self.message_format {
            MessageFormat::Human => eprint!("{}", report.render(color())),
            MessageFormat::Json => print!("{}", report.json()),
        }
    }

    fn failure(&self, failure: &Failure) -> (u8, String) {
        self.print(&failure.report);
        (FAILURE, failure.summary())
    }
}

#[derive(Args)]
struct Generate {
    /// The document, in YAML or JSON; without it, what the configuration file says is generated.
    #[arg(requires = "out", requires = "name")]
    spec: Option<PathBuf>,
    /// The folder of the package.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// The name of the package.
    #[arg(long, requires = "spec")]
    name: Option<String>,
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = "spec/codegen.toml", conflicts_with = "spec")]
    config: PathBuf,
    /// Write nothing: fail with a diff where the client on disk is not what would be written.
    #[arg(long)]
    check: bool,
    /// Leave out what has an error, with a warning each, in place of generating nothing.
    #[arg(long)]
    skip_unsupported: bool,
    /// For tests of the generator: every type goes both ways, and a module `probe` reads and writes values by them.
    #[arg(long, hide = true, requires = "spec")]
    probe: bool,
    #[command(flatten)]
    reporting: Reporting,
}

#[derive(Args)]
struct Diff {
    /// The document of before: a path, REVISION:PATH of git, or - for standard input. Without it, the document of the
    /// configuration file as git has it.
    #[arg(requires = "new")]
    old: Option<String>,
    /// The document of now. Without it, the document of the configuration file as it is on disk.
    new: Option<String>,
    /// The revision of git to compare with.
    #[arg(long, value_name = "REVISION", default_value = "HEAD", conflicts_with = "old")]
    since: String,
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = "spec/codegen.toml", conflicts_with = "old")]
    config: PathBuf,
    /// Leave out what has an error in either document.
    #[arg(long)]
    skip_unsupported: bool,
    /// Exit with 1 where the change asks for this or more; `wire` is anything that breaks a client in the field.
    #[arg(long, value_name = "EFFECT")]
    fail_on: Option<FailOn>,
    /// Text for people, JSON, an object a line, or Markdown for a pull request.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: DiffFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Major,
    Minor,
    Wire,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Human,
    Json,
    Markdown,
}

/// Problems in the document, or stale output.
const FAILURE: u8 = 1;
/// Wrong usage.
const USAGE: u8 = 2;
/// Documents that cannot be compared.
const NOT_COMPARABLE: u8 = 3;

fn main() -> ExitCode {
    let Arguments { command, generate } = Arguments::parse();
    let done = match command.unwrap_or(Command::Generate(generate)) {
        Command::Generate(arguments) => run_generate(&arguments),
        Command::Lint(arguments) => run_lint(&arguments),
        Command::Diff(arguments) => run_diff(&arguments),
        Command::Release { config } => run_release(&config),
        Command::Explain { code } => run_explain(&code),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((status, message)) => {
            eprintln!("{message}");
            ExitCode::from(status)
        }
    }
}

fn run_generate(arguments: &Generate) -> Result<(), (u8, String)> {
    let start = Instant::now();
    let reporting = &arguments.reporting;
    let config = target(arguments)?;
    let failed = |error: &dyn std::fmt::Display| (FAILURE, format!("error: {error}"));
    let generator = config
        .generator()
        .verdicts(reporting.verdicts(config.verdicts.clone()))
        .skip_unsupported(arguments.skip_unsupported || config.skip_unsupported)
        .probe(arguments.probe);
    let generated = generator.package(&config.package).map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&generated.report);
    let mut changes = generated.files.compare(&config.out).map_err(|error| failed(&error))?;
    changes.include(&config.names, &generated.names_lock).map_err(|error| failed(&error))?;
    if arguments.check && !changes.is_empty() {
        return Err((FAILURE, stale(&changes, &config.out, &again(arguments))));
    }
    let gate = gate(&config, generated.api())?;
    if let Some(gate) = gate.as_ref().filter(|_| arguments.check) {
        return Err((FAILURE, gate.to_string()));
    }
    changes.apply().map_err(|error| failed(&error))?;
    if reporting.message_format == MessageFormat::Human {
        report(&generated, &changes, &config, gate.as_ref(), start);
    }
    Ok(())
}

/// A version that is too low for what came since the last release.
struct Gate {
    released: Release,
    since: Since,
    says: String,
    config: String,
}

impl std::fmt::Display for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { released, since, says, config } = self;
        for edit in since.edits.iter().take(DIFF_LINES) {
            writeln!(f, "{edit}")?;
        }
        let (verdict, version, needed) = (since.verdict().word(), &released.version, &since.needed);
        writeln!(
            f,
            "error: {version} was released, and what came since is {verdict}: that needs {needed}, not {says}"
        )?;
        write!(f, "help: set `version = \"{needed}\"` in {config}, then run `openapi-crate generate`")
    }
}

/// What keeps a client with this API from being released under the version of its configuration.
fn gate(config: &Config, api: &str) -> Result<Option<Gate>, (u8, String)> {
    let Some(path) = &config.released else { return Ok(None) };
    let failed = |error: &dyn std::fmt::Display| (FAILURE, format!("error: {error}"));
    let Some(released) = Release::read(path).map_err(|error| failed(&error))? else { return Ok(None) };
    let since = released.since(api);
    let says = diff::parse(&config.package.version).map_err(|error| failed(&error))?;
    let file = path.with_file_name("codegen.toml").display().to_string();
    Ok((says < since.needed).then(|| Gate { released, since, says: says.to_string(), config: file }))
}

fn run_release(path: &Path) -> Result<(), (u8, String)> {
    let failed = |error: &dyn std::fmt::Display| (FAILURE, format!("error: {error}"));
    let config = Config::read(path).map_err(|failure| (USAGE, failure.render(color())))?;
    let generated = config.generator().package(&config.package);
    let generated = generated.map_err(|failure| (FAILURE, failure.render(color())))?;
    let changes = generated.files.compare(&config.out).map_err(|error| failed(&error))?;
    if !changes.is_empty() {
        return Err((FAILURE, stale(&changes, &config.out, "openapi-crate generate")));
    }
    if let Some(gate) = gate(&config, generated.api())? {
        return Err((FAILURE, gate.to_string()));
    }
    let Some(file) = &config.released else { return Ok(()) };
    let Package { name, version, .. } = &config.package;
    let before = Release::read(file).map_err(|error| failed(&error))?;
    let release = Release::new(version, generated.api()).map_err(|error| failed(&error))?;
    if before.is_some_and(|before| before.version > release.version) {
        return Err((FAILURE, format!("error: a later version than {version} was released already")));
    }
    release.write(file, name).map_err(|error| failed(&error))?;
    println!("{:>9}  {name} {version}: its API is in {}", "released", file.display());
    println!("{:>9}  commit it, tag the commit `v{version}` and publish {}", "next", config.out.display());
    Ok(())
}

fn run_lint(arguments: &Lint) -> Result<(), (u8, String)> {
    let Lint { spec, reporting } = arguments;
    let generator = Generator::new(spec).verdicts(reporting.verdicts(Verdicts::default()));
    let report = generator.lint().map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&report);
    Ok(())
}

fn run_diff(arguments: &Diff) -> Result<(), (u8, String)> {
    let not_comparable = |failure: Failure| {
        let summary = "error: the documents cannot be compared";
        (NOT_COMPARABLE, format!("{}{summary}", failure.report.render(color())))
    };
    let (old, new) = match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) if old == "-" && new == "-" => {
            return Err((USAGE, "error: standard input can be one of the documents only".to_owned()));
        }
        (Some(old), Some(new)) => {
            let side = |argument: &str| {
                let generator = diff::document(argument).map_err(|error| (USAGE, format!("error: {error}")))?;
                Ok((None, generator.skip_unsupported(arguments.skip_unsupported)))
            };
            (side(old)?, side(new)?)
        }
        _ => {
            let side = |revision: Option<&str>| {
                let (config, generator) = diff::configured(revision, &arguments.config).map_err(not_comparable)?;
                let skip = arguments.skip_unsupported || config.skip_unsupported;
                Ok((Some(config), generator.skip_unsupported(skip)))
            };
            (side(Some(&arguments.since))?, side(None)?)
        }
    };
    let package =
        |config: &Option<Config>| config.as_ref().map_or_else(|| Package::new("client"), |it| it.package.clone());
    let (old_package, new_package) = (package(&old.0), package(&new.0));
    let difference = diff::diff((&old.1, &old_package), (&new.1, &new_package)).map_err(not_comparable)?;
    let version = match &new.0 {
        Some(_) => version_line(&difference, &old_package, &new_package, &arguments.config)?,
        None => String::new(),
    };
    match arguments.message_format {
        DiffFormat::Human => {
            print!("{}", difference.render(&version, std::io::stdout().is_terminal() && color_is_wanted()));
        }
        DiffFormat::Json => print!("{}", difference.json()),
        DiffFormat::Markdown => print!("{}", difference.markdown(&version)),
    }
    let (verdict, breaks) = (difference.verdict(), difference.breaks() != (0, 0));
    let failed = !difference.changes.is_empty()
        && match arguments.fail_on {
            None => false,
            Some(FailOn::Major) => verdict >= Bump::Major,
            Some(FailOn::Minor) => verdict >= Bump::Minor,
            Some(FailOn::Wire) => breaks,
        };
    if failed { Err((FAILURE, "error: the change is one of those of `--fail-on`".to_owned())) } else { Ok(()) }
}

/// Which version the change needs, and whether the configuration says so.
fn version_line(
    difference: &diff::Difference,
    old: &Package,
    new: &Package,
    config: &Path,
) -> Result<String, (u8, String)> {
    let failed = |error: String| (USAGE, format!("error: {error}"));
    if difference.is_empty() {
        return Ok(format!("{} {}: nothing changed", new.name, new.version));
    }
    let needed = diff::needed(&old.version, difference.verdict()).map_err(failed)?;
    let says = diff::parse(&new.version).map_err(failed)?;
    let config = config.display();
    let told = if says >= needed { format!("and {config} says {says}") } else { format!("but {config} says {says}") };
    Ok(format!("{} {} -> {needed} needed, {told}", new.name, old.version))
}

fn run_explain(code: &str) -> Result<(), (u8, String)> {
    match (Code::from_id(code), Rule::from_id(code)) {
        (Some(found), _) => print!("{}", found.explanation()),
        (None, Some(rule)) => print!("# {}", rule.explanation()),
        (None, None) => {
            let codes = Code::ALL.iter().map(|code| code.id()).chain(Rule::ALL.iter().map(|rule| rule.id()));
            let codes: Vec<_> = codes.collect();
            return Err((USAGE, format!("error: there is no `{code}`\nhelp: the codes are {}", codes.join(", "))));
        }
    }
    Ok(())
}

fn target(arguments: &Generate) -> Result<Config, (u8, String)> {
    match (&arguments.spec, &arguments.out, &arguments.name) {
        (Some(spec), Some(out), Some(name)) => Ok(Config::new(spec, out, Package::new(name))),
        _ => Config::read(&arguments.config).map_err(|failure| (USAGE, failure.render(color()))),
    }
}

/// The command that writes what this one would, without `--check`.
fn again(arguments: &Generate) -> String {
    match (&arguments.spec, &arguments.out, &arguments.name) {
        (Some(spec), Some(out), Some(name)) => {
            format!("openapi-crate generate {} --out {} --name {name}", spec.display(), out.display())
        }
        _ => format!("openapi-crate generate --config {}", arguments.config.display()),
    }
}

fn color() -> bool {
    std::io::stderr().is_terminal() && color_is_wanted()
}

fn color_is_wanted() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn report(generated: &Generated, changes: &Changes, config: &Config, gate: Option<&Gate>, start: Instant) {
    let (spec, out) = (&config.spec, &config.out);
    for edit in &changes.edits {
        let what = if edit.new.is_some() { "written" } else { "removed" };
        println!("{what:>9}  {}", edit.full_path().display());
    }
    let (written, removed, unchanged) = (changes.count(false), changes.count(true), changes.unchanged);
    let (operations, types, time) = (generated.operations, generated.types, start.elapsed().as_millis());
    println!("{:>9}  {} from {}", "generated", out.display(), spec.display());
    println!("{:>9}  {written} written, {unchanged} unchanged, {removed} removed", "files");
    let client = match generated.left_out {
        0 => format!("{operations} operations"),
        left_out => format!("{operations} of {} operations, {left_out} left out", operations + left_out),
    };
    println!("{:>9}  {client}, {types} types, {time} ms", "client");
    let (webhooks, left_out) = (generated.webhooks, generated.webhooks_left_out);
    if webhooks + left_out > 0 {
        println!("{:>9}  {webhooks} read, {left_out} left out", "webhooks");
    }
    if let Some(api) = changes.edits.iter().find(|edit| edit.path == Path::new(openapi_crate::API)) {
        report_api(api.old.as_deref(), api.new.as_deref().unwrap_or_default(), config.released.is_some());
    }
    if let Some(Gate { released, since, .. }) = gate {
        let (version, needed) = (&released.version, &since.needed);
        println!("{:>9}  {version} was released, and what came since needs {needed}", "version");
    }
    if changes.is_empty() {
        println!("{:>9}  nothing: {} is up to date", "next", out.display());
    } else {
        println!("{:>9}  review `git diff {}`, then run `cargo test`", "next", out.display());
    }
}

/// What the public API has more and less than before.
fn report_api(old: Option<&str>, new: &str, has_document_before: bool) {
    let Some(old) = old else {
        return println!("{:>9}  {} items", "api", new.lines().count().saturating_sub(1));
    };
    let edits = release::edits(old, new);
    let count = |sign: &str| edits.iter().filter(|edit| edit.sign() == sign).count();
    let counts = [("+", count("+")), ("-", count("-")), ("~", count("~"))].into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<_> = counts.map(|(sign, count)| format!("{sign}{count}")).collect();
    let more = if has_document_before { ": see `openapi-crate diff`" } else { "" };
    println!("{:>9}  {}, {}{more}", "api", counts.join(" "), release::verdict(&edits).word());
}

/// How many lines of a diff are shown.
const DIFF_LINES: usize = 40;

fn stale(changes: &Changes, out: &Path, again: &str) -> String {
    let diff = changes.diff();
    let mut lines: Vec<_> = diff.lines().take(DIFF_LINES).map(str::to_owned).collect();
    let more = diff.lines().count().saturating_sub(DIFF_LINES);
    if more > 0 {
        lines.push(format!("… {more} more lines"));
    }
    let files = changes.edits.len();
    let plural = if files == 1 { "file is" } else { "files are" };
    format!(
        "{}\nerror: {files} {plural} not up to date in {}\nhelp: run the same without `--check`: `{again}`",
        lines.join("\n"),
        out.display(),
    )
}
