//! Which parameters can be unknown: their names in `[unknowns]` and their ranges.

use super::Scenario;
use super::quantity::YearlyRate;
use crate::models::hashrate::HashrateModel;
use crate::models::lifetime::LifetimeModel;
use crate::models::resale::ResaleModel;
use crate::models::utilization::UtilizationModel;

/// A parameter that can have a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// `networks.N.utilization`: the mean utilization.
    Utilization(String),
    /// `networks.utilization_odds`: what the odds U/(1 − U) of all networks are multiplied by.
    UtilizationOdds,
    /// `networks.N.rate_multiple`: the level of the hourly rate over today's quote.
    RateMultiple(String),
    /// `networks.N.rate_growth`: logarithmic growth of the hourly rate a year.
    RateGrowth(String),
    /// `networks.N.hashrate_multiple`: the chain's hashrate over the stated one.
    HashrateMultiple(String),
    /// `networks.N.hashrate_growth`: logarithmic trend of the hashrate a year.
    HashrateGrowth(String),
    /// `tokens.T.drift`: drift of the price's mean a year.
    Drift(String),
    /// `tokens.T.log_drift`: drift of the price's median a year.
    LogDrift(String),
    /// `rig.failure_rate_multiple`: the hazard of the cards over the stated one.
    FailureRateMultiple,
    /// `rig.resale_decline`: logarithmic decline of the resale value a year.
    ResaleDecline,
    /// `site.electricity_multiple`: the price of power over the tariff.
    ElectricityMultiple,
    /// `site.electricity_growth`: logarithmic growth of the price of power a year, on top of the
    /// tariff's own.
    ElectricityGrowth,
}

/// The last word of a parameter's name, and the parameter of a network or token.
type Word = (&'static str, fn(String) -> Parameter);

const OF_NETWORKS: [Word; 5] = [
    ("utilization", Parameter::Utilization),
    ("rate_multiple", Parameter::RateMultiple),
    ("rate_growth", Parameter::RateGrowth),
    ("hashrate_multiple", Parameter::HashrateMultiple),
    ("hashrate_growth", Parameter::HashrateGrowth),
];
const OF_TOKENS: [Word; 2] = [
    ("drift", Parameter::Drift),
    ("log_drift", Parameter::LogDrift),
];
const OWN: [(&str, Parameter); 5] = [
    ("networks.utilization_odds", Parameter::UtilizationOdds),
    ("rig.failure_rate_multiple", Parameter::FailureRateMultiple),
    ("rig.resale_decline", Parameter::ResaleDecline),
    ("site.electricity_multiple", Parameter::ElectricityMultiple),
    ("site.electricity_growth", Parameter::ElectricityGrowth),
];

impl Parameter {
    /// Reads a name such as `networks.io.net.utilization`.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some((_, parameter)) = OWN.iter().find(|(own, _)| *own == name) {
            return Some(parameter.clone());
        }
        let (table, rest) = name.split_once('.')?;
        let (of, word) = rest.rsplit_once('.')?;
        let make = |list: &[Word]| {
            let (_, make) = list.iter().find(|(known, _)| *known == word)?;
            Some(make(of.to_owned()))
        };
        match table {
            "networks" => make(&OF_NETWORKS),
            "tokens" => make(&OF_TOKENS),
            _ => None,
        }
    }

    /// Every name that means something in a scenario.
    pub fn names(scenario: &Scenario) -> Vec<String> {
        let networks = scenario
            .networks
            .keys()
            .flat_map(|network| OF_NETWORKS.map(|(word, _)| format!("networks.{network}.{word}")));
        let tokens = scenario
            .tokens
            .keys()
            .flat_map(|token| OF_TOKENS.map(|(word, _)| format!("tokens.{token}.{word}")));
        let own = OWN.iter().map(|(name, _)| (*name).to_owned());
        let names = networks.chain(tokens).chain(own);
        names
            .filter(|name| {
                Self::parse(name).is_some_and(|parameter| parameter.stated(scenario).is_ok())
            })
            .collect()
    }

    /// Least and greatest value, and the same in words.
    pub const fn range(&self) -> (f64, f64, &'static str) {
        match self {
            Self::Utilization(_) => (0.000_001, 0.999_999, "a share of the hours inside (0, 1)"),
            Self::UtilizationOdds => (0.01, 100.0, "a multiple between 0.01 and 100"),
            Self::FailureRateMultiple => (0.001, 100.0, "a multiple between 0.001 and 100"),
            Self::RateMultiple(_) | Self::HashrateMultiple(_) | Self::ElectricityMultiple => {
                (0.001, 1_000.0, "a multiple between 0.001 and 1000")
            }
            Self::RateGrowth(_)
            | Self::HashrateGrowth(_)
            | Self::Drift(_)
            | Self::LogDrift(_)
            | Self::ResaleDecline
            | Self::ElectricityGrowth => (-10.0, 10.0, "between -10 and 10 a year"),
        }
    }

    /// The value that the scenario states for the parameter, which the law replaces.
    ///
    /// # Errors
    /// What the scenario has instead of a model with this parameter.
    pub fn stated(&self, scenario: &Scenario) -> Result<f64, String> {
        let network = |name: &str| {
            let network = scenario.networks.get(name);
            network.ok_or_else(|| format!("no venue is on a network `{name}`"))
        };
        let chain = |name: &str| {
            let chain = network(name)?.chain.as_ref();
            chain.ok_or_else(|| format!("`{name}` has no chain"))
        };
        match self {
            Self::Utilization(name) => match &network(name)?.utilization {
                Some(UtilizationModel::Constant { level }) => Ok(level.get()),
                Some(UtilizationModel::LogitOu(model)) => Ok(model.mean.get()),
                Some(_) => Err(format!(
                    "only a `constant` or `logit_ou` utilization can be, and `{name}` has another model"
                )),
                None => Err(format!("`{name}` has no utilization")),
            },
            Self::UtilizationOdds => {
                let moves = |model: &UtilizationModel| {
                    matches!(
                        model,
                        UtilizationModel::Constant { .. } | UtilizationModel::LogitOu(_)
                    )
                };
                let mut networks = scenario.networks.values();
                if networks.any(|network| network.utilization.as_ref().is_some_and(moves)) {
                    Ok(1.0)
                } else {
                    Err("no network has a `constant` or `logit_ou` utilization".to_owned())
                }
            }
            Self::RateMultiple(name) | Self::RateGrowth(name) => {
                let rate = network(name)?.rate.as_ref();
                let rate = rate.ok_or_else(|| format!("`{name}` has no hourly rate"))?;
                match self {
                    Self::RateGrowth(_) => Ok(rate.growth()),
                    _ => Ok(1.0),
                }
            }
            Self::HashrateMultiple(name) => chain(name).map(|_| 1.0),
            Self::HashrateGrowth(name) => match &chain(name)?.hashrate {
                HashrateModel::Response(response) => Ok(response.growth.get()),
                HashrateModel::History(history) => Ok(history.growth.get()),
                _ => Err(format!("the hashrate of `{name}` has no growth")),
            },
            Self::Drift(name) | Self::LogDrift(name) => {
                let token = scenario.tokens.get(name.as_str());
                let token = token.ok_or_else(|| format!("there is no token `{name}`"))?;
                let (form, other) = match self {
                    Self::Drift(_) => ("drift", "log_drift"),
                    _ => ("log_drift", "drift"),
                };
                match token.price.drifts().as_slice() {
                    [] => Err(format!("the price of `{name}` is constant")),
                    [(_, drift, log_drift)] => {
                        let stated = if form == "drift" { drift } else { log_drift };
                        stated.map(YearlyRate::get).ok_or_else(|| {
                            format!("its price states `{other}`: write `tokens.{name}.{other}`")
                        })
                    }
                    _ => Err(format!("each regime of `{name}` has a drift of its own")),
                }
            }
            Self::FailureRateMultiple => match scenario.rig.lifetime {
                LifetimeModel::Unfailing {} => Err("the cards never fail".to_owned()),
                _ => Ok(1.0),
            },
            Self::ResaleDecline => match &scenario.rig.resale {
                ResaleModel::Constant {} => Err("the resale value is constant".to_owned()),
                ResaleModel::Decline(model) => Ok(model.decline.get()),
            },
            Self::ElectricityMultiple => Ok(1.0),
            Self::ElectricityGrowth => Ok(0.0),
        }
    }
}
