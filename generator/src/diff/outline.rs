//! Compares what a document says beside its operations: servers, security schemes, components that nothing compared so
//! far, and prose about the whole.

use super::{
    describe::code,
    rule::Rule,
    walk::{Breaks, Walk},
};
use crate::{
    diagnostic::Pointer,
    ir::{SecurityScheme, Server},
};

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
        let first = |servers: &[Server]| servers.first().map(Server::default_url);
        let at = Pointer::default().join("servers");
        let place = |servers: &[Server]| servers.first().map_or_else(|| at.clone(), |server| server.pointer.clone());
        let (before, after) = (first(&old.servers), first(&new.servers));
        if before != after {
            let name = |url: &Option<String>| url.as_ref().map_or_else(|| "none".to_owned(), |url| code(url));
            let message = format!("calls go to the server {}, no more to {}", name(&after), name(&before));
            let places = (place(&old.servers), place(&new.servers));
            let places = (Some(&places.0), Some(&places.1));
            self.found(root, Rule::DefaultServerChanged, message, places, Breaks::SENT);
        }
        for server in &new.servers {
            let Some(known) = old.servers.iter().find(|known| known.url == server.url) else {
                let message = format!("server {} added", code(&server.url));
                self.found(root, Rule::ServerAdded, message, (None, Some(&server.pointer)), Breaks::NOTHING);
                continue;
            };
            self.prose(&known.description, &server.description, &server.pointer);
            let values = |server: &Server| -> Vec<_> {
                let variables = server.variables.iter();
                variables.map(|it| (it.name.clone(), it.default.clone(), it.values.clone())).collect()
            };
            if values(known) != values(server) {
                let message = format!("variables of the server {} changed", code(&server.url));
                let places = (Some(&known.pointer), Some(&server.pointer));
                self.found(root, Rule::ServerVariableChanged, message, places, Breaks::NOTHING);
            }
        }
        for server in old.servers.iter().filter(|server| !new.servers.iter().any(|other| other.url == server.url)) {
            let message = format!("server {} removed", code(&server.url));
            self.found(root, Rule::ServerRemoved, message, (Some(&server.pointer), None), Breaks::NOTHING);
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
                self.found(root, Rule::RustNameChanged, message, (Some(&at), Some(&at)), Breaks::NOTHING);
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
        let renamed = self.renamed.iter().filter(|(was, is)| !new.contains_key(*was) && !old.contains_key(*is));
        let (before, after): (Vec<_>, Vec<_>) = renamed.map(|(was, is)| (was.clone(), is.clone())).unzip();
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
