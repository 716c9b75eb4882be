//! References, while a document is checked: what is in other files or deep inside of the document becomes a component of it,
//! or is read as if it stood in place of the reference. Reference Objects come in, references to components go out.

use super::{
    bundle::Wanted,
    grammar::{Grammar, Kind, Object, Shape},
    validate::Validator,
};
use crate::diagnostic::{Code, Place, Pointer};
use serde_json::{Map, Value, json};

/// How many references may follow one another.
const MAX_HOPS: usize = 16;

impl Validator<'_> {
    /// What a reference is called once its target is part of the document.
    pub(super) fn redirect(&mut self, reference: String, object: &'static Object, at: &Pointer) -> String {
        let Some(kind) = kind_of(self.grammar, object) else { return reference };
        let target = match self.inputs.follow(&reference, self.file, self.sources, self.found) {
            Ok(target) => target,
            Err(reason) => {
                self.bundle.unresolved.insert(at.clone(), reason);
                return reference;
            }
        };
        let tokens: Vec<_> = target.pointer.tokens().collect();
        let component = matches!(&tokens[..], [first, second, _] if first == "components" && second == kind);
        if target.file == 0 && component {
            // Whether it is there is seen when it is used.
            return format!("#{}", target.pointer.as_str());
        }
        if self.inputs.value(&target).is_none() {
            self.bundle.unresolved.insert(at.clone(), format!("`{reference}` leads nowhere"));
            return reference;
        }
        let name = self.bundle.want(target, kind, object, self.inputs);
        format!("#{}", Pointer::default().join("components").join(kind).join(name).as_str())
    }

    /// What a reference leads to, read as if it stood in its place.
    pub(super) fn inline(&mut self, reference: &str, shape: &Shape, at: &Pointer) -> Option<Value> {
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
                *reference = self.redirect(std::mem::take(reference), self.grammar.schema, &at);
            }
        }
    }

    /// Brings into the document what its references lead to and is no component of it.
    pub(super) fn bring_wanted(&mut self, root: &mut Value) {
        let mut moved = Vec::new();
        while let Some(Wanted { target, kind, object, name }) = self.bundle.wanted.pop_front() {
            let at = Pointer::default().join("components").join(kind).join(&name);
            self.sources.bring(at.clone(), target.file, target.pointer.clone());
            if target.file == 0 && self.bundle.is_visited(&target.pointer, object) {
                moved.push((target.pointer, at, kind, name));
                continue;
            }
            let Some(value) = self.inputs.value(&target).cloned() else { continue };
            self.file = target.file;
            let shape = if object.kind == Kind::Schema { Shape::Schema } else { Shape::RefOr(object) };
            if let Some(value) = self.shape(value, &shape, &at) {
                insert_component(root, kind, &name, value);
            }
        }
        // What is inside of something else that moves goes first.
        moved.sort_by_key(|(from, ..)| std::cmp::Reverse(from.as_str().len()));
        for (from, at, kind, name) in moved {
            if let Some(place) = root.pointer_mut(from.as_str()) {
                let value = std::mem::replace(place, json!({ "$ref": format!("#{}", at.as_str()) }));
                insert_component(root, kind, &name, value);
            }
        }
    }
}

/// The part of `components` that an object has its place in.
pub(super) fn kind_of(grammar: &Grammar, object: &Object) -> Option<&'static str> {
    let Shape::Object(components) = grammar.openapi.field("components")?.shape else { return None };
    let holds = |shape: &Shape| match shape {
        Shape::Map(Shape::RefOr(held)) => held.kind == object.kind,
        Shape::Map(Shape::Schema) => object.kind == grammar.schema.kind,
        _ => false,
    };
    components.fields.iter().find(|field| holds(&field.shape)).map(|field| field.name)
}

fn insert_component(root: &mut Value, kind: &str, name: &str, value: Value) {
    let components = &mut root["components"];
    if components.is_null() {
        *components = json!({});
    }
    let listed = &mut components[kind];
    if listed.is_null() {
        *listed = json!({});
    }
    listed[name] = value;
}
