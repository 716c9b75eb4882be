//! Where links of prose lead, and the URLs in it that are links without saying so.

/// Whether a link may lead there: out of the documentation, and nowhere else.
pub(super) fn is_linked(url: &str) -> bool {
    let has_scheme = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    // Without a dot rustdoc takes an address for the name of an item.
    has_scheme("https://") || has_scheme("http://") || (has_scheme("mailto:") && url.contains('.'))
}

/// A target as it stands in parentheses.
pub(super) fn link_target(url: &str) -> String {
    let escape = |char: char| match char {
        '(' | ')' | '<' | '>' | '\\' | '`' | '[' | ']' | '|' | '*' | '"' => format!("%{:02X}", u32::from(char)),
        char if char.is_whitespace() => "%20".to_owned(),
        char => char.to_string(),
    };
    url.chars().map(escape).collect()
}

/// What stands for the URL that the text begins with, and the length of that. A template of a URL leads nowhere.
pub(super) fn url(text: &str) -> (Option<String>, usize) {
    let mut parentheses = 0_usize;
    let end = text.char_indices().find(|(at, char)| {
        match char {
            '(' => parentheses += 1,
            ')' if parentheses == 0 => return true,
            ')' => parentheses -= 1,
            '\\' => return !text[at + 1..].starts_with(|next: char| next.is_ascii_punctuation()),
            _ => {}
        }
        !char.is_ascii_graphic() || matches!(char, '<' | '>' | '"' | '`' | '[' | ']' | '|')
    });
    let found = &text[..end.map_or(text.len(), |(at, _)| at)];
    let scheme = found.find("://").map_or(0, |at| at + "://".len());
    if found.contains(['{', '}']) {
        // With this backslash rustdoc does not take it for a URL that should be a link.
        return (Some(found.replacen("://", "\\://", 1)), found.len());
    }
    let found = found.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_', '*', '~', '\\', '(']);
    if found.len() <= scheme {
        return (None, scheme);
    }
    (Some(format!("<{}>", found.replace('\\', ""))), found.len())
}
