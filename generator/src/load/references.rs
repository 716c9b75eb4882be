//! References, while a document is checked: what is in other files or deep inside of the document becomes a component of it,
//! or is read as if it stood in place of the reference. Reference Objects come in, references to components go out.

use super::{
    bundle::Wanted,
    grammar::{Kind, Shape},
    validate::Validator,
};
use crate::diagnostic::{Code, Place, Pointer};
use serde_json::{Map, Value, json};

/// How many references may follow one another.
const MAX_HOPS: usize = 16;

impl Validator<'_> {
    /// What a reference is called once its target is part of the document.
    pub(super) fn redirect(&mut self, reference: String, kind: Kind, at: &Pointer) -> String {
        let Some(part) = self.grammar.part_of(kind) else { return reference };
        let target = match self.inputs.follow(&reference, self.file, self.sources, self.found) {
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

    /// What a reference leads to, read as if it stood in its place.
    pub(super) fn inline(&mut self, reference: &str, shape: Shape, at: &Pointer) -> Option<Value> {
        let place = Place::Value(at.join("$ref"));
        if self.inlined >= MAX_HOPS {
            let message = "references that lead around in a circle".to_owned();
            self.report(Code::UnresolvedReference, place, message, None);
            return None;
        }
        let target = self.inputs.follow(reference, self.file, self.sources, self.found);
        let target = target.and_then(|target| match self.inputs.value(&target) {
            Some(value) => Ok((value.clone(), target)),
            None => Err(format!("`{reference}` leads nowhere")),
        });
        let (value, target) = match target {
            Ok(reached) => reached,
            Err(reason) => {
                self.report(Code::UnresolvedReference, place, reason, None);
                return None;
            }
        };
        self.sources.bring(at.clone(), target.file, target.pointer);
        let (file, object) = (std::mem::replace(&mut self.file, target.file), self.object);
        self.inlined += 1;
        let value = self.shape(value, shape, at);
        self.inlined -= 1;
        (self.file, self.object) = (file, object);
        value
    }

    /// The values of a discriminator that are references.
    pub(super) fn mapping(&mut self, discriminator: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") else { return };
        for (tag, target) in mapping.iter_mut() {
            if let Value::String(reference) = target
                && reference.contains(['#', '/', '.'])
            {
                let at = at.join("mapping").join(tag);
                *reference = self.redirect(std::mem::take(reference), Kind::Schema, &at);
            }
        }
    }

    /// Brings into the document what its references lead to and is no component of it.
    pub(super) fn bring_wanted(&mut self, root: &mut Value) {
        let mut moved = Vec::new();
        while let Some(Wanted { target, kind, part, name }) = self.bundle.wanted.pop_front() {
            let at = Pointer::default().join("components").join(part).join(&name);
            self.sources.bring(at.clone(), target.file, target.pointer.clone());
            if target.file == 0 && self.bundle.is_visited(&target.pointer, kind) {
                moved.push((target.pointer, at, part, name));
                continue;
            }
            let Some(value) = self.inputs.value(&target).cloned() else { continue };
            self.file = target.file;
            let shape = if kind == Kind::Schema { Shape::Schema } else { Shape::RefOr(kind) };
            if let Some(value) = self.shape(value, shape, &at) {
                insert_component(root, part, &name, value);
            }
        }
        // What is inside of something else that moves goes first.
        moved.sort_by_key(|(from, ..)| std::cmp::Reverse(from.as_str().len()));
        for (from, at, part, name) in moved {
            if let Some(place) = root.pointer_mut(from.as_str()) {
                let value = std::mem::replace(place, json!({ "$ref": format!("#{}", at.as_str()) }));
                insert_component(root, part, &name, value);
            }
        }
    }
}

fn insert_component(root: &mut Value, part: &str, name: &str, value: Value) {
    let components = &mut root["components"];
    if components.is_null() {
        *components = json!({});
    }
    let listed = &mut components[part];
    if listed.is_null() {
        *listed = json!({});
    }
    listed[name] = value;
}
