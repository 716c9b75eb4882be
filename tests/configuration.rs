//! The configuration file and its JSON Schema, which editors read: whatever the one takes, the other takes as well, and refuses
//! what it refuses. A key that is added to the reader fails here until the schema has it, with its meaning and an example.

use crate::support::{binary, project, scratch};
use openapi_crate::{Code, DateTypes, Feature, config::Config};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, fs, path::Path, process::Command};

#[test]
fn the_schema_has_the_keys_of_the_reader() {
    let schema = schema();
    let folder = scratch("configuration-keys");
    let mut tables = 0;
    for (path, table) in tables_of(&schema) {
        let error = read(&folder, &nested(&path, json!({ "no-such-key": 1 }))).expect_err("there is no such key");
        let known: BTreeSet<_> = match error.split_once(", expected ") {
            Some((_, known)) => known.lines().next().unwrap_or_default().split('`').skip(1).step_by(2).collect(),
            // A version or a table: the message lists the keys of the table.
            None => {
                let line = error.lines().next().unwrap_or_default();
                line.split_once("a table with ").expect("it lists the keys").1.split('`').skip(1).step_by(2).collect()
            }
        };
        let listed: BTreeSet<_> = members(table, "properties").keys().map(String::as_str).collect();
        assert_eq!(listed, known, "generator/codegen.schema.json and the reader differ in `{}`", path.join("."));
        tables += 1;
    }
    assert!(tables >= 4, "{tables}");
}

#[test]
fn each_key_says_what_it_means_and_has_an_example_that_is_taken() {
    let schema = schema();
    let folder = scratch("configuration-examples");
    for (path, key) in keys_of(&schema) {
        let name = path.join(".");
        assert!(key["description"].as_str().is_some_and(|text| text.ends_with('.')), "`{name}` has no description");
        for example in examples(key) {
            let whole = nested(&path, example.clone());
            assert!(fits(&whole, &schema), "the schema refuses {example} for `{name}`");
            read(&folder, &whole).unwrap_or_else(|error| panic!("{example} for `{name}`: {error}"));
        }
    }
}

#[test]
fn what_is_of_a_wrong_type_is_refused_by_both() {
    let schema = schema();
    let folder = scratch("configuration-types");
    let odd = [
        json!(1),
        json!(true),
        json!("no such word"),
        json!([1]),
        json!({ "a": 1 }),
        json!({ "W9999": "no" }),
        json!(["no such word"]),
    ];
    for (path, key) in keys_of(&schema) {
        for value in &odd {
            let whole = nested(&path, value.clone());
            let taken = read(&folder, &whole);
            let name = path.join(".");
            // What a text must be like is a matter of the reader alone.
            if fits(&whole, &schema) {
                assert!(
                    key["type"] == "string" || taken.is_ok(),
                    "only the reader refuses {value} for `{name}`: {taken:?}"
                );
            } else {
                assert!(taken.is_err(), "only the schema refuses {value} for `{name}`");
            }
        }
    }
    for wrong in [json!({}), json!({ "spec": 1 })] {
        assert!(!fits(&wrong, &schema) && read(&folder, &wrong).is_err());
    }
}

#[test]
fn the_schema_lists_each_word() {
    let schema = schema();
    let words = |value: &Value| -> BTreeSet<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let features: BTreeSet<_> = Feature::ALL.map(|feature| feature.name().to_owned()).into();
    for table in ["crate", "include"] {
        let listed = &schema["properties"][table]["properties"]["features"]["items"]["enum"];
        assert_eq!(words(listed), features, "{table}");
    }
    let dates: BTreeSet<_> = DateTypes::ALL.map(|types| types.name().to_owned()).into();
    assert_eq!(words(&schema["properties"]["date-types"]["enum"]), dates);
    let warnings = Code::ALL.iter().filter(|code| code.is_warning()).map(|code| code.id().to_owned());
    let warnings: BTreeSet<_> = warnings.chain(["warnings".to_owned()]).collect();
    assert_eq!(words(&schema["properties"]["lints"]["propertyNames"]["enum"]), warnings);
    let default = Feature::DEFAULT.map(Feature::name);
    assert_eq!(schema["properties"]["crate"]["properties"]["features"]["default"], json!(default));
}

#[test]
fn the_command_prints_the_schema() {
    let printed = Command::new(binary()).arg("schema").output().expect("the command runs");
    let printed: Value = serde_json::from_slice(&printed.stdout).expect("it is JSON");
    assert_eq!(printed, schema());
}

#[test]
fn what_a_package_says_of_itself_is_in_its_manifest() {
    let folder = scratch("configuration-package");
    fs::copy(project().join("tests/fixtures/servers.yaml"), folder.join("api.yaml")).expect("it is a fixture");
    let said = "license = \"MIT\"\nrepository = \"https://example.com/a.git\"\nhomepage = \"https://example.com/a\"\n";
    let text = format!("spec = \"api.yaml\"\nout = \"client\"\n[crate]\nname = \"client\"\n{said}");
    fs::write(folder.join("codegen.toml"), text).expect("it can be written");
    let config = Config::read(&folder.join("codegen.toml")).unwrap_or_else(|failure| panic!("{failure}"));
    let generated = config.make(&config.generator()).unwrap_or_else(|failure| panic!("{failure}"));
    let manifest = generated.files.iter().find(|(path, _)| path.ends_with("Cargo.toml")).expect("it is a package").1;
    assert!(manifest.contains(&format!("readme = \"README.md\"\n{said}")), "{manifest}");
}

fn schema() -> Value {
    let text = fs::read_to_string(project().join("generator/codegen.schema.json")).expect("it is part of the project");
    serde_json::from_str(&text).expect("it is JSON")
}

/// A name that a map has in a test.
const ANY: &str = "any";

/// The tables whose keys are listed, with the way to each.
fn tables_of(schema: &Value) -> Vec<(Vec<String>, &Value)> {
    let mut found = Vec::new();
    let mut rest = vec![(Vec::new(), schema)];
    while let Some((path, schema)) = rest.pop() {
        if schema["properties"].is_object() {
            assert_eq!(schema["additionalProperties"], false, "unknown keys are refused in `{}`", path.join("."));
            found.push((path.clone(), schema));
        }
        let listed = schema["properties"].as_object().into_iter().flatten().map(|(name, key)| (name.as_str(), key));
        let more = &schema["additionalProperties"];
        let variants = more["oneOf"].as_array().into_iter().flatten().chain([more]).map(|key| (ANY, key));
        for (name, key) in listed.chain(variants.filter(|(_, key)| key.is_object())) {
            rest.push(([&path[..], &[name.to_owned()]].concat(), key));
        }
    }
    found
}

/// All keys of all tables.
fn keys_of(schema: &Value) -> Vec<(Vec<String>, &Value)> {
    let tables = tables_of(schema);
    let keys = tables.iter().flat_map(|(path, table)| {
        members(table, "properties")
            .iter()
            .map(move |(name, key)| ([&path[..], std::slice::from_ref(name)].concat(), key))
    });
    keys.collect()
}

fn members<'v>(value: &'v Value, name: &str) -> &'v Map<String, Value> {
    value[name].as_object().unwrap_or_else(|| panic!("it has `{name}`"))
}

/// The examples of a key: those that it gives, its words, its default; of a table of keys those are with its keys.
fn examples(key: &Value) -> Vec<Value> {
    let listed = ["examples", "enum"].iter().filter_map(|name| key[name].as_array()).flatten().cloned();
    let listed: Vec<_> = listed.chain(key.get("default").cloned()).collect();
    assert!(!listed.is_empty() || key["properties"].is_object(), "{key} has no example");
    listed
}

/// A configuration with this value at the end of a way.
fn nested(path: &[String], value: Value) -> Value {
    let value = path.iter().rev().fold(value, |value, name| json!({ name: value }));
    let mut whole = json!({ "spec": "api.yaml" });
    if let (Value::Object(whole), Value::Object(value)) = (&mut whole, value) {
        whole.extend(value);
    }
    whole
}

/// What the reader says.
fn read(folder: &Path, configuration: &Value) -> Result<(), String> {
    let path = folder.join("codegen.toml");
    let tables = configuration.as_object().expect("it is a table");
    // The JSON of a value is TOML, but for tables, which are written in one line as well.
    let lines: String = tables.iter().map(|(name, value)| format!("{name:?} = {}\n", toml(value))).collect();
    fs::write(&path, lines).expect("it can be written");
    let read = Config::read_included(&path).map(drop);
    read.map_err(|failure| failure.report.diagnostics.iter().map(|it| it.message.clone()).collect())
}

fn toml(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("{name:?} = {}", toml(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        scalar => scalar.to_string(),
    }
}

/// Whether a value fits a schema, as far as this one goes.
fn fits(value: &Value, schema: &Value) -> bool {
    let of_type = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        other => other.is_none(),
    };
    let lists = |name: &str, value: &Value| schema[name].as_array().is_none_or(|listed| listed.contains(value));
    let one = schema["oneOf"].as_array().is_none_or(|variants| variants.iter().any(|variant| fits(value, variant)));
    let items = value.as_array().into_iter().flatten().all(|item| schema.get("items").is_none_or(|it| fits(item, it)));
    let has = |name: &Value| name.as_str().is_some_and(|name| value.get(name).is_some());
    let required = schema["required"].as_array().into_iter().flatten().all(has);
    let members = value.as_object().into_iter().flatten().all(|(name, member)| {
        let named = schema["propertyNames"].get("enum").and_then(Value::as_array);
        let known = schema["properties"].get(name).or(schema.get("additionalProperties"));
        named.is_none_or(|names| names.contains(&json!(name)))
            && known.is_none_or(|known| *known != false && fits(member, known))
    });
    of_type && lists("enum", value) && one && items && required && members
}
