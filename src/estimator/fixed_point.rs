//! Sums of money in whole units, which are the same in whatever order they are added.

/// Units of a standard deviation: 2²² to 2²³.
const UNITS: i32 = 22;

/// Largest distance from the centre in units: 2⁴², a million standard deviations. The squares of
/// 10¹² such values fit 127 bits.
const LARGEST: f64 = 4_398_046_511_104.0;

/// From money to whole units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    centre: f64,
    units_per_money: f64,
}

impl Scale {
    /// A scale for amounts of about this mean and standard deviation. A unit is a power of two
    /// and at most 2⁻²² standard deviations: rounding to it moves a mean by no more than half
    /// of that, which is the standard error of 7·10¹³ runs.
    pub fn new(mean: f64, standard_deviation: f64) -> Self {
        let spread = standard_deviation
            .max(mean.abs() / 1024.0)
            .max(1.0 / 1024.0);
        let exponent = (spread.to_bits() >> 52) as i32 - 1023;
        let power = UNITS - exponent.clamp(-200, 200);
        Self {
            centre: mean,
            units_per_money: f64::from_bits(((1023 + power) as u64) << 52),
        }
    }

    /// The nearest whole number of units; an amount beyond the largest is the largest.
    pub fn units(&self, money: f64) -> i64 {
        let units = ((money - self.centre) * self.units_per_money).round();
        units.clamp(-LARGEST, LARGEST) as i64
    }
}

/// Sums of units and of their squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScaledSums {
    sum: i128,
    squares: i128,
}

impl ScaledSums {
    /// Adds a number of units.
    pub fn add(&mut self, units: i64) {
        let units = i128::from(units);
        self.sum += units;
        self.squares += units * units;
    }

    /// Takes in other sums.
    pub fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The mean of `count` amounts.
    pub fn mean(&self, count: u64, scale: &Scale) -> f64 {
        self.sum as f64 / count as f64 / scale.units_per_money + scale.centre
    }

    /// The unbiased sample variance of `count` amounts, two at least.
    pub fn variance(&self, count: u64, scale: &Scale) -> f64 {
        let n = count as f64;
        let sum = self.sum as f64;
        let deviations = (self.squares as f64 - sum * (sum / n)).max(0.0);
        deviations / (n - 1.0) / (scale.units_per_money * scale.units_per_money)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 4 4 4 5 5 7 9: mean 5, variance 32/7. Units are 2⁻²³ or so, and the values whole.
    #[test]
    fn mean_and_variance_of_known_values_in_any_order() {
        let scale = Scale::new(4.0, 2.0);
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let (mut forward, mut backward) = (ScaledSums::default(), ScaledSums::default());
        values.iter().for_each(|&x| forward.add(scale.units(x)));
        (values.iter().rev()).for_each(|&x| backward.add(scale.units(x)));
        assert_eq!(forward, backward);
        assert_eq!(forward.mean(8, &scale), 5.0);
        assert!((forward.variance(8, &scale) - 32.0 / 7.0).abs() < 1e-14);
    }

    #[test]
    fn an_amount_without_bounds_is_the_largest() {
        let scale = Scale::new(0.0, 1.0);
        assert_eq!(scale.units(f64::INFINITY), LARGEST as i64);
        assert_eq!(scale.units(-1e300), -(LARGEST as i64));
        assert_eq!(scale.units(f64::NAN), 0);
    }
}
