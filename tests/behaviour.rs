//! Behaviour: the compiled client against a server on loopback, async and blocking alike. The server answers with raw
//! bytes and keeps the raw bytes that it was asked with. No test prints or compares a secret.

mod server;

use crate::{
    bodies::{FORBIDDEN, TOKEN, UNAUTHORIZED, member, secret, with, without},
    support::response,
};
use authenteq::{Api, ApiErrorBody, Async, Blocking, Config, Credentials, Error, ErrorKind, Limits, operations, types};
use bytes::Bytes;
use http::StatusCode;
use server::Server;
use std::{collections::BTreeMap, time::Duration};

/// `id:secret` in base64.
const BASIC: &str = "authorization: Basic aWQ6c2VjcmV0";

type Outcome = Result<authenteq::Response<authenteq::types::AccessToken>, authenteq::Error>;

/// Which client a test calls with.
#[derive(Clone, Copy, Debug)]
enum Mode {
    Async,
    Blocking,
}

const MODES: [Mode; 2] = [Mode::Async, Mode::Blocking];

fn config(base_url: &str) -> Config {
    Config::with_base_url(Credentials::basic("id", "secret"), base_url).expect("loopback may be http")
}

/// Calls the verification endpoint in both modes against a server that gives `answer`, and hands on each outcome with
/// what the server was asked.
fn each_mode(answer: &[u8], check: impl Fn(Outcome, String)) {
    for mode in MODES {
        let server = Server::answering(answer);
        let outcome = call(mode, config(&server.base_url()), |operation| operation);
        check(outcome, server.asked());
    }
}

fn call(
    mode: Mode,
    config: Config,
    with: impl Fn(operations::VerificationToken) -> operations::VerificationToken,
) -> Outcome {
    let operation = with(operations::VerificationToken::default());
    match mode {
        Mode::Async => {
            let client = authenteq::Client::with_config(config).expect("TLS can be set up");
            run(client.call(operation).send())
        }
        Mode::Blocking => blocking(config).call(operation).send(),
    }
}

fn blocking(config: Config) -> authenteq::blocking::Client {
    authenteq::blocking::Client::with_config(config).expect("it needs no proxy")
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the machine has a runtime").block_on(future)
}

/// What went wrong, without touching what a success holds.
fn error(outcome: Outcome) -> Error {
    match outcome {
        Ok(_) => panic!("the call succeeded"),
        Err(error) => error,
    }
}

fn lines(asked: &str) -> Vec<String> {
    let head = asked.split("\r\n\r\n").next().unwrap_or_default();
    let (first, fields) = head.split_once("\r\n").unwrap_or((head, ""));
    let mut fields: Vec<_> = fields
        .split("\r\n")
        .filter_map(|field| field.split_once(':'))
        .map(|(name, value)| format!("{}:{value}", name.to_ascii_lowercase()))
        .filter(|field| !field.starts_with("host:"))
        .collect();
    fields.sort();
    [vec![first.to_owned()], fields].concat()
}

/// The request line and all header fields of an operation without parameters, but for `host`.
fn exactly(path: &str) -> Vec<String> {
    let agent = "user-agent: authenteq/0.1.0";
    let accept = ["accept-encoding: identity", "accept: application/json"];
    [&*format!("GET {path} HTTP/1.1"), accept[0], accept[1], BASIC, agent].map(str::to_owned).to_vec()
}

#[test]
fn verification_token_sends_exactly_what_is_documented() {
    each_mode(&response("200 OK", TOKEN), |outcome, asked| {
        assert!(outcome.is_ok());
        assert_eq!(lines(&asked), exactly("/mobile-sdk/verification-token"));
    });
}

#[test]
fn optional_headers_are_sent_where_they_are_set() {
    for mode in MODES {
        let server = Server::answering(&response("200 OK", TOKEN));
        #[expect(deprecated, reason = "it must still travel")]
        let outcome = call(mode, config(&server.base_url()), |operation| {
            operation.flow_slug("on boarding").multi_document_flow(types::MultiDocumentFlow::On)
        });
        assert!(outcome.is_ok());
        let asked = lines(&server.asked());
        assert!(asked.contains(&"aq-flow-slug: on boarding".to_owned()), "{asked:?}");
        assert!(asked.contains(&"aq-multi-document-flow: On".to_owned()), "{asked:?}");
    }
}

#[test]
fn the_other_operations_send_exactly_what_is_documented() {
    #[expect(deprecated, reason = "it must still travel")]
    fn ask(client: &authenteq::blocking::Client, path: &str) -> bool {
        match path {
            "/mobile-sdk/token" => client.token().send().is_ok(),
            _ => client.face_authentication_token().send().is_ok(),
        }
    }
    for path in ["/mobile-sdk/token", "/mobile-sdk/face-authentication-token"] {
        let server = Server::answering(&response("200 OK", TOKEN));
        assert!(ask(&blocking(config(&server.base_url())), path));
        assert_eq!(lines(&server.asked()), exactly(path));
    }
    let server = Server::answering(&response("200 OK", TOKEN));
    let client = authenteq::Client::with_config(config(&server.base_url())).expect("TLS can be set up");
    assert!(run(client.face_authentication_token().send()).is_ok());
    assert_eq!(lines(&server.asked()), exactly("/mobile-sdk/face-authentication-token"));
}

#[test]
fn a_token_arrives_and_is_not_printed() {
    each_mode(&response("200 OK", TOKEN), |outcome, _| {
        let Ok(token) = outcome else { panic!("the call failed") };
        assert_eq!(token.status, StatusCode::OK);
        assert_eq!(token.headers["content-type"], "application/json");
        assert_eq!(token.access_token.expose(), member(TOKEN, "accessToken"));
        assert!(!format!("{token:?}").contains(&secret()));
    });
}

#[test]
fn documented_errors_are_typed() {
    let cases = [("401 Unauthorized", UNAUTHORIZED, 401), ("403 Forbidden", FORBIDDEN, 403)];
    for (status, body, code) in cases {
        each_mode(&response(status, body), |outcome, _| {
            let error = error(outcome);
            assert_eq!((error.kind(), error.status().map(|it| it.as_u16())), (ErrorKind::Api, Some(code)));
            assert_eq!(error.body().expect("it is kept"), body);
            assert_eq!(error.operation(), "verificationToken");
            let typed = &error.as_error_body().expect("it is documented").error_code;
            assert_eq!(typed.as_str(), member(body, "errorCode"));
            assert!(!matches!(typed, types::ErrorCode::Unrecognized(_)), "it is listed");
        });
    }
}

#[test]
fn an_unlisted_error_code_is_kept() {
    let unlisted = with(UNAUTHORIZED, "errorCode", "BRAND_NEW");
    each_mode(&response("401 Unauthorized", &unlisted), |outcome, _| {
        let Error::Api(error) = error(outcome) else { panic!("it is documented") };
        let ApiErrorBody::ErrorBody(body) = error.body else { panic!("it is the only one") };
        assert_eq!(body.error_code.as_str(), "BRAND_NEW");
        assert!(matches!(body.error_code, types::ErrorCode::Unrecognized(_)));
    });
}

#[test]
fn undocumented_answers_keep_everything() {
    let html = "<html><body>Bad gateway, said the proxy</body></html>";
    for (status, body) in
        [("404 Not Found", "{}"), ("429 Too Many Requests", UNAUTHORIZED), ("500 Internal Server Error", html)]
    {
        each_mode(&response(status, body), |outcome, _| {
            let error = error(outcome);
            let code = error.status().map(|it| it.as_str().to_owned()).expect("there was an answer");
            assert_eq!((error.kind(), &*code), (ErrorKind::Unexpected, &status[..3]));
            assert_eq!(error.body().expect("it is kept"), body);
            assert!(error.headers().expect("they are kept").contains_key("content-type"));
        });
    }
}

#[test]
fn bodies_that_do_not_fit_say_why_and_keep_the_status() {
    let secret = secret();
    let within = TOKEN.find(&secret).expect("it is there") + secret.len();
    let number = with(TOKEN, "accessToken", 8140);
    let elsewhere = with(&without(TOKEN, "accessToken"), "other", &*secret);
    let cases = [
        ("200 OK", "", "EOF while parsing a value"),
        ("200 OK", &TOKEN[..within], "EOF while parsing a string"),
        ("200 OK", &number, "invalid type, expected a string (at `accessToken`"),
        ("200 OK", &elsewhere, "missing field `accessToken`"),
        ("200 OK", &format!("{TOKEN}x"), "trailing characters"),
        ("401 Unauthorized", "", "EOF while parsing a value"),
        ("401 Unauthorized", &UNAUTHORIZED[..UNAUTHORIZED.len() - 1], "EOF while parsing an object"),
    ];
    for (status, body, reason) in cases {
        each_mode(&response(status, body), |outcome, _| {
            let error = error(outcome);
            let code = error.status().map(|it| it.as_str().to_owned()).expect("there was an answer");
            assert_eq!((error.kind(), &*code), (ErrorKind::Unexpected, &status[..3]));
            assert_eq!(error.body().expect("it is kept"), body);
            let said = format!("{error} {error:?}");
            assert!(said.contains(reason), "{said}");
            assert!(!said.contains(&secret) && !said.contains("8140"), "a value was quoted");
        });
    }
}

#[test]
fn what_does_not_fit_is_named_by_its_path() {
    type Pets = BTreeMap<String, Vec<BTreeMap<String, u8>>>;
    let rows = [
        (r#"{"pets": [{"age": 3}, {"age": "old"}]}"#, "expected u8 (at `pets[1].age`, line 1 column 35)"),
        (r#"{"pets": [{"age": [3]}]}"#, "expected u8 (at `pets[0].age`, line 1 column 18)"),
        (r#"{"pets": [{"age": 1.0}, {"age": 300}]}"#, "expected u8 (at `pets[1].age`, line 1 column 35)"),
        ("{\"pets\": [\n  {\"a\": 1,\n   \"b\": -1}\n]}", "expected u8 (at `pets[0].b`, line 3 column 10)"),
        (r#"{"a \"b\u0021": [3]}"#, "expected a map (at `a \"b![0]`, line 1 column 18)"),
        (r#"{"pets": {}}"#, "expected a sequence (at `pets`, line 1 column 9)"),
        (r#"{"pets": [], "{[,": 3}"#, "expected a sequence (at `{[,`, line 1 column 21)"),
        ("[]", "expected a map (at `.`, line 1 column 0)"),
        (r#"{"pets": [{"age": x}]}"#, "expected value (at `pets[0].age`, line 1 column 19)"),
        (r#"{"pets": [{"age": 3}"#, "EOF while parsing a list (at `pets[0]`, line 1 column 20)"),
        (r#"{"pets": []} {"#, "trailing characters (at `.`, line 1 column 14)"),
    ];
    for (body, place) in rows {
        let reason = authenteq::custom::json::<Pets>(&body.into()).expect_err("it does not fit");
        assert!(reason.ends_with(place), "{reason} for {body}");
    }
}

#[test]
fn stray_letters_behind_an_error_are_tolerated() {
    each_mode(&response("403 Forbidden", &format!("{FORBIDDEN}huiHjio")), |outcome, _| {
        let error = error(outcome);
        assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
        assert!(error.body().expect("it is kept").ends_with(b"huiHjio"));
        let body = error.as_error_body().expect("the value before them is complete");
        assert_eq!(body.error_code.as_str(), member(FORBIDDEN, "errorCode"));
    });
}

#[test]
fn a_body_that_is_cut_off_is_no_answer() {
    each_mode(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"acc", |outcome, _| {
        let error = error(outcome);
        assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, None));
    });
}

#[test]
fn nobody_listening_is_a_connect_error() {
    for mode in MODES {
        let error = error(call(mode, config(&server::nobody()), |operation| operation));
        let Error::Transport(error) = error else { panic!("nobody answered") };
        assert!(error.is_connect() && !error.is_timeout());
    }
}

#[test]
fn a_server_that_never_answers_runs_into_the_time_limit() {
    for mode in MODES {
        let server = Server::silent();
        let mut limits = Limits::default();
        limits.timeout = Duration::from_millis(50);
        let error = error(call(mode, config(&server.base_url()).limits(limits), |operation| operation));
        let Error::Transport(error) = error else { panic!("nobody answered") };
        assert!(error.is_timeout() && !error.is_connect());
    }
}

#[test]
fn a_body_over_the_limit_is_refused() {
    for mode in MODES {
        let server = Server::answering(&response("200 OK", TOKEN));
        let mut limits = Limits::default();
        limits.max_response_size = TOKEN.len() - 1;
        let error = error(call(mode, config(&server.base_url()).limits(limits), |operation| operation));
        let Error::Transport(error) = error else { panic!("it was too large") };
        assert!(error.is_too_large());

        let server = Server::answering(&response("200 OK", TOKEN));
        limits.max_response_size = TOKEN.len();
        assert!(call(mode, config(&server.base_url()).limits(limits), |operation| operation).is_ok());
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let answer = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/stolen\r\ncontent-length: 0\r\n\r\n";
    each_mode(answer, |outcome, _| {
        let error = error(outcome);
        assert_eq!((error.kind(), error.status()), (ErrorKind::Unexpected, Some(StatusCode::FOUND)));
    });
}

#[test]
fn a_header_value_cannot_end_its_line() {
    for mode in MODES {
        let server = Server::answering(&response("200 OK", TOKEN));
        let error = error(call(mode, config(&server.base_url()), |operation| operation.flow_slug("a\r\nX-Evil: 1")));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Request, None));
        let said = format!("{error} {error:?}");
        assert!(said.contains("AQ-Flow-Slug") && !said.contains("Evil"), "{said}");
    }
}

#[test]
fn credentials_are_needed_checked_and_not_printed() {
    let none = Config::with_base_url(Credentials::none(), "https://localhost").expect("none is fine until a call");
    let error = error(call(Mode::Blocking, none, |operation| operation));
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(error.to_string().contains("it needs the credential basic"), "{error}");

    for (user, password) in [("a:b", "secret"), ("a\n", "secret"), ("a", "sec\0ret")] {
        assert!(Config::new(Credentials::basic(user, password)).is_err());
    }
    let config = Config::new(Credentials::basic("id", "hush-hush")).expect("they are fine");
    assert!(!format!("{config:?}").contains("hush"));
    let client = blocking(config);
    assert!(!format!("{client:?} {:?}", client.verification_token()).contains("hush"));
}

#[test]
fn a_base_url_must_be_safe() {
    let config = |url: &str| Config::with_base_url(Credentials::none(), url);
    for url in
        ["https://example.com", "https://example.com/api/", "http://localhost:1", "http://127.0.0.1", "http://[::1]:1"]
    {
        assert!(config(url).is_ok(), "{url}");
    }
    let refused = [
        "",
        "example.com",
        "/api",
        "http://example.com",
        "https://a:b@example.com",
        "https://example.com?a",
        "ftp://x",
    ];
    for url in refused.into_iter().chain(["http://127.evil.example", "https://example.com/#a"]) {
        assert!(config(url).is_err(), "{url}");
    }
    let allowed = |url: &str| Config::builder(Credentials::none()).base_url(url).allow_http(true).build();
    assert!(allowed("http://example.com").is_ok() && allowed("ftp://example.com").is_err());
}

#[test]
fn errors_fit_where_errors_go() {
    fn fits<T: std::error::Error + Send + Sync + 'static>() {}
    fits::<Error>();
    fits::<authenteq::TransportError>();
    let any = || -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let config = Config::with_base_url(Credentials::none(), "https://localhost")?;
        blocking(config).verification_token().send()?;
        Ok(())
    };
    assert!(any().is_err());
}

#[test]
fn any_transport_will_do() {
    struct Canned;
    impl authenteq::BlockingTransport for Canned {
        fn send(
            &self,
            request: http::Request<Bytes>,
            _limits: &Limits,
        ) -> Result<http::Response<Bytes>, authenteq::TransportError> {
            assert!(request.headers()["authorization"].is_sensitive());
            Ok(http::Response::new(Bytes::from(TOKEN)))
        }
    }
    impl authenteq::Transport for Canned {
        fn send(
            &self,
            request: http::Request<Bytes>,
            limits: &Limits,
        ) -> impl Future<Output = Result<http::Response<Bytes>, authenteq::TransportError>> + Send {
            std::future::ready(authenteq::BlockingTransport::send(self, request, limits))
        }
    }
    let config = config("https://localhost");
    assert!(Api::with_transport(config.clone(), Blocking(Canned)).verification_token().send().is_ok());
    assert!(run(Api::with_transport(config, Async(Canned)).verification_token().flow_slug("a").send()).is_ok());
}

#[test]
fn an_operation_needs_no_client() {
    use authenteq::Operation as _;
    let operation = operations::VerificationToken::new().flow_slug("onboarding");
    let request = operation.request(&config("https://localhost/base/")).expect("it is complete");
    assert_eq!(request.uri(), "https://localhost/base/mobile-sdk/verification-token");
    let token = operations::VerificationToken::response(http::Response::new(Bytes::from(TOKEN)));
    assert!(token.is_ok());
}

/// The table of the `OpenAPI` Specification 3.0.3, section "Style Examples", and beyond it what RFC 6570 says.
#[test]
fn parameters_are_written_in_their_styles() {
    use authenteq::custom::{RequestBuilder, Style};
    use serde_json::json;

    let values = [json!("blue"), json!(["blue", "black"]), json!({ "G": 200, "R": 100 })];
    let paths: [(Style, [&str; 3]); 6] = [
        (Style::Simple { explode: false }, ["blue", "blue,black", "G,200,R,100"]),
        (Style::Simple { explode: true }, ["blue", "blue,black", "G=200,R=100"]),
        (Style::Label { explode: false }, [".blue", ".blue,black", ".G,200,R,100"]),
        (Style::Label { explode: true }, [".blue", ".blue.black", ".G=200.R=100"]),
        (Style::Matrix { explode: false }, [";color=blue", ";color=blue,black", ";color=G,200,R,100"]),
        (Style::Matrix { explode: true }, [";color=blue", ";color=blue;color=black", ";G=200;R=100"]),
    ];
    let queries: [(Style, [&str; 3]); 6] = [
        (Style::Form { explode: false }, ["color=blue", "color=blue,black", "color=G,200,R,100"]),
        (Style::Form { explode: true }, ["color=blue", "color=blue&color=black", "G=200&R=100"]),
        (Style::Delimited(' '), ["color=blue", "color=blue%20black", "color=G%20200%20R%20100"]),
        (Style::Delimited('|'), ["color=blue", "color=blue%7Cblack", "color=G%7C200%7CR%7C100"]),
        (Style::DeepObject, ["color=blue", "color=blue&color=black", "color%5BG%5D=200&color%5BR%5D=100"]),
        (
            Style::Json,
            ["color=%22blue%22", "color=%5B%22blue%22%2C%22black%22%5D", "color=%7B%22G%22%3A200%2C%22R%22%3A100%7D"],
        ),
    ];
    let config = config("https://localhost");
    let request = |path| RequestBuilder::new("test", http::Method::GET, path);
    for (index, value) in values.iter().enumerate() {
        for (style, expected) in paths {
            let built = request("/{color}").path("color", value, style).build(&config, "", &[]).expect("it is sound");
            assert_eq!(built.uri().path(), format!("/{}", expected[index]), "{style:?}");
        }
        for (style, expected) in queries {
            let built = request("/").query("color", value, style).build(&config, "", &[]).expect("it is sound");
            assert_eq!(built.uri().query(), Some(expected[index]), "{style:?}");
        }
    }
    for refused in ["", ".", ".."] {
        assert!(
            request("/{color}")
                .path("color", &refused, Style::Simple { explode: false })
                .build(&config, "", &[])
                .is_err()
        );
    }
    let climbing = request("/{color}").path("color", &"../a?b#c%", Style::Simple { explode: false });
    assert_eq!(climbing.build(&config, "", &[]).expect("it is sound").uri().path(), "/..%2Fa%3Fb%23c%25");
}

#[test]
fn bodies_are_written_by_their_media_type() {
    use authenteq::{File, Form, Multipart, custom::RequestBuilder};

    struct Parts;
    impl Multipart for Parts {
        fn parts(&self, form: &mut Form) {
            form.file("front", &File::new("part-boundary-0").name("a\"b\r\n.png").content_type("image/png"));
            form.value("tags", &["x", "y"]);
            form.value("absent", &None::<String>);
        }
    }
    let config = config("https://localhost");
    let request = || RequestBuilder::new("test", http::Method::POST, "/");
    let form = request().form("application/x-www-form-urlencoded", &serde_json::json!({ "a b": "ä&=", "l": [1, 2] }));
    let form = form.build(&config, "", &[]).expect("it is sound");
    assert_eq!(form.body(), "a%20b=%C3%A4%26%3D&l=1&l=2");

    let parts = request().multipart("multipart/form-data", &Parts).build(&config, "", &[]).expect("it is sound");
    let media_type = parts.headers()["content-type"].to_str().expect("it is text");
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").expect("it is multipart");
    let expected = "--?\r\ncontent-disposition: form-data; name=\"front\"; filename=\"a%22b%0D%0A.png\"\r\n\
                    content-type: image/png\r\n\r\npart-boundary-0\r\n--?\r\n\
                    content-disposition: form-data; name=\"tags\"\r\n\r\nx\r\n--?\r\n\
                    content-disposition: form-data; name=\"tags\"\r\n\r\ny\r\n--?--\r\n";
    assert_eq!(parts.body(), &expected.replace('?', boundary));

    let absent = request().json("application/json", &None::<String>).bytes("text/plain", &None::<Bytes>);
    let absent = absent.build(&config, "", &[]).expect("it is sound");
    assert!(absent.body().is_empty() && !absent.headers().contains_key("content-type"));
    assert!(request().bytes("text/\nplain", &Bytes::from("a")).build(&config, "", &[]).is_err());
}

#[test]
fn no_content_of_a_part_can_be_made_to_hold_the_boundary() {
    use authenteq::{File, Form, custom::RequestBuilder};
    use std::collections::HashSet;

    let config = config("https://localhost");
    let boundary = |content: &str| {
        let mut form = Form::default();
        form.file("file", &File::new(content.to_owned()));
        let request = RequestBuilder::new("test", http::Method::POST, "/").multipart("multipart/form-data", &form);
        let request = request.build(&config, "", &[]).expect("it is sound");
        let media_type = request.headers()["content-type"].to_str().expect("it is text");
        media_type.split_once("boundary=").expect("it has a boundary").1.to_owned()
    };
    let boundaries: HashSet<_> = (0..100).map(|_| boundary("")).collect();
    assert_eq!(boundaries.len(), 100);
    assert!(boundaries.iter().all(|boundary| (32..=70).contains(&boundary.len())), "RFC 2046, section 5.1.1");
    let known: String = (0..20_000).map(|number| format!("part-boundary-{number} ")).collect();
    assert!(!known.contains(&boundary(&known)));
}
