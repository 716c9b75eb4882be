//! The same stages by the time of the processor in place of the clock's, of all threads together, for machines that others
//! use at the same time. Where the system has no such clock, that of the wall is asked. Beside them stands the floor: what it
//! takes to read the document into types of Rust, and to parse and print again what was made of it.

use openapi_crate::{Files, Generator, Stage};
use openapiv3::OpenAPI;
use std::{
    fs, hint,
    path::Path,
    time::{Duration, Instant},
};

/// How often each stage runs; the fastest counts.
const RUNS: usize = 3;

pub(crate) fn head() {
    let columns = ["parse", "check", "lower", "rest", "all", "floor", "by clock"].map(|column| format!("{column:>9}"));
    println!("{:40}{}", "ms of CPU", columns.concat());
}

/// Prints a line: what each stage takes, without those before it.
pub(crate) fn print(name: &str, path: &Path) {
    let generator = Generator::new(path).skip_unsupported(true);
    let until = |stage| fastest(|| generator.until(stage));
    let [parse, check, lower] = [Stage::Parse, Stage::Check, Stage::Lower].map(until);
    let whole = fastest(|| generator.file().is_ok());
    let clock = Instant::now();
    let made = generator.file();
    let clock = clock.elapsed();
    let floor = made.map(|made| fastest(|| floor(path, &made.files))).unwrap_or_default();
    let steps = [parse, check.saturating_sub(parse), lower.saturating_sub(check), whole.saturating_sub(lower)];
    let columns = steps.into_iter().chain([whole, floor, clock]);
    let columns: String = columns.map(|step| format!("{:9.1}", step.as_secs_f64() * 1000.0)).collect();
    println!("{name:40}{columns}");
}

/// What no generator of this kind can do without. Whether the document can be read at all.
fn floor(path: &Path, files: &Files) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    let json = path.extension().is_some_and(|extension| extension == "json");
    let read = if json { serde_json::from_str::<OpenAPI>(&text).ok() } else { serde_yaml::from_str(&text).ok() };
    for (_, text) in files.iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs")) {
        let file = syn::parse_file(text).expect("what was made is Rust");
        hint::black_box(prettyplease::unparse(&file));
    }
    hint::black_box(read).is_some()
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
