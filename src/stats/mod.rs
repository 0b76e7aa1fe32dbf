//! What is known of a quantity after some runs, and how well it is known.
//!
//! The types are of two kinds.
//!
//! - *Accumulators* take one value a run and merge: [`Moments`] (mean, variance),
//!   [`Histogram`] (quantiles, tail means, bins) and [`DayCounts`] (first passage days).
//! - *Answers* are read from them at the end: [`Proportion`], [`Interval`], [`DayInterval`],
//!   [`TailMean`], [`Bin`].
//!
//! # What may merge in which order
//!
//! The result of a simulation has the same bytes on any number of threads. Two rules give that:
//!
//! - [`Histogram`] and [`DayCounts`] hold integer counts, a minimum and a maximum. Integer
//!   addition, minimum and maximum commute and associate exactly: merge parts in any order.
//! - [`Moments`] holds floating-point sums, whose last bits depend on the order of additions.
//!   Keep one per fixed group of runs and merge the groups in ascending order of their index,
//!   never in the order in which threads finish.
//!
//! A [`Proportion`] takes a finished count. Where ties are shared, its successes are a
//! floating-point sum, and the second rule holds for that sum.
//!
//! Nothing here calls a function of the system's mathematical library: only `+ − × ÷`, square
//! root and rounding, which IEEE 754 defines to the last bit.
//!
//! ```
//! use rigcast::stats::{QuantileHistogram, Z_95};
//!
//! let mut first = QuantileHistogram::new();
//! let mut second = QuantileHistogram::new();
//! first.add_all(&[-20.0, 35.0, 110.0]);
//! second.add_all(&[60.0, 250.0]);
//! first.merge(&second);
//!
//! assert_eq!(first.count(), 5);
//! // The third of five values is 60; a bin is 1/2048 of an octave wide.
//! let median = first.quantile(0.5).unwrap();
//! assert!((median / 60.0 - 1.0).abs() < 1.0 / 2048.0);
//! assert!(first.quantile_interval(0.5, Z_95).unwrap().contains(median));
//! ```

mod day_counts;
mod histogram;
mod interval;
mod moments;
mod order_statistics;
mod proportion;

pub use day_counts::{DayCounts, DayInterval};
pub use histogram::{BandHistogram, Bin, Histogram, QuantileHistogram, TailMean};
pub use interval::{Interval, Z_95};
pub use moments::Moments;
pub use proportion::Proportion;
