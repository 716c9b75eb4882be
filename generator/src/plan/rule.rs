//! The rule by which serde makes the names of most members from those of the fields, so that few need a line of their own.

use crate::{
    ir::Struct,
    names::{Ident, TypeNames},
};

/// How serde makes the name of a member from that of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    None,
    Camel,
    Pascal,
    Kebab,
    ScreamingSnake,
}

impl Rule {
    /// The rule with which the fewest members need a name of their own.
    pub(super) fn best(object: &Struct, names: &TypeNames) -> Self {
        let exceptions = |rule: &Self| {
            let members = object.fields.iter().zip(&names.members);
            let exceptions = members.filter(|(field, name)| rule.apply(name.as_str()) != field.name.wire).count();
            // A rule takes a line as well.
            exceptions + usize::from(*rule != Self::None)
        };
        if object.multipart || !names.members.iter().all(|name| name.as_str().is_ascii()) {
            // Serde's own rules know no other letters.
            return Self::None;
        }
        let rules = [Self::None, Self::Camel, Self::Pascal, Self::Kebab, Self::ScreamingSnake];
        rules.into_iter().min_by_key(exceptions).unwrap_or(Self::None)
    }

    /// What serde calls it.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Camel => Some("camelCase"),
            Self::Pascal => Some("PascalCase"),
            Self::Kebab => Some("kebab-case"),
            Self::ScreamingSnake => Some("SCREAMING_SNAKE_CASE"),
        }
    }

    /// Whether serde must be told the name of a member. Rust has one form of a letter that can be written in several (NFC),
    /// which need not be that of the document.
    pub(super) fn renames(self, field: &Ident, wire: &str) -> bool {
        self.apply(field.as_str()) != wire || !wire.is_ascii()
    }

    /// What serde makes of the name of a field.
    fn apply(self, field: &str) -> String {
        let field = field.trim_start_matches("r#");
        let pascal = || -> String { field.split('_').map(capitalised).collect() };
        match self {
            Self::None => field.to_owned(),
            Self::Pascal => pascal(),
            Self::Camel => {
                let pascal = pascal();
                let mut rest = pascal.chars();
                rest.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + rest.as_str())
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingSnake => field.to_ascii_uppercase(),
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + rest.as_str())
}
