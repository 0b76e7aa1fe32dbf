//! Draws `docs/models`: for every model a few paths beside the law of a sample against its closed
//! form.
//!
//! ```text
//! cargo run --release --example pictures            # all of them
//! cargo run --release --example pictures -- jacobi  # those whose name has "jacobi" in it
//! ```
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "pictures need no reproducible bits, and stop at the first mistake"
)]

mod drawing;
mod laws;
mod models;
mod sampling;

use std::path::Path;

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/models");
    std::fs::create_dir_all(&folder).expect("docs/models can be made");
    for (name, make) in models::all() {
        if name.contains(&wanted) {
            let path = folder.join(format!("{name}.svg"));
            drawing::draw(&make(), &path).expect("the picture can be written");
            println!("docs/models/{name}.svg");
        }
    }
}
