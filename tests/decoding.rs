//! Decoding: the clients of fixtures, compiled and run on values. One file under `decoding/` for each fixture of its name,
//! which becomes a test of a crate that has the client as `client`.

use crate::support::{cargo, files, project, scratch, stderr};
use openapi_crate::{Generator, Package};
use std::fs;

#[test]
fn each_client_makes_of_values_what_the_document_says() {
    for source in files(&project().join("tests/decoding"), "rs") {
        let name = source.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let folder = scratch(&format!("decoding-{name}"));
        let spec = project().join(format!("tests/fixtures/{name}.yaml"));
        let generated =
            Generator::new(spec).package(&Package::new("client")).unwrap_or_else(|failure| panic!("{failure}"));
        generated.files.compare(&folder).and_then(|changes| changes.apply()).expect("it can be written");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was generated");
        fs::write(folder.join("Cargo.toml"), manifest + "\n[workspace]\n").expect("it can be written");
        fs::create_dir_all(folder.join("tests")).expect("it can be written");
        fs::copy(&source, folder.join("tests/decoding.rs")).expect("it is part of the project");
        let tested = cargo(&folder, &["test", "--quiet", "--no-default-features", "--test", "decoding"]);
        let printed = String::from_utf8_lossy(&tested.stdout).into_owned();
        assert!(tested.status.success(), "{}{printed}", stderr(&tested));
        assert!(printed.contains("passed"), "{printed}");
    }
}
