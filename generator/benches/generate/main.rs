//! Benchmarks: documents that are made here go through the stages, and shapes that a stranger decides the size of go through
//! all. How to run them, and what they said, is in `README.md` beside this. Nothing here asserts a time.

mod cpu;
mod deep;
mod documents;

use divan::Bencher;
use documents::{Format, SHAPES, Shape};
use openapi_crate::{Generator, Stage};
use std::{env, fmt, fs, path::PathBuf};

fn main() {
    let arguments: Vec<_> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    match arguments.split_first() {
        Some((first, files)) if first == "cpu" => by_cpu(files),
        Some((first, _)) if first == "deep" => deep::run(),
        _ => divan::main(),
    }
}

/// All documents, or those that are named, by the time of the processor.
fn by_cpu(files: &[String]) {
    cpu::head();
    for file in files {
        cpu::print(file.rsplit('/').next().unwrap_or(file), file.as_ref());
    }
    if files.is_empty() {
        for Document { name, path } in operations().chain(shapes()) {
            cpu::print(&name, &path);
        }
    }
}

/// How many operations a document has.
const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// How large a shape is: each step is a doubling, which should double the time.
const DOUBLINGS: [usize; 4] = [1_000, 2_000, 4_000, 8_000];

/// A document on the disk.
struct Document {
    name: String,
    path: PathBuf,
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn document(name: String, format: Format, text: &str) -> Document {
    let folder = env::temp_dir().join("openapi-crate-benches");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let path = folder.join(format!("{}.{}", name.replace(' ', "-"), format.extension()));
    fs::write(&path, text).expect("a document can be written");
    Document { name, path }
}

fn operations() -> impl Iterator<Item = Document> {
    let formats = [Format::Json, Format::Yaml];
    formats.into_iter().flat_map(|format| {
        SIZES.map(|size| {
            let text = format.write(&documents::operations(size));
            document(format!("{} {size:05}", format.extension()), format, &text)
        })
    })
}

fn shapes() -> impl Iterator<Item = Document> {
    SHAPES.iter().flat_map(|shape| DOUBLINGS.map(|size| shaped(shape, size)))
}

fn shaped(shape: &Shape, size: usize) -> Document {
    let text = Format::Json.write(&documents::shaped(shape, size));
    document(format!("{} {size:05}", shape.name), Format::Json, &text)
}

fn until(bencher: Bencher<'_, '_>, document: &Document, stage: Stage) {
    let generator = Generator::new(&document.path);
    bencher.bench_local(|| generator.until(stage));
}

/// The text, as plain data.
#[divan::bench(args = operations(), sample_count = 10, max_time = 5)]
fn a_parse(bencher: Bencher<'_, '_>, document: &Document) {
    until(bencher, document, Stage::Parse);
}

/// And what the grammar says of it.
#[divan::bench(args = operations(), sample_count = 10, max_time = 5)]
fn b_check(bencher: Bencher<'_, '_>, document: &Document) {
    until(bencher, document, Stage::Check);
}

/// And the IR.
#[divan::bench(args = operations(), sample_count = 10, max_time = 5)]
fn c_lower(bencher: Bencher<'_, '_>, document: &Document) {
    until(bencher, document, Stage::Lower);
}

/// And names, tokens and text: everything.
#[divan::bench(args = operations(), sample_count = 10, max_time = 5)]
fn d_file(bencher: Bencher<'_, '_>, document: &Document) {
    let generator = Generator::new(&document.path);
    bencher.bench_local(|| generator.file().is_ok());
}

/// Everything, for each shape.
#[divan::bench(args = shapes(), sample_count = 5, max_time = 3)]
fn shape(bencher: Bencher<'_, '_>, document: &Document) {
    let generator = Generator::new(&document.path);
    bencher.bench_local(|| generator.file().is_ok());
}
