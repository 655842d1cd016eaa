//! Nothing is linked in that deny.toml does not allow. `cargo deny check` says the same and more, where it is installed.

use std::process::Command;

fn allowed() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../deny.toml");
    let text = std::fs::read_to_string(root).expect("deny.toml");
    let table: toml::Table = text.parse().expect("deny.toml is TOML");
    let list = table["licenses"]["allow"].as_array().expect("licenses.allow");
    list.iter().filter_map(|l| l.as_str()).map(str::to_owned).collect()
}

/// `(A OR B) AND C`, and the old `A/B`.
fn holds(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    let mut depth = 0;
    let mut split = |word: &str| -> Option<(String, String)> {
        let bytes = expression.as_bytes();
        depth = 0;
        for at in 0..bytes.len() {
            match bytes[at] {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ if depth == 0 && expression[at..].starts_with(word) => {
                    return Some((expression[..at].to_owned(), expression[at + word.len()..].to_owned()));
                }
                _ => {}
            }
        }
        None
    };
    if let Some((left, right)) = split(" AND ") {
        return holds(&left, allowed) && holds(&right, allowed);
    }
    if let Some((left, right)) = split(" OR ") {
        return holds(&left, allowed) || holds(&right, allowed);
    }
    let bare = expression.trim();
    match bare.strip_prefix('(').and_then(|b| b.strip_suffix(')')) {
        Some(inner) => holds(inner, allowed),
        None => allowed.iter().any(|a| a == bare),
    }
}

#[test]
fn every_crate_that_is_linked_has_an_allowed_licence() {
    let out = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--locked",
            "--offline",
            "--format-version",
            "1",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).expect("cargo metadata is JSON");
    let allowed = allowed();
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 100);
    let wrong: Vec<String> = packages
        .iter()
        .filter(|p| !holds(p["license"].as_str().unwrap_or_default(), &allowed))
        .map(|p| format!("{} {}: {}", p["name"], p["version"], p["license"]))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned(), "Unicode-3.0".to_owned()];
    assert!(holds("MIT OR GPL-3.0", &allowed));
    assert!(holds("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed));
    assert!(holds("GPL-2.0/MIT", &allowed));
    assert!(!holds("MIT AND GPL-3.0", &allowed));
    assert!(!holds("", &allowed));
}
