//! Quoted gross against arithmetic: what a card mines, and by how much a quote disagrees.

use crate::scenario::text::Name;
use crate::scenario::{Chain, Mining, Network, Rig, Scenario};

/// What a card mines on the first day in USD before the pool's fee: the quote if there is one,
/// else share of the hashrate × coins × price.
pub fn mining_gross(
    scenario: &Scenario,
    name: &Name,
    network: &Network,
    mining: &Mining,
    chain: &Chain,
    notes: &mut Vec<String>,
) -> f64 {
    let rig = &scenario.rig;
    let physical = card_hashrate(rig, mining, chain).map(|hashes| {
        let share = hashes / chain.hashes_per_second.get();
        let coins = chain.reference_coins(scenario.simulation.start.get());
        let usd = scenario
            .tokens
            .get(&chain.coin)
            .map_or(0.0, |token| token.usd.get());
        share * coins * usd
    });
    let article = network.quoted_gross_usd_per_day.get(&rig.gpu);
    match (mining.gross_usd_per_day, physical) {
        (Some(quote), Some(physical)) => {
            notes.extend(disagreement(
                name,
                "the quoted gross, which is simulated,",
                quote.get(),
                physical,
            ));
            quote.get()
        }
        (Some(quote), None) => quote.get(),
        (None, physical) => {
            let physical = physical.unwrap_or(0.0);
            if let Some(quote) = article {
                notes.extend(disagreement(
                    name,
                    "an article's gross, which is not simulated,",
                    quote.get(),
                    physical,
                ));
            }
            physical
        }
    }
}

/// Hashes a second of a card on a chain, if they are known.
pub fn card_hashrate(rig: &Rig, mining: &Mining, chain: &Chain) -> Option<f64> {
    let own = rig.hashes_per_second.get(&chain.algorithm).copied();
    mining.hashes_per_second.or(own).map(|hashes| hashes.get())
}

/// A sentence on a quote that is not what hashrate, emission and price make.
fn disagreement(name: &Name, what: &str, quote: f64, physical: f64) -> Option<String> {
    let ratio = quote / physical;
    if (0.9..=1.1).contains(&ratio) || (quote == 0.0 && physical == 0.0) {
        return None;
    }
    let verdict = if quote == 0.0 || physical == 0.0 {
        "one of them pays nothing".to_owned()
    } else if ratio > 1.0 {
        format!("the quote is {} times that", significant(ratio))
    } else {
        format!("that is {} times the quote", significant(1.0 / ratio))
    };
    Some(format!(
        "{name}: {what} is {quote:.2} USD a card and day; share of the hashrate × coins × price makes {physical:.4}: {verdict}"
    ))
}

/// Two or three significant digits, thousands apart.
fn significant(ratio: f64) -> String {
    if ratio >= 1_000.0 {
        let tens = (ratio / 10.0).round() as u64 * 10;
        format!("{},{:03}", tens / 1_000, tens % 1_000)
    } else if ratio >= 10.0 {
        format!("{ratio:.0}")
    } else {
        format!("{ratio:.1}")
    }
}
