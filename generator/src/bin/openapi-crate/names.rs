//! `names`: writes the lock of names alone, for a client that a build script makes.

use crate::{FAILURE, Outcome, failed, generate::stale, reporting::Reporting};
use clap::Args;
use openapi_crate::{Changes, Generator, Verdicts};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  openapi-crate names petstore.yaml                       writes names.lock beside it
  openapi-crate names petstore.yaml --check               fail where that is not up to date";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Names {
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

pub(crate) fn run(arguments: &Names) -> Outcome {
    let Names { spec, lock, check, skip_unsupported, reporting } = arguments;
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
