//! Checks that concern several values at once: references, exclusive keys, needs.

use super::correlation::{CorrelationMatrix, listed};
use super::error::Problem;
use super::text::Name;
use super::tree::{KeyPath, Node};
use super::{Chain, Scenario, Venue, needs, suggest};
use crate::models::hashrate::HashrateModel;
use crate::models::price::{Gbm, PriceModel};
use crate::models::utilization::{LogitOu, UtilizationModel};
use std::f64::consts;

/// What a venue cannot be called: the rows of the baselines have these names.
pub const BASELINES: [&str; 2] = ["do nothing", "sell the rig"];

/// What every payment can be made in besides tokens.
pub const MONEY: &str = "USD";

/// The correlation matrix needs a factorisation whose time grows with the cube.
const MOST_TOKENS: usize = 256;
const MOST_VENUES: usize = 256;
const MOST_PERCENTILES: usize = 99;

/// How close a logit-OU's spread may come to that of a coin toss, √(mean·(1 − mean)):
/// beyond it the process sits at 0 and 1 and its location has no stable solution.
const WIDEST_SPREAD: f64 = 0.9;

/// Everything that is inconsistent, and what is worth knowing.
pub(super) fn check(scenario: &Scenario, tree: &Node) -> (Vec<Problem>, Vec<Problem>) {
    let mut checker = Checker {
        scenario,
        tree,
        problems: Vec::new(),
        notes: Vec::new(),
    };
    checker.simulation();
    checker.tokens();
    checker.correlation();
    for (name, network) in &scenario.networks {
        if let Some(UtilizationModel::LogitOu(model)) = &network.utilization {
            checker.spread(name, model);
        }
        if let Some(chain) = &network.chain {
            checker.chain(name, chain);
        }
    }
    checker.venue_names();
    for (name, venue) in &scenario.venues {
        checker.venue(name, venue);
    }
    (checker.problems, checker.notes)
}

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

    fn tokens(&mut self) {
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
            if let PriceModel::Gbm(gbm) = &token.price {
                self.drift(&["tokens", name.as_str(), "price", "gbm"], gbm);
            }
        }
    }

    fn drift(&mut self, keys: &[&str], gbm: &Gbm) {
        let path = KeyPath::of(keys);
        match (&gbm.drift, &gbm.log_drift) {
            (Some(_), Some(_)) => {
                let problem = self
                    .problem_at(
                        &path.key("log_drift"),
                        format!("`{path}` has both `drift` and `log_drift`"),
                    )
                    .help("keep one: `drift` is of the mean, `log_drift` of the median");
                self.problems.push(problem);
            }
            (None, None) => {
                let help = "add `drift = 0.0` (of the mean) or `log_drift = …` (of the median)";
                self.tell(
                    keys,
                    format!("`{path}` has neither `drift` nor `log_drift`"),
                    help,
                );
            }
            _ => {}
        }
    }

    fn correlation(&mut self) {
        let scenario = self.scenario;
        let mut sound = scenario.tokens.len() <= MOST_TOKENS;
        for (one, others) in &scenario.correlation {
            for (other, value) in others {
                let keys = ["correlation", one.as_str(), other.as_str()];
                let value = value.get();
                let back = scenario
                    .correlation
                    .get(other)
                    .and_then(|others| others.get(one));
                let before = sound;
                sound = false;
                if let Some(unknown) = [one, other].into_iter().find(|name| !self.is_token(name)) {
                    let help = suggest::instead(unknown.as_str(), self.token_names());
                    self.tell(&keys, format!("there is no token `{unknown}`"), help);
                } else if one == other {
                    let message = format!("`{one}` is correlated with itself");
                    self.tell(&keys, message, "remove it: that is always 1");
                } else if let Some(back) = back.filter(|back| back.get() != value) {
                    let back = back.get();
                    let message = format!(
                        "`{one}` with `{other}` is {value} here and {back} the other way round"
                    );
                    self.tell(&keys, message, "keep one of the two");
                } else {
                    sound = before;
                }
            }
        }
        if sound {
            self.positive();
        }
    }

    /// The matrix of all pairs, listed or not, must be that of some random returns.
    fn positive(&mut self) {
        let scenario = self.scenario;
        let matrix = CorrelationMatrix::of(scenario);
        let Err(error) = matrix.cholesky() else {
            return;
        };
        let stated: Vec<(&str, &str, f64)> = error
            .pairs
            .iter()
            .map(|&(row, column)| (matrix.names[row].as_str(), matrix.names[column].as_str()))
            .filter_map(|(one, other)| Some((one, other, listed(scenario, one, other)?)))
            .collect();
        let token = matrix.names[error.token].as_str();
        let keys = stated
            .iter()
            .find_map(|&(one, other, _)| self.pair_of_user(one, other));
        let keys = keys.unwrap_or(["correlation", token, token]);
        let pairs: Vec<String> = stated
            .iter()
            .take(4)
            .map(|(one, other, value)| format!("{one}–{other} {value}"))
            .collect();
        let message = format!(
            "these correlations cannot all hold: the matrix is not positive semi-definite (smallest eigenvalue {:.4}) once `{token}` joins the tokens before it",
            error.eigenvalue
        );
        self.tell(
            &keys,
            message,
            format!("move closer to 0: {}", pairs.join(", ")),
        );
    }

    /// The keys of a pair, whichever way round, if it is the user's and not the catalogue's.
    fn pair_of_user<'n>(&self, one: &'n str, other: &'n str) -> Option<[&'n str; 3]> {
        let keys = [["correlation", one, other], ["correlation", other, one]];
        let found = keys.into_iter().find(|keys| self.tree.at(keys).is_some())?;
        // The catalogue's texts come before the user's.
        let span = self.tree.closest(&KeyPath::of(&found));
        (span.start >= self.tree.span.start).then_some(found)
    }

    fn spread(&mut self, network: &Name, model: &LogitOu) {
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

    fn chain(&mut self, network: &Name, chain: &Chain) {
        self.token(
            &["networks", network.as_str(), "chain", "coin"],
            &chain.coin,
        );
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

    fn venue_names(&mut self) {
        let venues = &self.scenario.venues;
        if venues.is_empty() {
            let help = "add one, such as `[venues.io-net]` with `network = \"io.net\"`";
            self.tell(&["venues"], "there is no venue to simulate", help);
        }
        if venues.len() > MOST_VENUES {
            let message = format!("{} venues are too many", venues.len());
            self.tell(&["venues"], message, format!("at most {MOST_VENUES}"));
        }
        let names: Vec<&str> = venues.keys().map(Name::as_str).collect();
        let mut seen: std::collections::HashMap<String, &str> = BASELINES
            .iter()
            .map(|name| ((*name).to_owned(), "a baseline's name"))
            .collect();
        for name in names {
            if let Some(other) = seen.insert(name.to_ascii_lowercase(), name) {
                let other = if other.starts_with("a ") {
                    other.to_owned()
                } else {
                    format!("`{other}`")
                };
                let message = format!("the venue `{name}` has the same name as {other}");
                let help = "call it something else: names differ by more than capital letters";
                self.tell(&["venues", name], message, help);
            }
        }
    }

    fn venue(&mut self, name: &Name, venue: &Venue) {
        let path = ["venues", name.as_str()];
        match (&venue.rental, &venue.mining) {
            (Some(_), Some(_)) => {
                let keys = ["venues", name.as_str(), "mining"];
                let message = format!("the venue `{name}` has both `rental` and `mining`");
                self.tell(&keys, message, "keep one; make two venues to compare them");
            }
            (None, None) => {
                let message = format!("the venue `{name}` has neither `rental` nor `mining`");
                let help = "add `rental.income` (what is paid for which hours) or `mining = {}`";
                self.tell(&path, message, help);
            }
            (Some(_), None) => self.rental(name, venue),
            (None, Some(_)) => self.mining(name, venue),
        }
        if let Some(network) = self.scenario.networks.get(&venue.network) {
            let keys = ["venues", name.as_str(), "network"];
            for unmet in needs::unmet(self.scenario, network, venue) {
                let message = format!(
                    "`{}` does not accept this rig: {}",
                    venue.network, unmet.reason
                );
                self.tell(&keys, message, unmet.remedy);
            }
        }
        self.add_ons(name, venue);
    }

    fn rental(&mut self, name: &Name, venue: &Venue) {
        let income = venue.rental.iter().flat_map(|rental| &rental.income);
        let path = KeyPath::of(&["venues", name.as_str(), "rental", "income"]);
        let mut empty = true;
        for (index, part) in income.enumerate() {
            empty = false;
            if part.pays.as_str() != MONEY && !self.is_token(&part.pays) {
                let path = path.index(index).key("pays");
                let known = self.token_names().chain([MONEY]);
                let help = suggest::instead(part.pays.as_str(), known);
                let problem = self.problem_at(&path, format!("there is no token `{}`", part.pays));
                self.problems.push(problem.help(help));
            }
        }
        if empty {
            let problem = self.problem_at(&path, format!("the venue `{name}` has no income"));
            let help = format!("add a component `[[{path}]]`");
            self.problems.push(problem.help(help));
        }
        let Some(network) = self.scenario.networks.get(&venue.network) else {
            return;
        };
        let lacks = match (&network.utilization, &network.rate) {
            (Some(_), Some(_)) => return,
            (None, None) if venue.add_on => return,
            (None, _) => "utilization",
            (_, None) => "rate",
        };
        let message = format!(
            "`{}` cannot be rented on: it has no `{lacks}`",
            venue.network
        );
        let place = KeyPath::of(&["networks", venue.network.as_str()]).key(lacks);
        let help = format!("add `{place}`, or mine on it with `mining = {{}}`");
        self.tell(&["venues", name.as_str(), "network"], message, help);
    }

    fn mining(&mut self, name: &Name, venue: &Venue) {
        let scenario = self.scenario;
        let keys = ["venues", name.as_str(), "network"];
        let chain = scenario
            .networks
            .get(&venue.network)
            .and_then(|network| network.chain.as_ref());
        let Some(chain) = chain else {
            let message = format!("`{}` cannot be mined: it has no `chain`", venue.network);
            let place = KeyPath::of(&["networks", venue.network.as_str(), "chain"]);
            let help = format!("add `[{place}]`, or rent on it with `rental.income`");
            self.tell(&keys, message, help);
            return;
        };
        let Some(mining) = &venue.mining else { return };
        let physical = mining.hashes_per_second.is_some()
            || scenario
                .rig
                .hashes_per_second
                .contains_key(&chain.algorithm);
        if !physical && mining.gross_usd_per_day.is_none() {
            let (gpu, algorithm) = (&scenario.rig.gpu, &chain.algorithm);
            let message = format!(
                "the card `{gpu}` has no hashrate for `{algorithm}`, the algorithm of `{}`",
                venue.network
            );
            let help = format!(
                "add `rig.hashes_per_second.{}`, or remove the venue",
                super::tree::written_key(algorithm.as_str())
            );
            self.tell(&keys, message, help);
        }
    }

    fn add_ons(&mut self, name: &Name, venue: &Venue) {
        let scenario = self.scenario;
        let path = KeyPath::of(&["venues", name.as_str(), "add_ons"]);
        if venue.add_on && !venue.add_ons.is_empty() {
            let problem =
                self.problem_at(&path, format!("the add-on `{name}` cannot have add-ons"));
            self.problems.push(problem.help("remove its `add_ons`"));
        }
        for (index, add_on) in venue.add_ons.iter().enumerate() {
            let known = scenario.venues.iter().filter(|(_, venue)| venue.add_on);
            let known = known.map(|(name, _)| name.as_str());
            let message = match scenario.venues.get(add_on) {
                Some(other) if other.add_on && !venue.add_ons[..index].contains(add_on) => continue,
                Some(other) if other.add_on => format!("the add-on `{add_on}` is listed twice"),
                Some(_) => format!("the venue `{add_on}` is no add-on"),
                None => format!("there is no venue `{add_on}`"),
            };
            let help = match known.clone().next() {
                None => "no venue of this scenario is an add-on".to_owned(),
                Some(_) => suggest::instead(add_on.as_str(), known),
            };
            let problem = self.problem_at(&path.index(index), message).help(help);
            self.problems.push(problem);
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
