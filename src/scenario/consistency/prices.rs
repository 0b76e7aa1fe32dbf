//! Tokens and their price models.

use super::{Checker, MONEY, MOST_TOKENS};
use crate::models::DAYS_PER_YEAR;
use crate::models::hashrate::HashrateModel;
use crate::models::price::garch::LARGEST_PERSISTENCE;
use crate::models::price::kou::MOST_JUMPS_A_DAY;
use crate::models::price::regimes::{MOST_STATES, RegimeStart};
use crate::models::price::{DriftKey, GarchT, Kou, PriceModel, Regimes};
use crate::scenario::history;
use crate::scenario::key_path::KeyPath;
use crate::scenario::quantity::YearlyRate;
use crate::scenario::text::Name;

impl Checker<'_> {
    pub(super) fn tokens(&mut self) {
        let scenario = self.scenario;
        if scenario.tokens.len() > MOST_TOKENS {
            let message = format!("{} tokens are too many", scenario.tokens.len());
            self.tell(&["tokens"], message, format!("at most {MOST_TOKENS}"));
        }
        for (name, token) in &scenario.tokens {
            if name.as_str() == MONEY {
                let help = "call the token something else";
                self.tell(&["tokens", MONEY], "`USD` is money, not a token", help);
            }
            let price = KeyPath::of(&["tokens", name.as_str(), "price"]);
            for (keys, drift, log_drift) in token.price.drifts() {
                let path = (keys.iter()).fold(price.clone(), |path, key| match key {
                    DriftKey::Name(key) => path.key(key),
                    DriftKey::Index(index) => path.index(*index),
                });
                self.drift(&path, drift, log_drift);
            }
            match &token.price {
                PriceModel::Kou(model) => self.jumps(&price.key("kou"), model),
                PriceModel::GarchT(model) => self.persistence(&price.key("garch_t"), model),
                PriceModel::Regimes(model) => self.regimes(&price.key("regimes"), model),
                PriceModel::History(_) => self.history(&price.key("history")),
                _ => {}
            }
        }
    }

    pub(super) fn tell_at(
        &mut self,
        path: &KeyPath,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let problem = self.problem_at(path, message).help(help);
        self.problems.push(problem);
    }

    pub(super) fn drift(
        &mut self,
        path: &KeyPath,
        drift: Option<YearlyRate>,
        log_drift: Option<YearlyRate>,
    ) {
        match (drift, log_drift) {
            (Some(_), Some(_)) => self.tell_at(
                &path.key("log_drift"),
                format!("`{path}` has both `drift` and `log_drift`"),
                "keep one: `drift` is of the mean, `log_drift` of the median",
            ),
            (None, None) => self.tell_at(
                path,
                format!("`{path}` has neither `drift` nor `log_drift`"),
                "add `drift = 0.0` (of the mean) or `log_drift = …` (of the median)",
            ),
            _ => {}
        }
    }

    /// The quantile of a day's sum is fitted up to one jump a day on average.
    fn jumps(&mut self, path: &KeyPath, model: &Kou) {
        let most = MOST_JUMPS_A_DAY * DAYS_PER_YEAR;
        let [up, down] = model.jumps_a_day().map(|jumps| jumps * DAYS_PER_YEAR);
        if up > most || down > most {
            let message = format!(
                "`{path}` has {up:.0} jumps up and {down:.0} down a year: at most {most:.0} each"
            );
            let help = "put small, frequent jumps into `volatility`, or take `merton`";
            self.tell_at(&path.key("jumps_per_year"), message, help);
        }
    }

    fn persistence(&mut self, path: &KeyPath, model: &GarchT) {
        let (alpha, beta) = (model.alpha.get(), model.beta.get());
        // α + β as written in decimals: 0.051 + 0.944 is above 0.995 by rounding alone.
        if alpha + beta > LARGEST_PERSISTENCE + 1e-12 {
            let message = format!(
                "`alpha` + `beta` is {:.4}: at most {LARGEST_PERSISTENCE}",
                alpha + beta
            );
            let help = format!(
                "near 1 the variance has no mean; lower `beta` to {:.3}",
                (LARGEST_PERSISTENCE - alpha).max(0.0)
            );
            self.tell_at(&path.key("beta"), message, help);
        }
    }

    fn regimes(&mut self, path: &KeyPath, model: &Regimes) {
        let count = model.states.len();
        if !(2..=MOST_STATES).contains(&count) {
            let message = format!("`{path}.states` must be 2 to {MOST_STATES} states, not {count}");
            let help = "a single state is `gbm`";
            self.tell_at(&path.key("states"), message, help);
            return;
        }
        if let Some(RegimeStart::State(number)) = &model.start
            && number.get() as usize > count
        {
            let message = format!("there is no state {}", number.get());
            self.tell_at(
                &path.key("start").key("state"),
                message,
                format!("states are counted from 1 to {count}"),
            );
        }
        for (index, state) in model.states.iter().enumerate() {
            let Some(next) = &state.next else { continue };
            let place = path.key("states").index(index).key("next");
            let total = next.iter().fold(0.0, |sum, weight| sum + weight.get());
            if next.len() != count {
                let message = format!("`next` must be {count} weights, not {}", next.len());
                let help = "give one for each state, in their order, and 0 for this one";
                self.tell_at(&place, message, help);
            } else if next[index].get() != 0.0 {
                let message = "a state is not its own next one";
                let help = "its weight is 0; `mean_days` says how long it lasts";
                self.tell_at(&place, message, help);
            } else if total == 0.0 {
                let help = "give the states that may follow a weight above 0";
                self.tell_at(&place, "no state follows", help);
            }
        }
        if self.problems.is_empty() {
            self.every_state_is_reached(path, model);
        }
    }

    /// Long-run shares need a way from each state to each other.
    fn every_state_is_reached(&mut self, path: &KeyPath, model: &Regimes) {
        let moves = model.transitions();
        let count = model.states.len();
        for from in 0..count {
            let mut reached = vec![false; count];
            reached[from] = true;
            for _ in 0..count {
                for state in 0..count {
                    let comes = (0..count).any(|at| reached[at] && moves[[at, state]] > 0.0);
                    reached[state] |= comes;
                }
            }
            if let Some(state) = reached.iter().position(|reached| !reached) {
                let (from, to) = (from + 1, state + 1);
                let message = format!("from state {from} no way leads to state {to}");
                let help = "give the states `next` weights that connect all of them";
                self.tell_at(&path.key("states"), message, help);
                return;
            }
        }
    }

    /// A history that nothing replays is most likely a forgotten `price.history`.
    pub(super) fn unused_history(&mut self) {
        if self.scenario.history.is_some() && history::used_columns(self.scenario).is_empty() {
            let help = "give a token `price.history = { drift = 0 }`, or remove the table";
            let note = self.problem(&["history"], "nothing replays `[history]`");
            self.notes.push(note.help(help));
        }
    }

    fn history(&mut self, path: &KeyPath) {
        if self.scenario.history.is_none() {
            let help = "add `[history]` with `file = \"prices.csv\"` and `mean_block_days = 15`";
            self.tell_at(path, format!("`{path}` needs the table `[history]`"), help);
        }
    }

    /// A hashrate that follows the history of its difficulty needs that history.
    pub(super) fn hashrate_history(&mut self, network: &Name, model: &HashrateModel) {
        if matches!(model, HashrateModel::History(_)) {
            let keys = ["networks", network.as_str(), "chain", "hashrate", "history"];
            self.history(&KeyPath::of(&keys));
        }
    }
}
