//! What a bare word of YAML is: `null`, a boolean, a number or a text, by the core schema of YAML 1.2 (section 10.3.2), and with
//! `0b11` for a number, as readers of Rust have it.

use serde_json::{Number, Value};
use std::num::ParseIntError;

/// A bare word as data; `None` where JSON has no such number.
pub(super) fn plain(text: &str) -> Option<Value> {
    Some(match text {
        _ if is_beyond_json(text) => return None,
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    })
}

/// Whether it is infinity or what is no number.
pub(super) fn is_beyond_json(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    [".inf", ".nan"].iter().any(|word| unsigned.eq_ignore_ascii_case(word))
}

fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "beyond 64 bits JSON has a number with a fraction")]
    let wide = || match unsigned(text, u128::from_str_radix) {
        Some(integer) => Some(integer as f64),
        None => negative(text, i128::from_str_radix).map(|integer| integer as f64),
    };
    let small = unsigned(text, u64::from_str_radix).map(Number::from);
    let small = small.or_else(|| negative(text, i64::from_str_radix).map(Number::from));
    small.or_else(|| wide().or_else(|| fraction(text)).and_then(Number::from_f64))
}

const PREFIXES: [(&str, u32); 3] = [("0x", 16), ("0o", 8), ("0b", 2)];

fn unsigned<T>(text: &str, parse: fn(&str, u32) -> Result<T, ParseIntError>) -> Option<T> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    for (prefix, radix) in PREFIXES {
        let Some(rest) = digits.strip_prefix(prefix) else { continue };
        return parse(rest, radix).ok().filter(|_| !is_signed(rest));
    }
    if is_signed(digits) || has_leading_zero(text) { None } else { parse(digits, 10).ok() }
}

fn negative<T>(text: &str, parse: fn(&str, u32) -> Result<T, ParseIntError>) -> Option<T> {
    let digits = text.strip_prefix('-')?;
    for (prefix, radix) in PREFIXES {
        let Some(rest) = digits.strip_prefix(prefix) else { continue };
        return parse(&format!("-{rest}"), radix).ok();
    }
    if has_leading_zero(text) { None } else { parse(text, 10).ok() }
}

fn fraction(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('+').filter(|digits| !is_signed(digits)).unwrap_or(text);
    digits.parse().ok().filter(|number: &f64| number.is_finite() && !has_leading_zero(text))
}

fn is_signed(text: &str) -> bool {
    text.starts_with(['+', '-'])
}

/// Whether it is digits with a zero in front, such as a telephone number, which is a text.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::plain;
    use serde_json::{Value, json};

    #[test]
    fn bare_words_are_what_other_readers_take_them_for() {
        let table = [
            ("", Value::Null),
            ("~", Value::Null),
            ("nULL", json!("nULL")),
            ("True", json!(true)),
            ("yes", json!("yes")),
            ("12", json!(12)),
            ("+12", json!(12)),
            ("-12", json!(-12)),
            ("-0", json!(0)),
            ("012", json!("012")),
            ("-012", json!("-012")),
            ("+-1", json!("+-1")),
            ("0x1F", json!(31)),
            ("-0x1F", json!(-31)),
            ("0x-1", json!("0x-1")),
            ("0o17", json!(15)),
            ("0b11", json!(3)),
            ("0x", json!("0x")),
            ("18446744073709551615", json!(u64::MAX)),
            ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
            ("1.10", json!(1.1)),
            (".5", json!(0.5)),
            ("1e3", json!(1000.0)),
            ("1e999", json!("1e999")),
            ("1_000", json!("1_000")),
            ("inf", json!("inf")),
            ("nan", json!("nan")),
            ("2024-01-01", json!("2024-01-01")),
            ("3.0.3", json!("3.0.3")),
        ];
        for (text, value) in table {
            assert_eq!(plain(text), Some(value), "{text}");
        }
        for text in [".inf", "-.Inf", ".NaN", "+.INF"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
