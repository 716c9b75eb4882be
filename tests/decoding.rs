//! Decoding: the clients of fixtures, compiled and run on values. One file under `decoding/` for each fixture of its name,
//! which becomes a test of a crate that has the client as `client`, with the feature `full-types`. Those under `streaming/`
//! have both its transports, too, and servers of their own on loopback.

use crate::support::{cargo, files, project, scratch, stderr};
use openapi_crate::{Generator, Package};
use std::fs;

#[test]
fn each_client_makes_of_values_what_the_document_says() {
    test_clients("decoding", &["--no-default-features", "--features", "full-types"]);
}

#[test]
fn each_client_streams_over_its_transports() {
    test_clients("streaming", &["--all-features"]);
}

/// Compiles each file of a folder as a test of the client of the fixture of its name, and runs it.
fn test_clients(kind: &str, features: &[&str]) {
    for source in files(&project().join("tests").join(kind), "rs") {
        let name = source.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let folder = scratch(&format!("{kind}-{name}"));
        let spec = project().join(format!("tests/fixtures/{name}.yaml"));
        let generated =
            Generator::new(spec).package(&Package::new("client")).unwrap_or_else(|failure| panic!("{failure}"));
        generated.files.compare(&folder).and_then(|changes| changes.apply()).expect("it can be written");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was generated");
        fs::write(folder.join("Cargo.toml"), manifest + "\n[workspace]\n").expect("it can be written");
        fs::create_dir_all(folder.join("tests")).expect("it can be written");
        fs::copy(&source, folder.join("tests/client.rs")).expect("it is part of the project");
        let tested = cargo(&folder, &[&["test", "--quiet", "--test", "client"], features].concat());
        let printed = String::from_utf8_lossy(&tested.stdout).into_owned();
        assert!(tested.status.success(), "{}{printed}", stderr(&tested));
        assert!(printed.contains("passed"), "{printed}");
    }
}
