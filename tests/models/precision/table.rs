//! A smooth function between exact values: a cubic through the four nearest of them.

/// Values at even distances.
pub struct Table {
    from: f64,
    width: f64,
    values: Vec<f64>,
}

impl Table {
    /// A function from one end to another in so many parts. The cubic is off by some 2 % of the
    /// fourth power of a part times the fourth derivative.
    pub fn new(from: f64, to: f64, parts: usize, f: impl Fn(f64) -> f64) -> Self {
        let width = (to - from) / parts as f64;
        // One part more at each end.
        let from = from - width;
        let at = |point: usize| f(from + width * point as f64);
        Self {
            from,
            width,
            values: (0..=parts + 2).map(at).collect(),
        }
    }

    /// The value at a place between the ends.
    pub fn at(&self, place: f64) -> f64 {
        let place = (place - self.from) / self.width;
        let first = (place as usize).clamp(1, self.values.len() - 3) - 1;
        let x = place - first as f64;
        let [a, b, c, d] = [0, 1, 2, 3].map(|point| self.values[first + point]);
        -a * (x - 1.0) * (x - 2.0) * (x - 3.0) / 6.0 + b * x * (x - 2.0) * (x - 3.0) / 2.0
            - c * x * (x - 1.0) * (x - 3.0) / 2.0
            + d * x * (x - 1.0) * (x - 2.0) / 6.0
    }
}
