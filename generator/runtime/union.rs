//! Unions: one of several types, told apart by a tag or by what the value looks like. Reading never fails on a value that is
//! none of them, and takes the variant that keeps most of it.

use super::doubts::Doubts;
use serde::{
    Deserialize as _, Deserializer, Serialize,
    de::{
        DeserializeOwned, Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::Value;
use std::fmt;

/// A type that is one of several.
pub trait Union {
    /// Whether the value is one of those that the document lists.
    fn is_recognized(&self) -> bool;
}

impl<T: Union> Union for Box<T> {
    fn is_recognized(&self) -> bool {
        (**self).is_recognized()
    }
}

/// A member of an object, whether it must be there, and its value where it can have only one.
pub type Member = (&'static str, bool, Option<&'static dyn PartialEq<Value>>);

/// A value read as a variant, with the doubts that this leaves.
pub type Attempt<T> = Option<(T, Doubts)>;

/// Reads a value and makes something of it while the reader is at it, so that an error knows its place.
///
/// # Errors
/// It is no value, or nothing can be made of it.
pub fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    make: impl Fn(Value) -> serde_json::Result<T>,
) -> Result<T, D::Error> {
    let mut read = None;
    let mut keep = |value| make(value).map(|value| read = Some(value));
    deserializer.deserialize_any(Whole(&mut keep))?;
    read.ok_or_else(|| D::Error::custom("nothing was read"))
}

/// Takes any value as a whole.
struct Whole<'a>(&'a mut dyn FnMut(Value) -> serde_json::Result<()>);

impl Whole<'_> {
    fn take<E: Error>(self, value: impl Into<Value>) -> Result<(), E> {
        (self.0)(value.into()).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.take(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.take(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.take(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.take(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.take(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.take(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.take(Value::deserialize(SeqAccessDeserializer::new(items))?)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.take(Value::deserialize(MapAccessDeserializer::new(members))?)
    }
}

/// Reads a value whose type is known, and notes each member that the type does not know.
///
/// # Errors
/// The value does not fit the type.
pub fn tagged<T: DeserializeOwned>(value: &Value) -> serde_json::Result<T> {
    let dropped: fn(serde_ignored::Path<'_>) = |_| {
        Doubts {
            dropped: 1,
            unlisted: 0,
        }
        .add();
    };
    serde_ignored::deserialize(value, dropped)
}

fn attempt<T: DeserializeOwned>(value: &Value) -> Attempt<T> {
    let (read, doubts) = Doubts::of(|| tagged(value));
    Some((read.ok()?, doubts))
}

/// Reads an object with these members. Serde would also make an object of a list.
#[must_use]
pub fn object<T: DeserializeOwned>(value: &Value, members: &[Member]) -> Attempt<T> {
    let fits = |(member, required, constant): &Member| match (value.get(member), constant) {
        (Some(found), Some(constant)) => (**constant).eq(found),
        (found, _) => found.is_some() || !required,
    };
    if value.is_object() && members.iter().all(fits) {
        attempt(value)
    } else {
        None
    }
}

/// Reads any value.
#[must_use]
pub fn any<T: DeserializeOwned>(value: &Value, _members: &[Member]) -> Attempt<T> {
    attempt(value)
}

/// Reads a text in a format, which is in doubt where it would not be written as it came.
#[must_use]
pub fn exact<T: DeserializeOwned + Serialize>(value: &Value, _members: &[Member]) -> Attempt<T> {
    let (read, mut doubts) = attempt::<T>(value)?;
    let same = serde_json::to_value(&read).is_ok_and(|written| written == *value);
    doubts.dropped += usize::from(!same);
    Some((read, doubts))
}

/// Reads a union inside of a union, which must recognize the value.
#[must_use]
pub fn nested<T: DeserializeOwned + Union>(value: &Value, _members: &[Member]) -> Attempt<T> {
    attempt(value).filter(|(read, _): &(T, _)| read.is_recognized())
}

/// Defines a union that is received, and how it is read. With what `cfg_attr` asks for it is written, too. `union`, this module,
/// and `UnrecognizedValue` must be in scope where it is used.
///
/// With a `TAG` the member of that name tells which variant a value is: behind each stand its values. Without one it is the
/// variant that leaves the fewest doubts, of several the first. Behind a variant stands how it is read, with the members that it
/// must have and, in `maybe`, those that it may have; `==` stands before the value of one that can have no other.
macro_rules! received_union {
    ($($definition:tt)*) => {
        union::union!(always read, else write: $($definition)*);
    };
}

/// Defines a union that is sent, and how it is written. With what `cfg_attr` asks for it is read, too. The rest is as with
/// `received_union`.
macro_rules! sent_union {
    ($($definition:tt)*) => {
        union::union!(always write, else read: $($definition)*);
    };
}

/// Defines a union that is sent and received, and how it is written and read. The rest is as with `received_union`.
macro_rules! union {
    ($(const TAG: &str = $tag:literal;)? $(#[$attribute:meta])* pub enum $name:ident $variants:tt) => {
        union::union!(define $name $variants $(#[$attribute])*);
        union::union!(read $name $variants $($tag)?);
        union::union!(write $name $variants $($tag)?);
    };
    (
        always $always:ident, else $other:ident:
        $(const TAG: &str = $tag:literal;)?
        $(#[doc = $doc:literal])*
        #[cfg_attr($full:meta, derive($($trait:ident),+ $(,)?))]
        $(#[$attribute:meta])*
        pub enum $name:ident $variants:tt
    ) => {
        union::union!(
            define $name $variants
            $(#[doc = $doc])* #[cfg_attr($full, derive($($trait),+))] $(#[$attribute])*
        );
        union::union!($always $name $variants $($tag)?);
        #[cfg($full)]
        union::union!($other $name $variants $($tag)?);
    };
    (
        always $always:ident, else $other:ident:
        $(const TAG: &str = $tag:literal;)?
        $(#[$attribute:meta])*
        pub enum $name:ident $variants:tt
    ) => {
        union::union!(define $name $variants $(#[$attribute])*);
        union::union!($always $name $variants $($tag)?);
    };
    (
        define $name:ident {
            $($(#[$about:meta])* $variant:ident($ty:ty $(,)?) = $how:ident
                $(($($member:literal $(== $value:literal)?),+ $(,)?))?
                $(.maybe($($optional:literal == $constant:literal),+ $(,)?))?,)+
        }
        $(#[$attribute:meta])*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about])* $variant($ty),)+
            /// A value that is none of these, as it came.
            Unrecognized(UnrecognizedValue),
        }
    };
    (
        read $name:ident {
            $($(#[$about:meta])* $variant:ident($ty:ty $(,)?) = tagged($($value:literal),+ $(,)?),)+
        } $tag:literal
    ) => {
        union::union!(open $name);

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                union::read(deserializer, |value| match value.get($tag).and_then(::serde_json::Value::as_str) {
                    $(::core::option::Option::Some($($value)|+) => union::tagged(&value).map(Self::$variant),)+
                    _ => ::core::result::Result::Ok(Self::Unrecognized(UnrecognizedValue::read(value))),
                })
            }
        }
    };
    (constant) => {
        ::core::option::Option::None
    };
    (constant $value:literal) => {
        ::core::option::Option::Some(&$value)
    };
    (open $name:ident) => {
        impl union::Union for $name {
            fn is_recognized(&self) -> bool {
                !matches!(self, Self::Unrecognized(_))
            }
        }
    };
    (
        read $name:ident {
            $($(#[$about:meta])* $variant:ident($ty:ty $(,)?) = $how:ident
                $(($($member:literal $(== $value:literal)?),+ $(,)?))?
                $(.maybe($($optional:literal == $constant:literal),+ $(,)?))?,)+
        }
    ) => {
        union::union!(open $name);

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                let mut best = ::core::option::Option::None;
                $(
                    let members: &[union::Member] = &[
                        $($(($member, true, union::union!(constant $($value)?)),)+)?
                        $($(($optional, false, union::union!(constant $constant)),)+)?
                    ];
                    if let ::core::option::Option::Some((read, doubts)) = union::$how(&value, members) {
                        if doubts.is_none() {
                            return ::core::result::Result::Ok(Self::$variant(read));
                        }
                        if best.as_ref().is_none_or(|(_, least)| doubts < *least) {
                            best = ::core::option::Option::Some((Self::$variant(read), doubts));
                        }
                    }
                )+
                ::core::result::Result::Ok(match best {
                    ::core::option::Option::Some((read, doubts)) => {
                        doubts.add();
                        read
                    }
                    ::core::option::Option::None => Self::Unrecognized(UnrecognizedValue::read(value)),
                })
            }
        }
    };
    (
        write $name:ident {
            $($(#[$about:meta])* $variant:ident($ty:ty $(,)?) = $how:ident
                $(($($member:literal $(== $value:literal)?),+ $(,)?))?
                $(.maybe($($optional:literal == $constant:literal),+ $(,)?))?,)+
        } $($tag:literal)?
    ) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)+
                    Self::Unrecognized(value) => ::serde::Serialize::serialize(value.value(), serializer),
                }
            }
        }
    };
}

pub(crate) use {received_union, sent_union, union};
