//! Names that the output needs for itself. Written by `tests/names.rs` from the sources of the runtime and of
//! emission: `INSTA_UPDATE=always cargo test taken_names` writes it anew.

/// What types name without a path.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const TYPES: &[&str] = &[
    "Api",
    "Base64",
    "Box",
    "Call",
    "Clone",
    "Copy",
    "D",
    "Debug",
    "Eq",
    "File",
    "Form",
    "Hash",
    "Into",
    "M",
    "Multipart",
    "Nullable",
    "Operation",
    "Option",
    "PartialEq",
    "RequestBuilder",
    "S",
    "Secret",
    "Self",
    "String",
    "Unrecognized",
    "UnrecognizedInteger",
    "UnrecognizedValue",
    "Vec",
];

/// What operations name without a path.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const OPERATIONS: &[&str] = &[
    "ApiErrorBody",
    "Base64",
    "Call",
    "Clone",
    "Debug",
    "File",
    "Form",
    "Into",
    "M",
    "Ok",
    "Operation",
    "Option",
    "PartialEq",
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
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Secret",
    "Self",
    "String",
    "Vec",
];

/// What modules of operations and of types import.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const MODULES: &[&str] = &[
    "FORM",
    "FORM_JOINED",
    "PIPE_DELIMITED",
    "SIMPLE",
    "SIMPLE_EXPLODED",
    "SPACE_DELIMITED",
    "builder",
    "call_builder",
    "constant",
    "constructors",
    "dates",
    "errors",
    "event_source",
    "event_stream",
    "integer_enum",
    "object",
    "open_enum",
    "operation",
    "received",
    "received_union",
    "request",
    "response",
    "schemes",
    "sent",
    "sent_union",
    "types",
    "union",
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

/// Methods of `Call` and of operations.
#[rustfmt::skip] // a word a line, so that a difference is one
pub(super) const CALL: &[&str] = &[
    "clone",
    "decoder",
    "default",
    "events_request",
    "fmt",
    "new",
    "request",
    "response",
    "send",
    "send_events",
    "send_streamed",
    "start",
    "with_options",
    "write",
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
