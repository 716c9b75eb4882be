//! Output: what is generated from each fixture, as a snapshot, and that it compiles without a warning.

use crate::support::{cargo, files, project, scratch, stderr};
use openapi_crate::{Generator, Package};
use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

#[test]
fn each_fixture_gives_its_snapshot_and_compiles() {
    let folder = scratch("output");
    let mut members = Vec::new();
    for spec in fixtures() {
        let name = spec.file_stem().expect("a fixture has a name").to_string_lossy().into_owned();
        let package = Package::new(format!("fixture-{name}"));
        let generated = Generator::new(&spec).package(&package).unwrap_or_else(|failure| panic!("{failure}"));
        generated.files.compare(&folder.join(&name)).and_then(|changes| changes.apply()).expect("it can be written");
        let text = format!("{}{}", generated.report, own_text(&generated.files));
        let text = text.replace(&*project().to_string_lossy(), "");
        insta::with_settings!({ snapshot_suffix => &name, omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("output", text);
        });
        members.push(name);
    }
    let many = folder.join("many-types.yaml");
    fs::write(&many, many_types()).expect("it can be written");
    let generated =
        Generator::new(&many).package(&Package::new("many-types")).unwrap_or_else(|failure| panic!("{failure}"));
    generated.files.compare(&folder.join("many-types")).and_then(|changes| changes.apply()).expect("it can be written");
    assert!(generated.files.iter().any(|(path, _)| path.ends_with("types/z.rs")), "the types are in one file");
    members.push("many-types".to_owned());
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    let pedantic = ["--", "-D", "warnings", "-W", "clippy::pedantic"];
    let clippy = cargo(&folder, &[&["clippy", "--quiet", "--workspace", "--all-features"][..], &pedantic].concat());
    assert!(clippy.status.success(), "{}", stderr(&clippy));
    let bare = cargo(&folder, &["check", "--quiet", "--workspace", "--no-default-features"]);
    assert!(bare.status.success() && stderr(&bare).is_empty(), "{}", stderr(&bare));
    let doc = cargo(&folder, &["doc", "--quiet", "--workspace", "--no-deps", "--all-features"]);
    assert!(doc.status.success() && stderr(&doc).is_empty(), "{}", stderr(&doc));
}

#[test]
fn each_fixture_compiles_as_a_file_that_is_included() {
    let folder = scratch("included");
    let mut modules = String::new();
    for (index, spec) in fixtures().iter().enumerate() {
        let generated = Generator::new(spec).features(openapi_crate::Feature::ALL).file();
        let generated = generated.unwrap_or_else(|failure| panic!("{failure}"));
        let (path, text) = generated.files.iter().next().expect("it is one file");
        fs::create_dir_all(folder.join("src")).expect("it can be written");
        fs::write(folder.join("src").join(path), text).expect("it can be written");
        let _ = writeln!(modules, "pub mod client_{index} {{ include!({path:?}); }}");
    }
    fs::write(folder.join("src/lib.rs"), modules).expect("it can be written");
    // The including crate brings what a package of all features lists, whether the document needs it or not.
    let mut package = Package::new("included");
    package.features = openapi_crate::Feature::ALL.to_vec();
    let mut dependencies = BTreeSet::new();
    for spec in fixtures() {
        let whole = Generator::new(spec).package(&package).unwrap_or_else(|failure| panic!("{failure}"));
        let manifest = whole.files.iter().find(|(path, _)| path.ends_with("Cargo.toml")).expect("it has a manifest").1;
        let listed = manifest.split_once("[dependencies]\n").expect("it has dependencies").1;
        dependencies.extend(listed.replace(", optional = true", "").lines().map(str::to_owned));
    }
    let dependencies: String = dependencies.iter().map(|line| format!("{line}\n")).collect();
    let head = "[package]\nname = \"included\"\nedition = \"2024\"\n";
    let manifest = format!("{head}\n[dependencies]\n{dependencies}\n[workspace]\n");
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    let checked = cargo(&folder, &["check", "--quiet"]);
    assert!(checked.status.success() && stderr(&checked).is_empty(), "{}", stderr(&checked));
}

#[test]
fn two_runs_give_the_same_bytes() {
    for spec in fixtures() {
        let run = || Generator::new(&spec).file().unwrap_or_else(|failure| panic!("{failure}")).files;
        assert!(run().iter().eq(run().iter()), "{}", spec.display());
    }
}

/// A document with more types than one file holds, half of which hold the next, and one holds all.
fn many_types() -> String {
    let letters = ["Ant", "Bee", "Zebra"];
    let name = |index: usize| format!("{}{index}", letters[index % letters.len()]);
    let schema = |index: usize| {
        let next = format!("next: {{ $ref: '#/components/schemas/{}' }}", name(index + 1));
        let next = if index.is_multiple_of(2) { next } else { "last: { type: boolean }".to_owned() };
        format!("    {}: {{ type: object, properties: {{ {next} }} }}\n", name(index))
    };
    let schemas: String = (0..=400).map(schema).collect();
    let all: String = (0..400).map(|index| format!("{{ $ref: '#/components/schemas/{}' }}, ", name(index))).collect();
    let response = format!("description: Fine, content: {{ application/json: {{ schema: {{ oneOf: [{all}] }} }} }}");
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Many types, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: get\n      \
         responses: {{ '200': {{ {response} }} }}\ncomponents:\n  schemas:\n{schemas}"
    )
}

fn fixtures() -> Vec<std::path::PathBuf> {
    let folder = project().join("tests/fixtures");
    let mut specs = [files(&folder, "json"), files(&folder, "yaml")].concat();
    specs.push(project().join("spec/authenteq.yaml"));
    specs
}

/// What is made from the document; the runtime is the same everywhere.
fn own_text(files: &openapi_crate::Files) -> String {
    let mut text = String::new();
    for (path, content) in files.iter().filter(|(path, _)| !path.starts_with(Path::new("src/runtime"))) {
        let _ = write!(text, "\n=== {}\n{content}", path.display());
    }
    text
}
