//! Taxes: one venue's assessments, year after year, in f64.

use super::lots::needs_lots;
use crate::lanes::{LANES, PASS_DAYS};
use crate::models::tax::Assessment;
use crate::plan::{Plan, Sale, TaxPlan, Treasury, VenuePlan};

/// The tax file of one venue in each run.
pub struct Taxes {
    /// Taxes so far.
    pub due: [f64; LANES],
    income: Base,
    gains: Base,
    /// Token gain up to the last sale.
    realised: [f64; LANES],
    /// Share of the hardware that is written off.
    written_off: f64,
    /// One-off costs that are still to be deducted.
    one_off: f64,
    /// Days between sales of all that is kept; longer than any horizon where lots tell the gains.
    sells_every: usize,
}

/// One base of taxation in each run.
struct Base {
    /// Its cumulative result that is settled.
    settled: [f64; LANES],
    /// Losses that are carried forward.
    loss: [f64; LANES],
}

/// What the last settlement counts besides.
pub struct AtTheEnd<'a> {
    /// Income: what is owed, and the sale of the rig.
    pub income: &'a [f64; LANES],
    /// Gains: the stake's.
    pub gains: &'a [f64; LANES],
}

impl Taxes {
    /// The file of a venue, if the plan has taxes.
    pub fn new(plan: &Plan, venue: &VenuePlan) -> Option<Box<Self>> {
        plan.tax.as_ref()?;
        let every = |treasury| match treasury {
            Treasury::Keep {
                sale: Sale::Every(every),
                ..
            } => Some(every),
            _ => None,
        };
        let base = || Base {
            settled: [0.0; LANES],
            loss: [0.0; LANES],
        };
        Some(Box::new(Self {
            due: [0.0; LANES],
            income: base(),
            gains: base(),
            realised: [0.0; LANES],
            written_off: 0.0,
            one_off: 0.0,
            sells_every: (venue.components.iter())
                .filter(|_| !needs_lots(venue))
                .filter_map(|component| every(component.treasury))
                .min()
                .unwrap_or(usize::MAX),
        }))
    }

    /// An empty file.
    #[inline(always)]
    pub fn start(&mut self, venue: &VenuePlan) {
        self.due = [0.0; LANES];
        self.income.start();
        self.gains.start();
        self.realised = [0.0; LANES];
        self.written_off = 0.0;
        self.one_off = venue.one_off;
    }

    /// Days from a day on, it included, to the next one that [`end_day`](Self::end_day) must see.
    #[inline(always)]
    pub fn days_to_next_look(&self, tax: &TaxPlan, day: usize) -> usize {
        let looks = |day: usize| tax.year_ends[day] || (day + 1).is_multiple_of(self.sells_every);
        let is_last = |day: usize| day + 1 >= tax.year_ends.len();
        (1..=PASS_DAYS)
            .find(|days| is_last(day + days - 1) || looks(day + days - 1))
            .unwrap_or(PASS_DAYS)
    }

    /// Ends a day, counted from 0: notes what a sale realised, and settles where a year ends.
    /// `held`: what the lots that are held were worth on receipt, where there are lots.
    #[inline(always)]
    pub fn end_day(
        &mut self,
        tax: &TaxPlan,
        venue: &VenuePlan,
        day: usize,
        net_income: &[f64; LANES],
        cash: &[f64; LANES],
        held: Option<&[f64; LANES]>,
    ) {
        if (day + 1).is_multiple_of(self.sells_every) {
            self.realise(net_income, cash);
        }
        if tax.year_ends[day] {
            if let Some(held) = held {
                for lane in 0..LANES {
                    self.realised[lane] = cash[lane] - net_income[lane] + held[lane];
                }
            }
            let nothing = [0.0; LANES];
            let besides = AtTheEnd {
                income: &nothing,
                gains: &nothing,
            };
            self.settle(tax, venue, day, net_income, &besides);
        }
    }

    /// Settles the last day, counted from 0, on which everything is sold.
    #[inline(always)]
    pub fn close(
        &mut self,
        tax: &TaxPlan,
        venue: &VenuePlan,
        day: usize,
        net_income: &[f64; LANES],
        cash: &[f64; LANES],
        besides: &AtTheEnd<'_>,
    ) {
        self.realise(net_income, cash);
        self.settle(tax, venue, day, net_income, besides);
    }

    #[inline(always)]
    fn realise(&mut self, net_income: &[f64; LANES], cash: &[f64; LANES]) {
        for lane in 0..LANES {
            self.realised[lane] = cash[lane] - net_income[lane];
        }
    }

    #[inline(always)]
    fn settle(
        &mut self,
        tax: &TaxPlan,
        venue: &VenuePlan,
        day: usize,
        net_income: &[f64; LANES],
        besides: &AtTheEnd<'_>,
    ) {
        let written_off = tax.written_off(day);
        let deducted = venue
            .hardware
            .mul_add(written_off - self.written_off, self.one_off);
        self.written_off = written_off;
        self.one_off = 0.0;
        let income = |lane: usize| net_income[lane];
        self.income
            .assess(tax.income, income, deducted, besides.income, &mut self.due);
        let realised = |lane: usize| self.realised[lane];
        self.gains
            .assess(tax.gains, realised, 0.0, besides.gains, &mut self.due);
    }
}

impl Base {
    #[inline(always)]
    fn start(&mut self) {
        self.settled = [0.0; LANES];
        self.loss = [0.0; LANES];
    }

    /// Taxes what the cumulative result is beyond what is settled, less deductions, plus what
    /// counts besides.
    #[inline(always)]
    fn assess(
        &mut self,
        assessment: Assessment,
        cumulative: impl Fn(usize) -> f64,
        deducted: f64,
        besides: &[f64; LANES],
        due: &mut [f64; LANES],
    ) {
        for lane in 0..LANES {
            let total = cumulative(lane);
            let result = total - self.settled[lane] - deducted + besides[lane];
            self.settled[lane] = total;
            due[lane] += assessment.tax(result, &mut self.loss[lane]);
        }
    }
}
