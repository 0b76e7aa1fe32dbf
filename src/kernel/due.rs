//! Which lanes something happens in, so that events are drawn for many lanes at once and days
//! without any cost nothing.

use crate::lanes::LANES;

/// Lanes that are drawn for together: the widest vector of f32.
pub const TOGETHER: usize = 16;

/// Some lanes of a block, ascending.
pub struct Due {
    lanes: [u32; LANES],
    count: usize,
}

impl Due {
    /// No lane.
    pub const fn none() -> Self {
        Self {
            lanes: [0; LANES],
            count: 0,
        }
    }

    /// The lanes whose time comes before `end`.
    #[inline(always)]
    pub fn find<T: PartialOrd + Copy>(&mut self, times: &[T; LANES], end: T) {
        self.find_where(|lane| times[lane] < end);
    }

    /// The lanes for which `is_due` says so: compared abreast, and then looked for eight at a time,
    /// as most eights have none.
    #[inline(always)]
    pub fn find_where(&mut self, is_due: impl Fn(usize) -> bool) {
        let mut flags = [0_u8; LANES];
        for lane in 0..LANES {
            flags[lane] = u8::from(is_due(lane));
        }
        let mut count = 0;
        for (number, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
            let mut left = u64::from_le_bytes(*eight);
            while left != 0 {
                self.lanes[count % LANES] = (8 * number) as u32 + left.trailing_zeros() / 8;
                count += 1;
                left &= left - 1;
            }
        }
        self.count = count;
    }

    /// Keeps those for which `keep` says so.
    #[inline(always)]
    pub fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let mut count = 0;
        for place in 0..self.count {
            let lane = self.lanes[place];
            self.lanes[count] = lane;
            count += usize::from(keep(lane as usize));
        }
        self.count = count;
    }

    /// The lanes.
    #[inline(always)]
    pub fn lanes(&self) -> &[u32] {
        &self.lanes[..self.count]
    }

    /// The lanes by sixteen; what fills up the last sixteen is to be left alone.
    #[inline(always)]
    pub fn sixteens(&self) -> impl Iterator<Item = (&[u32; TOGETHER], usize)> {
        let (sixteens, _) = self.lanes.as_chunks::<TOGETHER>();
        let live = self.count;
        (sixteens.iter().enumerate())
            .map(move |(number, lanes)| (lanes, live.saturating_sub(number * TOGETHER)))
            .take_while(|(_, left)| *left > 0)
            .map(|(lanes, left)| (lanes, left.min(TOGETHER)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_found_kept_and_counted_by_sixteen() {
        let mut times = [9.0; LANES];
        for lane in (0..LANES).step_by(5) {
            times[lane] = 1.0;
        }
        let mut due = Due::none();
        due.find(&times, 5.0);
        let fives: Vec<u32> = (0..LANES as u32).step_by(5).collect();
        assert_eq!(due.lanes(), fives);
        let counts: Vec<usize> = due.sixteens().map(|(_, live)| live).collect();
        assert_eq!(counts, [16, 16, 16, 4]);
        due.retain(|lane| lane % 2 == 0);
        let tens: Vec<u32> = (0..LANES as u32).step_by(10).collect();
        assert_eq!(due.lanes(), tens);
        due.retain(|_| false);
        assert_eq!(due.sixteens().count(), 0);
    }
}
