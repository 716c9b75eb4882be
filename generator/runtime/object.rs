//! Objects, read and written member by member as the definition of their type says. Serde's own derive would do the same with more
//! code for a compiler to check, and with five crates more.

use super::{nullable::Nullable, text::Text};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor},
    forward_to_deserialize_any,
    ser::SerializeMap as _,
};
use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

/// A type that is an object in JSON.
pub trait Object<'de>: Sized {
    /// What was expected where another value comes.
    const EXPECTED: &'static str;

    /// Reads the members.
    ///
    /// # Errors
    /// A member does not fit, is missing, or is there twice.
    fn read<D: MapAccess<'de>>(members: Members<D>) -> Result<Self, D::Error>;
}

/// Reads an object.
///
/// # Errors
/// The value is no object, or a member does not fit.
pub fn read<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Reader(PhantomData))
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        T::read(Members(access))
    }
}

/// The members of an object that is being read. A method for each kind of member says what it is in the end.
pub struct Members<A>(A);

#[allow(
    clippy::option_option,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "one signature for all kinds of members"
)]
impl<'de, A: MapAccess<'de>> Members<A> {
    /// The name of the next member.
    ///
    /// # Errors
    /// It is no text.
    pub fn next(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        Ok(self.0.next_key()?.map(|Text(name)| name))
    }

    /// Reads the value of a member.
    ///
    /// # Errors
    /// It does not fit, or was there before.
    pub fn read<T: Deserialize<'de>>(
        &mut self,
        value: &mut Option<T>,
        name: &'static str,
    ) -> Result<(), A::Error> {
        if value.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        *value = Some(self.0.next_value()?);
        Ok(())
    }

    /// Reads past the value of a member.
    ///
    /// # Errors
    /// It is no JSON.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.0.next_value::<IgnoredAny>().map(drop)
    }

    /// Reads the value of a member that is not listed.
    ///
    /// # Errors
    /// It does not fit.
    pub fn unlisted<T: DeserializeOwned>(
        &mut self,
        rest: &mut BTreeMap<String, T>,
        name: Cow<'de, str>,
    ) -> Result<(), A::Error> {
        rest.insert(name.into_owned(), self.0.next_value()?);
        Ok(())
    }

    /// A member that must be there, unless it can be `null`.
    ///
    /// # Errors
    /// It is missing.
    pub fn required<T: Deserialize<'de>>(
        &self,
        value: Option<T>,
        name: &'static str,
    ) -> Result<T, A::Error> {
        value.map_or_else(|| T::deserialize(Missing(name, PhantomData)), Ok)
    }

    /// A member that can be missing; `null` is the same.
    ///
    /// # Errors
    /// None; the signature is that of its siblings.
    pub fn optional<T>(&self, value: Option<Option<T>>, _: &str) -> Result<Option<T>, A::Error> {
        Ok(value.flatten())
    }

    /// A member of which `null` is one of the values.
    ///
    /// # Errors
    /// None; the signature is that of its siblings.
    pub fn any<T>(&self, value: Option<T>, _: &str) -> Result<Option<T>, A::Error> {
        Ok(value)
    }

    /// A member that can be missing, or `null`.
    ///
    /// # Errors
    /// None; the signature is that of its siblings.
    pub fn nullable<T>(
        &self,
        value: Option<Nullable<T>>,
        _: &str,
    ) -> Result<Nullable<T>, A::Error> {
        Ok(value.unwrap_or_default())
    }

    /// A member that can be missing, and is never written.
    ///
    /// # Errors
    /// None; the signature is that of its siblings.
    pub fn read_only<T>(&self, value: Option<Option<T>>, _: &str) -> Result<Option<T>, A::Error> {
        Ok(value.flatten())
    }

    /// A member that must be there, and is never written.
    ///
    /// # Errors
    /// It is missing.
    pub fn read_only_required<T: Deserialize<'de>>(
        &self,
        value: Option<T>,
        name: &'static str,
    ) -> Result<T, A::Error> {
        self.required(value, name)
    }
}

/// What a missing member is read from: nothing but `None` can be.
struct Missing<E>(&'static str, PhantomData<E>);

impl<'de, E: serde::de::Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// An object that is being written; the first error is kept to the end. A method for each kind of member says when it is
/// written.
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

#[allow(clippy::ref_option, reason = "one signature for all kinds of members")]
impl<S: Serializer> Writer<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// A member that is always written.
    #[must_use]
    pub fn required<T: Serialize>(self, name: &str, value: &T) -> Self {
        Self(self.0.and_then(|mut map| {
            map.serialize_entry(name, value)?;
            Ok(map)
        }))
    }

    /// A member that is written where there is one.
    #[must_use]
    pub fn optional<T: Serialize>(self, name: &str, value: &Option<T>) -> Self {
        match value {
            Some(value) => self.required(name, value),
            None => self,
        }
    }

    /// A member that is written where there is one, also where it is `null`.
    #[must_use]
    pub fn any<T: Serialize>(self, name: &str, value: &Option<T>) -> Self {
        self.optional(name, value)
    }

    /// A member that is written as `null` or as a value, unless it is absent.
    #[must_use]
    pub fn nullable<T: Serialize>(self, name: &str, value: &Nullable<T>) -> Self {
        if value.is_absent() {
            self
        } else {
            self.required(name, value)
        }
    }

    /// A member that is never written.
    #[must_use]
    pub fn read_only<T>(self, _name: &str, _value: &T) -> Self {
        self
    }

    /// A member that is never written.
    #[must_use]
    pub fn read_only_required<T>(self, _name: &str, _value: &T) -> Self {
        self
    }

    /// The members that are not listed.
    #[must_use]
    pub fn unlisted<T: Serialize>(self, rest: &BTreeMap<String, T>) -> Self {
        rest.iter()
            .fold(self, |written, (name, value)| written.required(name, value))
    }

    /// Ends the object.
    ///
    /// # Errors
    /// A value cannot be written.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

/// Defines a type that is received, and how it is read. With what `cfg_attr` asks for it is written, too. `object` must be in
/// scope where it is used: this module, and its macro.
///
/// Behind each field stands what its member is, with its name in JSON:
/// - `required`: it must be there.
/// - `optional`: it can be missing, which `null` means as well.
/// - `nullable`: it can be missing or `null`, which are two things.
/// - `any`: it can be missing; `null` is one of its values.
/// - `read_only` and `read_only_required`: it is never written.
///
/// The field marked `rest` holds the members that are not listed.
macro_rules! received {
    ($($definition:tt)*) => {
        object::object!(always read, else write: $($definition)*);
    };
}

/// Defines a type that is sent, and how it is written. With what `cfg_attr` asks for it is read, too. The rest is as with
/// `received`.
macro_rules! sent {
    ($($definition:tt)*) => {
        object::object!(always write, else read: $($definition)*);
    };
}

/// Defines a type that is sent and received, and how it is written and read. The rest is as with `received`.
macro_rules! object {
    ($(#[$attribute:meta])* pub struct $name:ident $members:tt) => {
        object::object!(define $name $members $(#[$attribute])*);
        object::object!(read $name $members);
        object::object!(write $name $members);
    };
    (
        always $always:ident, else $other:ident:
        $(#[doc = $doc:literal])*
        #[cfg_attr($full:meta, derive($($trait:ident),+ $(,)?))]
        $(#[$attribute:meta])*
        pub struct $name:ident $members:tt
    ) => {
        object::object!(
            define $name $members
            $(#[doc = $doc])* #[cfg_attr($full, derive($($trait),+))] $(#[$attribute])*
        );
        object::object!($always $name $members);
        #[cfg($full)]
        object::object!($other $name $members);
    };
    (
        always $always:ident, else $other:ident:
        $(#[$attribute:meta])*
        pub struct $name:ident $members:tt
    ) => {
        object::object!(define $name $members $(#[$attribute])*);
        object::object!($always $name $members);
    };
    (
        define $name:ident {
            $(
                $(#[doc = $doc:literal])* $(#[deprecated $($note:tt)?])?
                $public:vis $field:ident: $ty:ty = $how:ident($wire:literal $(,)?),
            )*
            $(#[rest] pub $rest:ident: $rest_type:ty,)?
        }
        $(#[$attribute:meta])*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[doc = $doc])* $(#[deprecated $($note)?])? $public $field: $ty,)*
            $(
                /// The members that are not listed.
                pub $rest: $rest_type,
            )?
        }
    };
    (
        read $name:ident {
            $(
                $(#[doc = $doc:literal])* $(#[deprecated $($note:tt)?])?
                $public:vis $field:ident: $ty:ty = $how:ident($wire:literal $(,)?),
            )*
            $(#[rest] pub $rest:ident: $rest_type:ty,)?
        }
    ) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                object::read(deserializer)
            }
        }

        impl<'de> object::Object<'de> for $name {
            const EXPECTED: &'static str = ::core::concat!("struct ", ::core::stringify!($name));

            #[allow(deprecated, reason = "what is deprecated still travels")]
            fn read<D: ::serde::de::MapAccess<'de>>(
                mut members: object::Members<D>,
            ) -> ::core::result::Result<Self, D::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                $(let mut $rest: $rest_type = ::core::default::Default::default();)?
                while let ::core::option::Option::Some(name) = members.next()? {
                    match &*name {
                        $($wire => members.read(&mut $field, $wire),)*
                        _ => object::object!(unlisted members name $($rest)?),
                    }?;
                }
                ::core::result::Result::Ok(Self {
                    $($field: members.$how($field, $wire)?,)*
                    $($rest,)?
                })
            }
        }
    };
    (unlisted $members:ident $name:ident) => {
        $members.skip()
    };
    (unlisted $members:ident $name:ident $rest:ident) => {
        $members.unlisted(&mut $rest, $name)
    };
    (
        write $name:ident {
            $(
                $(#[doc = $doc:literal])* $(#[deprecated $($note:tt)?])?
                $public:vis $field:ident: $ty:ty = $how:ident($wire:literal $(,)?),
            )*
            $(#[rest] pub $rest:ident: $rest_type:ty,)?
        }
    ) => {
        impl ::serde::Serialize for $name {
            #[allow(deprecated, reason = "what is deprecated still travels")]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                object::Writer::new(serializer)
                    $(.$how($wire, &self.$field))*
                    $(.unlisted(&self.$rest))?
                    .end()
            }
        }
    };
}

pub(crate) use {object, received, sent};
