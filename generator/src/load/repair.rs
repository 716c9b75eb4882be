//! Mistakes that can mean only one thing, such as `type: date`. Each is mended in the plain data before the grammar is
//! asked, with a warning that says how it is read. What could mean two things is not touched.

use super::{
    grammar::{Kind, TYPES},
    report::Reporter,
};
use crate::diagnostic::{Code, Place, Pointer};
use serde_json::{Map, Value, json};

/// All styles of parameters (OpenAPI 3.0.3, section "Style Values").
const STYLES: [&str; 7] = ["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"];

impl Reporter<'_> {
    /// The members of the object that is being looked at.
    pub(super) fn repair(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        match self.object {
            Kind::Schema => self.repair_schema(members, at),
            Kind::Parameter | Kind::Header => self.repair_parameter(members, at),
            _ => {}
        }
    }

    fn repaired(&mut self, at: Pointer, message: String, help: &str) {
        self.report(Code::Repaired, Place::Value(at), message, Some(help.to_owned()));
    }

    fn repair_schema(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        // Most schemas have nothing to mend, which one look at each member tells.
        let suspicious = |(name, value): (&String, &Value)| match &**name {
            "items" => value.is_array(),
            "required" => value.is_boolean(),
            "type" => value.as_str().is_some_and(|ty| !TYPES.contains(&ty)),
            "properties" | "enum" => true,
            _ => false,
        };
        if !members.iter().any(suspicious) {
            return;
        }
        self.earlier_items(members, at);
        self.earlier_required(members, at);
        self.format_as_type(members, at);
        self.enumeration_of_type(members, at);
    }

    /// `items` as earlier drafts of JSON Schema have it, a schema for each place of an array: any of them.
    fn earlier_items(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if !members.get("items").is_some_and(Value::is_array) {
            return;
        }
        let help = "write one schema, with `oneOf` for several; it is read like that";
        self.repaired(at.join("items"), "`items` is an array of schemas".to_owned(), help);
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

    /// `required: true` within a property, as earlier drafts of JSON Schema have it.
    fn earlier_required(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if members.get("required").is_some_and(Value::is_boolean) {
            // One without an object around it says nothing.
            members.shift_remove("required");
        }
        let Some(Value::Object(properties)) = members.get_mut("properties") else { return };
        let mut required = Vec::new();
        for (name, property) in properties.iter_mut().filter(|(name, _)| *name != "$ref") {
            let flag = property.get("required").and_then(Value::as_bool);
            let (Some(flag), Some(property)) = (flag, property.as_object_mut()) else { continue };
            property.shift_remove("required");
            if flag {
                required.push(name.clone());
            }
            let help = "list the names of required members under `required` of the object; it is read like that";
            let at = at.join("properties").join(name).join("required");
            self.repaired(at, "`required` of a property is no boolean".to_owned(), help);
        }
        if required.is_empty() && members.get("required").and_then(Value::as_array).is_none_or(|it| !it.is_empty()) {
            return;
        }
        let listed = members.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(listed) = listed {
            let fresh: Vec<_> = required.into_iter().map(Value::String).filter(|name| !listed.contains(name)).collect();
            listed.extend(fresh);
            if listed.is_empty() {
                members.shift_remove("required");
            }
        }
    }

    /// A `type` that is the name of a format.
    fn format_as_type(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
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
        self.repaired(at.join("type"), message, &help);
        members.insert("type".to_owned(), Value::from(ty));
        members.entry("format").or_insert(format);
    }

    /// Values of an `enum` that are of another type than it says, such as `1` without quotes among strings.
    fn enumeration_of_type(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if !members.contains_key("enum") {
            return;
        }
        let ty = members.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(Value::Array(values)) = members.get_mut("enum") else { return };
        for (index, value) in values.iter_mut().enumerate() {
            let at = || at.join("enum").join(index);
            let meant = match (&*ty, &*value) {
                ("string", Value::Number(_) | Value::Bool(_)) => Value::from(self.text(value, &at())),
                ("integer", Value::String(text)) => text.parse::<i64>().map_or(Value::Null, Value::from),
                _ => continue,
            };
            if meant.is_null() {
                continue;
            }
            let message = format!("`{value}` is not of the type `{ty}`");
            let quotes = if ty == "string" { "with" } else { "without" };
            self.repaired(at(), message, &format!("write it {quotes} quotes; it is read like that"));
            *value = meant;
        }
    }

    /// A style that the place of a parameter does not have, and a header without a type.
    fn repair_parameter(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        let parameter = self.object == Kind::Parameter;
        let word = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
        let styles: &[&str] = match word("in") {
            "path" => &["matrix", "label", "simple"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            _ => &["form"],
        };
        let style = word("style");
        if parameter && STYLES.contains(&style) && !styles.contains(&style) {
            let message = format!("a parameter in the {} has no style `{style}`", word("in"));
            let help = format!("it must be one of {}; it is read as if it were not there", styles.join(", "));
            self.repaired(at.join("style"), message, &help);
            members.shift_remove("style");
        }
        if !parameter && !members.contains_key("schema") && !members.contains_key("content") {
            let help = Some("add `schema`; it is read as a string".to_owned());
            self.report(Code::Repaired, Place::Key(at.clone()), "the Header Object has no `schema`".to_owned(), help);
            members.insert("schema".to_owned(), json!({ "type": "string" }));
        }
    }
}

/// Writes out the defaults of `style` and `explode` of an Encoding Object that has one of them (OpenAPI 3.0.4, section "Encoding
/// Object"). In openapiv3's model one cannot be told from the other when it is not there.
pub(super) fn default_style(encoding: &mut Map<String, Value>) {
    if ["style", "explode", "allowReserved"].iter().any(|name| encoding.contains_key(*name)) {
        let form = *encoding.entry("style").or_insert_with(|| json!("form")) == "form";
        encoding.entry("explode").or_insert(Value::Bool(form));
    }
}
