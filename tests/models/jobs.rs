//! Jobs of single cards: an alternating renewal process in its stationary law.

use crate::common::{
    assert_mean, assert_share, assert_variance, assert_within, blocks, central_moment, count, mean,
    on_days, plan, totals, watch,
};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

const RUNS: u64 = blocks(256);

/// One card on a network of jobs; a rented hour pays 1 USD on average.
fn jobs(text: &str) -> String {
    format!(
        r#"
[networks.net]
rate.constant = {{}}
utilization.jobs = {{ {text} }}
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "USD"
platform_fee = 0
delay_days = 0
"#
    )
}

fn single(text: &str, days: usize) -> Plan {
    plan(RUNS, days, &jobs(text), &[])
}

/// Days with a job, of the horizon, in each run.
fn busy_days(plan: &Plan) -> Vec<f64> {
    let mut sums: Vec<f64> = Vec::new();
    watch(plan, |view| {
        if view.first_day == 0 {
            sums.extend([0.0; LANES]);
        }
        let block = sums.len() - LANES;
        for day in &view.market.utilizations[0].0[..view.days] {
            for (sum, share) in sums[block..].iter_mut().zip(day) {
                assert!((0.0..=1.0).contains(share), "{share}");
                *sum += f64::from(*share);
            }
        }
    });
    sums
}

#[test]
fn exponential_jobs_have_the_closed_forms_mean_and_variance() {
    // Golden `busy_idle_ctmc`: jobs of 20 h, idle times of 8 h, r = 24/20 + 24/8 a day; the mean over
    // T = 30 days has the variance 2u(1 − u)/(rT)·(1 − (1 − e^(−rT))/(rT)).
    let (u, variance, days) = (
        0.714_285_714_285_714_3_f64,
        0.003_213_681_542_155_779_f64,
        30.0,
    );
    let plan = single(
        "mean_idle_hours = 8, length.exponential.mean_hours = 20, pay.constant = {}",
        30,
    );
    let means: Vec<f64> = busy_days(&plan).iter().map(|sum| sum / days).collect();
    let kurtosis = central_moment(&means, 4) / central_moment(&means, 2).powi(2);
    assert_mean("busy", &means, u, variance.sqrt());
    assert_variance("busy", &means, variance, kurtosis);
    // Paid what they are worth: 24 USD a day with a job.
    let paid: Vec<f64> = totals(&plan)[0].iter().map(|run| run.net_income).collect();
    assert_mean(
        "paid",
        &paid,
        24.0 * u * days,
        24.0 * days * variance.sqrt(),
    );
}

#[test]
fn pay_that_differs_by_job_adds_the_spread_of_a_compound_sum() {
    // Busy time is B = Σ B_j over jobs, pay Σ p_j·B_j with E p = 1 and Var p = s² = e^0.64 − 1:
    // Var = Var B + s²·E Σ B_j², and E Σ B_j² = 2u(lT − l²(1 − e^(−T/l))) for exponential jobs of
    // mean l: two times within T belong to one job with probability u·e^(−distance/l).
    let (u, r, days, l) = (0.5_f64, 1.0 / 0.25 + 1.0 / 0.25, 30.0_f64, 0.25_f64);
    let plan = single(
        "mean_idle_hours = 6, length.exponential.mean_hours = 6, pay.lognormal.log_standard_deviation = 0.8",
        30,
    );
    let paid: Vec<f64> = (totals(&plan)[0].iter())
        .map(|run| run.net_income / 24.0)
        .collect();
    let decayed = (1.0 - (-r * days).exp()) / (r * days);
    let busy = days * days * 2.0 * u * (1.0 - u) / (r * days) * (1.0 - decayed);
    let squares = 2.0 * u * (l * days - l * l * (1.0 - (-days / l).exp()));
    let variance = busy + (0.64_f64.exp() - 1.0) * squares;
    let kurtosis = central_moment(&paid, 4) / central_moment(&paid, 2).powi(2);
    assert_mean("pay", &paid, u * days, variance.sqrt());
    assert_variance("pay", &paid, variance, kurtosis);
}

#[test]
fn every_law_of_lengths_starts_and_stays_stationary() {
    // E U = mean/(mean + idle) on the first day, the second and the last. Lognormal: the mean is
    // 10·e^(1.2²/2) h. Pareto: α/(α − 1)·(L^(1−α) − M^(1−α))/(L^−α − M^−α).
    let lognormal = 10.0 * (0.72_f64).exp();
    let power = |x: f64, p: f64| x.powf(p);
    let pareto = 1.5 / 0.5 * (power(2.0, -0.5) - power(400.0, -0.5))
        / (power(2.0, -1.5) - power(400.0, -1.5));
    for (length, mean_hours) in [
        (
            "length.lognormal = { median_hours = 10, log_standard_deviation = 1.2 }",
            lognormal,
        ),
        (
            "length.pareto = { alpha = 1.5, least_hours = 2, most_hours = 400 }",
            pareto,
        ),
    ] {
        let u = mean_hours / (mean_hours + 8.0);
        let plan = single(
            &format!("mean_idle_hours = 8, {length}, pay.constant = {{}}"),
            100,
        );
        for row in on_days(&plan, &[0, 1, 99], |view| &view.market.utilizations[0]) {
            assert_mean(length, &row, u, central_moment(&row, 2).sqrt());
        }
    }
}

#[test]
fn the_job_in_progress_is_as_long_as_renewal_theory_says() {
    // All of day 1 in one job: u·∫₁^∞ P(X > x) dx / E X, for jobs of α = 1.5 from 2 h to 400 h.
    // Idle times of 40 h make two jobs without a gap impossible.
    let alpha = 1.5_f64;
    let (low, high) = (2.0_f64, 400.0_f64);
    let tail = |x: f64| x.powf(-alpha);
    let whole = tail(low) - tail(high);
    let integral = |x: f64| x.powf(1.0 - alpha) / (1.0 - alpha);
    let beyond = |x: f64| (integral(high) - integral(x) - tail(high) * (high - x)) / whole;
    let mean_hours = low + beyond(low);
    let u = mean_hours / (mean_hours + 40.0);
    let plan = single(
        "mean_idle_hours = 40, length.pareto = { alpha = 1.5, least_hours = 2, most_hours = 400 }, pay.constant = {}",
        1,
    );
    let shares = busy_days(&plan);
    let whole_day = count(&shares, |share| share > 0.999_999);
    assert_share(
        "all day",
        whole_day,
        shares.len(),
        u * beyond(24.0) / mean_hours,
    );
    // No minute of it: idle at the start, and no job for a day.
    let none = count(&shares, |share| share == 0.0);
    assert_share(
        "none",
        none,
        shares.len(),
        (1.0 - u) * (-24.0_f64 / 40.0).exp(),
    );
}

#[test]
fn cards_have_jobs_of_their_own() {
    // The mean of four independent cards has a quarter of one card's variance.
    let text = "mean_idle_hours = 12, length.exponential.mean_hours = 12, pay.constant = {}";
    let day = |cards: &str| {
        let plan = plan(RUNS, 5, &jobs(text), &[cards]);
        on_days(&plan, &[4], |view| &view.market.utilizations[0]).remove(0)
    };
    let (one, four) = (day("rig.cards=1"), day("rig.cards=4"));
    assert_mean("four", &four, 0.5, central_moment(&four, 2).sqrt());
    let variance = 2.0 * 0.25 / 4.0 * (1.0 - (1.0 - (-4.0_f64).exp()) / 4.0);
    let kurtosis = |row: &[f64]| central_moment(row, 4) / central_moment(row, 2).powi(2);
    assert_variance("one", &one, variance, kurtosis(&one));
    assert_variance("four", &four, variance / 4.0, kurtosis(&four));
}

#[test]
fn five_hundred_in_an_hour_and_nothing_for_three_days() {
    // Short jobs far apart whose pay has a heavy tail: a mean of 72 h idle, an hour's work, pay up
    // to 500 times the mean. The mean of a day is the quote all the same; most days pay nothing.
    let plan = single(
        "mean_idle_hours = 72, length.exponential.mean_hours = 1, pay.pareto = { alpha = 1.2, most = 500 }",
        60,
    );
    let paid: Vec<f64> = totals(&plan)[0].iter().map(|run| run.net_income).collect();
    let expected = 60.0 * 24.0 / 73.0;
    let error = central_moment(&paid, 2).sqrt() / (RUNS as f64).sqrt();
    assert_within("mean", mean(&paid), expected, error);
    let day = on_days(&plan, &[30], |view| &view.operation.income[0]).remove(0);
    let nothing = count(&day, |usd| usd == 0.0);
    let idle = 72.0 / 73.0 * (-24.0_f64 / 72.0).exp();
    assert_share("days without a job", nothing, day.len(), idle);
    assert!(day.iter().any(|usd| *usd > 50.0));
}
