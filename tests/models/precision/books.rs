//! The books of a reference.

/// What a run comes to.
pub struct Run {
    /// Net income.
    pub net: f64,
    /// Costs, which income pays first.
    pub costs: f64,
    /// What is kept, owed or resold beside it, if that is compared, too.
    pub later: Option<f64>,
    /// The day of break-even, from 1.
    pub break_even: Option<u32>,
}

/// Books that are open.
pub struct Books {
    outlay: f64,
    day: u32,
    run: Run,
    /// Cash beyond net income: tokens that were sold for another price than on receipt.
    pub token_gain: f64,
}

impl Books {
    /// Books of an outlay.
    pub const fn new(outlay: f64) -> Self {
        Self {
            outlay,
            day: 0,
            run: Run {
                net: 0.0,
                costs: 0.0,
                later: None,
                break_even: None,
            },
            token_gain: 0.0,
        }
    }

    /// A day's income and costs.
    pub fn day(&mut self, income: f64, costs: f64) {
        self.day_with(income, costs, 0.0);
    }

    /// The same, with what kept tokens would bring that day.
    pub fn day_with(&mut self, income: f64, costs: f64, holdings: f64) {
        self.day += 1;
        self.run.net += income - costs;
        self.run.costs += costs;
        let wealth = self.run.net + self.token_gain + holdings;
        if self.run.break_even.is_none() && wealth >= self.outlay {
            self.run.break_even = Some(self.day);
        }
    }

    /// Closes them.
    pub fn close(self) -> Run {
        self.run
    }

    /// Closes them with what tokens gained, and what else there is at the end.
    pub fn close_with(mut self, rest: f64) -> Run {
        self.run.later = Some(self.token_gain + rest);
        self.run
    }
}
