//! A chain with Bitcoin's difficulty and halvings, in continuous time.

/// What a hash earns, and where the chain stands.
pub struct Retargets {
    difficulty: f64,
    reward: f64,
    blocks_left: f64,
    epoch_days: f64,
    blocks_to_halving: f64,
}

impl Retargets {
    const A_DAY: f64 = 144.0;

    /// The epoch so far ran at the target pace.
    pub fn new(height: u64) -> Self {
        let into_epoch = ((height + 1) % 2_016) as f64;
        Self {
            difficulty: 1.0,
            reward: 1.0,
            blocks_left: 2_016.0 - into_epoch,
            epoch_days: into_epoch / Self::A_DAY,
            blocks_to_halving: (209_999 - height % 210_000) as f64,
        }
    }

    /// What a hash earns on a day.
    pub fn day(&mut self, hashrate: f64) -> f64 {
        let (mut left, mut earned) = (1.0, 0.0);
        while left > 0.0 {
            let speed = Self::A_DAY * hashrate / self.difficulty;
            let blocks = (speed * left)
                .min(self.blocks_left)
                .min(self.blocks_to_halving);
            let time = (blocks / speed).min(left);
            earned += time * self.reward / self.difficulty;
            left = if blocks < speed * left {
                left - time
            } else {
                0.0
            };
            self.epoch_days += time;
            self.blocks_left -= blocks;
            self.blocks_to_halving -= blocks;
            if self.blocks_left <= 0.0 {
                self.difficulty *= (2_016.0 / Self::A_DAY / self.epoch_days).clamp(0.25, 4.0);
                (self.blocks_left, self.epoch_days) = (2_016.0, 0.0);
            }
            if self.blocks_to_halving <= 0.0 {
                self.reward *= 0.5;
                self.blocks_to_halving = 210_000.0;
            }
        }
        earned
    }
}
