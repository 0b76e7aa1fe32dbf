//! Soft outages: an alternating renewal process that starts online.

use crate::common::{
    SELL_DAILY, assert_mean, assert_variance, blocks, central_moment, plan, steady_rental, watch,
};
use rigcast::lanes::LANES;

#[test]
fn the_host_is_offline_as_the_renewal_process_says() {
    // Outages start at λ a day online and last m on average (m₂: mean square). Over T days
    //   E offline = mλ(T − E offline) − λA·m₂/2,  A = 1/(1 + λm):
    // every start costs m, but what lies beyond T is cut off; the process is stationary by then.
    // 120 a year online, median 12 h, log-sd 0.755: λ = 0.3288, m = 0.5·e^0.285 = 0.665 days,
    // m₂ = 0.25·e^1.140 = 0.782. Standard error: the sample's deviation over √65,536.
    let (days, log_sd) = (365.0_f64, 0.755_f64);
    let plan = plan(
        blocks(512),
        365,
        &steady_rental("venue", "USD", SELL_DAILY),
        &[
            "rig.outages.random={ per_year = 120, median_hours = 12, log_standard_deviation = 0.755 }",
        ],
    );
    let rate = 120.0 / 365.0;
    let first = 0.5 * (0.5 * log_sd * log_sd).exp();
    let second = 0.25 * (2.0 * log_sd * log_sd).exp();
    let online_share = 1.0 / (1.0 + rate * first);
    let expected = online_share * (first * rate * days - 0.5 * rate * online_share * second);

    let mut offline: Vec<f64> = Vec::new();
    watch(&plan, |view| {
        if view.first_day == 0 {
            offline.extend([0.0; LANES]);
        }
        let block = offline.len() - LANES;
        for (host, cards) in view.rig.host_up.0[..view.days]
            .iter()
            .zip(&view.rig.cards_up.0)
        {
            for ((sum, up), cards) in offline[block..].iter_mut().zip(host).zip(cards) {
                assert!((-1e-5..=1.0).contains(up), "{up}");
                assert_eq!(up, cards, "the one card is online when the host is");
                *sum += 1.0 - f64::from(*up);
            }
        }
    });
    assert_mean(
        "offline",
        &offline,
        expected,
        central_moment(&offline, 2).sqrt(),
    );
    // For a long time the variance is T·(μ₁²σ₂² + μ₂²σ₁²)/(μ₁ + μ₂)³ with means μ and variances σ²
    // of the times online and offline. At T = 365 days the ends still matter by about
    // (μ₁ + μ₂)/T = 1 %, so the tolerance takes kurtosis 3 at a sixteenth of the runs.
    let mean_online = 1.0 / rate;
    let variance_offline = second - first * first;
    let variance = days
        * (mean_online * mean_online * variance_offline
            + first * first * mean_online * mean_online)
        / (mean_online + first).powf(3.0);
    assert_variance("offline", &offline[..4_096], variance, 3.0);
}

#[test]
fn an_outage_stops_every_card() {
    let plan = plan(
        blocks(4),
        100,
        &steady_rental("venue", "USD", SELL_DAILY),
        &[
            "rig.cards=5",
            "rig.outages.random={ per_year = 50, median_hours = 5, log_standard_deviation = 1 }",
        ],
    );
    watch(&plan, |view| {
        let days = view.rig.host_up.0[..view.days]
            .iter()
            .zip(&view.rig.cards_up.0);
        for (host, cards) in days {
            for (host, cards) in host.iter().zip(cards) {
                assert_eq!(5.0 * host, *cards);
            }
        }
    });
}
