//! Checks that concern several values at once: references, exclusive keys, needs.

mod baselines;
mod claims;
mod correlations;
mod demand;
mod exits;
mod money;
mod policies;
mod prices;
mod site;
mod strategies;
mod unknowns;
mod venues;

use super::error::Problem;
use super::key_path::KeyPath;
use super::text::Name;
use super::tree::Node;
use super::{Chain, Scenario, suggest};
use crate::models::difficulty::DifficultyModel;
use crate::models::emission::EmissionSchedule;
use crate::models::hashrate::HashrateModel;
use std::f64::consts;

/// What every payment can be made in besides tokens.
pub const MONEY: &str = "USD";

/// The correlation matrix needs a factorisation whose time grows with the cube.
const MOST_TOKENS: usize = 256;
const MOST_PERCENTILES: usize = 99;

/// Everything that is inconsistent, and what is worth knowing.
pub(super) fn check(scenario: &Scenario, tree: &Node) -> (Vec<Problem>, Vec<Problem>) {
    let mut checker = Checker {
        scenario,
        tree,
        problems: Vec::new(),
        notes: Vec::new(),
    };
    checker.simulation();
    checker.power();
    checker.currency();
    checker.loan();
    checker.tokens();
    checker.unused_history();
    checker.correlation();
    checker.generations();
    for (name, network) in &scenario.networks {
        if let Some(model) = &network.utilization {
            checker.utilization(name, model);
        }
        if let Some(profile) = &network.hourly_profile {
            checker.profile(name, network, profile);
        }
        if let Some(chain) = &network.chain {
            checker.chain(name, chain);
        }
    }
    checker.unknowns();
    checker.baselines();
    checker.venue_names();
    for (name, venue) in &scenario.venues {
        checker.venue(name, venue);
        checker.circuit(name, venue);
    }
    checker.claims();
    (checker.problems, checker.notes)
}

pub(super) use venues::BASELINES;

struct Checker<'a> {
    scenario: &'a Scenario,
    tree: &'a Node,
    problems: Vec<Problem>,
    notes: Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&self, keys: &[&str], message: impl Into<String>) -> Problem {
        self.problem_at(&KeyPath::of(keys), message)
    }

    fn problem_at(&self, path: &KeyPath, message: impl Into<String>) -> Problem {
        Problem::at(self.tree.closest(path), path, message)
    }

    fn tell(&mut self, keys: &[&str], message: impl Into<String>, help: impl Into<String>) {
        let problem = self.problem(keys, message).help(help);
        self.problems.push(problem);
    }

    fn simulation(&mut self) {
        let simulation = &self.scenario.simulation;
        let count = simulation.percentiles.len();
        if count == 0 || count > MOST_PERCENTILES {
            let message = format!("`simulation.percentiles` has {count} values");
            let help = format!("give 1 to {MOST_PERCENTILES}, such as [5, 50, 95]");
            self.tell(&["simulation", "percentiles"], message, help);
        }
        let days = i64::from(simulation.horizon_days.get());
        let span = jiff::Span::new().try_days(days);
        if span
            .and_then(|span| simulation.start.get().checked_add(span))
            .is_err()
        {
            let message = format!(
                "{days} days from {} lead past the year 9999",
                simulation.start
            );
            self.tell(&["simulation", "start"], message, "start earlier");
        }
    }

    /// Idling never draws more than working.
    fn power(&mut self) {
        let rig = &self.scenario.rig;
        let pairs = [
            (
                "host_idle_watts",
                rig.host_idle_watts,
                "host_watts",
                rig.host_watts,
            ),
            (
                "card_idle_watts",
                rig.card_idle_watts,
                "card_watts",
                rig.card_watts,
            ),
        ];
        for (idle, idle_watts, load, load_watts) in pairs {
            if idle_watts > load_watts {
                let (idle_watts, load_watts) = (idle_watts.get(), load_watts.get());
                let message = format!(
                    "`rig.{idle}` ({idle_watts} W) is more than `rig.{load}` ({load_watts} W)"
                );
                // The place is the user's own value, whichever of the two it is.
                let place = |key| self.tree.closest(&KeyPath::of(&["rig", key])).start;
                let key = if place(idle) > place(load) {
                    idle
                } else {
                    load
                };
                self.tell(
                    &["rig", key],
                    message,
                    format!("set both `rig.{load}` and `rig.{idle}`"),
                );
            }
        }
    }

    fn chain(&mut self, network: &Name, chain: &Chain) {
        self.token(
            &["networks", network.as_str(), "chain", "coin"],
            &chain.coin,
        );
        let start = self.scenario.simulation.start;
        if chain.clock().height_at(start.get()) <= 0.0 && chain.height_date.get() > start.get() {
            let message = format!("`{network}` had no block yet on {start}");
            self.tell(
                &["simulation", "start"],
                message,
                "start later, or remove the venue",
            );
        }
        self.hashrate_history(network, &chain.hashrate);
        let by_blocks = matches!(chain.difficulty, DifficultyModel::Retarget {});
        if by_blocks && !matches!(chain.emission, EmissionSchedule::Bitcoin {}) {
            let keys = ["networks", network.as_str(), "chain", "difficulty"];
            let message = "`retarget` is Bitcoin's rule, and this chain's emission is another's";
            self.tell(&keys, message, "write `difficulty.instant = {}`");
        }
        if let HashrateModel::Response(response) = &chain.hashrate {
            const DAYS_PER_WEEK: f64 = 7.0;
            let lag = f64::from(response.lag_days.get());
            let a_day = consts::LN_2 / (response.half_life_weeks.get() * DAYS_PER_WEEK);
            if a_day * lag > 1.0 / consts::E {
                let path = KeyPath::of(&[
                    "networks",
                    network.as_str(),
                    "chain",
                    "hashrate",
                    "response",
                ]);
                let message = format!(
                    "the hashrate of `{network}` oscillates: k·lag = {:.2} is above 1/e = 0.37",
                    a_day * lag
                );
                let help =
                    "a shorter `lag_days` or a longer `half_life_weeks` settles without swings";
                let note = self.problem_at(&path.key("lag_days"), message).help(help);
                self.notes.push(note);
            }
        }
    }

    fn token(&mut self, keys: &[&str], token: &Name) {
        if !self.is_token(token) {
            let help = suggest::instead(token.as_str(), self.token_names());
            self.tell(keys, format!("there is no token `{token}`"), help);
        }
    }

    fn is_token(&self, name: &Name) -> bool {
        self.scenario.tokens.contains_key(name)
    }

    fn token_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.scenario.tokens.keys().map(Name::as_str)
    }
}
