//! "Did you mean …?"

/// The candidate that a misspelt word most likely stands for.
pub(crate) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = letters(word);
    let cost = |candidate: &str| {
        let other = letters(candidate);
        let part = plain.len() >= 3 && (other.contains(&plain) || plain.contains(&other));
        let distance = strsim::damerau_levenshtein(&plain, &other);
        let allowed = (plain.chars().count() / 3).max(1);
        match (distance <= allowed, part && other.len() >= 3) {
            (true, _) => Some(distance),
            // A part of the right word is worth less than any near miss.
            (false, true) => Some(100 + distance),
            (false, false) => None,
        }
    };
    let scored = candidates
        .into_iter()
        .filter_map(|name| Some((cost(name)?, name)));
    scored.min_by_key(|&(cost, _)| cost).map(|(_, name)| name)
}

/// Names in a row: "`a`, `b` or `c`".
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// What to do about a name that is not among the candidates.
pub(crate) fn instead<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    match closest(word, candidates.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("choose one of {}", list(candidates)),
    }
}

/// Lower case without punctuation: `io-net`, `IO.net` and `ionet` are the same word.
fn letters(word: &str) -> String {
    // Longer words are no misspelling of any key, and comparing costs their square.
    const LONGEST: usize = 80;
    let kept = word.chars().filter(|character| character.is_alphanumeric());
    kept.take(LONGEST).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_punctuation_and_parts_are_recognised() {
        let names = ["rtx-4090", "rtx-4080", "io.net", "cards", "card_usd"];
        assert_eq!(closest("rtx-4091", names), Some("rtx-4090"));
        assert_eq!(closest("io-net", names), Some("io.net"));
        assert_eq!(closest("4080", names), Some("rtx-4080"));
        assert_eq!(closest("card", names), Some("cards"));
        assert_eq!(closest("nothing-like-it", names), None);
    }
}
