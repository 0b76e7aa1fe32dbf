//! Smooth functions tabulated in f64, for what is read while a plan is made.

/// A function of one variable between two ends, from exact values at even distances.
///
/// Between two of them it is the cubic through the nearest four: off by at most 3/128 of the fourth
/// power of the distance times the fourth derivative in the middle of the table, and by 1/24 of it
/// at its ends. Beyond the ends the nearer of them stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    low: f64,
    step: f64,
    nodes: Vec<f64>,
}

impl Table {
    /// The table of a function in so many equal parts, three at least.
    pub fn new(low: f64, high: f64, parts: usize, function: impl Fn(f64) -> f64) -> Self {
        let parts = parts.max(3);
        let step = (high - low) / parts as f64;
        let node = |index: usize| function((index as f64).mul_add(step, low));
        Self {
            low,
            step,
            nodes: (0..=parts).map(node).collect(),
        }
    }

    /// The value at x.
    pub fn at(&self, x: f64) -> f64 {
        // Both ends may be the same place.
        if self.step == 0.0 {
            return self.nodes[0];
        }
        let parts = self.nodes.len() - 1;
        let place = ((x - self.low) / self.step).clamp(0.0, parts as f64);
        let first = (place as usize).clamp(1, parts - 2) - 1;
        let [a, b, c, d] = [0, 1, 2, 3].map(|node| self.nodes[first + node]);
        let x = place - first as f64;
        let [x1, x2, x3] = [x - 1.0, x - 2.0, x - 3.0];
        let outer = x1 * x2 * (d * x - a * x3) / 6.0;
        let inner = x * x3 * (b * x2 - c * x1) / 2.0;
        outer + inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cubic_is_exact_and_the_ends_stay() {
        let cubic = |x: f64| ((2.0 * x - 1.0) * x + 3.0) * x - 5.0;
        let table = Table::new(-1.0, 2.0, 7, cubic);
        for place in -10..=20 {
            let x = f64::from(place) / 10.0;
            assert!((table.at(x) - cubic(x)).abs() < 1e-13, "{x}");
        }
        assert_eq!(table.at(-9.0), table.at(-1.0));
        assert_eq!(table.at(9.0), table.at(2.0));
        assert_eq!(Table::new(0.5, 0.5, 128, cubic).at(0.7), cubic(0.5));
    }

    /// The fourth derivative of e^x is at most e, the distance 1/64.
    #[test]
    fn a_smooth_function_is_met_to_the_fourth_power_of_the_distance() {
        let table = Table::new(0.0, 1.0, 64, crate::elementary::exp);
        let bound = 2.72 / 24.0 / f64::from(1 << 24);
        for place in 0..=1_000 {
            let x = f64::from(place) / 1_000.0;
            let error = (table.at(x) - crate::elementary::exp(x)).abs();
            assert!(error < bound, "{x}: {error}");
        }
    }
}
