//! What a price model expects after some days, by closed form.

use super::{Drift, PriceModel, history};
use crate::models::YEAR_PER_DAY;

/// A figure that has no closed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approximate {
    /// ln E S.
    LogOfMean,
    /// E ln S.
    MeanOfLog,
}

/// What a model expects of ln S/S(0).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Volatility of the logarithm a year, jumps included; the long-run one where it changes.
    pub volatility: f64,
    /// ln E S/S(0).
    pub log_of_mean: f64,
    /// E ln S/S(0).
    pub mean_of_log: f64,
    /// Whether the latter is the logarithm of the median too.
    pub is_median: bool,
    /// Which of the two has no closed form and is that of the mean variance.
    pub approximate: Option<Approximate>,
}

impl PriceModel {
    /// What is expected after `steps` days; `None` for a price that never moves, and for a history
    /// that is not at hand. `returns`: log returns of a column and the mean length of a block.
    pub fn outlook(&self, steps: usize, returns: Option<(&[f64], f64)>) -> Option<Outlook> {
        let years = steps as f64 * YEAR_PER_DAY;
        let days = steps as f64;
        let build = |drift: Drift, volatility: f64, gap: f64| {
            // `gap` is ln E S − E ln S.
            let stated = drift.a_year() * years;
            let (log_of_mean, mean_of_log) = match drift {
                Drift::Mean(_) => (stated, stated - gap),
                Drift::Log(_) => (stated + gap, stated),
            };
            Outlook {
                volatility,
                log_of_mean,
                mean_of_log,
                is_median: false,
                approximate: None,
            }
        };
        let symmetric = |outlook: Outlook| Outlook {
            is_median: true,
            ..outlook
        };
        let approximate = |drift: Drift, outlook: Outlook| Outlook {
            approximate: Some(match drift {
                Drift::Mean(_) => Approximate::MeanOfLog,
                Drift::Log(_) => Approximate::LogOfMean,
            }),
            ..outlook
        };
        Some(match self {
            Self::Constant {} => return None,
            Self::Gbm(model) => {
                let volatility = model.volatility.get();
                let drift = Drift::of(model.drift, model.log_drift);
                symmetric(build(
                    drift,
                    volatility,
                    0.5 * volatility * volatility * years,
                ))
            }
            Self::Merton(model) => {
                let (mean, log_mean) = model.increments();
                let drift = Drift::of(model.drift, model.log_drift);
                build(drift, model.variance().sqrt(), days * (log_mean - mean))
            }
            Self::Kou(model) => {
                let (mean, log_mean) = model.increments();
                let drift = Drift::of(model.drift, model.log_drift);
                build(drift, model.variance().sqrt(), days * (log_mean - mean))
            }
            Self::StudentT(model) => {
                let drift = Drift::of(model.drift, model.log_drift);
                symmetric(build(
                    drift,
                    model.volatility.get(),
                    days * model.log_mean(),
                ))
            }
            Self::GarchT(model) => {
                let drift = Drift::of(model.drift, model.log_drift);
                let gap = days * model.long_run_log_mean();
                approximate(drift, build(drift, model.volatility.get(), gap))
            }
            Self::Heston(model) => {
                let drift = Drift::of(model.drift, model.log_drift);
                let gap = 0.5 * model.integrated_variance(years);
                let volatility = model.long_run_volatility.get();
                approximate(drift, build(drift, volatility, gap))
            }
            Self::Reverting(model) => {
                let drift = Drift::of(model.drift, model.log_drift);
                let gap = 0.5 * model.variance(steps);
                symmetric(build(drift, model.volatility.get(), gap))
            }
            Self::Regimes(model) => {
                let (log_of_mean, mean_of_log) = model.moments(steps);
                Outlook {
                    volatility: model.variance().sqrt(),
                    log_of_mean,
                    mean_of_log,
                    is_median: false,
                    approximate: None,
                }
            }
            Self::History(model) => {
                let (returns, mean_block_days) = returns?;
                let drift = Drift::of(model.drift, model.log_drift);
                let grown = history::log_means(returns, mean_block_days, steps);
                let mean = days * history::mean(returns);
                let gap = grown.last().copied().unwrap_or(0.0) - mean;
                build(drift, history::yearly_variance(returns).sqrt(), gap)
            }
        })
    }
}
