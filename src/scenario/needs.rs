//! What a network asks of a rig, and what the rig lacks.

use super::quantity::Amount;
use super::text::Name;
use super::{Network, Scenario, Venue, suggest};

/// A need that the rig does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// What is asked and what is there.
    pub reason: String,
    /// What the owner can do.
    pub remedy: String,
}

/// The needs of a venue's network that the rig does not meet. An add-on uses no card: only
/// what is asked of host and site counts.
pub fn unmet(scenario: &Scenario, network: &Network, venue: &Venue) -> Vec<Unmet> {
    let (rig, site, needs) = (&scenario.rig, &scenario.site, &network.needs);
    let host = [
        (needs.ram_gb, rig.ram_gb, "GB of RAM", "rig.ram_gb"),
        (
            needs.storage_gb,
            rig.storage_gb,
            "GB of storage",
            "rig.storage_gb",
        ),
        (
            needs.upload_mbps,
            site.upload_mbps,
            "Mbps of upload",
            "site.upload_mbps",
        ),
    ];
    let card = [(
        needs.vram_gb,
        rig.vram_gb,
        "GB of memory on the card",
        "rig.vram_gb",
    )];
    let mut unmet: Vec<Unmet> = host
        .into_iter()
        .filter_map(|(need, has, what, key)| amount(need, has, what, key))
        .collect();
    if !venue.add_on {
        unmet.extend(
            card.into_iter()
                .filter_map(|(need, has, what, key)| amount(need, has, what, key)),
        );
        unmet.extend(one_of(needs.makers.as_deref(), &rig.maker, "cards made by"));
        unmet.extend(one_of(needs.gpus.as_deref(), &rig.gpu, "the card"));
    }
    unmet
}

fn amount(need: Option<Amount>, has: Amount, what: &str, key: &str) -> Option<Unmet> {
    let need = need.filter(|need| *need > has)?.get();
    Some(Unmet {
        reason: format!("it asks for {need} {what}, `{key}` is {}", has.get()),
        remedy: format!("raise `{key}` if yours has more, or remove the venue"),
    })
}

fn one_of(accepted: Option<&[Name]>, has: &Name, what: &str) -> Option<Unmet> {
    let accepted = accepted.filter(|accepted| !accepted.contains(has))?;
    let list = suggest::list(accepted.iter().map(Name::as_str));
    Some(Unmet {
        reason: format!("it takes {what} {list}, not `{has}`"),
        remedy: "remove the venue".to_owned(),
    })
}
