//! The owner's money: currency and stakes.

use super::Checker;
use crate::models::currency::CurrencyRate;
use crate::models::payout::Treasury;
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

    /// A hold ends in one way, and not before it began.
    pub(super) fn hold(&mut self, name: &Name, venue: &Venue) {
        let Treasury::Hold {
            days,
            until: Some(until),
            ..
        } = venue.treasury
        else {
            return;
        };
        let keys = ["venues", name.as_str(), "treasury", "hold", "until"];
        let start = self.scenario.simulation.start;
        if days.is_some() {
            let message = format!("the hold of `{name}` has both `days` and `until`");
            let help = "`days` is how long each receipt is held, `until` the date on which all is \
                        sold: keep one";
            self.tell(&keys, message, help);
        } else if until.get() <= start.get() {
            let message =
                format!("the hold until {until} ends on or before the first day, {start}");
            self.tell(&keys, message, "give a later date, or write `sell_daily`");
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
