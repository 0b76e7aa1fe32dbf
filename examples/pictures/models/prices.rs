//! Token prices.

use super::{DAY, Named, Picture, around, logarithms, rental};
use crate::laws::{self, Complex, Density, exponential, times};

pub fn all() -> Vec<Named> {
    vec![
        ("price-gbm", gbm),
        ("price-merton", merton),
        ("price-kou", kou),
        ("price-student-t", student_t),
        ("price-garch-t", garch_t),
        ("price-regimes", regimes),
        ("price-heston", heston),
        ("price-reverting", reverting),
        ("price-history", history),
    ]
}

/// Paths over a year and ln S after `steps` days, with its density.
fn price(
    title: String,
    model: &str,
    steps: usize,
    what: &str,
    range: (f64, f64),
    density: Density,
    logarithmic: bool,
) -> Picture {
    let price = format!("tokens.TOK.price.{model}");
    let sample = rental(366, &[&price], |view| &view.market.prices[0], &[steps]);
    Picture {
        title,
        unit: "price / today's".to_owned(),
        paths: sample.paths,
        sample_unit: what.to_owned(),
        sample: logarithms(&sample.days[0]),
        range,
        density: Some(density),
        logarithmic,
    }
}

fn gbm() -> Picture {
    let sd = 0.97;
    let mean = -0.5 * sd * sd;
    price(
        "Geometric Brownian motion: volatility 0.97, drift 0".to_owned(),
        "gbm={ drift = 0, volatility = 0.97 }",
        365,
        "ln S after a year: normal",
        around(mean, sd),
        laws::normal(mean, sd),
        false,
    )
}

/// ln φ of a diffusion with this volatility over a time.
fn diffusion(u: f64, volatility: f64, years: f64) -> Complex {
    (-0.5 * volatility * volatility * u * u * years, 0.0)
}

fn merton() -> Picture {
    let (volatility, rate, mean, sd, days) = (0.6, 24.0, -0.05, 0.15_f64, 30.0);
    let years = days * DAY;
    let mean_jump = (mean + 0.5 * sd * sd).exp() - 1.0;
    let drift = (-0.5 * volatility * volatility - rate * mean_jump) * years;
    let phi = move |u: f64| {
        let jump = exponential((-0.5 * sd * sd * u * u, mean * u));
        let (real, imaginary) = diffusion(u, volatility, years);
        exponential((
            real + rate * years * (jump.0 - 1.0),
            imaginary + rate * years * jump.1 + drift * u,
        ))
    };
    price(
        "Merton: volatility 0.6, 24 jumps a year of mean −0.05 and sd 0.15".to_owned(),
        "merton={ drift = 0, volatility = 0.6, jumps_per_year = 24, jump_mean = -0.05, jump_sd = 0.15, jumps = \"own\" }",
        30,
        "ln S after 30 days: from the characteristic function",
        (-1.3, 1.0),
        laws::from_characteristic(phi, 60.0),
        true,
    )
}

fn kou() -> Picture {
    let (volatility, rate, up, rise, fall) = (0.5, 40.0, 0.4, 20.0, 12.0);
    let years = 30.0 * DAY;
    let mean_jump = up * rise / (rise - 1.0) + (1.0 - up) * fall / (fall + 1.0) - 1.0;
    let drift = (-0.5 * volatility * volatility - rate * mean_jump) * years;
    let phi = move |u: f64| {
        // η/(η − iu) = η(η + iu)/(η² + u²), and its mirror image.
        let (over, under) = (rise * rise + u * u, fall * fall + u * u);
        let jump = (
            up * rise * rise / over + (1.0 - up) * fall * fall / under,
            up * rise * u / over - (1.0 - up) * fall * u / under,
        );
        let (real, imaginary) = diffusion(u, volatility, years);
        exponential((
            real + rate * years * (jump.0 - 1.0),
            imaginary + rate * years * jump.1 + drift * u,
        ))
    };
    price(
        "Kou: volatility 0.5, 40 jumps a year, 40 % of them up (mean 5 %), the others down (8 %)"
            .to_owned(),
        "kou={ drift = 0, volatility = 0.5, jumps_per_year = 40, up_probability = 0.4, up_rate = 20, down_rate = 12, jumps = \"own\" }",
        30,
        "ln S after 30 days: from the characteristic function",
        (-1.4, 1.0),
        laws::from_characteristic(phi, 60.0),
        true,
    )
}

fn student_t() -> Picture {
    let sd = 1.37 * DAY.sqrt();
    price(
        "Student-t: volatility 1.37, ν = 4.4, drift 0".to_owned(),
        "student_t={ drift = 0, volatility = 1.37, degrees_of_freedom = 4.4 }",
        1,
        "ln S after a day: Student's law, beside its drift",
        (-9.0 * sd, 9.0 * sd),
        laws::student_t(4.4, sd),
        true,
    )
}

fn garch_t() -> Picture {
    let sd = 0.88 * DAY.sqrt();
    price(
        "GARCH(1,1)-t: long-run volatility 0.88, α = 0.106, β = 0.843, ν = 3.9".to_owned(),
        "garch_t={ drift = 0, volatility = 0.88, alpha = 0.106, beta = 0.843, degrees_of_freedom = 3.9 }",
        1,
        "ln S after a day, from the long-run variance",
        (-9.0 * sd, 9.0 * sd),
        laws::student_t(3.9, sd),
        true,
    )
}

fn regimes() -> Picture {
    // Calm and wild days; the chain starts in its stationary law.
    let (volatilities, leave) = ([0.4_f64, 1.6], [1.0 / 60.0, 1.0 / 20.0]);
    let share = leave[1] / (leave[0] + leave[1]);
    let steps = 30;
    let phi = move |u: f64| {
        let day = volatilities.map(|sigma| {
            let variance = sigma * sigma * DAY;
            exponential((-0.5 * variance * u * u, -0.5 * variance * u))
        });
        let mut weights = [(share, 0.0), (1.0 - share, 0.0)];
        for _ in 0..steps {
            let [a, b] = [times(weights[0], day[0]), times(weights[1], day[1])];
            let move_to = |stay: f64, come: f64, own: Complex, other: Complex| {
                (stay * own.0 + come * other.0, stay * own.1 + come * other.1)
            };
            weights = [
                move_to(1.0 - leave[0], leave[1], a, b),
                move_to(1.0 - leave[1], leave[0], b, a),
            ];
        }
        (weights[0].0 + weights[1].0, weights[0].1 + weights[1].1)
    };
    price(
        "Regimes: volatility 0.4 for 60 days on average, 1.6 for 20".to_owned(),
        "regimes={ states = [{ drift = 0, volatility = 0.4, mean_days = 60 }, { drift = 0, volatility = 1.6, mean_days = 20 }] }",
        steps,
        "ln S after 30 days: from the characteristic function",
        (-1.8, 1.8),
        laws::from_characteristic(phi, 60.0),
        true,
    )
}

fn heston() -> Picture {
    let (theta, kappa, xi, rho) = (0.81, std::f64::consts::LN_2 / (40.0 * DAY), 2.0, -0.5);
    let years = 90.0 * DAY;
    // Albrecher, Mayer, Schoutens and Tistaert (2007), the form without a branch cut.
    let phi = move |u: f64| {
        let beta = (kappa, -rho * xi * u);
        let square = times(beta, beta);
        let d = square_root((square.0 + xi * xi * u * u, square.1 + xi * xi * u));
        let (minus, plus) = ((beta.0 - d.0, beta.1 - d.1), (beta.0 + d.0, beta.1 + d.1));
        let g = divided(minus, plus);
        let decay = exponential((-d.0 * years, -d.1 * years));
        let one_less = |z: Complex| (1.0 - z.0, -z.1);
        let share = divided(one_less(decay), one_less(times(g, decay)));
        let of_variance = times((minus.0 / (xi * xi), minus.1 / (xi * xi)), share);
        let fraction = divided(one_less(times(g, decay)), one_less(g));
        let logarithm = (
            0.5 * (fraction.0 * fraction.0 + fraction.1 * fraction.1).ln(),
            fraction.1.atan2(fraction.0),
        );
        let factor = kappa * theta / (xi * xi);
        exponential((
            factor * (minus.0 * years - 2.0 * logarithm.0) + of_variance.0 * theta,
            factor * (minus.1 * years - 2.0 * logarithm.1) + of_variance.1 * theta,
        ))
    };
    price(
        "Heston: volatility 0.9, half-life of the variance 40 days, ξ = 2, ρ = −0.5".to_owned(),
        "heston={ drift = 0, volatility = 0.9, long_run_volatility = 0.9, reversion_half_life_days = 40, volatility_of_variance = 2, leverage = -0.5 }",
        90,
        "ln S after 90 days: from the characteristic function",
        (-2.5, 1.5),
        laws::from_characteristic(phi, 60.0),
        true,
    )
}

fn divided(a: Complex, b: Complex) -> Complex {
    let size = b.0 * b.0 + b.1 * b.1;
    times(a, (b.0 / size, -b.1 / size))
}

/// The root with a positive real part.
fn square_root(z: Complex) -> Complex {
    let size = (z.0 * z.0 + z.1 * z.1).sqrt();
    let real = (0.5 * (size + z.0)).sqrt();
    (real, z.1 / (2.0 * real))
}

fn reverting() -> Picture {
    let (sigma, half_life, steps) = (1.0, 60.0, 365);
    let kappa = std::f64::consts::LN_2 / (half_life * DAY);
    let years = f64::from(steps as u32) * DAY;
    let variance = sigma * sigma * (1.0 - (-2.0 * kappa * years).exp()) / (2.0 * kappa);
    let (mean, sd) = (-0.5 * variance, variance.sqrt());
    price(
        "Reverting price (Schwartz): volatility 1, half-life 60 days, drift 0".to_owned(),
        "reverting={ drift = 0, volatility = 1, half_life_days = 60 }",
        steps,
        "ln S after a year: normal",
        around(mean, sd),
        laws::normal(mean, sd),
        false,
    )
}

/// Replayed history: the law of a day is that of the series' days.
fn history() -> Picture {
    let text = include_str!("../../../tests/scenarios/good/prices.csv");
    let closes: Vec<f64> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1)?.parse().ok())
        .collect();
    // The history is circular.
    let returns: Vec<f64> = closes
        .windows(2)
        .map(|pair| (pair[1] / pair[0]).ln())
        .collect();
    let mean_growth =
        (returns.iter().map(|value| value.exp()).sum::<f64>() / returns.len() as f64).ln();
    let recentred: Vec<f64> = returns.iter().map(|value| value - mean_growth).collect();
    let price = r#"tokens.TOK.price.history={ drift = 0, column = "OLD" }"#;
    let file = r#"history={ file = "prices.csv", mean_block_days = 15 }"#;
    let sample = rental(366, &[file, price], |view| &view.market.prices[0], &[1]);
    let range = (-0.2, 0.2);
    Picture {
        title: "Replayed history (stationary bootstrap): blocks of 15 days on average, drift 0"
            .to_owned(),
        unit: "price / today's".to_owned(),
        paths: sample.paths,
        sample_unit: "ln S after a day: the series' recentred days".to_owned(),
        sample: logarithms(&sample.days[0]),
        range,
        density: Some(laws::histogram(&recentred, range.0, range.1, 60)),
        logarithmic: false,
    }
}
