//! Parts of a document with their references followed, and schemas with all that their parts say, for who compares two
//! documents. What is wrong in them was reported when the document was lowered; here it is left aside.

use super::{Lowering, Wishes};
use crate::{
    diagnostic::{Diagnostics, Pointer},
    load::{Document, Schema},
};
use openapiv3::{Header, ReferenceOr, RequestBody, Response};
use std::{collections::HashSet, rc::Rc};

/// What lowering needs beside a document, and nobody reads.
#[derive(Default)]
pub(crate) struct Scratch {
    found: Diagnostics,
    left_out: HashSet<Pointer>,
    wishes: Wishes,
}

/// The parts of a document.
pub(crate) struct Wholes<'a>(Lowering<'a>);

impl<'a> Wholes<'a> {
    pub(crate) fn new(document: &'a Document, scratch: &'a mut Scratch) -> Self {
        Self(Lowering::new(document, &scratch.left_out, &scratch.wishes, &mut scratch.found))
    }

    /// The schema itself, or what it refers to and says no more than that.
    pub(crate) fn target(&mut self, schema: &Rc<Schema>) -> Rc<Schema> {
        let mut schema = Rc::clone(schema);
        let mut seen = HashSet::new();
        while let Some(reference) = schema.reference.clone().filter(|_| schema.all_of.is_empty()) {
            if !seen.insert(reference.clone()) {
                break;
            }
            let Some((_, target)) = self.0.component(&reference, &schema.at) else { break };
            schema = target;
        }
        schema
    }

    /// The schema without parts and references that says the same.
    pub(crate) fn whole(&mut self, schema: &Rc<Schema>) -> Rc<Schema> {
        self.0.merged(schema)
    }

    /// Whether a schema allows `null` beside other values.
    pub(crate) fn is_nullable(&self, schema: &Schema) -> bool {
        self.0.is_nullable(schema)
    }

    /// The schema that stood where openapiv3 now has a reference.
    pub(crate) fn lifted(&self, place: &ReferenceOr<openapiv3::Schema>) -> Rc<Schema> {
        self.0.lifted(place)
    }

    pub(crate) fn body(
        &mut self,
        item: &'a ReferenceOr<RequestBody>,
        at: &Pointer,
    ) -> Option<(&'a RequestBody, Pointer)> {
        let listed = &self.0.components.request_bodies;
        self.0.resolve(item, "requestBodies", listed, at)
    }

    pub(crate) fn response(
        &mut self,
        item: &'a ReferenceOr<Response>,
        at: &Pointer,
    ) -> Option<(&'a Response, Pointer)> {
        let listed = &self.0.components.responses;
        self.0.resolve(item, "responses", listed, at)
    }

    pub(crate) fn header(&mut self, item: &'a ReferenceOr<Header>, at: &Pointer) -> Option<(&'a Header, Pointer)> {
        let listed = &self.0.components.headers;
        self.0.resolve(item, "headers", listed, at)
    }
}
