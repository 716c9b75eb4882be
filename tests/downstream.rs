//! Downstream: a real crate whose build script makes the client. It builds, builds anew when the document has changed and
//! only then, and fails with the place of the mistake when the document is wrong.

use crate::support::{cargo, project, scratch, stderr};
use std::{fs, path::Path, path::PathBuf};

#[test]
fn the_build_script_follows_the_document() {
    let folder = copy();
    let spec = folder.join("spec/authenteq.yaml");
    let crate_folder = folder.join("tests/downstream");
    let text = fs::read_to_string(&spec).expect("it was copied");

    let built = build(&crate_folder);
    assert!(built.0, "{}", built.1);
    let again = build(&crate_folder);
    assert!(again.0 && !again.1.contains("Compiling downstream"), "it was built twice: {}", again.1);

    // At the same path it would keep its name.
    let renamed = text.replace("operationId: verificationToken", "operationId: renamedToken");
    fs::write(&spec, renamed.replace("/verification-token:", "/renamed-token:")).expect("it is ours");
    let renamed = build(&crate_folder);
    assert!(!renamed.0 && renamed.1.contains("no method named `verification_token`"), "{}", renamed.1);
    assert!(renamed.1.contains("warning[W0018]: 3 names are not in the lock of names"), "{}", renamed.1);

    fs::write(&spec, text.replacen("type: string", "type: strng", 1)).expect("it is ours");
    let line = text.lines().position(|line| line.contains("type: string")).expect("there is one") + 1;
    let wrong = build(&crate_folder);
    assert!(!wrong.0, "{}", wrong.1);
    assert!(wrong.1.contains("error[E0013]: `strng` is not allowed here"), "{}", wrong.1);
    assert!(wrong.1.contains(&format!("authenteq.yaml:{line}:")), "{}", wrong.1);

    fs::write(&spec, text).expect("it is ours");
    let mended = build(&crate_folder);
    assert!(mended.0, "{}", mended.1);
}

/// The crate and its document in a scratch folder, laid out as in the project.
fn copy() -> PathBuf {
    let folder = scratch("downstream");
    for file in ["spec/authenteq.yaml", "spec/names.lock", "tests/downstream/build.rs", "tests/downstream/src/lib.rs"] {
        let to = folder.join(file);
        fs::create_dir_all(to.parent().expect("it is in a folder")).expect("it can be written");
        fs::copy(project().join(file), to).expect("it is part of the project");
    }
    let manifest = fs::read_to_string(project().join("tests/downstream/Cargo.toml")).expect("it can be read");
    let manifest = manifest
        .replace("../../generator", &project().join("generator").to_string_lossy())
        .replace("edition.workspace = true", "edition = \"2024\"")
        .replace("rust-version.workspace = true\n", "")
        .replace("license.workspace = true\n", "");
    fs::write(folder.join("tests/downstream/Cargo.toml"), manifest + "\n[workspace]\n").expect("it can be written");
    folder
}

fn build(folder: &Path) -> (bool, String) {
    let output = cargo(folder, &["build"]);
    (output.status.success(), stderr(&output))
}
