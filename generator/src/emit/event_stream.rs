//! Emits what makes an operation a source of events, beside the operation in `operations`.

use super::{Context, allow_deprecated, operations};
use crate::{
    ir::{EventFormat, Events, Operation},
    names::OperationNames,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit_event_source(cx: Context<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    let events = operation.events()?;
    let name = &names.name;
    let ty = cx.ty(&events.ty, &operations::qualifier());
    let (format, read) = (emit_format(events), emit_read(cx, events));
    let accept = accept(operation, events);
    let allow = allow_deprecated(operations::is_deprecated(operation));
    Some(quote! {
        #allow
        impl event_source::EventSource for #name {
            type Event = #ty;
            const FORMAT: event_stream::Format = #format;
            const EVENTS: &'static str = #accept;
            const READ: response::Read<Self::Event> = #read;
        }
    })
}

/// The type of a body that is a whole stream.
pub(super) fn emit_whole_type(cx: Context<'_>, events: &Events) -> TokenStream {
    let ty = cx.ty(&events.ty, &operations::qualifier());
    quote!(Vec<event_stream::Event<#ty>>)
}

/// The function that reads a body that is a whole stream, and then does `then` with it.
pub(super) fn emit_whole(cx: Context<'_>, events: &Events, then: Option<&TokenStream>) -> TokenStream {
    let (format, read) = (emit_format(events), emit_read(cx, events));
    quote!(|raw| event_stream::whole(#format, #read, raw) #then)
}

fn emit_format(events: &Events) -> TokenStream {
    match events.format {
        EventFormat::ServerSent => quote!(event_stream::Format::ServerSent),
        EventFormat::JsonLines => quote!(event_stream::Format::JsonLines),
    }
}

/// The function that reads the data of an event.
fn emit_read(cx: Context<'_>, events: &Events) -> TokenStream {
    match events.format {
        EventFormat::ServerSent if cx.api.is_text(&events.ty) => quote!(event_stream::text),
        EventFormat::ServerSent | EventFormat::JsonLines => quote!(response::json),
    }
}

/// The media type of the stream, and behind it all others that the operation answers with.
fn accept(operation: &Operation, events: &Events) -> String {
    let others = operation.accept.iter().filter(|media_type| **media_type != events.media_type);
    let others = others.map(|media_type| format!(", {media_type};q=0.9"));
    [events.media_type.clone()].into_iter().chain(others).collect()
}
