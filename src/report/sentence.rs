//! The sentence under the table: what the figures mean for the owner.

use super::format::{count, counted, money, share_in_words};
use crate::summary::{Kind, Row, Summary};

/// Below this probability, break-even is said not to happen.
const HARDLY_EVER: f64 = 0.001;

/// One sentence that names what is best, how often, and whether it pays its outlay back.
pub fn sentence(summary: &Summary) -> String {
    let venues: Vec<&Row> = rows(summary, |kind| {
        matches!(kind, Kind::Rental | Kind::Mining | Kind::Strategy)
    });
    let leader = most_often_best(summary.rows.iter());
    let verdict = match (venues.as_slice(), leader) {
        ([], Some(leader)) => no_venue(leader),
        (_, None) => return "There is nothing here to compare.".to_owned(),
        (venues, Some(leader)) if venues.iter().all(|venue| hardly_ever_pays(venue)) => {
            nothing_pays(summary, venues, leader)
        }
        ([venue], Some(leader)) => one_venue(summary, venue, leader),
        (venues, Some(leader)) => several_venues(summary, venues, leader),
    };
    if summary.runs < summary.runs_requested {
        format!(
            "After {} of {} runs: {}",
            count(summary.runs),
            count(summary.runs_requested),
            uncapitalised(&verdict)
        )
    } else {
        verdict
    }
}

/// A sentence that goes on after a colon.
fn uncapitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn no_venue(leader: &Row) -> String {
    format!(
        "This scenario has no venue; {} is best in {}.",
        quoted(leader),
        of_the_futures(best(leader))
    )
}

fn nothing_pays(summary: &Summary, venues: &[&Row], leader: &Row) -> String {
    let never = venues.iter().all(|venue| {
        venue
            .break_even
            .is_some_and(|probability| probability.value <= 0.0)
    });
    let how_often = if never {
        "in any of the futures"
    } else {
        "in as much as 0.1 % of the futures"
    };
    let best_in = of_the_futures(best(leader));
    let remainder = if leader.kind == Kind::Baseline {
        format!("{} is best in {best_in}", quoted(leader))
    } else {
        format!("{} is still best in {best_in}", quoted(leader))
    };
    format!(
        "Nothing here pays the rig back within {} {how_often}; {remainder}.",
        counted(summary.horizon_days.into(), "day")
    )
}

fn one_venue(summary: &Summary, venue: &Row, leader: &Row) -> String {
    let pays = pays_back(summary, venue);
    if leader.kind == Kind::Baseline {
        return format!(
            "{} is best in {}; {} {pays}.",
            capitalised(&quoted(leader)),
            of_the_futures(best(leader)),
            quoted(venue)
        );
    }
    if rows(summary, |kind| kind == Kind::Baseline).is_empty() {
        return format!("{} {pays}.", quoted(venue));
    }
    format!(
        "{} is better than not working in {}; it {pays}.",
        quoted(venue),
        of_the_futures(best(venue))
    )
}

fn several_venues(summary: &Summary, venues: &[&Row], leader: &Row) -> String {
    let best_in = of_the_futures(best(leader));
    if leader.kind != Kind::Baseline {
        return format!(
            "Of these, {} is best in {best_in}; it {}.",
            quoted(leader),
            pays_back(summary, leader)
        );
    }
    let nearest = most_often_best(venues.iter().copied()).map(|venue| {
        format!(
            "; of the venues, {} comes nearest (best in {}) and {}",
            quoted(venue),
            share_in_words(best(venue)),
            pays_back(summary, venue)
        )
    });
    format!(
        "{} is best in {best_in}{}.",
        capitalised(&quoted(leader)),
        nearest.unwrap_or_default()
    )
}

/// "pays its outlay of 2,000 USD back within 730 days in 93 % of all futures, at the median
/// on day 512", or what takes its place.
fn pays_back(summary: &Summary, row: &Row) -> String {
    let Some(probability) = row.break_even else {
        return format!(
            "needs no outlay and ends with a profit in {}",
            of_the_futures(row.profitable.value)
        );
    };
    let median = match row.median_break_even_day.and_then(|median| median.day) {
        Some(day) => format!(", at the median on day {}", count(day.into())),
        None if probability.value > 0.0 => {
            ", in fewer than half and so never at the median".to_owned()
        }
        None => String::new(),
    };
    format!(
        "pays its outlay of {} {} back within {} in {}{median}",
        money(row.outlay),
        summary.currency,
        counted(summary.horizon_days.into(), "day"),
        of_the_futures(probability.value)
    )
}

fn of_the_futures(share: f64) -> String {
    format!("{} of the futures", share_in_words(share))
}

fn hardly_ever_pays(row: &Row) -> bool {
    row.break_even
        .is_some_and(|probability| probability.value < HARDLY_EVER)
}

/// Of rivals that are best equally often, the one with the better rank.
fn most_often_best<'a>(rows: impl Iterator<Item = &'a Row>) -> Option<&'a Row> {
    rows.filter(|row| row.best.is_some()).reduce(|leader, row| {
        let better_rank = best(row) == best(leader) && row.rank < leader.rank;
        if best(row) > best(leader) || better_rank {
            row
        } else {
            leader
        }
    })
}

fn best(row: &Row) -> f64 {
    row.best.map_or(0.0, |probability| probability.value)
}

fn rows(summary: &Summary, wanted: impl Fn(Kind) -> bool) -> Vec<&Row> {
    summary.rows.iter().filter(|row| wanted(row.kind)).collect()
}

/// The name, in quotes where its spaces would be read as part of the sentence.
fn quoted(row: &Row) -> String {
    if row.name.contains(' ') {
        format!("“{}”", row.name)
    } else {
        row.name.clone()
    }
}

fn capitalised(text: &str) -> String {
    let mut capital = true;
    text.chars()
        .map(|letter| {
            let raise = capital && letter.is_alphabetic();
            capital &= !letter.is_alphabetic();
            if raise {
                letter.to_ascii_uppercase()
            } else {
                letter
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{add_on, baseline, estimate, example, mining, rental};
    use crate::summary::DayEstimate;

    fn of(rows: Vec<Row>) -> String {
        sentence(&Summary { rows, ..example() })
    }

    /// A row that is best in the given share of the futures.
    fn best_in(share: f64, row: Row) -> Row {
        Row {
            best: Some(estimate(share, share, share)),
            ..row
        }
    }

    #[test]
    fn a_venue_that_leads_is_named_with_its_break_even() {
        assert_eq!(
            sentence(&example()),
            "Of these, io-net is best in 71 % of the futures; it pays its outlay of 2,000 USD \
             back within 730 days in 93.1 % of the futures, at the median on day 512."
        );
    }

    #[test]
    fn an_interrupted_simulation_says_how_far_it_came() {
        let summary = Summary {
            runs: 412_000,
            ..example()
        };
        assert!(
            sentence(&summary).starts_with("After 412,000 of 1,000,000 runs: of these, io-net")
        );
    }

    #[test]
    fn a_baseline_that_leads_is_named_before_the_nearest_venue() {
        let unlikely = Row {
            break_even: Some(estimate(0.34, 0.33, 0.35)),
            median_break_even_day: Some(DayEstimate {
                day: None,
                low: Some(700),
                high: None,
            }),
            ..best_in(0.2, rental())
        };
        assert_eq!(
            of(vec![
                unlikely,
                mining(),
                best_in(0.798, baseline("do nothing"))
            ]),
            "“Do nothing” is best in 80 % of the futures; of the venues, io-net comes nearest \
             (best in 20 %) and pays its outlay of 2,000 USD back within 730 days in 34 % of \
             the futures, in fewer than half and so never at the median."
        );
    }

    #[test]
    fn nothing_that_pays_is_said_plainly() {
        let never = Row {
            break_even: Some(estimate(0.0, 0.0, 3.8e-6)),
            ..mining()
        };
        assert_eq!(
            of(vec![never.clone(), best_in(1.0, baseline("do nothing"))]),
            "Nothing here pays the rig back within 730 days in any of the futures; “do nothing” \
             is best in all of the futures."
        );
        assert_eq!(
            of(vec![
                never,
                best_in(0.9, mining()),
                best_in(0.1, baseline("do nothing"))
            ]),
            "Nothing here pays the rig back within 730 days in as much as 0.1 % of the futures; \
             kaspa is still best in 90 % of the futures."
        );
    }

    #[test]
    fn one_venue_alone_is_compared_with_not_working() {
        assert_eq!(
            of(vec![rental(), baseline("do nothing")]),
            "io-net is better than not working in 71 % of the futures; it pays its outlay of \
             2,000 USD back within 730 days in 93.1 % of the futures, at the median on day 512."
        );
        assert_eq!(
            of(vec![
                best_in(0.3, rental()),
                best_in(0.7, baseline("sell the rig today"))
            ]),
            "“Sell the rig today” is best in 70 % of the futures; io-net pays its outlay of \
             2,000 USD back within 730 days in 93.1 % of the futures, at the median on day 512."
        );
    }

    #[test]
    fn without_an_outlay_there_is_nothing_to_pay_back() {
        let free = Row {
            outlay: 0.0,
            break_even: None,
            median_break_even_day: None,
            ..rental()
        };
        assert_eq!(
            of(vec![free, mining(), baseline("do nothing")]),
            "Of these, io-net is best in 71 % of the futures; it needs no outlay and ends with \
             a profit in 95.0 % of the futures."
        );
    }

    #[test]
    fn an_add_on_is_no_venue_and_never_the_best() {
        assert_eq!(
            of(vec![add_on(), best_in(1.0, baseline("do nothing"))]),
            "This scenario has no venue; “do nothing” is best in all of the futures."
        );
        assert_eq!(of(vec![add_on()]), "There is nothing here to compare.");
    }
}
