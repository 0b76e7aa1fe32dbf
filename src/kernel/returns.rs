//! The internal rate of return of each run, where it is asked for.
//!
//! The owner's cash flows a(t) at t days, the own outlay −A at day 0 among them, have the rate r at
//! which f(δ) = Σ a(t)·e^(−δt/365) is 0, δ = ln(1 + r): money-weighted, on actual days of 365.
//!
//! f(0) is what all flows add up to. If that is positive, the rate is the smallest positive one; if
//! negative, the negative one nearest to 0: the rate at which the sum ceases to have its sign. Where
//! flows change their sign once, f falls in δ and that rate is the only one; where cumulative flows
//! do so once, it is the only one of its sign (Norstrøm 1972). Where f has the same sign all the way
//! to the end of the search there is none.
//!
//! The search doubles δ from an eighth on until f changes its sign, and then keeps the two signs
//! apart: each step is Newton's if it falls between them and is at most half as long as the last
//! one, and else halves the interval. So steps or intervals halve, and the search ends.

use crate::elementary::{exp_in_lanes, exp_m1};
use crate::lanes::{LANES, Pass};
use crate::plan::LoanPlan;

/// A loss that no negative rate mends: below all rates.
pub const LOSS_WITHOUT_RATE: f64 = f64::NEG_INFINITY;

/// A gain that no rate uses up, as nothing or too little is laid out: above all rates.
pub const GAIN_WITHOUT_RATE: f64 = f64::INFINITY;

/// At most so many flows are kept a run. A longer horizon books some days in a row on their last.
const MOST_FLOWS: usize = 2_048;

/// Runs that are solved together.
const TOGETHER: usize = 16;

/// Where the search for another sign begins.
const FIRST_REACH: f64 = 0.125;

/// Where it ends: at −99.97 % and 298,000 % a year.
const FARTHEST_REACH: f64 = 8.0;

/// For long horizons it ends before powers overflow: |δ| years.
const LARGEST_POWER: f64 = 600.0;

/// How near the last step comes.
const NEAR: f64 = 1e-11;

/// Steps after which a search ends in any case: each halves a step or an interval, from 8 to 1e-11.
const MOST_STEPS: usize = 128;

/// Days of a year as the powers count them.
const DAYS: f64 = 365.0;

/// The owner's flows of one venue in each run.
pub struct Returns {
    /// Days that are booked as one.
    days_together: usize,
    horizon: usize,
    /// By group of days; the last one ends with the horizon.
    flows: Vec<[f32; LANES]>,
}

/// What is known of the searches for some rates.
type Some16 = [f64; TOGETHER];

impl Returns {
    /// Room for the flows of so many days.
    pub fn new(horizon: usize) -> Box<Self> {
        let days_together = horizon.div_ceil(MOST_FLOWS).max(1);
        Box::new(Self {
            days_together,
            horizon,
            flows: vec![[0.0; LANES]; horizon.div_ceil(days_together)],
        })
    }

    /// No flows.
    #[inline(always)]
    pub fn start(&mut self) {
        self.flows.fill([0.0; LANES]);
    }

    /// Notes the flows of a pass that begins with a day, from 0: net income, what keeping tokens
    /// adds to it as cash, less what is repaid of a loan.
    #[inline(always)]
    pub fn note(
        &mut self,
        first_day: usize,
        days: usize,
        net: &Pass<f32>,
        adjustment: Option<&Pass<f64>>,
        loan: Option<&LoanPlan>,
    ) {
        for day in 0..days {
            let number = first_day + day;
            let group = self.group_of(number);
            let Some(flows) = self.flows.get_mut(group) else {
                return;
            };
            let repaid = loan.map_or(0.0, |loan| loan.principal[number]);
            for lane in 0..LANES {
                let kept = adjustment.map_or(0.0, |adjustment| adjustment.0[day][lane]);
                let flow = f64::from(net.0[day][lane]) + kept - repaid;
                flows[lane] = (f64::from(flows[lane]) + flow) as f32;
            }
        }
    }

    /// The group of a day, from 0: whole groups end with the horizon, the first may be shorter.
    #[inline(always)]
    fn group_of(&self, day: usize) -> usize {
        let before = self.flows.len() * self.days_together - self.horizon;
        (day + before) / self.days_together
    }

    /// The rates: of an own outlay on day 0, the flows, and what the last day brings besides.
    #[inline(always)]
    pub fn solve(&self, outlay: f64, at_the_end: &[f64; LANES], rates: &mut [f64; LANES]) {
        let ends = at_the_end.as_chunks::<TOGETHER>().0;
        let rates = rates.as_chunks_mut::<TOGETHER>().0;
        for (number, (end, rates)) in ends.iter().zip(rates).enumerate() {
            let search = Search {
                returns: self,
                first: number * TOGETHER,
                outlay,
                end,
            };
            *rates = search.rates();
        }
    }
}

/// The search for sixteen rates.
struct Search<'a> {
    returns: &'a Returns,
    /// The first of the lanes.
    first: usize,
    outlay: f64,
    end: &'a Some16,
}

impl Search<'_> {
    /// f and its slope at each δ, by Horner's scheme from the last flow back.
    #[inline(always)]
    fn values(&self, delta: &Some16) -> (Some16, Some16) {
        let Returns {
            days_together,
            horizon,
            flows,
        } = self.returns;
        let years = *days_together as f64 / DAYS;
        let groups = flows.len();
        let first_years = (horizon - days_together * (groups - 1)) as f64 / DAYS;
        let (mut power, mut first_power) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        for place in 0..TOGETHER {
            power[place] = exp_in_lanes(-delta[place] * years);
            first_power[place] = exp_in_lanes(-delta[place] * first_years);
        }
        let (mut sum, mut slope): (Some16, Some16) = (*self.end, [0.0; TOGETHER]);
        for (group, flows) in flows.iter().enumerate().rev() {
            let Some(flows) = flows[self.first..].first_chunk::<TOGETHER>() else {
                break;
            };
            // What comes later is a group farther away; what the last day brings is not.
            if group + 1 < groups {
                for place in 0..TOGETHER {
                    slope[place] = slope[place].mul_add(power[place], sum[place]);
                    sum[place] = sum[place].mul_add(power[place], f64::from(flows[place]));
                }
            } else {
                for place in 0..TOGETHER {
                    sum[place] += f64::from(flows[place]);
                }
            }
        }
        for place in 0..TOGETHER {
            let later = years * power[place] * slope[place];
            slope[place] = -first_power[place] * first_years.mul_add(sum[place], later);
            sum[place] = first_power[place].mul_add(sum[place], -self.outlay);
        }
        (sum, slope)
    }

    #[inline(always)]
    fn rates(&self) -> Some16 {
        let years = self.returns.horizon as f64 / DAYS;
        let farthest = smaller(FARTHEST_REACH, LARGEST_POWER / years);
        let (total, _) = self.values(&[0.0; TOGETHER]);
        let mut direction = [1.0; TOGETHER];
        for place in 0..TOGETHER {
            direction[place] = if total[place] < 0.0 { -1.0 } else { 1.0 };
        }

        // The sign of f differs between near and far where one is found.
        let (mut near, mut far) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        let mut is_found = [false; TOGETHER];
        for place in 0..TOGETHER {
            is_found[place] = total[place] == 0.0;
        }
        let mut reach = FIRST_REACH;
        loop {
            reach = smaller(reach, farthest);
            let (values, _) = self.values(&direction.map(|sign| sign * reach));
            for place in 0..TOGETHER {
                if is_found[place] {
                    continue;
                }
                let at = direction[place] * reach;
                if values[place] * direction[place] > 0.0 {
                    near[place] = at;
                } else {
                    far[place] = at;
                    is_found[place] = true;
                }
            }
            if reach >= farthest || is_found == [true; TOGETHER] {
                break;
            }
            reach *= 2.0;
        }
        self.refine(&total, &is_found, near, far)
    }

    /// Closes the intervals in which signs differ.
    #[inline(always)]
    fn refine(
        &self,
        total: &Some16,
        is_found: &[bool; TOGETHER],
        mut near: Some16,
        mut far: Some16,
    ) -> Some16 {
        let mut delta = near;
        let mut last_step = [0.0; TOGETHER];
        let mut is_done = [false; TOGETHER];
        for place in 0..TOGETHER {
            last_step[place] = (far[place] - near[place]).abs();
            is_done[place] = !is_found[place] || total[place] == 0.0;
        }
        for _ in 0..MOST_STEPS {
            if is_done == [true; TOGETHER] {
                break;
            }
            let (values, slopes) = self.values(&delta);
            for place in 0..TOGETHER {
                if is_done[place] {
                    continue;
                }
                let at = delta[place];
                if values[place] * total[place] > 0.0 {
                    near[place] = at;
                } else {
                    far[place] = at;
                }
                let (one, other) = (near[place], far[place]);
                let (low, high) = if one < other {
                    (one, other)
                } else {
                    (other, one)
                };
                let newton = at - values[place] / slopes[place];
                let is_good = newton >= low
                    && newton <= high
                    && 2.0 * (newton - at).abs() <= last_step[place];
                let next = if is_good { newton } else { 0.5 * (low + high) };
                last_step[place] = (next - at).abs();
                delta[place] = next;
                is_done[place] = last_step[place] <= NEAR;
            }
        }
        let mut rates = [0.0; TOGETHER];
        for place in 0..TOGETHER {
            rates[place] = match (is_found[place], total[place] < 0.0) {
                (true, _) => exp_m1(delta[place]),
                (false, true) => LOSS_WITHOUT_RATE,
                (false, false) => GAIN_WITHOUT_RATE,
            };
        }
        rates
    }
}

/// The smaller of two numbers, neither of them NaN.
#[inline(always)]
fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elementary::pow;

    /// The rate of an outlay and flows by day, in every lane.
    fn rate(horizon: usize, outlay: f64, flows: &[(usize, f64)], end: f64) -> f64 {
        let mut returns = Returns::new(horizon);
        returns.start();
        for &(day, usd) in flows {
            let mut net = Pass::boxed();
            net.0[0] = [usd as f32; LANES];
            returns.note(day - 1, 1, &net, None, None);
        }
        let mut rates = [f64::NAN; LANES];
        returns.solve(outlay, &[end; LANES], &mut rates);
        assert!(
            rates
                .iter()
                .all(|rate| rate.to_bits() == rates[0].to_bits())
        );
        rates[0]
    }

    #[track_caller]
    fn assert_rate(observed: f64, expected: f64, error: f64) {
        assert!(
            (observed - expected).abs() <= error * (1.0 + expected.abs()),
            "{observed} for {expected}"
        );
    }

    #[test]
    fn a_payment_at_the_end_has_the_rate_by_which_the_outlay_grew() {
        for (days, growth) in [
            (365, 1.25),
            (365, 0.75),
            (730, 1.21),
            (91, 1.5),
            (1, 1.001),
            (5_000, 3.0),
            (36_500, 0.01),
            (365, 1.0),
            (365, 0.001),
            (365, 2_000.0),
        ] {
            let expected = pow(growth, 365.0 / days as f64) - 1.0;
            assert_rate(rate(days, 1_000.0, &[], 1_000.0 * growth), expected, 1e-10);
        }
    }

    #[test]
    fn a_bond_with_yearly_coupons_returns_its_coupon() {
        // 8 % a year on 1,000 for five years, and 1,000 back; 80 is exact in f32.
        let coupons: Vec<(usize, f64)> = (1..=5).map(|year| (365 * year, 80.0)).collect();
        assert_rate(rate(1_825, 1_000.0, &coupons, 1_000.0), 0.08, 1e-10);
    }

    #[test]
    fn the_rate_of_a_level_annuity_prices_it() {
        // 360 days of 4 USD for 1,000 USD: at the rate found, the geometric sum of
        // 4·v·(1 − v³⁶⁰)/(1 − v) is the price.
        let daily: Vec<(usize, f64)> = (1..=360).map(|day| (day, 4.0)).collect();
        let found = rate(360, 1_000.0, &daily, 0.0);
        let v = pow(1.0 + found, -1.0 / 365.0);
        let price = 4.0 * v * (1.0 - pow(v, 360.0)) / (1.0 - v);
        assert!((price - 1_000.0).abs() < 1e-6, "{found}: {price}");
    }

    #[test]
    fn without_a_sign_to_change_there_is_no_rate() {
        assert_eq!(rate(365, 1_000.0, &[(100, -5.0)], 0.0), LOSS_WITHOUT_RATE);
        assert_eq!(rate(365, 1_000.0, &[], 0.0), LOSS_WITHOUT_RATE);
        assert_eq!(rate(365, 0.0, &[(100, 5.0)], 10.0), GAIN_WITHOUT_RATE);
        // A millionth of the outlay after half a year: −99.9999999999 % a year, and out of reach.
        assert_eq!(rate(182, 1_000.0, &[], 0.001), LOSS_WITHOUT_RATE);
    }

    #[test]
    fn of_several_rates_it_is_the_one_next_to_0_on_the_side_of_the_total() {
        // −1,000, +2,300 after a year, −1,320 after two: 10 % and 20 %, between which it gains. The
        // total is a loss of 20, which no negative rate mends: the last flow is negative.
        let (gain, later) = ((365, 2_300.0), (730, -1_320.0));
        assert_eq!(rate(730, 1_000.0, &[gain, later], 0.0), LOSS_WITHOUT_RATE);
        // The same with 1,300 after two years is a gain of 0: the rate is 0.
        assert_eq!(rate(730, 1_000.0, &[gain, (730, -1_300.0)], 0.0), 0.0);
        // −1,000, +3,600, −4,310, +1,716: 10, 20 and 30 %, and a gain of 6: 10 % it is.
        let flows = [(365, 3_600.0), (730, -4_310.0)];
        assert_rate(rate(1_095, 1_000.0, &flows, 1_716.0), 0.1, 1e-8);
    }

    #[test]
    fn a_long_horizon_books_days_together_and_ends_on_its_last_day() {
        // 10,000 days by fives: what comes on the last of a five is exact.
        let flows: Vec<(usize, f64)> = (1..=2_000).map(|five| (5 * five, 1.0)).collect();
        let found = rate(10_000, 500.0, &flows, 250.0);
        let v = pow(1.0 + found, -5.0 / 365.0);
        let price = v * (1.0 - pow(v, 2_000.0)) / (1.0 - v) + 250.0 * pow(v, 2_000.0);
        assert!((price - 500.0).abs() < 1e-6, "{found}: {price}");
    }
}
