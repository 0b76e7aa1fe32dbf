//! KAS, which is paid by time.

use jiff::civil::Date;

/// Seconds of a month of the schedule: a twelfth of 365.25 days.
pub const KASPA_MONTH_SECONDS: i64 = 2_629_800;

/// Start of KAS's monthly schedule, at 00:00 UTC.
pub(super) const START: Date = jiff::civil::date(2022, 5, 7);

/// 2^(−i/12) for i = 0 … 11, to the nearest double.
const TWELFTH_ROOTS: [f64; 12] = [
    1.0,
    0.943_874_312_681_693_5,
    0.890_898_718_140_339_3,
    0.840_896_415_253_714_5,
    0.793_700_525_984_099_8,
    0.749_153_538_438_340_8,
    std::f64::consts::FRAC_1_SQRT_2,
    0.667_419_927_085_017_2,
    0.629_960_524_947_436_6,
    0.594_603_557_501_360_5,
    0.561_231_024_154_686_5,
    0.529_731_547_179_647_7,
];

/// KAS a second in month m: 440·2^(−m/12), cut to the coin's smallest unit of 1e−8 KAS as
/// the chain's table is. Months before the schedule began count as month 0.
pub fn coins_per_second(month: i64) -> f64 {
    const FIRST_RATE: f64 = 440.0 * 1e8;
    let month = month.max(0) as u64;
    // 440e8·2^(−36) is less than 1: nothing is left after 36 years.
    let halvings = (month / 12).min(36);
    let root = TWELFTH_ROOTS[(month % 12) as usize];
    (FIRST_RATE / (1_u64 << halvings) as f64 * root).floor() / 1e8
}

/// KAS paid between two moments, in seconds since the start of the schedule.
pub(super) fn coins_between(from_second: i64, to_second: i64) -> f64 {
    let mut coins = 0.0;
    let mut second = from_second;
    while second < to_second {
        let month = second.div_euclid(KASPA_MONTH_SECONDS);
        let end = to_second.min((month + 1) * KASPA_MONTH_SECONDS);
        coins += (end - second) as f64 * coins_per_second(month);
        second = end;
    }
    coins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kaspa_halves_in_twelve_steps_a_year() {
        assert_eq!(coins_per_second(0), 440.0);
        assert_eq!(coins_per_second(1), 415.304_697_57);
        assert_eq!(coins_per_second(12), 220.0);
        assert_eq!(coins_per_second(48), 27.5);
        assert_eq!(coins_per_second(-1), 440.0);
        // 440e8·2^(−425/12) = 0.96 units of 1e−8 KAS, cut to 0.
        assert_eq!(coins_per_second(424), 1e-8);
        assert_eq!(coins_per_second(425), 0.0);
        assert_eq!(coins_per_second(i64::MAX), 0.0);
    }

    #[test]
    #[allow(clippy::disallowed_methods)]
    fn kaspa_months_are_the_formula_cut_to_the_smallest_unit() {
        for month in 0..420 {
            let formula = 440.0 * (-f64::from(month) / 12.0).exp2();
            let difference = formula - coins_per_second(month.into());
            // Cutting takes off less than 1e−8; rounding of 440e8·root adds at most an ulp.
            assert!(
                (-1e-13..1.000_001e-8).contains(&difference),
                "month {month}"
            );
        }
    }
}
