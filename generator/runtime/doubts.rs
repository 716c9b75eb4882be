//! What reading leaves in doubt: members that a type does not know, and values that an enumeration or a union does not
//! list. Of several types a union takes the one that leaves the fewest.

use std::cell::Cell;

/// How many members were dropped, then how many values are not listed: what has fewer fits better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubts {
    /// Members that the type does not know.
    pub dropped: usize,
    /// Values that the document does not list.
    pub unlisted: usize,
}

thread_local! {
    /// Those of the value that is being read on this thread.
    static DOUBTS: Cell<Doubts> = const { Cell::new(Doubts { dropped: 0, unlisted: 0 }) };
}

impl Doubts {
    /// Whether there are none.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// Adds them to those of the value around.
    pub fn add(self) {
        let Self { dropped, unlisted } = DOUBTS.get();
        DOUBTS.set(Self {
            dropped: dropped + self.dropped,
            unlisted: unlisted + self.unlisted,
        });
    }

    /// Calls a function, and counts its doubts apart from those of the value around.
    pub fn of<T>(read: impl FnOnce() -> T) -> (T, Self) {
        let outer = DOUBTS.replace(Self::default());
        let read = read();
        (read, DOUBTS.replace(outer))
    }
}

/// Notes that a value is none of those that the document lists.
pub fn unlisted() {
    Doubts {
        dropped: 0,
        unlisted: 1,
    }
    .add();
}
