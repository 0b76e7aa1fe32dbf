//! The reports: a [`Summary`](crate::summary::Summary) as text.
//!
//! Each exporter turns a summary into bytes and touches no disk; [`files`] alone does.
//! Reports compute nothing: every figure is the summary's.

pub mod csv;
mod estimator;
pub mod expectation;
pub mod files;
pub mod format;
pub mod ignorance;
pub mod json;
pub mod manifest;
mod owner;
pub mod sentence;
pub mod terminal;

#[cfg(test)]
mod example;
