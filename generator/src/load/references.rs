//! Follows references while a document is checked: to its components, deep inside of it, or into other files. What is no
//! component becomes one, or is read where the reference stands. Which of the two, and whether what is there is sound, is
//! for the caller to say.

use super::{
    bundle::{Bundle, Wanted},
    grammar::Kind,
    inputs::Inputs,
    report::Reporter,
};
use crate::{
    diagnostic::{Code, Place, Pointer},
    render::Sources,
};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// How many references may follow one another.
const MAX_HOPS: usize = 16;

/// The references of a document.
pub(super) struct References<'a> {
    inputs: &'a mut Inputs,
    /// The file that is being looked at.
    file: usize,
    /// How many references are being read in their places, one inside of another.
    inlined: usize,
    bundle: Bundle,
    /// Parts of the document that become components, and where they stand.
    moved: Vec<(Pointer, Part)>,
}

/// What becomes a component.
pub(super) struct Part {
    pub(super) kind: Kind,
    /// The part of `components` that it goes into.
    list: &'static str,
    name: String,
}

impl<'a> References<'a> {
    pub(super) fn new(inputs: &'a mut Inputs) -> Self {
        let bundle = Bundle::new(inputs.root());
        Self { inputs, file: 0, inlined: 0, bundle, moved: Vec::new() }
    }

    /// Those that could not be followed, by their place, and why.
    pub(super) fn unresolved(self) -> HashMap<Pointer, String> {
        self.bundle.unresolved
    }

    /// Notes what stands at a place of the document.
    pub(super) fn visit(&mut self, at: &Pointer, kind: Kind) {
        if self.file == 0 {
            self.bundle.visit(at, kind);
        }
    }

    /// What a reference is called once its target is part of the document.
    pub(super) fn redirect(
        &mut self,
        reference: String,
        kind: Kind,
        at: &Pointer,
        reporter: &mut Reporter<'_>,
    ) -> String {
        let Some(part) = reporter.grammar.part_of(kind) else { return reference };
        let target = match self.inputs.follow(&reference, self.file, reporter.sources, reporter.found) {
            Ok(target) => target,
            Err(reason) => {
                self.bundle.unresolved.insert(at.clone(), reason);
                return reference;
            }
        };
        let tokens: Vec<_> = target.pointer.tokens().collect();
        let component = matches!(&tokens[..], [first, second, _] if first == "components" && second == part);
        if target.file == 0 && component {
            // Whether it is there is seen when it is used.
            return format!("#{}", target.pointer.as_str());
        }
        if self.inputs.value(&target).is_none() {
            self.bundle.unresolved.insert(at.clone(), format!("`{reference}` leads nowhere"));
            return reference;
        }
        let name = self.bundle.want(target, kind, part, self.inputs);
        format!("#{}", Pointer::default().join("components").join(part).join(name).as_str())
    }

    /// The values of a discriminator that are references.
    pub(super) fn mapping(
        &mut self,
        discriminator: &mut Map<String, Value>,
        at: &Pointer,
        reporter: &mut Reporter<'_>,
    ) {
        let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") else { return };
        for (tag, target) in mapping.iter_mut() {
            if let Value::String(reference) = target
                && reference.contains(['#', '/', '.'])
            {
                let at = at.join("mapping").join(tag);
                *reference = self.redirect(std::mem::take(reference), Kind::Schema, &at, reporter);
            }
        }
    }

    /// What a reference leads to, to be read in its place, and the file to [`leave`](Self::leave) for after that.
    pub(super) fn enter(
        &mut self,
        reference: &str,
        at: &Pointer,
        reporter: &mut Reporter<'_>,
    ) -> Option<(Value, usize)> {
        let place = Place::Value(at.join("$ref"));
        if self.inlined >= MAX_HOPS {
            let message = "references that lead around in a circle".to_owned();
            reporter.report(Code::UnresolvedReference, place, message, None);
            return None;
        }
        let target = self.inputs.follow(reference, self.file, reporter.sources, reporter.found);
        let target = target.and_then(|target| match self.inputs.value(&target) {
            Some(value) => Ok((value.clone(), target)),
            None => Err(format!("`{reference}` leads nowhere")),
        });
        let (value, target) = match target {
            Ok(reached) => reached,
            Err(reason) => {
                reporter.report(Code::UnresolvedReference, place, reason, None);
                return None;
            }
        };
        reporter.sources.bring(at.clone(), target.file, target.pointer);
        self.inlined += 1;
        Some((value, std::mem::replace(&mut self.file, target.file)))
    }

    pub(super) fn leave(&mut self, outer: usize) {
        self.inlined -= 1;
        self.file = outer;
    }

    /// The next part that references want in the document. One that was looked at where it stands is moved later.
    pub(super) fn next_part(&mut self, sources: &mut Sources) -> Option<(Part, Value)> {
        loop {
            let Wanted { target, kind, part, name } = self.bundle.wanted.pop_front()?;
            let part = Part { kind, list: part, name };
            sources.bring(part.at(), target.file, target.pointer.clone());
            if target.file == 0 && self.bundle.is_visited(&target.pointer, kind) {
                self.moved.push((target.pointer, part));
            } else if let Some(value) = self.inputs.value(&target) {
                self.file = target.file;
                return Some((part, value.clone()));
            }
        }
    }

    /// Moves parts of the document to where its references now lead.
    pub(super) fn move_parts(&mut self, root: &mut Value) {
        let mut moved = std::mem::take(&mut self.moved);
        // What is inside of something else that moves goes first.
        moved.sort_by_key(|(from, _)| std::cmp::Reverse(from.as_str().len()));
        for (from, part) in moved {
            if let Some(place) = root.pointer_mut(from.as_str()) {
                let value = std::mem::replace(place, json!({ "$ref": format!("#{}", part.at().as_str()) }));
                part.insert(root, value);
            }
        }
    }
}

impl Part {
    /// Its place in the document.
    pub(super) fn at(&self) -> Pointer {
        Pointer::default().join("components").join(self.list).join(&self.name)
    }

    pub(super) fn insert(&self, root: &mut Value, value: Value) {
        let components = &mut root["components"];
        if components.is_null() {
            *components = json!({});
        }
        let listed = &mut components[self.list];
        if listed.is_null() {
            *listed = json!({});
        }
        listed[&self.name] = value;
    }
}
