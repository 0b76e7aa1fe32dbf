//! How the tests of this module measure errors.

/// `count` numbers from `low` to `high`, both ends included.
pub fn scan(low: f64, high: f64, count: u32) -> impl Iterator<Item = f64> {
    (0..=count).map(move |i| low + (high - low) * (f64::from(i) / f64::from(count)))
}

/// The error of `value` in units of the last place of `exact`.
pub fn ulps(value: f64, exact: f64) -> f64 {
    if value == exact || (value.is_nan() && exact.is_nan()) {
        return 0.0;
    }
    let size = exact.abs();
    (value - exact).abs() / (size.next_up() - size)
}

/// The largest of `error` over `arguments`, with the argument where it occurs.
pub fn worst(arguments: impl Iterator<Item = f64>, error: impl Fn(f64) -> f64) -> (f64, f64) {
    arguments
        .map(|x| (error(x), x))
        .fold((0.0, f64::NAN), |worst, here| {
            if here.0 > worst.0 || here.0.is_nan() {
                here
            } else {
                worst
            }
        })
}
