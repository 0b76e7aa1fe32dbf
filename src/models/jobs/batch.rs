//! The jobs of a card after the first, sixteen at a time.

use super::{JobsLaw, Length, Pay, PowerLaw};
use crate::elementary::{exp, exp2_f32, log2, log2_f32, neg_ln_unit_f32};
use crate::random::uniform::unit_f32;
use crate::random::{Purpose, box_muller};
use std::f64::consts::LOG2_E;

/// Jobs of a batch.
pub const BATCH: usize = 16;

/// Consecutive jobs of one card in one run, each with the idle time before it.
#[derive(Debug, Clone)]
pub struct JobBatch {
    /// Days without a job before each.
    pub idle: [f32; BATCH],
    /// Lengths in days.
    pub length: [f32; BATCH],
    /// Hourly pay relative to the mean; above 0.
    pub pay: [f32; BATCH],
}

/// The law of idle times and jobs in f32.
#[derive(Debug, Clone)]
pub(super) struct Later {
    mean_idle_days: f32,
    length: Draw,
    pay: Draw,
}

/// A positive number from a word or from a standard normal.
#[derive(Debug, Clone, Copy)]
enum Draw {
    /// Always 1.
    One,
    /// A mean times −ln u.
    Exponential { mean: f32 },
    /// 2^(mean + deviation·z).
    Lognormal {
        log2_median: f32,
        log2_deviation: f32,
    },
    /// A Pareto law between two ends, as least·(u + capped·(1 − u))^(−1/alpha).
    Pareto {
        log2_least: f32,
        /// (least/most)^alpha, the tail at the upper end.
        capped: f32,
        minus_inverse_alpha: f32,
    },
}

impl Later {
    pub(super) fn new(mean_idle_days: f64, length: &Length, pay: &Pay) -> Self {
        Self {
            mean_idle_days: mean_idle_days as f32,
            length: match *length {
                Length::Exponential { mean } => Draw::Exponential { mean: mean as f32 },
                Length::Lognormal { median, deviation } => Draw::Lognormal {
                    log2_median: log2(median) as f32,
                    log2_deviation: (deviation * LOG2_E) as f32,
                },
                Length::Pareto(law) => Draw::pareto(&law),
            },
            pay: match *pay {
                Pay::Constant => Draw::One,
                Pay::Lognormal { deviation } => Draw::Lognormal {
                    log2_median: (-0.5 * deviation * deviation * LOG2_E) as f32,
                    log2_deviation: (deviation * LOG2_E) as f32,
                },
                Pay::Pareto(law) => Draw::pareto(&law),
            },
        }
    }
}

impl Draw {
    fn pareto(law: &PowerLaw) -> Self {
        Self::Pareto {
            log2_least: log2(law.least) as f32,
            capped: exp(law.power * law.ratio) as f32,
            minus_inverse_alpha: (1.0 / law.power) as f32,
        }
    }

    const fn is_lognormal(self) -> bool {
        matches!(self, Self::Lognormal { .. })
    }

    /// A number for each word or normal. The tail of a Pareto law is uniform between its ends, and
    /// a sum of positive parts, so that f32 has it to 2e-7 however far out: the number to some
    /// 4e-7 + 2e-7/alpha.
    #[inline(always)]
    fn at(self, words: &[u32; BATCH], normals: &[f32; BATCH], out: &mut [f32; BATCH]) {
        match self {
            Self::One => *out = [1.0; BATCH],
            Self::Exponential { mean } => {
                for job in 0..BATCH {
                    out[job] = mean * neg_ln_unit_f32(words[job]);
                }
            }
            Self::Lognormal {
                log2_median,
                log2_deviation,
            } => {
                for job in 0..BATCH {
                    out[job] = exp2_f32(log2_deviation.mul_add(normals[job], log2_median));
                }
            }
            Self::Pareto {
                log2_least,
                capped,
                minus_inverse_alpha,
            } => {
                for job in 0..BATCH {
                    let tail = (1.0 - capped).mul_add(unit_f32(words[job]), capped);
                    let log2 = minus_inverse_alpha.mul_add(log2_f32(tail), log2_least);
                    out[job] = exp2_f32(log2);
                }
            }
        }
    }
}

impl JobBatch {
    /// Before any is drawn.
    pub const fn empty() -> Self {
        Self {
            idle: [0.0; BATCH],
            length: [0.0; BATCH],
            pay: [0.0; BATCH],
        }
    }
}

impl JobsLaw {
    /// The jobs `first` to `first` + 15 of a card; a job is the event, the card the call.
    ///
    /// Word 0 is the idle time's, and words 2 and 3 make two normals, the length's and the pay's.
    /// A length that is no lognormal takes word 1; a pay that is none takes what the length left,
    /// word 1 or 2.
    #[inline(always)]
    pub fn draw(&self, run: u64, card: usize, first: u32, jobs: &mut JobBatch) {
        let mut words = [[0; BATCH]; 4];
        for job in 0..BATCH {
            let event = first + job as u32;
            let drawn = self.key.words(run, event, Purpose::Event, card as u16);
            for (words, word) in words.iter_mut().zip(drawn) {
                words[job] = word;
            }
        }
        let Later {
            mean_idle_days,
            length,
            pay,
        } = self.later;
        for job in 0..BATCH {
            jobs.idle[job] = mean_idle_days * neg_ln_unit_f32(words[0][job]);
        }
        let mut normals = [[0.0; BATCH]; 2];
        if length.is_lognormal() || pay.is_lognormal() {
            let [of_length, of_pay] = &mut normals;
            for job in 0..BATCH {
                (of_length[job], of_pay[job]) = box_muller(words[2][job], words[3][job]);
            }
        }
        let of_pay = if length.is_lognormal() { 1 } else { 2 };
        length.at(&words[1], &normals[0], &mut jobs.length);
        pay.at(&words[of_pay], &normals[1], &mut jobs.pay);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elementary::normal_quantile;
    use crate::random::unit;

    /// The batch's law against the quantiles in f64, on the same words.
    #[test]
    fn a_batch_draws_the_quantiles_of_its_laws() {
        let words: [u32; BATCH] = std::array::from_fn(|job| match job {
            0 => 0,
            1 => u32::MAX,
            _ => (job as u32).wrapping_mul(0x9E37_79B9),
        });
        let normals = words.map(|word| normal_quantile(unit(word)) as f32);
        for alpha in [0.5, 1.2, 20.0] {
            let law = PowerLaw {
                least: 0.1,
                ratio: 9.0,
                power: -alpha,
            };
            let mut out = [0.0; BATCH];
            Draw::pareto(&law).at(&words, &normals, &mut out);
            for (word, drawn) in words.into_iter().zip(out) {
                // The tail's word runs the other way.
                let exact = law.at(1.0 - unit(word));
                let bound = 5e-7 + 4e-7 / alpha;
                let error = (f64::from(drawn) / exact - 1.0).abs();
                assert!(error < bound, "{alpha} {word}: {error}");
            }
        }
        // ln of it is within 3e-7 of ±6.2·1.5, and the power of two's own 2.2e-7.
        let pay = Pay::Lognormal { deviation: 1.5 };
        let length = Length::Exponential { mean: 2.0 };
        let later = Later::new(1.0, &length, &pay);
        let (mut pays, mut lengths) = ([0.0; BATCH], [0.0; BATCH]);
        later.pay.at(&words, &normals, &mut pays);
        later.length.at(&words, &normals, &mut lengths);
        for job in 0..BATCH {
            let exact = exp(1.5 * (f64::from(normals[job]) - 0.75));
            assert!((f64::from(pays[job]) / exact - 1.0).abs() < 3e-6);
            let exact = length.at(unit(words[job]));
            assert!((f64::from(lengths[job]) / exact - 1.0).abs() < 5e-7);
        }
    }
}
