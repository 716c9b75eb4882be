//! The public API of the runtime, which is written by hand and copied into every client: what the root of a client has of
//! it, item by item, as its files declare it. `generator/runtime/api.txt` has these lines and a version.

use super::{
    expand::text,
    list::{Package, attribute, declared, feature, is_deprecated, is_public},
};
use quote::{ToTokens, quote};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use syn::{ImplItem, Item, TraitItem, UseTree};

/// Where an item of the runtime is declared: its module and its name.
type Place = (String, String);

/// A file of the runtime.
struct Module {
    name: String,
    feature: Option<String>,
    items: Vec<Item>,
    /// What names of other files stand for here.
    imports: BTreeMap<String, Place>,
}

/// The lines of the runtime of packages that together have all of it.
pub(super) fn list(packages: &[Package<'_>]) -> Vec<String> {
    let mut lines = BTreeSet::new();
    let modules: Vec<_> = packages.iter().flat_map(modules).collect();
    let exports: Exports = packages.iter().flat_map(|package| exports(package, &modules)).collect();
    for module in &modules {
        let mut own = Vec::new();
        for item in &module.items {
            own.extend(of_item(module, item, &exports));
        }
        let feature = module.feature.as_ref().map(|name| format!(" #[{name}]")).unwrap_or_default();
        lines.extend(own.into_iter().map(|line| line + &feature));
    }
    for module in &modules {
        lines.extend(aliases(module, &exports, &lines));
    }
    lines.into_iter().collect()
}

/// The aliases that are private, but stand in lines: what they stand for is public.
fn aliases(module: &Module, exports: &Exports, lines: &BTreeSet<String>) -> Vec<String> {
    let own = |name: &str| !exports.keys().any(|(_, exported)| exported == name);
    let private = module.items.iter().filter_map(|item| match item {
        Item::Type(item) if own(&item.ident.to_string()) => Some(item),
        _ => None,
    });
    let ends = |behind: &str| behind.is_empty() || behind.starts_with(['<', '>', ',', ')']);
    let names = |line: &str, name: &str| {
        line.match_indices(name)
            .any(|(at, _)| !line[..at].ends_with(char::is_alphanumeric) && ends(&line[at + name.len()..]))
    };
    let named = private.filter(|item| lines.iter().any(|line| names(line, &item.ident.to_string())));
    named.map(|item| format!("private {} type{}: {}", item.ident, shown(&item.generics), shown(&item.ty))).collect()
}

fn file(package: &Package<'_>, path: &str) -> syn::File {
    syn::parse_file(package[Path::new(path)]).expect("it is Rust")
}

fn modules(package: &Package<'_>) -> Vec<Module> {
    let modules = declared(&file(package, "src/runtime.rs").items).map(|(name, declared)| {
        let items = file(package, &format!("src/runtime/{}.rs", name.trim_start_matches("r#"))).items;
        let mut imports = BTreeMap::new();
        for item in &items {
            match item {
                Item::Use(item) => imports.extend(leaves(&item.tree, &[]).iter().filter_map(|path| imported(path))),
                Item::Struct(_) | Item::Enum(_) | Item::Trait(_) | Item::Type(_) => {
                    let own = declared_name(item).unwrap_or_default();
                    imports.insert(own.clone(), (name.clone(), own));
                }
                _ => {}
            }
        }
        Module { name, feature: feature(&declared.attrs), items, imports }
    });
    modules.collect()
}

/// The paths that a declaration of use names.
fn leaves(tree: &UseTree, before: &[String]) -> Vec<Vec<String>> {
    let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &with(path.ident.to_string())),
        UseTree::Name(name) => vec![with(name.ident.to_string())],
        UseTree::Rename(renamed) => vec![with(renamed.rename.to_string())],
        UseTree::Glob(_) => vec![with("*".to_owned())],
        UseTree::Group(group) => group.items.iter().flat_map(|tree| leaves(tree, before)).collect(),
    }
}

/// A name of another file of the client.
fn imported(path: &[String]) -> Option<(String, Place)> {
    let own = path.first().is_some_and(|first| first == "super");
    let name = path.last()?.clone();
    let module = path.len().checked_sub(2).map(|at| path[at].clone())?;
    own.then_some((name.clone(), (module, name)))
}

/// The path from the root of a client by which each item is called.
type Exports = BTreeMap<Place, String>;

fn exports(package: &Package<'_>, modules: &[Module]) -> Exports {
    let mut exports = Exports::new();
    for item in file(package, "src/lib.rs").items {
        match item {
            Item::Use(item) => export(&item, "", modules, &mut exports),
            Item::Mod(module) => {
                for item in module.content.into_iter().flat_map(|(_, items)| items) {
                    if let Item::Use(item) = item {
                        export(&item, &format!("{}::", module.ident), modules, &mut exports);
                    }
                }
            }
            _ => {}
        }
    }
    exports
}

fn export(item: &syn::ItemUse, before: &str, modules: &[Module], exports: &mut Exports) {
    for path in leaves(&item.tree, &[]) {
        let path: Vec<_> = path.into_iter().filter(|part| part != "super").collect();
        match &path[..] {
            [runtime, module, name] if runtime == "runtime" => {
                exports.insert((module.clone(), name.clone()), format!("{before}{name}"));
            }
            [runtime, whole] if runtime == "runtime" => {
                let items = modules.iter().filter(|module| module.name == *whole).flat_map(|module| &module.items);
                let names = items.filter(|item| item_is_public(item)).filter_map(declared_name);
                exports.extend(names.map(|name| ((whole.clone(), name.clone()), format!("{whole}::{name}"))));
                // What it has from other files of the runtime.
                let items = modules.iter().filter(|module| module.name == *whole).flat_map(|module| &module.items);
                let uses = items.filter_map(|item| match item {
                    Item::Use(item) if is_public(&item.vis) => Some(leaves(&item.tree, &[])),
                    _ => None,
                });
                let from = uses.flatten().filter_map(|path| imported(&path));
                exports.extend(from.map(|(name, place)| (place, format!("{whole}::{name}"))));
            }
            _ => {}
        }
    }
}

fn declared_name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Trait(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Const(item) => Some(item.ident.to_string()),
        Item::Fn(item) => Some(item.sig.ident.to_string()),
        _ => None,
    }
}

fn item_is_public(item: &Item) -> bool {
    match item {
        Item::Struct(item) => is_public(&item.vis),
        Item::Enum(item) => is_public(&item.vis),
        Item::Trait(item) => is_public(&item.vis),
        Item::Type(item) => is_public(&item.vis),
        Item::Const(item) => is_public(&item.vis),
        Item::Fn(item) => is_public(&item.vis),
        _ => false,
    }
}

/// The lines of an item, if a client has it.
fn of_item(module: &Module, item: &Item, exports: &Exports) -> Vec<String> {
    if let Item::Impl(item) = item {
        return of_impl(module, item, exports);
    }
    let path = declared_name(item).and_then(|name| exports.get(&(module.name.clone(), name)));
    let Some(path) = path else { return Vec::new() };
    match item {
        Item::Struct(item) => {
            let generics = shown(&item.generics);
            let mut lines = vec![format!("{path} struct{generics}: {}", marks(&item.attrs))];
            for (index, field) in item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
                let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
                lines.push(format!("{path}.{name}: {}", shown(&field.ty)));
            }
            lines
        }
        Item::Enum(item) => {
            let variants = item.variants.iter().map(|variant| {
                let mut variant = variant.clone();
                variant.attrs.clear();
                variant.fields.iter_mut().for_each(|field| field.attrs.clear());
                format!("{path}::{}", shown(&variant))
            });
            let head = format!("{path} enum{}: {}", shown(&item.generics), marks(&item.attrs));
            [head].into_iter().chain(variants).collect()
        }
        Item::Trait(item) => {
            let (generics, above) = (shown(&item.generics), shown(&item.supertraits));
            let items = item.items.iter().map(|item| format!("{path}::{}", of_trait_item(item)));
            [format!("{path} trait{generics}: {above}")].into_iter().chain(items).collect()
        }
        Item::Type(item) => vec![format!("{path} type{}: {}", shown(&item.generics), shown(&item.ty))],
        Item::Const(item) => vec![format!("{path}: {}", shown(&item.ty))],
        Item::Fn(item) => vec![signature(path, &item.sig)],
        _ => Vec::new(),
    }
}

/// The derived traits, and what else users know of a type.
fn marks(attributes: &[syn::Attribute]) -> String {
    let derived = attributes.iter().filter(|it| it.path().is_ident("derive")).map(|it| {
        let syn::Meta::List(list) = &it.meta else { return String::new() };
        text(list.tokens.clone())
    });
    let others = ["deprecated", "must_use", "non_exhaustive"];
    let others =
        others.into_iter().filter(|name| attribute(attributes, name).is_some()).map(|name| format!("#[{name}]"));
    derived.chain(others).collect::<Vec<_>>().join(" ")
}

fn of_trait_item(item: &TraitItem) -> String {
    let provided = |is: bool| if is { " provided" } else { "" };
    match item {
        TraitItem::Fn(item) => {
            let name = item.sig.ident.to_string();
            format!("{}{}", signature(&name, &item.sig), provided(item.default.is_some()))
        }
        TraitItem::Const(item) => format!("{}: {}{}", item.ident, shown(&item.ty), provided(item.default.is_some())),
        TraitItem::Type(item) => format!("{}: {}", item.ident, shown(&item.bounds)),
        other => panic!("not known in a trait: {}", shown(other)),
    }
}

/// A function behind its path.
fn signature(path: &str, signature: &syn::Signature) -> String {
    let (generics, output) = (&signature.generics, &signature.output);
    let inputs = signature.inputs.iter().map(|input| match input {
        // Whether an argument can be changed is nothing to the caller.
        syn::FnArg::Receiver(receiver) if shown(receiver) == "mut self" => quote!(self),
        syn::FnArg::Typed(typed) => match &*typed.pat {
            syn::Pat::Ident(name) => {
                let (name, ty) = (&name.ident, &typed.ty);
                quote!(#name: #ty)
            }
            other => other.to_token_stream(),
        },
        receiver @ syn::FnArg::Receiver(_) => receiver.to_token_stream(),
    });
    let (constness, asyncness, bounds) = (&signature.constness, &signature.asyncness, &generics.where_clause);
    let kind: String =
        [shown(constness), shown(asyncness)].iter().filter(|it| !it.is_empty()).map(|it| format!(" {it} ")).collect();
    format!("{path}{kind}{}", text(quote!(#generics (#(#inputs),*) #output #bounds)))
}

fn of_impl(module: &Module, item: &syn::ItemImpl, exports: &Exports) -> Vec<String> {
    let exported = |name: Option<String>| {
        let place = module.imports.get(&name?)?;
        exports.get(place).cloned()
    };
    let owner = exported(base(&item.self_ty));
    let (generics, ty) = (&item.generics, &item.self_ty);
    let Some((of_trait, _)) = &item.trait_ else {
        let Some(owner) = owner else { return Vec::new() };
        let whose = if item.generics.params.is_empty() {
            String::new()
        } else {
            let bounds = &generics.where_clause;
            format!(" of {}", text(quote!(#generics #ty #bounds)))
        };
        let functions = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(item) if is_public(&item.vis) => {
                let deprecated = if is_deprecated(&item.attrs) { " #[deprecated]" } else { "" };
                Some(format!("{}{whose}{deprecated}", signature(&format!("{owner}::{}", item.sig.ident), &item.sig)))
            }
            ImplItem::Const(item) if is_public(&item.vis) => {
                Some(format!("{owner}::{}: {}{whose}", item.ident, shown(&item.ty)))
            }
            _ => None,
        });
        return functions.collect();
    };
    let name = of_trait.segments.last().map(|segment| segment.ident.to_string());
    let is_own = module.imports.contains_key(name.as_deref().unwrap_or_default());
    let of_own = exported(name);
    let outside = base(&item.self_ty).is_some_and(|name| !module.imports.contains_key(&name));
    let takes_own = arguments(of_trait).any(|name| exported(Some(name)).is_some());
    if (is_own && of_own.is_none()) || owner.is_none() && !((of_own.is_some() || takes_own) && outside) {
        return Vec::new();
    }
    let types = item.items.iter().filter_map(|item| match item {
        ImplItem::Type(item) => Some(format!(" {} = {}", item.ident, shown(&item.ty))),
        _ => None,
    });
    let bounds = &generics.where_clause;
    let types: String = types.collect();
    vec![format!("{} for {}{types}", text(quote!(impl #generics #of_trait)), text(quote!(#ty #bounds)))]
}

/// The names of the types that a trait takes.
fn arguments(of_trait: &syn::Path) -> impl Iterator<Item = String> {
    let arguments = of_trait.segments.last().map(|segment| &segment.arguments);
    let types = arguments.into_iter().flat_map(|arguments| match arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
        _ => Vec::new(),
    });
    types.filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => base(ty),
        _ => None,
    })
}

/// The name of a type without its arguments.
fn base(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn shown(item: &impl ToTokens) -> String {
    text(item.to_token_stream())
}
