//! What the client of `fixtures/bodies.yaml` puts into bodies.

use client::{
    Config, Credentials, File, Form, Operation,
    operations::{
        MaySendAny, MaySendAnyBytes, MaySendNull, SendAny, SendAnyBytes, SendAnyForm, SendAnyJson, SendAnyMultipart,
        SendBytes, SendForm, SendFreeParts, SendNull, SendNumbers, SendNumbersMultipart, SendParts, SendTwoWays,
        SendTwoWaysOutput, SendTwoWaysText,
    },
    types::{Login, MaySendAnyBody, Numbers, SendAnyBodyMultipart, SendNumbersBodyMultipart, SendPartsBody},
};

fn sent(operation: &impl Operation) -> (String, String) {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    let request = operation.request(&config).expect("it can be built");
    let media_type = request.headers().get("content-type").map(|it| it.to_str().expect("it is text").to_owned());
    (media_type.unwrap_or_default(), String::from_utf8(request.into_body().to_vec()).expect("it is text"))
}

fn login() -> Login {
    Login::new("Ada & Co", "secret")
}

#[test]
fn each_media_type_is_written_in_its_own_way() {
    let json = r#"{"user":"Ada & Co","password":"secret"}"#;
    let form = "password=secret&user=Ada%20%26%20Co";
    assert_eq!(sent(&SendAny::new("text")), ("text/plain".to_owned(), "text".to_owned()));
    assert_eq!(sent(&SendAnyJson::new(login())), ("application/json".to_owned(), json.to_owned()));
    assert_eq!(sent(&SendAnyForm::new(login())), ("application/x-www-form-urlencoded".to_owned(), form.to_owned()));
    assert_eq!(sent(&SendAnyBytes::new("bytes")), ("application/octet-stream".to_owned(), "bytes".to_owned()));
    let mut upload = SendAnyBodyMultipart::default();
    upload.file = Some(File::new("content"));
    let (media_type, text) = sent(&SendAnyMultipart::new(upload));
    assert!(media_type.starts_with("multipart/form-data; boundary=") && text.contains("\r\n\r\ncontent\r\n"), "{text}");
    // What says nothing of the types stands behind, whatever comes first.
    assert_eq!(sent(&MaySendAny::new().body(MaySendAnyBody::default())).1, "{}");
    assert_eq!(sent(&MaySendAnyBytes::new("bytes")).0, "application/octet-stream");
    assert_eq!(sent(&MaySendAny::default()), (String::new(), String::new()));
}

#[test]
fn further_media_types_are_the_same_operation() {
    assert_eq!((SendAny::ID, SendAny::PATH), (SendAnyJson::ID, SendAnyJson::PATH));
    let outputs: [Option<SendTwoWaysOutput>; 2] = [None::<<SendTwoWays as Operation>::Output>, None::<<SendTwoWaysText as Operation>::Output>];
    assert!(outputs.iter().all(Option::is_none));
}

#[test]
fn one_media_type_needs_no_words() {
    assert_eq!(sent(&SendForm::new(login())).1, "password=secret&user=Ada%20%26%20Co");
    assert_eq!(sent(&SendBytes::new("bytes")).1, "bytes");
}

#[test]
fn parts_have_their_names_and_types() {
    let mut parts = SendPartsBody::new(File::new("front").name("a\"b.png").content_type("image/png"));
    parts.tags = Some(vec!["x".to_owned(), "y".to_owned()]);
    let (_, text) = sent(&SendParts::new(parts));
    let front = "content-disposition: form-data; name=\"front\"; filename=\"a%22b.png\"\r\ncontent-type: image/png\r\n\r\nfront";
    assert!(text.contains(front), "{text}");
    assert_eq!(text.matches("name=\"tags\"").count(), 2, "{text}");
    let mut form = Form::default();
    form.value("a", &1);
    form.file("b", &File::new("free"));
    let (_, text) = sent(&SendFreeParts::new(form));
    assert!(text.contains("name=\"a\"\r\n\r\n1") && text.contains("free"), "{text}");
}

#[test]
fn a_body_that_may_be_null_is_sent_as_null() {
    assert_eq!(sent(&SendNull::new(None)), ("application/json".to_owned(), "null".to_owned()));
    assert_eq!(sent(&SendNull::new(Some("a".to_owned()))).1, "\"a\"");
    assert_eq!(sent(&MaySendNull::default()), (String::new(), String::new()));
}

#[test]
fn numbers_are_written_as_in_json() {
    for number in [0.1, 1.0, -0.0, 123_456_789.5, 1e21, 5e-324, f64::MAX] {
        let json = serde_json::to_string(&number).expect("it is a number");
        let mut body = Numbers::default();
        (body.real, body.large) = (Some(number), Some(i64::MIN));
        let mut operation = SendNumbers::new(number, body);
        (operation.query, operation.large) = (Some(vec![number, number]), Some(u64::MAX));
        let config = Config::new(Credentials::none()).expect("the document has a server");
        let uri = operation.request(&config).expect("it can be built").uri().to_string();
        let encoded = json.replace('+', "%2B");
        let url = format!("/numbers/{encoded}?query={encoded}&query={encoded}&large=18446744073709551615");
        assert_eq!(uri.strip_prefix("https://bodies.example"), Some(&*url));
        assert_eq!(sent(&operation).1, format!("large=-9223372036854775808&real={encoded}"));
        let mut parts = SendNumbersBodyMultipart::default();
        (parts.real, parts.large) = (Some(number), Some(i64::MIN));
        let (_, text) = sent(&SendNumbersMultipart::new(number, parts));
        assert!(text.contains(&format!("\r\n\r\n{json}\r\n")), "{text}");
        assert!(text.contains("\r\n\r\n-9223372036854775808\r\n"), "{text}");
    }
}
