//! The shape of a block's arrays: 256 runs side by side, 16 days at a time.
//!
//! A lane loop is a `for lane in 0..LANES` over such arrays. It vectorises where its body has
//! no branch, no look-up, no call that is not inlined, and one width of number (a loop that
//! mixes f32 and f64 runs at half speed).

/// Runs that one thread simulates together.
pub const LANES: usize = 256;

/// Days of a pass.
pub const PASS_DAYS: usize = 16;

/// One value for each run of a block.
#[repr(C, align(64))]
#[derive(Clone, Debug, PartialEq)]
pub struct Lanes<T>(pub [T; LANES]);

/// One value for each day of a pass and each run of a block: `pass.0[day][lane]`.
#[repr(C, align(64))]
#[derive(Clone, Debug, PartialEq)]
pub struct Pass<T>(pub [[T; LANES]; PASS_DAYS]);

impl<T: Copy> Lanes<T> {
    /// The same value in every lane.
    pub const fn filled(value: T) -> Self {
        Self([value; LANES])
    }
}

impl<T: Copy + Default> Lanes<T> {
    /// The type's default, zero for numbers, in every lane.
    pub fn zero() -> Self {
        Self::filled(T::default())
    }

    /// [`Lanes::zero`] on the heap.
    pub fn boxed() -> Box<Self> {
        Box::new(Self::zero())
    }
}

impl<T: Copy> Pass<T> {
    /// The same value on every day and in every lane.
    pub const fn filled(value: T) -> Self {
        Self([[value; LANES]; PASS_DAYS])
    }
}

impl<T: Copy + Default> Pass<T> {
    /// The type's default, zero for numbers, on every day and in every lane.
    pub fn zero() -> Self {
        Self::filled(T::default())
    }

    /// [`Pass::zero`] on the heap.
    pub fn boxed() -> Box<Self> {
        Box::new(Self::zero())
    }
}
