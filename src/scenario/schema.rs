//! The JSON Schema of scenario files, for editors.

use serde_json::{Value, json};

/// The JSON Schema of a scenario *file*: that of [`Scenario`](super::Scenario), in which
/// everything that the catalogue can supply may be left out.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(super::Scenario).to_value();
    relax(&mut schema);
    if let Some(root) = schema.as_object_mut() {
        root.insert("required".into(), json!(["title", "rig", "venues"]));
    }
    schema
}

/// Takes away which keys a table must have. The tables of a choice keep theirs: its one
/// key is what tells the variants apart.
fn relax(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.remove("required");
            for (keyword, inner) in object.iter_mut() {
                match (keyword.as_str(), inner) {
                    ("oneOf", Value::Array(variants)) => {
                        variants.iter_mut().for_each(relax_variant)
                    }
                    (_, inner) => relax(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(relax),
        _ => {}
    }
}

fn relax_variant(variant: &mut Value) {
    if let Some(properties) = variant.get_mut("properties") {
        relax(properties);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_leave_out_what_the_catalogue_supplies() {
        let schema = schema();
        assert_eq!(schema["required"], json!(["title", "rig", "venues"]));
        assert!(schema["$defs"]["Rig"].get("required").is_none());
        assert!(schema["$defs"]["Gbm"].get("required").is_none());
    }

    #[test]
    fn a_choice_keeps_its_one_key() {
        let schema = schema();
        let variants = schema["$defs"]["PriceModel"]["oneOf"].as_array().unwrap();
        assert!(
            variants
                .iter()
                .all(|variant| variant["required"].as_array().unwrap().len() == 1)
        );
    }
}
