//! Whether the names of a lock can be names of Rust, and whether each is the name of one thing. A file that people merge
//! can say anything.

use super::{Lock, Name, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Source};
use std::collections::HashMap;

/// Says what is wrong, and whether nothing is.
pub(super) fn check(lock: &Lock, source: &Source, found: &mut Diagnostics) -> bool {
    let mut names = Checked { source, problems: Vec::new() };
    names.scope(lock.headers.iter().map(|(key, name)| (Spot::new("headers", key), name)));
    names.scope(lock.tags.iter().map(|(key, name)| (Spot::new("tags", key), name)));
    names.scope(lock.errors.iter().map(|(key, it)| (Spot::new("errors", key).part("variant"), &it.variant)));
    names.scope(lock.errors.iter().map(|(key, it)| (Spot::new("errors", key).part("accessor"), &it.accessor)));
    check_operations(lock, &mut names);
    check_types(lock, &mut names);
    let schemes = || lock.schemes.iter().map(|(key, scheme)| (Spot::new("schemes", key), scheme));
    names.scope(schemes().map(|(at, scheme)| (at.part("constant"), &scheme.constant)));
    names.scope(
        schemes().flat_map(|(at, scheme)| {
            [(at.part("constructor"), &scheme.constructor), (at.part("setter"), &scheme.setter)]
        }),
    );
    for constant in [true, false] {
        let servers = lock.servers.iter().filter(|(_, server)| server.variables.is_empty() == constant);
        names.scope(servers.map(|(key, server)| (Spot::new("servers", key).part("name"), &server.name)));
    }
    for (key, server) in &lock.servers {
        names.scope(members(Spot::new("servers", key).part("variables"), &server.variables));
    }
    names.scope(lock.webhooks.iter().map(|(key, it)| (Spot::new("webhooks", key).part("name"), &it.name)));
    for (key, webhook) in &lock.webhooks {
        let at = Spot::new("webhooks", key);
        let parameters = members(at.part("parameters"), &webhook.parameters);
        names.scope(parameters.chain(members(at.part("former"), &webhook.former)));
    }
    let fine = names.problems.is_empty();
    names.problems.into_iter().for_each(|problem| found.push(problem));
    fine
}

fn check_operations<'n>(lock: &'n Lock, names: &mut Checked<'n>) {
    let operations = || lock.operations.iter().map(|(key, operation)| (Spot::new("operations", key), operation));
    let outputs = operations().filter_map(|(at, it)| Some((at.part("output"), it.output.as_ref()?)));
    names.scope(operations().map(|(at, it)| (at.part("name"), &it.name)).chain(outputs));
    names.scope(operations().map(|(at, it)| (at.part("method"), &it.method)));
    for (at, operation) in operations() {
        let parameters = members(at.part("parameters"), &operation.parameters);
        names.scope(parameters.chain(members(at.part("former"), &operation.former)));
    }
}

fn check_types<'n>(lock: &'n Lock, names: &mut Checked<'n>) {
    let types = || lock.types.iter().map(|(key, of)| (Spot::new("types", key), of));
    names.scope(types().map(|(at, of)| (at.part("name"), &of.name)));
    for (at, of) in types() {
        let all = members(at.part("members"), &of.members).chain(members(at.part("former"), &of.former));
        names.scope(all.chain(of.rest.iter().map(|rest| (at.part("rest"), rest))));
        names.scope(members(at.part("setters"), &of.setters));
    }
}

/// The names of a table.
fn members<'n>(at: Spot<'n>, table: &'n Table<Name>) -> impl Iterator<Item = (Spot<'n>, &'n Name)> {
    table.iter().map(move |(key, name)| (Spot { member: Some(key), ..at }, name))
}

/// Where in a lock a name stands.
#[derive(Clone, Copy)]
struct Spot<'n> {
    section: &'static str,
    key: &'n str,
    part: Option<&'static str>,
    member: Option<&'n str>,
}

impl<'n> Spot<'n> {
    fn new(section: &'static str, key: &'n str) -> Self {
        Self { section, key, part: None, member: None }
    }

    fn part(self, part: &'static str) -> Self {
        Self { part: Some(part), ..self }
    }

    fn pointer(self) -> Pointer {
        let key = Pointer::default().join(self.section).join(self.key);
        self.part.into_iter().chain(self.member).fold(key, |at, token| at.join(token))
    }

    /// The key, with what is inside of it.
    fn shown(self) -> String {
        let part = self.part.filter(|part| *part != "name");
        [self.key].into_iter().chain(part).chain(self.member).collect::<Vec<_>>().join(" ")
    }
}

struct Checked<'n> {
    source: &'n Source,
    problems: Vec<Diagnostic>,
}

impl<'n> Checked<'n> {
    /// Names that stand beside one another.
    fn scope(&mut self, names: impl Iterator<Item = (Spot<'n>, &'n Name)>) {
        let mut taken: HashMap<&str, Spot<'n>> = HashMap::new();
        for (at, name) in names {
            if !is_identifier(name) {
                let message = format!("`{name}` is no identifier of Rust");
                let problem = Diagnostic::new(Code::Config, self.place(at), message);
                self.problems.push(problem.help("write letters, digits and `_`, as in `order_id`"));
            } else if let Some(first) = taken.insert(name, at) {
                let (one, other) = (first.shown(), at.shown());
                let message = format!("`{name}` is the Rust name of two things: `{one}` and `{other}`");
                let problem = Diagnostic::new(Code::Config, self.place(at), message);
                let problem = problem.related(self.place(first), "this has the name, too");
                let help = "remove the lines of the one that no release has: the next `generate` names it anew";
                self.problems.push(problem.help(help));
            }
        }
    }

    fn place(&self, at: Spot<'_>) -> Place {
        let span = self.source.span(&at.pointer()).map(|span| span.value);
        Place::Bytes(self.source.path.clone(), span.unwrap_or(0..0))
    }
}

/// Whether a word can be an identifier, a keyword with its prefix.
fn is_identifier(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next().is_some_and(|first| unicode_ident::is_xid_start(first) || first == '_');
    let unescapable = matches!(word, "_" | "self" | "super" | "crate" | "Self");
    first && !unescapable && chars.all(unicode_ident::is_xid_continue)
}
