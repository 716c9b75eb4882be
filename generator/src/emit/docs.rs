//! Prose of the document as documentation that rustdoc and clippy take without a word, whatever CommonMark a stranger
//! wrote. It can never become a doctest, a broken link or HTML.

mod html;
mod links;
mod markdown;
mod pass;

use crate::ir::Docs;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A line as the literal of its attribute: as it is, which is made and read without a look at each character.
fn literal(line: &str) -> Literal {
    let raw = if line.contains(['"', '\r']) { None } else { format!("r\"{line}\"").parse().ok() };
    raw.unwrap_or_else(|| Literal::string(line))
}

/// One attribute for each line.
pub(super) fn doc(text: &str) -> TokenStream {
    lines(text).map(|line| quote!(#[doc = #line])).collect()
}

/// The same for the inside of a module.
pub(super) fn inner_doc(text: &str) -> TokenStream {
    lines(text).map(|line| quote!(#![doc = #line])).collect()
}

/// What clippy would have of prose, where that would damage it.
pub(super) fn allow_prose() -> TokenStream {
    quote!(allow(
        clippy::doc_link_with_quotes,
        clippy::doc_markdown,
        missing_docs,
        reason = "the words are those of the document: they are neither code nor names of items, and it does not speak of all"
    ))
}

/// The lines as they stand behind `///`.
fn lines(text: &str) -> impl Iterator<Item = Literal> + '_ {
    text.lines().map(|line| {
        let shown = line.replace(markdown::is_unseen, "");
        literal(&if shown.is_empty() { shown } else { format!(" {shown}") })
    })
}

/// Summary and description as paragraphs, or `fallback` where the document says nothing.
pub(super) fn prose(docs: &Docs, fallback: &str) -> String {
    let parts = [docs.summary.as_deref(), docs.description.as_deref()];
    let mut parts: Vec<_> = parts.into_iter().flatten().map(markdown::safe).filter(|part| !part.is_empty()).collect();
    parts.dedup();
    if parts.is_empty() { fallback.to_owned() } else { parts.join("\n\n") }
}

/// A name of the document as code.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|char| if char == '`' || char.is_control() { '\'' } else { char }).collect();
    if text.trim().is_empty() { "the empty text".to_owned() } else { format!("`{text}`") }
}

/// CommonMark that is safe in rustdoc.
pub(super) fn markdown(text: &str) -> String {
    markdown::safe(text)
}

/// The same for a place inside of a sentence of ours: one line, which is no list, heading or code block. `fallback` where it
/// says nothing.
pub(super) fn line(text: &str, fallback: &str) -> String {
    let line = markdown::safe_line(text);
    if line.is_empty() { fallback.to_owned() } else { line }
}
