//! The first tag comes.

use client::{
    Operation as _,
    operations::{Bare, Things},
};

#[test]
fn operations_are_where_they_were() {
    assert_eq!((Things::PATH, Bare::PATH), ("/things", "/bare"));
    let _ = (Things::new(), Bare::default());
}
