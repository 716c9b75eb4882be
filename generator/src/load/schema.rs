//! Schema Objects as all versions of the standard mean them: one [`Schema`], whatever the spelling. Checked plain data comes
//! in, schemas by their place go out, and what is left of the data holds references to them. No later stage reads a
//! keyword of JSON Schema from plain data.

use super::grammar::{Grammar, Kind, Object, Others, Shape};
use crate::diagnostic::Pointer;
use indexmap::IndexMap;
use serde_json::{Map, Number, Value, json};
use std::{collections::HashMap, ops::Deref, rc::Rc};

/// The schemas of a document.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    /// Those under `components`, in the document's order.
    pub(crate) components: IndexMap<String, Rc<Schema>>,
    /// Those that stand elsewhere and in no other schema, by the reference that they left behind.
    places: HashMap<String, Rc<Schema>>,
}

impl Schemas {
    /// The schema that left a reference behind.
    pub(crate) fn at(&self, reference: &str) -> Option<&Rc<Schema>> {
        self.places.get(reference)
    }
}

/// A Schema Object. Where it says nothing of something, every value of that kind is allowed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Schema {
    pub(crate) at: At,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) example: Option<Value>,
    pub(crate) extensions: IndexMap<String, Value>,
    /// What it refers to, if it adds no more than decoration to that.
    pub(crate) reference: Option<String>,
    /// The type of its values, as it says or as its `enum` has them; of several it is a union.
    pub(crate) ty: Option<JsonType>,
    /// The type that its other keywords are about, which hold for values of no other.
    pub(crate) hint: Option<JsonType>,
    /// Whether `null` is allowed beside the type.
    pub(crate) nullable: bool,
    pub(crate) format: Option<String>,
    /// The values of an `enum` or `const`, without `null`.
    pub(crate) enumeration: Vec<Value>,
    /// The least and the greatest number, where they are said.
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) properties: IndexMap<String, Rc<Schema>>,
    pub(crate) required: Vec<String>,
    /// The members that are not listed.
    pub(crate) additional: Option<Additional>,
    pub(crate) items: Option<Rc<Schema>>,
    /// The first items of an array, each with a schema of its own, and whether there can be no more and no fewer.
    pub(crate) tuple: Option<(Vec<Rc<Schema>>, bool)>,
    pub(crate) all_of: Vec<Rc<Schema>>,
    /// Each `oneOf` and `anyOf`: a value is one of the schemas.
    pub(crate) choices: Vec<Choice>,
    pub(crate) discriminator: Option<Discriminator>,
}

/// Where a schema stands. Schemas that differ in nothing else are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct At(pub(crate) Pointer);

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Deref for At {
    type Target = Pointer;

    fn deref(&self) -> &Pointer {
        &self.0
    }
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Whether each value of the other type is also of this.
    pub(crate) fn holds(self, other: Self) -> bool {
        self == other || (self, other) == (Self::Number, Self::Integer)
    }
}

/// What the members of an object may be that it does not list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Additional {
    /// None is there.
    Nothing,
    Anything,
    Schema(Rc<Schema>),
}

/// Schemas of which a value is one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    pub(crate) schemas: Vec<Rc<Schema>>,
    /// Where they are listed.
    pub(crate) at: At,
    pub(crate) discriminator: Option<Discriminator>,
}

/// The member whose value says which schema a value is of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    /// The values, each with the reference or name of the schema that it stands for.
    pub(crate) mapping: IndexMap<String, String>,
}

/// Takes all schemas out of checked data, and what asks nothing of a request with them.
pub(super) fn lift(root: &mut Value, grammar: &Grammar) -> Schemas {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
    let transport = schemes.filter(|(_, scheme)| scheme.get("type").is_some_and(|ty| ty == "mutualTLS"));
    let transport = transport.map(|(name, _)| name.clone()).collect();
    let mut lift = Lift { schemas: Schemas::default(), transport };
    lift.object(root, grammar.openapi, &Pointer::default());
    lift.schemas
}

struct Lift {
    schemas: Schemas,
    /// The security schemes that are a matter of the connection alone.
    transport: Vec<String>,
}

impl Lift {
    fn value(&mut self, value: &mut Value, shape: &Shape, at: &Pointer) {
        match (shape, &mut *value) {
            (Shape::Schema, schema) => {
                let reference = format!("#{}", at.as_str());
                let left = json!({ "$ref": reference });
                let schema = read(std::mem::replace(schema, left), at.clone());
                self.schemas.places.insert(reference, Rc::new(schema));
            }
            (Shape::Array(item), Value::Array(items)) => {
                let items = items.iter_mut().enumerate();
                items.for_each(|(index, value)| self.value(value, item, &at.join(index)));
            }
            (Shape::Map(member), Value::Object(members)) => {
                members.iter_mut().for_each(|(name, value)| self.value(value, member, &at.join(name)));
            }
            (Shape::Object(object) | Shape::RefOr(object), Value::Object(members)) if !members.contains_key("$ref") => {
                self.object(value, object, at);
            }
            _ => {}
        }
    }

    fn object(&mut self, value: &mut Value, object: &Object, at: &Pointer) {
        let Value::Object(members) = value else { return };
        match object.kind {
            Kind::Components => self.components(members, at),
            Kind::Operation => {
                members.shift_remove("callbacks");
                members.entry("responses").or_insert_with(|| json!({}));
            }
            Kind::Response => drop(members.shift_remove("links")),
            _ => {}
        }
        if let Some(Value::Array(sets)) = members.get_mut("security").filter(|_| !self.transport.is_empty()) {
            let sets = sets.iter_mut().filter_map(Value::as_object_mut);
            sets.for_each(|set| set.retain(|name, _| !self.transport.contains(name)));
        }
        for (name, value) in members.iter_mut().filter(|(name, _)| !name.starts_with("x-")) {
            let shape = match (object.field(name), &object.others) {
                (Some(field), _) => Some(&field.shape),
                (None, Others::Paths(shape) | Others::Statuses(shape) | Others::Names(shape)) => Some(shape),
                (None, Others::Nothing) => None,
            };
            if let Some(shape) = shape {
                self.value(value, shape, &at.join(name));
            }
        }
    }

    fn components(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if let Some(Value::Object(listed)) = members.shift_remove("schemas") {
            let at = at.join("schemas");
            let listed = listed.into_iter().map(|(name, value)| {
                let schema = read(value, at.join(&name));
                (name, Rc::new(schema))
            });
            self.schemas.components = listed.collect();
        }
        if let Some(Value::Object(schemes)) = members.get_mut("securitySchemes") {
            schemes.retain(|name, _| !self.transport.contains(name));
        }
    }
}

/// Reads a schema, whatever version of the standard its keywords are of.
fn read(value: Value, at: Pointer) -> Schema {
    match value {
        Value::Object(members) => Reader { at, ..Reader::default() }.read(members),
        // `false` allows no value; a client that meets one nevertheless keeps it.
        _ => Schema { at: At(at), ..Schema::default() },
    }
}

/// A schema while its keywords are read, with those that mean something only together with others.
#[derive(Default)]
struct Reader {
    at: Pointer,
    schema: Schema,
    types: Vec<JsonType>,
    /// Whether keywords of several types say something.
    bounded: Vec<JsonType>,
    exclusive: [Option<Value>; 2],
    min_items: Option<u64>,
    max_items: Option<u64>,
    prefix: Vec<Rc<Schema>>,
    closed: bool,
    patterns: Vec<Rc<Schema>>,
    unevaluated: Option<Additional>,
    encoding: Option<String>,
    media_type: Option<String>,
}

impl Reader {
    fn read(mut self, members: Map<String, Value>) -> Schema {
        for (name, value) in members {
            self.keyword(name, value);
        }
        self.settle()
    }

    fn child(&self, value: Value, way: &[&str]) -> Rc<Schema> {
        Rc::new(read(value, way.iter().fold(self.at.clone(), |at, token| at.join(token))))
    }

    fn children(&self, value: Value, name: &str) -> Vec<Rc<Schema>> {
        let Value::Array(schemas) = value else { return Vec::new() };
        let schemas = schemas.into_iter().enumerate();
        schemas.map(|(index, schema)| self.child(schema, &[name, &index.to_string()])).collect()
    }

    fn named(&self, value: Value, name: &str) -> IndexMap<String, Rc<Schema>> {
        let Value::Object(schemas) = value else { return IndexMap::new() };
        schemas.into_iter().map(|(member, schema)| (member.clone(), self.child(schema, &[name, &member]))).collect()
    }

    fn additional(&self, value: Value, name: &str) -> Additional {
        match value {
            Value::Bool(false) => Additional::Nothing,
            Value::Bool(true) => Additional::Anything,
            schema => Additional::Schema(self.child(schema, &[name])),
        }
    }

    fn keyword(&mut self, name: String, value: Value) {
        let text = |value: Value| value.as_str().map(str::to_owned);
        let number = |value: Value| match value {
            Value::Number(number) => Some(number),
            _ => None,
        };
        let schema = &mut self.schema;
        match &*name {
            "$ref" => schema.reference = text(value),
            "title" => schema.title = text(value),
            "description" => schema.description = text(value),
            "deprecated" => schema.deprecated = value == true,
            "readOnly" => schema.read_only = value == true,
            "writeOnly" => schema.write_only = value == true,
            "example" => schema.example = Some(value),
            "examples" => {
                let first = value.get(0).cloned();
                schema.example = schema.example.take().or(first);
            }
            "type" => {
                let words = if value.is_array() { value } else { json!([value]) };
                let words = words.as_array().into_iter().flatten().filter_map(Value::as_str);
                self.types = words.filter_map(JsonType::of_word).collect();
            }
            "nullable" => schema.nullable |= value == true,
            "format" => schema.format = text(value),
            "enum" => {
                let Value::Array(values) = value else { return };
                schema.enumeration = values;
            }
            "const" => schema.enumeration = vec![value],
            "minimum" => (schema.minimum, _) = (number(value), self.bounded.push(JsonType::Number)),
            "maximum" => (schema.maximum, _) = (number(value), self.bounded.push(JsonType::Number)),
            "exclusiveMinimum" => self.exclusive[0] = Some(value),
            "exclusiveMaximum" => self.exclusive[1] = Some(value),
            "multipleOf" => self.bounded.push(JsonType::Number),
            "minLength" | "maxLength" | "pattern" => self.bounded.push(JsonType::String),
            "minItems" => (self.min_items, _) = (value.as_u64(), self.bounded.push(JsonType::Array)),
            "maxItems" => (self.max_items, _) = (value.as_u64(), self.bounded.push(JsonType::Array)),
            "uniqueItems" => self.bounded.push(JsonType::Array),
            "minProperties" | "maxProperties" => self.bounded.push(JsonType::Object),
            "required" => {
                let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                schema.required = names.map(str::to_owned).collect();
            }
            "properties" => self.schema.properties = self.named(value, "properties"),
            "patternProperties" => self.patterns = self.named(value, "patternProperties").into_values().collect(),
            "additionalProperties" => self.schema.additional = Some(self.additional(value, "additionalProperties")),
            "unevaluatedProperties" => self.unevaluated = Some(self.additional(value, "unevaluatedProperties")),
            "items" if value == false => self.closed = true,
            "items" => self.schema.items = Some(self.child(value, &["items"])),
            "prefixItems" => self.prefix = self.children(value, "prefixItems"),
            "allOf" => self.schema.all_of = self.children(value, "allOf"),
            "oneOf" | "anyOf" => {
                let schemas = self.children(value, &name);
                let at = At(self.at.join(&name));
                self.schema.choices.push(Choice { schemas, at, discriminator: None });
            }
            "discriminator" => {
                let mapping = value.get("mapping").and_then(Value::as_object).into_iter().flatten();
                let mapping = mapping.filter_map(|(tag, target)| Some((tag.clone(), target.as_str()?.to_owned())));
                let property = value.get("propertyName").and_then(Value::as_str).unwrap_or_default().to_owned();
                self.schema.discriminator = Some(Discriminator { property, mapping: mapping.collect() });
            }
            "contentEncoding" => self.encoding = text(value),
            "contentMediaType" => self.media_type = text(value),
            extension if extension.starts_with("x-") => drop(schema.extensions.insert(name, value)),
            // These have no effect on types: `not`, `if`, `contains` and the like.
            _ => {}
        }
    }

    /// Brings what was read into the one form.
    fn settle(mut self) -> Schema {
        self.settle_bounds();
        self.settle_content();
        self.settle_members();
        self.settle_null();
        self.settle_types();
        let Self { at, mut schema, .. } = self;
        schema.at = At(at);
        // Variants that only say which members are required together say nothing of types.
        schema.choices.retain(|choice| !choice.schemas.iter().all(|variant| variant.only_requires()));
        // The discriminator of a union belongs to its variants, that of an object to its children.
        if let [choice] = &mut schema.choices[..] {
            choice.discriminator = schema.discriminator.take();
        }
        if schema.reference.is_some() && !schema.is_decoration() {
            let part = Schema { reference: schema.reference.take(), at: schema.at.clone(), ..Schema::default() };
            schema.all_of.insert(0, Rc::new(part));
        }
        schema
    }

    /// `exclusiveMinimum: true` of 3.0 and `exclusiveMinimum: 0` of 3.1, as far as integers go.
    fn settle_bounds(&mut self) {
        let [minimum, maximum] = std::mem::take(&mut self.exclusive);
        if let Some(Value::Number(number)) = minimum {
            self.bounded.push(JsonType::Number);
            self.schema.minimum.get_or_insert(number);
        }
        if let Some(Value::Number(number)) = maximum {
            self.bounded.push(JsonType::Number);
            self.schema.maximum.get_or_insert(number);
        }
    }

    /// `contentEncoding` and `contentMediaType` of 3.1 (OpenAPI 3.1.1, section "Working with Binary Data"), as 3.0 has them.
    fn settle_content(&mut self) {
        let format = match (self.encoding.as_deref(), self.media_type.as_deref()) {
            (Some("base64"), _) => "byte",
            (None, Some(media_type)) if !media_type.starts_with("text/") && !media_type.contains("json") => "binary",
            _ => return,
        };
        self.schema.format.get_or_insert_with(|| format.to_owned());
        self.bounded.push(JsonType::String);
    }

    /// The members and items that are not listed.
    fn settle_members(&mut self) {
        let schema = &mut self.schema;
        schema.additional = match (schema.additional.take(), self.unevaluated.take()) {
            (None, unevaluated) => unevaluated,
            (additional, _) => additional,
        };
        // Members whose names fit a pattern are kept among those that are not listed.
        if !self.patterns.is_empty() {
            let same = self.patterns.windows(2).all(|pair| pair[0] == pair[1]);
            let patterned = std::mem::take(&mut self.patterns);
            schema.additional = Some(match (schema.additional.take(), same, patterned.into_iter().next()) {
                (None | Some(Additional::Nothing), true, Some(one)) => Additional::Schema(one),
                _ => Additional::Anything,
            });
        }
        let prefix = std::mem::take(&mut self.prefix);
        if !prefix.is_empty() {
            let count = prefix.len() as u64;
            let exact = self.min_items == Some(count) && (self.closed || self.max_items == Some(count));
            schema.tuple = Some((prefix, exact));
        }
    }

    /// `null`, which is no type of its own beside another.
    fn settle_null(&mut self) {
        let schema = &mut self.schema;
        let listed = schema.enumeration.len();
        schema.enumeration.retain(|value| !value.is_null());
        let listed_null = schema.enumeration.len() < listed;
        let typed = self.types.len();
        self.types.retain(|ty| *ty != JsonType::Null);
        let typed_null = self.types.len() < typed;
        let nothing_else = (listed_null && schema.enumeration.is_empty()) || (typed_null && self.types.is_empty());
        if nothing_else {
            self.types = vec![JsonType::Null];
            schema.enumeration.clear();
        } else {
            schema.nullable |= listed_null || typed_null;
        }
    }

    /// One type, or a union of several. Where none is said, other keywords may tell.
    fn settle_types(&mut self) {
        match &self.types[..] {
            [] => (self.schema.ty, self.schema.hint) = (self.listed_type(), self.hinted_type()),
            [one] => self.schema.ty = Some(*one),
            [JsonType::Integer, JsonType::Number] | [JsonType::Number, JsonType::Integer] => {
                self.schema.ty = Some(JsonType::Number);
            }
            _ => self.part(),
        }
        if self.schema.json_type() == Some(JsonType::Number)
            && matches!(self.schema.format.as_deref(), Some("int64" | "int32" | "uint64" | "uint32"))
        {
            self.schema.ty = Some(JsonType::Integer);
        }
    }

    /// The type of the values of an `enum`, if they have one.
    fn listed_type(&self) -> Option<JsonType> {
        let types: Vec<_> = self.schema.enumeration.iter().map(JsonType::of_value).collect();
        let wide = if types.contains(&JsonType::Number) { JsonType::Number } else { *types.first()? };
        types.iter().all(|ty| wide.holds(*ty)).then_some(wide)
    }

    /// The type that keywords other than `type` are about, if it is one.
    fn hinted_type(&self) -> Option<JsonType> {
        let schema = &self.schema;
        let mut told = self.bounded.clone();
        if !schema.properties.is_empty() || schema.additional.is_some() {
            told.push(JsonType::Object);
        }
        if schema.items.is_some() || schema.tuple.is_some() {
            told.push(JsonType::Array);
        }
        told.extend(schema.format.as_deref().and_then(|format| match format {
            "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => Some(JsonType::Integer),
            "float" | "double" => Some(JsonType::Number),
            "byte" | "binary" | "date" | "date-time" | "password" | "uuid" => Some(JsonType::String),
            _ => None,
        }));
        let first = *told.first()?;
        let wide = if told.contains(&JsonType::Integer) { JsonType::Integer } else { first };
        told.iter().all(|ty| ty.holds(wide)).then_some(wide)
    }

    /// Several types: a schema for each, with the keywords that are about it.
    fn part(&mut self) {
        let at = At(self.at.join("type"));
        let whole = &mut self.schema;
        let enumeration = std::mem::take(&mut whole.enumeration);
        let (items, tuple, format) = (whole.items.take(), whole.tuple.take(), whole.format.take());
        let (properties, additional) = (std::mem::take(&mut whole.properties), whole.additional.take());
        let schemas = self.types.iter().enumerate().map(|(index, ty)| {
            let mut part = Schema { at: At(at.join(index)), ty: Some(*ty), ..Schema::default() };
            part.enumeration =
                enumeration.iter().filter(|value| ty.holds(JsonType::of_value(value))).cloned().collect();
            match ty {
                JsonType::Object => {
                    (part.properties, part.additional) = (properties.clone(), additional.clone());
                    part.required.clone_from(&whole.required);
                }
                JsonType::Array => (part.items, part.tuple) = (items.clone(), tuple.clone()),
                JsonType::String | JsonType::Integer | JsonType::Number => part.format.clone_from(&format),
                JsonType::Boolean | JsonType::Null => {}
            }
            Rc::new(part)
        });
        let schemas = schemas.collect();
        whole.required.clear();
        whole.choices.push(Choice { schemas, at, discriminator: None });
    }
}

impl Schema {
    /// The type of its values, as far as it is certain.
    pub(crate) fn json_type(&self) -> Option<JsonType> {
        let members = (!self.properties.is_empty()).then_some(JsonType::Object);
        self.ty.or(members).or(self.hint)
    }

    /// Whether members that it does not list are kept.
    pub(crate) fn keeps_others(&self) -> bool {
        match self.additional {
            Some(Additional::Schema(_) | Additional::Anything) => true,
            Some(Additional::Nothing) => false,
            None => self.properties.is_empty(),
        }
    }

    /// Whether it says nothing but which members are required.
    fn only_requires(&self) -> bool {
        let rest = Self { required: Vec::new(), ..self.clone() };
        self.reference.is_none() && rest.is_decoration()
    }

    /// Whether it says nothing of the structure of values: prose, bounds, whether they may be `null`.
    pub(crate) fn is_decoration(&self) -> bool {
        self.ty.is_none()
            && self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.items.is_none()
            && self.tuple.is_none()
            && self.all_of.is_empty()
            && self.choices.is_empty()
    }
}
