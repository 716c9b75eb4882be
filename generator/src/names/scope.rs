//! A scope: what the things of a document would be called comes in, a valid identifier for each goes out, no two of them
//! the same. What is known already keeps its name; of the rest the first in rank has the plain name. This is the one place that
//! makes an identifier.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer},
    ir::WireName,
};
#[cfg(feature = "config")]
use heck::ToKebabCase as _;
use heck::{ToPascalCase as _, ToShoutySnakeCase as _, ToSnakeCase as _};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A valid identifier of Rust 2024. Only a [`Scope`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ident(String);

impl Ident {
    /// The identifier as it is written, `r#type` with its prefix.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without that prefix.
    pub(crate) fn plain(&self) -> &str {
        self.0.trim_start_matches("r#")
    }

    /// A name that can be one, with its prefix if it is a keyword.
    fn written(name: String) -> Self {
        Self(if is_keyword(&name) { format!("r#{name}") } else { name })
    }
}

/// How an identifier is written.
#[derive(Clone, Copy)]
pub(super) enum Case {
    Pascal,
    Snake,
    Constant,
}

impl Case {
    /// What words are called in this case.
    fn of(self, words: &str) -> String {
        if self.has(words) {
            return words.to_owned();
        }
        if let Some(low) = low(words) {
            return self.join(low);
        }
        let spelled = spelled(words);
        match self {
            Self::Pascal => spelled.to_pascal_case(),
            Self::Snake => spelled.to_snake_case(),
            Self::Constant => spelled.to_shouty_snake_case(),
        }
    }

    /// Puts words together that are in lower case.
    fn join<'w>(self, words: impl Iterator<Item = &'w str>) -> String {
        let mut name = String::new();
        for word in words {
            let start = name.len();
            match self {
                Self::Pascal => {
                    name.push_str(word);
                    name[start..=start].make_ascii_uppercase();
                }
                Self::Snake | Self::Constant => name.extend([if start > 0 { "_" } else { "" }, word]),
            }
        }
        if matches!(self, Self::Constant) {
            name.make_ascii_uppercase();
        }
        name
    }

    /// Whether words are plainly written in this case, as most names of members are.
    fn has(self, words: &str) -> bool {
        let (first, each) = (words.bytes().next(), || words.bytes().zip(words.bytes().skip(1)));
        match self {
            Self::Snake => {
                let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
                let apart = !words.ends_with('_') && !each().any(|pair| pair == (b'_', b'_'));
                first.is_some_and(|first| first.is_ascii_lowercase()) && apart && words.bytes().all(plain)
            }
            Self::Pascal => {
                let letters = words.bytes().all(|byte| byte.is_ascii_alphabetic());
                let apart = !each().any(|(one, next)| one.is_ascii_uppercase() && next.is_ascii_uppercase());
                first.is_some_and(|first| first.is_ascii_uppercase()) && letters && apart
            }
            Self::Constant => false,
        }
    }
}

/// A name that something of the document would have.
pub(super) struct Wanted {
    pub(super) words: String,
    pub(super) at: Pointer,
    pub(super) rank: Rank,
    /// Whether the document wishes for exactly these words.
    pub(super) wished: bool,
    /// The name that it has in the lock.
    pub(super) known: Option<String>,
}

/// Whose plain name it is where several have the same, the first to have it first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The document wishes for it.
    Wished,
    Named,
    /// The document has no name for it alone: a type inside of something, an operation in a further media type.
    Unnamed,
    /// It stands beside others of the scope and is named after something else: a body, an enumeration of successes.
    Beside,
    /// The same, but nobody needs to be told what it is called.
    Hidden,
}

impl Wanted {
    pub(super) fn new(name: &WireName, at: &Pointer) -> Self {
        let words = name.wish.as_ref().unwrap_or(&name.wire);
        let rank = if name.wish.is_some() { Rank::Wished } else { Rank::Named };
        Self { wished: name.wish.is_some(), ..Self::of(words.clone(), at, rank) }
    }

    /// What nobody wishes for.
    pub(super) fn of(words: impl Into<String>, at: &Pointer, rank: Rank) -> Self {
        Self { words: words.into(), at: at.clone(), rank, wished: false, known: None }
    }

    /// With its name in the lock.
    pub(super) fn known(self, known: Option<&String>) -> Self {
        Self { known: known.cloned(), ..self }
    }
}

/// A scope in which every identifier is unique.
pub(super) struct Scope {
    pub(super) taken: HashMap<String, Pointer>,
    /// The first number to try where a name is taken.
    numbers: HashMap<String, u32>,
    /// Names that something had which is gone, each with the key of that.
    retired: HashMap<String, String>,
    pub(super) reserved: &'static [&'static [&'static str]],
    /// Names of another scope that stand beside those of this one; they get the suffix as well.
    pub(super) beside: HashSet<String>,
    suffix: &'static str,
    pub(super) remedy: &'static str,
    collisions: Vec<Collision>,
    /// Names of the lock that the output needs for itself by now.
    unusable: Vec<(String, Pointer)>,
}

/// A name that was taken.
struct Collision {
    name: String,
    unique: String,
    first: Holder,
    second: Pointer,
}

/// What has a name.
enum Holder {
    Here(Pointer),
    /// Something that is gone, by its key.
    Gone(String),
}

impl Scope {
    /// A scope where a reserved name gets `suffix`.
    pub(super) fn new(reserved: &'static [&'static [&'static str]], suffix: &'static str) -> Self {
        Self {
            taken: HashMap::new(),
            numbers: HashMap::new(),
            retired: HashMap::new(),
            reserved,
            beside: HashSet::new(),
            suffix,
            remedy: "give one of them a name of its own with `x-rust-name`",
            collisions: Vec::new(),
            unusable: Vec::new(),
        }
    }

    /// Keeps names from all that does not wish for exactly them: of each what had it, and the name.
    pub(super) fn retire<'n>(&mut self, names: impl IntoIterator<Item = (&'n String, &'n String)>) {
        self.retired.extend(names.into_iter().map(|(key, name)| (name.clone(), key.clone())));
    }

    /// Claims several names, which come out in their order. What the lock knows keeps its name. Of others that are alike the
    /// first in rank has the plain name, then what is spelled like the identifier, so that a field `asc` stays what it is when
    /// `Asc` comes in front of it.
    pub(super) fn claim_all(&mut self, case: Case, wanted: impl IntoIterator<Item = Wanted>) -> Vec<Ident> {
        self.claim_spelled(case, &[case], wanted)
    }

    /// The same with other spellings in the place of that of the identifier.
    pub(super) fn claim_spelled(
        &mut self,
        case: Case,
        plain: &[Case],
        wanted: impl IntoIterator<Item = Wanted>,
    ) -> Vec<Ident> {
        let wanted: Vec<_> = wanted.into_iter().collect();
        let mut claimed = self.keep_all(case, &wanted);
        let mut order: Vec<_> = (0..wanted.len()).filter(|index| !claimed.contains_key(index)).collect();
        order.sort_by_cached_key(|index| {
            let Wanted { words, rank, .. } = &wanted[*index];
            (*rank, !plain.iter().any(|case| case.has(words) || case.of(words) == *words))
        });
        for index in order {
            claimed.insert(index, self.claim(&wanted[index], case));
        }
        claimed.into_values().collect()
    }

    /// Gives what is known its names, by index. A wish of the document that says another name comes before the lock.
    fn keep_all(&mut self, case: Case, wanted: &[Wanted]) -> BTreeMap<usize, Ident> {
        let mut kept = BTreeMap::new();
        let known = wanted.iter().enumerate().filter_map(|(index, it)| Some((index, it, it.known.as_ref()?)));
        let (changed, same): (Vec<_>, Vec<_>) =
            known.partition(|(_, it, known)| it.wished && self.plain(&it.words, case) != **known);
        for (index, it, known) in same {
            kept.extend(self.keep(known, &it.at).map(|ident| (index, ident)));
        }
        for (index, it, known) in changed {
            // The name that is wished for may be that of another, which is why it got a number.
            let plain = self.plain(&it.words, case);
            if self.taken.contains_key(&plain) && is_numbered(known, &plain) {
                kept.extend(self.keep(known, &it.at).map(|ident| (index, ident)));
            }
        }
        kept
    }

    /// Gives a name of the lock to what had it.
    fn keep(&mut self, known: &str, at: &Pointer) -> Option<Ident> {
        if self.is_reserved(known) {
            self.unusable.push((known.to_owned(), at.clone()));
            return None;
        }
        if self.taken.contains_key(known) {
            return None;
        }
        self.taken.insert(known.to_owned(), at.clone());
        Some(Ident::written(known.to_owned()))
    }

    fn is_reserved(&self, name: &str) -> bool {
        self.reserved.iter().any(|reserved| reserved.contains(&name)) || self.beside.contains(name)
    }

    /// What words are called if nothing else is called so.
    fn plain(&self, words: &str, case: Case) -> String {
        let mut name = case.of(words);
        if self.is_reserved(&name) {
            name.push_str(self.suffix);
        }
        if matches!(case, Case::Constant) && !name.contains(|char: char| char.is_ascii_uppercase()) {
            // A word without capitals would be written like a function or an argument.
            name = format!("VALUE_{name}");
        }
        match name.as_str() {
            "self" | "super" | "crate" | "Self" => format!("{name}_"),
            _ => name,
        }
    }

    pub(super) fn claim(&mut self, wanted: &Wanted, case: Case) -> Ident {
        let Wanted { words, at, rank, wished, known: _ } = wanted;
        let name = self.plain(words, case);
        let separator = if name.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" };
        let from = self.numbers.get(&name).copied().unwrap_or(2);
        let numbered = (from..).map(|number| (number + 1, format!("{name}{separator}{number}")));
        let free = |(_, candidate): &(u32, String)| {
            let retired = self.retired.contains_key(candidate) && !(*wished && *candidate == name);
            !retired && !self.taken.contains_key(candidate)
        };
        let (next, unique) = [(2, name.clone())].into_iter().chain(numbered).find(free).unwrap_or_default();
        self.numbers.insert(name.clone(), next);
        if unique != name && *rank != Rank::Hidden {
            let here = self.taken.get(&name).map(|first| Holder::Here(first.clone()));
            let first = here.or_else(|| self.retired.get(&name).map(|key| Holder::Gone(key.clone())));
            let (unique, second) = (unique.clone(), at.clone());
            self.collisions.extend(first.map(|first| Collision { name, unique, first, second }));
        }
        self.taken.insert(unique.clone(), at.clone());
        Ident::written(unique)
    }

    /// Tells of names that became the same, and of those of the lock that cannot be kept.
    pub(super) fn report(&mut self, found: &mut Diagnostics) {
        for Collision { name, unique, first, second } in self.collisions.drain(..) {
            let message = match &first {
                Holder::Here(_) => format!("`{name}` is taken in Rust, so this becomes `{unique}`"),
                Holder::Gone(key) => {
                    format!("`{name}` was the Rust name of `{key}`, which is gone, so this becomes `{unique}`")
                }
            };
            let diagnostic = Diagnostic::new(Code::NameCollision, Place::Key(second), message);
            found.push(match first {
                Holder::Here(first) => diagnostic.related(Place::Key(first), "this has the name").help(self.remedy),
                Holder::Gone(_) => diagnostic.help(format!("`x-rust-name: {name}` gives it the name of what is gone")),
            });
        }
        self.report_unusable(found);
    }

    /// Tells of names of the lock that cannot be kept.
    pub(super) fn report_unusable(&mut self, found: &mut Diagnostics) {
        for (name, at) in self.unusable.drain(..) {
            let message = format!("the lock of names calls this `{name}`, which the client needs for itself by now");
            let diagnostic = Diagnostic::new(Code::StaleLock, Place::Key(at), message);
            found.push(diagnostic.help("it gets another name: a change of the major version"));
        }
    }
}

/// Whether a name is the plain one with a number behind it.
fn is_numbered(name: &str, plain: &str) -> bool {
    let number = name.strip_prefix(plain).map(|rest| rest.trim_start_matches('_'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The words of a text that is in lower case and plain, as most texts are: nothing but what stands between them parts them,
/// and all are spelled as they are.
fn low(words: &str) -> Option<impl Iterator<Item = &str>> {
    let parts = |byte: u8| matches!(byte, b'_' | b' ' | b'.' | b'-' | b'/');
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || parts(byte);
    let begins = words.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
    let all_plain = words.bytes().all(plain);
    let words = words.split(move |char: char| u8::try_from(char).is_ok_and(parts)).filter(|word| !word.is_empty());
    (begins && all_plain).then_some(words)
}

/// Words that make an identifier: signs that carry meaning are spelled out, others part words.
fn spelled(words: &str) -> String {
    let mut spelled = String::new();
    for (index, char) in words.char_indices() {
        match char {
            '+' => spelled.push_str(" plus "),
            '-' if index == 0 => spelled.push_str(" minus "),
            '<' => spelled.push_str(" less "),
            '>' => spelled.push_str(" greater "),
            '=' => spelled.push_str(" equal "),
            '*' => spelled.push_str(" any "),
            '!' if index == 0 => spelled.push_str(" not "),
            // Signs of units that Unicode takes for letters: in an identifier they are the same (NFC).
            '\u{2126}' => spelled.push('\u{3a9}'),
            '\u{212a}' => spelled.push('K'),
            '\u{212b}' => spelled.push('\u{c5}'),
            // What is no letter or digit has no part in a name of any case.
            char if unicode_ident::is_xid_continue(char) && (char.is_alphanumeric() || char == '_') => {
                spelled.push(char);
            }
            _ => spelled.push(' '),
        }
    }
    let first = spelled.trim_start_matches([' ', '_']).chars().next();
    match first {
        None => "empty".to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) => spelled,
        Some(_) => format!("value {spelled}"),
    }
}

/// Keywords of every edition, strict and reserved, as far as they can be escaped.
fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
        "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&name)
}

/// A name for a package, as Cargo takes it: letters, digits, `-` and `_`, with a letter in front, and no word that Rust has
/// a meaning for.
///
/// # Errors
/// It is none. The error says which one is like it.
#[cfg(feature = "config")]
pub fn package_name(text: &str) -> Result<String, String> {
    const TAKEN: &[&str] = &["alloc", "core", "crate", "proc-macro", "proc_macro", "self", "std", "super", "test"];
    let taken = |name: &str| is_keyword(name) || TAKEN.contains(&name) || name == "Self";
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(plain) && !taken(text) {
        return Ok(text.to_owned());
    }
    let ascii: String = spelled(text).chars().map(|char| if char.is_ascii() { char } else { ' ' }).collect();
    let kebab = ascii.to_kebab_case();
    let meant = match kebab.as_str() {
        "" => "client".to_owned(),
        kebab if taken(kebab) => format!("{kebab}-client"),
        kebab => kebab.to_owned(),
    };
    Err(format!("no name for a package; did you mean `{meant}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_lower_case_are_put_together_as_others_are() {
        for words in
            ["pet", "a_2b", "x__y_", "customer.subscription.created", "a - b", "v1/pets", "a--b", "one two  three"]
        {
            let parted: Vec<_> = low(words).into_iter().flatten().collect();
            assert_eq!(Case::Pascal.join(parted.iter().copied()), spelled(words).to_pascal_case());
            assert_eq!(Case::Snake.join(parted.iter().copied()), spelled(words).to_snake_case());
            assert_eq!(Case::Constant.join(parted.iter().copied()), spelled(words).to_shouty_snake_case());
        }
    }
}
