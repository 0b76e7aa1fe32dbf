//! The jobs of single cards, spread over the days of a pass.

use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::jobs::{BATCH, FirstState, JobBatch, JobsLaw};

/// Days of a pass, as the time at which it ends.
const END: f32 = PASS_DAYS as f32;

/// On a day on which no job begins or ends the card stays as it was.
const UNCHANGED: f32 = -1.0;

/// The present or next job of one card in each run; times in days from the beginning of the pass.
/// To go on to the next pass loses nothing: what is left of a number of f32 less 16 is one.
pub(super) struct CardJobs {
    begin: [f32; LANES],
    end: [f32; LANES],
    pay: [f32; LANES],
    /// The number of the job after it.
    next: [u32; LANES],
    /// The job after it and some that follow, by run.
    batches: Vec<JobBatch>,
    evenings: Evenings,
}

/// The last job or gap that begins on each day of a pass, as the day's end sees it.
struct Evenings {
    /// What the card is paid, 0 without a job, or [`UNCHANGED`].
    pay: Pass<f32>,
    /// Days with a job since the pass began.
    busy: Pass<f64>,
    /// The same, each times its pay.
    paid: Pass<f64>,
}

impl CardJobs {
    pub(super) fn new() -> Self {
        Self {
            begin: [0.0; LANES],
            end: [0.0; LANES],
            pay: [1.0; LANES],
            next: [0; LANES],
            batches: vec![JobBatch::empty(); LANES],
            evenings: Evenings {
                pay: Pass::zero(),
                busy: Pass::zero(),
                paid: Pass::zero(),
            },
        }
    }

    /// The first job of each run, in progress or to come.
    #[inline(always)]
    pub(super) fn start(&mut self, law: &JobsLaw, first_run: u64, card: usize) {
        for lane in 0..LANES {
            let run = first_run + lane as u64;
            law.draw(run, card, 0, &mut self.batches[lane]);
            match law.first(run, card) {
                FirstState::Busy { left_days, pay } => {
                    // Begun before the first day: at what time does not matter.
                    (self.begin[lane], self.end[lane]) = (-1.0, left_days as f32);
                    (self.pay[lane], self.next[lane]) = (pay, 0);
                }
                FirstState::Idle { left_days } => {
                    let jobs = &self.batches[lane];
                    self.begin[lane] = left_days as f32;
                    self.end[lane] = self.begin[lane] + jobs.length[0];
                    (self.pay[lane], self.next[lane]) = (jobs.pay[0], 1);
                }
            }
        }
    }

    /// The busy share of each day of a pass, and what its hours pay on average relative to the mean
    /// of all.
    #[inline(always)]
    pub(super) fn work_all(
        law: &JobsLaw,
        cards: &mut [Self],
        first_run: u64,
        busy: &mut Pass<f32>,
        paid: &mut Pass<f32>,
    ) {
        busy.0 = [[0.0; LANES]; PASS_DAYS];
        paid.0 = [[0.0; LANES]; PASS_DAYS];
        let per_card = 1.0 / cards.len() as f32;
        for (card, jobs) in cards.iter_mut().enumerate() {
            jobs.work(law, first_run, card, busy, paid);
        }
        for day in 0..PASS_DAYS {
            for lane in 0..LANES {
                let hours = busy.0[day][lane];
                let pay = paid.0[day][lane] / hours.max(f32::MIN_POSITIVE);
                paid.0[day][lane] = if hours > 0.0 { pay } else { 1.0 };
                // Sums that should be equal may differ by their rounding.
                busy.0[day][lane] = (hours * per_card).clamp(0.0, 1.0);
            }
        }
    }

    /// Adds one card's days of a pass. The loop over jobs notes sums on the evenings of days on which
    /// one begins or ends, and reads none back; days, and whole days of a job or between two, come
    /// after, for all runs at once.
    #[inline(always)]
    fn work(
        &mut self,
        law: &JobsLaw,
        first_run: u64,
        card: usize,
        busy: &mut Pass<f32>,
        paid: &mut Pass<f32>,
    ) {
        // What the card is paid in the night before the first day.
        let mut night = [0.0; LANES];
        for lane in 0..LANES {
            night[lane] = if self.begin[lane] < 0.0 {
                self.pay[lane]
            } else {
                0.0
            };
        }
        self.evenings.pay.0 = [[UNCHANGED; LANES]; PASS_DAYS];
        for lane in 0..LANES {
            self.work_through(law, first_run, card, lane);
        }
        let (mut busy_before, mut paid_before) = ([0.0; LANES], [0.0; LANES]);
        for day in 0..PASS_DAYS {
            let pay = &self.evenings.pay.0[day];
            let (noted, noted_pay) = (&self.evenings.busy.0[day], &self.evenings.paid.0[day]);
            for lane in 0..LANES {
                let whole_day = if night[lane] > 0.0 { 1.0 } else { 0.0 };
                let unchanged = pay[lane] < 0.0;
                let (was_busy, was_paid) = (busy_before[lane], paid_before[lane]);
                busy_before[lane] = if unchanged {
                    was_busy + whole_day
                } else {
                    noted[lane]
                };
                paid_before[lane] = if unchanged {
                    was_paid + f64::from(night[lane])
                } else {
                    noted_pay[lane]
                };
                busy.0[day][lane] += (busy_before[lane] - was_busy) as f32;
                paid.0[day][lane] += (paid_before[lane] - was_paid) as f32;
                night[lane] = if unchanged { night[lane] } else { pay[lane] };
            }
        }
        for lane in 0..LANES {
            self.begin[lane] -= END;
            self.end[lane] -= END;
        }
    }

    /// One run's jobs that begin or end in the pass.
    #[inline(always)]
    fn work_through(&mut self, law: &JobsLaw, first_run: u64, card: usize, lane: usize) {
        let (mut begin, mut end) = (self.begin[lane], self.end[lane]);
        let (mut pay, mut next) = (self.pay[lane], self.next[lane]);
        let (batch, evenings) = (&mut self.batches[lane], &mut self.evenings);
        let (mut busy, mut paid) = (0.0, 0.0);
        while begin < END {
            let from = f64::from(begin);
            if begin >= 0.0 {
                // It may last until the evening, or else its end is noted after this.
                let day = day_of(from);
                let hours = (day + 1) as f64 - from;
                evenings.pay.0[day][lane] = pay;
                evenings.busy.0[day][lane] = busy + hours;
                evenings.paid.0[day][lane] = paid + hours * f64::from(pay);
            }
            if end >= END {
                break;
            }
            let to = f64::from(end);
            let day = day_of(to);
            let hours = if begin >= 0.0 { to - from } else { to };
            busy += hours;
            paid += hours * f64::from(pay);
            evenings.pay.0[day][lane] = 0.0;
            evenings.busy.0[day][lane] = busy;
            evenings.paid.0[day][lane] = paid;
            let place = next as usize % BATCH;
            if place == 0 {
                law.draw(first_run + lane as u64, card, next, batch);
            }
            begin = end + batch.idle[place];
            end = begin + batch.length[place];
            pay = batch.pay[place];
            next += 1;
        }
        (self.begin[lane], self.end[lane]) = (begin, end);
        (self.pay[lane], self.next[lane]) = (pay, next);
    }
}

/// The day of a time in [0, 16), from its bits: a conversion to a whole number that minds other
/// numbers is a third of the loop.
#[inline(always)]
fn day_of(time: f64) -> usize {
    // From 16 to 32 the four highest bits of the fraction count the days, and f64 adds 16 to a
    // number of f32 without rounding it up to the next one.
    const FRACTION_BITS: u32 = 52;
    let shifted = (time + PASS_DAYS as f64).to_bits();
    (shifted >> (FRACTION_BITS - PASS_DAYS.ilog2())) as usize % PASS_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_its_day() {
        for day in 0..PASS_DAYS {
            let begin = day as f32;
            assert_eq!(day_of(f64::from(begin)), day);
            assert_eq!(day_of(f64::from(begin + 0.5)), day);
            assert_eq!(day_of(f64::from((begin + 1.0).next_down())), day);
        }
        assert_eq!(day_of(f64::from(f32::MIN_POSITIVE)), 0);
    }
}
