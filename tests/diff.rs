//! What a change of a document is: each edit of a small document, with the entries that it makes. In `diff/` stand documents,
//! each with a list of edits (see [`edits`]). An entry says the kind of change, what it breaks on the wire for a client in the
//! field, what it asks of the version as far as Rust sees it, and what it asks of the version in all. Each stands at a line
//! that the edit touches, unless the list names the line.

use crate::support::{files, project, scratch};
use openapi_crate::{
    Feature, Generator, Package,
    diff::{self, Difference, Rule},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

/// Edits that are not told rightly yet: the lock of names gives another name, or the comparison of the API
/// tells more than there is: that an alias is the type that it stands for, how a header is written.
const NOT_YET: &[&str] = &["a component written in place, with a schema in place"];

/// An edit of a document.
struct Edit {
    title: String,
    /// The entries that it makes.
    entries: Vec<Entry>,
    hunks: Vec<Hunk>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    rule: String,
    wire: String,
    rust: String,
    verdict: String,
    rebinding: bool,
    /// What is in the line that it is found at, where that is no line of the edit.
    line: Option<String>,
}

/// Lines of a document that stand one behind the other.
#[derive(Default)]
struct Hunk {
    /// What is in a line before them.
    section: String,
    old: Vec<String>,
    new: Vec<String>,
    /// Which of them are only there, by their index.
    removed: Vec<usize>,
    added: Vec<usize>,
}

#[test]
fn each_edit_is_what_it_does() {
    let folder = scratch("diff");
    let (mut wrong, mut rules, mut count) = (String::new(), BTreeSet::new(), 0);
    for path in files(&project().join("tests/diff"), "diff") {
        let spec = path.with_extension("yaml");
        let document = fs::read_to_string(&spec).expect("it is part of the project");
        for edit in edits(&fs::read_to_string(&path).expect("it is part of the project")) {
            count += 1;
            rules.extend(edit.entries.iter().map(|entry| entry.rule.clone()));
            let difference = verdict(&folder, &spec, &document, &edit);
            let wrongs = difference.unwrap_or_else(|failure| failure);
            let name = format!("{}: {}", path.file_stem().unwrap_or_default().display(), edit.title);
            match (wrongs.is_empty(), NOT_YET.contains(&&*edit.title)) {
                (true, true) => drop(write!(wrong, "{name}\n  is right already\n")),
                (false, false) => drop(write!(wrong, "{name}\n{wrongs}")),
                _ => {}
            }
        }
    }
    println!("{count} edits");
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 110, "{count}");
    let missing: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).filter(|id| !rules.contains(*id)).collect();
    assert_eq!(missing, ELSEWHERE, "each kind of change has an edit");
}

/// Kinds of changes that no edit of a document makes: those of the generator and of its configuration.
const ELSEWHERE: &[&str] = &["dependency-changed", "feature-changed", "runtime-changed"];

#[test]
fn a_change_of_the_configuration_is_told_apart() {
    let spec = project().join("tests/diff/values.yaml");
    let rules = |old: (&Generator, &[Feature]), new: (&Generator, &[Feature])| -> Vec<String> {
        let difference = diff::diff((old.0, &package(old.1)), (new.0, &package(new.1))).expect("both can be read");
        let shown = |change: &diff::Change| format!("{} {:?}", change.rule.id(), change.verdict());
        difference.changes.iter().map(shown).collect()
    };
    let plain = Generator::new(&spec).plain_formats(["date"]);
    let typed = Generator::new(&spec);
    let both = [Feature::Mock, Feature::Reqwest];
    assert_eq!(rules((&typed, &[Feature::Mock]), (&typed, &[])), ["feature-changed Major"]);
    assert_eq!(rules((&typed, &[]), (&typed, &both)), ["dependency-changed Minor", "feature-changed Minor"]);
    let changed = rules((&typed, &[]), (&plain, &[]));
    assert_eq!(changed, ["dependency-changed Patch", "api-changed Major", "api-changed Major"]);
}

#[test]
fn a_document_in_other_words_is_the_same() {
    let folder = scratch("diff-same");
    let (mut wrong, mut compared) = (Vec::new(), 0);
    let mut specs = files(&project().join("tests/diff"), "yaml");
    specs.extend(files(&project().join("tests/fixtures"), "yaml"));
    for spec in specs.iter().filter(|spec| !spec.ends_with("several-files.yaml")) {
        let text = fs::read_to_string(spec).expect("it is part of the project");
        // What JSON has no word for, such as very large numbers, is left aside.
        let Ok(document) = serde_yaml::from_str::<Value>(&text) else { continue };
        compared += 1;
        let (json, sorted) = (folder.join("document.json"), folder.join("sorted.json"));
        fs::write(&json, document.to_string()).expect("it can be written");
        fs::write(&sorted, reversed(&document, true).to_string()).expect("it can be written");
        for other in [spec, &json, &sorted] {
            for (old, new) in [(spec, other), (other, spec)] {
                match difference(old, new) {
                    Ok(difference) if difference.is_empty() => {}
                    Ok(difference) => wrong.push(format!("{} {}", spec.display(), difference.render("", false))),
                    Err(failure) => wrong.push(failure),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 30, "{compared}");
}

/// The same with all keys in the other order. `fields` where they are words of the standard.
fn reversed(value: &Value, fields: bool) -> Value {
    match value {
        Value::Object(members) => {
            let changed = |(key, value): (&String, &Value)| match (fields, key.as_str()) {
                // The first of these is the one that is sent.
                (true, "content" | "mapping") => (key.clone(), value.clone()),
                (true, field) => (key.clone(), reversed(value, !NAMED.contains(&field))),
                (false, _) => (key.clone(), reversed(value, true)),
            };
            Value::Object(members.iter().rev().map(changed).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| reversed(item, true)).collect()),
        other => other.clone(),
    }
}

/// Fields whose keys are names that the document gives.
const NAMED: &[&str] = &["properties", "schemas", "paths", "responses", "mapping", "variables", "example", "default"];

/// What is wrong with an edit; nothing if it is as it should be.
fn verdict(folder: &Path, spec: &Path, document: &str, edit: &Edit) -> Result<String, String> {
    let (text, touched) = edited(document, edit)?;
    let after = folder.join("after.yaml");
    fs::write(&after, &text).expect("it can be written");
    let difference = difference(spec, &after)?;
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (old_lines, new_lines) = (lines(document), lines(&text));
    let mut wrong = String::new();
    let mut found: Vec<_> = difference.json().lines().filter_map(|line| entry(line, &touched)).collect();
    // Of what is said of the line only what the list says counts.
    let mut expected: Vec<&Entry> = edit.entries.iter().collect();
    found.retain(|(actual, (side, line))| {
        let content = if *side == "new" { new_lines.get(line - 1) } else { old_lines.get(line - 1) };
        let is = |it: &&Entry| {
            (&it.rule, &it.wire, &it.rust, &it.verdict, it.rebinding)
                == (&actual.rule, &actual.wire, &actual.rust, &actual.verdict, actual.rebinding)
                && match &it.line {
                    None => actual.line.is_none(),
                    Some(text) => content.is_some_and(|line| line.contains(text)),
                }
        };
        let index = expected.iter().position(is);
        index.map(|index| expected.remove(index)).is_none()
    });
    for entry in expected {
        let _ = writeln!(wrong, "  - {}", shown(entry, entry.line.as_deref()));
    }
    for (actual, (side, line)) in &found {
        let content = if *side == "new" { new_lines.get(line - 1) } else { old_lines.get(line - 1) };
        let content = actual.line.as_ref().and(content).map(|line| line.trim());
        let _ = writeln!(wrong, "  + {}", shown(actual, content));
    }
    if !wrong.is_empty() {
        wrong += &difference.render("", false).lines().map(|line| format!("      {line}\n")).collect::<String>();
    }
    Ok(wrong)
}

fn shown(entry: &Entry, line: Option<&str>) -> String {
    let Entry { rule, wire, rust, verdict, rebinding, .. } = entry;
    let rebinding = if *rebinding { " | rebinding" } else { "" };
    let line = line.map(|line| format!(" @ {line}")).unwrap_or_default();
    format!("= {rule} | {wire} | {rust} | {verdict}{rebinding}{line}")
}

/// A change, and the side and line that it is found at; its own line is set if the edit does not touch that.
fn entry(json: &str, touched: &BTreeMap<&str, BTreeSet<usize>>) -> Option<(Entry, (&'static str, usize))> {
    let change: Value = serde_json::from_str(json).expect("it is JSON");
    if change["kind"] != "change" {
        return None;
    }
    let text = |key: &str| change[key].as_str().expect("it is a text").to_owned();
    let place =
        ["new", "old"].iter().find_map(|side| Some((*side, usize::try_from(change[*side]["line"].as_u64()?).ok()?)));
    let (side, line) = place.unwrap_or(("new", 1));
    let inside = touched[side].contains(&line);
    let wire = match &*text("wire") {
        "safe" => "safe",
        "breaks requests" => "requests",
        "breaks responses" => "responses",
        _ => "both",
    };
    let entry = Entry {
        rule: text("rule"),
        wire: wire.to_owned(),
        rust: text("rust"),
        verdict: text("verdict"),
        rebinding: change["rebinding"] == true,
        line: (!inside).then(String::new),
    };
    Some((entry, (side, line)))
}

fn difference(old: &Path, new: &Path) -> Result<Difference, String> {
    let package = package(&[Feature::Mock, Feature::FullTypes]);
    let (old, new) = (Generator::new(old), Generator::new(new));
    diff::diff((&old, &package), (&new, &package)).map_err(|failure| failure.to_string())
}

fn package(features: &[Feature]) -> Package {
    let mut package = Package::new("client");
    package.features = features.to_vec();
    package
}

/// The edits of a list: behind `# ` the title, behind `= ` each entry, as `RULE | WIRE | RUST | VERDICT`, at last `| rebinding`,
/// and behind ` @ ` what is in the line; then the lines of the document, as a diff has them, pieces parted by `@@`,
/// behind which stands what is in a line before.
fn edits(list: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for line in list.lines().filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix("# ") {
            edits.push(Edit { title: title.to_owned(), entries: Vec::new(), hunks: vec![Hunk::default()] });
            continue;
        }
        let edit = edits.last_mut().expect("an edit has a title");
        if let Some(entry) = line.strip_prefix("= ") {
            edit.entries.push(expected(entry));
            continue;
        }
        if let Some(section) = line.strip_prefix("@@") {
            edit.hunks.push(Hunk { section: section.trim().to_owned(), ..Hunk::default() });
            continue;
        }
        let hunk = edit.hunks.last_mut().expect("there is one");
        let (sign, text) = line.split_at(1);
        if sign != "+" {
            hunk.removed.extend((sign == "-").then_some(hunk.old.len()));
            hunk.old.push(text.to_owned());
        }
        if sign != "-" {
            hunk.added.extend((sign == "+").then_some(hunk.new.len()));
            hunk.new.push(text.to_owned());
        }
    }
    edits
}

fn expected(text: &str) -> Entry {
    let (text, line) = match text.split_once(" @ ") {
        Some((text, line)) => (text, Some(line.to_owned())),
        None => (text, None),
    };
    let mut words = text.split(" | ").map(str::to_owned);
    let mut next = || words.next().unwrap_or_default();
    let (rule, wire, rust, verdict, rebinding) = (next(), next(), next(), next(), next() == "rebinding");
    Entry { rule, wire, rust, verdict, rebinding, line }
}

/// The document behind an edit, and the lines that it touches of the old and of the new one.
fn edited(document: &str, edit: &Edit) -> Result<(String, BTreeMap<&'static str, BTreeSet<usize>>), String> {
    let lines: Vec<_> = document.lines().collect();
    let mut places = Vec::new();
    for hunk in edit.hunks.iter().filter(|hunk| !hunk.old.is_empty()) {
        let old: Vec<_> = hunk.old.iter().map(String::as_str).collect();
        let stands = |at: &usize| lines[*at..].starts_with(&old);
        let section = lines.iter().position(|line| line.contains(&hunk.section)).unwrap_or(lines.len());
        let found: Vec<_> = (section..lines.len()).filter(stands).collect();
        let (Some(at), true) = (found.first().copied(), found.len() == 1 || !hunk.section.is_empty()) else {
            return Err(format!("  {} places for:\n{}\n", found.len(), hunk.old.join("\n")));
        };
        places.push((at, hunk));
    }
    places.sort_by_key(|(at, _)| *at);
    let (mut text, mut rest): (Vec<&str>, usize) = (Vec::new(), 0);
    let (mut removed, mut added) = (BTreeSet::new(), BTreeSet::new());
    for (at, hunk) in places {
        text.extend(lines.get(rest..at).ok_or("  two pieces share a line\n")?);
        removed.extend(hunk.removed.iter().map(|index| at + index + 1));
        added.extend(hunk.added.iter().map(|index| text.len() + index + 1));
        text.extend(hunk.new.iter().map(String::as_str));
        rest = at + hunk.old.len();
    }
    text.extend(&lines[rest..]);
    Ok((text.join("\n") + "\n", BTreeMap::from([("old", removed), ("new", added)])))
}
