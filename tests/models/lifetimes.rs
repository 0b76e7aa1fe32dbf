//! Lifetimes of cards: Weibull survival, repair and replacement, spares.
//!
//! Cards of a rig are independent, so a rig of 64 cards is 64 trials. `cards_up` on index n is
//! the number of cards online on day n + 1; if nothing comes back it is whole unless one dies
//! that day.

use crate::common::{
    SELL_DAILY, assert_mean, assert_share, assert_variance, blocks, central_moment, mean, on_days,
    plan, steady_rental, watch,
};
use rigcast::elementary::gamma;
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

/// Golden `weibull`: k = 2, λ = 6 years.
const GOLDEN_SURVIVAL_3Y: f64 = 0.778_800_783_071_404_9;
const GOLDEN_MEAN_Y: f64 = 5.317_361_552_716_548;
const GOLDEN_VARIANCE: f64 = 7.725_666_117_691_866;
const GOLDEN_SURVIVAL_1Y_GIVEN_3Y: f64 = 0.823_291_915_425_780_4;

/// Golden `availability`: MTBF 1,460 days, MTTR 21 days.
const GOLDEN_STEADY: f64 = 0.985_820_391_627_278_9;

const CARDS: usize = 64;

fn rig(runs: u64, days: usize, overrides: &[&str]) -> Plan {
    plan(
        runs,
        days,
        &steady_rental("venue", "USD", SELL_DAILY),
        overrides,
    )
}

/// Card-days online over the horizon, by run.
fn card_days(plan: &Plan) -> Vec<f64> {
    let mut all = Vec::new();
    watch(plan, |view| {
        if view.first_day == 0 {
            all.extend([0.0; LANES]);
        }
        let block = all.len() - LANES;
        for day in &view.rig.cards_up.0[..view.days] {
            for (sum, up) in all[block..].iter_mut().zip(day) {
                *sum += f64::from(*up);
            }
        }
    });
    all
}

#[test]
fn cards_survive_as_weibull_says() {
    // 2,048 rigs of 64 cards: 131,072 lives, standard error √(0.779·0.221/131,072) = 0.0011. Survivors
    // of a rig are binomial: variance 64·p·q, kurtosis 3 + (1 − 6pq)/(64pq) = 3.
    let survivors = |overrides: &[&str], days: usize, expected: f64| {
        let mut all = vec![
            "rig.cards=64",
            "rig.on_failure.retire={}",
            "rig.lifetime.weibull={ shape = 2, scale_years = 6 }",
        ];
        all.extend_from_slice(overrides);
        let plan = rig(blocks(16), days + 1, &all);
        let up = on_days(&plan, &[days], |view| &view.rig.cards_up).remove(0);
        // A card that dies on the day after counts in part: it was alive at its start.
        let alive: Vec<f64> = up.iter().map(|up| up.ceil()).collect();
        let trials = CARDS * alive.len();
        assert_share(
            "survivors",
            alive.iter().sum::<f64>() as usize,
            trials,
            expected,
        );
        let variance = CARDS as f64 * expected * (1.0 - expected);
        assert_variance("survivors of a rig", &alive, variance, 3.0);
    };
    survivors(&[], 1_095, GOLDEN_SURVIVAL_3Y);
    // Given that a card is three years old, it lives another with S(4)/S(3).
    survivors(&["rig.age_years=3"], 365, GOLDEN_SURVIVAL_1Y_GIVEN_3Y);
}

#[test]
fn cards_live_as_long_as_weibull_says_on_average() {
    // Over 20 years all but e^(−(20/6)²) = 1.5e-5 of the cards die, so card-days are sums of 64
    // lives. The part cut off, below 1.5e-5 · 2 years, is far below the standard error
    // 2.78/√131,072 = 0.0077 years. Their variance is 64 times one life's.
    assert!((6.0 * gamma(1.5) - GOLDEN_MEAN_Y).abs() < 1e-14);
    let plan = rig(
        blocks(16),
        7_300,
        &[
            "rig.cards=64",
            "rig.on_failure.retire={}",
            "rig.lifetime.weibull={ shape = 2, scale_years = 6 }",
        ],
    );
    let years: Vec<f64> = card_days(&plan).iter().map(|days| days / 365.0).collect();
    let cards = CARDS as f64;
    let spread = (cards * GOLDEN_VARIANCE).sqrt();
    assert_mean("card-years", &years, cards * GOLDEN_MEAN_Y, spread);
    assert_variance("card-years", &years, cards * GOLDEN_VARIANCE, 3.0);
}

/// What repairs cost on the first days, by run.
fn repairs(plan: &Plan, days: usize) -> Vec<f64> {
    let mut all = Vec::new();
    watch(plan, |view| {
        if view.first_day == 0 {
            all.extend([0.0; LANES]);
        }
        let block = all.len() - LANES;
        let rows = view.rig.repairs_usd.0[..view.days].iter();
        for (_, row) in (view.first_day..days).zip(rows) {
            for (sum, usd) in all[block..].iter_mut().zip(row) {
                *sum += f64::from(*usd);
            }
        }
    });
    all
}

/// P(online at t) for exponential lives with rate λ and a fixed time R of repair: with n repairs
/// done the card has been online for t − nR, and exactly n deaths fell into that time.
fn availability(t: f64, rate: f64, repair: f64) -> f64 {
    let mut sum = 0.0;
    let (mut repairs, mut factorial) = (0.0, 1.0);
    while repairs * repair <= t {
        let expected = rate * (t - repairs * repair);
        sum += (-expected).exp() * expected.powf(repairs) / factorial;
        repairs += 1.0;
        factorial *= repairs;
    }
    sum
}

#[test]
fn a_repaired_card_is_online_as_the_renewal_equation_says() {
    // A year, MTBF 1,460 days, repair 21 days. (The golden mean of the year, 0.98662, is for
    // exponential times of repair; for fixed ones the sum above, integrated, gives about as much.)
    let (rate, repair, days) = (1.0 / 1_460.0, 21.0, 365.0);
    let steps = 36_500;
    let online: f64 = (0..steps)
        .map(|step| {
            availability(
                (f64::from(step) + 0.5) * days / f64::from(steps),
                rate,
                repair,
            )
        })
        .sum::<f64>()
        / f64::from(steps);
    assert!((online - 0.986_62).abs() < 5e-4, "{online}");
    let plan = rig(
        blocks(16),
        365,
        &[
            "rig.cards=64",
            "rig.on_failure.repair={ days = 21, usd = 250 }",
            "rig.lifetime.weibull={ shape = 1, scale_years = 4 }",
        ],
    );
    let shares: Vec<f64> = (card_days(&plan).iter())
        .map(|sum| sum / (CARDS as f64 * days))
        .collect();
    // A rig's share varies with its own deaths only: the sample's deviation is its measure.
    assert_mean("online", &shares, online, central_moment(&shares, 2).sqrt());
}

#[test]
fn deaths_and_repairs_cost_what_they_cost() {
    // Exponential lives: deaths come at 1/1,460 a day online, so E repairs = 250 · E online/1,460.
    let plan = rig(
        blocks(16),
        365,
        &[
            "rig.cards=64",
            "rig.on_failure.repair={ days = 21, usd = 250 }",
            "rig.lifetime.weibull={ shape = 1, scale_years = 4 }",
        ],
    );
    let repairs = repairs(&plan, 365);
    assert!(repairs.iter().all(|usd| usd % 250.0 == 0.0));
    let online = mean(&card_days(&plan));
    let spread = central_moment(&repairs, 2).sqrt();
    assert_mean("repairs", &repairs, 250.0 * online / 1_460.0, spread);
}

#[test]
fn availability_tends_to_mtbf_over_mtbf_and_mttr_for_any_law() {
    // Exponential: golden 0.98582 (MTBF 1,460, 21 days). Weibull with k = 2, λ = 365 days, replaced
    // by new cards after 60 days: MTBF = 365·Γ(1.5) = 323.5 days, limit 0.8435. Over the years 10 to
    // 50 of 64 · 128 cards the sample of 128 rigs gives the standard error.
    let limit = |overrides: &[&str], expected: f64| {
        let mut all = vec!["rig.cards=64"];
        all.extend_from_slice(overrides);
        let plan = rig(blocks(1), 18_250, &all);
        let mut sums = [0.0; LANES];
        watch(&plan, |view| {
            for (day, up) in view.rig.cards_up.0[..view.days].iter().enumerate() {
                if view.first_day + day >= 3_650 {
                    for (sum, up) in sums.iter_mut().zip(up) {
                        *sum += f64::from(*up) / (14_600.0 * CARDS as f64);
                    }
                }
            }
        });
        assert_mean("online", &sums, expected, central_moment(&sums, 2).sqrt());
    };
    limit(
        &[
            "rig.lifetime.weibull={ shape = 1, scale_years = 4 }",
            "rig.on_failure.repair={ days = 21, usd = 0 }",
        ],
        GOLDEN_STEADY,
    );
    let mtbf = 365.0 * gamma(1.5);
    limit(
        &[
            "rig.lifetime.weibull={ shape = 2, scale_years = 1 }",
            "rig.on_failure.replace={ days = 60, usd = 0 }",
        ],
        mtbf / (mtbf + 60.0),
    );
}

#[test]
fn a_repaired_card_is_as_old_as_it_was() {
    // Minimal repair: deaths follow the hazard of one ageing card, (t/λ)^k of them expected by age t.
    // k = 2, λ = 10 years: 4 in 20 years, a Poisson count; the 4 days or so in repair make it
    // 4·(1 − 4/7,300)² = 3.9956. (A card as good as new would die 2·20/(10·Γ(1.5)) ≈ 2.2 times.) 2,048
    // rigs of 64 cards: standard error of a card's mean 2/√131,072 = 0.0055.
    let plan = rig(
        blocks(16),
        7_300,
        &[
            "rig.cards=64",
            "rig.on_failure.repair={ days = 1, usd = 1 }",
            "rig.lifetime.weibull={ shape = 2, scale_years = 10 }",
        ],
    );
    let deaths = repairs(&plan, 7_300);
    let expected = CARDS as f64 * 3.995_6;
    assert_mean("deaths", &deaths, expected, expected.sqrt());
    assert_variance("deaths", &deaths, expected, 3.0);
}

#[test]
fn a_spare_replaces_a_dead_card_at_once_and_only_once() {
    // Exponential lives of a year, a year: deaths are N ~ Poisson(1) while there are cards. One card
    // with one spare is online at the end if N ≤ 1: 2/e = 0.73576. What can be sold is 2 − min(N, 2)
    // cards: mean 2 − P(1) − 2·P(≥ 2) = 1.10364, variance P(1) + 4·P(≥ 2) − 0.89636² = 0.62138.
    let lives = [
        "rig.spares=1",
        "rig.on_failure.retire={}",
        "rig.lifetime.weibull={ shape = 1, scale_years = 1 }",
        "rig.card_resale_usd=100",
        "rig.host_resale_usd=0",
    ];
    let one = rig(blocks(512), 365, &lives);
    let up = on_days(&one, &[364], |view| &view.rig.cards_up).remove(0);
    let alive = up.iter().filter(|up| **up == 1.0).count();
    let none = (-1.0_f64).exp();
    assert_share("online", alive, up.len(), 2.0 * none);
    let resale = on_days(&one, &[364], |view| &view.rig.resale_usd).remove(0);
    let more = 1.0 - 2.0 * none;
    let lost = none + 2.0 * more;
    let spread = (none + 4.0 * more - lost * lost).sqrt();
    assert_mean("resale", &resale, 100.0 * (2.0 - lost), 100.0 * spread);
    // Both are dead in P(N ≥ 2) of the runs.
    let dead = resale.iter().filter(|usd| **usd == 0.0).count();
    assert_share("nothing to sell", dead, resale.len(), more);
}

#[test]
fn a_repaired_card_becomes_the_spare_of_the_one_that_replaced_it() {
    // One place, one spare, exponential lives: while the place is filled, cards leave for repair at the
    // rate λ, and each repair takes D whatever else is in repair. That is Erlang's loss system with two
    // lines and a = λD, whose long-run law holds for any law of repair times (Sevastyanov 1957):
    // the place is empty for the share (a²/2)/(1 + a + a²/2). With 1/λ = 30 days and D = 20 days:
    // 2/17. The year before day 1,825 is 40 lives from the start.
    const DAYS: usize = 1_825;
    let (life, repair) = (30.0_f64, 20.0_f64);
    let load = repair / life;
    let both = load * load / 2.0;
    let expected = 1.0 - both / (1.0 + load + both);
    let scale = format!(
        "rig.lifetime.weibull={{ shape = 1, scale_years = {} }}",
        life / 365.0
    );
    let overrides = [
        "rig.spares=1",
        "rig.on_failure.repair={ days = 20, usd = 0 }",
        &scale,
    ];
    let plan = rig(blocks(16), DAYS, &overrides);
    let year: Vec<usize> = (DAYS - 365..DAYS).collect();
    let up = on_days(&plan, &year, |view| &view.rig.cards_up);
    let share: Vec<f64> = (0..up[0].len())
        .map(|run| up.iter().map(|day| day[run]).sum::<f64>() / 365.0)
        .collect();
    // The spread of a year's share over 2,048 runs estimates its own standard error to 2 %.
    assert_mean(
        "share of time online",
        &share,
        expected,
        central_moment(&share, 2).sqrt(),
    );
}

#[test]
fn cards_share_their_spares() {
    // Three cards, two spares: all three are online at the end if Poisson(3) ≤ 2: 8.5·e^(−3).
    let plan = rig(
        blocks(512),
        365,
        &[
            "rig.cards=3",
            "rig.spares=2",
            "rig.on_failure.retire={}",
            "rig.lifetime.weibull={ shape = 1, scale_years = 1 }",
        ],
    );
    let up = on_days(&plan, &[364], |view| &view.rig.cards_up).remove(0);
    let whole = up.iter().filter(|up| **up == 3.0).count();
    assert_share("all online", whole, up.len(), 8.5 * (-3.0_f64).exp());
}

#[test]
fn a_card_that_is_replaced_at_once_by_a_new_one_follows_the_renewal_process() {
    // The time of the n-th death is a sum of n lives. For k = 2, λ = 1 year, within a year: one death
    // has probability F(1) = 1 − 1/e, two have ∫ f(s)·F(1 − s) ds, by the midpoint rule.
    let plan = rig(
        blocks(512),
        366,
        &[
            "rig.on_failure.replace={ days = 0, usd = 1 }",
            "rig.lifetime.weibull={ shape = 2, scale_years = 1 }",
        ],
    );
    let deaths = repairs(&plan, 365);
    let died = deaths.iter().filter(|deaths| **deaths >= 1.0).count();
    assert_share("one death", died, deaths.len(), 1.0 - (-1.0_f64).exp());
    let steps = 10_000;
    let width = 1.0 / f64::from(steps);
    let twice: f64 = (0..steps)
        .map(|step| (f64::from(step) + 0.5) * width)
        .map(|s| 2.0 * s * (-s * s).exp() * (1.0 - (-(1.0 - s) * (1.0 - s)).exp()) * width)
        .sum();
    let died = deaths.iter().filter(|deaths| **deaths >= 2.0).count();
    assert_share("two deaths", died, deaths.len(), twice);
}
