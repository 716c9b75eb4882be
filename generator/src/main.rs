//! The command: arguments, a few lines on the terminal, and an exit status, 0 for success, 1 for problems in the document
//! or stale output, 2 for wrong usage. It decides nothing about the output.

use clap::{Args, Parser, Subcommand, ValueEnum};
use openapi_crate::{
    Changes, Code, Failure, Generated, Generator, Package, Report, Verdict, Verdicts,
    config::{self, Config},
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
    /// Write the lock of names alone, for a client that a build script makes.
    Names(Names),
    /// Report all that is wrong with a document, or will make a user of its client suffer. Writes nothing.
    Lint(Lint),
    /// Print what a diagnostic means, with a wrong and a right fragment.
    Explain {
        /// The code of the diagnostic, such as E0012.
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

#[derive(Args)]
struct Names {
    /// The document, in YAML or JSON.
    spec: PathBuf,
    /// The file; without it, `names.lock` beside the document, where a build script looks for it.
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Write nothing: fail with a diff where the file is not what would be written.
    #[arg(long)]
    check: bool,
    /// Leave out what has an error, with a warning each, in place of writing nothing.
    #[arg(long)]
    skip_unsupported: bool,
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

/// Problems in the document, or stale output.
const FAILURE: u8 = 1;
/// Wrong usage.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let Arguments { command, generate } = Arguments::parse();
    let done = match command.unwrap_or(Command::Generate(generate)) {
        Command::Generate(arguments) => run_generate(&arguments),
        Command::Names(arguments) => run_names(&arguments),
        Command::Lint(arguments) => run_lint(&arguments),
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
    let generator = Generator::new(&config.spec)
        .verdicts(reporting.verdicts(config.verdicts))
        .skip_unsupported(arguments.skip_unsupported || config.skip_unsupported)
        .plain_formats(config.plain_formats)
        .names_lock(&config.names)
        .probe(arguments.probe);
    let generated = generator.package(&config.package).map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&generated.report);
    let mut changes = generated.files.compare(&config.out).map_err(|error| failed(&error))?;
    changes.include(&config.names, &generated.names_lock).map_err(|error| failed(&error))?;
    if arguments.check && !changes.is_empty() {
        return Err((FAILURE, stale(&changes, &config.out, &again(arguments))));
    }
    changes.apply().map_err(|error| failed(&error))?;
    if reporting.message_format == MessageFormat::Human {
        report(&generated, &changes, &config.spec, &config.out, start);
    }
    Ok(())
}

fn run_names(arguments: &Names) -> Result<(), (u8, String)> {
    let Names { spec, lock, check, skip_unsupported, reporting } = arguments;
    let failed = |error: &dyn std::fmt::Display| (FAILURE, format!("error: {error}"));
    let lock = lock.clone().unwrap_or_else(|| spec.with_file_name("names.lock"));
    let generator = Generator::new(spec)
        .names_lock(&lock)
        .verdicts(reporting.verdicts(Verdicts::default()))
        .skip_unsupported(*skip_unsupported);
    let generated = generator.file().map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&generated.report);
    let mut changes = Changes::default();
    changes.include(&lock, &generated.names_lock).map_err(|error| failed(&error))?;
    if *check && !changes.is_empty() {
        let again = format!("openapi-crate names {} --lock {}", spec.display(), lock.display());
        return Err((FAILURE, stale(&changes, &lock, &again)));
    }
    changes.apply().map_err(|error| failed(&error))
}

fn run_lint(arguments: &Lint) -> Result<(), (u8, String)> {
    let Lint { spec, reporting } = arguments;
    let generator = Generator::new(spec).verdicts(reporting.verdicts(Verdicts::default()));
    let report = generator.lint().map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&report);
    Ok(())
}

fn run_explain(code: &str) -> Result<(), (u8, String)> {
    let Some(found) = Code::from_id(code) else {
        let codes: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
        return Err((USAGE, format!("error: there is no `{code}`\nhelp: the codes are {}", codes.join(", "))));
    };
    print!("{}", found.explanation());
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
    std::io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn report(generated: &Generated, changes: &Changes, spec: &Path, out: &Path, start: Instant) {
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
    if changes.is_empty() {
        println!("{:>9}  nothing: {} is up to date", "next", out.display());
    } else {
        println!("{:>9}  review `git diff {}`, then run `cargo test`", "next", out.display());
    }
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
