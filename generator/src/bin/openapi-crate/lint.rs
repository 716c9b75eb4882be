//! `lint`: reports all that is wrong with a document, and `explain`: prints what a code means.

use crate::{Outcome, USAGE, reporting::Reporting};
use clap::Args;
use openapi_crate::{Code, Generator, Verdicts, diff::Rule};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  openapi-crate lint petstore.yaml
  openapi-crate lint petstore.yaml --deny warnings --allow W0010";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Lint {
    /// The document, in YAML or JSON.
    spec: PathBuf,
    #[command(flatten)]
    reporting: Reporting,
}

pub(crate) fn run(arguments: &Lint) -> Outcome {
    let Lint { spec, reporting } = arguments;
    let generator = Generator::new(spec).verdicts(reporting.verdicts(Verdicts::default()));
    let report = generator.lint().map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&report);
    Ok(())
}

/// Prints what a code means.
pub(crate) fn explain(code: &str) -> Outcome {
    match (Code::from_id(code), Rule::from_id(code)) {
        (Some(found), _) => print!("{}", found.explanation()),
        (None, Some(rule)) => println!("# {}", rule.explanation().trim_end()),
        (None, None) => {
            let codes = Code::ALL.iter().map(|code| code.id()).chain(Rule::ALL.iter().map(|rule| rule.id()));
            let codes: Vec<_> = codes.collect();
            return Err((USAGE, format!("error: there is no `{code}`\nhelp: the codes are {}", codes.join(", "))));
        }
    }
    Ok(())
}
