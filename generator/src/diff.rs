//! What changed between two documents: on the wire, for a client in the field; in the Rust API of the generated client; and
//! in what its names stand for. In go two documents, each with its configuration, out comes a list of changes, each with the
//! place of the document and all items of the API that it touches. Nothing is built, and nothing is generated.

mod attribute;
mod bodies;
mod describe;
mod git;
mod members;
mod operations;
mod outline;
mod parameters;
mod render;
mod rule;
mod scalars;
mod schemas;
mod sides;
mod unions;
mod version;
mod walk;

use crate::{
    Failure, Generator, Package,
    diagnostic::{Diagnostics, Pointer, Stop},
    generator::{name, read, read_lock},
    ir::Api,
    load::{Care, Document},
    lower::{Scratch, Wholes},
    names::{self, Lock, Names},
    plan,
    render::Sources,
    surface::{self, Surface, compare},
};
use walk::{OnWire, Side, Walk};

pub use crate::surface::compare::{Bump, Edit, Effect};
pub use rule::Rule;
pub use sides::{configured, document};
pub use version::{needed, parse};
pub use walk::Wire;

/// A change of a document, with what it does.
#[derive(Debug)]
#[non_exhaustive]
pub struct Change {
    /// What kind of change.
    pub rule: Rule,
    /// What changed, in words.
    pub message: String,
    /// Where it was, as a JSON pointer; none for what was added.
    pub old: Option<Pointer>,
    /// Where it is; none for what was removed.
    pub new: Option<Pointer>,
    /// What it does to clients in the field.
    pub wire: Wire,
    /// The operations that it shows in, as `METHOD /path`, in the order of the document.
    pub operations: Vec<String>,
    /// What it adds to, removes from or changes in the Rust API, sorted by path.
    pub items: Vec<Edit>,
    /// Whether code that compiles as before means something else.
    pub rebinding: bool,
}

impl Change {
    /// What it asks of the version by Cargo's reference, as far as Rust sees it; none where it touches no item.
    #[must_use]
    pub fn rust(&self) -> Option<Bump> {
        self.items.iter().map(|edit| edit.effect.version).max()
    }

    /// What it asks of the version. What breaks clients in the field is never a patch, which `cargo update` brings
    /// unnoticed.
    #[must_use]
    pub fn verdict(&self) -> Bump {
        let wire = if self.wire == Wire::default() { Bump::Patch } else { Bump::Minor };
        let rebinding = if self.rebinding { Bump::Major } else { Bump::Patch };
        self.rust().unwrap_or(Bump::Patch).max(wire).max(rebinding)
    }
}

/// The difference of two documents.
#[derive(Debug)]
#[non_exhaustive]
pub struct Difference {
    /// Each change once, in the order of the documents.
    pub changes: Vec<Change>,
    /// In how many places only documentation changed.
    pub documentation: usize,
    old: Sources,
    new: Sources,
}

impl Difference {
    /// What all changes together ask of the version.
    #[must_use]
    pub fn verdict(&self) -> Bump {
        self.changes.iter().map(Change::verdict).max().unwrap_or(Bump::Patch)
    }

    /// Whether nothing changed, not even documentation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.documentation == 0
    }

    /// How many changes break requests of clients in the field, and how many what they read.
    #[must_use]
    pub fn breaks(&self) -> (usize, usize) {
        let count = |broken: fn(&Wire) -> bool| self.changes.iter().filter(|change| broken(&change.wire)).count();
        (count(|wire| wire.breaks_requests), count(|wire| wire.breaks_responses))
    }
}

/// What a document becomes, as far as it is compared.
struct Read {
    document: Document,
    api: Api,
    /// The names that were known before.
    known: Lock,
    names: Names,
    surface: Surface,
    sources: Sources,
}

/// Compares the client of a document with the client of another, which takes its place.
///
/// # Errors
/// One of the documents has errors.
pub fn diff(old: (&Generator, &Package), new: (&Generator, &Package)) -> Result<Difference, Failure> {
    let old = comparable(old, Lock::default)?;
    // Where the new document has no lock of its own, what is known of the old one is known.
    let new = comparable(new, || names::renewed(&old.known, &old.api, &old.names))?;
    let (on_wire, documentation) = on_wire(&old, &new);
    let edits = compare::compare(old.surface.lines(), new.surface.lines());
    let changes = attribute::attribute(on_wire, edits, &old.surface, &new.surface);
    Ok(Difference { changes, documentation, old: old.sources, new: new.sources })
}

/// A document as it is compared. `known` are the names that it has where it has no lock.
fn comparable((generator, package): (&Generator, &Package), known: impl FnOnce() -> Lock) -> Result<Read, Failure> {
    let (mut sources, mut found) = (Sources::default(), Diagnostics::new(generator.verdicts.clone()));
    let done = read(generator, Care::Generate, &mut sources, &mut found).and_then(|(document, api, _)| {
        let known = read_lock(generator, &mut sources, &mut found)?.unwrap_or_else(known);
        let (api, names) = name(api, &known, &mut found)?;
        let plan = plan::plan(&api, &names);
        let surface = surface::of(&api, &names, &plan, package);
        Ok((document, api, known, names, surface))
    });
    match done {
        Ok((document, api, known, names, surface)) => Ok(Read { document, api, known, names, surface, sources }),
        Err(Stop) => Err(Failure::new(found, sources)),
    }
}

fn on_wire(old: &Read, new: &Read) -> (Vec<OnWire>, usize) {
    let (mut before, mut after) = (Scratch::default(), Scratch::default());
    let mut walk = Walk::new(side(old, &mut before), side(new, &mut after));
    walk.documents();
    walk.finish()
}

fn side<'a>(Read { document, api, .. }: &'a Read, scratch: &'a mut Scratch) -> Side<'a> {
    Side { document, api, wholes: Wholes::new(document, scratch) }
}
