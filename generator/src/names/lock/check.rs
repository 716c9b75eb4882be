//! Whether the names of a lock can be names of Rust, and whether each is the name of one thing. A file that people merge
//! can say anything.

use super::{Lock, Name, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Source};
use std::collections::HashMap;

/// Says what is wrong, and whether nothing is.
pub(super) fn check(lock: &Lock, source: &Source, found: &mut Diagnostics) -> bool {
    let mut names = Checked { source, problems: Vec::new() };
    let key = |section: &str, key: &str| Pointer::default().join(section).join(key);
    names.tables(&Pointer::default(), [("headers", &lock.headers)]);
    names.tables(&Pointer::default(), [("tags", &lock.tags)]);
    names.scope(lock.errors.iter().map(|(it, error)| (key("errors", it).join("variant"), &error.variant)));
    names.scope(lock.errors.iter().map(|(it, error)| (key("errors", it).join("accessor"), &error.accessor)));
    names.scope(lock.operations.iter().flat_map(|(it, operation)| {
        let output = operation.output.iter().map(|output| (key("operations", it).join("output"), output));
        [(key("operations", it).join("name"), &operation.name)].into_iter().chain(output).collect::<Vec<_>>()
    }));
    names.scope(lock.operations.iter().map(|(it, of)| (key("operations", it).join("method"), &of.method)));
    for (it, operation) in &lock.operations {
        let tables = [("parameters", &operation.parameters), ("former", &operation.former)];
        names.tables(&key("operations", it), tables);
    }
    names.scope(lock.schemes.iter().map(|(it, scheme)| (key("schemes", it).join("constant"), &scheme.constant)));
    names.scope(lock.schemes.iter().flat_map(|(it, scheme)| {
        let at = key("schemes", it);
        [(at.join("constructor"), &scheme.constructor), (at.join("setter"), &scheme.setter)]
    }));
    for constant in [true, false] {
        let servers = lock.servers.iter().filter(|(_, server)| server.variables.is_empty() == constant);
        names.scope(servers.map(|(it, server)| (key("servers", it).join("name"), &server.name)));
    }
    for (it, server) in &lock.servers {
        names.tables(&key("servers", it), [("variables", &server.variables)]);
    }
    names.scope(lock.types.iter().map(|(it, of)| (key("types", it).join("name"), &of.name)));
    for (it, of) in &lock.types {
        let at = key("types", it);
        let rest = of.rest.iter().map(|rest| (at.join("rest"), rest));
        let members = pointed(&at, "members", &of.members).chain(pointed(&at, "former", &of.former));
        names.scope(members.chain(rest));
        names.tables(&at, [("setters", &of.setters)]);
    }
    names.scope(lock.webhooks.iter().map(|(it, webhook)| (key("webhooks", it).join("name"), &webhook.name)));
    for (it, webhook) in &lock.webhooks {
        let tables = [("parameters", &webhook.parameters), ("former", &webhook.former)];
        names.tables(&key("webhooks", it), tables);
    }
    let fine = names.problems.is_empty();
    names.problems.into_iter().for_each(|problem| found.push(problem));
    fine
}

struct Checked<'a> {
    source: &'a Source,
    problems: Vec<Diagnostic>,
}

impl Checked<'_> {
    /// Tables of one thing, which share a scope.
    fn tables<const N: usize>(&mut self, at: &Pointer, tables: [(&str, &Table<Name>); N]) {
        self.scope(tables.into_iter().flat_map(|(part, table)| pointed(at, part, table)));
    }

    /// Names that stand beside one another.
    fn scope<'n>(&mut self, names: impl Iterator<Item = (Pointer, &'n Name)>) {
        let mut taken: HashMap<&str, Pointer> = HashMap::new();
        for (at, name) in names {
            if !is_identifier(name) {
                let message = format!("`{name}` is no identifier of Rust");
                let problem = Diagnostic::new(Code::Config, self.place(&at), message);
                self.problems.push(problem.help("write letters, digits and `_`, as in `order_id`"));
            } else if let Some(first) = taken.get(&**name) {
                let (one, other) = (shown(first), shown(&at));
                let message = format!("`{name}` is the Rust name of two things: `{one}` and `{other}`");
                let problem = Diagnostic::new(Code::Config, self.place(&at), message);
                let problem = problem.related(self.place(first), "this has the name, too");
                let help = "remove the lines of the one that no release has: the next `generate` names it anew";
                self.problems.push(problem.help(help));
            } else {
                taken.insert(name, at);
            }
        }
    }

    fn place(&self, at: &Pointer) -> Place {
        let span = self.source.span(at).map(|span| span.value);
        Place::Bytes(self.source.path.clone(), span.unwrap_or(0..0))
    }
}

/// The names of a table, each with the pointer to it.
fn pointed<'n>(at: &Pointer, part: &str, table: &'n Table<Name>) -> impl Iterator<Item = (Pointer, &'n Name)> {
    let at = at.join(part);
    table.iter().map(move |(key, name)| (at.join(key), name))
}

/// The key that a pointer into the lock leads to, with what is inside of it.
fn shown(at: &Pointer) -> String {
    let tokens: Vec<_> = at.tokens().skip(1).collect();
    match &tokens[..] {
        [key, name] if name == "name" => key.clone(),
        tokens => tokens.join(" "),
    }
}

/// Whether a word can be an identifier, a keyword with its prefix.
fn is_identifier(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next().is_some_and(|first| unicode_ident::is_xid_start(first) || first == '_');
    let unescapable = matches!(word, "_" | "self" | "super" | "crate" | "Self");
    first && !unescapable && chars.all(unicode_ident::is_xid_continue)
}
