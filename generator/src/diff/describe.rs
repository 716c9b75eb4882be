//! What a place of a document is called in a sentence.

use crate::diagnostic::Pointer;

/// The words for a place, with code in backticks: `` `Pet.tag` ``, or ``the body of `POST /pets` ``.
pub(super) fn describe(at: &Pointer) -> String {
    let tokens: Vec<_> = at.tokens().collect();
    let words: Vec<_> = tokens.iter().map(String::as_str).collect();
    match &words[..] {
        ["components", "schemas", name, rest @ ..] => code(&format!("{name}{}", members(rest, true))),
        ["components", kind, name, rest @ ..] => {
            let kind = match *kind {
                "parameters" => "parameter",
                "responses" => "response",
                "requestBodies" => "body",
                "headers" => "header",
                "securitySchemes" => "scheme",
                _ => "component",
            };
            inside(rest, &format!("the {kind} `{name}`"))
        }
        ["paths", path, "parameters", ..] => format!("a parameter of `{path}`"),
        ["paths", path, method, rest @ ..] => operation(rest, &format!("`{} {path}`", method.to_uppercase())),
        ["webhooks", name, _, rest @ ..] => operation(rest, &format!("the webhook `{name}`")),
        ["servers", ..] => "the servers".to_owned(),
        _ => "the document".to_owned(),
    }
}

fn operation(rest: &[&str], operation: &str) -> String {
    match rest {
        ["requestBody", rest @ ..] => inside(rest, &format!("the body of {operation}")),
        ["responses", status, "headers", name, ..] => format!("the header `{name}` ({status} of {operation})"),
        ["responses", status, rest @ ..] => inside(rest, &format!("the response {status} of {operation}")),
        ["parameters", ..] => format!("a parameter of {operation}"),
        _ => operation.to_owned(),
    }
}

fn inside(rest: &[&str], of: &str) -> String {
    let rest = if let ["content", _, rest @ ..] = rest { rest } else { rest };
    let members = members(rest, false);
    if members.is_empty() { of.to_owned() } else { format!("{} in {of}", code(&members)) }
}

/// The members on the way, `owner[].name`; the first with a dot if `dotted`.
fn members(tokens: &[&str], dotted: bool) -> String {
    let mut text = String::new();
    let mut rest = tokens;
    while let Some((token, behind)) = rest.split_first() {
        rest = behind;
        match (*token, behind.split_first()) {
            ("properties", Some((name, behind))) => {
                if dotted || !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
                rest = behind;
            }
            ("items", _) => text.push_str("[]"),
            ("additionalProperties", _) => text.push_str("{}"),
            ("prefixItems", Some((index, behind))) => {
                text.extend(["[", index, "]"]);
                rest = behind;
            }
            _ => {}
        }
    }
    text
}

/// Text of a document as code of Markdown, on one line and without backticks of its own.
pub(super) fn code(text: &str) -> String {
    let plain: String = text.chars().map(|char| if char == '`' || char.is_control() { ' ' } else { char }).collect();
    format!("`{plain}`")
}
