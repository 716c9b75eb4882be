//! Finds the Rust type of a schema. Objects, enumerations and components become types with a name of their own on the
//! way. Constraints such as `maxLength` are not enforced: the server knows better what it takes and sends.

use super::{Extensions, Lowering, union::MAX_DEPTH};
use crate::{
    diagnostic::{Code, Pointer},
    ir::{Access, Docs, Enum, Field, Integer, Origin, Struct, Type, TypeDef, TypeId, TypeKind, Variant},
    load::{Additional, At, JsonType, Schema},
};
use indexmap::IndexSet;
use openapiv3::ReferenceOr;
use serde_json::{Number, Value};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt::Display,
    rc::Rc,
};

/// What a schema becomes: a type to write where it is used, or the definition of a type with a name.
pub(super) enum Lowered {
    Type(Type),
    Definition(TypeKind),
}

impl Lowering<'_> {
    /// The schema that stood where openapiv3 now has a reference.
    pub(super) fn lifted(&self, place: &ReferenceOr<openapiv3::Schema>) -> Rc<Schema> {
        let lifted = match place {
            ReferenceOr::Reference { reference } => self.schemas.at(reference).cloned(),
            ReferenceOr::Item(_) => None,
        };
        lifted.unwrap_or_default()
    }

    /// The type of a schema. `words` name it where it needs a name and has none.
    pub(super) fn lower_schema(&mut self, schema: &Rc<Schema>, words: &[String]) -> Type {
        let ty = match (&schema.reference, self.inline_types.get(&*schema.at)) {
            _ if let Some(path) = self.wishes.own_types.schemas.get(&*schema.at) => Type::Own(path.clone()),
            (Some(reference), _) if schema.all_of.is_empty() => self.lower_reference(reference, &schema.at),
            (_, Some(ty)) => ty.clone(),
            (_, None) => self.lower_inline(schema, words),
        };
        let ty = ty.not_null();
        if self.is_nullable(schema) && !matches!(ty, Type::Any | Type::Null) {
            Type::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    fn lower_reference(&mut self, reference: &str, at: &Pointer) -> Type {
        let Some((name, schema)) = self.component(reference, at) else { return Type::Any };
        if let Some(path) = self.wishes.own_types.schemas.get(&*schema.at) {
            return Type::Own(path.clone());
        }
        if let Some(id) = self.component_types.get(&name) {
            return Type::Named(*id);
        }
        let id = self.reserve();
        self.component_types.insert(name.clone(), id);
        self.pending.push_back(name);
        Type::Named(id)
    }

    /// The component that a reference leads to, with its name.
    pub(super) fn component(&mut self, reference: &str, at: &Pointer) -> Option<(String, Rc<Schema>)> {
        let schemas = self.schemas;
        let listed = schemas.components.keys().map(String::as_str);
        let is_listed = |name: &str| schemas.components.contains_key(name);
        let name = self.component_name(reference, "schemas", is_listed, listed, at)?;
        let schema = schemas.components.get(&name)?;
        Some((name, Rc::clone(schema)))
    }

    /// The component that a reference leads to, where it is there.
    fn known(&self, reference: &str) -> Option<&Rc<Schema>> {
        self.schemas.component(reference)
    }

    /// The example of a schema, or of what it refers to, with its place.
    pub(super) fn example_of<'s>(&'s self, schema: &'s Schema) -> Option<(&'s Value, Pointer)> {
        let target = schema.reference.as_deref().and_then(|reference| self.known(reference));
        let example = |schema: &'s Schema| Some((schema.example.as_ref()?, schema.at.join("example")));
        example(schema).or_else(|| example(target?))
    }

    /// Lowers the components that were referred to, and those that they refer to.
    pub(super) fn lower_pending(&mut self) {
        let schemas = self.schemas;
        while let Some(name) = self.pending.pop_front() {
            let (id, schema) = (self.component_types[&name], &schemas.components[&name]);
            let kind = match (&schema.reference, self.families.contains_key(&name)) {
                (Some(reference), _) if schema.all_of.is_empty() => {
                    TypeKind::Alias(self.lower_reference(reference, &schema.at))
                }
                (_, true) => self.lower_family(&name, schema, std::slice::from_ref(&name)).into_kind(),
                (_, false) => self.lower_kind(schema, std::slice::from_ref(&name)).into_kind(),
            };
            let origin = Origin::Component(Extensions(&schema.extensions).named(name));
            self.types[id.0] = Some(type_def(origin, schema, kind));
        }
    }

    fn lower_inline(&mut self, schema: &Rc<Schema>, words: &[String]) -> Type {
        let title = title(schema).filter(|title| !self.component_letters.contains(&letters(title)));
        let known = title.as_ref().and_then(|title| self.titled_types.get(title));
        let words = match (known, title) {
            (Some((known, ty)), _) if known == schema => {
                let ty = ty.clone();
                if let Type::Named(id) = &ty {
                    self.repeated.push((*id, schema.at.0.clone()));
                }
                return ty;
            }
            (None, Some(title)) => vec![title],
            _ => words.to_vec(),
        };
        // Reserved before its parts are lowered: it may be a part of itself.
        let id = self.reserve();
        self.inline_types.insert(schema.at.0.clone(), Type::Named(id));
        let (ty, kind) = match self.lower_kind(schema, &words) {
            Lowered::Type(ty) => (ty.clone(), TypeKind::Alias(ty)),
            Lowered::Definition(kind) => (Type::Named(id), kind),
        };
        self.inline_types.insert(schema.at.0.clone(), ty.clone());
        if let [title] = &words[..] {
            self.titled_types.entry(title.clone()).or_insert((Rc::clone(schema), ty.clone()));
        }
        self.types[id.0] = Some(type_def(Origin::Inline(words), schema, kind));
        ty
    }

    /// Defines a type without a name that was reserved.
    pub(super) fn define_inline(&mut self, id: TypeId, words: &[String], at: &Pointer, kind: TypeKind) {
        let def = type_def(Origin::Inline(words.to_vec()), &Schema::default(), kind);
        self.types[id.0] = Some(TypeDef { pointer: at.clone(), ..def });
    }

    pub(super) fn reserve(&mut self) -> TypeId {
        self.types.push(None);
        TypeId(self.types.len() - 1)
    }

    fn lower_kind(&mut self, schema: &Rc<Schema>, words: &[String]) -> Lowered {
        if !schema.all_of.is_empty()
            && let Some(part) = self.sole_part(schema)
        {
            // One schema with decoration: the type itself.
            return Lowered::Type(self.lower_schema(&part, words).not_null());
        }
        let whole = self.merged(schema);
        match &whole.choices[..] {
            [] => self.lower_type(&whole, words),
            [choice] => {
                let beside = Schema { choices: Vec::new(), ..(*whole).clone() };
                self.lower_union(choice, &beside, words)
            }
            _ => self.lower_several_unions(&whole, words),
        }
    }

    /// An object beside several unions: what only variants have is kept, without a type.
    fn lower_several_unions(&mut self, whole: &Schema, words: &[String]) -> Lowered {
        let message = "several unions beside one another: the members of their variants have no types";
        let help = "combine them to one `oneOf`; the members are kept among the additional properties";
        self.report(Code::Untyped, &whole.at, message, help);
        if whole.properties.is_empty() {
            return Lowered::Type(Type::Any);
        }
        let additional = whole.additional.clone().or(Some(Additional::Anything));
        self.lower_type(&Schema { choices: Vec::new(), additional, ..whole.clone() }, words)
    }

    /// The type of a schema that is no union and has no parts.
    fn lower_type(&mut self, schema: &Schema, words: &[String]) -> Lowered {
        if let Some(path) = self.own_format(schema) {
            return Lowered::Type(Type::Own(path.clone()));
        }
        Lowered::Type(match schema.json_type() {
            None => Type::Any,
            Some(JsonType::Null) => Type::Null,
            Some(JsonType::Boolean) => Type::Boolean,
            // A format of integers may be meant or not: nothing is lost either way.
            Some(JsonType::Number) if schema.format.as_deref().is_some_and(|it| it.contains("int")) => Type::Number,
            Some(JsonType::Number) => Type::Double,
            Some(JsonType::Integer) => return self.lower_integer(schema),
            Some(JsonType::String) => return self.lower_string(schema),
            Some(JsonType::Array) => return self.lower_array(schema, words),
            Some(JsonType::Object) => return self.lower_object(schema, words),
        })
    }

    /// The type of the user's for the format of a text or a number.
    fn own_format(&self, schema: &Schema) -> Option<&String> {
        let scalar = matches!(schema.json_type()?, JsonType::String | JsonType::Number | JsonType::Integer);
        let path = self.wishes.own_types.formats.get(schema.format.as_deref()?)?;
        (scalar && schema.enumeration.is_empty()).then_some(path)
    }

    fn lower_array(&mut self, schema: &Schema, words: &[String]) -> Lowered {
        let item = match (&schema.items, &schema.tuple) {
            (_, Some((first, true))) => {
                let items = first.iter().enumerate();
                let items =
                    items.map(|(index, item)| self.lower_schema(item, &with(words, &format!("item {}", index + 1))));
                return Lowered::Definition(TypeKind::Tuple(items.collect()));
            }
            (_, Some((_, false))) => {
                let help = "write `items: false`, or `minItems` and `maxItems` of the same number, for a tuple";
                let message = "an array whose items differ and whose length varies: its items have no types";
                self.report(Code::Untyped, &schema.at, message, help);
                Type::Any
            }
            (Some(items), None) => self.lower_schema(items, &with(words, "item")),
            (None, None) => Type::Any,
        };
        Lowered::Type(Type::Array(Box::new(item)))
    }

    fn lower_object(&mut self, schema: &Schema, words: &[String]) -> Lowered {
        let required = schema.required();
        let fields = schema.properties.iter();
        let fields = fields.map(|(name, property)| self.lower_field(name, property, &required, words));
        let mut fields: Vec<_> = fields.collect();
        if schema.additional.is_none() && !fields.is_empty() {
            // What must be there is a member, too, though nothing is known of it; who forgot it in the document may
            // forget it in an answer.
            let required = schema.required.iter().collect::<IndexSet<_>>().into_iter();
            let unlisted = required.filter(|name| !schema.properties.contains_key(*name));
            let at = schema.at.join("required");
            fields.extend(unlisted.map(|name| Field::unlisted(name, at.clone())));
        }
        let rest = match &schema.additional {
            Some(Additional::Schema(schema)) => Some(self.lower_schema(schema, &with(words, "value"))),
            Some(Additional::Anything) => Some(Type::Any),
            Some(Additional::Nothing) => None,
            None => fields.is_empty().then_some(Type::Any),
        };
        match rest {
            Some(rest) if fields.is_empty() => Lowered::Type(Type::Map(Box::new(rest))),
            rest => Lowered::Definition(TypeKind::Struct(Struct { fields, rest, multipart: false })),
        }
    }

    fn lower_field(&mut self, name: &str, schema: &Rc<Schema>, required: &HashSet<&str>, words: &[String]) -> Field {
        let required = required.contains(name);
        let constant = self.constant(schema).filter(|value| required || schema.default.as_ref() == Some(value));
        let ty = match constant {
            Some(_) => Type::Any,
            None => self.lower_schema(schema, &with(words, name)),
        };
        let target = schema.reference.as_deref().and_then(|reference| self.known(reference));
        let is = |flag: fn(&Schema) -> bool| flag(schema) || target.is_some_and(|target| flag(target));
        let access = match (is(|schema| schema.read_only), is(|schema| schema.write_only)) {
            (true, _) => Access::Read,
            (false, true) => Access::Write,
            (false, false) => Access::Both,
        };
        let extensions = Extensions(&schema.extensions);
        Field {
            name: extensions.named(name),
            pointer: place(schema).0.clone(),
            docs: docs(schema),
            deprecation: extensions.deprecation(schema.deprecated),
            ty,
            required,
            constant,
            access,
            boxed: false,
        }
    }

    /// The one value that a schema allows, if it is a text, a number or a boolean.
    fn constant(&mut self, schema: &Rc<Schema>) -> Option<Value> {
        let whole = self.merged(schema);
        match &whole.enumeration[..] {
            [value @ (Value::String(_) | Value::Number(_) | Value::Bool(_))] if !self.is_nullable(schema) => {
                whole.choices.is_empty().then(|| value.clone())
            }
            _ => None,
        }
    }

    fn lower_string(&mut self, schema: &Schema) -> Lowered {
        let variants = self.variants_of(schema, |value| value.as_str().map(str::to_owned));
        if !variants.is_empty() {
            return Lowered::Definition(TypeKind::Enum(Enum::Strings(variants)));
        }
        let format = schema.format.as_deref().filter(|format| !self.wishes.plain_formats.contains(*format));
        // An unknown format says nothing (OpenAPI 3.0.3, section "Data Types").
        Lowered::Type(match format {
            Some("password") => Type::Secret,
            Some("uuid") => Type::Uuid,
            Some("date") => Type::Date,
            Some("date-time") => Type::DateTime,
            Some("byte") => Type::Base64,
            _ => Type::String,
        })
    }

    fn lower_integer(&mut self, schema: &Schema) -> Lowered {
        if schema.enumeration.iter().all(Value::is_i64) {
            let variants = self.variants_of(schema, Value::as_i64);
            if !variants.is_empty() {
                return Lowered::Definition(TypeKind::Enum(Enum::Integers(variants)));
            }
        }
        Lowered::Type(Type::Integer(integer(schema)))
    }

    /// The distinct values of an `enum`.
    fn variants_of<T: Display>(&mut self, schema: &Schema, of: impl Fn(&Value) -> Option<T>) -> Vec<Variant<T>> {
        let mut variants: Vec<Variant<T>> = Vec::new();
        let mut seen = HashSet::new();
        for (index, value) in schema.enumeration.iter().enumerate() {
            let Some(value) = of(value) else { continue };
            if !seen.insert(value.to_string()) {
                let at = schema.at.join("enum").join(index);
                self.report(Code::Ignored, &at, format!("the value `{value}` stands twice"), "remove one");
                continue;
            }
            let extensions = Extensions(&schema.extensions);
            let wish = extensions.item("x-enum-varnames", index);
            variants.push(Variant {
                value,
                wish,
                title: None,
                description: extensions.item("x-enum-descriptions", index),
            });
        }
        variants
    }

    /// The body of a multipart request: a member that is binary, or an array of such, is a file.
    pub(super) fn lower_multipart(&mut self, schema: Option<&Rc<Schema>>, words: &[String], at: &Pointer) -> Type {
        let whole = schema.map(|schema| self.merged(schema)).unwrap_or_default();
        if whole.properties.is_empty() || !whole.choices.is_empty() {
            return Type::Form;
        }
        let mut fields = Vec::new();
        let required = whole.required();
        for (name, schema) in &whole.properties {
            let mut field = self.lower_field(name, schema, &required, words);
            if let Some(files) = self.files(schema, MAX_DEPTH) {
                // There is no file that is `null`.
                (field.ty, field.required) = (files, field.required && !self.is_nullable(schema));
            }
            fields.push(field);
        }
        let id = self.reserve();
        let kind = TypeKind::Struct(Struct { fields, rest: None, multipart: true });
        self.define_inline(id, words, at, kind);
        Type::Named(id)
    }

    /// A file or a list of files, where the values of a schema are that, `null` aside.
    fn files(&mut self, schema: &Rc<Schema>, depth: usize) -> Option<Type> {
        let depth = depth.checked_sub(1)?;
        let whole = self.merged(schema);
        if let [choice] = &whole.choices[..] {
            let mut variants = choice.schemas.iter().filter(|variant| variant.ty != Some(JsonType::Null));
            let files = self.files(variants.next()?, depth)?;
            return variants.all(|variant| self.files(variant, depth).as_ref() == Some(&files)).then_some(files);
        }
        match &whole.items {
            Some(items) => (self.files(items, depth)? == Type::File).then(|| Type::Array(Box::new(Type::File))),
            None => is_binary(&whole).then_some(Type::File),
        }
    }

    /// Whether a value of a schema is one text, number or boolean.
    pub(super) fn is_scalar(&mut self, schema: &Rc<Schema>) -> bool {
        let whole = self.merged(schema);
        let scalar = !matches!(whole.json_type(), None | Some(JsonType::Object | JsonType::Array | JsonType::Null));
        scalar && whole.choices.is_empty()
    }

    /// Whether a schema allows `null` beside other values.
    pub(super) fn is_nullable(&self, schema: &Schema) -> bool {
        self.allows_null(schema, &mut HashMap::new(), MAX_NULLABLE_DEPTH)
    }

    /// `known` holds the answer for each reference, which is no while it is being looked for.
    fn allows_null(&self, schema: &Schema, known: &mut HashMap<String, bool>, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let mut says = schema.all_of.iter().filter(|part| part.reference.is_some() || !part.is_decoration()).peekable();
        schema.nullable
            || schema.reference.as_ref().is_some_and(|reference| self.target_allows_null(reference, known, depth))
            || schema.all_of.iter().any(|part| part.reference.is_none() && part.is_decoration() && part.nullable)
            || (says.peek().is_some() && says.all(|part| self.allows_null(part, known, depth)))
            || schema
                .choices
                .iter()
                .flat_map(|choice| &choice.schemas)
                .any(|variant| variant.ty == Some(JsonType::Null) || self.allows_null(variant, known, depth))
    }

    fn target_allows_null(&self, reference: &str, known: &mut HashMap<String, bool>, depth: usize) -> bool {
        if let Some(known) = known.get(reference) {
            return *known;
        }
        known.insert(reference.to_owned(), false);
        let allows = self.known(reference).is_some_and(|target| self.allows_null(target, known, depth));
        known.insert(reference.to_owned(), allows);
        allows
    }
}

/// How many schemas are looked through for a `null`, each inside of another or behind a reference.
const MAX_NULLABLE_DEPTH: usize = 512;

impl Lowered {
    pub(super) fn into_kind(self) -> TypeKind {
        match self {
            Self::Type(ty) => TypeKind::Alias(ty.not_null()),
            Self::Definition(kind) => kind,
        }
    }
}

/// Whether a value is the bytes of a file.
pub(super) fn is_binary(schema: &Schema) -> bool {
    schema.json_type() == Some(JsonType::String) && schema.format.as_deref() == Some("binary")
}

/// The type that holds all integers that a schema allows: that of its format, unless a bound or a value lies outside.
fn integer(schema: &Schema) -> Integer {
    let (least, most) = (schema.minimum.as_ref(), schema.maximum.as_ref());
    let listed = schema.enumeration.iter().filter_map(Value::as_number);
    let numbers = || least.into_iter().chain(most).chain(listed.clone());
    let from_zero = least.is_some_and(|least| at_least(least, 0.0)) || schema.enumeration.iter().any(Value::is_u64);
    let wide = if from_zero && numbers().any(|it| it.as_u64().is_some_and(|it| i64::try_from(it).is_err())) {
        Integer::U64
    } else {
        Integer::I64
    };
    let (named, low, high) = match schema.format.as_deref() {
        Some("int8") => (Integer::I8, f64::from(i8::MIN), f64::from(i8::MAX)),
        Some("int16") => (Integer::I16, f64::from(i16::MIN), f64::from(i16::MAX)),
        Some("int32") => (Integer::I32, f64::from(i32::MIN), f64::from(i32::MAX)),
        Some("uint8") => (Integer::U8, 0.0, f64::from(u8::MAX)),
        Some("uint16") => (Integer::U16, 0.0, f64::from(u16::MAX)),
        Some("uint32") => (Integer::U32, 0.0, f64::from(u32::MAX)),
        Some("uint64") => return Integer::U64,
        _ => return wide,
    };
    let outside = |number: &Number| number.as_f64().is_some_and(|number| number < low || number > high);
    if numbers().any(outside) { wide } else { named }
}

fn at_least(number: &Number, bound: f64) -> bool {
    number.as_f64().is_some_and(|number| number >= bound)
}

/// The title of a schema that needs a name, if it says enough to be one: of several words, and no sentence.
fn title(schema: &Schema) -> Option<String> {
    const LONGEST: usize = 40;
    let title = schema.title.as_deref()?.trim();
    let defines = match schema.json_type() {
        Some(JsonType::Object) => !schema.properties.is_empty(),
        Some(JsonType::String) => !schema.enumeration.is_empty(),
        Some(_) => false,
        None => true,
    };
    let defines = defines || !schema.all_of.is_empty() || !schema.choices.is_empty();
    let words = |char: char| char.is_ascii_alphanumeric() || matches!(char, ' ' | '_' | '-');
    let boundary = |pair: &[u8]| pair[0].is_ascii_lowercase() && !pair[1].is_ascii_lowercase();
    let several = title.as_bytes().windows(2).any(boundary);
    (defines && several && title.len() <= LONGEST && title.chars().all(words)).then(|| title.to_owned())
}

/// The letters and digits of a name, however they are written: names that differ in nothing else are alike.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase()).collect()
}

pub(super) fn with(words: &[String], word: &str) -> Vec<String> {
    words.iter().cloned().chain([word.to_owned()]).collect()
}

/// Where a schema stands. One that was made of several stands where the last of them does.
fn place(schema: &Schema) -> &At {
    match schema.all_of.last() {
        Some(part) if schema.at.as_str().ends_with("/allOf") => place(part),
        _ => &schema.at,
    }
}

fn docs(schema: &Schema) -> Docs {
    Docs { summary: schema.title.clone(), description: schema.description.0.clone() }
}

fn type_def(origin: Origin, schema: &Schema, kind: TypeKind) -> TypeDef {
    TypeDef {
        origin,
        pointer: schema.at.0.clone(),
        places: Vec::new(),
        is_input: false,
        derives: BTreeSet::new(),
        docs: docs(schema),
        deprecation: Extensions(&schema.extensions).deprecation(schema.deprecated),
        kind,
        sent: false,
        received: false,
    }
}
