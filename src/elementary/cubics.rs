//! Smooth functions tabulated when a plan is made and evaluated in the loops over lanes.

/// Cubics of a table.
const PIECES: usize = 256;

/// A function of one variable on [−reach, reach] as 256 cubics in f32.
///
/// Two stretches of equal cubics meet at a joint, where the function may have a kink. Each cubic
/// goes through the function at both of its ends and at the two thirds between: off by at most
/// h⁴/1944 times the fourth derivative for cubics of width h, so 4e-9 times it on ±6.8. Beyond the
/// ends, and where a cubic would leave the range of the values at the ends of a monotone function,
/// the nearer of the two stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Cubics {
    joint: f32,
    /// Cubics below the joint.
    below: f32,
    /// Cubics a unit, below and above the joint.
    scales: [f32; 2],
    /// The least and the greatest value.
    range: [f32; 2],
    /// Constant first.
    pieces: Box<[[f32; 4]; PIECES]>,
}

impl Cubics {
    /// The table of a monotone function with a kink at `joint` at most. The function is computed
    /// in f64; a joint near an end or beyond it is none.
    pub fn fit(reach: f64, joint: f64, function: impl Fn(f64) -> f64) -> Self {
        let share = 0.5 + 0.5 * joint / reach;
        let inside = share > 1.0 / PIECES as f64 && share < 1.0 - 1.0 / PIECES as f64;
        let (joint, share) = if inside {
            (f64::from(joint as f32), share)
        } else {
            (0.0, 0.5)
        };
        let below = (share * PIECES as f64).round();
        let above = PIECES as f64 - below;
        let widths = [(joint + reach) / below, (reach - joint) / above];
        let first = function(-reach);
        let mut end = first;
        let mut pieces = Box::new([[0.0; 4]; PIECES]);
        for (piece, cubic) in pieces.iter_mut().enumerate() {
            let from_joint = piece as f64 - below;
            let width = widths[usize::from(from_joint >= 0.0)];
            let at = |part: f64| function((from_joint + part).mul_add(width, joint));
            let begin = end;
            end = at(1.0);
            *cubic = cubic_through([begin, at(1.0 / 3.0), at(2.0 / 3.0), end])
                .map(|coefficient| coefficient as f32);
        }
        let (first, last) = (first as f32, end as f32);
        Self {
            joint: joint as f32,
            below: below as f32,
            scales: widths.map(|width| (1.0 / width) as f32),
            range: [first.min(last), first.max(last)],
            pieces,
        }
    }

    /// The value at x.
    #[inline(always)]
    pub fn at(&self, x: f32) -> f32 {
        let from_joint = x - self.joint;
        let scale = self.scales[usize::from(from_joint >= 0.0)];
        // Counted from the joint, where the fewest bits are lost.
        let place = from_joint * scale;
        let piece = (place + self.below).clamp(0.0, (PIECES - 1) as f32) as i32;
        let part = place - (piece as f32 - self.below);
        let [c0, c1, c2, c3] = self.pieces[piece as usize % PIECES];
        let value = c3.mul_add(part, c2).mul_add(part, c1).mul_add(part, c0);
        value.clamp(self.range[0], self.range[1])
    }
}

/// The cubic through four values at 0, ⅓, ⅔ and 1: its coefficients, the constant first.
pub fn cubic_through([y0, y1, y2, y3]: [f64; 4]) -> [f64; 4] {
    [
        y0,
        0.5 * (-11.0 * y0 + 18.0 * y1 - 9.0 * y2 + 2.0 * y3),
        4.5 * (2.0 * y0 - 5.0 * y1 + 4.0 * y2 - y3),
        4.5 * (-y0 + 3.0 * y1 - 3.0 * y2 + y3),
    ]
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::super::accuracy::{scan, worst};
    use super::super::normal_cdf;
    use super::*;

    fn error(table: &Cubics, reach: f64, function: impl Fn(f64) -> f64) -> f64 {
        let points = scan(-reach, reach, 100_003).map(|x| f64::from(x as f32));
        let (error, _) = worst(points, |x| {
            (f64::from(table.at(x as f32)) - function(x)).abs()
        });
        error
    }

    /// |Φ⁗| ≤ 0.55, so 2e-9 by the cubics; what is left is the rounding of f32, of which the place
    /// in the table has 2⁻²⁴ of x, and the value itself 2⁻²⁴ and some for each step of the cubic.
    #[test]
    fn a_smooth_function_is_met_to_single_precision() {
        let table = Cubics::fit(6.8, 0.0, normal_cdf);
        assert!(error(&table, 6.8, normal_cdf) < 3e-7);
    }

    #[test]
    fn a_kink_at_the_joint_stays_a_kink() {
        // The root of both tails of a triangle's law, with its kink where Φ is 0.3.
        let kink = crate::elementary::normal_quantile(0.3);
        let triangle = |z: f64| {
            let p = normal_cdf(z);
            if p < 0.3 {
                (0.3 * p).sqrt()
            } else {
                1.0 - (0.7 * normal_cdf(-z)).sqrt()
            }
        };
        let joined = Cubics::fit(6.8, kink, triangle);
        assert!(error(&joined, 6.8, triangle) < 4e-7);
        let smooth = Cubics::fit(6.8, 0.0, triangle);
        assert!(error(&smooth, 6.8, triangle) > 1e-6);
    }

    #[test]
    fn a_constant_is_exact_and_the_ends_stay() {
        let constant = Cubics::fit(6.8, 0.0, |_| 0.1);
        for x in [-9.0, -6.8, -1.0, 0.0, 0.3, 6.8, 9.0] {
            assert_eq!(constant.at(x), 0.1);
        }
        let line = Cubics::fit(2.0, 0.0, |x| 3.0 * x);
        assert_eq!((line.at(-5.0), line.at(5.0)), (-6.0, 6.0));
        // A joint that no table reaches is none.
        let far = Cubics::fit(2.0, f64::NEG_INFINITY, |x| 3.0 * x);
        assert_eq!(far, line);
    }
}
