//! Claims: every name in a condition is one that the results will have.

use super::Checker;
use crate::scenario::claims::place;
use crate::scenario::error::Problem;
use crate::scenario::key_path::KeyPath;

impl Checker<'_> {
    pub(super) fn claims(&mut self) {
        if self.scenario.claims.is_empty() {
            return;
        }
        let rows = self.scenario.rows();
        for (index, claim) in self.scenario.claims.iter().enumerate() {
            let Err(faults) = claim.holds_if.bind(&rows) else {
                continue;
            };
            let path = KeyPath::of(&["claims"]).index(index).key("holds_if");
            let value = self.tree.closest(&path);
            for fault in faults {
                let span = place(&value, claim.holds_if.as_str(), &fault.span);
                let problem = Problem::at(span, &path, fault.message);
                self.problems.push(Problem {
                    help: fault.help,
                    ..problem
                });
            }
        }
    }
}
