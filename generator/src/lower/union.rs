//! What tells the variants of a union apart where no discriminator does: the JSON type, required members, and members
//! whose values are constants. Schemas come in, what their values look like from outside goes out.

use openapiv3::{ReferenceOr, Schema, SchemaKind, StringType, Type as SchemaType};

/// What a value of a schema looks like from outside.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Look {
    /// Nothing is known.
    Any,
    Boolean,
    Integer,
    Number,
    String,
    /// One of these texts, as far as the document knows; open, like every enumeration.
    Constants(Vec<String>),
    Array(Box<Look>),
    /// The members that it must have.
    Object(Vec<(String, Look)>),
}

impl Look {
    /// Of a schema by itself: what it refers to stays open.
    pub(super) fn of(schema: &Schema) -> Self {
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Boolean(_)) => Self::Boolean,
            SchemaKind::Type(SchemaType::Integer(_)) => Self::Integer,
            SchemaKind::Type(SchemaType::Number(_)) => Self::Number,
            SchemaKind::Type(SchemaType::String(StringType { enumeration, .. })) if !enumeration.is_empty() => {
                Self::Constants(enumeration.iter().flatten().cloned().collect())
            }
            SchemaKind::Type(SchemaType::String(_)) => Self::String,
            SchemaKind::Type(SchemaType::Array(array)) => Self::Array(Box::new(match &array.items {
                Some(ReferenceOr::Item(items)) => Self::of(items),
                Some(ReferenceOr::Reference { .. }) | None => Self::Any,
            })),
            SchemaKind::Type(SchemaType::Object(object)) => {
                Self::Object(object.required.iter().map(|name| (name.clone(), Self::Any)).collect())
            }
            SchemaKind::OneOf { .. }
            | SchemaKind::AllOf { .. }
            | SchemaKind::AnyOf { .. }
            | SchemaKind::Not { .. }
            | SchemaKind::Any(_) => Self::Any,
        }
    }

    fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The members that it must have.
    pub(super) fn required(&self) -> Vec<String> {
        self.members().iter().map(|(name, _)| name.clone()).collect()
    }

    /// The values that a member can have.
    pub(super) fn constant(&self, member: &str) -> Option<&[String]> {
        self.members().iter().find_map(|(name, look)| match look {
            Self::Constants(values) if name == member => Some(&values[..]),
            _ => None,
        })
    }

    /// The members that have one value only, with it.
    pub(super) fn single_constants(&self) -> Vec<(String, String)> {
        let single = |(name, look): &(String, Self)| match look {
            Self::Constants(values) if values.len() == 1 => Some((name.clone(), values[0].clone())),
            _ => None,
        };
        self.members().iter().filter_map(single).collect()
    }

    pub(super) fn constants(&self) -> usize {
        self.single_constants().len()
    }

    /// Whether every value that looks like `other` also looks like this, so that this one, tried first, takes them all.
    pub(super) fn takes(&self, other: &Self) -> bool {
        match (self, other) {
            // What is not known may tell them apart.
            (Self::Any, _) | (_, Self::Any) => false,
            (Self::Number, Self::Integer) | (Self::String | Self::Constants(_), Self::String | Self::Constants(_)) => {
                true
            }
            (Self::Array(items), Self::Array(others)) => items.takes(others),
            (Self::Object(members), Self::Object(others)) => {
                members.iter().all(|(name, look)| {
                    others.iter().any(|(other, theirs)| name == other && look.takes(theirs) && !look.excludes(theirs))
                }) && (!members.is_empty() || others.is_empty())
            }
            (this, other) => this == other,
        }
    }

    /// Whether no value can be both.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => false,
            (Self::String | Self::Constants(_), Self::String | Self::Constants(_))
            | (Self::Number | Self::Integer, Self::Number | Self::Integer) => self.excludes(other),
            (this, other) => std::mem::discriminant(this) != std::mem::discriminant(other),
        }
    }

    /// Whether it surely says more than another, of the same values.
    pub(super) fn is_narrower(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Constants(_), Self::String) | (Self::Integer, Self::Number))
    }

    /// Whether both are constants, and none is in both.
    fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Constants(values), Self::Constants(others)) => values.iter().all(|value| !others.contains(value)),
            _ => false,
        }
    }
}

/// A member that every variant must have, with values that no other variant has.
pub(super) fn common_tag(looks: &[&Look]) -> Option<String> {
    let first = looks.first()?;
    let tells = |member: &str| {
        let mut seen: Vec<&String> = Vec::new();
        looks.iter().all(|look| {
            let values = look.constant(member).unwrap_or_default();
            let fresh = !values.is_empty() && values.iter().all(|value| !seen.contains(&value));
            seen.extend(values);
            fresh
        })
    };
    first.members().iter().map(|(name, _)| name).find(|name| tells(name)).cloned()
}
