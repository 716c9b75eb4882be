//! Plain data in, the same data cleared of all that the grammar does not allow out, with a diagnostic for each thing
//! that was cleared. What passes is what openapiv3 can read, so that later stages report their problems in the same run.

use super::{
    bundle::Bundle,
    grammar::{OPENAPI, Object, Others, Presence, SCHEMA, Shape},
    inputs::Inputs,
    references::kind_of,
    repair::{default_style, has_null_variant},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Sources, probably_meant};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// Where the objects of the standard are described.
const STANDARD: &str = "https://spec.openapis.org/oas/v3.0.3";

/// The document as far as it is sound, with all that it refers to under `components`, and the references that could not
/// be followed.
pub(super) fn validate(
    inputs: &mut Inputs,
    left_out: &HashSet<Pointer>,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Option<(Value, HashMap<Pointer, String>)> {
    let at = Pointer::default();
    let root = inputs.root().clone();
    let mut validator = Validator {
        bundle: Bundle::new(&root),
        inlined: 0,
        inputs,
        file: 0,
        left_out,
        sources,
        object: &OPENAPI,
        found,
    };
    if !validator.version(&root, &at) {
        return None;
    }
    let mut root = validator.shape(root, &Shape::Object(&OPENAPI), &at)?;
    validator.bring_wanted(&mut root);
    Some((root, validator.bundle.unresolved))
}

pub(super) struct Validator<'a> {
    pub(super) inputs: &'a mut Inputs,
    /// The file that is being looked at.
    pub(super) file: usize,
    /// What is not to be looked at.
    pub(super) left_out: &'a HashSet<Pointer>,
    pub(super) sources: &'a mut Sources,
    pub(super) bundle: Bundle,
    /// How many references are being read in their places, one inside of another.
    pub(super) inlined: usize,
    /// The object that is being looked at.
    pub(super) object: &'static Object,
    pub(super) found: &'a mut Diagnostics,
}

impl Validator<'_> {
    pub(super) fn report(&mut self, code: Code, place: Place, message: String, help: Option<String>) {
        let mut diagnostic = Diagnostic::new(code, place, message);
        diagnostic.help = help;
        diagnostic.note = Some(format!("see {STANDARD}#{}", self.object.name.to_lowercase().replace(' ', "-")));
        self.found.push(diagnostic);
    }

    fn version(&mut self, root: &Value, at: &Pointer) -> bool {
        let version = at.join("openapi");
        let (place, message) = match root.get("openapi") {
            Some(Value::String(text)) if text.starts_with("3.0.") || text == "3.0" => return true,
            Some(Value::Number(number)) if number.as_f64().is_some_and(|it| (3.0..3.05).contains(&it)) => return true,
            Some(Value::String(text)) => (Place::Value(version), format!("OpenAPI {text} is not supported")),
            Some(_) => (Place::Value(version), "the version of OpenAPI must be a text".to_owned()),
            None if root.get("swagger").is_some() => {
                (Place::Value(at.join("swagger")), "Swagger 2.0 is not supported".to_owned())
            }
            None => (Place::Value(at.clone()), "this is not an OpenAPI document: it has no `openapi`".to_owned()),
        };
        self.report(
            Code::Version,
            place,
            message,
            Some("this generator reads OpenAPI 3.0, `openapi: 3.0.3`".to_owned()),
        );
        false
    }

    /// The value as far as it has the shape; `None` where it has not.
    pub(super) fn shape(&mut self, value: Value, shape: &Shape, at: &Pointer) -> Option<Value> {
        if self.left_out.contains(at) {
            // A parameter keeps its place in the list, so that the others keep theirs.
            let parameter = matches!(shape, Shape::RefOr(object) if object.name == "Parameter Object");
            return parameter.then(|| json!({ "name": "", "in": "cookie", "schema": {} }));
        }
        if let Shape::RefOr(object) = shape
            && self.file == 0
        {
            self.bundle.visit(at, object);
        }
        match (shape, value) {
            (Shape::Any, value)
            | (Shape::Boolean | Shape::BooleanOrSchema, value @ Value::Bool(_))
            | (Shape::Number, value @ Value::Number(_))
            | (Shape::String, value @ Value::String(_)) => Some(value),
            (Shape::String, value @ (Value::Number(_) | Value::Bool(_))) => Some(Value::String(self.text(&value, at))),
            (Shape::Count, Value::Number(number)) if count(&number).is_some() => count(&number).map(Value::from),
            (Shape::Word(words), Value::String(text)) => self.word(text, words, at),
            (Shape::Array(item), Value::Array(items)) => {
                // All items are looked at; one that is cleared takes the list with it, or the others would change places.
                let items = items.into_iter().enumerate();
                let items: Vec<_> = items.map(|(index, value)| self.shape(value, item, &at.join(index))).collect();
                items.into_iter().collect::<Option<_>>().map(Value::Array)
            }
            (
                Shape::Object(_)
                | Shape::Map(Shape::Object(_) | Shape::RefOr(_))
                | Shape::Array(Shape::Object(_) | Shape::RefOr(_)),
                Value::Object(members),
            ) if members.get("$ref").is_some_and(Value::is_string) => {
                let message = "a reference where the standard has none".to_owned();
                let help = "put here what it leads to; it is read like that".to_owned();
                // Bytes: soon the pointer will lead to what is read in this place.
                let place = self.sources.bytes(&at.join("$ref"));
                self.report(Code::Repaired, place, message, Some(help));
                self.inline(members["$ref"].as_str().unwrap_or_default(), shape, at)
            }
            (Shape::Map(member), Value::Object(members)) => {
                let members = members.into_iter().filter_map(|(name, value)| {
                    let at = at.join(&name);
                    if matches!((member, &value), (Shape::String, Value::Null)) {
                        let message = format!("`{name}` is nothing (null)");
                        let help = "write a text; it is read as an empty one".to_owned();
                        self.report(Code::Repaired, Place::Key(at), message, Some(help));
                        return Some((name, Value::String(String::new())));
                    }
                    Some((name, self.shape(value, member, &at)?))
                });
                Some(Value::Object(members.collect()))
            }
            (Shape::RefOr(object), Value::Object(members)) if members.contains_key("$ref") => {
                match members.get("$ref") {
                    Some(Value::String(reference)) if kind_of(object).is_none() => self.inline(reference, shape, at),
                    _ => self.reference(members, object, at),
                }
            }
            (Shape::Object(object) | Shape::RefOr(object), Value::Object(members)) => {
                self.object(members, object, at).map(Value::Object)
            }
            (Shape::BooleanOrSchema, value @ Value::Object(_)) => self.shape(value, &Shape::RefOr(&SCHEMA), at),
            (shape, value) => {
                let message = format!("expected {}, found {}", expected(shape), kind(&value));
                self.report(Code::WrongType, Place::Value(at.clone()), message, None);
                None
            }
        }
    }

    /// A scalar as it is written: `version: 1.10` means the text `1.10`, not the number 1.1.
    fn text(&mut self, value: &Value, at: &Pointer) -> String {
        let (source, at) = self.sources.origin(at);
        let written = source.and_then(|source| {
            let span = source.positions().get(at.as_str())?;
            source.text.get(span.value.clone())
        });
        written.map_or_else(|| value.to_string(), str::to_owned)
    }

    fn word(&mut self, text: String, words: &'static [&'static str], at: &Pointer) -> Option<Value> {
        if words.contains(&&*text) {
            return Some(Value::String(text));
        }
        let help = probably_meant(&text, words.iter().copied()).map_or_else(
            || format!("it must be one of {}", words.join(", ")),
            |word| format!("did you mean `{word}`?"),
        );
        self.report(Code::InvalidValue, Place::Value(at.clone()), format!("`{text}` is not allowed here"), Some(help));
        None
    }

    /// A Reference Object. What stands beside `$ref` in a schema was meant to be added to what it leads to.
    fn reference(&mut self, mut members: Map<String, Value>, object: &'static Object, at: &Pointer) -> Option<Value> {
        let target = match self.shape(members.shift_remove("$ref")?, &Shape::String, &at.join("$ref"))? {
            Value::String(target) => self.redirect(target, object, &at.join("$ref")),
            _ => return None,
        };
        members.retain(|name, _| !name.starts_with("x-"));
        let reference = json!({ "$ref": target });
        if members.is_empty() {
            return Some(reference);
        }
        let names: Vec<_> = members.keys().map(|name| format!("`{name}`")).collect();
        let message = format!("{} beside `$ref`, where the standard allows nothing", names.join(", "));
        if std::ptr::eq(object, &raw const SCHEMA) && !members.contains_key("allOf") {
            let help = "write `allOf: [{$ref: …}]` with the rest beside it; it is read like that";
            self.report(Code::Ignored, Place::Value(at.join("$ref")), message, Some(help.to_owned()));
            let mut members = self.object(members, object, at)?;
            members.insert("allOf".to_owned(), json!([reference]));
            return Some(Value::Object(members));
        }
        self.report(Code::Ignored, Place::Value(at.join("$ref")), message, Some("it is ignored; remove it".to_owned()));
        Some(reference)
    }

    /// The object as far as it is sound; `None` where a required field is not.
    fn object(
        &mut self,
        mut members: Map<String, Value>,
        object: &'static Object,
        at: &Pointer,
    ) -> Option<Map<String, Value>> {
        let outer = std::mem::replace(&mut self.object, object);
        let mut cleared = Map::new();
        let mut complete = true;
        if std::ptr::eq(object, &raw const SCHEMA) {
            self.later_types(&mut members, at);
            self.earlier_items(&mut members, at);
            self.format_as_type(&mut members, at);
        }
        for field in object.fields {
            match members.shift_remove(field.name) {
                Some(Value::Null) if field.presence == Presence::Optional && !matches!(field.shape, Shape::Any) => {
                    let message = format!("`{}` is nothing (null)", field.name);
                    let help = "it is read as if it were not there; remove it".to_owned();
                    self.report(Code::Repaired, Place::Key(at.join(field.name)), message, Some(help));
                }
                Some(value) => {
                    let value = self.shape(value, &field.shape, &at.join(field.name));
                    complete &= value.is_some() || field.presence != Presence::Required;
                    cleared.extend(value.map(|value| (field.name.to_owned(), value)));
                }
                None if field.presence == Presence::Optional => {}
                None => {
                    complete &= field.presence != Presence::Required;
                    self.missing(object, field.name, field.presence, &members, &mut cleared, at);
                }
            }
        }
        for (name, value) in members {
            let here = at.join(&name);
            let value = match &object.others {
                _ if name.starts_with("x-") => Some(value),
                Others::Paths(shape) if name.starts_with('/') => self.shape(value, shape, &here),
                Others::Statuses(shape) if is_status(&name) => {
                    let value = self.shape(value, shape, &here);
                    cleared.extend(value.map(|value| (name.to_ascii_uppercase(), value)));
                    continue;
                }
                Others::Names(shape) => self.shape(value, shape, &here),
                Others::Paths(_) => {
                    let help = format!("write `/{name}`");
                    self.report(
                        Code::InvalidValue,
                        Place::Key(here),
                        "a path must begin with `/`".to_owned(),
                        Some(help),
                    );
                    None
                }
                Others::Statuses(_) => {
                    let message = format!("`{name}` is not a status");
                    let help = "a status is `default`, from `100` to `599`, or a class such as `4XX`".to_owned();
                    self.report(Code::InvalidValue, Place::Key(here), message, Some(help));
                    None
                }
                Others::Nothing => {
                    self.unknown(object, &name, here);
                    None
                }
            };
            cleared.extend(value.map(|value| (name, value)));
        }
        if std::ptr::eq(object, &raw const SCHEMA) && has_null_variant(&cleared) {
            cleared.insert("nullable".to_owned(), Value::Bool(true));
        }
        if object.name == "Discriminator Object" {
            self.mapping(&mut cleared, at);
        }
        if object.name == "Encoding Object" {
            default_style(&mut cleared);
        }
        complete = complete && self.conditions(&cleared, at);
        self.object = outer;
        complete.then_some(cleared)
    }

    fn unknown(&mut self, object: &Object, name: &str, here: Pointer) {
        let lower = name.to_ascii_lowercase();
        if object.name == "Path Item Object" && object.fields.iter().any(|field| field.name == lower) {
            // It would take an operation away without a word.
            let help = Some(format!("did you mean `{lower}`?"));
            return self.report(Code::InvalidValue, Place::Key(here), format!("`{name}` is not allowed here"), help);
        }
        let known = object.fields.iter().map(|field| field.name);
        let help = probably_meant(name, known).map(|known| format!("did you mean `{known}`?"));
        let help = help.unwrap_or_else(|| "it is ignored; an extension begins with `x-`".to_owned());
        let message = format!("the {} of OpenAPI 3.0 has no `{name}`", object.name);
        self.report(Code::UnknownField, Place::Key(here), message, Some(help));
    }

    fn missing(
        &mut self,
        object: &Object,
        field: &str,
        presence: Presence,
        others: &Map<String, Value>,
        cleared: &mut Map<String, Value>,
        at: &Pointer,
    ) {
        let message = format!("the {} has no `{field}`", object.name);
        let meant = probably_meant(field, others.keys().map(String::as_str).filter(|name| !name.starts_with("x-")));
        let help =
            meant.map_or_else(|| format!("add `{field}`"), |meant| format!("did you mean `{field}` by `{meant}`?"));
        let code = if presence == Presence::Required { Code::MissingField } else { Code::IncompleteProse };
        // The URLs of OAuth flows are required in some flows only, and no client made here follows them.
        if !field.ends_with("Url") {
            self.report(code, Place::Key(at.clone()), message, Some(help));
        }
        if presence == Presence::Prose {
            cleared.insert(field.to_owned(), Value::String(String::new()));
        }
    }
}

/// A whole number from 0, however it is written.
fn count(number: &serde_json::Number) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and from 0")]
    number.as_u64().or_else(|| number.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0).map(|it| it as u64))
}

/// `200` or `2XX`; `2xx` is read as it was meant.
fn is_status(name: &str) -> bool {
    matches!(name.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X' | b'x', b'X' | b'x'])
}

fn expected(shape: &Shape) -> String {
    match shape {
        Shape::Any => "anything".to_owned(),
        Shape::String => "a text".to_owned(),
        Shape::Boolean => "`true` or `false`".to_owned(),
        Shape::Number => "a number".to_owned(),
        Shape::Count => "a whole number from 0".to_owned(),
        Shape::Word(words) => format!("one of {}", words.join(", ")),
        Shape::Array(_) => "a list".to_owned(),
        Shape::Map(_) => "a mapping".to_owned(),
        Shape::Object(object) => format!("a {}", object.name),
        Shape::RefOr(object) => format!("a {} or a reference to one", object.name),
        Shape::BooleanOrSchema => "`true`, `false` or a Schema Object".to_owned(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing (null)",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
