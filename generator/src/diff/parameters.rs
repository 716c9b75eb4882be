//! Compares the parameters of an operation or webhook: which are the same in both documents, and how they are written.

use super::{
    bodies::described,
    describe::{code, describe},
    operations::{Call, Listed, Roots, method},
    rule::Rule,
    schemas::Position,
    walk::{Breaks, Walk},
};
use crate::{
    diagnostic::Pointer,
    ir::{Api, Location, Parameter, Style, Type, TypeKind},
    load::{Document, Schema},
};
use openapiv3::{Operation as Source, Parameter as SourceParameter, ParameterData, ReferenceOr};
use std::rc::Rc;

impl<'a> Walk<'a> {
    pub(super) fn parameters(&mut self, roots: Roots, old: &Call<'a>, new: &Call<'a>) {
        let (mut gone, mut came) = (old.parameters.clone(), new.parameters.clone());
        // The same, or the same elsewhere, or one component, or one that differs in nothing but its name.
        for (index, same) in [is_same, is_called, is_component].into_iter().enumerate() {
            came.retain(|after| {
                let Some(found) = gone.iter().position(|before| same(before.parameter, after.parameter)) else {
                    return true;
                };
                let before = gone.remove(found);
                match index {
                    0 => {}
                    1 => self.parameter_moved(roots, &before, after),
                    _ => self.parameter_renamed(roots, &before, after),
                }
                self.parameter(roots, &before, after);
                false
            });
        }
        self.renamed_parameters(roots, (&mut gone, &mut came));
        for before in gone {
            let message = format!("{} removed from {}", before.words(), before.owner(new.pointer));
            let places = (Some(&before.at), None);
            // Who reads it of a webhook misses it.
            let breaks = Breaks::RECEIVED.only_if(before.parameter.required);
            let of = (Some(&before.parameter.pointer), None);
            self.found_in(roots.requests, Rule::ParameterRemoved, message, of, places, breaks);
        }
        for after in came {
            let (rule, word) = if after.parameter.required {
                (Rule::ParameterAddedRequired, "required")
            } else {
                (Rule::ParameterAddedOptional, "optional")
            };
            let message = format!("{word} {} added to {}", after.words(), after.owner(new.pointer));
            let breaks = Breaks::SENT.only_if(after.parameter.required);
            let of = (None, Some(&after.parameter.pointer));
            self.found_in(roots.requests, rule, message, of, (None, Some(&after.at)), breaks);
        }
    }

    fn parameter_moved(&mut self, roots: Roots, old: &Listed<'a>, new: &Listed<'a>) {
        let (old, new) = (old.parameter, new.parameter);
        let message = format!("{} is {}, no more {}", described_parameter(new), place(new), place(old));
        let places = (Some(&old.pointer), Some(&new.pointer));
        self.found(roots.requests, Rule::ParameterMoved, message, places, Breaks::ALL);
    }

    fn parameter_renamed(&mut self, roots: Roots, old: &Listed<'a>, new: &Listed<'a>) {
        let (old, new) = (old.parameter, new.parameter);
        let message = format!("{} is called {}", described_parameter(old), code(&new.name.wire));
        // In the path the name is nothing to a server.
        let breaks = Breaks::ALL.only_if(new.location != Location::Path && new.required);
        let places = (Some(&old.pointer), Some(&new.pointer));
        self.found(roots.requests, Rule::ParameterRenamed, message, places, breaks);
    }

    /// Parameters that differ in nothing but the name.
    fn renamed_parameters(&mut self, roots: Roots, (gone, came): (&mut Vec<Listed<'a>>, &mut Vec<Listed<'a>>)) {
        for location in [Location::Path, Location::Query, Location::Header, Location::Cookie] {
            let only = |all: &[Listed<'a>]| {
                let all: Vec<_> = all.iter().filter(|it| it.parameter.location == location).cloned().collect();
                <[Listed<'a>; 1]>::try_from(all).ok().map(|[one]| one)
            };
            let (Some(before), Some(after)) = (only(gone), only(came)) else { continue };
            let (old, new) = (before.parameter, after.parameter);
            let schemas =
                (parameter_schema(self.old.document, &old.pointer), parameter_schema(self.new.document, &new.pointer));
            if old.required != new.required || old.style != new.style || schemas.0 != schemas.1 {
                continue;
            }
            gone.retain(|it| it.parameter.location != location);
            came.retain(|it| it.parameter.location != location);
            self.parameter_renamed(roots, &before, &after);
            self.parameter(roots, &before, &after);
        }
    }

    fn parameter(&mut self, roots: Roots, before: &Listed<'a>, after: &Listed<'a>) {
        let (root, old, new) = (roots.requests, before.parameter, after.parameter);
        let (at, name) = ((&old.pointer, &new.pointer), described_parameter(new));
        let requirement = match (old.required, new.required) {
            (false, true) => Some((Rule::ParameterBecameRequired, "required", Breaks::SENT)),
            // Of a webhook it may lack then.
            (true, false) => Some((Rule::ParameterBecameOptional, "optional", Breaks::RECEIVED)),
            _ => None,
        };
        if let Some((rule, word, breaks)) = requirement {
            self.found_at(root, rule, format!("{name} became {word}"), at, "required", breaks);
        }
        let single = is_single(self.old.api, old) || is_single(self.new.api, new);
        let styles = if single { (unexploded(old), unexploded(new)) } else { (old.style, new.style) };
        if styles.0 != styles.1 && old.location == new.location {
            let message = format!("{name} is written in another style");
            let keyword = if (old.style == Style::Json) == (new.style == Style::Json) { "style" } else { "content" };
            self.found_at(root, Rule::ParameterStyleChanged, message, at, keyword, Breaks::ALL);
        }
        self.deprecation(root, (old.deprecation.is_some(), new.deprecation.is_some()), at);
        if old.name.wish != new.name.wish {
            let message = format!("{name} has another name in Rust");
            self.found_at(root, Rule::RustNameChanged, message, at, "x-rust-name", Breaks::NOTHING);
        }
        self.prose(&(&old.docs, &old.deprecation), &(&new.docs, &new.deprecation), &new.pointer);
        let schemas =
            (parameter_schema(self.old.document, &old.pointer), parameter_schema(self.new.document, &new.pointer));
        if let (Some(before), Some(after)) = schemas {
            self.pair(root, Position::part(old.required), &before.clone(), &after.clone());
        }
    }
}

/// Parameters with the places that they are listed at: their own, or that of a reference to them.
pub(super) fn listed<'a>(
    parameters: &'a [Parameter],
    item: Option<&openapiv3::PathItem>,
    source: Option<&Source>,
    at: &Pointer,
) -> Vec<Listed<'a>> {
    let own = source.into_iter().flat_map(|source| &source.parameters).enumerate();
    let own = own.map(|(index, it)| (at.join("parameters").join(index), it));
    let of_item = at.parent().unwrap_or_default().join("parameters");
    let shared = item.into_iter().flat_map(|item| &item.parameters).enumerate();
    let shared = shared.map(|(index, it)| (of_item.join(index), it));
    let references: Vec<_> = own.chain(shared).filter_map(|(at, it)| Some((at, reference(it)?))).collect();
    let place = |parameter: &Parameter| {
        let target = format!("#{}", parameter.pointer.as_str());
        references.iter().find(|(_, reference)| *reference == target).map(|(at, _)| at.clone())
    };
    let listed =
        parameters.iter().map(|it| Listed { at: place(it).unwrap_or_else(|| it.pointer.clone()), parameter: it });
    listed.collect()
}

fn reference<T>(item: &ReferenceOr<T>) -> Option<&str> {
    match item {
        ReferenceOr::Reference { reference } => Some(reference),
        ReferenceOr::Item(_) => None,
    }
}

impl Listed<'_> {
    fn words(&self) -> String {
        format!("{} {}", parameter_kind(self.parameter), code(&self.parameter.name.wire))
    }

    /// What it is a parameter of: the operation, or all of a path.
    fn owner(&self, operation: &Pointer) -> String {
        let shared = self.at.tokens().nth(2).is_some_and(|token| token == "parameters");
        let path = self.at.tokens().nth(1).filter(|_| shared && self.at.as_str().starts_with("/paths/"));
        path.map_or_else(|| describe(operation), |path| code(&path))
    }
}

/// A parameter by its kind, name and place.
fn described_parameter(parameter: &Parameter) -> String {
    let name = format!("{} {}", parameter_kind(parameter), code(&parameter.name.wire));
    let place = describe(&parameter.pointer);
    match place.strip_prefix("a parameter of ") {
        Some(owner) => format!("{name} of {owner}"),
        None => format!("{name}, {place},"),
    }
}

/// The style that a single value is written in.
fn unexploded(parameter: &Parameter) -> Style {
    match parameter.style {
        Style::Simple { .. } => Style::Simple { explode: false },
        Style::Form { .. } => Style::Form { explode: false },
        Style::Label { .. } => Style::Label { explode: false },
        Style::Matrix { .. } => Style::Matrix { explode: false },
        style => style,
    }
}

/// Whether a parameter has a single value, which is written the same with `explode` and without it.
fn is_single(api: &Api, parameter: &Parameter) -> bool {
    match api.resolved(parameter.ty.without_null()) {
        Type::Array(_) | Type::Map(_) | Type::Any | Type::Form => false,
        Type::Named(id) => matches!(api.type_def(*id).kind, TypeKind::Enum(_)),
        _ => true,
    }
}

/// The schema of the parameter at a place.
fn parameter_schema<'a>(document: &'a Document, at: &Pointer) -> Option<&'a Rc<Schema>> {
    let tokens: Vec<_> = at.tokens().collect();
    let words: Vec<_> = tokens.iter().map(String::as_str).collect();
    let listed = |list: &'a [ReferenceOr<SourceParameter>], index: &str| list.get(index.parse::<usize>().ok()?);
    let item = |path: &str| document.openapi.paths.paths.get(path).and_then(ReferenceOr::as_item);
    let parameter = match &words[..] {
        ["components", "parameters", name] => document.openapi.components.as_ref()?.parameters.get(*name)?,
        ["paths", path, "parameters", index] => listed(&item(path)?.parameters, index)?,
        ["paths", path, name, "parameters", index] => listed(&method(item(path)?, name)?.parameters, index)?,
        ["webhooks", name, "parameters", index] => listed(&document.webhooks.get(*name)?.parameters, index)?,
        ["webhooks", name, verb, "parameters", index] => {
            listed(&method(document.webhooks.get(*name)?, verb)?.parameters, index)?
        }
        _ => return None,
    };
    let ParameterData { format, .. } = parameter.as_item()?.parameter_data_ref();
    described(document, format)
}

fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.location == other.location && is_called(one, other)
}

/// Whether two are one component in the same place.
fn is_component(one: &Parameter, other: &Parameter) -> bool {
    let component = one.pointer.as_str().starts_with("/components/");
    component && one.pointer == other.pointer && one.location == other.location
}

fn is_called(one: &Parameter, other: &Parameter) -> bool {
    // The names of header fields are alike in any case (RFC 9110, section 5.1).
    match (one.location, other.location) {
        (Location::Header, Location::Header) => one.name.wire.eq_ignore_ascii_case(&other.name.wire),
        _ => one.name.wire == other.name.wire,
    }
}

fn parameter_kind(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "in the path",
        Location::Query => "in the query",
        Location::Header => "a header",
        Location::Cookie => "a cookie",
    }
}
