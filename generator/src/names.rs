//! Decides every identifier of the output, once: valid, unique in its scope, and no keyword. Of several that become the
//! same, the one that is wished for keeps the plain name, or a component, or what the document already spells so; else the
//! first in the document's order, so that an addition at the end renames nothing. Nothing here depends on the order of
//! emission.

mod taken;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer},
    ir::{
        Api, Body, Enum, Events, Field, Operation, Origin, Server, ServerVariable, Type, TypeDef, TypeKind, Variant,
        Webhook, WireName,
    },
};
use heck::{ToPascalCase as _, ToShoutySnakeCase as _, ToSnakeCase as _};
use std::collections::{HashMap, HashSet};

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
}

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
    /// The setters of the fields.
    pub(crate) setters: Vec<Ident>,
    /// The field of the members that are not listed.
    pub(crate) rest: Ident,
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

/// The longest name of a file, in bytes; systems allow 255.
const LONGEST_FILE: usize = 100;

/// Names everything, and reports names that become the same.
pub(crate) fn assign(api: &Api, found: &mut Diagnostics) -> Names {
    let mut types = Scope::new(&[taken::TYPES], "Schema");
    let mut operation_types = Scope::new(&[taken::OPERATIONS], "Operation");
    let mut methods = Scope::new(&[taken::API], "_operation");
    let mut webhooks = Scope::new(&[taken::WEBHOOKS], "Webhook");
    let mut constants = Scope::new(&[], "");
    let mut headers = Scope::new(&[], "");
    // Nobody needs to be told of numbers here: URLs of the same words are rare, and known when they are listed.
    let mut servers = (Scope::new(&[], ""), Scope::new(&[], ""));
    let mut constructors = Scope::new(&[taken::CREDENTIALS], "_scheme");
    let in_schemes = Pointer::default().join("components").join("securitySchemes");
    let type_names = types.claim_all(Case::Pascal, api.types.iter().map(wanted_type));
    let operations = || api.operations.iter().map(wanted_operation);
    // Of operations that are alike one has both, the type and the method of the plain name.
    let either = [Case::Pascal, Case::Snake];
    let operation_names = operation_types.claim_spelled(Case::Pascal, &either, operations());
    let method_names = methods.claim_spelled(Case::Snake, &either, operations());
    let webhook_names = api.webhooks.iter().map(|webhook| Wanted::new(&webhook.name, &webhook.pointer));
    let webhook_names = webhooks.claim_all(Case::Pascal, webhook_names);
    let scheme_names = || api.schemes.iter().map(|it| Wanted::new(&it.name, &in_schemes.join(&it.name.wire)));
    let scheme_constants = constants.claim_all(Case::Constant, scheme_names());
    let scheme_constructors = constructors.claim_all(Case::Snake, scheme_names());
    let setters = scheme_names().map(|wanted| Wanted { words: format!("and {}", wanted.words), ..wanted });
    let scheme_setters = constructors.claim_all(Case::Snake, setters);
    let schemes = scheme_constants.into_iter().zip(scheme_constructors).zip(scheme_setters);
    let mut operations: Vec<OperationNames> = Vec::new();
    for (operation, (name, method)) in api.operations.iter().zip(operation_names.into_iter().zip(method_names)) {
        operations.push(match operation.alternative_of {
            Some(first) => OperationNames { name, method, ..operations[first.0].clone() },
            None => assign_operation(operation, name, method, &mut operation_types, found),
        });
    }
    let mut names = Names {
        types: api.types.iter().zip(type_names).map(|(def, name)| assign_type(def, name, found)).collect(),
        operations,
        webhooks: api.webhooks.iter().zip(webhook_names).map(|(it, name)| assign_webhook(it, name, found)).collect(),
        schemes: schemes
            .map(|((constant, constructor), setter)| SchemeNames { constant, constructor, setter })
            .collect(),
        tags: Vec::new(),
        errors: Vec::new(),
        headers: headers
            .claim_all(Case::Constant, api.headers.iter().map(|header| Wanted::new(&header.name, &header.pointer))),
        servers: api.servers.iter().map(|server| assign_server(server, &mut servers)).collect(),
    };
    // A module stands beside the operations and the types of all tags, and a word without capitals is written like one.
    let mut modules = Scope::new(&[taken::MODULES, PRIMITIVES, NO_FILES], "_operations");
    modules.beside = operation_types.taken.keys().chain(types.taken.keys()).cloned().collect();
    let mut stems = Scope::new(&[NO_FILES], "_operations");
    let tags = modules.claim_all(Case::Snake, api.tags.iter().map(|tag| Wanted::new(&tag.name, &Pointer::default())));
    names.tags = tags.into_iter().map(|ident| assign_tag(ident, &mut stems)).collect();
    let mut errors = (Scope::new(&[&["Self", "Empty"]], "Body"), Scope::new(&[], ""), Scope::new(&[], ""));
    names.errors = api.errors.iter().map(|body| assign_error(&error_words(body, &names.types), &mut errors)).collect();
    types.report(found);
    methods.report(found);
    webhooks.report(found);
    constants.report(found);
    names
}

/// The module of a tag is named as the tag is, in any script. Its file has plain letters only, as every system and `rustc`
/// want it: `größe` is in `gr_uf6_udf_e.rs`, which does not change with the other tags.
fn assign_tag(ident: Ident, stems: &mut Scope) -> ModuleName {
    let at = Pointer::default();
    let escaped = |char: char| if char.is_ascii() { char.to_string() } else { format!(" u{:x} ", u32::from(char)) };
    let plain: String = ident.plain().chars().map(escaped).collect();
    let stem = stems.claim(plain.get(..LONGEST_FILE).unwrap_or(&plain), Case::Snake, &at);
    ModuleName { stem: stem.plain().to_owned(), ident }
}

fn assign_type(def: &TypeDef, name: Ident, found: &mut Diagnostics) -> TypeNames {
    let mut scope = Scope::new(&[&["Self", "Unrecognized"]], "Value");
    let members = match &def.kind {
        TypeKind::Struct(object) => {
            scope.reserved = &[];
            let in_properties = def.pointer.join("properties");
            let wanted = |field: &Field| Wanted::new(&field.name, &in_properties.join(&field.name.wire));
            scope.claim_all(Case::Snake, object.fields.iter().map(wanted))
        }
        TypeKind::Enum(values) => {
            let in_enum = def.pointer.join("enum");
            scope.remedy = "values are numbered in the document's order";
            let names: Vec<_> = match values {
                Enum::Strings(variants) => variants.iter().map(value_name).collect(),
                Enum::Integers(variants) => variants.iter().map(value_name).collect(),
            };
            let wanted = names.iter().enumerate().map(|(index, name)| Wanted::new(name, &in_enum.join(index)));
            scope.claim_all(Case::Pascal, wanted)
        }
        TypeKind::Union(union) => {
            scope.remedy = "give one of them a `title`";
            let wanted = union.variants.iter().map(|variant| Wanted::new(&variant.name, &def.pointer));
            scope.claim_all(Case::Pascal, wanted)
        }
        TypeKind::Tuple(_) | TypeKind::Alias(_) => Vec::new(),
    };
    scope.report(found);
    // A field may be called as it likes, a function may not be called as the constructor is or hide what every type has.
    let mut functions = Scope::new(&[&["new", "clone"]], "_value");
    let setters =
        members.iter().map(|member: &Ident| functions.claim(member.plain(), Case::Snake, &def.pointer)).collect();
    // What this collides with is not reported: it is no name of the document.
    let rest = scope.claim("additional properties", Case::Snake, &def.pointer);
    TypeNames { name, members, setters, rest }
}

fn assign_error(words: &str, (variants, accessors, readers): &mut (Scope, Scope, Scope)) -> ErrorNames {
    let at = Pointer::default();
    ErrorNames {
        variant: variants.claim(words, Case::Pascal, &at),
        accessor: accessors.claim(&format!("as {words}"), Case::Snake, &at),
        reader: readers.claim(&format!("read {words}"), Case::Snake, &at),
    }
}

/// The body of an error response is named after its type.
fn error_words(body: &Body, types: &[TypeNames]) -> String {
    match body {
        Body::Empty => "empty".to_owned(),
        Body::Bytes => "bytes".to_owned(),
        Body::Json(ty) => type_words(ty, types),
        Body::Text(Type::String) => "text".to_owned(),
        Body::Text(ty) => format!("{} text", type_words(ty, types)),
        Body::Events(Events { ty, .. }) => format!("{} events", type_words(ty, types)),
    }
}

/// What a type is called where it has no name of its own.
fn type_words(ty: &Type, types: &[TypeNames]) -> String {
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
        Type::Array(item) => format!("{} list", type_words(item, types)),
        Type::Map(value) => format!("{} map", type_words(value, types)),
        Type::Nullable(inner) => format!("nullable {}", type_words(inner, types)),
        Type::Named(id) => types[id.0].name.plain().to_owned(),
    }
}

fn assign_server(server: &Server, (constants, functions): &mut (Scope, Scope)) -> ServerNames {
    let (wished, at) = (wish(&server.name), &server.pointer);
    let mut variables = Scope::new(&[], "");
    let claim = |variable: &ServerVariable| variables.claim(&variable.name, Case::Snake, at);
    let name = if server.variables.is_empty() {
        constants.claim(&wished, Case::Constant, at)
    } else {
        functions.claim(&wished, Case::Snake, at)
    };
    ServerNames { name, variables: server.variables.iter().map(claim).collect() }
}

fn value_name<T: ToString>(variant: &Variant<T>) -> WireName {
    WireName { wire: variant.value.to_string(), wish: variant.wish.clone() }
}

fn wanted_type(def: &TypeDef) -> Wanted {
    match &def.origin {
        Origin::Component(name) => Wanted::new(name, &def.pointer),
        Origin::Inline(words) => Wanted { words: words.join(" "), at: def.pointer.clone(), rank: Rank::Unnamed },
    }
}

fn wanted_operation(operation: &Operation) -> Wanted {
    let wanted = Wanted::new(&operation.name, &operation.pointer);
    if operation.is_listed() { wanted } else { Wanted { rank: Rank::Unnamed, ..wanted } }
}

fn assign_operation(
    operation: &Operation,
    name: Ident,
    method: Ident,
    types: &mut Scope,
    found: &mut Diagnostics,
) -> OperationNames {
    let (wished, at) = (wish(&operation.name), &operation.pointer);
    let mut parameters = Scope::new(&[taken::CALL], "_parameter");
    let mut responses = Scope::new(&[&["Self"]], "");
    let in_responses = at.join("responses");
    let wanted = operation.parameters.iter().map(|parameter| Wanted::new(&parameter.name, &parameter.pointer));
    let names = OperationNames {
        name,
        method,
        parameters: parameters.claim_all(Case::Snake, wanted),
        body: parameters.claim("body", Case::Snake, &at.join("requestBody")),
        output: types.claim(&format!("{wished} output"), Case::Pascal, at),
        responses: operation
            .responses
            .iter()
            .map(|response| responses.claim(&response.status.words(), Case::Pascal, &in_responses))
            .collect(),
    };
    parameters.report(found);
    names
}

fn assign_webhook(webhook: &Webhook, name: Ident, found: &mut Diagnostics) -> WebhookNames {
    let at = &webhook.pointer;
    let mut fields = Scope::new(&[], "");
    let wanted = webhook.parameters.iter().map(|parameter| Wanted::new(&parameter.name, &parameter.pointer));
    let names = WebhookNames {
        name,
        parameters: fields.claim_all(Case::Snake, wanted),
        body: fields.claim("body", Case::Snake, &at.join("requestBody")),
    };
    fields.report(found);
    names
}

fn wish(name: &WireName) -> String {
    name.wish.clone().unwrap_or_else(|| name.wire.clone())
}

#[derive(Clone, Copy)]
enum Case {
    Pascal,
    Snake,
    Constant,
}

impl Case {
    fn of(self, spelled: &str) -> String {
        match self {
            Self::Pascal => spelled.to_pascal_case(),
            Self::Snake => spelled.to_snake_case(),
            Self::Constant => spelled.to_shouty_snake_case(),
        }
    }
}

/// A name that something of the document would have.
struct Wanted {
    words: String,
    at: Pointer,
    rank: Rank,
}

/// Whose plain name it is where several have the same, the first to have it first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The document wishes for it.
    Wished,
    Named,
    /// The document has no name for it alone: a type inside of something, an operation in a further media type.
    Unnamed,
}

impl Wanted {
    fn new(name: &WireName, at: &Pointer) -> Self {
        let rank = if name.wish.is_some() { Rank::Wished } else { Rank::Named };
        Self { words: wish(name), at: at.clone(), rank }
    }
}

/// A scope in which every identifier is unique.
struct Scope {
    taken: HashMap<String, Pointer>,
    /// The first number to try where a name is taken.
    numbers: HashMap<String, u32>,
    reserved: &'static [&'static [&'static str]],
    /// Names of another scope that stand beside those of this one; they get the suffix as well.
    beside: HashSet<String>,
    suffix: &'static str,
    remedy: &'static str,
    collisions: Vec<Collision>,
}

/// A name that was taken.
struct Collision {
    name: String,
    unique: String,
    first: Pointer,
    second: Pointer,
}

impl Scope {
    /// A scope where a reserved name gets `suffix`.
    fn new(reserved: &'static [&'static [&'static str]], suffix: &'static str) -> Self {
        Self {
            taken: HashMap::new(),
            numbers: HashMap::new(),
            reserved,
            beside: HashSet::new(),
            suffix,
            remedy: "give one of them a name of its own with `x-rust-name`",
            collisions: Vec::new(),
        }
    }

    /// Claims several names, which come out in their order. Of those that are alike the first in rank has the plain name,
    /// then what is spelled like the identifier, so that a field `asc` stays what it is when `Asc` comes in front of it.
    fn claim_all(&mut self, case: Case, wanted: impl Iterator<Item = Wanted>) -> Vec<Ident> {
        self.claim_spelled(case, &[case], wanted)
    }

    /// The same with other spellings in the place of that of the identifier.
    fn claim_spelled(&mut self, case: Case, plain: &[Case], wanted: impl Iterator<Item = Wanted>) -> Vec<Ident> {
        let wanted: Vec<_> = wanted.collect();
        let mut order: Vec<_> = (0..wanted.len()).collect();
        order.sort_by_cached_key(|index| {
            let Wanted { words, rank, .. } = &wanted[*index];
            (*rank, !plain.iter().any(|case| case.of(&spelled(words)) == *words))
        });
        let mut claimed: Vec<_> =
            order.into_iter().map(|index| (index, self.claim(&wanted[index].words, case, &wanted[index].at))).collect();
        claimed.sort_by_key(|(index, _)| *index);
        claimed.into_iter().map(|(_, ident)| ident).collect()
    }

    fn claim(&mut self, words: &str, case: Case, at: &Pointer) -> Ident {
        let mut name = case.of(&spelled(words));
        if self.reserved.iter().any(|reserved| reserved.contains(&&*name)) || self.beside.contains(&name) {
            name.push_str(self.suffix);
        }
        if matches!(case, Case::Constant) && !name.contains(|char: char| char.is_ascii_uppercase()) {
            // A word without capitals would be written like a function or an argument.
            name = format!("VALUE_{name}");
        }
        let name = match name.as_str() {
            "self" | "super" | "crate" | "Self" => format!("{name}_"),
            _ => name,
        };
        let separator = if name.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" };
        let from = self.numbers.get(&name).copied().unwrap_or(2);
        let numbered = (from..).map(|number| (number + 1, format!("{name}{separator}{number}")));
        let free = |(_, candidate): &(u32, String)| !self.taken.contains_key(candidate);
        let (next, unique) = [(2, name.clone())].into_iter().chain(numbered).find(free).unwrap_or_default();
        self.numbers.insert(name.clone(), next);
        if let Some(first) = self.taken.get(&name) {
            let (first, second) = (first.clone(), at.clone());
            self.collisions.push(Collision { name, unique: unique.clone(), first, second });
        }
        self.taken.insert(unique.clone(), at.clone());
        Ident(if is_keyword(&unique) { format!("r#{unique}") } else { unique })
    }

    fn report(&mut self, found: &mut Diagnostics) {
        for Collision { name, unique, first, second } in self.collisions.drain(..) {
            let message = format!("`{name}` is taken in Rust, so this becomes `{unique}`");
            let diagnostic = Diagnostic::new(Code::NameCollision, Place::Key(second), message);
            let diagnostic = diagnostic.related(Place::Key(first), "this has the name");
            found.push(diagnostic.help(self.remedy));
        }
    }
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
