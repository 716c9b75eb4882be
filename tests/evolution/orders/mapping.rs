//! A union with a tag gets a further variant and a further value for one.

use client::types::{Bundle, Item, ItemKind, Simple};

#[test]
fn the_tag_tells_as_before() {
    let read = |kind| serde_json::from_value::<Item>(serde_json::json!({ "id": "1", "kind": { "kind": kind } }));
    let price: fn(&Simple) -> Option<i64> = |simple| simple.price;
    let kind = |kind| read(kind).expect("it fits").kind;
    assert!(matches!(kind("Simple"), ItemKind::Simple(simple) if price(&simple).is_none()));
    let ItemKind::Bundle(bundle) = kind("Bundle") else { panic!("it is a bundle") };
    let Bundle { parts, .. } = *bundle;
    assert!(parts.is_none());
    assert!(matches!(kind("Odd"), ItemKind::Unrecognized(_)));
}
