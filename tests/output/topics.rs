//! A generated file as topics that are short enough to be read: the file as a whole, or, where it is long, each item
//! with what belongs to it.

/// How many lines are read at once.
const LONG: usize = 100;

/// The topics of a file, each with its name. Together they are the file.
pub(super) fn topics(text: &str) -> Vec<(String, String)> {
    let mut topics: Vec<(String, String)> = Vec::new();
    if text.lines().count() <= LONG {
        return vec![(String::new(), text.to_owned())];
    }
    for item in items(text) {
        let subject = subject(&item);
        let own = topics.iter_mut().find(|(owner, _)| !subject.is_empty() && *owner == subject);
        if let Some((_, text)) = own {
            text.push_str(&item);
            continue;
        }
        match topics.last_mut() {
            // `GetPetError` stands with `GetPet`.
            Some((owner, text)) if belongs(&subject, owner, text.lines().count() + item.lines().count()) => {
                text.push_str(&item);
            }
            _ if item.lines().count() > LONG => topics.extend(members(&item, &subject)),
            _ => topics.push((subject, item)),
        }
    }
    topics
}

/// The items of a file. An empty line stands between any two that are no imports.
fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        items.last_mut().expect("there is one").push_str(line);
        let next = lines.peek().unwrap_or(&"");
        if line == "\n" && !next.starts_with([' ', '}', '\n']) {
            items.push(String::new());
        }
    }
    items
}

/// The functions of a long implementation.
fn members(item: &str, subject: &str) -> Vec<(String, String)> {
    let mut members = vec![(subject.to_owned(), String::new())];
    let mut lines = item.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let (name, text) = members.last_mut().expect("there is one");
        text.push_str(line);
        if let Some((_, declared)) = line.split_once("fn ").filter(|_| line.starts_with("    ") && !line.contains("//"))
        {
            *name = format!("{subject}.{}", word(declared));
        }
        if line == "    }\n" && lines.peek().is_some_and(|next| *next != "}\n") {
            members.push((subject.to_owned(), String::new()));
        }
    }
    members
}

/// What an item is about: the type that it defines or implements something for.
fn subject(item: &str) -> String {
    let heads =
        item.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['/', '#', ')', ']', '"']));
    let mut heads = heads.skip_while(|line| line.ends_with("! {"));
    let head = heads.next().unwrap_or_default();
    if let Some(implemented) = head.strip_prefix("impl") {
        let ty = implemented.rsplit_once(" for ").map_or(implemented, |(_, ty)| ty);
        let ty = ty.split_once("> ").map_or(ty, |(_, ty)| ty);
        return word(ty.trim().rsplit("::").next().unwrap_or_default());
    }
    let keywords = ["struct ", "enum ", "type ", "trait ", "fn ", "const ", "static "];
    let named = keywords.iter().find_map(|keyword| head.split_once(keyword)).map(|(_, named)| word(named));
    named.unwrap_or_default()
}

/// The name that a text begins with.
fn word(text: &str) -> String {
    text.trim_start_matches("r#").chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect()
}

/// Whether an item of this name belongs to its owner: what has no name to whatever it stands behind, and what only
/// begins like its owner as long as both are short `together`.
fn belongs(subject: &str, owner: &str, together: usize) -> bool {
    let begins = || subject.strip_prefix(owner).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    subject.is_empty() || (!owner.is_empty() && together <= LONG && begins())
}
