//! Merton's and Kou's jumps.

use super::{assert_mean_price, one, prices, returns, two};
use crate::common::{
    assert_mean, assert_share, assert_variance, assert_within, blocks, central_moment, count,
    logarithms,
};
use rigcast::elementary::incomplete_gamma;

const RUNS: u64 = blocks(2_048);

const MERTON: &str =
    "volatility = 0.7, jumps_per_year = 12, jump_mean = -0.03, jump_sd = 0.12, jumps = \"own\"";
const KOU: &str = "volatility = 0.7, jumps_per_year = 12, up_probability = 0.4, up_rate = 12, down_rate = 8, jumps = \"own\"";

/// Mean and cumulants c₂, c₃, c₄ of ln S after a year.
struct Golden {
    mean: f64,
    cumulants: [f64; 3],
}

/// Skewness and excess kurtosis have standard errors √(6/n) and √(24/n) for nearly normal values,
/// here times √(1 + excess kurtosis)-like factors that a month's figures need: (1 + κ)² covers them.
fn assert_cumulants(what: &str, logs: &[f64], years: f64, golden: &Golden) {
    let [c2, c3, c4] = golden.cumulants.map(|cumulant| cumulant * years);
    let excess = c4 / (c2 * c2);
    assert_mean(what, logs, golden.mean * years, c2.sqrt());
    assert_variance(what, logs, c2, 3.0 + excess);
    let variance = central_moment(logs, 2);
    let (n, wider) = (logs.len() as f64, (1.0 + excess) * (1.0 + excess));
    let skewness = central_moment(logs, 3) / variance.powf(1.5);
    assert_within(what, skewness, c3 / c2.powf(1.5), wider * (6.0 / n).sqrt());
    let kurtosis = central_moment(logs, 4) / (variance * variance) - 3.0;
    assert_within(what, kurtosis, excess, wider * (24.0 / n).sqrt());
}

#[test]
fn mertons_log_price_has_its_cumulants() {
    // Golden `merton`: μ = 0.1, σ = 0.7, λ = 12, μJ = −0.03, σJ = 0.12.
    let square: f64 = 0.03 * 0.03 + 0.12 * 0.12;
    let golden = Golden {
        mean: -0.234_495_469_799_013_42,
        cumulants: [
            0.6736,
            12.0 * (-0.03_f64.powi(3) - 3.0 * 0.03 * 0.0144),
            12.0 * (0.03_f64.powi(4) + 6.0 * 0.0009 * 0.0144 + 3.0 * 0.0144 * 0.0144),
        ],
    };
    assert!((0.49 + 12.0 * square - 0.6736).abs() < 1e-12);
    let plan = one(RUNS, 366, &format!("merton = {{ drift = 0.1, {MERTON} }}"));
    let rows = prices(&plan, &[30, 365]);
    assert_cumulants("a month", &logarithms(&rows[0]), 30.0 / 365.0, &golden);
    assert_cumulants("a year", &logarithms(&rows[1]), 1.0, &golden);
    let jump = |n: f64| (n * -0.03 + 0.5 * n * n * 0.0144).exp();
    let second = 0.49 + 12.0 * (jump(2.0) - 2.0 * jump(1.0) + 1.0);
    assert_mean_price("E S", &rows[1], 0.1, 0.2 + second);
}

#[test]
fn kous_log_price_has_its_cumulants() {
    // Golden `kou`: μ = 0.1, σ = 0.7, λ = 12, p = 0.4, η₁ = 12, η₂ = 8.
    let golden = Golden {
        mean: -0.281_363_636_363_636_65,
        cumulants: [
            0.781_666_666_666_666_6,
            -0.067_708_333_333_333_29,
            0.047_743_055_555_555_55,
        ],
    };
    let model = format!("kou = {{ drift = 0.1, {KOU} }}");
    let rows = prices(&one(RUNS, 366, &model), &[30, 365]);
    assert_cumulants("a month", &logarithms(&rows[0]), 30.0 / 365.0, &golden);
    assert_cumulants("a year", &logarithms(&rows[1]), 1.0, &golden);
}

#[test]
fn jump_prices_without_drift_are_martingales() {
    // Variances of 2.25 a year in all. ln E S² a year: σ² + λ(E e^(2J) − 2E e^J + 1).
    let jump = |n: f64| (n * -0.05 + 0.5 * n * n * 0.04).exp();
    let diffusion = 2.25 - 20.0 * (0.0025 + 0.04);
    let merton = diffusion + 20.0 * (jump(2.0) - 2.0 * jump(1.0) + 1.0);
    let model = format!(
        "merton = {{ drift = 0, volatility = {}, jumps_per_year = 20, jump_mean = -0.05, jump_sd = 0.2, jumps = \"own\" }}",
        diffusion.sqrt()
    );
    check_martingale(&model, merton);

    // E e^(nJ) = p·η₁/(η₁ − n) + (1 − p)·η₂/(η₂ + n).
    let jump = |n: f64| 0.4 * 10.0 / (10.0 - n) + 0.6 * 6.0 / (6.0 + n);
    let diffusion = 2.25 - 2.0 * 30.0 * (0.4 / 100.0 + 0.6 / 36.0);
    let kou = diffusion + 30.0 * (jump(2.0) - 2.0 * jump(1.0) + 1.0);
    let model = format!(
        "kou = {{ drift = 0, volatility = {}, jumps_per_year = 30, up_probability = 0.4, up_rate = 10, down_rate = 6, jumps = \"own\" }}",
        diffusion.sqrt()
    );
    check_martingale(&model, kou);
}

fn check_martingale(model: &str, square_a_year: f64) {
    let rows = prices(&one(blocks(1_024), 731, model), &[60, 730]);
    assert_mean_price("60 days", &rows[0], 0.0, square_a_year * 60.0 / 365.0);
    assert_mean_price("two years", &rows[1], 0.0, square_a_year * 2.0);
}

#[test]
fn days_without_a_jump_are_as_many_as_poisson_says() {
    // No diffusion, log_drift at the jumps' own mean: what moves is a jump.
    let still = |model: &str, jumps: f64| {
        let plan = one(RUNS, 2, model);
        let quiet = returns(&plan, 0, 0);
        // Every day has the same drift; the most frequent value is a day without a jump.
        let mut sorted = quiet.clone();
        sorted.sort_by(f64::total_cmp);
        let usual = sorted[sorted.len() / 2];
        let same = count(&quiet, |r| r == usual);
        assert_share("no jump", same, quiet.len(), (-jumps / 365.0_f64).exp());
    };
    still(
        "merton = { drift = 0, volatility = 0, jumps_per_year = 100, jump_mean = 0, jump_sd = 0.3, jumps = \"own\" }",
        100.0,
    );
    still(
        "kou = { drift = 0, volatility = 0, jumps_per_year = 100, up_probability = 0.5, up_rate = 5, down_rate = 5, jumps = \"own\" }",
        100.0,
    );
}

#[test]
fn many_jumps_a_day_have_mean_and_variance_of_a_compound_sum() {
    // Λ = 5 a day: variance Λ(μJ² + σJ²), fourth cumulant Λ(μJ⁴ + 6μJ²σJ² + 3σJ⁴).
    let plan = one(
        RUNS,
        2,
        "merton = { log_drift = 0, volatility = 0, jumps_per_year = 1825, jump_mean = 0.02, jump_sd = 0.05, jumps = \"own\" }",
    );
    let sums = returns(&plan, 0, 0);
    let variance: f64 = 5.0 * (0.0004 + 0.0025);
    let fourth = 5.0 * (0.02_f64.powi(4) + 6.0 * 0.0004 * 0.0025 + 3.0 * 0.05_f64.powi(4));
    assert_mean("mean", &sums, 0.0, variance.sqrt());
    assert_variance(
        "variance",
        &sums,
        variance,
        3.0 + fourth / (variance * variance),
    );
}

#[test]
fn a_days_sum_of_exponential_jumps_has_its_law() {
    // Λ = 300/365 up, none down: P(sum > x) = Σ e^(−Λ)Λⁿ/n!·Q(n, 10x). The quiet day's return is
    // the drift, minus the mean of the sum, Λ/10.
    let mean: f64 = 300.0 / 365.0;
    let plan = one(
        RUNS,
        2,
        "kou = { log_drift = 0, volatility = 0, jumps_per_year = 300, up_probability = 1, up_rate = 10, down_rate = 10, jumps = \"own\" }",
    );
    let sums: Vec<f64> = (returns(&plan, 0, 0).iter())
        .map(|r| 10.0 * r + mean)
        .collect();
    assert_mean("mean", &sums, mean, (2.0 * mean).sqrt());
    for place in [0.05, 0.3, 1.0, 2.0, 4.0, 7.0] {
        let mut poisson = (-mean).exp();
        let mut above = 0.0;
        for number in 1..40 {
            poisson *= mean / f64::from(number);
            above += poisson * incomplete_gamma(f64::from(number), place).upper;
        }
        let seen = count(&sums, |sum| sum > place);
        assert_share("above", seen, sums.len(), above);
    }
}

#[test]
fn common_jumps_come_on_the_same_days_and_own_ones_do_not() {
    for (sharing, together) in [("common", 1.0), ("own", 0.5)] {
        let model = format!(
            "merton = {{ log_drift = 0, volatility = 0, jumps_per_year = 253, jump_mean = 0.2, jump_sd = 0.01, jumps = \"{sharing}\" }}"
        );
        // Λ = ln 2: a jump on every second day.
        let plan = two(blocks(64), 2, [&model, &model], 0.0);
        let jumps = |token| returns(&plan, token, 0).into_iter().map(|r| r > 0.0);
        let same = jumps(0)
            .zip(jumps(1))
            .filter(|(one, other)| one == other)
            .count();
        let runs = blocks(64) as usize;
        if together == 1.0 {
            assert_eq!(same, runs);
        } else {
            let p = (-253.0_f64 / 365.0).exp();
            assert_share("same", same, runs, p * p + (1.0 - p) * (1.0 - p));
        }
    }
}
