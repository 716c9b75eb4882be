//! Security schemes are added in front of the only one and behind it.

use client::{Config, Credentials, Operation as _, operations::DropItems};

#[test]
fn the_credentials_are_the_same() {
    let config = Config::with_base_url(Credentials::basic("Ada", "pass"), "https://x.example").expect("it is a URL");
    let request = DropItems::new().request(&config).expect("it can be built");
    assert_eq!(request.headers()["authorization"], "Basic QWRhOnBhc3M=");
    assert!(!format!("{config:?} {:?}", Credentials::none()).contains("pass"));
}
