//! Which correlations of daily log returns prices achieve, where models do not pass the stated
//! ones on: a sample of the plan's own market.

use crate::kernel::{Observer, PassView, Workspace};
use crate::lanes::LANES;
use crate::models::price::PriceModel;
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::scenario::correlation::CorrelationMatrix;

/// Groups of runs; how they differ gives the standard error.
const GROUPS: usize = 16;

/// Runs times days of the sample, about.
const SAMPLE: usize = 1 << 19;

/// The most blocks of a sample: short horizons need no more.
const MOST_BLOCKS: usize = 64;

/// A sample of correlations.
#[derive(Debug, Clone, PartialEq)]
pub struct AchievedCorrelations {
    /// Runs of the sample.
    pub runs: usize,
    /// Days of each.
    pub days: usize,
    /// The pairs whose models do not promise the stated correlation.
    pub pairs: Vec<AchievedCorrelation>,
}

/// The correlation of two tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct AchievedCorrelation {
    /// One token.
    pub one: String,
    /// The other one.
    pub other: String,
    /// What the scenario states.
    pub stated: f64,
    /// What the sample has.
    pub achieved: f64,
    /// Its standard error, from independent groups of runs.
    pub standard_error: f64,
}

/// The correlations of the plan's tokens that may differ from the stated ones; `None` if there are
/// none.
pub fn achieved(scenario: &Scenario, plan: &Plan) -> Option<AchievedCorrelations> {
    let matrix = CorrelationMatrix::of(scenario);
    let tokens = &plan.market.tokens;
    let model = |token: usize| Some(&scenario.tokens.get(tokens[token].name.as_str())?.price);
    let position = |token: usize| {
        let mut names = matrix.names.iter();
        names.position(|name| name.as_str() == tokens[token].name)
    };
    let all = (0..tokens.len()).flat_map(|one| (one + 1..tokens.len()).map(move |two| (one, two)));
    let differing = all.filter_map(|(one, other)| {
        let stated = matrix.matrix[[position(one)?, position(other)?]];
        (!passes_on(model(one)?, model(other)?)).then_some((one, other, stated))
    });
    let pairs: Vec<(usize, usize, f64)> = differing.collect();
    if pairs.is_empty() || plan.horizon < 2 {
        return None;
    }

    let blocks = (SAMPLE / (plan.horizon * LANES)).clamp(1, MOST_BLOCKS);
    let mut collector = Collector {
        pairs: pairs.iter().map(|&(one, other, _)| (one, other)).collect(),
        sums: vec![[Sums::default(); GROUPS]; pairs.len()],
    };
    let mut workspace = Workspace::new(plan);
    for block in 0..blocks {
        workspace.simulate(plan, block as u64, &mut collector);
    }
    let sampled = pairs.iter().zip(&collector.sums);
    let pairs = sampled.map(|(&(one, other, stated), groups)| {
        let (achieved, standard_error) = estimate(groups);
        AchievedCorrelation {
            one: tokens[one].name.clone(),
            other: tokens[other].name.clone(),
            stated,
            achieved,
            standard_error,
        }
    });
    Some(AchievedCorrelations {
        runs: blocks * LANES,
        days: plan.horizon,
        pairs: pairs.collect(),
    })
}

/// Whether daily log returns of two models have exactly the correlation of their normal shocks.
fn passes_on(one: &PriceModel, other: &PriceModel) -> bool {
    match (one, other) {
        (PriceModel::Gbm(_), PriceModel::Gbm(_)) => true,
        (PriceModel::StudentT(one), PriceModel::StudentT(other)) => {
            one.mixes_with_others()
                && other.mixes_with_others()
                && one.degrees_of_freedom == other.degrees_of_freedom
        }
        _ => false,
    }
}

/// The correlation of all groups together, and its standard error.
fn estimate(groups: &[Sums; GROUPS]) -> (f64, f64) {
    let mut all = Sums::default();
    let mut each = [0.0; GROUPS];
    for (sums, correlation) in groups.iter().zip(&mut each) {
        all.add(sums);
        *correlation = sums.correlation();
    }
    let count = GROUPS as f64;
    let mean = each.iter().fold(0.0, |sum, value| sum + value) / count;
    let squares = (each.iter()).fold(0.0, |sum, value| sum + (value - mean) * (value - mean));
    (all.correlation(), (squares / (count - 1.0) / count).sqrt())
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    count: f64,
    one: f64,
    other: f64,
    one_squared: f64,
    other_squared: f64,
    product: f64,
}

impl Sums {
    fn take(&mut self, one: f64, other: f64) {
        self.count += 1.0;
        self.one += one;
        self.other += other;
        self.one_squared += one * one;
        self.other_squared += other * other;
        self.product += one * other;
    }

    fn add(&mut self, more: &Self) {
        self.count += more.count;
        self.one += more.one;
        self.other += more.other;
        self.one_squared += more.one_squared;
        self.other_squared += more.other_squared;
        self.product += more.product;
    }

    fn correlation(&self) -> f64 {
        let centred = |product: f64, one: f64, other: f64| product - one * other / self.count;
        let covariance = centred(self.product, self.one, self.other);
        let one = centred(self.one_squared, self.one, self.one);
        let other = centred(self.other_squared, self.other, self.other);
        let size = (one * other).sqrt();
        if size > 0.0 { covariance / size } else { 0.0 }
    }
}

/// Takes the returns between the days of each pass.
struct Collector {
    pairs: Vec<(usize, usize)>,
    sums: Vec<[Sums; GROUPS]>,
}

impl Observer for Collector {
    fn pass(&mut self, view: &PassView<'_>) {
        if view.venue != 0 {
            return;
        }
        let log2 = view.market.log2_prices();
        for (&(one, other), groups) in self.pairs.iter().zip(&mut self.sums) {
            for day in 1..view.days {
                let change = |token: usize, lane: usize| {
                    let days = &log2[token].0;
                    f64::from(days[day][lane]) - f64::from(days[day - 1][lane])
                };
                for lane in 0..LANES {
                    groups[lane % GROUPS].take(change(one, lane), change(other, lane));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(models: [&str; 2]) -> Option<AchievedCorrelations> {
        let [a, b] = models;
        let venue = |name: &str, token: &str| {
            format!(
                "[venues.{name}]\nnetwork = \"io.net\"\nstake.tokens_per_card = 0\nrental.income = [{{ basis = \"rented\", rate.tokens_per_hour = 1, pays = \"{token}\" }}]\n"
            )
        };
        let text = format!(
            "title = \"T\"\nrig.gpu = \"rtx-4090\"\nsimulation.horizon_days = 365\n[tokens.A]\nusd = 1\nprice.{a}\n[tokens.B]\nusd = 1\nprice.{b}\n[correlation.A]\nB = 0.8\n{}{}",
            venue("one", "A"),
            venue("two", "B")
        );
        let loaded = crate::scenario::parse("test.toml", text.as_bytes(), &[]);
        let scenario = loaded.unwrap_or_else(|error| panic!("{error}")).scenario;
        achieved(&scenario, &Plan::new(&scenario))
    }

    const GBM: &str = "gbm = { drift = 0, volatility = 1 }";

    #[test]
    fn models_that_pass_correlations_on_are_not_sampled() {
        assert_eq!(sampled([GBM, GBM]), None);
        let tails = "student_t = { drift = 0, volatility = 1, degrees_of_freedom = 4 }";
        assert_eq!(sampled([tails, tails]), None);
    }

    #[test]
    fn own_jumps_dilute_the_correlation_by_their_variance() {
        // Diffusion and jumps of the same variance: 0.8·√½. Without jumps, Heston's price shocks
        // keep √(1 − ρ²) of theirs.
        let jumps = "merton = { drift = 0, volatility = 0.7, jumps_per_year = 49, jump_mean = 0, jump_sd = 0.1, jumps = \"own\" }";
        let sample = sampled([GBM, jumps]).unwrap();
        assert_eq!((sample.runs, sample.days), (1_280, 365));
        let pair = &sample.pairs[0];
        assert_eq!((pair.one.as_str(), pair.other.as_str()), ("A", "B"));
        assert_eq!(pair.stated, 0.8);
        let expected = 0.8 * 0.5_f64.sqrt();
        assert!(pair.standard_error < 0.004, "{pair:?}");
        assert!(
            (pair.achieved - expected).abs() < 4.0 * pair.standard_error,
            "{pair:?}"
        );
    }
}
