//! A crate that uses a client made by its build script.

mod authenteq {
    include!(concat!(env!("OUT_DIR"), "/authenteq.rs"));
}

use authenteq::{Credentials, Error, blocking::Client};

/// Asks for a token for one identity verification.
///
/// # Errors
/// The client cannot be made, or the call failed.
pub fn token(client_id: &str, client_secret: &str) -> Result<String, Box<dyn std::error::Error>> {
    let client = Client::new(Credentials::basic(client_id, client_secret))?;
    let token = client.verification_token().flow_slug("onboarding").send().map_err(explained)?;
    Ok(token.access_token.expose().to_owned())
}

fn explained(error: Error) -> String {
    error.as_error_body().map_or_else(|| error.to_string(), |body| body.error_message.clone())
}
