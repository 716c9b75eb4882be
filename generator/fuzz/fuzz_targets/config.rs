//! Any bytes as a configuration file: it is read, and its package is made of a small document. A package whose manifest is
//! TOML or a diagnostic comes out; never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_crate::{Generator, config::Config};
use std::{fs, path::PathBuf, sync::LazyLock};

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("fuzz-config-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    let document = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: {}\n";
    fs::write(folder.join("document.yaml"), document).expect("a temporary file can be written");
    folder
});

fuzz_target!(|bytes: &[u8]| {
    let path = FOLDER.join("codegen.toml");
    fs::write(&path, bytes).expect("a temporary file can be written");
    let config = match Config::read(&path) {
        Ok(config) => config,
        Err(failure) => return drop((failure.to_string(), failure.report.json())),
    };
    let generator = Generator::new(FOLDER.join("document.yaml"))
        .verdicts(config.verdicts)
        .skip_unsupported(config.skip_unsupported)
        .plain_formats(config.plain_formats);
    if let Ok(generated) = generator.package(&config.package) {
        let (_, manifest) =
            generated.files.iter().find(|(path, _)| path.ends_with("Cargo.toml")).expect("a package has a manifest");
        let manifest: toml::Table = manifest.parse().expect("a manifest is TOML");
        let name = manifest["package"]["name"].as_str().expect("a package has a name");
        assert!(name == config.package.name || config.package.name.contains(char::is_control), "{name}");
    }
});
