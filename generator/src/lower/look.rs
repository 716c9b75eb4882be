//! What a value of a schema looks like from outside: its JSON type, its members, and which of them are constants.
//! Variants of a union without a discriminator are told apart by no more than this.

use super::Lowering;
use crate::load::{JsonType, Schema};
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// What a value of a schema looks like from outside.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Look {
    /// Nothing is known.
    Any,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    /// A text in a format that not every text has.
    Formatted(String),
    /// One of these values, as far as the document knows; open, like every enumeration.
    Constants(Vec<Value>),
    Array(Box<Look>),
    /// An object with these members, and whether others are kept.
    Object(Vec<Member>, bool),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    name: String,
    required: bool,
    look: Look,
}

impl Lowering<'_> {
    /// What a value of a schema looks like.
    pub(super) fn look(&mut self, schema: &Rc<Schema>, depth: usize) -> Look {
        let Some(depth) = depth.checked_sub(1) else { return Look::Any };
        let Some(left) = self.looks_left.checked_sub(1) else { return Look::Any };
        self.looks_left = left;
        let whole = self.merged(schema);
        // What is listed counts, whatever choice stands beside it: `enum: [2]` with an enumeration by `oneOf` in its `allOf`.
        if !whole.enumeration.is_empty() {
            let null = self.is_nullable(schema).then_some(Value::Null);
            return Look::Constants(whole.enumeration.iter().cloned().chain(null).collect());
        }
        if !whole.choices.is_empty() {
            return Look::Any;
        }
        match whole.json_type() {
            None => Look::Any,
            Some(JsonType::Null) => Look::Null,
            Some(JsonType::Boolean) => Look::Boolean,
            Some(JsonType::Integer) => Look::Integer,
            Some(JsonType::Number) => Look::Number,
            Some(JsonType::String) => match whole.format.as_deref() {
                Some(format @ ("uuid" | "date" | "date-time" | "byte"))
                    if !self.wishes.plain_formats.contains(format) =>
                {
                    Look::Formatted(format.to_owned())
                }
                _ => Look::String,
            },
            Some(JsonType::Array) => {
                Look::Array(Box::new(whole.items.as_ref().map_or(Look::Any, |items| self.look(items, depth))))
            }
            Some(JsonType::Object) => {
                let required = whole.required();
                let members = whole.properties.iter().map(|(name, schema)| Member {
                    name: name.clone(),
                    required: required.contains(name.as_str()),
                    look: self.look(schema, depth),
                });
                let mut members: Vec<_> = members.collect();
                let listed = |name: &&String| !whole.properties.contains_key(*name);
                members.extend(whole.required.iter().filter(listed).map(|name| Member {
                    name: name.clone(),
                    required: true,
                    look: Look::Any,
                }));
                Look::Object(members, whole.keeps_others())
            }
        }
    }
}

impl Look {
    fn members(&self) -> &[Member] {
        match self {
            Self::Object(members, _) => members,
            _ => &[],
        }
    }

    fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// The members that it must have.
    pub(super) fn required(&self) -> impl Iterator<Item = &str> {
        self.members().iter().filter(|member| member.required).map(|member| &*member.name)
    }

    /// The texts that a member can have, where it must be one of them.
    pub(super) fn texts(&self, member: &str) -> Vec<String> {
        match self.member(member) {
            Some(Member { required: true, look: Self::Constants(values), .. })
                if values.iter().all(Value::is_string) =>
            {
                values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The members that have one value only, with it.
    pub(super) fn constants(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members().iter().filter_map(|member| match &member.look {
            Self::Constants(values) => match &values[..] {
                [value @ (Value::String(_) | Value::Number(_) | Value::Bool(_))] => Some((&*member.name, value)),
                _ => None,
            },
            _ => None,
        })
    }

    /// Where it stands among the other variants: what takes the values of another comes behind it.
    pub(super) fn rank(&self, others: &[Self]) -> usize {
        let any = |is: fn(&Self) -> bool| others.iter().any(is);
        match self {
            Self::Any => 2,
            Self::String => usize::from(any(|other| match other {
                Self::Formatted(_) => true,
                Self::Constants(values) => values.iter().any(Value::is_string),
                _ => false,
            })),
            Self::Formatted(format) if format == "byte" => {
                usize::from(any(|other| matches!(other, Self::Formatted(_))))
            }
            Self::Number => usize::from(any(|other| matches!(other, Self::Integer | Self::Constants(_)))),
            _ => 0,
        }
    }

    /// Whether every value that looks like `other` also looks like this and loses nothing, so that this one, tried
    /// first, takes them all.
    pub(super) fn takes(&self, other: &Self) -> bool {
        match (self, other) {
            // What is not known may tell them apart.
            (Self::Any, _) | (_, Self::Any) => false,
            (Self::Constants(values), Self::Constants(others)) => others.iter().all(|value| values.contains(value)),
            (Self::Array(items), Self::Array(others)) => items.takes(others),
            (Self::Object(members, open), Self::Object(others, _)) => {
                let fits = |member: &Member| match other.member(&member.name) {
                    Some(theirs) => {
                        (theirs.required || !member.required)
                            && (member.look.takes(&theirs.look) || [&member.look, &theirs.look].contains(&&Self::Any))
                    }
                    None => !member.required,
                };
                let known = |member: &Member| self.member(&member.name).is_some();
                members.iter().all(fits) && (*open || others.iter().all(known))
            }
            (this, other) => this == other,
        }
    }
}

/// Looks that others may hide behind, in their order, each found by a member that it cannot do without.
#[derive(Default)]
pub(super) struct Takers<'a> {
    looks: Vec<&'a Look>,
    /// By a member that they require, which what they take requires as well.
    requiring: HashMap<&'a str, Vec<usize>>,
    /// By each member that they list, where they take no others and require none.
    listing: HashMap<&'a str, Vec<usize>>,
    others: Vec<usize>,
}

impl<'a> Takers<'a> {
    pub(super) fn add(&mut self, look: &'a Look) {
        let number = self.looks.len();
        self.looks.push(look);
        match look {
            Look::Object(members, open) => match (look.required().next(), *open || members.is_empty()) {
                (Some(required), _) => self.requiring.entry(required).or_default().push(number),
                (None, true) => self.others.push(number),
                (None, false) => {
                    for member in members {
                        self.listing.entry(&member.name).or_default().push(number);
                    }
                }
            },
            _ => self.others.push(number),
        }
    }

    /// The first that takes every value that looks like this.
    pub(super) fn first(&self, look: &Look) -> Option<usize> {
        let required = look.required().filter_map(|name| self.requiring.get(name));
        let listed: Vec<_> = match look.members().first() {
            Some(first) => self.listing.get(&*first.name).into_iter().collect(),
            None => self.listing.values().collect(),
        };
        let numbers = required.chain(listed).chain([&self.others]);
        numbers.filter_map(|numbers| numbers.iter().find(|number| self.looks[**number].takes(look)).copied()).min()
    }
}

/// A member that every variant must have, with texts that no other variant has.
pub(super) fn common_tag(looks: &[&Look]) -> Option<String> {
    let tells = |member: &str| {
        let mut seen: HashSet<String> = HashSet::new();
        looks.iter().all(|look| {
            let values = look.texts(member);
            let fresh = !values.is_empty() && values.iter().all(|value| !seen.contains(value));
            seen.extend(values);
            fresh
        })
    };
    looks.first()?.required().find(|name| tells(name)).map(str::to_owned)
}
