//! The tally: what is kept of the runs, without keeping the runs.
//!
//! It has two parts. [`Counts`] are integers, and those of different threads merge in any
//! order. [`Sums`] are floating-point, and those of different blocks merge in the order of the
//! blocks: within superblocks of 64, and superblock after superblock, so that a part of a
//! simulation that begins at a superblock has the same bytes wherever it was computed.

mod internal_rate;

pub use internal_rate::{InternalRateCounts, RateQuantile};

use crate::estimator::Estimation;
use crate::kernel::{BlockOutcome, NEVER, VenueOutcome};
use crate::lanes::LANES;
use crate::plan::Plan;
use crate::processor::Work;
use crate::stats::{BandHistogram, DayCounts, Moments, QuantileHistogram};

/// Blocks whose sums are merged before they join the total.
pub const SUPERBLOCK: u64 = 64;

/// What is kept of some runs.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Counts of the runs.
    pub counts: Counts,
    /// Sums of the runs.
    pub sums: Sums,
    /// What the estimator keeps.
    pub estimation: Estimation,
}

/// Integer statistics; those of parts merge in any order.
#[derive(Debug, Clone)]
pub struct Counts {
    /// Runs counted.
    pub runs: u64,
    /// By row: venues in the plan's order, then the baselines.
    pub rows: Vec<RowCounts>,
    /// By pair of rivals (first < second): runs in which the first has the larger profit, and
    /// runs in which both have the same.
    pub pairs: Vec<PairCounts>,
    rivals: Vec<usize>,
}

/// Integer statistics of one row.
#[derive(Debug, Clone)]
pub struct RowCounts {
    /// Net income.
    pub net_income: QuantileHistogram,
    /// Gain on kept tokens.
    pub token_gain: QuantileHistogram,
    /// Profit.
    pub profit: QuantileHistogram,
    /// Net present value.
    pub npv: QuantileHistogram,
    /// Drawdown of cumulative net income.
    pub drawdown: QuantileHistogram,
    /// The largest sum laid out.
    pub cash_need: QuantileHistogram,
    /// Internal rates of return of a venue, if they are asked for.
    pub internal_rate: Option<InternalRateCounts>,
    /// What taxes leave, if the plan has taxes.
    pub after_tax: Option<AfterTaxCounts>,
    /// Days of break-even.
    pub break_even: DayCounts,
    /// Days of break-even with resale.
    pub break_even_with_resale: DayCounts,
    /// Runs with a profit of at least 0.
    pub profitable: u64,
    /// Runs in which this row was the best, by how many shared the place: index 0 alone, 1 with
    /// one other, …
    pub best_shared: Vec<u64>,
    /// Cumulative net income on each band day.
    pub bands: Vec<BandHistogram>,
}

/// Integer statistics of one row's taxes.
#[derive(Debug, Clone)]
pub struct AfterTaxCounts {
    /// Taxes.
    pub tax: QuantileHistogram,
    /// Profit less taxes.
    pub profit: QuantileHistogram,
    /// Runs with a profit of at least 0 after taxes.
    pub profitable: u64,
}

/// How one rival does against another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairCounts {
    /// Runs in which the first has the larger profit.
    pub wins: u64,
    /// Runs in which both have the same.
    pub ties: u64,
}

/// Floating-point statistics; those of parts merge in the order of the blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// By row: net income.
    pub net_income: Vec<Moments>,
    /// By row: profit.
    pub profit: Vec<Moments>,
    /// By row: taxes, if the plan has any; empty otherwise.
    pub tax: Vec<Moments>,
    /// By row: profit less taxes, if the plan has any; empty otherwise.
    pub profit_after_tax: Vec<Moments>,
    /// By pair of rivals (first < second): profit of the first less profit of the second.
    pub differences: Vec<Moments>,
}

/// All pairs of positions below `count`, first below second.
pub fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |first| (first + 1..count).map(move |second| (first, second)))
}

/// Profits of a block by rival, one row after another.
struct Profits<'a> {
    rows: Vec<&'a [f64]>,
}

impl<'a> Profits<'a> {
    fn new(plan: &Plan, outcome: &'a BlockOutcome, runs: usize) -> Self {
        let rows = plan.rivals();
        Self {
            rows: rows
                .into_iter()
                .map(|row| outcome.profit(row, runs))
                .collect(),
        }
    }
}

impl BlockOutcome {
    /// Profits of a row (a venue or a baseline) in the first `runs` runs of the block.
    pub fn profit(&self, row: usize, runs: usize) -> &[f64] {
        let venues = self.venues.len();
        match row {
            row if row < venues => &self.venues[row].profit[..runs],
            row if row == venues => &self.do_nothing[..runs],
            row if row == venues + 1 => &self.sell_the_rig[..runs],
            row => &self.bought[row - venues - 2][..runs],
        }
    }

    /// Taxes of a row: of a baseline on interest, and on the gain of a token that was bought.
    pub fn tax(&self, row: usize, lane: usize) -> f64 {
        match (self.venues.get(row), row.checked_sub(self.venues.len())) {
            (Some(venue), _) => venue.tax[lane],
            (None, Some(1)) => self.interest_tax,
            (None, Some(number)) => (number.checked_sub(2))
                .and_then(|number| self.bought.get(number))
                .map_or(0.0, |profit| self.gains_rate * profit[lane].max(0.0)),
            (None, None) => 0.0,
        }
    }

    /// Taxes of a row, and its profit less taxes.
    fn after_tax(&self, row: usize, runs: usize) -> ([f64; LANES], [f64; LANES]) {
        let (mut tax, mut left) = ([0.0; LANES], [0.0; LANES]);
        for (lane, profit) in self.profit(row, runs).iter().enumerate() {
            tax[lane] = self.tax(row, lane);
            left[lane] = profit - tax[lane];
        }
        (tax, left)
    }
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(plan: &Plan) -> Self {
        Self {
            counts: Counts::new(plan),
            sums: Sums::new(plan),
            estimation: Estimation::Plain,
        }
    }
}

impl Counts {
    /// Nothing counted yet.
    pub fn new(plan: &Plan) -> Self {
        let rivals = plan.rivals();
        let bands = plan.band_passes().count();
        let row = |row| RowCounts {
            internal_rate: (plan.asks_internal_rate && row < plan.venues.len())
                .then(InternalRateCounts::new),
            net_income: QuantileHistogram::new(),
            token_gain: QuantileHistogram::new(),
            profit: QuantileHistogram::new(),
            npv: QuantileHistogram::new(),
            drawdown: QuantileHistogram::new(),
            cash_need: QuantileHistogram::new(),
            after_tax: plan.tax.as_ref().map(|_| AfterTaxCounts::new()),
            break_even: DayCounts::new(plan.horizon as u32),
            break_even_with_resale: DayCounts::new(plan.horizon as u32),
            profitable: 0,
            best_shared: vec![0; rivals.len()],
            bands: vec![BandHistogram::new(); bands],
        };
        Self {
            runs: 0,
            rows: (0..plan.rows()).map(row).collect(),
            pairs: vec![PairCounts::default(); rivals.len() * (rivals.len() - 1) / 2],
            rivals,
        }
    }

    /// Counts the first `runs` runs of a block.
    pub fn add(&mut self, plan: &Plan, outcome: &BlockOutcome, runs: usize) {
        self.add_blocks(plan, &[(outcome, runs)]);
    }

    /// Counts the first runs of some blocks. Several at a time are counted faster: a histogram
    /// is then fetched once for all of them.
    pub fn add_blocks(&mut self, plan: &Plan, blocks: &[(&BlockOutcome, usize)]) {
        plan.processor.run(Counting {
            counts: self,
            plan,
            blocks,
        });
    }

    #[inline(always)]
    fn add_here(&mut self, plan: &Plan, blocks: &[(&BlockOutcome, usize)]) {
        for (index, row) in self.rows[..plan.venues.len()].iter_mut().enumerate() {
            row.add_venue(index, blocks);
        }
        for (index, row) in self.rows.iter_mut().enumerate() {
            for &(outcome, runs) in blocks {
                row.add_profit(index, outcome, runs);
            }
        }
        for &(outcome, runs) in blocks {
            self.runs += runs as u64;
            let profits = Profits::new(plan, outcome, runs).rows;
            self.count_best(&profits, runs);
            for (pair, (first, second)) in self.pairs.iter_mut().zip(pairs(profits.len())) {
                for (one, other) in profits[first].iter().zip(profits[second]) {
                    pair.wins += u64::from(one > other);
                    pair.ties += u64::from(one == other);
                }
            }
        }
    }

    #[inline(always)]
    fn count_best(&mut self, profits: &[&[f64]], runs: usize) {
        let mut best = [f64::NEG_INFINITY; LANES];
        let mut sharing = [0_usize; LANES];
        for profit in profits {
            for lane in 0..runs {
                best[lane] = best[lane].max(profit[lane]);
            }
        }
        for profit in profits {
            for lane in 0..runs {
                sharing[lane] += usize::from(profit[lane] == best[lane]);
            }
        }
        for (rival, profit) in self.rivals.iter().zip(profits) {
            let counts = &mut self.rows[*rival].best_shared;
            for lane in 0..runs {
                if profit[lane] == best[lane] {
                    counts[sharing[lane] - 1] += 1;
                }
            }
        }
    }

    /// Takes in the counts of other runs.
    pub fn merge(&mut self, other: &Self) {
        self.runs += other.runs;
        for (mine, theirs) in self.rows.iter_mut().zip(&other.rows) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.pairs.iter_mut().zip(&other.pairs) {
            mine.wins += theirs.wins;
            mine.ties += theirs.ties;
        }
    }
}

/// Blocks to be counted on some processor.
struct Counting<'a> {
    counts: &'a mut Counts,
    plan: &'a Plan,
    blocks: &'a [(&'a BlockOutcome, usize)],
}

impl Work for Counting<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.counts.add_here(self.plan, self.blocks);
    }
}

/// A block to be added up on some processor.
struct Adding<'a> {
    plan: &'a Plan,
    outcome: &'a BlockOutcome,
    runs: usize,
}

impl Work for Adding<'_> {
    type Output = Sums;

    #[inline(always)]
    fn run(self) -> Sums {
        Sums::of_here(self.plan, self.outcome, self.runs)
    }
}

/// How many values are at least 0.
#[inline(always)]
fn not_negative(values: &[f64]) -> u64 {
    values.iter().filter(|value| **value >= 0.0).count() as u64
}

impl AfterTaxCounts {
    fn new() -> Self {
        Self {
            tax: QuantileHistogram::new(),
            profit: QuantileHistogram::new(),
            profitable: 0,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.tax.merge(&other.tax);
        self.profit.merge(&other.profit);
        self.profitable += other.profitable;
    }
}

impl RowCounts {
    /// Counts what the runs of some blocks did at a venue, histogram by histogram.
    #[inline(always)]
    fn add_venue(&mut self, venue: usize, blocks: &[(&BlockOutcome, usize)]) {
        type Metric = fn(&VenueOutcome) -> &[f64; LANES];
        let histograms: [(&mut QuantileHistogram, Metric); 5] = [
            (&mut self.net_income, |venue| &venue.net_income),
            (&mut self.token_gain, |venue| &venue.token_gain),
            (&mut self.npv, |venue| &venue.npv),
            (&mut self.drawdown, |venue| &venue.drawdown),
            (&mut self.cash_need, |venue| &venue.cash_need),
        ];
        for (histogram, metric) in histograms {
            let slices =
                (blocks.iter()).map(|(outcome, runs)| &metric(&outcome.venues[venue])[..*runs]);
            histogram.add_slices(slices);
        }
        for (number, band) in self.bands.iter_mut().enumerate() {
            let slices = (blocks.iter())
                .map(|(outcome, runs)| &outcome.venues[venue].bands[number][..*runs]);
            band.add_slices(slices);
        }
        if let Some(rates) = &mut self.internal_rate {
            for (outcome, runs) in blocks {
                rates.add(&outcome.venues[venue].internal_rate[..*runs]);
            }
        }
        for &(outcome, runs) in blocks {
            let venue = &outcome.venues[venue];
            for lane in 0..runs {
                self.break_even.add_day(venue.break_even_day[lane]);
                self.break_even_with_resale
                    .add_day(venue.break_even_with_resale_day[lane]);
            }
        }
    }

    /// Counts the profits of a block's runs.
    #[inline(always)]
    fn add_profit(&mut self, row: usize, outcome: &BlockOutcome, runs: usize) {
        let profit = outcome.profit(row, runs);
        self.profit.add_all(profit);
        self.profitable += not_negative(profit);
        if let Some(after_tax) = &mut self.after_tax {
            let (tax, left) = outcome.after_tax(row, runs);
            after_tax.tax.add_all(&tax[..runs]);
            after_tax.profit.add_all(&left[..runs]);
            after_tax.profitable += not_negative(&left[..runs]);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.net_income.merge(&other.net_income);
        self.token_gain.merge(&other.token_gain);
        self.profit.merge(&other.profit);
        self.npv.merge(&other.npv);
        self.drawdown.merge(&other.drawdown);
        self.cash_need.merge(&other.cash_need);
        if let (Some(mine), Some(theirs)) = (&mut self.internal_rate, &other.internal_rate) {
            mine.merge(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.after_tax, &other.after_tax) {
            mine.merge(theirs);
        }
        self.break_even.merge(&other.break_even);
        self.break_even_with_resale
            .merge(&other.break_even_with_resale);
        self.profitable += other.profitable;
        for (mine, theirs) in self.best_shared.iter_mut().zip(&other.best_shared) {
            *mine += theirs;
        }
        for (mine, theirs) in self.bands.iter_mut().zip(&other.bands) {
            mine.merge(theirs);
        }
    }

    /// Runs in which this row was the best, a place shared by k rows counting 1/k.
    pub fn best(&self) -> f64 {
        let shares = self.best_shared.iter().enumerate();
        shares
            .map(|(others, &runs)| runs as f64 / (others + 1) as f64)
            .sum()
    }
}

impl Sums {
    /// Nothing added yet.
    pub fn new(plan: &Plan) -> Self {
        let rivals = plan.rivals().len();
        let taxed = plan.tax.as_ref().map_or(0, |_| plan.rows());
        Self {
            tax: vec![Moments::new(); taxed],
            profit_after_tax: vec![Moments::new(); taxed],
            net_income: vec![Moments::new(); plan.rows()],
            profit: vec![Moments::new(); plan.rows()],
            differences: vec![Moments::new(); rivals * (rivals - 1) / 2],
        }
    }

    /// The sums of the first `runs` runs of a block.
    pub fn of(plan: &Plan, outcome: &BlockOutcome, runs: usize) -> Self {
        plan.processor.run(Adding {
            plan,
            outcome,
            runs,
        })
    }

    // Loops, not iterators: what they call is then compiled for the processor, too.
    #[inline(always)]
    fn of_here(plan: &Plan, outcome: &BlockOutcome, runs: usize) -> Self {
        let rows = plan.rows();
        let mut sums = Self {
            net_income: Vec::with_capacity(rows),
            profit: Vec::with_capacity(rows),
            tax: Vec::new(),
            profit_after_tax: Vec::new(),
            differences: Vec::new(),
        };
        let nothing = [0.0; LANES];
        for row in 0..rows {
            let net_income = match outcome.venues.get(row) {
                Some(venue) => &venue.net_income[..runs],
                None => &nothing[..runs],
            };
            sums.net_income.push(Moments::of(net_income));
            sums.profit.push(Moments::of(outcome.profit(row, runs)));
            if plan.tax.is_some() {
                let (tax, left) = outcome.after_tax(row, runs);
                sums.tax.push(Moments::of(&tax[..runs]));
                sums.profit_after_tax.push(Moments::of(&left[..runs]));
            }
        }
        let profits = Profits::new(plan, outcome, runs).rows;
        for (first, second) in pairs(profits.len()) {
            let mut difference = [0.0; LANES];
            for lane in 0..runs {
                difference[lane] = profits[first][lane] - profits[second][lane];
            }
            sums.differences.push(Moments::of(&difference[..runs]));
        }
        sums
    }

    /// Takes in the sums of the runs that follow.
    pub fn merge(&mut self, next: &Self) {
        let mine = [
            &mut self.net_income,
            &mut self.profit,
            &mut self.tax,
            &mut self.profit_after_tax,
            &mut self.differences,
        ];
        let theirs = [
            &next.net_income,
            &next.profit,
            &next.tax,
            &next.profit_after_tax,
            &next.differences,
        ];
        for (mine, theirs) in mine.into_iter().zip(theirs) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                mine.merge(theirs);
            }
        }
    }
}

/// Whether a break-even day means that it happened.
pub const fn happened(day: u32) -> bool {
    day != NEVER
}
