//! Tidy: which stage may know which crate. What a stage must never do, it cannot even name.

use crate::support::{project, sources};
use std::fs;

/// A crate, and the sources that may name it.
const ALLOWED: &[(&str, &[&str])] = &[
    (
        "openapiv3::",
        &[
            "load.rs",
            "load/",
            "lower.rs",
            "lower/",
            "diff/bodies.rs",
            "diff/operations.rs",
            "diff/parameters.rs",
            "select.rs",
        ],
    ),
    ("serde_yaml::", &["load/yaml.rs"]),
    ("granit_parser::", &["load/yaml.rs"]),
    ("heck::", &["names/scope.rs"]),
    ("pulldown_cmark::", &["emit/docs/"]),
    ("quote::", &["emit.rs", "emit/", "format.rs", "format/"]),
    ("proc_macro2::", &["emit.rs", "emit/", "format.rs", "format/"]),
    ("syn::", &["adapt.rs", "format.rs", "format/"]),
    ("prettyplease::", &["format/layout.rs"]),
    ("annotate_snippets::", &["render.rs"]),
    ("clap::", &["bin/"]),
    ("semver::", &["diff/version.rs", "release.rs"]),
    ("toml::", &["config.rs", "stamp.rs", "bin/openapi-crate/next.rs"]),
    ("std::net", &[]),
    ("process::{", &["bin/", "diff/git.rs"]),
    ("std::process::Command", &[]),
    ("fs::", &["load/storage.rs", "files.rs", "record.rs", "stamp.rs", "bin/openapi-crate/next.rs"]),
];

#[test]
fn each_stage_knows_only_what_it_may() {
    let source = project().join("generator/src");
    let mut found = Vec::new();
    for path in sources(&source) {
        let name = path.strip_prefix(&source).expect("it is a source").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("it can be read");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for (word, allowed) in ALLOWED {
                if names(line, word) && !allowed.iter().any(|allowed| name.starts_with(allowed)) {
                    found.push(format!("{name}: {}", line.trim()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_generator_holds_no_word_of_its_first_document() {
    for folder in ["generator/src", "generator/runtime", "generator/fuzz/fuzz_targets"] {
        for path in sources(&project().join(folder)) {
            let text = fs::read_to_string(&path).expect("it can be read");
            assert!(!text.to_lowercase().contains("authenteq"), "{}", path.display());
        }
    }
}

#[test]
fn every_module_says_what_it_is() {
    for folder in ["generator/src", "generator/runtime", "tests"] {
        for path in sources(&project().join(folder)) {
            let text = fs::read_to_string(&path).expect("it can be read");
            assert!(text.starts_with("//! "), "{} has no head", path.display());
        }
    }
}

/// Whether a line names a path, and not the end of a longer name.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path)
        .any(|(at, _)| !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
}
