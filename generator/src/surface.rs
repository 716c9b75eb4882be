//! The public API of a client, an item a line: the difference of two of these lists is the difference of two APIs. In go the
//! IR, the names and the plan; no token is made or read.
//!
//! A line is the path of an item, which ends at the first space, `(` or `: `; what Rust knows of it; `#[deprecated]`; the
//! feature with which alone it is there, such as `#[full-types]`; and behind ` = ` what it is on the wire, to the end of the
//! line.
//!
//! ```text
//! Api::verification_token(&self) -> Call<operations::VerificationToken>
//! types::AccessToken struct: Clone + Debug + Deserialize + PartialEq(full-types)
//! types::AccessToken.access_token: Secret = accessToken
//! types::AccessToken::new(access_token: impl Into<Secret>) -> Self #[full-types]
//! types::ErrorCode::ApiKeysMissing = API_KEYS_MISSING
//! types::Id type: uuid::Uuid
//! operations::VerificationToken struct: Clone + Debug + Default + Operation = GET /mobile-sdk/verification-token
//! operations::VerificationToken::Output: types::AccessToken
//! operations::sdk::VerificationToken: operations::VerificationToken
//! ```
//!
//! A path is written from the root of the client, of what is in a tag's module the short one; the other stands beside it. A
//! method of every `Api<M>` stands with `Api`, one of every `Call<'_, M, O>` with `Call<O>`. A trait that is there with a feature
//! alone has the feature in parentheses. Every `struct` and `enum` is `#[non_exhaustive]`.
//!
//! Some lines are no paths: `dependency NAME VERSION` for a crate whose types are in the API, `feature NAME`, `part NAME` for
//! what the root has of the runtime for streams of events and for webhooks, `runtime VERSION` for all else that is written by
//! hand, and `rust-version VERSION`.

mod client;
#[cfg(feature = "cli")]
pub(crate) mod compare;
mod line;
mod operations;
mod types;

use crate::{
    diagnostic::Pointer,
    emit::{Feature, Package},
    ir::{Api, Type},
    names::Names,
    plan::{Form, Plan},
    spell::Spelling,
};
use line::Line;

/// The public API of a client.
#[derive(Debug)]
pub(crate) struct Surface {
    /// Sorted by their lines.
    pub(crate) items: Vec<Item>,
}

/// An item of the API.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) line: String,
    /// The places in the document that it comes from, the nearest first. One that the document does not have, since the
    /// item comes from several or from a file beside it, is inside of one that it has.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "for the comparison of documents"))]
    pub(crate) sources: Vec<Pointer>,
}

impl Surface {
    /// The lines alone.
    #[cfg(feature = "cli")]
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.line.as_str())
    }

    /// All lines, behind a first line that says what they are.
    pub(crate) fn text(&self) -> String {
        let mut text = "the public API, an item a line; do not edit\n".to_owned();
        for item in &self.items {
            text.push_str(&item.line);
            text.push('\n');
        }
        text
    }
}

/// The public API of a package.
pub(crate) fn of(api: &Api, names: &Names, plan: &Plan, package: &Package) -> Surface {
    let spelling = Spelling::inside(names, api.dates);
    let mut writer = Writer { api, names, plan, package, spelling, items: Vec::new() };
    client::write(&mut writer);
    operations::write(&mut writer);
    types::write(&mut writer);
    writer.items.sort_unstable_by(|one, other| one.line.cmp(&other.line));
    Surface { items: writer.items }
}

/// What the parts of the API are written with.
struct Writer<'a> {
    api: &'a Api,
    names: &'a Names,
    plan: &'a Plan,
    package: &'a Package,
    spelling: Spelling<'a>,
    items: Vec<Item>,
}

impl Writer<'_> {
    fn add(&mut self, line: Line, sources: Vec<Pointer>) {
        self.items.push(Item { line: line.text(), sources });
    }

    fn has(&self, feature: Feature) -> bool {
        self.package.features.contains(&feature)
    }

    /// The trait with its feature, if the package has that.
    fn with_feature(&self, name: &str, feature: Feature) -> Option<String> {
        self.has(feature).then(|| format!("{name}({})", feature.name()))
    }

    /// Where the type of the document is that a type is made of, if it has a name.
    fn named(&self, ty: &Type) -> Option<Pointer> {
        match ty.innermost() {
            Type::Named(id) => Some(self.api.type_def(*id).pointer.clone()),
            _ => None,
        }
    }

    fn named_in(&self, form: &Form<'_>) -> Option<Pointer> {
        form.ty().and_then(|ty| self.named(ty))
    }
}

/// An argument of a function.
fn argument(name: &str, ty: &str) -> String {
    format!("{name}: {ty}")
}
