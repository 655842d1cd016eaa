//! The built styles and scripts lie in web/dist, which is not committed. Without them the crate still compiles; pages are then plain.

use std::{fs, path::Path};

fn main() -> std::io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    fs::create_dir_all(&dist)?;
    if !dist.join("app.css").exists() {
        println!("cargo::warning=web/dist is empty: run script/assets, or pages come without styles");
    }
    println!("cargo::rerun-if-changed={}", dist.display());
    Ok(())
}
