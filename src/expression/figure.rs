//! The figures that a run has of each venue, by the names that conditions give them: those of
//! `summary.csv` and `percentiles.csv` without the currency.

/// A figure of one row of the results.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// Money laid out on the first day.
    Outlay,
    /// Mean net income over the horizon.
    NetIncomeMean,
    /// Its standard deviation over the runs.
    NetIncomeSd,
    /// Mean net income over the horizon by its days.
    MeanDailyNet,
    /// Mean profit.
    ProfitMean,
    /// Its standard deviation over the runs.
    ProfitSd,
    /// Probability of break-even, ever.
    BreakEven,
    /// Probability of break-even with resale.
    BreakEvenWithResale,
    /// Probability of a profit at the end.
    Profitable,
    /// Median break-even day.
    MedianBreakEvenDay,
    /// Value at risk 5 % of profit.
    ValueAtRisk,
    /// Expected shortfall 5 % of profit.
    ExpectedShortfall,
    /// Median of the drawdown.
    DrawdownMedian,
    /// Median of the cash need.
    CashNeedMedian,
    /// Probability of being the best of all rivals.
    Best,
    /// Place among the rivals.
    Rank,
    /// Mean net income by hour of labour.
    NetIncomePerLabourHour,
    /// Mean of the taxes.
    TaxMean,
    /// Mean profit after taxes.
    ProfitAfterTaxMean,
    /// Probability of a profit at the end after taxes.
    ProfitableAfterTax,
    /// Share of the variance of profit that is ignorance.
    IgnoranceShare,
    /// Probability of break-even by a day.
    BreakEvenBy(u32),
    /// A percentile, 0 to 100, of one of [`METRICS`] by its place there.
    Percentile(usize, f64),
    /// Probability of a larger profit than another row's, by its place among the rows.
    Beats(usize),
    /// Mean difference of the profits of two rows on the same futures.
    Minus(usize),
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share of 1.
    Share,
    /// Money, in the currency of the results.
    Money,
    /// Days.
    Days,
    /// A mere number.
    Number,
}

/// Which rows have a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Every row.
    Nothing,
    /// Venues and add-ons.
    Earning,
    /// Venues and baselines.
    Rival,
    /// Every row where the owner's hours are stated.
    Labour,
    /// Every row where taxes are stated.
    Tax,
    /// Every row where something is unknown.
    Unknowns,
}

/// A figure with its name and meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Named {
    /// Its name.
    pub name: &'static str,
    /// The figure.
    pub figure: Figure,
    /// Which rows have it.
    pub needs: Needs,
    /// What it means, in a line.
    pub meaning: &'static str,
}

const fn named(name: &'static str, figure: Figure, needs: Needs, meaning: &'static str) -> Named {
    Named {
        name,
        figure,
        needs,
        meaning,
    }
}

/// The figures with a name of their own.
pub const FIGURES: [Named; 21] = [
    named(
        "p_break_even",
        Figure::BreakEven,
        Needs::Earning,
        "probability of break-even within the horizon",
    ),
    named(
        "p_break_even_with_resale",
        Figure::BreakEvenWithResale,
        Needs::Earning,
        "the same, the rig's resale counted",
    ),
    named(
        "p_profit",
        Figure::Profitable,
        Needs::Nothing,
        "probability of a profit at the end",
    ),
    named(
        "p_best",
        Figure::Best,
        Needs::Rival,
        "probability of the largest profit of all",
    ),
    named(
        "median_break_even_day",
        Figure::MedianBreakEvenDay,
        Needs::Earning,
        "day by which half of the futures break even; never: larger than any number",
    ),
    named(
        "mean_daily_net",
        Figure::MeanDailyNet,
        Needs::Nothing,
        "mean net income a day",
    ),
    named(
        "net_income_mean",
        Figure::NetIncomeMean,
        Needs::Nothing,
        "mean net income over the horizon",
    ),
    named(
        "net_income_sd",
        Figure::NetIncomeSd,
        Needs::Nothing,
        "its standard deviation (error not known)",
    ),
    named(
        "profit_mean",
        Figure::ProfitMean,
        Needs::Nothing,
        "mean profit: outlay and resale counted",
    ),
    named(
        "profit_sd",
        Figure::ProfitSd,
        Needs::Nothing,
        "its standard deviation (error not known)",
    ),
    named(
        "value_at_risk_5",
        Figure::ValueAtRisk,
        Needs::Nothing,
        "loss that 5 % of the futures exceed",
    ),
    named(
        "expected_shortfall_5",
        Figure::ExpectedShortfall,
        Needs::Nothing,
        "mean loss of the worst 5 % of the futures",
    ),
    named(
        "drawdown_median",
        Figure::DrawdownMedian,
        Needs::Nothing,
        "median of the largest fall of cumulative net income",
    ),
    named(
        "cash_need_median",
        Figure::CashNeedMedian,
        Needs::Nothing,
        "median of the largest sum laid out before it comes back",
    ),
    named(
        "outlay",
        Figure::Outlay,
        Needs::Nothing,
        "money laid out on the first day",
    ),
    named(
        "rank",
        Figure::Rank,
        Needs::Rival,
        "place among the rivals, 1 the best",
    ),
    named(
        "net_income_per_labour_hour_mean",
        Figure::NetIncomePerLabourHour,
        Needs::Labour,
        "mean net income for each hour of work",
    ),
    named(
        "tax_mean",
        Figure::TaxMean,
        Needs::Tax,
        "mean of the taxes over the horizon",
    ),
    named(
        "profit_after_tax_mean",
        Figure::ProfitAfterTaxMean,
        Needs::Tax,
        "mean profit less taxes",
    ),
    named(
        "p_profit_after_tax",
        Figure::ProfitableAfterTax,
        Needs::Tax,
        "probability of a profit after taxes",
    ),
    named(
        "ignorance_share",
        Figure::IgnoranceShare,
        Needs::Unknowns,
        "share of the variance of profit that is ignorance",
    ),
];

/// What has percentiles, such as `net_income.p5`, which rows have it, and its unit.
pub const METRICS: [(&str, Needs, Unit); 10] = [
    ("net_income", Needs::Nothing, Unit::Money),
    ("profit", Needs::Nothing, Unit::Money),
    ("npv", Needs::Earning, Unit::Money),
    ("token_gain", Needs::Earning, Unit::Money),
    ("drawdown", Needs::Earning, Unit::Money),
    ("cash_need", Needs::Earning, Unit::Money),
    ("tax", Needs::Tax, Unit::Money),
    ("profit_after_tax", Needs::Tax, Unit::Money),
    ("break_even_day", Needs::Earning, Unit::Days),
    ("break_even_with_resale_day", Needs::Earning, Unit::Days),
];

/// Figures with a part that the user chooses, and what they mean.
pub const FORMS: [(&str, &str); 4] = [
    (
        "METRIC.pN",
        "percentile N, such as net_income.p5 or profit.p2.5, of net_income, profit, npv, token_gain, drawdown, cash_need, tax, profit_after_tax, break_even_day, break_even_with_resale_day",
    ),
    ("p_break_even_by.DAY", "probability of break-even by a day"),
    (
        "beats.OTHER",
        "probability of a larger profit than another venue's or baseline's on the same future",
    ),
    (
        "minus.OTHER",
        "mean difference of the two profits, with the error of pairs",
    ),
];

impl Figure {
    /// What it counts.
    pub fn unit(self) -> Unit {
        match self {
            Self::BreakEven
            | Self::BreakEvenWithResale
            | Self::Profitable
            | Self::Best
            | Self::ProfitableAfterTax
            | Self::IgnoranceShare
            | Self::BreakEvenBy(_)
            | Self::Beats(_) => Unit::Share,
            Self::MedianBreakEvenDay => Unit::Days,
            Self::Percentile(metric, _) => METRICS.get(metric).map_or(Unit::Number, |one| one.2),
            Self::Rank => Unit::Number,
            _ => Unit::Money,
        }
    }
}
