//! Combined schemas: `allOf`, `oneOf` and `anyOf`. Several schemas come in; one object with the members of all, or a
//! union with a way to tell its variants apart, goes out.

use super::{
    Lowering,
    schema::{Lowered, only_requires, with},
    union::Look,
};
use crate::{
    diagnostic::{Code, Diagnostic, Place, Pointer},
    ir::{Field, Struct, Type, TypeKind, Union, UnionVariant, WireName},
};
use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, Discriminator, ObjectType, ReferenceOr, Schema, SchemaKind, StringFormat,
    Type as SchemaType, VariantOrUnknownOrEmpty,
};

/// How many schemas may be combined inside of one another.
const MAX_DEPTH: usize = 32;

/// The members of all schemas of an `allOf`.
#[derive(Clone, Default, PartialEq)]
struct Merged<'a> {
    properties: IndexMap<&'a str, (&'a ReferenceOr<Box<Schema>>, Pointer)>,
    required: Vec<&'a str>,
    additional: Option<(&'a AdditionalProperties, Pointer)>,
    /// Places of one member that no value can be both of.
    conflicts: Vec<(Pointer, Pointer)>,
    /// Schemas that are no objects, with their places.
    others: Vec<(&'a ReferenceOr<Schema>, Pointer)>,
}

/// The variants of a union.
struct Variants<'a> {
    schemas: &'a [ReferenceOr<Schema>],
    discriminator: Option<&'a Discriminator>,
    keyword: &'static str,
}

impl<'a> Lowering<'a> {
    /// `allOf`, with what stands beside it.
    pub(super) fn lower_all_of(
        &mut self,
        all_of: &'a [ReferenceOr<Schema>],
        beside: Option<&'a AnySchema>,
        words: &[String],
        at: &Pointer,
    ) -> Lowered {
        let says_something =
            |(_, schema): &(usize, &ReferenceOr<Schema>)| !matches!(schema, ReferenceOr::Item(item) if is_empty(item));
        let mut saying = all_of.iter().enumerate().filter(says_something);
        if let (Some((index, one)), None) = (saying.next(), saying.next())
            && beside.is_none_or(|any| any.properties.is_empty() && any.required.is_empty())
        {
            // One schema with decoration: the type itself.
            return Lowered::Type(self.lower_schema(one, words, &at.join("allOf").join(index)));
        }
        let mut merged = Merged::default();
        self.merge_all(all_of, &mut merged, MAX_DEPTH, &at.join("allOf"));
        if let Some(AnySchema { properties, required, additional_properties, .. }) = beside {
            merged.add(properties, required, additional_properties.as_ref(), at);
        }
        if let ([(other, at)], false) = (&merged.others[..], merged.properties.is_empty())
            && let Some(Variants { schemas, discriminator, keyword }) = self.variants(other)
        {
            // One union among objects: a union of objects, each with the members of all.
            let at = at.join(keyword);
            merged.others.clear();
            return self.lower_union_with(schemas, discriminator, Some(&merged), words, &at);
        }
        match (&merged.others[..], merged.properties.is_empty() && merged.additional.is_none()) {
            ([], _) => {}
            ([(other, at)], true) => return Lowered::Type(self.lower_schema(*other, words, at)),
            ([(first, at), ..], true) if self.is_scalar(first, MAX_DEPTH) => {
                // Among scalars the one that lists its values is the narrowest.
                let listed = merged.others.iter().find(|(other, _)| {
                    matches!(other, ReferenceOr::Item(item) if matches!(Look::of(item), Look::Constants(_)))
                });
                let (narrowest, at) = listed.map_or((*first, at), |(other, at)| (*other, at));
                return Lowered::Type(self.lower_schema(narrowest, words, at));
            }
            (others, _) if others.iter().all(|(other, _)| self.variants(other).is_some()) => {
                return self.lower_several_unions(merged, words, at);
            }
            _ => {
                let message = "`allOf` of an object and of what is no object: no value is both";
                self.report(Code::Contradiction, &at.join("allOf"), message, "remove one of them");
                return Lowered::Type(Type::Any);
            }
        }
        self.lower_merged(merged, words, at)
    }

    /// `oneOf` beside `anyOf`, with what stands beside both.
    pub(super) fn lower_one_of_beside_any_of(&mut self, any: &'a AnySchema, words: &[String], at: &Pointer) -> Lowered {
        let mut merged = Merged::default();
        self.merge_all(&any.all_of, &mut merged, MAX_DEPTH, &at.join("allOf"));
        merged.add(&any.properties, &any.required, any.additional_properties.as_ref(), at);
        self.lower_several_unions(merged, words, at)
    }

    /// An object beside several unions: what only variants have is kept, without a type.
    fn lower_several_unions(&mut self, merged: Merged<'a>, words: &[String], at: &Pointer) -> Lowered {
        let message = "several unions beside one another: the members of their variants have no types";
        let help = "combine them to one `oneOf`; the members are kept among the additional properties";
        self.report(Code::Untyped, at, message, help);
        match self.lower_merged(Merged { others: Vec::new(), ..merged }, words, at) {
            Lowered::Definition(TypeKind::Struct(object)) => {
                let rest = object.rest.or(Some(Type::Any));
                Lowered::Definition(TypeKind::Struct(Struct { rest, ..object }))
            }
            other => other,
        }
    }

    /// One object with the members of all.
    fn lower_merged(&mut self, merged: Merged<'a>, words: &[String], at: &Pointer) -> Lowered {
        let Merged { properties, required, additional, conflicts, .. } = merged;
        for (first, second) in conflicts {
            let message = "no value is both this and what another schema of the `allOf` says of the same member";
            let diagnostic = Diagnostic::new(Code::Repaired, Place::Value(second), message);
            let diagnostic = diagnostic.related(Place::Value(first), "it stands here first");
            self.found.push(diagnostic.help("say the same in both; the later one is taken"));
        }
        let fields = properties
            .into_iter()
            .map(|(name, (schema, at))| self.lower_field(name, schema, required.contains(&name), words, &at));
        let fields: Vec<Field> = fields.collect();
        let (additional, at) = additional.map_or((None, at.clone()), |(additional, at)| (Some(additional), at));
        self.lower_object(fields, additional, words, &at)
    }

    fn merge_all(&mut self, schemas: &'a [ReferenceOr<Schema>], merged: &mut Merged<'a>, depth: usize, at: &Pointer) {
        for (index, schema) in schemas.iter().enumerate() {
            self.merge(schema, merged, depth, &at.join(index));
        }
    }

    fn merge(&mut self, schema: &'a ReferenceOr<Schema>, merged: &mut Merged<'a>, depth: usize, at: &Pointer) {
        let Some(depth) = depth.checked_sub(1) else {
            return self.unsupported(at, "`allOf` that holds itself");
        };
        let Some((item, at)) = self.resolve(schema, "schemas", &self.components.schemas, at) else { return };
        match &item.schema_kind {
            SchemaKind::Type(SchemaType::Object(ObjectType {
                properties, required, additional_properties, ..
            })) => {
                merged.add(properties, required, additional_properties.as_ref(), &at);
            }
            SchemaKind::AllOf { all_of } => self.merge_all(all_of, merged, depth, &at.join("allOf")),
            SchemaKind::Any(any) if any.one_of.iter().chain(&any.any_of).all(only_requires) && is_object(any) => {
                self.merge_all(&any.all_of, merged, depth, &at.join("allOf"));
                merged.add(&any.properties, &any.required, any.additional_properties.as_ref(), &at);
            }
            // Nothing but which members are required together.
            SchemaKind::OneOf { one_of: variants } | SchemaKind::AnyOf { any_of: variants }
                if variants.iter().all(only_requires) => {}
            // Nothing but a description.
            SchemaKind::Any(any) if *any == AnySchema::default() => {}
            _ => merged.others.push((schema, at)),
        }
    }

    fn is_scalar(&mut self, schema: &'a ReferenceOr<Schema>, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let Some((item, _)) = self.resolve(schema, "schemas", &self.components.schemas, &Pointer::default()) else {
            return false;
        };
        match &item.schema_kind {
            SchemaKind::Type(SchemaType::Object(_) | SchemaType::Array(_)) => false,
            SchemaKind::Type(_) => true,
            SchemaKind::AllOf { all_of } => all_of.iter().any(|schema| self.is_scalar(schema, depth)),
            _ => false,
        }
    }

    /// The body of a multipart request: a member that is binary, or a list of such, is a file.
    pub(super) fn lower_multipart(
        &mut self,
        schema: Option<&'a ReferenceOr<Schema>>,
        words: &[String],
        at: &Pointer,
    ) -> Type {
        let mut merged = Merged::default();
        if let Some(schema) = schema {
            self.merge(schema, &mut merged, MAX_DEPTH, at);
        }
        if !merged.others.is_empty() || merged.properties.is_empty() {
            return Type::Form;
        }
        let Merged { properties, required, .. } = merged;
        let mut fields = Vec::new();
        for (name, (schema, at)) in properties {
            let mut field = self.lower_field(name, schema, required.contains(&name), words, &at);
            if is_binary(schema) {
                field.ty = Type::File;
            } else if items(schema).is_some_and(is_binary) {
                field.ty = Type::Array(Box::new(Type::File));
            }
            fields.push(field);
        }
        self.lower_parts(fields, words, at)
    }

    /// The variants of a schema that is a union.
    fn variants(&mut self, schema: &'a ReferenceOr<Schema>) -> Option<Variants<'a>> {
        let (item, _) = self.resolve(schema, "schemas", &self.components.schemas, &Pointer::default())?;
        let (schemas, keyword) = match &item.schema_kind {
            SchemaKind::OneOf { one_of } => (one_of, "oneOf"),
            SchemaKind::AnyOf { any_of } => (any_of, "anyOf"),
            SchemaKind::Any(any) if !any.one_of.is_empty() => (&any.one_of, "oneOf"),
            SchemaKind::Any(any) if !any.any_of.is_empty() => (&any.any_of, "anyOf"),
            _ => return None,
        };
        Some(Variants { schemas, discriminator: item.schema_data.discriminator.as_ref(), keyword })
    }

    /// `oneOf` or `anyOf` beside members, which are those of each variant.
    pub(super) fn lower_union_beside(
        &mut self,
        schemas: &'a [ReferenceOr<Schema>],
        discriminator: Option<&'a Discriminator>,
        beside: &'a AnySchema,
        words: &[String],
        at: &Pointer,
    ) -> Lowered {
        let mut merged = Merged::default();
        let owner = at.parent().unwrap_or_default();
        self.merge_all(&beside.all_of, &mut merged, MAX_DEPTH, &owner.join("allOf"));
        merged.add(&beside.properties, &beside.required, beside.additional_properties.as_ref(), &owner);
        self.lower_union_with(schemas, discriminator, Some(&merged), words, at)
    }

    /// `oneOf` or `anyOf`: a union of its distinct types, or the type itself where there is only one.
    pub(super) fn lower_union(
        &mut self,
        schemas: &'a [ReferenceOr<Schema>],
        discriminator: Option<&'a Discriminator>,
        words: &[String],
        at: &Pointer,
    ) -> Lowered {
        self.lower_union_with(schemas, discriminator, None, words, at)
    }

    /// A variant with the members of `base`, as a type of its own; `None` where it is no object.
    fn lower_merged_variant(
        &mut self,
        schema: &'a ReferenceOr<Schema>,
        base: &Merged<'a>,
        words: &[String],
        at: &Pointer,
    ) -> Option<Type> {
        let key = at.join("merged");
        if let Some(ty) = self.inline_types.get(&key) {
            return Some(ty.clone());
        }
        let mut merged = base.clone();
        self.merge(schema, &mut merged, MAX_DEPTH, at);
        if !merged.others.is_empty() {
            return None;
        }
        let id = self.reserve();
        self.inline_types.insert(key, Type::Named(id));
        let kind = match self.lower_merged(merged, words, at) {
            Lowered::Type(ty) => TypeKind::Alias(ty),
            Lowered::Definition(kind) => kind,
        };
        self.define_inline(id, words, at, kind);
        Some(Type::Named(id))
    }

    fn lower_union_with(
        &mut self,
        schemas: &'a [ReferenceOr<Schema>],
        discriminator: Option<&'a Discriminator>,
        base: Option<&Merged<'a>>,
        words: &[String],
        at: &Pointer,
    ) -> Lowered {
        let mut variants: Vec<(UnionVariant, Look, Pointer)> = Vec::new();
        for (index, schema) in schemas.iter().enumerate() {
            let at = at.join(index);
            let name = variant_name(schema, index);
            if is_null(schema) {
                continue;
            }
            let words = with(words, &name);
            let merged = base.and_then(|base| self.lower_merged_variant(schema, base, &words, &at));
            let ty = match merged.unwrap_or_else(|| self.lower_schema(schema, &words, &at)) {
                // That a variant may be null makes the union no other.
                Type::Nullable(inner) => *inner,
                ty => ty,
            };
            if variants.iter().any(|(variant, ..)| variant.ty == ty) {
                continue;
            }
            let tags = discriminator.map_or_else(Vec::new, |discriminator| tags(discriminator, schema));
            let look = self.look(schema, base, &at);
            let members = look.required();
            let variant =
                UnionVariant { name: WireName { wire: name, wish: None }, ty, tags, members, constants: Vec::new() };
            variants.push((variant, look, at));
        }
        if let [(one, ..)] = &variants[..] {
            return Lowered::Type(one.ty.clone());
        }
        if variants.is_empty() {
            return Lowered::Type(Type::Any);
        }
        let union = |tag, variants, ambiguous| Lowered::Definition(TypeKind::Union(Union { tag, variants, ambiguous }));
        let tagged = variants.iter().all(|(variant, ..)| !variant.tags.is_empty());
        if let Some(discriminator) = discriminator.filter(|_| tagged) {
            let variants = variants.into_iter().map(|(variant, ..)| variant).collect();
            return union(Some(discriminator.property_name.clone()), variants, Vec::new());
        }
        let looks: Vec<_> = variants.iter().map(|(_, look, _)| look).collect();
        if let Some(tag) = super::union::common_tag(&looks) {
            let variants = variants.into_iter().map(|(variant, look, _)| {
                let tags = look.constant(&tag).unwrap_or_default().to_vec();
                UnionVariant { tags, ..variant }
            });
            let variants = variants.collect();
            return union(Some(tag), variants, Vec::new());
        }
        // What asks for more is tried first, or what asks for less would take it.
        variants.sort_by_key(|(variant, look, _)| std::cmp::Reverse((variant.members.len(), look.constants())));
        let mut ambiguous = Vec::new();
        for (index, (_, look, at)) in variants.iter().enumerate() {
            let first = variants[..index].iter().find(|(_, earlier, _)| earlier.takes(look));
            ambiguous.extend(first.map(|(.., first)| (first.clone(), at.clone())));
        }
        let variants = variants
            .into_iter()
            .map(|(variant, look, _)| UnionVariant { constants: look.single_constants(), ..variant });
        union(None, variants.collect(), ambiguous)
    }

    /// What a value of a schema looks like from outside.
    fn look(&mut self, schema: &'a ReferenceOr<Schema>, base: Option<&Merged<'a>>, at: &Pointer) -> Look {
        let Some((item, _)) = self.resolve(schema, "schemas", &self.components.schemas, at) else { return Look::Any };
        let mut merged = base.cloned().unwrap_or_default();
        self.merge(schema, &mut merged, MAX_DEPTH, at);
        if !merged.others.is_empty() || merged == Merged::default() {
            return Look::of(item);
        }
        let mut members = Vec::new();
        for name in &merged.required {
            let look = match merged.properties.get(name) {
                Some((ReferenceOr::Item(schema), _)) => Look::of(schema),
                Some((ReferenceOr::Reference { reference }, _)) => {
                    match self.components.schemas.get(component(reference)) {
                        Some(ReferenceOr::Item(schema)) => Look::of(schema),
                        _ => Look::Any,
                    }
                }
                None => Look::Any,
            };
            if !members.iter().any(|(known, _)| known == name) {
                members.push(((*name).to_owned(), look));
            }
        }
        Look::Object(members)
    }
}

impl<'a> Merged<'a> {
    fn add(
        &mut self,
        properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
        required: &'a [String],
        additional: Option<&'a AdditionalProperties>,
        at: &Pointer,
    ) {
        for (name, schema) in properties {
            let here = at.join("properties").join(name);
            // Both count, so the narrower is the type; of two that seem alike the later one, which knows the other.
            if let Some((ReferenceOr::Item(first), first_at)) = self.properties.get(name.as_str())
                && let ReferenceOr::Item(second) = schema
            {
                let (first, second) = (Look::of(first), Look::of(second));
                if first.contradicts(&second) {
                    self.conflicts.push((first_at.clone(), here.clone()));
                }
                if first.is_narrower(&second) {
                    continue;
                }
            }
            let decoration = matches!(schema, ReferenceOr::Item(item) if is_empty(item));
            if decoration && self.properties.contains_key(name.as_str()) {
                continue;
            }
            self.properties.insert(name, (schema, here));
        }
        self.required.extend(required.iter().map(String::as_str));
        if let Some(additional) = additional {
            self.additional = Some((additional, at.clone()));
        }
    }
}

/// Whether a schema allows nothing but `null`.
fn is_null(schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    let null = serde_json::Value::Null;
    match &schema.schema_kind {
        SchemaKind::Any(any) => any.enumeration.len() == 1 && any.enumeration[0] == null,
        SchemaKind::Type(SchemaType::String(string)) => {
            string.enumeration.len() == 1 && string.enumeration[0].is_none()
        }
        _ => false,
    }
}

fn is_binary<S: std::borrow::Borrow<Schema>>(schema: &ReferenceOr<S>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    let binary = VariantOrUnknownOrEmpty::Item(StringFormat::Binary);
    matches!(&schema.borrow().schema_kind, SchemaKind::Type(SchemaType::String(string)) if string.format == binary)
}

fn items<S: std::borrow::Borrow<Schema>>(schema: &ReferenceOr<S>) -> Option<&ReferenceOr<Box<Schema>>> {
    let ReferenceOr::Item(schema) = schema else { return None };
    match &schema.borrow().schema_kind {
        SchemaKind::Type(SchemaType::Array(array)) => array.items.as_ref(),
        _ => None,
    }
}

/// Whether a schema says nothing of a value.
fn is_empty(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Any(any) if *any == AnySchema::default())
}

fn is_object(any: &AnySchema) -> bool {
    any.typ.as_deref().is_none_or(|ty| ty == "object")
        && (any.typ.is_some()
            || !any.properties.is_empty()
            || !any.required.is_empty()
            || any.additional_properties.is_some()
            || !any.all_of.is_empty())
}

/// The values of the discriminator that stand for a variant.
fn tags(discriminator: &Discriminator, schema: &ReferenceOr<Schema>) -> Vec<String> {
    let ReferenceOr::Reference { reference } = schema else { return Vec::new() };
    let name = component(reference);
    let mapped = discriminator.mapping.iter().filter(|(_, target)| *target == reference || *target == name);
    let mut tags: Vec<_> = mapped.map(|(tag, _)| tag.clone()).collect();
    if tags.is_empty() {
        tags.push(name.to_owned());
    }
    tags
}

/// What a variant is called: its component, its title, or its JSON type.
fn variant_name(schema: &ReferenceOr<Schema>, index: usize) -> String {
    match schema {
        ReferenceOr::Reference { reference } => component(reference).to_owned(),
        ReferenceOr::Item(schema) => match (&schema.schema_data.title, &schema.schema_kind) {
            (Some(title), _) => title.clone(),
            (None, SchemaKind::Type(SchemaType::String(string))) if string.enumeration.is_empty() => {
                "String".to_owned()
            }
            (None, SchemaKind::Type(SchemaType::Integer(_))) => "Integer".to_owned(),
            (None, SchemaKind::Type(SchemaType::Number(_))) => "Number".to_owned(),
            (None, SchemaKind::Type(SchemaType::Boolean(_))) => "Boolean".to_owned(),
            (None, SchemaKind::Type(SchemaType::Array(_))) => "List".to_owned(),
            (None, _) => format!("Variant {}", index + 1),
        },
    }
}

/// The name at the end of a reference.
fn component(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
