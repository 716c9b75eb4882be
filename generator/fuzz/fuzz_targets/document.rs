//! Any bytes as a document: it is linted, and a client is made of it, whole and with what has an error left out. An answer
//! or diagnostics come out of each; never a panic, a hang, or a client that is no Rust.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_crate::{Failure, Generator, Package};
use std::{fs, path::PathBuf, sync::LazyLock};

/// The file that the document is in, alone in its folder, so that no reference leads to another.
static DOCUMENT: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("fuzz-document-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    folder.join("document")
});

fuzz_target!(|bytes: &[u8]| {
    fs::write(&*DOCUMENT, bytes).expect("a temporary file can be written");
    let generator = Generator::new(&*DOCUMENT);
    match generator.lint() {
        Ok(report) => drop((report.render(true), report.json())),
        Err(failure) => told(&failure),
    }
    for skip in [false, true] {
        let generator = generator.clone().skip_unsupported(skip);
        match generator.package(&Package::new("client")) {
            Ok(generated) => {
                for (path, text) in generated.files.iter().filter(|(path, _)| path.extension().is_some_and(|it| it == "rs") && !path.starts_with("src/runtime")) {
                    assert!(syn::parse_file(text).is_ok(), "{} is no Rust", path.display());
                }
                drop(generated.report.to_string());
            }
            Err(failure) => told(&failure),
        }
        if let Err(failure) = generator.file() {
            told(&failure);
        }
    }
});

/// A refusal says why.
fn told(failure: &Failure) {
    assert!(failure.report.diagnostics.iter().next().is_some(), "refused without a reason");
    drop((failure.to_string(), failure.report.json()));
}
