//! The files of a document, and where a reference between them leads. A file is read when the first reference needs it,
//! once, and only if it lies in the folder of the document. Nothing is fetched.

use super::{
    Storage,
    file::{self, MAX_SIZE},
};
use crate::{
    diagnostic::{Diagnostics, Level, Pointer},
    render::Sources,
};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The files read so far, in the order of [`Sources`].
#[derive(Debug)]
pub(crate) struct Inputs {
    storage: Arc<dyn Storage>,
    /// Where the document is: nothing outside of it is read.
    folder: PathBuf,
    values: Vec<Value>,
    /// The files by their canonical paths; `None` where one has errors.
    known: HashMap<PathBuf, Option<usize>>,
    /// The canonical path of each value.
    paths: Vec<PathBuf>,
    size: u64,
    /// What has an `$id` or, behind `#`, an anchor, for each file that was asked.
    identified: HashMap<usize, HashMap<String, Pointer>>,
}

/// The places of a value that have an `$id` or an anchor.
fn identifiers(value: &Value, at: &Pointer, named: &mut HashMap<String, Pointer>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (&**name, member) {
                    ("$id", Value::String(id)) => drop(named.insert(id.trim_end_matches('#').to_owned(), at.clone())),
                    ("$anchor" | "$dynamicAnchor", Value::String(anchor)) => {
                        named.entry(format!("#{anchor}")).or_insert_with(|| at.clone());
                    }
                    _ => identifiers(member, &at.join(name), named),
                }
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| identifiers(item, &at.join(index), named));
        }
        _ => {}
    }
}

/// A value in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Target {
    pub(super) file: usize,
    pub(super) pointer: Pointer,
}

impl Inputs {
    pub(super) fn new(storage: Arc<dyn Storage>, path: &Path, value: Value) -> Self {
        let path = storage.canonical(path).unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let known = HashMap::from([(path.clone(), Some(0))]);
        Self { storage, folder, values: vec![value], known, paths: vec![path], size: 0, identified: HashMap::new() }
    }

    /// The document.
    pub(crate) fn root(&self) -> &Value {
        &self.values[0]
    }

    /// The same, to be changed.
    pub(crate) fn root_mut(&mut self) -> &mut Value {
        &mut self.values[0]
    }

    /// The name of a file without its extension.
    pub(super) fn stem(&self, file: usize) -> String {
        self.paths[file].file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    pub(super) fn value(&self, target: &Target) -> Option<&Value> {
        self.values[target.file].pointer(target.pointer.as_str())
    }

    /// What a reference in a file leads to (RFC 3986 and RFC 6901, section 6). The error says why it leads nowhere.
    pub(super) fn follow(
        &mut self,
        reference: &str,
        from: usize,
        sources: &mut Sources,
        found: &mut Diagnostics,
    ) -> Result<Target, String> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if let Some(target) = self.identified(file, fragment, from) {
            return Ok(target);
        }
        let file = if file.is_empty() { from } else { self.open(file, from, sources, found)? };
        if let Some(target) = self.identified("", fragment, file) {
            return Ok(target);
        }
        // Some documents have names that look percent-encoded.
        let literal = self.values[file].pointer(fragment).is_some();
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let pointer = if literal { fragment } else { &*decoded };
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(format!(
                "`{reference}` leads to no anchor, and behind `#` stands no JSON pointer such as `/components/schemas/Pet`"
            ));
        }
        Ok(Target { file, pointer: Pointer::parse(pointer) })
    }

    /// What a reference leads to by an `$id` or an anchor of its own file (JSON Schema 2020-12, section 8.2).
    fn identified(&mut self, id: &str, fragment: &str, from: usize) -> Option<Target> {
        let anchor = !fragment.is_empty() && !fragment.starts_with('/');
        if id.is_empty() && !anchor {
            return None;
        }
        let value = &self.values[from];
        let named = self.identified.entry(from).or_insert_with(|| {
            let mut named = HashMap::new();
            identifiers(value, &Pointer::default(), &mut named);
            named
        });
        let pointer = match (id.is_empty(), anchor) {
            (_, true) => named.get(&format!("#{fragment}"))?.clone(),
            (_, false) => Pointer::parse(&format!("{}{fragment}", named.get(id)?.as_str())),
        };
        Some(Target { file: from, pointer })
    }

    /// The file at a path that is relative to another.
    fn open(
        &mut self,
        path: &str,
        from: usize,
        sources: &mut Sources,
        found: &mut Diagnostics,
    ) -> Result<usize, String> {
        if path.contains("://") || path.starts_with("//") {
            return Err(format!("`{path}` is on the network, which is never read: copy it beside the document"));
        }
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let beside = self.paths[from].parent().unwrap_or(&self.folder);
        let canonical = self.storage.canonical(&beside.join(&*decoded));
        let canonical = canonical.map_err(|error| format!("cannot read the file `{path}`: {error}"))?;
        if !canonical.starts_with(&self.folder) {
            return Err(format!("`{path}` is outside of the folder of the document, where nothing is read"));
        }
        if let Some(known) = self.known.get(&canonical) {
            return known.ok_or_else(|| format!("`{path}` has errors"));
        }
        self.known.insert(canonical.clone(), None);
        let shown = sources.first().and_then(|first| first.path.parent()).unwrap_or(Path::new(""));
        let shown = shown.join(canonical.strip_prefix(&self.folder).unwrap_or(&canonical));
        let before = found.count(Level::Error);
        let source = file::read(&*self.storage, &shown, file::DOCUMENT, found);
        self.size += source.text.len() as u64;
        if self.size > MAX_SIZE {
            return Err(format!(
                "with `{path}` the files beside the document are larger than {} MiB",
                MAX_SIZE / 1024 / 1024
            ));
        }
        let source = sources.add(source);
        let parsed = if found.count(Level::Error) > before { None } else { file::parse(source, found).ok() };
        // A file with errors still has its number among the sources.
        self.values.push(parsed.clone().unwrap_or(Value::Null));
        self.paths.push(canonical.clone());
        let number = parsed.map(|_| self.values.len() - 1);
        self.known.insert(canonical, number);
        number.ok_or_else(|| format!("`{path}` has errors"))
    }
}
