//! Listening to the kernel: replay, pictures and tests see what it computes, as it computes it.

use super::{
    Accounts, ExitState, Market, Operation, PolicyState, Rig, StrategyState, TreasuryState,
};

/// One venue's pass, after it was booked.
pub struct PassView<'a> {
    /// Index of the venue in the plan.
    pub venue: usize,
    /// First day of the pass, counted from 0.
    pub first_day: usize,
    /// Days of the pass inside the horizon.
    pub days: usize,
    /// The market of the pass.
    pub market: &'a Market,
    /// The rig during the pass.
    pub rig: &'a Rig,
    /// Hours, income and costs of the pass.
    pub operation: &'a Operation,
    /// What was kept and sold.
    pub treasury: &'a TreasuryState,
    /// Money after the pass.
    pub accounts: &'a Accounts,
    /// When it ran, where a policy looks at margins.
    pub policy: Option<&'a PolicyState>,
    /// What its parts did, of a strategy.
    pub strategy: Option<&'a StrategyState>,
    /// When the rig was sold, where it is before the last day.
    pub exit: Option<&'a ExitState>,
}

/// Is told of every pass of every venue. It cannot change anything.
pub trait Observer {
    /// Whether anybody listens. The kernel keeps what only a listener wants to see for one day
    /// at a time otherwise.
    fn watches(&self) -> bool {
        true
    }

    /// A venue's pass is booked.
    fn pass(&mut self, view: &PassView<'_>);
}

/// Listens to nothing.
pub struct NoObserver;

impl Observer for NoObserver {
    fn watches(&self) -> bool {
        false
    }

    fn pass(&mut self, _: &PassView<'_>) {}
}
