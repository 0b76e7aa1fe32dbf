//! `rigcast schema`: the JSON Schema of the scenario file.

use super::failure::Failure;
use super::{DONE, console};
use clap::Args;
use rigcast::scenario::schema;
use serde_json::Value;

/// Print the JSON Schema of the scenario file
///
/// Editors that know it complete keys and mark mistakes: save it beside your scenarios, which
/// name it in their first line.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rigcast schema > rigcast.schema.json")]
pub struct Arguments {}

pub fn execute(_: &Arguments) -> Result<u8, Failure> {
    let mut text = serde_json::to_string_pretty(&schema())
        .map_err(|error| Failure::Failed(format!("the schema cannot be written: {error}")))?;
    text.push('\n');
    console::print(text.as_bytes())?;
    Ok(DONE)
}

/// The schema of files under the name by which editors keep it.
fn schema() -> Value {
    let mut schema = schema::schema();
    if let Some(root) = schema.as_object_mut() {
        root.insert("$id".to_owned(), "urn:rigcast:scenario".into());
        root.insert("title".to_owned(), "rigcast scenario".into());
    }
    schema
}
