//! The reports: a [`Summary`](crate::summary::Summary) as text.
//!
//! Each exporter turns a summary into bytes and touches no disk; [`files`] alone does.
//! Reports compute nothing: every figure is the summary's.

pub mod csv;
pub mod exits;
pub mod files;
pub mod format;
pub mod html;
pub mod json;
pub mod manifest;
pub mod plots;
pub mod sentence;

// Tables for a terminal, which WebAssembly does not have.
#[cfg(not(target_family = "wasm"))]
pub mod cards;
#[cfg(not(target_family = "wasm"))]
pub mod compare;
#[cfg(not(target_family = "wasm"))]
mod estimator;
#[cfg(not(target_family = "wasm"))]
pub mod expectation;
#[cfg(not(target_family = "wasm"))]
pub mod ignorance;
#[cfg(not(target_family = "wasm"))]
pub mod judgement;
#[cfg(not(target_family = "wasm"))]
mod owner;
#[cfg(not(target_family = "wasm"))]
pub mod sweep;
#[cfg(not(target_family = "wasm"))]
pub mod sweep_picture;
#[cfg(not(target_family = "wasm"))]
pub mod terminal;

#[cfg(test)]
mod example;
