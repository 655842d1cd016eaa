//! Embeds the typefaces that `script/fonts` brought. Without them the crate still builds, and says so when asked to typeset.

use std::{env, fs, path::Path};

fn main() {
    let fonts = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder")).join("fonts/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=fonts/dist");

    let mut faces: Vec<_> = fs::read_dir(&fonts)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext == "ttf"))
        .collect();
    faces.sort();
    if faces.is_empty() {
        println!("cargo::warning=foundation/typeset/fonts/dist is empty: no paper can be printed; run script/fonts");
    }
    let list: String = faces.iter().map(|path| format!("    include_bytes!({path:?}),\n")).collect();
    let source = format!("static FACES: &[&[u8]] = &[\n{list}];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo names the output folder")).join("faces.rs");
    fs::write(out, source).expect("the output folder can be written");
}
