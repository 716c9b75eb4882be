//! Cliffs: documents whose size a stranger decides. Chains and circles of thousands of schemas end in a client or in
//! diagnostics, on the stack of a thread.

use openapi_crate::Generator;
use serde_json::{Map, Value, json};
use std::{fs, thread};

/// Makes the schema of this number out of so many.
type Maker = fn(usize, usize) -> Value;

const MAKERS: &[(&str, Maker)] = &[
    ("ring", |index, count| object(&[next(index, count)])),
    ("eight", |index, count| object(&[1, 132, 263, 394, 525, 656, 787, 918].map(|step| (index * 7 + step) % count))),
    ("aliases", |index, count| if last(index, count) { object(&[]) } else { reference(index + 1) }),
    ("alias-ring", |index, count| reference(next(index, count))),
    ("arrays", |index, count| {
        if last(index, count) { object(&[]) } else { json!({ "type": "array", "items": reference(index + 1) }) }
    }),
    ("objects", |index, count| if last(index, count) { object(&[]) } else { object(&[index + 1]) }),
    ("parts", |index, count| {
        if last(index, count) { object(&[]) } else { json!({ "allOf": [reference(index + 1)], "nullable": true }) }
    }),
    ("extended", |index, count| {
        let own = json!({ "type": "object", "properties": { format!("p{index}"): { "type": "string" } } });
        if last(index, count) { own } else { json!({ "allOf": [reference(index + 1), own] }) }
    }),
    ("mapping", |index, count| {
        if index > 0 {
            return json!({ "type": "object", "properties": { "kind": { "type": "string" } } });
        }
        let mapping: Map<_, _> = (1..count).map(|it| (format!("k{it}"), reference(it)["$ref"].clone())).collect();
        let schemas: Vec<_> = (1..count).map(reference).collect();
        json!({ "oneOf": schemas, "discriminator": { "propertyName": "kind", "mapping": mapping } })
    }),
    ("diamonds", |index, count| {
        if last(index, count) {
            object(&[])
        } else {
            json!({ "allOf": [reference(index + 1), reference(next(index + 1, count))] })
        }
    }),
    ("unions", |index, count| {
        let schemas = [reference(next(index, count)), reference((index + 2) % count), json!({ "type": "string" })];
        json!({ "oneOf": schemas })
    }),
    ("wide-union", |index, count| {
        let all: Vec<_> = (0..8).map(|step| (index * 7 + step * 131 + 1) % count).collect();
        if index == 0 { json!({ "oneOf": [reference(1), reference(2)] }) } else { object(&all) }
    }),
    (
        "dangling",
        |index, count| {
            if index == 0 { object(&(1..count).map(|it| it + count).collect::<Vec<_>>()) } else { object(&[]) }
        },
    ),
    ("values", |index, count| {
        if index > 0 {
            return object(&[]);
        }
        let values: Vec<_> = (0..count).map(|value| format!("value{value}")).collect();
        json!({ "type": "string", "enum": values })
    }),
];

#[test]
fn long_chains_end() {
    for (name, maker) in MAKERS {
        let count = match *name {
            "aliases" | "alias-ring" => 60_000,
            "objects" => 20_000,
            "parts" | "extended" => 6_000,
            _ => 1_500,
        };
        run(name, *maker, count);
    }
}

#[test]
fn a_long_chain_of_parts_is_one_struct() {
    let (_, extended) = MAKERS.iter().find(|(name, _)| *name == "extended").expect("it is listed");
    let schemas: Map<_, _> = (0..100).map(|index| (format!("S{index}"), extended(index, 100))).collect();
    let path = crate::support::scratch("cliffs-one-struct").join("document.json");
    fs::write(&path, document("one-struct", &schemas).to_string()).expect("it can be written");
    let types = Generator::new(path).file().map(|generated| generated.types);
    assert_eq!(types.expect("it is no contradiction"), 1);
}

#[test]
fn parts_without_measure_are_refused() {
    let extended = |index: usize, count: usize| match index {
        0 => object(&(1..count).collect::<Vec<_>>()),
        index if last(index, count) => object(&[]),
        index => json!({ "allOf": [reference(index + 1), {}, {}, {}, {}, {}, {}, {}] }),
    };
    let schemas: Map<_, _> = (0..500).map(|index| (format!("S{index}"), extended(index, 500))).collect();
    let path = crate::support::scratch("cliffs-many-parts").join("document.json");
    fs::write(&path, document("many-parts", &schemas).to_string()).expect("it can be written");
    let failure = Generator::new(path).file().expect_err("each of them has all the parts of the next").to_string();
    assert!(failure.contains("`allOf` of more than 1,000,000 parts in one document"), "{failure}");
}

fn run(name: &str, maker: Maker, count: usize) {
    let schemas: Map<_, _> = (0..count).map(|index| (format!("S{index}"), maker(index, count))).collect();
    let path = crate::support::scratch(&format!("cliffs-{name}")).join("document.json");
    fs::write(&path, document(name, &schemas).to_string()).expect("it can be written");
    // The stack of a thread of Rust, whatever the test runner gives.
    let small = thread::Builder::new().stack_size(2 * 1024 * 1024);
    let ended = small.spawn(move || match Generator::new(path).file() {
        Ok(generated) => generated.types,
        Err(failure) => failure.to_string().len(),
    });
    let ended = ended.expect("a thread can be started").join();
    assert!(ended.is_ok_and(|answer| answer > 0), "{name} gave no answer");
}

fn document(name: &str, schemas: &Map<String, Value>) -> Value {
    let response = json!({ "description": "", "content": { "application/json": { "schema": reference(0) } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": name, "version": "1" },
        "servers": [{ "url": "https://cliffs.example" }],
        "paths": { "/a": { "get": { "operationId": "a", "responses": { "200": response } } } },
        "components": { "schemas": schemas },
    })
}

fn next(index: usize, count: usize) -> usize {
    (index + 1) % count
}

fn last(index: usize, count: usize) -> bool {
    index + 1 == count
}

fn reference(index: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{index}") })
}

fn object(fields: &[usize]) -> Value {
    let fields: Map<_, _> = fields.iter().map(|index| (format!("p{index}"), reference(*index))).collect();
    json!({ "type": "object", "properties": fields })
}
