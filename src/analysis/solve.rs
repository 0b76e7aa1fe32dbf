//! Where an answer turns: the value of a key at which a sampled figure crosses zero.
//!
//! Every point is simulated with the same seed, so that neighbouring points see the same futures
//! and the sampled figure is as smooth as the model. The range is looked at in nine places, each
//! change of sign is closed in by ITP (Oliveira and Takahashi 2020, *ACM Transactions on
//! Mathematical Software* 47 (1)), which never needs more steps than bisection and one.
//!
//! The interval of a crossing is the set of values at which zero lies in the figure's own 95 %
//! interval: its ends are crossings of that interval's ends, found in the same way.

use crate::expression::Range;

/// Places at which the range is looked at first, its ends among them.
const LOOKS: usize = 9;

/// How far from a crossing its value may lie, as a share of the range.
const TOLERANCE: f64 = 1e-5;

/// The same of the ends of its interval.
const END_TOLERANCE: f64 = 1e-3;

/// A value of so little of its half-width is as good as zero: closer is below the sampling error.
const NEGLIGIBLE: f64 = 0.01;

/// What was found in a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Where the figure was simulated, ascending, and what it was.
    pub points: Vec<(f64, Range)>,
    /// Where it crosses zero, ascending.
    pub crossings: Vec<Crossing>,
    /// Whether it only rises or only falls from look to look, sampling errors apart.
    pub is_monotonic: bool,
}

/// A value at which the figure crosses zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// The value.
    pub at: f64,
    /// Lower end of its 95 % interval; `None`: below the range.
    pub low: Option<f64>,
    /// Upper end of its 95 % interval; `None`: above the range.
    pub high: Option<f64>,
    /// Whether the figure rises there.
    pub rises: bool,
}

/// Looks for zeros of a figure between two values.
///
/// # Errors
/// The first that the figure gives.
pub fn solve<E>(
    low: f64,
    high: f64,
    figure: &mut dyn FnMut(f64) -> Result<Range, E>,
) -> Result<Solution, E> {
    let mut sampled = Sampled {
        figure,
        points: Vec::new(),
    };
    let width = high - low;
    let last = LOOKS - 1;
    let mut looks = Vec::with_capacity(LOOKS);
    for look in 0..LOOKS {
        let share = look as f64 / last as f64;
        let at = if look == last {
            high
        } else {
            low + share * width
        };
        looks.push((at, sampled.at(at)?));
    }
    let is_monotonic = is_monotonic(&looks);
    let mut crossings = Vec::new();
    for pair in looks.windows(2) {
        let [(left, before), (right, after)] = pair else {
            continue;
        };
        if (before.value > 0.0) == (after.value > 0.0) {
            continue;
        }
        let rises = after.value > 0.0;
        let at = sampled.zero(*left, *right, TOLERANCE * width, |range| range.value)?;
        let ends: [fn(Range) -> f64; 2] = match rises {
            true => [|range| range.high, |range| range.low],
            false => [|range| range.low, |range| range.high],
        };
        crossings.push(Crossing {
            at,
            low: sampled.end(at, &looks, Side::Below, ends[0], END_TOLERANCE * width)?,
            high: sampled.end(at, &looks, Side::Above, ends[1], END_TOLERANCE * width)?,
            rises,
        });
    }
    Ok(Solution {
        points: sampled.points,
        crossings,
        is_monotonic,
    })
}

/// Whether no look is farther back from its predecessor than either's half-width.
fn is_monotonic(looks: &[(f64, Range)]) -> bool {
    let steps = || looks.windows(2).map(|pair| (pair[0].1, pair[1].1));
    let goes_back = |from: Range, to: Range| {
        let most = from.half_width().max(to.half_width());
        from.value - to.value > most
    };
    !(steps().any(|(from, to)| goes_back(from, to))
        && steps().any(|(from, to)| goes_back(to, from)))
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Below,
    Above,
}

/// A figure with what is known of it.
struct Sampled<'a, E> {
    figure: &'a mut dyn FnMut(f64) -> Result<Range, E>,
    points: Vec<(f64, Range)>,
}

impl<E> Sampled<'_, E> {
    fn at(&mut self, at: f64) -> Result<Range, E> {
        let place = self.points.partition_point(|&(known, _)| known < at);
        if let Some(&(known, range)) = self.points.get(place)
            && known == at
        {
            return Ok(range);
        }
        let range = (self.figure)(at)?;
        self.points.insert(place, (at, range));
        Ok(range)
    }

    /// The end of a crossing's interval on one side: the nearest look at which zero lies outside
    /// the figure's interval, and from there inwards. `None` if there is no such look.
    fn end(
        &mut self,
        crossing: f64,
        looks: &[(f64, Range)],
        side: Side,
        end: fn(Range) -> f64,
        tolerance: f64,
    ) -> Result<Option<f64>, E> {
        let inner = self.at(crossing)?;
        let beyond = |at: f64| match side {
            Side::Below => at < crossing,
            Side::Above => at > crossing,
        };
        let is_outside = |range: &Range| (end(*range) > 0.0) != (end(inner) > 0.0);
        let mut outside = looks
            .iter()
            .filter(|(at, range)| beyond(*at) && is_outside(range));
        let nearest = match side {
            Side::Below => outside.next_back(),
            Side::Above => outside.next(),
        };
        let Some(&(outer, _)) = nearest else {
            return Ok(None);
        };
        let (left, right) = match side {
            Side::Below => (outer, crossing),
            Side::Above => (crossing, outer),
        };
        self.zero(left, right, tolerance, end).map(Some)
    }

    /// A change of sign of a part of the figure between two values at which its signs differ.
    fn zero(
        &mut self,
        left: f64,
        right: f64,
        tolerance: f64,
        part: fn(Range) -> f64,
    ) -> Result<f64, E> {
        let (mut a, mut b) = (left, right);
        let (mut at_a, mut at_b) = (part(self.at(a)?), part(self.at(b)?));
        let truncation = 0.2 / (b - a);
        // How far the next point may lie from the middle: as far as leaves one step more than
        // bisection needs.
        let mut allowance = tolerance;
        while allowance < b - a {
            allowance *= 2.0;
        }
        while b - a > 2.0 * tolerance {
            let middle = 0.5 * (a + b);
            let secant = (at_b * a - at_a * b) / (at_b - at_a);
            let from_middle = (allowance - 0.5 * (b - a)).max(0.0);
            allowance *= 0.5;
            let next = if secant.is_finite() {
                let towards = if secant < middle { 1.0 } else { -1.0 };
                let step = truncation * (b - a) * (b - a);
                let cut = match step <= (middle - secant).abs() {
                    true => secant + towards * step,
                    false => middle,
                };
                match (cut - middle).abs() <= from_middle {
                    true => cut,
                    false => middle - towards * from_middle,
                }
            } else {
                middle
            };
            // Rounding must not stop the search.
            let next = if next > a && next < b { next } else { middle };
            if next <= a || next >= b {
                break;
            }
            let range = self.at(next)?;
            let value = part(range);
            let negligible = NEGLIGIBLE * range.half_width();
            if negligible.is_finite() && value.abs() < negligible {
                return Ok(next);
            }
            if (value > 0.0) == (at_a > 0.0) {
                (a, at_a) = (next, value);
            } else {
                (b, at_b) = (next, value);
            }
        }
        // Of a figure that goes up in steps, such as a share of runs, the middle of the last two
        // places is as good as either; it is looked at, so that its interval is known.
        let middle = 0.5 * (a + b);
        self.at(middle)?;
        Ok(middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn found(low: f64, high: f64, value: impl Fn(f64) -> Range) -> (Solution, usize) {
        let mut calls = 0;
        let solution = solve::<Infallible>(low, high, &mut |at| {
            calls += 1;
            Ok(value(at))
        });
        let Ok(solution) = solution;
        (solution, calls)
    }

    #[test]
    fn a_line_is_crossed_where_it_is_and_its_interval_is_the_error_by_the_slope() {
        // 3 − 2 x ± 0.2 is zero at 1.5, and its interval reaches 0.2/2 to either side.
        let (solution, calls) = found(0.0, 4.0, |at| Range::within(3.0 - 2.0 * at, 0.2));
        let [crossing] = solution.crossings[..] else {
            panic!("{solution:?}")
        };
        assert!((crossing.at - 1.5).abs() <= 4.0 * TOLERANCE, "{crossing:?}");
        assert!((crossing.low.unwrap() - 1.4).abs() <= 4.0 * END_TOLERANCE);
        assert!((crossing.high.unwrap() - 1.6).abs() <= 4.0 * END_TOLERANCE);
        assert!(!crossing.rises && solution.is_monotonic);
        // Bisection alone needs 16 steps for the crossing and 8 for each end.
        assert!(calls <= 9 + 17 + 2 * 10, "{calls} simulations");
    }

    #[test]
    fn an_interval_that_leaves_the_range_has_no_end_there() {
        let (solution, _) = found(0.0, 4.0, |at| Range::within(at - 0.5, 1.0));
        let crossing = solution.crossings[0];
        assert_eq!(crossing.low, None);
        assert!((crossing.high.unwrap() - 1.5).abs() <= 4.0 * END_TOLERANCE);
        assert!(crossing.rises);
    }

    #[test]
    fn no_crossing_leaves_the_values_at_both_ends() {
        let (solution, calls) = found(1.0, 2.0, Range::exactly);
        assert!(solution.crossings.is_empty());
        assert_eq!(calls, LOOKS);
        assert_eq!(solution.points[0], (1.0, Range::exactly(1.0)));
        assert_eq!(solution.points[LOOKS - 1], (2.0, Range::exactly(2.0)));
    }

    #[test]
    fn a_parabola_is_crossed_twice_and_is_not_monotonic() {
        let (solution, _) = found(-2.0, 2.0, |at| Range::within(at * at - 1.0, 0.01));
        let at: Vec<f64> = solution.crossings.iter().map(|one| one.at).collect();
        assert!(
            (at[0] + 1.0).abs() < 1e-3 && (at[1] - 1.0).abs() < 1e-3,
            "{at:?}"
        );
        assert!(!solution.is_monotonic);
    }

    #[test]
    fn steps_and_never_are_no_obstacle() {
        // A share of 100 runs, and a day that is never at first.
        let (solution, _) = found(0.0, 1.0, |at| {
            Range::within((100.0 * at).floor() / 100.0 - 0.305, 0.05)
        });
        assert!(
            (solution.crossings[0].at - 0.31).abs() < 1e-3,
            "{solution:?}"
        );
        let (solution, _) = found(0.0, 1.0, |at| {
            Range::exactly(if at < 0.3 { f64::INFINITY } else { 0.5 - at })
        });
        assert!(
            (solution.crossings[0].at - 0.3).abs() < 0.21,
            "{solution:?}"
        );
    }
}
