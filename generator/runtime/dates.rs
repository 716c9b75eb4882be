//! Dates and instants of the crate `time`, read and written as RFC 3339 has them. In goes text of JSON, out come the values
//! of that crate. Nothing here rounds or changes the offset of an instant.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use time::serde::rfc3339;

time::serde::format_description!(full_date, Date, "[year]-[month]-[day]");

/// A date (`full-date` of RFC 3339, section 5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(pub time::Date);

/// An instant with its offset (`date-time` of RFC 3339, section 5.6). Two are equal where they are the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateTime(pub time::OffsetDateTime);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        full_date::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        full_date::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        rfc3339::deserialize(deserializer).map(Self)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        rfc3339::serialize(&self.0, serializer)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self
            .0
            .format(&time::format_description::well_known::Rfc3339);
        f.write_str(&text.map_err(|_| fmt::Error)?)
    }
}

impl From<time::Date> for Date {
    fn from(date: time::Date) -> Self {
        Self(date)
    }
}

impl From<time::OffsetDateTime> for DateTime {
    fn from(instant: time::OffsetDateTime) -> Self {
        Self(instant)
    }
}

impl From<Date> for time::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl From<DateTime> for time::OffsetDateTime {
    fn from(instant: DateTime) -> Self {
        instant.0
    }
}
