//! Where a document is being looked at, and what is said of it there. The rules of the gate report through this, each with
//! the section of the standard that it is about. It changes nothing in the document.

use super::grammar::{Grammar, Kind};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer},
    render::Sources,
};
use serde_json::Value;

pub(super) struct Reporter<'a> {
    pub(super) grammar: &'static Grammar,
    /// The object that is being looked at.
    pub(super) object: Kind,
    /// How many parts that no client needs are being looked at, one inside of another.
    pub(super) aside: usize,
    pub(super) sources: &'a mut Sources,
    pub(super) found: &'a mut Diagnostics,
}

impl Reporter<'_> {
    pub(super) fn report(&mut self, code: Code, place: Place, message: String, help: Option<String>) {
        let idle = self.aside > 0 && !code.is_warning();
        let mut diagnostic = Diagnostic::new(if idle { Code::Ignored } else { code }, place, message);
        diagnostic.help = if idle { Some("it has no part in a client and is ignored".to_owned()) } else { help };
        let section = self.object.name().to_lowercase().replace(' ', "-");
        diagnostic.note = Some(format!("see {}#{section}", self.grammar.standard));
        self.found.push(diagnostic);
    }

    /// A scalar as it is written: `version: 1.10` means the text `1.10`, not the number 1.1.
    pub(super) fn text(&self, value: &Value, at: &Pointer) -> String {
        let (source, at) = self.sources.origin(at);
        let written = source.and_then(|source| {
            let span = source.span(&at)?;
            source.text.get(span.value)
        });
        written.map_or_else(|| value.to_string(), str::to_owned)
    }
}
