//! Spares on a venue's own shelf: what they cost, and that they help.

use crate::common::{plan, steady_rental, totals, watch};
use rigcast::lanes::LANES;
use rigcast::replay::replay;

const DAYS: usize = 365;
const RUNS: u64 = 2_048;

/// Four cards that die four times a year each.
const FRAIL: [&str; 4] = [
    "rig.cards=4",
    "rig.card_usd=1000",
    "rig.lifetime.exponential.per_year=4",
    "rig.selling_haircut=0.1",
];

const REPLACED: &str = "rig.on_failure.replace={days=20,usd=300}";
const REPAIRED: &str = "rig.on_failure.repair={days=20,usd=300}";

/// Venues that differ in their spares alone; `None`: the rig's.
fn shelves(shelves: &[Option<u32>]) -> String {
    let venue = |(index, spares): (usize, &Option<u32>)| {
        let name = format!("v{index}");
        let rental = steady_rental(&name, "USD", "sell_daily.fee = 0");
        let header = format!("[venues.{name}]\n");
        let own = spares.map_or(String::new(), |spares| format!("spares = {spares}\n"));
        rental.replace(&header, &format!("{header}{own}"))
    };
    shelves.iter().enumerate().map(venue).collect()
}

/// Card-days online of each run, by venue.
fn card_days(plan: &rigcast::plan::Plan) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; LANES]; plan.venues.len()];
    let mut all = vec![Vec::new(); plan.venues.len()];
    watch(plan, |view| {
        let sums = &mut sums[view.venue];
        for day in 0..view.days {
            for (sum, up) in sums.iter_mut().zip(&view.rig.cards_up.0[day]) {
                *sum += f64::from(*up);
            }
        }
        if view.first_day + view.days == DAYS {
            all[view.venue].append(sums);
            *sums = vec![0.0; LANES];
        }
    });
    all
}

fn overrides(after_death: &'static str) -> Vec<&'static str> {
    FRAIL.into_iter().chain([after_death]).collect()
}

#[test]
fn a_shelf_like_the_rigs_changes_no_bit() {
    let own: Vec<&str> = overrides(REPAIRED)
        .into_iter()
        .chain(["rig.spares=2"])
        .collect();
    let plan = plan(512, DAYS, &shelves(&[None, Some(2), Some(0)]), &own);
    assert_eq!(plan.rigs.len(), 2);
    let runs = totals(&plan);
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[test]
fn where_cards_come_back_new_more_spares_never_lower_a_runs_hours_online() {
    let venues = shelves(&[Some(0), Some(1), Some(2), Some(5)]);
    let plan = plan(RUNS, DAYS, &venues, &overrides(REPLACED));
    let online = card_days(&plan);
    let mut gained = 0;
    for pair in online.windows(2) {
        for (fewer, more) in pair[0].iter().zip(&pair[1]) {
            // Days are summed in single precision: 365 of up to 4 cards.
            assert!(more - fewer > -1e-3, "{fewer} with fewer, {more} with more");
            gained += usize::from(*more > fewer + 1e-3);
        }
    }
    assert!(gained > 0);
}

#[test]
fn in_the_mean_more_spares_never_lower_hours_online_of_repaired_cards() {
    let venues = shelves(&[Some(0), Some(1), Some(2), Some(5)]);
    let wearing = "rig.lifetime={weibull={shape=3,scale_years=0.3}}";
    let all: Vec<&str> = overrides(REPAIRED).into_iter().chain([wearing]).collect();
    let plan = plan(RUNS, DAYS, &venues, &all);
    let online = card_days(&plan);
    let means: Vec<f64> = online
        .iter()
        .map(|runs| runs.iter().sum::<f64>() / runs.len() as f64)
        .collect();
    assert!(means.is_sorted(), "{means:?}");
}

#[test]
fn a_spare_for_every_death_keeps_all_cards_online() {
    // Sixteen deaths a run are expected; more than 60 have a probability below 1e-16.
    let plan = plan(512, DAYS, &shelves(&[Some(64)]), &overrides(REPLACED));
    for days in &card_days(&plan)[0] {
        assert_eq!(*days, 4.0 * DAYS as f64);
    }
}

#[test]
fn without_spares_exponential_cards_are_online_as_renewal_theory_says() {
    // On for an exponential time of 91.25 days, away for 20, from a start with all cards on. The
    // share of time online up to T is m(T)/T with m(t) = ∫₀ᵗ a, and the availability a(t) solves
    // a(t) = S(t) + ∫ a(t − 20 − s) f(s) ds, solved here on a grid of an hour.
    let plan = plan(4_096, DAYS, &shelves(&[Some(0)]), &overrides(REPLACED));
    let online = &card_days(&plan)[0];
    let count = online.len() as f64;
    let mean = online.iter().sum::<f64>() / count;
    let variance = online.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0);
    // a' = −c·a + c·a(t − 20): who dies comes back 20 days later.
    let (hours, rate) = (24, 4.0 / 365.25);
    let step = 1.0 / f64::from(hours);
    let mut share = vec![1.0];
    let mut expected = 0.0;
    for hour in 0..DAYS * 24 {
        let back = hour.checked_sub(20 * 24).map_or(0.0, |then| share[then]);
        let now: f64 = share[hour];
        // Exact for a constant number that comes back.
        let stay = (-rate * step).exp();
        let next = now * stay + back * (1.0 - stay);
        expected += 0.5 * (now + next) * step;
        share.push(next);
    }
    let z = (mean - 4.0 * expected) / (variance / count).sqrt();
    // The grid's error is below an hour's change of a, 0.0005 of a card for a day after each jump.
    assert!(z.abs() < 4.0, "{mean} for {}: z {z}", 4.0 * expected);
}

#[test]
fn the_outlay_is_that_of_the_venues_own_shelf() {
    let venues = shelves(&[Some(0), Some(1), Some(3)]);
    let cases = [
        // 4 cards and 1 spare at 1,000, and a host.
        ("rig.owned=false", [-1_000.0, 0.0, 2_000.0]),
        // Owned: a spare too many brings 700 less a tenth; more are bought new.
        ("rig.owned=true", [-630.0, 0.0, 2_000.0]),
    ];
    for (owned, beside) in cases {
        let fixed = ["rig.spares=1", "rig.card_resale_usd=700", owned];
        let all: Vec<&str> = overrides(REPLACED).into_iter().chain(fixed).collect();
        let plan = plan(1, DAYS, &venues, &all);
        for (venue, more) in plan.venues.iter().zip(beside) {
            assert_eq!(venue.outlay, plan.rig_outlay + more, "{owned}");
            assert_eq!(venue.hardware, venue.outlay, "{owned}");
        }
    }
}

#[test]
fn one_shelf_above_64_makes_every_rig_a_fleet_so_that_cards_die_alike() {
    let venues = shelves(&[Some(0), Some(65)]);
    let plan = plan(1, DAYS, &venues, &overrides(REPLACED));
    assert!(plan.rigs.iter().all(|rig| rig.is_fleet));
}

#[test]
fn a_ledger_says_when_a_spare_took_over_and_when_none_was_ready() {
    let plan = plan(
        256,
        DAYS,
        &shelves(&[Some(1), Some(0)]),
        &overrides(REPLACED),
    );
    let ledger = replay(&plan, 7, 0);
    let mut seen = [0; 3];
    for day in &ledger.days {
        let spares = day.spares.unwrap();
        seen[spares as usize] += 1;
        use rigcast::replay::SparesDay::{Lie, NoneReady, TookOver};
        match spares {
            Lie => assert!(day.cards_up == 4.0 && day.repairs == 0.0),
            TookOver => assert!(day.cards_up == 4.0 && day.repairs > 0.0),
            NoneReady => assert!(day.cards_up < 4.0),
        }
    }
    assert!(seen.iter().all(|days| *days > 0), "{seen:?}");
    assert!(
        replay(&plan, 7, 1)
            .days
            .iter()
            .all(|day| day.spares.is_none())
    );
}
