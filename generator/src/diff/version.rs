//! Which version a change of the API asks for, by Cargo's reference (chapter "`SemVer` Compatibility").

use super::Bump;
use semver::Version;

/// The least version behind `released` that may bring such a change. Below 1.0 the first number that is not zero is the one
/// that breaks.
///
/// # Errors
/// `released` is no version. The error says why.
pub fn needed(released: &str, verdict: Bump) -> Result<Version, String> {
    let Version { major, minor, patch, pre, .. } = parse(released)?;
    if !pre.is_empty() {
        // What comes before a version may become anything on the way to it.
        return Ok(Version::new(major, minor, patch));
    }
    Ok(match (major, minor, verdict) {
        (0, 0, _) | (_, _, Bump::Patch) | (0, _, Bump::Minor) => Version::new(major, minor, patch + 1),
        (0, _, Bump::Major) | (_, _, Bump::Minor) => Version::new(major, minor + 1, 0),
        (_, _, Bump::Major) => Version::new(major + 1, 0, 0),
    })
}

/// A version of a package.
///
/// # Errors
/// It is none. The error says why.
pub fn parse(text: &str) -> Result<Version, String> {
    Version::parse(text).map_err(|error| format!("`{text}` is no version of a package: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{Bump, needed};

    #[test]
    fn the_first_number_that_is_not_zero_breaks() {
        for (released, patch, minor, major) in [
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("0.2.3", "0.2.4", "0.2.4", "0.3.0"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
        ] {
            let next = [Bump::Patch, Bump::Minor, Bump::Major]
                .map(|bump| needed(released, bump).map(|version| version.to_string()).unwrap_or_default());
            assert_eq!(next, [patch, minor, major], "{released}");
        }
    }
}
