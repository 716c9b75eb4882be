//! CommonMark that is safe in rustdoc. The text is read as rustdoc reads it, and only what would do harm is written
//! anew: everything else stays as the document has it. What was written anew is read again, until nothing is left to do.

use super::pass::Pass;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// How often a text is read. Two or three times are the rule; more is an attack.
const PASSES: usize = 8;
/// How deep lists and quotes nest.
pub(super) const DEPTH: usize = 24;

pub(super) fn safe(text: &str) -> String {
    let mut text = cleaned(text);
    if is_plain(&text) {
        return text;
    }
    if text.lines().any(is_too_deep) {
        return without_meaning(&text);
    }
    for _ in 0..PASSES {
        match Pass::over(&text) {
            Some(patched) if patched == text => return text,
            Some(patched) => text = trimmed(&patched),
            None => break,
        }
    }
    without_meaning(&text)
}

/// The same, in one line that is a paragraph.
pub(super) fn safe_line(text: &str) -> String {
    let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line = joined(text);
    for _ in 0..PASSES {
        let safe = joined(&safe(&line).replace("\\\n", " "));
        let begins = Parser::new_ext(&safe, options()).next();
        let is_paragraph = begins.is_none_or(|event| event == Event::Start(Tag::Paragraph));
        if is_paragraph && safe == line {
            // What follows in the sentence is not escaped.
            let open = line.len() - line.trim_end_matches('\\').len();
            return if open % 2 == 1 { line + "\\" } else { line };
        }
        line = safe;
        if let Some(marker) = line.find(|char: char| char.is_ascii_punctuation()).filter(|_| !is_paragraph) {
            line.insert(marker, '\\');
        }
    }
    without_meaning(&line)
}

/// Whether a character changes how others are shown, or cannot be shown.
pub(super) fn is_unseen(char: char) -> bool {
    let turns = matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (char.is_control() && char != '\n')
}

/// Without what cannot be seen, and with spaces for tabs.
fn cleaned(text: &str) -> String {
    if !text.contains(|char| is_unseen(char) || matches!(char, '\u{2028}' | '\u{2029}')) {
        return trimmed(text);
    }
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let mut clean = String::with_capacity(text.len());
    let mut column = 0;
    for char in text.chars() {
        match char {
            '\t' => {
                let width = 4 - column % 4;
                clean.push_str(&"    "[..width]);
                column += width;
            }
            char if is_unseen(char) => {}
            char => {
                column = if char == '\n' { 0 } else { column + 1 };
                clean.push(char);
            }
        }
    }
    trimmed(&clean)
}

/// Without empty lines at both ends.
fn trimmed(text: &str) -> String {
    let text = text.trim_end();
    let start = text.len() - text.trim_start().len();
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    text[line..].to_owned()
}

/// Whether a text is one line of a paragraph in which nothing has a meaning that could do harm.
fn is_plain(text: &str) -> bool {
    let harmful = |byte: u8| matches!(byte, b'\n' | b'<' | b'[' | b']' | b'`' | b'\\');
    text.is_empty() || (text.starts_with(char::is_alphabetic) && !text.bytes().any(harmful) && !text.contains("://"))
}

/// Whether a line begins more lists and quotes than anyone reads: every further line would be looked at in each of them.
fn is_too_deep(line: &str) -> bool {
    let begins = line.bytes().take_while(|byte| byte.is_ascii_digit() || b" >-*+.)".contains(byte)).count();
    line[..begins].matches("> ").count() + line[..begins].matches(">>").count() > DEPTH
        || ["- ", "* ", "+ ", ". ", ") "].iter().any(|marker| line[..begins].matches(marker).count() > 2 * DEPTH)
}

/// Every line as text, whatever stands in it.
fn without_meaning(text: &str) -> String {
    let mut safe = String::new();
    for line in text.lines() {
        for char in line.trim().chars() {
            if char.is_ascii_punctuation() {
                safe.push('\\');
            }
            safe.push(char);
        }
        safe.push('\n');
    }
    safe.trim().to_owned()
}

/// What rustdoc reads, but for punctuation, which it only shows in another way.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}
