//! What a newcomer may rely on in every room.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

fn crates() -> Vec<PathBuf> {
    let mut found = vec![root().join("server")];
    for folder in ["foundation", "systems"] {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder of crates");
        found.extend(entries.filter_map(|e| e.ok()).map(|e| e.path()).filter(|p| p.join("Cargo.toml").exists()));
    }
    found
}

#[test]
fn every_crate_has_a_readme_that_is_its_documentation() {
    for folder in crates() {
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        assert!(readme.lines().count() > 2, "{} has no README to speak of", folder.display());
        let lib = std::fs::read_to_string(folder.join("src/lib.rs")).expect("lib.rs");
        assert!(
            lib.contains("include_str!(\"../README.md\")"),
            "{}: README.md is the crate's rustdoc",
            folder.display()
        );
    }
}

#[test]
fn a_tables_name_begins_with_its_systems() {
    for folder in crates() {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        for entry in std::fs::read_dir(folder.join("migrations")).into_iter().flatten().filter_map(|e| e.ok()) {
            let sql = std::fs::read_to_string(entry.path()).expect("a migration").to_lowercase();
            for line in sql.lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                let table = match words.as_slice() {
                    ["create", "table", table, ..] => table,
                    ["create", "virtual", "table", table, ..] => table,
                    _ => continue,
                };
                assert!(table.starts_with(&format!("{name}_")), "{}: table {table}", entry.path().display());
            }
        }
    }
}

#[test]
fn rights_events_and_work_begin_with_a_known_word() {
    for system in server::systems::SYSTEMS {
        for (right, _) in system.rights {
            // The desk has the foundation's pages, and declares the rights of its rooms: work.assign.
            let own = right.0.starts_with(&format!("{}.", system.name)) || system.name == "desk";
            assert!(own && right.0.contains('.'), "right {} of {}", right.0, system.name);
        }
        for kind in system.events {
            assert!(kind.name.contains('.'), "event {}", kind.name);
        }
    }
}
