//! Optional parameters are added, in the query and in a header, in front of others and behind them: one with a name
//! that casing makes the same as that of another, one with the name of a function of calls.

use crate::shared::{asked, sent, serving};
use client::{Api, Call, mock::Answer, operations::FindOrders};

fn some<M>(api: &Api<M>) -> Call<'_, M, FindOrders> {
    api.find_orders("Ada").limit(3)
}

#[test]
fn both_ways_to_ask_send_the_same() {
    let (client, server) = serving::<FindOrders>(Answer::new(200).json(&["none"; 0]));
    let found = some(&client).send().expect("it is a success").body;
    assert!(found.is_empty());
    let operation = FindOrders::new("Ada").limit(3);
    assert_eq!(asked(&server), sent(&operation));
    assert_eq!(sent(&operation).1, "/orders?customer=Ada&limit=3");
    let FindOrders { customer, limit, .. } = operation.clone();
    assert_eq!((customer, limit), (operation.customer, operation.limit));
}
