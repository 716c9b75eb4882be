//! The pieces of code of the README that are no whole programs: each stands here once more, where it is compiled. Whole programs
//! are built by `packages`.

use crate::support::project;
use authenteq::{
    Api, Async, CallOptions, Config, Credentials, Error, Limits, Operation as _, Retry, mock::Answer,
    operations::VerificationToken,
};
use bytes::Bytes;
use std::{fs, sync::Arc, time::Duration};

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[expect(dead_code, reason = "it is compiled, not run")]
fn transport_of_your_own(config: Config, response: http::Response<Bytes>) -> Outcome {
    let operation = VerificationToken::new().flow_slug("onboarding");
    let request: http::Request<Bytes> = operation.request(&config)?;
    let token = VerificationToken::response(response)?;
    drop((config, request, token));
    Ok(())
}

#[expect(dead_code, reason = "it is compiled, not run")]
fn error_body(error: &Error) {
    if let Some(body) = error.as_error_body() {
        eprintln!("{}", body.error_code);
    }
}

#[expect(dead_code, reason = "it is compiled, not run")]
async fn configuration(credentials: Credentials, limits: Limits, der: Vec<u8>) -> Outcome {
    let config = Config::builder(credentials)
        .limits(limits)
        .retry(Retry::default())
        .redirects(3)
        .proxy("http://proxy.example:3128")
        .no_proxy(".internal.example,10.0.0.0/8")
        .root_certificate(der)
        .build()?;
    let client = authenteq::Client::with_config(config)?;
    let options = CallOptions::new().timeout(Duration::from_secs(5)).header("x-request-id", "7");
    client.verification_token().with_options(options).send().await?;
    Ok(())
}

struct Tokens;

impl Tokens {
    async fn current(&self) -> Result<Credentials, Box<dyn std::error::Error + Send + Sync>> {
        Ok(std::future::ready(Credentials::none()).await)
    }
}

#[expect(dead_code, reason = "it is compiled, not run")]
fn provider(tokens: Arc<Tokens>, id: String, secret: String) -> Outcome {
    let config = Config::builder(Credentials::none())
        .credentials_from_async(move || {
            let tokens = tokens.clone();
            async move { tokens.current().await }
        })
        .build()?;
    let options = CallOptions::new().credentials(Credentials::basic(id, secret));
    drop((config, options));
    Ok(())
}

#[expect(dead_code, reason = "it is compiled, not run")]
fn server_in_memory(config: Config) {
    let server = authenteq::mock::Server::new();
    server.answer::<VerificationToken>(Answer::example::<VerificationToken>(200).unwrap());
    let client = Api::with_transport(config, Async(server.clone()));
    drop(client);
}

#[test]
fn each_piece_of_code_is_compiled() {
    let read = |path: &str| fs::read_to_string(project().join(path)).expect("it is part of the project");
    let (readme, here) = (read("README.md"), words(&read("tests/readme.rs")));
    let blocks = readme.split("```rust,ignore\n").skip(1).filter_map(|rest| rest.split("```").next());
    // Those of a whole program, and of documents with webhooks and streams of events, which other tests compile.
    let elsewhere = ["// src/main.rs", "let adopted = webhooks::", "let mut events = "];
    let blocks: Vec<_> = blocks.filter(|block| !elsewhere.iter().any(|start| block.starts_with(start))).collect();
    assert!(blocks.len() >= 5, "{blocks:?}");
    for block in blocks {
        assert!(here.contains(&words(block)), "tests/readme.rs has not:\n{block}");
    }
}

/// Code without comments and space.
fn words(code: &str) -> String {
    let lines = code.lines().map(|line| line.split(" // ").next().unwrap_or_default());
    lines.flat_map(str::chars).filter(|char| !char.is_whitespace()).collect()
}
