//! What the client of `fixtures/styles.yaml` makes of parameters that are hard to write: empty, ambiguous, or at home in a cookie.

use bytes::Bytes;
use client::{
    Config, Credentials, Operation,
    operations::{Place, PlaceWithKey, Style},
    types::StyleDeep,
};

fn built(operation: &impl Operation, credentials: Credentials) -> Result<http::Request<Bytes>, String> {
    let config = Config::new(credentials).expect("the document has a server");
    operation.request(&config).map_err(|error| error.to_string())
}

fn url(operation: &impl Operation) -> Result<String, String> {
    let url = built(operation, Credentials::none())?.uri().to_string();
    Ok(url.strip_prefix("https://styles.example").expect("it is there").to_owned())
}

fn header(operation: &impl Operation, name: &str) -> Option<String> {
    let request = built(operation, Credentials::none()).expect("it can be built");
    request.headers().get(name).map(|value| value.to_str().expect("it is text").to_owned())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn style(label: &[&str], matrix: &str, exploded: &[&str]) -> Style {
    Style::new(texts(label), matrix, texts(exploded))
}

#[test]
fn no_value_leaves_its_segment_in_any_style() {
    assert_eq!(url(&style(&["a", "b"], "c", &["d", ""])).as_deref(), Ok("/.a,b/;matrix=c/;exploded=d;exploded"));
    assert_eq!(url(&style(&["a"], "", &["d"])).as_deref(), Ok("/.a/;matrix/;exploded=d"), "RFC 6570, section 3.2.7");
    for refused in [style(&[], "c", &["d"]), style(&[""], "c", &["d"]), style(&["."], "c", &["d"]), style(&["a"], "c", &[])] {
        assert!(url(&refused).is_err(), "{refused:?}");
    }
    let mut place = Place::new(texts(&["a", "b"]));
    assert_eq!(url(&place).as_deref(), Ok("/a,b"));
    for refused in [&[][..], &[""], &["."], &[".."]] {
        place.plain = texts(refused);
        assert!(url(&place).is_err(), "{refused:?}");
    }
    for number in [Some(f64::NAN), Some(f64::INFINITY), None] {
        let session = Credentials::session("x");
        let refused = built(&PlaceWithKey::new(number), session).expect_err("it has no value");
        assert!(refused.contains("the path parameter `plain` has no value"), "{refused}");
    }
}

#[test]
fn nothing_is_sent_of_what_holds_nothing() {
    let mut place = Place::new(texts(&["a"]));
    (place.list, place.exploded, place.x_list) = (Some(Vec::new()), Some(Vec::new()), Some(Vec::new()));
    place.theme = Some(Vec::new());
    assert_eq!((url(&place).as_deref(), header(&place, "x-list"), header(&place, "cookie")), (Ok("/a"), None, None));
    place.list = Some(vec![None]);
    assert_eq!(url(&place).as_deref(), Ok("/a"));
    place.list = Some(vec![Some("x".to_owned()), None, Some(String::new())]);
    assert_eq!(url(&place).as_deref(), Ok("/a?list=x,"));
    let mut operation = style(&["a"], "c", &["d"]);
    (operation.spaces, operation.pipes, operation.deep) = (Some(Vec::new()), Some(Vec::new()), Some(StyleDeep::default()));
    assert_eq!(url(&operation).as_deref(), Ok("/.a/;matrix=c/;exploded=d"));
}

#[test]
fn what_stands_between_parts_stands_in_none() {
    let mut operation = style(&["a"], "c", &["d"]);
    operation.spaces = Some(texts(&["a|b", "c"]));
    operation.pipes = Some(texts(&["a b", "c"]));
    let sent = "/.a/;matrix=c/;exploded=d?spaces=a%7Cb%20c&pipes=a%20b%7Cc";
    assert_eq!(url(&operation).as_deref(), Ok(sent));
    operation.spaces = Some(texts(&["secret value", "c"]));
    let refused = url(&operation).expect_err("it is ambiguous");
    assert!(refused.contains("`spaces`") && !refused.contains("secret"), "{refused}");
    (operation.spaces, operation.pipes) = (None, Some(texts(&["a|b"])));
    assert!(url(&operation).is_err());
    let mut place = Place::new(texts(&["a,b", "c"]));
    place.list = Some(vec![Some("a,b".to_owned()), Some("c".to_owned())]);
    assert_eq!(url(&place).as_deref(), Ok("/a%2Cb,c?list=a%2Cb,c"), "encoded it is another comma");
    place.x_list = Some(texts(&["a,b"]));
    assert!(url(&place).is_err(), "nothing is encoded in a header field");
}

#[test]
fn cookies_go_as_they_are_where_they_can() {
    let mut place = Place::new(texts(&["a"]));
    place.session_id = Some("s:abc+/==".to_owned());
    assert_eq!(header(&place, "cookie").as_deref(), Some("session%3Aid=s:abc+/=="));
    place.session_id = Some("100% a;b".to_owned());
    place.theme = Some(texts(&["dark", "a,b"]));
    place.cookie = Some("own=1".to_owned());
    assert_eq!(
        header(&place, "cookie").as_deref(),
        Some("own=1; session%3Aid=100%25%20a%3Bb; $theme=dark; $theme=a%2Cb")
    );
    for secret in ["s%3Aabc+/==", "\"quoted\"", ""] {
        let request = built(&PlaceWithKey::new(Some(1.0)), Credentials::session(secret)).expect("it can be built");
        assert_eq!(request.headers()["cookie"], format!("sid={secret}"));
        assert!(request.headers()["cookie"].is_sensitive());
    }
    for secret in ["a b", "a;b", "a,b", "a\"b", "a\\b", "ä"] {
        let refused = built(&PlaceWithKey::new(Some(1.0)), Credentials::session(secret)).expect_err("it is no cookie");
        assert!(refused.contains("the credential session has") && !refused.contains(secret), "{refused}");
    }
}

#[test]
fn an_encoded_answer_is_told_from_one_that_does_not_fit() {
    let place = Place::new(texts(&["a"]));
    assert_eq!(header(&place, "accept-encoding").as_deref(), Some("identity"));
    let answer = |encoding: &str, body: &'static [u8]| {
        let mut response = http::Response::new(Bytes::from(body));
        response.headers_mut().insert("content-encoding", encoding.parse().expect("it is a value"));
        Place::response(response).map(|response| response.body).map_err(|error| error.to_string())
    };
    for (encoding, said) in [("gzip", "gzip"), ("identity, br", "br"), ("\"odd\"", "something unknown")] {
        let refused = answer(encoding, b"\x1f\x8b\x08").expect_err("it is no JSON");
        assert!(refused.contains(&format!("encoded as {said}, which nobody asked for")), "{refused}");
    }
    assert_eq!(answer("identity", b"\"a\"").as_deref(), Ok("a"));
    assert!(answer("identity", b"a").expect_err("it is no JSON").contains("does not fit"));
}
