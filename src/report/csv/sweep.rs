//! sweep.csv: the rows of summary.csv at every point, after a column for each key.

use super::summary;
use crate::analysis::sweep::Swept;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::io;

/// Column names, and rows in which a figure that a point does not have is empty.
pub struct Table {
    /// Columns.
    pub header: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table of a sweep.
    ///
    /// # Errors
    /// The CSV writer's.
    pub fn new(swept: &Swept) -> io::Result<Self> {
        let keys: Vec<String> = swept.axes.iter().map(|axis| axis.key.clone()).collect();
        Self::of(
            &keys,
            (swept.points.iter()).map(|point| (&point.values[..], &point.summary)),
        )
    }

    /// The rows of summaries, each after the values of its keys.
    ///
    /// # Errors
    /// The CSV writer's.
    pub fn of<'a>(
        keys: &[String],
        points: impl IntoIterator<Item = (&'a [String], &'a crate::summary::Summary)>,
    ) -> io::Result<Self> {
        let mut columns: IndexMap<String, ()> = keys.iter().map(|key| (key.clone(), ())).collect();
        let mut records: Vec<IndexMap<String, String>> = Vec::new();
        for (values, summary) in points {
            let bytes = summary::bytes(summary)?;
            let mut reader = ::csv::Reader::from_reader(&bytes[..]);
            let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
            columns.extend(header.iter().map(|name| (name.clone(), ())));
            for record in reader.records() {
                let record = record?;
                let cells = header.iter().cloned().zip(record.iter().map(str::to_owned));
                let own = keys.iter().cloned().zip(values.iter().cloned());
                records.push(own.chain(cells).collect());
            }
        }
        let header: Vec<String> = columns.into_keys().collect();
        let row = |record: &IndexMap<String, String>| {
            let cell = |name: &String| record.get(name).cloned().unwrap_or_default();
            header.iter().map(cell).collect()
        };
        Ok(Self {
            rows: records.iter().map(row).collect(),
            header,
        })
    }

    /// The file.
    ///
    /// # Errors
    /// The CSV writer's.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.into_inner().map_err(|error| error.into_error())
    }

    /// The rows as JSON objects: numbers as numbers, and what is empty as null.
    pub fn json(&self) -> Value {
        let value = |cell: &String| match cell.parse::<f64>() {
            _ if cell.is_empty() => Value::Null,
            Ok(number) if number.is_finite() => json!(number),
            _ => json!(cell),
        };
        let object = |row: &Vec<String>| -> Map<String, Value> {
            let cells = self.header.iter().cloned().zip(row.iter().map(value));
            cells.collect()
        };
        self.rows.iter().map(object).map(Value::Object).collect()
    }
}
