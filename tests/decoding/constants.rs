//! What the client of `fixtures/constants.yaml` makes of values whose constants say which variant they are.

use client::types::{GetItemResponse, GetPartResponse, GetPatchResponse};
use serde_json::{Value, json};

#[test]
fn a_constant_counts_though_a_list_of_all_stands_beside_it() {
    let part = |value: Value| serde_json::from_value(value).expect("an open union takes every value");
    assert!(matches!(part(json!({ "kind": 1, "label": "x" })), GetPartResponse::Button(_)));
    assert!(matches!(part(json!({ "kind": 2, "label": "x" })), GetPartResponse::Select(_)));
    assert!(matches!(part(json!({ "kind": 3 })), GetPartResponse::Unrecognized(_)));
}

#[test]
fn what_may_be_null_is_no_constant() {
    for value in [json!({ "state": null, "why": "x" }), json!({ "state": "closed" }), json!({ "by": "x" })] {
        let patch: GetPatchResponse = serde_json::from_value(value.clone()).expect("an open union takes every value");
        let closed = value.get("by").is_none();
        assert_eq!(matches!(patch, GetPatchResponse::Closed(_)), closed, "{value}");
    }
}

#[test]
fn a_tag_that_two_variants_have_leaves_the_choice_to_their_other_members() {
    let item = |value: Value| serde_json::from_value(value).expect("an open union takes every value");
    assert!(matches!(item(json!({ "type": "message", "role": "user" })), GetItemResponse::Said(_)));
    assert!(matches!(item(json!({ "type": "message", "role": "assistant" })), GetItemResponse::Heard(_)));
    assert!(matches!(item(json!({ "type": "call" })), GetItemResponse::Called(_)));
    assert!(matches!(item(json!({ "type": "other" })), GetItemResponse::Unrecognized(_)));
}
