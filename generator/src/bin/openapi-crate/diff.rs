//! `diff`: tells what changed between two documents, for whom, and which version that needs.

use crate::{FAILURE, NOT_COMPARABLE, Outcome, USAGE, color, color_is_wanted, configured};
use clap::{Args, ValueEnum};
use openapi_crate::{
    Failure, Package,
    config::Config,
    diff::{self, Bump, Difference},
};
use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  openapi-crate diff                                      the document of spec/codegen.toml since git's HEAD
  openapi-crate diff --since v0.1.0 --fail-on major       the same since a tag, for a pipeline
  openapi-crate diff old.yaml new.yaml --message-format markdown
  openapi-crate diff v0.1.0:spec/api.yaml spec/api.yaml";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Diff {
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

pub(crate) fn run(arguments: &Diff) -> Outcome {
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
            configured(&arguments.config, "OLD and NEW, or a configuration file with --config FILE")?;
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
    let failed = match arguments.fail_on {
        None => false,
        Some(FailOn::Major) => verdict >= Bump::Major,
        Some(FailOn::Minor) => verdict >= Bump::Minor,
        Some(FailOn::Wire) => breaks,
    };
    if failed { Err((FAILURE, "error: the change is one of those of `--fail-on`".to_owned())) } else { Ok(()) }
}

/// Which version the change needs, and whether the configuration says so.
fn version_line(difference: &Difference, old: &Package, new: &Package, config: &Path) -> Outcome<String> {
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
