//! Catalogue, file and overrides: what wins, and what each value says of its origin.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use rigcast::models::payout::{PayRate, Treasury};
use rigcast::models::price::PriceModel;
use rigcast::models::utilization::UtilizationModel;
use rigcast::scenario::{Loaded, Origin, parse};

const FILE: &str = r#"title = "Test"

[rig]
gpu = "rtx-4090"
card_watts = 400

[venues.io-net]
network = "io.net"
"#;

fn loaded(text: &str, overrides: &[&str]) -> Loaded {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    parse("test.toml", text.as_bytes(), &overrides).unwrap_or_else(|error| panic!("{error}"))
}

fn origin(loaded: &Loaded, key: &str) -> Origin {
    let leaves = loaded.leaves();
    leaves
        .into_iter()
        .find(|leaf| leaf.key == key)
        .unwrap_or_else(|| panic!("{key}"))
        .origin
}

#[test]
fn the_file_wins_over_the_card_and_the_override_over_the_file() {
    let file = loaded(FILE, &[]);
    assert_eq!(file.scenario.rig.card_watts.get(), 400.0);
    assert_eq!(file.scenario.rig.vram_gb.get(), 24.0);
    let overridden = loaded(FILE, &["rig.card_watts=350", "rig.card_watts = 300"]);
    assert_eq!(overridden.scenario.rig.card_watts.get(), 300.0);
}

#[test]
fn every_value_says_where_it_comes_from() {
    let loaded = loaded(FILE, &["rig.cards=2"]);
    let Origin::File(place) = origin(&loaded, "rig.card_watts") else {
        panic!()
    };
    assert_eq!((place.line, place.column), (5, 14));
    let runs = loaded
        .leaves()
        .into_iter()
        .find(|leaf| leaf.key == "simulation.runs");
    assert_eq!(runs.unwrap().value, "1_000_000");
    let Origin::Override(text) = origin(&loaded, "rig.cards") else {
        panic!()
    };
    assert_eq!(text, "rig.cards=2");
    for leaf in loaded.leaves() {
        if let Origin::Catalogue(place, source) = leaf.origin {
            assert!(place.name.starts_with("catalogue/"), "{}", leaf.key);
            assert!(source.is_some(), "{} has no source", leaf.key);
        }
    }
}

#[test]
fn a_rented_hour_without_a_rate_pays_the_networks_rate_for_the_card() {
    let rate = |loaded: &Loaded| {
        let venue = &loaded.scenario.venues["io-net"];
        venue.rental.as_ref().unwrap().income[0].rate.clone()
    };
    let PayRate::UsdPerHour(catalogue) = rate(&loaded(FILE, &[])) else {
        panic!()
    };
    assert!(catalogue.get() > 0.0);
    let set = loaded(FILE, &[r#"networks."io.net".usd_per_hour.rtx-4090=0.5"#]);
    let PayRate::UsdPerHour(own) = rate(&set) else {
        panic!()
    };
    assert_eq!(own.get(), 0.5);
    let key = "venues.io-net.rental.income[0].rate.usd_per_hour";
    assert!(matches!(origin(&set, key), Origin::Override(_)));
    assert!(matches!(
        origin(&loaded(FILE, &[]), key),
        Origin::Catalogue(..)
    ));
}

#[test]
fn overrides_reach_every_depth_of_the_format() {
    let loaded = loaded(
        FILE,
        &[
            "simulation.runs=1_000",
            "simulation.seed=42",
            "simulation.start=2027-01-01",
            "simulation.percentiles=[5, 50]",
            "rig.gpu=rtx-3090",
            "title=A title of bare words",
            "venues.io-net.treasury.hold.fee=0.01",
            "venues.io-net.treasury.hold.slippage=0.02",
            "tokens.IO.price.student_t.volatility=0.5",
            r#"networks."io.net".utilization.constant.level=0.7"#,
            "site.electricity.growing={usd_per_kwh=0.3, growth=0.02}",
        ],
    );
    let scenario = &loaded.scenario;
    assert_eq!(scenario.simulation.runs.get(), 1000);
    assert_eq!(scenario.simulation.seed.get(), 0x42);
    assert_eq!(scenario.simulation.percentiles.len(), 2);
    assert_eq!(scenario.rig.gpu.as_str(), "rtx-3090");
    assert_eq!(scenario.rig.card_watts.get(), 400.0);
    assert_eq!(scenario.title, "A title of bare words");
    assert!(matches!(
        scenario.venues["io-net"].treasury,
        Treasury::Hold { .. }
    ));
    let PriceModel::StudentT(price) = &scenario.tokens["IO"].price else {
        panic!()
    };
    assert_eq!(price.volatility.get(), 0.5);
    assert!(price.drift.is_some(), "the catalogue's drift stays");
    let utilization = scenario.networks["io.net"].utilization.as_ref().unwrap();
    assert!(matches!(utilization, UtilizationModel::Constant { .. }));
}

#[test]
fn mining_in_the_file_replaces_the_templates_rental_and_the_other_way_round() {
    let text =
        format!("{FILE}\n[venues.kaspa]\nnetwork = \"kaspa\"\nmining.gross_usd_per_day = 1.05\n");
    let kaspa = &loaded(&text, &[]).scenario.venues["kaspa"];
    let mining = kaspa.mining.as_ref().unwrap();
    assert!(
        mining.pool_fee.get() > 0.0,
        "the catalogue's pool fee stays"
    );
    assert!(kaspa.rental.is_none());
}

#[test]
fn the_users_correlation_replaces_the_catalogues_whichever_way_round() {
    let text = format!("{FILE}\n[correlation]\nIO.RENDER = 0.8\nIO.BTC = 0.7\n");
    let scenario = loaded(&text, &[]).scenario;
    let matrix = rigcast::scenario::correlation::CorrelationMatrix::of(&scenario);
    let index = |name: &str| {
        matrix
            .names
            .iter()
            .position(|other| other.as_str() == name)
            .unwrap()
    };
    assert_eq!(matrix.matrix[[index("RENDER"), index("IO")]], 0.8);
    assert_eq!(matrix.matrix[[index("BTC"), index("IO")]], 0.7);
    // Unlisted: the product of both tokens' correlations with BTC.
    let product = matrix.matrix[[index("BTC"), index("NOS")]] * 0.7;
    assert_eq!(matrix.matrix[[index("NOS"), index("IO")]], product);
}

#[test]
fn the_first_tokens_are_the_catalogues_in_its_order_and_own_ones_follow() {
    let text = format!("{FILE}\n[tokens.AAA]\nusd = 1\nprice.constant = {{}}\n");
    let scenario = loaded(&text, &[]).scenario;
    let names: Vec<&str> = scenario.tokens.keys().map(|name| name.as_str()).collect();
    assert_eq!((names[0], names[names.len() - 1]), ("BTC", "AAA"));
}

#[test]
fn an_oscillating_hashrate_is_noted_with_its_place() {
    let text = format!(
        "{FILE}\n[venues.ergo]\nnetwork = \"ergo\"\n\n[networks.ergo.chain.hashrate.response]\nhalf_life_weeks = 2\nlag_days = 28\n"
    );
    let loaded = loaded(&text, &[]);
    // k·lag = ln 2 · 28 / 14 = 1.39 > 1/e = 0.37.
    let note = &loaded.notes()[0];
    assert_eq!(loaded.place(note).unwrap().line, 15);
    assert!(loaded.render_notes(false).contains("oscillates"));
    assert!(self::loaded(FILE, &[]).notes().is_empty());
}

#[test]
fn percentiles_are_put_in_order_and_given_once() {
    let percentiles = loaded(FILE, &["simulation.percentiles=[95, 5, 50, 5]"]);
    let percentiles = percentiles.scenario.simulation.percentiles;
    assert_eq!(
        percentiles.iter().map(|p| p.get()).collect::<Vec<_>>(),
        [5.0, 50.0, 95.0]
    );
}
