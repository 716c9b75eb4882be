//! Walks over a document as its grammar says, and clears away what that does not allow, each time with a diagnostic. What
//! is left can be read, so that later stages find their problems in the same run. A part that no client needs, such as a
//! license, can be wrong without refusing the document.

use super::{
    grammar::{Field, Grammar, Kind, Object, Others, Presence, Shape, TYPES, V30, V31},
    inputs::Inputs,
    references::{Part, References},
    repair::default_style,
    report::Reporter,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, probably_meant},
    render::Sources,
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A document as far as it is sound.
pub(super) struct Checked {
    /// The document, with all that it refers to under `components`.
    pub(super) root: Value,
    pub(super) grammar: &'static Grammar,
    /// The references that could not be followed, and why.
    pub(super) unresolved: HashMap<Pointer, String>,
}

/// Checks a document.
pub(super) fn validate(
    inputs: &mut Inputs,
    left_out: &HashSet<Pointer>,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Option<Checked> {
    let at = Pointer::default();
    let root = inputs.root().clone();
    let grammar = version(&root, &at, found)?;
    let mut validator = Validator {
        grammar,
        references: References::new(inputs),
        foreign: BTreeMap::new(),
        left_out,
        reporter: Reporter { grammar, object: Kind::OpenApi, aside: 0, sources, found },
    };
    let mut root = validator.shape(root, Shape::Object(Kind::OpenApi), &at)?;
    validator.bring(&mut root);
    validator.report_foreign();
    Some(Checked { root, grammar, unresolved: validator.references.unresolved() })
}

/// The grammar of the version that a document says it is of.
fn version(root: &Value, at: &Pointer, found: &mut Diagnostics) -> Option<&'static Grammar> {
    let version = at.join("openapi");
    let (place, message) = match root.get("openapi") {
        Some(Value::String(_) | Value::Number(_)) => {
            let text = root["openapi"].as_str().map_or_else(|| root["openapi"].to_string(), str::to_owned);
            match text.split('.').take(2).collect::<Vec<_>>()[..] {
                ["3", "0"] => return Some(&V30),
                ["3", "1" | "2"] => return Some(&V31),
                _ => (Place::Value(version), format!("OpenAPI {text} is not supported")),
            }
        }
        Some(_) => (Place::Value(version), "the version of OpenAPI must be a string".to_owned()),
        None if root.get("swagger").is_some() => {
            (Place::Value(at.join("swagger")), "Swagger 2.0 is not supported".to_owned())
        }
        None => (Place::Value(at.clone()), "this is not an OpenAPI document: it has no `openapi`".to_owned()),
    };
    let problem = Diagnostic::new(Code::Version, place, message);
    found.push(problem.help("this generator reads OpenAPI 3.0, 3.1 and 3.2, such as `openapi: 3.0.3`"));
    None
}

/// Under 3.0 a word of 3.1, except in `additionalProperties`.
const BOOLEAN_SCHEMA: &str = "a boolean in place of a schema";

struct Validator<'a> {
    grammar: &'static Grammar,
    reporter: Reporter<'a>,
    references: References<'a>,
    /// What is not to be looked at.
    left_out: &'a HashSet<Pointer>,
    /// What only the other version has in schemas, with the first place of each and how often it stands.
    foreign: BTreeMap<String, (Pointer, usize)>,
}

impl Validator<'_> {
    /// What is of another version, each told of once.
    fn report_foreign(&mut self) {
        self.reporter.object = Kind::Schema;
        for (name, (at, count)) in std::mem::take(&mut self.foreign) {
            let more = if count > 1 { format!(", here and in {} other places", count - 1) } else { String::new() };
            let message = format!("{name} as OpenAPI {} has it{more}", self.grammar.other().version);
            let help = match &*name {
                BOOLEAN_SCHEMA => "it is read as there; write `{}` in place of `true`, `not: {}` of `false`".to_owned(),
                _ => format!("it is read as there; write it as {} has it", self.grammar.version),
            };
            self.reporter.report(Code::Repaired, Place::Key(at), message, Some(help));
        }
    }

    /// The value as far as it has the shape; `None` where it has not.
    fn shape(&mut self, value: Value, shape: Shape, at: &Pointer) -> Option<Value> {
        if self.left_out.contains(at) {
            // A parameter keeps its place in the list, so that the others keep theirs.
            let parameter = matches!(shape, Shape::RefOr(Kind::Parameter));
            return parameter.then(|| json!({ "name": "", "in": "cookie", "schema": {} }));
        }
        let kind = match shape {
            Shape::RefOr(kind) => Some(kind),
            Shape::Schema | Shape::BooleanOrSchema => Some(Kind::Schema),
            _ => None,
        };
        if let Some(kind) = kind {
            self.references.visit(at, kind);
        }
        if matches!((shape, &value), (Shape::Schema, Value::Bool(_))) && self.grammar.is_3_0() {
            self.foreign(BOOLEAN_SCHEMA.to_owned(), at);
        }
        match (shape, value) {
            (Shape::Any, value)
            | (Shape::Boolean | Shape::BooleanOrSchema | Shape::Schema, value @ Value::Bool(_))
            | (Shape::Number, value @ Value::Number(_))
            | (Shape::String, value @ Value::String(_)) => Some(value),
            (Shape::String, value @ (Value::Number(_) | Value::Bool(_))) => {
                Some(Value::String(self.reporter.text(&value, at)))
            }
            (Shape::Count, Value::Number(number)) if count(&number).is_some() => count(&number).map(Value::from),
            (Shape::Word(words), Value::String(text)) => self.word(text, words, at),
            (Shape::Types, Value::String(text)) => self.word(text, TYPES, at),
            (Shape::Types, value @ Value::Array(_)) => self.shape(value, Shape::Array(&Shape::Word(TYPES)), at),
            (Shape::Array(item), Value::Array(items)) => {
                // All items are looked at; one that is cleared takes the list with it, or the others would change places.
                let items = items.into_iter().enumerate();
                let items: Vec<_> = items.map(|(index, value)| self.shape(value, *item, &at.join(index))).collect();
                items.into_iter().collect::<Option<_>>().map(Value::Array)
            }
            (
                Shape::Object(_)
                | Shape::Map(Shape::Object(_) | Shape::RefOr(_) | Shape::Schema)
                | Shape::Array(Shape::Object(_) | Shape::RefOr(_) | Shape::Schema),
                Value::Object(members),
            ) if members.get("$ref").is_some_and(Value::is_string) => {
                let message = "a reference where the standard has none".to_owned();
                let help = "put here what it leads to; it is read like that".to_owned();
                // Bytes: soon the pointer will lead to what is read in this place.
                let place = self.reporter.sources.bytes(&at.join("$ref"));
                self.reporter.report(Code::Repaired, place, message, Some(help));
                self.inline(members["$ref"].as_str().unwrap_or_default(), shape, at)
            }
            (Shape::Map(member), Value::Object(members)) => {
                let mut cleared = Map::with_capacity(members.len());
                cleared.extend(members.into_iter().filter_map(|(name, value)| {
                    let at = at.join(&name);
                    if matches!((member, &value), (Shape::String, Value::Null)) {
                        let message = format!("`{name}` is nothing (null)");
                        let help = "write a string; it is read as an empty one".to_owned();
                        self.reporter.report(Code::Repaired, Place::Key(at), message, Some(help));
                        return Some((name, Value::String(String::new())));
                    }
                    Some((name, self.shape(value, *member, &at)?))
                }));
                Some(Value::Object(cleared))
            }
            (Shape::Schema | Shape::BooleanOrSchema, Value::Object(members)) => self.schema(members, at),
            (Shape::RefOr(kind), Value::Object(members)) if members.contains_key("$ref") => match members.get("$ref") {
                Some(Value::String(reference)) if self.grammar.part_of(kind).is_none() => {
                    self.inline(reference, shape, at)
                }
                _ => self.reference(members, kind, at),
            },
            (Shape::Object(kind) | Shape::RefOr(kind), Value::Object(members)) => {
                self.object(members, kind, at).map(Value::Object)
            }
            (shape, value) => {
                let message = format!("expected {}, found {}", expected(shape), json_type(&value));
                self.reporter.report(Code::WrongType, Place::Value(at.clone()), message, None);
                None
            }
        }
    }

    fn word(&mut self, text: String, words: &'static [&'static str], at: &Pointer) -> Option<Value> {
        if words.contains(&&*text) {
            return Some(Value::String(text));
        }
        let help = probably_meant(&text, words.iter().copied()).map_or_else(
            || format!("it must be one of {}", words.join(", ")),
            |word| format!("did you mean `{word}`?"),
        );
        self.reporter.report(
            Code::InvalidValue,
            Place::Value(at.clone()),
            format!("`{text}` is not allowed here"),
            Some(help),
        );
        None
    }

    /// A Reference Object. What stands beside `$ref` says nothing (OpenAPI 3.0.3, section "Reference Object"), or replaces
    /// prose (3.1.1).
    fn reference(&mut self, mut members: Map<String, Value>, kind: Kind, at: &Pointer) -> Option<Value> {
        let reference = self.target(members.shift_remove("$ref")?, kind, at)?;
        let allowed = |name: &str| !self.grammar.is_3_0() && ["summary", "description"].contains(&name);
        members.retain(|name, _| !name.starts_with("x-") && !allowed(name));
        if !members.is_empty() {
            let names: Vec<_> = members.keys().map(|name| format!("`{name}`")).collect();
            let message = format!("{} beside `$ref`, where the standard allows nothing", names.join(", "));
            let help = Some("it is ignored; remove it".to_owned());
            self.reporter.report(Code::Ignored, Place::Value(at.join("$ref")), message, help);
        }
        Some(json!({ "$ref": reference }))
    }

    /// A Schema Object. What stands beside its `$ref` counts, as in 3.1; under 3.0 it was meant to.
    fn schema(&mut self, mut members: Map<String, Value>, at: &Pointer) -> Option<Value> {
        // What a dynamic reference leads to is settled by the document alone: nothing outside of it can take its place.
        let reference = members.shift_remove("$ref").or_else(|| members.shift_remove("$dynamicRef"));
        let Some(reference) = reference else {
            return self.object(members, Kind::Schema, at).map(Value::Object);
        };
        let target = self.target(reference, Kind::Schema, at)?;
        let names: Vec<_> =
            members.keys().filter(|name| !name.starts_with("x-")).map(|name| format!("`{name}`")).collect();
        if self.grammar.is_3_0() && !names.is_empty() {
            let message = format!("{} beside `$ref`, where the standard allows nothing", names.join(", "));
            let help = "write `allOf: [{$ref: …}]` with the rest beside it; it is read like that";
            self.reporter.report(Code::Ignored, Place::Value(at.join("$ref")), message, Some(help.to_owned()));
        }
        let mut members = self.object(members, Kind::Schema, at)?;
        members.insert("$ref".to_owned(), Value::String(target));
        Some(Value::Object(members))
    }

    fn target(&mut self, reference: Value, kind: Kind, at: &Pointer) -> Option<String> {
        match self.shape(reference, Shape::String, &at.join("$ref"))? {
            Value::String(target) => Some(self.references.redirect(target, kind, &at.join("$ref"), &mut self.reporter)),
            _ => None,
        }
    }

    /// What a reference leads to, read as if it stood in its place.
    fn inline(&mut self, reference: &str, shape: Shape, at: &Pointer) -> Option<Value> {
        let object = self.reporter.object;
        let (value, outer) = self.references.enter(reference, at, &mut self.reporter)?;
        let value = self.shape(value, shape, at);
        self.references.leave(outer);
        self.reporter.object = object;
        value
    }

    /// Brings into the document what its references lead to and is no component of it.
    fn bring(&mut self, root: &mut Value) {
        while let Some((part, value)) = self.references.next_part(self.reporter.sources) {
            let Part { kind, .. } = part;
            let shape = if kind == Kind::Schema { Shape::Schema } else { Shape::RefOr(kind) };
            if let Some(value) = self.shape(value, shape, &part.at()) {
                part.insert(root, value);
            }
        }
        self.references.move_parts(root);
    }

    /// The object as far as it is sound; `None` where a required field is not.
    fn object(&mut self, mut members: Map<String, Value>, kind: Kind, at: &Pointer) -> Option<Map<String, Value>> {
        let outer = std::mem::replace(&mut self.reporter.object, kind);
        let object = self.grammar.object(kind);
        let mut complete = true;
        self.reporter.repair(&mut members, at);
        let mut cleared = Map::with_capacity(members.len());
        let mut members = Members::new(members, object);
        for (number, field) in object.fields.iter().enumerate() {
            match members.take(number) {
                Some((_, Value::Null)) if is_absent_if_null(field) => {
                    let message = format!("`{}` is nothing (null)", field.name);
                    let help = "it is read as if it were not there; remove it".to_owned();
                    self.reporter.report(Code::Repaired, Place::Key(at.join(field.name)), message, Some(help));
                }
                Some((name, value)) => {
                    let value = self.field(value, field, at);
                    complete &= value.is_some() || field.presence != Presence::Required;
                    cleared.extend(value.map(|value| (name, value)));
                }
                None => match field.presence {
                    Presence::Optional | Presence::Aside => {}
                    Presence::Required | Presence::Prose => {
                        complete &= field.presence != Presence::Required;
                        self.missing(field, &members, &mut cleared, at);
                    }
                },
            }
        }
        for (name, value) in members.others() {
            let here = at.join(&name);
            let value = match object.others {
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
                    self.reporter.report(
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
                    self.reporter.report(Code::InvalidValue, Place::Key(here), message, Some(help));
                    None
                }
                Others::Nothing => match self.grammar.other().object(kind).field(&name) {
                    Some(field) if kind == Kind::Schema && !value.is_null() => self.foreign_field(value, field, &here),
                    _ => {
                        self.unknown(object, &name, here);
                        None
                    }
                },
            };
            cleared.extend(value.map(|value| (name, value)));
        }
        if kind == Kind::Discriminator {
            self.references.mapping(&mut cleared, at, &mut self.reporter);
        }
        if kind == Kind::Encoding {
            default_style(&mut cleared);
        }
        complete = complete && self.reporter.conditions(&cleared, at);
        self.reporter.object = outer;
        complete.then_some(cleared)
    }

    /// The value of a field with a fixed name of the object at a place.
    fn field(&mut self, value: Value, field: &Field, at: &Pointer) -> Option<Value> {
        // Most values are of this kind: no pointer is made for them.
        if self.left_out.is_empty() && is_plain(field.shape, &value) {
            return Some(value);
        }
        let at = &at.join(field.name);
        if self.reporter.object == Kind::Schema
            && !accepts(field.shape, &value)
            && let Some(foreign) = self.grammar.other().object(Kind::Schema).field(field.name)
            && accepts(foreign.shape, &value)
        {
            return self.foreign_field(value, foreign, at);
        }
        self.field_of(value, field, at)
    }

    fn field_of(&mut self, value: Value, field: &Field, at: &Pointer) -> Option<Value> {
        let prose = field.presence == Presence::Prose && matches!(field.shape, Shape::String);
        let aside = usize::from(prose || field.presence == Presence::Aside);
        self.reporter.aside += aside;
        let value = self.shape(value, field.shape, at);
        self.reporter.aside -= aside;
        value.or_else(|| prose.then(|| Value::String(String::new())))
    }

    /// A keyword of schemas as only the other version has it.
    fn foreign_field(&mut self, value: Value, field: &Field, at: &Pointer) -> Option<Value> {
        self.foreign(format!("`{}`", field.name), at);
        match (field.shape, value) {
            // It is of the version that the field is of.
            (Shape::Schema, value @ Value::Bool(_)) => Some(value),
            (_, value) => self.field_of(value, field, at),
        }
    }

    fn foreign(&mut self, what: String, at: &Pointer) {
        self.foreign.entry(what).or_insert_with(|| (at.clone(), 0)).1 += 1;
    }

    fn unknown(&mut self, object: &Object, name: &str, here: Pointer) {
        let lower = name.to_ascii_lowercase();
        if self.reporter.object == Kind::PathItem && object.fields.iter().any(|field| field.name == lower) {
            // It would take an operation away without a word.
            let help = Some(format!("did you mean `{lower}`?"));
            return self.reporter.report(
                Code::InvalidValue,
                Place::Key(here),
                format!("`{name}` is not allowed here"),
                help,
            );
        }
        let known = object.fields.iter().map(|field| field.name);
        let help = probably_meant(name, known).map(|known| format!("did you mean `{known}`?"));
        let help = help.unwrap_or_else(|| "it is ignored; an extension begins with `x-`".to_owned());
        let message =
            format!("the {} of OpenAPI {} has no `{name}`", self.reporter.object.name(), self.grammar.version);
        self.reporter.report(Code::UnknownField, Place::Key(here), message, Some(help));
    }

    fn missing(
        &mut self,
        &Field { name: field, presence, shape }: &Field,
        others: &Members,
        cleared: &mut Map<String, Value>,
        at: &Pointer,
    ) {
        let message = format!("the {} has no `{field}`", self.reporter.object.name());
        let meant = probably_meant(field, others.names().filter(|name| !name.starts_with("x-")));
        let help =
            meant.map_or_else(|| format!("add `{field}`"), |meant| format!("did you mean `{field}` by `{meant}`?"));
        let code = if presence == Presence::Required { Code::MissingField } else { Code::IncompleteProse };
        // The URLs of OAuth flows are required in some flows only, and no client made here follows them.
        if !field.ends_with("Url") {
            self.reporter.report(code, Place::Key(at.clone()), message, Some(help));
        }
        if presence == Presence::Prose {
            let empty = match shape {
                Shape::Object(_) => json!({}),
                _ => Value::String(String::new()),
            };
            cleared.insert(field.to_owned(), empty);
        }
    }
}

/// The members of an object that were not looked at yet, in the order of the document.
struct Members {
    all: Vec<Option<(String, Value)>>,
    /// The fields among them, in the order of the grammar, and their places; those behind `next` were not asked for.
    fields: Vec<(usize, usize)>,
    next: usize,
}

impl Members {
    fn new(members: Map<String, Value>, object: &Object) -> Self {
        let all: Vec<_> = members.into_iter().map(Some).collect();
        let field = |(place, member): (usize, &Option<(String, Value)>)| {
            let (name, _) = member.as_ref()?;
            Some((object.fields.iter().position(|field| field.name == name)?, place))
        };
        let mut fields: Vec<_> = all.iter().enumerate().filter_map(field).collect();
        fields.sort_unstable();
        Self { all, fields, next: 0 }
    }

    /// The member that is the field of this number. Fields are asked for in their order.
    fn take(&mut self, field: usize) -> Option<(String, Value)> {
        let (_, place) = self.fields.get(self.next).filter(|(number, _)| *number == field)?;
        self.next += 1;
        self.all[*place].take()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().flatten().map(|(name, _)| &**name)
    }

    /// Those that are no field.
    fn others(self) -> impl Iterator<Item = (String, Value)> {
        self.all.into_iter().flatten()
    }
}

/// Whether a value is as its shape says and there is nothing in it to look at.
fn is_plain(shape: Shape, value: &Value) -> bool {
    match (shape, value) {
        (Shape::Any, _)
        | (Shape::Boolean, Value::Bool(_))
        | (Shape::Number, Value::Number(_))
        | (Shape::String, Value::String(_)) => true,
        (Shape::Word(words), Value::String(text)) => words.contains(&&**text),
        (Shape::Types, Value::String(text)) => TYPES.contains(&&**text),
        _ => false,
    }
}

/// Whether `null` in place of a field means that it is not there.
fn is_absent_if_null(field: &Field) -> bool {
    matches!(field.presence, Presence::Optional | Presence::Aside) && !matches!(field.shape, Shape::Any)
}

/// Whether a value is of the kind that a shape asks for, whatever is in it.
fn accepts(shape: Shape, value: &Value) -> bool {
    match shape {
        Shape::Any => true,
        Shape::String => value.is_string(),
        Shape::Word(words) => value.as_str().is_some_and(|word| words.contains(&word)),
        Shape::Boolean => value.is_boolean(),
        Shape::Number | Shape::Count => value.is_number(),
        Shape::Types => value.is_array() || value.as_str().is_some_and(|word| TYPES.contains(&word)),
        Shape::Array(_) => value.is_array(),
        Shape::Map(_) | Shape::Object(_) | Shape::RefOr(_) => value.is_object(),
        Shape::Schema | Shape::BooleanOrSchema => value.is_object() || value.is_boolean(),
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

fn expected(shape: Shape) -> String {
    match shape {
        Shape::Any => "anything".to_owned(),
        Shape::String => "a string".to_owned(),
        Shape::Boolean => "`true` or `false`".to_owned(),
        Shape::Number => "a number".to_owned(),
        Shape::Count => "a whole number from 0".to_owned(),
        Shape::Word(words) => format!("one of {}", words.join(", ")),
        Shape::Array(_) => "an array".to_owned(),
        Shape::Map(_) => "an object".to_owned(),
        Shape::Object(kind) => with_article(kind.name()),
        Shape::RefOr(kind) => format!("{} or a reference to one", with_article(kind.name())),
        Shape::Types => "the name of a type, or an array of such".to_owned(),
        Shape::Schema => "a Schema Object or a reference to one".to_owned(),
        Shape::BooleanOrSchema => "`true`, `false` or a Schema Object".to_owned(),
    }
}

fn with_article(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O']) || name.starts_with("XML") { "an" } else { "a" };
    format!("{article} {name}")
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing (null)",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
