//! Unknowns: a parameter that there is, and a law that it can have.

use super::Checker;
use crate::models::unknown::UnknownLaw;
use crate::models::utilization::UtilizationModel;
use crate::scenario::key_path::KeyPath;
use crate::scenario::suggest;
use crate::scenario::text::Name;
use crate::scenario::unknowns::Parameter;

/// More values than a person states.
const MOST_VALUES: usize = 64;

/// The least probability that a law may have between its cuts.
const LEAST_MASS: f64 = 1e-6;

impl Checker<'_> {
    pub(super) fn unknowns(&mut self) {
        let scenario = self.scenario;
        for (name, law) in &scenario.unknowns {
            let path = ["unknowns", name.as_str()];
            let Some(parameter) = Parameter::parse(name.as_str()) else {
                let known = Parameter::names(scenario);
                let help = suggest::instead(name.as_str(), known.iter().map(String::as_str));
                self.tell(&path, format!("`{name}` cannot be unknown"), help);
                continue;
            };
            match parameter.stated(scenario) {
                Err(reason) => self.tell(
                    &path,
                    format!("`{name}` cannot be unknown: {reason}"),
                    "remove the line, or give the scenario what it is about",
                ),
                Ok(_) => {
                    self.law(name, &parameter, law);
                    if parameter == Parameter::UtilizationOdds {
                        self.unmoved(name);
                    }
                }
            }
        }
    }

    /// Networks whose utilization the shared odds do not move.
    fn unmoved(&mut self, name: &Name) {
        for (network, model) in &self.scenario.networks {
            let other = match &model.utilization {
                Some(UtilizationModel::Jobs(_)) => "jobs",
                Some(UtilizationModel::Jacobi(_)) => "jacobi",
                _ => continue,
            };
            let path = KeyPath::of(&["unknowns", name.as_str()]);
            let message = format!("the odds leave `{network}` as it is: its model is `{other}`");
            let help = "they move `constant` and `logit_ou` utilizations";
            let note = self.problem_at(&path, message).help(help);
            self.notes.push(note);
        }
    }

    fn law(&mut self, name: &Name, parameter: &Parameter, law: &UnknownLaw) {
        if let Some((message, help)) = self.disorder(law) {
            self.tell(&["unknowns", name.as_str()], message, help);
            return;
        }
        let (low, high, words) = parameter.range();
        let (least, most) = law.support();
        if least < low || most > high {
            let end = |value: f64| match value {
                f64::INFINITY => "infinity".to_owned(),
                f64::NEG_INFINITY => "-infinity".to_owned(),
                finite => format!("{finite}"),
            };
            let message = format!(
                "`{name}` is {words}, and the law reaches from {} to {}",
                end(least),
                end(most)
            );
            let help = match law {
                UnknownLaw::Normal(_) | UnknownLaw::Lognormal(_) => {
                    "cut it off with `least = …` and `most = …`"
                }
                _ => "keep every value in that range",
            };
            self.tell(&["unknowns", name.as_str()], message, help);
        }
    }

    /// What makes a law none at all.
    fn disorder(&self, law: &UnknownLaw) -> Option<(String, &'static str)> {
        let ascending = |numbers: &[f64]| {
            let sorted = numbers.is_sorted() && numbers.first() < numbers.last();
            (!sorted).then(|| {
                (
                    format!("{numbers:?} do not ascend"),
                    "write them from the least to the greatest",
                )
            })
        };
        match law {
            UnknownLaw::Uniform(ends) => ascending(&ends.map(|end| end.get())),
            UnknownLaw::Triangular(points) | UnknownLaw::Pert(points) => {
                ascending(&points.map(|point| point.get()))
            }
            UnknownLaw::Normal(_) | UnknownLaw::Lognormal(_) => {
                let (least, most) = law.support();
                if least >= most {
                    let message = format!("`least` ({least}) is not below `most` ({most})");
                    return Some((message, "exchange them"));
                }
                let mass = law.mass();
                (mass < LEAST_MASS).then(|| {
                    let message = format!("the law has almost nothing between {least} and {most}");
                    (message, "move `least` and `most` to where the law is")
                })
            }
            UnknownLaw::Discrete(values) => {
                let count = values.len();
                (count == 0 || count > MOST_VALUES).then(|| {
                    let message = format!("a discrete law with {count} values");
                    (message, "give 1 to 64, such as { value = 0.5, weight = 1 }")
                })
            }
        }
    }
}
