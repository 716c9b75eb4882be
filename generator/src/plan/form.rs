//! What a value is in Rust: the type of the document, and what stands around it where it is a field, an argument or a body.

use super::{FieldPlan, Shape};
use crate::ir::{Api, Bodies, Body, Field, Type, Webhook};

/// A type of Rust.
#[derive(Clone, Debug)]
pub(crate) enum Form<'a> {
    Unit,
    Of(&'a Type),
    Bytes,
    /// A list of events with data of this type.
    Events(&'a Type),
    /// Texts with values of this type.
    Map(&'a Type),
    Optional(Box<Self>),
    Boxed(Box<Self>),
    /// Absent, `null` or a value.
    Nullable(Box<Self>),
    /// All that converts into it.
    Into(Box<Self>),
}

impl<'a> Form<'a> {
    /// The type of the document that it is made of.
    pub(crate) fn ty(&self) -> Option<&'a Type> {
        match self {
            Self::Unit | Self::Bytes => None,
            Self::Of(ty) | Self::Events(ty) | Self::Map(ty) => Some(ty),
            Self::Optional(inner) | Self::Boxed(inner) | Self::Nullable(inner) | Self::Into(inner) => inner.ty(),
        }
    }

    /// The field of a member, unless it is private.
    pub(crate) fn field(field: &'a Field, plan: &FieldPlan) -> Option<Self> {
        let inner = Self::Of(field.ty.without_null()).boxed(field.boxed);
        match plan.shape {
            Shape::Plain => Some(inner),
            Shape::Optional => Some(inner.optional(true)),
            Shape::ThreeState => Some(Self::Nullable(Box::new(inner))),
            Shape::Constant { .. } => None,
        }
    }

    /// The argument of a constructor for a member.
    pub(crate) fn argument(field: &'a Field, plan: &FieldPlan) -> Self {
        match plan.shape {
            Shape::Optional if field.boxed => Self::Of(field.ty.without_null()).boxed(true).optional(true),
            _ => Self::Of(&field.ty).into(plan.shape == Shape::Plain && plan.converts),
        }
    }

    /// The argument of a setter of a member.
    pub(crate) fn setter(field: &'a Field, plan: &FieldPlan) -> Self {
        let inner = Self::Of(field.ty.without_null());
        match plan.shape {
            Shape::ThreeState => Self::Nullable(Box::new(inner.boxed(field.boxed))).into(true),
            Shape::Plain | Shape::Optional | Shape::Constant { .. } => inner.into(plan.converts),
        }
    }

    /// The content of a variant of a union: boxed where it is large, so that a small one is not as large as the largest.
    pub(crate) fn variant(api: &Api, ty: &'a Type) -> Self {
        Self::Of(ty).boxed(matches!(api.resolved(ty), Type::Named(_)))
    }

    /// A parameter or a body of an operation, a parameter of a webhook: one that may be absent is in one `Option`, also where it
    /// is nullable.
    pub(crate) fn part(ty: &'a Type, required: bool) -> Self {
        if required { Self::Of(ty) } else { Self::Of(ty.without_null()).optional(true) }
    }

    /// What the constructor of an operation takes for a value.
    pub(crate) fn given(ty: &'a Type, converts: bool) -> Self {
        Self::Of(ty).into(converts)
    }

    /// What a setter of an operation takes for a value.
    pub(crate) fn set(ty: &'a Type, converts: bool) -> Self {
        Self::Of(ty.without_null()).into(converts)
    }

    /// The body of a response.
    pub(crate) fn body(body: &'a Body) -> Self {
        match body {
            Body::Empty => Self::Unit,
            Body::Json(ty) | Body::Text(ty) => Self::Of(ty),
            Body::Bytes => Self::Bytes,
            Body::Events(events) => Self::Events(&events.ty),
        }
    }

    /// What all successes have, unless each status has its own.
    pub(crate) fn output(bodies: &'a Bodies) -> Option<Self> {
        match bodies {
            Bodies::None => Some(Self::Unit),
            Bodies::One(body) => Some(Self::body(body)),
            Bodies::ByStatus => None,
        }
    }

    /// The body of a webhook, unless there is none. One that is `null` is as one that is not there.
    pub(crate) fn received(webhook: &'a Webhook) -> Option<Self> {
        let body = Self::body(&webhook.body);
        let flat = webhook.body_required || matches!(webhook.body.ty(), Some(Type::Nullable(_)));
        (webhook.body != Body::Empty).then(|| body.optional(!flat))
    }

    fn boxed(self, is: bool) -> Self {
        if is { Self::Boxed(Box::new(self)) } else { self }
    }

    fn optional(self, is: bool) -> Self {
        if is { Self::Optional(Box::new(self)) } else { self }
    }

    fn into(self, is: bool) -> Self {
        if is { Self::Into(Box::new(self)) } else { self }
    }
}
