//! What a run is asked besides its table: conditions that shall fail it, and a precision.

use super::console;
use super::failure::Failure;
use clap::Args;
use rigcast::analysis::judgement::Question;
use rigcast::analysis::precision::{self, Target};
use rigcast::expression::Condition;
use rigcast::report::format::count;
use rigcast::report::judgement;
use rigcast::scenario::{Scenario, ScenarioError};
use rigcast::summary::{Convergence, Summary};

/// Questions on the command line.
#[derive(Debug, Clone, Default, Args)]
pub struct Asked {
    /// Exit with code 3 if a condition over the results holds in any scenario, such as
    /// 'venues.io-net.p_break_even < 0.5'; may be given several times. `rigcast list figures` has
    /// what it may name
    #[arg(long, value_name = "CONDITION")]
    fail_if: Vec<String>,

    /// Run only until the 95 % interval of a figure is that narrow at every venue: half-widths such
    /// as p_break_even=0.1pp or net_income.p5=20usd; may be given several times. The number of runs
    /// is then the most that are done
    #[arg(long, value_name = "FIGURE=HALF_WIDTH", value_delimiter = ',')]
    precision: Vec<String>,
}

/// The same, checked against a scenario.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    gates: Vec<Question>,
    targets: Vec<Target>,
}

impl Asked {
    /// Looks up what the questions name.
    ///
    /// # Errors
    /// A condition or precision that the scenario cannot have, with its place.
    pub fn of(&self, scenario: &Scenario) -> Result<Questions, Failure> {
        let rows = scenario.rows();
        let gate = |text: &String| {
            let refused = |faults| ScenarioError::of_argument("--fail-if", text, faults);
            let condition = Condition::parse(text).map_err(|fault| refused(vec![fault]))?;
            condition.bind(&rows).map_err(refused)?;
            Ok(Question::new(&condition, &rows))
        };
        let target = |text: &String| {
            Target::parse(text, &rows)
                .map_err(|fault| ScenarioError::of_argument("--precision", text, vec![fault]))
        };
        let gates: Result<Vec<Option<Question>>, ScenarioError> =
            self.fail_if.iter().map(gate).collect();
        let targets: Result<Vec<Target>, ScenarioError> =
            self.precision.iter().map(target).collect();
        Ok(Questions {
            gates: gates?.into_iter().flatten().collect(),
            targets: targets?,
        })
    }
}

impl Questions {
    /// The percentiles that they ask for.
    pub fn percentiles(&self) -> impl Iterator<Item = f64> {
        let of_gates = self.gates.iter().flat_map(Question::percentiles);
        of_gates.chain(self.targets.iter().filter_map(Target::percentile))
    }

    /// Whether a precision is asked for, and reached.
    pub fn is_precise(&self, summary: &Summary) -> bool {
        !self.targets.is_empty() && self.targets.iter().all(|target| target.is_met(summary))
    }

    /// What is known so far.
    pub fn convergence(&self, summary: &Summary) -> Vec<Convergence> {
        precision::convergence(summary, &self.targets)
    }

    /// What became of the precision, of at most so many runs; `None` if none was asked for.
    pub fn precision_note(&self, summary: &Summary, most: u64) -> Option<String> {
        if self.targets.is_empty() {
            return None;
        }
        let reached: Vec<String> = (self.targets.iter())
            .map(|target| target.reached(summary))
            .collect();
        let runs = match summary.runs < most {
            true => format!(
                "after {} of at most {} runs",
                count(summary.runs),
                count(most)
            ),
            false => format!("after all {} runs", count(most)),
        };
        Some(format!("precision {runs}: {}", reached.join("; ")))
    }

    /// Whether a condition holds that shall fail the run; says so on standard error.
    pub fn is_failed(&self, name: &str, summary: &Summary, quiet: bool) -> bool {
        let mut failed = false;
        for gate in &self.gates {
            let judged = gate.judge(summary);
            let holds = judged.at_estimate == Some(true);
            failed |= holds;
            if !quiet {
                let sentence = judgement::gate(&judged, &summary.currency);
                console::tell(&format!("{name}: {sentence}\n"));
            }
        }
        failed
    }
}
