//! The lock from now on: what it was, with what the document has now. Lines of what left the document stay and are marked, so
//! that no name comes to mean something else.

use super::{
    Key, Keys, Names, TypeKey, TypeNames,
    keys::{BODY, kind, method_and_path, parameter_keys},
    lock::{Lock, LockedError, LockedOperation, LockedScheme, LockedServer, LockedType, LockedWebhook, Table},
    scope::Ident,
};
use crate::ir::{Api, Bodies, Body, Field, Operation, Parameter, Server, TypeDef, TypeKind, Webhook};
use std::collections::{BTreeSet, HashSet};

/// The lock that keeps the names of an API, and those of `old`.
pub(crate) fn renewed(old: &Lock, api: &Api, names: &Names) -> Lock {
    let keys = &names.keys;
    let of = |name: &Ident| name.plain().to_owned();
    let operations = api.operations.iter().enumerate().map(|(index, operation)| {
        let key = &keys.operations[index];
        let line = key.old.as_ref().and_then(|key| old.operations.get(key));
        (key.key.clone(), operation_line(operation, index, names, line))
    });
    let types = api.types.iter().enumerate().map(|(index, def)| {
        let key = &keys.types[index];
        let line = key.of.old.as_ref().and_then(|key| old.types.get(key));
        (key.of.key.clone(), type_line(def, index, names, line))
    });
    let webhooks = api.webhooks.iter().enumerate().map(|(index, webhook)| {
        let key = &keys.webhooks[index];
        let line = key.old.as_ref().and_then(|key| old.webhooks.get(key));
        (key.key.clone(), webhook_line(webhook, index, names, line))
    });
    let schemes = keys.schemes.iter().zip(&names.schemes).map(|(key, it)| {
        let line =
            LockedScheme { constant: of(&it.constant), constructor: of(&it.constructor), setter: of(&it.setter) };
        (key.key.clone(), line)
    });
    let servers = api.servers.iter().enumerate();
    let servers = servers.map(|(index, it)| (keys.servers[index].key.clone(), server_line(it, index, names)));
    let errors = keys.errors.iter().zip(&names.errors);
    let errors =
        errors.map(|(key, it)| (key.key.clone(), LockedError { variant: of(&it.variant), accessor: of(&it.accessor) }));
    let headers = keys.headers.iter().zip(&names.headers).map(|(key, name)| (key.key.clone(), of(name)));
    let tags = keys.tags.iter().zip(&names.tags).map(|(key, tag)| (key.key.clone(), of(&tag.ident)));
    let mut lock = Lock::default();
    lock.operations = operations.collect();
    lock.types = types.collect();
    lock.webhooks = webhooks.collect();
    lock.schemes = schemes.collect();
    lock.servers = servers.collect();
    lock.errors = errors.collect();
    lock.headers = headers.collect();
    lock.tags = tags.collect();
    keep_retired(&mut lock, old, keys);
    lock
}

/// Adds the lines of what left the document, but for those whose names something wishes for by now.
fn keep_retired(lock: &mut Lock, old: &Lock, keys: &Keys) {
    let types: Vec<_> = keys.types.iter().map(|key| key.of.clone()).collect();
    keep(&mut lock.types, left(&old.types, &types, |line| LockedType { retired: true, ..line.clone() }), |line| {
        vec![(0, &line.name)]
    });
    let retired = |line: &LockedOperation| LockedOperation { retired: true, ..line.clone() };
    keep(&mut lock.operations, left(&old.operations, &keys.operations, retired), |line| {
        let output = line.output.iter().map(|name| (0, name));
        [(0, &line.name), (1, &line.method)].into_iter().chain(output).collect()
    });
    let retired = |line: &LockedWebhook| LockedWebhook { retired: true, ..line.clone() };
    keep(&mut lock.webhooks, left(&old.webhooks, &keys.webhooks, retired), |line| vec![(0, &line.name)]);
    keep(&mut lock.schemes, left(&old.schemes, &keys.schemes, Clone::clone), |line| {
        vec![(0, &line.constant), (1, &line.constructor), (1, &line.setter)]
    });
    keep(&mut lock.servers, left(&old.servers, &keys.servers, Clone::clone), |line| {
        vec![(usize::from(line.variables.is_empty()), &line.name)]
    });
    keep(&mut lock.errors, left(&old.errors, &keys.errors, Clone::clone), |line| {
        vec![(0, &line.variant), (1, &line.accessor)]
    });
    keep(&mut lock.headers, left(&old.headers, &keys.headers, Clone::clone), |name| vec![(0, name)]);
    keep(&mut lock.tags, left(&old.tags, &keys.tags, Clone::clone), |name| vec![(0, name)]);
}

/// The lines of a table whose things left the document.
fn left<T>(old: &Table<T>, keys: &[Key], line: impl Fn(&T) -> T) -> Table<T> {
    let known: HashSet<_> = keys.iter().filter_map(|key| key.old.as_ref()).collect();
    let left = old.iter().filter(|(key, _)| !known.contains(key));
    left.map(|(key, it)| (key.clone(), line(it))).collect()
}

/// Adds lines to a table; `names` gives those of a line, each with the scope that it is of.
fn keep<T>(table: &mut Table<T>, lines: Table<T>, names: impl Fn(&T) -> Vec<(usize, &String)>) {
    if lines.is_empty() {
        return;
    }
    let taken = table.values().flat_map(&names).map(|(scope, name)| (scope, name.clone()));
    let taken: HashSet<_> = taken.collect();
    let free = |line: &T| names(line).into_iter().all(|(scope, name)| !taken.contains(&(scope, name.clone())));
    for (key, line) in lines {
        if free(&line) {
            table.entry(key).or_insert(line);
        }
    }
}

fn operation_line(
    operation: &Operation,
    index: usize,
    names: &Names,
    old: Option<&LockedOperation>,
) -> LockedOperation {
    let names = &names.operations[index];
    let keys: Vec<_> = parameter_keys(&operation.parameters).into_iter().chain([BODY.to_owned()]).collect();
    let body = operation.body.as_ref();
    let required = operation.parameters.iter().map(|parameter| parameter.required);
    let required = required.chain([body.is_some_and(|body| body.required)]);
    let arguments = in_order(keys.iter().zip(&names.ranks).zip(required));
    let line = LockedOperation {
        name: names.name.plain().to_owned(),
        method: names.method.plain().to_owned(),
        arguments,
        content: body.map(|body| body.media_type.clone()),
        ..LockedOperation::default()
    };
    if !operation.is_listed() {
        // All else is the same as of the first.
        return line;
    }
    let parameters = parameters_of(&operation.parameters, &names.parameters, body.map(|_| &names.body));
    LockedOperation {
        at: Some(method_and_path(operation)),
        output: (operation.output == Bodies::ByStatus).then(|| names.output.plain().to_owned()),
        former: old.map(|old| former(&parameters, &[], [&old.parameters, &old.former])).unwrap_or_default(),
        parameters,
        ..line
    }
}

fn parameters_of(parameters: &[Parameter], names: &[Ident], body: Option<&Ident>) -> Table<String> {
    let parameters = parameter_keys(parameters).into_iter().zip(names);
    let all = parameters.chain(body.map(|name| (BODY.to_owned(), name)));
    all.map(|(key, name)| (key, name.plain().to_owned())).collect()
}

fn type_line(def: &TypeDef, index: usize, names: &Names, old: Option<&LockedType>) -> LockedType {
    let (keys, names) = (&names.keys.types[index], &names.types[index]);
    let members = keys.members.iter().zip(&names.members);
    let members: Table<_> = members.map(|(key, name)| (key.key.clone(), name.plain().to_owned())).collect();
    let moved: Vec<_> = keys.members.iter().filter_map(|key| key.old.as_ref()).collect();
    let required = def.fields().map(Field::is_argument);
    let rest = matches!(&def.kind, TypeKind::Struct(object) if object.rest.is_some());
    LockedType {
        name: names.name.plain().to_owned(),
        kind: kind(def).to_owned(),
        places: keys.places.clone(),
        arguments: in_order(keys.members.iter().map(|key| &key.key).zip(&names.ranks).zip(required)),
        rest: rest.then(|| names.rest.plain().to_owned()),
        setters: setters_of(def, keys, names),
        former: old.map(|old| former(&members, &moved, [&old.members, &old.former])).unwrap_or_default(),
        members,
        retired: false,
    }
}

/// The setters that are not called like their fields.
fn setters_of(def: &TypeDef, keys: &TypeKey, names: &TypeNames) -> Table<String> {
    if !matches!(def.kind, TypeKind::Struct(_)) {
        return Table::new();
    }
    let all = keys.members.iter().zip(&names.members).zip(&names.setters);
    let others = all.filter(|((_, member), setter)| member != setter);
    others.map(|((key, _), setter)| (key.key.clone(), setter.plain().to_owned())).collect()
}

fn webhook_line(webhook: &Webhook, index: usize, names: &Names, old: Option<&LockedWebhook>) -> LockedWebhook {
    let names = &names.webhooks[index];
    let body = Some(&names.body).filter(|_| webhook.body != Body::Empty);
    let parameters = parameters_of(&webhook.parameters, &names.parameters, body);
    LockedWebhook {
        name: names.name.plain().to_owned(),
        former: old.map(|old| former(&parameters, &[], [&old.parameters, &old.former])).unwrap_or_default(),
        parameters,
        retired: false,
    }
}

fn server_line(server: &Server, index: usize, names: &Names) -> LockedServer {
    let names = &names.servers[index];
    let variables = server.variables.iter().zip(&names.variables);
    LockedServer {
        name: names.name.plain().to_owned(),
        variables: variables.map(|(it, name)| (it.name.clone(), name.plain().to_owned())).collect(),
    }
}

/// The names of a line that nothing of the document has now. `moved` are keys whose things have another key by now.
fn former<const N: usize>(current: &Table<String>, moved: &[&String], old: [&Table<String>; N]) -> Table<String> {
    let left = old.into_iter().flatten().filter(|(key, _)| !current.contains_key(*key));
    let left: Vec<_> = left.collect();
    let taken: BTreeSet<_> = if left.is_empty() { BTreeSet::new() } else { current.values().collect() };
    let left = left.into_iter().filter(|(key, name)| !moved.contains(key) && !taken.contains(name));
    left.map(|(key, name)| (key.clone(), name.clone())).collect()
}

/// The keys of what must be given, by rank.
fn in_order<'k>(all: impl Iterator<Item = ((&'k String, &'k usize), bool)>) -> Vec<String> {
    let mut required: Vec<_> = all.filter(|(_, required)| *required).map(|(it, _)| it).collect();
    required.sort_by_key(|(_, rank)| **rank);
    required.into_iter().map(|(key, _)| key.clone()).collect()
}
