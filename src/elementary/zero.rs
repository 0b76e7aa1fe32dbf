//! Zeros of functions, in f64.

/// Where a function that increases from `low` to `high` is 0. `function` returns its value and
/// slope: Newton's steps, with a bisection where one leaves the bracket and every fifth time.
pub fn zero_of_increasing(
    mut low: f64,
    mut high: f64,
    function: impl Fn(f64) -> (f64, f64),
) -> f64 {
    const MOST_STEPS: u32 = 500;
    let mut x = 0.5 * (low + high);
    for step in 1..=MOST_STEPS {
        let (value, slope) = function(x);
        if value == 0.0 {
            break;
        }
        if value < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let newton = x - value / slope;
        let inside = newton > low && newton < high && step % 5 != 0;
        let next = if inside { newton } else { 0.5 * (low + high) };
        let moved = (next - x).abs();
        x = next;
        if moved <= 2.0 * f64::EPSILON * x.abs().max(1e-3) {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_found_with_and_without_slopes() {
        let cube = |x: f64| x * x * x - 2.0;
        let root = zero_of_increasing(-10.0, 10.0, |x| (cube(x), 3.0 * x * x));
        assert!(cube(root).abs() < 1e-14, "{root}");
        // NaN for a slope that is not known: bisection alone.
        let root = zero_of_increasing(-10.0, 10.0, |x| (cube(x), f64::NAN));
        assert!(cube(root).abs() < 1e-13, "{root}");
    }

    #[test]
    fn without_a_zero_the_nearer_end_is_found() {
        let root = zero_of_increasing(1.0, 2.0, |x| (x, 1.0));
        assert!((root - 1.0).abs() < 1e-12);
    }
}
