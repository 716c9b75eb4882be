//! Reads an OpenAPI 3.0 or 3.1 document and writes a typed Rust HTTP client.
//!
//! ```text
//! spec text ─ load ─▶ Document ─ lower ─▶ ir::Api ─ cycles ─▶ ir::Api ─ names ─▶ Names ─ plan ─▶ Plan
//!                                                        └──────────┴─────────┬────────────┘
//!                                                  emit ─▶ tokens ─ format ─▶ Files ─▶ disk, OUT_DIR, or a diff
//!                                               surface ─▶ lines ──────┘
//! ```
//!
//! From a `build.rs`:
//!
//! ```no_run
//! openapi_crate::Generator::new("spec/api.yaml").build(); // writes OUT_DIR/api.rs
//! ```
//!
//! With the feature `config` its settings can stand in a file, the one that the command reads:
//!
//! ```no_run
//! # #[cfg(feature = "config")]
//! openapi_crate::Generator::from_config("codegen.toml").build();
//! ```
//!
//! A client under version control is held against the files that it was made of, for which no other crate is compiled
//! (`default-features = false`):
//!
//! ```no_run
//! openapi_crate::Verify::new("src/petstore.rs").build();
//! ```
//!
//! As a crate of its own:
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use openapi_crate::{Generator, Package};
//!
//! let client = Generator::new("spec/api.yaml").package(&Package::new("api"))?;
//! client.files.compare("api".as_ref())?.apply()?;
//! # Ok(())
//! # }
//! ```
//!
//! The generator reads the document and the files beside it that it refers to, and nothing else: no network, no file
//! outside of that folder, no program of the machine. The same
//! document gives the same bytes everywhere.

mod stamp;

/// Includes a client that the build script wrote: `include_client!("api")` is `include!(concat!(env!("OUT_DIR"), "/api.rs"))`.
///
/// It takes `openapi-crate` among the dependencies, too, and no feature of it, so that this brings no other crate:
///
/// ```ignore
/// mod api {
///     openapi_crate::include_client!("api");
/// }
/// ```
#[macro_export]
macro_rules! include_client {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

pub use stamp::{StaleClient, Verify};

// All else makes clients.

#[cfg(feature = "generate")]
mod adapt;
#[cfg(feature = "generate")]
mod cycles;
#[cfg(feature = "generate")]
mod diagnostic;
#[cfg(feature = "generate")]
mod emit;
#[cfg(feature = "generate")]
mod files;
#[cfg(feature = "generate")]
mod format;
#[cfg(feature = "generate")]
mod generator;
#[cfg(feature = "generate")]
mod ir;
#[cfg(feature = "generate")]
mod load;
#[cfg(feature = "generate")]
mod lower;
#[cfg(feature = "generate")]
mod manifest;
#[cfg(feature = "generate")]
mod names;
#[cfg(feature = "generate")]
mod plan;
#[cfg(feature = "generate")]
mod record;
#[cfg(feature = "generate")]
mod render;
#[cfg(feature = "generate")]
mod runtime;
#[cfg(feature = "generate")]
mod script;
#[cfg(feature = "generate")]
mod select;
#[cfg(feature = "generate")]
mod skip;
#[cfg(feature = "generate")]
mod spell;
#[cfg(feature = "generate")]
mod stages;
#[cfg(feature = "generate")]
mod surface;
#[cfg(feature = "generate")]
mod workers;

#[cfg(feature = "config")]
pub mod config;
#[cfg(feature = "cli")]
pub mod diff;
#[cfg(feature = "cli")]
pub mod release;

#[cfg(feature = "generate")]
pub use adapt::DateTypes;
#[cfg(feature = "generate")]
pub use diagnostic::{Code, Diagnostic, Diagnostics, Level, Place, Pointer, Verdict, Verdicts};
#[cfg(feature = "generate")]
pub use emit::{Feature, OwnDependency, Package};
#[cfg(feature = "generate")]
pub use files::{Changes, Edit, Files};
#[cfg(feature = "generate")]
pub use generator::{API, Failure, Generated, Generator, Report};
#[cfg(feature = "config")]
pub use names::package_name;
#[cfg(feature = "generate")]
pub use render::Sources;
#[cfg(feature = "generate")]
pub use runtime::Runtime;
#[cfg(feature = "generate")]
pub use script::{ScriptError, Written};
#[cfg(feature = "generate")]
#[doc(hidden)]
pub use stages::Stage;
