//! `server → systems → foundation`, never sideways, never up: every edge between our crates is written here.

use std::{collections::BTreeSet, process::Command};

/// What may stand under what. An edge that is not here needs a reason in `docs/decisions` and a line in this table.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("calendar", &["base"]),
    ("storage", &["base"]),
    ("powercut", &["base"]),
    ("ledger", &["base", "storage"]),
    ("jobs", &["base", "storage"]),
    ("directory", &["base", "ledger", "storage"]),
    ("identity", &["base", "directory", "ledger", "storage"]),
    ("work", &["base", "directory", "identity", "storage"]),
    ("search", &["base", "directory", "storage"]),
    ("documents", &["base", "storage"]),
    ("typeset", &["base", "documents"]),
    ("notify", &["base", "storage"]),
    ("web", &["base"]),
    (
        "platform",
        &[
            "base",
            "calendar",
            "directory",
            "documents",
            "identity",
            "jobs",
            "ledger",
            "notify",
            "search",
            "storage",
            "web",
            "work",
        ],
    ),
];

const FOUNDATION_FOR_SYSTEMS: &[&str] = &[
    "base",
    "calendar",
    "directory",
    "documents",
    "identity",
    "jobs",
    "ledger",
    "notify",
    "platform",
    "search",
    "storage",
    "web",
    "work",
];

#[test]
fn a_crate_uses_only_what_may_stand_under_it() {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let folder = package["manifest_path"].as_str().unwrap_or_default();
        let is_system = folder.contains("/systems/");
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let uses = dependency["name"].as_str().unwrap_or_default();
            let in_tests_only = dependency["kind"] == "dev";
            if !ours.contains(uses) || in_tests_only || ["bench", "server", "town"].contains(&name) {
                continue;
            }
            let allowed = match ALLOWED.iter().find(|(n, _)| *n == name) {
                Some((_, allowed)) => allowed.contains(&uses),
                None if is_system => FOUNDATION_FOR_SYSTEMS.contains(&uses),
                None => false,
            };
            if !allowed {
                wrong.push(format!(
                    "{name} uses {uses}: a system may use the foundation but no other system, and a crate of the \
                     foundation only those above it in ARCHITECTURE.md"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
