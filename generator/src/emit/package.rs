//! What makes a client a crate of its own: its manifest and its README. Names and metadata come in, the text of both
//! files goes out.

use super::Context;
use crate::ir::{Api, Placement};
use crate::names::Names;
use std::fmt::Write as _;

/// The package that a client becomes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Package {
    /// The name of the package.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub license: Option<String>,
    /// Its keywords on crates.io.
    pub keywords: Vec<String>,
    /// Its categories on crates.io.
    pub categories: Vec<String>,
}

impl Package {
    /// A package of this name, in its first version.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: "0.1.0".to_owned(),
            license: None,
            keywords: Vec::new(),
            categories: Vec::new(),
        }
    }

    /// The name as code spells it.
    fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}

/// A text as TOML writes it: a JSON string is a basic string of TOML.
fn toml(text: &str) -> String {
    let text: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    serde_json::Value::String(text).to_string()
}

/// The manifest.
pub(crate) fn manifest(package: &Package, api: &Api) -> String {
    let mut metadata = String::new();
    if let Some(license) = &package.license {
        let _ = writeln!(metadata, "license = {}", toml(license));
    }
    for (key, values) in [("keywords", &package.keywords), ("categories", &package.categories)] {
        if !values.is_empty() {
            let values: Vec<_> = values.iter().map(|value| toml(value)).collect();
            let _ = writeln!(metadata, "{key} = [{}]", values.join(", "));
        }
    }
    let title = if api.title.is_empty() { "an HTTP API" } else { &api.title };
    format!(
        r#"[package]
name = {name}
version = {version}
description = {description}
edition = "2024"
rust-version = "1.88"
readme = "README.md"
{metadata}
[features]
default = ["hyper"]
# The async client, over hyper and rustls.
hyper = ["dep:http-body-util", "dep:hyper-rustls", "dep:hyper-util", "dep:rustls", "dep:tokio"]
# The blocking client, over ureq and rustls.
blocking = ["dep:ureq"]

[dependencies]
base64 = "0.23"
bytes = "1"
http = "1"
http-body-util = {{ version = "0.1", optional = true }}
hyper-rustls = {{ version = "0.27", default-features = false, features = ["http1", "ring", "webpki-roots"], optional = true }}
hyper-util = {{ version = "0.1", default-features = false, features = ["client-legacy", "http1", "tokio"], optional = true }}
percent-encoding = "2"
rustls = {{ version = "0.23", default-features = false, features = ["ring", "std", "tls12"], optional = true }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
serde_path_to_error = "0.1"
tokio = {{ version = "1", default-features = false, features = ["time"], optional = true }}
ureq = {{ version = "3.5", default-features = false, features = ["rustls"], optional = true }}
zeroize = "1"
"#,
        name = toml(&package.name),
        version = toml(&package.version),
        description = toml(&format!("A client for {title}")),
    )
}

/// The README, with the shortest use of the first operation that is not deprecated.
pub(crate) fn readme(package: &Package, api: &Api, names: &Names) -> String {
    let title = if api.title.is_empty() { "an HTTP API" } else { &api.title };
    let title: String =
        title.chars().filter(|char| !matches!(char, '<' | '>' | '[' | ']' | '`') && !char.is_control()).collect();
    let (name, library) = (&package.name, package.crate_name());
    let version = &package.version;
    let credentials = credentials(Context { api, names });
    let method = api.operations.iter().zip(&names.operations).find(|(operation, _)| operation.deprecation.is_none());
    let call = method.map_or_else(
        || "call(operation)".to_owned(),
        |(operation, names)| {
            let arguments: Vec<_> =
                super::operations::required(operation, names).map(|(name, _)| name.as_str().to_owned()).collect();
            format!("{}({})", names.method.as_str(), arguments.join(", "))
        },
    );
    format!(
        r#"# {name}

A typed client for {title}, generated from its OpenAPI document.

```toml
[dependencies]
{name} = "{version}"
```

```rust,ignore
use {library}::{{Client, Credentials}};

let client = Client::new({credentials})?;
let response = client.{call}.send().await?;
println!("{{}}", response.status);
```

| feature | what it brings |
| --- | --- |
| `hyper` (default) | `Client`, async, over hyper and rustls; needs tokio |
| `blocking` | `blocking::Client`, over ureq and rustls; needs no runtime |
| none of both | the operations alone: each builds an `http::Request` and reads an `http::Response` |

Errors keep the status, the headers and the body of what the server answered. Secrets are in types that cannot be
printed. Nothing is sent over plain http, except to a loopback address, and no redirect is followed.
"#
    )
}

fn credentials(cx: Context<'_>) -> String {
    match cx.api.schemes.iter().zip(&cx.names.schemes).next() {
        None => "Credentials::none()".to_owned(),
        Some((scheme, names)) => {
            let arguments = if scheme.placement == Placement::Basic { "user, password" } else { "token" };
            format!("Credentials::{}({arguments})", names.constructor.as_str())
        }
    }
}
