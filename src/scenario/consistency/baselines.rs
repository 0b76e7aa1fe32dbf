//! Baselines: tokens that there are, each once.

use super::Checker;
use crate::scenario::key_path::KeyPath;
use crate::scenario::suggest;

/// Every token is one more row of every table and one more column of every comparison.
const MOST_BOUGHT: usize = 16;

impl Checker<'_> {
    pub(super) fn baselines(&mut self) {
        let scenario = self.scenario;
        let buy = scenario.baselines.iter().filter_map(|all| all.buy.as_ref());
        let path = KeyPath::of(&["baselines", "buy", "tokens"]);
        for tokens in buy.map(|buy| &buy.tokens) {
            let count = tokens.len();
            if count == 0 || count > MOST_BOUGHT {
                let message = format!("`{path}` names {count} tokens");
                let help = format!("name 1 to {MOST_BOUGHT}, such as [\"BTC\"]");
                self.tell(&["baselines", "buy", "tokens"], message, help);
            }
            for (index, token) in tokens.iter().enumerate() {
                let (message, help) = if !self.is_token(token) {
                    let help = suggest::instead(token.as_str(), self.token_names());
                    (format!("there is no token `{token}`"), help)
                } else if tokens[..index].contains(token) {
                    let message = format!("the token `{token}` is named twice");
                    (message, "name it once".to_owned())
                } else {
                    continue;
                };
                let problem = self.problem_at(&path.index(index), message).help(help);
                self.problems.push(problem);
            }
        }
    }
}
