//! The command. Arguments come in, a few lines go out, and the exit status is 0 for success, 1 for problems in the
//! document or stale output, 2 for wrong usage. It decides nothing about the output.

use clap::{Args, Parser, Subcommand};
use openapi_crate::{Changes, Generated, Generator, Package, config::Config};
use std::{
    env,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// Generates a typed Rust HTTP client from an OpenAPI 3.0 document.
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
}

/// Problems in the document, or stale output.
const FAILURE: u8 = 1;
/// Wrong usage.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let Arguments { command, generate } = Arguments::parse();
    let Command::Generate(generate) = command.unwrap_or(Command::Generate(generate));
    match run(generate) {
        Ok(()) => ExitCode::SUCCESS,
        Err((status, message)) => {
            eprintln!("{message}");
            ExitCode::from(status)
        }
    }
}

fn run(arguments: Generate) -> Result<(), (u8, String)> {
    let start = Instant::now();
    let again = again(&arguments);
    let check = arguments.check;
    let (spec, out, package) = target(arguments)?;
    let failed = |error: &dyn std::fmt::Display| (FAILURE, format!("error: {error}"));
    let generated = Generator::new(&spec).package(&package).map_err(|failure| (FAILURE, failure.render(color())))?;
    eprint!("{}", generated.render(color()));
    let changes = generated.files.compare(&out).map_err(|error| failed(&error))?;
    if check && !changes.is_empty() {
        return Err((FAILURE, stale(&changes, &out, &again)));
    }
    changes.apply().map_err(|error| failed(&error))?;
    report(&generated, &changes, &spec, &out, start);
    Ok(())
}

fn target(arguments: Generate) -> Result<(PathBuf, PathBuf, Package), (u8, String)> {
    match (arguments.spec, arguments.out, arguments.name) {
        (Some(spec), Some(out), Some(name)) => Ok((spec, out, Package::new(name))),
        _ => {
            let help = "give SPEC --out DIR --name NAME, or a configuration file with --config FILE";
            let config =
                Config::read(&arguments.config).map_err(|error| (USAGE, format!("error: {error}\nhelp: {help}")))?;
            Ok((config.spec, config.out, config.package))
        }
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
        println!("{what:>9}  {}", out.join(&edit.path).display());
    }
    let (written, removed, unchanged) = (changes.count(false), changes.count(true), changes.unchanged);
    let (operations, types, time) = (generated.operations, generated.types, start.elapsed().as_millis());
    println!("{:>9}  {} from {}", "generated", out.display(), spec.display());
    println!("{:>9}  {written} written, {unchanged} unchanged, {removed} removed", "files");
    println!("{:>9}  {operations} operations, {types} types, {time} ms", "client");
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
