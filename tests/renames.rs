//! Renames: edits of a document that break nobody on the wire. What the client before the edit has, with its name and its
//! type, the client after it still has.

use crate::support::scratch;
use openapi_crate::{Generator, Package};
use std::{collections::BTreeSet, fs};

/// The head of each document; what is edited stands behind.
const HEAD: &str = "openapi: 3.0.3\ninfo: { title: Edited, version: '1' }\n";

/// An operation that answers with the schema `Seen`, where the document says nothing of operations.
const PATHS: &str = "
paths:
  /seen:
    get:
      operationId: see
      responses:
        '200': { description: Fine, content: { application/json: { schema: { $ref: '#/components/schemas/Seen' } } } }
";

/// What is said of the edit, a part of a document, and what takes its place.
const EDITS: &[(&str, &str, &str)] = &[
    (
        "a server in front, and other words for it",
        "servers: [{ url: 'https://a.example', description: Live }, { url: 'https://{b}.example', variables: { b: { default: b } } }]\n\
         components: { schemas: { Seen: { type: string } } }\n",
        "servers: [{ url: 'https://c.example' }, { url: 'https://a.example', description: Production },\
         { url: 'https://{b}.example', variables: { b: { default: b } } }]\n\
         components: { schemas: { Seen: { type: string } } }\n",
    ),
    (
        "a variant in front of those without a name",
        "components: { schemas: { Seen: { oneOf: [\
         { type: object, required: [id, url], properties: { id: { type: string }, url: { type: string } } },\
         { type: object, required: [id, path], properties: { id: { type: string }, path: { type: object, properties: { a: { type: string } } } } },\
         { type: string, format: date }, { type: array, items: { type: integer } }] } } }\n",
        "components: { schemas: { Seen: { oneOf: [\
         { type: object, required: [id, note], properties: { id: { type: string }, note: { type: string } } }, { type: string },\
         { type: object, required: [id, url], properties: { id: { type: string }, url: { type: string } } },\
         { type: object, required: [id, path], properties: { id: { type: string }, path: { type: object, properties: { a: { type: string } } } } },\
         { type: string, format: date }, { type: array, items: { type: integer } }] } } }\n",
    ),
    (
        "an operation and a response in front of others that are described in place",
        "paths:
  /b:
    parameters: [{ name: sort, in: query, schema: { type: string, enum: [up, down] } }]
    put: { operationId: b, responses: { '404': { $ref: '#/components/responses/Missing' }, '409': { description: Again, content: { application/json: { schema: { type: object, properties: { b: { type: string } } } } } } } }
components: { responses: { Missing: { description: Gone, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } } } }
",
        "paths:
  /a: { get: { operationId: a, responses: { '404': { $ref: '#/components/responses/Missing' } } } }
  /b:
    parameters: [{ name: sort, in: query, schema: { type: string, enum: [up, down] } }]
    get: { operationId: getB, responses: { '200': { description: Fine } } }
    put: { operationId: b, responses: { '400': { description: Bad, content: { application/json: { schema: { type: object, properties: { c: { type: string } } } } } }, '404': { $ref: '#/components/responses/Missing' }, '409': { description: Again, content: { application/json: { schema: { type: object, properties: { b: { type: string } } } } } } } }
components: { responses: { Missing: { description: Gone, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } } } }
",
    ),
    (
        "names in front that casing makes the same",
        "components: { schemas: { Seen: { type: object, properties: { asc: { type: string }, status: { $ref: '#/components/schemas/Status' },\
         order: { $ref: '#/components/schemas/SeenOrder' } } }, Status: { type: string, enum: [Up, Down] },\
         SeenOrder: { type: object, properties: { a: { type: integer } } } } }\n",
        "components: { schemas: { seen_order: { type: object, properties: { b: { type: integer } } },\
         Seen: { type: object, properties: { Asc: { type: integer }, ASC: { type: number }, asc: { type: string },\
         status: { $ref: '#/components/schemas/Status' }, other: { $ref: '#/components/schemas/seen_order' },\
         Order: { type: object, properties: { c: { type: integer } } }, order: { $ref: '#/components/schemas/SeenOrder' } } },\
         Status: { type: string, enum: [up, Up, down, Down] }, SeenOrder: { type: object, properties: { a: { type: integer } } } } }\n",
    ),
    (
        "a further media type of a body",
        "paths: { /a: { post: { operationId: a, requestBody: { required: true, content: { text/plain: { schema: { type: string } } } },\
         responses: { '200': { description: Fine, content: { text/plain: {} } }, '204': { description: None } } } } }\n",
        "paths: { /a: { post: { operationId: a, requestBody: { required: true, content: { text/plain: { schema: { type: string } },\
         application/json: { schema: { type: object, properties: { a: { type: string } } } } } },\
         responses: { '200': { description: Fine, content: { text/plain: {} } }, '204': { description: None } } } } }\n",
    ),
    (
        "a member that is read only",
        "paths: { /a: { post: { operationId: a, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Held' } } } },\
         responses: { '200': { description: Fine, content: { application/json: { schema: { $ref: '#/components/schemas/Held' } } } } } } } }\n\
         components: { schemas: { Held: { type: object, properties: { a: { $ref: '#/components/schemas/A' } } },\
         A: { type: object, properties: { b: { type: string }, c: { type: string } } } } }\n",
        "paths: { /a: { post: { operationId: a, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Held' } } } },\
         responses: { '200': { description: Fine, content: { application/json: { schema: { $ref: '#/components/schemas/Held' } } } } } } } }\n\
         components: { schemas: { Held: { type: object, properties: { a: { $ref: '#/components/schemas/A' } } },\
         A: { type: object, properties: { b: { type: string, readOnly: true }, c: { type: string, writeOnly: true } } } } }\n",
    ),
];

#[test]
fn an_edit_that_breaks_nobody_renames_nothing() {
    let spec = scratch("renames").join("edited.yaml");
    for (what, before, after) in EDITS {
        let [before, after] = [before, after].map(|edited| {
            let paths = if edited.starts_with("paths:") { "" } else { PATHS };
            fs::write(&spec, format!("{HEAD}{edited}{paths}")).expect("it can be written");
            let generated = Generator::new(&spec).package(&Package::new("edited"));
            let generated = generated.unwrap_or_else(|failure| panic!("{what}: {failure}"));
            let own =
                generated.files.iter().filter(|(path, _)| path.starts_with("src") && !path.starts_with("src/runtime"));
            own.flat_map(|(path, text)| items(&path.to_string_lossy(), text)).collect::<BTreeSet<_>>()
        });
        let lost: Vec<_> = before.difference(&after).filter(|item| !item.contains("DEFAULT_BASE_URL")).collect();
        assert!(lost.is_empty(), "{what}: {lost:#?} lost, there are {after:#?}");
    }
}

/// The items, fields and variants of a generated file, each with what it is inside of.
fn items(path: &str, text: &str) -> Vec<String> {
    let mut inside = "";
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let variant = line.trim_start().starts_with(char::is_uppercase) && line.ends_with("),");
        let defines = ["pub struct ", "pub enum "].iter().any(|start| line.trim_start().starts_with(start));
        if line.starts_with(char::is_alphabetic) || defines {
            inside = line.trim_start();
        } else if line.trim_start().starts_with("pub ")
            || variant
            || (inside.starts_with("methods!") && line.trim_start().starts_with("fn "))
        {
            // Whether a member is written has no part in its name.
            let line = line.trim();
            found.push(format!("{path}: {inside} {}", line.split(" =").next().unwrap_or(line)));
        }
        if line.starts_with("pub ") || defines {
            found.push(format!("{path}: {line}"));
        }
    }
    found
}
