//! What the user of a client wants otherwise than it would be: other names, types of his own in place of those of schemas,
//! more derives, another library for dates. In goes what he said of which part of the document, out comes where that part
//! is. A name goes into the document as its `x-rust-name`. What names no part is an error.

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Pointer, probably_meant},
    ir::{Api, TypeDef},
    select::{self, Candidate, Said},
    skip::METHODS,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The library whose types stand for `format: date` and `format: date-time`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateTypes {
    /// `jiff::civil::Date` and `jiff::Timestamp`.
    #[default]
    Jiff,
    /// `chrono::NaiveDate` and `chrono::DateTime<chrono::Utc>`.
    Chrono,
    /// `time::Date` and `time::OffsetDateTime`, each in a type of the client, since `time` does not read and write them as
    /// RFC 3339 by itself.
    Time,
    /// `String`, as it is on the wire.
    String,
}

impl DateTypes {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Jiff, Self::Chrono, Self::Time, Self::String];

    /// Its name in a configuration file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jiff => "jiff",
            Self::Chrono => "chrono",
            Self::Time => "time",
            Self::String => "string",
        }
    }

    /// Those of this name.
    ///
    /// # Errors
    /// There are none; the error lists those that there are.
    pub fn from_name(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(|types| format!("`{}`", types.name())).join(", ");
        let found = Self::ALL.into_iter().find(|types| types.name() == name);
        found.ok_or_else(|| format!("unknown variant `{name}`, expected one of {}", names()))
    }
}

/// What the user said, by the part of the document that he said it of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adapted {
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) types: BTreeMap<String, String>,
    pub(crate) derives: BTreeMap<String, BTreeSet<String>>,
    pub(crate) dates: DateTypes,
}

/// The types that the user has, as paths of Rust.
#[derive(Debug, Default)]
pub(crate) struct OwnTypes {
    /// In place of schemas, by where these are.
    pub(crate) schemas: HashMap<Pointer, String>,
    /// In place of texts and numbers of a format.
    pub(crate) formats: HashMap<String, String>,
}

/// What all types of a client derive that is beside its own.
const EVERYWHERE: &str = "*";

/// What stands before the name of a webhook.
const WEBHOOK: &str = "webhook:";

/// What stands before a format.
const FORMAT: &str = "format:";

impl Adapted {
    /// Writes the names into a document, and finds the schemas that have types of the user's.
    pub(crate) fn apply(&self, root: &mut Value, said: Said<'_>, found: &mut Diagnostics) -> OwnTypes {
        for (part, name) in &self.names {
            if let Err(help) = is_name(name) {
                found.push(said.problem(part, format!("`{name}` is no name of Rust")).help(help));
            } else if let Some(object) = find(part, root, said, found).and_then(|at| object(root, &at)) {
                object.insert("x-rust-name".to_owned(), Value::String(name.clone()));
            }
        }
        let mut own = OwnTypes::default();
        for (part, path) in &self.types {
            if let Err(help) = is_type(path) {
                found.push(said.problem(part, format!("`{path}` is no path of a type")).help(help));
            } else if let Some(format) = part.strip_prefix(FORMAT) {
                if let Some(known) = formats(root).filter(|known| !known.contains(format)) {
                    let problem = said.problem(part, format!("nothing of the document has the format `{format}`"));
                    let meant = probably_meant(format, known);
                    let help = meant.map(|meant| format!("did you mean `{FORMAT}{meant}`?"));
                    found.push(help.into_iter().fold(problem, Diagnostic::help));
                }
                own.formats.insert(format.to_owned(), path.clone());
            } else if let Some(at) = find(part, root, said, found) {
                own.schemas.insert(at, path.clone());
            }
        }
        own
    }

    /// Reports what only a client that is part of another crate can have.
    pub(crate) fn check_package(&self, said: Said<'_>, found: &mut Diagnostics) {
        let paths = self.types.iter();
        let paths =
            paths.chain(self.derives.iter().flat_map(|(part, paths)| paths.iter().map(move |path| (part, path))));
        for (part, path) in paths.filter(|(_, path)| path.trim_start().starts_with("crate::")) {
            let problem = said.problem(part, format!("`{path}` is not in the package of the client"));
            found.push(problem.help("begin with `::` and a crate, and list that under `[crate.dependencies]`"));
        }
    }

    /// Notes what each type derives beside its own.
    pub(crate) fn derive(&self, api: &mut Api, root: &Value, said: Said<'_>, found: &mut Diagnostics) {
        for (part, paths) in &self.derives {
            if let Some((path, help)) = paths.iter().find_map(|path| Some((path, is_derive(path).err()?))) {
                found.push(said.problem(part, format!("`{path}` cannot be derived")).help(help));
                continue;
            }
            let at = match part.as_str() {
                EVERYWHERE => None,
                part => match find(part, root, said, found) {
                    None => continue,
                    at => at,
                },
            };
            let is_meant = |def: &TypeDef| at.as_ref().is_none_or(|at| def.pointer == *at || def.places.contains(at));
            let mut nothing = true;
            for def in api.types.iter_mut().filter(|def| def.kind.has_traits() && is_meant(def)) {
                def.derives.extend(paths.iter().cloned());
                nothing = false;
            }
            if nothing && part != EVERYWHERE {
                let problem = said.problem(part, format!("`{part}` is no type of the client that can derive anything"));
                found.push(
                    problem.help("name a schema of an object, an enumeration or a union that an operation needs"),
                );
            }
        }
    }
}

/// The part of a document that a text names.
fn find(part: &str, root: &Value, said: Said<'_>, found: &mut Diagnostics) -> Option<Pointer> {
    let place = place(part, root);
    if place.is_none() {
        let problem = said.problem(part, format!("`{part}` is nothing of the document"));
        let alike = known(root);
        found.push(match probably_meant(part, alike.iter().map(String::as_str)) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help(
                "say an `operationId`, `METHOD /path`, `webhook:NAME`, a component such as `schemas/NAME`, or a JSON pointer \
                 that begins with `#/`",
            ),
        });
    }
    place
}

fn place(part: &str, root: &Value) -> Option<Pointer> {
    let is = |candidate: &Candidate| match candidate {
        Candidate::Operation { method, path, id, tags: _ } => {
            id.as_deref() == Some(part) || part.split_once(' ').is_some_and(|it| it == (method, path))
        }
        Candidate::Webhook(_) => false,
    };
    let operation = || select::operations(root).into_iter().find(|(_, candidate)| is(candidate)).map(|(at, _)| at);
    let pointer = match (part.strip_prefix('#'), part.strip_prefix(WEBHOOK)) {
        (Some(pointer), _) => Some(Pointer::parse(pointer)),
        (None, Some(name)) => webhook(name, root),
        (None, None) => operation().or_else(|| Some(Pointer::parse(&format!("/components/{part}")))),
    };
    pointer.filter(|at| root.pointer(at.as_str()).is_some_and(Value::is_object))
}

/// The formats of a document that has all of its parts in one file; what others hold is not known here.
fn formats(root: &Value) -> Option<BTreeSet<&str>> {
    let (mut known, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                let is_elsewhere = |reference: &str| !reference.starts_with('#');
                if members.get("$ref").and_then(Value::as_str).is_some_and(is_elsewhere) {
                    return None;
                }
                known.extend(members.get("format").and_then(Value::as_str));
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    Some(known)
}

/// The operation of a webhook, whatever its method.
fn webhook(name: &str, root: &Value) -> Option<Pointer> {
    let at = Pointer::default().join("webhooks").join(name);
    let item = root.pointer(at.as_str())?.as_object()?;
    item.keys().find(|key| METHODS.contains(&key.as_str())).map(|method| at.join(method))
}

/// What can be named by more than a pointer.
fn known(root: &Value) -> Vec<String> {
    let operations =
        select::operations(root).into_iter().chain(select::webhooks(root)).flat_map(|(_, candidate)| match candidate {
            Candidate::Operation { method, path, id, tags: _ } => id.into_iter().chain([format!("{method} {path}")]),
            Candidate::Webhook(name) => None.into_iter().chain([format!("{WEBHOOK}{name}")]),
        });
    let sections = root.get("components").and_then(Value::as_object).into_iter().flatten();
    let components = sections.flat_map(|(section, parts)| {
        let names = parts.as_object().into_iter().flat_map(|parts| parts.keys());
        names.map(move |name| format!("{section}/{name}"))
    });
    operations.chain(components).collect()
}

fn object<'a>(root: &'a mut Value, at: &Pointer) -> Option<&'a mut serde_json::Map<String, Value>> {
    root.pointer_mut(at.as_str()).and_then(Value::as_object_mut)
}

/// Whether a text can be a wish for a name: words of any case, which become an identifier.
fn is_name(text: &str) -> Result<(), &'static str> {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first));
    let is = starts && chars.all(unicode_ident::is_xid_continue) && text.chars().any(char::is_alphanumeric);
    if is { Ok(()) } else { Err("say letters, digits and `_`, with a letter in front") }
}

/// Whether a text is a path of a type that can be written anywhere in a client.
fn is_type(text: &str) -> Result<(), &'static str> {
    let path = syn::parse_str::<syn::TypePath>(text).ok().filter(|ty| ty.qself.is_none()).map(|ty| ty.path);
    let path = path.ok_or("say a path such as `::rust_decimal::Decimal`")?;
    let of_crate = path.segments.first().is_some_and(|first| first.ident == "crate");
    if path.leading_colon.is_some() || of_crate {
        return Ok(());
    }
    Err("begin with `::` and the name of a crate, or with `crate::`")
}

/// Whether a text is a path of a module of the crate that a client is part of.
pub(crate) fn is_module(text: &str) -> bool {
    let path = syn::parse_str::<syn::Path>(text).ok().filter(|path| path.leading_colon.is_none());
    path.is_some_and(|path| {
        let plain = path.segments.iter().all(|segment| segment.arguments.is_none());
        plain && path.segments.len() > 1 && path.segments[0].ident == "crate"
    })
}

/// Whether a text names what can be derived beside what is derived anyway.
fn is_derive(text: &str) -> Result<(), &'static str> {
    const TAKEN: [&str; 7] = ["Clone", "Debug", "PartialEq", "Eq", "Hash", "Serialize", "Deserialize"];
    let Ok(path) = syn::parse_str::<syn::Path>(text) else { return Err("say a path such as `::schemars::JsonSchema`") };
    let last = path.segments.last().filter(|last| last.arguments.is_none());
    match last.map(|last| last.ident.to_string()) {
        None => Err("say a path such as `::schemars::JsonSchema`"),
        Some(name) if TAKEN.contains(&name.as_str()) => {
            Err("all types have `Clone` and `Debug`; the feature `full-types` brings the others")
        }
        Some(_) => Ok(()),
    }
}
