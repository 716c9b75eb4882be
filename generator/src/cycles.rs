//! Recursive types. A type that holds itself has no size, so one field of each cycle is boxed; lists and maps need
//! none, since they hold their items elsewhere. The IR comes in and goes out with those fields marked.

use crate::ir::{Api, Field, Type, TypeId, TypeKind};

/// Marks the fields to box, and breaks aliases that stand for nothing but themselves.
pub(crate) fn mark(mut api: Api) -> Api {
    for id in (0..api.types.len()).map(TypeId) {
        let seen = &mut Vec::new();
        api.types[id.0].kind = match &api.type_def(id).kind {
            TypeKind::Alias(ty) if names(&api, ty, id, seen) => TypeKind::Alias(Type::Any),
            TypeKind::Tuple(items) if items.iter().any(|ty| names(&api, ty, id, seen)) => {
                TypeKind::Alias(Type::Array(Box::new(Type::Any)))
            }
            _ => continue,
        };
    }
    for id in (0..api.types.len()).map(TypeId) {
        let TypeKind::Struct(object) = &api.type_def(id).kind else { continue };
        let recursive =
            |field: &Field| held(&api, &field.ty).is_some_and(|held| reaches(&api, held, id, &mut Vec::new()));
        let boxed: Vec<_> = object.fields.iter().map(recursive).collect();
        if let TypeKind::Struct(object) = &mut api.types[id.0].kind {
            object.fields.iter_mut().zip(boxed).for_each(|(field, boxed)| field.boxed = boxed);
        }
    }
    api
}

/// The type that a value of `ty` holds in itself.
fn held(api: &Api, ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Nullable(inner) => held(api, inner),
        Type::Named(id) => match &api.type_def(*id).kind {
            TypeKind::Alias(target) => held(api, target),
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Tuple(_) => Some(*id),
            // The variants of the one are boxed, nothing holds the other.
            TypeKind::Union(_) | TypeKind::Body(_) => None,
        },
        _ => None,
    }
}

/// Whether a value of `from` holds one of `to`, through fields that are not boxed.
fn reaches(api: &Api, from: TypeId, to: TypeId, seen: &mut Vec<TypeId>) -> bool {
    if from == to {
        return true;
    }
    if seen.contains(&from) {
        return false;
    }
    seen.push(from);
    let object = match &api.type_def(from).kind {
        TypeKind::Struct(object) => object,
        TypeKind::Tuple(items) => {
            return items.iter().any(|ty| held(api, ty).is_some_and(|held| reaches(api, held, to, seen)));
        }
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Body(_) | TypeKind::Alias(_) => return false,
    };
    let mut unboxed = object.fields.iter().filter(|field| !field.boxed);
    unboxed.any(|field| held(api, &field.ty).is_some_and(|held| reaches(api, held, to, seen)))
}

/// Whether an alias names itself, which Rust allows in no form.
fn names(api: &Api, ty: &Type, alias: TypeId, seen: &mut Vec<TypeId>) -> bool {
    match ty {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => names(api, inner, alias, seen),
        Type::Named(id) if *id == alias => true,
        Type::Named(id) if !seen.contains(id) => {
            seen.push(*id);
            match &api.type_def(*id).kind {
                TypeKind::Alias(target) => names(api, target, alias, seen),
                TypeKind::Tuple(items) => items.iter().any(|ty| names(api, ty, alias, seen)),
                TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Body(_) => false,
            }
        }
        _ => false,
    }
}
