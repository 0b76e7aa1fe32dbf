//! The regularised incomplete gamma and beta functions and their inverses, in f64.
//!
//! Power series and continued fractions by the modified method of W. J. Lentz (Applied Optics 15,
//! 1976; I. J. Thompson, A. R. Barnett, Journal of Computational Physics 64, 1986), each on the
//! side where it converges fast; the other tail is the rest to 1. Inverses by Newton's method on
//! the logarithm of the smaller tail, kept inside a bracket. Relative error below 1e-12 of the
//! smaller tail for parameters up to 1,000 (ln Γ decides it), and of quantiles correspondingly.

use super::{exp, ln, ln_1p, ln_gamma, normal_cdf, zero_of_increasing};

/// Iterations of a series or fraction: enough for parameters of a million.
const MOST_TERMS: u32 = 20_000;
const TINY: f64 = 1e-300;

/// Both probabilities of a place on the line, so that neither tail loses its digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// The probability below.
    pub lower: f64,
    /// The probability above.
    pub upper: f64,
}

impl Tails {
    /// Those of a standard normal at `z`.
    pub fn of_normal(z: f64) -> Self {
        Self {
            lower: normal_cdf(z),
            upper: normal_cdf(-z),
        }
    }

    /// From the lower one.
    pub fn below(lower: f64) -> Self {
        Self {
            lower,
            upper: 1.0 - lower,
        }
    }

    fn swapped(self) -> Self {
        Self {
            lower: self.upper,
            upper: self.lower,
        }
    }
}

/// P(a, x) and Q(a, x) = 1 − P for a > 0, x ≥ 0; NaN outside.
pub fn incomplete_gamma(a: f64, x: f64) -> Tails {
    if a.is_nan() || x.is_nan() || a <= 0.0 || x < 0.0 {
        return Tails::below(f64::NAN);
    }
    if x == 0.0 {
        return Tails::below(0.0);
    }
    if x == f64::INFINITY {
        return Tails::below(1.0);
    }
    let front = gamma_front(a, x);
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        for place in 1..MOST_TERMS {
            term *= x / (a + f64::from(place));
            sum += term;
            if term < sum * (f64::EPSILON / 4.0) {
                break;
            }
        }
        return Tails::below((front * sum).min(1.0));
    }
    let mut b = x + 1.0 - a;
    let mut fraction = Lentz::new(b);
    for place in 1..MOST_TERMS {
        let place = f64::from(place);
        b += 2.0;
        if fraction.step(-place * (place - a), b) {
            break;
        }
    }
    Tails::below((front / fraction.value).min(1.0)).swapped()
}

/// x^a e^(−x) / Γ(a), which is x times the density.
fn gamma_front(a: f64, x: f64) -> f64 {
    exp(a * ln(x) - x - ln_gamma(a))
}

/// The x with these P(a, x) and Q(a, x).
pub fn gamma_quantile(a: f64, tails: Tails) -> f64 {
    if tails.lower <= 0.0 {
        return 0.0;
    }
    if tails.upper <= 0.0 {
        return f64::INFINITY;
    }
    // P(a, x) ≤ x^a/Γ(a + 1); and Q(a, 2a + L) < e^(−0.6 L).
    let lowest = (ln(tails.lower) + ln_gamma(a + 1.0)) / a - 1e-6;
    let highest = ln(2.0 * a + 1_400.0);
    let target = LogTail::new(tails);
    let logarithm = zero_of_increasing(lowest.min(highest), highest, |y| {
        let x = exp(y);
        target.compare(incomplete_gamma(a, x), gamma_front(a, x))
    });
    exp(logarithm)
}

/// I_x(a, b) and 1 − I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1; NaN outside.
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> Tails {
    if x == 0.0 || x == 1.0 {
        return Tails::below(x);
    }
    if x > 0.0 && x < 1.0 {
        return beta_tails(a, b, ln(x), ln_1p(-x));
    }
    Tails::below(f64::NAN)
}

/// I_x(a, b) given ln x and ln (1 − x).
fn beta_tails(a: f64, b: f64, ln_x: f64, ln_rest: f64) -> Tails {
    if a.is_nan() || b.is_nan() || a <= 0.0 || b <= 0.0 {
        return Tails::below(f64::NAN);
    }
    let front = beta_front(a, b, ln_x, ln_rest);
    let x = exp(ln_x);
    if x < (a + 1.0) / (a + b + 2.0) {
        Tails::below((front * beta_fraction(a, b, x) / a).min(1.0))
    } else {
        Tails::below((front * beta_fraction(b, a, exp(ln_rest)) / b).min(1.0)).swapped()
    }
}

/// x^a (1 − x)^b / B(a, b), which is x(1 − x) times the density.
fn beta_front(a: f64, b: f64, ln_x: f64, ln_rest: f64) -> f64 {
    exp(a * ln_x + b * ln_rest + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b))
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut fraction = Lentz::new(1.0);
    for place in 0..MOST_TERMS {
        let m = f64::from(place);
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let next = m + 1.0;
        let even = next * (b - next) * x / ((a + 2.0 * next - 1.0) * (a + 2.0 * next));
        fraction.step(odd, 1.0);
        if fraction.step(even, 1.0) {
            break;
        }
    }
    1.0 / fraction.value
}

/// The x with these I_x(a, b) and 1 − I_x(a, b).
pub fn beta_quantile(a: f64, b: f64, tails: Tails) -> f64 {
    let (ln_x, _) = of_logit(beta_logit_quantile(a, b, tails));
    exp(ln_x)
}

/// ln(x/(1 − x)) of the beta quantile x: exact near both ends.
pub fn beta_logit_quantile(a: f64, b: f64, tails: Tails) -> f64 {
    /// Beyond it the smaller of x and 1 − x is no normal number.
    const WIDEST: f64 = 700.0;
    if tails.lower <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if tails.upper <= 0.0 {
        return f64::INFINITY;
    }
    let target = LogTail::new(tails);
    zero_of_increasing(-WIDEST, WIDEST, |y| {
        let (ln_x, ln_rest) = of_logit(y);
        let front = beta_front(a, b, ln_x, ln_rest);
        target.compare(beta_tails(a, b, ln_x, ln_rest), front)
    })
}

/// ln x and ln (1 − x) of x = 1/(1 + e^(−y)).
fn of_logit(y: f64) -> (f64, f64) {
    let far = ln_1p(exp(-y.abs()));
    if y < 0.0 {
        (y - far, -far)
    } else {
        (-far, -y - far)
    }
}

/// The t with these probabilities below and above it under Student's law with ν degrees of
/// freedom: P(|T| > t) = I_x(ν/2, ½) with x = ν/(ν + t²).
pub fn student_t_quantile(degrees_of_freedom: f64, tails: Tails) -> f64 {
    let outside = 2.0 * tails.lower.min(tails.upper);
    let both = Tails {
        lower: outside,
        upper: (tails.upper - tails.lower).abs(),
    };
    let logit = beta_logit_quantile(0.5 * degrees_of_freedom, 0.5, both);
    let size = (degrees_of_freedom * exp(-logit)).sqrt();
    size.copysign(tails.lower - tails.upper)
}

/// Modified Lentz evaluation of b₀ + a₁/(b₁ + a₂/(b₂ + …)).
struct Lentz {
    value: f64,
    c: f64,
    d: f64,
}

impl Lentz {
    fn new(first: f64) -> Self {
        let value = if first == 0.0 { TINY } else { first };
        Self {
            value,
            c: value,
            d: 0.0,
        }
    }

    /// Takes in a level; whether it changed nothing any more.
    fn step(&mut self, a: f64, b: f64) -> bool {
        let not_zero = |x: f64| if x.abs() < TINY { TINY } else { x };
        self.d = 1.0 / not_zero(b + a * self.d);
        self.c = not_zero(b + a / self.c);
        let change = self.c * self.d;
        self.value *= change;
        (change - 1.0).abs() < f64::EPSILON
    }
}

/// The smaller tail that an inverse aims at, on a logarithmic scale.
struct LogTail {
    is_lower: bool,
    logarithm: f64,
}

impl LogTail {
    fn new(tails: Tails) -> Self {
        let is_lower = tails.lower <= tails.upper;
        Self {
            is_lower,
            logarithm: ln(if is_lower { tails.lower } else { tails.upper }),
        }
    }

    /// How far above the target a place lies, and its slope, given the slope of the lower tail.
    fn compare(&self, tails: Tails, slope: f64) -> (f64, f64) {
        if self.is_lower {
            (ln(tails.lower) - self.logarithm, slope / tails.lower)
        } else {
            (self.logarithm - ln(tails.upper), slope / tails.upper)
        }
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::super::accuracy::scan;
    use super::*;

    fn assert_close(what: &str, value: f64, exact: f64, bound: f64) {
        let error = (value / exact - 1.0).abs();
        assert!(error < bound, "{what}: {value} for {exact}, {error}");
    }

    #[test]
    fn the_incomplete_gamma_has_its_closed_forms() {
        // P(1, x) = 1 − e^(−x); P(½, x) = 2Φ(√(2x)) − 1; Q(3, x) = e^(−x)(1 + x + x²/2).
        for x in scan(0.01, 60.0, 2_001) {
            let one = incomplete_gamma(1.0, x);
            assert_close("P(1)", one.lower, -(-x).exp_m1(), 2e-14);
            assert_close("Q(1)", one.upper, (-x).exp(), 2e-13);
            let half = incomplete_gamma(0.5, x);
            assert_close(
                "Q(1/2)",
                half.upper,
                2.0 * normal_cdf(-(2.0 * x).sqrt()),
                1e-12,
            );
            let three = incomplete_gamma(3.0, x);
            assert_close(
                "Q(3)",
                three.upper,
                (-x).exp() * (1.0 + x + 0.5 * x * x),
                2e-12,
            );
        }
    }

    #[test]
    fn the_incomplete_gamma_agrees_with_statrs() {
        for a in [0.05, 0.7, 1.35, 2.7, 10.0, 55.5, 400.0] {
            for x in scan(0.01 * a, 4.0 * a, 301) {
                let reference = statrs::function::gamma::gamma_lr(a, x);
                assert!(
                    (incomplete_gamma(a, x).lower - reference).abs() < 1e-11,
                    "{a} {x}"
                );
            }
        }
    }

    #[test]
    fn the_incomplete_beta_has_its_closed_forms() {
        // I_x(a, 1) = x^a; I_x(½, ½) = (2/π) asin √x; I_x(2, 2) = x²(3 − 2x).
        for x in scan(0.001, 0.999, 2_003) {
            assert_close(
                "a, 1",
                incomplete_beta(2.6, 1.0, x).lower,
                x.powf(2.6),
                1e-13,
            );
            let arc = std::f64::consts::FRAC_2_PI * x.sqrt().asin();
            assert_close("1/2, 1/2", incomplete_beta(0.5, 0.5, x).lower, arc, 1e-13);
            let cubic = x * x * (3.0 - 2.0 * x);
            assert_close("2, 2", incomplete_beta(2.0, 2.0, x).lower, cubic, 1e-13);
        }
    }

    #[test]
    fn the_incomplete_beta_agrees_with_statrs() {
        for (a, b) in [
            (0.5, 1.35),
            (18.06, 9.72),
            (1.3, 80.0),
            (300.0, 200.0),
            (0.1, 0.2),
        ] {
            for x in scan(0.003, 0.997, 301) {
                let reference = statrs::function::beta::beta_reg(a, b, x);
                assert!(
                    (incomplete_beta(a, b, x).lower - reference).abs() < 1e-11,
                    "{a} {b} {x}"
                );
            }
        }
    }

    /// From one end of the simulator's normals to the other.
    fn places() -> impl Iterator<Item = Tails> {
        scan(-6.8, 6.8, 137).map(Tails::of_normal)
    }

    fn assert_inverts(what: &str, aim: Tails, found: Tails) {
        let (aim, found) = if aim.lower < aim.upper {
            (aim.lower, found.lower)
        } else {
            (aim.upper, found.upper)
        };
        assert_close(what, found, aim, 1e-10);
    }

    #[test]
    fn quantiles_invert_both_functions_down_to_the_tails() {
        for aim in places() {
            for a in [0.05, 0.5, 1.35, 4.0, 50.0, 900.0] {
                let x = gamma_quantile(a, aim);
                assert_inverts("gamma", aim, incomplete_gamma(a, x));
            }
            for (a, b) in [(0.5, 0.5), (18.06, 9.72), (1.35, 0.5), (200.0, 300.0)] {
                let logit = beta_logit_quantile(a, b, aim);
                let (ln_x, ln_rest) = of_logit(logit);
                assert_inverts("beta", aim, beta_tails(a, b, ln_x, ln_rest));
                assert_close("x", beta_quantile(a, b, aim), exp(ln_x), 1e-14);
            }
        }
    }

    #[test]
    fn the_jacobi_golden_quantiles_are_found() {
        let (a, b) = (18.055_555_555_555_557, 9.722_222_222_222_223);
        assert_close(
            "q05",
            beta_quantile(a, b, Tails::below(0.05)),
            0.497_451_246_0,
            1e-9,
        );
        assert_close(
            "q95",
            beta_quantile(a, b, Tails::below(0.95)),
            0.790_049_081_1,
            1e-9,
        );
    }

    #[test]
    fn students_quantiles_have_their_closed_forms() {
        // ν = 1: tan(π(p − ½)); ν = 2: (2p − 1)/√(2p(1 − p)).
        for z in scan(-5.0, 5.0, 101).filter(|z| z.abs() > 0.01) {
            let tails = Tails::of_normal(z);
            let cauchy = (std::f64::consts::PI * tails.lower.min(tails.upper))
                .tan()
                .recip();
            assert_close("1", student_t_quantile(1.0, tails).abs(), cauchy, 1e-11);
            let two = (tails.lower - tails.upper) / (2.0 * tails.lower * tails.upper).sqrt();
            assert_close("2", student_t_quantile(2.0, tails), two, 1e-11);
        }
        assert_eq!(student_t_quantile(3.0, Tails::below(0.5)), 0.0);
    }

    #[test]
    fn ends_of_the_domain_are_as_stated() {
        assert_eq!(incomplete_gamma(2.0, 0.0).lower, 0.0);
        assert_eq!(incomplete_gamma(2.0, f64::INFINITY).upper, 0.0);
        assert!(incomplete_gamma(-1.0, 1.0).lower.is_nan());
        assert!(incomplete_gamma(1.0, -1.0).lower.is_nan());
        assert_eq!(incomplete_beta(2.0, 3.0, 0.0).lower, 0.0);
        assert_eq!(incomplete_beta(2.0, 3.0, 1.0).upper, 0.0);
        assert!(incomplete_beta(2.0, 3.0, 1.5).lower.is_nan());
        assert_eq!(gamma_quantile(2.0, Tails::below(0.0)), 0.0);
        assert_eq!(gamma_quantile(2.0, Tails::below(1.0)), f64::INFINITY);
        assert_eq!(beta_quantile(2.0, 2.0, Tails::below(0.0)), 0.0);
        assert_eq!(beta_quantile(2.0, 2.0, Tails::below(1.0)), 1.0);
    }
}
