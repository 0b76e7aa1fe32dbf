//! Outages of the whole rig, spread over the days of a pass.

use super::due::Due;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::outage::Outages;

/// Days of a pass, as the time at which it ends.
const END: f32 = PASS_DAYS as f32;

/// The present or next outage in each run; times in days from the beginning of the pass. To go on
/// to the next pass loses nothing: what is left of a number of f32 less 16 is one.
pub struct OutageState {
    begin: [f32; LANES],
    end: [f32; LANES],
    /// Outages drawn so far.
    events: [u32; LANES],
    due: Due,
}

impl OutageState {
    /// Before any is drawn.
    pub const fn new() -> Self {
        Self {
            begin: [0.0; LANES],
            end: [0.0; LANES],
            events: [0; LANES],
            due: Due::none(),
        }
    }

    /// Draws the first outage of each run.
    #[inline(always)]
    pub fn start(&mut self, law: &Outages, first_run: u64) {
        self.begin = [0.0; LANES];
        self.end = [0.0; LANES];
        self.events = [0; LANES];
        self.due.find(&self.begin, END);
        self.follow(law, first_run);
    }

    /// The share of each day of a pass that the host is online: in rounds, all outages that begin in
    /// it, then those that follow them.
    #[inline(always)]
    pub fn advance(&mut self, law: &Outages, first_run: u64, host_up: &mut Pass<f32>) {
        host_up.0 = [[1.0; LANES]; PASS_DAYS];
        self.due.find(&self.begin, END);
        while !self.due.lanes().is_empty() {
            for &lane in self.due.lanes() {
                let lane = lane as usize;
                offline(host_up, lane, self.begin[lane], self.end[lane]);
            }
            // The rest of an outage belongs to the passes to come.
            self.due.retain(|lane| self.end[lane] < END);
            self.follow(law, first_run);
            self.due.retain(|lane| self.begin[lane] < END);
        }
        for lane in 0..LANES {
            self.begin[lane] -= END;
            self.end[lane] -= END;
        }
    }

    /// The next outages of the lanes that are due.
    #[inline(always)]
    fn follow(&mut self, law: &Outages, first_run: u64) {
        for (lanes, live) in self.due.sixteens() {
            let events = lanes.map(|lane| self.events[lane as usize]);
            let drawn = law.draw(first_run, lanes, &events);
            for place in 0..live {
                let lane = lanes[place] as usize;
                self.begin[lane] = self.end[lane] + drawn.online[place];
                self.end[lane] = self.begin[lane] + drawn.offline[place];
                self.events[lane] += 1;
            }
        }
    }
}

/// Takes the time [from, to) out of the days of a pass that begins at 0.
#[inline(always)]
fn offline(up: &mut Pass<f32>, lane: usize, from: f32, to: f32) {
    let (from, to) = (from.max(0.0), to.min(END));
    let mut day = from as usize;
    while (day as f32) < to && day < PASS_DAYS {
        up.0[day][lane] -= to.min((day + 1) as f32) - from.max(day as f32);
        day += 1;
    }
}
