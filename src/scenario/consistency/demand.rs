//! Demand: laws of utilization, asking prices, generations of hardware, what holds for rentals
//! alone, and pay-out rules.

use super::{Checker, MONEY};
use crate::models::jobs::{JobLength, Jobs, MOST_CARDS};
use crate::models::payout::{Basis, Income, PayRate};
use crate::models::utilization::{Jacobi, LogitOu, UtilizationModel};
use crate::scenario::Venue;
use crate::scenario::key_path::KeyPath;
use crate::scenario::text::Name;
use jiff::ToSpan;

/// How close a logit-OU's spread may come to that of a coin toss, √(mean·(1 − mean)):
/// beyond it the process sits at 0 and 1 and its location has no stable solution.
const WIDEST_SPREAD: f64 = 0.9;

/// Asking prices among which an elasticity was measured, as multiples of the median: 0.30 to
/// 0.47 USD an hour against 0.45 (Vast.ai, 2026-06-12).
const OBSERVED_ASKS: (f64, f64) = (0.67, 1.04);

/// Every generation is one more pass over every rate.
const MOST_GENERATIONS: usize = 64;

impl Checker<'_> {
    pub(super) fn utilization(&mut self, network: &Name, model: &UtilizationModel) {
        match model {
            UtilizationModel::Constant { .. } => {}
            UtilizationModel::LogitOu(model) => self.logit_ou(network, model),
            UtilizationModel::Jacobi(model) => self.jacobi(network, model),
            UtilizationModel::Jobs(model) => self.jobs(network, model),
        }
    }

    fn logit_ou(&mut self, network: &Name, model: &LogitOu) {
        let mean = model.mean.get();
        let widest = WIDEST_SPREAD * (mean * (1.0 - mean)).sqrt();
        let spread = model.standard_deviation.get();
        if spread > widest {
            let keys = [
                "networks",
                network.as_str(),
                "utilization",
                "logit_ou",
                "standard_deviation",
            ];
            let message = format!("a utilization with mean {mean} cannot spread by {spread}");
            self.tell(
                &keys,
                message,
                format!("at most 0.9·√(mean·(1 − mean)) = {widest:.4}"),
            );
        }
    }

    fn jacobi(&mut self, network: &Name, model: &Jacobi) {
        let keys = [
            "networks",
            network.as_str(),
            "utilization",
            "jacobi",
            "standard_deviation",
        ];
        let (mean, spread) = (model.mean.get(), model.standard_deviation.get());
        let least = Jacobi::LEAST_DEVIATION;
        let widest = Jacobi::widest(mean);
        if spread < least {
            let message = format!("a Jacobi diffusion cannot spread by {spread}");
            let help = format!("at least {least}, or write `utilization.constant.level = {mean}`");
            self.tell(&keys, message, help);
        } else if spread > widest {
            let (a, b) = model.shapes();
            let message = format!(
                "a Jacobi diffusion with mean {mean} cannot spread by {spread}: the shapes of its beta law are {a:.3} and {b:.3}, and the simulated step needs ½"
            );
            let help = format!("at most {widest:.4}, or take `logit_ou`");
            self.tell(&keys, message, help);
        }
    }

    fn jobs(&mut self, network: &Name, model: &Jobs) {
        let cards = self.scenario.rig.cards.get();
        if cards > MOST_CARDS {
            let keys = ["networks", network.as_str(), "utilization", "jobs"];
            let message = format!(
                "`{network}` has jobs of single cards, and the rig has {cards} cards: at most {MOST_CARDS}"
            );
            let help = "jobs of many cards even out: take `logit_ou` or `jacobi`";
            self.tell(&keys, message, help);
        }
        if let JobLength::Pareto {
            least_hours,
            most_hours,
            ..
        } = &model.length
            && most_hours <= least_hours
        {
            let keys = [
                "networks",
                network.as_str(),
                "utilization",
                "jobs",
                "length",
                "pareto",
                "most_hours",
            ];
            let (least, most) = (least_hours.get(), most_hours.get());
            let message =
                format!("the longest job ({most} h) is not longer than the shortest ({least} h)");
            self.tell(&keys, message, "raise `most_hours`, or lower `least_hours`");
        }
    }

    pub(super) fn generations(&mut self) {
        let scenario = self.scenario;
        let generations = &scenario.hardware_generations;
        let start = scenario.simulation.start;
        let path = KeyPath::of(&["hardware_generations"]);
        if generations.len() > MOST_GENERATIONS {
            let message = format!("{} generations are too many", generations.len());
            let help = format!("at most {MOST_GENERATIONS}");
            self.tell(&["hardware_generations"], message, help);
        }
        for (index, generation) in generations.iter().enumerate() {
            let (after, before) = (generation.after, generation.before);
            let path = path.index(index).key("before");
            let problem = if before <= after {
                let message = format!("the window from {after} to {before} has no day");
                self.problem_at(&path, message)
                    .help("`before` is a later date than `after`")
            } else if start
                .get()
                .checked_add(1.day())
                .is_ok_and(|next| before.get() <= next)
            {
                let message =
                    format!("the window ends on {before}, and the simulation begins on {start}");
                self.problem_at(&path, message)
                    .help("today's figures hold what is out already: remove it, or move the window")
            } else {
                continue;
            };
            self.problems.push(problem);
        }
    }

    /// Ask, reputation and score are of rentals.
    pub(super) fn rental_terms(&mut self, name: &Name, venue: &Venue) {
        let given = [
            ("ask", venue.ask.is_some()),
            ("reputation", venue.reputation.is_some()),
            ("uptime", venue.uptime.is_some()),
        ];
        for (key, _) in given.iter().filter(|(_, given)| *given) {
            if venue.rental.is_none() {
                let message = format!("the venue `{name}` has `{key}`, and no hours to rent out");
                let help = format!("`{key}` is of venues with `rental`: remove it");
                self.tell(&["venues", name.as_str(), key], message, help);
            }
        }
        if venue.ask.is_some() && venue.rental.is_some() {
            self.ask(name, venue);
        }
    }

    fn ask(&mut self, name: &Name, venue: &Venue) {
        let Some(ask) = venue.ask else { return };
        let keys = ["venues", name.as_str(), "ask"];
        if let Some((network, market)) = venue.network(self.scenario)
            && market.price_elasticity.is_none()
        {
            let place = KeyPath::of(&["networks", network.as_str(), "price_elasticity"]);
            let message = format!("`ask` needs to know how renters on `{network}` answer a price");
            let help = format!("add `{place} = …` (1.7 was measured on Vast.ai), or remove `ask`");
            self.tell(&keys, message, help);
            return;
        }
        let mut income = venue.rental.iter().flat_map(|rental| &rental.income);
        let is_asked = |part: &Income| {
            part.basis == Basis::Rented && matches!(part.rate, PayRate::UsdPerHour(_))
        };
        if !income.any(is_asked) {
            let message = format!("the venue `{name}` has no rate in USD a rented hour to ask");
            let help = "remove `ask`: only `rate.usd_per_hour` of `rented` hours is asked for";
            self.tell(&keys, message, help);
            return;
        }
        let (low, high) = OBSERVED_ASKS;
        if !(low..=high).contains(&ask.get()) {
            let message = format!(
                "an `ask` of {} lies outside the prices among which renters' answer was measured",
                ask.get()
            );
            let help = format!(
                "the elasticity is a cross-section of offers at {low} to {high} times the median; beyond them it is a guess"
            );
            let note = self.problem(&keys, message).help(help);
            self.notes.push(note);
        }
    }

    /// One component's dates, minimum and lock.
    pub(super) fn payout(&mut self, path: &KeyPath, venue: &Venue, income: &Income) {
        if let (Some(from), Some(until)) = (income.from, income.until)
            && until <= from
        {
            let message = format!("the income from {from} until {until} is paid on no day");
            let problem = self.problem_at(&path.key("until"), message);
            let help = "`until` is the first day without it, later than `from`";
            self.problems.push(problem.help(help));
        } else {
            self.never_paid(path, income);
        }
        let locked = income.lock_days.is_some_and(|days| days.get() > 0);
        if locked && income.pays.as_str() == MONEY {
            let problem = self.problem_at(&path.key("lock_days"), "money cannot be locked");
            let help = "`lock_days` is of tokens, which their owner has and cannot sell: write `delay_days`";
            self.problems.push(problem.help(help));
        } else if locked && venue.add_on {
            let problem = self.problem_at(&path.key("lock_days"), "an add-on keeps no tokens");
            let help = "beside a venue it sells daily: write `delay_days`, or remove `lock_days`";
            self.problems.push(problem.help(help));
        }
    }

    fn never_paid(&mut self, path: &KeyPath, income: &Income) {
        let simulation = &self.scenario.simulation;
        let days = i64::from(simulation.horizon_days.get()) - 1;
        let first = simulation.start.get();
        let last = first.checked_add(days.days()).unwrap_or(first);
        let (key, message) = match (income.from, income.until) {
            (Some(from), _) if from.get() > last => (
                "from",
                format!("the income from {from} comes after the last day, {last}"),
            ),
            (_, Some(until)) if until.get() <= first => (
                "until",
                format!("the income until {until} ends before the first day, {first}"),
            ),
            _ => return,
        };
        let note = self.problem_at(&path.key(key), message);
        self.notes
            .push(note.help("it pays nothing in this simulation"));
    }
}
