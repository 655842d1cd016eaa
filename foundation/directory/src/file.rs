//! The two kinds of file that make the map: the units of a first day, and the reviewed mergers that lead from day to day.

use std::{fs, path::Path};

use base::{Day, Error, Result, Text, said, text, text::clean};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Level;

const MAX_NAME: usize = 200;
const MAX_CODE: usize = 35; // QCVN 102:2016/BTTTT

/// The units of a first day. Territories may stand in a CSV beside the file
/// (`level,kind,name,gso,agency,parent`), agencies and the rules for offices in the file itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitsFile {
    pub valid_from: Day,
    pub document: String,
    /// Name of the CSV beside the file.
    #[serde(default)]
    pub territory: Option<String>,
    #[serde(default, rename = "unit")]
    pub units: Vec<Found>,
    #[serde(default, rename = "office")]
    pub offices: Vec<OfficeRule>,
}

/// A reorganisation of one day. Units are named as `02608 Xã Hồng Lạc`: the code counts, the name is checked against it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReorganisationFile {
    /// The first day of the new map.
    pub day: Day,
    pub document: String,
    #[serde(default, rename = "found")]
    pub founded: Vec<Found>,
    #[serde(default, rename = "keep")]
    pub kept: Vec<Keep>,
    #[serde(default, rename = "dissolve")]
    pub dissolved: Vec<Dissolve>,
    #[serde(default, rename = "split")]
    pub splits: Vec<Split>,
    #[serde(default, rename = "office")]
    pub offices: Vec<OfficeRule>,
}

/// A new unit. `whole` and `part` name the units it is made of; those end.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    pub level: Level,
    pub kind: String,
    pub name: String,
    #[serde(default)]
    pub gso: Option<String>,
    #[serde(default)]
    pub agency: Option<String>,
    /// Agency codes that still lead here.
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub duty: Option<String>,
    #[serde(default)]
    pub lat: Option<f64>,
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub whole: Vec<String>,
    #[serde(default)]
    pub part: Vec<String>,
}

impl Found {
    pub fn new(level: Level, kind: &str, name: &str) -> Found {
        Found {
            level,
            kind: kind.to_owned(),
            name: name.to_owned(),
            gso: None,
            agency: None,
            aliases: Vec::new(),
            parent: None,
            duty: None,
            lat: None,
            lon: None,
            whole: Vec::new(),
            part: Vec::new(),
        }
    }
}

/// A unit whose territory stays as it is: what is named changes on the day, the rest stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    pub unit: String,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub gso: Option<String>,
    #[serde(default)]
    pub agency: Option<String>,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub lat: Option<f64>,
    #[serde(default)]
    pub lon: Option<f64>,
}

/// A unit that ends without being part of a new one, such as a district: `to` takes what it still had open.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dissolve {
    pub unit: String,
    pub to: String,
}

/// A unit that stands under `part` of several new ones. Which of them takes what it still had open is a human's decision:
/// `default` is a proposal, and without `decided` nothing is moved.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    pub unit: String,
    #[serde(default)]
    pub default: Option<String>,
    #[serde(default)]
    pub decided: Option<String>,
}

/// Makes an office below each unit of a level that the file founds or keeps; `{unit}` in the name is `xã Minh Tân`.
/// The offices of such a unit become those of the rules: an office with the same duty goes on, under the new name if it
/// has one; others end.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeRule {
    pub below: Level,
    /// Only below units of these kinds; empty for all.
    #[serde(default)]
    pub kinds: Vec<String>,
    pub duty: String,
    pub kind: String,
    pub name: String,
}

impl OfficeRule {
    pub(crate) fn applies(&self, level: Level, kind: &str) -> bool {
        self.below == level && (self.kinds.is_empty() || self.kinds.iter().any(|k| k == kind))
    }

    pub(crate) fn name_below(&self, unit: &str) -> String {
        self.name.replace("{unit}", unit)
    }
}

impl UnitsFile {
    /// The file and, if it names one, the CSV beside it.
    pub fn read(path: &Path) -> Result<UnitsFile> {
        let toml = read(path)?;
        let head: UnitsFile = parse(&toml)?;
        let csv = head.territory.as_deref().map(|name| read(&path.with_file_name(name))).transpose()?;
        UnitsFile::parse(&toml, csv.as_deref())
    }

    pub fn parse(toml: &str, territory: Option<&str>) -> Result<UnitsFile> {
        let mut file: UnitsFile = parse(toml)?;
        if let Some(csv) = territory {
            let agencies = std::mem::replace(&mut file.units, territories(csv)?);
            file.units.extend(agencies);
        }
        for unit in &mut file.units {
            if !(unit.whole.is_empty() && unit.part.is_empty()) {
                let name = &unit.name;
                return Err(Error::invalid(said!(
                    "{name}: danh mục ban đầu không có đơn vị tiền thân",
                    "{name}: the units of a first day have no predecessors"
                )));
            }
            tidy(unit)?;
        }
        Ok(file)
    }
}

impl ReorganisationFile {
    pub fn read(path: &Path) -> Result<ReorganisationFile> {
        ReorganisationFile::parse(&read(path)?)
    }

    pub fn parse(toml: &str) -> Result<ReorganisationFile> {
        let mut file: ReorganisationFile = parse(toml)?;
        file.founded.iter_mut().try_for_each(tidy)?;
        for keep in &mut file.kept {
            if let Some(name) = &mut keep.name {
                *name = clean(name, MAX_NAME)?;
            }
        }
        Ok(file)
    }

    /// Takes the proposed default of every split that is not decided yet: the operator has seen them and said yes.
    pub fn accept_defaults(&mut self) {
        for split in &mut self.splits {
            if split.decided.is_none() {
                split.decided = split.default.clone();
            }
        }
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| {
        let path = path.display();
        Error {
            source: Some(std::sync::Arc::new(e)),
            ..Error::invalid(said!("Không đọc được {path}", "Cannot read {path}"))
        }
    })
}

fn parse<T: DeserializeOwned>(toml: &str) -> Result<T> {
    toml::from_str(toml.trim_start_matches('\u{feff}'))
        .map_err(|e| Error::invalid(said!("Tệp không đúng mẫu: {e}", "The file is not well formed: {e}")))
}

/// One line of the CSV. Codes are text: leading zeros count.
#[derive(Deserialize)]
struct Line {
    level: Level,
    kind: String,
    name: String,
    gso: Option<String>,
    agency: Option<String>,
    parent: Option<String>,
}

fn territories(csv: &str) -> Result<Vec<Found>> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut units = Vec::new();
    for (at, line) in reader.deserialize::<Line>().enumerate() {
        let line_number = at + 2;
        let line = line.map_err(|e| {
            Error::invalid(said!(
                "Dòng {line_number} không đúng mẫu: {e}",
                "Line {line_number} is not well formed: {e}"
            ))
        })?;
        let some = |value: Option<String>| value.filter(|v| !v.is_empty());
        units.push(Found {
            gso: some(line.gso),
            agency: some(line.agency),
            parent: some(line.parent),
            ..Found::new(line.level, &line.kind, &line.name)
        });
    }
    Ok(units)
}

const NO_NAME: Text = text("Có đơn vị chưa ghi tên hoặc loại", "A unit has no name or no kind");

fn tidy(unit: &mut Found) -> Result<()> {
    unit.name = clean(&unit.name, MAX_NAME)?;
    unit.kind = clean(&unit.kind, MAX_NAME)?;
    if unit.name.is_empty() || unit.kind.is_empty() {
        return Err(Error::invalid(NO_NAME));
    }
    for code in unit.gso.iter().chain(&unit.agency).chain(&unit.aliases) {
        check_code(&unit.name, code)?;
    }
    if let Some(gso) = &unit.gso {
        let digits = match unit.level {
            Level::Province => 2,
            Level::District => 3,
            _ => 5,
        };
        if gso.len() != digits || !gso.bytes().all(|b| b.is_ascii_digit()) {
            let name = &unit.name;
            return Err(Error::invalid(said!(
                "{name}: mã thống kê {gso} phải gồm {digits} chữ số",
                "{name}: the statistics code {gso} must have {digits} digits"
            )));
        }
    }
    Ok(())
}

fn check_code(name: &str, code: &str) -> Result<()> {
    if code.is_empty() || code.len() > MAX_CODE || !code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') {
        return Err(Error::invalid(said!(
            "{name}: mã \"{code}\" chỉ gồm chữ không dấu, số và dấu chấm",
            "{name}: the code \"{code}\" may hold only letters, digits and dots"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_with_a_byte_order_mark_crlf_and_quotes_is_read() {
        let csv = "\u{feff}level,kind,name,gso,agency,parent\r\nprovince,tỉnh,\"Tuyên Quang\",08,H60,\r\n";
        let units = territories(csv).unwrap();
        assert_eq!(units[0].name, "Tuyên Quang");
        assert_eq!(units[0].gso.as_deref(), Some("08"));
        assert_eq!(units[0].parent, None);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let csv =
            "level,kind,name,gso,agency,parent\nprovince,tỉnh,Tuyên Quang,08,H60,\nward,phường,Minh Xuân,02215,,08\n";
        assert!(territories(csv).unwrap_err().said.en.contains("Line 3"));
    }

    #[test]
    fn a_code_that_lost_its_zero_is_refused() {
        let toml = "valid_from = \"2021-07-01\"\ndocument = \"x\"\n[[unit]]\nlevel = \"province\"\nkind = \"tỉnh\"\n\
                    name = \"Tuyên Quang\"\ngso = \"8\"\n";
        assert!(UnitsFile::parse(toml, None).unwrap_err().said.en.contains("must have 2 digits"));
    }

    #[test]
    fn an_unknown_word_in_a_file_is_refused() {
        let toml = "day = \"2025-07-01\"\ndocument = \"x\"\n[[merge]]\nunit = \"08\"\n";
        assert!(ReorganisationFile::parse(toml).is_err());
    }
}
