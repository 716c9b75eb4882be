//! Which media type of its body an operation sends under its own name. It is the first that the document lists, and stays
//! the one that the lock has when another is listed before it: a call would send something else.

use super::{keys::operation_keys, lock::Lock};
use crate::ir::{Api, Operation, RequestBody, WireName};

/// Gives each operation the media type that it had, and that which it would have to the operation of a further one.
pub(crate) fn keep_contents(mut api: Api, lock: &Lock) -> Api {
    let (keys, _) = operation_keys(&api, lock);
    for (index, key) in keys.iter().enumerate() {
        let Some(old) = key.old.as_ref().filter(|_| api.operations[index].is_listed()) else { continue };
        let (before, behind) = api.operations.split_at_mut(index + 1);
        // Those of further media types stand behind the first.
        let count =
            behind.iter().take_while(|other| other.alternative_of.is_some_and(|first| first.0 == index)).count();
        let (operation, others) = (&mut before[index], &mut behind[..count]);
        if let Some(content) = lock.operations.get(old).and_then(|line| line.content.as_ref()) {
            keep_content(operation, others, content);
        }
        for body in others.iter_mut().filter_map(|other| other.body.as_mut()) {
            let known = body.alike.iter().find(|alike| lock.operations.contains_key(&format!("{old} {alike}")));
            if let Some(known) = known.cloned() {
                send(body, &known);
            }
        }
    }
    api
}

fn keep_content(operation: &mut Operation, others: &mut [Operation], content: &String) {
    let has = |body: &RequestBody| body.media_type == *content || body.alike.contains(content);
    if !operation.body.as_ref().is_some_and(has)
        && let Some(other) = others.iter_mut().find(|other| other.body.as_ref().is_some_and(has))
    {
        swap(operation, other);
    }
    if let Some(body) = &mut operation.body {
        send(body, content);
    }
}

fn swap(operation: &mut Operation, other: &mut Operation) {
    std::mem::swap(&mut operation.body, &mut other.body);
    if let (Some(body), Some(of_other)) = (&mut operation.body, &mut other.body) {
        std::mem::swap(&mut body.required, &mut of_other.required);
        let behind = |name: &String| format!("{name} {}", of_other.words);
        let WireName { wire, wish } = &operation.name;
        other.name = WireName { wire: behind(wire), wish: wish.as_ref().map(behind) };
    }
}

/// Writes a body in the one of its media types that is wanted, if it is one of them.
fn send(body: &mut RequestBody, content: &String) {
    if let Some(alike) = body.alike.iter_mut().find(|alike| *alike == content) {
        std::mem::swap(alike, &mut body.media_type);
    }
}
