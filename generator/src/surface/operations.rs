//! The operations: their structs, what makes them, and the methods that call them.

use super::{
    Writer, argument,
    line::{Line, shown},
};
use crate::{
    diagnostic::Pointer,
    emit::Feature,
    ir::{Bodies, Body, Location, Operation, Parameter, Status, Type},
    names::{Ident, OperationNames},
    plan::{Form, OperationPlan, Source},
};

pub(super) fn write(writer: &mut Writer<'_>) {
    let operations = writer.api.operations.iter().zip(&writer.names.operations).zip(&writer.plan.operations);
    for (index, ((operation, names), plan)) in operations.enumerate() {
        let part = Part { operation, names, plan, module: module(writer, index) };
        write_struct(writer, &part);
        write_fields(writer, &part);
        write_answers(writer, &part);
        write_functions(writer, &part);
        if operation.output == Bodies::ByStatus && operation.is_listed() {
            write_output(writer, &part);
        }
    }
}

/// An operation.
struct Part<'a> {
    operation: &'a Operation,
    names: &'a OperationNames,
    plan: &'a OperationPlan,
    /// The module of its tag, where it is in one.
    module: Option<&'a str>,
}

impl Part<'_> {
    fn path(&self) -> String {
        format!("operations::{}", self.names.name.as_str())
    }

    /// The longer path of a type, through the module of the tag.
    fn long_path(&self, name: &Ident) -> Option<Line> {
        let name = name.as_str();
        self.module.map(|tag| Line::value(format!("operations::{tag}::{name}"), &format!("operations::{name}")))
    }

    fn tag_place(&self) -> Vec<Pointer> {
        vec![self.operation.pointer.join("tags"), self.operation.pointer.clone()]
    }
}

fn module<'a>(writer: &Writer<'a>, index: usize) -> Option<&'a str> {
    writer.plan.operation_files.place(index).map(|tag| writer.names.tags[tag.0].ident.as_str())
}

fn write_struct(writer: &mut Writer<'_>, part: &Part<'_>) {
    let operation = part.operation;
    let traits = [
        Some("Clone".to_owned()),
        Some("Debug".to_owned()),
        part.plan.arguments.is_empty().then(|| "Default".to_owned()),
        operation.events().is_some().then(|| "EventSource".to_owned()),
        Some("Operation".to_owned()),
        writer.with_feature("mock::Examples", Feature::Mock),
    ];
    let line = Line::kind(part.path(), "struct", traits.into_iter().flatten().collect());
    let line = line.deprecated(operation.deprecation.is_some()).wire(wire(operation));
    writer.add(line, vec![operation.pointer.clone()]);
    if let Some(line) = part.long_path(&part.names.name) {
        writer.add(line, part.tag_place());
    }
}

/// The request of an operation: method, path, and the server where it has one of its own.
fn wire(operation: &Operation) -> String {
    let server = operation.server.as_ref().map(|url| format!(" at {}", shown(url))).unwrap_or_default();
    format!("{} {}{server}", operation.method.as_str(), shown(&operation.path))
}

fn write_fields(writer: &mut Writer<'_>, part: &Part<'_>) {
    let operation = part.operation;
    for (parameter, name) in operation.parameters.iter().zip(&part.names.parameters) {
        let form = Form::part(&parameter.ty, parameter.required);
        let line = Line::value(format!("{}.{}", part.path(), name.as_str()), &writer.spelling.form(&form));
        let line = line.deprecated(parameter.deprecation.is_some()).wire(parameter_wire(parameter));
        let sources = [parameter.pointer.clone(), operation.pointer.clone()];
        writer.add(line, sources.into_iter().chain(writer.named(&parameter.ty)).collect());
    }
    if let Some(body) = &operation.body {
        let form = Form::part(&body.ty, body.required);
        let line = Line::value(format!("{}.{}", part.path(), part.names.body.as_str()), &writer.spelling.form(&form));
        let sources = [operation.pointer.join("requestBody"), operation.pointer.clone()];
        let sources = sources.into_iter().chain(writer.named(&body.ty)).collect();
        writer.add(line.wire(format!("body {}", shown(&body.media_type))), sources);
    }
}

/// The name of a header field, in which case does not count (RFC 9110, section 5.1).
pub(super) fn header_name(wire: &str) -> String {
    wire.to_ascii_lowercase()
}

fn parameter_wire(parameter: &Parameter) -> String {
    let location = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    match parameter.location {
        Location::Header => format!("{location} {}", shown(&header_name(&parameter.name.wire))),
        Location::Path | Location::Query | Location::Cookie => format!("{location} {}", shown(&parameter.name.wire)),
    }
}

/// What it answers with.
fn write_answers(writer: &mut Writer<'_>, part: &Part<'_>) {
    let operation = part.operation;
    let form = Form::output(&operation.output);
    let output = match &form {
        Some(form) => writer.spelling.form(form),
        None => format!("operations::{}", part.names.output.as_str()),
    };
    let at = [operation.pointer.join("responses"), operation.pointer.clone()];
    let named = form.and_then(|form| writer.named_in(&form));
    let line = Line::value(format!("{}::Output", part.path()), &output);
    writer.add(line, at.iter().cloned().chain(named).collect());
    if let Some(events) = operation.events() {
        let line = Line::value(format!("{}::Event", part.path()), &writer.spelling.ty(&events.ty));
        writer.add(line, at.into_iter().chain(writer.named(&events.ty)).collect());
    }
}

/// The enumeration of its successes.
fn write_output(writer: &mut Writer<'_>, part: &Part<'_>) {
    let (operation, name) = (part.operation, &part.names.output);
    let path = format!("operations::{}", name.as_str());
    let traits = ["Clone", "Debug"].map(str::to_owned).into_iter();
    let traits = traits.chain(writer.with_feature("PartialEq", Feature::FullTypes)).collect();
    let in_responses = operation.pointer.join("responses");
    let at = |status: &str| vec![in_responses.join(status), in_responses.clone(), operation.pointer.clone()];
    writer.add(Line::kind(path.clone(), "enum", traits), vec![in_responses.clone(), operation.pointer.clone()]);
    if let Some(line) = part.long_path(name) {
        writer.add(line, part.tag_place());
    }
    for (response, variant) in operation.responses.iter().zip(&part.names.responses).filter(|(it, _)| it.success) {
        let form = Form::body(&response.body);
        let content = match &response.body {
            Body::Empty => String::new(),
            Body::Json(_) | Body::Text(_) | Body::Bytes | Body::Events(_) => {
                format!("({})", writer.spelling.form(&form))
            }
        };
        let status = match response.status {
            Status::Exact(status) => status.to_string(),
            Status::Class(class) => format!("{class}XX"),
            Status::Default => "default".to_owned(),
        };
        let sources = at(&status).into_iter().chain(writer.named_in(&form)).collect();
        writer.add(Line::new(format!("{path}::{}", variant.as_str()), content).wire(status), sources);
    }
}

/// The constructor, the setters, and the method of the client.
fn write_functions(writer: &mut Writer<'_>, part: &Part<'_>) {
    let (operation, path) = (part.operation, part.path());
    let (mut arguments, mut sources, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for value in &part.plan.arguments {
        let place = place(part, value.source);
        let form = Form::given(place.ty, value.converts);
        arguments.push(argument(place.name.as_str(), &writer.spelling.form(&form)));
        sources.push(place.at);
        named.extend(writer.named(place.ty));
    }
    sources.push(operation.pointer.clone());
    sources.extend(named);
    writer.add(Line::function(format!("{path}::new"), &arguments, "Self"), sources.clone());
    let arguments: Vec<_> = ["&self".to_owned()].into_iter().chain(arguments).collect();
    let method = Line::function(format!("Api::{}", part.names.method.as_str()), &arguments, &format!("Call<{path}>"));
    writer.add(method.deprecated(operation.deprecation.is_some()), sources);
    for value in &part.plan.setters {
        let place = place(part, value.source);
        let ty = writer.spelling.form(&Form::set(place.ty, value.converts));
        let arguments = ["self".to_owned(), argument(place.name.as_str(), &ty)];
        let sources: Vec<_> = [place.at, operation.pointer.clone()].into_iter().chain(writer.named(place.ty)).collect();
        for owner in [path.clone(), format!("Call<{path}>")] {
            let line = Line::function(format!("{owner}::{}", place.name.as_str()), &arguments, "Self");
            writer.add(line.deprecated(place.deprecated), sources.clone());
        }
    }
}

/// A value of an operation.
struct Place<'a> {
    name: &'a Ident,
    ty: &'a Type,
    at: Pointer,
    deprecated: bool,
}

fn place<'a>(part: &Part<'a>, source: Source) -> Place<'a> {
    let (operation, names) = (part.operation, part.names);
    match source {
        Source::Parameter(index) => {
            let parameter = &operation.parameters[index];
            let deprecated = parameter.deprecation.is_some();
            Place { name: &names.parameters[index], ty: &parameter.ty, at: parameter.pointer.clone(), deprecated }
        }
        Source::Body => Place {
            name: &names.body,
            ty: operation.body.as_ref().map_or(&Type::Null, |body| &body.ty),
            at: operation.pointer.join("requestBody"),
            deprecated: false,
        },
    }
}
