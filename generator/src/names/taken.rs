//! Names that the output needs for itself. Written by `tests/names.rs` from the sources of the runtime and of
//! emission: `INSTA_UPDATE=always cargo test taken_names` writes it anew.

/// What types name without a path.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const TYPES: &[&str] = &[
    "Base64",
    "Body",
    "Box",
    "Clone",
    "Copy",
    "D",
    "Debug",
    "Default",
    "Eq",
    "File",
    "Form",
    "From",
    "Hash",
    "Into",
    "Multipart",
    "None",
    "Nullable",
    "Option",
    "PartialEq",
    "RequestBuilder",
    "S",
    "Secret",
    "Self",
    "Some",
    "String",
    "Unrecognized",
    "UnrecognizedInteger",
    "UnrecognizedValue",
    "Vec",
];

/// What operations name without a path.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const OPERATIONS: &[&str] = &[
    "Base64",
    "Call",
    "Clone",
    "Debug",
    "Default",
    "File",
    "Form",
    "Into",
    "M",
    "Method",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Readers",
    "RequestBuilder",
    "Secret",
    "Security",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// What webhooks name without a path.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const WEBHOOKS: &[&str] = &[
    "Base64",
    "Clone",
    "Debug",
    "File",
    "Form",
    "Into",
    "Method",
    "Ok",
    "Option",
    "Result",
    "Secret",
    "Self",
    "String",
    "Vec",
];

/// What modules of operations import.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const MODULES: &[&str] = &[
    "event_source",
    "event_stream",
    "request",
    "response",
    "schemes",
    "setters",
    "types",
];

/// Methods of `Api`.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const API: &[&str] = &[
    "call",
    "clone",
    "fmt",
    "new",
    "with_config",
    "with_transport",
];

/// Methods of `Call`.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const CALL: &[&str] = &[
    "fmt",
    "send",
    "send_events",
    "send_streamed",
    "start",
    "with_options",
];

/// Methods of `Credentials`.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const CREDENTIALS: &[&str] = &[
    "check",
    "clone",
    "default",
    "fmt",
    "has",
    "none",
    "text",
    "with",
];
