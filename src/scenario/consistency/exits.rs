//! Exits: of a rig, on a day that comes, and without what they cannot settle.

use super::Checker;
use crate::models::exit::Exit;
use crate::scenario::Venue;
use crate::scenario::text::Name;

impl Checker<'_> {
    pub(super) fn exit(&mut self, name: &Name, venue: &Venue) {
        let Some(exit) = &venue.exit else { return };
        let scenario = self.scenario;
        let keys = ["venues", name.as_str(), "exit"];
        if venue.add_on {
            let message = format!("`{name}` is an add-on: it has no rig to sell");
            self.tell(
                &keys,
                message,
                "give the exit to a venue; leave it out here",
            );
            return;
        }
        if !venue.add_ons.is_empty() {
            let message = format!("`{name}` sells the rig, and would have add-ons without it");
            let help = "leave out `exit` or `add_ons`; two venues can be compared";
            self.tell(&keys, message, help);
        }
        if scenario.site.tax.is_some() {
            let message =
                format!("`{name}` sells the rig, and `site.tax` knows no sale before the last day");
            self.tell(&keys, message, "leave out `exit` or `site.tax`");
        }
        if scenario.rig.loan.is_some() {
            let message = format!("`{name}` sells the rig, and `rig.loan` is repaid by plan");
            self.tell(&keys, message, "leave out `exit` or `rig.loan`");
        }
        if let Exit::On { date } = exit {
            let start = scenario.simulation.start;
            if date.get() < start.get() {
                let message =
                    format!("`{name}` sells the rig on {date}, before the first day, {start}");
                let keys = ["venues", name.as_str(), "exit", "on", "date"];
                self.tell(&keys, message, "give a later date");
            }
        }
    }
}
