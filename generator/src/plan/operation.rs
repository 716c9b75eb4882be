//! What the constructor of an operation takes, what can be set behind it, and how its responses are read.

use super::converts;
use crate::{
    ir::{Api, Bodies, Body, Operation, Status},
    names::{Names, OperationNames},
};
use std::collections::HashMap;

/// The decisions about an operation.
#[derive(Debug)]
pub(crate) struct OperationPlan {
    /// What must be given, in the order that it always had; what is new stands behind, parameters before a body.
    pub(crate) arguments: Vec<Value>,
    /// What can be set.
    pub(crate) setters: Vec<Value>,
    /// Whether it, or a part of it, is deprecated.
    pub(crate) is_deprecated: bool,
    /// How successes are read: as the response of this index is.
    pub(crate) successes: Vec<Reader<usize>>,
    /// Which of [`Api::errors`] an error response holds; none where it is empty.
    pub(crate) errors: Vec<Reader<Option<usize>>>,
}

/// Statuses and how their bodies are read. A status is itself, the digit of its class, or 0 for every other.
#[derive(Debug)]
pub(crate) struct Reader<T> {
    pub(crate) statuses: Vec<u16>,
    pub(crate) how: T,
}

/// Where a value of an operation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// To the parameter of this index.
    Parameter(usize),
    Body,
}

/// A value that is given or set.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) source: Source,
    /// Whether all that converts into its type is taken.
    pub(crate) converts: bool,
}

pub(super) fn plan(api: &Api, names: &Names) -> Vec<OperationPlan> {
    let errors: HashMap<&Body, usize> = api.errors.iter().enumerate().map(|(index, body)| (body, index)).collect();
    let operations = api.operations.iter().zip(&names.operations);
    operations.map(|(operation, names)| plan_operation(api, operation, names, &errors)).collect()
}

fn plan_operation(
    api: &Api,
    operation: &Operation,
    names: &OperationNames,
    errors: &HashMap<&Body, usize>,
) -> OperationPlan {
    let parameters = operation.parameters.iter().enumerate();
    let parameters = parameters.map(|(index, it)| (Source::Parameter(index), it.required, &it.ty));
    let body = operation.body.iter().map(|body| (Source::Body, body.required, &body.ty));
    let (mut arguments, mut setters) = (Vec::new(), Vec::new());
    for (source, required, ty) in parameters.chain(body) {
        if required {
            arguments.push(Value { source, converts: converts(api, ty) });
        } else {
            setters.push(Value { source, converts: converts(api, ty.without_null()) });
        }
    }
    arguments.sort_by_key(|argument| match argument.source {
        Source::Parameter(index) => names.ranks.get(index),
        Source::Body => names.ranks.last(),
    });
    let responses = || operation.responses.iter().enumerate();
    let successes = responses().filter(|(_, response)| response.success).map(|(index, response)| {
        // Several statuses with one body are read by one function, unless the status is told by the variant.
        let same = |other: &usize| operation.responses[*other].body == response.body;
        let told = operation.output == Bodies::ByStatus;
        let first = (0..index).filter(|other| operation.responses[*other].success).find(same);
        (response.status, first.filter(|_| !told).unwrap_or(index))
    });
    let failures = responses().filter(|(_, response)| !response.success);
    let failures = failures.map(|(_, response)| (response.status, errors.get(&response.body).copied()));
    OperationPlan {
        arguments,
        setters,
        is_deprecated: operation.deprecation.is_some()
            || operation.parameters.iter().any(|it| it.deprecation.is_some()),
        successes: grouped(successes),
        errors: grouped(failures),
    }
}

/// Statuses that are read in the same way, together.
fn grouped<T: PartialEq>(all: impl Iterator<Item = (Status, T)>) -> Vec<Reader<T>> {
    let mut readers: Vec<Reader<T>> = Vec::new();
    for (status, how) in all {
        let number = match status {
            Status::Exact(number) | Status::Class(number) => number,
            Status::Default => 0,
        };
        match readers.iter_mut().find(|reader| reader.how == how) {
            Some(reader) => reader.statuses.push(number),
            None => readers.push(Reader { statuses: vec![number], how }),
        }
    }
    readers
}
