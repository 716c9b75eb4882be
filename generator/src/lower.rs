//! Makes the IR of a checked document: what OpenAPI says in many ways is said in one. All problems of all operations are
//! reported in one run. Only what an operation reaches is lowered, so that a fault in an unused part harms nobody. No
//! Rust name is known here.

mod body;
mod direction;
mod event_stream;
mod family;
mod identity;
mod look;
mod merge;
mod operation;
mod parameter;
mod path;
mod resolve;
mod response;
mod schema;
mod security;
mod server;
mod tags;
mod union;
mod usage;
mod variant;
mod webhook;
#[cfg(feature = "cli")]
mod wholes;

use crate::{
    DateTypes,
    adapt::OwnTypes,
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Stop},
    ir::{Api, Body, Deprecation, Header, Server, Tag, Type, TypeDef, TypeId, TypeKind, WireName},
    load::{Document, Schema, Schemas},
};
use indexmap::{IndexMap, IndexSet};
use openapiv3::{Components, OpenAPI};
use serde_json::Value;
use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    rc::Rc,
    sync::LazyLock,
};

#[cfg(feature = "cli")]
pub(crate) use wholes::{Scratch, Wholes};

/// What is wanted of types.
#[derive(Debug, Default)]
pub(crate) struct Wishes {
    /// Formats of strings that say nothing.
    pub(crate) plain_formats: BTreeSet<String>,
    /// The types that the user has.
    pub(crate) own_types: OwnTypes,
    /// The library of dates.
    pub(crate) dates: DateTypes,
    /// Whether every type is one that is sent and received.
    pub(crate) both_ways: bool,
    /// Whether the examples of responses are held against their schemas.
    pub(crate) compares_examples: bool,
}

/// Lowers a document.
pub(crate) fn lower(
    document: &Document,
    left_out: &HashSet<Pointer>,
    wishes: &Wishes,
    found: &mut Diagnostics,
) -> Result<Api, Stop> {
    let OpenAPI { info, servers, paths, .. } = &document.openapi;
    let mut lowering = Lowering::new(document, left_out, wishes, found);
    lowering.lower_security_schemes();
    let servers = lowering.lower_servers(servers, &Pointer::default());
    let base_url = servers.first().map(Server::default_url).unwrap_or_default();
    let operations = lowering.lower_paths(paths, &base_url);
    let webhooks = lowering.lower_webhooks(&document.webhooks);
    lowering.lower_pending();
    lowering.place_types();
    let Lowering { types, component_types, schemes, headers, tags, found, .. } = lowering;
    let mut api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        servers,
        schemes,
        types: types.into_iter().flatten().collect(),
        operations,
        webhooks,
        tags,
        headers,
        errors: Vec::new(),
        dates: wishes.dates,
    };
    tags::assign(&mut api);
    usage::mark(&mut api);
    if wishes.both_ways {
        usage::mark_both_ways(&mut api);
    }
    report_ambiguous(&api, found);
    usage::order(&mut api, &in_document_order(&document.schemas, &component_types));
    let mut api = direction::split(api);
    api.errors = error_bodies(&api);
    found.unless_errors(api)
}

/// What error responses have for a body, each once.
fn error_bodies(api: &Api) -> Vec<Body> {
    let errors = api.operations.iter().flat_map(|operation| &operation.responses).filter(|response| !response.success);
    let bodies: IndexSet<_> = errors.map(|response| &response.body).filter(|body| **body != Body::Empty).collect();
    bodies.into_iter().cloned().collect()
}

/// What is only sent is never told apart.
fn report_ambiguous(api: &Api, found: &mut Diagnostics) {
    for def in api.types.iter().filter(|def| def.received) {
        let TypeKind::Union(union) = &def.kind else { continue };
        for (first, second) in &union.ambiguous {
            let message = "this variant cannot be told apart from an earlier one, which always wins";
            let diagnostic = Diagnostic::new(Code::AmbiguousUnion, Place::Value(second.clone()), message);
            let diagnostic = diagnostic.related(Place::Value(first.clone()), "this one wins");
            found.push(diagnostic.help("add a discriminator, or a required member with a value of its own"));
        }
    }
}

/// The lowered components, in the order in which the document lists them.
fn in_document_order(schemas: &Schemas, types: &HashMap<String, TypeId>) -> Vec<TypeId> {
    schemas.components.keys().filter_map(|name| types.get(name).copied()).collect()
}

struct Lowering<'a> {
    components: &'a Components,
    schemas: &'a Schemas,
    /// The children of each base, by the names of their components.
    families: HashMap<String, IndexSet<String>>,
    /// Schemas without their parts, by their place.
    merged: HashMap<Pointer, Rc<Schema>>,
    /// How many more parts of schemas are opened.
    parts_left: usize,
    /// Components that are no more than another one, by references that do not lead around in a circle.
    leading_somewhere: HashSet<String>,
    found: &'a mut Diagnostics,
    left_out: &'a HashSet<Pointer>,
    wishes: &'a Wishes,
    /// What the gate found wrong and cleared: what lacks for that reason was told already.
    cleared: BTreeSet<String>,
    /// How many more schemas are looked at for the variant that is being lowered.
    looks_left: usize,
    /// The names of components, by their letters and digits alone.
    component_letters: HashSet<String>,
    /// References that could not be followed, and why.
    unresolved: &'a HashMap<Pointer, String>,
    /// `None` while a type is being lowered.
    types: Vec<Option<TypeDef>>,
    component_types: HashMap<String, TypeId>,
    /// Components that are referred to and not lowered yet: a chain of references is no recursion.
    pending: VecDeque<String>,
    /// The types of schemas without a name, by their place: a schema that is reached on several ways is one type.
    inline_types: HashMap<Pointer, Type>,
    /// Schemas without a name whose title names them, by that: the same schema in many places is one type.
    titled_types: HashMap<String, (Rc<Schema>, Type)>,
    /// Further places of those.
    repeated: Vec<(TypeId, Pointer)>,
    /// What items of lists are, by their place: see `identity`.
    identities: HashMap<Pointer, String>,
    schemes: Vec<crate::ir::SecurityScheme>,
    headers: Vec<Header>,
    listed_tags: &'a [openapiv3::Tag],
    tags: Vec<Tag>,
    security: &'a [openapiv3::SecurityRequirement],
}

/// What a document has under `components` that has none.
static NONE: LazyLock<Components> = LazyLock::new(Components::default);

impl<'a> Lowering<'a> {
    fn new(
        document: &'a Document,
        left_out: &'a HashSet<Pointer>,
        wishes: &'a Wishes,
        found: &'a mut Diagnostics,
    ) -> Self {
        let OpenAPI {
            openapi: _,
            info: _,
            servers: _,
            paths: _,
            components,
            security,
            tags,
            external_docs: _,
            extensions: _,
        } = &document.openapi;
        Self {
            components: components.as_ref().unwrap_or(&NONE),
            schemas: &document.schemas,
            families: family::families(&document.schemas),
            merged: HashMap::new(),
            parts_left: merge::MAX_PARTS,
            leading_somewhere: HashSet::new(),
            looks_left: 0,
            component_letters: document.schemas.components.keys().map(|name| schema::letters(name)).collect(),
            cleared: found.error_pointers().into_iter().map(|pointer| pointer.as_str().to_owned()).collect(),
            unresolved: &document.unresolved,
            left_out,
            wishes,
            found,
            types: Vec::new(),
            component_types: HashMap::new(),
            pending: VecDeque::new(),
            inline_types: HashMap::new(),
            titled_types: HashMap::new(),
            repeated: Vec::new(),
            identities: HashMap::new(),
            schemes: Vec::new(),
            headers: Vec::new(),
            listed_tags: tags,
            tags: Vec::new(),
            security: security.as_deref().unwrap_or_default(),
        }
    }
}

impl Lowering<'_> {
    fn report(&mut self, code: Code, at: &Pointer, message: impl Into<String>, help: &str) {
        let diagnostic = Diagnostic::new(code, Place::Value(at.clone()), message);
        self.found.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    /// Whether the gate cleared something of what a pointer leads to.
    fn was_cleared(&self, pointer: &Pointer) -> bool {
        let inside = format!("{}/", pointer.as_str());
        let mut behind = self.cleared.range(inside.clone()..);
        self.cleared.contains(pointer.as_str()) || behind.next().is_some_and(|cleared| cleared.starts_with(&inside))
    }

    fn unsupported(&mut self, at: &Pointer, what: &str) {
        self.report(Code::Unsupported, at, format!("{what} is not supported yet"), "");
    }
}

/// What a set of `x-` fields says about names and deprecation.
#[derive(Clone, Copy)]
struct Extensions<'a>(&'a IndexMap<String, Value>);

impl Extensions<'_> {
    /// The name, with the Rust name wished for in `x-rust-name`.
    fn named(self, wire: impl Into<String>) -> WireName {
        WireName { wire: wire.into(), wish: self.text("x-rust-name") }
    }

    /// `x-deprecated: { note, since, replaced-by }`, or `x-deprecated-reason` and `x-sunset` of other tools.
    fn deprecation(self, deprecated: bool) -> Option<Deprecation> {
        let details = self.0.get("x-deprecated").and_then(Value::as_object);
        let detail =
            |name: &str| details.and_then(|details| details.get(name)).and_then(Value::as_str).map(str::to_owned);
        let sunset = || self.text("x-sunset").map(|date| format!("it is withdrawn on {date}"));
        (deprecated || details.is_some()).then(|| Deprecation {
            since: detail("since"),
            note: detail("note").or_else(|| self.text("x-deprecated-reason")).or_else(sunset),
            replaced_by: detail("replaced-by"),
        })
    }

    /// An item of a list of texts.
    fn item(self, name: &str, index: usize) -> Option<String> {
        self.0.get(name).and_then(|list| list.get(index)).and_then(Value::as_str).map(str::to_owned)
    }

    fn text(self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).map(str::to_owned)
    }
}
