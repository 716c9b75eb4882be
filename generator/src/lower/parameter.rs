//! Parameters of paths and operations: where each stands in a request, and in which style it is written. What an
//! operation says of a parameter replaces what its path says.

use super::{Extensions, Lowering, body::is_json, schema::with};
use crate::{
    diagnostic::{Code, Pointer},
    ir::{Docs, Location, Parameter, Style, Type},
};
use openapiv3::{
    Parameter as SourceParameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};
use std::collections::HashSet;

/// Header fields that the standard takes out of the hands of parameters (OpenAPI 3.0.3, section "Parameter Object").
const RESERVED_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// Header fields that say where a message goes, where it ends or how it is connected (RFC 9110, sections 6.6, 7.2, 7.6.1 and
/// 8.6): another value than that of the client breaks the message.
const FRAMING_HEADERS: [&str; 10] = [
    "connection",
    "content-length",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl<'a> Lowering<'a> {
    pub(super) fn lower_parameters(
        &mut self,
        parameters: &'a [ReferenceOr<SourceParameter>],
        words: &[String],
        at: &Pointer,
    ) -> Vec<Parameter> {
        let listed = &self.components.parameters;
        let mut lowered: Vec<Parameter> = Vec::new();
        let mut seen = HashSet::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let here = at.join("parameters").join(index);
            if self.left_out.contains(&here) {
                continue;
            }
            let Some((parameter, at)) = self.resolve(parameter, "parameters", listed, &here) else { continue };
            self.identify(&here, identity(parameter));
            let Some(parameter) = self.lower_parameter(parameter, words, &at) else { continue };
            if !seen.insert((parameter.name.wire.clone(), parameter.location)) {
                let message = format!("the parameter `{}` stands twice", parameter.name.wire);
                self.report(Code::Contradiction, &here.join("name"), message, "remove one");
                continue;
            }
            lowered.push(parameter);
        }
        lowered
    }

    fn lower_parameter(&mut self, parameter: &'a SourceParameter, words: &[String], at: &Pointer) -> Option<Parameter> {
        let data = parameter.parameter_data_ref();
        let ParameterData {
            name,
            description,
            required,
            deprecated,
            format,
            example: _,
            examples: _,
            explode,
            extensions,
        } = data;
        let form = Style::Form { explode: explode.unwrap_or(true) };
        let simple = Style::Simple { explode: explode.unwrap_or(false) };
        let (location, style) = match parameter {
            SourceParameter::Query { parameter_data: _, allow_reserved: _, style, allow_empty_value: _ } => {
                (Location::Query, query_style(style, *explode))
            }
            SourceParameter::Header { parameter_data: _, style: _ } => (Location::Header, simple),
            SourceParameter::Path { parameter_data: _, style } => match style {
                PathStyle::Simple => (Location::Path, simple),
                PathStyle::Matrix => (Location::Path, Style::Matrix { explode: explode.unwrap_or(false) }),
                PathStyle::Label => (Location::Path, Style::Label { explode: explode.unwrap_or(false) }),
            },
            SourceParameter::Cookie { parameter_data: _, style: _ } => (Location::Cookie, form),
        };
        if location == Location::Header && RESERVED_HEADERS.contains(&&*name.to_ascii_lowercase()) {
            let message = format!("`{name}` is not a parameter: the standard ignores it");
            let help = "describe credentials under `components.securitySchemes` and media types under `content`";
            self.report(Code::Ignored, &at.join("name"), message, help);
            return None;
        }
        if location == Location::Header && FRAMING_HEADERS.contains(&&*name.to_ascii_lowercase()) {
            let message = format!("`{name}` is not a parameter: it belongs to the message or the connection");
            self.report(Code::Ignored, &at.join("name"), message, "remove it; the client sends it where it is needed");
            return None;
        }
        let words = Self::words_at(at, "parameter", &with(words, name));
        let (ty, style) = match format {
            ParameterSchemaOrContent::Schema(schema) => (self.lower_schema(&self.lifted(schema), &words), style),
            ParameterSchemaOrContent::Content(content) => match content.first() {
                Some((media_type, content)) => {
                    let style = if is_json(media_type) { Style::Json } else { style };
                    (self.lower_content(content, &words), style)
                }
                None => (Type::String, style),
            },
        };
        Some(Parameter {
            name: Extensions(extensions).named(name),
            pointer: at.clone(),
            location,
            style,
            docs: Docs { summary: None, description: description.clone() },
            deprecation: Extensions(extensions).deprecation(deprecated.unwrap_or(false)),
            ty,
            required: *required || location == Location::Path,
        })
    }
}

/// Where a parameter stands in a request, and its name there, which no other parameter of an operation has.
fn identity(parameter: &SourceParameter) -> String {
    let location = match parameter {
        SourceParameter::Query { .. } => Location::Query,
        SourceParameter::Header { .. } => Location::Header,
        SourceParameter::Path { .. } => Location::Path,
        SourceParameter::Cookie { .. } => Location::Cookie,
    };
    location.identity(&parameter.parameter_data_ref().name)
}

/// The style of a query parameter or of a member of a form.
pub(super) fn query_style(style: &QueryStyle, explode: Option<bool>) -> Style {
    match style {
        QueryStyle::Form => Style::Form { explode: explode.unwrap_or(true) },
        // Each item has a pair of its own, so that nothing delimits them.
        QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited if explode == Some(true) => {
            Style::Form { explode: true }
        }
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}
