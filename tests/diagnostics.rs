//! Diagnostics: each document under `invalid/` gives its rendered text, and no output. So do texts that are no document.

use crate::support::{files, project, scratch};
use openapi_crate::Generator;
use std::{fs, path::Path, time::Instant};

#[test]
fn each_invalid_document_gives_its_diagnostics() {
    let folder = project().join("tests/invalid");
    for spec in files(&folder, "yaml").into_iter().chain(files(&folder, "json")) {
        let name = spec.file_name().expect("a fixture has a name").to_string_lossy().into_owned();
        let text = refused(&spec);
        let text = text.replace(&*format!("{}/", project().display()), "");
        insta::with_settings!({ snapshot_suffix => &name, omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("diagnostics", text);
        });
    }
}

#[test]
fn hostile_texts_are_refused_with_a_place_and_in_time() {
    let long_list = format!("a: &a [{}]\nb: [{}]\n", "1, ".repeat(20_000), "*a, ".repeat(20_000));
    let laughs = (1..30).map(|n| format!("a{n}: &a{n} [*a{m}, *a{m}]\n", m = n - 1)).collect::<String>();
    let blocks = (0..10_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>();
    let brackets = "[".repeat(100_000);
    let cases: &[(&str, &[u8], &str)] = &[
        ("empty.yaml", b"", "this is not an OpenAPI document"),
        ("nul.yaml", b"openapi: \"3.0.3\"\ninfo: \0", "E0003"),
        ("utf16.yaml", b"\xff\xfeo\0p\0e\0n\0", "not UTF-8"),
        ("latin.yaml", b"openapi: 3.0.3\ninfo: { title: caf\xe9 }", "latin.yaml:2:19"),
        ("two.yaml", b"openapi: 3.0.3\n---\nopenapi: 3.0.3\n", "a second document"),
        ("tag.yaml", b"openapi: !evil 3.0.3\n", "a tag"),
        ("merge.yaml", b"a: &a { b: c }\nd: { <<: *a }\n", "a merge key"),
        ("infinite.yaml", b"openapi: 3.0.3\nx-a: .inf\n", "a number that JSON does not have"),
        ("cycle.yaml", b"openapi: &a [*a]\n", "E000"),
        ("aliases.yaml", long_list.as_bytes(), "aliases that stand for more than"),
        ("laughs.yaml", &[b"a0: &a0 [1]\n", laughs.as_bytes()].concat(), "aliases that stand for more than"),
        ("brackets.yaml", brackets.as_bytes(), "E000"),
        ("brackets.json", brackets.as_bytes(), "nested deeper than 64"),
        ("blocks.yaml", blocks.as_bytes(), "E000"),
        ("garbage.json", b"{\"openapi\": \"3.0.3\",, }", "E0003"),
    ];
    let folder = scratch("hostile");
    for (name, bytes, expected) in cases {
        let spec = folder.join(name);
        fs::write(&spec, bytes).expect("it can be written");
        let start = Instant::now();
        let text = refused(&spec);
        assert!(text.contains(expected), "{name}: {text}");
        assert!(text.contains(name), "{name}: {text}");
        // Not a measurement: without its limits the generator would not come back at all.
        assert!(start.elapsed().as_secs() < 10, "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn a_path_that_is_no_file_is_refused() {
    let folder = scratch("no-file");
    assert!(refused(&folder.join("missing.yaml")).contains("cannot read the document"));
    assert!(refused(&folder).contains("cannot read the document"));
}

#[test]
fn a_bad_leaf_under_many_schemas_is_found_in_time() {
    let depth = 24;
    let schema = (0..depth).fold("{ type: strng }".to_owned(), |inner, _| format!("{{ allOf: [{inner}] }}"));
    let spec = scratch("deep").join("deep.yaml");
    let head = "openapi: 3.0.3\ninfo: { title: Deep, version: 1.0.0 }\npaths: {}\ncomponents: { schemas: { Deep: ";
    fs::write(&spec, format!("{head}{schema} }} }}\n")).expect("it can be written");
    let text = refused(&spec);
    assert!(
        text.contains("error[E0013]: `strng` is not allowed here") && text.contains("did you mean `string`?"),
        "{text}"
    );
}

fn refused(spec: &Path) -> String {
    match Generator::new(spec).file() {
        Ok(_) => panic!("{} was taken", spec.display()),
        Err(failure) => failure.to_string(),
    }
}
