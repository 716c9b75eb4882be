//! What several kinds of tests need: the folder of the project, scratch folders, and Cargo.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The folder of the project.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in a folder of the project").to_owned()
}

/// An empty folder of this name, outside of the workspace's own.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// Runs Cargo in a folder, with the versions of the project and a target folder that all such runs share.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    fs::copy(project().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the project has a lock file");
    Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("Cargo runs")
}

/// What a command printed to standard error.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files in a folder with this extension, sorted.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is part of the project");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
}

/// The sources of Rust in a folder and those inside of it, sorted.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("it is part of the project") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() && !path.ends_with("target") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A complete answer with this body.
pub(crate) fn response(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

/// The command, built once for all tests.
pub(crate) fn binary() -> &'static Path {
    static BINARY: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    BINARY.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target folder").to_owned();
        let arguments = ["build", "--quiet", "--package", "openapi-crate", "--bin", "openapi-crate"];
        let built = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(project())
            .env("CARGO_TARGET_DIR", &target)
            .output()
            .expect("Cargo runs");
        assert!(built.status.success(), "{}", stderr(&built));
        target.join("debug").join(format!("openapi-crate{}", std::env::consts::EXE_SUFFIX))
    })
}
