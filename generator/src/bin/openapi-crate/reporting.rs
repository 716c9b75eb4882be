//! How problems are reported, for all commands that read a document: which warnings count, and in which form.

use crate::{FAILURE, color};
use clap::{Args, ValueEnum};
use openapi_crate::{Code, Failure, Report, Verdict, Verdicts, config};

/// How problems are reported.
#[derive(Args)]
pub(crate) struct Reporting {
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
    pub(crate) message_format: MessageFormat,
}

/// The code of a warning, or all warnings.
#[derive(Clone, Copy)]
struct LintName(Option<Code>);

fn lint(word: &str) -> Result<LintName, String> {
    config::lint(word).map(LintName)
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
}

impl Reporting {
    /// What was said on the command line, over what the configuration says.
    pub(crate) fn verdicts(&self, mut verdicts: Verdicts) -> Verdicts {
        for (lints, verdict) in
            [(&self.warn, Verdict::Warn), (&self.allow, Verdict::Allow), (&self.deny, Verdict::Deny)]
        {
            for lint in lints {
                verdicts.set(lint.0, verdict);
            }
        }
        verdicts
    }

    pub(crate) fn print(&self, report: &Report) {
        match self.message_format {
            MessageFormat::Human => eprint!("{}", report.render(color())),
            MessageFormat::Json => print!("{}", report.json()),
        }
    }

    pub(crate) fn failure(&self, failure: &Failure) -> (u8, String) {
        self.print(&failure.report);
        (FAILURE, failure.summary())
    }
}
