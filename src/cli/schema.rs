//! `rigcast schema`: the JSON Schema of the scenario file.

use super::failure::Failure;
use super::{DONE, console};
use clap::Args;
use rigcast::scenario::Scenario;
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

/// The schema of the resolved scenario, loosened to that of a file, which may leave to the
/// catalogue whatever it likes.
fn schema() -> Value {
    let mut schema = schemars::schema_for!(Scenario).to_value();
    loosen(&mut schema, Keep::Nothing);
    if let Some(root) = schema.as_object_mut() {
        root.insert("$id".to_owned(), "urn:rigcast:scenario".into());
        root.insert("title".to_owned(), "rigcast scenario".into());
    }
    schema
}

/// Whether a schema's own list of required keys stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Nothing,
    /// One of several alternatives is told from the others by its required key.
    Required,
}

fn loosen(schema: &mut Value, keep: Keep) {
    match schema {
        Value::Object(keywords) => {
            if keep == Keep::Nothing {
                // A property may itself be called "required"; the keyword holds a list.
                keywords.retain(|keyword, value| keyword != "required" || !value.is_array());
            }
            for (keyword, value) in keywords.iter_mut() {
                match value {
                    Value::Array(alternatives) if keyword == "oneOf" => {
                        for alternative in alternatives {
                            loosen(alternative, Keep::Required);
                        }
                    }
                    _ => loosen(value, Keep::Nothing),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                loosen(item, Keep::Nothing);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_need_not_say_what_the_catalogue_knows() {
        let schema = schema();
        assert_eq!(schema["required"], Value::Null);
        assert_eq!(schema["$defs"]["Rig"]["required"], Value::Null);
        assert_eq!(schema["$defs"]["Rig"]["additionalProperties"], false);
    }

    #[test]
    fn a_choice_still_names_its_model() {
        let alternatives = &schema()["$defs"]["Tariff"]["oneOf"];
        assert_eq!(alternatives[0]["required"][0], "flat");
        assert_eq!(
            alternatives[0]["properties"]["flat"]["required"],
            Value::Null
        );
    }
}
