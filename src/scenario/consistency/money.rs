//! The owner's money: currency and stakes.

use super::Checker;
use crate::models::currency::CurrencyRate;
use crate::scenario::key_path::KeyPath;
use crate::scenario::text::Name;
use crate::scenario::{Venue, suggest};

impl Checker<'_> {
    pub(super) fn currency(&mut self) {
        let scenario = self.scenario;
        if let Some(currency) = &scenario.site.currency
            && let CurrencyRate::Gbm(gbm) = &currency.rate
        {
            let path = KeyPath::of(&["site", "currency", "rate", "gbm"]);
            self.drift(&path, gbm.drift, gbm.log_drift);
        }
    }

    /// A stake is of a known token, and for each card of a venue.
    pub(super) fn stake(&mut self, name: &Name, venue: &Venue) {
        let Some(stake) = &venue.stake else { return };
        let keys = ["venues", name.as_str(), "stake"];
        if venue.add_on && stake.tokens_per_card.get() > 0.0 {
            let message = format!("the add-on `{name}` uses no card, and a stake is per card");
            let help =
                "write `stake.tokens_per_card = 0`, and state what it costs as `one_off_usd`";
            self.tell(&keys, message, help);
        } else if !self.is_token(&stake.token) {
            let help = suggest::instead(stake.token.as_str(), self.token_names());
            let message = format!("there is no token `{}`", stake.token);
            self.tell(&["venues", name.as_str(), "stake", "token"], message, help);
        }
    }
}
