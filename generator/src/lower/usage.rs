//! Who uses each type, once all are lowered: a type that nobody uses goes, and the others are put in the order of the
//! document. A type without a name stands behind the one that it is part of.

use crate::ir::{Access, Api, Bodies, Operation, Origin, Type, TypeId, TypeKind, Webhook};
use indexmap::IndexSet;

/// Puts the components into the order of the document.
pub(super) fn order(api: &mut Api, components: &[TypeId]) {
    let mut order = IndexSet::new();
    for component in components {
        place(api, *component, &mut order);
    }
    for id in (0..api.types.len()).map(TypeId) {
        place(api, id, &mut order);
    }
    let mut moved = vec![TypeId(0); api.types.len()];
    for (new, old) in order.iter().enumerate() {
        moved[old.0] = TypeId(new);
    }
    let mut types: Vec<_> = std::mem::take(&mut api.types).into_iter().map(Some).collect();
    api.types = order.iter().filter_map(|old| types[old.0].take()).collect();
    each_in_api(api, &mut |id| *id = moved[id.0]);
}

/// Puts a type into its place, and behind it the types without a name that are part of it.
fn place(api: &Api, id: TypeId, order: &mut IndexSet<TypeId>) {
    let def = api.type_def(id);
    if !(def.sent || def.received) || !order.insert(id) {
        return;
    }
    for part in parts(&api.type_def(id).kind) {
        if let Origin::Inline(_) = api.type_def(part).origin {
            place(api, part, order);
        }
    }
}

/// Marks what is sent and what is received.
pub(super) fn mark(api: &mut Api) {
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for operation in &api.operations {
        operation.parameters.iter().for_each(|parameter| named(&parameter.ty, &mut sent));
        operation.body.iter().for_each(|body| named(&body.ty, &mut sent));
        for response in &operation.responses {
            response.types().for_each(|ty| named(ty, &mut received));
        }
    }
    api.headers.iter().for_each(|header| named(&header.ty, &mut received));
    api.webhooks.iter().flat_map(Webhook::types).for_each(|ty| named(ty, &mut received));
    while let Some(TypeId(id)) = sent.pop() {
        if !std::mem::replace(&mut api.types[id].sent, true) {
            sent.extend(parts(&api.types[id].kind));
        }
    }
    while let Some(TypeId(id)) = received.pop() {
        if !std::mem::replace(&mut api.types[id].received, true) {
            received.extend(parts(&api.types[id].kind));
        }
    }
}

/// Makes every type travel both ways, each with all its members. What is no JSON is still only sent.
pub(super) fn mark_both_ways(api: &mut Api) {
    for def in &mut api.types {
        let read = match &mut def.kind {
            TypeKind::Struct(object) => {
                object.fields.iter_mut().for_each(|field| field.access = Access::Both);
                !object.multipart
            }
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => true,
        };
        let used = def.sent || def.received;
        (def.sent, def.received) = (used, used && read);
    }
}

/// The named types that a type is made of.
pub(crate) fn parts(kind: &TypeKind) -> Vec<TypeId> {
    let mut found = Vec::new();
    kind.types().for_each(|ty| named(ty, &mut found));
    found
}

fn named(ty: &Type, found: &mut Vec<TypeId>) {
    if let Type::Named(id) = ty.innermost() {
        found.push(*id);
    }
}

fn each_in_api(api: &mut Api, visit: &mut impl FnMut(&mut TypeId)) {
    api.types.iter_mut().for_each(|def| each_type_mut(&mut def.kind, visit));
    api.headers.iter_mut().for_each(|header| visit_type(&mut header.ty, visit));
    api.webhooks.iter_mut().flat_map(Webhook::types_mut).for_each(|ty| visit_type(ty, visit));
    for operation in &mut api.operations {
        sent_types(operation).for_each(|ty| visit_type(ty, visit));
        received_types(operation).for_each(|ty| visit_type(ty, visit));
    }
}

/// The types of what an operation sends.
pub(super) fn sent_types(operation: &mut Operation) -> impl Iterator<Item = &mut Type> {
    let body = operation.body.iter_mut().map(|body| &mut body.ty);
    operation.parameters.iter_mut().map(|parameter| &mut parameter.ty).chain(body)
}

/// The types of what an operation receives.
pub(super) fn received_types(operation: &mut Operation) -> impl Iterator<Item = &mut Type> {
    let bodies = operation.responses.iter_mut().flat_map(|response| {
        response.body.ty_mut().into_iter().chain(response.events.iter_mut().map(|events| &mut events.ty))
    });
    let all = match &mut operation.output {
        Bodies::One(body) => body.ty_mut(),
        Bodies::None | Bodies::ByStatus => None,
    };
    bodies.chain(all)
}

/// Calls `visit` with each named type that a type is made of.
pub(super) fn each_type_mut(kind: &mut TypeKind, visit: &mut impl FnMut(&mut TypeId)) {
    match kind {
        TypeKind::Struct(object) => {
            let fields = object.fields.iter_mut().map(|field| &mut field.ty);
            fields.chain(&mut object.rest).for_each(|ty| visit_type(ty, visit));
        }
        TypeKind::Enum(_) => {}
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| visit_type(&mut variant.ty, visit)),
        TypeKind::Tuple(items) => items.iter_mut().for_each(|ty| visit_type(ty, visit)),
        TypeKind::Alias(ty) => visit_type(ty, visit),
    }
}

pub(super) fn visit_type(ty: &mut Type, visit: &mut impl FnMut(&mut TypeId)) {
    match ty {
        Type::Named(id) => visit(id),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => visit_type(inner, visit),
        Type::Any
        | Type::Null
        | Type::Boolean
        | Type::Integer(_)
        | Type::Double
        | Type::Number
        | Type::String
        | Type::Uuid
        | Type::Date
        | Type::DateTime
        | Type::Base64
        | Type::Secret
        | Type::Bytes
        | Type::File
        | Type::Form
        | Type::Own(_) => {}
    }
}
