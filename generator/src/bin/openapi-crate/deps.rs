//! `deps`: prints the crates that a client needs which a build script makes, for the manifest of the crate that includes it.

use crate::{Outcome, USAGE, color, configured, reporting::Reporting};
use clap::Args;
use openapi_crate::{Feature, Generator, Verdicts, config::Config};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  openapi-crate deps petstore.yaml                        those of the async client
  openapi-crate deps petstore.yaml --features blocking,mock
  openapi-crate deps --config spec/codegen.toml           those of the client that the file describes";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Deps {
    /// The document, in YAML or JSON; without it, that of the configuration file.
    spec: Option<PathBuf>,
    /// What the client can do, by the names of the features of a package; without it, what the configuration file says, or
    /// `hyper`.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = Feature::from_name)]
    features: Option<Vec<Feature>>,
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = "spec/codegen.toml", conflicts_with = "spec")]
    config: PathBuf,
    /// Leave out what has an error, with a warning each, in place of printing nothing.
    #[arg(long)]
    skip_unsupported: bool,
    #[command(flatten)]
    reporting: Reporting,
}

pub(crate) fn run(arguments: &Deps) -> Outcome {
    let Deps { spec, features, config, skip_unsupported, reporting } = arguments;
    let (generator, verdicts) = match spec {
        Some(spec) => (Generator::new(spec).skip_unsupported(*skip_unsupported), Verdicts::default()),
        None => {
            configured(config, "SPEC, or a configuration file with --config FILE")?;
            let config = Config::read_included(config).map_err(|failure| (USAGE, failure.render(color())))?;
            let skip = *skip_unsupported || config.skip_unsupported;
            (config.generator().skip_unsupported(skip), config.verdicts)
        }
    };
    let generator = generator.verdicts(reporting.verdicts(verdicts));
    let generator = features.iter().fold(generator, |generator, features| generator.features(features.iter().copied()));
    let generated = generator.file().map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&generated.report);
    print!("[dependencies]\n{}", generated.dependencies());
    Ok(())
}
