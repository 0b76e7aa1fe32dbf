//! Hours, power, fees and pools by hand, where nothing is random.

use crate::common::{gbm, on_days, plan, steady_rental, totals};
use rigcast::replay::replay;

/// Four cards, three quarters of their hours rented.
const FOUR_CARDS: [&str; 7] = [
    "rig.cards=4",
    "rig.card_watts=400",
    "rig.card_idle_watts=20",
    "rig.host_watts=600",
    "rig.host_idle_watts=200",
    "site.cooling_factor=1.2",
    "site.electricity.flat.usd_per_kwh=0.1",
];

fn rental(basis: &str, rate: &str) -> String {
    format!(
        r#"
[tokens.TKN]
usd = 4
price.constant = {{}}
[networks.net]
utilization.constant.level = 0.75
rate.constant = {{}}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "{basis}"
rate.{rate}
pays = "TKN"
platform_fee = 0
delay_days = 0
"#
    )
}

#[test]
fn power_is_cards_at_work_idle_cards_and_the_host() {
    // 72 card-hours at 400 W and a quarter of the host's 400 W under load: 36 kWh. 24 idle card-hours
    // at 20 W: 0.48. The idle host: 4.8. Times 1.2 for cooling, 0.10 USD: 4.9536 USD a day.
    let plan = plan(1, 1, &rental("rented", "usd_per_hour = 0"), &FOUR_CARDS);
    let day = &replay(&plan, 0, 0).days[0];
    assert!((day.power - 4.953_6).abs() < 1e-6, "{}", day.power);
    assert_eq!(day.net, -day.power);
}

#[test]
fn a_card_that_draws_differently_at_a_venue_costs_so_there() {
    let body = rental("rented", "usd_per_hour = 0").replace(
        "treasury.sell_daily.fee = 0",
        "treasury.sell_daily.fee = 0\ncard_watts = 300",
    );
    let plan = plan(1, 1, &body, &FOUR_CARDS);
    // 72 h · 0.1 kW less.
    let power = replay(&plan, 0, 0).days[0].power;
    assert!(
        (power - (4.953_6 - 7.2 * 1.2 * 0.1)).abs() < 1e-6,
        "{power}"
    );
}

#[test]
fn each_basis_pays_for_its_hours() {
    let bases = [
        ("rented", 72.0),
        ("available", 24.0),
        ("uptime", 96.0),
        ("host", 24.0),
    ];
    for (basis, hours) in bases {
        // At 0.5 USD an hour, at 0.5 tokens of 4 USD, and at tokens worth 0.5 USD.
        let rates = [
            ("usd_per_hour = 0.5", 0.5),
            ("tokens_per_hour = 0.5", 2.0),
            ("tokens_worth_usd_per_hour = 0.5", 0.5),
        ];
        for (rate, usd) in rates {
            let plan = plan(1, 1, &rental(basis, rate), &FOUR_CARDS);
            let income = replay(&plan, 0, 0).days[0].income[0];
            assert!(
                (income - hours * usd).abs() < 1e-4,
                "{basis}, {rate}: {income}"
            );
        }
    }
}

#[test]
fn a_share_of_a_pool_is_diluted_as_the_network_grows() {
    // 100,000 tokens a day · 4e-6 · 4 USD = 1.6 USD, then e^(−0.2·t) of it; per card online.
    let rate = "pool_share = { pool_tokens_per_day = 100000, share = 4e-6, growth = 0.2 }";
    let plan = plan(1, 366, &rental("uptime", rate), &FOUR_CARDS);
    let days = replay(&plan, 0, 0).days;
    for day in [0, 1, 365] {
        let expected = 4.0 * 1.6 * f64::exp(-0.2 * day as f64 / 365.0);
        let income = days[day].income[0];
        assert!((income - expected).abs() < 1e-5, "index {day}: {income}");
    }
}

#[test]
fn a_miner_earns_its_share_of_the_hashrate_times_coins_times_price() {
    // 2 cards · 0.13 GH/s of 235 TH/s · 6,350 blocks · 2.048 ETC · 7.90 USD, less 1 % for the pool and
    // 0.25 % for the sale.
    let body = r#"
[tokens.ETC]
usd = 7.90
price.constant = {}
[networks.ethereum-classic.chain]
blocks_per_day = 6350
hashes_per_second = 235e12
height = 22_000_000
height_date = 2026-05-30
hashrate.constant = {}
[venues.etc]
network = "ethereum-classic"
mining = { hashes_per_second = 0.13e9, pool_fee = 0.01 }
treasury.sell_daily.fee = 0.0025
"#;
    let plan = plan(1, 2, body, &["rig.cards=2"]);
    let gross = 2.0 * 0.13e9 / 235e12 * 6_350.0 * 2.048 * 7.90;
    for day in replay(&plan, 0, 0).days {
        assert!(
            (day.income[0] / gross - 1.0).abs() < 1e-6,
            "{}",
            day.income[0]
        );
        let fees = gross * (1.0 - 0.99 * 0.9975);
        assert!((day.fees / fees - 1.0).abs() < 1e-5, "{}", day.fees);
    }
}

#[test]
fn a_quoted_gross_is_a_cards_gross_of_the_first_day() {
    let body = r#"
[tokens.KAS.price.constant]
[networks.kaspa.chain]
hashrate.constant = {}
[venues.kaspa]
network = "kaspa"
mining.gross_usd_per_day = 1.05
"#;
    let plan = plan(1, 1, body, &["rig.cards=12"]);
    assert!((replay(&plan, 0, 0).days[0].income[0] - 12.6).abs() < 1e-5);
    assert!(
        plan.notes.iter().any(|note| note.contains("kaspa")),
        "{:?}",
        plan.notes
    );
}

#[test]
fn what_is_awaited_is_received_and_owed_at_the_prices_of_the_day() {
    // A token a day, worth 1 USD on the first, received 3 days later and sold at once: S(3) + … +
    // S(39), and three tokens owed at S(39).
    let body = gbm("TKN", 0.1, 1.0)
        + &steady_rental("venue", "TKN", "sell_daily.fee = 0")
            .replace("delay_days = 0", "delay_days = 3");
    let plan = plan(256, 40, &body, &[]);
    let days: Vec<usize> = (0..40).collect();
    let prices = on_days(&plan, &days, |view| &view.market.prices[0]);
    for (run, totals) in totals(&plan)[0].iter().enumerate() {
        let received: f64 = prices[3..].iter().map(|row| row[run]).sum();
        let owed = 3.0 * prices[39][run];
        assert!((totals.net_income / received - 1.0).abs() < 1e-6);
        assert!((totals.owed / owed - 1.0).abs() < 1e-6);
        assert_eq!(totals.token_gain, 0.0);
    }
}
