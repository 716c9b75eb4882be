//! The lock: which Rust name each thing of a document has, so that an addition to the document changes none of them. Its
//! text comes in and goes out, as JSON with a key a line. A key says what a thing is by what the document calls it, never
//! by its place in a list and never by a title. Here nothing is known of documents.

mod check;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, offset},
    names::unique::unique,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the format.
const VERSION: u32 = 1;

/// What a person reads who opens the file.
const ABOUT: &str = "Rust names of what the document describes, written by openapi-crate; keep under version control";

/// How to mend what is wrong with the file, if nothing better is known.
const REMEDY: &str = "take the file of the last commit, or remove it if no release depends on its names; the next `generate` writes it anew";

/// A Rust name, without the prefix of a keyword.
pub(crate) type Name = String;

/// Names by key.
pub(crate) type Table<T> = BTreeMap<String, T>;

/// The names of a document. What is known keeps its name, whatever is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    about: String,
    version: u32,
    /// The name of the file of the document.
    #[serde(default)]
    pub(crate) document: String,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) errors: Table<LockedError>,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) headers: Table<Name>,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) operations: Table<LockedOperation>,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) schemes: Table<LockedScheme>,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) servers: Table<LockedServer>,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) tags: Table<Name>,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) types: Table<LockedType>,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) webhooks: Table<LockedWebhook>,
}

/// The names of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedOperation {
    pub(crate) name: Name,
    pub(crate) method: Name,
    /// Its method and path, which tell it where its `operationId` changes. That of a further media type has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<String>,
    /// The media type of its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<String>,
    /// The enumeration of its successes, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<Name>,
    /// What must be given, by key, in the order of its constructor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) arguments: Vec<String>,
    /// Of its parameters, each by where it is and what it is called there, and of `body`.
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) parameters: Table<Name>,
    /// Of what was one of these and left the document: they are given to nothing else before the next major version.
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) former: Table<Name>,
    /// Whether it left the document itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) retired: bool,
}

/// The names of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedType {
    pub(crate) name: Name,
    /// What it is: a type of another kind is never taken for it.
    pub(crate) kind: String,
    /// The keys of the further places where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) places: Vec<String>,
    /// The members that must be given, in the order of its constructor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) arguments: Vec<String>,
    /// Of its members, values or variants.
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) members: Table<Name>,
    /// Of the field of the members that are not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rest: Option<Name>,
    /// Of the setters that are not called like their fields.
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) setters: Table<Name>,
    /// Of what was one of these and left the document: they are given to nothing else before the next major version.
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) former: Table<Name>,
    /// Whether it left the document itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) retired: bool,
}

/// The names of a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedWebhook {
    pub(crate) name: Name,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) parameters: Table<Name>,
    /// Of what was one of these and left the document: they are given to nothing else before the next major version.
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) former: Table<Name>,
    /// Whether it left the document itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) retired: bool,
}

/// The names of the body of an error response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedError {
    pub(crate) variant: Name,
    pub(crate) accessor: Name,
}

/// The names of a security scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedScheme {
    pub(crate) constant: Name,
    pub(crate) constructor: Name,
    pub(crate) setter: Name,
}

/// The names of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedServer {
    pub(crate) name: Name,
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "Table::is_empty")]
    pub(crate) variables: Table<Name>,
}

impl Default for Lock {
    fn default() -> Self {
        Self {
            about: ABOUT.to_owned(),
            version: VERSION,
            document: String::new(),
            errors: Table::new(),
            headers: Table::new(),
            operations: Table::new(),
            schemes: Table::new(),
            servers: Table::new(),
            tags: Table::new(),
            types: Table::new(),
            webhooks: Table::new(),
        }
    }
}

impl Lock {
    /// Reads the text of a lock. What is wrong with it is an error, since names made without it would be others.
    pub(crate) fn parse(source: &Source, found: &mut Diagnostics) -> Option<Self> {
        if let Some(at) = merge_mark(&source.text) {
            let place = Place::Bytes(source.path.clone(), at..at + 7);
            let problem = Diagnostic::new(Code::Config, place, "a merge left its marks in the lock of names");
            found.push(problem.help("keep the lines of both sides; what they name alike is told in the next run"));
            return None;
        }
        let lock: Self = match serde_json::from_str(&source.text) {
            Ok(lock) => lock,
            Err(error) => {
                found.push(unreadable(source, &error));
                return None;
            }
        };
        if lock.version != VERSION {
            found.push(other_version(source, lock.version));
            return None;
        }
        check::check(&lock, source, found).then_some(lock)
    }

    /// How many of its keys another has not.
    pub(crate) fn new_keys(&self, other: &Self) -> usize {
        let parameters = |lock: &Self| -> BTreeSet<(String, String)> {
            let operations = lock.operations.iter().map(|(key, line)| (key, line.parameters.keys()));
            let webhooks = lock.webhooks.iter().map(|(key, line)| (key, line.parameters.keys()));
            let types = lock.types.iter().map(|(key, line)| (key, line.members.keys()));
            let all = operations.chain(webhooks).chain(types);
            all.flat_map(|(key, inner)| inner.map(|inner| (key.clone(), inner.clone()))).collect()
        };
        let inner = parameters(self).difference(&parameters(other)).count();
        inner
            + new(&self.errors, &other.errors)
            + new(&self.headers, &other.headers)
            + new(&self.operations, &other.operations)
            + new(&self.schemes, &other.schemes)
            + new(&self.servers, &other.servers)
            + new(&self.tags, &other.tags)
            + new(&self.types, &other.types)
            + new(&self.webhooks, &other.webhooks)
    }

    /// The text of the file: the same for the same names.
    pub(crate) fn render(&self) -> String {
        // There is nothing in it that JSON does not have.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// How many keys another table has not.
fn new<T>(table: &Table<T>, other: &Table<T>) -> usize {
    table.keys().filter(|key| !other.contains_key(*key)).count()
}

/// The first mark of a merge that was not finished.
fn merge_mark(text: &str) -> Option<usize> {
    const MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if MARKS.iter().any(|mark| line.starts_with(mark)) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The version alone, of whatever format.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

fn unreadable(source: &Source, error: &serde_json::Error) -> Diagnostic {
    match serde_json::from_str(&source.text) {
        Ok(Versioned { version }) if version != VERSION => return other_version(source, version),
        _ => {}
    }
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
    let at = offset(&source.text, error.line(), error.column());
    let place = Place::Bytes(source.path.clone(), at..at + 1);
    Diagnostic::new(Code::Config, place, format!("the lock of names cannot be read: {message}")).help(REMEDY)
}

fn other_version(source: &Source, version: u32) -> Diagnostic {
    let at = source.text.find("\"version\"").unwrap_or_default();
    let place = Place::Bytes(source.path.clone(), at..at + 1);
    let message = format!("the lock of names has the version {version} of its format, and {VERSION} is read");
    Diagnostic::new(Code::Config, place, message).help("use the `openapi-crate` that wrote it, or a later one")
}
