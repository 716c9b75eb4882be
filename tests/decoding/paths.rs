//! Where the operations of the client of `fixtures/paths.yaml` go.

use client::{
    Config, Credentials, Operation,
    operations::{Expanded, Filter, ListA, Odd, Parts, Search, WithFragment},
};

fn url(operation: &impl Operation) -> String {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    let request = operation.request(&config).expect("it can be built");
    request.uri().to_string().strip_prefix("https://paths.example/base").expect("it is there").to_owned()
}

#[test]
fn the_query_of_a_path_is_sent_once_with_the_parameters() {
    assert_eq!(url(&ListA::default()), "/list?type=a&flag");
    assert_eq!(url(&ListA::new().n(1).flag("x")), "/list?type=a&n=1&flag=x");
    assert_eq!(url(&Search::new("a b")), "/search?sort=up&q=a%20b");
    assert_eq!(url(&Search::new("a").p(2)), "/search?sort=up&q=a&page=2");
    assert_eq!(url(&Filter::new("n&m", "1?")), "/filter?by=name:n%26m&id=1%3F");
    assert_eq!(url(&Expanded::new("1")), "/expanded/1");
    let tags = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(url(&Expanded::new("1").limit(3).tags(tags)), "/expanded/1?limit=3&tags=a&tags=b");
}

#[test]
fn a_fragment_is_not_sent_and_what_no_path_may_have_is_encoded() {
    assert_eq!(url(&WithFragment::default()), "/with");
    assert_eq!(url(&Odd::new("ü")), "/stra%C3%9Fe/a%20b/%20/100%25/%C3%BC/x%5B1%5D%7C%7B");
    assert_eq!(Odd::PATH, "/stra%C3%9Fe/a%20b/%20/100%25/{id}/x%5B1%5D%7C%7B");
    assert_eq!(url(&Parts::new("1", "2", "?")), "/v1.2/%3F");
}

#[test]
fn no_value_leaves_its_segment() {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    for id in ["", ".", ".."] {
        assert!(Parts::new("1", "2", id).request(&config).is_err(), "{id}");
    }
    assert_eq!(url(&Parts::new("..", "", "1")), "/v.../1");
}
