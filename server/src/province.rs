//! The demo province as data, embedded so that one binary is all there is.

use base::{Error, Result};
use directory::{ReorganisationFile, UnitsFile};

#[derive(rust_embed::RustEmbed)]
#[folder = "../provinces/tuyen-quang"]
#[include = "units/*"]
#[include = "procedures/*.toml"]
struct Files;

fn text(path: &str) -> Result<String> {
    let file = Files::get(path).ok_or_else(|| Error::internal(format!("{path} is not in the program")))?;
    String::from_utf8(file.data.into_owned()).map_err(Error::internal)
}

/// The units of the first day.
pub fn units() -> Result<UnitsFile> {
    UnitsFile::parse(&text("units/2021-07-01.toml")?, Some(&text("units/2021-07-01.csv")?))
}

/// What has changed since, the earliest first.
pub fn reorganisations() -> Result<Vec<ReorganisationFile>> {
    let mut files: Vec<ReorganisationFile> = Files::iter()
        .filter(|path| path.starts_with("units/reorganise-") && path.ends_with(".toml"))
        .map(|path| ReorganisationFile::parse(&text(&path)?))
        .collect::<Result<_>>()?;
    files.sort_by_key(|file| file.day);
    Ok(files)
}

/// The procedures worked out by hand: file name and text.
pub fn procedures() -> Result<Vec<(String, String)>> {
    let mut paths: Vec<String> =
        Files::iter().filter(|p| p.starts_with("procedures/")).map(|p| p.to_string()).collect();
    paths.sort();
    paths.into_iter().map(|path| Ok((path.clone(), text(&path)?))).collect()
}
