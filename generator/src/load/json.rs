//! Reads JSON as plain data. A key that stands twice is refused, which `serde_json` itself would pass over; so is nesting
//! without measure. It stops at the first problem, for behind a mistake in JSON nothing is certain.

mod places;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Layout, Place, Source, offset};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, map::Entry};
use std::fmt;

/// The deepest nesting of a document, whatever its format.
pub(super) const MAX_DEPTH: usize = 64;

pub(super) fn parse(source: &Source, found: &mut Diagnostics) -> Option<Value> {
    let mut text = serde_json::Deserializer::from_str(&source.text);
    let value = Unique::default().deserialize(&mut text).and_then(|value| text.end().map(|()| value));
    value.map_err(|error| found.push(diagnostic(source, &error))).ok()
}

/// How the values of a JSON text lie in it.
pub(super) fn layout() -> Box<dyn Layout> {
    Box::new(places::Places)
}

fn diagnostic(source: &Source, error: &serde_json::Error) -> Diagnostic {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
    let code = if error.is_data() { Code::DuplicateKey } else { Code::Syntax };
    let at = offset(&source.text, error.line(), error.column());
    let place = Place::Bytes(source.path.clone(), at..at + 1);
    if error.is_data() && message.starts_with("nested") {
        return Diagnostic::new(Code::NotPlainData, place, message);
    }
    Diagnostic::new(code, place, message)
}

/// Any JSON value whose objects have no key twice.
#[derive(Default)]
pub(super) struct Unique {
    depth: usize,
}

impl Unique {
    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    /// An empty text, to a reader of YAML.
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    /// Beyond 64 bits only YAML has integers; JSON has a number with a fraction there.
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        #[expect(clippy::cast_precision_loss, reason = "as every reader of JSON does it")]
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        #[expect(clippy::cast_precision_loss, reason = "as every reader of JSON does it")]
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self.deeper()?)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut few: Vec<(String, Value)> = Vec::new();
        while let Some(key) = members.next_key::<String>()? {
            if few.len() == FEW {
                return self.many(few, key, members);
            }
            if few.iter().any(|(known, _)| *known == key) {
                return Err(twice(&key));
            }
            few.push((key, members.next_value_seed(self.deeper()?)?));
        }
        // Most objects are small, and one that grew has room for some more.
        let mut object = Map::with_capacity(few.len());
        object.extend(few);
        Ok(Value::Object(object))
    }
}

/// How many keys are compared one by one.
pub(super) const FEW: usize = 16;

impl Unique {
    /// The rest of an object that has many members, from a key on.
    fn many<'de, A: MapAccess<'de>>(
        self,
        few: Vec<(String, Value)>,
        key: String,
        mut members: A,
    ) -> Result<Value, A::Error> {
        let mut object: Map<_, _> = few.into_iter().collect();
        let mut next = Some(key);
        while let Some(key) = next {
            match object.entry(key) {
                Entry::Vacant(place) => _ = place.insert(members.next_value_seed(self.deeper()?)?),
                Entry::Occupied(known) => return Err(twice(known.key())),
            }
            next = members.next_key()?;
        }
        Ok(Value::Object(object))
    }
}

fn twice<E: serde::de::Error>(key: &str) -> E {
    E::custom(format!("the key `{key}` stands twice in one object"))
}
