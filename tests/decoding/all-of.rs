//! What the client of `fixtures/all-of.yaml` makes of several schemas that hold at once.

use client::types::{Dog, Listed, Merged, MergedState};
use serde_json::json;

#[test]
fn each_keyword_of_several_schemas_counts() {
    let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let value = json!({ "state": "on", "count": 3, "size": 4, "text": text, "more": true });
    let Merged { state, count, size, text: id, additional_properties, .. } = serde_json::from_value(value).expect("it fits");
    let (_, _): (i64, Option<i64>) = (count, size);
    assert_eq!((state, count, size), (MergedState::On, 3, Some(4)));
    assert_eq!(id.map(|id| id.to_string()).as_deref(), Some(text));
    assert_eq!(additional_properties.get("more"), Some(&true));
    let without = |member: &str| {
        let mut value = json!({ "state": "on", "count": 3 });
        value.as_object_mut().expect("it is an object").remove(member);
        serde_json::from_value::<Merged>(value)
    };
    assert!(without("state").is_err() && without("count").is_err() && without("size").is_ok());
}

#[test]
fn members_of_members_are_those_of_the_whole() {
    let value = json!({ "name": "Rex", "age": 3, "tail": true, "listed": "b", "mother": { "name": "Bella" } });
    let Dog { name, age, tail, listed, mother, .. } = serde_json::from_value(value).expect("it fits");
    assert_eq!((&*name, age, tail, listed), ("Rex", 3, true, Some(Listed::B)));
    assert_eq!(mother.map(|mother| mother.name).as_deref(), Some("Bella"));
}
