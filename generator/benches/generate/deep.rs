//! Whether a document of any depth ends in a client or in diagnostics on the stack of a plain thread. A stack that is too
//! small ends the process, which is the answer.

use crate::{documents::SHAPES, shaped};
use openapi_crate::{Generator, Package};
use std::{thread, time::Instant};

/// How large each shape is.
const SIZE: usize = 100_000;

/// The stack of a thread of Rust.
const STACK: usize = 2 * 1024 * 1024;

pub(crate) fn run() {
    for shape in SHAPES {
        let (path, start) = (shaped(shape, SIZE).path, Instant::now());
        let work = move || match Generator::new(path).package(&Package::new("deep")) {
            Ok(generated) => format!("{} types", generated.types),
            Err(failure) => failure.summary(),
        };
        let thread = thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread can be started");
        let answer = thread.join().unwrap_or_else(|_| "a panic".to_owned());
        println!("{:24}{:8.1} s  {answer}", shape.name, start.elapsed().as_secs_f32());
    }
}
