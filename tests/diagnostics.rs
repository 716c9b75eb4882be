//! Diagnostics: each document under `invalid/` gives its rendered text, and no output. So do texts that are no document.

use crate::{
    snapshots::Snapshots,
    support::{files, project, scratch},
};
use openapi_crate::{Code, Feature, Generator, Level, Verdict, Verdicts, config::Config};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

#[test]
fn each_invalid_document_gives_its_diagnostics() {
    let mut snapshots = Snapshots::new("diagnostics");
    for path in invalid() {
        snapshots.check("", &name(&path), &said(&path));
    }
    snapshots.finish();
}

#[test]
fn each_code_has_a_page_and_a_document() {
    let said: String = invalid().iter().map(|path| said(path)).collect();
    for code in Code::ALL {
        let id = code.id();
        assert!(code.explanation().starts_with(&format!("# {id}: ")), "{id} has no page of its own");
        assert!(said.contains(&format!("[{id}]")), "no document under tests/invalid/ gives {id}");
    }
    for path in invalid() {
        let name = name(&path);
        let Some(code) = name.split('-').next().and_then(Code::from_id) else { continue };
        assert!(self::said(&path).contains(code.id()), "{name} does not give its code");
    }
}

#[test]
fn twenty_mistakes_are_found_in_one_run_in_the_order_of_the_document() {
    let spec = project().join("tests/invalid/twenty-mistakes.yaml");
    let Err(failure) = Generator::new(&spec).file() else { panic!("it was taken") };
    let lines: Vec<_> = failure.report.json().lines().map(|line| located(line).0).collect();
    assert!(lines.len() >= 20, "{}", lines.len());
    assert!(lines.is_sorted(), "{lines:?}");
}

#[test]
fn json_gives_the_same_places_as_the_text() {
    let spec = project().join("tests/invalid/E0015-contradictions.yaml");
    let Err(failure) = Generator::new(&spec).file() else { panic!("it was taken") };
    let text = failure.to_string();
    for line in failure.report.json().lines() {
        let (line, column, code) = located(line);
        assert!(
            text.contains(&format!("{}:{line}:{column}", spec.display())) && text.contains(&code),
            "{line}:{column}"
        );
    }
}

/// Line, column and code of a diagnostic in JSON.
fn located(line: &str) -> (u64, u64, String) {
    let object: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
    let number = |name: &str| object[name].as_u64().expect("it is located");
    (number("line"), number("column"), object["code"].as_str().expect("it has a code").to_owned())
}

#[test]
fn generate_says_which_examples_of_the_client_do_not_fit() {
    let spec = project().join("tests/invalid/W0013-examples.yaml");
    let run = |features: &[Feature], verdict: Verdict| {
        let mut verdicts = Verdicts::default();
        verdicts.set(Some(Code::ExampleMisfit), verdict);
        let generator = Generator::new(&spec).verdicts(verdicts).features(features.iter().copied());
        let found = match generator.file() {
            Ok(generated) => generated.report.diagnostics,
            Err(failure) => failure.report.diagnostics,
        };
        let misfits = found.iter().filter(|it| it.code == Code::ExampleMisfit);
        misfits.filter_map(|it| Some(it.place.pointer()?.as_str().to_owned())).collect::<Vec<_>>()
    };
    let of_client = [
        "/paths/~1pets/get/responses/200/content/application~1json/examples/first/value/0/kind",
        "/components/schemas/Problem/example/code",
        "/components/responses/Pet/content/application~1json/example/friends/0/tag",
    ];
    assert_eq!(run(&[Feature::Hyper, Feature::Mock], Verdict::Warn), of_client);
    assert_eq!(run(&[Feature::Hyper, Feature::Mock], Verdict::Deny), of_client);
    let generated =
        Generator::new(&spec).features([Feature::Mock]).file().unwrap_or_else(|failure| panic!("{failure}"));
    let texts: String = generated.files.iter().map(|(_, text)| text).collect();
    assert!(texts.contains(r#""{\"name\":\"Rex\"}""#), "what is JSON in a text is JSON");
    for (features, verdict) in
        [(&[Feature::Hyper, Feature::Mock][..], Verdict::Allow), (&[Feature::Hyper], Verdict::Warn)]
    {
        assert!(run(features, verdict).is_empty());
    }
}

#[test]
fn warnings_can_be_allowed_and_denied() {
    let spec = project().join("tests/invalid/W0002-incomplete-prose.yaml");
    let run = |verdicts: &[(Option<Code>, Verdict)]| {
        let mut set = Verdicts::default();
        for (code, verdict) in verdicts {
            set.set(*code, *verdict);
        }
        Generator::new(&spec).verdicts(set).file().map(|generated| generated.report.diagnostics.count(Level::Warning))
    };
    let this = Some(Code::IncompleteProse);
    assert_eq!(run(&[]).ok(), Some(2));
    assert_eq!(run(&[(this, Verdict::Allow)]).ok(), Some(0));
    assert_eq!(run(&[(None, Verdict::Deny), (this, Verdict::Warn)]).ok(), Some(2));
    assert!(run(&[(None, Verdict::Deny)]).is_err());
    assert!(run(&[(this, Verdict::Deny)]).is_err());
}

/// What is wrong under `invalid/`: documents, configurations, and one folder.
fn invalid() -> Vec<PathBuf> {
    let folder = project().join("tests/invalid");
    ["json", "toml", "yaml"].iter().flat_map(|extension| files(&folder, extension)).collect()
}

fn name(path: &Path) -> String {
    path.file_name().expect("it has a name").to_string_lossy().into_owned()
}

/// What is said of a document or a configuration.
fn said(path: &Path) -> String {
    let lock = path.with_extension("lock");
    let text = if lock.exists() {
        let generated = Generator::new(path).names_lock(lock).file();
        generated.map_or_else(|failure| failure.to_string(), |generated| generated.report.to_string())
    } else if path.extension().is_some_and(|extension| extension == "toml") {
        Config::read(path).map_or_else(|failure| failure.to_string(), |_| String::new())
    } else if name(path).starts_with("W0007") {
        let generated = Generator::new(path).skip_unsupported(true).file();
        generated.map_or_else(|failure| failure.to_string(), |generated| generated.report.to_string())
    } else {
        Generator::new(path).lint().map_or_else(|failure| failure.to_string(), |report| report.to_string())
    };
    text.replace(&*format!("{}/", project().display()), "")
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

#[test]
fn told_to_skip_only_what_has_an_error_is_left_out() {
    let spec = project().join("tests/invalid/W0007-left-out.yaml");
    let strict = refused(&spec);
    assert!(strict.contains("error[E0012]") && !strict.contains("error[E0014]"), "{strict}");
    let generated = Generator::new(&spec).skip_unsupported(true).file().unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((generated.operations, generated.left_out), (3, 2));
    let (_, text) = generated.files.iter().next().expect("it is one file");
    for kept in ["pub struct ListPets", "pub limit: ", "pub name: ", "pub struct AddPet", "pub struct GetPet "] {
        assert!(text.contains(kept), "{kept} is not there");
    }
    for gone in ["pub filter: ", "pub owner: ", "pub struct RemovePet", "pub struct ChangePet"] {
        assert!(!text.contains(gone), "{gone} is there");
    }
}

#[test]
fn what_is_no_document_is_refused_also_when_told_to_skip() {
    let spec = project().join("tests/invalid/E0010-version.yaml");
    assert!(Generator::new(&spec).skip_unsupported(true).file().is_err());
}

#[test]
fn formats_can_stay_plain_texts() {
    let spec = project().join("tests/fixtures/schemas.yaml");
    let text = |formats: &[&str]| {
        let generator = Generator::new(&spec).plain_formats(formats.iter().copied());
        let generated = generator.file().unwrap_or_else(|failure| panic!("{failure}"));
        generated.files.iter().next().expect("it is one file").1.to_owned()
    };
    assert!(text(&[]).contains("pub moment: Option<::jiff::Timestamp>"));
    let plain = text(&["date-time", "date", "uuid"]);
    assert!(plain.contains("pub moment: Option<String>") && !plain.contains("jiff") && !plain.contains("::uuid"));
}

#[test]
fn only_files_beside_the_document_are_read() {
    let folder = scratch("beside");
    let inner = folder.join("inner");
    fs::create_dir_all(&inner).expect("it can be written");
    fs::write(folder.join("outside.yaml"), "type: string").expect("it can be written");
    fs::write(inner.join("broken.yaml"), "type: [").expect("it can be written");
    fs::write(inner.join("wrong.yaml"), "schemas:\n  Wrong:\n    type: strng\n").expect("it can be written");
    let cases = [
        ("../outside.yaml", "outside of the folder of the document"),
        ("/etc/hostname", "outside of the folder of the document"),
        ("https://host.example/a.yaml", "on the network"),
        ("//host.example/a.yaml", "on the network"),
        ("nowhere.yaml", "cannot read the file `nowhere.yaml`"),
        ("broken.yaml", "broken.yaml:1:7"),
        ("wrong.yaml#/schemas/Wrong", "wrong.yaml:3:11"),
        ("wrong.yaml#/schemas/Right", "leads nowhere"),
        ("wrong.yaml#Wrong", "leads to no anchor"),
    ];
    for (reference, expected) in cases {
        let spec = inner.join("spec.yaml");
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
             description: x\n          content: {{ application/json: {{ schema: {{ $ref: '{reference}' }} }} }}\n"
        );
        fs::write(&spec, text).expect("it can be written");
        let said = refused(&spec);
        assert!(said.contains(expected), "{reference}: {said}");
    }
    let unused = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { $ref: nowhere.yaml } } }\n";
    fs::write(inner.join("unused.yaml"), unused).expect("it can be written");
    Generator::new(inner.join("unused.yaml")).file().expect("what nothing uses harms nobody");
}

#[test]
fn a_place_in_a_text_of_one_line_is_told_in_characters() {
    let text = r#"{"openapi":"3.0.3","info":{"title":"\"{é,\\","version":"1"},"paths":{},"x-é":[1,{"a":[]}],"components":{"schemas":{"\u00c5\/B":{"type":"object","tietle":"é"}}}}"#;
    let wrong = text.find(r#""tietle""#).map(|at| text[..at].chars().count() + 1).unwrap_or_default();
    for name in ["line.json", "line.yaml"] {
        let spec = scratch("one-line").join(name);
        fs::write(&spec, text).expect("it can be written");
        let report = Generator::new(&spec).lint().expect("there are warnings alone").json();
        let line = report.lines().find(|line| line.contains("tietle")).expect("it is found");
        let (line, column, _) = located(line);
        assert_eq!((line, column), (1, wrong as u64), "{name}");
    }
}

#[test]
fn all_files_of_a_document_are_named() {
    let spec = project().join("tests/fixtures/several-files.yaml");
    let generated = Generator::new(&spec).file().unwrap_or_else(|failure| panic!("{failure}"));
    let files: Vec<_> = generated.report.files().map(name).collect();
    assert_eq!(files, ["several-files.yaml", "pets.yaml", "common.json", "owner.yaml"]);
}

fn refused(spec: &Path) -> String {
    match Generator::new(spec).file() {
        Ok(_) => panic!("{} was taken", spec.display()),
        Err(failure) => failure.to_string(),
    }
}
