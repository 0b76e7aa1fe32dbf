//! Columns of a ledger for what policies, strategies and exits decided, and why.

use super::ledger::optional_cell;
use crate::replay::{Ledger, LedgerDay, SparesDay};
use crate::report::format::in_currency;

/// The columns that some ledgers need; none where nothing was decided.
pub struct Decisions<'a> {
    has_spares: bool,
    has_policy: bool,
    parts: Vec<&'a str>,
    has_means: bool,
    has_exit: bool,
    has_expected: bool,
}

impl<'a> Decisions<'a> {
    /// What these ledgers need.
    pub fn of(ledgers: &'a [Ledger]) -> Self {
        let days = || ledgers.iter().flat_map(|ledger| &ledger.days);
        let mut strategies = days().filter_map(|day| day.strategy.as_ref());
        let mut parts: Vec<&str> = Vec::new();
        for part in ledgers.iter().flat_map(|ledger| &ledger.parts) {
            if !parts.contains(&part.as_str()) {
                parts.push(part);
            }
        }
        Self {
            has_spares: days().any(|day| day.spares.is_some()),
            has_policy: days().any(|day| day.policy.is_some()),
            parts,
            has_exit: days().any(|day| day.exit.is_some()),
            has_expected: days()
                .any(|day| (day.exit.as_ref()).is_some_and(|exit| exit.expected.is_some())),
            has_means: strategies.any(|strategy| !strategy.means.is_empty()),
        }
    }

    fn is_empty(&self) -> bool {
        !self.has_policy && self.parts.is_empty()
    }

    /// The names of the columns.
    pub fn header(&self, currency: &str) -> Vec<String> {
        let mut names = Vec::new();
        if self.has_spares {
            names.push("spares".to_owned());
        }
        if self.has_policy {
            names.extend(["expected_margin_usd".to_owned(), "on_share".to_owned()]);
        }
        if self.has_means {
            let mean = |part: &&str| format!("mean_margin_{part}_usd");
            names.extend(self.parts.iter().map(mean));
        }
        names.extend(self.parts.iter().map(|part| format!("share_{part}")));
        if !self.is_empty() {
            names.push("switching_usd".to_owned());
        }
        if self.has_exit {
            names.extend(["rig_sale_usd".to_owned(), "exit".to_owned()]);
        }
        if self.has_expected {
            names.push("going_on_usd".to_owned());
        }
        let in_currency = |name: &String| in_currency(name, currency);
        names.iter().map(in_currency).collect()
    }

    /// The cells of a day.
    pub fn cells(&self, ledger: &Ledger, day: &LedgerDay) -> Vec<String> {
        let mut cells = Vec::new();
        if self.has_spares {
            cells.push(day.spares.map_or("", word).to_owned());
        }
        if self.has_policy {
            cells.push(optional_cell(day.policy.and_then(|policy| policy.expected)));
            cells.push(optional_cell(day.policy.map(|policy| policy.on)));
        }
        let strategy = day.strategy.as_ref();
        if self.has_means {
            let mean = |part: &&str| {
                let place = ledger.parts.iter().position(|own| own == part)?;
                strategy?.means.get(place).copied()
            };
            let means = self.parts.iter().map(mean);
            cells.extend(means.map(optional_cell));
        }
        let share = |part: &&str| {
            let own = ledger.parts.iter().zip(&strategy?.given);
            let shares = own.filter(|(own, _)| own == part).map(|(_, share)| *share);
            shares.reduce(|one, other| one + other)
        };
        let shares = self.parts.iter().map(share);
        cells.extend(shares.map(optional_cell));
        if !self.is_empty() {
            let of_policy = day.policy.map(|policy| policy.switching);
            let of_strategy = strategy.map(|strategy| strategy.switching);
            cells.push(optional_cell(of_policy.or(of_strategy)));
        }
        if self.has_exit {
            let exit = day.exit.as_ref();
            cells.push(optional_cell(exit.map(|exit| exit.sale)));
            cells.push(exit.map(|exit| exit.why.clone()).unwrap_or_default());
        }
        if self.has_expected {
            let exit = day.exit.as_ref();
            cells.push(optional_cell(exit.and_then(|exit| exit.expected)));
        }
        cells
    }
}

/// What became of cards that died.
const fn word(spares: SparesDay) -> &'static str {
    match spares {
        SparesDay::Lie => "lie",
        SparesDay::TookOver => "took over: a card died",
        SparesDay::NoneReady => "none ready: a card is away",
    }
}
