//! Takes the schemas out of a checked document and leaves a reference in the place of each, so that openapiv3 reads a
//! document without schemas, and our own reader has them all. What asks nothing of a request goes as well.

use super::{
    grammar::{Grammar, Kind, Shape},
    schema::{At, JsonType, Schema, Schemas, read::read},
};
use crate::diagnostic::Pointer;
use serde_json::{Map, Value, json};
use std::rc::Rc;

/// Takes all schemas out of checked data, and what asks nothing of a request with them.
pub(super) fn lift(root: &mut Value, grammar: &'static Grammar) -> Schemas {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
    let transport = schemes.filter(|(_, scheme)| scheme.get("type").is_some_and(|ty| ty == "mutualTLS"));
    let transport = transport.map(|(name, _)| name.clone()).collect();
    let mut lift = Lift { grammar, schemas: Schemas::default(), transport };
    lift.object(root, Kind::OpenApi, &Pointer::default());
    lift.schemas
}

struct Lift {
    grammar: &'static Grammar,
    schemas: Schemas,
    /// The security schemes that are a matter of the connection alone.
    transport: Vec<String>,
}

impl Lift {
    fn value(&mut self, value: &mut Value, shape: Shape, at: &Pointer) {
        match (shape, &mut *value) {
            (Shape::Schema, schema) => {
                let reference = format!("#{}", at.as_str());
                let left = json!({ "$ref": reference });
                let schema = read(std::mem::replace(schema, left), at.clone());
                self.schemas.places.insert(reference, Rc::new(schema));
            }
            (Shape::Array(item), Value::Array(items)) => {
                let items = items.iter_mut().enumerate();
                items.for_each(|(index, value)| self.value(value, *item, &at.join(index)));
            }
            (Shape::Map(member), Value::Object(members)) => {
                members.iter_mut().for_each(|(name, value)| self.value(value, *member, &at.join(name)));
            }
            (Shape::Object(kind) | Shape::RefOr(kind), Value::Object(members)) if !members.contains_key("$ref") => {
                self.object(value, kind, at);
            }
            _ => {}
        }
    }

    fn object(&mut self, value: &mut Value, kind: Kind, at: &Pointer) {
        let Value::Object(members) = value else { return };
        match kind {
            Kind::Components => self.components(members, at),
            Kind::Operation => {
                members.shift_remove("callbacks");
                members.entry("responses").or_insert_with(|| json!({}));
            }
            Kind::Response => drop(members.shift_remove("links")),
            _ => {}
        }
        if !self.transport.is_empty()
            && let Some(Value::Array(sets)) = members.get_mut("security")
        {
            let sets = sets.iter_mut().filter_map(Value::as_object_mut);
            sets.for_each(|set| set.retain(|name, _| !self.transport.contains(name)));
        }
        let object = self.grammar.object(kind);
        for (name, value) in members.iter_mut() {
            if let Some(shape) = object.member(name).filter(|shape| leads_to_schemas(*shape)) {
                self.value(value, shape, &at.join(name));
            }
        }
        if kind == Kind::MediaType {
            self.items(members, at);
        }
    }

    /// `itemSchema` of 3.2 says of each item of a sequence what `schema` says of an array of them all.
    fn items(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        let Some(left) = members.shift_remove("itemSchema") else { return };
        let item = left["$ref"].as_str().and_then(|reference| self.schemas.places.remove(reference));
        let at = at.join("schema");
        let reference = format!("#{}", at.as_str());
        members.insert("schema".to_owned(), json!({ "$ref": reference }));
        let whole = Schema { at: At(at), ty: Some(JsonType::Array), items: item, ..Schema::default() };
        self.schemas.places.insert(reference, Rc::new(whole));
    }

    fn components(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if let Some(Value::Object(listed)) = members.shift_remove("schemas") {
            let at = at.join("schemas");
            let listed = listed.into_iter().map(|(name, value)| {
                let schema = read(value, at.join(&name));
                (name, Rc::new(schema))
            });
            self.schemas.components = listed.collect();
        }
        if let Some(Value::Object(schemes)) = members.get_mut("securitySchemes") {
            schemes.retain(|name, _| !self.transport.contains(name));
        }
    }
}

/// Whether there may be a schema in what has this shape: no pointer is made for all else.
fn leads_to_schemas(shape: Shape) -> bool {
    match shape {
        Shape::Schema | Shape::Object(_) | Shape::RefOr(_) => true,
        Shape::Array(item) | Shape::Map(item) => leads_to_schemas(*item),
        Shape::Any
        | Shape::Boolean
        | Shape::Number
        | Shape::Count
        | Shape::String
        | Shape::Word(_)
        | Shape::Types
        | Shape::BooleanOrSchema => false,
    }
}
