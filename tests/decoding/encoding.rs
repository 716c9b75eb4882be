//! What the client of `fixtures/encoding.yaml` makes of members that the document gives an encoding of their own.

use client::{
    Config, Credentials, File, Operation,
    operations::{SendEither, SendEitherForm, SendForm, SendParts},
    types::{Meta, SendEitherBody, SendFormBody, SendPartsBody, Tagged},
};

fn sent(operation: &impl Operation) -> (String, String) {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    let request = operation.request(&config).expect("it can be built");
    let media_type = request.headers()["content-type"].to_str().expect("it is text").to_owned();
    (media_type, String::from_utf8(request.into_body().to_vec()).expect("it is text"))
}

fn texts() -> Option<Vec<String>> {
    Some(vec!["a".to_owned(), "b c".to_owned()])
}

fn meta() -> Option<Meta> {
    let mut meta = Meta::default();
    meta.id = Some("x".to_owned());
    meta.n = Some(1);
    Some(meta)
}

#[test]
fn each_member_of_a_form_is_written_in_its_style() {
    let form = |set: fn(&mut SendFormBody)| {
        let mut body = SendFormBody::default();
        set(&mut body);
        sent(&SendForm::new(body)).1
    };
    let cases: [(fn(&mut SendFormBody), &str); 12] = [
        (|it| it.tags = texts(), "tags=a&tags=b%20c"),
        (|it| it.joined = texts(), "joined=a,b%20c"),
        (|it| it.unexploded = texts(), "unexploded=a,b%20c"),
        (|it| it.spaces = Some(vec!["a".to_owned(), "b".to_owned()]), "spaces=a%20b"),
        (|it| it.pipes = Some(vec![1, 2]), "pipes=1%7C2"),
        (|it| it.exploded_pipes = Some(vec![1, 2]), "exploded-pipes=1&exploded-pipes=2"),
        (|it| it.meta = meta(), "meta=%7B%22id%22%3A%22x%22%2C%22n%22%3A1%7D"),
        (|it| it.deep = meta(), "deep%5Bid%5D=x&deep%5Bn%5D=1"),
        (|it| it.exploded = meta(), "id=x&n=1"),
        (|it| it.json = texts(), "json=%5B%22a%22%2C%22b%20c%22%5D"),
        (|it| it.json_text = Some("a".to_owned()), "json-text=%22a%22"),
        (|it| it.plain = Some("a".to_owned()), "plain=a"),
    ];
    for (set, expected) in cases {
        assert_eq!(form(set), expected);
    }
}

/// The parts of a body, without what is the same in all.
fn parts(operation: &impl Operation) -> Vec<String> {
    let (media_type, text) = sent(operation);
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").expect("it is multipart");
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).expect("it ends with the boundary");
    let delimiter = format!("--{boundary}\r\n");
    text.split(&delimiter).skip(1).map(|part| part.replace("content-disposition: form-data; ", "").trim_end().replace("\r\n", "|")).collect()
}

#[test]
fn each_part_has_its_media_type() {
    let send = |set: fn(&mut SendPartsBody)| {
        let mut body = SendPartsBody::default();
        set(&mut body);
        parts(&SendParts::new(body))
    };
    fn file() -> File {
        File::new("…")
    }
    let cases: [(fn(&mut SendPartsBody), &[&str]); 12] = [
        (|it| it.tags = texts(), &[r#"name="tags"||a"#, r#"name="tags"||b c"#]),
        (
            |it| it.typed_tags = texts(),
            &[
                r#"name="typed-tags"|content-type: text/plain; charset=utf-8||a"#,
                r#"name="typed-tags"|content-type: text/plain; charset=utf-8||b c"#,
            ],
        ),
        (
            |it| it.metas = meta().map(|meta| vec![meta.clone(), meta]),
            &[
                r#"name="metas"|content-type: application/json||{"id":"x","n":1}"#,
                r#"name="metas"|content-type: application/json||{"id":"x","n":1}"#,
            ],
        ),
        (
            |it| it.json_metas = meta().map(|meta| vec![meta.clone(), meta]),
            &[r#"name="json-metas"|content-type: application/json||[{"id":"x","n":1},{"id":"x","n":1}]"#],
        ),
        (|it| it.meta = meta(), &[r#"name="meta"|content-type: application/vnd.meta+json||{"id":"x","n":1}"#]),
        (|it| it.note = Some("<a/>".to_owned()), &[r#"name="note"|content-type: application/xml||<a/>"#]),
        (|it| it.count = Some(1), &[r#"name="count"||1"#]),
        (|it| it.json_text = Some("a".to_owned()), &[r#"name="json-text"|content-type: application/json||"a""#]),
        (|it| it.image = Some(file()), &[r#"name="image"; filename="file"|content-type: image/png||…"#]),
        (
            |it| it.image = Some(file().content_type("image/webp")),
            &[r#"name="image"; filename="file"|content-type: image/webp||…"#],
        ),
        (|it| it.images = Some(vec![file()]), &[r#"name="images"; filename="file"|content-type: image/jpeg||…"#]),
        (
            |it| it.any_image = Some(file()),
            &[r#"name="any-image"; filename="file"|content-type: application/octet-stream||…"#],
        ),
    ];
    for (set, expected) in cases {
        assert_eq!(send(set), expected);
    }
}

#[test]
fn each_media_type_of_an_operation_has_its_own() {
    let mut body = SendEitherBody::default();
    body.tags = texts();
    assert_eq!(parts(&SendEither::new().body(body)), [r#"name="tags"|content-type: application/json||["a","b c"]"#]);
    let mut body = Tagged::default();
    body.tags = texts();
    assert_eq!(sent(&SendEitherForm::new(body)).1, "tags=a,b%20c");
}
