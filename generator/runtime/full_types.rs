//! What all types have with the feature `full-types` beside what is derived: a secret can be compared, so that what holds
//! one can. The time that this takes tells nobody how much of a guess is right.

use super::secret::Secret;
use subtle::ConstantTimeEq as _;

/// Compared in constant time; only the length shows.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose()
            .as_bytes()
            .ct_eq(other.expose().as_bytes())
            .into()
    }
}

impl Eq for Secret {}
