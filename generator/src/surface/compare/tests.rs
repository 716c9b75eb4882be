//! What each kind of change of a public API does to its users.

use super::{Bump, Edit, Effect, compare};

/// An old and a new list, and what their one difference does.
const CASES: &[(&str, &str, Effect)] = &[
    ("", "types::A struct: Clone", MINOR),
    ("types::A struct: Clone", "", MAJOR),
    ("types::A struct: Clone", "types::A struct: Clone + Eq", MINOR),
    ("types::A struct: Clone + Eq(full-types)", "types::A struct: Clone", MAJOR),
    ("types::A struct: Clone + Eq(full-types)", "types::A struct: Clone + Eq", MINOR),
    ("types::A struct: Clone + Eq", "types::A struct: Clone + Eq(full-types)", MAJOR),
    ("types::A struct: Clone", "types::A enum: Clone", MAJOR),
    ("types::A struct: Clone", "types::A type: String", MAJOR),
    ("types::A type: String", "types::A type: i64", MAJOR),
    ("types::A.b: i64 = b", "types::A.b: i64 #[deprecated] = b", MINOR),
    ("types::A.b: i64 #[deprecated] = b", "types::A.b: i64 = b", PATCH),
    ("types::A.b: i64 = b", "types::A.b: i32 = b", MAJOR),
    ("types::A.b: i64 = b", "types::A.b: i64 = B", REBINDING),
    ("types::A.b: i64 = query a", "types::A.b: i64 = header a", REBINDING),
    ("types::A::B = b", "types::A::B = B", REBINDING),
    ("types::A::B(Box<types::B>)", "types::A::B(Box<types::C>)", MAJOR),
    ("types::A enum: Clone = by kind", "types::A enum: Clone = by type", PATCH),
    ("types::A::b(self, b: i64) -> Self", "types::A::b(self, b: impl Into<i64>) -> Self", MINOR),
    ("types::A::b(self, b: impl Into<i64>) -> Self", "types::A::b(self, b: i64) -> Self", MAJOR),
    ("types::A::b(self, b: i64) -> Self", "types::A::b(self, c: i64) -> Self", PATCH),
    ("types::A::new(b: i64, c: i64) -> Self", "types::A::new(c: i64, b: i64) -> Self", REBINDING),
    ("types::A::new(b: i64, c: i64) -> Self", "types::A::new(c: i64, d: i64) -> Self", REBINDING),
    ("types::A::new(b: i64, c: bool) -> Self", "types::A::new(c: bool, b: i64) -> Self", MAJOR),
    ("types::A::new(b: i64) -> Self", "types::A::new(b: i64, c: i64) -> Self", MAJOR),
    ("types::A::new() -> Self #[full-types]", "types::A::new(c: i64) -> Self #[full-types]", MINOR),
    ("types::A::new() -> Self #[full-types]", "types::A::new() -> Self", MINOR),
    ("types::A::new() -> Self", "types::A::new() -> Self #[full-types]", MAJOR),
    ("types::A::new() -> Self #[full-types]", "", MAJOR),
    ("types::A::as_str(&self) -> &str", "types::A::as_str(self) -> &str", MAJOR),
    ("Api::a(&self) -> Call<operations::A>", "Api::a(&self) -> Call<operations::A> #[deprecated]", MINOR),
    ("operations::A::Output: types::A", "operations::A::Output: types::B", MAJOR),
    ("operations::A struct: Clone = GET /a", "operations::A struct: Clone = POST /b", PATCH),
    ("operations::A.b: i64 = query b", "operations::A.b: i64 = header b", PATCH),
    ("operations::A.b: i64 = query b", "operations::A.b: i64 = query c", REBINDING),
    ("operations::A.body: String = body text/plain", "operations::A.body: String = body text/html", PATCH),
    ("servers::A: &str = https://a", "servers::A: &str = https://b", REBINDING),
    ("servers::a(b: &str) -> String = https://{b}", "servers::a(b: &str) -> String = http://{b}", REBINDING),
    ("servers::A: &str = https://a", "servers::A(b: &str) -> String = https://{b}", MAJOR),
    ("DEFAULT_BASE_URL: &str = https://a", "DEFAULT_BASE_URL: &str = https://b", REBINDING),
    ("DEFAULT_BASE_URL: &str = \"\"", "DEFAULT_BASE_URL: &str = https://b", MINOR),
    ("DEFAULT_BASE_URL: &str = https://a", "DEFAULT_BASE_URL: &str = \"\"", REBINDING),
    ("headers::A: Header<i64> = a", "headers::A: Header<String> = a", MAJOR),
    (
        "Credentials::a(token: impl Into<Secret>) -> Self = a, Bearer",
        "Credentials::a(token: impl Into<Secret>) -> Self = a, query k",
        PATCH,
    ),
    (
        "Credentials::a(token: impl Into<Secret>) -> Self = a, Bearer",
        "Credentials::a(token: impl Into<Secret>) -> Self = A, Bearer",
        REBINDING,
    ),
    ("feature blocking", "", MAJOR),
    ("", "feature blocking", MINOR),
    ("part events", "", MAJOR),
    ("dependency jiff 0.2", "dependency jiff 0.3", MAJOR),
    ("dependency jiff 0.2", "", PATCH),
    ("", "dependency jiff 0.2", MINOR),
    ("rust-version 1.88", "rust-version 1.100", MINOR),
    ("rust-version 1.88", "rust-version 1.85", PATCH),
    ("runtime 1.9", "runtime 1.10", MINOR),
    ("runtime 1.9", "runtime 2.0", MAJOR),
    ("runtime 1.9", "runtime 1.8", MAJOR),
];

const PATCH: Effect = Effect { version: Bump::Patch, rebinding: false };
const MINOR: Effect = Effect { version: Bump::Minor, rebinding: false };
const MAJOR: Effect = Effect { version: Bump::Major, rebinding: false };
const REBINDING: Effect = Effect::REBINDING;

#[test]
fn each_change_has_its_effect() {
    for (old, new, effect) in CASES {
        let edits = compare(old.lines(), new.lines());
        let effects: Vec<_> = edits.iter().map(|edit| edit.effect).collect();
        assert_eq!(effects, [*effect], "{old}\n{new}");
    }
}

#[test]
fn an_operation_that_took_the_name_of_another_is_a_rebinding() {
    let old = "operations::A struct: Clone = GET /a";
    let new = "operations::A struct: Clone = GET /b\noperations::A2 struct: Clone = GET /a";
    let effects: Vec<_> = compare(old.lines(), new.lines()).into_iter().map(|edit| edit.effect).collect();
    assert_eq!(effects, [REBINDING, MINOR]);
}

#[test]
fn what_is_alike_is_no_edit() {
    let list = "# @generated\nApi::a(&self) -> Call<operations::A>\nfeature blocking\nfeature hyper\nruntime 1.0";
    assert_eq!(compare(list.lines(), list.lines()), Vec::<Edit>::new());
}
