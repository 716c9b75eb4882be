//! Does several things at a time, on as many processors as there are. What comes of them stands in the order that they were
//! given in, so that no one can tell how many there were.

use std::{
    num::NonZero,
    sync::{Mutex, PoisonError},
    thread,
};

/// Something to do.
pub(crate) type Work<'a, T> = Box<dyn FnOnce() -> T + Send + 'a>;

/// Makes something to do of a function.
pub(crate) fn work<'a, T>(function: impl FnOnce() -> T + Send + 'a) -> Work<'a, T> {
    Box::new(function)
}

/// Does all, and gives what came of each, in their order. The last are begun first.
pub(crate) fn all<T: Send>(works: Vec<Work<'_, T>>) -> Vec<T> {
    let others = thread::available_parallelism().map_or(1, NonZero::get).min(works.len()).saturating_sub(1);
    let left = Mutex::new(works.into_iter().enumerate().collect::<Vec<_>>());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let run = || std::iter::from_fn(next).map(|(number, work)| (number, work())).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (0..others).map(|_| scope.spawn(run)).collect();
        let mut done = run();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, done)| done).collect()
}
