//! What changed between two documents, for whom.
mod describe;
mod document;
mod operations;
mod rule;
mod scalars;
mod schemas;
mod walk;
