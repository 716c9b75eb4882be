//! The same stages by the time of the processor in place of the clock's, of all threads together, for machines that others
//! use at the same time. Where the system has no such clock, that of the wall is asked.

use openapi_crate::{Generator, Stage};
use std::{path::Path, time::Duration};

/// How often each stage runs; the fastest counts.
const RUNS: usize = 3;

pub(crate) fn head() {
    let columns = ["parse", "check", "lower", "rest", "all"].map(|column| format!("{column:>9}"));
    println!("{:40}{}", "ms of CPU", columns.concat());
}

/// Prints a line: what each stage takes, without those before it.
pub(crate) fn print(name: &str, path: &Path) {
    let generator = Generator::new(path).skip_unsupported(true);
    let until = |stage| fastest(|| generator.until(stage));
    let [parse, check, lower] = [Stage::Parse, Stage::Check, Stage::Lower].map(until);
    let whole = fastest(|| generator.file().is_ok());
    let steps = [parse, check.saturating_sub(parse), lower.saturating_sub(check), whole.saturating_sub(lower), whole];
    let steps = steps.map(|step| format!("{:9.1}", step.as_secs_f64() * 1000.0));
    println!("{name:40}{}", steps.concat());
}

fn fastest(mut run: impl FnMut() -> bool) -> Duration {
    let time = |_| {
        let start = used();
        run();
        used().saturating_sub(start)
    };
    (0..RUNS).map(time).min().unwrap_or_default()
}

/// What this process has used of the processor.
#[cfg(unix)]
fn used() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap_or_default()
}

/// How long this has run.
#[cfg(not(unix))]
fn used() -> Duration {
    use std::{sync::LazyLock, time::Instant};
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
