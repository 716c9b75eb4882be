//! Servers are added in front of those that there are and behind them, and one is described in other words.

use client::{DEFAULT_BASE_URL, servers};

#[test]
fn a_name_is_still_that_of_the_same_host() {
    assert_eq!(servers::ORDERS_EXAMPLE, "https://orders.example");
    assert_eq!(servers::tenant_orders_example("a"), "https://a.orders.example");
    assert!(!DEFAULT_BASE_URL.is_empty());
}
