//! Follows references inside of the document. One that leads nowhere names the target that was most likely meant.

use super::{Lowering, schema::letters};
use crate::diagnostic::{Code, Pointer, probably_meant};
use indexmap::IndexMap;
use openapiv3::ReferenceOr;

/// How many references may follow one another.
const MAX_HOPS: usize = 16;

impl<'a> Lowering<'a> {
    /// The item itself, or the component that a reference leads to. `kind` is the part of `components`.
    pub(super) fn resolve<T>(
        &mut self,
        item: &'a ReferenceOr<T>,
        kind: &str,
        listed: &'a IndexMap<String, ReferenceOr<T>>,
        at: &Pointer,
    ) -> Option<(&'a T, Pointer)> {
        let (mut item, mut at) = (item, at.clone());
        for _ in 0..MAX_HOPS {
            let reference = match item {
                ReferenceOr::Item(item) => return Some((item, at)),
                ReferenceOr::Reference { reference } => reference,
            };
            let listed_names = listed.keys().map(String::as_str);
            let name = self.component_name(reference, kind, |name| listed.contains_key(name), listed_names, &at)?;
            item = listed.get(&name)?;
            at = Pointer::default().join("components").join(kind).join(&name);
        }
        self.report(Code::UnresolvedReference, &at, "references that lead around in a circle", "");
        None
    }

    /// The words that name the types at a place. In a component that others refer to those are its own name and `what`, so
    /// that they do not change with the first that refers to it.
    pub(super) fn words_at(at: &Pointer, what: &str, own: &[String]) -> Vec<String> {
        let place = at.as_str().strip_prefix("/components/").and_then(|place| place.split_once('/'));
        let Some((_, name)) = place else { return own.to_vec() };
        let name = name.split('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        let said = letters(&name).ends_with(what);
        [name].into_iter().chain((!said).then(|| what.to_owned())).collect()
    }

    /// The name of the component that a reference leads to.
    pub(super) fn component_name<'n>(
        &mut self,
        reference: &str,
        kind: &str,
        is_listed: impl Fn(&str) -> bool,
        listed: impl Iterator<Item = &'n str>,
        at: &Pointer,
    ) -> Option<String> {
        let at = at.join("$ref");
        let Some(name) = reference.strip_prefix(&format!("#/components/{kind}/")) else {
            let unresolved = self.unresolved;
            let reason = unresolved.get(&at).map_or("it leads nowhere", String::as_str);
            self.report(Code::UnresolvedReference, &at, reason, "");
            return None;
        };
        let name = name.replace("~1", "/").replace("~0", "~");
        if is_listed(&name) {
            return Some(name);
        }
        if self.was_cleared(&Pointer::default().join("components").join(kind).join(&name)) {
            // It is there, but was cleared for a reason that was told.
            return None;
        }
        let help = probably_meant(&name, listed)
            .map_or_else(|| format!("add `{name}` to `components.{kind}`"), |meant| format!("did you mean `{meant}`?"));
        self.report(Code::UnresolvedReference, &at, format!("`{reference}` leads nowhere"), &help);
        None
    }
}
