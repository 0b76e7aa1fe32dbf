//! The files of a run: each written whole or not at all, the manifest last.

use super::csv;
use super::html;
use super::manifest::{self, Provenance, hexadecimal, sha256};
use super::plots;
use crate::summary::Summary;
use atomic_write_file::AtomicWriteFile;
use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder of the results at central values.
pub const CENTRAL: &str = "central";

/// A file or directory that could not be written.
#[derive(Debug)]
pub struct OutputError {
    path: PathBuf,
    cause: io::Error,
}

impl OutputError {
    fn new(path: &Path, cause: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            cause,
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self.cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space, or name another directory with --output DIR"
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                "a file is in the way: move it, or name another directory with --output DIR"
            }
            io::ErrorKind::IsADirectory => {
                "a directory is in the way: move it, or name another with --output DIR"
            }
            _ => "make the directory writable, or name another with --output DIR",
        };
        write!(
            out,
            "cannot write {}: {}\n{advice}",
            self.path.display(),
            self.cause
        )
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// The directory of a run, and the hashes of the files written into it.
#[derive(Debug)]
pub struct OutputDirectory {
    directory: PathBuf,
    hashes: IndexMap<String, String>,
}

impl OutputDirectory {
    /// Makes the directory, with its parents, and makes sure that files can be written there:
    /// better to know before a long simulation than after it.
    ///
    /// # Errors
    /// When the directory cannot be made or written to.
    pub fn create(directory: &Path) -> Result<Self, OutputError> {
        std::fs::create_dir_all(directory).map_err(|cause| OutputError::new(directory, cause))?;
        AtomicWriteFile::open(directory.join("manifest.json"))
            .and_then(AtomicWriteFile::discard)
            .map_err(|cause| OutputError::new(directory, cause))?;
        Ok(Self {
            directory: directory.to_owned(),
            hashes: IndexMap::new(),
        })
    }

    /// Where the files go.
    pub fn path(&self) -> &Path {
        &self.directory
    }

    /// Writes one file.
    ///
    /// # Errors
    /// When it cannot be written; then it is as it was before.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let path = self.directory.join(name);
        AtomicWriteFile::open(&path)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.commit()
            })
            .map_err(|cause| OutputError::new(&path, cause))?;
        self.hashes.insert(name.to_owned(), sha256(bytes));
        Ok(())
    }

    /// Writes the pictures into their folder.
    ///
    /// # Errors
    /// When the folder cannot be made or one of them not be written.
    pub fn write_plots(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), OutputError> {
        let folder = self.directory.join(plots::FOLDER);
        std::fs::create_dir_all(&folder).map_err(|cause| OutputError::new(&folder, cause))?;
        for (name, bytes) in files {
            self.write(&format!("{}/{name}", plots::FOLDER), bytes)?;
        }
        Ok(())
    }

    /// Begins a file that is too long to be kept in memory.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn begin(&self, name: &str) -> Result<OutputFile, OutputError> {
        let path = self.directory.join(name);
        let file = AtomicWriteFile::open(&path).map_err(|cause| OutputError::new(&path, cause))?;
        Ok(OutputFile {
            name: name.to_owned(),
            path,
            file: io::BufWriter::new(file),
            hash: Sha256::new(),
        })
    }

    /// Puts a file that was begun in its place.
    ///
    /// # Errors
    /// When it cannot be written; then it is as it was before.
    pub fn finish(&mut self, file: OutputFile) -> Result<(), OutputError> {
        let OutputFile {
            name,
            path,
            file,
            hash,
        } = file;
        file.into_inner()
            .map_err(|error| error.into_error())
            .and_then(AtomicWriteFile::commit)
            .map_err(|cause| OutputError::new(&path, cause))?;
        self.hashes.insert(name, hexadecimal(&hash.finalize()));
        Ok(())
    }

    /// Writes the CSV files of a summary and, last, the manifest with the hash of every file
    /// written before it. Returns the names in the order of writing.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_summary(
        mut self,
        summary: &Summary,
        provenance: &Provenance,
    ) -> Result<Vec<String>, OutputError> {
        for (name, export) in csv::FILES {
            let bytes = export(summary)
                .map_err(|cause| OutputError::new(&self.directory.join(name), cause))?;
            self.write(name, &bytes)?;
        }
        for file in csv::OCCASIONAL.iter().filter(|file| (file.is_due)(summary)) {
            let bytes = (file.export)(summary)
                .map_err(|cause| OutputError::new(&self.directory.join(file.name), cause))?;
            self.write(file.name, &bytes)?;
        }
        self.remove_leftovers(&csv::FILES.map(|(name, _)| name), summary.central.is_some())?;
        if let Some(central) = &summary.central {
            let folder = self.directory.join(CENTRAL);
            std::fs::create_dir_all(&folder).map_err(|cause| OutputError::new(&folder, cause))?;
            for (name, export) in csv::FILES {
                let name = format!("{CENTRAL}/{name}");
                let bytes = export(central)
                    .map_err(|cause| OutputError::new(&self.directory.join(&name), cause))?;
                self.write(&name, &bytes)?;
            }
        }
        let name = "manifest.json";
        let bytes = manifest::bytes(summary, provenance, &self.hashes)
            .map_err(|cause| OutputError::new(&self.directory.join(name), cause))?;
        self.write(name, &bytes)?;
        Ok(self.hashes.into_keys().collect())
    }
}

impl OutputDirectory {
    /// Removes what an earlier run left and this one does not write: its samples, claims,
    /// convergence, report, pictures, and results at central values.
    fn remove_leftovers(&self, tables: &[&str], has_central: bool) -> Result<(), OutputError> {
        let mut names = Vec::new();
        let occasional = csv::OCCASIONAL.iter().map(|file| file.name);
        for name in occasional.chain(["samples.csv", html::FILE]) {
            if !self.hashes.contains_key(name) {
                names.push(name.to_owned());
            }
        }
        if !has_central {
            names.extend(tables.iter().map(|name| format!("{CENTRAL}/{name}")));
        }
        names.extend(self.earlier_plots());
        for name in names {
            let path = self.directory.join(name);
            match std::fs::remove_file(&path) {
                Err(cause) if !is_absence(&cause) => return Err(OutputError::new(&path, cause)),
                _ => {}
            }
        }
        if !has_central {
            // A folder with other files in it is the user's own.
            let _ = std::fs::remove_dir(self.directory.join(CENTRAL));
        }
        let _ = std::fs::remove_dir(self.directory.join(plots::FOLDER));
        Ok(())
    }

    /// Pictures that the manifest of an earlier run names and this one does not write. Other
    /// pictures in the folder are the user's own.
    fn earlier_plots(&self) -> Vec<String> {
        let manifest = std::fs::read(self.directory.join("manifest.json")).unwrap_or_default();
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
        let names = manifest["outputs_sha256"].as_object();
        let names = names.into_iter().flat_map(|names| names.keys());
        let is_plot = |name: &&String| {
            let file = name.strip_prefix(plots::FOLDER);
            let file = file.and_then(|file| file.strip_prefix('/'));
            file.is_some_and(|file| file.ends_with(".svg") && !file.contains(['/', '\\']))
        };
        names
            .filter(is_plot)
            .filter(|name| !self.hashes.contains_key(*name))
            .cloned()
            .collect()
    }
}

/// Whether a file could not be removed because there is none.
fn is_absence(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// A file being written piece by piece; dropped before [`OutputDirectory::finish`], it leaves
/// no trace.
#[derive(Debug)]
pub struct OutputFile {
    name: String,
    path: PathBuf,
    file: io::BufWriter<AtomicWriteFile>,
    hash: Sha256,
}

impl OutputFile {
    /// Names the file in an error that writing to it gave.
    pub fn error(&self, cause: io::Error) -> OutputError {
        OutputError::new(&self.path, cause)
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;
    use std::fs;
    use std::time::Duration;

    const NAMES: [&str; 7] = [
        "summary.csv",
        "percentiles.csv",
        "break_even.csv",
        "bands.csv",
        "histogram.csv",
        "comparison.csv",
        "manifest.json",
    ];

    fn provenance() -> Provenance {
        Provenance {
            seed: "5eed".to_owned(),
            threads: 1,
            wall_time: Duration::ZERO,
            scenario: serde_json::Value::Null,
            scenario_toml: String::new(),
            inputs: indexmap::IndexMap::new(),
        }
    }

    #[test]
    fn a_run_writes_these_files_and_no_other() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("a").join("b");
        let output = OutputDirectory::create(&directory).unwrap();
        assert_eq!(
            output.write_summary(&example(), &provenance()).unwrap(),
            NAMES
        );
        let mut found: Vec<_> = fs::read_dir(&directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        found.sort();
        let mut expected = NAMES.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_manifest_holds_the_hash_of_every_other_file() {
        let place = tempfile::tempdir().unwrap();
        let mut output = OutputDirectory::create(place.path()).unwrap();
        let mut long = output.begin("samples.csv").unwrap();
        writeln!(long, "run,venue").unwrap();
        output.finish(long).unwrap();
        output.write_summary(&example(), &provenance()).unwrap();
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(place.path().join("manifest.json")).unwrap()).unwrap();
        let hashes = manifest["outputs_sha256"].as_object().unwrap();
        assert_eq!(hashes.len(), 7);
        for (name, hash) in hashes {
            assert_eq!(hash, &sha256(&fs::read(place.path().join(name)).unwrap()));
        }
    }

    #[test]
    fn a_file_that_is_not_finished_leaves_no_trace() {
        let place = tempfile::tempdir().unwrap();
        let output = OutputDirectory::create(place.path()).unwrap();
        let mut file = output.begin("samples.csv").unwrap();
        writeln!(file, "half a file").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn pictures_of_an_earlier_run_go_and_those_of_others_stay() {
        let place = tempfile::tempdir().unwrap();
        let plots = place.path().join("plots");
        let mut output = OutputDirectory::create(place.path()).unwrap();
        let files = ["a.svg", "b.svg"].map(|name| (name.to_owned(), b"<svg/>".to_vec()));
        output.write_plots(&files).unwrap();
        output.write_summary(&example(), &provenance()).unwrap();
        fs::write(plots.join("mine.svg"), "").unwrap();
        let mut output = OutputDirectory::create(place.path()).unwrap();
        output.write_plots(&files[1..]).unwrap();
        let names = output.write_summary(&example(), &provenance()).unwrap();
        assert!(names.contains(&"plots/b.svg".to_owned()));
        assert!(!plots.join("a.svg").exists() && plots.join("b.svg").exists());
        fs::remove_file(plots.join("mine.svg")).unwrap();
        let output = OutputDirectory::create(place.path()).unwrap();
        output.write_summary(&example(), &provenance()).unwrap();
        assert!(!plots.exists());
    }

    #[test]
    fn a_file_in_the_way_of_the_directory_is_named_with_what_to_do() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("output");
        fs::write(&path, "").unwrap();
        let error = OutputDirectory::create(&path).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("cannot write {}: ", path.display())),
            "{error}"
        );
        assert!(error.contains("a file is in the way"), "{error}");
        assert!(error.contains("--output DIR"), "{error}");
    }

    #[test]
    fn a_directory_in_the_way_of_a_file_is_named_with_what_to_do() {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("bands.csv")).unwrap();
        let output = OutputDirectory::create(place.path()).unwrap();
        let error = output
            .write_summary(&example(), &provenance())
            .unwrap_err()
            .to_string();
        assert!(error.contains("bands.csv"), "{error}");
        assert!(error.contains("directory"), "{error}");
    }
}
