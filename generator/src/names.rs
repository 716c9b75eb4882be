//! Decides every identifier of the output, once: valid, unique in its scope, and no keyword. What the lock knows keeps its
//! name. Of others that become the same, the one that is wished for has the plain name, or a component, or what the document
//! already spells so; else the first in the document's order. Nothing here depends on the order of emission.

mod content;
mod keys;
mod lock;
mod renewed;
mod scope;
mod taken;
mod unique;

pub(crate) use content::keep_contents;
pub(crate) use keys::{Key, Keys, TypeKey};
pub(crate) use lock::Lock;
pub(crate) use renewed::renewed;
pub(crate) use scope::Ident;
#[cfg(feature = "config")]
pub use scope::package_name;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer},
    ir::{
        Api, Body, Enum, Events, Field, Operation, Origin, Parameter, SecurityScheme, Server, Type, TypeDef, TypeId,
        TypeKind, Variant, WireName,
    },
};
use keys::{BODY, known_parameters};
use lock::{LockedOperation, LockedServer, LockedType, LockedWebhook, Table};
use scope::{Case, Rank, Scope, Wanted};
use std::collections::{HashMap, HashSet};

/// The identifiers of an API, in the order of the IR.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) types: Vec<TypeNames>,
    pub(crate) operations: Vec<OperationNames>,
    pub(crate) webhooks: Vec<WebhookNames>,
    pub(crate) schemes: Vec<SchemeNames>,
    pub(crate) servers: Vec<ServerNames>,
    pub(crate) headers: Vec<Ident>,
    pub(crate) tags: Vec<ModuleName>,
    /// Those of the bodies of error responses.
    pub(crate) errors: Vec<ErrorNames>,
    /// What the lock calls all these.
    pub(crate) keys: Keys,
}

impl Names {
    /// Whether no identifier has a letter beyond ASCII.
    pub(crate) fn is_plain(&self) -> bool {
        let types = self.types.iter().flat_map(|it| it.members.iter().chain([&it.name]));
        let operations = self.operations.iter().flat_map(|it| it.parameters.iter().chain([&it.name]));
        let schemes = self.schemes.iter().map(|it| &it.constant);
        let servers = self.servers.iter().flat_map(|it| it.variables.iter().chain([&it.name]));
        let tags = self.tags.iter().map(|it| &it.ident);
        let mut all = types.chain(operations).chain(schemes).chain(servers).chain(tags).chain(&self.headers);
        all.all(|name| name.as_str().is_ascii())
    }
}

/// The module of a tag.
#[derive(Debug)]
pub(crate) struct ModuleName {
    pub(crate) ident: Ident,
    /// The name of its file, without the extension.
    pub(crate) stem: String,
}

/// The identifiers of the body of an error response.
#[derive(Debug)]
pub(crate) struct ErrorNames {
    pub(crate) variant: Ident,
    pub(crate) accessor: Ident,
    /// The function that reads it.
    pub(crate) reader: Ident,
}

/// The identifiers of a server.
#[derive(Debug)]
pub(crate) struct ServerNames {
    /// A function where the server has variables, else a constant.
    pub(crate) name: Ident,
    pub(crate) variables: Vec<Ident>,
}

/// The identifiers of a type and of its fields or variants.
#[derive(Debug)]
pub(crate) struct TypeNames {
    pub(crate) name: Ident,
    pub(crate) members: Vec<Ident>,
    /// The setters of the fields, of a type that has fields.
    pub(crate) setters: Vec<Ident>,
    /// The field of the members that are not listed.
    pub(crate) rest: Ident,
    /// The place of each field among the arguments of the constructor: of two that it takes the lesser stands first.
    pub(crate) ranks: Vec<usize>,
}

/// The identifiers of an operation.
#[derive(Clone, Debug)]
pub(crate) struct OperationNames {
    pub(crate) name: Ident,
    pub(crate) method: Ident,
    pub(crate) parameters: Vec<Ident>,
    pub(crate) body: Ident,
    /// The enumeration of the successes, where each status has its own body.
    pub(crate) output: Ident,
    /// The variants of the responses in it.
    pub(crate) responses: Vec<Ident>,
    /// The place of each parameter among the arguments of the constructor: of two that it takes the lesser stands first. The
    /// last is that of the body.
    pub(crate) ranks: Vec<usize>,
}

/// The identifiers of a webhook.
#[derive(Debug)]
pub(crate) struct WebhookNames {
    pub(crate) name: Ident,
    pub(crate) parameters: Vec<Ident>,
    pub(crate) body: Ident,
}

/// The identifiers of a security scheme.
#[derive(Debug)]
pub(crate) struct SchemeNames {
    pub(crate) constant: Ident,
    pub(crate) constructor: Ident,
    pub(crate) setter: Ident,
}

/// The primitive types, which a module of the same name would hide.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64", "u128",
    "usize",
];

/// No files on Windows, whatever their extension (`CreateFile`, section "Naming Files"), and a second name of the file of the
/// module around them.
const NO_FILES: &[&str] = &[
    "aux", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt0", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "mod", "nul", "prn",
];

/// Functions that every type with setters has.
const FUNCTIONS: [&str; 2] = ["new", "clone"];

/// The longest name of a file, in bytes; systems allow 255.
const LONGEST_FILE: usize = 100;

/// Names everything, and reports names that become the same.
pub(crate) fn assign(api: &Api, lock: &Lock, found: &mut Diagnostics) -> Names {
    let keys = Keys::of(api, lock);
    let types = assign_types(api, lock, &keys, found);
    let operations = assign_operations(api, lock, &keys, found);
    let names = Names {
        tags: assign_tags(api, lock, &keys, &types, &operations, found),
        errors: assign_errors(api, lock, &keys, &types, found),
        webhooks: assign_webhooks(api, lock, &keys, found),
        schemes: assign_schemes(api, lock, &keys, found),
        headers: assign_headers(api, lock, &keys, found),
        servers: assign_servers(api, lock, &keys, found),
        types,
        operations,
        keys,
    };
    report_moved(api, lock, &names, found);
    names
}

/// The line of a thing in a table of the lock.
fn line<'l, T>(table: &'l Table<T>, key: &Key) -> Option<&'l T> {
    table.get(key.old.as_ref()?)
}

/// The names in lines of a table that nothing of the document has any more, each with its key.
fn gone<'l, T>(
    table: &'l Table<T>,
    keys: &[Key],
    names: impl Fn(&'l T) -> Vec<&'l String>,
) -> Vec<(&'l String, &'l String)> {
    let known: HashSet<_> = keys.iter().filter_map(|key| key.old.as_deref()).collect();
    let gone = table.iter().filter(|(key, _)| !known.contains(key.as_str()));
    gone.flat_map(|(key, line)| names(line).into_iter().map(move |name| (key, name))).collect()
}

fn assign_types(api: &Api, lock: &Lock, keys: &Keys, found: &mut Diagnostics) -> Vec<TypeNames> {
    let mut scope = Scope::new(&[taken::TYPES], "Schema");
    let known: Vec<_> = keys.types.iter().map(|key| line(&lock.types, &key.of)).collect();
    let of: Vec<_> = keys.types.iter().map(|key| key.of.clone()).collect();
    scope.retire(gone(&lock.types, &of, |line| vec![&line.name]));
    // A module of a tag stands beside the types.
    scope.retire(&lock.tags);
    let wanted = api.types.iter().zip(&known).map(|(def, known)| wanted_type(def).known(known.map(|line| &line.name)));
    let names = scope.claim_all(Case::Pascal, wanted);
    let types = api.types.iter().zip(names).zip(known).zip(&keys.types);
    let types = types.map(|(((def, name), known), keys)| assign_type(def, name, known, &keys.members, found)).collect();
    scope.report(found);
    types
}

fn wanted_type(def: &TypeDef) -> Wanted {
    match &def.origin {
        Origin::Component(name) if def.is_input => {
            let plain = Wanted::new(name, &def.pointer);
            Wanted { words: format!("{} input", plain.words), rank: Rank::Wished, ..plain }
        }
        Origin::Component(name) => Wanted::new(name, &def.pointer),
        Origin::Inline(words) => Wanted::of(words.join(" "), &def.pointer, Rank::Unnamed),
    }
}

fn assign_type(
    def: &TypeDef,
    name: Ident,
    known: Option<&LockedType>,
    keys: &[Key],
    found: &mut Diagnostics,
) -> TypeNames {
    let none = LockedType::default();
    let line = known.unwrap_or(&none);
    let mut scope = Scope::new(&[&["Self", "Unrecognized"]], "Value");
    scope.retire(left(&line.members, &line.former, keys));
    let (case, wanted) = wanted_members(def, &mut scope);
    let wanted: Vec<_> = wanted.into_iter().zip(keys).map(|(it, key)| it.known(in_line(line, key))).collect();
    let is_known: Vec<_> = wanted.iter().map(|wanted| wanted.known.is_some()).collect();
    // What this collides with is not reported: it is no name of the document.
    let rest = Wanted::of("additional properties", &def.pointer, Rank::Hidden).known(line.rest.as_ref());
    let mut members = scope.claim_all(case, wanted.into_iter().chain([rest]));
    let rest = members.remove(members.len() - 1);
    scope.report(found);
    let setters = assign_setters(def, line, keys, &members, &is_known);
    let ranks = ranks(&line.arguments, keys.iter().map(|key| &key.key));
    TypeNames { name, members, setters, rest, ranks }
}

/// The setters of fields; nothing else has any. `is_known` says of which members the lock has the names.
fn assign_setters(def: &TypeDef, line: &LockedType, keys: &[Key], members: &[Ident], is_known: &[bool]) -> Vec<Ident> {
    if !matches!(def.kind, TypeKind::Struct(_)) {
        return Vec::new();
    }
    // A field may be called as it likes, a function may not be called as the constructor is or hide what every type has.
    let mut functions = Scope::new(&[&FUNCTIONS], "_value");
    let setters = members.iter().zip(keys).zip(is_known).map(|((member, key), is_known)| {
        let own = || Some(member.plain().to_owned()).filter(|name| *is_known && !FUNCTIONS.contains(&&**name));
        let known = key.old.as_ref().and_then(|old| line.setters.get(old)).cloned().or_else(own);
        Wanted { known, ..Wanted::of(member.plain(), &def.pointer, Rank::Hidden) }
    });
    functions.claim_all(Case::Snake, setters)
}

/// What the members, values or variants of a type would be called, and how they are written.
fn wanted_members(def: &TypeDef, scope: &mut Scope) -> (Case, Vec<Wanted>) {
    match &def.kind {
        TypeKind::Struct(object) => {
            scope.reserved = &[];
            let in_properties = def.pointer.join("properties");
            let wanted = |field: &Field| Wanted::new(&field.name, &in_properties.join(&field.name.wire));
            (Case::Snake, object.fields.iter().map(wanted).collect())
        }
        TypeKind::Enum(values) => {
            let in_enum = def.pointer.join("enum");
            scope.remedy = "values are numbered in the document's order";
            let wanted = match values {
                Enum::Strings(variants) => wanted_values(variants, &in_enum),
                Enum::Integers(variants) => wanted_values(variants, &in_enum),
            };
            (Case::Pascal, wanted)
        }
        TypeKind::Union(union) => {
            scope.remedy = "give one of them a `title`";
            let wanted = union.variants.iter().map(|variant| Wanted::new(&variant.name, &def.pointer));
            (Case::Pascal, wanted.collect())
        }
        TypeKind::Tuple(_) | TypeKind::Alias(_) => (Case::Pascal, Vec::new()),
    }
}

/// A title says more than the value that has it, and is no more than documentation: it does not change a name.
fn wanted_values<T: ToString>(variants: &[Variant<T>], in_enum: &Pointer) -> Vec<Wanted> {
    let wanted = variants.iter().enumerate().map(|(index, variant)| {
        let wish = variant.wish.clone().or_else(|| variant.title.clone());
        let name = WireName { wire: variant.value.to_string(), wish };
        Wanted { wished: variant.wish.is_some(), ..Wanted::new(&name, &in_enum.join(index)) }
    });
    wanted.collect()
}

/// The name of a member in the line of its type.
fn in_line<'l>(line: &'l LockedType, key: &Key) -> Option<&'l String> {
    let old = key.old.as_ref()?;
    line.members.get(old).or_else(|| line.former.get(old))
}

/// The names of what a line has and the document has not, each with its key.
fn left<'l>(names: &'l Table<String>, former: &'l Table<String>, keys: &[Key]) -> Vec<(&'l String, &'l String)> {
    let current = keys.iter().filter_map(|key| key.old.as_ref());
    if former.is_empty() && current.clone().filter(|key| names.contains_key(*key)).count() == names.len() {
        return Vec::new();
    }
    let current: HashSet<_> = current.collect();
    names.iter().chain(former).filter(|(key, _)| !current.contains(key)).collect()
}

/// The places among the arguments of a constructor: those that the lock lists stand in its order, others behind them.
fn ranks<'k>(listed: &[String], keys: impl Iterator<Item = &'k String>) -> Vec<usize> {
    let listed: HashMap<_, _> = listed.iter().enumerate().map(|(rank, key)| (key, rank)).collect();
    keys.enumerate().map(|(index, key)| listed.get(key).copied().unwrap_or(listed.len() + index)).collect()
}

fn assign_operations(api: &Api, lock: &Lock, keys: &Keys, found: &mut Diagnostics) -> Vec<OperationNames> {
    let mut types = Scope::new(&[taken::OPERATIONS], "Operation");
    let mut methods = Scope::new(&[taken::API], "_operation");
    types.retire(gone(&lock.operations, &keys.operations, |line| {
        [&line.name].into_iter().chain(&line.output).collect()
    }));
    types.retire(&lock.tags);
    methods.retire(gone(&lock.operations, &keys.operations, |line| vec![&line.method]));
    let lines: Vec<_> = keys.operations.iter().map(|key| line(&lock.operations, key)).collect();
    let operations = || api.operations.iter().zip(&lines);
    let named = operations().map(|(operation, line)| wanted_operation(operation).known(line.map(|line| &line.name)));
    let outputs = operations().map(|(operation, line)| {
        let name = &operation.name;
        let words = format!("{} output", name.wish.as_ref().unwrap_or(&name.wire));
        let known = line.and_then(|line| line.output.as_ref());
        Wanted::of(words, &operation.pointer, Rank::Beside).known(known)
    });
    // Of operations that are alike one has both, the type and the method of the plain name.
    let either = [Case::Pascal, Case::Snake];
    let mut names = types.claim_spelled(Case::Pascal, &either, named.chain(outputs));
    let outputs = names.split_off(api.operations.len());
    let wanted = operations().map(|(operation, line)| wanted_operation(operation).known(line.map(|line| &line.method)));
    let method_names = methods.claim_spelled(Case::Snake, &either, wanted);
    types.report_unusable(found);
    methods.report(found);
    let mut assigned: Vec<OperationNames> = Vec::new();
    let named = names.into_iter().zip(method_names).zip(outputs);
    for ((operation, line), ((name, method), output)) in operations().zip(named) {
        let arguments = line.map_or(&[][..], |line| &line.arguments);
        let none = Table::new();
        let known = known_parameters(&operation.parameters, line.map_or(&none, |line| &line.parameters));
        let keys = known.into_iter().map(|key| key.old.unwrap_or(key.key)).chain([BODY.to_owned()]);
        let ranks = ranks(arguments, keys.collect::<Vec<_>>().iter());
        assigned.push(match operation.alternative_of {
            Some(first) => OperationNames { name, method, ranks, ..assigned[first.0].clone() },
            None => assign_operation(operation, *line, (name, method, output), ranks, found),
        });
    }
    assigned
}

fn wanted_operation(operation: &Operation) -> Wanted {
    let wanted = Wanted::new(&operation.name, &operation.pointer);
    if operation.is_listed() { wanted } else { Wanted { rank: Rank::Unnamed, ..wanted } }
}

fn assign_operation(
    operation: &Operation,
    line: Option<&LockedOperation>,
    (name, method, output): (Ident, Ident, Ident),
    ranks: Vec<usize>,
    found: &mut Diagnostics,
) -> OperationNames {
    let mut parameters = Scope::new(&[taken::CALL], "_parameter");
    let mut responses = Scope::new(&[&["Self"]], "");
    let in_responses = operation.pointer.join("responses");
    let none = LockedOperation::default();
    let line = line.unwrap_or(&none);
    let (fields, body) = assign_parameters(
        (&operation.parameters, operation.body.is_some(), &operation.pointer),
        (&line.parameters, &line.former),
        &mut parameters,
    );
    parameters.report(found);
    let statuses = operation.responses.iter();
    let statuses = statuses.map(|response| Wanted::of(response.status.words(), &in_responses, Rank::Named));
    let responses = responses.claim_all(Case::Pascal, statuses);
    OperationNames { name, method, parameters: fields, body, output, responses, ranks }
}

/// The names of parameters and of the body beside them.
fn assign_parameters(
    (parameters, has_body, at): (&[Parameter], bool, &Pointer),
    (known, former): (&Table<String>, &Table<String>),
    scope: &mut Scope,
) -> (Vec<Ident>, Ident) {
    let of = |key: &Key| {
        let old = key.old.as_ref().unwrap_or(&key.key);
        known.get(old).or_else(|| former.get(old))
    };
    let body = has_body.then(|| Key { key: BODY.to_owned(), old: Some(BODY.to_owned()) });
    let mut current = known_parameters(parameters, known);
    let wanted = parameters.iter().zip(&current);
    let wanted: Vec<_> =
        wanted.map(|(parameter, key)| Wanted::new(&parameter.name, &parameter.pointer).known(of(key))).collect();
    // One that was here before and comes back has its name, too.
    for key in &mut current {
        key.old = Some(key.old.take().unwrap_or_else(|| key.key.clone()));
    }
    current.extend(body.clone());
    scope.retire(left(known, former, &current));
    let body = Wanted::of(BODY, &at.join("requestBody"), Rank::Beside).known(body.as_ref().and_then(of));
    let mut names = scope.claim_all(Case::Snake, wanted.into_iter().chain([body]));
    let body = names.remove(names.len() - 1);
    (names, body)
}

fn assign_webhooks(api: &Api, lock: &Lock, keys: &Keys, found: &mut Diagnostics) -> Vec<WebhookNames> {
    let mut scope = Scope::new(&[taken::WEBHOOKS], "Webhook");
    scope.retire(gone(&lock.webhooks, &keys.webhooks, |line| vec![&line.name]));
    let lines: Vec<_> = keys.webhooks.iter().map(|key| line(&lock.webhooks, key)).collect();
    let wanted = api.webhooks.iter().zip(&lines).map(|(webhook, line)| {
        let wanted = Wanted::new(&webhook.name, &webhook.pointer).known(line.map(|line| &line.name));
        if webhook.name.wish.is_some() { wanted } else { Wanted { words: webhook.words.clone(), ..wanted } }
    });
    let names = scope.claim_all(Case::Pascal, wanted);
    let none = LockedWebhook::default();
    let webhooks = api.webhooks.iter().zip(names).zip(lines).map(|((webhook, name), line)| {
        let mut fields = Scope::new(&[], "");
        let line = line.unwrap_or(&none);
        let of = (&webhook.parameters[..], webhook.body != Body::Empty, &webhook.pointer);
        let (parameters, body) = assign_parameters(of, (&line.parameters, &line.former), &mut fields);
        fields.report(found);
        WebhookNames { name, parameters, body }
    });
    let webhooks = webhooks.collect();
    scope.report(found);
    webhooks
}

fn assign_schemes(api: &Api, lock: &Lock, keys: &Keys, found: &mut Diagnostics) -> Vec<SchemeNames> {
    let mut constants = Scope::new(&[], "");
    let mut constructors = Scope::new(&[taken::CREDENTIALS], "_scheme");
    constants.retire(gone(&lock.schemes, &keys.schemes, |line| vec![&line.constant]));
    constructors.retire(gone(&lock.schemes, &keys.schemes, |line| vec![&line.constructor, &line.setter]));
    let in_schemes = Pointer::default().join("components").join("securitySchemes");
    let lines: Vec<_> = keys.schemes.iter().map(|key| line(&lock.schemes, key)).collect();
    let wanted = |it: &SecurityScheme| Wanted::new(&it.name, &in_schemes.join(&it.name.wire));
    let schemes = || api.schemes.iter().zip(&lines);
    let named = schemes().map(|(scheme, line)| wanted(scheme).known(line.map(|line| &line.constant)));
    let constants_of = constants.claim_all(Case::Constant, named);
    let named = schemes().map(|(scheme, line)| wanted(scheme).known(line.map(|line| &line.constructor)));
    let setters = schemes().map(|(scheme, line)| {
        let wanted = wanted(scheme).known(line.map(|line| &line.setter));
        Wanted { words: format!("and {}", wanted.words), rank: Rank::Beside, ..wanted }
    });
    let mut constructors_of = constructors.claim_all(Case::Snake, named.chain(setters));
    let setters_of = constructors_of.split_off(api.schemes.len());
    constants.report(found);
    constructors.report_unusable(found);
    let all = constants_of.into_iter().zip(constructors_of).zip(setters_of);
    all.map(|((constant, constructor), setter)| SchemeNames { constant, constructor, setter }).collect()
}

fn assign_headers(api: &Api, lock: &Lock, keys: &Keys, found: &mut Diagnostics) -> Vec<Ident> {
    let mut scope = Scope::new(&[], "");
    let headers = api.headers.iter().zip(&keys.headers);
    let wanted = headers.map(|(it, key)| Wanted::new(&it.name, &it.pointer).known(line(&lock.headers, key)));
    let names = scope.claim_all(Case::Constant, wanted);
    scope.report_unusable(found);
    names
}

/// Nobody needs to be told of numbers here: URLs of the same words are rare, and known when they are listed.
fn assign_servers(api: &Api, lock: &Lock, keys: &Keys, found: &mut Diagnostics) -> Vec<ServerNames> {
    let servers: Vec<_> = api.servers.iter().zip(keys.servers.iter().map(|key| line(&lock.servers, key))).collect();
    let mut names: Vec<Option<Ident>> = vec![None; servers.len()];
    for (case, constant) in [(Case::Constant, true), (Case::Snake, false)] {
        let mut scope = Scope::new(&[], "");
        let is = |line: &&LockedServer| line.variables.is_empty() == constant;
        scope.retire(gone(&lock.servers, &keys.servers, |line| {
            Some(&line.name).filter(|_| is(&line)).into_iter().collect()
        }));
        let of_case = servers.iter().enumerate().filter(|(_, (server, _))| server.variables.is_empty() == constant);
        let (indices, wanted): (Vec<_>, Vec<_>) = of_case
            .map(|(index, (server, line))| {
                let known = line.filter(is).map(|line| &line.name);
                (index, Wanted::new(&server.name, &server.pointer).known(known))
            })
            .unzip();
        for (index, name) in indices.into_iter().zip(scope.claim_all(case, wanted)) {
            names[index] = Some(name);
        }
        scope.report_unusable(found);
    }
    let named = servers.into_iter().zip(names).filter_map(|(server, name)| Some((server, name?)));
    named.map(|((server, line), name)| ServerNames { name, variables: assign_variables(server, line) }).collect()
}

fn assign_variables(server: &Server, line: Option<&LockedServer>) -> Vec<Ident> {
    let mut scope = Scope::new(&[], "");
    let wanted = server.variables.iter().map(|variable| {
        let known = line.and_then(|line| line.variables.get(&variable.name));
        Wanted::of(&variable.name, &server.pointer, Rank::Named).known(known)
    });
    scope.claim_all(Case::Snake, wanted)
}

/// A module stands beside the operations and the types of all tags, and a word without capitals is written like one.
fn assign_tags(
    api: &Api,
    lock: &Lock,
    keys: &Keys,
    types: &[TypeNames],
    operations: &[OperationNames],
    found: &mut Diagnostics,
) -> Vec<ModuleName> {
    let mut modules = Scope::new(&[taken::MODULES, PRIMITIVES, NO_FILES], "_operations");
    let types = types.iter().map(|names| &names.name);
    let operations = operations.iter().flat_map(|names| [&names.name, &names.output]);
    modules.beside = types.chain(operations).map(|name| name.plain().to_owned()).collect();
    modules.retire(gone(&lock.tags, &keys.tags, |name| vec![name]));
    let mut stems = Scope::new(&[NO_FILES], "_operations");
    let tags = api.tags.iter().zip(&keys.tags);
    let tags = tags.map(|(tag, key)| Wanted::new(&tag.name, &Pointer::default()).known(line(&lock.tags, key)));
    let tags = modules.claim_all(Case::Snake, tags);
    modules.report_unusable(found);
    tags.into_iter().map(|ident| assign_tag(ident, &mut stems)).collect()
}

/// The module of a tag is named as the tag is, in any script. Its file has plain letters only, as every system and `rustc`
/// want it: `größe` is in `gr_uf6_udf_e.rs`, which does not change with the other tags.
fn assign_tag(ident: Ident, stems: &mut Scope) -> ModuleName {
    let escaped = |char: char| if char.is_ascii() { char.to_string() } else { format!(" u{:x} ", u32::from(char)) };
    let plain: String = ident.plain().chars().map(escaped).collect();
    let plain = plain.get(..LONGEST_FILE).unwrap_or(&plain);
    let stem = stems.claim(&Wanted::of(plain, &Pointer::default(), Rank::Hidden), Case::Snake);
    ModuleName { stem: stem.plain().to_owned(), ident }
}

/// The body of an error response is named after its type.
fn assign_errors(api: &Api, lock: &Lock, keys: &Keys, types: &[TypeNames], found: &mut Diagnostics) -> Vec<ErrorNames> {
    let mut variants = Scope::new(&[&["Self", "Empty"]], "Body");
    let (mut accessors, mut readers) = (Scope::new(&[], ""), Scope::new(&[], ""));
    variants.retire(gone(&lock.errors, &keys.errors, |line| vec![&line.variant]));
    accessors.retire(gone(&lock.errors, &keys.errors, |line| vec![&line.accessor]));
    let of_type = |id: TypeId| types[id.0].name.plain().to_owned();
    let words: Vec<_> = api.errors.iter().map(|body| error_words(body, &of_type)).collect();
    let lines: Vec<_> = keys.errors.iter().map(|key| line(&lock.errors, key)).collect();
    let at = Pointer::default();
    let wanted = |words: String| Wanted::of(words, &at, Rank::Hidden);
    let errors = || words.iter().zip(&lines);
    let named = errors().map(|(words, line)| wanted(words.clone()).known(line.map(|line| &line.variant)));
    let variants_of = variants.claim_all(Case::Pascal, named);
    let named = errors().map(|(words, line)| wanted(format!("as {words}")).known(line.map(|line| &line.accessor)));
    let accessors_of = accessors.claim_all(Case::Snake, named);
    let readers_of = readers.claim_all(Case::Snake, words.iter().map(|words| wanted(format!("read {words}"))));
    variants.report_unusable(found);
    let all = variants_of.into_iter().zip(accessors_of).zip(readers_of);
    all.map(|((variant, accessor), reader)| ErrorNames { variant, accessor, reader }).collect()
}

/// What the body of an error response is called, where its type has such a name.
fn error_words(body: &Body, of_type: &dyn Fn(TypeId) -> String) -> String {
    match body {
        Body::Empty => "empty".to_owned(),
        Body::Bytes => "bytes".to_owned(),
        Body::Json(ty) => type_words(ty, of_type),
        Body::Text(Type::String) => "text".to_owned(),
        Body::Text(ty) => format!("{} text", type_words(ty, of_type)),
        Body::Events(Events { ty, .. }) => format!("{} events", type_words(ty, of_type)),
    }
}

/// What a type is called where it has no name of its own.
fn type_words(ty: &Type, of_type: &dyn Fn(TypeId) -> String) -> String {
    match ty {
        Type::Any => "json".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer(integer) => format!("{integer:?}").to_lowercase(),
        Type::Double => "double".to_owned(),
        Type::Number => "number".to_owned(),
        Type::String => "string".to_owned(),
        Type::Uuid => "uuid".to_owned(),
        Type::Date => "date".to_owned(),
        Type::DateTime => "date time".to_owned(),
        Type::Base64 => "base64".to_owned(),
        Type::Secret => "secret".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::File => "file".to_owned(),
        Type::Form => "form".to_owned(),
        Type::Array(item) => format!("{} list", type_words(item, of_type)),
        Type::Map(value) => format!("{} map", type_words(value, of_type)),
        Type::Nullable(inner) => format!("nullable {}", type_words(inner, of_type)),
        Type::Named(id) => of_type(*id),
        Type::Own(path) => path.clone(),
    }
}

/// Tells of things that are called otherwise in the document and kept their names, unless it says that this is meant.
fn report_moved(api: &Api, lock: &Lock, names: &Names, found: &mut Diagnostics) {
    let keys = &names.keys;
    for index in &keys.moved_types {
        let (def, of) = (&api.types[*index], &keys.types[*index].of);
        let wish = match &def.origin {
            Origin::Component(name) => Some(&name.wish),
            Origin::Inline(_) => None,
        };
        let locked = line(&lock.types, of).map(|line| &line.name);
        report_kept((of, &names.types[*index].name, locked), wish, &def.pointer, "it has the same members", found);
    }
    for index in &keys.moved_operations {
        let (operation, of) = (&api.operations[*index], &keys.operations[*index]);
        let locked = line(&lock.operations, of).map(|line| &line.name);
        let (why, wish) = ("it has the same method and path", Some(&operation.name.wish));
        report_kept((of, &names.operations[*index].name, locked), wish, &operation.pointer, why, found);
    }
}

/// `wish` is the name that the document wishes for, where it can.
fn report_kept(
    (key, name, locked): (&Key, &Ident, Option<&String>),
    wish: Option<&Option<String>>,
    at: &Pointer,
    why: &str,
    found: &mut Diagnostics,
) {
    let name = name.plain();
    if wish.is_some_and(Option::is_some) || locked.is_none_or(|locked| locked != name) {
        return;
    }
    let old = key.old.as_deref().unwrap_or_default();
    let message = format!("`{}` keeps the Rust name `{name}` of `{old}`, which is gone: {why}", key.key);
    let help = match wish {
        Some(_) => format!("`x-rust-name` gives it another; `x-rust-name: {name}` says that this is meant"),
        None => "if it is another thing, remove its line from the lock: the next `generate` names it anew".to_owned(),
    };
    found.push(Diagnostic::new(Code::NameKept, Place::Key(at.clone()), message).help(help));
}
