//! Compares what a document says beside its operations: servers, security schemes, components that nothing compared so
//! far, and prose about the whole.

use super::{
    describe::code,
    rule::Rule,
    walk::{Breaks, Node, Walk},
};
use crate::{
    diagnostic::Pointer,
    ir::{SecurityScheme, Server},
    load::Schema,
};
use indexmap::IndexMap;
use std::rc::Rc;

impl Walk<'_> {
    /// All of both documents.
    pub(super) fn documents(&mut self) {
        self.whole();
        self.servers();
        self.schemes();
        self.operations();
        self.webhooks();
        self.compare_pending();
        self.components();
    }

    fn whole(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let at = Pointer::default().join("info");
        self.prose(&old.title, &new.title, &at.join("title"));
        self.prose(&old.version, &new.version, &at.join("version"));
        self.prose(&old.description, &new.description, &at.join("description"));
        let tags = |document: &crate::load::Document| document.openapi.tags.clone();
        self.prose(&tags(self.old.document), &tags(self.new.document), &Pointer::default().join("tags"));
    }

    fn servers(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let root = self.root("", true, false);
        let moved = self.default_server(root);
        for (index, server) in new.servers.iter().enumerate() {
            let Some(known) = old.servers.iter().find(|known| known.url == server.url) else {
                // The first is told by the calls that go to it.
                if index > 0 || !moved {
                    let message = format!("server {} added", code(&server.url));
                    self.found(root, Rule::ServerAdded, message, (None, Some(&server.pointer)), Breaks::NOTHING);
                }
                continue;
            };
            self.server_variables(root, known, server, index == 0 && moved);
        }
        for (index, server) in old.servers.iter().enumerate() {
            if !new.servers.iter().any(|other| other.url == server.url) && (index > 0 || !moved) {
                let message = format!("server {} removed", code(&server.url));
                self.found(root, Rule::ServerRemoved, message, (Some(&server.pointer), None), Breaks::NOTHING);
            }
        }
    }

    /// The server that calls go to. Whether it is another.
    fn default_server(&mut self, root: Node) -> bool {
        let (old, new) = (&self.old.api.servers, &self.new.api.servers);
        let first = |servers: &[Server]| servers.first().map(Server::default_url);
        let (before, after) = (first(old), first(new));
        if before == after {
            return false;
        }
        let at = Pointer::default().join("servers");
        let place = |servers: &[Server]| servers.first().map_or_else(|| at.clone(), |server| server.pointer.clone());
        let name = |url: &Option<String>| url.as_ref().map_or_else(|| "none".to_owned(), |url| code(url));
        let message = format!("calls go to the server {}, no more to {}", name(&after), name(&before));
        let places = (place(old), place(new));
        self.found(root, Rule::DefaultServerChanged, message, (Some(&places.0), Some(&places.1)), Breaks::SENT);
        true
    }

    /// `told` where it was said that calls go elsewhere.
    fn server_variables(&mut self, root: Node, old: &Server, new: &Server, told: bool) {
        self.prose(&old.description, &new.description, &new.pointer);
        for after in &new.variables {
            let Some(before) = old.variables.iter().find(|before| before.name == after.name) else { continue };
            self.prose(&before.description, &after.description, &new.pointer.join("variables").join(&after.name));
            let is_default = before.default != after.default && !told;
            if is_default || before.values != after.values {
                let message = format!("variable {} of the server {} changed", code(&after.name), code(&new.url));
                let gone = |value: &String| !after.values.is_empty() && !after.values.contains(value);
                let any_gone = before.values.iter().any(gone) || (before.values.is_empty() && !after.values.is_empty());
                let at = |server: &Server| server.pointer.join("variables").join(&after.name);
                let (old_at, new_at) = (at(old), at(new));
                let (of, at) = ((Some(&old.pointer), Some(&new.pointer)), (Some(&old_at), Some(&new_at)));
                self.found_in(root, Rule::ServerVariableChanged, message, of, at, Breaks::SENT.only_if(any_gone));
            }
        }
    }

    fn schemes(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let root = self.root("", true, false);
        let in_schemes = Pointer::default().join("components").join("securitySchemes");
        let find = |schemes: &[SecurityScheme], name: &str| schemes.iter().position(|it| it.name.wire == name);
        for (index, scheme) in new.schemes.iter().enumerate() {
            let at = in_schemes.join(&scheme.name.wire);
            let name = code(&scheme.name.wire);
            let Some(known) = find(&old.schemes, &scheme.name.wire) else {
                let message = format!("security scheme {name} added");
                self.found(root, Rule::SchemeAdded, message, (None, Some(&at)), Breaks::NOTHING);
                continue;
            };
            let known = &old.schemes[known];
            self.prose(&known.description, &scheme.description, &at);
            if known.placement != scheme.placement {
                let used = new.operations.iter().flat_map(|it| it.security.iter().flatten()).any(|id| id.0 == index);
                let breaks = if used { Breaks::SENT } else { Breaks::NOTHING };
                let message = format!("the credential of {name} is sent otherwise");
                self.found(root, Rule::SchemeChanged, message, (Some(&at), Some(&at)), breaks);
            }
            if known.name.wish != scheme.name.wish {
                let message = format!("security scheme {name} has another name in Rust");
                self.found_at(root, Rule::RustNameChanged, message, (&at, &at), "x-rust-name", Breaks::NOTHING);
            }
        }
        for scheme in old.schemes.iter().filter(|scheme| find(&new.schemes, &scheme.name.wire).is_none()) {
            let message = format!("security scheme {} removed", code(&scheme.name.wire));
            let at = in_schemes.join(&scheme.name.wire);
            self.found(root, Rule::SchemeRemoved, message, (Some(&at), None), Breaks::NOTHING);
        }
    }

    /// Schemas that are in one document alone. What is different in those of both was found where they are used.
    fn components(&mut self) {
        let root = self.root("", false, false);
        let in_schemas = Pointer::default().join("components").join("schemas");
        let (old, new) = (&self.old.document.schemas.components, &self.new.document.schemas.components);
        let (mut before, mut after): (Vec<_>, Vec<_>) = {
            let renamed = self.renamed.iter().filter(|(was, is)| !new.contains_key(*was) && !old.contains_key(*is));
            renamed.map(|(was, is)| (was.clone(), is.clone())).unzip()
        };
        // Those that nothing but parts refer to were not compared: one that left and one that came and says the same.
        let free = |name: &&String, others: &IndexMap<String, Rc<Schema>>, taken: &[String]| {
            !others.contains_key(*name) && !taken.contains(name)
        };
        for name in new.keys().filter(|name| free(name, old, &after)).cloned().collect::<Vec<_>>() {
            let alike = |was: &&String| free(was, new, &before) && old.get(*was) == new.get(&name);
            let Some(was) = old.keys().find(alike).cloned() else { continue };
            let message = format!("the schema {} is called {}", code(&was), code(&name));
            let places = (in_schemas.join(&was), in_schemas.join(&name));
            self.found(root, Rule::SchemaRenamed, message, (Some(&places.0), Some(&places.1)), Breaks::NOTHING);
            before.push(was);
            after.push(name);
        }
        for name in new.keys().filter(|name| !old.contains_key(*name) && !after.contains(name)) {
            let (message, at) = (format!("schema {} added", code(name)), in_schemas.join(name));
            self.found(root, Rule::SchemaAdded, message, (None, Some(&at)), Breaks::NOTHING);
        }
        for name in old.keys().filter(|name| !new.contains_key(*name) && !before.contains(name)) {
            let (message, at) = (format!("schema {} removed", code(name)), in_schemas.join(name));
            self.found(root, Rule::SchemaRemoved, message, (Some(&at), None), Breaks::NOTHING);
        }
    }
}
