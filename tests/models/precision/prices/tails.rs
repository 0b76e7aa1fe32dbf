//! Prices with heavy tails.

use super::super::draws::normals;
use super::super::table::Table;
use super::{DAY, DAYS, compare_price, compare_price_in_blocks, paths};
use rigcast::elementary::{Tails, gamma_quantile, ln_gamma, student_t_quantile};

const CUT: f64 = 12.0;

/// X = max(−12, min(12, c·T)): c, and what K needs, by Simpson's rule in u with t = √ν sinh u.
struct Law {
    nu: f64,
    c: f64,
}

impl Law {
    fn new(nu: f64) -> Self {
        // c by bisection: the variance of X grows with it.
        let (mut low, mut high) = (0.1, 4.0);
        for _ in 0..60 {
            let c = 0.5 * (low + high);
            if (Self { nu, c }).mean(|x| x * x) < 1.0 {
                low = c;
            } else {
                high = c;
            }
        }
        Self { nu, c: low }
    }

    /// E f(|X|).
    fn mean(&self, f: impl Fn(f64) -> f64) -> f64 {
        const INTERVALS: usize = 2_000;
        let nu = self.nu;
        let front =
            (ln_gamma(0.5 * (nu + 1.0)) - ln_gamma(0.5 * nu)).exp() / std::f64::consts::PI.sqrt();
        // Beyond the cut |X| is 12: Simpson's rule up to it, and from it on to where nothing is.
        let at_cut = (CUT / (self.c * nu.sqrt())).asinh();
        let simpson = |from: f64, to: f64, f: &dyn Fn(f64) -> f64| {
            let width = (to - from) / INTERVALS as f64;
            let term = |point: usize| {
                let u = from + width * point as f64;
                let rule =
                    [2.0, 4.0][point % 2] - f64::from(u8::from(point.is_multiple_of(INTERVALS)));
                rule * f(u) * 2.0 * front * u.cosh().powf(-nu)
            };
            (0..=INTERVALS).map(term).sum::<f64>() * width / 3.0
        };
        let inside = simpson(0.0, at_cut, &|u| f(self.c * nu.sqrt() * u.sinh()));
        inside + f(CUT) * simpson(at_cut, at_cut + 40.0 / nu, &|_| 1.0)
    }

    /// K(a) = ln E e^(aX).
    fn log_mean_exponential(&self, a: f64) -> f64 {
        self.mean(|x| 2.0 * (0.5 * a * x).sinh().powi(2)).ln_1p()
    }

    /// √(ν/χ²) by the normal that all tokens share.
    fn mixing(&self) -> Table {
        let nu = self.nu;
        Table::new(-5.2, 5.2, 2_600, move |g| {
            let chi_squared = 2.0 * gamma_quantile(0.5 * nu, Tails::of_normal(g));
            (0.5 * (nu / chi_squared).ln()).exp()
        })
    }

    /// T by the normal whose probability it has.
    fn quantile(&self) -> Table {
        let nu = self.nu;
        Table::new(-7.0, 7.0, 4_200, move |z| {
            student_t_quantile(nu, Tails::of_normal(z))
        })
    }

    /// X of a T.
    fn cut(&self, t: f64) -> f64 {
        (self.c * t).clamp(-CUT, CUT)
    }
}

#[test]
fn common_heavy_tails_agree_with_double_precision() {
    // Each of the fits, near the fewest degrees of freedom that it is for.
    for nu in [2.1, 3.3, 5.0, 7.0] {
        let name = &format!("`student_t`, ν = {nu}");
        let model =
            format!("price.student_t = {{ drift = 0, volatility = 1, degrees_of_freedom = {nu} }}");
        let law = Law::new(nu);
        let drift = -law.log_mean_exponential(DAY.sqrt());
        let mixing = law.mixing();
        compare_price_in_blocks(32, name, &model, |first_run| {
            let z = normals("token:TKN", first_run, DAYS);
            let g = normals("mixing", first_run, DAYS);
            paths(|day, lane| {
                let t = z[day][lane] * mixing.at(g[day][lane].clamp(-5.2, 5.2));
                drift + DAY.sqrt() * law.cut(t)
            })
        });
    }
}

#[test]
fn heavy_tails_of_a_token_alone_agree_with_double_precision() {
    let model = "price.student_t = { drift = 0, volatility = 1, degrees_of_freedom = 2.5, mixing = \"own\" }";
    let law = Law::new(2.5);
    let drift = -law.log_mean_exponential(DAY.sqrt());
    let quantile = law.quantile();
    compare_price("`student_t`, own mixing", model, |first_run| {
        let z = normals("token:TKN", first_run, DAYS);
        paths(|day, lane| drift + DAY.sqrt() * law.cut(quantile.at(z[day][lane])))
    });
}

#[test]
fn clustered_volatility_agrees_with_double_precision() {
    // As ETC in the catalogue.
    let (alpha, beta, nu) = (0.106, 0.843, 3.9);
    for (mixing, name) in [("common", "`garch_t`"), ("own", "`garch_t`, own mixing")] {
        let model = format!(
            "price.garch_t = {{ drift = 0, volatility = 1, alpha = {alpha}, beta = {beta}, degrees_of_freedom = {nu}, mixing = \"{mixing}\" }}"
        );
        let law = Law::new(nu);
        // K(√h)/h by √h, which is even and smooth at 0.
        let compensation = Table::new(0.0, 0.5, 500, |a| {
            let a = a.abs().max(1e-3);
            law.log_mean_exponential(a) / (a * a)
        });
        let (quantile, common) = (law.quantile(), law.mixing());
        compare_price_in_blocks(32, name, &model, |first_run| {
            let z = normals("token:TKN", first_run, DAYS);
            let g = normals("mixing", first_run, DAYS);
            let mut variances = [DAY; rigcast::lanes::LANES];
            paths(|day, lane| {
                let h = variances[lane];
                let x = law.cut(if mixing == "own" {
                    quantile.at(z[day][lane])
                } else {
                    z[day][lane] * common.at(g[day][lane].clamp(-5.2, 5.2))
                });
                let surprise = h.sqrt() * x;
                let next = DAY * (1.0 - alpha - beta) + alpha * surprise * surprise + beta * h;
                variances[lane] = next.min(0.25);
                surprise - h * compensation.at(h.sqrt())
            })
        });
    }
}
