//! What the standard allows but a user of the client will suffer from, such as an operation without a name. Nothing here
//! can refuse a document or change what is made of it.

use super::{
    grammar::{Grammar, Kind, Shape},
    schema::{Schema, read::read},
    yaml,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, Place, Pointer, Source};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// How many references may follow one another.
const MAX_HOPS: usize = 32;

/// An example with its schema, which can refer to others.
pub(super) struct Example {
    pub(super) value: Value,
    pub(super) schema: Schema,
    pub(super) at: Pointer,
}

/// Reports all but misfits of examples, which it hands back to be held against the schemas of the document.
pub(super) fn lint(root: &Value, grammar: &Grammar, source: &Source, found: &mut Diagnostics) -> Vec<Example> {
    let mut lint = Lint { root, references: HashSet::new(), examples: Vec::new(), found };
    walk(root, Shape::Object(Kind::OpenApi), grammar, &Pointer::default(), &mut |kind, object, at| {
        lint.object(kind, object, at);
    });
    // What was cleared may have been the use of a component.
    if lint.found.count(Level::Error) == 0 {
        lint.unused();
    }
    let examples = lint.examples;
    if !source.is_json() {
        yaml::bare_booleans(&source.text, |range, word| {
            let place = Place::Bytes(source.path.clone(), range);
            let message = format!("`{word}` is a boolean for a reader of YAML 1.1");
            found.push(Diagnostic::new(Code::BareBoolean, place, message).help(format!("write \"{word}\"")));
        });
    }
    examples
}

/// Calls `visit` with each object of the standard in the value, references among them.
fn walk(value: &Value, shape: Shape, grammar: &Grammar, at: &Pointer, visit: &mut impl FnMut(Kind, &Value, &Pointer)) {
    match (shape, value) {
        (Shape::Array(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                walk(value, *item, grammar, &at.join(index), visit);
            }
        }
        (Shape::Map(member), Value::Object(members)) => {
            for (name, value) in members {
                walk(value, *member, grammar, &at.join(name), visit);
            }
        }
        (Shape::Schema | Shape::BooleanOrSchema, Value::Object(_)) => {
            walk(value, Shape::Object(Kind::Schema), grammar, at, visit);
        }
        (Shape::Object(kind) | Shape::RefOr(kind), Value::Object(members)) => {
            visit(kind, value, at);
            for (name, value) in members {
                if let Some(shape) = grammar.object(kind).member(name) {
                    walk(value, shape, grammar, &at.join(name), visit);
                }
            }
        }
        _ => {}
    }
}

struct Lint<'a> {
    root: &'a Value,
    references: HashSet<String>,
    examples: Vec<Example>,
    found: &'a mut Diagnostics,
}

impl Lint<'_> {
    fn warn(&mut self, code: Code, place: Place, message: impl Into<String>, help: &str) {
        self.found.push(Diagnostic::new(code, place, message).help(help));
    }

    fn object(&mut self, kind: Kind, object: &Value, at: &Pointer) {
        let Value::Object(members) = object else { return };
        if let Some(Value::String(reference)) = members.get("$ref") {
            self.references.insert(reference.clone());
            return;
        }
        self.deprecation(members, at);
        match kind {
            Kind::Operation if !members.contains_key("operationId") => {
                let help = "add one: the method of the client is named after it";
                self.warn(Code::MissingOperationId, Place::Key(at.clone()), "the operation has no `operationId`", help);
            }
            Kind::Responses => self.responses(members, at),
            Kind::Schema => {
                self.example(Some(object), members, at);
                self.child(members, at);
                self.secrets(members, at);
            }
            Kind::Discriminator => {
                let targets = members.get("mapping").and_then(Value::as_object).into_iter().flat_map(Map::values);
                self.references.extend(targets.filter_map(Value::as_str).map(|target| {
                    if target.contains('/') { target.to_owned() } else { format!("#/components/schemas/{target}") }
                }));
            }
            Kind::MediaType | Kind::Parameter | Kind::Header => {
                self.example(members.get("schema"), members, at);
            }
            _ => {}
        }
        if matches!(kind, Kind::OpenApi | Kind::Operation) {
            let sets = members.get("security").and_then(Value::as_array).into_iter().flatten();
            let names = sets.filter_map(Value::as_object).flat_map(Map::keys);
            self.references.extend(names.map(|name| format!("#/components/securitySchemes/{name}")));
        }
    }

    /// A schema that extends one with a discriminator is used where that is (OpenAPI 3.0.3, section "Composition and
    /// Inheritance").
    fn child(&mut self, members: &Map<String, Value>, at: &Pointer) {
        let parts = members.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let extends =
            |part: &Value| part.get("$ref").is_some() && resolved(self.root, part).get("discriminator").is_some();
        if parts.into_iter().any(extends) {
            self.references.insert(format!("#{}", at.as_str()));
        }
    }

    /// What is called like a secret is one, and is printed with the rest unless the document says that it is a password.
    fn secrets(&mut self, members: &Map<String, Value>, at: &Pointer) {
        for (name, schema) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let resolved = resolved(self.root, schema);
            let string = match resolved.get("type") {
                Some(Value::Array(types)) => types.iter().any(|ty| ty == "string"),
                ty => ty.is_some_and(|ty| ty == "string"),
            };
            let told = ["format", "enum", "const"].iter().any(|field| resolved.get(*field).is_some());
            if string && !told && is_called_like_a_secret(name) {
                let message = format!("`{name}` is called like a secret, and is printed like any other text");
                let at = at.join("properties").join(name);
                self.warn(Code::PrintedSecret, Place::Key(at), message, "add `format: password`");
            }
        }
    }

    fn deprecation(&mut self, members: &Map<String, Value>, at: &Pointer) {
        let explained = ["x-deprecated", "x-deprecated-reason"].iter().any(|name| members.contains_key(*name));
        if members.get("deprecated") == Some(&Value::Bool(true)) && !explained {
            let help = "add `x-deprecated: { note: …, replaced-by: … }`";
            let place = Place::Key(at.join("deprecated"));
            self.warn(Code::UnexplainedDeprecation, place, "deprecated without a reason or replacement", help);
        }
    }

    fn responses(&mut self, responses: &Map<String, Value>, at: &Pointer) {
        for (status, response) in responses {
            let response = resolved(self.root, response);
            let content = response.get("content").and_then(Value::as_object);
            let described = content.is_some_and(|content| content.values().any(|media| media.get("schema").is_some()));
            let dangling = response.get("$ref").is_some();
            if status.starts_with(['4', '5']) && !described && !dangling {
                let help = "describe its body under `content`";
                let message = format!("the error response {status} has no schema");
                self.warn(Code::UndescribedError, Place::Key(at.join(status)), message, help);
            }
        }
    }

    fn example(&mut self, schema: Option<&Value>, members: &Map<String, Value>, at: &Pointer) {
        let Some(schema) = schema else { return };
        let mut examples: Vec<_> =
            members.get("example").map(|example| (example, at.join("example"))).into_iter().collect();
        for (name, example) in members.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let example = resolved(self.root, example).get("value");
            examples.extend(example.map(|value| (value, at.join("examples").join(name).join("value"))));
        }
        let schema = read(if examples.is_empty() { Value::Null } else { schema.clone() }, at.clone());
        self.examples.extend(examples.into_iter().map(|(value, at)| Example {
            value: value.clone(),
            schema: schema.clone(),
            at,
        }));
    }

    fn unused(&mut self) {
        let components = self.root.get("components").and_then(Value::as_object);
        let kinds = ["schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes"];
        for kind in kinds {
            let listed = components.and_then(|components| components.get(kind)).and_then(Value::as_object);
            for name in listed.into_iter().flat_map(Map::keys) {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                if !self.references.contains(&format!("#/components/{kind}/{escaped}")) {
                    let at = Pointer::default().join("components").join(kind).join(name);
                    let message = format!("nothing uses `components.{kind}.{name}`");
                    self.warn(Code::UnusedComponent, Place::Key(at), message, "remove it, or refer to it");
                }
            }
        }
    }
}

/// Whether the last words of a name are those of a secret. A token that says where a list goes on is none.
fn is_called_like_a_secret(name: &str) -> bool {
    const SECRETS: [&str; 10] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "apikey",
        "secretkey",
        "privatekey",
        "accesskey",
        "credential",
    ];
    const NONE: [&str; 7] = ["page", "next", "previous", "continuation", "sync", "cursor", "pagination"];
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = letters.to_ascii_lowercase();
    let before = SECRETS.iter().find_map(|secret| letters.strip_suffix(secret));
    before.is_some_and(|before| !NONE.iter().any(|none| before.ends_with(none)))
}

/// What a reference leads to; anything else is itself.
fn resolved<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..MAX_HOPS {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        match target.and_then(|target| root.pointer(target)) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}
