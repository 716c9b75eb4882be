//! What stands at the root, and in `headers`, `servers` and `webhooks`.

use super::{
    Writer, argument,
    line::{Line, shown},
    operations::header_name,
};
use crate::{
    diagnostic::Pointer,
    emit::{self, Feature, RUST_VERSION, compatible, dependencies},
    ir::{Location, Placement, SecurityScheme, Server, UrlPart, Webhook},
    names::{ServerNames, WebhookNames},
    plan::Form,
};

/// The public API of the runtime; its first lines have its version.
const RUNTIME: &str = include_str!("../../runtime/api.txt");

pub(super) fn write(writer: &mut Writer<'_>) {
    write_package(writer);
    write_servers(writer);
    write_credentials(writer);
    write_headers(writer);
    write_errors(writer);
    for (webhook, names) in writer.api.webhooks.iter().zip(&writer.names.webhooks) {
        write_webhook(writer, webhook, names);
    }
}

/// What is there whatever the operations are.
fn write_package(writer: &mut Writer<'_>) {
    let dependencies = dependencies(writer.package, writer.api).into_iter().filter(|it| it.public);
    let dependencies = dependencies.map(|it| format!("dependency {} {}", it.name, it.version));
    let features = writer.package.features.iter().map(|feature| format!("feature {}", feature.name()));
    let parts = [
        ("dates", emit::has_own_dates(writer.api)),
        ("events", writer.api.has_events()),
        ("webhooks", !writer.api.webhooks.is_empty()),
    ];
    let parts = parts.into_iter().filter(|(_, there)| *there).map(|(name, _)| format!("part {name}"));
    let versions = [format!("runtime {}", runtime_version()), format!("rust-version {RUST_VERSION}")];
    let own = writer.package.dependencies.iter().map(|(name, own)| {
        let version = own.version.as_deref().unwrap_or("*");
        format!("dependency {name} {}", compatible(version.trim_start_matches(['^', '=', '~', ' '])))
    });
    let dependencies = dependencies.chain(own);
    for text in dependencies.chain(features).chain(parts).chain(versions) {
        writer.add(Line::new(text, String::new()), Vec::new());
    }
}

fn runtime_version() -> &'static str {
    RUNTIME.lines().find_map(|line| line.strip_prefix("# version ")).unwrap_or_default()
}

fn write_servers(writer: &mut Writer<'_>) {
    let url = shown(&writer.api.base_url().unwrap_or_default());
    let first = writer.api.servers.first().map(|server| server.pointer.clone());
    writer.add(Line::value("DEFAULT_BASE_URL".to_owned(), "&str").wire(url), first.into_iter().collect());
    for (server, names) in writer.api.servers.iter().zip(&writer.names.servers) {
        writer.add(server_line(server, names), vec![server.pointer.clone()]);
    }
}

fn server_line(server: &Server, names: &ServerNames) -> Line {
    let path = format!("servers::{}", names.name.as_str());
    if server.variables.is_empty() {
        return Line::value(path, "&str").wire(shown(&server.url));
    }
    let arguments: Vec<_> = names.variables.iter().map(|name| argument(name.as_str(), "&str")).collect();
    let parts = server.parts().into_iter().map(|part| match part {
        UrlPart::Text(text) => text.to_owned(),
        UrlPart::Variable(index) => format!("{{{}}}", names.variables[index].as_str()),
    });
    Line::function(path, &arguments, "String").wire(shown(&parts.collect::<String>()))
}

fn write_credentials(writer: &mut Writer<'_>) {
    let several = writer.api.schemes.len() > 1;
    let in_schemes = Pointer::default().join("components").join("securitySchemes");
    for (scheme, names) in writer.api.schemes.iter().zip(&writer.names.schemes) {
        let at = vec![in_schemes.join(&scheme.name.wire)];
        let secrets = match scheme.placement {
            Placement::Basic => vec![argument("user", "impl Into<String>"), argument("password", "impl Into<Secret>")],
            Placement::Bearer
            | Placement::Authorization(_)
            | Placement::Header(_)
            | Placement::Query(_)
            | Placement::Cookie(_) => vec![argument("token", "impl Into<Secret>")],
        };
        let path = |name: &str| format!("Credentials::{name}");
        let wire = scheme_wire(scheme);
        writer.add(Line::function(path(names.constructor.as_str()), &secrets, "Self").wire(wire.clone()), at.clone());
        if several {
            let arguments: Vec<_> = ["self".to_owned()].into_iter().chain(secrets).collect();
            writer.add(Line::function(path(names.setter.as_str()), &arguments, "Self").wire(wire), at);
        }
    }
}

/// The name of a scheme, and how its credential travels.
fn scheme_wire(scheme: &SecurityScheme) -> String {
    let placement = match &scheme.placement {
        Placement::Basic => "Basic".to_owned(),
        Placement::Bearer => "Bearer".to_owned(),
        Placement::Authorization(name) => format!("Authorization {}", shown(name)),
        Placement::Header(name) => format!("header {}", shown(&header_name(name))),
        Placement::Query(name) => format!("query {}", shown(name)),
        Placement::Cookie(name) => format!("cookie {}", shown(name)),
    };
    format!("{}, {placement}", shown(&scheme.name.wire))
}

fn write_headers(writer: &mut Writer<'_>) {
    for (header, name) in writer.api.headers.iter().zip(&writer.names.headers) {
        let ty = format!("Header<{}>", writer.spelling.ty(&header.ty));
        let line = Line::value(format!("headers::{}", name.as_str()), &ty);
        let line = line.deprecated(header.deprecation.is_some()).wire(shown(&header_name(&header.name.wire)));
        let sources = [header.pointer.clone()].into_iter().chain(writer.named(&header.ty)).collect();
        writer.add(line, sources);
    }
}

/// The bodies of all error responses.
fn write_errors(writer: &mut Writer<'_>) {
    let traits = ["Clone".to_owned(), "Debug".to_owned()];
    let traits = traits.into_iter().chain(writer.with_feature("PartialEq", Feature::FullTypes)).collect();
    writer.add(Line::kind("ApiErrorBody".to_owned(), "enum", traits), Vec::new());
    writer.add(Line::new("ApiErrorBody::Empty".to_owned(), String::new()), Vec::new());
    let responses = error_responses(writer);
    for ((body, names), responses) in writer.api.errors.iter().zip(&writer.names.errors).zip(responses) {
        let form = Form::body(body);
        let ty = writer.spelling.form(&form);
        let sources: Vec<_> = writer.named_in(&form).into_iter().chain(responses).collect();
        let variant = format!("ApiErrorBody::{}", names.variant.as_str());
        writer.add(Line::new(variant, format!("({ty})")), sources.clone());
        for owner in ["ApiErrorBody", "Error"] {
            let path = format!("{owner}::{}", names.accessor.as_str());
            let output = format!("Option<&{ty}>");
            writer.add(Line::function(path, &["&self".to_owned()], &output), sources.clone());
        }
    }
}

/// For each body of error responses the places of the responses of the operations that have it.
fn error_responses(writer: &Writer<'_>) -> Vec<Vec<Pointer>> {
    let mut places = vec![Vec::new(); writer.api.errors.len()];
    for (operation, plan) in writer.api.operations.iter().zip(&writer.plan.operations) {
        for index in plan.errors.iter().filter_map(|reader| reader.how) {
            places[index].push(operation.pointer.join("responses"));
        }
    }
    places
}

fn write_webhook(writer: &mut Writer<'_>, webhook: &Webhook, names: &WebhookNames) {
    let path = format!("webhooks::{}", names.name.as_str());
    let at = &webhook.pointer;
    let traits = ["Clone", "Debug", "Webhook"].map(str::to_owned).into_iter();
    let traits = traits.chain(writer.with_feature("PartialEq", Feature::FullTypes)).collect();
    let wire = format!("{} {}", webhook.method.as_str(), shown(&webhook.name.wire));
    let line = Line::kind(path.clone(), "struct", traits).deprecated(webhook.deprecation.is_some()).wire(wire);
    writer.add(line, vec![at.clone()]);
    for (parameter, name) in webhook.parameters.iter().zip(&names.parameters) {
        let form = Form::part(&parameter.ty, parameter.required);
        let wire = &parameter.name.wire;
        let place = match parameter.location {
            Location::Header => format!("header {}", shown(&header_name(wire))),
            Location::Query | Location::Path | Location::Cookie => format!("query {}", shown(wire)),
        };
        let line = Line::value(format!("{path}.{}", name.as_str()), &writer.spelling.form(&form));
        let line = line.deprecated(parameter.deprecation.is_some());
        let line = line.wire(place);
        let sources = [parameter.pointer.clone(), at.clone()].into_iter().chain(writer.named(&parameter.ty)).collect();
        writer.add(line, sources);
    }
    if let Some(form) = Form::received(webhook) {
        let line = Line::value(format!("{path}.{}", names.body.as_str()), &writer.spelling.form(&form));
        let sources = [at.join("requestBody"), at.clone()].into_iter().chain(writer.named_in(&form)).collect();
        writer.add(line.wire("body".to_owned()), sources);
    }
}
