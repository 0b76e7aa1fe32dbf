//! A closed interval, and the normal quantile that makes it a 95 % interval.

/// The two-sided 95 % point of the standard normal distribution: Φ(z) = 0.975.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// A closed interval from `low` to `high`, in the unit of the quantity it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, included.
    pub low: f64,
    /// The upper end, included.
    pub high: f64,
}

impl Interval {
    /// Whether `value` lies between the ends, both included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The smallest interval that holds this one and `value`.
    #[must_use]
    pub(super) fn widened_to(self, value: f64) -> Self {
        Self {
            low: self.low.min(value),
            high: self.high.max(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn z_95_leaves_two_and_a_half_percent_above() {
        // The density at z is 0.0584, so 1e-10 on the probability is 2e-9 on z: statrs' own
        // error function is good to about 1e-11.
        let normal = Normal::standard();
        assert!((normal.cdf(Z_95) - 0.975).abs() < 1e-10);
    }

    #[test]
    fn both_ends_are_inside() {
        let interval = Interval {
            low: -1.0,
            high: 2.0,
        };
        assert!(interval.contains(-1.0) && interval.contains(2.0) && interval.contains(0.0));
        assert!(!interval.contains(2.1) && !interval.contains(f64::NAN));
    }

    #[test]
    fn widening_moves_only_the_nearer_end() {
        let interval = Interval {
            low: 1.0,
            high: 2.0,
        };
        assert_eq!(
            interval.widened_to(3.0),
            Interval {
                low: 1.0,
                high: 3.0
            }
        );
        assert_eq!(
            interval.widened_to(0.0),
            Interval {
                low: 0.0,
                high: 2.0
            }
        );
        assert_eq!(interval.widened_to(1.5), interval);
    }
}
