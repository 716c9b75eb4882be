//! A type that was only received is sent, too, by a further operation, and one that was only sent is received.

use client::types::{Entry, History, Note, OrderLine};

#[test]
fn what_is_received_is_the_same() {
    let text = r#"{"entries":["a"],"first":{"item":"tea"},"total":1}"#;
    let history: History = serde_json::from_str(text).expect("it fits");
    let made = History::new(vec![Entry::String("a".to_owned())]);
    let History { entries, first, total, .. } = &history;
    assert_eq!((entries, first.as_ref(), *total), (&made.entries, Some(&OrderLine::new("tea")), Some(1)));
    assert_eq!(serde_json::to_string(&history).expect("it is JSON"), text);
    assert_ne!(history, made);
}

#[test]
fn what_is_sent_is_the_same() {
    let note = Note::new("a");
    let Note { text, .. } = note.clone();
    assert_eq!((text.as_str(), serde_json::to_string(&note).expect("it is JSON")), ("a", r#"{"text":"a"}"#.to_owned()));
}
