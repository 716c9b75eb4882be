//! Where the calls of the client of `fixtures/servers.yaml` go.

use client::{
    Config, Credentials, DEFAULT_BASE_URL, Operation,
    operations::{Beside, Here, There},
    servers,
};

fn url(operation: &impl Operation, config: &Config) -> String {
    operation.request(config).expect("it can be built").uri().to_string()
}

#[test]
fn calls_go_to_the_first_server_with_the_defaults_of_its_variables() {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    assert_eq!(DEFAULT_BASE_URL, "https://demo.servers.example:443/v1/");
    assert_eq!(url(&Here::default(), &config), "https://demo.servers.example:443/v1/here");
}

#[test]
fn an_operation_with_a_server_of_its_own_goes_there() {
    let config = Config::new(Credentials::none()).expect("the document has a server");
    assert_eq!(url(&There::default(), &config), "https://uploads.servers.example/v2/there");
    assert_eq!(url(&Beside::default(), &config), "https://demo.servers.example:443/v3/beside");
}

#[test]
fn another_server_takes_all_calls() {
    for (server, expected) in [
        (servers::SERVER_2.to_owned(), "https://test.servers.example"),
        (servers::production("a", "8443"), "https://a.servers.example:8443/v1"),
    ] {
        let config = Config::with_base_url(Credentials::none(), &server).expect("it is a URL");
        assert_eq!(url(&Here::default(), &config), format!("{expected}/here"));
        assert_eq!(url(&There::default(), &config), format!("{expected}/there"));
    }
    assert_eq!(servers::WHERE_IT_WAS_PUBLISHED, "/relative");
    assert!(Config::with_base_url(Credentials::none(), servers::WHERE_IT_WAS_PUBLISHED).is_err());
}
