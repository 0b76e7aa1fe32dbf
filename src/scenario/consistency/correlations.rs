//! Pairs of tokens: known, given once, and possible all together.

use super::{Checker, MOST_TOKENS};
use crate::scenario::correlation::{CorrelationMatrix, Lever};
use crate::scenario::key_path::KeyPath;
use crate::scenario::suggest;
use crate::scenario::text::Name;

/// Pairs that move the eigenvalue by less than this per unit are not worth naming.
const LEAST_SLOPE: f64 = 0.01;

/// How many changes an error proposes.
const MOST_CHANGES: usize = 4;

impl Checker<'_> {
    pub(super) fn correlation(&mut self) {
        let scenario = self.scenario;
        let before = self.problems.len();
        for (one, others) in &scenario.correlation {
            for (other, value) in others {
                self.pair(one, other, value.get());
            }
        }
        if self.problems.len() == before && scenario.tokens.len() <= MOST_TOKENS {
            self.positive();
        }
    }

    fn pair(&mut self, one: &Name, other: &Name, value: f64) {
        let keys = ["correlation", one.as_str(), other.as_str()];
        if let Some(unknown) = [one, other].into_iter().find(|name| !self.is_token(name)) {
            let help = suggest::instead(unknown.as_str(), self.token_names());
            self.tell(&keys, format!("there is no token `{unknown}`"), help);
            return;
        }
        if one == other {
            let message = format!("`{one}` is correlated with itself");
            self.tell(&keys, message, "remove it: that is always 1");
            return;
        }
        let turned = self
            .scenario
            .correlation
            .get(other)
            .and_then(|others| others.get(one));
        let Some(turned) = turned.filter(|turned| turned.get() != value) else {
            return;
        };
        let place = |keys: &[&str]| self.tree.closest(&KeyPath::of(keys)).start;
        if place(&keys) > place(&["correlation", other.as_str(), one.as_str()]) {
            let turned = turned.get();
            let message =
                format!("`{one}` with `{other}` is {value} here and {turned} the other way round");
            self.tell(&keys, message, "keep one of the two");
        }
    }

    /// The matrix of all pairs, listed or not, must be that of some random returns.
    fn positive(&mut self) {
        let matrix = CorrelationMatrix::of(self.scenario);
        let Err(error) = matrix.cholesky() else {
            return;
        };
        let name = |index: usize| matrix.names[index].as_str();
        let strong = error
            .pairs
            .iter()
            .filter(|pair| pair.slope.abs() > LEAST_SLOPE);
        let own: Vec<([&str; 3], &Lever)> = strong
            .filter_map(|pair| Some((self.pair_of_user(name(pair.row), name(pair.column))?, pair)))
            .collect();
        let place = own
            .first()
            .map_or(vec!["correlation"], |(keys, _)| keys.to_vec());
        let change = |([_, one, other], pair): &([&str; 3], &Lever)| {
            let verb = if pair.slope > 0.0 { "raise" } else { "lower" };
            format!(
                "{verb} {one}–{other} ({})",
                matrix.matrix[[pair.row, pair.column]]
            )
        };
        let changes: Vec<String> = own.iter().take(MOST_CHANGES).map(change).collect();
        let message = format!(
            "these correlations cannot all hold at once: the matrix is not positive semi-definite (smallest eigenvalue {:.4})",
            error.eigenvalue
        );
        self.tell(&place, message, changes.join(" or "));
    }

    /// The keys of a pair, whichever way round, if it is the user's and not the catalogue's.
    fn pair_of_user<'n>(&self, one: &'n str, other: &'n str) -> Option<[&'n str; 3]> {
        let keys = [["correlation", one, other], ["correlation", other, one]];
        let found = keys.into_iter().find(|keys| self.tree.at(keys).is_some())?;
        // The catalogue's texts come before the user's.
        let span = self.tree.closest(&KeyPath::of(&found));
        (span.start >= self.tree.span.start).then_some(found)
    }
}
