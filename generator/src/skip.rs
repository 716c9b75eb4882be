//! Leaves out what a client can do without: the smallest items that hold an error, each with a warning, until what is
//! left has none. What a client cannot do without, a required parameter or member say, takes what it belongs to with it.
//! Unless told to skip more, only what is optional goes, and only where a reference leads nowhere; and webhooks, which no
//! call needs.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Level, Pointer, Stop},
    load::Inputs,
};
use serde_json::Value;
use std::collections::HashSet;

/// The methods of a path item (OpenAPI 3.0.3, section "Path Item Object").
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// How much of a document was left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeftOut {
    pub(crate) operations: usize,
    pub(crate) webhooks: usize,
}

/// Attempts to make something of a document, again and again without what was found wrong; `all` of that, or only what is
/// optional or a webhook. How many operations and webhooks were left out comes with it. What is not selected is never looked at,
/// and not counted.
pub(crate) fn attempt<T>(
    inputs: &mut Inputs,
    all: bool,
    unselected: &HashSet<Pointer>,
    found: &mut Diagnostics,
    mut attempt: impl FnMut(&mut Inputs, &HashSet<Pointer>, &mut Diagnostics) -> Result<T, Stop>,
) -> Result<(T, LeftOut), Stop> {
    let mut left_out = unselected.clone();
    let mut reasons: Vec<Diagnostic> = Vec::new();
    loop {
        let mut round = found.fresh();
        let result = attempt(inputs, &left_out, &mut round);
        let before = left_out.len();
        for error in round.iter().filter(|error| error.level == Level::Error && !error.code.is_warning()) {
            let Some(item) = error.place.pointer().and_then(|at| smallest(inputs.root(), at)) else { continue };
            if (all || is_dispensable(&item, error)) && !left_out.contains(&item) {
                reasons.push(reason(&item, error, all));
                left_out.insert(item);
            }
        }
        if result.is_err() && left_out.len() > before {
            continue;
        }
        found.append(round);
        for reason in reasons {
            found.push(reason);
        }
        left_out.retain(|item| !unselected.contains(item));
        let count = |part| operations(inputs.root(), part, &left_out);
        let count = LeftOut { operations: count("paths"), webhooks: count("webhooks") };
        return found.unless_errors((result?, count));
    }
}

/// Whether an item is left out without being told to.
fn is_dispensable(item: &Pointer, error: &Diagnostic) -> bool {
    let webhook = item.tokens().next().is_some_and(|part| part == "webhooks");
    webhook || (error.code == Code::UnresolvedReference && is_optional_item(item))
}

/// Whether an item is no more than a part of an operation or a schema.
fn is_optional_item(item: &Pointer) -> bool {
    let tokens: Vec<_> = item.tokens().collect();
    let tokens: Vec<_> = tokens.iter().map(String::as_str).collect();
    matches!(&tokens[..], [.., "properties" | "parameters" | "headers", _] | ["paths", _, _, "responses", _])
        && !matches!(&tokens[..], ["components", _, _])
}

/// The warning that says what is left out and why.
fn reason(item: &Pointer, error: &Diagnostic, told: bool) -> Diagnostic {
    let message = format!("{} is left out: {}", name(item), error.message);
    let mut reason = Diagnostic { level: Level::Warning, code: Code::LeftOut, message, ..error.clone() };
    if told && !is_dispensable(item, error) {
        reason.note = Some(format!("without `--skip-unsupported` this is the error {}", error.code.id()));
    }
    reason
}

/// What an item is called.
fn name(item: &Pointer) -> String {
    let tokens: Vec<_> = item.tokens().collect();
    match &tokens.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["paths", path, method] => format!("the operation `{} {path}`", method.to_uppercase()),
        ["paths", path] => format!("the path `{path}`"),
        ["webhooks", name, method] if METHODS.contains(method) => {
            format!("the webhook `{name}` ({})", method.to_uppercase())
        }
        ["webhooks", name] => format!("the webhook `{name}`"),
        [.., "parameters", _] => "the parameter".to_owned(),
        [.., "properties", name] => format!("the property `{name}`"),
        [.., "headers", name] => format!("the header `{name}`"),
        ["paths", path, method, "responses", status] => {
            format!("the response {status} of `{} {path}`", method.to_uppercase())
        }
        [.., name] => format!("`{name}`"),
        [] => "the document".to_owned(),
    }
}

/// The smallest item around a place that a client can do without.
fn smallest(root: &Value, at: &Pointer) -> Option<Pointer> {
    let mut at = at.clone();
    loop {
        if is_item(root, &at) {
            return Some(at);
        }
        at = at.parent()?;
    }
}

fn is_item(root: &Value, at: &Pointer) -> bool {
    let tokens: Vec<_> = at.tokens().collect();
    let tokens: Vec<_> = tokens.iter().map(String::as_str).collect();
    let outer = |levels: usize| {
        let outer = (0..levels).try_fold(at.clone(), |at, _| at.parent())?;
        root.pointer(outer.as_str())
    };
    match &tokens[..] {
        ["paths" | "webhooks", _, method] => METHODS.contains(method),
        ["paths" | "webhooks", _]
        | ["components", _, _]
        | ["paths", _, _, "responses", _, "headers", _]
        | ["components", "responses", _, "headers", _] => true,
        // A list of parameters is one of a path item or an operation.
        ["paths" | "webhooks", _, "parameters", _] | ["paths" | "webhooks", _, _, "parameters", _] => {
            root.pointer(at.as_str()).is_some_and(|parameter| is_optional(root, parameter))
        }
        // An error that is not documented is told as it came.
        ["paths", _, _, "responses", status] => status.starts_with(['4', '5']),
        [.., "properties", name] => {
            let required = outer(2).and_then(|schema| schema.get("required")).and_then(Value::as_array);
            let schema = outer(2).is_some_and(Value::is_object);
            schema && !required.is_some_and(|required| required.iter().any(|required| required == name))
        }
        _ => false,
    }
}

/// Whether a parameter is known to be optional.
fn is_optional(root: &Value, parameter: &Value) -> bool {
    let reference = parameter.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    let parameter = match reference {
        Some(pointer) => root.pointer(pointer),
        None => Some(parameter),
    };
    parameter.is_some_and(|parameter| {
        let required = parameter.get("required").is_some_and(|required| *required != Value::Bool(false));
        !required && parameter.get("in").is_some_and(|place| *place != "path")
    })
}

/// How many operations of a part of the document are left out.
fn operations(root: &Value, part: &str, left_out: &HashSet<Pointer>) -> usize {
    let operations = |path: &str| {
        let item = root.get(part).and_then(|paths| paths.get(path)).and_then(Value::as_object);
        let count = item.map_or(0, |item| item.keys().filter(|key| METHODS.contains(&key.as_str())).count());
        // What is wrong may be all that says what is there.
        count.max(usize::from(part == "webhooks"))
    };
    let counts = left_out.iter().map(|item| {
        let tokens: Vec<_> = item.tokens().collect();
        match &tokens.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            // One whose path is left out as well is counted there.
            [first, _, method] if *first == part && METHODS.contains(method) => {
                usize::from(item.parent().is_none_or(|path| !left_out.contains(&path)))
            }
            [first, path] if *first == part => operations(path),
            _ => 0,
        }
    });
    counts.sum()
}
