//! `lint`: reports all that is wrong with a document, and `explain`: prints what a code means.

use crate::{
    Outcome, USAGE,
    reporting::{MessageFormat, Reporting},
};
use clap::Args;
use openapi_crate::{Code, Generator, Level, Verdicts, diff::Rule};
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
    if reporting.message_format == MessageFormat::Human {
        let warnings = match report.diagnostics.count(Level::Warning) {
            0 => "nothing to say".to_owned(),
            1 => "1 warning".to_owned(),
            count => format!("{count} warnings"),
        };
        println!("{:>9}  {}: {warnings}", "linted", spec.display());
    }
    Ok(())
}

/// Prints what a code means.
pub(crate) fn explain(code: &str) -> Outcome {
    match (Code::from_id(code), Rule::from_id(code)) {
        (Some(found), _) => print!("{}", found.explanation()),
        (None, Some(rule)) => println!("# {}", rule.explanation().trim_end()),
        (None, None) => {
            let codes: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
            let rules: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
            let meant = rules.iter().find(|rule| strsim::jaro_winkler(rule, code) > 0.9);
            let help = meant.map_or_else(
                || format!("the codes are {}; the kinds of changes are {}", codes.join(", "), rules.join(", ")),
                |meant| format!("did you mean `{meant}`?"),
            );
            return Err((USAGE, format!("error: there is no `{code}`\nhelp: {help}")));
        }
    }
    Ok(())
}
