//! The lock of names: edits of a document that rename and reorder something without it, and nothing with it; what leaves the
//! document and comes back; and files that are no lock.

use crate::support::{files, project, scratch};
use openapi_crate::{Code, Generated, Generator, Package};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What is edited.
const DOCUMENT: &str = "
openapi: 3.1.0
info: { title: Edited, version: '1' }
servers:
  - { url: 'https://a.example/v1' }
  - { url: 'https://{b}.example', variables: { b: { default: b } } }
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      security: [{ key: [] }]
      parameters:
        - { name: sortBy, in: query, schema: { type: string, enum: [up, DOWN] } }
        - { name: from, in: query, required: true, schema: { type: string } }
        - { name: to, in: query, required: true, schema: { type: string } }
      responses:
        '200': { description: Fine, headers: { X-Rate: { schema: { type: integer } } },
                 content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Order' } } } } }
        '400': { description: Bad, content: { application/json: { schema: { $ref: '#/components/schemas/problem' } } } }
        '404': { description: Lost, content: { application/json: { schema: { type: object, title: Lost Thing, properties: {
          last: { type: object, properties: { seen: { type: string } } } } } } } }
    post:
      tags: [orders]
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pay' } } } }
      responses:
        '200': { description: Fine, content: { application/json: { schema: { $ref: '#/components/schemas/Seen' } } } }
        '201': { description: Made, content: { application/json: { schema: { type: object, properties: {
          made: { type: object, title: Made Thing, properties: { of: { type: string } } }, by: { type: string } } } } } }
  /things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    put:
      operationId: setThing
      tags: [Things]
      requestBody: { content: { text/plain: { schema: { type: string } } } }
      responses:
        '200': { description: Fine, content: { application/json: { schema: { type: object, title: Thing Made, properties: {
          size: { type: integer } } } } } }
        '404': { description: Lost, content: { application/json: { schema: { type: object, title: Lost Thing, properties: {
          last: { type: object, properties: { seen: { type: string } } } } } } } }
webhooks:
  orderMade:
    post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } },
            responses: { '200': { description: Fine } } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: key }
    other: { type: http, scheme: basic }
  schemas:
    Order:
      type: object
      required: [order-id]
      properties:
        order-id: { type: string }
        Asc: { type: integer }
        status: { type: string, enum: [Open, CLOSED, new] }
        Shipped: { type: object, properties: { at: { type: string } } }
        '-': { type: array, items: { type: object, properties: { price: { type: number } } } }
      additionalProperties: { type: string }
    Pay:
      type: object
      required: [payer, payee]
      properties: { payer: { type: string }, payee: { type: string }, note: { type: string } }
    Seen:
      oneOf:
        - { type: object, title: First Thing, required: [id, url], properties: { id: { type: string }, url: { type: string } } }
        - { $ref: '#/components/schemas/Pay' }
        - { type: object, required: [id], properties: { id: { type: string }, name: { type: string } } }
        - { type: string, enum: [a, b] }
    problem: { type: object, properties: { text: { type: string } } }
";

/// An edit: what it is, whether it changes a name where there is no lock, and what of the document is replaced by what.
type Edit = (&'static str, bool, &'static [(&'static str, &'static str)]);

const EDITS: &[Edit] = &[
    (
        "an operation in front",
        false,
        &[("\npaths:\n", "\npaths:\n  /a: { get: { operationId: added, responses: {} } }\n")],
    ),
    (
        "an operation in front that casing makes the same",
        true,
        &[("\npaths:\n", "\npaths:\n  /a: { get: { operationId: list_orders, responses: {} } }\n")],
    ),
    (
        "an operation in front that is called like one without an id",
        true,
        &[("\npaths:\n", "\npaths:\n  /a: { get: { operationId: post orders, responses: {} } }\n")],
    ),
    (
        "an operation like the enumeration of another",
        true,
        &[("\npaths:\n", "\npaths:\n  /a: { get: { operationId: PostOrdersOutput, responses: {} } }\n")],
    ),
    (
        "an operation at the end",
        false,
        &[("\nwebhooks:", "\n  /z: { get: { operationId: set-thing, responses: {} } }\nwebhooks:")],
    ),
    (
        "a parameter in front that casing makes the same",
        true,
        &[(
            "        - { name: sortBy",
            "        - { name: sort_by, in: query, schema: { type: integer } }\n        - { name: sortBy",
        )],
    ),
    (
        "a parameter called as the body is",
        true,
        &[(
            "parameters: [{ name: id,",
            "parameters: [{ name: body, in: query, schema: { type: integer } }, { name: id,",
        )],
    ),
    (
        "required parameters in another order",
        true,
        &[
            ("        - { name: from, in: query, required: true, schema: { type: string } }\n", ""),
            (
                "        - { name: to, in: query, required: true, schema: { type: string } }\n",
                "        - { name: to, in: query, required: true, schema: { type: string } }\n\
                 \x20       - { name: from, in: query, required: true, schema: { type: string } }\n",
            ),
        ],
    ),
    (
        "required members in another order",
        true,
        &[("payer: { type: string }, payee: { type: string },", "payee: { type: string }, payer: { type: string },")],
    ),
    (
        "members in front that casing makes the same",
        true,
        &[("        Asc: {", "        asc: { type: string }\n        order_id: { type: integer }\n        Asc: {")],
    ),
    (
        "a member called as the rest is",
        true,
        &[("        Asc: {", "        additionalProperties: { type: integer }\n        Asc: {")],
    ),
    ("values in front that casing makes the same", true, &[("enum: [Open,", "enum: [open, Closed, OPEN, Open,")]),
    ("values of a parameter in front", true, &[("enum: [up, DOWN]", "enum: [Up, down, up, DOWN]")]),
    (
        "an inline schema whose place is called as another's",
        true,
        &[(
            "        Asc: {",
            "        shipped: { type: object, properties: { by: { type: string } } }\n        Asc: {",
        )],
    ),
    (
        "a schema in front that is called as an inline one is",
        true,
        &[
            (
                "  schemas:\n",
                "  schemas:\n    OrderShipped: { type: object, properties: { b: { type: string } } }\n    order: { type: object, properties: { c: { $ref: '#/components/schemas/OrderShipped' } } }\n",
            ),
            ("note: { type: string }", "note: { type: string }, more: { $ref: '#/components/schemas/order' }"),
        ],
    ),
    (
        "variants in front",
        true,
        &[(
            "      oneOf:\n",
            "      oneOf:\n        - { type: object, title: FirstThing, required: [id, uri], properties: { id: { type: string }, uri: { type: string } } }\n        - { type: integer }\n        - { type: string, format: date }\n",
        )],
    ),
    (
        "the first place of a schema is gone",
        false,
        &[(
            "problem' } } } }\n        '404': { description: Lost, content",
            "problem' } } } }\n        '404': { description: Lost, x-content",
        )],
    ),
    ("the title of a variant", true, &[("title: First Thing", "title: Another Thing")]),
    ("the title of an inline schema", true, &[("title: Made Thing", "title: What Was Made")]),
    ("a title that another schema has", true, &[("title: Thing Made", "title: Made Thing")]),
    (
        "a member that a variant must have",
        true,
        &[("required: [id, url], properties: {", "required: [id, url, size], properties: { size: { type: integer },")],
    ),
    (
        "a variant that has the members of another",
        false,
        &[(
            "      oneOf:\n",
            "      oneOf:\n        - { type: object, required: [id], properties: { id: { type: string }, other: { type: string } } }\n",
        )],
    ),
    (
        "an inline schema becomes a component",
        true,
        &[
            (
                "        Shipped: { type: object, properties: { at: { type: string } } }",
                "        Shipped: { $ref: '#/components/schemas/Shipping' }",
            ),
            ("  schemas:\n", "  schemas:\n    Shipping: { type: object, properties: { at: { type: string } } }\n"),
        ],
    ),
    ("a schema is renamed", true, &[("    Pay:\n", "    Payment:\n"), ("schemas/Pay'", "schemas/Payment'")]),
    (
        "a schema with others inside is renamed",
        true,
        &[("    Order:\n", "    Purchase:\n"), ("schemas/Order'", "schemas/Purchase'")],
    ),
    (
        "the schema of an error is renamed",
        true,
        &[("    problem:", "    Fault:"), ("schemas/problem'", "schemas/Fault'")],
    ),
    ("an operation is renamed", true, &[("operationId: listOrders", "operationId: findOrders")]),
    (
        "an operation gets an id",
        true,
        &[("    post:\n      tags", "    post:\n      operationId: makeOrder\n      tags")],
    ),
    ("a header in front", true, &[("headers: { X-Rate", "headers: { x-rate: { schema: { type: string } }, X-Rate")]),
    (
        "a tag that casing makes the same",
        true,
        &[(
            "/orders:\n    get:",
            "/a: { get: { operationId: added, tags: [things], responses: {} } }\n  /orders:\n    get:",
        )],
    ),
    (
        "a server in front",
        true,
        &[(
            "servers:\n",
            "servers:\n  - { url: 'https://a.example/v1/' }\n  - { url: 'https://{B}.example', variables: { B: { default: b } } }\n",
        )],
    ),
    (
        "a scheme in front",
        true,
        &[(
            "  securitySchemes:\n",
            "  securitySchemes:\n    Key: { type: http, scheme: bearer }\n    and_other: { type: http, scheme: bearer }\n",
        )],
    ),
    (
        "a webhook in front",
        true,
        &[("webhooks:\n", "webhooks:\n  order-made: { post: { responses: { '200': { description: Fine } } } }\n")],
    ),
    (
        "a media type in front",
        true,
        &[(
            "content: { text/plain: { schema: { type: string } } }",
            "content: { application/json: { schema: { type: object, properties: { c: { type: string } } } }, text/plain: { schema: { type: string } } }",
        )],
    ),
];

#[test]
fn an_edit_renames_and_reorders_nothing_that_the_lock_knows() {
    let folder = scratch("lock");
    let (before, lock) = client(&folder, DOCUMENT, None);
    let mut problems = Vec::new();
    for (what, flips, changes) in EDITS {
        let after = edited(changes);
        let (with, renewed) = client(&folder, &after, Some(&lock));
        let lost = lost(&before, &with);
        if !lost.is_empty() {
            problems.push(format!("{what}: {lost:#?} lost"));
        }
        let (known, now) = (names_of(&lock), names_of(&renewed));
        let renamed = known.iter().filter(|(key, name)| now.get(*key).is_some_and(|now| now != *name));
        problems.extend(renamed.map(|(key, name)| format!("{what}: `{key}` is no longer called `{name}`")));
        let (_, again) = client(&folder, &after, Some(&renewed));
        if again != renewed {
            problems.push(format!("{what}: a second run changes the lock"));
        }
        let (without, _) = client(&folder, &after, None);
        if self::lost(&before, &without).is_empty() == *flips {
            problems.push(format!("{what}: without a lock something changes: {}", !flips));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The document after these changes.
fn edited(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(DOCUMENT.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is not in the document");
        text.replace(from, to)
    })
}

/// The client of a document under a lock, and the lock from then on.
fn client(folder: &Path, text: &str, lock: Option<&str>) -> (Generated, String) {
    let (spec, path) = (folder.join("edited.yaml"), folder.join("of-edited.lock"));
    fs::write(&spec, text).expect("it can be written");
    match lock {
        Some(lock) => fs::write(&path, lock).expect("it can be written"),
        None => drop(fs::remove_file(&path)),
    }
    let generated = Generator::new(&spec).names_lock(&path).package(&Package::new("edited"));
    let generated = generated.unwrap_or_else(|failure| panic!("{failure}"));
    let lock = generated.names_lock.clone();
    (generated, lock)
}

/// What the one client has and the other has not. A constructor may take more than before, behind all the rest.
fn lost(before: &Generated, after: &Generated) -> Vec<String> {
    let (before, after) = (items(before), items(after));
    let taken = |item: &str| item.trim_end_matches([')', ',', ' ']).to_owned() + ",";
    let grown = |item: &str| item.contains(": fn ") && after.iter().any(|other| other.starts_with(&taken(item)));
    before.difference(&after).filter(|item| !grown(item)).cloned().collect()
}

/// All that a client says of itself in signatures: items, fields, variants with their values, functions with their arguments
/// and what identifies an operation on the wire.
fn items(client: &Generated) -> BTreeSet<String> {
    let own = client.files.iter().filter(|(path, _)| path.starts_with("src") && !path.starts_with("src/runtime"));
    let own = own.filter(|(path, _)| !path.ends_with("lib.rs") && !path.ends_with("runtime.rs"));
    let mut found = BTreeSet::new();
    for (path, text) in own {
        collect(&path.to_string_lossy(), text.parse().expect("it is Rust"), &mut found);
    }
    found
}

/// Collects what stands in tokens, each part with what it is inside of. Bodies of functions and lists of readers say nothing of
/// names.
fn collect(inside: &str, tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut said = String::new();
    let mut attribute = false;
    for token in tokens {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => attribute = true,
            TokenTree::Punct(mark) if attribute && mark.as_char() == '!' => {}
            TokenTree::Group(_) if std::mem::take(&mut attribute) => {}
            TokenTree::Punct(mark) if matches!(mark.as_char(), ',' | ';') => note(inside, &mut said, found),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                // Whether a type is sent or received has no part in names.
                let skipped = ["fn", "use", "="].iter().any(|word| said.split(' ').any(|said| said == *word));
                if matches!(
                    said.trim(),
                    "received !"
                        | "sent !"
                        | "object !"
                        | "operation !"
                        | "union !"
                        | "received_union !"
                        | "sent_union !"
                ) {
                    said.clear();
                    collect(inside, group.stream(), found);
                } else if !skipped {
                    collect(&format!("{inside}: {}", said.trim()), group.stream(), found);
                }
                note(inside, &mut said, found);
            }
            token => {
                attribute = false;
                said.push_str(&token.to_string());
                said.push(' ');
            }
        }
    }
    note(inside, &mut said, found);
}

fn note(inside: &str, said: &mut String, found: &mut BTreeSet<String>) {
    // What stands behind the arrow of a constructor is absent unless it is set; what stands behind a variant tells it from others.
    let item = said.split(" - > (").next().unwrap_or_default().trim();
    let ways =
        [") = object", ") = nested", ") = tagged", " = required (", " = optional (", " = nullable (", " = read_only"];
    let item = ways.iter().find_map(|way| item.split_once(way)).map_or(item, |(named, _)| named);
    // Nor does what stands behind a field: where it goes.
    let is_field = item.starts_with("pub ") && !item.starts_with("pub const") && !item.starts_with("pub type");
    let item = item.split_once(" = ").filter(|_| is_field).map_or(item, |(field, _)| field);
    let lists = ["const ID", "SUCCESSES", "ERRORS", "const TAG", "use ", "DEFAULT_BASE_URL", "error_bodies"];
    if !item.is_empty() && !lists.iter().any(|list| item.contains(list)) {
        found.insert(format!("{inside}: {item}"));
    }
    said.clear();
}

/// Each name of a lock, with the key that it is of.
fn names_of(lock: &str) -> BTreeMap<String, String> {
    fn walk(at: &str, value: &Value, found: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(key, value)| walk(&format!("{at} > {key}"), value, found));
            }
            Value::String(name) => drop(found.insert(at.to_owned(), name.clone())),
            Value::Array(_) | Value::Bool(_) | Value::Null | Value::Number(_) => {}
        }
    }
    let mut found = BTreeMap::new();
    walk("", &serde_json::from_str(lock).expect("it is JSON"), &mut found);
    found
}

#[test]
fn what_leaves_the_document_keeps_its_name_from_others() {
    let folder = scratch("lock-retired");
    let (_, lock) = client(&folder, DOCUMENT, None);
    let without = [("        Asc: { type: integer }\n", ""), ("    problem:", "    Fault:"), ("{ text:", "{ why:")];
    let without = [&without[..], &[("schemas/problem'", "schemas/Fault'")]].concat();
    let (_, lock) = client(&folder, &edited(&without), Some(&lock));
    let line = "\"schemas/problem\": {\n      \"name\": \"Problem\",";
    assert!(lock.contains(line) && lock.contains("\"retired\": true"), "{lock}");

    // Others of the same words, and one that has the members of what is gone.
    let others = [
        ("        Asc: { type: integer }\n", "        asc: { type: string }\n"),
        ("    problem:", "    Problem: { type: object, properties: { text: { type: string } } }\n    Fault:"),
        ("{ text: { type: string } } }\n", "{ why: { $ref: '#/components/schemas/Problem' } } }\n"),
        ("schemas/problem'", "schemas/Fault'"),
    ];
    let text = edited(&others[..1]);
    let text = others[1..].iter().fold(text, |text, (from, to)| replace_last(&text, from, to));
    let (added, _) = client(&folder, &text, Some(&lock));
    let items = items(&added);
    let has = |item: &str| items.iter().any(|found| found.ends_with(item));
    assert!(has("pub asc2 : Option < String >") && !has("pub asc : Option < String >"), "{items:#?}");
    assert!(has("pub struct Problem2: pub text : Option < String >"), "{items:#?}");
    assert!(codes(&added).contains(&Code::NameCollision) && !codes(&added).contains(&Code::NameKept));

    // A wish is a wish.
    let wished = text.replace("asc: { type: string }", "asc: { type: string, x-rust-name: asc }");
    let (wished, _) = client(&folder, &wished, Some(&lock));
    assert!(self::items(&wished).iter().any(|item| item.ends_with("pub asc : Option < String >")));

    let generator = Generator::new(folder.join("edited.yaml")).names_lock(folder.join("of-edited.lock"));
    let forgotten = generator.forget_retired(true).file().unwrap_or_else(|failure| panic!("{failure}")).names_lock;
    assert!(!forgotten.contains("retired") && !forgotten.contains("former"), "{forgotten}");

    let (back, again) = client(&folder, DOCUMENT, Some(&lock));
    let found = self::items(&back);
    assert!(found.iter().any(|item| item.ends_with("pub asc : Option < i64 >")), "{found:#?}");
    assert!(found.iter().any(|item| item.contains("pub struct Problem:")), "{found:#?}");
    let fault = again.split("\"schemas/problem\"").nth(1).expect("it is there").split("\"schemas").next();
    assert!(fault.is_some_and(|line| !line.contains("retired")), "{again}");
}

/// A text with the last occurrence of a part replaced.
fn replace_last(text: &str, from: &str, to: &str) -> String {
    let (before, after) = text.rsplit_once(from).expect("it is in the document");
    format!("{before}{to}{after}")
}

fn codes(client: &Generated) -> Vec<Code> {
    client.report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn what_is_called_otherwise_says_that_it_keeps_its_name_and_a_wish_changes_it() {
    let folder = scratch("lock-moved");
    let (_, lock) = client(&folder, DOCUMENT, None);
    let renamed = [("    Pay:\n", "    Payment:\n"), ("schemas/Pay'", "schemas/Payment'")];
    let (kept, renewed) = client(&folder, &edited(&renamed), Some(&lock));
    assert_eq!(codes(&kept), [Code::NameKept], "{}", kept.report);
    let (again, _) = client(&folder, &edited(&renamed), Some(&renewed));
    assert!(codes(&again).is_empty(), "it is said once: {}", again.report);

    for (wish, said) in [("Payment", "pub struct Payment"), ("Pay", "pub struct Pay")] {
        let body = format!("    Payment:\n      x-rust-name: {wish}\n");
        let text = DOCUMENT.replace("    Pay:\n", &body).replace("schemas/Pay'", "schemas/Payment'");
        let (wished, _) = client(&folder, &text, Some(&lock));
        assert!(items(&wished).iter().any(|item| item.ends_with(said)), "{:#?}", items(&wished));
        assert!(codes(&wished).is_empty(), "{}", wished.report);
    }

    // Of two that are alike either could be meant.
    let two = "    Payment:\n      type: object\n      required: [payer, payee]\n      properties: { payer: { type: string }, \
               payee: { type: string }, note: { type: string } }\n    Payout:\n";
    let text = DOCUMENT.replace("    Pay:\n", two).replace("schemas/Pay' } } } }\n", "schemas/Payout' } } } }\n");
    let text = text.replace("schemas/Pay'", "schemas/Payment'");
    let (guessed, _) = client(&folder, &text, Some(&lock));
    assert!(!codes(&guessed).contains(&Code::NameKept), "{}", guessed.report);
}

#[test]
fn of_a_schema_that_differs_in_one_of_its_places_the_other_keeps_the_name() {
    let folder = scratch("lock-places");
    let (_, lock) = client(&folder, DOCUMENT, None);
    let first = "Bad, content: { application/json: { schema: { $ref: '#/components/schemas/problem' } } } }\n        \
                 '404': { description: Lost, content: { application/json: { schema: { type: object, title: Lost Thing, properties: {";
    let text = edited(&[(first, &format!("{first} by: {{ type: string }},"))]);
    let differs = |client: &Generated| items(client).iter().any(|item| item.contains("pub struct LostThing: pub by"));
    assert!(differs(&client(&folder, &text, None).0), "the first has the title");
    let (with, renewed) = client(&folder, &text, Some(&lock));
    assert!(!differs(&with), "{:#?}", items(&with));
    assert_eq!(client(&folder, &text, Some(&renewed)).1, renewed);
}

#[test]
fn keys_say_nothing_of_places_in_lists_and_of_titles() {
    let folder = scratch("lock-keys");
    let fixtures = files(&project().join("tests/fixtures"), "yaml");
    let mut compared = 0;
    for spec in fixtures.iter().filter(|spec| !spec.ends_with("several-files.yaml")) {
        let text = fs::read_to_string(spec).expect("it can be read");
        // One has a number that JSON values do not hold.
        let Ok(document) = serde_yaml::from_str::<Value>(&text) else { continue };
        compared += 1;
        let mut other = document.clone();
        shuffle(&mut other);
        let [before, after] = [document, other].map(|document| {
            let (_, lock) = client(&folder, &document.to_string(), None);
            keys_of(&lock)
        });
        let differing: Vec<_> = before.symmetric_difference(&after).collect();
        assert!(differing.is_empty(), "{}: {differing:#?}", spec.display());
    }
    assert!(compared > 20, "{compared} fixtures");
}

/// Gives everything another title, and lists that have no order another order.
fn shuffle(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let varnames = members.contains_key("x-enum-varnames");
            for (name, member) in members.iter_mut() {
                match (&**name, &mut *member) {
                    ("title", Value::String(title)) => title.push('x'),
                    ("parameters" | "oneOf" | "anyOf" | "required", Value::Array(items)) => items.reverse(),
                    ("enum", Value::Array(items)) if !varnames => items.reverse(),
                    _ => {}
                }
                shuffle(member);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(shuffle),
        Value::Bool(_) | Value::Null | Value::Number(_) | Value::String(_) => {}
    }
}

/// The keys of a lock, and what stands in the lists that have no order.
fn keys_of(lock: &str) -> BTreeSet<String> {
    let lock: Value = serde_json::from_str(lock).expect("it is JSON");
    let mut found = BTreeSet::new();
    for (section, lines) in lock.as_object().into_iter().flatten() {
        for (key, line) in lines.as_object().into_iter().flatten() {
            found.insert(format!("{section} {key}"));
            for table in ["parameters", "members"] {
                let inner = line.get(table).and_then(Value::as_object).into_iter().flatten();
                found.extend(inner.map(|(inner, _)| format!("{section} {key} {inner}")));
            }
            let places = line.get("places").and_then(Value::as_array).into_iter().flatten();
            found.extend(places.filter_map(Value::as_str).map(|place| format!("{section} {key} at {place}")));
        }
    }
    found
}
