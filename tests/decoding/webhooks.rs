//! What the client of `fixtures/webhooks.yaml` makes of requests that it receives.

use bytes::Bytes;
use client::{
    Webhook, WebhookError,
    types::{Kind, ResultWebhookBody},
    webhooks::{NewPet, NewPetDelete, NotePut, Ping, ResultWebhook, Scan, Sighting},
};
use http::Request;

fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: &'static str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(uri);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(Bytes::from_static(body.as_bytes())).expect("it is sound")
}

const SIGNED: (&str, &str) = ("x-signature", "s3cret");

fn reason<T>(read: Result<T, WebhookError>) -> String {
    let error = read.err().expect("it does not fit");
    assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
    error.to_string()
}

#[test]
fn parameters_and_body_are_typed() {
    let headers = [SIGNED, ("x-attempt", "2"), ("content-type", "application/json; charset=utf-8")];
    let body = r#"{"id":7,"name":"Rex","owner":null,"more":1}"#;
    let read = NewPet::read(&request("POST", "/hook?tag=a%20b&kind=dog&x=1&tag=c+d", &headers, body));
    let NewPet { x_signature, x_attempt, kind, tag, body, .. } = read.expect("it fits");
    assert_eq!((&*x_signature, x_attempt, kind), ("s3cret", Some(2), Kind::Dog));
    assert_eq!(tag.expect("it is there"), ["a b", "c d"]);
    assert_eq!((body.id, &*body.name, body.owner), (7, "Rex", None));
    let least = NewPet::read(&request("POST", "/?kind=bird", &[SIGNED], r#"{"id":7,"name":"Rex"}"#)).expect("it fits");
    assert_eq!((least.kind.as_str(), least.x_attempt, least.tag), ("bird", None, None));
}

#[test]
fn what_does_not_fit_is_said_without_values() {
    let read = |method, uri, headers: &[_], body| reason(NewPet::read(&request(method, uri, headers, body)));
    let whole = r#"{"id":7,"name":"Rex"}"#;
    assert_eq!(read("PUT", "/?kind=cat", &[SIGNED], whole), "newPet: a request of another method than POST");
    assert_eq!(read("POST", "/?kind=cat", &[], whole), "newPet: a request without the header `X-Signature`");
    let attempt = [SIGNED, ("x-attempt", "s3cret")];
    assert_eq!(read("POST", "/?kind=cat", &attempt, whole), "newPet: a request with a header `X-Attempt` that does not fit");
    assert_eq!(read("POST", "/", &[SIGNED], whole), "newPet: a request without the query parameter `kind`");
    let twice = "newPet: a request with a query parameter `kind` that does not fit";
    assert_eq!(read("POST", "/?kind=cat&kind=dog", &[SIGNED], whole), twice);
    assert_eq!(read("POST", "/?kind=%ff", &[SIGNED], whole), twice);
    let misfit = "newPet: a request with a body that does not fit: invalid type, expected i64 (at `id`, line 1 column 14)";
    assert_eq!(read("POST", "/?kind=cat", &[SIGNED], r#"{"id":"s3cret"}"#), misfit);
    assert!(read("POST", "/?kind=cat", &[SIGNED], "").contains("EOF while parsing"));
    assert!(read("POST", "/?kind=cat", &[SIGNED], r#"{"id":7,"name":"Rex"} s3cret"#).contains("trailing characters"));
    let zipped = [SIGNED, ("content-encoding", "gzip")];
    assert!(read("POST", "/?kind=cat", &zipped, "\u{1f}").contains("encoded as gzip"));
}

#[test]
#[allow(deprecated)]
fn each_body_is_what_its_media_type_says() {
    assert_eq!((NewPet::NAME, NewPet::METHOD), ("newPet", http::Method::POST));
    NewPetDelete::read(&request("DELETE", "/", &[SIGNED], "")).expect("it has no body");
    Ping::read(&request("POST", "/", &[], "anything")).expect("no body is documented");
    assert_eq!(NotePut::read(&request("PUT", "/", &[], "süß")).expect("it is a text").body, "süß");
    assert_eq!(Scan::read(&request("POST", "/", &[], "--x")).expect("they are bytes").body, "--x");
    let seen = |body| Sighting::read(&request("POST", "/", &[], body)).expect("it fits").body;
    assert_eq!(seen(r#"{"at":"2024-02-29T00:00:00Z"}"#).expect("it is there").at.as_second(), 1_709_164_800);
    assert!(seen("").is_none() && seen("null").is_none());
    let result = ResultWebhook::read(&request("POST", "/", &[], r#"{"is":"won","prize":"AP8="}"#)).expect("it fits");
    assert!(matches!(result.body, ResultWebhookBody::Won(won) if won.prize.as_deref() == Some(&[0, 255][..])));
}
