//! What another format or constraint does to the values that are allowed.

use super::walk::Breaks;
use serde_json::Value;

/// What a change of the format of a text or number breaks. A format that says nothing of values breaks nothing.
pub(super) fn format(old: Option<&str>, new: Option<&str>) -> Breaks {
    let (old, new) = (old.filter(|format| is_felt(format)), new.filter(|format| is_felt(format)));
    match (old, new) {
        (None, None) => Breaks::NOTHING,
        (None, Some(new)) => Breaks { sent: narrows(None, new), received: false },
        (Some(old), None) => Breaks { sent: false, received: narrows(None, old) },
        (Some(old), Some(new)) if old == new => Breaks::NOTHING,
        (Some(old), Some(new)) => Breaks { sent: narrows(Some(old), new), received: narrows(Some(new), old) },
    }
}

/// Whether a format says something of values. A password is a text like any other, and the size of a number with a fraction
/// is a matter of precision.
fn is_felt(format: &str) -> bool {
    matches!(format, "date" | "date-time" | "uuid" | "byte" | "binary") || range(format).is_some()
}

/// Whether a format takes less than another, or than none.
fn narrows(from: Option<&str>, to: &str) -> bool {
    match (from.and_then(range), range(to)) {
        (Some((low, high)), Some((least, most))) => least > low || most < high,
        // Integers without a format are of 64 bits here.
        (None, Some((least, most))) if from.is_none() => least > i128::from(i64::MIN) || most < i128::from(i64::MAX),
        _ => true,
    }
}

/// The integers that a format allows.
fn range(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}

/// Whether a constraint allows less than before. One that cannot be compared may.
pub(super) fn tightens(keyword: &str, old: Option<&Value>, new: Option<&Value>) -> bool {
    let number = |value: &Value| value.as_f64();
    match (keyword, old, new) {
        (_, _, None) => false,
        ("uniqueItems", _, Some(new)) => *new == true,
        ("exclusiveMinimum" | "exclusiveMaximum", _, Some(Value::Bool(new))) => *new,
        ("minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties", Some(old), Some(new)) => {
            number(old).zip(number(new)).is_none_or(|(old, new)| new > old)
        }
        ("maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties", Some(old), Some(new)) => {
            number(old).zip(number(new)).is_none_or(|(old, new)| new < old)
        }
        ("minLength" | "minItems" | "minProperties", None, Some(new)) => number(new).is_none_or(|new| new > 0.0),
        ("multipleOf", Some(old), Some(new)) => {
            number(old).zip(number(new)).is_none_or(|(old, new)| new == 0.0 || (old / new).fract() != 0.0)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{format, tightens};
    use serde_json::json;

    #[test]
    fn a_format_that_takes_less_is_refused_and_one_that_gives_more_is_not_read() {
        for (old, new, sent, received) in [
            (None, Some("uuid"), true, false),
            (Some("uuid"), None, false, true),
            (Some("date"), Some("date-time"), true, true),
            (Some("int32"), Some("int64"), false, true),
            (Some("int64"), Some("int32"), true, false),
            (None, Some("int64"), false, false),
            (None, Some("email"), false, false),
            (None, Some("password"), false, false),
        ] {
            let breaks = format(old, new);
            assert_eq!((breaks.sent, breaks.received), (sent, received), "{old:?} to {new:?}");
        }
    }

    #[test]
    fn a_constraint_tightens_where_it_allows_less() {
        for (keyword, old, new, expected) in [
            ("maxLength", None, Some(json!(5)), true),
            ("maxLength", Some(json!(5)), Some(json!(6)), false),
            ("maxLength", Some(json!(5)), Some(json!(4)), true),
            ("minimum", Some(json!(0)), Some(json!(1)), true),
            ("minLength", None, Some(json!(0)), false),
            ("pattern", Some(json!("a")), Some(json!("b")), true),
            ("pattern", Some(json!("a")), None, false),
            ("uniqueItems", None, Some(json!(true)), true),
            ("multipleOf", Some(json!(4)), Some(json!(2)), false),
            ("multipleOf", Some(json!(2)), Some(json!(4)), true),
        ] {
            assert_eq!(tightens(keyword, old.as_ref(), new.as_ref()), expected, "{keyword} {old:?} to {new:?}");
        }
    }
}
