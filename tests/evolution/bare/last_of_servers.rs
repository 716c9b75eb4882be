//! Of two servers one goes. Whoever named that one is broken, and nobody else.

use client::{DEFAULT_BASE_URL, servers::BARE_EXAMPLE};

#[test]
fn the_other_is_where_it_was() {
    assert_eq!((BARE_EXAMPLE, DEFAULT_BASE_URL), ("https://bare.example", "https://bare.example"));
}
