//! `generate`: writes the client, or compares it with what is there, and says what came of it.

use crate::{
    FAILURE, Outcome, USAGE, color, configured, failed,
    gate::{Gate, gate},
    next::next,
    progress,
    reporting::{MessageFormat, Reporting},
};
use clap::Args;
use openapi_crate::{API, Changes, Feature, Generated, Package, config::Config, diff, release};
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

const EXAMPLES: &str = "\
Examples:
  openapi-crate                                                   what spec/codegen.toml says
  openapi-crate generate --check                                  fail where that is not up to date
  openapi-crate generate petstore.yaml --out petstore --name petstore
  openapi-crate generate api.json --out api --name api --features blocking --license MIT";

/// How many files are listed one by one.
const LISTED: usize = 20;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Generate {
    /// The document, in YAML or JSON; without it, what the configuration file says is generated.
    #[arg(requires = "out", requires = "name")]
    spec: Option<PathBuf>,
    /// The folder of the package.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// The name of the package.
    #[arg(long, requires = "spec", value_parser = openapi_crate::package_name)]
    name: Option<String>,
    /// The version of the package; 0.1.0 without it.
    #[arg(long, value_name = "VERSION", requires = "spec", value_parser = version)]
    crate_version: Option<String>,
    /// The licence of the package, as an SPDX expression.
    #[arg(long, requires = "spec")]
    license: Option<String>,
    /// The optional parts of the package, with commas between them; hyper, blocking and full-types without it.
    #[arg(long, value_delimiter = ',', requires = "spec", value_parser = feature)]
    features: Option<Vec<Feature>>,
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

pub(crate) fn run(arguments: &Generate) -> Outcome {
    let start = Instant::now();
    let reporting = &arguments.reporting;
    let config = target(arguments)?;
    let generator = config
        .generator()
        .verdicts(reporting.verdicts(config.verdicts.clone()))
        .skip_unsupported(arguments.skip_unsupported || config.skip_unsupported)
        .probe(arguments.probe);
    let generated = progress::show(&config.spec, || config.make(&generator));
    let generated = generated.map_err(|failure| reporting.failure(&failure))?;
    reporting.print(&generated.report);
    let mut changes = generated.files.compare(&config.out).map_err(|error| failed(&error))?;
    changes.include(&config.names, &generated.names_lock).map_err(|error| failed(&error))?;
    if arguments.check && !changes.is_empty() {
        return Err((FAILURE, stale(&changes, &config.out, &again(arguments))));
    }
    let gate = gate(&config, generated.api())?;
    if let Some(gate) = gate.as_ref().filter(|_| arguments.check) {
        return Err((FAILURE, gate.to_string()));
    }
    changes.apply().map_err(|error| failed(&error))?;
    if reporting.message_format == MessageFormat::Human {
        report(&generated, &changes, &config, gate.as_ref(), start);
    }
    Ok(())
}

fn target(arguments: &Generate) -> Outcome<Config> {
    let (Some(spec), Some(out), Some(name)) = (&arguments.spec, &arguments.out, &arguments.name) else {
        configured(&arguments.config, "SPEC --out DIR --name NAME, or a configuration file with --config FILE")?;
        return Config::read(&arguments.config).map_err(|failure| (USAGE, failure.render(color())));
    };
    let mut package = Package::new(name);
    package.license.clone_from(&arguments.license);
    if let Some(version) = &arguments.crate_version {
        package.version.clone_from(version);
    }
    if let Some(features) = &arguments.features {
        package.features.clone_from(features);
        package.features.sort_unstable();
        package.features.dedup();
    }
    Ok(Config::new(spec, out, package))
}

fn version(text: &str) -> Result<String, String> {
    diff::parse(text).map(|version| version.to_string())
}

fn feature(name: &str) -> Result<Feature, String> {
    let names = || Feature::ALL.map(Feature::name).join(", ");
    Feature::ALL
        .into_iter()
        .find(|feature| feature.name() == name)
        .ok_or_else(|| format!("the features are {}", names()))
}

/// The command that writes what this one would, without `--check`.
fn again(arguments: &Generate) -> String {
    let mut command = "openapi-crate generate".to_owned();
    let mut add = |text: &str| command = format!("{command} {text}");
    let quoted = |text: &str| {
        let plain = |char: char| char.is_ascii_alphanumeric() || "-_./,:".contains(char);
        if !text.is_empty() && text.chars().all(plain) {
            text.to_owned()
        } else {
            format!("'{}'", text.replace('\'', "'\\''"))
        }
    };
    let path = |path: &Path| quoted(&path.display().to_string());
    match (&arguments.spec, &arguments.out, &arguments.name) {
        (Some(spec), Some(out), Some(name)) => {
            add(&format!("{} --out {} --name {name}", path(spec), path(out)));
        }
        _ => add(&format!("--config {}", path(&arguments.config))),
    }
    if let Some(version) = &arguments.crate_version {
        add(&format!("--crate-version {version}"));
    }
    if let Some(license) = &arguments.license {
        add(&format!("--license {}", quoted(license)));
    }
    if let Some(features) = &arguments.features {
        let names: Vec<_> = features.iter().map(|feature| feature.name()).collect();
        add(&format!("--features {}", names.join(",")));
    }
    if arguments.skip_unsupported {
        add("--skip-unsupported");
    }
    command
}

fn report(generated: &Generated, changes: &Changes, config: &Config, gate: Option<&Gate>, start: Instant) {
    let (spec, out) = (&config.spec, &config.out);
    // Of many files their number is told below.
    for edit in changes.edits.iter().filter(|_| changes.edits.len() <= LISTED) {
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
    if let Some(api) = changes.edits.iter().find(|edit| edit.path == Path::new(API)) {
        report_api(api.old.as_deref(), api.new.as_deref().unwrap_or_default(), config.released.is_some());
    }
    if let Some(Gate { released, since, .. }) = gate {
        let (version, needed) = (&released.version, &since.needed);
        println!("{:>9}  {version} was released, and what came since needs {needed}", "version");
    }
    println!("{:>9}  {}", "next", next(changes, config));
}

/// What the public API has more and less than before.
fn report_api(old: Option<&str>, new: &str, has_document_before: bool) {
    let Some(old) = old else {
        return println!("{:>9}  {} items", "api", new.lines().count().saturating_sub(1));
    };
    let edits = release::edits(old, new);
    let count = |sign: &str| edits.iter().filter(|edit| edit.sign() == sign).count();
    let counts = [("+", count("+")), ("-", count("-")), ("~", count("~"))].into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<_> = counts.map(|(sign, count)| format!("{sign}{count}")).collect();
    let more = if has_document_before { ": see `openapi-crate diff`" } else { "" };
    println!("{:>9}  {}, {}{more}", "api", counts.join(" "), release::verdict(&edits).word());
}

/// How many lines of a diff are shown.
pub(crate) const DIFF_LINES: usize = 40;

/// What to say of files that are not as they would be written.
pub(crate) fn stale(changes: &Changes, out: &Path, again: &str) -> String {
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
