//! What the client of `fixtures/texts.yaml` reads from bodies of text, and writes into them.

use bytes::Bytes;
use client::{
    Config, Credentials, Error, ErrorKind, Operation,
    operations::{self, StateOutput},
    types::{Level, State, Thing},
};
use http::StatusCode;

fn sent(operation: &impl Operation) -> String {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    let request = operation.request(&config).expect("it can be built");
    String::from_utf8(request.into_body().to_vec()).expect("it is text")
}

fn read<O: Operation>(status: u16, body: &'static str) -> Result<O::Output, Error> {
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(status).expect("it is a status");
    O::response(response).map(|response| response.body)
}

fn answer<O: Operation>(body: &'static str) -> O::Output {
    read::<O>(200, body).unwrap_or_else(|_| panic!("{body} is refused"))
}

#[test]
fn a_text_is_a_value_of_its_type() {
    assert_eq!(answer::<operations::Integer>("7\n"), 7);
    assert!(answer::<operations::Boolean>("\u{feff}true"));
    assert!(matches!(answer::<operations::State>("busy"), StateOutput::Ok(State::Busy)));
    assert!(matches!(answer::<operations::State>("odd"), StateOutput::Ok(State::Unrecognized(_))));
    assert_eq!(answer::<operations::Moment>("2024-01-02T03:04:05Z").as_second(), 1_704_164_645);
    assert_eq!(answer::<operations::Thing>(r#"{"id":"x"}"#).id, "x");
    let Err(error) = read::<operations::State>(404, "2") else { panic!("it is no error") };
    assert!(matches!(error.as_level_text(), Some(Level::Value2)));
    assert_eq!(error.kind(), ErrorKind::Api);
}

#[test]
fn a_text_stays_as_it_is() {
    for text in ["", "7", "\"quoted\"", "{", " a \n"] {
        assert_eq!(answer::<operations::Plain>(text), text);
        assert_eq!(answer::<operations::Untyped>(text), text);
        assert_eq!(answer::<operations::Anything>(text), text);
        assert_eq!(answer::<operations::Xml>(text), text);
    }
    assert_eq!(answer::<operations::Plain>("\u{feff}marked"), "marked");
}

#[test]
fn a_text_that_is_no_value_of_its_type_is_told_without_it() {
    let Err(error) = read::<operations::Integer>(200, "secret") else { panic!("it is taken") };
    assert_eq!(error.kind(), ErrorKind::Unexpected);
    assert!(error.to_string().contains("with a body that does not fit") && !error.to_string().contains("secret"));
}

#[test]
fn a_value_is_written_as_a_text() {
    assert_eq!(sent(&operations::Integer::new(7)), "7");
    assert_eq!(sent(&operations::Boolean::new().body(false)), "false");
    assert_eq!(sent(&operations::Boolean::default()), "");
    assert_eq!(sent(&operations::State::new(State::Calm)), "calm");
    assert_eq!(sent(&operations::Moment::new("2024-01-02T03:04:05Z".parse().expect("it is a time"))), "2024-01-02T03:04:05Z");
    assert_eq!(sent(&operations::Thing::new(Thing::new("x"))), r#"{"id":"x"}"#);
    assert_eq!(sent(&operations::ThingTextXml::new("<x/>")), "<x/>");
    assert_eq!(sent(&operations::Plain::new("\"as it is\"")), "\"as it is\"");
}
