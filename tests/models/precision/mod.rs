//! The kernel against references in double precision on the same random words, model by model.
//!
//! A reference is written from the equations of MODELS.md, in f64 and with the system's functions;
//! it shares with the kernel the words and normals that the generator gives, and nothing else.
//!
//! What is asked of every model: the relative error of the final net income is below 1e-5 at the
//! median and below 1e-3 at worst, and less than one run in a thousand breaks even on another day.
//! A decision that falls on the other side (a regime, a death, a job) is such a run, too.
//!
//! Net income is income less costs, and an f32 day is exact to a share of each of the two: where
//! they all but cancel, the error has no bound relative to what is left of them. So the error is
//! taken relative to the net income or the income of the run, whichever is larger in size; what
//! it is relative to the net alone is printed beside it, and its median is held to the same bound.

mod books;
mod draws;
mod prices;
mod rental;
mod table;

use crate::common::totals;
use books::Run;
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

/// Runs the plan of one venue and compares it with a reference, which gives the 128 runs from a
/// first one on. Prints a row of the table in MODELS.md.
#[track_caller]
fn compare(model: &str, plan: &Plan, reference: impl Fn(u64) -> Vec<Run>) {
    let single = totals(plan).remove(0);
    let (mut errors, mut of_net) = (Vec::new(), Vec::new());
    let (mut other_day, mut broke_even) = (0, 0);
    for (block, found) in single.chunks(LANES).enumerate() {
        let expected = reference((block * LANES) as u64);
        for (found, expected) in found.iter().zip(&expected) {
            let error = (found.net_income - expected.net).abs();
            errors.push(error / expected.net.abs().max(expected.gross));
            of_net.push(error / expected.net.abs());
            other_day += usize::from(found.break_even_day != expected.break_even);
            broke_even += usize::from(expected.break_even.is_some());
        }
    }
    let runs = errors.len();
    let ((median, worst), (net_median, net_worst)) =
        (middle_and_last(errors), middle_and_last(of_net));
    println!(
        "| {model} | {runs} | {median:.1e} | {worst:.1e} | {net_median:.1e} | {net_worst:.1e} | {broke_even} | {other_day} |"
    );
    assert!(
        median < 1e-5 && net_median < 1e-5,
        "{model}: median {median}, {net_median}"
    );
    assert!(worst < 1e-3, "{model}: worst {worst}");
    // The test would be blind if no run, or every one, broke even.
    assert!(
        (runs / 20..runs - runs / 20).contains(&broke_even),
        "{model}: {broke_even} of {runs} break even"
    );
    assert!(
        1_000 * other_day < runs,
        "{model}: {other_day} of {runs} runs break even on another day"
    );
}

/// The median and the largest of some sizes.
fn middle_and_last(mut sizes: Vec<f64>) -> (f64, f64) {
    sizes.sort_by(f64::total_cmp);
    (sizes[sizes.len() / 2], sizes[sizes.len() - 1])
}
