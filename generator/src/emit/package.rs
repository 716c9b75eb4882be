//! What makes a client a crate of its own: its manifest, its README, and the example on the front page of its
//! documentation.

use super::{Context, Feature, docs};
use crate::{
    DateTypes,
    ir::{Api, Operation, Placement, Type, TypeKind},
    names::Names,
    plan::Plan,
    spell::Spelling,
};
use proc_macro2::TokenStream;
use quote::quote;
use std::{collections::BTreeMap, fmt::Write as _};

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
    /// The URL of its source.
    pub repository: Option<String>,
    /// The URL of its page.
    pub homepage: Option<String>,
    /// Its keywords on crates.io.
    pub keywords: Vec<String>,
    /// Its categories on crates.io.
    pub categories: Vec<String>,
    /// Its optional parts, each a Cargo feature.
    pub features: Vec<Feature>,
    /// Crates that it depends on beside those that every client does, for types of your own: see
    /// [`Generator::replace`](crate::Generator::replace). One that the client has anyway stays as it is.
    pub dependencies: BTreeMap<String, OwnDependency>,
}

/// A crate that the user's own types are from, as a manifest says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "config",
    derive(serde::Deserialize),
    serde(deny_unknown_fields, default, rename_all = "kebab-case")
)]
pub struct OwnDependency {
    /// The versions that it can have.
    pub version: Option<String>,
    /// Its folder, relative to that of the package.
    pub path: Option<String>,
    /// Its features.
    pub features: Vec<String>,
    /// Whether it has its default features; it has, where this is not said.
    pub default_features: Option<bool>,
}

impl OwnDependency {
    fn line(&self, name: &str) -> String {
        let Self { version, path, features, default_features } = self;
        let features = features.iter().map(|feature| toml(feature)).collect::<Vec<_>>().join(", ");
        let parts = [
            version.as_ref().map(|version| format!("version = {}", toml(version))),
            path.as_ref().map(|path| format!("path = {}", toml(path))),
            default_features.map(|default| format!("default-features = {default}")),
            (!features.is_empty()).then(|| format!("features = [{features}]")),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let bare = name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'));
        let name = if bare { name.to_owned() } else { toml(name) };
        format!("{name} = {{ {} }}", parts.join(", "))
    }
}

impl Package {
    /// A package of this name, in its first version.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: "0.1.0".to_owned(),
            license: None,
            repository: None,
            homepage: None,
            keywords: Vec::new(),
            categories: Vec::new(),
            features: Feature::DEFAULT.to_vec(),
            dependencies: BTreeMap::new(),
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
    for (key, value) in
        [("license", &package.license), ("repository", &package.repository), ("homepage", &package.homepage)]
    {
        if let Some(value) = value {
            let _ = writeln!(metadata, "{key} = {}", toml(value));
        }
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
    let of_client = dependencies(package, api);
    let own = package.dependencies.iter().filter(|(name, _)| of_client.iter().all(|known| known.name != *name));
    let own = own.map(|(name, own)| own.line(name));
    let dependencies: Vec<_> = of_client.iter().map(Dependency::line).chain(own).collect();
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
    /// The versions that are compatible, as Cargo counts: `1` or `0.3`.
    pub(crate) version: &'static str,
    /// The least version that has what a client uses, as the manifest says it. `tests/minimal/run` compiles with these.
    pub(crate) least: &'static str,
    pub(crate) default_features: bool,
    pub(crate) features: &'static [&'static str],
    optional: bool,
    /// Whether its types are in the public API of the client, so that another major version of it is one of the client.
    pub(crate) public: bool,
}

impl Dependency {
    const fn private(name: &'static str, least: &'static str) -> Self {
        let version = compatible(least);
        Self { name, version, least, default_features: true, features: &[], optional: false, public: false }
    }

    const fn public(name: &'static str, least: &'static str) -> Self {
        Self { public: true, ..Self::private(name, least) }
    }

    /// Without its default features.
    const fn bare(self) -> Self {
        Self { default_features: false, ..self }
    }

    const fn with(self, features: &'static [&'static str]) -> Self {
        Self { features, ..self }
    }

    const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// Its line of the manifest.
    pub(crate) fn line(&self) -> String {
        let Self { name, least, default_features, features, optional, version: _, public: _ } = self;
        let mut parts = vec![format!("version = {least:?}")];
        parts.extend((!default_features).then(|| "default-features = false".to_owned()));
        parts.extend((!features.is_empty()).then(|| format!("features = {features:?}")));
        parts.extend(optional.then(|| "optional = true".to_owned()));
        match &parts[..] {
            [_] => format!("{name} = {least:?}"),
            parts => format!("{name} = {{ {} }}", parts.join(", ")),
        }
    }
}

/// What Cargo takes for compatible with a version: `1` for `1.7.1`, `0.3` for `0.3.31`.
pub(crate) const fn compatible(version: &str) -> &str {
    let bytes = version.as_bytes();
    let (mut at, mut counts) = (0, false);
    while at < bytes.len() {
        if bytes[at] == b'.' && counts {
            return version.split_at(at).0;
        }
        counts = counts || matches!(bytes[at], b'1'..=b'9');
        at += 1;
    }
    version
}

/// What a package depends on, sorted.
pub(crate) fn dependencies(package: &Package, api: &Api) -> Vec<Dependency> {
    needed(&package.features, api)
}

/// What a client depends on that is included in another crate, sorted: nothing of it is optional.
pub(crate) fn included_dependencies(features: &[Feature], api: &Api) -> Vec<Dependency> {
    needed(features, api).into_iter().map(|it| Dependency { optional: false, ..it }).collect()
}

/// What the runtime depends on that clients share, sorted.
pub(crate) fn runtime_dependencies(features: &[Feature]) -> Vec<Dependency> {
    let optional = features.iter().flat_map(|feature| optional_dependencies(*feature)).copied();
    let all = DEPENDENCIES.into_iter().chain(optional).chain([UNION]);
    let mut all: Vec<_> = all.map(|it| Dependency { optional: false, ..it }).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn needed(features: &[Feature], api: &Api) -> Vec<Dependency> {
    let of_union = api.types.iter().any(|def| matches!(def.kind, TypeKind::Union(_)));
    let optional = features.iter().flat_map(|feature| optional_dependencies(*feature)).copied();
    let mut dependencies: Vec<_> = DEPENDENCIES.into_iter().chain(optional).collect();
    dependencies.extend(api.made_of().filter_map(|ty| of_type(ty, api.dates)));
    dependencies.extend(of_union.then_some(UNION));
    dependencies.extend(api.has_events().then_some(Dependency::public("futures-core", "0.3.31").bare()));
    dependencies.sort_unstable();
    dependencies.dedup();
    dependencies
}

/// What a type needs.
fn of_type(ty: &Type, dates: DateTypes) -> Option<Dependency> {
    match ty {
        Type::Date | Type::DateTime => of_dates(dates),
        Type::Uuid => Some(Dependency::public("uuid", "1.10").with(&["serde"])),
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
        | Type::Named(_)
        | Type::Own(_) => None,
    }
}

fn of_dates(dates: DateTypes) -> Option<Dependency> {
    match dates {
        DateTypes::Jiff => Some(Dependency::public("jiff", "0.2.0").bare().with(&["serde", "std"])),
        DateTypes::Chrono => Some(Dependency::public("chrono", "0.4.31").bare().with(&["serde", "std"])),
        DateTypes::Time => {
            let features = &["formatting", "macros", "parsing", "serde", "std"];
            Some(Dependency::public("time", "0.3.36").bare().with(features))
        }
        DateTypes::String => None,
    }
}

/// What every client needs, and why. None has a procedural macro: `serde_derive` takes about as much time to compile as all of
/// them together, so the runtime reads and writes objects without it.
const DEPENDENCIES: [Dependency; 8] = [
    // Basic credentials, also for proxies, and `format: byte`. ureq brings it, too.
    Dependency::private("base64", "0.23.1"),
    // Bodies, in signatures. `http` brings it, too.
    Dependency::public("bytes", "1.7.1"),
    // Requests and responses, in signatures.
    Dependency::public("http", "1.1"),
    // `retry-after` comes in three formats of dates; it depends on nothing.
    Dependency::private("httpdate", "1.0.3"),
    // Paths, queries and forms, each with its own set of characters; it depends on nothing.
    Dependency::private("percent-encoding", "2.3.1"),
    Dependency::public("serde", "1.0.203"),
    // Without the feature a double is now and then read as its neighbour.
    Dependency::public("serde_json", "1.0.100").with(&["float_roundtrip"]),
    // Secrets are wiped. It takes unsafe code, which a client forbids. rustls brings it, too.
    Dependency::private("zeroize", "1.8"),
];

/// Says how much of a value a variant would lose.
const UNION: Dependency = Dependency::private("serde_ignored", "0.1.10");

const RUSTLS: Dependency = Dependency::private("rustls", "0.23.46").bare().with(&["ring", "std", "tls12"]).optional();

const TOKIO: Dependency = Dependency::private("tokio", "1.40").bare().with(&["rt", "time"]).optional();

/// What the async client needs, and why. With them come ring, which has no C library of a system, and what builds it
/// (`cc`, `cfg-if`, `find-msvc-tools`, `getrandom`, `libc`, `shlex`, `untrusted`); the checks of certificates (`once_cell`,
/// `rustls-pki-types`, `rustls-webpki`, `subtle`); sockets (`mio`, `socket2`); and what hyper and its pool are made of
/// (`atomic-waker`, `futures-channel`, `futures-util`, `httparse`, `itoa`, `pin-project-lite`, `smallvec`, `tracing`, `try-lock`,
/// `want`), none of which a feature leaves out.
const OF_HYPER: [Dependency; 7] = [
    // hyper takes bodies by this trait; it brings it, too.
    Dependency::private("http-body", "1.0.1").optional(),
    Dependency::private("hyper", "1.6").bare().with(&["client", "http1"]).optional(),
    // TLS over any connection, a tunnel among them, with the certificates of Mozilla; else 150 lines of our own over
    // tokio-rustls, which it brings.
    Dependency::private("hyper-rustls", "0.27.3").bare().with(&["http1", "ring", "webpki-roots"]).optional(),
    // The pool, name lookup and tunnels. Its `client-proxy` finds proxies, as `runtime/proxy.rs` does for both clients.
    Dependency::private("hyper-util", "0.1.12").bare().with(&["client-legacy", "http1", "tokio"]).optional(),
    RUSTLS,
    TOKIO,
    // How hyper-util is given connections; it brings it, too.
    Dependency::private("tower-service", "0.3.3").optional(),
];

/// What the blocking client needs: of its own ureq brings log, ureq-proto and utf8-zero.
const OF_UREQ: [Dependency; 2] = [RUSTLS, Dependency::private("ureq", "~3.5").bare().with(&["rustls"]).optional()];

const OF_REQWEST: [Dependency; 2] = [Dependency::public("reqwest", "0.13.0").bare().optional(), TOKIO];

const OF_TRACING: [Dependency; 1] = [Dependency::private("tracing", "0.1.40").bare().with(&["std"]).optional()];

const OF_FULL_TYPES: [Dependency; 1] = [Dependency::private("subtle", "2.5").bare().optional()];

/// What a feature needs beside that.
fn optional_dependencies(feature: Feature) -> &'static [Dependency] {
    match feature {
        Feature::Hyper => &OF_HYPER,
        Feature::Blocking => &OF_UREQ,
        Feature::Reqwest => &OF_REQWEST,
        Feature::Tracing => &OF_TRACING,
        Feature::Mock => &[],
        Feature::FullTypes => &OF_FULL_TYPES,
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
    let spelling = Spelling::outside(cx.names, cx.api.dates, &root);
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
