//! Streams of events: media types of responses come in, how a stream is divided and what its events are go out.

use super::{Lowering, schema::with};
use crate::{
    ir::{EventFormat, Events, Type},
    load::ITEM_SCHEMA,
};
use indexmap::IndexMap;
use openapiv3::MediaType;
use std::rc::Rc;

impl Lowering<'_> {
    /// The first stream of events among the media types of a response.
    pub(super) fn lower_stream(&mut self, content: &IndexMap<String, MediaType>, words: &[String]) -> Option<Events> {
        let mut streams = content.iter().filter_map(|(name, content)| Some((event_format(name)?, name, content)));
        let (format, media_type, content) = streams.next()?;
        let ty = self.lower_event(format, content, &with(words, "event"));
        Some(Events { media_type: media_type.clone(), format, ty })
    }

    /// The type of the data of an event. No other place knows where its schema stands.
    ///
    /// Authors write one of two things into `schema`: what an event is, or, as OpenAPI 3.2 (section "Sequential Media Types")
    /// says, the whole stream, as an array of them. `itemSchema` of 3.2 is what an event is; for `text/event-stream` it
    /// describes an object of the fields of the event, of which the member `data` is what is lowered here.
    fn lower_event(&mut self, format: EventFormat, content: &MediaType, words: &[String]) -> Type {
        let item = content.extensions.get(ITEM_SCHEMA).and_then(|it| self.schemas.at(it.as_str()?)).cloned();
        if let Some(item) = item {
            let whole = self.merged(&item);
            let data = whole.properties.get("data").filter(|_| format == EventFormat::ServerSent);
            let schema = data.map_or(item, |data| self.merged(data).content.clone().unwrap_or_else(|| Rc::clone(data)));
            return self.lower_schema(&schema, words);
        }
        match (format, &content.schema) {
            (EventFormat::ServerSent, None) => Type::String,
            (EventFormat::ServerSent | EventFormat::JsonLines, _) => match self.lower_content(content, words) {
                Type::Array(event) => *event,
                event => event,
            },
        }
    }
}

/// How a body of a media type is divided into events, if it is.
fn event_format(media_type: &str) -> Option<EventFormat> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match &*essence {
        "text/event-stream" => Some(EventFormat::ServerSent),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines" => {
            Some(EventFormat::JsonLines)
        }
        _ => None,
    }
}
