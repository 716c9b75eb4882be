//! Hands what was checked to openapiv3, path by path and component by component. It should never refuse anything by now;
//! where it does, the part is named and the others are still read.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer};
use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, PathItem, ReferenceOr};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(super) fn read(mut root: Value, found: &mut Diagnostics) -> OpenAPI {
    let at = Pointer::default();
    let paths = take(&mut root, "paths");
    let mut components = take(&mut root, "components");
    if let Value::Object(root) = &mut root {
        root.insert("paths".to_owned(), Value::Object(Map::new()));
    }
    let mut openapi: OpenAPI = item(root, &at, found).unwrap_or_default();
    let in_paths = at.join("paths");
    for (path, value) in paths.into_iter().filter(|(path, _)| path.starts_with('/')) {
        let read = item(value, &in_paths.join(&path), found);
        openapi.paths.paths.extend(read.map(|value| (path, value)));
    }
    let mut map = |name: &str| match components.shift_remove(name) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let at = at.join("components");
    openapi.components = Some(Components {
        // They are read by ourselves.
        schemas: IndexMap::new(),
        responses: items(map("responses"), &at.join("responses"), found),
        parameters: items(map("parameters"), &at.join("parameters"), found),
        request_bodies: items(map("requestBodies"), &at.join("requestBodies"), found),
        headers: items(map("headers"), &at.join("headers"), found),
        security_schemes: items(map("securitySchemes"), &at.join("securitySchemes"), found),
        // Nothing of these reaches a client.
        examples: IndexMap::new(),
        links: IndexMap::new(),
        callbacks: IndexMap::new(),
        extensions: IndexMap::new(),
    });
    openapi
}

/// Reads the webhooks, which openapiv3 does not know.
pub(super) fn webhooks(root: &mut Value, found: &mut Diagnostics) -> IndexMap<String, PathItem> {
    let at = Pointer::default().join("webhooks");
    let webhooks = take(root, "webhooks").into_iter();
    let read = |(name, mut value): (String, Value)| {
        expect_bodies(&mut value);
        Some((name.clone(), item(value, &at.join(&name), found)?))
    };
    webhooks.filter_map(read).collect()
}

/// The body of a webhook is there unless the document says that it may not be. In the standard it is the other way round, as
/// for all requests, but a webhook is sent for its body, and of the authors who mean that few write it.
fn expect_bodies(item: &mut Value) {
    let operations = item.as_object_mut().into_iter().flat_map(Map::values_mut);
    for body in operations.filter_map(|operation| operation.get_mut("requestBody")?.as_object_mut()) {
        if !body.contains_key("$ref") {
            body.entry("required").or_insert(Value::Bool(true));
        }
    }
}

fn take(root: &mut Value, name: &str) -> Map<String, Value> {
    match root.as_object_mut().and_then(|root| root.shift_remove(name)) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

fn items<T: DeserializeOwned>(
    members: Map<String, Value>,
    at: &Pointer,
    found: &mut Diagnostics,
) -> IndexMap<String, ReferenceOr<T>> {
    let members = members.into_iter();
    members.filter_map(|(name, value)| Some((name.clone(), item(value, &at.join(&name), found)?))).collect()
}

fn item<T: DeserializeOwned>(value: Value, at: &Pointer, found: &mut Diagnostics) -> Option<T> {
    let refused = |error: serde_json::Error| {
        found.push(Diagnostic::new(Code::WrongType, Place::Key(at.clone()), format!("cannot be read: {error}")));
    };
    serde_json::from_value(value).map_err(refused).ok()
}
