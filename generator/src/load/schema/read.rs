//! Reads the keywords of a Schema Object, of whatever version. This is the one place that knows that `type: [string,
//! 'null']` and `nullable: true` say the same; behind it there is one spelling.

use super::{Additional, Aside, At, Choice, Discriminator, JsonType, Schema};
use crate::diagnostic::Pointer;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::rc::Rc;

/// Reads a schema, whatever version of the standard its keywords are of.
pub(in crate::load) fn read(value: Value, at: Pointer) -> Schema {
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
    /// The types that its constraints are about.
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

    fn child(&self, value: Value, name: &str) -> Rc<Schema> {
        Rc::new(read(value, self.at.join(name)))
    }

    fn children(&self, value: Value, name: &str) -> Vec<Rc<Schema>> {
        let Value::Array(schemas) = value else { return Vec::new() };
        let at = self.at.join(name);
        schemas.into_iter().enumerate().map(|(index, schema)| Rc::new(read(schema, at.join(index)))).collect()
    }

    fn named(&self, value: Value, name: &str) -> IndexMap<String, Rc<Schema>> {
        let Value::Object(schemas) = value else { return IndexMap::new() };
        let at = self.at.join(name);
        let named = schemas.into_iter().map(|(member, schema)| {
            let schema = Rc::new(read(schema, at.join(&member)));
            (member, schema)
        });
        named.collect()
    }

    fn additional(&self, value: Value, name: &str) -> Additional {
        match value {
            Value::Bool(false) => Additional::Nothing,
            Value::Bool(true) => Additional::Anything,
            schema => Additional::Schema(self.child(schema, name)),
        }
    }

    fn keyword(&mut self, name: String, value: Value) {
        let text = |value: Value| match value {
            Value::String(text) => Some(text),
            _ => None,
        };
        let number = |value: Value| match value {
            Value::Number(number) => Some(number),
            _ => None,
        };
        let schema = &mut self.schema;
        if let Some(ty) = bounded_type(&name) {
            self.bounded.push(ty);
            schema.bounds.0.insert(name.clone(), value.clone());
        }
        match &*name {
            "$ref" => schema.reference = text(value),
            "title" => schema.title = text(value),
            "description" => schema.description = Aside(text(value)),
            "deprecated" => schema.deprecated = value == true,
            "readOnly" => schema.read_only = value == true,
            "writeOnly" => schema.write_only = value == true,
            "default" => schema.default = Some(value),
            "example" => schema.example = Aside(Some(value)),
            "examples" => {
                let first = value.get(0).cloned();
                schema.example = Aside(schema.example.0.take().or(first));
            }
            "type" => {
                let words = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice).iter();
                self.types = words.filter_map(Value::as_str).filter_map(JsonType::of_word).collect();
            }
            "nullable" => schema.nullable |= value == true,
            "format" => schema.format = text(value),
            "enum" => {
                let Value::Array(values) = value else { return };
                schema.enumeration = values;
            }
            "const" => schema.enumeration = vec![value],
            "minimum" => schema.minimum = number(value),
            "maximum" => schema.maximum = number(value),
            "exclusiveMinimum" => self.exclusive[0] = Some(value),
            "exclusiveMaximum" => self.exclusive[1] = Some(value),
            "minItems" => self.min_items = value.as_u64(),
            "maxItems" => self.max_items = value.as_u64(),
            "required" => {
                let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                schema.required = names.map(str::to_owned).collect();
            }
            "properties" => self.schema.properties = self.named(value, "properties"),
            "patternProperties" => self.patterns = self.named(value, "patternProperties").into_values().collect(),
            "additionalProperties" => self.schema.additional = Some(self.additional(value, "additionalProperties")),
            "unevaluatedProperties" => self.unevaluated = Some(self.additional(value, "unevaluatedProperties")),
            "items" if value == false => self.closed = true,
            "items" => self.schema.items = Some(self.child(value, "items")),
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
            "contentSchema" => self.schema.content = Some(self.child(value, "contentSchema")),
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
        self.settle_choices_of_one();
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
            self.schema.minimum.get_or_insert(number);
        }
        if let Some(Value::Number(number)) = maximum {
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
            let exact = self.closed || (self.min_items == Some(count) && self.max_items == Some(count));
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

    /// One schema or `null`: the schema itself, which may be null.
    fn settle_choices_of_one(&mut self) {
        let schema = &mut self.schema;
        let null = |variant: &Rc<Schema>| variant.ty == Some(JsonType::Null);
        let (ones, several): (Vec<_>, Vec<_>) = std::mem::take(&mut schema.choices)
            .into_iter()
            .partition(|choice| choice.schemas.iter().filter(|it| !null(it)).count() == 1 && choice.schemas.len() > 1);
        schema.choices = several;
        for choice in ones {
            (schema.nullable, schema.discriminator) = (true, None);
            schema.all_of.extend(choice.schemas.into_iter().filter(|variant| !null(variant)));
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

/// The type of the values that a constraint is about.
fn bounded_type(keyword: &str) -> Option<JsonType> {
    Some(match keyword {
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => JsonType::Number,
        "minLength" | "maxLength" | "pattern" => JsonType::String,
        "minItems" | "maxItems" | "uniqueItems" => JsonType::Array,
        "minProperties" | "maxProperties" => JsonType::Object,
        _ => return None,
    })
}
