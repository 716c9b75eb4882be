//! Which media type of its body an operation sends under its own name. It is the first that the document lists, and stays
//! the one that the lock has when another is listed before it: a call would send something else.

use super::{keys::operation_keys, lock::Lock};
use crate::ir::{Api, Operation, WireName};

/// Gives each operation the media type that it had, and that which it would have to the operation of a further one.
pub(crate) fn keep_contents(mut api: Api, lock: &Lock) -> Api {
    let (keys, _) = operation_keys(&api, lock);
    for index in 0..api.operations.len() {
        let line = keys[index].old.as_ref().and_then(|key| lock.operations.get(key));
        let Some(content) = line.and_then(|line| line.content.as_ref()) else { continue };
        let (before, behind) = api.operations.split_at_mut(index + 1);
        let operation = &mut before[index];
        let sends = |it: &Operation| it.body.as_ref().is_some_and(|body| body.media_type == *content);
        let is_other = |it: &&mut Operation| it.alternative_of.is_some_and(|first| first.0 == index) && sends(it);
        if operation.is_listed()
            && !sends(operation)
            && let Some(other) = behind.iter_mut().find(is_other)
        {
            swap(operation, other);
        }
    }
    api
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
