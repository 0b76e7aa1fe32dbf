//! report.html of a run: what it needs beside the summary, and writing it.

use super::console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::progress::{self, Display};
use rigcast::analysis::waterfall::{Waterfall, waterfall};
use rigcast::plan::Plan;
use rigcast::report::files::OutputDirectory;
use rigcast::report::html::{self, Report};
use rigcast::report::manifest::Provenance;
use rigcast::scenario::{Loaded, Scenario};
use rigcast::simulate::Control;
use rigcast::summary::Summary;
use std::path::Path;

/// Writes the report of a run.
pub fn write(
    output: &mut OutputDirectory,
    file: &Path,
    loaded: &Loaded,
    summary: &Summary,
    provenance: &Provenance,
    waterfall: Option<&Waterfall>,
) -> Result<(), Failure> {
    let file = file.file_name().unwrap_or_default().to_string_lossy();
    let bytes = html::bytes(&Report {
        summary,
        provenance,
        file: &file,
        leaves: &loaded.leaves(),
        waterfall,
        utilizations: &central_utilizations(&loaded.scenario),
        sensitivities: None,
    });
    match bytes {
        Ok(bytes) => output.write(html::FILE, &bytes)?,
        // The figures are simulated, and more than their picture.
        Err(cause) => console::tell(&format!("there is no {}: {cause}\n", html::FILE)),
    }
    Ok(())
}

/// What the profits are made of; `None` if the user stops it.
pub fn listen(
    plan: &Plan,
    summary: &Summary,
    threads: usize,
    interrupt: &Interrupt,
) -> Result<Option<Waterfall>, Failure> {
    if interrupt.exit_code().is_some() {
        return Ok(None);
    }
    let control = Control::new(plan);
    progress::watch(plan, &control, interrupt, Display::Nothing, || {
        waterfall(plan, summary.runs, threads, &control.cancel)
    })
    .map_err(|cause| Failure::Failed(format!("the simulation failed: {cause}")))
}

/// By row of the plan, the utilization of its network at central values.
fn central_utilizations(scenario: &Scenario) -> Vec<Option<f64>> {
    let plan = Plan::central(scenario);
    let venues = plan.venues.iter();
    venues
        .map(|venue| venue.utilization.map(|_| venue.mean_utilization))
        .collect()
}
