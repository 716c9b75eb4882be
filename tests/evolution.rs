//! Evolution: edits of a document that are safe on the wire. Each document under `evolution/` holds many of them, and each
//! has a consumer, which compiles and does the same with the client of before and with the client of after.

use crate::support::{cargo, files, project, scratch, stderr};
use openapi_crate::{Feature, Generator, Package};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// A document, and the features that its consumers have.
const DOCUMENTS: &[(&str, &str)] = &[("orders", "\"full-types\", \"mock\""), ("bare", "\"mock\"")];

const TIMES: [&str; 2] = ["before", "after"];

#[test]
fn who_uses_a_client_goes_on_with_the_next() {
    let folder = scratch("evolution");
    let (mut consumers, mut edits) = (Vec::new(), BTreeSet::new());
    for (document, features) in DOCUMENTS {
        let spec = project().join(format!("tests/evolution/{document}.yaml"));
        let text = fs::read_to_string(&spec).expect("it is part of the project");
        let sources = files(&spec.with_extension(""), "rs");
        let named: BTreeSet<_> = sources.iter().map(|source| stem(source)).collect();
        assert_eq!(named, named_in(&text), "{document}: each edit has a consumer");
        for time in TIMES {
            let name = format!("{document}-{time}");
            write_client(&folder, &name, &at(&text, time));
            write_consumer(&folder, &name, features, &sources);
            consumers.push(name);
        }
        edits.extend(named);
    }
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"consumers/*\"]\n")
        .expect("it can be written");
    let packages = consumers.iter().flat_map(|name| ["--package", name]);
    let arguments: Vec<_> = ["test", "--quiet", "--lib", "--no-fail-fast"].into_iter().chain(packages).collect();
    let tested = cargo(&folder, &arguments);
    let printed = stderr(&tested) + &String::from_utf8_lossy(&tested.stdout);
    // The compiler names the file, a test that fails its module.
    let told = |edit: &&String| printed.contains(&format!("/{edit}.rs:")) || printed.contains(&format!("{edit}::"));
    let broken: Vec<_> = edits.iter().filter(told).collect();
    assert!(tested.status.success(), "{printed}\nbroken: {broken:?}");
}

/// The names of the edits of a document.
fn named_in(text: &str) -> BTreeSet<String> {
    let edit = |line: &str| {
        TIMES.iter().find_map(|time| line.split_once(&format!(" # {time}: ")).map(|(_, it)| it.to_owned()))
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(edit).collect()
}

/// The document at this time: without the lines of the other.
fn at(text: &str, time: &str) -> String {
    let others = TIMES.iter().filter(|other| **other != time).map(|other| format!(" # {other}: "));
    let others: Vec<_> = others.collect();
    let there = text.lines().filter(|line| line.starts_with('#') || !others.iter().any(|other| line.contains(other)));
    there.fold(String::new(), |text, line| text + line + "\n")
}

fn write_client(folder: &Path, name: &str, text: &str) {
    let spec = folder.join(format!("{name}.yaml"));
    fs::write(&spec, text).expect("it can be written");
    let mut package = Package::new(format!("{name}-client"));
    package.features = vec![Feature::Mock, Feature::FullTypes];
    let generated = Generator::new(&spec).package(&package);
    let generated = generated.unwrap_or_else(|failure| panic!("{failure}"));
    let changes = generated.files.compare(&folder.join("clients").join(name));
    changes.and_then(|changes| changes.apply()).expect("it can be written");
}

/// A crate of all consumers of a document, which knows the client by the name that it has at any time.
fn write_consumer(folder: &Path, name: &str, features: &str, sources: &[PathBuf]) {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n\
         [dependencies]\nbytes = \"1\"\nhttp = \"1\"\nserde_json = \"1\"\n\n\
         [dependencies.client]\npackage = \"{name}-client\"\npath = \"../../clients/{name}\"\n\
         default-features = false\nfeatures = [{features}]\n"
    );
    let shared = project().join("tests/evolution/shared.rs");
    let modules = sources.iter().chain([&shared]).fold(String::from("#![cfg(test)]\n"), |mut code, source| {
        let (path, name) = (source.display().to_string(), stem(source));
        let _ = writeln!(code, "#[path = {path:?}]\nmod {name};");
        code
    });
    let folder = folder.join("consumers").join(name);
    fs::create_dir_all(folder.join("src")).expect("it can be written");
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    fs::write(folder.join("src/lib.rs"), modules).expect("it can be written");
}

fn stem(source: &Path) -> String {
    source.file_stem().expect("it has a name").to_string_lossy().into_owned()
}
