//! The member of a union's variants that says which of them a value is. In each variant it has its one value already, so
//! that nobody has to set it and nobody can set it wrongly.

use crate::{
    diagnostic::Pointer,
    ir::{Access, Api, Docs, Field, Type, TypeId, TypeKind, WireName},
};
use serde_json::Value;
use std::collections::HashMap;

/// Gives the tags of variants their values.
pub(super) fn assign(api: &mut Api) {
    let mut tags: HashMap<(TypeId, String), Vec<Option<Value>>> = HashMap::new();
    for def in &api.types {
        let TypeKind::Union(union) = &def.kind else { continue };
        for variant in &union.variants {
            let Type::Named(id) = api.resolved(&variant.ty) else { continue };
            let mut note = |tag: &String, value| tags.entry((*id, tag.clone())).or_default().push(value);
            match &union.tag {
                Some(tag) => note(tag, variant.tag.clone().map(Value::String)),
                // Without a discriminator each constant has a part in it.
                None => variant.constants.iter().for_each(|(tag, value)| note(tag, Some(value.clone()))),
            }
        }
    }
    for ((id, tag), mut values) in sorted(tags) {
        values.dedup();
        // A variant that stands for several values, in one union or in several, is told which of them it is.
        let value = match &values[..] {
            [Some(value)] => Some(value.clone()),
            _ => None,
        };
        let def = &mut api.types[id.0];
        let TypeKind::Struct(object) = &mut def.kind else { continue };
        match object.fields.iter_mut().find(|field| field.name.wire == tag) {
            Some(field) if field.constant.is_some() => {}
            Some(field) => {
                if value.is_some() {
                    (field.constant, field.ty) = (value, Type::Any);
                }
            }
            None => object.fields.insert(0, tag_field(tag, value, def.pointer.clone())),
        }
    }
}

fn sorted<T>(tags: HashMap<(TypeId, String), T>) -> Vec<((TypeId, String), T)> {
    let mut tags: Vec<_> = tags.into_iter().collect();
    tags.sort_by(|(one, _), (other, _)| one.cmp(other));
    tags
}

/// A tag that the variant at `pointer` does not list itself.
fn tag_field(tag: String, constant: Option<Value>, pointer: Pointer) -> Field {
    Field {
        name: WireName { wire: tag, wish: None },
        pointer,
        docs: Docs::default(),
        deprecation: None,
        ty: if constant.is_some() { Type::Any } else { Type::String },
        // By itself the variant has no such member.
        required: false,
        constant,
        access: Access::Both,
        boxed: false,
    }
}
