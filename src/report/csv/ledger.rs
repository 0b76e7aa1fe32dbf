//! A ledger as CSV: one run day by day.

use super::decisions::Decisions;
use crate::plan::USD;
use crate::replay::{Ledger, LedgerDay};
use crate::report::format::{cell, in_currency, rounded_cell};
use std::io;

const BEFORE_INCOME: [&str; 8] = [
    "run",
    "venue",
    "day",
    "price_usd",
    "utilization",
    "hashrate_per_s",
    "outage_share",
    "cards_up",
];

const AFTER_INCOME: [&str; 10] = [
    "fees_usd",
    "power_usd",
    "site_usd",
    "repairs_usd",
    "add_ons_usd",
    "net_income_usd",
    "cumulative_net_usd",
    "cumulative_cash_usd",
    "holdings_usd",
    "resale_usd",
];

/// Where any of the venues keeps tokens.
const OF_A_TREASURY: [&str; 2] = ["sold_usd", "treasury"];
/// Where a rig has a loan.
const LOAN: [&str; 3] = ["interest_usd", "repayment_usd", "debt_usd"];

/// The ledgers under one header, in the currency of the first. A day's figures are computed in
/// single precision and are written with 7 significant digits, the price in USD; what is
/// cumulative is exact. Each income component that any of them has gets a column,
/// `income_<component>_usd`, which is empty where a venue has no such component. Where tokens are
/// kept, the last columns say what the treasury sold, and why.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(ledgers: &[Ledger]) -> io::Result<Vec<u8>> {
    let mut components: Vec<&str> = Vec::new();
    for component in ledgers.iter().flat_map(|ledger| &ledger.components) {
        if !components.contains(&component.as_str()) {
            components.push(component);
        }
    }
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let code = ledgers.first().map_or(USD, |ledger| &ledger.currency);
    let has_loan = ledgers.iter().any(|ledger| ledger.has_loan);
    let unit = code.to_lowercase();
    let income = components
        .iter()
        .map(|component| format!("income_{component}_{unit}"));
    let decisions = Decisions::of(ledgers);
    let header = (BEFORE_INCOME.map(str::to_owned).into_iter())
        .chain(decisions.header(code))
        .chain(income)
        .chain(AFTER_INCOME.map(|name| in_currency(name, code)))
        .chain(
            (LOAN.into_iter())
                .filter(|_| has_loan)
                .map(|name| in_currency(name, code)),
        );
    let mut days = ledgers.iter().flat_map(|ledger| &ledger.days);
    let treasuries = days.any(|day| day.treasury.is_some());
    let of_a_treasury = if treasuries { &OF_A_TREASURY[..] } else { &[] };
    let header = header.chain((of_a_treasury.iter()).map(|name| in_currency(name, code)));
    writer.write_record(header)?;
    for ledger in ledgers {
        for day in &ledger.days {
            let cells = cells(ledger, day, &decisions, &components).into_iter();
            let treasury = day.treasury.as_ref();
            let of_a_treasury = [
                treasury.map(|day| cell(day.sold)).unwrap_or_default(),
                treasury.map(|day| day.why.clone()).unwrap_or_default(),
            ];
            let shown = of_a_treasury.into_iter().filter(|_| treasuries);
            let loan = loan_cells(day).into_iter().filter(|_| has_loan);
            writer.write_record(cells.chain(loan).chain(shown))?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error())
}

fn cells(
    ledger: &Ledger,
    day: &LedgerDay,
    decisions: &Decisions<'_>,
    components: &[&str],
) -> Vec<String> {
    let before = [
        ledger.run.to_string(),
        ledger.venue.clone(),
        day.day.to_string(),
        optional_cell(day.price),
        optional_cell(day.utilization),
        optional_cell(day.hashrate),
        rounded_cell(day.outage),
        rounded_cell(day.cards_up),
    ];
    let income = components
        .iter()
        .map(|component| optional_cell(income_of(ledger, day, component)));
    let after = [
        rounded_cell(day.fees),
        rounded_cell(day.power),
        rounded_cell(day.site),
        rounded_cell(day.repairs),
        rounded_cell(day.add_ons),
        rounded_cell(day.net),
        cell(day.cumulative_net),
        cell(day.cash),
        cell(day.holdings),
        rounded_cell(day.resale),
    ];
    (before.into_iter().chain(decisions.cells(ledger, day)))
        .chain(income)
        .chain(after)
        .collect()
}

/// Interest is computed like a day's costs, in single precision; the rest is exact.
fn loan_cells(day: &LedgerDay) -> [String; 3] {
    [
        rounded_cell(day.interest),
        cell(day.repayment),
        cell(day.debt),
    ]
}

pub(super) fn optional_cell(value: Option<f64>) -> String {
    value.map(rounded_cell).unwrap_or_default()
}

/// What a component brought; two of the same name are one column.
fn income_of(ledger: &Ledger, day: &LedgerDay, component: &str) -> Option<f64> {
    (ledger.components.iter().zip(&day.income))
        .filter(|(name, _)| *name == component)
        .map(|(_, &income)| income)
        .reduce(|one, other| one + other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::{RunTotals, TreasuryDay};

    fn ledger(venue: &str, components: &[&str], income: &[f64]) -> Ledger {
        Ledger {
            run: 41,
            venue: venue.to_owned(),
            has_loan: false,
            currency: USD.to_owned(),
            components: components.iter().map(|&name| name.to_owned()).collect(),
            parts: Vec::new(),
            days: vec![LedgerDay {
                day: 1,
                price: Some(0.25),
                utilization: None,
                hashrate: None,
                outage: 0.125,
                cards_up: 1.75,
                spares: None,
                policy: None,
                strategy: None,
                exit: None,
                income: income.to_vec(),
                fees: 0.5,
                power: 1.5,
                site: 0.0,
                repairs: 0.0,
                interest: 0.0,
                repayment: 0.0,
                debt: 0.0,
                add_ons: 0.0,
                net: 3.0,
                cumulative_net: 3.0,
                cash: 3.0,
                holdings: 0.0,
                resale: 1000.0,
                treasury: None,
            }],
            totals: RunTotals {
                net_income: 3.0,
                token_gain: 0.0,
                owed: 0.0,
                profit: -997.0,
                npv: -997.0,
                stake: 0.0,
                drawdown: 0.0,
                cash_need: 1000.0,
                internal_rate: 0.0,
                tax: 0.0,
                break_even_day: None,
                break_even_with_resale_day: None,
            },
        }
    }

    #[test]
    fn every_component_has_its_column_and_the_others_leave_it_empty() {
        let ledgers = [
            ledger("io-net", &["rented_IO", "rented_IO"], &[4.0, 1.0]),
            ledger("kaspa", &["mined_KAS"], &[5.0]),
        ];
        assert_eq!(
            String::from_utf8(bytes(&ledgers).unwrap()).unwrap(),
            "run,venue,day,price_usd,utilization,hashrate_per_s,outage_share,cards_up,\
             income_rented_IO_usd,income_mined_KAS_usd,fees_usd,power_usd,site_usd,repairs_usd,\
             add_ons_usd,net_income_usd,cumulative_net_usd,cumulative_cash_usd,holdings_usd,resale_usd\n\
             41,io-net,1,0.25,,,0.125,1.75,5,,0.5,1.5,0,0,0,3,3,3,0,1000\n\
             41,kaspa,1,0.25,,,0.125,1.75,,5,0.5,1.5,0,0,0,3,3,3,0,1000\n"
        );
    }

    #[test]
    fn a_treasury_that_keeps_tokens_has_two_columns_more() {
        let mut ledgers = [
            ledger("keeps", &["rented_IO"], &[4.0]),
            ledger("sells", &["rented_IO"], &[4.0]),
        ];
        ledgers[0].days[0].treasury = Some(TreasuryDay {
            sold: 2.5,
            why: "sold: last day".to_owned(),
        });
        let text = String::from_utf8(bytes(&ledgers).unwrap()).unwrap();
        let ends = [
            "resale_usd,sold_usd,treasury",
            "1000,2.5,sold: last day",
            "1000,,",
        ];
        for (line, end) in text.lines().zip(ends) {
            assert!(line.ends_with(end), "{line}");
        }
    }

    #[test]
    fn a_loan_has_its_columns_at_the_end() {
        let mut ledger = ledger("kaspa", &["mined_KAS"], &[5.0]);
        ledger.has_loan = true;
        ledger.days[0].interest = 7.5;
        ledger.days[0].repayment = 92.5;
        ledger.days[0].debt = 907.5;
        let text = String::from_utf8(bytes(&[ledger]).unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].ends_with(",resale_usd,interest_usd,repayment_usd,debt_usd"));
        assert!(lines[1].ends_with(",1000,7.5,92.5,907.5"));
    }
}
