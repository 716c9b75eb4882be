//! The kinds of changes of a document, each with its stable id and its page. An id is never given to another kind.

/// Lists each kind once, in the order of their pages.
macro_rules! rules {
    ($($name:ident = $id:literal,)+) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "each has a page, which `explain` prints")]
        pub enum Rule {
            $($name,)+
        }

        impl Rule {
            /// All of them, in the order of their pages.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The id as it is printed, such as `parameter-added-optional`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }
        }
    };
}

rules! {
    OperationAdded = "operation-added",
    OperationRemoved = "operation-removed",
    OperationMoved = "operation-moved",
    OperationIdChanged = "operation-id-changed",
    OperationServerChanged = "operation-server-changed",
    TagChanged = "tag-changed",
    IdempotenceChanged = "idempotence-changed",
    RustNameChanged = "rust-name-changed",
    DeprecatedAdded = "deprecated-added",
    DeprecatedRemoved = "deprecated-removed",
    SecurityTightened = "security-tightened",
    SecurityLoosened = "security-loosened",
    SchemeAdded = "scheme-added",
    SchemeRemoved = "scheme-removed",
    SchemeChanged = "scheme-changed",
    ServerAdded = "server-added",
    ServerRemoved = "server-removed",
    DefaultServerChanged = "default-server-changed",
    ServerVariableChanged = "server-variable-changed",
    ParameterAddedOptional = "parameter-added-optional",
    ParameterAddedRequired = "parameter-added-required",
    ParameterRemoved = "parameter-removed",
    ParameterRenamed = "parameter-renamed",
    ParameterMoved = "parameter-moved",
    ParameterBecameRequired = "parameter-became-required",
    ParameterBecameOptional = "parameter-became-optional",
    ParameterStyleChanged = "parameter-style-changed",
    BodyAddedOptional = "body-added-optional",
    BodyAddedRequired = "body-added-required",
    BodyRemoved = "body-removed",
    BodyBecameRequired = "body-became-required",
    BodyBecameOptional = "body-became-optional",
    MediaTypeAdded = "media-type-added",
    MediaTypeRemoved = "media-type-removed",
    EncodingChanged = "encoding-changed",
    ResponseAdded = "response-added",
    ResponseRemoved = "response-removed",
    ResponseBodyAdded = "response-body-added",
    ResponseBodyRemoved = "response-body-removed",
    HeaderAdded = "header-added",
    HeaderRemoved = "header-removed",
    WebhookAdded = "webhook-added",
    WebhookRemoved = "webhook-removed",
    SchemaAdded = "schema-added",
    SchemaRemoved = "schema-removed",
    SchemaRenamed = "schema-renamed",
    SchemaReplaced = "schema-replaced",
    SchemaExtracted = "schema-extracted",
    SchemaInlined = "schema-inlined",
    MemberAddedOptional = "member-added-optional",
    MemberAddedRequired = "member-added-required",
    MemberRemoved = "member-removed",
    MemberRenamed = "member-renamed",
    MemberBecameRequired = "member-became-required",
    MemberBecameOptional = "member-became-optional",
    AccessChanged = "access-changed",
    AdditionalClosed = "additional-closed",
    AdditionalChanged = "additional-changed",
    TypeChanged = "type-changed",
    FormatChanged = "format-changed",
    NullAdded = "null-added",
    NullRemoved = "null-removed",
    EnumAdded = "enum-added",
    EnumRemoved = "enum-removed",
    ValueAdded = "value-added",
    ValueRemoved = "value-removed",
    TupleChanged = "tuple-changed",
    UnionAdded = "union-added",
    UnionRemoved = "union-removed",
    VariantAdded = "variant-added",
    VariantRemoved = "variant-removed",
    DiscriminatorChanged = "discriminator-changed",
    MappingAdded = "mapping-added",
    MappingRemoved = "mapping-removed",
    MappingChanged = "mapping-changed",
    ConstraintTightened = "constraint-tightened",
    ConstraintLoosened = "constraint-loosened",
    DefaultChanged = "default-changed",
    DependencyChanged = "dependency-changed",
    FeatureChanged = "feature-changed",
    RuntimeChanged = "runtime-changed",
    ApiChanged = "api-changed",
}

impl Rule {
    /// What it means, for the wire, for Rust and for whom. `CommonMark`.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        let page = pages().find(|page| page.lines().next().is_some_and(|title| title == self.id()));
        page.unwrap_or_default()
    }

    /// The kind with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id().eq_ignore_ascii_case(id))
    }
}

/// The pages, each with the id of its rule in its first line.
fn pages() -> impl Iterator<Item = &'static str> {
    include_str!("rules.md").split("\n# ").map(|page| page.trim_start_matches("# "))
}

#[cfg(test)]
mod tests {
    use super::{Rule, pages};

    #[test]
    fn each_rule_has_a_page_and_each_page_a_rule() {
        let titles: Vec<_> = pages().filter_map(|page| page.lines().next()).collect();
        let ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        assert_eq!(titles, ids);
        assert!(Rule::ALL.iter().all(|rule| rule.explanation().lines().count() > 2));
    }
}
