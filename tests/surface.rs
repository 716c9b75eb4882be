//! Surface: the list of the public API (`api.txt`), which is made without a token, is what the emitted files have, macros
//! expanded; and that of the runtime is what its files have.

mod expand;
mod list;
mod wire;

use crate::support::{files, project, sources};
use expand::Macros;
use openapi_crate::{Feature, Generator, Package};
use std::{fs, path::Path};

#[test]
fn each_fixture_has_the_api_that_it_lists() {
    let macros = macros();
    let mut different = Vec::new();
    for spec in documents() {
        for features in [&Feature::ALL[..], &[]] {
            let mut package = Package::new("surface");
            package.features = features.to_vec();
            let generated = Generator::new(&spec).package(&package).unwrap_or_else(|failure| panic!("{failure}"));
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
    let added =
        listed.iter().filter(|line| !found.iter().any(|other| other == *line)).map(|line| format!("listed: {line}"));
    let missing = found.iter().filter(|line| !listed.contains(&&***line)).map(|line| format!(" found: {line}"));
    let lines: Vec<_> = added.chain(missing).collect();
    if lines.is_empty() {
        assert_eq!(listed, found, "{name}");
        return lines;
    }
    [name.to_owned()].into_iter().chain(lines).collect()
}

fn runtime_version() -> String {
    let text = fs::read_to_string(project().join("generator/runtime/api.txt")).expect("it can be read");
    text.lines().find_map(|line| line.strip_prefix("# version ")).expect("it has a version").to_owned()
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
