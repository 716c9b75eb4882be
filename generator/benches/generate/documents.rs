//! The documents of the benchmarks: so many operations, or so many schemas of one shape, in JSON or YAML.

use serde_json::{Map, Value, json};
use std::fmt::Write as _;

#[derive(Clone, Copy)]
pub(crate) enum Format {
    Json,
    Yaml,
}

impl Format {
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }

    /// The text: of YAML as people have it, with a line for each value.
    pub(crate) fn write(self, document: &Value) -> String {
        match self {
            Self::Json => document.to_string(),
            Self::Yaml => {
                let mut text = String::new();
                yaml(document, 0, &mut text);
                text
            }
        }
    }
}

fn yaml(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                let _ = write!(text, "\n{indent}{}:", json!(name));
                yaml(value, depth + 1, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for value in items {
                let _ = write!(text, "\n{indent}-");
                yaml(value, depth + 1, text);
            }
        }
        scalar => {
            let _ = write!(text, " {scalar}");
        }
    }
}

/// A document with so many operations, each with a schema of its own.
pub(crate) fn operations(count: usize) -> Value {
    let paths = (0..count).map(|index| {
        let parameters = json!([
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } },
            { "name": "limit", "in": "query", "description": "How many.", "schema": { "type": "integer" } },
            { "name": "order", "in": "query", "schema": { "type": "string", "enum": ["up", "down"] } },
        ]);
        let get = json!({
            "operationId": format!("getThing{index}"),
            "summary": "Reads a thing",
            "description": "A thing is read by its **id**. Things that were removed are not found.",
            "tags": [format!("group{}", index % 20)],
            "parameters": parameters,
            "responses": { "200": answer(&reference(index)), "404": answer(&json!({ "$ref": "#/components/schemas/Problem" })) },
        });
        (format!("/groups/{}/things{index}/{{id}}", index % 20), json!({ "get": get }))
    });
    let thing = |index: usize| {
        json!({
            "type": "object",
            "required": ["id", "made"],
            "properties": {
                "id": { "type": "string", "format": "uuid", "description": "Which thing." },
                "made": { "type": "string", "format": "date-time" },
                "size": { "type": "integer", "format": "int32", "example": 7 },
                "kind": { "type": "string", "enum": ["small", "large"] },
                "tags": { "type": "array", "items": { "type": "string" } },
                "next": reference((index + 1) % count),
            },
        })
    };
    let mut schemas: Map<_, _> = (0..count).map(|index| (format!("S{index}"), thing(index))).collect();
    let problem = json!({ "type": "object", "properties": { "message": { "type": "string" } } });
    schemas.insert("Problem".to_owned(), problem);
    whole(&paths.collect(), &schemas)
}

/// Makes the schema of a number out of so many, the first of which is asked for.
type Maker = fn(usize, usize) -> Value;

pub(crate) struct Shape {
    pub(crate) name: &'static str,
    maker: Maker,
    /// Whether the first schema is all there is, and grows by itself.
    alone: bool,
}

macro_rules! shapes {
    ($($name:literal $($alone:ident)?: $maker:expr,)+) => {
        /// Shapes of schemas.
        pub(crate) const SHAPES: &[Shape] =
            &[$(Shape { name: $name, maker: $maker, alone: shapes!($($alone)?) },)+];
    };
    (alone) => { true };
    () => { false };
}

shapes! {
    "ring": |index, count| object([(index + 1) % count]),
    "chain": |index, count| if index + 1 < count { object([index + 1]) } else { text() },
    "aliases": |index, count| if index + 1 < count { reference(index + 1) } else { object([]) },
    "parts": |index, count| {
        if index + 1 < count { json!({ "allOf": [reference(index + 1)], "nullable": true }) } else { object([]) }
    },
    "arrays": |index, count| {
        if index + 1 < count { json!({ "type": "array", "items": reference(index + 1) }) } else { text() }
    },
    "dense": |index, count| object((0..16).map(|step| (index * 7 + step * 131 + 1) % count)),
    "titled": |index, count| {
        let inner = json!({ "title": "Inner thing", "type": "object", "properties": { "a": text() } });
        let own = json!({ "title": format!("Own thing {index}"), "type": "object", "properties": { "a": text() } });
        json!({ "type": "object", "properties": { "inner": inner, "own": own, "next": reference((index + 1) % count) } })
    },
    "all-of-chain": |index, count| {
        let own = json!({ "type": "object", "properties": { format!("m{index}"): text() } });
        if index + 1 < count { json!({ "allOf": [reference(index + 1), own] }) } else { own }
    },
    "all-of-wide": |index, count| {
        let own = json!({ "type": "object", "properties": { format!("m{index}"): text() } });
        if index == 0 { json!({ "allOf": (1..count).map(reference).collect::<Vec<_>>() }) } else { own }
    },
    "union": |index, count| {
        let own = json!({ "type": "object", "required": [format!("m{index}")], "properties": { format!("m{index}"): text() } });
        if index == 0 { json!({ "oneOf": (1..count).map(reference).collect::<Vec<_>>() }) } else { own }
    },
    "union-with-mapping": |index, count| {
        if index > 0 {
            return json!({ "type": "object", "required": ["kind"], "properties": { "kind": text(), "a": text() } });
        }
        let target = |index| (format!("k{index}"), json!(format!("#/components/schemas/S{index}")));
        let mapping: Map<_, _> = (1..count).map(target).collect();
        let schemas: Vec<_> = (1..count).map(reference).collect();
        json!({ "oneOf": schemas, "discriminator": { "propertyName": "kind", "mapping": mapping } })
    },
    "family": |index, _| {
        let own = json!({ "type": "object", "properties": { format!("m{index}"): text() } });
        if index > 0 {
            return json!({ "allOf": [reference(0), own] });
        }
        json!({
            "type": "object",
            "required": ["kind"],
            "properties": { "kind": text() },
            "discriminator": { "propertyName": "kind" },
        })
    },
    "values" alone: |_, count| {
        let values: Vec<_> = (0..count).map(|value| format!("value{value}")).collect();
        json!({ "type": "string", "enum": values })
    },
    "constants" alone: |_, count| {
        let values: Vec<_> = (0..count).map(|value| json!({ "const": format!("value{value}") })).collect();
        json!({ "oneOf": values })
    },
    "members" alone: |_, count| {
        let names: Vec<_> = (0..count).map(|member| format!("m{member}")).collect();
        let members: Map<_, _> = names.iter().map(|name| (name.clone(), text())).collect();
        json!({ "type": "object", "required": names, "properties": members })
    },
}

/// A document with one operation that answers with the first of so many schemas.
pub(crate) fn shaped(shape: &Shape, count: usize) -> Value {
    let get = json!({ "operationId": "a", "responses": { "200": answer(&reference(0)) } });
    let paths = [("/a".to_owned(), json!({ "get": get }))].into_iter().collect();
    let schemas = 0..if shape.alone { 1 } else { count };
    let schemas = schemas.map(|index| (format!("S{index}"), (shape.maker)(index, count)));
    whole(&paths, &schemas.collect())
}

fn whole(paths: &Map<String, Value>, schemas: &Map<String, Value>) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Benchmark", "version": "1" },
        "servers": [{ "url": "https://benchmark.example" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn answer(schema: &Value) -> Value {
    json!({ "description": "What was asked for", "content": { "application/json": { "schema": schema } } })
}

fn reference(index: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{index}") })
}

fn object(members: impl IntoIterator<Item = usize>) -> Value {
    let members: Map<_, _> = members.into_iter().map(|index| (format!("p{index}"), reference(index))).collect();
    json!({ "type": "object", "properties": members })
}

fn text() -> Value {
    json!({ "type": "string" })
}
