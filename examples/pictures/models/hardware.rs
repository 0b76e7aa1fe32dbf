//! Cards and host.

use super::{DAY, Named, Picture, around, logarithms, rental};
use crate::laws;

pub fn all() -> Vec<Named> {
    vec![
        ("lifetime-weibull", weibull),
        ("lifetime-exponential", exponential),
        ("lifetime-bathtub", bathtub),
        ("lifetime-fleet", fleet),
        ("outages", outages),
        ("resale-decline", resale),
    ]
}

/// The years until a card that is not repaired dies.
fn lifetime(title: &str, law: &str, years: usize, density: laws::Density) -> Picture {
    let sample = rental(
        365 * years,
        &[law, "rig.on_failure.retire={}"],
        |view| &view.rig.cards_up,
        &[],
    );
    Picture {
        title: title.to_owned(),
        unit: "cards online".to_owned(),
        paths: sample.paths,
        sample_unit: "age at death in years".to_owned(),
        sample: sample.sums.iter().map(|days| days * DAY).collect(),
        // The cards that live to the end are in the last bin, which is not shown.
        range: (0.0, years as f64 - 0.01),
        density: Some(density),
        logarithmic: false,
    }
}

fn weibull() -> Picture {
    lifetime(
        "Weibull lifetime: shape 2.64, scale 7.1 years (Titan's defective batch)",
        "rig.lifetime.weibull={ shape = 2.64, scale_years = 7.1 }",
        16,
        laws::weibull(2.64, 7.1),
    )
}

fn exponential() -> Picture {
    lifetime(
        "Exponential lifetime: 0.2 deaths a year",
        "rig.lifetime.exponential.per_year=0.2",
        16,
        laws::weibull(1.0, 5.0),
    )
}

fn bathtub() -> Picture {
    let hazard = |shape: f64, scale: f64, t: f64| shape / scale * (t / scale).powf(shape - 1.0);
    let density = move |t: f64| {
        let t = t.max(0.01);
        let lived = (t / 40.0).powf(0.5) + 0.02 * t + (t / 8.0).powf(5.0);
        (hazard(0.5, 40.0, t) + 0.02 + hazard(5.0, 8.0, t)) * (-lived).exp()
    };
    lifetime(
        "Bathtub: infant deaths (shape 0.5, 40 years), 0.02 a year, wear-out (shape 5, 8 years)",
        "rig.lifetime.bathtub={ infant = { shape = 0.5, scale_years = 40 }, constant_per_year = 0.02, wear_out = { shape = 5, scale_years = 8 } }",
        14,
        Box::new(density),
    )
}

fn fleet() -> Picture {
    let law = "rig.lifetime.weibull={ shape = 1.5, scale_years = 10 }";
    let overrides = [law, "rig.on_failure.retire={}", "rig.cards=1000"];
    let sample = rental(731, &overrides, |view| &view.rig.cards_up, &[730]);
    let alive = (-(0.2_f64).powf(1.5)).exp();
    let (mean, sd) = (1000.0 * alive, (1000.0 * alive * (1.0 - alive)).sqrt());
    Picture {
        title: "A thousand cards: Weibull, shape 1.5, scale 10 years, none replaced".to_owned(),
        unit: "cards online".to_owned(),
        paths: sample.paths,
        sample_unit: "cards online after two years: binomial, drawn as a normal".to_owned(),
        sample: sample.days[0].clone(),
        // Whole cards: one to a bin.
        range: (mean.round() - 30.5, mean.round() + 29.5),
        density: Some(laws::normal(mean, sd)),
        logarithmic: false,
    }
}

fn outages() -> Picture {
    let (rate, median, spread) = (60.0, 6.0, 0.755_f64);
    let law =
        "rig.outages.random={ per_year = 60, median_hours = 6, log_standard_deviation = 0.755 }";
    let sample = rental(365, &[law], |view| &view.rig.host_up, &[]);
    // Compound: per year online λ outages of mean m and second moment q.
    let mean_hours = median * (0.5 * spread * spread).exp();
    let square_hours = median * median * (2.0 * spread * spread).exp();
    let online = 1.0 / (1.0 + rate * mean_hours / 8_760.0);
    let mean = rate * online * mean_hours / 24.0;
    // Renewal reward: each cycle's excess offline − (1 − online)·cycle has variance
    // online²·Var L + (1 − online)²·Var(exponential).
    let cycle = 8_760.0 / rate + mean_hours;
    let variance_of_length = square_hours - mean_hours * mean_hours;
    let excess = online * online * variance_of_length
        + (1.0 - online) * (1.0 - online) * (8_760.0 / rate) * (8_760.0 / rate);
    let sd = (8_760.0 / cycle * excess).sqrt() / 24.0;
    Picture {
        title: "Outages: 60 a year online, median 6 hours".to_owned(),
        unit: "share of the day online".to_owned(),
        paths: sample.paths.into_iter().take(2).collect(),
        sample_unit: "days offline in a year; normal by renewal theory".to_owned(),
        sample: sample.sums.iter().map(|online| 365.0 - online).collect(),
        range: around(mean, sd),
        density: Some(laws::normal(mean, sd)),
        logarithmic: false,
    }
}

fn resale() -> Picture {
    let law = "rig.resale.decline={ decline = 0.35, volatility = 0.25, demand_loading = 0 }";
    let sample = rental(731, &[law], |view| &view.market.resale, &[730]);
    let (mean, sd) = (-0.7, 0.25 * 2.0_f64.sqrt());
    Picture {
        title: "Resale value: decline 0.35 a year, volatility 0.25".to_owned(),
        unit: "value / today's".to_owned(),
        paths: sample.paths,
        sample_unit: "ln of the value after two years: normal".to_owned(),
        sample: logarithms(&sample.days[0]),
        range: around(mean, sd),
        density: Some(laws::normal(mean, sd)),
        logarithmic: false,
    }
}
