//! Which line of the lock each thing of a document has, and which key it has from now on. A key is made of what the
//! document calls a thing, never of its place in a list or of a title. A thing that is called otherwise than before is
//! still known where only one can be meant: an operation by its method and path, a type by its members.

mod places;
mod variants;

pub(super) use places::kind;

use super::{
    error_words,
    lock::{Lock, Table},
    type_words,
};
use crate::ir::{Api, Method, Operation, Parameter, TypeId, Webhook};
use std::collections::{HashMap, HashSet};

/// What a thing is called in the lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) key: String,
    /// The key of its line in the lock that was read, if it has one.
    pub(crate) old: Option<String>,
}

/// What a type is called in the lock, and its members, values or variants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypeKey {
    pub(crate) of: Key,
    /// The keys of its other places.
    pub(crate) places: Vec<String>,
    pub(crate) members: Vec<Key>,
}

/// The keys of all that has a name, in the order of the IR.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) types: Vec<TypeKey>,
    pub(crate) operations: Vec<Key>,
    pub(crate) webhooks: Vec<Key>,
    pub(crate) schemes: Vec<Key>,
    pub(crate) servers: Vec<Key>,
    pub(crate) headers: Vec<Key>,
    pub(crate) tags: Vec<Key>,
    pub(crate) errors: Vec<Key>,
    /// The types, and the operations, that are called otherwise than in the lock.
    pub(crate) moved_types: Vec<usize>,
    pub(crate) moved_operations: Vec<usize>,
}

impl Keys {
    /// The keys of a document.
    pub(super) fn of(api: &Api, lock: &Lock) -> Self {
        let (operations, moved_operations) = operation_keys(api, lock);
        let (types, moved_types) = places::type_keys(api, lock, &operations);
        let new = |id: TypeId| types[id.0].of.key.clone();
        let old = |id: TypeId| types[id.0].of.old.clone().unwrap_or_default();
        let words = |words: String, of: &str| format!("{} {words}", of.to_lowercase());
        let headers = api.headers.iter().map(|it| {
            let wire = &it.name.wire;
            (words(type_words(&it.ty, &new), wire), words(type_words(&it.ty, &old), wire))
        });
        let errors = api.errors.iter().map(|body| (error_words(body, &new), error_words(body, &old)));
        Self {
            webhooks: keys(api.webhooks.iter().map(|it| same(webhook_key(it))), &lock.webhooks),
            schemes: keys(api.schemes.iter().map(|it| same(it.name.wire.clone())), &lock.schemes),
            servers: keys(api.servers.iter().map(|it| same(it.url.clone())), &lock.servers),
            headers: keys(headers, &lock.headers),
            tags: keys(api.tags.iter().map(|it| same(it.name.wire.clone())), &lock.tags),
            errors: keys(errors, &lock.errors),
            types,
            operations,
            moved_types,
            moved_operations,
        }
    }
}

/// The keys of the parameters of an operation or a webhook.
pub(super) fn parameter_keys(parameters: &[Parameter]) -> Vec<String> {
    distinct(parameters.iter().map(|it| it.location.identity(&it.name.wire)))
}

/// The keys of the parameters, each with that of its line among those that are known: it may have been somewhere else in
/// the request before.
pub(super) fn known_parameters<T>(parameters: &[Parameter], known: &Table<T>) -> Vec<Key> {
    let keys = parameter_keys(parameters);
    let name = |key: &str| key.split_once(' ').map_or(key, |(_, name)| name).to_lowercase();
    let new = keys.iter().filter(|key| !known.contains_key(*key));
    let new: Vec<_> = new.map(|key| name(key)).collect();
    let gone = || known.keys().filter(|key| *key != BODY && !keys.contains(key));
    let moved = |key: &str| {
        let name_of = name(key);
        let place = |key: &str| key.split_once(' ').map(|(place, _)| place.to_owned());
        let mut gone = gone().filter(|gone| name(gone) == name_of && place(gone) != place(key));
        let one = gone.next().filter(|_| gone.next().is_none())?;
        (new.iter().filter(|new| **new == name_of).count() == 1).then(|| one.clone())
    };
    let olds: Vec<_> =
        keys.iter().map(|key| if known.contains_key(key) { Some(key.clone()) } else { moved(key) }).collect();
    keys.into_iter().zip(olds).map(|(key, old)| Key { key, old }).collect()
}

/// The key of the body beside them.
pub(super) const BODY: &str = "body";

/// Method and path of an operation, which is the path of no other.
pub(super) fn method_and_path(operation: &Operation) -> String {
    let path = operation.pointer.tokens().nth(1).unwrap_or_default();
    format!("{} {path}", operation.method.as_str())
}

/// Operations by id, which should be that of one alone; further media types by that of the first, and their own.
pub(super) fn operation_keys(api: &Api, lock: &Lock) -> (Vec<Key>, Vec<usize>) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let listed = || api.operations.iter().enumerate().filter(|(_, operation)| operation.is_listed());
    listed().for_each(|(_, operation)| *counts.entry(&operation.id).or_default() += 1);
    let mut keys = vec![Key::default(); api.operations.len()];
    for (index, operation) in listed() {
        let alone = counts.get(&*operation.id) == Some(&1);
        let key = if alone { operation.id.clone() } else { method_and_path(operation) };
        let old = Some(key.clone()).filter(|key| lock.operations.contains_key(key));
        keys[index] = Key { key, old };
    }
    let taken: HashSet<_> = keys.iter().filter_map(|key| key.old.clone()).collect();
    let mut left: HashMap<&str, Vec<&String>> = HashMap::new();
    for (key, locked) in lock.operations.iter().filter(|(key, locked)| !locked.retired && !taken.contains(*key)) {
        left.entry(locked.at.as_deref().unwrap_or_default()).or_default().push(key);
    }
    let mut moved = Vec::new();
    for (index, operation) in listed() {
        if let (None, Some([one])) = (&keys[index].old, left.get(&*method_and_path(operation)).map(|it| &it[..])) {
            keys[index].old = Some((*one).clone());
            moved.push(index);
        }
    }
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(first) = operation.alternative_of.map(|first| keys[first.0].clone()) else { continue };
        let media_type = operation.body.as_ref().map_or("", |body| &body.media_type);
        let of = |key: &String| format!("{key} {media_type}");
        let old = first.old.as_ref().map(of).filter(|key| lock.operations.contains_key(key));
        keys[index] = Key { key: of(&first.key), old };
    }
    (keys, moved)
}

/// Nearly all webhooks are sent by POST.
fn webhook_key(webhook: &Webhook) -> String {
    match webhook.method {
        Method::Post => webhook.name.wire.clone(),
        method => format!("{} {}", webhook.name.wire, method.as_str()),
    }
}

fn same(key: String) -> (String, String) {
    (key.clone(), key)
}

/// Keys, each with what it would be in the lock that was read.
fn keys<T>(keys: impl Iterator<Item = (String, String)>, known: &Table<T>) -> Vec<Key> {
    let (new, old): (Vec<_>, Vec<_>) = keys.unzip();
    let keys = distinct(new.into_iter()).into_iter().zip(distinct(old.into_iter()));
    keys.map(|(key, old)| Key { key, old: Some(old).filter(|old| known.contains_key(old)) }).collect()
}

/// Keys that differ. Things that are alike in all that is said of them have nothing but their order left.
fn distinct(keys: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    // The first number to try for each: all before it are taken.
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let distinct = keys.map(|key| {
        if taken.insert(key.clone()) {
            return key;
        }
        let number = numbers.entry(key.clone()).or_insert(2);
        let numbered = (*number..).map(|number| (number, format!("{key} {number}")));
        let (found, free) = { numbered }.find(|(_, key)| !taken.contains(key)).unwrap_or_default();
        *number = found + 1;
        taken.insert(free.clone());
        free
    });
    distinct.collect()
}
