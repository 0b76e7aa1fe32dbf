//! Text that cannot become markup: names, titles and sources are whatever somebody wrote.

use std::fmt::Write as _;

/// Text for an element or a quoted attribute.
///
/// ```
/// use rigcast::report::html::escape::text;
/// assert_eq!(text("<b> & \"c\""), "&lt;b&gt; &amp; &quot;c&quot;");
/// ```
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML, and nothing that a reader could see.
            control if control.is_control() && !matches!(control, '\n' | '\t') => out.push(' '),
            // Marks that turn the direction of what follows them.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

/// JSON for a `<script type="application/json">`: no sign in it ends the element, begins a
/// comment in it, or a line of JavaScript.
pub fn json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            // These occur in JSON within strings only.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            other => out.push(other),
        }
    }
    out
}

/// The address of a link, if it leads to the web and nowhere else.
pub fn address(url: &str) -> Option<String> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web.then(|| text(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_opens_or_closes_anything() {
        let hostile = "</script><img src=x onerror='alert(\"1\")'>\u{0}\u{202e}&";
        let safe = text(hostile);
        assert!(
            !safe.contains(['<', '>', '"', '\'', '\u{0}', '\u{202e}']),
            "{safe}"
        );
        assert!(safe.ends_with("&amp;"));
    }

    #[test]
    fn escaped_json_reads_back_to_the_same_text() {
        let hostile = "</script><!-- \u{2028}&amp;";
        let plain = serde_json::to_string(hostile).unwrap();
        let safe = json(&plain);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), hostile);
    }

    #[test]
    fn a_link_leads_to_the_web_alone() {
        assert_eq!(
            address("https://a.b/?c=1&d"),
            Some("https://a.b/?c=1&amp;d".to_owned())
        );
        for url in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(address(url), None);
        }
    }
}
