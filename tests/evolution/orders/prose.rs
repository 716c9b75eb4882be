//! Summaries, descriptions and the titles of an enumeration and of a member are other words.

use crate::shared::sent;
use client::{
    operations,
    types::{Level, Log, LogOf},
};

#[test]
fn words_name_nothing() {
    assert_eq!(sent(&operations::Log::new().level(Level::High)).1, "/log?level=high");
    let of: fn(Log) -> Option<LogOf> = |log| log.of;
    assert_eq!(of(Log::new()), None);
}
