//! Which traits a type has, how its members are read and written, and what its constructor takes.

use super::converts;
use crate::{
    ir::{Api, Field, Struct, Type, TypeDef, TypeKind},
    names::{Names, TypeNames},
};

/// The decisions about a type.
#[derive(Debug)]
pub(crate) struct TypePlan {
    pub(crate) traits: Traits,
    /// Where it is an object.
    pub(crate) object: Option<StructPlan>,
    /// How each variant of a union without a tag is read.
    pub(crate) ways: Vec<Way>,
}

/// The traits of a type beside `Clone` and `Debug`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    pub(crate) serialize: Presence,
    pub(crate) deserialize: Presence,
    /// `PartialEq` is there with all types.
    pub(crate) eq: bool,
    pub(crate) hash: bool,
}

/// When something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Always,
    /// With the feature for whole types.
    Full,
    Never,
}

/// The function of the runtime that reads a value as a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Object,
    Nested,
    Exact,
    Any,
}

/// The decisions about an object.
#[derive(Debug)]
pub(crate) struct StructPlan {
    pub(crate) fields: Vec<FieldPlan>,
    /// The members that the constructor takes, in the order that it always had; those that are new stand behind.
    pub(crate) arguments: Vec<usize>,
    /// When there is a constructor: what is only received is made by users in their tests alone.
    pub(crate) constructor: Presence,
    /// The members that can be set behind it, in their order.
    pub(crate) setters: Vec<usize>,
    pub(crate) is_deprecated: bool,
}

impl StructPlan {
    /// Whether there are setters: of single members, or of those that are not listed.
    pub(crate) fn has_setters(&self, object: &Struct) -> bool {
        self.constructor == Presence::Always && (!self.setters.is_empty() || object.rest.is_some())
    }
}

/// The decisions about a member.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) shape: Shape,
    /// Whether a constructor or setter takes all that converts into its type.
    pub(crate) converts: bool,
    pub(crate) way: MemberWay,
}

/// How a member is read and written, by the name that the runtime has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberWay {
    Required,
    /// Left out where it is absent; `null` is the same.
    Optional,
    /// Absent, `null` or a value.
    Nullable,
    /// Left out where it is absent; `null` is a value.
    Any,
    /// Never written.
    ReadOnly,
    /// Never written, but always there.
    ReadOnlyRequired,
}

/// What the field of a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A value.
    Plain,
    /// A value or none.
    Optional,
    /// Absent, `null` or a value, which are three different things to a server.
    ThreeState,
    /// The only value that it can have, private; hidden where it is never written.
    Constant { required: bool, written: bool },
}

pub(super) fn plan(api: &Api, names: &Names) -> Vec<TypePlan> {
    let comparable = comparable(api);
    let types = api.types.iter().zip(&names.types).zip(comparable);
    types.map(|((def, names), (eq, hash))| plan_type(api, def, names, eq, hash)).collect()
}

fn plan_type(api: &Api, def: &TypeDef, names: &TypeNames, eq: bool, hash: bool) -> TypePlan {
    let multipart = matches!(&def.kind, TypeKind::Struct(object) if object.multipart);
    let presence = |always: bool| match (multipart, always) {
        (true, _) => Presence::Never,
        (false, true) => Presence::Always,
        (false, false) => Presence::Full,
    };
    let object = match &def.kind {
        TypeKind::Struct(object) => Some(plan_struct(api, def, object, names)),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => None,
    };
    let ways = match &def.kind {
        TypeKind::Union(union) => union.variants.iter().map(|variant| way(api, &variant.ty)).collect(),
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => Vec::new(),
    };
    let (serialize, deserialize) = (presence(def.sent), presence(def.received));
    TypePlan { traits: Traits { serialize, deserialize, eq, hash }, object, ways }
}

fn plan_struct(api: &Api, def: &TypeDef, object: &Struct, names: &TypeNames) -> StructPlan {
    let fields: Vec<_> = object.fields.iter().map(|field| plan_field(api, def, field)).collect();
    let each = |wanted: &dyn Fn(&Field, Shape) -> bool| -> Vec<usize> {
        let each = object.fields.iter().zip(&fields).enumerate();
        each.filter(|(_, (field, plan))| wanted(field, plan.shape)).map(|(index, _)| index).collect()
    };
    let constant = |shape: Shape| matches!(shape, Shape::Constant { .. });
    let mut arguments = each(&|field, _| field.is_argument());
    arguments.sort_by_key(|index| names.ranks[*index]);
    let set = |field: &Field| def.sent && !field.required && !field.is_only_received(def);
    let setters = each(&|field, shape| set(field) && !constant(shape));
    StructPlan {
        arguments,
        constructor: if def.sent { Presence::Always } else { Presence::Full },
        setters,
        is_deprecated: object.fields.iter().any(|field| field.deprecation.is_some()),
        fields,
    }
}

fn plan_field(api: &Api, def: &TypeDef, field: &Field) -> FieldPlan {
    FieldPlan {
        shape: shape(def, field),
        converts: converts(api, field.ty.without_null()) && !field.boxed,
        way: member_way(api, def, field),
    }
}

fn shape(def: &TypeDef, field: &Field) -> Shape {
    match &field.ty {
        _ if field.constant.is_some() => {
            Shape::Constant { required: field.required, written: def.sent && !field.is_only_received(def) }
        }
        _ if field.is_three_state(def) => Shape::ThreeState,
        Type::Nullable(_) => Shape::Optional,
        _ if field.required => Shape::Plain,
        _ => Shape::Optional,
    }
}

fn member_way(api: &Api, def: &TypeDef, field: &Field) -> MemberWay {
    match (field.is_only_received(def), field.required) {
        (true, true) => MemberWay::ReadOnlyRequired,
        (true, false) => MemberWay::ReadOnly,
        (false, true) => MemberWay::Required,
        (false, false) if shape(def, field) == Shape::ThreeState => MemberWay::Nullable,
        (false, false) if field.is_any_or_absent(def, api.resolved(&field.ty)) => MemberWay::Any,
        (false, false) => MemberWay::Optional,
    }
}

fn way(api: &Api, ty: &Type) -> Way {
    match api.resolved(ty) {
        Type::Named(id) => match &api.type_def(*id).kind {
            TypeKind::Struct(_) => Way::Object,
            TypeKind::Union(_) => Way::Nested,
            TypeKind::Enum(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => Way::Any,
        },
        ty => match ty.innermost() {
            Type::Date | Type::DateTime | Type::Uuid | Type::Base64 => Way::Exact,
            Type::Any
            | Type::Null
            | Type::Boolean
            | Type::Integer(_)
            | Type::Double
            | Type::Number
            | Type::String
            | Type::Secret
            | Type::Bytes
            | Type::File
            | Type::Form
            | Type::Array(_)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::Named(_)
            | Type::Own(_) => Way::Any,
        },
    }
}

/// Of each type whether it has `Eq` and `Hash`: all that it is made of must. A type that holds itself has them if nothing
/// speaks against it.
fn comparable(api: &Api) -> Vec<(bool, bool)> {
    let mut comparable: Vec<_> = api.types.iter().map(|def| own(&def.kind)).collect();
    let mut holders = vec![Vec::new(); api.types.len()];
    for (holder, def) in api.types.iter().enumerate() {
        for ty in def.kind.types() {
            if let Type::Named(part) = ty.innermost() {
                holders[part.0].push(holder);
            }
        }
    }
    let mut pending: Vec<_> = (0..api.types.len()).collect();
    while let Some(id) = pending.pop() {
        let (eq, hash) = comparable[id];
        for holder in &holders[id] {
            let less = (comparable[*holder].0 && eq, comparable[*holder].1 && hash);
            if std::mem::replace(&mut comparable[*holder], less) != less {
                pending.push(*holder);
            }
        }
    }
    comparable
}

/// Whether a type has `Eq` and `Hash` as far as it is not made of named types.
fn own(kind: &TypeKind) -> (bool, bool) {
    let of = |ty: &Type| match ty.innermost() {
        // A number with a fraction is not equal to itself where it is none.
        // Of a type of the user's nothing is known.
        Type::Double | Type::Own(_) => (false, false),
        // The hash of a secret says something of it; that of a JSON value came late into `serde_json`.
        Type::Secret | Type::Any => (true, false),
        Type::Null
        | Type::Boolean
        | Type::Integer(_)
        | Type::Number
        | Type::String
        | Type::Uuid
        | Type::Date
        | Type::DateTime
        | Type::Base64
        | Type::Bytes
        | Type::File
        | Type::Form
        | Type::Array(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Named(_) => (true, true),
    };
    let whole = match kind {
        // What no variant takes is a JSON value.
        TypeKind::Union(_) => (true, false),
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => (true, true),
    };
    kind.types().map(of).fold(whole, |(eq, hash), (its_eq, its_hash)| (eq && its_eq, hash && its_hash))
}
