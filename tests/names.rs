//! Names: whatever a document calls its parts, the client compiles. The words that could stand in the way are taken from
//! where they stand: the sources of the runtime, and what emission writes.

use crate::support::{cargo, project, scratch, sources, stderr};
use openapi_crate::{Feature, Generator, Package};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeSet, HashMap},
    env,
    fmt::Write as _,
    fs,
};

/// Keywords of every edition, strict, reserved and weak; the prelude; the primitive types; and names of other kinds that
/// stand in the way of something: of files, of identifiers without capitals, of nothing at all.
const WORDS: &str = "
    abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl in
    let loop macro match mod move mut override priv pub ref return self Self static struct super trait true try type
    typeof unsafe unsized use virtual where while yield auto default macro_rules raw safe union

    AsMut AsRef AsyncFn Box Clone Copy Debug Default DoubleEndedIterator Drop Eq Err ExactSizeIterator Extend Fn FnMut
    FnOnce From FromIterator Future Hash Into IntoFuture IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd
    Result Send Sized Some String Sync ToOwned ToString TryFrom TryInto Unpin Vec drop align_of size_of

    bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize never

    std core alloc proc_macro test http bytes serde serde_json jiff uuid

    A B C D E F G H I J K L M N O P Q R S T U V W X Y Z

    aux con prn nul com0 com1 lpt9 main lib build a m _ __ ___ r#type 1 2 '' ' ' - + . / \\ \" ' # $ %41 &amp; </> {} }{
    CON Aux Mod self_ Self_ crate_ super_ and_a and a2 a_2 a__2 A2

    对话 文件 类型 服务器 Größe größe GRÖSSE über ñ Ñ 日本 ℘ ℘1 ℮ ª ² Ⅷ 🦀 🦀🦀 \u{200b} e\u{301} é İ ı ŉ ΐ ß ẞ K \u{212a} Å \u{212b} Ω \u{2126} \u{1112}\u{1161}
    हिन्दी ไทย العربية שלום Привет привет ǅ ﬁ fi
";

/// The lists of names that documents must leave to the output, as the sources have them now.
#[test]
fn taken_names_are_those_of_the_sources() {
    let items = items();
    // What quoted code names, and what it imports: see `Item` of `emit/imports.rs`.
    let emitted = |names: &[&str]| {
        let mut found = BTreeSet::new();
        for name in names {
            let text = fs::read_to_string(project().join("generator/src").join(name)).expect("it can be read");
            let named =
                text.split("Item::").skip(1).map(|rest| rest.split(|char: char| !char.is_alphanumeric()).next());
            found.extend(named.filter_map(|item| items.get(item?)).cloned());
            in_macros(text.parse().expect("it is Rust"), "quote", &mut |quoted| unqualified(quoted, &mut found));
        }
        found
    };
    let runtime = sources(&project().join("generator/runtime"));
    let runtime: Vec<_> = runtime.iter().map(|path| fs::read_to_string(path).expect("it can be read")).collect();
    let parsed: Vec<_> = runtime.iter().map(|text| syn::parse_file(text).expect("it is Rust")).collect();
    // Of the forms of values operations and webhooks have those that name nothing, or what they name themselves.
    let mut types = emitted(&["emit.rs", "emit/form.rs", "emit/types.rs"]);
    let mut operations = emitted(&["emit.rs", "emit/operations.rs", "emit/event_stream.rs"]);
    let webhooks = emitted(&["emit.rs", "emit/webhooks.rs"]);
    // The bodies of errors stand in a module of their own, where all that is of the document has its path.
    for text in runtime.iter().filter(|text| !text.contains("macro_rules! error_bodies")) {
        let mut found = BTreeSet::new();
        in_macros(text.parse().expect("it is Rust"), "macro_rules", &mut |body| unqualified(body, &mut found));
        let (of_calls, of_both) =
            (text.contains("macro_rules! call_builder"), text.contains("macro_rules! constructors"));
        if of_calls || of_both || text.contains("macro_rules! builder") {
            operations.extend(found.clone());
        }
        if !of_calls {
            types.extend(found);
        }
    }
    let is_module = |name: &String| !is_type(name);
    let modules = operations.iter().chain(&types).filter(|name| is_module(name)).cloned().collect();
    for names in [&mut types, &mut operations] {
        names.retain(|name| is_type(name));
    }
    let webhooks = webhooks.into_iter().filter(|name| is_type(name)).collect();
    let (mut api, mut call, mut credentials) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (name, methods) in [("Api", &mut api), ("Call", &mut call), ("Credentials", &mut credentials)] {
        methods.extend(parsed.iter().flat_map(|file| methods_of(&names_of(name, &parsed), file)));
    }
    // A parameter has a setter on the operation, too.
    for name in ["Operation", "EventSource"] {
        call.extend(parsed.iter().flat_map(|file| methods_of(&[name.to_owned()], file)));
    }
    call.extend(["new", "clone", "default"].map(str::to_owned));
    let lists = [
        ("TYPES", "What types name without a path", types),
        ("OPERATIONS", "What operations name without a path", operations),
        ("WEBHOOKS", "What webhooks name without a path", webhooks),
        ("MODULES", "What modules of operations and of types import", modules),
        ("API", "Methods of `Api`", api),
        ("CALL", "Methods of `Call` and of operations", call),
        ("CREDENTIALS", "Methods of `Credentials`", credentials),
    ];
    let mut text = "//! Names that the output needs for itself. Written by `tests/names.rs` from the sources of the runtime and of\n\
                    //! emission: `INSTA_UPDATE=always cargo test taken_names` writes it anew.\n".to_owned();
    for (name, about, words) in lists {
        let words: Vec<_> = words.iter().map(|word| format!("    {word:?},\n")).collect();
        let _ = write!(
            text,
            "\n/// {about}.\n#[rustfmt::skip] // a word a line, so that a difference is one\npub(super) const {name}: &[&str] = &[\n{}];\n",
            words.concat()
        );
    }
    let path = project().join("generator/src/names/taken.rs");
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &text).expect("it can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "{text}\n`INSTA_UPDATE=always cargo test taken_names` writes it anew");
}

/// Calls `take` with the content of each macro of this name, and with each rule where it is `macro_rules`.
fn in_macros(tokens: TokenStream, name: &str, take: &mut impl FnMut(TokenStream)) {
    let mut before = (false, false);
    for token in tokens {
        let named = matches!(&token, TokenTree::Ident(ident) if ident == name);
        let called = before.0 && matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '!');
        match token {
            // The name of a new macro stands between.
            TokenTree::Ident(_) if before.1 => continue,
            TokenTree::Group(group) if before.1 => take(group.stream()),
            TokenTree::Group(group) => in_macros(group.stream(), name, take),
            _ => {}
        }
        before = (named, called);
    }
}

/// The names of types that stand there without a path.
fn unqualified(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut before = ' ';
    for token in tokens {
        before = match token {
            TokenTree::Ident(ident) => {
                let ident = ident.to_string();
                if is_type(&ident) && !matches!(before, ':' | '#' | '$' | '.' | '\'' | 't') {
                    found.insert(ident.clone());
                }
                // What follows is the name of an associated type.
                if ident == "type" { 't' } else { ' ' }
            }
            TokenTree::Group(group) => {
                unqualified(group.stream(), found);
                if group.delimiter() == Delimiter::None { before } else { ' ' }
            }
            TokenTree::Punct(mark) => match (before, mark.as_char()) {
                // One colon stands before a type, two in a path.
                (' ', ':') => ';',
                (_, char) => char,
            },
            TokenTree::Literal(_) => ' ',
        };
    }
}

fn is_type(word: &str) -> bool {
    let plain = word.chars().all(|char| char.is_ascii_alphanumeric());
    plain
        && word.starts_with(|char: char| char.is_ascii_uppercase())
        && (word.len() == 1 || word.to_uppercase() != word)
}

/// A type and its aliases.
fn names_of(name: &str, files: &[syn::File]) -> Vec<String> {
    let items = files.iter().flat_map(|file| &file.items);
    let aliases = items.filter_map(|item| match item {
        syn::Item::Type(alias) if own_name(&alias.ty).as_deref() == Some(name) => Some(alias.ident.to_string()),
        _ => None,
    });
    aliases.chain([name.to_owned()]).collect()
}

/// The functions of a type, of the traits that it implements and derives among them.
fn methods_of(names: &[String], file: &syn::File) -> Vec<String> {
    let is_named = |name: Option<String>| name.is_some_and(|name| names.contains(&name));
    let mut found = Vec::new();
    for item in &file.items {
        match item {
            syn::Item::Impl(block) if is_named(own_name(&block.self_ty)) => {
                found.extend(block.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                }));
            }
            syn::Item::Trait(definition) if is_named(Some(definition.ident.to_string())) => {
                found.extend(definition.items.iter().filter_map(|item| match item {
                    syn::TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                }));
            }
            syn::Item::Struct(object) if is_named(Some(object.ident.to_string())) => {
                let derived = object.attrs.iter().filter(|attribute| attribute.path().is_ident("derive"));
                derived.for_each(|attribute| {
                    let _ = attribute.parse_nested_meta(|derived| {
                        found.extend(derived.path.get_ident().map(|name| match &*name.to_string() {
                            "Debug" => "fmt".to_owned(),
                            name => name.to_lowercase(),
                        }));
                        Ok(())
                    });
                });
            }
            _ => {}
        }
    }
    found
}

fn own_name(ty: &syn::Type) -> Option<String> {
    match ty {
        // One of another crate has a path.
        syn::Type::Path(path) if path.path.segments.len() == 1 => Some(path.path.segments[0].ident.to_string()),
        _ => None,
    }
}

/// What each item that generated code imports is called, by its variant of `Item`.
fn items() -> HashMap<String, String> {
    let text = fs::read_to_string(project().join("generator/src/emit/imports.rs")).expect("it can be read");
    let rows = text.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => &["));
    let rows: HashMap<_, _> =
        rows.filter_map(|(item, path)| Some((item.to_owned(), path.rsplit('"').nth(1)?.to_owned()))).collect();
    assert!(rows.len() > 30, "the table is there: {rows:?}");
    rows
}

#[test]
fn every_word_is_a_name_of_everything() {
    let folder = scratch("names");
    let words = words();
    let documents = [("tagged", document(&words, true)), ("untagged", document(&words, false))];
    for (name, document) in &documents {
        let spec = folder.join(format!("{name}.json"));
        fs::write(&spec, document.to_string()).expect("it can be written");
        let mut package = Package::new(*name);
        package.features = vec![Feature::Hyper, Feature::Mock];
        let generated = Generator::new(&spec).package(&package).unwrap_or_else(|failure| panic!("{failure}"));
        let mut seen = BTreeSet::new();
        for (path, _) in generated.files.iter() {
            let path = path.to_string_lossy();
            assert!(portable(&path), "{path} is no file on every system");
            assert!(seen.insert(path.to_lowercase()), "{path} stands twice where case does not count");
        }
        generated.files.compare(&folder.join(name)).and_then(|changes| changes.apply()).expect("it can be written");
    }
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"tagged\", \"untagged\"]\n";
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    let checked = cargo(&folder, &["check", "--quiet", "--workspace"]);
    assert!(checked.status.success() && stderr(&checked).is_empty(), "{}", stderr(&checked));
}

/// Whether a path is one of a file on every system: no device of Windows, nothing but plain letters, not too long.
fn portable(path: &str) -> bool {
    let device = |name: &str| {
        let stem = name.split('.').next().unwrap_or_default().to_lowercase();
        let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
        let numbered = numbered.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()));
        numbered || ["con", "prn", "aux", "nul"].contains(&&*stem)
    };
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-');
    path.split(['/', '\\']).all(|name| name.len() < 128 && name.chars().all(plain) && !device(name))
}

/// All words, each once.
fn words() -> BTreeSet<String> {
    let mut words: BTreeSet<_> = WORDS.split_whitespace().map(str::to_owned).collect();
    words.extend(["", " ", "a b", "a\rb", "a\u{202e}b", "a\u{2066}b", "\u{0}"].map(str::to_owned));
    words.insert("long ".repeat(100));
    for path in sources(&project().join("generator/runtime")) {
        words.insert(path.file_stem().expect("it has a name").to_string_lossy().into_owned());
        let text = fs::read_to_string(&path).expect("it can be read");
        defined(text.parse().expect("it is Rust"), &mut words);
    }
    for path in sources(&project().join("generator/src/emit")) {
        words.insert(path.file_stem().expect("it has a name").to_string_lossy().into_owned());
        let text = fs::read_to_string(&path).expect("it can be read");
        in_macros(text.parse().expect("it is Rust"), "quote", &mut |quoted| identifiers(quoted, &mut words));
    }
    words
}

/// The names that tokens define, and all that stand in macros.
fn defined(tokens: TokenStream, words: &mut BTreeSet<String>) {
    in_macros(tokens.clone(), "macro_rules", &mut |rules| identifiers(rules, words));
    let mut defines = false;
    for token in tokens {
        match token {
            TokenTree::Ident(word) if defines => {
                words.insert(word.to_string());
                defines = false;
            }
            TokenTree::Ident(word) => {
                let keywords =
                    ["const", "enum", "fn", "macro_rules", "mod", "pub", "static", "struct", "trait", "type"];
                defines = keywords.contains(&&*word.to_string());
            }
            TokenTree::Group(group) => defined(group.stream(), words),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn identifiers(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => drop(words.insert(name.to_string())),
            TokenTree::Group(group) => identifiers(group.stream(), words),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// A document in which each word is the name of a tag, an operation, parameters, a property, a schema, a security scheme, a
/// server and its variable, a header, a webhook, a value of enumerations and a variant of a union. Without tags the operations stand
/// beside one another, and that is all there is.
fn document(words: &BTreeSet<String>, tagged: bool) -> Value {
    let text = json!({ "type": "string" });
    let reference =
        |word: &str| json!({ "$ref": format!("#/components/schemas/{}", word.replace('~', "~0").replace('/', "~1")) });
    let (mut paths, mut schemas, mut schemes, mut servers) = (Map::new(), Map::new(), Map::new(), Vec::new());
    let mut webhooks = Map::new();
    for (index, word) in words.iter().enumerate() {
        let header = format!("X-{index}");
        let mut operation = json!({
            "operationId": word,
            "parameters": [
                { "name": word, "in": "query", "schema": text },
                { "name": header, "x-rust-name": word, "in": "header", "required": true, "schema": text },
            ],
            "responses": { "204": { "description": word } },
        });
        if tagged {
            operation["tags"] = json!([word]);
            operation["security"] = json!([{ word: [] }]);
            operation["responses"] = json!({ "200": {
                "description": word,
                "headers": { &header: { "x-rust-name": word, "schema": text } },
                "content": { "application/json": { "schema": reference(word) } },
            } });
            webhooks.insert(
                word.clone(),
                json!({ "post": {
                    "parameters": [{ "name": header, "x-rust-name": word, "in": "header", "schema": text }],
                    "requestBody": { "content": { "application/json": { "schema": reference(word) } } },
                    "responses": { "204": { "description": word } },
                } }),
            );
            schemas.insert(word.clone(), json!({ "type": "object", "properties": { word: text } }));
            schemes.insert(word.clone(), json!({ "type": "apiKey", "in": "header", "name": "X-Key" }));
            let variable = word.replace(['{', '}'], "");
            let url = format!("https://{index}.example/{{{variable}}}");
            servers.push(json!({ "url": url, "description": word, "variables": { variable: { "default": "x" } } }));
            servers.push(json!({ "url": format!("https://{index}.example"), "description": word }));
        }
        paths.insert(format!("/{index}"), json!({ "get": operation }));
    }
    // Each first letter of types has a file, in which all that types need must be at hand.
    let numbers: Vec<_> = (0..words.len()).collect();
    let properties: Map<_, _> = words.iter().map(|word| (word.clone(), text.clone())).collect();
    let listed = words.iter().filter(|_| tagged).collect::<Vec<_>>();
    for letter in ('a'..='z').chain(['文']) {
        let name = format!("{letter} has all");
        schemas.insert(
            name.clone(),
            json!({
                "type": "object",
                "required": ["constant", "nullable"],
                "properties": {
                    "constant": { "type": "string", "enum": ["x"] },
                    "nullable": { "type": "string", "nullable": true },
                    "nullable too": { "type": "string", "nullable": true },
                    "secret": { "type": "string", "format": "password" },
                    "bytes": { "type": "string", "format": "byte" },
                    "list": { "type": "array", "items": text },
                    "numbers": { "type": "integer", "enum": [1, 2] },
                    "one": { "oneOf": [{ "type": "string", "format": "date" }, { "type": "integer" }] },
                },
                "additionalProperties": text,
            }),
        );
        paths.insert(format!("/{letter}"), json!({ "post": {
            "operationId": name,
            "requestBody": { "content": { "application/json": { "schema": reference(&name) } } },
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": reference(&name) } } } },
        } }));
    }
    schemas.insert(
        "All".to_owned(),
        json!({
            "type": "object",
            "properties": {
                "properties": { "type": "object", "properties": if tagged { properties } else { Map::new() } },
                "texts": { "type": "string", "enum": words },
                "numbers": { "type": "integer", "enum": numbers, "x-enum-varnames": words },
                "variants": {
                    "oneOf": listed.iter().map(|word| reference(word)).chain([text.clone()]).collect::<Vec<_>>(),
                    "discriminator": { "propertyName": "kind" },
                },
            },
        }),
    );
    let all = json!({ "content": { "application/json": { "schema": reference("All") } }, "description": "" });
    paths.insert(
        "/all".to_owned(),
        json!({ "post": {
        "operationId": "all of them",
        "requestBody": { "content": all["content"] },
        "responses": { "200": all },
    } }),
    );
    json!({
        "openapi": if tagged { "3.1.0" } else { "3.0.3" },
        "info": { "title": "Words", "version": "1" },
        "servers": servers,
        "paths": paths,
        "webhooks": webhooks,
        "components": { "schemas": schemas, "securitySchemes": schemes },
    })
}
