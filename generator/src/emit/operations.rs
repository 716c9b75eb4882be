//! Emits `operations`: each operation as a struct of its parameters that builds its request and reads its response, and
//! how it is made.

use super::{Context, Item, Module, Section, chained, deprecated, docs, event_stream};
use crate::{
    ir::{
        Bodies, Body, Content as BodyContent, Docs, Location, Operation, Parameter, RequestBody, Response, Status,
        Style, TagId, Type,
    },
    names::{Ident, OperationNames},
    plan::{Form, OperationPlan, Part, Source},
};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

pub(super) fn emit(cx: Context<'_>) -> Module {
    let docs = docs::inner_doc(
        "The operations: each is a struct of its parameters that builds its request and reads its response.\n\n\
         `new` takes what is required, and what is optional has a setter. An operation is data: a client carries it, or \
         any transport of yours.",
    );
    Module::in_sections("operations", true, docs, emit_all(cx, None, 1), sections(cx))
}

/// The operations of each tag.
pub(super) fn sections(cx: Context<'_>) -> Vec<Section> {
    Section::of_tags(cx, &cx.plan.operation_files.tags, true, emit_section)
}

fn emit_section(cx: Context<'_>, id: TagId) -> TokenStream {
    let tag = &cx.api.tags[id.0];
    let prose = Docs { summary: None, description: tag.description.clone() };
    let prose = docs::prose(&prose, &format!("The operations of {}.", docs::code(&tag.name.wire)));
    chained([docs::inner_doc(&prose), emit_all(cx, Some(id), 2)])
}

fn emit_all(cx: Context<'_>, part: Part, depth: usize) -> TokenStream {
    cx.items(depth, |cx| {
        let here = cx.plan.operation_files.of(part);
        let operations = here.iter().map(|index| {
            let (operation, names) = (&cx.api.operations[*index], &cx.names.operations[*index]);
            emit_operation(cx, operation, names, &cx.plan.operations[*index], depth)
        });
        let operations: TokenStream = operations.collect();
        chained([operations, emit_constructors(cx, here)])
    })
}

/// `depth` says how many modules it is inside of.
fn emit_operation(
    cx: Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    plan: &OperationPlan,
    depth: usize,
) -> TokenStream {
    let item = emit_struct(cx, operation, names, depth);
    let builder = emit_builder(cx, operation, names, plan);
    let output = emit_output(cx, operation, names);
    let implementation = emit_impl(cx, operation, names, plan);
    let events = event_stream::emit_event_source(cx, operation, names, plan);
    for needed in [Item::Operation, Item::RequestBuilder] {
        cx.item(needed);
    }
    let macro_ = cx.item(Item::OperationMacro);
    let definition = quote!(#macro_! { #item #implementation });
    chained([Some(definition), builder, output, events].into_iter().flatten())
}

fn emit_struct(cx: Context<'_>, operation: &Operation, names: &OperationNames, depth: usize) -> TokenStream {
    let name = &names.name;
    let (code, method) = (docs::code(&operation.id), names.method.as_str().trim_start_matches("r#"));
    let outside = "super::".repeat(depth);
    let doc = docs::doc(&format!("The operation {code}: see [`Api::{method}`]({outside}Api::{method})."));
    let deprecated = operation_deprecated(cx, operation);
    let parameters = operation.parameters.iter().zip(&names.parameters).map(|(parameter, name)| {
        let doc = docs::doc(&parameter_docs(parameter));
        let deprecated = parameter_deprecated(parameter, operation, names);
        let ty = cx.form(&Form::part(&parameter.ty, parameter.required));
        let place = emit_place(cx, parameter);
        quote!(#doc #deprecated pub #name: #ty = #place,)
    });
    let body = operation.body.as_ref().map(|body| {
        let doc = docs::doc(&docs::prose(&body.docs, "The body."));
        let ty = cx.form(&Form::part(&body.ty, body.required));
        let (name, content) = (&names.body, emit_content(cx, body));
        quote!(#doc pub #name: #ty = #content,)
    });
    quote! {
        #doc
        #deprecated
        pub struct #name {
            #(#parameters)*
            #body
        }
    }
}

/// Which statuses have which body.
fn error_docs(cx: Context<'_>, plan: &OperationPlan) -> String {
    let lines = plan.errors.iter().map(|reader| {
        let statuses = reader.statuses.iter().map(|status| match status {
            0 => "any other status".to_owned(),
            class @ 1..10 => format!("{class}XX"),
            code => code.to_string(),
        });
        let statuses = statuses.collect::<Vec<_>>().join(", ");
        let variant = reader.how.map_or("Empty", |index| cx.names.errors[index].variant.as_str());
        format!("\n- [`{variant}`](super::ApiErrorBody::{variant}): {statuses}")
    });
    let lines: String = lines.collect();
    if lines.is_empty() { String::new() } else { format!("\n\n# Error responses\n{lines}") }
}

/// The constructors of the operations without setters.
fn emit_constructors(cx: Context<'_>, operations: &[usize]) -> TokenStream {
    let plain = operations.iter().filter(|index| cx.plan.operations[**index].setters.is_empty());
    let signatures = plain.map(|index| {
        let (operation, names) = (&cx.api.operations[*index], &cx.names.operations[*index]);
        let (name, arguments) = (&names.name, emit_arguments(cx, operation, names, &cx.plan.operations[*index]));
        quote!(fn #name(#(#arguments),*);)
    });
    let signatures: Vec<_> = signatures.collect();
    if signatures.is_empty() {
        return TokenStream::new();
    }
    let constructors = cx.item(Item::Constructors);
    quote!(#constructors! { #(#signatures)* })
}

/// What must be given.
pub(super) fn emit_arguments(
    cx: Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    plan: &OperationPlan,
) -> Vec<TokenStream> {
    let arguments = plan.arguments.iter().map(|argument| {
        let (name, ty) = place(operation, names, argument.source);
        let ty = cx.form(&Form::given(ty, argument.converts));
        quote!(#name: #ty)
    });
    arguments.collect()
}

/// What makes an operation, and sets what is optional.
fn emit_builder(
    cx: Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    plan: &OperationPlan,
) -> Option<TokenStream> {
    if plan.setters.is_empty() {
        return None;
    }
    let (name, arguments) = (&names.name, emit_arguments(cx, operation, names, plan));
    let setters = plan.setters.iter().map(|setter| {
        let (name, ty) = place(operation, names, setter.source);
        let (doc, deprecated) = match setter.source {
            Source::Parameter(index) => {
                let parameter = &operation.parameters[index];
                (parameter_docs(parameter), parameter_deprecated(parameter, operation, names))
            }
            Source::Body => {
                let docs = operation.body.as_ref().map(|body| docs::prose(&body.docs, "The body."));
                (docs.unwrap_or_default(), TokenStream::new())
            }
        };
        let doc = docs::doc(&doc);
        let ty = cx.form(&Form::set(ty, setter.converts));
        quote!(#doc #deprecated fn #name(#name: #ty);)
    });
    let setters: Vec<_> = setters.collect();
    let builder = cx.item(Item::CallBuilder);
    for needed in [Item::Call, Item::Constructors] {
        cx.item(needed);
    }
    Some(quote! {
        #builder! {
            impl #name {
                fn new(#(#arguments),*);
                #(#setters)*
            }
        }
    })
}

/// The field and the type of a value of an operation.
pub(super) fn place<'a>(operation: &'a Operation, names: &'a OperationNames, source: Source) -> (&'a Ident, &'a Type) {
    match source {
        Source::Parameter(index) => (&names.parameters[index], &operation.parameters[index].ty),
        Source::Body => (&names.body, operation.body.as_ref().map_or(&Type::Null, |body| &body.ty)),
    }
}

pub(super) fn operation_deprecated(cx: Context<'_>, operation: &Operation) -> TokenStream {
    deprecated(operation.deprecation.as_ref(), |wire| {
        let index = cx.api.operations.iter().position(|other| other.id == wire)?;
        Some(cx.names.operations[index].method.as_str().to_owned())
    })
}

fn parameter_deprecated(parameter: &Parameter, operation: &Operation, names: &OperationNames) -> TokenStream {
    deprecated(parameter.deprecation.as_ref(), |wire| {
        let index = operation.parameters.iter().position(|other| other.name.wire == wire)?;
        Some(names.parameters[index].as_str().to_owned())
    })
}

/// The documentation of the method that calls an operation.
pub(super) fn operation_docs(cx: Context<'_>, operation: &Operation, plan: &OperationPlan) -> String {
    let line = format!("{} {}", operation.method.as_str(), operation.path);
    let prose = docs::prose(&operation.docs, "");
    let line = docs::code(&line);
    let line = if operation.events().is_some() {
        format!("{line}; `send_events` hands over its events as they come.")
    } else {
        line
    };
    let line = match &operation.body {
        Some(body) if !operation.is_listed() => format!("{line}, with the body as {}.", docs::code(&body.media_type)),
        _ => line,
    };
    let errors = error_docs(cx, plan);
    if prose.is_empty() { format!("{line}{errors}") } else { format!("{prose}\n\n{line}{errors}") }
}

pub(super) fn parameter_docs(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    docs::prose(&parameter.docs, &format!("The {place} {}.", docs::code(&parameter.name.wire)))
}

/// The enumeration of the successes, where each status has its own body.
fn emit_output(cx: Context<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    if operation.output != Bodies::ByStatus || !operation.is_listed() {
        return None;
    }
    let responses = operation.responses.iter().zip(&names.responses).filter(|(response, _)| response.success);
    let variants = responses.map(|(response, name)| {
        let docs = Docs { summary: None, description: Some(response.description.clone()) };
        let doc = docs::doc(&docs::prose(&docs, &status_docs(response.status)));
        match &response.body {
            Body::Empty => quote!(#doc #name,),
            body => {
                let ty = cx.form(&Form::body(body));
                quote!(#doc #name(#ty),)
            }
        }
    });
    let doc = docs::doc(&format!("The documented successes of {}.", docs::code(&operation.id)));
    let (name, full) = (&names.output, cx.full_types(&quote!(derive(PartialEq))));
    Some(quote! {
        #doc
        #[derive(Clone, Debug)]
        #full
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    })
}

fn status_docs(status: Status) -> String {
    match status {
        Status::Exact(code) => format!("Status {code}."),
        Status::Class(class) => format!("Status {class}XX."),
        Status::Default => "Any other status.".to_owned(),
    }
}

fn emit_impl(cx: Context<'_>, operation: &Operation, names: &OperationNames, plan: &OperationPlan) -> TokenStream {
    let name = &names.name;
    let output = match Form::output(&operation.output) {
        Some(form) => cx.form(&form),
        None => names.output.to_token_stream(),
    };
    let (id, path) = (&operation.id, &operation.path);
    let method = format_ident!("{}", operation.method.as_str());
    let idempotent = operation.idempotent.map(|it| quote!(const IDEMPOTENT: Option<bool> = Some(#it);));
    let server = operation.server.as_ref().map(|url| quote!(const SERVER: &'static str = #url;));
    let accept = operation.accept.join(", ");
    let accept = (accept != "application/json").then(|| quote!(const ACCEPT: &'static str = #accept;));
    let security = (!operation.security.is_empty()).then(|| {
        let sets = operation.security.iter().map(|set| {
            let schemes = set.iter().map(|id| {
                let (schemes, name) = (cx.item(Item::Schemes), &cx.names.schemes[id.0].constant);
                quote!(&#schemes::#name)
            });
            quote!(&[#(#schemes),*])
        });
        let security = cx.item(Item::Security);
        quote!(const SECURITY: #security = &[#(#sets),*];)
    });
    let successes = emit_successes(cx, operation, names, plan);
    let errors = emit_errors(cx, plan);
    quote! {
        impl Operation for #name {
            type Output = #output;
            const ID: &'static str = #id;
            const METHOD: ::http::Method = ::http::Method::#method;
            const PATH: &'static str = #path;
            #idempotent
            #server
            #accept
            #security
            #successes
            #errors
        }
    }
}

/// Where a parameter goes, by the step of a request that writes it there.
fn emit_place(cx: Context<'_>, parameter: &Parameter) -> TokenStream {
    let step = match parameter.location {
        Location::Path => quote!(path),
        Location::Query => quote!(query),
        Location::Header => quote!(header),
        Location::Cookie => quote!(cookie),
    };
    let (wire, style) = (&parameter.name.wire, emit_style(cx, parameter.style));
    quote!(#step(#wire, #style))
}

/// As what the body goes, in the same way.
fn emit_content(cx: Context<'_>, body: &RequestBody) -> TokenStream {
    let media_type = &body.media_type;
    match &body.content {
        BodyContent::Json => match (body.required, cx.api.resolved(&body.ty)) {
            (true, Type::Nullable(_) | Type::Any) => quote!(json_or_null(#media_type)),
            _ => quote!(json(#media_type)),
        },
        BodyContent::Form(styles) if styles.is_empty() => quote!(form(#media_type)),
        BodyContent::Form(styles) => {
            let each = styles.iter().map(|(name, style)| {
                let style = emit_style(cx, *style);
                quote!((#name, #style))
            });
            quote!(form_styled(#media_type, &[#(#each),*]))
        }
        BodyContent::Multipart(types) if types.is_empty() => quote!(multipart(#media_type)),
        BodyContent::Multipart(types) => {
            let each = types.iter().map(|(name, media_type)| quote!((#name, #media_type)));
            quote!(multipart_typed(#media_type, &[#(#each),*]))
        }
        BodyContent::Text if body.ty == Type::String => quote!(bytes(#media_type)),
        BodyContent::Text => quote!(text(#media_type)),
        BodyContent::Bytes => quote!(bytes(#media_type)),
    }
}

fn emit_style(cx: Context<'_>, style: Style) -> TokenStream {
    let constant = match style {
        Style::Simple { explode: false } => Item::Simple,
        Style::Simple { explode: true } => Item::SimpleExploded,
        Style::Form { explode: true } => Item::FormExploded,
        Style::Form { explode: false } => Item::FormJoined,
        Style::SpaceDelimited => Item::SpaceDelimited,
        Style::PipeDelimited => Item::PipeDelimited,
        Style::DeepObject | Style::Label { .. } | Style::Matrix { .. } | Style::Json => Item::Request,
    };
    let named = cx.item(constant);
    match style {
        Style::DeepObject => quote!(#named::Style::DeepObject),
        Style::Label { explode } => quote!(#named::Style::Label { explode: #explode }),
        Style::Matrix { explode } => quote!(#named::Style::Matrix { explode: #explode }),
        Style::Json => quote!(#named::Style::Json),
        Style::Simple { .. } | Style::Form { .. } | Style::SpaceDelimited | Style::PipeDelimited => named,
    }
}

/// The documented successes: statuses, each with the function that reads the body.
fn emit_successes(
    cx: Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    plan: &OperationPlan,
) -> Option<TokenStream> {
    let each = plan.successes.iter().map(|reader| {
        let (statuses, index) = (numbers(&reader.statuses), reader.how);
        let variant = (operation.output == Bodies::ByStatus).then(|| (&names.output, &names.responses[index]));
        let read = emit_reader(cx, &operation.responses[index], variant);
        quote!((&[#(#statuses),*], #read))
    });
    let each: Vec<_> = each.collect();
    let readers = cx.item(Item::Readers);
    (!each.is_empty()).then(|| quote!(const SUCCESSES: #readers<Self::Output> = &[#(#each),*];))
}

/// The documented error responses, in the same way.
fn emit_errors(cx: Context<'_>, plan: &OperationPlan) -> Option<TokenStream> {
    let each = plan.errors.iter().map(|reader| {
        let statuses = numbers(&reader.statuses);
        let read = match reader.how {
            Some(index) => {
                let (errors, read) = (cx.item(Item::Errors), &cx.names.errors[index].reader);
                quote!(#errors::#read)
            }
            None => {
                let response = cx.item(Item::Response);
                quote!(#response::no_body)
            }
        };
        quote!((&[#(#statuses),*], #read))
    });
    let each: Vec<_> = each.collect();
    (!each.is_empty()).then(|| {
        let (readers, body) = (cx.item(Item::Readers), cx.item(Item::ApiErrorBody));
        quote!(const ERRORS: #readers<#body> = &[#(#each),*];)
    })
}

fn numbers(statuses: &[u16]) -> impl Iterator<Item = Literal> + '_ {
    statuses.iter().map(|status| Literal::u16_unsuffixed(*status))
}

/// The function that reads the body of a success, as a variant where there are several.
fn emit_reader(cx: Context<'_>, response: &Response, variant: Option<(&Ident, &Ident)>) -> TokenStream {
    let module = cx.item(Item::Response);
    let read = match &response.body {
        Body::Empty => quote!(#module::empty),
        Body::Json(_) => quote!(#module::json),
        Body::Text(_) => quote!(#module::text),
        Body::Bytes => quote!(#module::bytes),
        Body::Events(events) => {
            let whole = event_stream::emit_whole(cx, events);
            let then = variant.map(|(name, variant)| quote!(.map(#name::#variant)));
            return quote!(|raw| #whole #then);
        }
    };
    match (variant, &response.body) {
        (Some((name, variant)), Body::Empty) => quote!(|_| Ok(#name::#variant)),
        (Some((name, variant)), _) => quote!(|raw| #read(raw).map(#name::#variant)),
        (None, _) => read,
    }
}
