//! Polynomials fitted when a plan is made and evaluated in the loops over lanes.

use super::sin_cos_turns;

/// A function of one variable on [low, high], as a polynomial of N coefficients in f32.
///
/// It interpolates at the N Chebyshev nodes of the interval (L. N. Trefethen, *Approximation
/// Theory and Approximation Practice*, 2013): close to the best polynomial of its degree. The
/// variable is scaled to [−1, 1] and clamped, so that beyond the ends the function stays where it
/// was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Polynomial<const N: usize> {
    /// The scaled variable is x·scale + offset.
    scale: f32,
    offset: f32,
    /// Highest power of the scaled variable first.
    coefficients: [f32; N],
}

impl<const N: usize> Polynomial<N> {
    /// The polynomial of a function, fitted in f64.
    pub fn fit(low: f64, high: f64, function: impl Fn(f64) -> f64) -> Self {
        let scale = (2.0 / (high - low)) as f32;
        let offset = (-0.5 * (low + high) * f64::from(scale)) as f32;
        let at = |t: f64| function((t - f64::from(offset)) / f64::from(scale));
        let cosine = |turns: f64| sin_cos_turns(turns).1;
        let count = N as f64;
        let values: [f64; N] =
            std::array::from_fn(|node| at(cosine((node as f64 + 0.5) / (2.0 * count))));
        let chebyshev: [f64; N] = std::array::from_fn(|order| {
            let mut sum = 0.0;
            for (node, value) in values.iter().enumerate() {
                let turns = order as f64 * (node as f64 + 0.5) / (2.0 * count);
                sum += value * cosine(turns - turns.floor());
            }
            sum * if order == 0 { 1.0 } else { 2.0 } / count
        });
        Self {
            scale,
            offset,
            coefficients: powers(&chebyshev).map(|power| power as f32),
        }
    }

    /// The value at x, clamped to the interval.
    ///
    /// Even and odd powers are summed apart, by Horner's scheme in t² (W. S. Dorn 1962, *IBM Journal
    /// of Research and Development* 6, 239–245): one more multiplication, and a chain half as long for
    /// a processor to wait for.
    #[inline(always)]
    pub fn at(&self, x: f32) -> f32 {
        const { assert!(N >= 2) };
        let t = x.mul_add(self.scale, self.offset).clamp(-1.0, 1.0);
        let square = t * t;
        let mut sums = [self.coefficients[0], self.coefficients[1]];
        for place in 2..N {
            let sum = &mut sums[place % 2];
            *sum = sum.mul_add(square, self.coefficients[place]);
        }
        // The last place is that of the power 0.
        let [odd, even] = [sums[N % 2], sums[(N + 1) % 2]];
        odd.mul_add(t, even)
    }

    /// The largest distance from the function on [low, high], at points between the nodes.
    pub fn error(&self, low: f64, high: f64, function: impl Fn(f64) -> f64) -> f64 {
        const POINTS: u32 = 500;
        (0..=POINTS)
            .map(|point| {
                let x = low + (high - low) * (f64::from(point) / f64::from(POINTS));
                (f64::from(self.at(x as f32)) - function(f64::from(x as f32))).abs()
            })
            .fold(0.0, f64::max)
    }
}

/// A sum of Chebyshev polynomials as powers, highest first: T(n+1) = 2t·T(n) − T(n−1).
fn powers<const N: usize>(chebyshev: &[f64; N]) -> [f64; N] {
    let mut sum = [0.0; N];
    let (mut last, mut this) = ([0.0; N], [0.0; N]);
    for (order, weight) in chebyshev.iter().enumerate() {
        let mut next = [0.0; N];
        if order == 0 {
            next[0] = 1.0;
        } else {
            let factor = if order == 1 { 1.0 } else { 2.0 };
            for power in 1..N {
                next[power] = factor * this[power - 1];
            }
            for power in 0..N {
                next[power] -= last[power];
            }
        }
        for power in 0..N {
            sum[N - 1 - power] += weight * next[power];
        }
        (last, this) = (this, next);
    }
    sum
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_is_its_own_fit() {
        let cubic = |x: f64| ((2.0 * x - 1.0) * x + 0.5) * x - 3.0;
        let fit = Polynomial::<4>::fit(-1.0, 3.0, cubic);
        assert!(fit.error(-1.0, 3.0, cubic) < 1e-5);
        assert!((f64::from(fit.at(2.0)) - cubic(2.0)).abs() < 1e-5);
    }

    #[test]
    fn a_smooth_function_is_met_to_single_precision() {
        let fit = Polynomial::<12>::fit(-1.0, 1.0, f64::exp);
        assert!(fit.error(-1.0, 1.0, f64::exp) < 5e-7);
        let few = Polynomial::<4>::fit(-1.0, 1.0, f64::exp);
        // The first term left out is T₄/(2³·4!) = 5.2e-3.
        let error = few.error(-1.0, 1.0, f64::exp);
        assert!(error > 4e-3 && error < 9e-3, "{error}");
    }

    #[test]
    fn beyond_the_interval_the_value_stays() {
        let fit = Polynomial::<3>::fit(0.0, 2.0, |x| x * x);
        assert_eq!(fit.at(-5.0), fit.at(0.0));
        assert_eq!(fit.at(50.0), fit.at(2.0));
    }
}
