//! Lists the public API of a package from its files: what stands in them, with the macros expanded. It knows nothing of how
//! the generator makes its own list.

use super::{
    expand::Macros,
    wire::{self, row, shown},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use syn::{ImplItem, Item, Visibility};

/// The crates whose types may be in the public API of a client.
const PUBLIC: [&str; 11] =
    ["bytes", "chrono", "futures-core", "http", "jiff", "mine", "reqwest", "serde", "serde_json", "time", "uuid"];

/// The files of a package, by path.
pub(super) type Package<'a> = BTreeMap<&'a Path, &'a str>;

/// The lines of its public API.
pub(super) fn list(package: &Package<'_>, macros: &Macros) -> Vec<String> {
    let modules = modules(package, macros);
    let mut lines = of_manifest(package[Path::new("Cargo.toml")]);
    lines.extend(of_root(&file(package, "src/lib.rs")));
    let mut impls = Implementations::new();
    for implementation in modules.iter().flat_map(implementations) {
        impls.entry(implementation.owner.clone()).or_default().push(implementation);
    }
    let statuses = statuses(&impls);
    for module in &modules {
        for item in &module.items {
            lines.extend(of_item(module, item, &impls, &statuses));
        }
    }
    let schemes = schemes(&modules);
    impls.values().flatten().filter(|it| it.of_trait.is_none()).for_each(|it| lines.extend(functions(it, &schemes)));
    lines.sort();
    lines
}

/// A module, or a part of one.
struct Module {
    /// What stands before the names of its items.
    place: String,
    /// The same of the longer paths of these, if they have some.
    long: Option<String>,
    feature: Option<String>,
    items: Vec<Item>,
    /// What has its name in this module and its parts.
    local: BTreeSet<String>,
}

fn file(package: &Package<'_>, path: &str) -> syn::File {
    let text = package.get(Path::new(path)).unwrap_or_else(|| panic!("there is no {path}"));
    syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The modules that are made from the document.
fn modules(package: &Package<'_>, macros: &Macros) -> Vec<Module> {
    let mut modules = Vec::new();
    for (name, declared) in declared(&file(package, "src/lib.rs").items).filter(|(name, _)| name != "runtime") {
        let own = file(package, &format!("src/{name}.rs")).items;
        let place = if is_public(&declared.vis) { format!("{name}::") } else { String::new() };
        let part = |items: Vec<Item>, long| {
            let (items, feature) = (macros.expand(items), feature(&declared.attrs));
            Module { place: place.clone(), long, feature, items, local: BTreeSet::new() }
        };
        let mut parts = vec![];
        for (inner, declared) in self::declared(&own) {
            let stem = path_attribute(&declared.attrs)
                .unwrap_or_else(|| format!("{name}/{}.rs", inner.trim_start_matches("r#")));
            let long = is_public(&declared.vis).then(|| format!("{place}{}::", declared.ident));
            parts.push(part(file(package, &format!("src/{stem}")).items, long));
        }
        parts.push(part(own, None));
        let local: BTreeSet<_> = parts.iter().flat_map(|part| part.items.iter().filter_map(name_of)).collect();
        modules.extend(parts.into_iter().map(|part| Module { local: local.clone(), ..part }));
    }
    modules
}

/// The modules in files of their own.
pub(super) fn declared(items: &[Item]) -> impl Iterator<Item = (String, syn::ItemMod)> + use<> {
    let modules = items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() => Some((module.ident.to_string(), module.clone())),
        _ => None,
    });
    modules.collect::<Vec<_>>().into_iter()
}

fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

pub(super) fn attribute<'a>(attributes: &'a [syn::Attribute], name: &str) -> Option<&'a syn::Attribute> {
    attributes.iter().find(|attribute| attribute.path().is_ident(name))
}

fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    row(&attribute(attributes, "path")?.meta).iter().find_map(|token| wire::text(token))
}

/// The feature with which alone an item is there.
pub(super) fn feature(attributes: &[syn::Attribute]) -> Option<String> {
    row(&attribute(attributes, "cfg")?.meta).iter().find_map(|token| wire::text(token))
}

/// The marks and the wire behind a signature.
fn line(head: &str, deprecated: bool, feature: Option<&str>, wire: Option<&String>) -> String {
    let deprecated = if deprecated { " #[deprecated]" } else { "" };
    let feature = feature.map(|name| format!(" #[{name}]")).unwrap_or_default();
    let wire = wire.map(|wire| format!(" = {wire}")).unwrap_or_default();
    format!("{head}{deprecated}{feature}{wire}")
}

pub(super) fn is_deprecated(attributes: &[syn::Attribute]) -> bool {
    attribute(attributes, "deprecated").is_some()
}

fn of_manifest(manifest: &str) -> Vec<String> {
    let section = |name: &str| {
        manifest.split_once(&format!("[{name}]\n")).map_or("", |(_, rest)| rest.split("\n[").next().unwrap_or_default())
    };
    let entries = |name: &str| -> Vec<(String, String)> {
        let lines = section(name).lines().filter_map(|line| line.split_once(" = "));
        lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let quoted = |value: &str| value.split('"').nth(1).unwrap_or_default().to_owned();
    let features = entries("features").into_iter().filter(|(name, _)| name != "default");
    let features = features.map(|(name, _)| format!("feature {name}"));
    let dependencies = entries("dependencies").into_iter().filter(|(name, _)| PUBLIC.contains(&&**name));
    let dependencies = dependencies.map(|(name, value)| format!("dependency {name} {}", compatible(&quoted(&value))));
    let rust = entries("package").into_iter().filter(|(name, _)| name == "rust-version");
    let rust = rust.map(|(name, value)| format!("{name} {}", quoted(&value)));
    features.chain(dependencies).chain(rust).collect()
}

/// What the root says itself.
fn of_root(root: &syn::File) -> Vec<String> {
    let mut lines = Vec::new();
    for item in &root.items {
        match item {
            Item::Const(item) => {
                let value = wire::text(&row(&item.expr)[0]).map(|text| shown(&text));
                lines.push(line(&format!("{}: &str", item.ident), false, None, value.as_ref()));
            }
            Item::Use(item) => {
                let tokens = row(item);
                let parts = [("dates", "dates"), ("events", "event_source"), ("webhooks", "webhook")];
                let parts = parts.iter().filter(|(_, module)| tokens.iter().any(|token| token == module));
                lines.extend(parts.map(|(name, _)| format!("part {name}")));
            }
            Item::Mod(_) => {}
            other => panic!("not known at the root: {:?}", row(other)),
        }
    }
    lines
}

/// An implementation.
struct Implementation<'a> {
    module: &'a Module,
    item: &'a syn::ItemImpl,
    /// The path of the type that it is for.
    owner: String,
    /// The trait, without the feature that it is there with.
    of_trait: Option<String>,
    feature: Option<String>,
}

impl Implementation<'_> {
    fn function(&self, name: &str) -> Option<&syn::ImplItemFn> {
        self.item.items.iter().find_map(|item| match item {
            ImplItem::Fn(function) if function.sig.ident == name => Some(function),
            _ => None,
        })
    }

    fn constant(&self, name: &str) -> Option<Vec<String>> {
        self.item.items.iter().find_map(|item| match item {
            ImplItem::Const(constant) if constant.ident == name => Some(row(&constant.expr)),
            _ => None,
        })
    }

    fn ty(&self, name: &str) -> Option<String> {
        self.item.items.iter().find_map(|item| match item {
            ImplItem::Type(ty) if ty.ident == name => Some(spelled(&ty.ty, self.module)),
            _ => None,
        })
    }
}

fn implementations(module: &Module) -> Vec<Implementation<'_>> {
    let impls = module.items.iter().filter_map(|item| match item {
        Item::Impl(item) => Some(item),
        _ => None,
    });
    let impls = impls.map(|item| {
        let of_trait = item.trait_.as_ref().map(|(path, _)| {
            let last = path.segments.last().expect("a trait has a name");
            let inside = arguments(&last.arguments, module);
            match last.ident.to_string().as_str() {
                "Examples" => "mock::Examples".to_owned(),
                name => format!("{name}{inside}"),
            }
        });
        let feature = feature(&item.attrs).or_else(|| module.feature.clone());
        Implementation { module, item, owner: spelled(&item.self_ty, module), of_trait, feature }
    });
    impls.collect()
}

/// The implementations, by the path of the type that they are for.
type Implementations<'a> = BTreeMap<String, Vec<Implementation<'a>>>;

/// The statuses of the variants of each enumeration of successes.
fn statuses(impls: &Implementations<'_>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut statuses = BTreeMap::new();
    for implementation in impls.values().flatten() {
        let read = implementation.ty("Output").zip(implementation.constant("SUCCESSES"));
        if let Some((output, readers)) = read.filter(|(output, _)| output.starts_with("operations::")) {
            let name = output.rsplit("::").next().unwrap_or_default().to_owned();
            statuses.insert(output, wire::statuses(&readers, &name));
        }
    }
    statuses
}

/// The lines of an item and of what it has inside, but for its functions.
fn of_item(
    module: &Module,
    item: &Item,
    impls: &Implementations<'_>,
    statuses: &BTreeMap<String, BTreeMap<String, String>>,
) -> Vec<String> {
    let place = |name: &syn::Ident| format!("{}{name}", module.place);
    match item {
        Item::Struct(item) if is_public(&item.vis) => {
            of_struct(module, item, &place(&item.ident), of_type(impls, &place(&item.ident)))
        }
        Item::Enum(item) if is_public(&item.vis) => {
            let path = place(&item.ident);
            of_enum(module, item, &path, of_type(impls, &path), statuses.get(&path))
        }
        Item::Type(item) if is_public(&item.vis) => {
            vec![format!("{} type: {}", place(&item.ident), spelled(&item.ty, module))]
        }
        Item::Const(item) if is_public(&item.vis) => {
            let value = row(&item.expr).iter().find_map(|token| wire::text(token)).map(|text| shown(&text));
            let head = format!("{}: {}", place(&item.ident), spelled(&item.ty, module));
            let is_header = head.starts_with("headers::");
            let value = value.map(|name| if is_header { name.to_ascii_lowercase() } else { name });
            vec![line(&head, is_deprecated(&item.attrs), None, value.as_ref())]
        }
        Item::Fn(item) if is_public(&item.vis) => {
            let tokens = row(&item.block).into_iter().skip(2);
            let url = tokens.take_while(|token| token != "]").filter(|token| token != ",");
            let url: String = url.map(|token| wire::text(&token).unwrap_or_else(|| format!("{{{token}}}"))).collect();
            vec![line(
                &format!("{}{}", place(&item.sig.ident), signature(&item.sig, module)),
                false,
                None,
                Some(&shown(&url)),
            )]
        }
        _ => Vec::new(),
    }
}

/// A struct or an enumeration, with its traits.
fn kind(path: &str, kind: &str, attributes: &[syn::Attribute], impls: &[Implementation<'_>]) -> String {
    let derived = |tokens: &[String], feature: Option<String>| -> Vec<String> {
        let from = tokens.iter().position(|token| token == "derive").map_or(tokens.len(), |at| at + 2);
        let inside = tokens[from..].iter().take_while(|token| *token != ")").cloned().collect::<Vec<_>>();
        let names = inside.split(|token| token == ",").filter_map(|path| path.last().cloned());
        names.map(|name| with_feature(&name, feature.as_deref())).collect()
    };
    let mut traits = BTreeSet::new();
    let mut wire = None;
    for attribute in attributes {
        let tokens = row(&attribute.meta);
        if attribute.path().is_ident("derive") {
            traits.extend(derived(&tokens, None));
        } else if attribute.path().is_ident("cfg_attr") {
            traits.extend(derived(&tokens, tokens.iter().find_map(|token| wire::text(token))));
        }
    }
    for implementation in impls {
        let name = implementation.of_trait.clone().unwrap_or_default();
        if !matches!(name.as_str(), "" | "Object" | "Union") {
            traits.insert(with_feature(&name, implementation.feature.as_deref()));
        }
        wire = wire.or_else(|| request(implementation, &name));
    }
    let traits: Vec<_> = traits.into_iter().collect();
    line(&format!("{path} {kind}: {}", traits.join(" + ")), is_deprecated(attributes), None, wire.as_ref())
}

fn with_feature(name: &str, feature: Option<&str>) -> String {
    feature.map_or_else(|| name.to_owned(), |feature| format!("{name}({feature})"))
}

/// What an implementation says of the request of an operation or webhook.
fn request(implementation: &Implementation<'_>, name: &str) -> Option<String> {
    let method = || implementation.constant("METHOD").and_then(|tokens| tokens.last().cloned());
    let literal = |name: &str| implementation.constant(name).and_then(|tokens| wire::text(&tokens[0]));
    match name {
        "Operation" => {
            let server = literal("SERVER").map(|url| format!(" at {}", shown(&url))).unwrap_or_default();
            Some(format!("{} {}{server}", method()?, shown(&literal("PATH")?)))
        }
        "Webhook" => Some(format!("{} {}", method()?, shown(&literal("NAME")?))),
        _ => None,
    }
}

fn of_type<'a, 'b>(impls: &'b Implementations<'a>, path: &str) -> &'b [Implementation<'a>] {
    impls.get(path).map_or(&[], Vec::as_slice)
}

fn of_struct(module: &Module, item: &syn::ItemStruct, path: &str, impls: &[Implementation<'_>]) -> Vec<String> {
    let function = |of_trait: &str, name: &str| {
        let implementation = impls.iter().find(|it| it.of_trait.as_deref() == Some(of_trait))?;
        implementation.function(name)
    };
    let mut lines = vec![kind(path, "struct", &item.attrs, impls)];
    lines.extend(long(module, &item.ident));
    let body = |of_trait: &str, name: &str| function(of_trait, name).map(|function| row(&function.block));
    let mut wires = BTreeMap::new();
    wires.extend(body("Operation", "write").into_iter().flat_map(|tokens| wire::written(&tokens[1..tokens.len() - 1])));
    wires.extend(body("Webhook", "take").into_iter().flat_map(|tokens| wire::taken(&tokens)));
    wires.extend(function("Multipart", "parts").map(wire::parts).into_iter().flatten());
    let objects = [function("Object", "read"), function("Serialize", "serialize")];
    wires.extend(objects.into_iter().flatten().flat_map(wire::members));
    for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
        let name = field.ident.as_ref().expect("a field has a name").to_string();
        let own = wires.get(&name).cloned();
        let head = format!("{path}.{name}: {}", spelled(&field.ty, module));
        lines.push(line(&head, is_deprecated(&field.attrs), None, own.as_ref()));
    }
    for implementation in impls {
        let types = ["Output", "Event"].into_iter().filter_map(|name| Some((name, implementation.ty(name)?)));
        lines.extend(types.map(|(name, ty)| format!("{path}::{name}: {ty}")));
    }
    lines
}

/// The longer path of an item.
fn long(module: &Module, name: &syn::Ident) -> Option<String> {
    module.long.as_ref().map(|long| format!("{long}{name}: {}{name}", module.place))
}

fn of_enum(
    module: &Module,
    item: &syn::ItemEnum,
    path: &str,
    impls: &[Implementation<'_>],
    statuses: Option<&BTreeMap<String, String>>,
) -> Vec<String> {
    let mut lines = vec![kind(path, "enum", &item.attrs, impls)];
    lines.extend(long(module, &item.ident));
    let mut wires = statuses.cloned().unwrap_or_default();
    for implementation in impls {
        let values = ["as_str", "as_i64"].into_iter().filter_map(|name| implementation.function(name));
        wires.extend(values.flat_map(wire::values));
    }
    for variant in &item.variants {
        let content = variant.fields.iter().map(|field| spelled(&field.ty, module)).collect::<Vec<_>>().join(", ");
        let content = if variant.fields.is_empty() { content } else { format!("({content})") };
        let wire = wires.get(&variant.ident.to_string()).filter(|_| variant.ident != "Unrecognized");
        lines.push(line(&format!("{path}::{}{content}", variant.ident), is_deprecated(&variant.attrs), None, wire));
    }
    lines
}

/// What Cargo takes for compatible with a version: up to the first number that is not zero.
fn compatible(version: &str) -> String {
    let parts: Vec<_> = version.split('.').collect();
    let counts = parts.iter().position(|part| *part != "0").map_or(parts.len(), |index| index + 1);
    parts[..counts].join(".")
}

/// The functions of an implementation.
fn functions(implementation: &Implementation<'_>, schemes: &BTreeMap<String, String>) -> Vec<String> {
    let Implementation { module, item, owner, .. } = implementation;
    let owner = owner.trim_end_matches("<M>");
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    });
    let lines = functions.map(|function| {
        let scheme = wire::after(&row(&function.block), &["schemes", ":", ":"]);
        let wire = scheme.filter(|_| owner == "Credentials").map(|name| schemes[&name].clone());
        let head = format!("{owner}::{}{}", function.sig.ident, signature(&function.sig, module));
        line(&head, is_deprecated(&function.attrs), implementation.feature.as_deref(), wire.as_ref())
    });
    lines.collect()
}

/// The security schemes: what each constant says.
fn schemes(modules: &[Module]) -> BTreeMap<String, String> {
    let inner = modules.iter().flat_map(|module| &module.items).filter_map(|item| match item {
        Item::Mod(module) if module.ident == "schemes" => module.content.as_ref(),
        _ => None,
    });
    let statics = inner.flat_map(|(_, items)| items).filter_map(|item| match item {
        Item::Static(item) => Some(item),
        _ => None,
    });
    let schemes = statics.map(|item| {
        let tokens = row(&item.expr);
        let name = wire::after(&tokens, &["name", ":"]).and_then(|token| wire::text(&token)).expect("it has a name");
        let placement = wire::after(&tokens, &["Placement", ":", ":"]).expect("it has a placement");
        let inside = wire::after(&tokens, &[&placement, "("])
            .and_then(|token| wire::text(&token))
            .map(|text| format!(" {}", shown(&text)));
        let word = match placement.as_str() {
            "Header" | "Query" | "Cookie" => placement.to_lowercase(),
            _ => placement,
        };
        // In which case a header is written does not count.
        let inside = inside.map(|name| if word == "header" { name.to_ascii_lowercase() } else { name });
        (item.ident.to_string(), format!("{}, {word}{}", shown(&name), inside.unwrap_or_default()))
    });
    schemes.collect()
}

/// The arguments and the result of a function.
fn signature(signature: &syn::Signature, module: &Module) -> String {
    let arguments = signature.inputs.iter().map(|argument| match argument {
        syn::FnArg::Receiver(receiver) if row(receiver)[0] == "&" => "&self".to_owned(),
        syn::FnArg::Receiver(_) => "self".to_owned(),
        syn::FnArg::Typed(typed) => format!("{}: {}", row(&typed.pat).concat(), spelled(&typed.ty, module)),
    });
    let output = match &signature.output {
        syn::ReturnType::Default => "()".to_owned(),
        syn::ReturnType::Type(_, ty) => spelled(ty, module),
    };
    format!("({}) -> {output}", arguments.collect::<Vec<_>>().join(", "))
}

/// A type as it is called from outside of the module.
fn spelled(ty: &syn::Type, module: &Module) -> String {
    match ty {
        syn::Type::Path(path) => spelled_path(&path.path, module),
        syn::Type::Reference(reference) => format!("&{}", spelled(&reference.elem, module)),
        syn::Type::Tuple(tuple) => {
            let items: Vec<_> = tuple.elems.iter().map(|item| spelled(item, module)).collect();
            format!("({}{})", items.join(", "), if items.len() == 1 { "," } else { "" })
        }
        syn::Type::ImplTrait(bounds) => {
            let bounds = bounds.bounds.iter().map(|bound| match bound {
                syn::TypeParamBound::Trait(bound) => spelled_path(&bound.path, module),
                other => panic!("not known as a bound: {:?}", row(other)),
            });
            format!("impl {}", bounds.collect::<Vec<_>>().join(" + "))
        }
        syn::Type::Group(group) => spelled(&group.elem, module),
        other => panic!("not known as a type: {:?}", row(other)),
    }
}

fn spelled_path(path: &syn::Path, module: &Module) -> String {
    let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let last = path.segments.last().expect("a path has a name");
    let name = &names[names.len() - 1];
    let spelled = match (path.leading_colon.is_some(), names[0].as_str()) {
        (true, "core" | "std") | (false, "event_stream") => name.clone(),
        (true, krate) => {
            let known = PUBLIC.iter().any(|known| known.replace('-', "_") == krate);
            assert!(known, "`{krate}` is in the public API, but is no public dependency");
            names.join("::")
        }
        (false, first) if names.len() == 1 && module.local.contains(first) => format!("{}{first}", module.place),
        (false, _) => names.join("::"),
    };
    format!("{spelled}{}", arguments(&last.arguments, module))
}

/// Those of a path, without lifetimes and the mode of a call.
fn arguments(arguments: &syn::PathArguments, module: &Module) -> String {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else { return String::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(spelled(ty, module)),
        _ => None,
    });
    let types: Vec<_> = types.collect();
    let several = types.len() > 1;
    let types: Vec<_> = types.into_iter().filter(|ty| ty != "M" || !several).collect();
    if types.is_empty() { String::new() } else { format!("<{}>", types.join(", ")) }
}
