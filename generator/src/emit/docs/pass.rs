//! One reading of a text. CommonMark comes in; the same goes out, with what would do harm in rustdoc written anew.

use super::{
    html::{Html, Written},
    links::{is_linked, link_target, url},
    markdown::{DEPTH, options},
};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};
use std::ops::Range;

pub(super) struct Pass<'a> {
    text: &'a str,
    html: Html,
    patches: Vec<(Range<usize>, String)>,
    /// What the lines of each list item and quote begin with, once its first block is known.
    prefixes: Vec<Option<String>>,
    links: Vec<Link>,
    /// The text of the code block that is open.
    code: Option<String>,
    /// Text without markup, in pieces that follow one another.
    words: Range<usize>,
    /// Whether the block cannot have another line: a heading, a row of a table.
    one_line: bool,
    /// What was last dealt with as a whole: nothing that begins there needs a look.
    done: Range<usize>,
}

/// A link or an image that is open.
struct Link {
    /// What stands behind its label, where that changes.
    tail: Option<String>,
    stays: bool,
    start: usize,
    label_end: usize,
}

impl<'a> Pass<'a> {
    /// The text with what would do harm written anew, or nothing where it nests too deep.
    pub(super) fn over(text: &'a str) -> Option<String> {
        let parser = Parser::new_ext(text, options());
        // Links are written in place: two texts side by side could define the same name.
        let definitions = parser.reference_definitions().iter();
        let patches =
            definitions.map(|(_, definition)| (with_line_end(text, &definition.span), String::new())).collect();
        let html = Html::of(text);
        let (prefixes, links, code, words) = (Vec::new(), Vec::new(), None, 0..0);
        let mut pass = Self { text, html, patches, prefixes, links, code, words, one_line: false, done: 0..0 };
        for (event, range) in parser.into_offset_iter() {
            if pass.prefixes.len() > DEPTH {
                return None;
            }
            pass.event(event, range);
        }
        pass.end_words();
        Some(patched(text, pass.patches))
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Event::Text(text) = &event {
            match &mut self.code {
                Some(code) => code.push_str(text),
                None if !self.done.contains(&range.start) => self.add_words(&range),
                None => {}
            }
        } else {
            self.end_words();
        }
        if !matches!(event, Event::Start(Tag::Item) | Event::End(TagEnd::Item)) && self.prefixes.last() == Some(&None) {
            let indented = matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)));
            let start = if indented { range.start.saturating_sub(4) } else { self.with_backslash(range.start) };
            self.prefixes.pop();
            self.prefixes.push(Some(blank(&self.text[self.line_start(start)..start])));
        }
        let closes_link = matches!(event, Event::End(TagEnd::Link | TagEnd::Image));
        if let (Some(link), false) = (self.links.last_mut(), closes_link) {
            link.label_end = link.label_end.max(range.end);
        }
        // What ends behind it began before it.
        let goes_on = matches!(event, Event::End(_)) && range.end > self.done.end;
        if self.done.contains(&range.start) && !goes_on {
            return;
        }
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::InlineHtml(_) => self.inline_html(&range),
            Event::SoftBreak => self.line_break("", &range),
            Event::HardBreak => self.line_break("\\", &range),
            Event::TaskListMarker(_) | Event::FootnoteReference(_) => self.escape_brackets(range),
            // Formulas are not asked for.
            Event::Text(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::Rule
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Item => self.prefixes.push(None),
            Tag::BlockQuote(_) => {
                let before = blank(&self.text[self.line_start(range.start)..range.start]);
                self.prefixes.push(Some(format!("{before}> ")));
            }
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::HtmlBlock => self.html_block(&range),
            Tag::Heading { .. } | Tag::Table(_) => self.one_line = true,
            Tag::FootnoteDefinition(_) => {
                let end = self.text[range.clone()].find(']').map_or(range.end, |end| range.start + end + 1);
                self.escape_brackets(range.start..end);
            }
            Tag::Link { link_type: LinkType::Autolink | LinkType::Email, dest_url, .. } => {
                self.done = range.clone();
                let stays =
                    self.text[range.clone()].starts_with('<') && (is_linked(dest_url) || dest_url.contains('@'));
                if !stays || (dest_url.contains(':') && !is_linked(dest_url)) {
                    self.patch(range.start..range.start, "\\");
                }
            }
            Tag::Link { link_type, dest_url, .. } => self.open_link(*link_type, dest_url, range, 1),
            Tag::Image { link_type, dest_url, .. } => self.open_link(*link_type, dest_url, range, 2),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.prefixes.pop();
            }
            TagEnd::CodeBlock => self.code_block(range),
            TagEnd::Heading(_) | TagEnd::Table => self.one_line = false,
            TagEnd::Link | TagEnd::Image => self.close_link(range),
            _ => {}
        }
    }

    /// A link out of the documentation stays a link, an image becomes one. Of all others the label stays.
    fn open_link(&mut self, kind: LinkType, url: &str, range: Range<usize>, marker: usize) {
        let stays = is_linked(url) && self.links.is_empty();
        let source = &self.text[range.clone()];
        let nameless = source[marker..].starts_with(']');
        if nameless {
            let written = if stays { format!("<{}>", link_target(url)) } else { String::new() };
            self.done = range.clone();
            // Its end is not to be written a second time.
            self.patch(range, written);
            return;
        }
        let in_place = kind == LinkType::Inline && !source.contains('\n');
        let tail = match (stays, in_place) {
            (true, true) => None,
            (true, false) => Some(format!("]({})", link_target(url))),
            (false, _) => Some(String::new()),
        };
        let bracket = if stays { "[" } else { "" };
        if source[..marker] != *bracket {
            self.patch(range.start..range.start + marker, bracket);
        }
        self.links.push(Link { tail, stays, start: range.start, label_end: range.start + marker });
    }

    fn close_link(&mut self, range: &Range<usize>) {
        let Some(link) = self.links.pop_if(|link| link.start == range.start) else { return };
        if let Some(tail) = link.tail {
            let label_end = self.text[link.label_end..range.end].find(']').map_or(range.end, |at| link.label_end + at);
            self.patch(label_end..range.end, tail);
        }
        if let Some(outer) = self.links.last_mut() {
            outer.label_end = outer.label_end.max(range.end);
        }
    }

    /// A code block is fenced, and its language is none that rustdoc runs.
    fn code_block(&mut self, range: &Range<usize>) {
        let code = self.code.take().unwrap_or_default();
        let longest = code.split(|char| char != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let prefix = self.prefix();
        let mut written = format!("{fence}text\n");
        for line in code.trim_end().lines() {
            written.push_str(format!("{prefix}{line}").trim_end());
            written.push('\n');
        }
        written = format!("{written}{prefix}{fence}");
        let end = range.start + self.text[range.clone()].trim_end().len();
        if self.text[range.start..end] != written {
            let indent = if self.text[..range.start].ends_with("    ") { 4 } else { 0 };
            self.patch(range.start - indent..end, written);
        }
    }

    fn html_block(&mut self, range: &Range<usize>) {
        self.done = range.clone();
        let end = range.start + self.text[range.clone()].trim_end().len();
        let mut written = String::new();
        let mut at = range.start;
        while at < end {
            let rest = &self.text[at..end];
            if rest.starts_with('<') {
                let (html, length) = self.html.translate(rest);
                if !matches!(html, Written::Text(_)) {
                    written.truncate(written.trim_end().len());
                }
                written.push_str(&self.written(html, at..at + length));
                at += length;
            } else {
                let length = rest.find('<').unwrap_or(rest.len());
                written.push_str(&rest[..length]);
                at += length;
            }
        }
        let prefix = self.prefix();
        let indent: &[char] = if prefix.contains('>') { &[' ', '>'] } else { &[' '] };
        let lines: Vec<_> = written.trim().lines().map(|line| line.trim_start_matches(indent)).collect();
        self.patch(range.start..end, lines.join(&format!("\n{prefix}")));
    }

    fn inline_html(&mut self, range: &Range<usize>) {
        let (html, length) = self.html.translate(&self.text[range.start..]);
        let end = range.start + length;
        let breaks = !matches!(html, Written::Text(_));
        let written = self.written(html, range.start..end);
        self.done = range.start..end.max(range.end);
        let spaces = if breaks { self.text[end..].len() - self.text[end..].trim_start_matches(' ').len() } else { 0 };
        self.patch(range.start..end + spaces, written);
    }

    fn written(&self, html: Written, range: Range<usize>) -> String {
        let prefix = self.prefix();
        let begins = self.text[self.line_start(range.start)..range.start].trim_matches([' ', '>', '-', '*']).is_empty();
        let behind = self.text[range.end..].trim_start_matches(' ');
        let ends = behind.is_empty() || behind.starts_with('\n');
        let ends_block =
            ends && behind.get(1..).is_none_or(|rest| rest.lines().next().is_none_or(|it| it.trim().is_empty()));
        match html {
            Written::Text(text) => text,
            _ if self.one_line => " ".to_owned(),
            Written::LineBreak if begins || ends_block => String::new(),
            Written::LineBreak if ends => "\\".to_owned(),
            Written::LineBreak => format!("\\\n{prefix}"),
            Written::ParagraphBreak => format!("\n\n{prefix}"),
            Written::ListItem => format!("\n{prefix}- "),
        }
    }

    /// Inside of lists and quotes the next line begins as clippy wants it.
    fn line_break(&mut self, mark: &str, range: &Range<usize>) {
        let prefix = self.prefix();
        let behind = &self.text[range.end..];
        let indent: &[char] = if prefix.contains('>') { &[' ', '>'] } else { &[' '] };
        let indent = if prefix.is_empty() { 0 } else { behind.len() - behind.trim_start_matches(indent).len() };
        let written = format!("{mark}\n{prefix}");
        let range = range.start..range.end + indent;
        if self.text[range.clone()] != written {
            self.patch(range, written);
        }
    }

    fn add_words(&mut self, range: &Range<usize>) {
        let between = self.text.get(self.words.end..range.start);
        if self.words.is_empty() || !matches!(between, Some("" | "\\")) {
            self.end_words();
            self.words = self.with_backslash(range.start)..range.end;
        } else {
            self.words.end = range.end;
        }
    }

    /// Brackets and backticks that mean nothing, what may be taken for HTML, and URLs.
    fn end_words(&mut self) {
        let words = std::mem::replace(&mut self.words, 0..0);
        let in_link = self.links.iter().any(|link| link.stays);
        let mut at = words.start;
        while at < words.end {
            let rest = &self.text[at..words.end];
            let mut chars = rest.chars();
            let (first, next) = (chars.next().unwrap_or_default(), chars.next().unwrap_or_default());
            at += match first {
                '\\' if next.is_ascii_punctuation() => 2,
                '[' | ']' | '`' => {
                    self.patch(at..at, "\\");
                    1
                }
                '<' if next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?') => {
                    self.patch(at..at, "\\");
                    1
                }
                'h' if !in_link && (rest.starts_with("https://") || rest.starts_with("http://")) => {
                    let (url, length) = url(rest);
                    if let Some(url) = url {
                        self.patch(at..at + length, url);
                    }
                    length
                }
                first => first.len_utf8(),
            };
        }
    }

    fn escape_brackets(&mut self, range: Range<usize>) {
        let brackets: Vec<_> =
            self.text[range.clone()].match_indices(['[', ']']).map(|(at, _)| range.start + at).collect();
        for at in brackets {
            self.patch(at..at, "\\");
        }
        self.done = range.clone();
    }

    fn patch(&mut self, range: Range<usize>, written: impl Into<String>) {
        self.patches.push((range, written.into()));
    }

    fn prefix(&self) -> String {
        self.prefixes.last().cloned().flatten().unwrap_or_default()
    }

    /// Where something begins, with the backslash that it is escaped by.
    fn with_backslash(&self, at: usize) -> usize {
        at - self.text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }
}

/// A piece with the end of its line, where it is all of the line.
fn with_line_end(text: &str, range: &Range<usize>) -> Range<usize> {
    let whole = range.start == 0 || text[..range.start].ends_with('\n');
    range.start..range.end + usize::from(whole && text[range.end..].starts_with('\n'))
}

/// The beginning of a line, without the markers of lists.
fn blank(start: &str) -> String {
    start.chars().map(|char| if char == '>' { '>' } else { ' ' }).collect()
}

/// The text with what was written anew, without spaces at the ends of lines.
fn patched(text: &str, mut patches: Vec<(Range<usize>, String)>) -> String {
    patches.sort_by_key(|(range, _)| range.start);
    let mut all = String::with_capacity(text.len());
    let mut at = 0;
    for (range, written) in patches {
        if range.start >= at {
            all.push_str(&text[at..range.start]);
            all.push_str(&written);
            at = range.end;
        }
    }
    all.push_str(&text[at..]);
    let lines: Vec<_> = all.lines().map(str::trim_end).collect();
    lines.join("\n")
}
