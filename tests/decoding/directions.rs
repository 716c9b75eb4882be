//! What the client of `fixtures/directions.yaml` sends and receives of members that travel in one direction only.

use client::types::{Log, Team, TeamInput, User, UserInput};
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
