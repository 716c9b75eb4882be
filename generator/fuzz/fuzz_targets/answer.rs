//! Any bytes as the answer of a server: a line with the status, lines of header fields, an empty line, and the body, as
//! HTTP has them. Each operation of `answer.yaml` reads it, and all that can be printed of the outcome is printed; never a
//! panic, and never the secret that was in it.

#![no_main]

use bytes::Bytes;
use client::{Error, EventSource as _, Limits, Operation, operations};
use libfuzzer_sys::fuzz_target;
use std::fmt::{Debug, Write as _};

#[allow(dead_code, unused_imports, reason = "not all of it reads answers")]
mod client {
    include!(concat!(env!("OUT_DIR"), "/answer.rs"));
}

fuzz_target!(|bytes: &[u8]| {
    let Some(response) = response(bytes) else { return };
    if let Some((token, printed)) = read::<operations::Token>(&response) {
        let secret = token.token.expose();
        assert!(secret.len() < 20 || !printed.contains(secret), "a secret is printed");
    }
    if let Some((shape, _)) = read::<operations::Shape>(&response) {
        drop(format!("{shape:?}"));
    }
    read::<operations::Number>(&response);
    read::<operations::Changes>(&response);
    let mut decoder = operations::Changes::decoder(&Limits::default());
    let mut body = response.into_body();
    while decoder.decode(&mut body).is_some() {}
    decoder.finish();
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

/// What an operation reads, with all that is printed of it.
fn read<O: Operation>(response: &http::Response<Bytes>) -> Option<(O::Output, String)>
where
    O::Output: Debug,
{
    let mut printed = String::new();
    match O::response(response.clone()) {
        Ok(read) => {
            let _ = write!(printed, "{read:?}");
            Some((read.into_inner(), printed))
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
            None
        }
    }
}
