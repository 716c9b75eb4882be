//! Any bytes as the answer of a server: a line with the status, lines of header fields, an empty line, and the body, as
//! HTTP has them. Each operation of `authenteq` reads it, and all that can be printed of the outcome is printed; never a
//! panic, and never the secret that was in it.

#![no_main]

use authenteq::{Error, Operation, operations};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use std::fmt::{Debug, Write as _};

fuzz_target!(|bytes: &[u8]| {
    let Some(response) = response(bytes) else { return };
    read::<operations::VerificationToken>(&response);
    read::<operations::FaceAuthenticationToken>(&response);
    #[allow(deprecated, reason = "it is still answered")]
    read::<operations::Token>(&response);
});

fn response(bytes: &[u8]) -> Option<http::Response<Bytes>> {
    let (head, body) = match bytes.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let status: u16 = std::str::from_utf8(lines.next()?).ok()?.trim().parse().ok()?;
    let mut response = http::Response::builder().status(status);
    for line in lines {
        let at = line.iter().position(|byte| *byte == b':')?;
        response = response.header(&line[..at], line[at + 1..].trim_ascii());
    }
    response.body(Bytes::copy_from_slice(body)).ok()
}

fn read<O: Operation<Output = authenteq::types::AccessToken>>(response: &http::Response<Bytes>)
where
    O::Error: Debug + Clone,
{
    let mut printed = String::new();
    match O::response(response.clone()) {
        Ok(read) => {
            let _ = write!(printed, "{read:?}");
            let secret = read.access_token.expose();
            assert!(secret.len() < 20 || !printed.contains(secret), "a secret is printed");
        }
        Err(error) => {
            let _ = write!(printed, "{error} {error:?} {error:#}");
            let mut source = std::error::Error::source(&error);
            while let Some(error) = source {
                let _ = write!(printed, "{error}");
                source = error.source();
            }
            if let Error::Unexpected(unexpected) = &error {
                assert_eq!(unexpected.raw, response.body(), "the body is kept byte for byte");
            }
            // One line, whatever the server sends.
            assert!(!error.to_string().contains(char::is_control), "control characters are printed");
        }
    }
}
