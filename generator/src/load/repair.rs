//! What is no OpenAPI 3.0 but can mean only one thing, in schemas. The members of a Schema Object come in; they go out as
//! the standard would have them, with a warning that says how they are read.

use super::validate::Validator;
use crate::diagnostic::{Code, Place, Pointer};
use serde_json::{Map, Value, json};

impl Validator<'_> {
    /// `type` as OpenAPI 3.1 has it, with `null` among several: one type that is nullable, or a union.
    pub(super) fn later_types(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        let types = match members.get("type") {
            Some(Value::Array(types)) if types.iter().all(Value::is_string) => types.clone(),
            Some(null @ Value::String(text)) if text == "null" => vec![null.clone()],
            _ => return,
        };
        let help = "write one `type`, with `nullable: true` or `oneOf`; it is read like that".to_owned();
        self.report(Code::Repaired, Place::Value(at.join("type")), "a `type` of OpenAPI 3.1".to_owned(), Some(help));
        members.shift_remove("type");
        let (null, types): (Vec<_>, Vec<_>) = types.into_iter().partition(|ty| ty == "null");
        if !null.is_empty() {
            members.insert("nullable".to_owned(), Value::Bool(true));
        }
        match &types[..] {
            [] => drop(members.insert("enum".to_owned(), json!([Value::Null]))),
            [one] => drop(members.insert("type".to_owned(), one.clone())),
            several => {
                let schemas = several.iter().map(|ty| json!({ "type": ty })).collect();
                members.insert("oneOf".to_owned(), Value::Array(schemas));
            }
        }
    }

    /// `items` as earlier drafts of JSON Schema have it, a schema for each place of a list: any of them.
    pub(super) fn earlier_items(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if !members.get("items").is_some_and(Value::is_array) {
            return;
        }
        let help = "write one schema, with `oneOf` for several; it is read like that".to_owned();
        let message = "`items` is a list of schemas".to_owned();
        self.report(Code::Repaired, Place::Value(at.join("items")), message, Some(help));
        if let Some(items) = members.get_mut("items") {
            let schemas = match items.take() {
                Value::Array(schemas) => schemas,
                _ => Vec::new(),
            };
            *items = match <[Value; 1]>::try_from(schemas) {
                Ok([one]) => one,
                Err(several) if several.is_empty() => json!({}),
                Err(several) => json!({ "oneOf": several }),
            };
        }
    }

    /// A `type` that is the name of a format.
    pub(super) fn format_as_type(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        let Some(format) = members.get("type").and_then(Value::as_str) else { return };
        let (ty, format) = match format {
            "date" | "date-time" | "uuid" | "password" | "byte" | "binary" => ("string", format),
            "file" => ("string", "binary"),
            "int32" | "int64" => ("integer", format),
            "float" | "double" => ("number", format),
            _ => return,
        };
        let message = format!("`{format}` is a format, not a type");
        let help = format!("write `type: {ty}` and `format: {format}`; it is read like that");
        let format = Value::from(format);
        self.report(Code::Repaired, Place::Value(at.join("type")), message, Some(help));
        members.insert("type".to_owned(), Value::from(ty));
        members.entry("format").or_insert(format);
    }
}

/// Whether one of the variants of a union is `null` alone.
pub(super) fn has_null_variant(schema: &Map<String, Value>) -> bool {
    let variants = ["oneOf", "anyOf"].into_iter().filter_map(|name| schema.get(name)).filter_map(Value::as_array);
    variants.flatten().any(|variant| variant.get("enum") == Some(&json!([null])))
}

/// Writes out the defaults of `style` and `explode` of an Encoding Object that has one of them (OpenAPI 3.0.4, section "Encoding
/// Object"). In openapiv3's model one cannot be told from the other when it is not there.
pub(super) fn default_style(encoding: &mut Map<String, Value>) {
    if ["style", "explode", "allowReserved"].iter().any(|name| encoding.contains_key(*name)) {
        let form = *encoding.entry("style").or_insert_with(|| json!("form")) == "form";
        encoding.entry("explode").or_insert(Value::Bool(form));
    }
}
