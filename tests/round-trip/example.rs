//! Reads values by the types of a client and writes them back. Without input, the types; a line `index TAB value` on
//! standard input gives a line on standard output: `ok TAB word TAB value`, `refused TAB reason` or `panicked`.

use probed::probe::TYPES;
use std::io::{BufRead as _, Write as _};

fn main() {
    // Debug builds of deep values take more than the stack of the main thread.
    let thread = std::thread::Builder::new().stack_size(512 * 1024 * 1024);
    thread.spawn(run).expect("a thread can be made").join().expect("it prints what goes wrong");
}

fn run() {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    if std::env::args().nth(1).as_deref() == Some("types") {
        for item in TYPES {
            let row = (item.name, item.pointer, item.kind, item.variants);
            let row = serde_json::to_string(&row).expect("texts are JSON");
            writeln!(out, "{row}").expect("standard output takes it");
        }
        return;
    }
    std::panic::set_hook(Box::new(|_| {}));
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("it is text");
        let (index, value) = line.split_once('\t').expect("a tab is between index and value");
        let round_trip = TYPES[index.parse::<usize>().expect("it is a number")].round_trip;
        let outcome = match std::panic::catch_unwind(|| round_trip(value)) {
            Ok(Ok((written, word))) => format!("ok\t{word}\t{written}"),
            Ok(Err(reason)) => format!("refused\t{}", reason.replace(['\n', '\t'], " ")),
            Err(_) => "panicked".to_owned(),
        };
        writeln!(out, "{outcome}").expect("standard output takes it");
    }
}
