//! Prose of the document as documentation. CommonMark from anywhere comes in; `#[doc]` attributes that rustdoc and
//! clippy take without a word go out. Prose can never become a doctest, a broken link or HTML.

use crate::ir::Docs;
use proc_macro2::TokenStream;
use quote::quote;

/// One attribute for each line.
pub(super) fn doc(text: &str) -> TokenStream {
    lines(text).map(|line| quote!(#[doc = #line])).collect()
}

/// The same for the inside of a module.
pub(super) fn inner_doc(text: &str) -> TokenStream {
    lines(text).map(|line| quote!(#![doc = #line])).collect()
}

/// The lines as they stand behind `///`, where rustc refuses a carriage return of its own and signs that turn the direction
/// of what follows.
fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    let turns = |char: char| matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = move |line: &str| line.replace('\r', " ").replace(turns, "");
    text.lines().map(shown).map(|line| if line.is_empty() { line } else { format!(" {line}") })
}

/// Summary and description as paragraphs, or `fallback` where the document says nothing.
pub(super) fn prose(docs: &Docs, fallback: &str) -> String {
    let parts = [docs.summary.as_deref(), docs.description.as_deref()];
    let mut parts: Vec<_> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.dedup();
    let text = parts.into_iter().map(markdown).collect::<Vec<_>>().join("\n\n");
    if text.trim().is_empty() { fallback.to_owned() } else { text }
}

/// A name of the document as code.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|char| if char == '`' || char.is_control() { '\'' } else { char }).collect();
    if text.trim().is_empty() { "the empty text".to_owned() } else { format!("`{text}`") }
}

/// CommonMark that is safe in rustdoc.
pub(super) fn markdown(text: &str) -> String {
    let mut safe = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let line = line.replace('\t', "    ");
        let trimmed = line.trim_start();
        let marker: String = trimmed.chars().take_while(|char| matches!(char, '`' | '~')).collect();
        if let Some(open) = &fence {
            let closes = marker.starts_with(open.as_str()) && trimmed.trim_end() == marker;
            safe.push(if closes { open.clone() } else { line.trim_end().to_owned() });
            if closes {
                fence = None;
            }
        } else if marker.len() >= 3 && !trimmed[marker.len()..].contains('`') {
            safe.push(format!("{marker}text"));
            fence = Some(marker);
        } else {
            // Four spaces would begin a code block, which rustdoc runs as a test.
            let indent = (line.len() - trimmed.len()).min(3);
            safe.push(format!("{:indent$}{}", "", inline(trimmed.trim_end())));
        }
    }
    safe.extend(fence);
    safe.join("\n")
}

/// One line outside of code blocks.
fn inline(line: &str) -> String {
    let mut safe = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '`' => code_span(rest, &mut safe),
            '[' => link(rest, &mut safe),
            '<' => autolink(rest, &mut safe),
            ']' | '>' if !(first == '>' && safe.is_empty()) => escaped(first, &mut safe),
            '\\' => escape(rest, &mut safe),
            _ if is_url(rest) => url(rest, &mut safe),
            first if first.is_alphanumeric() || first == '_' => word(rest, &mut safe),
            _ => {
                safe.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    safe
}

fn escaped(char: char, safe: &mut String) -> usize {
    safe.push('\\');
    safe.push(char);
    char.len_utf8()
}

/// A backslash and what it escapes.
fn escape(text: &str, safe: &mut String) -> usize {
    let taken = text.chars().nth(1).filter(char::is_ascii_punctuation).map_or(1, |next| 1 + next.len_utf8());
    safe.push_str(if taken == 1 { "\\\\" } else { &text[..taken] });
    taken
}

/// Code that ends on the same line; a lone backtick is escaped.
fn code_span(text: &str, safe: &mut String) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let fence = &text[..ticks];
    match text[ticks..].find(fence).filter(|length| *length > 0) {
        Some(length) => {
            let taken = ticks + length + ticks;
            safe.push_str(&text[..taken]);
            taken
        }
        None => {
            safe.push_str(&"\\`".repeat(ticks));
            ticks
        }
    }
}

/// `[text](https://…)` stays a link; every other bracket is a bracket.
fn link(text: &str, safe: &mut String) -> usize {
    let target = text.split_once("](").and_then(|(label, rest)| Some((label, rest.split_once(')')?.0)));
    match target {
        Some((label, target))
            if !label[1..].contains(['[', ']']) && is_url(target) && !target.contains([' ', '<', '>']) =>
        {
            let taken = label.len() + 2 + target.len() + 1;
            safe.push('[');
            safe.push_str(&inline(&label[1..]));
            safe.push_str("](");
            safe.push_str(target);
            safe.push(')');
            taken
        }
        _ => escaped('[', safe),
    }
}

/// `<https://…>` stays a link; every other angle bracket is one.
fn autolink(text: &str, safe: &mut String) -> usize {
    match text.find('>').filter(|end| is_url(&text[1..]) && !text[..*end].contains(' ')) {
        Some(end) => {
            safe.push_str(&text[..=end]);
            end + 1
        }
        None => escaped('<', safe),
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// A bare URL becomes a link; rustdoc warns of bare ones.
fn url(text: &str, safe: &mut String) -> usize {
    let end = text.find(|char: char| {
        char.is_whitespace()
            || matches!(char, '<' | '>' | '"' | '`' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '*' | '\\')
    });
    let found = text[..end.unwrap_or(text.len())].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_']);
    if found.len() <= "https://".len() {
        return word(text, safe);
    }
    safe.push('<');
    safe.push_str(found);
    safe.push('>');
    found.len()
}

/// A word; one that looks like code is set as code, since clippy asks for it.
fn word(text: &str, safe: &mut String) -> usize {
    let end = text.find(|char: char| !(char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | ':' | '/')));
    let found = text[..end.unwrap_or(text.len())].trim_end_matches(['-', '.', ':', '/']);
    let call = &text[found.len()..];
    let found = if call.starts_with("()") { &text[..found.len() + 2] } else { found };
    let inner = found.trim_start_matches('_');
    let camel = inner.chars().skip(1).any(char::is_uppercase) && inner.chars().any(char::is_lowercase);
    if camel || found.contains('_') || found.contains("::") || found.ends_with("()") {
        safe.push('`');
        safe.push_str(found);
        safe.push('`');
    } else {
        safe.push_str(found);
    }
    found.len().max(text.chars().next().map_or(1, |first| if found.is_empty() { first.len_utf8() } else { 0 }))
}
