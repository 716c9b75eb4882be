//! Spells types of Rust as people read them, in the list of the public API and in documentation. In go decided forms, out
//! comes text; what is compiled is made of tokens, not of this.

use crate::{
    DateTypes,
    ir::{Integer, Type},
    names::Names,
    plan::Form,
};

/// How paths are spelled.
#[derive(Clone, Copy)]
pub(crate) struct Spelling<'a> {
    names: &'a Names,
    dates: DateTypes,
    /// What stands before what is of the client.
    root: &'a str,
    /// What stands before a map.
    map: &'a str,
}

impl<'a> Spelling<'a> {
    /// Seen from the root of the client.
    pub(crate) fn inside(names: &'a Names, dates: DateTypes) -> Self {
        Self { names, dates, root: "", map: "" }
    }

    /// As a user of the client writes it; `root` is its name and `::`.
    pub(crate) fn outside(names: &'a Names, dates: DateTypes, root: &'a str) -> Self {
        Self { names, dates, root, map: "std::collections::" }
    }

    pub(crate) fn form(self, form: &Form<'_>) -> String {
        match form {
            Form::Unit => "()".to_owned(),
            Form::Of(ty) => self.ty(ty),
            Form::Bytes => self.ty(&Type::Bytes),
            Form::Events(ty) => format!("Vec<{}Event<{}>>", self.root, self.ty(ty)),
            Form::Map(ty) => format!("{}BTreeMap<String, {}>", self.map, self.ty(ty)),
            Form::Optional(inner) => format!("Option<{}>", self.form(inner)),
            Form::Boxed(inner) => format!("Box<{}>", self.form(inner)),
            Form::Nullable(inner) => format!("{}Nullable<{}>", self.root, self.form(inner)),
            Form::Into(inner) => format!("impl Into<{}>", self.form(inner)),
        }
    }

    pub(crate) fn ty(self, ty: &Type) -> String {
        let own = |name: &str| format!("{}{name}", self.root);
        match ty {
            Type::Any => "serde_json::Value".to_owned(),
            Type::Null => "()".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer(integer) => self::integer(*integer).to_owned(),
            Type::Double => "f64".to_owned(),
            Type::Number => "serde_json::Number".to_owned(),
            Type::String => "String".to_owned(),
            Type::Uuid => "uuid::Uuid".to_owned(),
            Type::Date => match self.dates {
                DateTypes::Jiff => "jiff::civil::Date".to_owned(),
                DateTypes::Chrono => "chrono::NaiveDate".to_owned(),
                DateTypes::Time => own("dates::Date"),
                DateTypes::String => "String".to_owned(),
            },
            Type::DateTime => match self.dates {
                DateTypes::Jiff => "jiff::Timestamp".to_owned(),
                DateTypes::Chrono => "chrono::DateTime<chrono::Utc>".to_owned(),
                DateTypes::Time => own("dates::DateTime"),
                DateTypes::String => "String".to_owned(),
            },
            Type::Base64 => own("Base64"),
            Type::Secret => own("Secret"),
            Type::Bytes => "bytes::Bytes".to_owned(),
            Type::File => own("File"),
            Type::Form => own("Form"),
            Type::Array(item) => format!("Vec<{}>", self.ty(item)),
            Type::Map(value) => format!("{}BTreeMap<String, {}>", self.map, self.ty(value)),
            Type::Nullable(inner) => format!("Option<{}>", self.ty(inner)),
            Type::Named(id) => format!("{}types::{}", self.root, self.names.types[id.0].name.as_str()),
            Type::Own(path) => path.trim_start_matches("::").to_owned(),
        }
    }
}

fn integer(integer: Integer) -> &'static str {
    match integer {
        Integer::I8 => "i8",
        Integer::I16 => "i16",
        Integer::I32 => "i32",
        Integer::I64 => "i64",
        Integer::U8 => "u8",
        Integer::U16 => "u16",
        Integer::U32 => "u32",
        Integer::U64 => "u64",
    }
}
