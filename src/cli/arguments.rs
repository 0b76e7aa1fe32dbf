//! Arguments that several commands share, and their checks.

use clap::Args;
use rigcast::scenario::quantity::{Percentile, Runs};
use rigcast::scenario::text::Seed;

/// Overrides of the scenario, laid over the file in this order.
#[derive(Debug, Clone, Default, Args)]
pub struct Overrides {
    /// Number of sampled futures, such as 1_000_000 or 1e6
    #[arg(long, value_name = "N", value_parser = runs)]
    pub runs: Option<Runs>,

    /// Seed of every draw: 1 to 16 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = seed)]
    pub seed: Option<Seed>,

    /// Any value of the scenario by its dotted key; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = assignment)]
    pub set: Vec<String>,
}

impl Overrides {
    /// As `KEY=VALUE` texts; `--set` comes first, so that the named options win.
    pub fn assignments(&self) -> Vec<String> {
        let runs = self
            .runs
            .map(|runs| format!("simulation.runs={}", runs.get()));
        let seed = self.seed.map(|seed| format!("simulation.seed=\"{seed}\""));
        self.set.iter().cloned().chain(runs).chain(seed).collect()
    }
}

/// Threads to simulate on.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Threads {
    /// Threads to simulate on, 1 to 1024 [default: one for each processor]; the result does not
    /// depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl Threads {
    /// How many there are to be.
    pub fn count(self) -> usize {
        self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        )
    }
}

/// A number of runs: `250000`, `1_000_000`, `1e6`, `2.5e6`.
pub fn runs(text: &str) -> Result<Runs, String> {
    let number = whole_number(text)
        .ok_or_else(|| "write a whole number such as 250000, 1_000_000 or 1e6".to_owned())?;
    Runs::try_from(number)
}

/// A whole number with underscores and a decimal exponent, read without rounding.
fn whole_number(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|&character| character != '_').collect();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<u8>().ok()?),
        None => (text.as_str(), 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let missing = usize::from(exponent).checked_sub(fraction.len())?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(missing));
    let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !only_digits {
        return None;
    }
    digits.parse().ok()
}

/// A seed.
pub fn seed(text: &str) -> Result<Seed, String> {
    Seed::try_from(text.to_owned())
}

/// Percentiles between commas, in ascending order and each once: `5,50,95`.
pub fn percentiles(text: &str) -> Result<Percentiles, String> {
    let mut list = text
        .split(',')
        .map(|part| {
            let number: f64 = part
                .trim()
                .parse()
                .map_err(|_| format!("{part:?} is no number: write them like 5,50,95"))?;
            Percentile::try_from(number)
        })
        .collect::<Result<Vec<_>, String>>()?;
    list.sort_by(|one, other| one.get().total_cmp(&other.get()));
    list.dedup();
    Ok(Percentiles(list))
}

/// A list of percentiles that is one argument.
#[derive(Debug, Clone, PartialEq)]
pub struct Percentiles(Vec<Percentile>);

impl Percentiles {
    /// As a `KEY=VALUE` text.
    pub fn assignment(&self) -> String {
        let list: Vec<String> = self.0.iter().map(|one| one.get().to_string()).collect();
        format!("simulation.percentiles=[{}]", list.join(","))
    }
}

/// `KEY=VALUE` with a key; the scenario's reader checks the rest.
pub fn assignment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("write KEY=VALUE, such as site.electricity.flat.usd_per_kwh=0.16".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_may_have_underscores_and_an_exponent() {
        for (text, value) in [
            ("1", 1),
            ("1_000_000", 1_000_000),
            ("1e6", 1_000_000),
            ("2.5e6", 2_500_000),
            ("1E12", 1_000_000_000_000),
        ] {
            assert_eq!(runs(text).unwrap().get(), value, "{text}");
        }
    }

    #[test]
    fn runs_are_whole_numbers_in_their_range() {
        for text in [
            "",
            "0",
            "-5",
            "1.5",
            "1e-3",
            "1e",
            "e6",
            "2.55e1",
            "1e13",
            "1e99",
            "ten",
            "0x10",
            "1,000",
            "9999999999999999999999",
        ] {
            assert!(runs(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percentiles_are_sorted_and_each_given_once() {
        assert_eq!(
            percentiles("95, 5,50,5").unwrap().assignment(),
            "simulation.percentiles=[5,50,95]"
        );
        for text in ["", "5,,95", "5;95", "0", "100", "nan"] {
            assert!(percentiles(text).is_err(), "{text}");
        }
    }

    #[test]
    fn named_options_come_after_set() {
        let overrides = Overrides {
            runs: runs("1e3").ok(),
            seed: seed("5eed").ok(),
            set: vec!["simulation.runs=5".to_owned()],
        };
        assert_eq!(
            overrides.assignments(),
            [
                "simulation.runs=5",
                "simulation.runs=1000",
                "simulation.seed=\"5eed\""
            ]
        );
    }
}
