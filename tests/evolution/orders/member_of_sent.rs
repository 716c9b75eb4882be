//! Optional members are added to what is sent, and members that are not listed are described.

use client::types::{Line, NewOrder};

#[test]
fn it_is_made_as_before() {
    let order = NewOrder::new("Ada", vec![Line::new().item("tea"), Line::default()]).note("soon");
    let NewOrder { customer, lines, note, .. } = &order;
    assert_eq!((&**customer, lines[0].item.as_deref(), note.as_deref()), ("Ada", Some("tea"), Some("soon")));
    let sent = serde_json::to_value(&order).expect("it is JSON");
    assert_eq!(sent, serde_json::json!({ "customer": "Ada", "lines": [{ "item": "tea" }, {}], "note": "soon" }));
    let mut other = order.clone();
    other.note = None;
    assert_ne!(other, order);
}
