//! What an item is on the wire, read from the functions and attributes of the output.

use super::expand::flat;
use quote::ToTokens;
use std::collections::BTreeMap;

/// Tokens in a row.
pub(super) fn row(item: &impl ToTokens) -> Vec<String> {
    flat(item.to_token_stream())
}

/// The text of a token that is a literal of one.
pub(super) fn text(token: &str) -> Option<String> {
    syn::parse_str::<syn::LitStr>(token).ok().map(|literal| literal.value())
}

/// A text as the list shows it.
pub(super) fn shown(text: &str) -> String {
    let unseen = |char: char| {
        let code = u32::from(char);
        let between = |range: std::ops::RangeInclusive<u32>| range.contains(&code);
        char.is_control()
            || code == 0x61c
            || code == 0xfeff
            || between(0x200b..=0x200f)
            || between(0x2028..=0x202e)
            || between(0x2060..=0x2069)
    };
    let plain =
        text.trim() == text && !text.is_empty() && !text.contains(|char| "\"\\|".contains(char) || unseen(char));
    if plain {
        return text.to_owned();
    }
    let shown = |char: char| match char {
        '"' | '\\' => format!("\\{char}"),
        char if unseen(char) => format!("\\u{{{:x}}}", u32::from(char)),
        char => char.to_string(),
    };
    format!("\"{}\"", text.chars().map(shown).collect::<String>())
}

/// What `write` of an operation adds to its request: for each field where it goes.
pub(super) fn written(tokens: &[String]) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    // A step begins at a point outside of all brackets but those of the function.
    let mut depth = 0;
    let starts: Vec<_> = (0..tokens.len())
        .filter(|at| {
            depth += i32::from(tokens[*at] == "(") - i32::from(tokens[*at] == ")");
            tokens[*at] == "." && depth == 0
        })
        .chain([tokens.len()])
        .collect();
    for step in starts.windows(2).map(|ends| &tokens[ends[0]..ends[1]]) {
        let literal = step.iter().find_map(|token| text(token));
        let Some(field) = after(step, &["self", "."]) else { continue };
        let literal = shown(&literal.unwrap_or_default());
        let goes = match step[1].as_str() {
            "header" => format!("header {}", literal.to_ascii_lowercase()),
            place @ ("path" | "query" | "cookie") => format!("{place} {literal}"),
            "multipart" | "multipart_typed" => "body multipart/form-data".to_owned(),
            _ => format!("body {literal}"),
        };
        fields.insert(field, goes);
    }
    fields
}

/// The token behind others.
pub(super) fn after(tokens: &[String], before: &[&str]) -> Option<String> {
    tokens
        .windows(before.len() + 1)
        .find(|window| window.iter().zip(before).all(|(a, b)| a == b))
        .map(|it| it[before.len()].clone())
}

/// What `take` of a webhook reads: for each field whence.
pub(super) fn taken(tokens: &[String]) -> BTreeMap<String, String> {
    let fields = tokens.windows(7).filter(|it| it[1] == ":" && it[2] == "received" && it[3] == ".");
    let fields = fields.map(|it| {
        let place = it[4].trim_start_matches("optional_");
        let name = text(&it[6]).filter(|_| place != "body");
        let name = name.map(|name| if place == "header" { name.to_ascii_lowercase() } else { name });
        let wire = name.map_or_else(|| place.to_owned(), |name| format!("{place} {}", shown(&name)));
        (it[0].clone(), wire)
    });
    fields.collect()
}

/// The statuses of the variants of an enumeration of successes.
pub(super) fn statuses(tokens: &[String], name: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut status = String::new();
    for (index, token) in tokens.iter().enumerate() {
        if token == "[" && tokens.get(index + 2).is_some_and(|token| token == "]") {
            status = match tokens[index + 1].parse::<u16>() {
                Ok(0) => "default".to_owned(),
                Ok(class @ 1..10) => format!("{class}XX"),
                _ => tokens[index + 1].clone(),
            };
        }
        if token == name && tokens.get(index + 1).is_some_and(|token| token == ":") {
            found.insert(tokens[index + 3].clone(), status.clone());
        }
    }
    found
}

/// The parts of a multipart body: for each field its name.
pub(super) fn parts(function: &syn::ImplItemFn) -> BTreeMap<String, String> {
    let parts = function.block.stmts.iter().filter_map(|statement| {
        let tokens = row(statement);
        Some((after(&tokens, &["self", "."])?, shown(&tokens.iter().find_map(|token| text(token))?)))
    });
    parts.collect()
}

/// The arms of a `match` that gives values: for each variant its value.
pub(super) fn values(function: &syn::ImplItemFn) -> BTreeMap<String, String> {
    let tokens = row(&function.block);
    let arms = tokens.windows(7).filter(|it| it[..3] == ["Self", ":", ":"] && it[4..6] == ["=", ">"]);
    let arms = arms.map(|arm| {
        let value = text(&arm[6]).map_or_else(|| arm[6].clone(), |text| shown(&text));
        (arm[3].clone(), value)
    });
    let negative = tokens.windows(8).filter(|it| it[..3] == ["Self", ":", ":"] && it[4..7] == ["=", ">", "-"]);
    arms.collect::<BTreeMap<_, _>>()
        .into_iter()
        .chain(negative.map(|arm| (arm[3].clone(), format!("-{}", arm[7]))))
        .collect()
}

/// What the functions that read and write an object call its members: for each field its name.
pub(super) fn members(function: &syn::ImplItemFn) -> BTreeMap<String, String> {
    let tokens = row(&function.block);
    // Read by `"name" => members.read(&mut field, "name")`, written by `.required("name", &self.field)`.
    let read = tokens.windows(10).filter(|it| it[3..9] == ["members", ".", "read", "(", "&", "mut"]);
    let read = read.filter_map(|it| Some((it[9].clone(), shown(&text(&it[0])?))));
    let written = tokens.windows(7).filter(|it| it[0] == "(" && it[2..6] == [",", "&", "self", "."]);
    let written = written.filter_map(|it| Some((it[6].clone(), shown(&text(&it[1])?))));
    read.chain(written).collect()
}
