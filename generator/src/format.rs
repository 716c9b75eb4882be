//! Writes tokens out as text: the files of a package, or one file to include. No formatter of the machine has a part in
//! it, so the same tokens are the same bytes everywhere.

use crate::{
    API,
    emit::{Feature, Module, ModuleKind, Output, Package, manifest, readme},
    files::{Files, MARK},
    ir::Api,
    names::Names,
    plan::Plan,
    surface::Surface,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::fmt::Write as _;

/// The files of a package. `origin` names the document in the first line of each.
pub(crate) fn package(
    output: &Output,
    package: &Package,
    api: &Api,
    names: &Names,
    plan: &Plan,
    surface: &Surface,
    origin: &str,
) -> Files {
    let mut files = Files::default();
    let mark = format!("{MARK} from {origin}; do not edit");
    files.insert("Cargo.toml", format!("# {mark}\n{}", manifest(package, api)));
    files.insert(API, format!("# {MARK} from {origin}: {}", surface.text()));
    files.insert("README.md", format!("<!-- {mark} -->\n\n{}", readme(package, api, names, plan)));
    let chosen = |feature: Option<Feature>| feature.is_none_or(|feature| package.features.contains(&feature));
    let modules: Vec<_> = output.modules.iter().filter(|module| chosen(module.feature)).collect();
    let root = root(output, &modules.iter().map(|module| declaration(module, "")).collect(), |feature, item| {
        let cfg = feature.map(cfg);
        if chosen(feature) { quote!(#cfg #item) } else { TokenStream::new() }
    });
    let docs = &output.docs;
    files.insert("src/lib.rs", marked(&mark, quote!(#docs #root)));
    for module in modules {
        insert(&mut files, "src", module, &mark, &chosen);
    }
    files
}

fn insert(files: &mut Files, folder: &str, module: &Module, mark: &str, chosen: &impl Fn(Option<Feature>) -> bool) {
    let text = match &module.kind {
        ModuleKind::Generated { docs, items, parts } => {
            for part in parts {
                insert(files, &format!("{folder}/{}", module.stem), part, mark, chosen);
            }
            let parts = in_place(parts, |part| declaration(part, &module.stem));
            marked(mark, quote!(#docs #parts #items))
        }
        ModuleKind::Copied(text) => format!("// {mark}\n{UNTOUCHED}\n{text}"),
        ModuleKind::Modules { docs, modules } => {
            let modules: Vec<_> = modules.iter().filter(|module| chosen(module.feature)).collect();
            for inner in &modules {
                insert(files, &format!("{folder}/{}", module.stem), inner, mark, chosen);
            }
            let declarations = modules.into_iter().map(|inner| declaration(inner, &module.stem));
            marked(mark, quote!(#docs #(#declarations)*))
        }
    };
    files.insert(format!("{folder}/{}.rs", module.stem), text);
}

/// `folder` holds its file, seen from the file that declares it.
fn declaration(module: &Module, folder: &str) -> TokenStream {
    let name = module_name(module);
    let cfg = module.feature.map(cfg);
    let public = module.public.then(|| quote!(pub));
    let path = (module.name.trim_start_matches("r#") != module.stem).then(|| {
        let path = format!("{folder}/{}.rs", module.stem);
        quote!(#[path = #path])
    });
    quote!(#cfg #path #public mod #name;)
}

fn module_name(module: &Module) -> Ident {
    match module.name.strip_prefix("r#") {
        Some(name) => Ident::new_raw(name, Span::call_site()),
        None => Ident::new(&module.name, Span::call_site()),
    }
}

/// Modules, and their items as if they stood here.
fn in_place(parts: &[Module], written: impl Fn(&Module) -> TokenStream) -> TokenStream {
    let names = parts.iter().map(module_name);
    let modules = parts.iter().map(written);
    quote!(#(#modules)* #(pub use #names::*;)*)
}

fn cfg(feature: Feature) -> TokenStream {
    let name = feature.name();
    quote!(#[cfg(feature = #name)])
}

/// How a file becomes a part of another crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OneFile {
    /// By `include!`, so that it has no attributes of its own.
    Included,
    /// By `mod`, so that rustfmt would find it.
    Module,
}

/// One file of another crate, with the chosen features and nothing conditional. `head` stands before it as a comment.
pub(crate) fn file(output: &Output, features: &[Feature], origin: &str, kind: OneFile, head: &[String]) -> String {
    let chosen = |feature: Option<Feature>| feature.is_none_or(|feature| features.contains(&feature));
    let allow = foreign();
    let modules = output.modules.iter().filter(|module| chosen(module.feature)).map(|module| {
        let module = inline(module, &chosen);
        quote!(#allow #module)
    });
    let root =
        root(
            output,
            &modules.collect(),
            |feature, item| {
                if chosen(feature) { quote!(#allow #item) } else { TokenStream::new() }
            },
        );
    let head: String = head.iter().map(|line| format!("{}\n", format!("// {line}").trim_end())).collect();
    let untouched = match kind {
        OneFile::Included => String::new(),
        OneFile::Module => format!("{UNTOUCHED}\n"),
    };
    format!("// {MARK} from {origin}; do not edit\n//\n{head}{untouched}{}", source(root))
}

/// What the lints of the including crate have to say of a file that nobody wrote there, whichever they are. Its root has no
/// attributes of its own, so this stands at each item. What is forbidden cannot be allowed, so `unsafe_code` is not here.
fn foreign() -> TokenStream {
    quote! {
        #[allow(
            warnings,
            clippy::all,
            clippy::cargo,
            clippy::nursery,
            clippy::pedantic,
            clippy::restriction,
            elided_lifetimes_in_paths,
            explicit_outlives_requirements,
            missing_copy_implementations,
            missing_debug_implementations,
            missing_docs,
            rustdoc::all,
            single_use_lifetimes,
            trivial_casts,
            trivial_numeric_casts,
            unnameable_types,
            unreachable_pub,
            unused,
            unused_lifetimes,
            unused_qualifications,
            unused_results,
            variant_size_differences,
            reason = "the lints of a crate are for what is written there by hand"
        )]
    }
}

fn inline(module: &Module, chosen: &impl Fn(Option<Feature>) -> bool) -> TokenStream {
    let name = module_name(module);
    let public = module.public.then(|| quote!(pub));
    let content = match &module.kind {
        ModuleKind::Generated { docs, items, parts } => {
            let parts = in_place(parts, |part| inline(part, chosen));
            quote!(#docs #parts #items)
        }
        ModuleKind::Copied(text) => text.parse().expect("the runtime is compiled with every test run"),
        ModuleKind::Modules { docs, modules } => {
            let modules = modules.iter().filter(|module| chosen(module.feature)).map(|module| inline(module, chosen));
            quote!(#docs #(#modules)*)
        }
    };
    quote!(#public mod #name { #content })
}

fn root(
    output: &Output,
    modules: &TokenStream,
    item: impl Fn(Option<Feature>, &TokenStream) -> TokenStream,
) -> TokenStream {
    let items = output.items.iter().map(|root| item(root.feature, &root.item));
    quote!(#modules #(#items)*)
}

/// Keeps rustfmt from laying out anew what is generated, whatever the configuration of the project around it.
const UNTOUCHED: &str = "#![cfg_attr(rustfmt, rustfmt_skip)]";

/// The text of a file of its own.
fn marked(mark: &str, tokens: TokenStream) -> String {
    format!("// {mark}\n{UNTOUCHED}\n{}", source(tokens))
}

/// Formats items, with an empty line between them except between imports and between declarations of modules.
fn source(tokens: TokenStream) -> String {
    let syn::File { attrs, items, .. } = syn::parse2(tokens).expect("emission makes items, whatever the document says");
    let unparse = |attrs, items| prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items });
    let mut text = unparse(attrs, Vec::new());
    let mut last = None;
    for item in items {
        let kind = match &item {
            syn::Item::Use(_) => Some("use"),
            syn::Item::Mod(module) if module.content.is_none() => Some("mod"),
            _ => None,
        };
        if kind.is_none() || last != Some(kind) {
            text.push('\n');
        }
        last = Some(kind);
        let definition = match &item {
            syn::Item::Macro(invocation) => invocation.mac.parse_body::<syn::File>().ok().zip(Some(invocation)),
            _ => None,
        };
        match definition {
            // A macro that holds a definition is printed like one.
            Some((definition, invocation)) => {
                let name = &invocation.mac.path.segments[0].ident;
                for attribute in &invocation.attrs {
                    let _ = writeln!(text, "{}", line(attribute));
                }
                let lines = filled(&spaced(&unparse(Vec::new(), definition.items)));
                let _ = writeln!(text, "{name}! {{");
                for line in lines.lines() {
                    let _ = writeln!(text, "{}", format!("    {line}").trim_end());
                }
                text.push_str("}\n");
            }
            None => text.push_str(&spaced(&unparse(Vec::new(), vec![item]))),
        }
    }
    text
}

/// An attribute on a line of its own.
fn line(attribute: &syn::Attribute) -> String {
    let holder = syn::parse_quote!(#attribute type Holder = (););
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![holder] };
    let text = prettyplease::unparse(&file);
    text.lines().take_while(|line| !line.starts_with("type ")).collect::<Vec<_>>().join("\n")
}

/// The same with an empty line between the functions of an item.
fn spaced(item: &str) -> String {
    let mut text = String::new();
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(text, "{line}");
        if line == "    }" && lines.peek().is_some_and(|next| *next != "}") {
            text.push('\n');
        }
    }
    text
}

/// The width of a line inside of a macro, which is indented once more.
const WIDTH: usize = 89 - 4;

/// The same with as many arguments on a line as it takes: a constructor has no body that its arguments would be read apart
/// from, and a long one would fill a page; so would the members that tell a variant from others.
fn filled(item: &str) -> String {
    let mut text = String::new();
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(text, "{line}");
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
                let _ = writeln!(text, "{}", std::mem::take(&mut row));
            }
            match (whole, begins) {
                (true, true) => row.push_str(argument),
                (true, false) => row.extend([" ", argument.trim_start()]),
                (false, _) => {
                    let _ = writeln!(text, "{argument}");
                }
            }
        }
        if !row.is_empty() {
            let _ = writeln!(text, "{row}");
        }
    }
    text
}
