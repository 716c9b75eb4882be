//! The tests of the project, one module for each kind. Tests are data wherever they can be.

mod adapt;
mod behaviour;
mod bodies;
mod cliffs;
mod command;
mod decoding;
mod deprecation;
mod diagnostics;
mod diff;
mod downstream;
mod drift;
mod evolution;
mod lock;
mod maintenance;
mod names;
mod output;
mod packages;
mod prose;
mod renames;
mod selection;
mod snapshots;
mod support;
mod surface;
mod tidy;
mod transports;
mod wire;
