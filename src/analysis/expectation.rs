//! What arithmetic alone says: the expected first day of every venue, and what the chosen
//! drifts mean. It is what a calculator would answer, and what the simulation must agree with
//! where nothing is random.

use crate::models::hashrate::HashrateModel;
use crate::models::price::{Approximate, PriceModel};
use crate::plan::{Hours, Plan, Treasury, VenuePlan};
use crate::scenario::Scenario;
use crate::scenario::text::Name;

/// Hours in a day.
const HOURS: f64 = 24.0;

/// The expected first day of one venue, everything up; money in USD a day.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueExpectation {
    /// The venue.
    pub name: String,
    /// Gross income.
    pub gross: f64,
    /// Fees of platform, pool and sale.
    pub fees: f64,
    /// Power.
    pub power: f64,
    /// Fixed costs of the site.
    pub other: f64,
    /// What remains.
    pub net: f64,
    /// Money laid out on the first day in USD.
    pub outlay: f64,
    /// Outlay over net; `None` if it never pays back, or there is nothing to pay back.
    pub payback_days: Option<f64>,
}

/// What the drift of a token's price means.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenDrift {
    /// The token.
    pub token: String,
    /// Volatility a year, jumps included.
    pub volatility: f64,
    /// Arithmetic drift a year: of the mean.
    pub drift: f64,
    /// Logarithmic drift a year: of the mean of the logarithm.
    pub log_drift: f64,
    /// Mean of the last day's price over the first day's.
    pub mean_at_end: f64,
    /// Exponential of the mean of the logarithm of the same.
    pub log_mean_at_end: f64,
    /// Whether the latter is the median.
    pub is_median: bool,
    /// Which drift has no closed form and is that of the mean variance.
    pub approximate: Option<Approximate>,
}

/// How a chain's hashrate answers its coin's price.
#[derive(Debug, Clone, PartialEq)]
pub struct HashrateAnswer {
    /// The coin.
    pub coin: String,
    /// Elasticity of the hashrate to the price over 12 weeks.
    pub elasticity_12_weeks: f64,
    /// Speed of the answer times its lag: above 1/e it oscillates.
    pub speed_times_lag: f64,
}

/// The expected first day of every venue.
pub fn venues(plan: &Plan) -> Vec<VenueExpectation> {
    let alone: Vec<_> = plan
        .venues
        .iter()
        .map(|venue| first_day(plan, venue))
        .collect();
    let with_add_ons = |(index, venue): (usize, &VenuePlan)| {
        let mut expected: VenueExpectation = alone[index].clone();
        for &add_on in &venue.add_ons {
            expected.gross += alone[add_on].gross;
            expected.fees += alone[add_on].fees;
            expected.net += alone[add_on].net;
        }
        let pays_back = expected.net > 0.0 && expected.outlay > 0.0;
        expected.payback_days = pays_back.then(|| expected.outlay / expected.net);
        expected
    };
    plan.venues.iter().enumerate().map(with_add_ons).collect()
}

fn first_day(plan: &Plan, venue: &VenuePlan) -> VenueExpectation {
    let online = HOURS * venue.cards;
    let rented = online * venue.mean_utilization;
    let available = online - rented;
    let (mut gross, mut fees) = (0.0, 0.0);
    for component in &venue.components {
        let hours = match component.hours {
            Hours::Rented => rented,
            Hours::Available => available,
            Hours::Uptime => online,
            Hours::Host => HOURS,
        };
        let income = hours * f64::from(component.usd_per_hour[0]);
        let sale = match component.treasury {
            Treasury::SellDaily { cost } => f64::from(cost),
            Treasury::Cash | Treasury::Keep { .. } => 0.0,
        };
        gross += income;
        fees += income * (1.0 - (1.0 - f64::from(component.fee)) * (1.0 - sale));
    }
    let kilowatt_hours = rented * f64::from(venue.power.rented_kw)
        + available * f64::from(venue.power.available_kw)
        + HOURS * f64::from(venue.power.host_kw);
    let power = kilowatt_hours * f64::from(plan.days[0].usd_per_kwh);
    let other = f64::from(venue.fixed_usd_per_day);
    let net = gross - fees - power - other;
    VenueExpectation {
        name: venue.name.clone(),
        gross,
        fees,
        power,
        other,
        net,
        outlay: venue.outlay,
        payback_days: None,
    }
}

/// The drifts of the tokens whose price matters to a venue.
pub fn drifts(scenario: &Scenario, plan: &Plan) -> Vec<TokenDrift> {
    // The last day's price is the state after horizon − 1 steps; drifts of a single day are a
    // step's.
    let steps = plan.horizon - 1;
    let years = |steps: usize| steps as f64 * crate::models::YEAR_PER_DAY;
    let sampled = plan.market.tokens.iter();
    sampled
        .filter_map(|token| {
            let (name, parameters) = scenario
                .tokens
                .iter()
                .find(|(name, _)| name.as_str() == token.name)?;
            let returns = history(scenario, name, &parameters.price);
            let a_step = steps.max(1);
            let outlook = parameters.price.outlook(a_step, returns)?;
            let at_end =
                |logarithm: f64| crate::elementary::exp(logarithm * steps as f64 / a_step as f64);
            Some(TokenDrift {
                token: name.as_str().to_owned(),
                volatility: outlook.volatility,
                drift: outlook.log_of_mean / years(a_step),
                log_drift: outlook.mean_of_log / years(a_step),
                mean_at_end: at_end(outlook.log_of_mean),
                log_mean_at_end: at_end(outlook.mean_of_log),
                is_median: outlook.is_median,
                approximate: outlook.approximate,
            })
        })
        .collect()
}

/// The log returns that a token replays, and the mean length of a block.
fn history<'a>(
    scenario: &'a Scenario,
    name: &'a Name,
    model: &'a PriceModel,
) -> Option<(&'a [f64], f64)> {
    let PriceModel::History(model) = model else {
        return None;
    };
    let history = scenario.history.as_ref()?;
    let column = model.column.as_deref().unwrap_or(name.as_str());
    Some((
        history.series.returns(column)?,
        history.mean_block_days.get(),
    ))
}

/// How the chains in use answer prices.
pub fn hashrates(scenario: &Scenario) -> Vec<HashrateAnswer> {
    let chains = scenario
        .networks
        .values()
        .filter_map(|network| network.chain.as_ref());
    chains
        .filter_map(|chain| match &chain.hashrate {
            HashrateModel::Constant {} | HashrateModel::History(_) => None,
            HashrateModel::Response(response) => Some(HashrateAnswer {
                coin: chain.coin.as_str().to_owned(),
                elasticity_12_weeks: response.elasticity_12_weeks(),
                speed_times_lag: response.speed_times_lag(),
            }),
        })
        .collect()
}
