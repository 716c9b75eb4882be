//! Shows a difference: as text for people, as JSON, an object a line, or as Markdown for a pull request. Text of a document
//! reaches Markdown as code only, and never as HTML.

use super::{Bump, Change, Difference, Edit, Wire};
use crate::{diagnostic::Pointer, render::Sources};
use serde_json::{Value, json};
use std::fmt::{self, Write as _};

/// How many items of the API are shown for one change, and how many operations.
const ITEMS: usize = 12;
const OPERATIONS: usize = 3;

/// How many rows of a table of Markdown are shown at once.
const ROWS: usize = 30;

impl Difference {
    /// As text for people, with the verdict first; `color` for a terminal. `version` says what the verdict means for the
    /// version of the package.
    #[must_use]
    pub fn render(&self, version: &str, color: bool) -> String {
        let paint = |bump: Bump, text: &str| if color { painted(bump, text) } else { text.to_owned() };
        let verdict = self.verdict();
        let mut text = format!("{} {version}\n", paint(verdict, &format!("{:<7}", verdict.word())));
        for change in &self.changes {
            self.render_change(change, &paint, &mut text);
        }
        let _ = writeln!(text, "{}", self.summary());
        text
    }

    fn render_change(&self, change: &Change, paint: &dyn Fn(Bump, &str) -> String, text: &mut String) {
        let _ = writeln!(text, "  {}  {} [{}]", self.place(change), change.message, change.rule.id());
        if change.operations.len() > 1 {
            let shown = change.operations.iter().take(OPERATIONS).cloned().collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "      in     {shown}{}", more(change.operations.len(), OPERATIONS));
        }
        let _ = writeln!(text, "      wire   {}", change.wire.words());
        if let Some(rust) = change.rust() {
            let word = paint(rust, &format!("{:<7}", rust.word()));
            for (index, edit) in change.items.iter().take(ITEMS).enumerate() {
                let start = if index == 0 { format!("      rust   {word}") } else { " ".repeat(20) };
                let _ = writeln!(text, "{start} {edit}");
            }
            let more = more(change.items.len(), ITEMS);
            if !more.is_empty() {
                let _ = writeln!(text, "{}{more}", " ".repeat(20));
            }
        }
        if change.rebinding {
            let word = paint(Bump::Major, "major  ");
            let _ = writeln!(text, "      means  {word} what compiles as before now means something else");
        }
    }

    /// The last line: how much there is of each kind.
    #[must_use]
    pub fn summary(&self) -> String {
        let (requests, responses) = self.breaks();
        let rust = |bump: Bump| self.changes.iter().filter(|change| change.rust() == Some(bump)).count();
        let documentation = match self.documentation {
            0 => String::new(),
            1 => "; 1 change of documentation".to_owned(),
            count => format!("; {count} changes of documentation"),
        };
        let changes = match self.changes.len() {
            1 => "1 change".to_owned(),
            count => format!("{count} changes"),
        };
        format!(
            "{changes}: {requests} break requests, {responses} break responses; Rust {} major, {} minor, {} patch{documentation}",
            rust(Bump::Major),
            rust(Bump::Minor),
            rust(Bump::Patch)
        )
    }

    /// As JSON, an object a line: each change with `kind` "change", `rule`, `message`, `wire`, `rust`, `rebinding`, `verdict`,
    /// `operations`, `old` and `new` (each with `file`, `line`, `column` and `pointer`) and `items` (each with `op`, `path`, `old`,
    /// `new` and `verdict`), and at last one with `kind` "summary" and the `verdict` of all.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text: String = self.changes.iter().map(|change| format!("{}\n", self.json_change(change))).collect();
        let (requests, responses) = self.breaks();
        let rust = self.changes.iter().filter_map(Change::rust).max();
        let summary = json!({
            "kind": "summary",
            "verdict": self.verdict().word(),
            "changes": self.changes.len(),
            "breaks_requests": requests,
            "breaks_responses": responses,
            "rust": rust.map_or("none", Bump::word),
            "rebinding": self.changes.iter().filter(|change| change.rebinding).count(),
            "documentation": self.documentation,
        });
        let _ = writeln!(text, "{summary}");
        text
    }

    fn json_change(&self, change: &Change) -> Value {
        let items = change.items.iter().map(|edit| {
            json!({
                "op": edit.sign(),
                "path": edit.path,
                "old": edit.old,
                "new": edit.new,
                "verdict": edit.effect.version.word(),
                "rebinding": edit.effect.rebinding,
            })
        });
        json!({
            "kind": "change",
            "rule": change.rule.id(),
            "message": change.message,
            "wire": change.wire.words(),
            "rust": change.rust().map_or("none", Bump::word),
            "rebinding": change.rebinding,
            "verdict": change.verdict().word(),
            "operations": change.operations,
            "old": json_place(&self.old, change.old.as_ref()),
            "new": json_place(&self.new, change.new.as_ref()),
            "items": items.collect::<Vec<_>>(),
        })
    }

    /// As Markdown, for a pull request.
    #[must_use]
    pub fn markdown(&self, version: &str) -> String {
        let mut text = format!("### API: {}\n\n{}\n", self.verdict().word(), self.summary());
        if !version.is_empty() {
            let _ = writeln!(text, "\n{}", escaped(version));
        }
        if self.changes.is_empty() {
            return text;
        }
        let rows: Vec<_> = self.changes.iter().map(|change| self.row(change)).collect();
        let head = "\n| effect | document | Rust |\n| --- | --- | --- |\n";
        let _ = write!(text, "{head}{}", rows.iter().take(ROWS).cloned().collect::<String>());
        if rows.len() > ROWS {
            let rest: String = rows.iter().skip(ROWS).cloned().collect();
            let count = rows.len() - ROWS;
            let _ = write!(text, "\n<details><summary>{count} more</summary>\n{head}{rest}\n</details>\n");
        }
        text
    }

    fn row(&self, change: &Change) -> String {
        let wire = if change.wire == Wire::default() { String::new() } else { format!(", {}", change.wire.words()) };
        let rebinding = if change.rebinding { ", means something else" } else { "" };
        let items = change.items.iter().take(ITEMS).map(|edit| fenced(&edit.to_string()));
        let items = items.collect::<Vec<_>>().join("<br>") + &more(change.items.len(), ITEMS);
        let (verdict, message) = (change.verdict().word(), escaped(&change.message));
        format!("| {verdict}{wire}{rebinding} | {message}<br>{} | {items} |\n", fenced(&self.place(change)))
    }

    /// `file:line:column` of a change, in the new document if it is there.
    fn place(&self, change: &Change) -> String {
        let (sources, pointer) = match (&change.new, &change.old) {
            (Some(new), _) => (&self.new, new),
            (None, Some(old)) => (&self.old, old),
            (None, None) => return "the client".to_owned(),
        };
        match sources.spot(pointer) {
            (path, Some((line, column))) => format!("{}:{line}:{column}", path.display()),
            (path, None) => path.display().to_string(),
        }
    }
}

impl Bump {
    /// As it is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Wire {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match (self.breaks_requests, self.breaks_responses) {
            (false, false) => "safe",
            (true, false) => "breaks requests",
            (false, true) => "breaks responses",
            (true, true) => "breaks requests and responses",
        }
    }
}

impl Edit {
    /// `+` for an item that came, `-` for one that went, `~` for one that changed.
    #[must_use]
    pub fn sign(&self) -> &'static str {
        match (&self.old, &self.new) {
            (None, _) => "+",
            (Some(_), None) => "-",
            (Some(_), Some(_)) => "~",
        }
    }
}

/// The sign and the item; of one that changed what is other than it was.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(old), Some(new)) = (&self.old, &self.new) else {
            let line = self.new.as_ref().or(self.old.as_ref()).map_or("", String::as_str);
            return write!(f, "{} {line}", self.sign());
        };
        let parts = |line: &str| {
            let rest = line.strip_prefix(&self.path).unwrap_or(line).trim_start_matches([':', ' ']).to_owned();
            // What it is on the wire stands behind.
            let (head, wire) = rest.split_once("= ").unwrap_or((&rest, ""));
            (head.trim_end().to_owned(), wire.to_owned())
        };
        let ((was, from), (is, to)) = (parts(old), parts(new));
        write!(f, "~ {}", self.path)?;
        match (traits(&was), traits(&is)) {
            _ if was == is => {}
            (Some(had), Some(has)) => {
                had.iter().filter(|name| !has.contains(name)).try_for_each(|name| write!(f, " -{name}"))?;
                has.iter().filter(|name| !had.contains(name)).try_for_each(|name| write!(f, " +{name}"))?;
            }
            _ => write!(f, ": {was} -> {is}")?,
        }
        if from == to { Ok(()) } else { write!(f, " = {from} -> {to}") }
    }
}

/// The traits of a struct or an enumeration, and whether it is deprecated.
fn traits(head: &str) -> Option<Vec<&str>> {
    let (kind, traits) = head.split_once(": ")?;
    let (traits, marks) = traits.split_once(" #").map_or((traits, None), |(traits, mark)| (traits, Some(mark)));
    matches!(kind, "struct" | "enum").then(|| traits.split(" + ").chain(marks).collect())
}

fn json_place(sources: &Sources, pointer: Option<&Pointer>) -> Value {
    let Some(pointer) = pointer else { return Value::Null };
    let (path, place) = sources.spot(pointer);
    json!({
        "file": path.display().to_string(),
        "line": place.map(|(line, _)| line),
        "column": place.map(|(_, column)| column),
        "pointer": pointer.as_str(),
    })
}

fn more(count: usize, shown: usize) -> String {
    if count > shown { format!(" and {} more", count - shown) } else { String::new() }
}

/// Colours as rustc has them.
fn painted(bump: Bump, text: &str) -> String {
    let color = match bump {
        Bump::Patch => 32,
        Bump::Minor => 33,
        Bump::Major => 31,
    };
    format!("\u{1b}[1;{color}m{text}\u{1b}[0m")
}

/// Text in a cell of a table: what begins HTML or a cell, or ends a line, is none of it. Code stays code.
fn escaped(text: &str) -> String {
    let mut code = false;
    let escaped = text.chars().map(|char| match char {
        '`' => {
            code = !code;
            "`".to_owned()
        }
        '|' => "\\|".to_owned(),
        '<' if !code => "&lt;".to_owned(),
        '&' if !code => "&amp;".to_owned(),
        '*' | '_' | '[' | ']' | '\\' if !code => format!("\\{char}"),
        char if char.is_control() => " ".to_owned(),
        char => char.to_string(),
    });
    escaped.collect()
}

/// Text as code in a cell of a table.
fn fenced(text: &str) -> String {
    escaped(&format!("`{}`", text.replace('`', "'")))
}
