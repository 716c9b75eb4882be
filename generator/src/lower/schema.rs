//! Schemas. A Schema Object in, a [`Type`] out; an object, an enumeration or a component also adds a type with a name of
//! its own. Constraints such as `maxLength` are not enforced: the server knows better what it takes and sends.

use super::{Extensions, Lowering};
use crate::{
    diagnostic::{Code, Pointer},
    ir::{Access, Docs, Enum, Field, Integer, Origin, Struct, Type, TypeDef, TypeId, TypeKind, Variant, WireName},
};
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, IntegerFormat, NumberFormat, ObjectType, ReferenceOr, Schema,
    SchemaData, SchemaKind, StringFormat, StringType, Type as SchemaType, VariantOrUnknownOrEmpty,
};
use serde_json::Value;
use std::{borrow::Borrow, fmt::Display};

/// What a schema becomes: a type to write where it is used, or the definition of a type with a name.
pub(super) enum Lowered {
    Type(Type),
    Definition(TypeKind),
}

impl<'a> Lowering<'a> {
    /// The type of a schema. `words` name it where it needs a name and has none.
    pub(super) fn lower_schema<S: Borrow<Schema> + 'a>(
        &mut self,
        schema: &'a ReferenceOr<S>,
        words: &[String],
        at: &Pointer,
    ) -> Type {
        match schema {
            ReferenceOr::Reference { reference } => self.lower_reference(reference, at),
            ReferenceOr::Item(schema) => self.lower_item(schema.borrow(), words, at),
        }
    }

    fn lower_reference(&mut self, reference: &str, at: &Pointer) -> Type {
        let listed = &self.components.schemas;
        let Some(name) = self.component_name(reference, "schemas", listed.keys().map(String::as_str), at) else {
            return Type::Any;
        };
        let id = match self.component_types.get(&name) {
            Some(id) => *id,
            None => {
                let id = self.reserve();
                self.component_types.insert(name.clone(), id);
                self.pending.push_back(name.clone());
                id
            }
        };
        match listed.get(&name) {
            Some(ReferenceOr::Item(schema)) if schema.schema_data.nullable => Type::Nullable(Box::new(Type::Named(id))),
            _ => Type::Named(id),
        }
    }

    /// Lowers the components that were referred to, and those that they refer to.
    pub(super) fn lower_pending(&mut self) {
        while let Some(name) = self.pending.pop_front() {
            self.lower_component(&name);
        }
    }

    fn lower_component(&mut self, name: &str) {
        let at = Pointer::default().join("components").join("schemas").join(name);
        let id = self.component_types[name];
        let def = match &self.components.schemas[name] {
            ReferenceOr::Reference { reference } => TypeDef {
                origin: Origin::Component(WireName { wire: name.to_owned(), wish: None }),
                pointer: at.clone(),
                docs: Docs::default(),
                deprecation: None,
                kind: TypeKind::Alias(self.lower_reference(reference, &at)),
                sent: false,
                received: false,
            },
            ReferenceOr::Item(schema) => {
                let kind = match self.lower_kind(schema, &[name.to_owned()], &at) {
                    Lowered::Type(ty) => TypeKind::Alias(ty),
                    Lowered::Definition(kind) => kind,
                };
                let extensions = Extensions(&schema.schema_data.extensions);
                type_def(Origin::Component(extensions.named(name)), at, &schema.schema_data, kind)
            }
        };
        self.types[id.0] = Some(def);
    }

    fn lower_item(&mut self, schema: &'a Schema, words: &[String], at: &Pointer) -> Type {
        let ty = match self.inline_types.get(at) {
            Some(ty) => ty.clone(),
            None => self.lower_inline(schema, words, at),
        };
        if schema.schema_data.nullable && !matches!(ty, Type::Nullable(_) | Type::Any) {
            Type::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    fn lower_inline(&mut self, schema: &'a Schema, words: &[String], at: &Pointer) -> Type {
        let title =
            title(schema).filter(|title| !self.components.schemas.keys().any(|name| letters(name).eq(letters(title))));
        let known = title.as_ref().and_then(|title| self.titled_types.get(title));
        let words = match (known, title) {
            (Some((known, ty)), _) if *known == schema => return ty.clone(),
            (None, Some(title)) => vec![title],
            _ => words.to_vec(),
        };
        // Reserved before its parts are lowered: through `allOf` it may be a part of itself.
        let id = self.reserve();
        self.inline_types.insert(at.clone(), Type::Named(id));
        let (ty, kind) = match self.lower_kind(schema, &words, at) {
            Lowered::Type(ty) => (ty.clone(), TypeKind::Alias(ty)),
            Lowered::Definition(kind) => (Type::Named(id), kind),
        };
        self.inline_types.insert(at.clone(), ty.clone());
        if let [title] = &words[..] {
            self.titled_types.entry(title.clone()).or_insert((schema, ty.clone()));
        }
        self.types[id.0] = Some(type_def(Origin::Inline(words), at.clone(), &schema.schema_data, kind));
        ty
    }

    /// A struct whose members are the parts of a body.
    pub(super) fn lower_parts(&mut self, fields: Vec<Field>, words: &[String], at: &Pointer) -> Type {
        let id = self.reserve();
        let kind = TypeKind::Struct(Struct { fields, rest: None, multipart: true });
        self.define_inline(id, words, at, kind);
        Type::Named(id)
    }

    /// Defines a type without a name that was reserved.
    pub(super) fn define_inline(&mut self, id: TypeId, words: &[String], at: &Pointer, kind: TypeKind) {
        self.types[id.0] = Some(type_def(Origin::Inline(words.to_vec()), at.clone(), &SchemaData::default(), kind));
    }

    pub(super) fn reserve(&mut self) -> TypeId {
        self.types.push(None);
        TypeId(self.types.len() - 1)
    }

    fn lower_kind(&mut self, schema: &'a Schema, words: &[String], at: &Pointer) -> Lowered {
        let extensions = Extensions(&schema.schema_data.extensions);
        match &schema.schema_kind {
            SchemaKind::Type(ty) => self.lower_type(ty, extensions, words, at),
            SchemaKind::AllOf { all_of } => self.lower_all_of(all_of, None, words, at),
            SchemaKind::OneOf { one_of } => {
                self.lower_union(one_of, schema.schema_data.discriminator.as_ref(), words, &at.join("oneOf"))
            }
            SchemaKind::AnyOf { any_of } => {
                self.lower_union(any_of, schema.schema_data.discriminator.as_ref(), words, &at.join("anyOf"))
            }
            SchemaKind::Not { .. } => Lowered::Type(Type::Any),
            SchemaKind::Any(any) => self.lower_any(any, &schema.schema_data, words, at),
        }
    }

    fn lower_type(
        &mut self,
        ty: &'a SchemaType,
        extensions: Extensions<'_>,
        words: &[String],
        at: &Pointer,
    ) -> Lowered {
        match ty {
            SchemaType::String(string) => {
                let StringType { format, pattern: _, enumeration, min_length: _, max_length: _ } = string;
                let format = match format {
                    VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "date",
                    VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => "date-time",
                    VariantOrUnknownOrEmpty::Item(StringFormat::Password) => "password",
                    VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => "byte",
                    VariantOrUnknownOrEmpty::Item(StringFormat::Binary) | VariantOrUnknownOrEmpty::Empty => "",
                    VariantOrUnknownOrEmpty::Unknown(format) => format,
                };
                self.lower_string(format, enumeration.iter().map(Option::as_deref), extensions, at)
            }
            SchemaType::Boolean(_) => Lowered::Type(Type::Boolean),
            SchemaType::Number(number) => Lowered::Type(match number.format {
                VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => Type::Float,
                _ => Type::Double,
            }),
            SchemaType::Integer(integer) => {
                let format = match &integer.format {
                    VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => "int32",
                    VariantOrUnknownOrEmpty::Unknown(format) => format,
                    VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) | VariantOrUnknownOrEmpty::Empty => "",
                };
                self.lower_integer(format, integer.enumeration.iter().copied(), extensions, at)
            }
            SchemaType::Array(ArrayType { items, min_items: _, max_items: _, unique_items: _ }) => {
                Lowered::Type(Type::Array(Box::new(self.lower_items(items.as_ref(), words, at))))
            }
            SchemaType::Object(ObjectType {
                properties,
                required,
                additional_properties,
                min_properties: _,
                max_properties: _,
            }) => {
                let fields = properties.iter().map(|(name, schema)| {
                    let at = at.join("properties").join(name);
                    let required = required.iter().any(|required| required == name);
                    self.lower_field(name, schema, required, words, &at)
                });
                let fields: Vec<_> = fields.collect();
                self.lower_object(fields, additional_properties.as_ref(), words, at)
            }
        }
    }

    /// A schema whose keywords do not all belong to one type. openapiv3 sorts an integer with an odd bound here, too.
    fn lower_any(&mut self, any: &'a AnySchema, data: &'a SchemaData, words: &[String], at: &Pointer) -> Lowered {
        let (discriminator, extensions) = (data.discriminator.as_ref(), Extensions(&data.extensions));
        let AnySchema {
            typ,
            properties,
            required,
            additional_properties,
            items,
            format,
            all_of,
            one_of,
            any_of,
            enumeration,
            ..
        } = any;
        match (&all_of[..], &one_of[..], &any_of[..]) {
            ([], [], []) => {}
            (_, [], []) => return self.lower_all_of(all_of, Some(any), words, at),
            // Members beside the variants are members of each variant in practice.
            ([], _, []) if is_described_by_variants(any) => {
                return self.lower_union(one_of, discriminator, words, &at.join("oneOf"));
            }
            ([], [], _) if is_described_by_variants(any) => {
                return self.lower_union(any_of, discriminator, words, &at.join("anyOf"));
            }
            // Variants that only say which members are required together: the members are beside them.
            _ if one_of.iter().chain(any_of).all(only_requires) && all_of.is_empty() => {}
            (_, _, []) => return self.lower_union_beside(one_of, discriminator, any, words, &at.join("oneOf")),
            (_, [], _) => return self.lower_union_beside(any_of, discriminator, any, words, &at.join("anyOf")),
            _ => return self.lower_one_of_beside_any_of(any, words, at),
        }
        let kind = typ.as_deref().unwrap_or(match (properties.is_empty(), additional_properties, items) {
            (false, _, _) | (_, Some(_), _) => "object",
            (_, _, Some(_)) => "array",
            _ if is_each(enumeration, Value::is_string) => "string",
            _ if is_each(enumeration, Value::is_i64) => "integer",
            _ => "",
        });
        match kind {
            "string" => {
                let values = enumeration.iter().map(Value::as_str);
                self.lower_string(format.as_deref().unwrap_or_default(), values, extensions, at)
            }
            "boolean" => Lowered::Type(Type::Boolean),
            "number" if format.as_deref() == Some("float") => Lowered::Type(Type::Float),
            "number" => Lowered::Type(Type::Double),
            "integer" => {
                let values = enumeration.iter().map(Value::as_i64);
                self.lower_integer(format.as_deref().unwrap_or_default(), values, extensions, at)
            }
            "array" => Lowered::Type(Type::Array(Box::new(self.lower_items(items.as_ref(), words, at)))),
            "object" => {
                let fields = properties.iter().map(|(name, schema)| {
                    let at = at.join("properties").join(name);
                    self.lower_field(name, schema, required.contains(name), words, &at)
                });
                let fields: Vec<_> = fields.collect();
                self.lower_object(fields, additional_properties.as_ref(), words, at)
            }
            _ => Lowered::Type(Type::Any),
        }
    }

    fn lower_items(&mut self, items: Option<&'a ReferenceOr<Box<Schema>>>, words: &[String], at: &Pointer) -> Type {
        items.map_or(Type::Any, |items| self.lower_schema(items, &with(words, "item"), &at.join("items")))
    }

    pub(super) fn lower_object(
        &mut self,
        fields: Vec<Field>,
        additional: Option<&'a AdditionalProperties>,
        words: &[String],
        at: &Pointer,
    ) -> Lowered {
        let rest = match additional {
            Some(AdditionalProperties::Schema(schema)) => {
                Some(self.lower_schema(schema, &with(words, "value"), &at.join("additionalProperties")))
            }
            Some(AdditionalProperties::Any(true)) => Some(Type::Any),
            Some(AdditionalProperties::Any(false)) => None,
            None => fields.is_empty().then_some(Type::Any),
        };
        match rest {
            Some(rest) if fields.is_empty() => Lowered::Type(Type::Map(Box::new(rest))),
            rest => Lowered::Definition(TypeKind::Struct(Struct { fields, rest, multipart: false })),
        }
    }

    pub(super) fn lower_field(
        &mut self,
        name: &str,
        schema: &'a ReferenceOr<Box<Schema>>,
        required: bool,
        words: &[String],
        at: &Pointer,
    ) -> Field {
        let ty = self.lower_schema(schema, &with(words, name), at);
        let data = schema.as_item().map(|schema| &schema.schema_data);
        let described = match schema {
            ReferenceOr::Item(schema) => Some(&schema.schema_data),
            ReferenceOr::Reference { reference } => {
                let name = reference.strip_prefix("#/components/schemas/");
                let listed = name.and_then(|name| self.components.schemas.get(name)).and_then(ReferenceOr::as_item);
                listed.map(|schema| &schema.schema_data)
            }
        };
        let access = match described {
            Some(data) if data.read_only => Access::Read,
            Some(data) if data.write_only => Access::Write,
            _ => Access::Both,
        };
        Field {
            name: data.map_or_else(
                || WireName { wire: name.to_owned(), wish: None },
                |data| Extensions(&data.extensions).named(name),
            ),
            docs: data.map(docs).unwrap_or_default(),
            deprecation: data.and_then(|data| Extensions(&data.extensions).deprecation(data.deprecated)),
            ty,
            required,
            access,
            boxed: false,
        }
    }

    fn lower_string<'v>(
        &mut self,
        format: &str,
        values: impl Iterator<Item = Option<&'v str>>,
        extensions: Extensions<'_>,
        at: &Pointer,
    ) -> Lowered {
        let variants = self.variants_of(values.map(|value| value.map(str::to_owned)), extensions, at);
        if !variants.is_empty() {
            return Lowered::Definition(TypeKind::Enum(Enum::Strings(variants)));
        }
        let format = if self.plain_formats.contains(format) { "" } else { format };
        // An unknown format says nothing (OpenAPI 3.0.3, section "Data Types").
        Lowered::Type(match format {
            "password" => Type::Secret,
            "uuid" => Type::Uuid,
            "date" => Type::Date,
            "date-time" => Type::DateTime,
            "byte" => Type::Base64,
            _ => Type::String,
        })
    }

    fn lower_integer(
        &mut self,
        format: &str,
        values: impl Iterator<Item = Option<i64>>,
        extensions: Extensions<'_>,
        at: &Pointer,
    ) -> Lowered {
        let variants = self.variants_of(values, extensions, at);
        if !variants.is_empty() {
            return Lowered::Definition(TypeKind::Enum(Enum::Integers(variants)));
        }
        Lowered::Type(Type::Integer(match format {
            "int8" => Integer::I8,
            "int16" => Integer::I16,
            "int32" => Integer::I32,
            "uint8" => Integer::U8,
            "uint16" => Integer::U16,
            "uint32" => Integer::U32,
            "uint64" => Integer::U64,
            _ => Integer::I64,
        }))
    }

    /// The distinct values of an `enum`. `null` among them says that the schema is nullable, which is read from there.
    fn variants_of<T: PartialEq + Display>(
        &mut self,
        values: impl Iterator<Item = Option<T>>,
        extensions: Extensions<'_>,
        at: &Pointer,
    ) -> Vec<Variant<T>> {
        let mut variants: Vec<Variant<T>> = Vec::new();
        for (index, value) in values.enumerate() {
            let Some(value) = value else { continue };
            if variants.iter().any(|variant| variant.value == value) {
                let at = at.join("enum").join(index);
                self.report(Code::Ignored, &at, format!("the value `{value}` stands twice"), "remove one");
                continue;
            }
            variants.push(Variant { value, wish: extensions.item("x-enum-varnames", index) });
        }
        variants
    }
}

/// The title of a schema that needs a name, if it says enough to be one: of several words, and no sentence.
fn title(schema: &Schema) -> Option<String> {
    const LONGEST: usize = 40;
    let title = schema.schema_data.title.as_deref()?.trim();
    let defines = match &schema.schema_kind {
        SchemaKind::Type(SchemaType::Object(object)) => !object.properties.is_empty(),
        SchemaKind::Type(SchemaType::String(string)) => !string.enumeration.is_empty(),
        SchemaKind::Type(_) | SchemaKind::Not { .. } => false,
        SchemaKind::OneOf { .. } | SchemaKind::AllOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Any(_) => true,
    };
    let words = |char: char| char.is_ascii_alphanumeric() || matches!(char, ' ' | '_' | '-');
    let boundary = |pair: &[u8]| pair[0].is_ascii_lowercase() && !pair[1].is_ascii_lowercase();
    let several = title.as_bytes().windows(2).any(boundary);
    (defines && several && title.len() <= LONGEST && title.chars().all(words)).then(|| title.to_owned())
}

/// The letters and digits of a name, however they are written: names that differ in nothing else are alike.
fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase())
}

/// Whether there are values, and each is of a kind; `null` may stand among them.
fn is_each(values: &[Value], is: fn(&Value) -> bool) -> bool {
    values.iter().any(is) && values.iter().all(|value| is(value) || value.is_null())
}

/// Whether all members of a schema are in its variants.
fn is_described_by_variants(any: &AnySchema) -> bool {
    any.properties.is_empty() && any.additional_properties.is_none() && any.items.is_none()
}

/// Whether a schema says nothing but which members are required.
pub(super) fn only_requires(schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    match &schema.schema_kind {
        SchemaKind::Any(any) => AnySchema { required: Vec::new(), ..any.clone() } == AnySchema::default(),
        SchemaKind::Not { .. } => true,
        _ => false,
    }
}

pub(super) fn with(words: &[String], word: &str) -> Vec<String> {
    words.iter().cloned().chain([word.to_owned()]).collect()
}

fn docs(data: &SchemaData) -> Docs {
    Docs { summary: data.title.clone(), description: data.description.clone() }
}

fn type_def(origin: Origin, pointer: Pointer, data: &SchemaData, kind: TypeKind) -> TypeDef {
    TypeDef {
        origin,
        pointer,
        docs: docs(data),
        deprecation: Extensions(&data.extensions).deprecation(data.deprecated),
        kind,
        sent: false,
        received: false,
    }
}
