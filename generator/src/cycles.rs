//! Boxes the fields by which a type would hold itself and so have no size. Of each cycle those are boxed that lead back
//! to an earlier type, by the places where they are described, whatever their order in the document; lists and maps hold
//! their items elsewhere and need nothing. No function here calls itself: a document decides how long chains are.

use crate::{
    diagnostic::Pointer,
    ir::{Api, Type, TypeId, TypeKind},
};

/// Marks the fields to box, and breaks aliases that stand for nothing but themselves.
pub(crate) fn mark(mut api: Api) -> Api {
    break_tuples(&mut api);
    break_aliases(&mut api);
    let held = held_by_aliases(&api);
    let holds = |ty: &Type| match not_null(ty) {
        Type::Named(id) => held[id.0],
        _ => None,
    };
    let fields = |id: usize| match &api.types[id].kind {
        TypeKind::Struct(object) => object.fields.iter().map(|field| holds(&field.ty)).collect(),
        _ => Vec::new(),
    };
    let held: Vec<Vec<Option<TypeId>>> = (0..api.types.len()).map(fields).collect();
    let components = components(&held);
    let place = |id: usize| {
        let def = &api.types[id];
        (def.places.first().map(Pointer::as_str), def.pointer.as_str(), def.is_input)
    };
    // A way around has at least one step that goes back in an order of the types, or stays.
    let is_boxed = |id: usize, held: &Option<TypeId>| {
        held.is_some_and(|held| components[held.0] == components[id] && place(held.0) <= place(id))
    };
    let boxed = held.iter().enumerate().map(|(id, held)| held.iter().map(|held| is_boxed(id, held)).collect());
    let boxed: Vec<Vec<bool>> = boxed.collect();
    for (def, boxed) in api.types.iter_mut().zip(boxed) {
        let TypeKind::Struct(object) = &mut def.kind else { continue };
        for (field, boxed) in object.fields.iter_mut().zip(boxed) {
            field.boxed = boxed;
        }
    }
    api
}

/// A tuple has no name of its own in Rust, so one that leads back to itself cannot be written: its items have no types.
fn break_tuples(api: &mut Api) {
    if !api.types.iter().any(|def| matches!(def.kind, TypeKind::Tuple(_))) {
        return;
    }
    let named = |ty: &Type| match ty.innermost() {
        Type::Named(id) => Some(*id),
        _ => None,
    };
    let parts: Vec<Vec<Option<TypeId>>> = api.types.iter().map(|def| def.kind.types().map(named).collect()).collect();
    let components = components(&parts);
    let mut sizes = vec![0_usize; api.types.len() + 1];
    for component in &components {
        sizes[*component] += 1;
    }
    for (id, def) in api.types.iter_mut().enumerate() {
        let around = sizes[components[id]] > 1 || parts[id].contains(&Some(TypeId(id)));
        if around && matches!(def.kind, TypeKind::Tuple(_)) {
            def.kind = TypeKind::Alias(Type::Array(Box::new(Type::Any)));
        }
    }
}

/// An alias that names itself is allowed in no form: in each circle of aliases the first stands for anything.
fn break_aliases(api: &mut Api) {
    // Which walk came by. Walks begin in the order of the types.
    let mut seen = vec![usize::MAX; api.types.len()];
    for start in 0..api.types.len() {
        let mut at = start;
        while seen[at] == usize::MAX {
            seen[at] = start;
            let Some(next) = named(api, at) else { break };
            at = next;
            if seen[at] == start {
                let (mut first, mut around) = (at, at);
                while let Some(next) = named(api, around).filter(|next| *next != at) {
                    first = first.min(next);
                    around = next;
                }
                api.types[first].kind = TypeKind::Alias(Type::Any);
            }
        }
    }
}

/// The type that an alias names.
fn named(api: &Api, alias: usize) -> Option<usize> {
    match &api.types[alias].kind {
        TypeKind::Alias(ty) => match ty.innermost() {
            Type::Named(id) => Some(id.0),
            _ => None,
        },
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) => None,
    }
}

/// The type that a value of each type holds in itself.
fn held_by_aliases(api: &Api) -> Vec<Option<TypeId>> {
    let mut held: Vec<Option<Option<TypeId>>> = vec![None; api.types.len()];
    for start in 0..api.types.len() {
        let (mut way, mut at) = (Vec::new(), TypeId(start));
        let end = loop {
            if let Some(known) = held[at.0] {
                break known;
            }
            way.push(at);
            match &api.type_def(at).kind {
                TypeKind::Alias(target) => match not_null(target) {
                    Type::Named(next) => at = *next,
                    _ => break None,
                },
                TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Tuple(_) => break Some(at),
                // Its variants are boxed.
                TypeKind::Union(_) => break None,
            }
        };
        for id in way {
            held[id.0] = Some(end);
        }
    }
    held.into_iter().map(Option::flatten).collect()
}

fn not_null(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => not_null(inner),
        other => other,
    }
}

/// The strongly connected component of each type (Tarjan's algorithm): two are in one if each leads to the other.
fn components(edges: &[Vec<Option<TypeId>>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let (mut index, mut low, mut component) = (vec![NEW; edges.len()], vec![NEW; edges.len()], vec![NEW; edges.len()]);
    let (mut found, mut stack) = (0, Vec::new());
    for root in 0..edges.len() {
        if index[root] != NEW {
            continue;
        }
        // What is being looked at, each with its next edge.
        let mut open = vec![(root, 0)];
        while let Some((at, edge)) = open.pop() {
            if edge == 0 {
                (index[at], low[at]) = (found, found);
                found += 1;
                stack.push(at);
            }
            match edges[at].get(edge) {
                Some(next) => {
                    open.push((at, edge + 1));
                    match next.map(|next| next.0) {
                        Some(next) if index[next] == NEW => open.push((next, 0)),
                        Some(next) if component[next] == NEW => low[at] = low[at].min(index[next]),
                        _ => {}
                    }
                }
                None => {
                    if low[at] == index[at] {
                        while let Some(member) = stack.pop() {
                            component[member] = at;
                            if member == at {
                                break;
                            }
                        }
                    }
                    if let Some((outer, _)) = open.last() {
                        low[*outer] = low[*outer].min(low[at]);
                    }
                }
            }
        }
    }
    component
}
