//! Which operations a client has: those that selectors name, by their ids, tags, or methods and paths. In goes the document,
//! out comes what of it is not to be looked at, so that what is wrong there refuses nothing. Types that only others need are
//! never made. A selector that names nothing is an error.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, probably_meant},
    load::Document,
    skip::METHODS,
};
use openapiv3::ReferenceOr;
use serde_json::Value;
use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
};

/// Where the user says what he wants: the configuration file with its text, or the document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<'a> {
    pub(crate) path: &'a Path,
    pub(crate) text: &'a str,
}

impl Said<'_> {
    /// What is wrong with a text that was said.
    pub(crate) fn problem(self, said: &str, message: String) -> Diagnostic {
        let quoted = self.text.find(&format!("\"{said}\"")).map(|at| (at, said.len() + 2));
        let bare = || Some(self.text.find(&format!("\n{said} "))? + 1).map(|at| (at, said.len()));
        let place = quoted.or_else(bare).map_or_else(
            || Place::File(self.path.to_owned()),
            |(at, length)| Place::Bytes(PathBuf::from(self.path), at..at + length),
        );
        Diagnostic::new(Code::Config, place, message)
    }
}

/// Selectors, and where they stand.
#[derive(Clone, Debug)]
pub(crate) struct Selection<'a> {
    selectors: Vec<Selector<'a>>,
    said: Said<'a>,
}

/// What one selector names. `*` stands for any text.
#[derive(Clone, Copy, Debug)]
enum Selector<'a> {
    /// `listPets`
    Id(&'a str),
    /// `tag:pets`
    Tag(&'a str),
    /// `webhook:petAdopted`
    Webhook(&'a str),
    /// `GET /pets*`, or `/pets*` for all methods
    Path(&'a str, &'a str),
}

/// What can be selected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Candidate {
    Operation { method: String, path: String, id: Option<String>, tags: Vec<String> },
    Webhook(String),
}

impl<'a> Selection<'a> {
    /// None if all operations are wanted.
    pub(crate) fn new(selectors: &'a [String], said: Said<'a>) -> Option<Self> {
        let selectors: Vec<_> = selectors.iter().map(|text| Selector::parse(text)).collect();
        (!selectors.is_empty()).then_some(Self { selectors, said })
    }

    /// What of a document is not selected, and all that could have been. Operations behind a reference are not known here.
    pub(crate) fn unselected(&self, root: &Value) -> (HashSet<Pointer>, BTreeSet<Candidate>) {
        let (mut unselected, mut known) = (HashSet::new(), BTreeSet::new());
        for (pointer, candidate) in operations(root).into_iter().chain(webhooks(root)) {
            if !self.takes(&candidate) {
                unselected.insert(pointer);
            }
            known.insert(candidate);
        }
        (unselected, known)
    }

    /// Takes what is not selected out of a document in which references were followed, and reports each selector that names
    /// nothing of it nor of what was known before.
    pub(crate) fn apply(&self, document: &mut Document, mut known: BTreeSet<Candidate>, found: &mut Diagnostics) {
        for (path, item) in &mut document.openapi.paths.paths {
            let ReferenceOr::Item(item) = item else { continue };
            let methods = [
                ("GET", &mut item.get),
                ("PUT", &mut item.put),
                ("POST", &mut item.post),
                ("DELETE", &mut item.delete),
                ("OPTIONS", &mut item.options),
                ("HEAD", &mut item.head),
                ("PATCH", &mut item.patch),
                ("TRACE", &mut item.trace),
            ];
            for (method, slot) in methods {
                let Some(operation) = slot else { continue };
                let (method, path, tags) = (method.to_owned(), path.clone(), operation.tags.clone());
                let candidate = Candidate::Operation { method, path, id: operation.operation_id.clone(), tags };
                if !self.takes(&candidate) {
                    *slot = None;
                }
                known.insert(candidate);
            }
        }
        for selector in &self.selectors {
            if !known.iter().any(|candidate| selector.names(candidate)) {
                found.push(self.names_nothing(*selector, &known));
            }
        }
    }

    fn takes(&self, candidate: &Candidate) -> bool {
        self.selectors.iter().any(|selector| selector.names(candidate))
    }

    fn names_nothing(&self, selector: Selector<'_>, known: &BTreeSet<Candidate>) -> Diagnostic {
        let text = selector.text();
        let what = if let Selector::Webhook(_) = selector { "webhook" } else { "operation" };
        let problem = self.said.problem(&text, format!("`{text}` selects no {what}"));
        let alike: Vec<_> = known.iter().flat_map(|candidate| selector.alike(candidate)).collect();
        match probably_meant(&text, alike.iter().map(String::as_str)) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help(
                "say an `operationId`, `tag:NAME`, `METHOD /path` or `webhook:NAME`; `*` in it stands for any text",
            ),
        }
    }
}

impl<'a> Selector<'a> {
    fn parse(text: &'a str) -> Self {
        let text = text.trim();
        if let Some(tag) = text.strip_prefix("tag:") {
            return Self::Tag(tag.trim());
        }
        if let Some(name) = text.strip_prefix("webhook:") {
            return Self::Webhook(name.trim());
        }
        let (method, path) = text.split_once(char::is_whitespace).unwrap_or(("*", text));
        if path.trim_start().starts_with('/') { Self::Path(method, path.trim_start()) } else { Self::Id(text) }
    }

    fn names(self, candidate: &Candidate) -> bool {
        match (self, candidate) {
            (Self::Webhook(wanted), Candidate::Webhook(name)) => fits(wanted, name),
            (Self::Id(wanted), Candidate::Operation { id, .. }) => id.as_ref().is_some_and(|id| fits(wanted, id)),
            (Self::Tag(wanted), Candidate::Operation { tags, .. }) => tags.iter().any(|tag| fits(wanted, tag)),
            (Self::Path(wanted, pattern), Candidate::Operation { method, path, .. }) => {
                fits(&wanted.to_uppercase(), method) && fits(pattern, path)
            }
            (Self::Webhook(_), Candidate::Operation { .. })
            | (Self::Id(_) | Self::Tag(_) | Self::Path(..), Candidate::Webhook(_)) => false,
        }
    }

    /// Selectors of this kind that name a candidate.
    fn alike(self, candidate: &Candidate) -> Vec<String> {
        match (self, candidate) {
            (Self::Webhook(_), Candidate::Webhook(name)) => vec![format!("webhook:{name}")],
            (Self::Id(_), Candidate::Operation { id, .. }) => id.iter().cloned().collect(),
            (Self::Tag(_), Candidate::Operation { tags, .. }) => tags.iter().map(|tag| format!("tag:{tag}")).collect(),
            (Self::Path(..), Candidate::Operation { method, path, .. }) => vec![format!("{method} {path}")],
            (Self::Webhook(_), Candidate::Operation { .. })
            | (Self::Id(_) | Self::Tag(_) | Self::Path(..), Candidate::Webhook(_)) => Vec::new(),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Id(id) => id.to_owned(),
            Self::Tag(tag) => format!("tag:{tag}"),
            Self::Webhook(name) => format!("webhook:{name}"),
            Self::Path("*", path) => path.to_owned(),
            Self::Path(method, path) => format!("{method} {path}"),
        }
    }
}

/// The operations of a document, as far as no reference leads to them.
pub(crate) fn operations(root: &Value) -> Vec<(Pointer, Candidate)> {
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        let methods = methods.filter(|(method, _)| METHODS.contains(&method.as_str()));
        methods.map(move |(method, operation)| {
            let pointer = Pointer::default().join("paths").join(path).join(method);
            let tags = operation.get("tags").and_then(Value::as_array).into_iter().flatten();
            let candidate = Candidate::Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                id: operation.get("operationId").and_then(Value::as_str).map(str::to_owned),
                tags: tags.filter_map(Value::as_str).map(str::to_owned).collect(),
            };
            (pointer, candidate)
        })
    });
    operations.collect()
}

/// The webhooks of a document.
pub(crate) fn webhooks(root: &Value) -> Vec<(Pointer, Candidate)> {
    let names = root.get("webhooks").and_then(Value::as_object).into_iter().flat_map(|webhooks| webhooks.keys());
    let at = Pointer::default().join("webhooks");
    names.map(|name| (at.join(name), Candidate::Webhook(name.clone()))).collect()
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let Some((middle, end)) = rest.rsplit_once('*') else { return text.ends_with(rest) };
    for part in middle.split('*') {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}
