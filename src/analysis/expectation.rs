//! What arithmetic alone says: the expected first day of every venue, and what the chosen
//! drifts mean. It is what a calculator would answer, and what the simulation must agree with
//! where nothing is random.

use crate::models::currency::{Currency, CurrencyRate};
use crate::models::hashrate::HashrateModel;
use crate::models::price::{Approximate, PriceModel};
use crate::models::unknown::{Quantile, UnknownLaw};
use crate::plan::{ComponentPlan, Factor, Hours, LoanPlan, Plan, Treasury, VenuePlan};
use crate::scenario::Scenario;
use crate::scenario::text::Name;
use crate::scenario::unknowns::Parameter;

/// Hours in a day.
const HOURS: f64 = 24.0;

/// The expected first day of one venue, everything up; money a day in the owner's currency.
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
    /// Fixed costs of the site: internet, hosting, insurance, labour.
    pub other: f64,
    /// What remains.
    pub net: f64,
    /// Money laid out on the first day.
    pub outlay: f64,
    /// Outlay over net; `None` if it never pays back, or there is nothing to pay back.
    pub payback_days: Option<f64>,
}

/// What a loan costs, in the owner's currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoanTerms {
    /// What is lent.
    pub amount: f64,
    /// Its share of the rig's outlay.
    pub share: f64,
    /// Nominal interest a year.
    pub rate: f64,
    /// Number of payments.
    pub months: u32,
    /// Each payment.
    pub payment: f64,
    /// Interest over the whole term.
    pub total_interest: f64,
    /// Interest over the horizon.
    pub interest_in_horizon: f64,
    /// What is still owed when the horizon ends, and repaid then.
    pub left: f64,
}

/// What a plan's loan costs.
pub fn loan(plan: &Plan, loan: &LoanPlan) -> LoanTerms {
    LoanTerms {
        amount: loan.amount(),
        share: loan.amount() / plan.rig_outlay,
        rate: loan.annuity.yearly_rate(),
        months: loan.annuity.months,
        payment: loan.annuity.payment(),
        total_interest: loan.annuity.total_interest(),
        interest_in_horizon: loan.interest_paid(),
        left: loan.left,
    }
}

/// What the drift of a token's price means.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenDrift {
    /// The token, or the owner's currency.
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

/// The expected first day of every venue that is none of a strategy's making.
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
    let venues = plan.venues.iter().enumerate();
    let alone = venues.filter(|(_, venue)| venue.strategy.is_none());
    alone.map(with_add_ons).collect()
}

fn first_day(plan: &Plan, venue: &VenuePlan) -> VenueExpectation {
    let Workday {
        online,
        rented,
        rented_usd_per_kw,
    } = Workday::new(plan, venue);
    let available = online - rented;
    let (mut gross, mut fees) = (0.0, 0.0);
    for component in &venue.components {
        let hours = match component.hours {
            Hours::Rented => rented,
            Hours::Available => available,
            Hours::Uptime => online,
            Hours::Host => HOURS,
        };
        let income = hours * f64::from(component.usd_per_hour[0]) * unknown_factor(plan, component);
        let sale = match component.treasury {
            Treasury::SellDaily { cost } => f64::from(cost),
            Treasury::Cash | Treasury::Keep { .. } => 0.0,
        };
        gross += income;
        fees += income * (1.0 - (1.0 - f64::from(component.fee)) * (1.0 - sale));
    }
    let units = (plan.currency.as_ref()).map_or(1.0, |currency| currency.units_per_usd);
    let (today, kw) = (venue.day(plan, 0), &venue.power);
    let price = f64::from(today.usd_per_kwh);
    let host_hours = f64::from(today.open_hours);
    let energy = rented_usd_per_kw * f64::from(kw.rented_kw)
        + (price * online - rented_usd_per_kw) * f64::from(kw.available_kw)
        + price * host_hours * f64::from(kw.host_kw);
    let random = plan.market.electricity.as_ref();
    let factor = random.map_or(1.0, |electricity| electricity.on_the_first_day());
    let level = (plan.market).mean_over(plan.market.electricity_tilt.level, |value| value);
    let power = energy * factor * level + f64::from(kw.demand_usd_per_day);
    let other = f64::from(venue.fixed_usd_per_day);
    let net = gross - fees - power - other;
    VenueExpectation {
        name: venue.name.clone(),
        gross: units * gross,
        fees: units * fees,
        power: units * power,
        other: units * other,
        net: units * net,
        outlay: venue.outlay,
        payback_days: None,
    }
}

/// What unknown levels make of a component's pay on average.
fn unknown_factor(plan: &Plan, component: &ComponentPlan) -> f64 {
    let market = &plan.market;
    let of = |factor: &Factor| match *factor {
        Factor::Rate(network) => market.mean_over(market.rates[network].tilt.level, |value| value),
        Factor::Pay(chain) => {
            market.mean_over(market.chains[chain].tilt.level, |value| 1.0 / value)
        }
        _ => 1.0,
    };
    component
        .factors
        .iter()
        .fold(1.0, |product, factor| product * of(factor))
}

/// Hours of all cards on the first day.
struct Workday {
    /// Online.
    online: f64,
    /// With work.
    rented: f64,
    /// What a kilowatt costs that is drawn by the cards at work.
    rented_usd_per_kw: f64,
}

impl Workday {
    fn new(plan: &Plan, venue: &VenuePlan) -> Self {
        let today = venue.day(plan, 0);
        let online = f64::from(today.open_hours) * venue.cards;
        let rentable = f64::from(venue.rentable);
        let (rented, usd) = match (&venue.profile, venue.hours(plan, 0)) {
            (Some(weights), Some(hours)) => {
                let mut sums = (0.0, 0.0);
                for (hour, weight) in weights.iter().enumerate() {
                    let share = (HOURS * f64::from(*weight) * venue.mean_utilization).min(1.0);
                    let working = share * venue.cards;
                    sums.0 += f64::from(hours.open[hour]) * working;
                    sums.1 += f64::from(hours.usd_per_kwh[hour]) * working;
                }
                sums
            }
            _ => {
                let rented = online * venue.mean_utilization;
                (rented, rented * f64::from(today.usd_per_kwh))
            }
        };
        Self {
            online,
            rented: rented * rentable,
            rented_usd_per_kw: usd * rentable,
        }
    }
}

/// The drifts of the tokens whose price matters to a venue, and of the owner's currency.
pub fn drifts(scenario: &Scenario, plan: &Plan) -> Vec<TokenDrift> {
    // The last day's price is the state after horizon − 1 steps; drifts of a single day are a
    // step's.
    let steps = plan.horizon - 1;
    let a_step = steps.max(1);
    let years = a_step as f64 * crate::models::YEAR_PER_DAY;
    let sampled = plan.market.tokens.iter().filter_map(|token| {
        let mut tokens = scenario.tokens.iter();
        let (name, parameters) = tokens.find(|(name, _)| name.as_str() == token.name)?;
        let returns = history(scenario, name, &parameters.price);
        Some((name.as_str(), parameters.price.outlook(a_step, returns)?))
    });
    let currency = match &scenario.site.currency {
        Some(Currency {
            code,
            rate: CurrencyRate::Gbm(gbm),
            ..
        }) => (PriceModel::Gbm(gbm.clone()).outlook(a_step, None))
            .map(|outlook| (code.as_str(), outlook)),
        _ => None,
    };
    let at_end = |logarithm: f64| crate::elementary::exp(logarithm * steps as f64 / a_step as f64);
    sampled
        .chain(currency)
        .map(|(name, outlook)| TokenDrift {
            token: name.to_owned(),
            volatility: outlook.volatility,
            drift: outlook.log_of_mean / years,
            log_drift: outlook.mean_of_log / years,
            mean_at_end: at_end(outlook.log_of_mean),
            log_mean_at_end: at_end(outlook.mean_of_log),
            is_median: outlook.is_median,
            approximate: outlook.approximate,
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

/// Where an unknown parameter lies.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownRange {
    /// Its name in the scenario.
    pub name: String,
    /// What the scenario states for it.
    pub stated: f64,
    /// The 5 % quantile of its law.
    pub low: f64,
    /// The median: the central value.
    pub median: f64,
    /// The 95 % quantile.
    pub high: f64,
}

/// Where the unknown parameters lie.
pub fn unknowns(scenario: &Scenario) -> Vec<UnknownRange> {
    let range = |(name, law): (&Name, &UnknownLaw)| {
        let law = Quantile::new(law);
        let stated = Parameter::parse(name.as_str())?.stated(scenario).ok()?;
        Some(UnknownRange {
            name: name.as_str().to_owned(),
            stated,
            low: law.at(0.05),
            median: law.median(),
            high: law.at(0.95),
        })
    };
    scenario.unknowns.iter().filter_map(range).collect()
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
