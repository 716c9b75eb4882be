//! Prose: the words of a document come out as they stand there, and nothing in them is more than words: no HTML, no link
//! into the documentation, no code that rustdoc runs.

use crate::support::{cargo, scratch, stderr};
use openapi_crate::{Generator, Package};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What stands in the document, and what comes out.
const TABLE: &[(&str, &str)] = &[
    // Words are words, whatever they look like.
    (
        "Floating IPs of GitHub, snake_case, a::path, call(), __init__.py",
        "Floating IPs of GitHub, snake_case, a::path, call(), __init__.py",
    ),
    ("_Beware, the key is in the … Vault._", "_Beware, the key is in the … Vault._"),
    (
        "**Bold**, *emphasis*, ~~gone~~, a > b & c < d, 2 * 3 * 4, 50 %",
        "**Bold**, *emphasis*, ~~gone~~, a > b & c < d, 2 * 3 * 4, 50 %",
    ),
    (
        "# Heading\n\nText\n----\n\n- a\n- b\n  - c\n\n1. d\n2. e\n\n> f\n\n***",
        "# Heading\n\nText\n----\n\n- a\n- b\n  - c\n\n1. d\n2. e\n\n> f\n\n***",
    ),
    ("| a | b |\n| --- | :-: |\n| `x\\|y` | _z_ |", "| a | b |\n| --- | :-: |\n| `x\\|y` | _z_ |"),
    (
        "*/ \"# \\ \\d \\* C:\\dir &amp; &lt;b&gt; `a < b > [c]`",
        "*/ \"# \\ \\d \\* C:\\dir &amp; &lt;b&gt; `a < b > [c]`",
    ),
    ("a lone ` and ``two", "a lone \\` and \\`\\`two"),
    ("#![forbid(everything)]", "#!\\[forbid(everything)\\]"),
    ("!important, / and //", "!important, / and //"),
    // What cannot be seen.
    ("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e\0f\u{7}g", "abcdefg"),
    ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
    ("a\tb\n\n-\tc", "a   b\n\n-   c"),
    ("a  \nb\\\nc\n", "a\\\nb\\\nc"),
    // Links.
    (
        "[a](https://a.example/b \"title\"), <https://a.example>, <me@a.example>",
        "[a](https://a.example/b \"title\"), <https://a.example>, <me@a.example>",
    ),
    (
        "[a](mailto:me@a.example) <mailto:me@a.example> [b](mailto:me@localhost)",
        "[a](mailto:me@a.example) <mailto:me@a.example> b",
    ),
    ("[a](/b), [c](#d), [`e`](f.md), [g](javascript:alert), [](h)", "a, c, `e`, g,"),
    (
        "[Vec], [`Vec`], [a][], [b][c], [d] (e), array[0], [[x], [y]]",
        "\\[Vec\\], \\[`Vec`\\], \\[a\\]\\[\\], \\[b\\]\\[c\\], \\[d\\] (e), array\\[0\\], \\[\\[x\\], \\[y\\]\\]",
    ),
    ("[Vec](Vec), [Vec](struct@Vec), ['x'](y), [\"x\"]", "Vec, Vec, 'x', \\[\"x\"\\]"),
    (
        "[a], [b][a], [c][d]\n\n[a]: https://a.example/(x)\n[d]: ./d",
        "[a](https://a.example/%28x%29), [b](https://a.example/%28x%29), c",
    ),
    ("[a [b] c](https://a.example)", "[a \\[b\\] c](https://a.example)"),
    ("[a](\nhttps://a.example\n'b')", "[a](https://a.example)"),
    (
        "![alt](https://a.example/b.png), ![c](d.png), ![](e.png), [![f](https://g.example)](https://h.example)",
        "[alt](https://a.example/b.png), c, , [f](https://h.example)",
    ),
    ("![](https://a.example/b.png)", "<https://a.example/b.png>"),
    ("<foo:bar> <javascript:alert(1)>", "\\<foo:bar> \\<javascript:alert(1)>"),
    ("A note[^1].\n\n[^1]: Its text.", "A note\\[^1\\].\n\n\\[^1\\]: Its text."),
    ("[^2] and [^", "\\[^2\\] and \\[^"),
    ("- [ ] a\n- [x] b", "- \\[ \\] a\n- \\[x\\] b"),
    ("[0, 1) and (2, 3]", "\\[0, 1) and (2, 3\\]"),
    ("\\[already\\] and \\\\[not\\\\]", "\\[already\\] and \\\\\\[not\\\\\\]"),
    // URLs.
    (
        "See https://a.example/b_c?d=e&f=g#h. (https://a.example/i_(j)), https://a.example/k\\_l",
        "See <https://a.example/b_c?d=e&f=g#h>. (<https://a.example/i_(j)>), <https://a.example/k_l>",
    ),
    (
        "**http://a.example/**, `https://b.example`, [https://c.example](https://c.example)",
        "**<http://a.example/>**, `https://b.example`, [https://c.example](https://c.example)",
    ),
    (
        "https://{tenant}.a.example/{id}, https:// and https://…",
        "https\\://{tenant}.a.example/{id}, https:// and https://…",
    ),
    ("https://a.example。https://b.example）", "<https://a.example>。<https://b.example>）"),
    ("[https://a.example/x](#y)", "<https://a.example/x>"),
    // HTML.
    ("a <b>bold</b> and <i>slanted</i> <span class=\"x\">text</span>", "a bold and slanted text"),
    (
        "The <id> of <your-app>, Vec<String>, <b> alone, a<b",
        "The \\<id> of \\<your-app>, Vec\\<String>, \\<b> alone, a\\<b",
    ),
    ("one<br>two<br/>three<br><br>four<br>", "one\\\ntwo\\\nthree\n\nfour"),
    ("one<br>\ntwo", "one\\\ntwo"),
    ("- one<br>two\n- three", "- one\\\n  two\n- three"),
    ("| a<br>b |\n| --- |\n| c<br>d |", "| a b |\n| --- |\n| c d |"),
    ("<p>One.</p><p>Two <code>x_y &lt; z</code>.</p>", "One.\n\nTwo `x_y < z`."),
    (
        "<p>See:</p>\n<ul>\n<li>one\n<li><a href=\"https://a.example\">two</a></li>\n</ul>",
        "See:\n- one\n- [two](https://a.example)",
    ),
    ("a <a href='#b'>c</a> <a href=\"javascript:d\">e</a>", "a c e"),
    ("a <!-- hidden --> b", "a  b"),
    ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
    ("a <script src=x> b", "a \\<script src=x> b"),
    ("<details><summary>a</summary>\n\nb\n\n</details>", "a\n\nb"),
    ("<SecurityDefinitions />", "\\<SecurityDefinitions />"),
    ("<!-- a\n\nb", ""),
    ("<?php ?> <![CDATA[x]]> <!X>", "\\<?php ?> \\<!\\[CDATA\\[x\\]\\]> \\<!X>"),
    ("<img src=\"https://a.example\" alt=\"[x]\" onerror=alert(1)>", "\\[x\\]"),
    ("> <p>a\n> b", "> a\n> b"),
    // Code.
    ("```\na\n```", "```text\na\n```"),
    ("```rust,ignore\nfn main() {}\n```\nb", "```text\nfn main() {}\n```\nb"),
    ("~~~\nunclosed ``` run\n", "````text\nunclosed ``` run\n````"),
    ("    indented\n\n      code\n\nText", "```text\nindented\n\n  code\n```\n\nText"),
    ("- a\n\n      code\n\n- b", "- a\n\n  ```text\n  code\n  ```\n\n- b"),
    ("-     code\n      more", "- ```text\n  code\n  more\n  ```"),
    ("> ```json\n> {}\ntext", "> ```text\n> {}\n> ```\ntext"),
    ("1. a\n   ```\n   x\n2. b", "1. a\n   ```text\n   x\n   ```\n2. b"),
    ("> - a\n>\n>       code", "> - a\n>\n>   ```text\n>   code\n>   ```"),
    ("```text\na\n```", "```text\na\n```"),
    // Lists and quotes, as clippy wants them.
    ("- a\nlazy\n- b\n     far", "- a\n  lazy\n- b\n  far"),
    ("1. a\n  b\n\n   c\nd", "1. a\n   b\n\n   c\n   d"),
    ("> a\nb\n> c", "> a\n> b\n> c"),
    ("- > a\n  > b\nc", "- > a\n  > b\n  > c"),
    // What only looks empty.
    ("", ""),
    ("<!-- only a comment -->", ""),
    ("  \n\t\n", ""),
    ("\u{202e}", ""),
    ("[a]: https://a.example", ""),
];

#[test]
fn prose_comes_out_as_it_stands() {
    let text = docs_of(&TABLE.iter().map(|(prose, _)| (*prose).to_owned()).collect::<Vec<_>>());
    for ((prose, expected), found) in TABLE.iter().zip(&text) {
        assert_eq!(found, expected, "{prose:?}");
    }
}

/// Pieces that mean something, alone or beside others.
const PIECES: &[&str] = &[
    "a",
    "Vec",
    " ",
    "\n",
    "\n\n",
    "    ",
    "  ",
    "- ",
    "1. ",
    "> ",
    "# ",
    "|",
    "\n|-|\n",
    "---",
    "```",
    "~~~",
    "`",
    "``",
    "[",
    "]",
    "](",
    "](x)",
    "](https://a.example)",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "[x]: ",
    "[ ] ",
    "<",
    ">",
    "<b>",
    "</b>",
    "<br>",
    "<p>",
    "<li>",
    "<code>",
    "</code>",
    "<a href=\"https://b.example\">",
    "</a>",
    "<!--",
    "-->",
    "<script>",
    "https://a.example/b",
    "http://",
    "\\",
    "*",
    "_",
    "**",
    "~~",
    "&lt;",
    "\t",
    "\u{202e}",
    "'",
    "\"",
    "<https://c.example>",
    "<x:y>",
    "!",
    "#",
    "é",
];

#[test]
fn any_prose_is_safe() {
    // A generator of numbers that gives the same in every run.
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % below as u64).expect("it is small")
    };
    let any = (0..3000).map(|_| (0..next(24) + 2).map(|_| PIECES[next(PIECES.len())]).collect::<String>());
    let prose: Vec<_> = TABLE.iter().map(|(prose, _)| (*prose).to_owned()).chain(any).collect();
    // What is safe stays as it is.
    let safe = docs_of(&prose);
    for (before, after) in safe.iter().zip(docs_of(&safe)) {
        assert_eq!(*before, after);
        assert!(!before.contains("\\."), "nothing was made of it, it was only escaped: {before}");
    }
    let folder = scratch("prose");
    let spec = document(&folder, &prose[..1000]);
    let generated = Generator::new(&spec).package(&Package::new("any-prose")).unwrap_or_else(|it| panic!("{it}"));
    generated.files.compare(&folder).and_then(|changes| changes.apply()).expect("it can be written");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was written");
    let lints = "[lints.rustdoc]\nall = \"warn\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), format!("{manifest}\n{lints}")).expect("it can be written");
    let clippy = ["clippy", "--all-features", "--quiet", "--", "-D", "warnings", "-W", "clippy::pedantic"];
    let doc = ["doc", "--all-features", "--quiet", "--no-deps"];
    let doctests = ["test", "--all-features", "--quiet", "--doc", "--", "--list"];
    for command in [&clippy[..], &doc, &doctests] {
        let ran = cargo(&folder, command);
        assert!(ran.status.success() && stderr(&ran).is_empty(), "{}", stderr(&ran));
        let out = String::from_utf8_lossy(&ran.stdout);
        let ours = |line: &str| line.starts_with("src/lib.rs") || line.starts_with("src/runtime/");
        assert!(out.lines().all(|line| !line.ends_with(": test") || ours(line)), "{out}");
    }
}

/// What is said of fields that are described like this.
fn docs_of(prose: &[String]) -> Vec<String> {
    let generated = Generator::new(document(&scratch("prose-docs"), prose)).file().unwrap_or_else(|it| panic!("{it}"));
    let file = syn::parse_file(generated.files.iter().next().expect("it is one file").1).expect("it is Rust");
    let mut found = BTreeMap::new();
    collect(&file.items, &mut found);
    assert_eq!(found["All0"], "The schema `All0`.", "what is only a comment says nothing");
    (0..prose.len()).map(|index| found.remove(&format!("case{index}")).expect("it has a field")).collect()
}

/// A document with this prose. Few structs with many fields compile the fastest.
fn document(folder: &Path, prose: &[String]) -> PathBuf {
    let (mut schemas, mut paths) = (Map::new(), Map::new());
    let field = |(index, prose)| (format!("case{index}"), json!({ "type": "boolean", "description": prose }));
    let fields: Vec<_> = prose.iter().enumerate().map(field).collect();
    for (index, fields) in fields.chunks(50).enumerate() {
        let properties: Map<String, Value> = fields.iter().cloned().collect();
        let all = json!({ "type": "object", "description": "<!-- nothing -->", "properties": properties });
        schemas.insert(format!("All{index}"), all);
        let all = json!({ "schema": { "$ref": format!("#/components/schemas/All{index}") } });
        let response = json!({ "description": "All.", "content": { "application/json": all } });
        let get = json!({ "operationId": format!("get{index}"), "responses": { "200": response } });
        paths.insert(format!("/all/{index}"), json!({ "get": get }));
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Prose", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let spec = folder.join("prose.json");
    fs::write(&spec, document.to_string()).expect("it can be written");
    spec
}

/// The structs and their fields, and what is said of them.
fn collect(items: &[syn::Item], found: &mut BTreeMap<String, String>) {
    for item in items {
        match item {
            syn::Item::Mod(module) => collect(module.content.as_ref().map_or(&[], |(_, items)| items), found),
            syn::Item::Macro(invocation) => {
                let inside = invocation.mac.parse_body::<syn::File>().ok();
                collect(&inside.map(|inside| inside.items).unwrap_or_default(), found);
            }
            syn::Item::Struct(item) => {
                found.insert(item.ident.to_string(), said(&item.attrs));
                for field in &item.fields {
                    found.extend(field.ident.as_ref().map(|name| (name.to_string(), said(&field.attrs))));
                }
            }
            _ => {}
        }
    }
}

fn said(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) => Some(line.value()),
            _ => None,
        },
        _ => None,
    });
    lines.map(|line| line.strip_prefix(' ').map_or(line.clone(), str::to_owned)).collect::<Vec<_>>().join("\n")
}
