//! The article's table, to 0.02 USD a day.

use rigcast::plan::Plan;
use rigcast::replay::replay;
use rigcast::scenario::load;
use std::path::Path;

fn article_table() -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/article-table.toml");
    let loaded = load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
    Plan::new(&loaded.scenario)
}

/// Venue, gross and net in USD a day.
const TABLE: [(&str, f64, f64); 5] = [
    ("kaspa", 1.05, -0.82),
    ("ergo", 0.82, -1.05),
    ("render", 2.20, 1.00),
    ("akash", 3.60, 2.10),
    ("io-net", 5.40, 3.75),
];

#[test]
fn the_first_day_is_the_articles_table() {
    let plan = article_table();
    for (index, (name, gross, net)) in TABLE.into_iter().enumerate() {
        let ledger = replay(&plan, 0, index);
        assert_eq!(ledger.venue, name);
        let day = &ledger.days[0];
        let income: f64 = day.income.iter().sum();
        assert!((income - gross).abs() < 0.001, "{name}: gross {income}");
        // The article rounds Render's power to 1.20 USD: its net is the one that differs by 0.02.
        assert!((day.net - net).abs() <= 0.02, "{name}: net {}", day.net);
        assert_eq!((day.fees, day.site, day.repairs), (0.0, 0.0, 0.0));
        assert_eq!((day.outage, day.cards_up), (0.0, 1.0));
    }
}

#[test]
fn the_year_is_the_table_wherever_nothing_decays() {
    let plan = article_table();
    for (index, (name, _, net)) in TABLE.into_iter().enumerate().skip(1) {
        let mean = replay(&plan, 0, index).totals.net_income / 365.0;
        assert!((mean - net).abs() <= 0.02, "{name}: {mean}");
    }
}

#[test]
fn kaspas_gross_halves_within_the_year() {
    // Power costs 1.872 USD a day throughout; coins fall by a twelfth of a halving each month.
    let ledger = replay(&article_table(), 0, 0);
    let gross = |day: usize| ledger.days[day].income[0];
    assert!((gross(364) / gross(0) - 0.5).abs() < 0.03);
    assert!(
        ledger
            .days
            .windows(2)
            .all(|pair| pair[1].income[0] <= pair[0].income[0])
    );
    assert!(
        ledger
            .days
            .iter()
            .all(|day| (day.power - 1.872).abs() < 1e-6)
    );
}
