//! Deprecation: what the compiler says to somebody who uses what the document marks as deprecated.

use crate::support::{cargo, project, scratch, stderr};
use std::fs;

#[test]
fn the_legacy_method_is_refused_and_names_its_replacement() {
    let said = check("legacy", "let _ = client.token();");
    assert!(said.contains("use of deprecated method"), "{said}");
    assert!(said.contains("use `verification_token` instead"), "{said}");
}

#[test]
fn the_deprecated_setter_is_refused_and_names_its_replacement() {
    let said = check("setter", "let _ = client.verification_token().multi_document_flow(\"On\");");
    assert!(said.contains("use of deprecated method"), "{said}");
    assert!(said.contains("use `flow_slug` instead"), "{said}");
}

#[test]
fn what_is_not_deprecated_compiles() {
    assert_eq!(check("current", "let _ = client.verification_token().flow_slug(\"onboarding\");"), "");
}

/// What the compiler says of these statements where deprecation is an error.
fn check(name: &str, statements: &str) -> String {
    let folder = scratch(&format!("deprecation-{name}"));
    let client = project().join("generated");
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         authenteq = {{ path = '{}', default-features = false }}\n",
        client.display()
    );
    let code = format!("#![deny(deprecated)]\n\npub fn call<M>(client: &authenteq::Api<M>) {{\n    {statements}\n}}\n");
    fs::create_dir_all(folder.join("src")).expect("it can be written");
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    fs::write(folder.join("src/lib.rs"), code).expect("it can be written");
    let checked = cargo(&folder, &["check", "--quiet"]);
    assert_eq!(checked.status.success(), stderr(&checked).is_empty(), "{}", stderr(&checked));
    stderr(&checked)
}
