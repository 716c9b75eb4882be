//! What the user of a client wants otherwise: names, types of his own, derives, another library for dates. It is in the
//! client as he said it, and what cannot be is an error at the line where he said it.

use crate::support::scratch;
use openapi_crate::{DateTypes, Generated, Generator, config::Config};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) const DOCUMENT: &str = r##"
openapi: 3.1.0
info: { title: Shop, version: "1" }
servers: [{ url: "https://shop.example" }]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - { name: since, in: query, schema: { type: string, format: date-time } }
        - { name: least, in: query, schema: { $ref: "#/components/schemas/Money" } }
        - { name: day, in: query, required: true, schema: { type: string, format: date } }
      responses:
        "200": { description: Fine, content: { application/json: { schema: { $ref: "#/components/schemas/Orders" } } } }
    post:
      operationId: addOrder
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
      responses:
        "200": { description: Fine, content: { application/json: { schema: { $ref: "#/components/schemas/Money" } } } }
webhooks:
  orderPlaced:
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
      responses: { "204": { description: Fine } }
components:
  schemas:
    Orders: { type: array, items: { $ref: "#/components/schemas/Order" } }
    Order:
      type: object
      required: [id, total, placed]
      properties:
        id: { type: string }
        total: { $ref: "#/components/schemas/Money" }
        tip: { oneOf: [{ $ref: "#/components/schemas/Money" }, { type: 'null' }] }
        placed: { type: string, format: date-time }
        due: { type: [string, 'null'], format: date }
        weight: { type: string, format: decimal }
        state: { $ref: "#/components/schemas/State" }
        contact: { type: object, properties: { name: { type: string } } }
        times: { type: array, items: { type: string, format: date-time } }
        when: { oneOf: [{ type: string, format: date }, { type: string, format: date-time }, { type: integer }] }
    State: { type: string, enum: [open, done] }
    Money: { type: object, required: [cents], properties: { cents: { type: integer }, currency: { $ref: "#/components/schemas/Currency" } } }
    Currency: { type: string, enum: [EUR] }
    Unused: { type: object, properties: { id: { type: string } } }
"##;

#[test]
fn names_types_and_derives_are_those_that_were_said() {
    let generator = Generator::new(document("adapted-by-calls"))
        .rename("listOrders", "every_order")
        .rename("POST /orders", "order")
        .rename("webhook:orderPlaced", "Placed")
        .rename("schemas/Order", "Purchase")
        .rename("#/components/schemas/Order/properties/tip", "gratuity")
        .replace("schemas/Money", "::money::Money")
        .replace("format:decimal", "crate::Decimal")
        .replace("schemas/Order/properties/contact", "::std::net::IpAddr")
        .derive("schemas/State", "PartialOrd")
        .derive("schemas/State", "Ord")
        .derive("*", "::inventory::Item")
        .date_types(DateTypes::Chrono);
    let client = text(&generator.module().unwrap_or_else(|failure| panic!("{failure}")));
    for part in [
        "fn every_order(",
        "fn order(body: types::Purchase) -> ",
        "pub struct Placed {",
        "pub total: ::money::Money = required(\"total\"),",
        "pub gratuity: Nullable<::money::Money> = nullable(\"tip\"),",
        "pub weight: Option<crate::Decimal> =",
        "pub contact: Option<::std::net::IpAddr> =",
        "pub placed: ::chrono::DateTime<::chrono::Utc> =",
        "pub due: Nullable<::chrono::NaiveDate> =",
        "#[derive(::inventory::Item, Ord, PartialOrd)] pub enum State",
        "#[derive(::inventory::Item)] pub struct",
        "chrono = { version = ",
    ] {
        assert!(client.contains(part), "{part}");
    }
    assert!(!client.contains("struct Money") && !client.contains("enum Currency") && !client.contains("jiff"));
}

#[test]
fn a_configuration_file_says_the_same() {
    let written = "\
spec = \"shop.yaml\"
out = \"client\"
date-types = \"time\"
[rename]
listOrders = \"every_order\"
[replace]
\"schemas/Money\" = \"::money::Money\"
[derive]
\"schemas/State\" = [\"PartialOrd\"]
[crate]
name = \"shop\"
[crate.dependencies]
money = { path = \"../money\", features = [\"serde\"], default-features = false }
rust_decimal = \"1.42\"
serde = \"0\"
";
    let path = document("adapted").with_file_name("codegen.toml");
    fs::write(&path, written).expect("it can be written");
    let config = Config::read(&path).unwrap_or_else(|failure| panic!("{failure}"));
    let client = config.make(&config.generator()).unwrap_or_else(|failure| panic!("{failure}"));
    let file = |name: &str| {
        let found = client.files.iter().find(|(path, _)| *path == Path::new(name));
        found.expect("it is there").1.to_owned()
    };
    let manifest = file("Cargo.toml");
    let own = "money = { path = \"../money\", default-features = false, features = [\"serde\"] }\n\
               rust_decimal = { version = \"1.42\" }\n";
    assert!(manifest.contains(own) && manifest.matches("\nserde = ").count() == 1, "{manifest}");
    let api = file("api.txt");
    for line in [
        "Api::every_order(&self",
        "dependency rust_decimal 1\n",
        "types::Order.placed: dates::DateTime = placed",
        "types::Order.total: money::Money = total",
        "types::State enum: Clone + Debug + Deserialize + Display + Eq + From<&str> + Hash + PartialEq + PartialOrd + Serialize\n",
    ] {
        assert!(api.contains(line), "{line}\n{api}");
    }
    let alone = Generator::from_config(&path).rename("listOrders", "orders").module();
    assert!(text(&alone.unwrap_or_else(|failure| panic!("{failure}"))).contains("fn orders("));
}

#[test]
fn what_cannot_be_is_told_where_it_was_said() {
    let spec = document("adapted-wrongly");
    let told = |said: &str| {
        let path = spec.with_file_name("codegen.toml");
        let start = "spec = \"shop.yaml\"\nout = \"client\"\n[crate]\nname = \"shop\"\n";
        fs::write(&path, format!("{start}{said}\n")).expect("it can be written");
        let made = Config::read(&path).and_then(|config| config.make(&config.generator())).map(drop);
        made.expect_err(said).to_string()
    };
    for (said, problem) in [
        ("[rename]\nlistOrder = \"all\"", "6:1: `listOrder` is nothing of the document; did you mean `listOrders`?"),
        (
            "[rename]\n\"schemas/Ordr\" = \"A\"",
            "6:1: `schemas/Ordr` is nothing of the document; did you mean `schemas/Order`?",
        ),
        (
            "[rename]\n\"#/paths/~1none\" = \"A\"",
            "6:1: `#/paths/~1none` is nothing of the document; say an `operationId`, ",
        ),
        (
            "[rename]\n\"webhook:orderPlace\" = \"A\"",
            "6:1: `webhook:orderPlace` is nothing of the document; did you mean `webhook:orderPlaced`?",
        ),
        ("[rename]\nlistOrders = \"a b\"", "6:1: `a b` is no name of Rust; say letters, digits"),
        ("[rename]\nlistOrders = \"\"", "6:1: `` is no name of Rust"),
        ("[replace]\n\"schemas/Money\" = \"Money\"", "6:1: `Money` is no path of a type; begin with `::` and the name"),
        ("[replace]\n\"schemas/Money\" = \"::a b\"", "6:1: `::a b` is no path of a type; say a path such as"),
        ("[replace]\n\"schemas/Money\" = \"::a::B, C\"", "6:1: `::a::B, C` is no path of a type"),
        (
            "[replace]\n\"schemas/Money\" = \"crate::Money\"",
            "6:1: `crate::Money` is not in the package of the client; begin",
        ),
        (
            "[replace]\n\"format:decimals\" = \"::a::B\"",
            "6:1: nothing of the document has the format `decimals`; did you mean `format:decimal`?",
        ),
        ("[derive]\n\"schemas/Order\" = [\"Clone\"]", "6:1: `Clone` cannot be derived; all types have `Clone`"),
        ("[derive]\n\"schemas/Order\" = [\"::a::B)]\"]", "6:1: `::a::B)]` cannot be derived; say a path"),
        (
            "[derive]\n\"schemas/Orders\" = [\"::a::B\"]",
            "6:1: `schemas/Orders` is no type of the client that can derive anything",
        ),
        (
            "[derive]\n\"schemas/Unused\" = [\"::a::B\"]",
            "6:1: `schemas/Unused` is no type of the client that can derive anything",
        ),
        ("[crate.dependencies]\na = { versio = \"1\" }", "6:5: expected a version, or a table with `version`"),
        ("[derive]\n[replace]\na = 1", "7:5: invalid type: integer `1`, expected a string"),
    ] {
        let (place, rest) = problem.split_once(": ").expect("it begins with a place");
        let (message, help) = rest.split_once("; ").map_or((rest, None), |(message, help)| (message, Some(help)));
        let told = told(said);
        let parts = [format!(": {message}"), format!("codegen.toml:{place}\n")];
        for part in parts.into_iter().chain(help.map(|help| format!("help: {help}"))) {
            assert!(told.contains(&part), "{said}\n{part}\n{told}");
        }
    }
    let alone = Generator::new(&spec).rename("none", "a").file().map(drop).expect_err("there is none").to_string();
    assert!(alone.contains(": `none` is nothing of the document"), "{alone}");
    let unknown = DateTypes::from_name("chronos").expect_err("there are none");
    assert_eq!(unknown, "unknown variant `chronos`, expected one of `jiff`, `chrono`, `time`, `string`");
}

/// The document, in a folder of this name.
fn document(name: &str) -> PathBuf {
    let spec = scratch(name).join("shop.yaml");
    fs::write(&spec, DOCUMENT).expect("it can be written");
    spec
}

fn text(generated: &Generated) -> String {
    let files: Vec<_> = generated.files.iter().collect();
    let [(_, text)] = files[..] else { panic!("it is one file") };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
