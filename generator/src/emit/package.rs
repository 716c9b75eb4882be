//! What makes a client a crate of its own: its manifest, its README, and the example on the front page of its
//! documentation.

use super::{Context, Feature, docs};
use crate::{
    ir::{Api, Operation, Placement, Type, TypeKind},
    names::Names,
    plan::Plan,
    spell::Spelling,
};
use proc_macro2::TokenStream;
use quote::quote;
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
    /// Its optional parts, each a Cargo feature.
    pub features: Vec<Feature>,
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
            features: Feature::DEFAULT.to_vec(),
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
    let default = package.features.iter().filter(|feature| **feature == Feature::Hyper).map(|feature| feature.name());
    let mut features = format!("default = {:?}\n", default.collect::<Vec<_>>());
    for feature in &package.features {
        let enabled: Vec<_> = optional_dependencies(*feature).iter().map(|it| format!("dep:{}", it.name)).collect();
        let _ = writeln!(features, "{} = {enabled:?}", feature.name());
    }
    let dependencies: Vec<_> = dependencies(package, api).iter().map(Dependency::line).collect();
    let dependencies = dependencies.join("\n");
    format!(
        r#"[package]
name = {name}
version = {version}
description = {description}
edition = "2024"
rust-version = "{RUST_VERSION}"
readme = "README.md"
{metadata}
[features]
{features}
[dependencies]
{dependencies}
"#,
        name = toml(&package.name),
        version = toml(&package.version),
        description = toml(&format!("A client for {title}")),
    )
}

/// The oldest compiler that compiles a client.
pub(crate) const RUST_VERSION: &str = "1.88";

/// A crate that a client depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dependency {
    pub(crate) name: &'static str,
    /// The versions that will do, as Cargo has them.
    pub(crate) version: &'static str,
    /// What else the manifest says of it.
    details: &'static str,
    /// Whether its types are in the public API of the client, so that another major version of it is one of the client.
    pub(crate) public: bool,
}

impl Dependency {
    const fn private(name: &'static str, version: &'static str, details: &'static str) -> Self {
        Self { name, version, details, public: false }
    }

    const fn public(name: &'static str, version: &'static str, details: &'static str) -> Self {
        Self { name, version, details, public: true }
    }

    /// Its line of the manifest.
    fn line(&self) -> String {
        let Self { name, version, details, public: _ } = self;
        if details.is_empty() {
            format!("{name} = \"{version}\"")
        } else {
            format!("{name} = {{ version = \"{version}\", {details} }}")
        }
    }
}

/// What a client depends on, sorted.
pub(crate) fn dependencies(package: &Package, api: &Api) -> Vec<Dependency> {
    let of_union = api.types.iter().any(|def| matches!(def.kind, TypeKind::Union(_)));
    let optional = package.features.iter().flat_map(|feature| optional_dependencies(*feature)).copied();
    let mut dependencies: Vec<_> = DEPENDENCIES.into_iter().chain(optional).collect();
    dependencies.extend(api.made_of().filter_map(of_type));
    dependencies.extend(of_union.then_some(Dependency::private("serde_ignored", "0.1", "")));
    dependencies.extend(api.has_events().then_some(Dependency::public(
        "futures-core",
        "0.3",
        "default-features = false",
    )));
    dependencies.sort_unstable();
    dependencies.dedup();
    dependencies
}

/// What a type needs.
fn of_type(ty: &Type) -> Option<Dependency> {
    match ty {
        Type::Date | Type::DateTime => {
            Some(Dependency::public("jiff", "0.2", r#"default-features = false, features = ["serde", "std"]"#))
        }
        Type::Uuid => Some(Dependency::public("uuid", "1", r#"features = ["serde"]"#)),
        Type::Any
        | Type::Null
        | Type::Boolean
        | Type::Integer(_)
        | Type::Double
        | Type::Number
        | Type::String
        | Type::Base64
        | Type::Secret
        | Type::Bytes
        | Type::File
        | Type::Form
        | Type::Array(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Named(_) => None,
    }
}

/// What every client needs.
const DEPENDENCIES: [Dependency; 9] = [
    Dependency::private("base64", "0.23", ""),
    Dependency::public("bytes", "1", ""),
    Dependency::public("http", "1", ""),
    Dependency::private("httpdate", "1", ""),
    Dependency::private("percent-encoding", "2", ""),
    Dependency::public("serde", "1", r#"features = ["derive"]"#),
    // Without the feature a double is now and then read as its neighbour.
    Dependency::public("serde_json", "1", r#"features = ["float_roundtrip"]"#),
    Dependency::private("serde_path_to_error", "0.1", ""),
    Dependency::private("zeroize", "1", ""),
];

const RUSTLS: Dependency = Dependency::private(
    "rustls",
    "0.23",
    r#"default-features = false, features = ["ring", "std", "tls12"], optional = true"#,
);

const TOKIO: Dependency =
    Dependency::private("tokio", "1", r#"default-features = false, features = ["rt", "time"], optional = true"#);

/// What a feature needs beside that.
fn optional_dependencies(feature: Feature) -> &'static [Dependency] {
    match feature {
        Feature::Hyper => {
            const {
                &[
                    Dependency::private("http-body", "1", "optional = true"),
                    Dependency::private(
                        "hyper",
                        "1",
                        r#"default-features = false, features = ["client", "http1"], optional = true"#,
                    ),
                    Dependency::private(
                        "hyper-rustls",
                        "0.27",
                        r#"default-features = false, features = ["http1", "ring", "webpki-roots"], optional = true"#,
                    ),
                    Dependency::private(
                        "hyper-util",
                        "0.1",
                        r#"default-features = false, features = ["client-legacy", "client-proxy", "http1", "tokio"], optional = true"#,
                    ),
                    RUSTLS,
                    TOKIO,
                    Dependency::private("tower-service", "0.3", "optional = true"),
                ]
            }
        }
        Feature::Blocking => {
            const {
                &[
                    RUSTLS,
                    Dependency::private(
                        "ureq",
                        "~3.5",
                        r#"default-features = false, features = ["rustls"], optional = true"#,
                    ),
                ]
            }
        }
        Feature::Reqwest => {
            const { &[Dependency::public("reqwest", "0.13", "default-features = false, optional = true"), TOKIO] }
        }
        Feature::Tracing => {
            const {
                &[Dependency::private(
                    "tracing",
                    "0.1",
                    r#"default-features = false, features = ["std"], optional = true"#,
                )]
            }
        }
        Feature::Mock => &[],
        Feature::FullTypes => {
            const {
                &[
                    Dependency::private(
                        "serde_with",
                        "3",
                        r#"default-features = false, features = ["macros"], optional = true"#,
                    ),
                    Dependency::private("subtle", "2", "default-features = false, optional = true"),
                ]
            }
        }
    }
}

/// The README, with the shortest use of the first operation that is not deprecated.
pub(crate) fn readme(package: &Package, api: &Api, names: &Names, plan: &Plan) -> String {
    let title = docs::line(&api.title, "an HTTP API");
    let (name, library) = (&package.name, package.crate_name());
    let version = &package.version;
    let features: String = package.features.iter().map(|feature| feature_row(*feature)).collect();
    let credentials = credentials(api, names);
    let events = call(api, names, plan, |it| it.events().is_some());
    let events = events.map(|call| EVENTS.replace("CALL", &call)).unwrap_or_default();
    let webhooks =
        names.webhooks.first().map(|first| WEBHOOKS.replace("NAME", first.name.as_str())).unwrap_or_default();
    let webhooks = webhooks.replace("LIBRARY", &library);
    let call = call(api, names, plan, |_| true).unwrap_or_else(|| "call(operation)".to_owned());
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
{features}| none | the operations alone: each builds an `http::Request` and reads an `http::Response` |

There is one `Error` for all operations. It keeps the status, the headers and the body of what the server answered; of a body
that the document describes a function that begins with `as_` gives the typed value. What is sent is made by `new` and setters.
Secrets are in types that cannot be printed. Unless the configuration says so, nothing is sent over plain http, except to a loopback address, no redirect is
followed and no call is repeated; but one that is idempotent is sent once more where the server had closed the connection.
{events}{webhooks}"#
    )
}

/// An example of the first call for the front page, compiled with the documentation. What the call needs comes from
/// outside, so that it fits every document.
pub(super) fn example(cx: Context<'_>, package: &Package) -> TokenStream {
    let index = cx.api.operations.iter().position(|it| it.deprecation.is_none());
    let Some(index) = index.filter(|_| package.features.contains(&Feature::Hyper)) else { return TokenStream::new() };
    let (operation, names) = (&cx.api.operations[index], &cx.names.operations[index]);
    let library = package.crate_name();
    let root = format!("{library}::");
    let spelling = Spelling::outside(cx.names, &root);
    let (arguments, values): (Vec<_>, Vec<_>) = cx.plan.operations[index]
        .arguments
        .iter()
        .map(|argument| {
            let (name, ty) = super::operations::place(operation, names, argument.source);
            (format!("{}: {}", name.as_str(), spelling.ty(ty)), name.as_str())
        })
        .unzip();
    let credentials = match cx.api.schemes.first().zip(cx.names.schemes.first()) {
        None => "Credentials::none()".to_owned(),
        Some((scheme, names)) => {
            let secrets = if scheme.placement == Placement::Basic { "\"user\", \"password\"" } else { "\"token\"" };
            format!("Credentials::{}({secrets})", names.constructor.as_str())
        }
    };
    let (method, arguments, values) = (names.method.as_str(), arguments.join(", "), values.join(", "));
    let code = format!(
        "use {library}::{{Client, Credentials}};\n\n\
         # #[allow(clippy::too_many_arguments)]\n\
         async fn example({arguments}) -> Result<(), Box<dyn std::error::Error>> {{\n    \
             let client = Client::new({credentials})?;\n    \
             let response = client.{method}({values}).send().await?;\n    \
             println!(\"{{}} {{:?}}\", response.status, response.body);\n    \
             Ok(())\n\
         }}"
    );
    let code = docs::inner_doc(&code);
    let hyper = Feature::Hyper.name();
    quote! {
        #![doc = ""]
        #![cfg_attr(feature = #hyper, doc = "```no_run")]
        #![cfg_attr(not(feature = #hyper), doc = "```ignore")]
        #code
        #![doc = "```"]
    }
}

/// The call of the first operation of a kind that is not deprecated.
fn call(api: &Api, names: &Names, plan: &Plan, kind: impl Fn(&Operation) -> bool) -> Option<String> {
    let index = api.operations.iter().position(|it| it.deprecation.is_none() && kind(it))?;
    let (operation, names, plan) = (&api.operations[index], &names.operations[index], &plan.operations[index]);
    let arguments = plan.arguments.iter().map(|it| super::operations::place(operation, names, it.source).0.as_str());
    let arguments: Vec<_> = arguments.collect();
    Some(format!("{}({})", names.method.as_str(), arguments.join(", ")))
}

/// What the README of a client says that has streams of events.
const EVENTS: &str = r#"
An operation that answers with a stream of events (`text/event-stream`, or JSON in lines) has `send_events` beside `send`:

```rust,ignore
let mut events = client.CALL.send_events().await?.into_inner();
while let Some(item) = events.next().await {
    match item {
        Ok(event) => println!("{} {} {:?}", event.name, event.id, event.data),
        Err(EventError::Misfit(misfit)) => eprintln!("{}", misfit.reason), // `misfit.event` has its text; the stream goes on
        Err(EventError::Transport(error)) => break, // go on later, with `events.last_event_id()` in `last-event-id`
    }
}
```

The events are a `futures_core::Stream`, and those of a blocking client an iterator. `idle_timeout` is the limit for silence,
`max_response_size` that of an event; the total time limit does not count. The text `[DONE]`, with which some servers end a
stream of JSON, is no event; `events.raw()` gives it, and all data as they came. `send` waits for the end of a stream and
gives all of it, within all limits. For a transport of your own, `EventSource` has the request and a decoder, which makes
events of the pieces of a body.
"#;

/// What the README of a client says that reads webhooks.
const WEBHOOKS: &str = r"
Webhooks are requests that the API sends to a server of yours. Of such a request, with all of its body, `webhooks` makes a
typed value; who sent it is yours to check:

```rust,ignore
use LIBRARY::{Webhook as _, webhooks::NAME};

let received = NAME::read(&request)?; // an http::Request<Bytes>; the error says what does not fit
```
";

fn feature_row(feature: Feature) -> &'static str {
    match feature {
        Feature::Hyper => "| `hyper` (default) | `Client`, async, over hyper and rustls; needs tokio |\n",
        Feature::Blocking => "| `blocking` | `blocking::Client`, over ureq and rustls; needs no runtime |\n",
        Feature::Reqwest => {
            "| `reqwest` | carries calls over a `reqwest::Client` of your own: `Api::with_transport(config, Async(client))` |\n"
        }
        Feature::Tracing => "| `tracing` | `Traced`: a span for each call, without headers, queries and bodies |\n",
        Feature::Mock => "| `mock` | `mock::Server`: a server in memory, for your tests |\n",
        Feature::FullTypes => {
            "| `full-types` | every type is compared, written, read and made by `new`, for tests, mocks and caches |\n"
        }
    }
}

fn credentials(api: &Api, names: &Names) -> String {
    match api.schemes.iter().zip(&names.schemes).next() {
        None => "Credentials::none()".to_owned(),
        Some((scheme, names)) => {
            let arguments = if scheme.placement == Placement::Basic { "user, password" } else { "token" };
            format!("Credentials::{}({arguments})", names.constructor.as_str())
        }
    }
}
