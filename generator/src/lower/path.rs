//! Makes a template of the key of a Path Item Object and matches it with the parameters of an operation. No template
//! holds a fragment, a character that no URL may have, or what a query parameter sends itself.

use super::Lowering;
use crate::{
    diagnostic::{Code, Diagnostic, Place, Pointer},
    ir::{Docs, Location, Parameter, Style, Type, WireName},
};
use percent_encoding::percent_decode_str;
use std::fmt::Write as _;

impl Lowering<'_> {
    /// A fragment is never part of a request (RFC 3986, section 3.5).
    pub(super) fn report_fragment(&mut self, path: &str, at: &Pointer) {
        if Template::of(path).fragment {
            let message = "what stands behind `#` in a path is no part of a request";
            let help = "write `%23` for a `#` that is part of the path";
            let diagnostic = Diagnostic::new(Code::Ignored, Place::Key(at.clone()), message);
            self.found.push(diagnostic.help(help));
        }
    }

    /// Every template expression of the path has its parameter, and every path parameter its expression: what lacks is
    /// added as a text, what is too much goes.
    pub(super) fn fit_to_path(&mut self, path: &str, parameters: &mut Vec<Parameter>, at: &Pointer) -> String {
        let mut template = Template::of(path);
        template.leave_to_parameters(parameters);
        let item = at.parent().unwrap_or_default().join("parameters");
        if self.was_cleared(&item) || self.was_cleared(&at.join("parameters")) {
            // Parameters were cleared for a reason that was told.
            return template.text();
        }
        let text = template.text();
        let expressions: Vec<_> = expressions(&text).collect();
        let in_path = expressions.iter().map(|name| (*name, Location::Path));
        let wanted = in_path.chain(template.listed.iter().map(|name| (*name, Location::Query)));
        for (name, location) in wanted {
            let fits = |parameter: &Parameter| parameter.location == location && parameter.name.wire == name;
            if !parameters.iter().any(fits) {
                parameters.push(self.missing_parameter(name, location, at));
            }
        }
        parameters.retain(|parameter| {
            let name = &parameter.name.wire;
            let fits = parameter.location != Location::Path || expressions.contains(&&**name);
            if !fits {
                let help = format!("add `{{{name}}}` to the path, or remove the parameter; it is ignored");
                let message = format!("the path has no `{{{name}}}` for its parameter");
                let place = Place::Value(parameter.pointer.join("name"));
                self.found.push(Diagnostic::new(Code::Repaired, place, message).help(help));
            }
            fits
        });
        text
    }

    fn missing_parameter(&mut self, name: &str, location: Location, at: &Pointer) -> Parameter {
        let required = location == Location::Path;
        let (place, style) = if required {
            ("path", Style::Simple { explode: false })
        } else {
            ("query", Style::Form { explode: true })
        };
        let help = format!("add a parameter `{name}` with `in: {place}`; it is read as a string");
        let message = format!("`{{{name}}}` of the path has no parameter");
        self.found.push(Diagnostic::new(Code::Repaired, Place::Key(at.clone()), message).help(help));
        Parameter {
            name: WireName { wire: name.to_owned(), wish: None },
            pointer: at.clone(),
            location,
            style,
            docs: Docs::default(),
            deprecation: None,
            ty: Type::String,
            required,
        }
    }
}

/// The key of a path item, taken apart.
struct Template<'a> {
    path: String,
    /// The pairs behind a question mark.
    query: Vec<String>,
    /// The names in expressions such as `{?a,b}` (RFC 6570, section 3.2.8), which query parameters stand for.
    listed: Vec<&'a str>,
    fragment: bool,
}

impl<'a> Template<'a> {
    fn of(key: &'a str) -> Self {
        let mut template = Self { path: String::new(), query: Vec::new(), listed: Vec::new(), fragment: false };
        let mut rest = key;
        while !rest.is_empty() {
            let expression = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            if let Some((name, behind)) = expression {
                match name.strip_prefix(['?', '&']) {
                    Some(names) => template.listed.extend(names.split(',').map(|name| name.trim_end_matches('*'))),
                    None => drop(write!(template.last(), "{{{name}}}")),
                }
                rest = behind;
                continue;
            }
            let char = rest.chars().next().unwrap_or_default();
            match char {
                '#' => {
                    template.fragment = true;
                    break;
                }
                '?' if template.query.is_empty() => template.query.push(String::new()),
                '&' if !template.query.is_empty() => template.query.push(String::new()),
                '%' if !is_escape(rest) => template.last().push_str("%25"),
                '?' | '%' => template.last().push(char),
                char => template.last().push_str(&encode(char)),
            }
            rest = &rest[char.len_utf8()..];
        }
        template.query.retain(|pair| !pair.is_empty());
        template
    }

    /// What the next piece belongs to.
    fn last(&mut self) -> &mut String {
        self.query.last_mut().unwrap_or(&mut self.path)
    }

    /// A pair such as `name={expression}` whose expression is a query parameter is what that parameter sends. Where the
    /// expression is only a part of the pair the parameter fills it in.
    fn leave_to_parameters(&mut self, parameters: &mut [Parameter]) {
        let in_query = |parameter: &&mut Parameter| parameter.location == Location::Query;
        self.query.retain(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or(("", pair));
            let name = value.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
            let mut sending = parameters.iter_mut().filter(in_query);
            let Some(parameter) = sending.find(|parameter| Some(&*parameter.name.wire) == name) else { return true };
            let key = percent_decode_str(key).decode_utf8_lossy();
            if !key.is_empty() && key != parameter.name.wire {
                let name = std::mem::replace(&mut parameter.name.wire, key.into_owned());
                parameter.name.wish.get_or_insert(name);
            }
            false
        });
        let query = self.query.join("&");
        for parameter in parameters.iter_mut().filter(in_query) {
            if expressions(&query).any(|name| name == parameter.name.wire) {
                parameter.location = Location::Path;
                parameter.style = Style::Simple { explode: false };
                parameter.required = true;
            }
        }
    }

    fn text(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query.join("&")) }
    }
}

/// The names of the template expressions in a text.
fn expressions(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// Whether a text begins with a percent-encoded byte.
fn is_escape(text: &str) -> bool {
    let digits = text.as_bytes().get(1..3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// A character as a path has it: itself where it may stand there (RFC 3986, section 3.3), else percent-encoded.
pub(super) fn encode(char: char) -> String {
    if char.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/".contains(char) {
        return char.to_string();
    }
    let mut buffer = [0; 4];
    char.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")).collect()
}
