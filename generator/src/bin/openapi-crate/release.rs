//! `release`: writes down what is released, so that what comes later is held against its version.

use crate::{FAILURE, Outcome, USAGE, color, configured, failed, gate::gate, generate::stale};
use openapi_crate::{Package, config::Config, diff::Bump, release::Release};
use std::path::Path;

pub(crate) fn run(path: &Path) -> Outcome {
    configured(path, "a configuration file with --config FILE: what is released is made from one")?;
    let config = Config::read(path).map_err(|failure| (USAGE, failure.render(color())))?;
    let generated = config.make(&config.generator());
    let generated = generated.map_err(|failure| (FAILURE, failure.render(color())))?;
    let mut changes = generated.files.compare(&config.out).map_err(|error| failed(&error))?;
    changes.include(&config.names, &generated.names_lock).map_err(|error| failed(&error))?;
    if !changes.is_empty() {
        return Err((FAILURE, stale(&changes, &config.out, "openapi-crate generate")));
    }
    if let Some(gate) = gate(&config, generated.api())? {
        return Err((FAILURE, gate.to_string()));
    }
    let Some(file) = &config.released else { return Ok(()) };
    let Package { name, version, .. } = &config.package;
    let before = Release::read(file).map_err(|error| failed(&error))?;
    let release = Release::new(version, generated.api()).map_err(|error| failed(&error))?;
    if before.as_ref().is_some_and(|before| before.version > release.version) {
        return Err((FAILURE, format!("error: a later version than {version} was released already")));
    }
    let major = before.is_some_and(|before| before.since(generated.api()).verdict() == Bump::Major);
    release.write(file, name).map_err(|error| failed(&error))?;
    if major {
        forget_retired(&config)?;
    }
    println!("{:>9}  {name} {version}: its API is in {}", "released", file.display());
    println!("{:>9}  commit it, tag the commit `v{version}` and publish {}", "next", config.out.display());
    Ok(())
}

/// Gives the names of what left the document free, since a major version may use them anew.
fn forget_retired(config: &Config) -> Outcome {
    let generated = config.make(&config.generator().forget_retired(true));
    let generated = generated.map_err(|failure| (FAILURE, failure.render(color())))?;
    let mut changes = generated.files.compare(&config.out).map_err(|error| failed(&error))?;
    changes.include(&config.names, &generated.names_lock).map_err(|error| failed(&error))?;
    changes.apply().map_err(|error| failed(&error))
}
