//! American puts by the rule that a rig's sale learns by, in the setting of Longstaff and Schwartz
//! (2001), *Review of Financial Studies* 14, table 1: strike 40, 6 % a year, 50 dates a year.

use crate::common::{central_moment, mean};
use rigcast::lanes::{LANES, Pass};
use rigcast::models::optimal_stopping::{Basis, Discount, Paths, StoppingRule};
use rigcast::random::{FactorKey, fill_normals};

const STRIKE: f64 = 40.0;
const RATE: f64 = 0.06;
const DATES_A_YEAR: usize = 50;
const TRAINING_RUNS: usize = 65_536;
const FRESH_RUNS: usize = 262_144;

#[derive(Clone, Copy)]
struct Put {
    spot: f64,
    volatility: f64,
    years: usize,
}

impl Put {
    fn dates(self) -> usize {
        DATES_A_YEAR * self.years
    }

    /// What exercise pays, by date and run, in runs from `first` on.
    fn paths(self, first: u64, runs: usize) -> Vec<Vec<f32>> {
        let key = FactorKey::new(0x5eed, "token:STOCK");
        let step = 1.0 / DATES_A_YEAR as f64;
        let drift = (RATE - 0.5 * self.volatility * self.volatility) * step;
        let mut pays = vec![vec![0.0; runs]; self.dates()];
        let mut normals = Pass::boxed();
        for block in 0..runs / LANES {
            let mut log = [self.spot.ln(); LANES];
            for (date, pays) in pays.iter_mut().enumerate() {
                if date % 16 == 0 {
                    let first = first + (block * LANES) as u64;
                    fill_normals(&key, first, (date / 16) as u32, &mut normals);
                }
                for lane in 0..LANES {
                    let normal = f64::from(normals.0[date % 16][lane]);
                    log[lane] += drift + self.volatility * step.sqrt() * normal;
                    let pay = (STRIKE - log[lane].exp()).max(0.0);
                    pays[block * LANES + lane] = pay as f32;
                }
            }
        }
        pays
    }

    fn discounts(self) -> Vec<Discount> {
        let years = (1..=self.dates()).map(|date| date as f64 / DATES_A_YEAR as f64);
        let discount = |years: f64| Discount {
            of_date: (-RATE * years).exp(),
            of_flow: 0.0,
        };
        years.map(discount).collect()
    }

    /// What exercise by the rule is worth in each of some runs.
    fn worth(self, rule: &StoppingRule, first: u64, runs: usize) -> Vec<f64> {
        let (pays, discounts) = (self.paths(first, runs), self.discounts());
        let of_run = |run: usize| {
            let stops = |date: &usize| {
                let pay = f64::from(pays[*date][run]);
                let rule = rule.dates.get(*date);
                rule.is_none_or(|rule| pay > 0.0 && pay > rule.expected(pay, 0.0))
            };
            let date = (0..self.dates()).find(stops).unwrap();
            f64::from(pays[date][run]) * discounts[date].of_date
        };
        (0..runs).map(of_run).collect()
    }

    fn rule(self) -> StoppingRule {
        let mut paths = Paths::new(self.dates(), TRAINING_RUNS);
        let nothing = vec![0.0; TRAINING_RUNS];
        for (date, pays) in self.paths(1 << 63, TRAINING_RUNS).iter().enumerate() {
            paths.note(date, 0, [pays, &nothing, &nothing]);
        }
        StoppingRule::learn(&paths, Basis::Powers, &self.discounts(), Some(0.0))
    }

    /// Cox's, Ross's and Rubinstein's tree with 20 steps a date, exercised on dates alone.
    fn by_tree(self) -> f64 {
        const STEPS: usize = 20;
        let steps = STEPS * self.dates();
        let step = self.years as f64 / steps as f64;
        let up = (self.volatility * step.sqrt()).exp();
        let discount = (-RATE * step).exp();
        let p = (1.0 / discount - 1.0 / up) / (up - 1.0 / up);
        let pay = |step: usize, ups: usize| {
            let net = 2 * ups as i32 - step as i32;
            (STRIKE - self.spot * up.powi(net)).max(0.0)
        };
        let mut worth: Vec<f64> = (0..=steps).map(|ups| pay(steps, ups)).collect();
        for step in (0..steps).rev() {
            for ups in 0..=step {
                let later = discount * (p * worth[ups + 1] + (1.0 - p) * worth[ups]);
                let stops = step % STEPS == 0 && step > 0;
                worth[ups] = if stops {
                    later.max(pay(step, ups))
                } else {
                    later
                };
            }
        }
        worth[0]
    }
}

/// Their finite differences have three decimals and 40,000 steps a year; the tree's error is some
/// 0.002.
#[test]
fn the_tree_is_the_published_finite_difference() {
    for (spot, volatility, years, published) in [
        (36.0, 0.2, 1, 4.478),
        (36.0, 0.2, 2, 4.840),
        (36.0, 0.4, 1, 7.101),
        (38.0, 0.2, 1, 3.250),
        (40.0, 0.2, 1, 2.314),
        (44.0, 0.2, 1, 1.110),
    ] {
        let put = Put {
            spot,
            volatility,
            years,
        };
        let tree = put.by_tree();
        assert!(
            (tree - published).abs() < 0.004,
            "{spot}: {tree} for {published}"
        );
    }
}

/// A rule of four features brings at most the best one, and in their table between 0.001 and 0.025
/// less; fresh runs add four of their standard errors on each side.
#[test]
fn a_put_is_worth_what_is_published() {
    for volatility in [0.2, 0.4] {
        for years in [1, 2] {
            for spot in [36.0, 40.0, 44.0] {
                let put = Put {
                    spot,
                    volatility,
                    years,
                };
                let worth = put.worth(&put.rule(), 0, FRESH_RUNS);
                let (value, best) = (mean(&worth), put.by_tree());
                let error = (central_moment(&worth, 2) / worth.len() as f64).sqrt();
                println!("{spot} {volatility} {years}: {value:.4} ±{error:.4} for {best:.4}");
                assert!(value < best + 4.0 * error, "{value} is more than {best}");
                assert!(value > best - 0.025 - 4.0 * error, "{value} for {best}");
            }
        }
    }
}
