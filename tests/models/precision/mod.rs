//! The kernel against references in double precision on the same random words, model by model.
//!
//! A reference is written from the equations of MODELS.md, in f64 and with the system's functions;
//! it shares with the kernel the words and normals that the generator gives, and nothing else.
//!
//! What is asked of every model: the relative error of the final net income is below 1e-5 at the
//! median and below 1e-3 at worst, and less than one run in a thousand breaks even on another day.
//! A decision that falls on the other side (a regime, a death, a job) is such a run, too.
//!
//! The error is relative to the final net income. Net income is income less costs, and an f32 day
//! is exact to a share of each of the two: in a run in which they all but cancel, the error is
//! still that share of what was added and taken away, and is no bounded share of what is left. So
//! the worst is relative to the net income or the costs of the run, whichever is larger in size;
//! the worst relative to the net alone is printed beside it, and must not be beyond the bound in
//! more than one run in a thousand. The median is relative to the net alone.
//!
//! Where what is kept, owed or resold is the model's affair, it is counted with the net income.

mod books;
mod cards;
mod demand;
mod draws;
mod jobs;
mod mining;
mod money;
mod power;
mod prices;
mod rental;
mod retargets;
mod rig;
mod table;
mod unknowns;

use crate::common::totals;
use books::Run;
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

/// Runs the plan of one venue and compares it with a reference, which gives the runs of a block from a
/// first one on. Prints a row of the table in MODELS.md.
#[track_caller]
fn compare(model: &str, plan: &Plan, reference: impl Fn(u64) -> Vec<Run>) {
    let outlay = plan.venues[0].outlay;
    let single = totals(plan).remove(0);
    let (mut errors, mut of_net) = (Vec::new(), Vec::new());
    let (mut other_day, mut broke_even) = (0, 0);
    for (block, found) in single.chunks(LANES).enumerate() {
        let expected = reference((block * LANES) as u64);
        for (found, expected) in found.iter().zip(&expected) {
            let (all, exact) = match expected.later {
                None => (found.net_income, expected.net),
                Some(later) => (found.profit + outlay - found.tax, expected.net + later),
            };
            let error = (all - exact).abs();
            of_net.push(error / exact.abs());
            let scale = exact.abs().max(expected.net.abs()).max(expected.costs);
            errors.push(error / scale);
            other_day += usize::from(found.break_even_day != expected.break_even);
            broke_even += usize::from(expected.break_even.is_some());
        }
    }
    let runs = errors.len();
    let beyond = of_net.iter().filter(|error| **error >= 1e-3).count();
    let [median, worst_of_net] = middle_and_last(of_net);
    let [_, worst] = middle_and_last(errors);
    println!(
        "| {model} | {runs} | {median:.1e} | {worst:.1e} | {worst_of_net:.1e} | {broke_even} | {other_day} |"
    );
    assert!(median < 1e-5, "{model}: median {median}");
    assert!(worst < 1e-3, "{model}: worst {worst}");
    assert!(1_000 * beyond < runs, "{model}: {beyond} of {runs}");
    // The test of days would be blind if hardly any run broke even.
    assert!(
        4 * broke_even > runs,
        "{model}: {broke_even} of {runs} break even"
    );
    assert!(
        1_000 * other_day < runs,
        "{model}: {other_day} of {runs} runs break even on another day"
    );
}

/// The median and the largest of some sizes.
fn middle_and_last(mut sizes: Vec<f64>) -> [f64; 2] {
    sizes.sort_by(f64::total_cmp);
    [sizes[sizes.len() / 2], sizes[sizes.len() - 1]]
}
