//! Pairs of tokens: known, given once, and possible all together.

use super::{Checker, MOST_TOKENS};
use crate::scenario::correlation::{CorrelationMatrix, listed};
use crate::scenario::suggest;
use crate::scenario::text::Name;
use crate::scenario::tree::KeyPath;

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
        let stated = |&(row, column): &(usize, usize)| {
            let (one, other) = (matrix.names[row].as_str(), matrix.names[column].as_str());
            Some((one, other, listed(self.scenario, one, other)?))
        };
        let of_user =
            |&(one, other, _): &(&str, &str, f64)| self.pair_of_user(one, other).is_some();
        let (own, others): (Vec<_>, Vec<_>) =
            error.pairs.iter().filter_map(stated).partition(of_user);
        let token = matrix.names[error.token].as_str();
        let keys = own
            .first()
            .and_then(|&(one, other, _)| self.pair_of_user(one, other));
        let keys = keys.unwrap_or(["correlation", token, token]);
        let row = |pairs: &[(&str, &str, f64)], most: usize| {
            let pair = |(one, other, value): &(&str, &str, f64)| format!("{one}–{other} {value}");
            pairs
                .iter()
                .take(most)
                .map(pair)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let message = format!(
            "these correlations cannot all hold: with `{token}` the matrix is no longer positive semi-definite (smallest eigenvalue {:.4})",
            error.eigenvalue
        );
        let mut help = format!("move closer to 0: {}", row(&own, 4));
        if !others.is_empty() {
            help.push_str(&format!("; they contradict {}", row(&others, 2)));
        }
        self.tell(&keys, message, help);
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
