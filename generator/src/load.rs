//! The gate: what later stages see of a document has been checked here, field by field, against the grammar of its
//! version. Schemas are read by ourselves, so that every spelling of them ends here; all around them is left to
//! openapiv3, which panics or hides its reasons on raw input. Parts in other files become parts of the document. Nothing
//! is fetched, and no file outside of the folder of the document is opened.

mod bundle;
mod conditions;
mod file;
mod grammar;
mod inputs;
mod json;
mod lift;
mod lint;
mod model;
mod references;
mod repair;
mod report;
mod schema;
mod storage;
mod validate;
mod yaml;

use crate::{
    diagnostic::{Diagnostics, Pointer, Source, Stop},
    render::Sources,
};
use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem};
use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::Arc,
};

pub(crate) use conditions::is_server_url;
pub(crate) use inputs::Inputs;
pub(crate) use schema::{Additional, At, Choice, Discriminator, JsonType, Schema, Schemas};
pub(crate) use storage::{Disk, Storage};

/// A document that passed the gate. Where errors were found it is what is left of it.
#[derive(Debug)]
pub(crate) struct Document {
    /// All but the schemas, each of which left a reference to its place.
    pub(crate) openapi: OpenAPI,
    pub(crate) schemas: Schemas,
    /// The requests that the API sends, by their names; openapiv3 knows none.
    pub(crate) webhooks: IndexMap<String, PathItem>,
    /// References that could not be followed, by their place, and why. One that nothing uses harms nobody.
    pub(crate) unresolved: HashMap<Pointer, String>,
}

/// How thoroughly a document is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// What is wrong.
    Generate,
    /// Also whether the examples that the client has fit their schemas.
    Examples,
    /// Also what is right but will make a user of the client suffer.
    Lint,
}

/// Reads the document at `path` as plain data.
pub(crate) fn read(
    storage: Arc<dyn Storage>,
    path: &Path,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Inputs, Stop> {
    let source = sources.add(file::read(&*storage, path, file::DOCUMENT, found));
    found.unless_errors(())?;
    let value = file::parse(source, found)?;
    Ok(Inputs::new(storage, path, value))
}

/// Reads the text of the lock of names at `path`, if there is one. It stands behind the files of the document.
pub(crate) fn read_lock<'s>(
    storage: &dyn Storage,
    path: &Path,
    sources: &'s mut Sources,
    found: &mut Diagnostics,
) -> Option<&'s Source> {
    file::read_lock(storage, path, found).map(|source| sources.add(source))
}

/// Checks a document, without what is left out.
pub(crate) fn check(
    inputs: &mut Inputs,
    left_out: &HashSet<Pointer>,
    care: Care,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Document, Stop> {
    let validate::Checked { mut root, grammar, unresolved } =
        validate::validate(inputs, left_out, sources, found).ok_or(Stop)?;
    let examples = match care {
        Care::Lint => lint::lint(&root, grammar, sources.first().ok_or(Stop)?, found),
        Care::Generate | Care::Examples => Vec::new(),
    };
    let schemas = lift::lift(&mut root, grammar);
    examples.iter().filter_map(|it| schemas.misfit(&it.value, &it.schema, &it.at)).for_each(|it| found.push(it));
    let webhooks = model::webhooks(&mut root, found);
    Ok(Document { openapi: model::read(root, found), schemas, webhooks, unresolved })
}
