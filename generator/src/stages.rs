//! Runs the first stages alone, for the benchmarks. It makes nothing, and no other stage knows of it.

use crate::{
    Generator,
    diagnostic::{Diagnostics, Stop},
    generator::read,
    load::{self, Care},
    render::Sources,
};
use std::{collections::HashSet, sync::Arc};

/// How far a run goes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The text is plain data.
    Parse,
    /// The grammar was asked.
    Check,
    /// The IR is made.
    Lower,
}

impl Generator {
    /// Runs up to a stage, and says whether the document came so far.
    #[doc(hidden)]
    #[must_use]
    pub fn until(&self, stage: Stage) -> bool {
        let (mut sources, mut found) = (Sources::default(), Diagnostics::new(self.verdicts.clone()));
        run(self, stage, &mut sources, &mut found).is_ok()
    }
}

fn run(generator: &Generator, stage: Stage, sources: &mut Sources, found: &mut Diagnostics) -> Result<(), Stop> {
    let parse = |sources: &mut Sources, found: &mut Diagnostics| {
        load::read(Arc::clone(&generator.storage), &generator.spec, sources, found)
    };
    match stage {
        Stage::Parse => parse(sources, found).map(drop),
        Stage::Check => {
            let mut inputs = parse(sources, found)?;
            load::check(&mut inputs, &HashSet::new(), Care::Generate, sources, found).map(drop)
        }
        Stage::Lower => read(generator, Care::Generate, sources, found).map(drop),
    }
}
