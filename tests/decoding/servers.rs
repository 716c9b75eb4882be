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
        (servers::TEST_SERVERS_EXAMPLE.to_owned(), "https://test.servers.example"),
        (servers::tenant_servers_example_port_v1("a", "8443"), "https://a.servers.example:8443/v1"),
    ] {
        let config = Config::with_base_url(Credentials::none(), &server).expect("it is a URL");
        assert_eq!(url(&Here::default(), &config), format!("{expected}/here"));
        assert_eq!(url(&There::default(), &config), format!("{expected}/there"));
    }
    assert_eq!(servers::RELATIVE, "/relative");
    assert!(Config::with_base_url(Credentials::none(), servers::RELATIVE).is_err());
}

#[test]
fn a_server_is_named_by_its_url_alone() {
    assert_eq!(servers::ROOT, "/");
    assert_eq!(servers::HTTP_TEST_SERVERS_EXAMPLE_8080_V1, "http://test.servers.example:8080/v1");
    assert_eq!(servers::TEST_SERVERS_EXAMPLE2, "https://test.servers.example/");
    assert_eq!(servers::EUROPE, "https://eu-1.servers.example/a_b/camelCase");
}
