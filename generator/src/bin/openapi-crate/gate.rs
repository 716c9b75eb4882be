//! The gate of a release: the version must be one that may bring what came since the last release.

use crate::{Outcome, failed, generate::DIFF_LINES};
use openapi_crate::{
    config::Config,
    diff,
    release::{Release, Since},
};
use std::fmt;

/// A version that is too low for what came since the last release.
pub(crate) struct Gate {
    pub(crate) released: Release,
    pub(crate) since: Since,
    says: String,
    config: String,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
pub(crate) fn gate(config: &Config, api: &str) -> Outcome<Option<Gate>> {
    let Some(path) = &config.released else { return Ok(None) };
    let Some(released) = Release::read(path).map_err(|error| failed(&error))? else { return Ok(None) };
    let since = released.since(api);
    let says = diff::parse(&config.package.version).map_err(|error| failed(&error))?;
    let file = path.with_file_name("codegen.toml").display().to_string();
    Ok((says < since.needed).then(|| Gate { released, since, says: says.to_string(), config: file }))
}
