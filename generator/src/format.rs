//! Writes tokens out as text: the files of a package, or one file to include. No formatter of the machine has a part in
//! it, so the same tokens are the same bytes everywhere.

mod layout;

use crate::{
    API,
    emit::{
        self, Dependency, Emission, Feature, Maker, Module, ModuleKind, Package, Section, chained, manifest, readme,
    },
    files::{Files, MARK},
    surface, workers,
};
use layout::{Written, parted, unparse};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use std::path::Path;

/// The files of a package. `origin` names the document in the first line of each.
pub(crate) fn package(emission: Emission<'_>, package: &Package, origin: &str) -> Files {
    let Emission { api, names, plan, .. } = emission;
    let mark = &*format!("{MARK} from {origin}; do not edit");
    let features = &package.features;
    let module = |maker: Maker| {
        let module = emission.module(maker);
        let mut texts = Vec::new();
        let chosen = is_chosen(module.feature, features);
        let declared = chosen.then(|| insert(&mut texts, "src", module, mark, features));
        (declared, texts)
    };
    let alone = |path: &str, text: String| (None, vec![(path.to_owned(), text)]);
    let works = emission.makers().into_iter().map(|maker| workers::work(move || module(maker)));
    let mut works: Vec<_> = works.collect();
    works.push(workers::work(|| {
        alone("README.md", format!("<!-- {mark} -->\n\n{}", readme(package, api, names, plan)))
    }));
    works.push(workers::work(|| {
        let surface = surface::of(api, names, plan, package);
        alone(API, format!("# {MARK} from {origin}: {}", surface.text()))
    }));
    works.extend(emission.sections().into_iter().map(|(within, section)| {
        let path = format!("src/{within}/{}.rs", section.stem);
        workers::work(move || alone(&path, marked(mark, emission.section(&section))))
    }));
    let (declared, texts): (Vec<_>, Vec<_>) = workers::all(works).into_iter().unzip();
    let declared = declared.iter().flatten().map(|module| declaration(module, ""));
    let items = emission.items().into_iter().filter(|it| is_chosen(it.feature, features)).map(|it| {
        let (cfg, item) = (it.feature.map(cfg), it.item);
        chained([quote!(#cfg), item])
    });
    let docs = emission.docs();
    let mut files = Files::default();
    files.insert("Cargo.toml", format!("# {mark}\n{}", manifest(package, api)));
    files.insert("src/lib.rs", marked(mark, quote!(#docs #(#declared)* #(#items)*)));
    texts.into_iter().flatten().for_each(|(path, text)| files.insert(path, text));
    files
}

/// A module, as it is declared around it.
struct Declared {
    /// As it is written, `r#type` with its prefix.
    name: String,
    stem: String,
    public: bool,
    feature: Option<Feature>,
}

impl Declared {
    fn of(section: &Section) -> Self {
        Self { name: section.name.clone(), stem: section.stem.clone(), public: section.public, feature: None }
    }
}

/// Adds the text of a module and of those in it but its sections, each with its path.
fn insert(
    texts: &mut Vec<(String, String)>,
    folder: &str,
    module: Module,
    mark: &str,
    features: &[Feature],
) -> Declared {
    let Module { name, stem, public, kind, feature } = module;
    let text = match kind {
        ModuleKind::Generated { docs, items, sections } => {
            let declared = sections.iter().map(|section| declaration(&Declared::of(section), &stem));
            let sections = in_place(&sections, declared);
            marked(mark, chained([docs, sections, items]))
        }
        ModuleKind::Copied(text) => format!("// {mark}\n{UNTOUCHED}\n{text}"),
        ModuleKind::Modules { docs, items, modules } => {
            let within = format!("{folder}/{stem}");
            let modules = modules.into_iter().filter(|module| is_chosen(module.feature, features));
            let declared: Vec<_> = modules.map(|inner| insert(texts, &within, inner, mark, features)).collect();
            let declarations = declared.iter().map(|inner| declaration(inner, &stem));
            marked(mark, chained([docs, items].into_iter().chain(declarations)))
        }
    };
    texts.push((format!("{folder}/{stem}.rs"), text));
    Declared { name, stem, public, feature }
}

/// `folder` holds its file, seen from the file that declares it.
fn declaration(module: &Declared, folder: &str) -> TokenStream {
    let name = module_name(&module.name);
    let cfg = module.feature.map(cfg);
    let public = module.public.then(|| quote!(pub));
    let path = (module.name.trim_start_matches("r#") != module.stem).then(|| {
        let path = format!("{folder}/{}.rs", module.stem);
        quote!(#[path = #path])
    });
    quote!(#cfg #path #public mod #name;)
}

fn module_name(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(name) => Ident::new_raw(name, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
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

/// What stands at the head of a file of another crate: how it gets there, and what that takes.
pub(crate) fn head(name: &Path, kind: OneFile, dependencies: &[Dependency]) -> Vec<String> {
    let (what, code) = match kind {
        OneFile::Included => {
            let code = format!("include!(concat!(env!(\"OUT_DIR\"), \"/{}\"));", name.display());
            ("For a module of a crate that made it in its build script, of edition 2021 or later:", code)
        }
        OneFile::Module => {
            let name = name.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            ("For a crate of edition 2021 or later:", format!("mod {name};"))
        }
    };
    let lines = dependencies.iter().map(|dependency| format!("    {}", dependency.line()));
    let start =
        [what, "", &format!("    {code}"), "", "whose manifest has", "", "    [dependencies]"].map(str::to_owned);
    start.into_iter().chain(lines).collect()
}

/// One file of another crate, with the chosen features and nothing conditional. `head` stands before it as a comment.
pub(crate) fn file(
    emission: Emission<'_>,
    features: &[Feature],
    origin: &str,
    kind: OneFile,
    head: &[String],
) -> String {
    let makers = emission.makers().into_iter();
    let works = makers.map(|maker| {
        workers::work(move || in_file(emission.module(maker), features, |section| emission.section(section)))
    });
    let mut items: Vec<_> = workers::all(works.collect()).into_iter().flatten().collect();
    let root = emission.items().into_iter().filter(|it| is_chosen(it.feature, features));
    items.extend(root.flat_map(|it| foreign_items(it.item)));
    parted(before(origin, kind, head), items)
}

/// The file of what clients share.
pub(crate) fn shared(features: &[Feature], head: &[String]) -> String {
    let works =
        emit::shared().iter().map(|part| workers::work(|| in_file(part.module(), features, |_| TokenStream::new())));
    let items = workers::all(works.collect()).into_iter().flatten().collect();
    parted(before("its own sources", OneFile::Included, head), items)
}

/// What stands before the items of a file of another crate.
fn before(origin: &str, kind: OneFile, head: &[String]) -> String {
    let head: String = head.iter().map(|line| format!("{}\n", format!("// {line}").trim_end())).collect();
    let untouched = match kind {
        OneFile::Included => String::new(),
        OneFile::Module => format!("{UNTOUCHED}\n"),
    };
    format!("// {MARK} from {origin}; do not edit\n//\n{head}{untouched}")
}

/// The text of a module at the root of a file of another crate, if it is chosen.
fn in_file(module: Module, features: &[Feature], make: impl Fn(&Section) -> TokenStream) -> Vec<Written> {
    if is_chosen(module.feature, features) { foreign_items(inline(module, features, &make)) } else { Vec::new() }
}

fn is_chosen(feature: Option<Feature>, features: &[Feature]) -> bool {
    feature.is_none_or(|feature| features.contains(&feature))
}

/// The texts of items in another crate.
fn foreign_items(items: TokenStream) -> Vec<Written> {
    parsed(chained([foreign(), items])).items.into_iter().map(Written::of).collect()
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

/// A module with all that is in it; `make` makes its sections.
fn inline(module: Module, features: &[Feature], make: &impl Fn(&Section) -> TokenStream) -> TokenStream {
    let Module { name, stem: _, public, kind, feature: _ } = module;
    let content = match kind {
        ModuleKind::Generated { docs, items, sections } => {
            let modules = sections.iter().map(|it| within(&it.name, it.public, make(it)));
            chained([docs, in_place(&sections, modules), items])
        }
        ModuleKind::Copied(text) => text.parse().expect("the runtime is compiled with every test run"),
        ModuleKind::Modules { docs, items, modules } => {
            let modules = modules.into_iter().filter(|module| is_chosen(module.feature, features));
            chained([docs, items].into_iter().chain(modules.map(|module| inline(module, features, make))))
        }
    };
    within(&name, public, content)
}

fn within(name: &str, public: bool, content: TokenStream) -> TokenStream {
    let (name, public) = (module_name(name), public.then(|| quote!(pub)));
    let content = TokenTree::from(Group::new(Delimiter::Brace, content));
    chained([quote!(#public mod #name), content.into()])
}

/// Modules, and their items as if they stood here.
fn in_place(sections: &[Section], modules: impl Iterator<Item = TokenStream>) -> TokenStream {
    let names = sections.iter().map(|section| module_name(&section.name));
    chained(modules.chain([quote!(#(pub use #names::*;)*)]))
}

/// Keeps rustfmt from laying out anew what is generated, whatever the configuration of the project around it.
const UNTOUCHED: &str = "#![cfg_attr(rustfmt, rustfmt_skip)]";

/// The text of a file of its own.
fn marked(mark: &str, tokens: TokenStream) -> String {
    let syn::File { attrs, items, .. } = parsed(tokens);
    let text = format!("// {mark}\n{UNTOUCHED}\n{}", unparse(attrs, Vec::new()));
    parted(text, items.into_iter().map(Written::of).collect())
}

fn parsed(tokens: TokenStream) -> syn::File {
    syn::parse2(tokens).expect("emission makes items, whatever the document says")
}
