//! What a summary says of conditions and claims.

use super::figures::value;
use crate::expression::{Condition, Figure, Operation, Quantity, Range, Rows, Term, Test, Unit};
use crate::scenario::Scenario;
use crate::scenario::claims::Claim;
use crate::summary::{JudgedClaim, JudgedValue, Judgement, Summary, Verdict};

/// A condition whose names are looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    text: String,
    test: Test<Quantity>,
}

impl Question {
    /// A condition about the results of a scenario; `None` if it names what they will not have.
    pub fn new(condition: &Condition, rows: &Rows) -> Option<Self> {
        Some(Self {
            text: condition.as_str().to_owned(),
            test: condition.bind(rows).ok()?,
        })
    }

    /// The condition.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The percentiles that it asks for.
    pub fn percentiles(&self) -> Vec<f64> {
        let mut percentiles = Vec::new();
        self.test.leaves(&mut |quantity| {
            percentiles.extend(percentile_of(quantity.figure));
        });
        percentiles
    }

    /// The sides of its comparison; `None` if it is more than one comparison.
    pub fn sides(&self) -> Option<(&Term<Quantity>, &Term<Quantity>)> {
        match &self.test {
            Test::Compare(_, left, right) => Some((left, right)),
            _ => None,
        }
    }

    /// The left side less the right one, and the left one alone; `None` if a figure does not
    /// apply, or it is more than one comparison.
    pub fn difference(&self, summary: &Summary) -> Option<(Range, JudgedValue)> {
        let figure = |quantity: &Quantity| value(summary, quantity);
        let (left, right) = self.sides()?;
        let range = left.range(&figure)?;
        let shown = JudgedValue {
            text: written(left, 0),
            unit: unit(left),
            range: Some(range),
        };
        Some((range.minus(right.range(&figure)?), shown))
    }

    /// What the results say.
    pub fn judge(&self, summary: &Summary) -> Judgement {
        let figure = |quantity: &Quantity| value(summary, quantity);
        let truth = self.test.truth(&figure);
        let mut values: Vec<JudgedValue> = Vec::new();
        for term in self.test.compared() {
            let text = written(term, 0);
            if !values.iter().any(|value| value.text == text) {
                values.push(JudgedValue {
                    text,
                    unit: unit(term),
                    range: term.range(&figure),
                });
            }
        }
        let verdict = match truth.map(|truth| truth.decided) {
            None => Verdict::NotApplicable,
            Some(None) => Verdict::Undecided,
            Some(Some(true)) => Verdict::Holds,
            Some(Some(false)) => Verdict::Fails,
        };
        Judgement {
            condition: self.text.clone(),
            values,
            at_estimate: truth.map(|truth| truth.at_estimate),
            verdict,
        }
    }
}

/// The percentile that a figure is, if it is one.
pub fn percentile_of(figure: Figure) -> Option<f64> {
    match figure {
        Figure::Percentile(_, percentile) => Some(percentile),
        _ => None,
    }
}

/// The questions of a scenario's claims, in their order.
pub fn questions(scenario: &Scenario) -> Vec<(&Claim, Question)> {
    let rows = scenario.rows();
    (scenario.claims.iter())
        .filter_map(|claim| Some((claim, Question::new(&claim.holds_if, &rows)?)))
        .collect()
}

/// What the results of a scenario say of its claims.
pub fn claims(scenario: &Scenario, summary: &Summary) -> Vec<JudgedClaim> {
    (questions(scenario).into_iter())
        .map(|(claim, question)| JudgedClaim {
            says: claim.says.as_str().to_owned(),
            source: claim.source.as_str().to_owned(),
            note: claim.note.as_ref().map(|note| note.as_str().to_owned()),
            judgement: question.judge(summary),
        })
        .collect()
}

/// How strongly an operation binds.
const fn strength(operation: Operation) -> u8 {
    match operation {
        Operation::Add | Operation::Subtract => 1,
        Operation::Multiply | Operation::Divide => 2,
    }
}

/// A term as a condition writes it, in brackets if it binds less than what is around it.
fn written(term: &Term<Quantity>, around: u8) -> String {
    match term {
        Term::Number(number) => number.to_string(),
        Term::Figure(quantity) => quantity.text.clone(),
        Term::Negative(inner) => format!("-{}", written(inner, 3)),
        Term::Joined(operation, left, right) => {
            let own = strength(*operation);
            let text = format!(
                "{} {} {}",
                written(left, own),
                operation.sign(),
                written(right, own + 1)
            );
            if own < around {
                format!("({text})")
            } else {
                text
            }
        }
    }
}

/// What a term counts: a sum what both parts count, a multiple what its one part counts.
fn unit(term: &Term<Quantity>) -> Unit {
    match term {
        Term::Number(_) => Unit::Number,
        Term::Figure(quantity) => quantity.figure.unit(),
        Term::Negative(inner) => unit(inner),
        Term::Joined(operation, left, right) => match (operation, unit(left), unit(right)) {
            (Operation::Add | Operation::Subtract, one, other) if one == other => one,
            (Operation::Multiply, Unit::Number, Unit::Money) => Unit::Money,
            (Operation::Multiply | Operation::Divide, Unit::Money, Unit::Number) => Unit::Money,
            (Operation::Add | Operation::Subtract, Unit::Money, Unit::Number)
            | (Operation::Add | Operation::Subtract, Unit::Number, Unit::Money) => Unit::Money,
            _ => Unit::Number,
        },
    }
}
