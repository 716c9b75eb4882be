//! Surface: the list of the public API (`api.txt`), which is made without a token, is what the emitted files have, macros
//! expanded; and that of the runtime is what its files have.

mod expand;
mod list;
mod runtime;
mod wire;

use crate::support::{files, project, sources};
use expand::Macros;
use openapi_crate::{DateTypes, Feature, Generator, OwnDependency, Package};
use std::{collections::BTreeSet, env, fs, path::Path, process::Command};

#[test]
fn each_fixture_has_the_api_that_it_lists() {
    let macros = macros();
    let mut different = Vec::new();
    // Those of the user: no document has them by itself.
    let adapted = |spec: &Path| {
        let generator = Generator::new(spec).date_types(DateTypes::Time).derive("*", "::inventory::Item");
        let text = fs::read_to_string(spec).expect("it is part of the project");
        // A format that a document has not is an error.
        let formats = ["uuid", "password"].into_iter().filter(|format| text.contains(&format!("format: {format}")));
        formats.fold(generator, |generator, format| generator.replace(format!("format:{format}"), "::mine::Type"))
    };
    for spec in documents() {
        for (generator, features) in [
            (Generator::new(&spec), &Feature::ALL[..]),
            (Generator::new(&spec), &[]),
            (adapted(&spec), &[Feature::FullTypes]),
        ] {
            let mut package = Package::new("surface");
            package.features = features.to_vec();
            let mine = OwnDependency { version: Some("1.2".to_owned()), ..OwnDependency::default() };
            package.dependencies.insert("mine".to_owned(), mine);
            let generated = generator.package(&package).unwrap_or_else(|failure| panic!("{failure}"));
            let package = generated.files.iter().collect();
            let found = list::list(&package, &macros);
            let listed: Vec<_> = package[Path::new("api.txt")].lines().skip(1).collect();
            let runtime = format!("runtime {}", runtime_version());
            assert!(listed.contains(&&*runtime), "{}", spec.display());
            let listed: Vec<_> = listed.into_iter().filter(|line| *line != runtime).collect();
            different.extend(difference(&spec.display().to_string(), &listed, &found));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// The lines that one has and the other has not.
fn difference(name: &str, listed: &[&str], found: &[String]) -> Vec<String> {
    let added = listed.iter().filter(|line| found.binary_search_by(|other| (**other).cmp(line)).is_err());
    let missing = found.iter().filter(|line| listed.binary_search(&&***line).is_err());
    let added = added.map(|line| format!("{name}: listed: {line}"));
    let lines: Vec<_> = added.chain(missing.map(|line| format!("{name}: found: {line}"))).collect();
    assert!(!lines.is_empty() || listed == found, "{name}: the order differs, or a line is there twice");
    lines
}

#[test]
fn the_runtime_api_is_what_its_file_lists() {
    let generated = ["events", "webhooks", "schemas"].map(|fixture| {
        let mut package = Package::new("surface");
        package.features = Feature::ALL.to_vec();
        let spec = project().join(format!("tests/fixtures/{fixture}.yaml"));
        let generator = Generator::new(spec).date_types(DateTypes::Time);
        generator.package(&package).unwrap_or_else(|failure| panic!("{failure}")).files
    });
    let packages: Vec<_> = generated.iter().map(|files| files.iter().collect()).collect();
    let found = runtime::list(&packages);
    let path = project().join(RUNTIME);
    if env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::write(&path, runtime_text(&next_version(&found), &found)).expect("it can be written");
    }
    let (version, listed) = runtime_api(&fs::read_to_string(&path).expect("it can be read"));
    let different = difference(RUNTIME, &listed.iter().map(|line| &**line).collect::<Vec<_>>(), &found);
    let remedy = "`INSTA_UPDATE=always cargo test runtime_api` writes it, with its next version; then run `cargo run`";
    assert!(different.is_empty(), "{}\n{remedy}", different.join("\n"));
    assert_eq!(version, next_version(&found), "{remedy}");
}

/// The public API of the runtime.
const RUNTIME: &str = "generator/runtime/api.txt";

/// What is to be committed next: a minor version more where lines or traits came, a major one where any left.
fn next_version(found: &[String]) -> String {
    let committed = Command::new("git").args(["show", &format!("HEAD:{RUNTIME}")]).current_dir(project()).output();
    let committed = committed.ok().filter(|output| output.status.success());
    // Without a repository the file itself is what counts.
    let text = committed.map_or_else(
        || fs::read_to_string(project().join(RUNTIME)).expect("it can be read"),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    );
    let (version, lines) = runtime_api(&text);
    let (lines, found): (BTreeSet<_>, BTreeSet<_>) = (lines.iter().collect(), found.iter().collect());
    let (major, minor) = version.split_once('.').expect("a version has two numbers");
    let number = |text: &str| text.parse::<u32>().expect("a version is numbers");
    let is_kept = |line: &String| {
        let Some((head, traits)) = traits(line) else { return found.contains(line) };
        let grown = found.iter().filter_map(|found| self::traits(found)).find(|(found, _)| *found == head);
        grown.is_some_and(|(_, grown)| traits.is_subset(&grown))
    };
    match (lines.iter().all(|line| is_kept(line)), lines == found || lines.is_empty()) {
        (_, true) => version,
        (true, false) => format!("{major}.{}", number(minor) + 1),
        (false, false) => format!("{}.0", number(major) + 1),
    }
}

/// The traits of a line of a type, and what stands before them.
fn traits(line: &str) -> Option<(&str, BTreeSet<&str>)> {
    let (head, traits) = line.split_once(": ")?;
    let of_type = [" struct", " enum"].iter().any(|kind| head.contains(kind));
    (of_type && !head.contains('(')).then(|| (head, traits.split([',', ' ']).filter(|name| !name.is_empty()).collect()))
}

fn runtime_text(version: &str, lines: &[String]) -> String {
    format!(
        "# The public API of the runtime, an item a line. A test writes it: `INSTA_UPDATE=always cargo test runtime_api`.\n\
         # version {version}\n{}\n",
        lines.join("\n")
    )
}

/// The version and the lines of a text.
fn runtime_api(text: &str) -> (String, Vec<String>) {
    let version = text.lines().find_map(|line| line.strip_prefix("# version ")).expect("it has a version");
    (version.to_owned(), text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect())
}

fn runtime_version() -> String {
    runtime_api(&fs::read_to_string(project().join(RUNTIME)).expect("it can be read")).0
}

/// The macros of the runtime.
fn macros() -> Macros {
    let files: Vec<_> = sources(&project().join("generator/runtime"))
        .iter()
        .map(|path| syn::parse_file(&fs::read_to_string(path).expect("it can be read")).expect("it is Rust"))
        .collect();
    Macros::of(files.iter())
}

/// The fixtures and the first document.
fn documents() -> Vec<std::path::PathBuf> {
    let folder = project().join("tests/fixtures");
    [files(&folder, "json"), files(&folder, "yaml"), vec![project().join("spec/authenteq.yaml")]].concat()
}
