//! Emits `operations`: each operation as a struct of its parameters that builds its request and reads its response, and
//! the setters of a call of it.

use super::{Context, Module, allow_deprecated, deprecated, docs, event_stream, member};
use crate::{
    ir::{
        Bodies, Body, Content as BodyContent, Docs, Location, Operation, Parameter, Response, Status, Style, TagId,
        Type,
    },
    names::{Ident, OperationNames},
};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

pub(super) fn emit(cx: Context<'_>) -> Module {
    let several = cx.api.tags.len() > 1;
    let emit_all = |tag: Option<TagId>, depth: usize| {
        let operations = cx.api.operations.iter().zip(&cx.names.operations);
        let operations: Vec<_> = operations.filter(|(operation, _)| !several || operation.tag == tag).collect();
        let imports = imports(&operations.iter().map(|(operation, _)| *operation).collect::<Vec<_>>(), depth);
        let operations = operations.iter().map(|(operation, names)| emit_operation(cx, operation, names, depth));
        quote!(#imports #(#operations)*)
    };
    let tags = cx.api.tags.iter().zip(&cx.names.tags).enumerate().filter(|_| several);
    let parts = tags.map(|(index, (tag, name))| {
        let prose = Docs { summary: None, description: tag.description.clone() };
        let docs = docs::inner_doc(&docs::prose(&prose, &format!("The operations of {}.", docs::code(&tag.name.wire))));
        let module = Module::generated(name.ident.as_str(), true, docs, emit_all(Some(TagId(index)), 2));
        Module { stem: name.stem.clone(), ..module }
    });
    let docs = docs::inner_doc(
        "The operations: each is a struct of its parameters that builds its request and reads its response.\n\n\
         New optional parameters are added as new fields: write `..Default::default()` or `..Operation::new(…)` behind \
         those that you set.",
    );
    Module::in_parts("operations", true, docs, emit_all(None, 1), parts.collect())
}

/// What operations need of the client, from inside of so many modules.
fn imports(all: &[&Operation], depth: usize) -> Option<TokenStream> {
    let security = all.iter().any(|it| !it.security.is_empty());
    let schemes = all.iter().any(|it| it.security.iter().any(|set| !set.is_empty()));
    let schemes = schemes.then(|| quote!(credentials::schemes,));
    let made_of = |ty: &Type| all.iter().flat_map(|it| it.types()).any(|made| made.is_made_of(ty));
    let named = |ty: &Type| matches!(ty.innermost(), Type::Named(_));
    let types = all.iter().flat_map(|it| it.types()).any(named).then(|| quote!(types,));
    let responses = || all.iter().flat_map(|it| &it.responses);
    let styled = |it: &&Operation| {
        let form = it.body.as_ref().map(|body| &body.content);
        !it.parameters.is_empty() || matches!(form, Some(BodyContent::Form(styles)) if !styles.is_empty())
    };
    let imports = [
        (made_of(&Type::Base64), quote!(base64::Base64)),
        (made_of(&Type::Form), quote!(multipart::Form)),
        (all.iter().any(|it| has_optional(it)), quote!(client::Call)),
        (security, quote!(credentials::Security)),
        (all.iter().any(|it| it.events().is_some()), quote!(event_source)),
        (all.iter().any(|it| it.has_events()), quote!(event_stream)),
        (!all.is_empty(), quote!(operation::Operation)),
        (all.iter().any(styled), quote!(request)),
        (all.iter().any(|it| !it.parameters.is_empty() || it.body.is_some()), quote!(request::RequestBuilder)),
        (responses().next().is_some(), quote!(response::{self, Readers})),
        (made_of(&Type::Secret), quote!(secret::Secret)),
        (all.iter().any(|it| has_optional(it)), quote!(setters::setters)),
    ];
    let imports = imports.into_iter().filter(|(needed, _)| *needed).map(|(_, import)| import);
    let root = std::iter::repeat_n(quote!(super::), depth);
    (!all.is_empty()).then(|| {
        quote! {
            use #(#root)*{#schemes runtime::{#(#imports),*}, #types};
            use ::http::Method;
        }
    })
}

/// `depth` says how many modules it is inside of.
fn emit_operation(cx: Context<'_>, operation: &Operation, names: &OperationNames, depth: usize) -> TokenStream {
    let item = emit_struct(cx, operation, names, depth);
    let output = emit_bodies(cx, operation, names, true);
    let error = emit_bodies(cx, operation, names, false);
    let implementation = emit_impl(cx, operation, names);
    let events = event_stream::emit_event_source(cx, operation, names);
    let setters = emit_setters(cx, operation, names);
    quote! {
        #item
        #output
        #error
        #implementation
        #events
        #setters
    }
}

pub(super) fn qualifier() -> TokenStream {
    quote!(types::)
}

fn emit_struct(cx: Context<'_>, operation: &Operation, names: &OperationNames, depth: usize) -> TokenStream {
    let name = &names.name;
    let (code, method) = (docs::code(&operation.id), names.method.as_str().trim_start_matches("r#"));
    let outside = "super::".repeat(depth);
    let doc = docs::doc(&format!("The operation {code}: see [`Api::{method}`]({outside}Api::{method})."));
    let deprecated = operation_deprecated(cx, operation);
    let required = has_required(operation);
    let default = (!required).then(|| quote!(, Default));
    let parameters = operation.parameters.iter().zip(&names.parameters).map(|(parameter, name)| {
        let doc = docs::doc(&parameter_docs(parameter));
        let deprecated = parameter_deprecated(parameter, operation, names);
        let ty = if parameter.required {
            cx.ty(&parameter.ty, &qualifier())
        } else {
            cx.optional(&parameter.ty, &qualifier())
        };
        quote!(#doc #deprecated pub #name: #ty,)
    });
    let body = operation.body.as_ref().map(|body| {
        let doc = docs::doc(&docs::prose(&body.docs, "The body."));
        let name = &names.body;
        let ty = if body.required { cx.ty(&body.ty, &qualifier()) } else { cx.optional(&body.ty, &qualifier()) };
        quote!(#doc pub #name: #ty,)
    });
    let constructor = required.then(|| emit_constructor(cx, operation, names));
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug #default)]
        pub struct #name { #(#parameters)* #body }
        #constructor
    }
}

pub(super) fn has_required(operation: &Operation) -> bool {
    operation.parameters.iter().any(|parameter| parameter.required)
        || operation.body.as_ref().is_some_and(|body| body.required)
}

/// Whether a call of the operation has a setter.
pub(super) fn has_optional(operation: &Operation) -> bool {
    operation.parameters.iter().any(|parameter| !parameter.required)
        || operation.body.as_ref().is_some_and(|body| !body.required)
}

/// The required parameters, and the body if it is required, with their types.
pub(super) fn required<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Ident, &'a Type)> {
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters.filter(|(parameter, _)| parameter.required).map(|(it, name)| (name, &it.ty));
    let body = operation.body.iter().filter(|body| body.required).map(|body| (&names.body, &body.ty));
    parameters.chain(body)
}

fn emit_constructor(cx: Context<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let name = &names.name;
    let (mut arguments, mut members) = (Vec::new(), Vec::new());
    for (name, ty) in required(operation, names) {
        let (ty, value) = cx.argument(ty, &qualifier(), name);
        arguments.push(quote!(#name: #ty));
        members.push(member(name, &value));
    }
    let optional = operation.parameters.iter().zip(&names.parameters).filter(|(parameter, _)| !parameter.required);
    members.extend(optional.map(|(_, name)| quote!(#name: None)));
    let body = &names.body;
    members.extend(operation.body.iter().filter(|body| !body.required).map(|_| quote!(#body: None)));
    let many = many_arguments(arguments.len());
    let allow = allow_deprecated(is_deprecated(operation));
    quote! {
        #allow
        impl #name {
            /// With what is required; the rest is absent.
            #many
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#members),* }
            }
        }
    }
}

pub(super) fn many_arguments(count: usize) -> Option<TokenStream> {
    (count > 7).then(|| quote!(#[allow(clippy::too_many_arguments, reason = "as many as the API requires")]))
}

/// Whether the operation or a part of it is deprecated.
pub(super) fn is_deprecated(operation: &Operation) -> bool {
    operation.deprecation.is_some() || operation.parameters.iter().any(|parameter| parameter.deprecation.is_some())
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

pub(super) fn operation_docs(operation: &Operation) -> String {
    let line = format!("{} {}", operation.method.as_str(), operation.path);
    let prose = docs::prose(&operation.docs, "");
    let line = docs::code(&line);
    let line = if operation.events().is_some() {
        format!("{line}; `send_events` hands over its events as they come.")
    } else {
        line
    };
    if prose.is_empty() { line } else { format!("{prose}\n\n{line}") }
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

fn emit_setters(cx: Context<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    let mut setters = Vec::new();
    for (parameter, name) in operation.parameters.iter().zip(&names.parameters) {
        if parameter.required {
            continue;
        }
        let doc = docs::doc(&parameter_docs(parameter));
        let deprecated = parameter_deprecated(parameter, operation, names);
        setters.push(emit_setter(cx, &doc, &deprecated, name, &parameter.ty));
    }
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        let doc = docs::doc(&docs::prose(&body.docs, "The body."));
        setters.push(emit_setter(cx, &doc, &TokenStream::new(), &names.body, &body.ty));
    }
    let name = &names.name;
    (!setters.is_empty()).then(|| {
        quote! {
            setters! {
                impl #name {
                    #(#setters)*
                }
            }
        }
    })
}

fn emit_setter(cx: Context<'_>, doc: &TokenStream, deprecated: &TokenStream, name: &Ident, ty: &Type) -> TokenStream {
    let ty = match ty {
        Type::Nullable(inner) => inner,
        other => other,
    };
    let (ty, _) = cx.argument(ty, &qualifier(), name);
    quote! {
        #doc
        #deprecated
        fn #name(#name: #ty);
    }
}

/// The enumeration of the bodies, where each status has its own.
fn emit_bodies(cx: Context<'_>, operation: &Operation, names: &OperationNames, success: bool) -> Option<TokenStream> {
    let (bodies, name, what) = if success {
        (&operation.output, &names.output, "successes")
    } else {
        (&operation.error, &names.error, "error responses")
    };
    if *bodies != Bodies::ByStatus {
        return None;
    }
    let responses =
        operation.responses.iter().zip(&names.responses).filter(|(response, _)| response.success == success);
    let variants = responses.map(|(response, name)| {
        let docs = Docs { summary: None, description: Some(response.description.clone()) };
        let doc = docs::doc(&docs::prose(&docs, &status_docs(response.status)));
        match body_type(cx, &response.body) {
            Some(ty) => quote!(#doc #name(#ty),),
            None => quote!(#doc #name,),
        }
    });
    let doc = docs::doc(&format!("The documented {what} of {}.", docs::code(&operation.id)));
    Some(quote! {
        #doc
        #[derive(Clone, Debug)]
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

/// The type of a body, unless it is empty.
pub(super) fn body_type(cx: Context<'_>, body: &Body) -> Option<TokenStream> {
    match body {
        Body::Empty => None,
        Body::Json(ty) | Body::Text(ty) => Some(cx.ty(ty, &qualifier())),
        Body::Bytes => Some(quote!(::bytes::Bytes)),
        Body::Events(events) => Some(event_stream::emit_whole_type(cx, events)),
    }
}

fn bodies_type(cx: Context<'_>, bodies: &Bodies, name: &Ident, none: &TokenStream) -> TokenStream {
    match bodies {
        Bodies::None => none.clone(),
        Bodies::One(body) => body_type(cx, body).unwrap_or_else(|| quote!(())),
        Bodies::ByStatus => quote!(#name),
    }
}

fn emit_impl(cx: Context<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let name = &names.name;
    let output = bodies_type(cx, &operation.output, &names.output, &quote!(()));
    let error = bodies_type(cx, &operation.error, &names.error, &quote!(::std::convert::Infallible));
    let (id, path) = (&operation.id, &operation.path);
    let method = format_ident!("{}", operation.method.as_str());
    let idempotent = operation.idempotent.map(|it| quote!(const IDEMPOTENT: Option<bool> = Some(#it);));
    let server = operation.server.as_ref().map(|url| quote!(const SERVER: &'static str = #url;));
    let accept = operation.accept.join(", ");
    let accept = (accept != "application/json").then(|| quote!(const ACCEPT: &'static str = #accept;));
    let security = (!operation.security.is_empty()).then(|| {
        let sets = operation.security.iter().map(|set| {
            let schemes = set.iter().map(|id| &cx.names.schemes[id.0].constant);
            quote!(&[#(&schemes::#schemes),*])
        });
        quote!(const SECURITY: Security = &[#(#sets),*];)
    });
    let successes = emit_readers(cx, operation, names, true);
    let successes = successes.map(|readers| quote!(const SUCCESSES: Readers<Self::Output> = #readers;));
    let errors = emit_readers(cx, operation, names, false);
    let errors = errors.map(|readers| quote!(const ERRORS: Readers<Self::Error> = #readers;));
    let write = emit_write(cx, operation, names);
    let allow = allow_deprecated(is_deprecated(operation));
    quote! {
        #allow
        impl Operation for #name {
            type Output = #output;
            type Error = #error;
            const ID: &'static str = #id;
            const METHOD: Method = Method::#method;
            const PATH: &'static str = #path;
            #idempotent
            #server
            #accept
            #security
            #successes
            #errors
            #write
        }
    }
}

/// The parameters and the body, as the runtime adds them to a request.
fn emit_write(cx: Context<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    let parameters = operation.parameters.iter().zip(&names.parameters).map(|(parameter, name)| {
        let wire = &parameter.name.wire;
        let step = match parameter.location {
            Location::Path => quote!(path),
            Location::Query => quote!(query),
            Location::Header => quote!(header),
            Location::Cookie => quote!(cookie),
        };
        let style = emit_style(parameter.style);
        quote!(.#step(#wire, &self.#name, #style))
    });
    let body = operation.body.as_ref().map(|body| {
        let (media_type, name) = (&body.media_type, &names.body);
        match (&body.content, body.required) {
            (BodyContent::Json, true) if matches!(cx.api.resolved(&body.ty), Type::Nullable(_) | Type::Any) => {
                quote!(.json_or_null(#media_type, &self.#name))
            }
            (BodyContent::Json, _) => quote!(.json(#media_type, &self.#name)),
            (BodyContent::Form(styles), _) => {
                let form = emit_form(media_type, &quote!(&self.#name), styles);
                quote!(.#form)
            }
            (BodyContent::Multipart(types), true) => {
                let multipart = emit_multipart(&quote!(Some(&self.#name)), types);
                quote!(.#multipart)
            }
            (BodyContent::Multipart(types), false) => {
                let multipart = emit_multipart(&quote!(self.#name.as_ref().map(|body| body as _)), types);
                quote!(.#multipart)
            }
            (BodyContent::Text, true) if body.ty == Type::String => {
                quote!(.bytes(#media_type, Some(::bytes::Bytes::from(self.#name.clone()))))
            }
            (BodyContent::Text, false) if body.ty == Type::String => {
                quote!(.bytes(#media_type, self.#name.clone().map(::bytes::Bytes::from)))
            }
            (BodyContent::Text, _) => quote!(.text(#media_type, &self.#name)),
            (BodyContent::Choice, true) => quote!(.body(Some(&self.#name))),
            (BodyContent::Choice, false) => quote!(.body(self.#name.as_ref().map(|body| body as _))),
            (BodyContent::Bytes, true) => quote!(.bytes(#media_type, Some(self.#name.clone()))),
            (BodyContent::Bytes, false) => quote!(.bytes(#media_type, self.#name.clone())),
        }
    });
    let steps: Vec<_> = parameters.chain(body).collect();
    (!steps.is_empty()).then(|| {
        quote! {
            fn write(&self, request: RequestBuilder) -> RequestBuilder {
                request #(#steps)*
            }
        }
    })
}

fn emit_style(style: Style) -> TokenStream {
    match style {
        Style::Simple { explode: false } => quote!(request::SIMPLE),
        Style::Simple { explode: true } => quote!(request::SIMPLE_EXPLODED),
        Style::Form { explode: true } => quote!(request::FORM),
        Style::Form { explode: false } => quote!(request::FORM_JOINED),
        Style::SpaceDelimited => quote!(request::SPACE_DELIMITED),
        Style::PipeDelimited => quote!(request::PIPE_DELIMITED),
        Style::DeepObject => quote!(request::Style::DeepObject),
        Style::Label { explode } => quote!(request::Style::Label { explode: #explode }),
        Style::Matrix { explode } => quote!(request::Style::Matrix { explode: #explode }),
        Style::Json => quote!(request::Style::Json),
    }
}

/// The step that writes a form, with the styles of members that have one of their own.
pub(super) fn emit_form(media_type: &str, body: &TokenStream, styles: &[(String, Style)]) -> TokenStream {
    let each = styles.iter().map(|(name, style)| {
        let style = emit_style(*style);
        quote!((#name, #style))
    });
    if styles.is_empty() {
        quote!(form(#media_type, #body))
    } else {
        quote!(form_styled(#media_type, #body, &[#(#each),*]))
    }
}

/// The step that writes a body of parts, with the media types of those that have one of their own.
pub(super) fn emit_multipart(body: &TokenStream, types: &[(String, String)]) -> TokenStream {
    let each = types.iter().map(|(name, media_type)| quote!((#name, #media_type)));
    if types.is_empty() { quote!(multipart(#body)) } else { quote!(multipart_typed(#body, &[#(#each),*])) }
}

/// The documented successes or error responses: statuses, each with the function that reads the body.
fn emit_readers(cx: Context<'_>, operation: &Operation, names: &OperationNames, success: bool) -> Option<TokenStream> {
    let mut readers: Vec<(Vec<Literal>, TokenStream)> = Vec::new();
    let responses = operation.responses.iter().zip(&names.responses);
    for (response, variant) in responses.filter(|(response, _)| response.success == success) {
        let (reader, status) = (emit_reader(cx, operation, names, response, variant), status_number(response.status));
        match readers.iter_mut().find(|(_, other)| other.to_string() == reader.to_string()) {
            Some((statuses, _)) => statuses.push(status),
            None => readers.push((vec![status], reader)),
        }
    }
    let each = readers.iter().map(|(statuses, reader)| quote!((&[#(#statuses),*], #reader)));
    (!readers.is_empty()).then(|| quote!(&[#(#each),*]))
}

/// A status as the runtime matches it: itself, the digit of its class, or 0 for every other.
fn status_number(status: Status) -> Literal {
    Literal::u16_unsuffixed(match status {
        Status::Exact(number) | Status::Class(number) => number,
        Status::Default => 0,
    })
}

/// The function that reads the body of a response.
fn emit_reader(
    cx: Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    response: &Response,
    variant: &Ident,
) -> TokenStream {
    let (bodies, name) =
        if response.success { (&operation.output, &names.output) } else { (&operation.error, &names.error) };
    let read = match (&response.body, response.success) {
        (Body::Empty, _) => quote!(response::empty),
        (Body::Json(_), true) => quote!(response::json),
        (Body::Json(_), false) => quote!(response::json_prefix),
        (Body::Text(_), _) => quote!(response::text),
        (Body::Bytes, _) => quote!(response::bytes),
        (Body::Events(events), _) => {
            let then = (*bodies == Bodies::ByStatus).then(|| quote!(.map(#name::#variant)));
            return event_stream::emit_whole(cx, events, then.as_ref());
        }
    };
    match (bodies, &response.body) {
        (Bodies::ByStatus, Body::Empty) => quote!(|_| Ok(#name::#variant)),
        (Bodies::ByStatus, _) => quote!(|raw| #read(raw).map(#name::#variant)),
        (Bodies::None | Bodies::One(_), _) => read,
    }
}
