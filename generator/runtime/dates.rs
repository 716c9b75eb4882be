//! Dates and instants of the crate `time`, read and written as RFC 3339 has them. In goes text of JSON, out come the values
//! of that crate. Nothing here rounds or changes the offset of an instant.

use serde::{Deserialize, Serialize};
use std::fmt;

time::serde::format_description!(full_date, Date, "[year]-[month]-[day]");

/// A date (`full-date` of RFC 3339, section 5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(#[serde(with = "full_date")] pub time::Date);

/// An instant with its offset (`date-time` of RFC 3339, section 5.6). Two are equal where they are the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(#[serde(with = "time::serde::rfc3339")] pub time::OffsetDateTime);

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
