//! The resale value: a falling lognormal.

use crate::common::{
    SELL_DAILY, assert_correlation, assert_mean, assert_share, assert_variance, blocks, count,
    logarithms, on_days, plan, steady_rental,
};
use rigcast::elementary::normal_quantile;

#[test]
fn the_resale_value_has_the_closed_forms_mean_and_quantiles() {
    // V = exp(−δt + σW(t)), δ = 0.25, σ = 0.3, t = 1: ln V ~ N(−0.25, 0.09), E V = e^(−0.25 + 0.045).
    let plan = plan(
        blocks(1_024),
        366,
        &steady_rental("venue", "USD", SELL_DAILY),
        &["rig.resale.decline={ decline = 0.25, volatility = 0.3, demand_loading = 0.3 }"],
    );
    let values = on_days(&plan, &[365], |view| &view.market.resale).remove(0);
    let mean = (-0.25_f64 + 0.045).exp();
    let spread = mean * (0.09_f64.exp() - 1.0).sqrt();
    assert_mean("mean", &values, mean, spread);
    let logs = logarithms(&values);
    assert_mean("mean of ln V", &logs, -0.25, 0.3);
    assert_variance("variance of ln V", &logs, 0.09, 3.0);
    for probability in [0.05, 0.5, 0.95] {
        let quantile = 0.3_f64.mul_add(normal_quantile(probability), -0.25).exp();
        let below = count(&values, |value| value < quantile);
        assert_share("below a quantile", below, values.len(), probability);
    }
}

#[test]
fn the_rig_sells_for_its_cards_and_host_less_the_haircut() {
    let plan = plan(
        blocks(1),
        2,
        &steady_rental("venue", "USD", SELL_DAILY),
        &[
            "rig.cards=3",
            "rig.card_resale_usd=1000",
            "rig.host_resale_usd=240",
            "rig.selling_haircut=0.13",
        ],
    );
    let usd = on_days(&plan, &[1], |view| &view.rig.resale_usd).remove(0);
    assert!(usd.iter().all(|usd| (usd - 0.87 * 3_240.0).abs() < 1e-3));
    assert!((plan.rig_value - 0.87 * 3_240.0).abs() < 1e-9);
}

#[test]
fn the_common_demand_moves_resale_and_rates_together() {
    // After a day both deviations are one shock: they correlate by 0.6 · 0.5.
    let body = r#"
[networks.net]
utilization.constant.level = 1
rate.reverting = { growth = 0, volatility = 0.3, half_life_days = 60, demand_loading = 0.5 }
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "USD"
"#;
    let plan = plan(
        blocks(1_024),
        2,
        body,
        &["rig.resale.decline={ decline = 0, volatility = 0.3, demand_loading = 0.6 }"],
    );
    let resale = on_days(&plan, &[1], |view| &view.market.resale).remove(0);
    let rate = on_days(&plan, &[1], |view| &view.market.rates[0]).remove(0);
    assert_correlation("logs", &logarithms(&resale), &logarithms(&rate), 0.3);
}
