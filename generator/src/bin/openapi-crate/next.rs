//! What to do after a client was generated, as it is true where it stands: in a new folder or an old one, under version
//! control or not, inside of a workspace or by itself.

use openapi_crate::{Changes, config::Config};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The last line of a run.
pub(crate) fn next(changes: &Changes, config: &Config) -> String {
    let out = config.out.display();
    if changes.is_empty() {
        return format!("nothing: {out} is up to date");
    }
    if config.module {
        return "declare it with `mod`; its head has the lines of `[dependencies]` that it needs".to_owned();
    }
    let name = &config.package.name;
    let whole = fs::canonicalize(&config.out).unwrap_or_else(|_| config.out.clone());
    match workspace(&whole) {
        Some(Workspace { manifest, path, member: false }) => {
            let manifest = manifest.display();
            format!("add \"{path}\" to `members` of {manifest}, or to `exclude`, then run `cargo check -p {name}`")
        }
        workspace if changes.edits.iter().all(|edit| edit.old.is_none()) => match workspace {
            Some(_) => format!("run `cargo doc --open -p {name}`"),
            None => format!("run `cargo doc --open` in {out}"),
        },
        _ if whole.ancestors().any(|folder| folder.join(".git").exists()) => {
            format!("review `git diff {out}`, then run `cargo test`")
        }
        Some(_) => format!("run `cargo check -p {name}`"),
        None => format!("run `cargo check` in {out}"),
    }
}

/// The workspace around a package.
struct Workspace {
    manifest: PathBuf,
    /// The path of the package in it.
    path: String,
    /// Whether it is a member.
    member: bool,
}

/// The workspace that Cargo takes a package for a part of: the first one around it, unless that leaves it out.
fn workspace(package: &Path) -> Option<Workspace> {
    for folder in package.ancestors().skip(1) {
        let manifest = folder.join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else { continue };
        let Ok(table) = text.parse::<toml::Table>() else { continue };
        let Some(workspace) = table.get("workspace") else { continue };
        let path = package.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        let listed = |key: &str| {
            let listed = workspace.get(key).and_then(toml::Value::as_array).into_iter().flatten();
            listed.filter_map(toml::Value::as_str).any(|pattern| covers(pattern, &path))
        };
        if listed("exclude") {
            return None;
        }
        let member = listed("members");
        return Some(Workspace { manifest, path, member });
    }
    None
}

/// Whether a pattern of members is for a path: the path itself, or its folder and a star.
fn covers(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    match pattern.strip_suffix("/*") {
        Some(folder) => path.rsplit_once('/').is_some_and(|(parent, _)| parent == folder),
        None => pattern == path || pattern == "*" && !path.contains('/'),
    }
}
