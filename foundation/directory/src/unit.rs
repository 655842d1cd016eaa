//! A unit on a day: what it is called, which codes it bears and what it stands under.

use std::{fmt, str::FromStr};

use base::{Day, Error, Id, Result, Text, said, text};
use serde::{Deserialize, Serialize};
use storage::{Tx, args, stored_as_text};

/// What sort of unit it is. The first three hold territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Province,
    /// Until 2025-06-30.
    District,
    Commune,
    /// A provincial agency: sở, ban, ngành, the people's committee itself.
    Department,
    /// A desk or division within another unit, such as a commune's Trung tâm Phục vụ hành chính công.
    Office,
}

impl Level {
    pub const ALL: [Level; 5] = [Level::Province, Level::District, Level::Commune, Level::Department, Level::Office];

    pub const fn name(self) -> &'static str {
        match self {
            Level::Province => "province",
            Level::District => "district",
            Level::Commune => "commune",
            Level::Department => "department",
            Level::Office => "office",
        }
    }

    pub const fn title(self) -> Text {
        match self {
            Level::Province => text("Cấp tỉnh", "Province"),
            Level::District => text("Cấp huyện", "District"),
            Level::Commune => text("Cấp xã", "Commune"),
            Level::Department => text("Sở, ban, ngành", "Department"),
            Level::Office => text("Bộ phận", "Office"),
        }
    }

    pub const fn holds_territory(self) -> bool {
        matches!(self, Level::Province | Level::District | Level::Commune)
    }

    /// Whether a unit of this level may stand right under one of that level.
    pub(crate) const fn fits_under(self, parent: Level) -> bool {
        match self {
            Level::Province => false,
            Level::District => matches!(parent, Level::Province),
            Level::Commune => matches!(parent, Level::Province | Level::District),
            Level::Department => !matches!(parent, Level::Office),
            Level::Office => true,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = Error;

    fn from_str(s: &str) -> Result<Level> {
        Level::ALL
            .into_iter()
            .find(|level| level.name() == s)
            .ok_or_else(|| Error::invalid(said!("Không có cấp đơn vị \"{s}\"", "There is no level of units \"{s}\"")))
    }
}

stored_as_text!(Level);

/// Who gives out the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// The statistics office: 2 digits a province, 3 a district, 5 a commune. Text, with leading zeros.
    Gso,
    /// The agency code of QĐ 20/2020/QĐ-TTg: `H60`, `H60.101`. Aliases are accepted, the code in force comes first.
    Agency,
}

impl Scheme {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Scheme::Gso => "gso",
            Scheme::Agency => "agency",
        }
    }

    /// Codes of the statistics office are digits, those of agencies begin with a letter.
    pub fn of(code: &str) -> Scheme {
        if code.starts_with(|c: char| c.is_ascii_digit()) { Scheme::Gso } else { Scheme::Agency }
    }
}

/// `valid_from` and `valid_to` are the first and the last day of the unit itself, both inclusive.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub id: Id,
    pub level: Level,
    /// What it does under its parent, the same across reorganisations and names: `one-stop`, `police`, `justice`.
    pub duty: Option<String>,
    /// In lower case: `xã`, `phường`, `thị trấn`, `tỉnh`, `sở`, `trung tâm`.
    pub kind: String,
    /// Of a territory without its kind (`Minh Xuân`), of an agency or office in full (`Sở Tư pháp`).
    pub name: String,
    pub gso: Option<String>,
    pub agency: Option<String>,
    pub parent: Option<Id>,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    /// The middle of the territory, degrees (WGS 84).
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

impl Unit {
    /// `Phường Minh Xuân`, `Sở Tư pháp`.
    pub fn full_name(&self) -> String {
        full_name(self.level, &self.kind, &self.name)
    }

    /// Within a sentence: `phường Minh Xuân`, `Sở Tư pháp`.
    pub fn in_sentence(&self) -> String {
        in_sentence(self.level, &self.kind, &self.name)
    }

    /// The code it is known by: the statistics office's, else the agency code.
    pub fn code(&self) -> Option<&str> {
        self.gso.as_deref().or(self.agency.as_deref())
    }

    pub fn alive_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

pub(crate) fn full_name(level: Level, kind: &str, name: &str) -> String {
    let words = in_sentence(level, kind, name);
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

pub(crate) fn in_sentence(level: Level, kind: &str, name: &str) -> String {
    if level.holds_territory() { format!("{kind} {name}") } else { name.to_owned() }
}

type Columns = (
    Id,
    Level,
    Option<String>,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<Id>,
    Day,
    Option<Day>,
    Option<f64>,
    Option<f64>,
);

fn from_columns(columns: Columns) -> Unit {
    let (id, level, duty, kind, name, gso, agency, parent, valid_from, valid_to, lat, lon) = columns;
    Unit { id, level, duty, kind, name, gso, agency, parent, valid_from, valid_to, lat, lon }
}

/// `at` selects rows of `directory_unit` with the `day` on which each is looked at.
fn select(tx: &mut Tx, at: &str, args: &[storage::Val]) -> Result<Vec<Unit>> {
    let sql = format!(
        "with at as ({at})
         select u.id, u.level, u.duty, n.kind, n.name, g.code, a.code, p.parent, u.valid_from, u.valid_to, u.lat, u.lon
         from at u
         join directory_name n on n.unit = u.id and n.from_day <= u.day and (n.to_day is null or n.to_day >= u.day)
         left join directory_code g on g.unit = u.id and g.scheme = 'gso' and g.from_day <= u.day
           and (g.to_day is null or g.to_day >= u.day)
         left join directory_code a on a.unit = u.id and a.scheme = 'agency' and a.alias = false and a.from_day <= u.day
           and (a.to_day is null or a.to_day >= u.day)
         left join directory_parent p on p.unit = u.id and p.from_day <= u.day and (p.to_day is null or p.to_day >= u.day)
         order by case u.level when 'province' then 1 when 'district' then 2 when 'commune' then 3 when 'department' then 4
           else 5 end, g.code nulls last, a.code nulls last, n.sort_key, u.id"
    );
    Ok(tx.all::<Columns>(&sql, args)?.into_iter().map(from_columns).collect())
}

const NO_UNIT: Text = text("Không có đơn vị này", "There is no such unit");

/// The unit as it was on the day; outside its life as it was on its nearest day, so that an old paper still finds the name.
pub fn unit(tx: &mut Tx, id: Id, day: Day) -> Result<Unit> {
    let at = "select *, case when valid_from > $2 then valid_from when valid_to < $2 then valid_to
                        else cast($2 as text) end as day from directory_unit where id = $1";
    select(tx, at, args![id, day])?.pop().ok_or_else(|| Error::not_found(NO_UNIT))
}

/// The unit that bore the code on the day.
pub fn unit_by_code(tx: &mut Tx, scheme: Scheme, code: &str, day: Day) -> Result<Unit> {
    let id: Option<(Id,)> = tx.first(
        "select unit from directory_code where scheme = $1 and code = $2 and from_day <= $3
           and (to_day is null or to_day >= $3) order by alias limit 1",
        args![scheme.name(), code, day],
    )?;
    let (id,) = id.ok_or_else(|| {
        let day = day.dmy();
        Error::not_found(said!("Ngày {day} không có đơn vị mã {code}", "No unit had the code {code} on {day}"))
    })?;
    unit(tx, id, day)
}

/// All units alive on the day, from the province down.
pub(crate) fn all(tx: &mut Tx, day: Day) -> Result<Vec<Unit>> {
    let at = "select *, cast($1 as text) as day from directory_unit
              where valid_from <= $1 and (valid_to is null or valid_to >= $1)";
    select(tx, at, args![day])
}

/// The units right under this one.
pub fn children(tx: &mut Tx, id: Id, day: Day) -> Result<Vec<Unit>> {
    let at = "select u.*, cast($2 as text) as day from directory_parent c join directory_unit u on u.id = c.unit
              where c.parent = $1 and c.from_day <= $2 and (c.to_day is null or c.to_day >= $2)";
    select(tx, at, args![id, day])
}

/// The communes of the whole directory.
pub fn communes(tx: &mut Tx, day: Day) -> Result<Vec<Unit>> {
    let at = "select *, cast($1 as text) as day from directory_unit
              where level = 'commune' and valid_from <= $1 and (valid_to is null or valid_to >= $1)";
    select(tx, at, args![day])
}

/// What the unit stands under on the day, nearest first, without itself.
pub fn ancestors(tx: &mut Tx, id: Id, day: Day) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx.all(
        "with recursive up (unit, depth) as (
           select parent, 1 from directory_parent
             where unit = $1 and from_day <= $2 and (to_day is null or to_day >= $2)
           union all
           select p.parent, up.depth + 1 from up join directory_parent p on p.unit = up.unit
             where p.from_day <= $2 and (p.to_day is null or p.to_day >= $2)
         ) select unit from up order by depth",
        args![id, day],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The office or agency with this duty right under the unit, such as a commune's `one-stop` or the province's `justice`;
/// of a province also one level deeper, since its one-stop centre stands under the committee's office (NĐ 118/2025/NĐ-CP).
pub fn office(tx: &mut Tx, under: Id, duty: &str, day: Day) -> Result<Option<Unit>> {
    let under = children(tx, under, day)?;
    if let Some(found) = under.iter().find(|unit| unit.duty.as_deref() == Some(duty)) {
        return Ok(Some(found.clone()));
    }
    for agency in under.iter().filter(|unit| unit.level == Level::Department) {
        if let Some(found) = children(tx, agency.id, day)?.into_iter().find(|u| u.duty.as_deref() == Some(duty)) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The agency code for dossiers of this unit: its own or that of the nearest unit above it that has one.
pub fn agency_code(tx: &mut Tx, id: Id, day: Day) -> Result<String> {
    let mut at = unit(tx, id, day)?;
    loop {
        if let Some(code) = at.agency {
            return Ok(code);
        }
        let Some(parent) = at.parent else {
            let name = at.full_name();
            return Err(Error::not_found(said!(
                "{name} chưa có mã định danh cơ quan",
                "{name} has no agency code yet"
            )));
        };
        at = unit(tx, parent, day)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_territory_is_named_with_its_kind_and_an_agency_without() {
        assert_eq!(full_name(Level::Commune, "phường", "Minh Xuân"), "Phường Minh Xuân");
        assert_eq!(full_name(Level::Commune, "đặc khu", "Phú Quốc"), "Đặc khu Phú Quốc");
        assert_eq!(in_sentence(Level::Commune, "phường", "Minh Xuân"), "phường Minh Xuân");
        assert_eq!(full_name(Level::Department, "sở", "Sở Tư pháp"), "Sở Tư pháp");
    }

    #[test]
    fn levels_read_back_as_they_are_written() {
        for level in Level::ALL {
            assert_eq!(level.to_string().parse::<Level>().unwrap(), level);
        }
        assert!("ward".parse::<Level>().is_err());
    }
}
