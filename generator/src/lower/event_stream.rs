//! Responses that are streams: how one is divided into events, and of which type their data is.

use super::{Lowering, schema::with};
use crate::{
    ir::{EventFormat, Events, Type},
    load::{JsonType, Schema},
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
    /// says, the whole stream, as an array of them, which is what `itemSchema` comes as.
    fn lower_event(&mut self, format: EventFormat, content: &MediaType, words: &[String]) -> Type {
        let whole = content.schema.as_ref().map(|schema| self.lifted(schema));
        match (format, whole.and_then(|whole| self.data(&whole))) {
            (EventFormat::ServerSent, _) if content.schema.is_none() => Type::String,
            (EventFormat::ServerSent, Some(data)) => match &data.content {
                Some(content) => self.lower_schema(content, words),
                None => Type::String,
            },
            (EventFormat::ServerSent | EventFormat::JsonLines, _) => match self.lower_content(content, words) {
                Type::Array(event) => *event,
                event => event,
            },
        }
    }

    /// The member `data` of what describes a stream as OpenAPI 3.2 (section "Special Considerations for `text/event-stream`
    /// Content") does: as an array of objects that have the fields of an event, the data as a text.
    fn data(&mut self, stream: &Rc<Schema>) -> Option<Rc<Schema>> {
        let whole = self.merged(stream);
        let event = self.merged(whole.items.as_ref()?);
        if !event.properties.keys().all(|name| matches!(&**name, "data" | "event" | "id" | "retry")) {
            return None;
        }
        let data = self.merged(event.properties.get("data")?);
        (data.json_type() == Some(JsonType::String)).then_some(data)
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
