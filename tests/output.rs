//! Output: what is generated from each fixture, as snapshots, and that it compiles without a warning. What the clients of all
//! documents have alike is shown once, and of the others only the lines that differ; the runtime is copied, and
//! the first document has its output in `generated/`.

mod topics;

use crate::{
    snapshots::Snapshots,
    support::{cargo, files, project, scratch, stderr},
};
use openapi_crate::{Files, Generated, Generator, Package};
use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};
use topics::topics;

/// The files that nearly are the same in all clients.
const SHARED: [&str; 3] = ["Cargo.toml", "README.md", "src/lib.rs"];

/// The file of the public API, of which the lines that all clients have are shown once.
const SURFACE: &str = "api.txt";

/// The fixture whose files are shown as a whole.
const BASE: &str = "tags";

#[test]
fn each_fixture_gives_its_snapshots() {
    let mut snapshots = Snapshots::new("output");
    let mut clients = Vec::new();
    for spec in fixtures() {
        let (name, generated) = generate(&spec);
        let said = generated.report.to_string().replace(&*project().to_string_lossy(), "");
        if !said.is_empty() {
            snapshots.check(&name, "diagnostics", &said);
        }
        for (path, text) in own(&generated.files).filter(|(path, _)| *path != Path::new(SURFACE)) {
            let file = path.with_extension("").to_string_lossy().replace('/', ".");
            for (topic, text) in topics(text) {
                let dot = if topic.is_empty() { "" } else { "." };
                snapshots.check(&name, &format!("{file}{dot}{topic}"), &text);
            }
        }
        clients.push((name, generated.files));
    }
    for path in SHARED {
        let (base, others) = shared(path, &clients);
        let file = path.trim_start_matches("src/");
        snapshots.check("every-client", file, &base);
        snapshots.check("every-client", &format!("{file}.others"), &others);
    }
    let (common, others) = surfaces(&clients);
    snapshots.check("every-client", SURFACE, &common);
    for (name, lines) in others {
        snapshots.check(name, SURFACE, &lines);
    }
    snapshots.finish();
}

#[test]
fn each_fixture_compiles_without_a_warning() {
    let folder = scratch("output");
    let mut members = Vec::new();
    for spec in documents() {
        let (name, generated) = generate(&spec);
        generated.files.compare(&folder.join(&name)).and_then(|changes| changes.apply()).expect("it can be written");
        members.push(name);
    }
    let many = folder.join("many-types.yaml");
    fs::write(&many, many_types()).expect("it can be written");
    let generated =
        Generator::new(&many).package(&Package::new("many-types")).unwrap_or_else(|failure| panic!("{failure}"));
    generated.files.compare(&folder.join("many-types")).and_then(|changes| changes.apply()).expect("it can be written");
    for file in ["types.rs", "types/ants.rs", "types/bees.rs"] {
        assert!(generated.files.iter().any(|(path, _)| path.ends_with(file)), "{file} is not there");
    }
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
    let mut dependencies = BTreeSet::new();
    for (index, spec) in documents().iter().enumerate() {
        let generated = Generator::new(spec).features(openapi_crate::Feature::ALL).file();
        let generated = generated.unwrap_or_else(|failure| panic!("{failure}"));
        let (path, text) = generated.files.iter().next().expect("it is one file");
        fs::create_dir_all(folder.join("src")).expect("it can be written");
        fs::write(folder.join("src").join(path), text).expect("it can be written");
        let _ = writeln!(modules, "pub mod client_{index} {{ include!({path:?}); }}");
        dependencies.extend(generated.dependencies().lines().map(|line| format!("{line}\n")));
    }
    fs::write(folder.join("src/lib.rs"), modules).expect("it can be written");
    let dependencies: String = dependencies.into_iter().collect();
    let head = "[package]\nname = \"included\"\nedition = \"2024\"\n";
    let manifest = format!("{head}\n[dependencies]\n{dependencies}\n[workspace]\n");
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    let checked = cargo(&folder, &["check", "--quiet"]);
    assert!(checked.status.success() && stderr(&checked).is_empty(), "{}", stderr(&checked));
}

#[test]
fn two_runs_give_the_same_bytes() {
    for spec in documents() {
        let run = || Generator::new(&spec).file().unwrap_or_else(|failure| panic!("{failure}")).files;
        assert!(run().iter().eq(run().iter()), "{}", spec.display());
    }
}

/// A document whose types are in files of tags: those of one tag refer to one another, to those of all, and these back.
fn many_types() -> String {
    let tags = ["ants", "bees", "union"];
    let name = |index: usize| format!("{}{index}", ["Ant", "Bee", "Shared"][index % 3]);
    let reference = |index: usize| format!("{{ $ref: '#/components/schemas/{}' }}", name(index));
    // A required member that leads around in a ring is in no value, but it is allowed.
    let schema = |index: usize| {
        let (own, shared) = (reference((index + 3) % 60), reference(2));
        format!(
            "    {}: {{ type: object, required: [own], properties: {{ own: {own}, all: {shared} }} }}\n",
            name(index)
        )
    };
    let schemas: String = (0..60).map(schema).collect();
    let path = |index: usize| {
        let content = format!("{{ application/json: {{ schema: {} }} }}", reference(index));
        format!(
            "  /{index}:\n    put:\n      tags: [{}]\n      requestBody: {{ required: true, content: {content} }}\n      \
             responses: {{ '200': {{ description: Fine, content: {content} }} }}\n",
            tags[index % 3]
        )
    };
    let paths: String = (0..60).map(path).collect();
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Many types, version: '1' }}\npaths:\n{paths}components:\n  schemas:\n{schemas}"
    )
}

fn fixtures() -> Vec<std::path::PathBuf> {
    let folder = project().join("tests/fixtures");
    [files(&folder, "json"), files(&folder, "yaml")].concat()
}

/// The fixtures and the first document.
fn documents() -> Vec<std::path::PathBuf> {
    fixtures().into_iter().chain([project().join("spec/authenteq.yaml")]).collect()
}

/// The name of a fixture, and a package made of it.
fn generate(spec: &Path) -> (String, Generated) {
    let name = spec.file_stem().expect("a fixture has a name").to_string_lossy().into_owned();
    let package = Package::new(format!("fixture-{name}"));
    (name, Generator::new(spec).package(&package).unwrap_or_else(|failure| panic!("{failure}")))
}

/// What is made of the document alone, by its path in `src`.
fn own(files: &Files) -> impl Iterator<Item = (&Path, &str)> {
    let files = files.iter().filter(|(path, _)| !SHARED.iter().any(|shared| path.ends_with(shared)));
    let files = files.map(|(path, text)| (path.strip_prefix("src").unwrap_or(path), text));
    files.filter(|(path, _)| !path.starts_with("runtime") && *path != Path::new("runtime.rs"))
}

/// The lines of the public API that all clients have, and the others of each.
fn surfaces(clients: &[(String, Files)]) -> (String, Vec<(&String, String)>) {
    let lines = |files: &Files| -> Vec<String> {
        let text = files.iter().find(|(path, _)| *path == Path::new(SURFACE)).expect("each client has it").1;
        text.lines().skip(1).map(|line| format!("{line}\n")).collect()
    };
    let all: Vec<_> = clients.iter().map(|(name, files)| (name, lines(files))).collect();
    let everywhere = |line: &&String| all.iter().all(|(_, lines)| lines.binary_search(line).is_ok());
    let common = all.first().into_iter().flat_map(|(_, lines)| lines).filter(everywhere).cloned().collect();
    let others = |lines: &[String]| lines.iter().filter(|line| !everywhere(line)).cloned().collect();
    (common, all.iter().map(|(name, lines)| (*name, others(lines))).collect())
}

/// A file of the base, and the lines by which those of all others differ.
fn shared(path: &str, clients: &[(String, Files)]) -> (String, String) {
    let text = |(name, files): &(String, Files)| {
        let text =
            |path: &str| files.iter().find(|(found, _)| *found == Path::new(path)).expect("each client has it").1;
        let described = text("Cargo.toml").lines().find_map(|line| line.strip_prefix("description = \"A client for "));
        let title = described.map_or("", |title| title.trim_end_matches('"'));
        let snake = format!("fixture_{}", name.replace('-', "_"));
        let names = [(format!("fixture-{name}"), "fixture-NAME"), (snake, "fixture_NAME"), (title.to_owned(), "TITLE")];
        let text = text(path)
            .replace(&format!("from {name}.json"), "from NAME")
            .replace(&format!("from {name}.yaml"), "from NAME");
        names.iter().fold(text, |text, (from, to)| text.replace(from, to))
    };
    let base = text(clients.iter().find(|(name, _)| name == BASE).expect("the base is a fixture"));
    let mut others = String::new();
    for client in clients {
        let text = text(client);
        let beyond = |of: &str, other: &str, sign: char| {
            // Of a line with another value only the new one is worth reading.
            let known = |line: &str, other: &str| match line.split_once(" = ").filter(|_| sign == '-') {
                Some((name, _)) => other.split_once(" = ").is_some_and(|(same, _)| same == name),
                None => line == other,
            };
            let lines = of.lines().filter(|line| !other.lines().any(|other| known(line, other)));
            lines.map(|line| format!("{sign} {line}\n")).collect::<String>()
        };
        let lines = beyond(&base, &text, '-') + &beyond(&text, &base, '+');
        if !lines.is_empty() {
            let _ = writeln!(others, "{}\n{lines}", client.0);
        }
    }
    (base, others)
}
