//! The bodies that servers of tests answer with: the examples of the document, so that an edit of the document, such as another
//! required member, takes the tests along.

use authenteq::{mock::Examples as _, operations::VerificationToken};
use serde_json::Value;

/// A token.
pub(crate) const TOKEN: &str = example(VerificationToken::EXAMPLES, 200);
/// The error of a call without credentials.
pub(crate) const UNAUTHORIZED: &str = example(VerificationToken::EXAMPLES, 401);
/// The error of an account that may not call.
pub(crate) const FORBIDDEN: &str = example(VerificationToken::EXAMPLES, 403);

/// The example of this status; a document without one does not compile.
const fn example(examples: &[(u16, &'static str)], status: u16) -> &'static str {
    let mut at = 0;
    while examples[at].0 != status {
        at += 1;
    }
    examples[at].1
}

/// The text of a member of a body.
pub(crate) fn member(body: &str, name: &str) -> String {
    let body: Value = serde_json::from_str(body).expect("an example is JSON");
    body[name].as_str().expect("it is a text").to_owned()
}

/// A body with this member, in the place of the one of that name or behind all.
pub(crate) fn with(body: &str, name: &str, value: impl Into<Value>) -> String {
    let mut body: Value = serde_json::from_str(body).expect("an example is JSON");
    body[name] = value.into();
    body.to_string()
}

/// A body without this member.
pub(crate) fn without(body: &str, name: &str) -> String {
    let mut body: Value = serde_json::from_str(body).expect("an example is JSON");
    body.as_object_mut().and_then(|members| members.shift_remove(name)).expect("it is there");
    body.to_string()
}

/// The part of the token that no text may hold.
pub(crate) fn secret() -> String {
    member(TOKEN, "accessToken").chars().take(8).collect()
}
