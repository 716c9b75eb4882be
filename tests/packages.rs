//! The packages as a registry would have them, and the READMEs: the blocks of code that begin with the name of a file are written
//! to these files, and built with the packages that `cargo package` made.

use crate::support::{binary, cargo, files, project, scratch, stderr};
use openapi_crate::config::Config;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

#[test]
fn the_packages_build_as_their_readmes_say() {
    let folder = scratch("packages");
    let [generator, client] = ["openapi-crate", "authenteq"].map(|name| unpacked(&folder, name));
    for package in [&generator, &client] {
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert_eq!(text(&package.join(licence)), text(&project().join(licence)), "{}", package.display());
        }
    }

    let readme = text(&generator.join("README.md"));
    let document = text(&project().join("tests/fixtures/servers.yaml"));
    let script = write(&folder.join("script"), &blocks(&readme, "Make it in your own build script"));
    fs::create_dir_all(script.join("spec")).expect("it can be written");
    fs::write(script.join("spec/api.yaml"), &document).expect("it can be written");
    fill(&script, &["deps", "spec/api.yaml"]);

    let vendored = write(&folder.join("vendored"), &blocks(&readme, "Keep it under version control"));
    fs::write(vendored.join("spec/api.yaml"), &document).expect("it can be written");
    let head = command(&vendored, &["generate"]);
    assert!(head.contains("its head has the lines of `[dependencies]`"), "{head}");
    fill(&vendored, &["deps"]);

    let readme = text(&project().join("README.md")).replace("\"generated\"", &format!("'{}'", client.display()));
    write(&folder.join("backend"), &blocks(&readme, "Call Authenteq"));

    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"script\", \"vendored\", \"backend\"]\n\n\
         [patch.crates-io]\nopenapi-crate = {{ path = '{}' }}\n",
        generator.display()
    );
    fs::write(folder.join("Cargo.toml"), workspace).expect("it can be written");
    let checked = cargo(&folder, &["check", "--quiet", "--workspace", "--offline"]);
    assert!(checked.status.success() && stderr(&checked).is_empty(), "{}", stderr(&checked));
}

#[test]
fn the_readme_of_the_generator_leads_nowhere_that_a_registry_has_not() {
    let readme = text(&project().join("generator/README.md"));
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let headings: Vec<_> = readme.lines().filter(|line| line.starts_with('#')).map(anchor).collect();
    for link in links {
        let is_heading = link.strip_prefix('#').is_some_and(|anchor| headings.iter().any(|heading| heading == anchor));
        assert!(is_heading || link.starts_with("https://"), "{link}");
    }
    for folder in ["generator/", "generated/", "tests/", "cargo run"] {
        assert!(!readme.contains(folder), "{folder}");
    }
}

#[test]
fn each_configuration_of_the_readme_is_taken() {
    let folder = scratch("configurations");
    let readme = text(&project().join("generator/README.md"));
    let mut count = 0;
    for configuration in
        fenced(section(&readme, "codegen.toml")).filter_map(|(language, text)| (language == "toml").then_some(text))
    {
        let path = folder.join("codegen.toml");
        let whole =
            configuration.contains("spec = ").then(String::new).unwrap_or_else(|| "spec = \"api.yaml\"\n".to_owned());
        fs::write(&path, whole + configuration).expect("it can be written");
        Config::read_included(&path).unwrap_or_else(|failure| panic!("{failure}"));
        count += 1;
    }
    assert!(count >= 2);
}

#[test]
fn nothing_asks_for_a_later_compiler_than_the_packages_say() {
    let arguments = ["metadata", "--offline", "--locked", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(project()).output().expect("Cargo runs");
    assert!(output.status.success(), "{}", stderr(&output));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("Cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("there are some");
    let of = |package: &serde_json::Value| -> Option<Vec<u64>> {
        package["rust_version"]
            .as_str()
            .map(|version| version.split('.').filter_map(|part| part.parse().ok()).collect())
    };
    let ours = packages.iter().filter(|package| package["source"].is_null());
    let ours: BTreeSet<_> = ours.map(|package| of(package).expect("it says which compiler it needs")).collect();
    assert_eq!(ours.len(), 1, "the generator and its client say the same: {ours:?}");
    let ours = ours.first().expect("there is one");
    for package in packages {
        assert!(
            of(package).is_none_or(|asked| asked.iter().take(2).le(ours.iter().take(2))),
            "{} {}",
            package["name"],
            package["version"]
        );
    }
}

/// What `cargo package` makes of a package, unpacked.
fn unpacked(folder: &Path, name: &str) -> PathBuf {
    let target = folder.join("target");
    let packed = Command::new(env!("CARGO"))
        .args(["package", "--quiet", "--offline", "--allow-dirty", "--no-verify", "--package", name])
        .current_dir(project())
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .expect("Cargo runs");
    assert!(packed.status.success(), "{}", stderr(&packed));
    let packages = files(&target.join("package"), "crate");
    let package =
        packages.iter().find(|path| path.file_name().is_some_and(|it| it.to_string_lossy().starts_with(name)));
    let package = package.expect("it was made");
    let unpacked = Command::new("tar").arg("xzf").arg(package).current_dir(folder).output().expect("tar runs");
    assert!(unpacked.status.success(), "{}", stderr(&unpacked));
    folder.join(package.file_stem().expect("it has a name"))
}

/// Writes files into a new folder of a package, which is named after the folder.
fn write(folder: &Path, files: &[(String, String)]) -> PathBuf {
    assert!(files.iter().any(|(path, _)| path == "Cargo.toml"), "{}", folder.display());
    for (path, text) in files {
        let (name, path) = (folder.file_name().expect("it has a name").display(), folder.join(path));
        let head = format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n");
        let text = if path.ends_with("Cargo.toml") { head + text } else { text.clone() };
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be written");
        fs::write(path, text).expect("it can be written");
    }
    folder.to_owned()
}

/// Puts what a command prints where a manifest says that it belongs.
fn fill(folder: &Path, arguments: &[&str]) {
    let manifest = folder.join("Cargo.toml");
    let (before, after) = ("[dependencies]\n# the lines that ", "\n");
    let text = text(&manifest);
    let (head, rest) = text.split_once(before).expect("the README says which lines");
    let (_, tail) = rest.split_once(after).expect("it is one line");
    let printed = command(folder, arguments);
    let lines = printed.strip_prefix("[dependencies]\n").expect("they stand under their heading");
    fs::write(&manifest, format!("{head}[dependencies]\n{lines}{tail}")).expect("it can be written");
}

fn command(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(binary()).args(arguments).current_dir(folder).output().expect("the command runs");
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text under a heading of the second level.
fn section<'t>(readme: &'t str, heading: &str) -> &'t str {
    let start = readme.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("there is no `{heading}`"));
    let rest = &readme[start + 1..];
    &rest[..rest.find("\n## ").unwrap_or(rest.len())]
}

/// The blocks of code, each with what it is said to be.
fn fenced(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'))
}

/// The blocks of a section that begin with the name of a file, by that name.
fn blocks(readme: &str, heading: &str) -> Vec<(String, String)> {
    let named = fenced(section(readme, heading)).filter_map(|(_, block)| {
        let (first, _) = block.split_once('\n')?;
        let path = first.strip_prefix("# ").or_else(|| first.strip_prefix("// "))?;
        (!path.contains(' ') && path.contains('.')).then(|| (path.to_owned(), block.to_owned()))
    });
    named.collect()
}

/// How a heading is linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches(['#', ' ']).to_lowercase();
    kept.chars()
        .filter(|char| char.is_alphanumeric() || "- ".contains(*char))
        .map(|char| if char == ' ' { '-' } else { char })
        .collect()
}
