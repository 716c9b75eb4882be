//! What the client of `fixtures/directions.yaml` sends and receives of members that travel in one direction only.

use client::{
    Config, Credentials, Operation,
    operations::AddTaskMultipart,
    types::{AddTaskBodyMultipart, Log, Task, Tasks, Team, TeamInput, User, UserInput},
};
use serde_json::json;

#[test]
fn what_is_read_only_is_not_sent() {
    let team = TeamInput::new(vec![UserInput::new("Ada", "secret")]);
    let sent = serde_json::to_value(&team).expect("it is JSON");
    assert_eq!(sent, json!({ "members": [{ "name": "Ada", "password": "secret" }] }));
}

#[test]
fn what_is_write_only_is_not_expected() {
    let user = json!({ "id": 7, "name": "Ada", "address": { "city": "London" } });
    let team: Team = serde_json::from_value(json!({ "members": [user] })).expect("it fits");
    let User { id, name, .. } = &team.members[0];
    assert_eq!((*id, &**name), (7, "Ada"));
    let Log { at, .. } = serde_json::from_value(json!({ "at": "noon" })).expect("it fits");
    assert_eq!(at.as_deref(), Some("noon"));
}

#[test]
fn one_type_for_both_directions_writes_no_member_that_is_read_only() {
    let read = json!({ "id": 1, "object": "task", "title": "Tea", "done": "2024-01-02T03:04:05Z", "raw": null });
    let mut tasks: Tasks = serde_json::from_value(json!({ "tasks": [read] })).expect("it fits");
    let Task { id, done, token, .. } = &tasks.tasks[0];
    assert!(*id == Some(1) && done.is_some() && token.is_none());
    tasks.tasks[0].token = Some("secret".to_owned());
    tasks.tasks.push(Task::new("Cake"));
    let sent = serde_json::to_value(&tasks).expect("it is JSON");
    assert_eq!(sent, json!({ "tasks": [{ "title": "Tea", "token": "secret" }, { "title": "Cake" }] }));
}

#[test]
fn parts_have_no_member_that_is_read_only() {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    let request = AddTaskMultipart::new(AddTaskBodyMultipart::new("Tea")).request(&config).expect("it can be built");
    let text = String::from_utf8(request.into_body().to_vec()).expect("it is text");
    assert_eq!(text.matches("name=").collect::<Vec<_>>().len(), 1, "{text}");
}
