//! The client of `fixtures/fastapi.json` against the server that the document came from, in both modes. `run` says how.

use bytes::Bytes;
use client::{
    ApiErrorBody, Client, Config, Credentials, Error, EventSource, File, Nullable, Operation, Response, blocking,
    headers, operations::*, types::*,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A client of either mode.
enum Api {
    Async(Client),
    Blocking(blocking::Client),
}

type Outcome<O> = Result<Response<<O as Operation>::Output>, Error>;

impl Api {
    fn send<O: Operation>(&self, operation: O) -> Outcome<O> {
        match self {
            Self::Async(client) => run(client.call(operation).send()),
            Self::Blocking(client) => client.call(operation).send(),
        }
    }

    /// All events of a stream, each with its id.
    fn events<O: EventSource>(&self, operation: O) -> Vec<(String, O::Event)> {
        match self {
            Self::Async(client) => run(async {
                let mut events = client.call(operation).send_events().await.expect("it is a success").into_inner();
                let mut all = Vec::new();
                while let Some(event) = events.next().await {
                    let event = event.expect("it fits");
                    all.push((event.id, event.data));
                }
                all
            }),
            Self::Blocking(client) => {
                let events = client.call(operation).send_events().expect("it is a success").into_inner();
                events.map(|event| event.expect("it fits")).map(|event| (event.id, event.data)).collect()
            }
        }
    }
}

/// Runs a test in both modes, with a name that no other test has.
fn each(name: &str, test: fn(&Api, &str)) {
    let config = || {
        let url = std::env::var("SERVER").expect("`run` says where the server is");
        let credentials = Credentials::http_basic("ada", "secret").and_api_key_header("a key");
        Config::builder(credentials).base_url(url).build().expect("it is sound")
    };
    test(&Api::Async(Client::with_config(config()).expect("TLS can be set up")), &format!("{name} async"));
    test(&Api::Blocking(blocking::Client::with_config(config()).expect("it is sound")), &format!("{name} blocking"));
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the machine has a runtime").block_on(future)
}

fn created(api: &Api, name: &str) -> Pet {
    let pet = PetIn::new(name, Kind::GuineaPig).tags(vec![name.to_owned()]);
    api.send(CreatePet::new(pet)).expect("it is a success").into_inner()
}

/// A tuple, whatever the client makes of it.
fn place<T: serde::de::DeserializeOwned>() -> T {
    serde_json::from_value(json!([48.5, 2.25])).expect("it is a tuple")
}

#[test]
fn values_come_back_as_they_were_sent() {
    each("values", |api, name| {
        let address = BTreeMap::from([("city".to_owned(), "Zürich".to_owned())]);
        let owner = Owner::new("Grace").phone(Nullable::Null).address(address);
        let pet = PetIn::new(name, Kind::Dog)
            .size(Size::Value2)
            .born(jiff::civil::date(2020, 2, 29))
            .weight(PetInWeight::String("12.50".into()))
            .owner(owner)
            .place(Nullable::Value(place()));
        let sent = api.send(CreatePet::new(pet)).expect("it is a success");
        assert_eq!(sent.status, 201);
        let got = api.send(GetPet::new(sent.id)).expect("it is a success");
        assert_eq!((&*got.name, &got.kind, got.size), (name, &Kind::Dog, Some(Size::Value2)));
        assert_eq!(got.born, Some(jiff::civil::date(2020, 2, 29)));
        assert_eq!(got.weight.as_deref(), Some("12.50"));
        assert_eq!(got.since.to_string(), "2024-02-29T12:00:00Z");
        assert_eq!((got.photo_url.as_ref(), got.tags.as_deref()), (None, Some(&[][..])));
        assert_eq!(serde_json::to_value(&got.place).expect("it is JSON"), json!([48.5, 2.25]));
        let owner = got.owner.as_ref().expect("it has one");
        assert_eq!((&*owner.name, owner.phone.is_absent()), ("Grace", false));
        assert_eq!(owner.address.as_ref().expect("it has one")["city"], "Zürich");
    });
}

#[test]
fn a_change_tells_absent_from_null() {
    each("change", |api, name| {
        let id = created(api, name).id;
        let patch = PetPatch::new().born(jiff::civil::date(2021, 1, 1));
        assert!(api.send(ChangePet::new(id, patch)).expect("it is a success").born.is_some());
        let patch = PetPatch::new().name("other");
        let pet = api.send(ChangePet::new(id, patch)).expect("it is a success");
        assert_eq!((&*pet.name, pet.born.is_some()), ("other", true));
        let patch = PetPatch::new().born(Nullable::Null);
        let pet = api.send(ChangePet::new(id, patch)).expect("it is a success");
        assert_eq!((&*pet.name, pet.born.is_some()), ("other", false));
    });
}

#[test]
fn parameters_arrive_from_the_query_the_headers_and_a_cookie() {
    each("parameters é&+", |api, name| {
        let id = created(api, name).id;
        let search = ListPets::new()
            .kind(Kind::GuineaPig)
            .tag(vec![name.to_owned()])
            .limit(5)
            .order_by(OrderBy::Name)
            .x_request_id("7")
            .session("abc");
        let found = api.send(search.clone()).expect("it is a success");
        assert_eq!(found.iter().map(|pet| pet.id).collect::<Vec<_>>(), [id]);
        assert_eq!(found.header(headers::X_TOTAL), Some(1));
        assert_eq!(found.headers["x-seen"], "7,abc,name");
        let none = search.clone().born_after(jiff::civil::date(2000, 1, 1));
        assert!(api.send(none).expect("it is a success").is_empty());
        let both = search.tag(vec![name.to_owned(), "other".to_owned()]);
        assert!(api.send(both).expect("it is a success").is_empty());
        let least = api.send(ListPets::new().limit(1)).expect("it is a success");
        assert_eq!(least.headers["x-seen"], "None,None,since");
    });
}

#[test]
fn errors_are_typed() {
    each("errors", |api, name| {
        let id = created(api, name).id;
        match api.send(CreatePet::new(PetIn::new(name, Kind::Cat))) {
            Err(Error::Api(error)) => match error.body {
                ApiErrorBody::Refusal(Refusal { detail, .. }) => assert_eq!(detail.code, ProblemCode::Taken),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
        let error = api.send(GetPet::new(Uuid::nil())).expect_err("there is no such pet");
        assert_eq!(error.as_refusal().map(|refusal| &refusal.detail.code), Some(&ProblemCode::NotFound));
        assert!(error.as_http_validation_error().is_none());
        match api.send(ListPets::new().limit(1000)) {
            Err(Error::Api(error)) => {
                assert_eq!(error.status, 422);
                let body = error.body.as_http_validation_error().expect("it is no refusal");
                let details = body.detail.as_ref().expect("it has details");
                assert_eq!(details[0].r#type, "less_than_equal");
                assert!(matches!(&details[0].loc[..], [ValidationErrorLocItem::String(first), _] if first == "query"));
                assert_eq!(details[0].input, Some(json!("1000")));
            }
            other => panic!("{other:?}"),
        }
        api.send(RemovePet::new(id)).expect("the credentials are right");
        assert!(matches!(api.send(RemovePet::new(id)), Err(Error::Api(error)) if error.status == 404));
    });
}

#[test]
fn files_arrive_with_their_names_and_types() {
    each("files", |api, name| {
        let id = created(api, name).id;
        let png = Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\xff");
        let body = SetPhotoBody::new(File::new(png.clone()).name("a \"b\".png").content_type("image/png"));
        let answer = api.send(SetPhoto::new(id, body.clone())).expect("it is a success").into_inner();
        assert_eq!(text(&answer["type"]), Some("image/png"));
        assert_eq!((answer["thumbnail"].is_none(), answer["caption"].is_none()), (true, true));
        assert_eq!(text(&answer["kind"]), Some("cat"));
        let body = body.thumbnail(File::new("abc")).caption("On the lawn, süß").kind(Kind::GuineaPig);
        let answer = api.send(SetPhoto::new(id, body)).expect("it is a success").into_inner();
        assert!(matches!(answer["size"], Some(SetPhotoResponseValue::Integer(10))));
        assert!(matches!(answer["thumbnail"], Some(SetPhotoResponseValue::Integer(3))));
        assert_eq!(text(&answer["caption"]), Some("On the lawn, süß"));
        assert_eq!(text(&answer["kind"]), Some("guinea pig"));
        assert_eq!(api.send(GetPhoto::new(id)).expect("it is a success").into_inner(), png);

        let papers = AddPapersBody::new(vec![File::new("one").name("1.txt"), File::new("two").name("2.txt")])
            .notes(vec!["x".into(), "y".into()])
            .seal(File::new("wax"));
        let read = api.send(AddPapers::new(id, papers)).expect("it is a success").into_inner();
        assert_eq!(read, ["1.txt=one", "2.txt=two", "x", "y", "wax"]);
        let none = AddPapersBody::new(vec![File::new("one").name("1.txt")]);
        assert_eq!(api.send(AddPapers::new(id, none)).expect("it is a success").into_inner(), ["1.txt=one"]);
    });
}

fn text(value: &Option<SetPhotoResponseValue>) -> Option<&str> {
    match value {
        Some(SetPhotoResponseValue::String(text)) => Some(text),
        _ => None,
    }
}

#[test]
fn variants_of_a_union_are_told_apart_by_their_tag() {
    each("union", |api, _| {
        let sent = vec![
            RecordBodyItem::Adopted(Adopted::new(Uuid::nil(), Owner::new("Ada")).into()),
            RecordBodyItem::Moved(Moved::new(Uuid::nil(), place()).into()),
            RecordBodyItem::Noted(Noted::new(NotedType::Remarked, "well").into()),
        ];
        let got = api.send(Record::new(sent)).expect("it is a success").into_inner();
        assert_eq!(got[0].at.to_string(), "2024-02-29T12:30:01.25Z");
        match [&got[0].event, &got[1].event, &got[2].event] {
            [HappenedEvent::Adopted(adopted), HappenedEvent::Moved(_), HappenedEvent::Noted(noted)] => {
                assert_eq!((&*adopted.owner.name, &*noted.text), ("Ada", "well"));
                assert_eq!(noted.r#type, NotedType::Remarked);
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn events_are_typed_and_go_on_where_they_ended() {
    each("events", |api, _| {
        let texts = |events: Vec<(String, Happened)>| -> Vec<_> {
            let read = |(id, happened): (String, Happened)| match happened.event {
                HappenedEvent::Noted(noted) => (id, noted.text),
                other => panic!("{other:?}"),
            };
            events.into_iter().map(read).collect()
        };
        let event = |index| (format!("{index}"), format!("event {index}"));
        assert_eq!(texts(api.events(Watch::default())), [event(1), event(2), event(3)]);
        assert_eq!(texts(api.events(Watch::new().last_event_id(2))), [event(3)]);
        let names: Vec<_> = api.events(Names::new()).into_iter().map(|(_, owner)| owner.name).collect();
        assert_eq!(names, ["Ada", "Grace"]);
    });
}

#[test]
fn a_tree_may_be_deep() {
    each("tree", |api, _| {
        let mut tree = TreeInput::new("leaf");
        for _ in 0..20 {
            tree = TreeInput::new("node").left(Box::new(tree)).children(vec![]);
        }
        let grown = api.send(Grow::new(tree)).expect("it is a success").into_inner();
        let mut depth = 0;
        let mut next = grown.left.as_deref();
        while let Some(tree) = next {
            (depth, next) = (depth + 1, tree.left.as_deref());
        }
        assert_eq!((depth, grown.children.map(|children| children.len())), (21, Some(1)));
    });
}

#[test]
fn every_type_comes_back() {
    each("everything", |api, _| {
        let sent = EverythingInput::new(
            vec![0, 255],
            "23:59:59",
            "P1DT2H",
            EverythingInputPrice::String("0.10".into()),
            EverythingInputShape::Circle(Circle::new(1.5).into()),
            NumberOrText::String("12".into()),
            BTreeMap::from([("a".to_owned(), vec![1, -2])]),
            serde_json::from_value(json!([1, "one"])).expect("it is a tuple"),
        )
        .many(vec![1, 2, 3])
        .kinds(BTreeMap::from([("guinea pig".to_owned(), 1)]))
        .from("here")
        .additional_properties(BTreeMap::from([("more".to_owned(), json!({ "a": [null] }))]));
        let day = jiff::civil::date(2024, 12, 31);
        let operation = Echo::new(day, EchoLevel::High, sent)
            .since("2024-02-29T12:00:00.5Z".parse().expect("it is a time"))
            .sizes(vec![Size::Value1, Size::Value2])
            .exact(true)
            .ratio(0.1);
        let got = api.send(operation).expect("it is a success").into_inner();
        assert_eq!(&*got.raw, [0, 255]);
        assert_eq!((&*got.at, &*got.lasts, &*got.price), ("23:59:59", "P1DT2H", "0.10"));
        assert!(matches!(got.shape, EverythingOutputShape::Circle(circle) if circle.radius == 1.5));
        assert!(matches!(got.number_or_text, NumberOrText::String(text) if text == "12"));
        assert_eq!((&got.words["a"], got.many), (&vec![1, -2], Some(vec![1, 2, 3])));
        assert_eq!(serde_json::to_value(&got.pair).expect("it is JSON"), json!([1, "one"]));
        assert_eq!((got.from.as_deref(), got.nothing), (Some("here"), None));
        assert_eq!(got.additional_properties["more"], json!({ "a": [null] }));
        let seen = json!({
            "day": "2024-12-31", "level": "high", "since": "2024-02-29T12:00:00.500000Z", "sizes": [1, 2], "exact": true,
            "ratio": 0.1,
        });
        assert_eq!(got.anything, Some(seen));
    });
}

#[test]
fn forms_texts_and_keys() {
    each("forms", |api, _| {
        let body = BodyLogIn::new("ada é", "s&= +%").scope(vec!["read".into(), "write".into()]);
        let token = api.send(LogIn::new(body.clone())).expect("it is a success");
        assert_eq!(decoded(&token.access_token), "ada é:s&= +%:read write:None");
        let written = serde_json::to_value(&token.body).expect("it is JSON");
        assert_eq!(written["token_type"], json!("bearer"));
        let token = api.send(LogIn::new(body.grant_type(Nullable::Null))).expect("null is not sent");
        assert_eq!(decoded(&token.access_token), "ada é:s&= +%:read write:None");
        assert_eq!(api.send(About::new()).expect("it is a success").into_inner(), "A shelter.\n");
        assert_eq!(api.send(WhoAmI::new()).expect("it is a success").into_inner(), "a key application/json");
    });
}

fn decoded(text: &str) -> String {
    let bytes: client::Base64 = serde_json::from_value(Value::from(text)).expect("it is Base64");
    String::from_utf8(bytes.0).expect("it is UTF-8")
}
