//! Maintenance: the commands of who edits the document. What changed since a revision of git, whom it breaks, which version
//! it needs, and that a release holds the version to it.

use crate::support::{project, scratch, stderr};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

const SPEC: &str = "spec/api.yaml";

/// A document with an operation and an enumeration, and its configuration.
const BEFORE: &str = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
servers:
  - url: https://pets.example
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: kind, in: query, schema: { $ref: '#/components/schemas/Kind' } }
      responses:
        '200':
          description: Fine
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Kind' } } } }
components:
  schemas:
    Kind:
      type: string
      enum:
        - cat
        - dog
";

const CONFIG: &str = "\
spec = \"api.yaml\"
out = \"../client\"

[crate]
name = \"pets\"
version = \"0.1.0\"
";

#[test]
fn a_maintainer_sees_what_an_edit_does_and_which_version_it_needs() {
    let folder = repository("maintainer");
    assert_eq!(said(&run(&folder, &["diff"]), 0), "patch   pets 0.1.0: nothing changed\n".to_owned() + NOTHING);
    edit(&folder, "        - dog\n", "        - cow\n");
    let told = said(&run(&folder, &["diff"]), 0);
    for part in [
        "major   pets 0.1.0 -> 0.2.0 needed, but spec/codegen.toml says 0.1.0",
        "spec/api.yaml:21:11  value `cow` added to `Kind` [value-added]",
        "HEAD:spec/api.yaml:21:11  value `dog` removed from `Kind` [value-removed]",
        "wire   breaks requests",
        "- types::Kind::Dog = dog",
        "2 changes: 1 break requests, 0 break responses; Rust 1 major, 1 minor, 0 patch",
    ] {
        assert!(told.contains(part), "`{part}` is not in\n{told}");
    }
    let json = said(&run(&folder, &["diff", "--message-format", "json"]), 0);
    let lines: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((&lines[0]["kind"], &lines[0]["rule"]), (&"change".into(), &"value-added".into()));
    assert_eq!(lines[0]["new"]["line"], 21);
    assert_eq!((&lines[2]["kind"], &lines[2]["verdict"]), (&"summary".into(), &"major".into()));
    let markdown = said(&run(&folder, &["diff", "--message-format", "markdown"]), 0);
    assert!(
        markdown.starts_with("### API: major\n") && markdown.contains("| effect | document | Rust |"),
        "{markdown}"
    );
}

#[test]
fn a_pipeline_fails_on_what_it_was_told_to_fail_on() {
    let folder = repository("pipeline");
    edit(&folder, "        - dog\n", "        - dog\n        - cow\n");
    for (fail_on, status) in [("major", 0), ("wire", 0), ("minor", 1)] {
        assert_eq!(run(&folder, &["diff", "--fail-on", fail_on]).status.code(), Some(status), "{fail_on}");
    }
    edit(&folder, "        - cat\n", "");
    for (fail_on, status) in [("major", 1), ("wire", 1), ("minor", 1)] {
        assert_eq!(run(&folder, &["diff", "--fail-on", fail_on]).status.code(), Some(status), "{fail_on}");
    }
}

#[test]
fn documents_are_files_revisions_or_standard_input() {
    let folder = repository("sides");
    git(&folder, &["tag", "v0.1.0"]);
    edit(&folder, "        - dog\n", "        - dog\n        - cow\n");
    git(&folder, &["commit", "--quiet", "--all", "--message", "A cow"]);
    fs::write(folder.join("old.yaml"), BEFORE).expect("it can be written");
    let minor = |output: &Output| said(output, 0).starts_with("minor");
    assert!(minor(&run(&folder, &["diff", "--since", "v0.1.0"])));
    assert!(minor(&run(&folder, &["diff", "v0.1.0:spec/api.yaml", "HEAD:spec/api.yaml"])));
    assert!(minor(&run(&folder, &["diff", "old.yaml", SPEC])));
    assert!(minor(&run_with(&folder, &["diff", "-", SPEC], BEFORE)));
    assert!(said(&run(&folder, &["diff"]), 0).contains("nothing changed"));
    // A file of that name wins.
    fs::write(folder.join("HEAD:old.yaml"), BEFORE).expect("it can be written");
    assert!(minor(&run(&folder, &["diff", "HEAD:old.yaml", SPEC])));
}

#[test]
fn parts_of_a_document_come_from_the_same_revision() {
    let folder = repository("parts");
    let kind = "{ type: string, enum: [cat, dog] }\n";
    fs::write(folder.join("spec/kind.yaml"), kind).expect("it can be written");
    let (inline, reference) =
        ("      type: string\n      enum:\n        - cat\n        - dog\n", "      $ref: kind.yaml\n");
    edit(&folder, inline, reference);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "A file of its own"]);
    fs::write(folder.join("spec/kind.yaml"), kind.replace("cat, ", "cat, cow, ")).expect("it can be written");
    let told = said(&run(&folder, &["diff"]), 0);
    assert!(told.contains("value `cow` added"), "{told}");
    assert!(told.contains("spec/kind.yaml:1:"), "{told}");
    assert!(told.contains("1 change: "), "{told}");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let folder = repository("not-comparable");
    let told = |arguments: &[&str], status: i32| {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", stderr(&output));
        stderr(&output)
    };
    let shallow = told(&["diff", "--since", "v9"], 3);
    assert!(shallow.contains("git knows no revision `v9`") && shallow.contains("git fetch --deepen"), "{shallow}");
    assert!(told(&["diff", "HEAD:nowhere.yaml", SPEC], 3).contains("`nowhere.yaml` is not in git's revision `HEAD`"));
    assert!(told(&["diff", "--output=x:spec/api.yaml", SPEC], 2).contains("error"));
    assert!(told(&["diff", "--", "-x:spec/api.yaml", SPEC], 2).contains("`-x` is no revision of git"));
    assert!(told(&["diff", "-", "-"], 2).contains("standard input"));
    told(&["diff", SPEC], 2);
    fs::write(folder.join("broken.yaml"), "openapi: 3.0.3\n").expect("it can be written");
    let broken = told(&["diff", SPEC, "broken.yaml"], 3);
    assert!(broken.contains("error[E0011]") && broken.contains("cannot be compared"), "{broken}");
}

#[test]
fn a_release_holds_the_version_to_what_came_since() {
    let folder = repository("release");
    said(&run(&folder, &["release"]), 0);
    let released = fs::read_to_string(folder.join("spec/released.txt")).expect("it was written");
    assert!(released.starts_with("# @generated by openapi-crate release: pets 0.1.0"), "{released}");

    edit(&folder, "        - dog\n", "");
    let told = said(&run(&folder, &["generate"]), 0);
    assert!(told.contains("api  -1, major: see `openapi-crate diff`"), "{told}");
    assert!(told.contains("version  0.1.0 was released, and what came since needs 0.2.0"), "{told}");
    let checked = run(&folder, &["generate", "--check"]);
    assert_eq!(checked.status.code(), Some(1));
    let checked = stderr(&checked);
    assert!(checked.contains("- types::Kind::Dog = dog") && checked.contains("needs 0.2.0, not 0.1.0"), "{checked}");
    assert_eq!(run(&folder, &["release"]).status.code(), Some(1));

    set_version(&folder, "0.2.0");
    assert_eq!(run(&folder, &["release"]).status.code(), Some(1), "the client is not up to date");
    said(&run(&folder, &["generate"]), 0);
    said(&run(&folder, &["generate", "--check"]), 0);
    assert!(names(&folder).contains("\"dog\""), "a name is kept from others until a major version");
    said(&run(&folder, &["release"]), 0);
    assert!(!names(&folder).contains("\"dog\""), "a major version gives it free");
    said(&run(&folder, &["generate", "--check"]), 0);

    set_version(&folder, "0.1.9");
    said(&run(&folder, &["generate"]), 0);
    assert!(stderr(&run(&folder, &["release"])).contains("0.2.0 was released"));
}

#[test]
fn an_odd_record_of_a_release_is_told() {
    let folder = repository("odd-release");
    fs::write(folder.join("spec/released.txt"), "something else\n").expect("it can be written");
    let checked = run(&folder, &["generate", "--check"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(stderr(&checked).contains("openapi-crate release"), "{}", stderr(&checked));
}

#[test]
fn each_kind_of_change_is_explained() {
    let folder = scratch("explained");
    for rule in openapi_crate::diff::Rule::ALL {
        let page = said(&run(&folder, &["explain", rule.id()]), 0);
        assert!(page.starts_with(&format!("# {}\n", rule.id())) && page.contains("- wire: "), "{page}");
    }
    assert_eq!(run(&folder, &["explain", "no-such-change"]).status.code(), Some(2));
}

const NOTHING: &str = "0 changes: 0 break requests, 0 break responses; Rust 0 major, 0 minor, 0 patch\n";

/// A repository of git with the document, the client that is made of it, and one commit.
fn repository(name: &str) -> PathBuf {
    let folder = scratch(&format!("maintenance-{name}"));
    fs::create_dir_all(folder.join("spec")).expect("it can be written");
    fs::write(folder.join(SPEC), BEFORE).expect("it can be written");
    fs::write(folder.join("spec/codegen.toml"), CONFIG).expect("it can be written");
    said(&run(&folder, &["generate"]), 0);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "A client"]);
    folder
}

fn edit(folder: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(SPEC)).expect("it was written");
    assert!(text.contains(from), "`{from}` is not in the document");
    fs::write(folder.join(SPEC), text.replacen(from, to, 1)).expect("it can be written");
}

fn set_version(folder: &Path, version: &str) {
    let lines = CONFIG
        .lines()
        .map(|line| if line.starts_with("version") { format!("version = \"{version}\"") } else { line.to_owned() });
    let text: String = lines.map(|line| line + "\n").collect();
    fs::write(folder.join("spec/codegen.toml"), text).expect("it can be written");
}

fn names(folder: &Path) -> String {
    fs::read_to_string(folder.join("spec/names.lock")).expect("it was written")
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    run_with(folder, arguments, "")
}

/// Runs the command with this on its standard input.
fn run_with(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let file = folder.join(".input");
    fs::write(&file, input).expect("it can be written");
    let input = fs::File::open(&file).expect("it was written");
    let mut command = Command::new(crate::support::binary());
    command.args(arguments).current_dir(folder).stdin(Stdio::from(input)).output().expect("the command runs")
}

/// Runs git, without the configuration of the machine.
fn git(folder: &Path, arguments: &[&str]) {
    let nothing = project().join("tests/no-such-file");
    let who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git")
        .args(who)
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", &nothing)
        .env("GIT_CONFIG_SYSTEM", &nothing)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

/// What a command printed that ended with this status.
fn said(output: &Output, status: i32) -> String {
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(status), "{printed}{}", stderr(output));
    printed
}
