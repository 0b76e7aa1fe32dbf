//! Policies: thresholds in order, hours that there are.

use super::Checker;
use crate::models::electricity::Tariff;
use crate::models::policy::Policy;
use crate::scenario::Venue;
use crate::scenario::text::Name;

impl Checker<'_> {
    pub(super) fn policy(&mut self, name: &Name, venue: &Venue) {
        let of_policy = ["venues", name.as_str(), "policy"];
        if venue.add_on && venue.policy != (Policy::AlwaysOn {}) {
            let message = format!("`{name}` is an add-on: it uses no card that could be off");
            let help = "give the policy to a venue; leave it out here";
            self.tell(&of_policy, message, help);
            return;
        }
        match &venue.policy {
            Policy::AlwaysOn {} => {}
            Policy::WhenItPays(policy) => {
                let (off, on) = (policy.off_below_usd.get(), policy.on_above_usd.get());
                if off > on {
                    let [a, b, c] = of_policy;
                    let keys = [a, b, c, "when_it_pays", "on_above_usd"];
                    let message = format!(
                        "`{name}` would be off below {off} USD and on above {on}: both between them"
                    );
                    self.tell(&keys, message, format!("write {off} or more"));
                }
            }
            Policy::Hours(hours) => {
                if hours.weekday.is_empty() && hours.weekend.is_empty() {
                    let [a, b, c] = of_policy;
                    let message = format!("`{name}` would never run: there is no hour");
                    let help =
                        "list the hours in which it runs, such as `weekday = [22, 23, 0, 1]`";
                    self.tell(&[a, b, c, "hours"], message, help);
                }
            }
            Policy::Weekdays(days) => {
                let [a, b, c] = of_policy;
                let keys = [a, b, c, "weekdays"];
                if days.is_empty() {
                    let message = format!("`{name}` would never run: there is no day");
                    let help =
                        "list the days on which it runs, such as `[\"saturday\", \"sunday\"]`";
                    self.tell(&keys, message, help);
                }
            }
            Policy::CheapPower { .. } => {
                if matches!(self.scenario.site.electricity, Tariff::Random(_)) {
                    let [a, b, c] = of_policy;
                    let message = "a random tariff has no cheap hours";
                    let help = "let `policy.when_it_pays` look at each day's margin instead";
                    self.tell(&[a, b, c, "cheap_power"], message, help);
                }
            }
        }
    }
}
