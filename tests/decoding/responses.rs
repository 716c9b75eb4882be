//! What the client of `fixtures/responses.yaml` makes of statuses and headers.

use bytes::Bytes;
use client::{
    ApiErrorBody, ErrorKind, Operation as _, headers,
    operations::{DeleteJobs, HeadJob, ResetJob, StartJob, StartJobOutput},
    types::HeaderXState,
};
use http::StatusCode;

fn response(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(status).expect("it is a status");
    for (name, value) in headers {
        let value = http::HeaderValue::from_bytes(value.as_bytes()).expect("it is a value");
        response.headers_mut().append(*name, value);
    }
    response
}

#[test]
fn the_status_chooses_the_variant_and_the_body_fills_it() {
    let done = StartJob::response(response(200, &[], r#"{"id":"1"}"#)).expect("it is a success");
    assert!(matches!(done.body, StartJobOutput::Ok(job) if job.id == "1"));
    let error = |status, body| StartJob::response(response(status, &[], body)).expect_err("it is an error");
    let typed = |status, body| match error(status, body) {
        client::Error::Api(error) => error.body,
        other => panic!("{other}"),
    };
    assert!(matches!(typed(400, r#"{"title":"x"}huiHjio"#), ApiErrorBody::Problem(problem) if problem.title.as_deref() == Some("x")));
    assert!(matches!(typed(404, "nowhere"), ApiErrorBody::Text(text) if text == "nowhere"));
    let jobs = error(409, r#"[{"id":"7"}]"#);
    let jobs = jobs.as_job_that_still_runs_and_holds_the_only_lock_there_is_list().expect("it is documented");
    assert_eq!(jobs[0].id, "7");
    assert!(matches!(typed(429, ""), ApiErrorBody::Empty));
    assert!(matches!(typed(500, "{}"), ApiErrorBody::Problem(_)));
    assert_eq!(error(400, "<html>").kind(), ErrorKind::Unexpected);
    let undocumented = DeleteJobs::response(response(500, &[], "")).expect_err("it is an error");
    assert_eq!((undocumented.kind(), undocumented.status().map(|it| it.as_u16())), (ErrorKind::Unexpected, Some(500)));
}

#[test]
fn documented_headers_are_typed() {
    let sent = [("location", "/jobs/1"), ("retry-after", "7")];
    let started = StartJob::response(response(202, &sent, "")).expect("it is a success");
    assert_eq!(started.header(headers::LOCATION).as_deref(), Some("/jobs/1"));
    assert_eq!(started.header(headers::RETRY_AFTER), Some(7));
    let refused = StartJob::response(response(429, &sent, "")).expect_err("it is an error");
    assert_eq!(refused.header(headers::RETRY_AFTER), Some(7));
}

#[test]
fn each_type_of_header_is_read() {
    let sent = [("x-names", "a, b"), ("x-names", "c"), ("x-until", "2024-01-02T03:04:05Z"), ("x-state", "odd")];
    let stopped = DeleteJobs::response(response(204, &sent, "")).expect("it is a success");
    assert_eq!(stopped.header(headers::X_NAMES), Some(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
    assert_eq!(stopped.header(headers::X_UNTIL).map(|it| it.as_second()), Some(1_704_164_645));
    assert!(matches!(stopped.header(headers::X_STATE), Some(HeaderXState::Unrecognized(_))));
    let accents = DeleteJobs::response(response(204, &[("x-names", "ä,ö")], "")).expect("it is a success");
    assert_eq!(accents.header(headers::X_NAMES), Some(vec!["ä".to_owned(), "ö".to_owned()]));
    #[allow(deprecated, reason = "the document marks it")]
    let numbers = headers::X_STOPPED;
    let read = |value| DeleteJobs::response(response(204, &[("x-stopped", value)], "")).expect("it is a success").header(numbers);
    assert_eq!((read("1,2"), read("3"), read("x")), (Some(vec![1, 2]), Some(vec![3]), None));
}

#[test]
fn an_answer_that_has_no_body_is_read_without_one() {
    let there = HeadJob::response(response(200, &[("content-length", "12")], "")).expect("it is a success");
    assert_eq!((there.body, HeadJob::ACCEPT), ((), "application/json, text/plain"));
    let missing = HeadJob::response(response(404, &[], "")).expect_err("it is an error");
    assert_eq!((missing.kind(), missing.status().map(|it| it.as_u16())), (ErrorKind::Api, Some(404)));
    for status in [204, 205] {
        let done = ResetJob::response(response(status, &[], "")).expect("it is a success");
        assert_eq!((done.body, done.status.as_u16()), ((), status));
    }
    let unchanged = ResetJob::response(response(304, &[], "")).expect_err("it is no success");
    assert_eq!((unchanged.kind(), ResetJob::ACCEPT), (ErrorKind::Api, ""));
}
