//! `readOnly` and `writeOnly`: a member is left out of the way that it does not go. A type that is used both ways keeps such members where they may
//! be absent: they are not written, or not there when it is read. Only where one must be there in one direction alone it
//! becomes two types, and so does each that holds it; the one that is sent stands behind the other and is named `…Input`.

use super::usage::{each_type_mut, parts, received_types, sent_types, visit_type};
use crate::ir::{Access, Api, Field, Origin, TypeDef, TypeId, TypeKind, Webhook};

/// Leaves out what does not travel, and splits the types that need it.
pub(super) fn split(mut api: Api) -> Api {
    let differs = differing(&api);
    let mut received = Vec::new();
    let mut sent = Vec::new();
    let mut next = 0;
    for differs in &differs {
        received.push(TypeId(next));
        next += usize::from(*differs);
        sent.push(TypeId(next));
        next += 1;
    }
    let mut types = Vec::new();
    for (mut def, differs) in std::mem::take(&mut api.types).into_iter().zip(differs) {
        if differs {
            let mut input = TypeDef { origin: input(&def.origin), is_input: true, received: false, ..def.clone() };
            travel(&mut input.kind, Access::Read, &sent);
            def.sent = false;
            travel(&mut def.kind, Access::Write, &received);
            types.extend([def, input]);
        } else {
            match (def.sent, def.received) {
                (true, false) => travel(&mut def.kind, Access::Read, &sent),
                (false, true) => travel(&mut def.kind, Access::Write, &received),
                // What it holds is the same in both directions.
                _ => each_type_mut(&mut def.kind, &mut |id| *id = sent[id.0]),
            }
            types.push(def);
        }
    }
    api.types = types;
    for header in &mut api.headers {
        visit_type(&mut header.ty, &mut |id| *id = received[id.0]);
    }
    for ty in api.webhooks.iter_mut().flat_map(Webhook::types_mut) {
        visit_type(ty, &mut |id| *id = received[id.0]);
    }
    for operation in &mut api.operations {
        sent_types(operation).for_each(|ty| visit_type(ty, &mut |id| *id = sent[id.0]));
        received_types(operation).for_each(|ty| visit_type(ty, &mut |id| *id = received[id.0]));
    }
    api
}

/// Which types are used both ways and are two types, by themselves or by what they hold.
fn differing(api: &Api) -> Vec<bool> {
    let own = |def: &TypeDef| def.sent && def.received && def.fields().any(must_be_there_in_one_direction);
    let mut differs: Vec<_> = api.types.iter().map(own).collect();
    let mut holders = vec![Vec::new(); api.types.len()];
    for (holder, def) in api.types.iter().enumerate().filter(|(_, def)| def.sent && def.received) {
        for part in parts(&def.kind) {
            holders[part.0].push(holder);
        }
    }
    let mut pending: Vec<_> = (0..differs.len()).filter(|id| differs[*id]).collect();
    while let Some(id) = pending.pop() {
        for holder in &holders[id] {
            if !std::mem::replace(&mut differs[*holder], true) {
                pending.push(*holder);
            }
        }
    }
    differs
}

/// A constant that is only received is there by itself.
fn must_be_there_in_one_direction(field: &Field) -> bool {
    field.required
        && match field.access {
            Access::Both => false,
            Access::Read => field.constant.is_none(),
            Access::Write => true,
        }
}

/// Leaves out the members that only travel in the other direction.
fn travel(kind: &mut TypeKind, other: Access, ids: &[TypeId]) {
    match kind {
        TypeKind::Struct(object) => object.fields.retain(|field: &Field| field.access != other),
        TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => {}
    }
    each_type_mut(kind, &mut |id| *id = ids[id.0]);
}

/// Where what is sent comes from: a component has the name of the other half, see [`TypeDef::is_input`].
fn input(origin: &Origin) -> Origin {
    match origin {
        Origin::Component(name) => Origin::Component(name.clone()),
        Origin::Inline(words) => Origin::Inline(words.iter().cloned().chain(["input".to_owned()]).collect()),
    }
}
