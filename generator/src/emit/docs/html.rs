//! HTML in prose. The tags that format a text come in; what says the same in CommonMark goes out. Every other tag is a
//! word of the text, such as `<id>` in a path.

use super::links::{is_linked, link_target};
use std::collections::BTreeSet;

/// What stands for a piece of HTML.
pub(super) enum Written {
    Text(String),
    LineBreak,
    ParagraphBreak,
    ListItem,
}

/// The HTML of one text.
pub(super) struct Html {
    /// The names in `<…>` and `</…>`: one without the other formats nothing.
    opened: BTreeSet<String>,
    closed: BTreeSet<String>,
    /// Where the link leads that is open.
    href: Option<String>,
}

impl Html {
    pub(super) fn of(text: &str) -> Self {
        let mut html = Self { opened: BTreeSet::new(), closed: BTreeSet::new(), href: None };
        for tag in text.match_indices('<').filter_map(|(start, _)| Tag::at(&text[start..])) {
            if tag.closes {
                html.closed.insert(tag.name)
            } else {
                html.opened.insert(tag.name)
            };
        }
        html
    }

    /// What stands for the HTML that the text begins with, and the length of that.
    pub(super) fn translate(&mut self, text: &str) -> (Written, usize) {
        let nothing = || Written::Text(String::new());
        if let Some(comment) = text.strip_prefix("<!--") {
            return (nothing(), comment.find("-->").map_or(text.len(), |end| "<!--".len() + end + "-->".len()));
        }
        let shown = (Written::Text("\\<".to_owned()), 1);
        let Some(tag) = Tag::at(text) else { return shown };
        let behind = &text[tag.length..];
        match tag.name.as_str() {
            _ if self.breaks(&tag).is_some() => self.breaks_in(text),
            "td" | "th" | "dd" => (Written::Text(" ".to_owned()), tag.length),
            "img" => (Written::Text(tag.attribute("alt").unwrap_or_default()), tag.length),
            name if !(self.opened.contains(name) && self.closed.contains(name)) => shown,
            "code" | "tt" | "kbd" => match code(&tag, behind) {
                Some((code, length)) => (Written::Text(code), tag.length + length),
                None => (nothing(), tag.length),
            },
            "a" if tag.closes => match self.href.take() {
                Some(href) => (Written::Text(format!("]({})", link_target(&href))), tag.length),
                None => (nothing(), tag.length),
            },
            "a" => {
                self.href = tag.attribute("href").filter(|href| is_linked(href));
                let written = if self.href.is_some() { "[" } else { "" };
                (Written::Text(written.to_owned()), tag.length)
            }
            "abbr" | "b" | "big" | "em" | "font" | "i" | "ins" | "mark" | "small" | "span" | "strong" | "sub"
            | "sup" | "u" => (nothing(), tag.length),
            _ => shown,
        }
    }

    /// What stands for the tags that the text begins with and that break it, and their length.
    fn breaks_in(&self, text: &str) -> (Written, usize) {
        let mut behind = text;
        let (mut found, mut lines) = (Break::None, 0);
        while let Some(tag) = Tag::at(behind.trim_start()) {
            let Some(kind) = self.breaks(&tag) else { break };
            lines += usize::from(kind == Break::Line);
            found = found.max(kind);
            behind = &behind.trim_start()[tag.length..];
        }
        let written = match found {
            Break::None => Written::Text(String::new()),
            Break::Line if lines == 1 => Written::LineBreak,
            Break::Line | Break::Paragraph => Written::ParagraphBreak,
            Break::Item => Written::ListItem,
        };
        (written, text.len() - behind.len())
    }

    fn breaks(&self, tag: &Tag) -> Option<Break> {
        Some(match tag.name.as_str() {
            "br" => Break::Line,
            "li" | "tr" | "dt" if tag.closes => Break::None,
            "li" | "tr" | "dt" => Break::Item,
            "p" | "ul" | "ol" | "hr" | "tbody" | "thead" => Break::Paragraph,
            "div" | "table" | "dl" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "blockquote" | "center"
            | "details" | "summary"
                if self.opened.contains(&tag.name) && self.closed.contains(&tag.name) =>
            {
                Break::Paragraph
            }
            _ => return None,
        })
    }
}

/// How a tag breaks a text. Of several beside one another the last of these counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    None,
    Line,
    Paragraph,
    Item,
}

/// A code span, up to the end of the closing tag, where its text can stand in one.
fn code(tag: &Tag, behind: &str) -> Option<(String, usize)> {
    let length = behind.find('<')?;
    let close = Tag::at(&behind[length..]).filter(|close| close.closes && close.name == tag.name && !tag.closes)?;
    let text = behind[..length].trim();
    let code = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let fits = !text.is_empty() && !text.contains(['`', '\n']);
    fits.then(|| (format!("`{code}`"), length + close.length))
}

/// How long a tag may be.
const LONGEST_TAG: usize = 1000;

struct Tag {
    /// In small letters.
    name: String,
    closes: bool,
    attributes: String,
    length: usize,
}

impl Tag {
    fn at(text: &str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let name = inside.find(|char: char| !char.is_ascii_alphanumeric() && char != '-')?;
        let (name, attributes) = inside.split_at_checked(name).filter(|(name, _)| !name.is_empty())?;
        let mut quote = None;
        let end = attributes.bytes().take(LONGEST_TAG).position(|byte| {
            match (quote, byte) {
                (None, b'>') => return true,
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                _ => {}
            }
            false
        })?;
        let length = text.len() - attributes.len() + end + 1;
        Some(Self { name: name.to_ascii_lowercase(), closes, attributes: attributes[..end].to_owned(), length })
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.split_once(&format!("{name}="))?;
        let quote = value.chars().next().filter(|char| matches!(char, '"' | '\''))?;
        Some(value[1..].split(quote).next()?.replace("&amp;", "&"))
    }
}
