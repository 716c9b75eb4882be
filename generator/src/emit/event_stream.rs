//! Emits what makes an operation a source of events, beside the operation in `operations`.

use super::{Context, Item, allow_deprecated};
use crate::{
    ir::{EventFormat, Events, Operation},
    names::OperationNames,
    plan::OperationPlan,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit_event_source(
    cx: Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    plan: &OperationPlan,
) -> Option<TokenStream> {
    let events = operation.events()?;
    let (name, ty) = (&names.name, cx.ty(&events.ty));
    let (format, read) = (emit_format(cx, events), emit_read(cx, events));
    let accept = accept(operation, events);
    let allow = allow_deprecated(plan.is_deprecated);
    let (source, stream, response) = (cx.item(Item::EventSource), cx.item(Item::EventStream), cx.item(Item::Response));
    Some(quote! {
        #allow
        impl #source::EventSource for #name {
            type Event = #ty;
            const FORMAT: #stream::Format = #format;
            const EVENTS: &'static str = #accept;
            const READ: #response::Read<Self::Event> = #read;
        }
    })
}

/// What reads the body `raw` that is a whole stream.
pub(super) fn emit_whole(cx: Context<'_>, events: &Events) -> TokenStream {
    let (stream, format, read) = (cx.item(Item::EventStream), emit_format(cx, events), emit_read(cx, events));
    quote!(#stream::whole(#format, #read, raw))
}

fn emit_format(cx: Context<'_>, events: &Events) -> TokenStream {
    let stream = cx.item(Item::EventStream);
    match events.format {
        EventFormat::ServerSent => quote!(#stream::Format::ServerSent),
        EventFormat::JsonLines => quote!(#stream::Format::JsonLines),
    }
}

/// The function that reads the data of an event.
fn emit_read(cx: Context<'_>, events: &Events) -> TokenStream {
    match events.format {
        EventFormat::ServerSent if cx.api.is_text(&events.ty) => {
            let stream = cx.item(Item::EventStream);
            quote!(#stream::text)
        }
        EventFormat::ServerSent | EventFormat::JsonLines => {
            let response = cx.item(Item::Response);
            quote!(#response::json)
        }
    }
}

/// The media type of the stream, and behind it all others that the operation answers with.
fn accept(operation: &Operation, events: &Events) -> String {
    let others = operation.accept.iter().filter(|media_type| **media_type != events.media_type);
    let others = others.map(|media_type| format!(", {media_type};q=0.9"));
    [events.media_type.clone()].into_iter().chain(others).collect()
}
