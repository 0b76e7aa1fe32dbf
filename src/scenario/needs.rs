//! What a network asks of a rig, and what the rig lacks.

use super::limits::{OverLimit, rentable_share};
use super::quantity::Amount;
use super::text::Name;
use super::{Network, Scenario, Venue, suggest};

/// Why a network refuses a rig.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is asked and what is there.
    pub reason: String,
    /// What the owner can do.
    pub remedy: String,
}

/// Why a venue's network refuses the rig, if it does. An add-on uses no card: only what is
/// asked of host and site counts.
pub fn refusal(scenario: &Scenario, network: &Network, venue: &Venue) -> Option<Refusal> {
    let (rig, site, needs) = (&scenario.rig, &scenario.site, &network.needs);
    if !venue.add_on {
        let maker = refused(names(&needs.makers), rig.maker.as_str(), "cards made by");
        let card = refused(names(&needs.gpus), rig.gpu.as_str(), "the card");
        if let Some(refusal) = maker.or(card) {
            return Some(refusal);
        }
    }
    let on_card = needs.vram_gb.filter(|_| !venue.add_on);
    let lacking: Vec<Lack> = [
        Lack::of(
            on_card,
            rig.vram_gb,
            "GB of memory on the card",
            "rig.vram_gb",
        ),
        Lack::of(needs.ram_gb, rig.ram_gb, "GB of RAM", "rig.ram_gb"),
        Lack::of(
            needs.storage_gb,
            rig.storage_gb,
            "GB of storage",
            "rig.storage_gb",
        ),
        Lack::of(
            needs.upload_mbps,
            site.upload_mbps,
            "Mbps of upload",
            "site.upload_mbps",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    if lacking.is_empty() {
        return line_too_thin(scenario, network, venue);
    }
    let reasons: Vec<&str> = lacking.iter().map(|lack| lack.reason.as_str()).collect();
    let keys: Vec<&str> = lacking.iter().map(|lack| lack.key).collect();
    Some(Refusal {
        reason: format!("it asks for {}", reasons.join(" and ")),
        remedy: format!(
            "raise `{}` if yours has more, or remove the venue",
            keys.join("`, `")
        ),
    })
}

/// Why a rig is refused whose cards need more upload than there is.
fn line_too_thin(scenario: &Scenario, network: &Network, venue: &Venue) -> Option<Refusal> {
    let (site, cards) = (&scenario.site, scenario.rig.cards.get());
    let share = rentable_share(scenario, network, venue);
    let need = network.needs.upload_mbps_per_card?.get();
    if share >= 1.0 || site.over_upload == Some(OverLimit::Throttle) {
        return None;
    }
    let has = site.upload_mbps.get();
    Some(Refusal {
        reason: format!(
            "{cards} {} {} Mbps of upload, {need} each (`site.upload_mbps` is {has}, enough for {})",
            if cards == 1 {
                "card needs"
            } else {
                "cards need"
            },
            need * f64::from(cards),
            (has / need) as u32
        ),
        remedy: "write `site.over_upload = \"throttle\"` to offer only those, raise \
                 `site.upload_mbps` if yours has more, or remove the venue"
            .to_owned(),
    })
}

/// Why a rig is refused whose maker or card is not among those accepted.
pub(super) fn refused<'a>(
    accepted: Option<impl Iterator<Item = &'a str> + Clone>,
    has: &str,
    what: &str,
) -> Option<Refusal> {
    let mut accepted = accepted?;
    if accepted.clone().any(|name| name == has) {
        return None;
    }
    let list = suggest::list(&mut accepted);
    Some(Refusal {
        reason: format!("it takes {what} {list}, not `{has}`"),
        remedy: "remove the venue".to_owned(),
    })
}

fn names(list: &Option<Vec<Name>>) -> Option<impl Iterator<Item = &str> + Clone> {
    list.as_ref().map(|list| list.iter().map(Name::as_str))
}

struct Lack {
    reason: String,
    key: &'static str,
}

impl Lack {
    fn of(need: Option<Amount>, has: Amount, what: &str, key: &'static str) -> Option<Self> {
        let need = need.filter(|need| *need > has)?.get();
        Some(Self {
            reason: format!("{need} {what} (`{key}` is {})", has.get()),
            key,
        })
    }
}
