//! What the client is made of, decided once: which traits a type has, what its constructor takes, which setters there are,
//! how a member is read and written, which function reads which status, and in which file each item stands. Emission writes this
//! down and the public API can be told from it without a token. Nothing here is Rust text, and nothing here can fail.

mod file;
mod form;
mod operation;
mod types;

pub(crate) use file::{Files, Part};
pub(crate) use form::Form;
pub(crate) use operation::{OperationPlan, Source};
pub(crate) use types::{FieldPlan, MemberWay, Presence, Shape, StructPlan, Traits, TypePlan, Way};

use crate::{
    ir::{Api, Type, TypeKind},
    names::Names,
};

/// The decisions, in the order of the IR.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) types: Vec<TypePlan>,
    pub(crate) operations: Vec<OperationPlan>,
    /// The files of the operations.
    pub(crate) operation_files: Files,
    /// The files of the types.
    pub(crate) type_files: Files,
}

/// Decides.
pub(crate) fn plan(api: &Api, names: &Names) -> Plan {
    Plan {
        types: types::plan(api, names),
        operations: operation::plan(api, names),
        operation_files: file::operations(api),
        type_files: file::types(api),
    }
}

impl Plan {
    /// Whether any name of the runtime is used that only some clients need.
    pub(crate) fn has_constants(&self) -> bool {
        self.fields().any(|field| matches!(field.shape, Shape::Constant { .. }))
    }

    /// The members of all types.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &FieldPlan> {
        let structs = self.types.iter().filter_map(|plan| plan.object.as_ref());
        structs.flat_map(|object| &object.fields)
    }
}

/// Whether a function takes all that converts into a type: texts and bytes of any kind, and enumerations by their text.
fn converts(api: &Api, ty: &Type) -> bool {
    match api.resolved(ty) {
        Type::String | Type::Secret | Type::Bytes | Type::Base64 | Type::Number => true,
        Type::Named(id) => matches!(api.type_def(*id).kind, TypeKind::Enum(_)),
        Type::Any
        | Type::Null
        | Type::Boolean
        | Type::Integer(_)
        | Type::Double
        | Type::Uuid
        | Type::Date
        | Type::DateTime
        | Type::File
        | Type::Form
        | Type::Array(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Own(_) => false,
    }
}
