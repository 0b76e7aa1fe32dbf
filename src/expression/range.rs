//! A value with its interval, its arithmetic, and what a comparison of two says.

use super::tree::Relation;

/// A value between the ends of its 95 % interval. "Never" is positive infinity.
///
/// Arithmetic joins intervals as if both errors could have their worst value at once: the
/// interval of a sum or a product covers at least as often as those of its parts together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Range {
    /// A number without error.
    pub const fn exactly(value: f64) -> Self {
        Self {
            value,
            low: value,
            high: value,
        }
    }

    /// An estimate whose error is not known.
    pub const fn of_unknown_error(value: f64) -> Self {
        Self {
            value,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    /// An estimate and the distance to either end.
    pub fn within(value: f64, distance: f64) -> Self {
        Self {
            value,
            low: value - distance,
            high: value + distance,
        }
    }

    /// Half its width; 0 where both ends are the same, "never" included.
    pub fn half_width(self) -> f64 {
        if self.low == self.high {
            0.0
        } else {
            0.5 * (self.high - self.low)
        }
    }

    pub(super) fn negative(self) -> Self {
        Self {
            value: -self.value,
            low: -self.high,
            high: -self.low,
        }
    }

    /// This less another, both errors at their worst.
    pub fn minus(self, other: Self) -> Self {
        self.plus(other.negative())
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            low: self.low + other.low,
            high: self.high + other.high,
        }
        .known()
    }

    pub(super) fn times(self, other: Self) -> Self {
        let value = self.value * other.value;
        Self::around(
            value,
            [
                self.low * other.low,
                self.low * other.high,
                self.high * other.low,
                self.high * other.high,
            ],
        )
    }

    /// Divided by a range in which 0 lies, it can be anything.
    pub(super) fn over(self, other: Self) -> Self {
        let value = self.value / other.value;
        if other.low <= 0.0 && other.high >= 0.0 {
            return Self::of_unknown_error(value);
        }
        Self::around(
            value,
            [
                self.low / other.low,
                self.low / other.high,
                self.high / other.low,
                self.high / other.high,
            ],
        )
    }

    fn around(value: f64, ends: [f64; 4]) -> Self {
        if ends.iter().any(|end| end.is_nan()) {
            return Self::of_unknown_error(value);
        }
        Self {
            value,
            low: ends.into_iter().fold(f64::INFINITY, f64::min),
            high: ends.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// Ends that are no number, such as infinity less infinity, are any number.
    fn known(mut self) -> Self {
        if self.low.is_nan() {
            self.low = f64::NEG_INFINITY;
        }
        if self.high.is_nan() {
            self.high = f64::INFINITY;
        }
        self
    }
}

/// Whether something holds, at the estimates and anywhere in their intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// Whether it holds at the estimates.
    pub at_estimate: bool,
    /// Whether it holds wherever in their intervals the figures are; `None`: here and not there.
    pub decided: Option<bool>,
}

impl Truth {
    /// What a comparison of two ranges says.
    pub(super) fn of(relation: Relation, left: Range, right: Range) -> Self {
        let (a, b) = (left, right);
        match relation {
            Relation::Less => Self {
                at_estimate: a.value < b.value,
                decided: decided(a.high < b.low, a.low >= b.high),
            },
            Relation::AtMost => Self {
                at_estimate: a.value <= b.value,
                decided: decided(a.high <= b.low, a.low > b.high),
            },
            Relation::More => Self::of(Relation::Less, b, a),
            Relation::AtLeast => Self::of(Relation::AtMost, b, a),
            Relation::Equal => Self {
                at_estimate: a.value == b.value,
                decided: decided(a.low == a.high && a == b, a.high < b.low || b.high < a.low),
            },
            Relation::Unequal => Self::of(Relation::Equal, a, b).not(),
        }
    }

    pub(super) fn not(self) -> Self {
        Self {
            at_estimate: !self.at_estimate,
            decided: self.decided.map(|holds| !holds),
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        let either_fails = self.decided == Some(false) || other.decided == Some(false);
        let both_hold = self.decided == Some(true) && other.decided == Some(true);
        Self {
            at_estimate: self.at_estimate && other.at_estimate,
            decided: decided(both_hold, either_fails),
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

fn decided(holds: bool, fails: bool) -> Option<bool> {
    match (holds, fails) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
