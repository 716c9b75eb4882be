//! Lays items out as text. In go items of Rust, out comes what `prettyplease` makes of them, with empty lines between those that
//! are read apart, and with the definitions in macros as if they stood outside. Nothing here knows what the items are for.

use proc_macro2::Ident;
use quote::quote;
use std::{borrow::Cow, fmt::Write as _};

/// Items behind a text, with an empty line between them except between imports and between declarations of modules.
pub(super) fn parted(mut text: String, items: Vec<Written>) -> String {
    let mut last = None;
    for Written { kind, text: item } in items {
        if kind.is_none() || last != Some(kind) {
            text.push('\n');
        }
        last = Some(kind);
        text.push_str(&item);
    }
    text
}

/// An item as text.
pub(super) struct Written {
    /// What stands beside others of its kind without an empty line.
    kind: Option<&'static str>,
    text: String,
}

impl Written {
    pub(super) fn of(item: syn::Item) -> Self {
        let kind = match &item {
            syn::Item::Use(_) => Some("use"),
            syn::Item::Mod(module) if module.content.is_none() => Some("mod"),
            // A signature alone.
            syn::Item::Verbatim(_) => Some("fn"),
            _ => None,
        };
        let text = match item {
            syn::Item::Mod(module) => with_items(module),
            syn::Item::Macro(invocation) => {
                let name = invocation.mac.path.get_ident();
                match name.and_then(|name| Some((name, invocation.mac.parse_body().ok()?))) {
                    Some((name, definition)) => with_definition(name, definition, &invocation.attrs),
                    None => spaced(&unparse(Vec::new(), vec![syn::Item::Macro(invocation)])),
                }
            }
            item => spaced(&unparse(Vec::new(), vec![item])),
        };
        Self { kind, text }
    }
}

/// A module with the items in it, if they are here, laid out as they are in a file of its own.
fn with_items(mut module: syn::ItemMod) -> String {
    let items = module.content.as_mut().map(|(_, items)| std::mem::take(items)).unwrap_or_default();
    let text = unparse(Vec::new(), vec![syn::Item::Mod(module)]);
    if items.is_empty() {
        return text;
    }
    let head = text.trim_end().trim_end_matches('}').trim_end();
    let items = parted(String::new(), items.into_iter().map(Written::of).collect());
    let items = if head.ends_with('{') { items.trim_start() } else { &items };
    format!("{head}\n{}}}\n", indented(items))
}

/// The same one level deeper.
fn indented(text: &str) -> String {
    let mut deeper = String::with_capacity(text.len() + text.len() / 8);
    text.lines().for_each(|line| deeper.extend([if line.is_empty() { "" } else { "    " }, line, "\n"]));
    deeper
}

/// A macro that holds a definition is printed like one.
fn with_definition(name: &Ident, mut definition: syn::File, attributes: &[syn::Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        let _ = writeln!(text, "{}", line(attribute));
    }
    let defaults = take_defaults(&mut definition.items);
    let items = parted(String::new(), definition.items.into_iter().map(Written::of).collect());
    let items = items.trim_start();
    // Most definitions have no list that is broken into lines.
    let lines = if items.contains("(\n") { Cow::Owned(filled(items)) } else { Cow::Borrowed(items) };
    let lines = if defaults.is_empty() { lines } else { Cow::Owned(with_defaults(&lines, defaults)) };
    let _ = writeln!(text, "{name}! {{\n{}}}", indented(&lines));
    text
}

/// Takes away what stands behind the fields of structs, which `prettyplease` does not print, and marks where it stood.
fn take_defaults(items: &mut [syn::Item]) -> Vec<String> {
    let fields = items.iter_mut().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item.fields.iter_mut()),
        _ => None,
    });
    let defaults = fields.flatten().filter_map(|field| {
        let (_, default) = field.default.take()?;
        field.attrs.push(syn::parse_quote!(#[default]));
        Some(expression(&default))
    });
    defaults.collect()
}

/// An expression on one line.
fn expression(expression: &syn::Expr) -> String {
    let list = |items: &syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>| {
        items.iter().map(self::expression).collect::<Vec<_>>().join(", ")
    };
    match expression {
        syn::Expr::Call(call) => format!("{}({})", self::expression(&call.func), list(&call.args)),
        syn::Expr::Array(array) => format!("[{}]", list(&array.elems)),
        syn::Expr::Tuple(tuple) => format!("({})", list(&tuple.elems)),
        syn::Expr::Reference(reference) => format!("&{}", self::expression(&reference.expr)),
        syn::Expr::Path(path) => {
            let segments = path.path.segments.iter().map(|segment| segment.ident.to_string());
            segments.collect::<Vec<_>>().join("::")
        }
        syn::Expr::Struct(value) => {
            let path = &value.path.segments;
            let path: Vec<_> = path.iter().map(|segment| segment.ident.to_string()).collect();
            let field = |field: &syn::FieldValue| {
                let (name, value) = (&field.member, self::expression(&field.expr));
                format!("{}: {value}", quote!(#name))
            };
            let fields: Vec<_> = value.fields.iter().map(field).collect();
            format!("{} {{ {} }}", path.join("::"), fields.join(", "))
        }
        other => quote!(#other).to_string(),
    }
}

/// The same with what was taken away, where it is marked.
fn with_defaults(item: &str, defaults: Vec<String>) -> String {
    let mut text = String::new();
    let (mut defaults, mut lines) = (defaults.into_iter(), item.lines());
    while let Some(line) = lines.next() {
        let Some(margin) = line.strip_suffix("#[default]") else {
            text.extend([line, "\n"]);
            continue;
        };
        let is_last = |line: &str| line.ends_with(',') && line.len() - line.trim_start().len() == margin.len();
        for line in lines.by_ref() {
            if !is_last(line) {
                text.extend([line, "\n"]);
                continue;
            }
            let (field, default) = (line.trim_end_matches(','), defaults.next().unwrap_or_default());
            let wide = field.len() + " = ,".len() + default.len() > FIELD_WIDTH;
            let space = if wide { format!("\n{margin}    ") } else { " ".to_owned() };
            let _ = writeln!(text, "{field} ={space}{default},");
            break;
        }
    }
    text
}

/// An attribute on a line of its own.
fn line(attribute: &syn::Attribute) -> String {
    let holder = syn::parse_quote!(#attribute type Holder = (););
    let text = unparse(Vec::new(), vec![holder]);
    text.lines().take_while(|line| !line.starts_with("type ")).collect::<Vec<_>>().join("\n")
}

/// The same with an empty line between the functions of an item, unless these are signatures alone that nothing is said of.
fn spaced(item: &str) -> String {
    let mut text = String::with_capacity(item.len() + item.len() / 16);
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        text.extend([line, "\n"]);
        let next = lines.peek().copied().unwrap_or_default();
        let described = line.starts_with("    ") && line.ends_with(';') && next.starts_with("    ///");
        if described || (line == "    }" && !matches!(next, "" | "}")) {
            text.push('\n');
        }
    }
    text
}

/// The width of a line inside of a macro, which is indented once more.
const WIDTH: usize = 89 - 4;

/// The same of a field with what stands behind it.
const FIELD_WIDTH: usize = 100 - 4;

/// The same with as many arguments on a line as it takes: a constructor has no body that its arguments would be read apart
/// from, and a long one would fill a page; so would the members that tell a variant from others.
fn filled(item: &str) -> String {
    let mut text = String::new();
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        text.extend([line, "\n"]);
        let margin = line.len() - line.trim_start().len();
        let opens = line.ends_with('(')
            && (line.trim_start().starts_with("fn ") || line.trim_start() == ") -> (" || line.contains(") = "));
        let mut row = String::new();
        while opens
            && let Some(argument) = lines.next_if(|next| next.get(margin..).is_some_and(|rest| !rest.starts_with(')')))
        {
            let whole = argument.len() - argument.trim_start().len() == margin + 4 && argument.ends_with(',');
            let begins = row.is_empty() || !whole || row.len() + 1 + argument.trim_start().len() > WIDTH;
            if begins && !row.is_empty() {
                text.extend([&*std::mem::take(&mut row), "\n"]);
            }
            match (whole, begins) {
                (true, true) => row.push_str(argument),
                (true, false) => row.extend([" ", argument.trim_start()]),
                (false, _) => text.extend([argument, "\n"]),
            }
        }
        if !row.is_empty() {
            text.extend([&*row, "\n"]);
        }
    }
    text
}

/// What `prettyplease` makes of items, with attributes of all before them.
pub(super) fn unparse(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items })
}
