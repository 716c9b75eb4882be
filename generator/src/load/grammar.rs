//! What the standard allows: for each version and each of its objects the fields it has, and what may stand in each. Whoever
//! walks over a document looks an object up by its [`Kind`]. Nothing is decided here about any value.

mod shape;
mod v30;
mod v31;

use std::sync::LazyLock;

pub(super) use shape::{Field, Kind, Others, Presence, Shape, TYPES};

/// The grammar of a version of the standard.
#[derive(Debug)]
pub(super) struct Grammar {
    /// The version as people say it, such as `3.0`.
    pub(super) version: &'static str,
    /// Where its objects are described.
    pub(super) standard: &'static str,
    /// By their kind.
    objects: Vec<Object>,
}

/// What an object of the standard consists of.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) fields: Vec<Field>,
    pub(super) others: Others,
}

/// OpenAPI 3.0.
pub(super) static V30: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    version: "3.0",
    standard: "https://spec.openapis.org/oas/v3.0.3",
    objects: objects(v30::fields),
});

/// OpenAPI 3.1, and 3.2 as far as it is the same.
pub(super) static V31: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    version: "3.1",
    standard: "https://spec.openapis.org/oas/v3.1.1",
    objects: objects(|kind| {
        let mut fields = v30::fields(kind);
        fields.retain(|field| !v31::gone(kind).contains(&field.name));
        for change in v31::changes(kind) {
            match fields.iter_mut().find(|field| field.name == change.name) {
                Some(field) => *field = change,
                None => fields.push(change),
            }
        }
        fields
    }),
});

fn objects(fields: impl Fn(Kind) -> Vec<Field>) -> Vec<Object> {
    Kind::ALL.iter().map(|kind| Object { fields: fields(*kind), others: v30::others(*kind) }).collect()
}

impl Grammar {
    pub(super) fn object(&self, kind: Kind) -> &Object {
        &self.objects[kind as usize]
    }

    /// Whether it is that of OpenAPI 3.0.
    pub(super) fn is_3_0(&self) -> bool {
        self.version == V30.version
    }

    /// The other grammar, which a document may have words of.
    pub(super) fn other(&self) -> &'static Self {
        if self.is_3_0() { &V31 } else { &V30 }
    }

    /// The part of `components` that objects of a kind have their place in.
    pub(super) fn part_of(&self, kind: Kind) -> Option<&'static str> {
        let holds = |shape: Shape| match shape {
            Shape::Map(Shape::RefOr(held)) => *held == kind,
            Shape::Map(Shape::Schema) => kind == Kind::Schema,
            _ => false,
        };
        let part = self.object(Kind::Components).fields.iter().find(|field| holds(field.shape))?;
        Some(part.name)
    }
}

impl Object {
    /// The field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// What may stand in the member of this name, if it may be there at all. Of the form of a path or status nothing is asked.
    pub(super) fn member(&self, name: &str) -> Option<Shape> {
        let other = match self.others {
            Others::Paths(shape) | Others::Statuses(shape) | Others::Names(shape) => Some(shape),
            Others::Nothing => None,
        };
        self.field(name).map(|field| field.shape).or(other).filter(|_| !name.starts_with("x-"))
    }
}
