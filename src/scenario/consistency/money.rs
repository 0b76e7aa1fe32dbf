//! The owner's money: currency, loan and stakes.

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

    /// A loan is of a share or an amount, and of no more than what it pays for.
    pub(super) fn loan(&mut self) {
        let rig = &self.scenario.rig;
        let Some(loan) = &rig.loan else { return };
        let keys = ["rig", "loan"];
        match (loan.share, loan.usd) {
            (Some(_), Some(_)) => {
                let message = "`rig.loan` has both `share` and `usd`";
                let help = "keep one: `share` is of the rig's price, `usd` an amount";
                self.tell(&["rig", "loan", "usd"], message, help);
            }
            (None, None) => {
                let message = "`rig.loan` has neither `share` nor `usd`";
                let help = "add `share = 0.8` (of the rig's price) or `usd = …` (an amount)";
                self.tell(&keys, message, help);
            }
            (None, Some(usd)) => {
                let (price, what) = if rig.owned {
                    (rig.sale(), "what selling the rig today would bring")
                } else {
                    (rig.price(), "the price of cards, spares and host")
                };
                let usd = usd.get();
                if usd > price {
                    let message = format!("the loan of {usd} USD is more than {what}, {price} USD");
                    let help = format!("lend at most {price}, or write `share` in place of `usd`");
                    self.tell(&["rig", "loan", "usd"], message, help);
                }
            }
            (Some(_), None) => {}
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
