//! A small summary that the tests of the reports share.

use crate::stats::Interval;
use crate::summary::{
    BandPoint, Comparison, DayEstimate, DayProbability, Estimate, Estimator, HistogramBin, Kind,
    PercentileRow, RankBy, Row, Spread, Summary, Unit,
};

/// A figure with its interval.
pub fn estimate(value: f64, low: f64, high: f64) -> Estimate {
    Estimate {
        value,
        interval: Interval { low, high },
    }
}

/// A rental venue that pays, a coin that does not, an add-on and a baseline.
pub fn example() -> Summary {
    Summary {
        title: "An example".to_owned(),
        runs: 1_000_000,
        runs_requested: 1_000_000,
        horizon_days: 730,
        rows: vec![rental(), mining(), add_on(), baseline("sell the rig today")],
        comparisons: vec![
            comparison("io-net", "kaspa", estimate(0.98, 0.9795, 0.9805), 2722.75),
            comparison("kaspa", "io-net", estimate(0.02, 0.0195, 0.0205), -2722.75),
        ],
        currency: "USD".to_owned(),
        ranked_by: RankBy::Mean,
        estimator: Estimator::Plain,
        notes: vec!["kaspa: an article quotes 1.05 USD a day, arithmetic gives 0.08".to_owned()],
        exits: Vec::new(),
        unknowns: Vec::new(),
        central: None,
        claims: Vec::new(),
        convergence: Vec::new(),
    }
}

/// A venue that pays its outlay back.
pub fn rental() -> Row {
    let day = |percentile, value, low, high| PercentileRow {
        metric: "break_even_day",
        unit: Unit::Day,
        percentile,
        value,
        low,
        high,
    };
    Row {
        name: "io-net".to_owned(),
        kind: Kind::Rental,
        outlay: 2000.0,
        net_income: spread(2310.5, 400.25, 0.40025),
        profit: spread(1110.5, 450.0, 0.45),
        break_even: Some(estimate(0.931, 0.9305, 0.9315)),
        break_even_with_resale: Some(estimate(0.97, 0.9695, 0.9705)),
        profitable: estimate(0.95, 0.9495, 0.9505),
        median_break_even_day: Some(DayEstimate {
            day: Some(512),
            low: Some(511),
            high: Some(513),
        }),
        value_at_risk: estimate(-12.5, -13.0, -12.0),
        expected_shortfall: 20.25,
        expected_shortfall_error: Some(0.5),
        drawdown_median: 31.5,
        cash_need_median: estimate(2000.0, 1999.0, 2001.0),
        net_income_per_hour: None,
        after_tax: None,
        internal_rate: None,
        ignorance: None,
        effective_runs: None,
        best: Some(estimate(0.713, 0.712, 0.714)),
        rank: Some(1),
        percentiles: vec![
            net_income(5.0, 1650.5, 1649.0, 1652.0),
            net_income(50.0, 2305.75, 2304.5, 2307.0),
            net_income(95.0, 3010.0, 3008.5, 3011.5),
            day(50.0, Some(512.0), Some(511.0), Some(513.0)),
            day(95.0, None, Some(728.0), None),
        ],
        break_even_by_day: vec![
            DayProbability {
                day: 1,
                probability: estimate(-0.0, 0.0, 3.8e-6),
            },
            DayProbability {
                day: 730,
                probability: estimate(0.931, 0.9305, 0.9315),
            },
        ],
        bands: vec![
            BandPoint {
                day: 16,
                percentile: 2.5,
                value: estimate(30.5, 30.0, 31.0),
            },
            BandPoint {
                day: 16,
                percentile: 50.0,
                value: estimate(50.0, 49.5, 50.5),
            },
        ],
        histogram: vec![bin(-100.0, 0.0, 50_000), bin(0.0, 100.0, 950_000)],
    }
}

/// A venue that hardly ever pays its outlay back.
pub fn mining() -> Row {
    Row {
        name: "kaspa".to_owned(),
        kind: Kind::Mining,
        net_income: spread(-412.25, 400.25, 0.40025),
        profit: spread(-1612.25, 450.0, 0.45),
        break_even: Some(estimate(0.0005, 0.0004, 0.0006)),
        break_even_with_resale: Some(estimate(0.02, 0.0195, 0.0205)),
        profitable: estimate(0.01, 0.0095, 0.0105),
        median_break_even_day: Some(DayEstimate {
            day: None,
            low: None,
            high: None,
        }),
        value_at_risk: estimate(1700.0, 1690.0, 1710.0),
        expected_shortfall: 1800.0,
        drawdown_median: 420.0,
        best: Some(estimate(0.002, 0.0019, 0.0021)),
        rank: Some(3),
        percentiles: vec![
            net_income(5.0, -800.0, -801.0, -799.0),
            net_income(50.0, -420.0, -421.0, -419.0),
            net_income(95.0, 60.5, 60.0, 61.0),
        ],
        break_even_by_day: vec![DayProbability {
            day: 730,
            probability: estimate(0.0005, 0.0004, 0.0006),
        }],
        bands: Vec::new(),
        histogram: Vec::new(),
        ..rental()
    }
}

/// Income beside any venue, without an outlay.
pub fn add_on() -> Row {
    Row {
        name: "grass".to_owned(),
        kind: Kind::AddOn,
        outlay: 0.0,
        net_income: spread(96.0, 12.0, 0.012),
        profit: spread(96.0, 12.0, 0.012),
        break_even: None,
        break_even_with_resale: None,
        profitable: estimate(1.0, 0.999_996, 1.0),
        median_break_even_day: None,
        value_at_risk: estimate(-76.0, -76.1, -75.9),
        expected_shortfall: -71.0,
        expected_shortfall_error: Some(0.1),
        drawdown_median: 0.0,
        cash_need_median: estimate(0.0, 0.0, 0.0),
        net_income_per_hour: None,
        after_tax: None,
        internal_rate: None,
        ignorance: None,
        effective_runs: None,
        best: None,
        rank: None,
        percentiles: vec![
            net_income(5.0, 76.0, 75.9, 76.1),
            net_income(50.0, 95.5, 95.4, 95.6),
            net_income(95.0, 117.0, 116.9, 117.1),
        ],
        break_even_by_day: Vec::new(),
        bands: Vec::new(),
        histogram: Vec::new(),
    }
}

/// A baseline at which nothing ever happens.
pub fn baseline(name: &str) -> Row {
    Row {
        name: name.to_owned(),
        kind: Kind::Baseline,
        net_income: spread(0.0, 0.0, 0.0),
        profit: spread(-0.0, 0.0, 0.0),
        value_at_risk: estimate(-0.0, 0.0, 0.0),
        expected_shortfall: 0.0,
        expected_shortfall_error: Some(0.0),
        best: Some(estimate(0.285, 0.284, 0.286)),
        rank: Some(2),
        percentiles: [5.0, 50.0, 95.0]
            .map(|percentile| net_income(percentile, 0.0, 0.0, 0.0))
            .to_vec(),
        ..add_on()
    }
}

fn spread(mean: f64, standard_deviation: f64, standard_error: f64) -> Spread {
    Spread {
        mean,
        standard_deviation: Some(standard_deviation),
        standard_error: Some(standard_error),
    }
}

fn net_income(percentile: f64, value: f64, low: f64, high: f64) -> PercentileRow {
    PercentileRow {
        metric: "net_income",
        unit: Unit::Money,
        percentile,
        value: Some(value),
        low: Some(low),
        high: Some(high),
    }
}

fn bin(low: f64, high: f64, count: u64) -> HistogramBin {
    HistogramBin {
        metric: "profit",
        low,
        high,
        count,
    }
}

fn comparison(name: &str, other: &str, beats: Estimate, mean_difference: f64) -> Comparison {
    Comparison {
        name: name.to_owned(),
        other: other.to_owned(),
        beats,
        mean_difference,
        standard_error: Some(0.6),
    }
}
