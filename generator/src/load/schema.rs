//! Schema Objects as all versions of the standard mean them: one [`Schema`], whatever the spelling. No later stage reads
//! a keyword of JSON Schema from plain data.

mod fits;
pub(super) mod read;

use crate::diagnostic::Pointer;
use indexmap::IndexMap;
use serde_json::{Number, Value};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Deref,
    rc::Rc,
};

/// The schemas of a document.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    /// Those under `components`, in the document's order.
    pub(crate) components: IndexMap<String, Rc<Schema>>,
    /// Those that stand elsewhere and in no other schema, by the reference that they left behind.
    pub(super) places: HashMap<String, Rc<Schema>>,
}

impl Schemas {
    /// The schema that left a reference behind.
    pub(crate) fn at(&self, reference: &str) -> Option<&Rc<Schema>> {
        self.places.get(reference)
    }
}

/// A Schema Object. Where it says nothing of something, every value of that kind is allowed.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "the keywords of the standard are booleans")]
pub(crate) struct Schema {
    pub(crate) at: At,
    pub(crate) title: Option<String>,
    pub(crate) description: Aside<Option<String>>,
    pub(crate) deprecated: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) example: Aside<Option<Value>>,
    pub(crate) default: Option<Value>,
    pub(crate) extensions: IndexMap<String, Value>,
    /// What it refers to, if it adds no more than decoration to that.
    pub(crate) reference: Option<String>,
    /// The type of its values, as it says or as its `enum` has them; of several it is a union.
    pub(crate) ty: Option<JsonType>,
    /// The type that its other keywords are about, which hold for values of no other.
    pub(crate) hint: Option<JsonType>,
    /// Whether `null` is allowed beside the type.
    pub(crate) nullable: bool,
    pub(crate) format: Option<String>,
    /// What a text holds, where it is written in a media type of its own (`contentSchema`).
    pub(crate) content: Option<Rc<Schema>>,
    /// The values of an `enum` or `const`, without `null`.
    pub(crate) enumeration: Vec<Value>,
    /// The constraints on values, by keyword.
    pub(crate) bounds: Aside<BTreeMap<String, Value>>,
    /// The least and the greatest number, where they are said.
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) properties: IndexMap<String, Rc<Schema>>,
    pub(crate) required: Vec<String>,
    /// The members that are not listed.
    pub(crate) additional: Option<Additional>,
    pub(crate) items: Option<Rc<Schema>>,
    /// The first items of an array, each with a schema of its own, and whether there can be no more and no fewer.
    pub(crate) tuple: Option<(Vec<Rc<Schema>>, bool)>,
    pub(crate) all_of: Vec<Rc<Schema>>,
    /// Each `oneOf` and `anyOf`: a value is one of the schemas.
    pub(crate) choices: Vec<Choice>,
    pub(crate) discriminator: Option<Discriminator>,
}

/// Where a schema stands. Schemas that differ in nothing else are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct At(pub(crate) Pointer);

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What has no part in a type: schemas that differ in nothing else are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aside<T>(pub(crate) T);

impl<T> PartialEq for Aside<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Deref for Aside<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Deref for At {
    type Target = Pointer;

    fn deref(&self) -> &Pointer {
        &self.0
    }
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// The word of the standard for it.
    fn word(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Whether each value of the other type is also of this.
    pub(crate) fn holds(self, other: Self) -> bool {
        self == other || (self, other) == (Self::Number, Self::Integer)
    }
}

/// What the members of an object may be that it does not list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Additional {
    /// None is there.
    Nothing,
    Anything,
    Schema(Rc<Schema>),
}

/// Schemas of which a value is one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    pub(crate) schemas: Vec<Rc<Schema>>,
    /// Where they are listed.
    pub(crate) at: At,
    pub(crate) discriminator: Option<Discriminator>,
}

/// The member whose value says which schema a value is of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    /// The values, each with the reference or name of the schema that it stands for.
    pub(crate) mapping: IndexMap<String, String>,
}

impl Schema {
    /// The type of its values, as far as it is certain.
    pub(crate) fn json_type(&self) -> Option<JsonType> {
        let members = (!self.properties.is_empty()).then_some(JsonType::Object);
        self.ty.or(members).or(self.hint)
    }

    /// The members that must be there, to ask for many of them.
    pub(crate) fn required(&self) -> HashSet<&str> {
        self.required.iter().map(String::as_str).collect()
    }

    /// Whether members that it does not list are kept.
    pub(crate) fn keeps_others(&self) -> bool {
        match self.additional {
            Some(Additional::Schema(_) | Additional::Anything) => true,
            Some(Additional::Nothing) => false,
            None => self.properties.is_empty(),
        }
    }

    /// Whether it says nothing but which members are required.
    fn only_requires(&self) -> bool {
        let rest = Self { required: Vec::new(), ..self.clone() };
        self.reference.is_none() && rest.is_decoration()
    }

    /// Whether it says nothing of the structure of values: prose, bounds, whether they may be `null`.
    pub(crate) fn is_decoration(&self) -> bool {
        self.all_of.is_empty() && self.decorates_its_parts()
    }

    /// Whether what it says beside its parts is nothing of the structure of values.
    pub(crate) fn decorates_its_parts(&self) -> bool {
        self.ty.is_none()
            && self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.items.is_none()
            && self.tuple.is_none()
            && self.choices.is_empty()
    }
}
