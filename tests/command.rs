//! The command as a newcomer meets it: names that are refused, words that are misspelt, and the last lines of a run, which must
//! be true where they stand.

use crate::support::{binary, project, scratch, stderr};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

#[test]
fn a_name_that_is_none_is_refused_with_one_that_is() {
    let folder = folder("names");
    for (name, meant) in [
        ("Pet Store", "pet-store"),
        ("fn", "fn-client"),
        ("1st", "value-1st"),
        ("größe", "gr-e"),
        ("test", "test-client"),
    ] {
        let refused = run(&folder, &["generate", "api.yaml", "--out", "client", "--name", name]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
        assert!(stderr(&refused).contains(&format!("did you mean `{meant}`?")), "{}", stderr(&refused));
    }
    fs::write(folder.join("codegen.toml"), "spec = \"api.yaml\"\nout = \"client\"\n[crate]\nname = \"Pet Store\"\n")
        .expect("it can be written");
    let refused = run(&folder, &["--config", "codegen.toml"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = stderr(&refused);
    assert!(said.contains("codegen.toml:4:8") && said.contains("did you mean `pet-store`?"), "{said}");
}

#[test]
fn a_misspelt_command_is_no_document() {
    let folder = folder("misspelt");
    let misspelt = run(&folder, &["dif", "old.yaml"]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(stderr(&misspelt).contains("did you mean `diff`?"), "{}", stderr(&misspelt));
    let document = run(&folder, &["api.yaml", "--out", "client", "--name", "client"]);
    assert!(document.status.success(), "{}", stderr(&document));
}

#[test]
fn the_hint_of_a_check_is_a_command_that_mends_it() {
    let folder = folder("hint");
    let arguments = ["generate", "api.yaml", "--out", "a client", "--name", "client", "--features", "mock,blocking"];
    let arguments = [&arguments[..], &["--license", "MIT OR Apache-2.0", "--crate-version", "0.3.0"]].concat();
    let checked = run(&folder, &[&arguments[..], &["--check"]].concat());
    assert_eq!(checked.status.code(), Some(1));
    let said = stderr(&checked);
    let hint = said.lines().last().and_then(|line| line.split('`').nth(3)).expect("it ends with a command").to_owned();
    let arguments = hint.strip_prefix("openapi-crate ").expect("it is ours");
    let shell = format!("'{}' {arguments}", binary().display());
    let mended = Command::new("sh").args(["-c", &shell]).current_dir(&folder).output().expect("a shell runs");
    assert!(mended.status.success(), "{hint}: {}", stderr(&mended));
    let manifest = fs::read_to_string(folder.join("a client/Cargo.toml")).expect("it was written");
    for line in ["version = \"0.3.0\"", "license = \"MIT OR Apache-2.0\"", "mock = []"] {
        assert!(manifest.contains(line), "{manifest}");
    }
    assert!(!manifest.contains("hyper = "), "{manifest}");
}

#[test]
fn the_last_line_is_true_where_it_stands() {
    let folder = folder("next");
    let next = |out: &str| {
        let done = run(&folder, &["generate", "api.yaml", "--out", out, "--name", "client"]);
        assert!(done.status.success(), "{}", stderr(&done));
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let last = said.lines().last().expect("something is said").trim().to_owned();
        last.strip_prefix("next  ").expect("it says what to do next").to_owned()
    };
    fs::write(folder.join("Cargo.toml"), "[workspace]\nmembers = [\"member\", \"crates/*\"]\nexclude = [\"apart\"]\n")
        .expect("it can be written");
    let add = next("other");
    assert!(add.starts_with("add \"other\" to `members` of ") && add.contains("cargo check -p client"), "{add}");
    for (out, then) in [("member", "-p client"), ("crates/client", "-p client"), ("apart", "in apart")] {
        let then = if then.starts_with("in") {
            format!("run `cargo doc --open` {then}")
        } else {
            format!("run `cargo doc --open {then}`")
        };
        assert_eq!(next(out), then);
        assert_eq!(next(out), format!("nothing: {out} is up to date"));
    }
}

#[test]
fn each_command_has_examples_that_it_takes() {
    let folder = folder("examples");
    fs::create_dir_all(folder.join("spec")).expect("it can be written");
    for copy in ["petstore.yaml", "old.yaml", "new.yaml", "spec/api.yaml", "api.json"] {
        fs::copy(folder.join("api.yaml"), folder.join(copy)).expect("it can be written");
    }
    let config = "spec = \"api.yaml\"\nout = \"../client\"\n[crate]\nname = \"client\"\n";
    fs::write(folder.join("spec/codegen.toml"), config).expect("it can be written");
    fs::write(folder.join("codegen.toml"), config.replace("api.yaml", "spec/api.yaml")).expect("it can be written");
    let help = String::from_utf8_lossy(&run(&folder, &["--help"]).stdout).into_owned();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<_> =
        commands.filter_map(|line| line.split_whitespace().next()).filter(|it| *it != "help").collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        let help = String::from_utf8_lossy(&run(&folder, &[command, "--help"]).stdout).into_owned();
        let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1);
        // What an example does stands behind it, in a column of its own.
        let examples: Vec<_> = examples.filter_map(|line| line.trim().split("   ").next()).collect();
        assert!(!examples.is_empty(), "{command}");
        for example in examples {
            let arguments = example.strip_prefix("openapi-crate").expect("it is ours").split(" > ").next();
            let arguments: Vec<_> = arguments.unwrap_or_default().split_whitespace().collect();
            let done = run(&folder, &arguments);
            // What git does not know here, it knows elsewhere.
            let wrong = done.status.code().is_none_or(|status| status == 2) || stderr(&done).contains("Usage: ");
            assert!(!wrong, "{example}: {}", stderr(&done));
        }
    }
}

#[test]
fn what_is_not_there_is_told_with_what_can_be_given() {
    let folder = folder("nothing");
    for (arguments, status, parts) in [
        (&["generate"][..], 2, ["there is no spec/codegen.toml", "give SPEC --out DIR --name NAME"]),
        (&["deps"], 2, ["there is no spec/codegen.toml", "give SPEC, or"]),
        (&["diff"], 2, ["there is no spec/codegen.toml", "give OLD and NEW"]),
        (&["release", "--config", "a.toml"], 2, ["there is no a.toml", "give a configuration file"]),
        (&["explain", "member-remove"], 2, ["there is no `member-remove`", "did you mean `member-removed`?"]),
        (&["explain", "W9999"], 2, ["there is no `W9999`", "the codes are E0001"]),
        (&["lint", "nothing.yaml"], 1, ["cannot read the document", "give the path of an OpenAPI document"]),
    ] {
        let done = run(&folder, arguments);
        let said = stderr(&done);
        assert_eq!(done.status.code(), Some(status), "{arguments:?}: {said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{arguments:?}: {said}");
    }
    let linted = run(&folder, &["lint", "api.yaml"]);
    assert!(String::from_utf8_lossy(&linted.stdout).starts_with("   linted  api.yaml: "), "{}", stderr(&linted));
}

/// A folder with a document.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = scratch(&format!("command-{name}"));
    fs::copy(project().join("tests/fixtures/servers.yaml"), folder.join("api.yaml"))
        .expect("it is part of the project");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(binary()).args(arguments).current_dir(folder).output().expect("the command runs")
}
