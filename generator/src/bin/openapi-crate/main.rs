//! The command: arguments, a few lines on the terminal, and an exit status, 0 for success, 1 for problems in the document
//! or stale output, 2 for wrong usage, 3 for documents that cannot be compared. It decides nothing about the output.

mod deps;
mod diff;
mod gate;
mod generate;
mod lint;
mod names;
mod next;
mod progress;
mod release;
mod reporting;

use clap::{CommandFactory as _, Parser, Subcommand};
use deps::Deps;
use diff::Diff;
use generate::Generate;
use lint::Lint;
use names::Names;
use std::{
    env,
    fmt::Display,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Trees of small things are made and dropped, one for each stage.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Generates a typed Rust HTTP client from an OpenAPI 3.0 or 3.1 document.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    generate: Generate,
}

const RELEASE_EXAMPLES: &str = "\
Examples:
  openapi-crate release                         what spec/codegen.toml says; commit the file, then tag the commit
  openapi-crate release --config codegen.toml";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  openapi-crate explain E0012
  openapi-crate explain value-removed";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  openapi-crate schema > spec/codegen.schema.json   then `#:schema codegen.schema.json` at the head of codegen.toml";

/// The JSON Schema of the configuration file.
const SCHEMA: &str = include_str!("../../../codegen.schema.json");

#[derive(Subcommand)]
enum Command {
    /// Write the client, or compare it with what is there. This is what runs without a command.
    Generate(Generate),
    /// Write the lock of names alone, for a client that a build script makes.
    Names(Names),
    /// Print the crates that a client needs which a build script makes, as lines of a manifest.
    Deps(Deps),
    /// Report all that is wrong with a document, or will make a user of its client suffer. Writes nothing.
    Lint(Lint),
    /// Tell what changed between two documents: on the wire, in Rust, and which version that needs. Writes nothing.
    Diff(Diff),
    /// Write down that the client was released as it is, so that what comes later is held against its version.
    #[command(after_help = RELEASE_EXAMPLES)]
    Release {
        /// The configuration file.
        #[arg(long, value_name = "FILE", default_value = "spec/codegen.toml")]
        config: PathBuf,
    },
    /// Print the JSON Schema of the configuration file, for an editor.
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Print what a diagnostic or a change means.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain {
        /// The code of a diagnostic, such as E0012, or the kind of a change, such as member-removed.
        code: String,
    },
}

/// Problems in the document, or stale output.
const FAILURE: u8 = 1;
/// Wrong usage.
const USAGE: u8 = 2;
/// Documents that cannot be compared.
const NOT_COMPARABLE: u8 = 3;

/// What a command comes to: nothing more to say, or an exit status and the last words.
type Outcome<T = ()> = Result<T, (u8, String)>;

fn main() -> ExitCode {
    let Arguments { command, generate } = Arguments::try_parse().unwrap_or_else(|error| usage(&error));
    let done = match command.unwrap_or(Command::Generate(generate)) {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Names(arguments) => names::run(&arguments),
        Command::Deps(arguments) => deps::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Release { config } => release::run(&config),
        Command::Schema => {
            print!("{SCHEMA}");
            Ok(())
        }
        Command::Explain { code } => lint::explain(&code),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((status, message)) => {
            eprintln!("{message}");
            ExitCode::from(status)
        }
    }
}

/// Says what is wrong with the arguments, a command that is misspelt among them: it is taken for a document.
fn usage(error: &clap::Error) -> ! {
    let first = env::args().nth(1).filter(|first| !first.starts_with('-') && !Path::new(first).exists());
    let commands = Arguments::command();
    let likeness = |name: &str| first.as_deref().map_or(0.0, |first| strsim::jaro_winkler(first, name));
    let names = commands.get_subcommands().map(clap::Command::get_name);
    let meant = names.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match (first.as_deref(), meant) {
        (Some(first), Some(meant)) if first != meant && likeness(meant) > 0.8 => {
            eprintln!("error: there is no command `{first}`, and no file of that name\nhelp: did you mean `{meant}`?");
            std::process::exit(USAGE.into())
        }
        _ => error.exit(),
    }
}

/// Says what can be given where there is no configuration file.
fn configured(config: &Path, instead: &str) -> Outcome {
    if config.exists() {
        return Ok(());
    }
    Err((USAGE, format!("error: there is no {}\nhelp: give {instead}", config.display())))
}

/// A failure that is no diagnostic.
fn failed(error: &dyn Display) -> (u8, String) {
    (FAILURE, format!("error: {error}"))
}

/// Whether messages are coloured.
fn color() -> bool {
    std::io::stderr().is_terminal() && color_is_wanted()
}

fn color_is_wanted() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
