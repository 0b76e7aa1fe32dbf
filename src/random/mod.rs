//! The only source of randomness: draws that have an address.
//!
//! [`FactorKey`] names a factor under a seed, [`threefry`] turns an address into four words, and
//! [`normal`], [`uniform`] and [`draw`] turn words into numbers. The forms over lanes fill a
//! pass of a block; each owns a fixed number of words a pass, whatever else is drawn.

mod address;
pub mod draw;
pub mod normal;
mod stream;
pub mod threefry;
pub mod uniform;

pub use address::{FactorKey, Purpose};
pub use draw::{normal_pair, standard_exponential, unit, unit_f64};
pub use normal::{NormalWords, box_muller, fill_initial_normals, fill_normals, fill_normals_by};
pub use stream::AddressedRng;
pub use uniform::{fill_uniforms, fill_words};

#[cfg(test)]
mod quality;
