//! Shows on a terminal that a long run goes on. What is not long shows nothing.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// How long nothing is shown, and how often what is shown changes.
const QUIET: Duration = Duration::from_millis(500);

/// Does something with a document, and shows how long it takes.
pub(crate) fn show<T>(spec: &Path, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let (done, waiting) = mpsc::channel::<()>();
    let name = spec.display().to_string();
    thread::scope(|scope| {
        scope.spawn(move || {
            let start = Instant::now();
            let mut shown = false;
            while waiting.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                let _ = write!(io::stderr(), "\r{:>9}  {name}, {:.1} s", "reading", start.elapsed().as_secs_f32());
                shown = true;
            }
            if shown {
                let _ = write!(io::stderr(), "\r\u{1b}[K");
            }
        });
        let result = work();
        drop(done);
        result
    })
}
