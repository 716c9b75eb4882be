//! Which kinds of changes of a document make which edits of the API.

use crate::{
    diff::{rule::Rule, walk::OnWire},
    surface::compare::Edit,
};

/// What an edit of the API is, as far as it tells where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing but `#[deprecated]` came or went.
    Mark,
    /// Nothing changed but what the item is on the wire.
    Wire,
    /// The path through the module of a tag.
    Tag,
    /// A path came or went.
    Existence,
    /// The item is another to the compiler.
    Head,
}

/// How well a kind of change accounts for an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// If nothing else does.
    Any,
    Good,
    Best,
}

pub(super) fn kind(edit: &Edit) -> Kind {
    if is_through_tag(edit) {
        return Kind::Tag;
    }
    let (Some(old), Some(new)) = (&edit.old, &edit.new) else { return Kind::Existence };
    let parts = |line: &str| -> (String, String) {
        let (head, wire) = line.split_once(" = ").unwrap_or((line, ""));
        (head.replace(" #[deprecated]", ""), wire.to_owned())
    };
    let (before, after) = (parts(old), parts(new));
    match (before.0 == after.0, before.1 == after.1) {
        (true, true) => Kind::Mark,
        (true, false) => Kind::Wire,
        (false, _) => Kind::Head,
    }
}

/// `operations::pets::ListPets`, which stands for `operations::ListPets`.
fn is_through_tag(edit: &Edit) -> bool {
    let line = edit.new.as_deref().or(edit.old.as_deref()).unwrap_or_default();
    let rest = line.strip_prefix(edit.path.as_str()).unwrap_or_default();
    edit.path.starts_with("operations::") && rest.starts_with(": operations::")
}

pub(super) fn fit(change: &OnWire, edit: &Edit, kind: Kind) -> Fit {
    let is_response = matches!(change.rule, Rule::ResponseAdded | Rule::ResponseRemoved);
    let status = change.new.as_ref().or(change.old.as_ref()).and_then(|at| at.tokens().last());
    // What an operation gives is told by successes.
    if is_response && edit.path.ends_with("::Output") && !status.is_some_and(|status| status.starts_with('2')) {
        return Fit::Any;
    }
    match change.rule {
        Rule::DeprecatedAdded | Rule::DeprecatedRemoved if kind == Kind::Mark => Fit::Best,
        Rule::TagChanged if kind == Kind::Tag => Fit::Best,
        Rule::OperationMoved
        | Rule::OperationServerChanged
        | Rule::ParameterMoved
        | Rule::ParameterRenamed
        | Rule::MemberRenamed
        | Rule::SchemeChanged
        | Rule::DefaultServerChanged
        | Rule::ServerVariableChanged
        | Rule::MappingAdded
        | Rule::MappingRemoved
        | Rule::DiscriminatorChanged
            if kind == Kind::Wire =>
        {
            Fit::Best
        }
        Rule::OperationServerChanged | Rule::OperationMoved if kind != Kind::Tag => Fit::Any,
        Rule::DeprecatedAdded
        | Rule::DeprecatedRemoved
        | Rule::TagChanged
        | Rule::DefaultChanged
        | Rule::ConstraintTightened
        | Rule::ConstraintLoosened
        | Rule::MappingAdded
        | Rule::MappingRemoved
        | Rule::SecurityTightened
        | Rule::SecurityLoosened
        | Rule::IdempotenceChanged
        | Rule::ParameterStyleChanged
        | Rule::EncodingChanged => Fit::Any,
        Rule::OperationAdded | Rule::OperationRemoved | Rule::OperationIdChanged | Rule::RustNameChanged
            if kind == Kind::Tag || kind == Kind::Existence =>
        {
            Fit::Best
        }
        _ if kind == Kind::Tag => Fit::Any,
        Rule::ParameterAddedOptional
        | Rule::ParameterAddedRequired
        | Rule::MemberAddedOptional
        | Rule::MemberAddedRequired
        | Rule::BodyAddedOptional
        | Rule::BodyAddedRequired
        | Rule::ParameterRemoved
        | Rule::MemberRemoved
        | Rule::BodyRemoved
        | Rule::SchemaRenamed
        | Rule::SchemaReplaced
        | Rule::SchemaExtracted
        | Rule::SchemaInlined
        | Rule::TypeChanged
        | Rule::UnionAdded
        | Rule::UnionRemoved
        | Rule::ResponseBodyAdded
        | Rule::ResponseBodyRemoved
            if kind != Kind::Mark =>
        {
            Fit::Best
        }
        _ => Fit::Good,
    }
}
