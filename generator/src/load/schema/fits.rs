//! Whether an example fits its schema, as far as types, enumerations, members, items and unions go: what cannot be told is taken
//! for right. In go values and schemas of the document, out comes the first misfit; a value is never changed.

use super::{Additional, Choice, JsonType, Schema, Schemas};
use crate::diagnostic::{Code, Diagnostic, Place, Pointer};
use serde_json::{Map, Value};
use std::rc::Rc;

/// How many schemas may stand inside of one another where an example is compared.
const MAX_DEPTH: usize = 32;
/// How many schemas an example is held against: unions inside of unions have no end.
const MAX_STEPS: usize = 10_000;

/// What does not fit, and where.
type Misfit = (String, Pointer);

impl Schemas {
    /// What is wrong with an example, which stands at this place.
    pub(crate) fn misfit(&self, example: &Value, schema: &Schema, at: &Pointer) -> Option<Diagnostic> {
        let mut check = Check { schemas: self, steps: MAX_STEPS };
        let (misfit, within) = check.value(example, schema, at, MAX_DEPTH).err()?;
        let message = format!("the example does not fit its schema: {misfit}");
        let diagnostic = Diagnostic::new(Code::ExampleMisfit, Place::Value(within), message);
        Some(diagnostic.help("change the example or the schema"))
    }

    /// The component that a schema refers to; any other is itself.
    fn resolved<'s>(&'s self, mut schema: &'s Schema) -> &'s Schema {
        for _ in 0..MAX_DEPTH {
            let Some(target) = schema.reference.as_deref().and_then(|reference| self.component(reference)) else {
                break;
            };
            schema = target;
        }
        schema
    }

    /// The component that a reference leads to, where it is there.
    pub(crate) fn component(&self, reference: &str) -> Option<&Rc<Schema>> {
        let name = reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))?;
        self.components.get(&name.replace("~1", "/").replace("~0", "~"))
    }
}

/// An example while it is compared.
struct Check<'s> {
    schemas: &'s Schemas,
    steps: usize,
}

impl Check<'_> {
    fn value(&mut self, value: &Value, schema: &Schema, at: &Pointer, depth: usize) -> Result<(), Misfit> {
        let (Some(depth), Some(steps)) = (depth.checked_sub(1), self.steps.checked_sub(1)) else { return Ok(()) };
        self.steps = steps;
        if value.is_null() && schema.nullable {
            return Ok(());
        }
        if let Some(target) = schema.reference.as_deref().and_then(|reference| self.schemas.component(reference)) {
            self.value(value, target, at, depth)?;
        }
        if !schema.enumeration.is_empty() && !schema.enumeration.contains(value) {
            return Err(("the enumeration does not list it".to_owned(), at.clone()));
        }
        if let Some(ty) = schema.ty.filter(|ty| !is_of(value, *ty)) {
            return Err((format!("it is not of the type `{}`", ty.word()), at.clone()));
        }
        for part in &schema.all_of {
            self.value(value, part, at, depth)?;
        }
        for choice in &schema.choices {
            self.choice(value, choice, at, depth)?;
        }
        match value {
            Value::Object(members) => self.members(members, schema, at, depth),
            Value::Array(items) => self.items(items, schema, at, depth),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    /// Of one schema what it says is told, of several that none of them fits.
    fn choice(&mut self, value: &Value, choice: &Choice, at: &Pointer, depth: usize) -> Result<(), Misfit> {
        let mut misfit = None;
        for schema in &choice.schemas {
            match self.value(value, schema, at, depth) {
                Ok(()) => return Ok(()),
                Err(found) => misfit = Some(found),
            }
        }
        match misfit {
            Some(found) if choice.schemas.len() == 1 => Err(found),
            Some(_) => Err(("none of the schemas of its union fits".to_owned(), at.clone())),
            None => Ok(()),
        }
    }

    fn members(
        &mut self,
        members: &Map<String, Value>,
        schema: &Schema,
        at: &Pointer,
        depth: usize,
    ) -> Result<(), Misfit> {
        // What travels one way only need not be in an example of the other.
        let both_ways = |name: &str| {
            let member = schema.properties.get(name);
            let known = member.into_iter().flat_map(|member| [&**member, self.schemas.resolved(member)]);
            known.into_iter().all(|schema| !schema.read_only && !schema.write_only)
        };
        let lacks = schema.required.iter().find(|name| !members.contains_key(*name) && both_ways(name));
        if let Some(name) = lacks {
            return Err((format!("it has no `{name}`"), at.clone()));
        }
        for (name, member) in members {
            match (schema.properties.get(name), &schema.additional) {
                (Some(known), _) | (None, Some(Additional::Schema(known))) => {
                    self.value(member, known, &at.join(name), depth)?;
                }
                (None, Some(Additional::Anything | Additional::Nothing) | None) => {}
            }
        }
        Ok(())
    }

    fn items(&mut self, items: &[Value], schema: &Schema, at: &Pointer, depth: usize) -> Result<(), Misfit> {
        let first = schema.tuple.as_ref().map_or(&[][..], |(first, _)| first);
        for (index, item) in items.iter().enumerate() {
            if let Some(schema) = first.get(index).or(schema.items.as_ref()) {
                self.value(item, schema, &at.join(index), depth)?;
            }
        }
        Ok(())
    }
}

fn is_of(value: &Value, ty: JsonType) -> bool {
    match ty {
        JsonType::Integer => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        JsonType::Null
        | JsonType::Boolean
        | JsonType::Number
        | JsonType::String
        | JsonType::Array
        | JsonType::Object => ty.holds(JsonType::of_value(value)),
    }
}
