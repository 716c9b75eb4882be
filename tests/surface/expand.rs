//! Expands the macros of the runtime (`macro_rules!`), as far as these need it: fragments `ident`, `ty`, `literal`,
//! `meta`, `expr`, `vis` and `tt`, and repetitions. What stands in functions is left as it is.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use std::{collections::BTreeMap, rc::Rc};
use syn::parse::{Parse, ParseStream, Parser as _};

/// The macros of the runtime, by name.
pub(super) struct Macros(BTreeMap<String, Vec<Rule>>);

/// A pattern, and what stands for it.
struct Rule {
    pattern: Vec<TokenTree>,
    body: Vec<TokenTree>,
}

/// What the names of a pattern stand for.
type Bindings = BTreeMap<String, Bound>;

#[derive(Clone)]
enum Bound {
    One(Rc<[TokenTree]>),
    Many(Rc<[Bindings]>),
}

impl Macros {
    /// Those that are defined in these files.
    pub(super) fn of<'a>(files: impl Iterator<Item = &'a syn::File>) -> Self {
        let mut macros = BTreeMap::new();
        for item in files.flat_map(|file| &file.items) {
            let syn::Item::Macro(definition) = item else { continue };
            let Some(name) = definition.ident.as_ref().filter(|_| definition.mac.path.is_ident("macro_rules")) else {
                continue;
            };
            macros.insert(name.to_string(), rules(definition.mac.tokens.clone()));
        }
        Self(macros)
    }

    /// Items, with the items that their macros stand for. These have the attributes of the macro's use.
    pub(super) fn expand(&self, items: Vec<syn::Item>) -> Vec<syn::Item> {
        items.into_iter().flat_map(|item| self.expand_item(item)).collect()
    }

    fn expand_item(&self, item: syn::Item) -> Vec<syn::Item> {
        let syn::Item::Macro(used) = item else { return vec![item] };
        let name = used.mac.path.segments.last().expect("a macro has a name").ident.to_string();
        let rules = self.0.get(&name).unwrap_or_else(|| panic!("no macro `{name}`"));
        let input: Vec<_> = used.mac.tokens.into_iter().collect();
        let matching = rules.iter().find_map(|Rule { pattern, body }| {
            let (bound, rest) = take(pattern, &input)?;
            rest.is_empty().then_some((bound, body))
        });
        let (bound, body) = matching.unwrap_or_else(|| panic!("no rule of `{name}` takes {input:?}"));
        let file = syn::parse2::<syn::File>(write(body, &bound)).expect("a macro makes items");
        let mut items = self.expand(file.items);
        items.iter_mut().filter_map(attributes).for_each(|own| own.extend(used.attrs.clone()));
        items
    }
}

/// The attributes of an item, where it can have some.
fn attributes(item: &mut syn::Item) -> Option<&mut Vec<syn::Attribute>> {
    match item {
        syn::Item::Struct(item) => Some(&mut item.attrs),
        syn::Item::Enum(item) => Some(&mut item.attrs),
        syn::Item::Impl(item) => Some(&mut item.attrs),
        _ => None,
    }
}

/// The rules of a macro.
fn rules(tokens: TokenStream) -> Vec<Rule> {
    let groups = tokens.into_iter().filter_map(|tree| match tree {
        TokenTree::Group(group) => Some(group.stream().into_iter().collect::<Vec<_>>()),
        _ => None,
    });
    let groups: Vec<_> = groups.collect();
    groups.chunks(2).map(|rule| Rule { pattern: rule[0].clone(), body: rule[1].clone() }).collect()
}

/// Matches the beginning of the input; gives what the names stand for, and what is left.
fn take<'a>(pattern: &[TokenTree], input: &'a [TokenTree]) -> Option<(Bindings, &'a [TokenTree])> {
    let Some((first, rest)) = pattern.split_first() else { return Some((Bindings::new(), input)) };
    if is_punct(first, '$') {
        return match rest {
            [TokenTree::Group(group), rest @ ..] => {
                let (separator, operator, rest) = repetition(rest);
                take_many(&group.stream().into_iter().collect::<Vec<_>>(), separator, operator, rest, input)
            }
            [TokenTree::Ident(name), _, TokenTree::Ident(kind), rest @ ..] => {
                let length = fragment(&kind.to_string(), input)?;
                let (mut bound, left) = take(rest, &input[length..])?;
                bound.insert(name.to_string(), Bound::One(input[..length].into()));
                Some((bound, left))
            }
            _ => panic!("no pattern: {pattern:?}"),
        };
    }
    let (given, left) = input.split_first()?;
    let inner = match (first, given) {
        (TokenTree::Group(wanted), TokenTree::Group(given)) if wanted.delimiter() == given.delimiter() => {
            let given: Vec<_> = given.stream().into_iter().collect();
            let (bound, left) = take(&wanted.stream().into_iter().collect::<Vec<_>>(), &given)?;
            left.is_empty().then_some(bound)?
        }
        (TokenTree::Group(_), _) | (_, TokenTree::Group(_)) => return None,
        (wanted, given) if wanted.to_string() == given.to_string() => Bindings::new(),
        _ => return None,
    };
    let (mut bound, left) = take(rest, left)?;
    bound.extend(inner);
    Some((bound, left))
}

/// As often as it goes, then what is behind it.
fn take_many<'a>(
    pattern: &[TokenTree],
    separator: Option<&TokenTree>,
    operator: char,
    rest: &[TokenTree],
    input: &'a [TokenTree],
) -> Option<(Bindings, &'a [TokenTree])> {
    let (mut found, mut left) = (Vec::new(), input);
    while operator != '?' || found.is_empty() {
        let behind = match (separator.filter(|_| !found.is_empty()), left.split_first()) {
            (None, _) => left,
            (Some(separator), Some((given, behind))) if separator.to_string() == given.to_string() => behind,
            (Some(_), _) => break,
        };
        match take(pattern, behind) {
            Some((bound, behind)) if behind.len() < left.len() => {
                found.push(bound);
                left = behind;
            }
            _ => break,
        }
    }
    if operator == '+' && found.is_empty() {
        return None;
    }
    let (mut bound, left) = take(rest, left)?;
    let found: Rc<[_]> = found.into();
    bound.extend(names(pattern).into_iter().map(|name| (name, Bound::Many(Rc::clone(&found)))));
    Some((bound, left))
}

/// How many tokens are looked at first: more than nearly all fragments have.
const WINDOW: usize = 100;

/// How many tokens a fragment has.
fn fragment(kind: &str, input: &[TokenTree]) -> Option<usize> {
    let window = &input[..input.len().min(WINDOW)];
    let length = fragment_in(kind, window).filter(|length| *length < window.len());
    length.or_else(|| fragment_in(kind, input))
}

fn fragment_in(kind: &str, input: &[TokenTree]) -> Option<usize> {
    let tokens: TokenStream = input.iter().cloned().collect();
    let rest = match kind {
        "ident" => return matches!(input.first()?, TokenTree::Ident(_)).then_some(1),
        "tt" => return input.first().map(|_| 1),
        "vis" => behind::<syn::Visibility>(tokens),
        "literal" => behind::<syn::Lit>(tokens),
        "ty" => behind::<syn::Type>(tokens),
        "meta" => behind::<syn::Meta>(tokens),
        "expr" => behind::<syn::Expr>(tokens),
        kind => panic!("no fragment `{kind}`"),
    };
    Some(input.len() - rest?)
}

/// How many tokens are left behind what is parsed.
fn behind<T: Parse>(tokens: TokenStream) -> Option<usize> {
    let both = |input: ParseStream<'_>| {
        input.parse::<T>()?;
        input.parse::<TokenStream>()
    };
    both.parse2(tokens).ok().map(|rest| rest.into_iter().count())
}

/// What stands behind the group of a repetition: a separator, the operator, and the rest.
fn repetition(tokens: &[TokenTree]) -> (Option<&TokenTree>, char, &[TokenTree]) {
    let operator = |tree: &TokenTree| match tree {
        TokenTree::Punct(punct) => Some(punct.as_char()).filter(|char| "*+?".contains(*char)),
        _ => None,
    };
    match tokens {
        [first, rest @ ..] if operator(first).is_some() => (None, operator(first).unwrap_or_default(), rest),
        [separator, second, rest @ ..] => {
            (Some(separator), operator(second).expect("a repetition has an operator"), rest)
        }
        _ => panic!("no repetition: {tokens:?}"),
    }
}

/// The names that a pattern or a body has.
fn names(tokens: &[TokenTree]) -> Vec<String> {
    let mut names = Vec::new();
    for (index, tree) in tokens.iter().enumerate() {
        match tree {
            TokenTree::Ident(name) if index > 0 && is_punct(&tokens[index - 1], '$') => names.push(name.to_string()),
            TokenTree::Group(group) => names.extend(self::names(&group.stream().into_iter().collect::<Vec<_>>())),
            _ => {}
        }
    }
    names
}

/// A body, with what the names stand for.
fn write(body: &[TokenTree], bound: &Bindings) -> TokenStream {
    let mut written = TokenStream::new();
    let mut rest = body;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        match (first, behind) {
            (dollar, [TokenTree::Ident(name), behind @ ..]) if is_punct(dollar, '$') => {
                let Some(Bound::One(tokens)) = bound.get(&name.to_string()) else { panic!("`{name}` is not bound") };
                // A type is one token, whatever it is made of: none of ours is parted by what stands around it.
                written.extend(tokens.iter().cloned());
                rest = behind;
            }
            (dollar, [TokenTree::Group(group), behind @ ..]) if is_punct(dollar, '$') => {
                let (separator, _, behind) = repetition(behind);
                let inner: Vec<_> = group.stream().into_iter().collect();
                let many = names(&inner).into_iter().find_map(|name| match bound.get(&name) {
                    Some(Bound::Many(many)) => Some(Rc::clone(many)),
                    _ => None,
                });
                for (index, one) in many.iter().flat_map(|many| many.iter()).enumerate() {
                    written.extend(separator.filter(|_| index > 0).cloned());
                    let all: Bindings = bound.iter().chain(one).map(|(name, it)| (name.clone(), it.clone())).collect();
                    written.extend(write(&inner, &all));
                }
                rest = behind;
            }
            (TokenTree::Group(group), _) => {
                let inner = write(&group.stream().into_iter().collect::<Vec<_>>(), bound);
                written.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            (other, _) => written.extend([other.clone()]),
        }
    }
    written
}

fn is_punct(tree: &TokenTree, char: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == char)
}

/// Tokens in a row, brackets as tokens of their own.
pub(super) fn flat(tokens: TokenStream) -> Vec<String> {
    let mut row = Vec::new();
    for tree in tokens {
        let TokenTree::Group(group) = tree else {
            row.push(tree.to_string());
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        row.push(open.to_owned());
        row.extend(flat(group.stream()));
        row.push(close.to_owned());
    }
    row
}

/// Tokens as text, spaced as Rust is.
pub(super) fn text(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut last = String::new();
    for token in joined(flat_tokens(tokens)) {
        if !text.is_empty() && parted(&last, &token) {
            text.push(' ');
        }
        text.push_str(&token);
        last = token;
    }
    text
}

/// Tokens in a row, each with whether the next belongs to it.
fn flat_tokens(tokens: TokenStream) -> Vec<(String, bool)> {
    let mut row = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let brackets =
                    flat(TokenStream::from(TokenTree::Group(Group::new(group.delimiter(), TokenStream::new()))));
                row.push((brackets[0].clone(), false));
                row.extend(flat_tokens(group.stream()));
                row.push((brackets[1].clone(), false));
            }
            TokenTree::Punct(punct) => row.push((punct.to_string(), punct.spacing() == Spacing::Joint)),
            other => row.push((other.to_string(), false)),
        }
    }
    row
}

/// Signs and lifetimes in one piece. A bracket is one by itself.
fn joined(tokens: Vec<(String, bool)>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut open = false;
    for (token, joint) in tokens {
        match joined.last_mut().filter(|_| open) {
            Some(last) => last.push_str(&token),
            None => joined.push(token.clone()),
        }
        open = joint && matches!(token.as_str(), ":" | "-" | "=" | "'" | ".");
    }
    joined
}

/// Whether a space stands between two tokens.
fn parted(left: &str, right: &str) -> bool {
    let opens = matches!(left, "::" | "<" | "(" | "[" | "&" | "!" | "#" | "?" | "");
    let closes = matches!(right, "::" | "," | ":" | ";" | ">" | ")" | "]" | "");
    let named = left.starts_with(|char: char| char.is_alphabetic())
        && !matches!(left, "dyn" | "impl" | "mut" | "where" | "for");
    let applied = matches!(right, "(" | "<") && (named || left == ">");
    !(opens || closes || applied || (left == "impl" && right == "<"))
}
