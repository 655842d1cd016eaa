//! The communes an address means: names of today and from before a merger, with or without marks.

use base::Result;
use directory::{Level, UnitMap};
use storage::Tx;

use crate::form::{Place, Sought};

/// Communes of today that `sought` means, the dead led to their heirs; none if it lies in another province.
pub fn find(tx: &mut Tx, map: &UnitMap, sought: &Sought) -> Result<Vec<Place>> {
    if !in_our_province(tx, sought.province)? {
        return Ok(Vec::new());
    }
    let wanted = base::text::fold(sought.commune);
    let matches = |text: &str, name: &str| text.is_empty() || base::text::fold(name).contains(&base::text::fold(text));
    let mut places: Vec<Place> = Vec::new();
    for found in directory::find(tx, sought.commune)? {
        let bare = base::text::fold(&found.name);
        let whole =
            bare == wanted || bare.ends_with(&format!(" {wanted}")) || found.code.as_deref() == Some(sought.commune);
        if found.level != Level::Commune || !whole {
            continue;
        }
        if !matches(sought.district, found.under.as_deref().unwrap_or_default()) {
            continue;
        }
        let Some(unit) = map.get(found.now) else { continue };
        let Some(code) = unit.gso.clone() else { continue };
        let province = map.province(unit.id).map(|p| p.full_name()).unwrap_or_default();
        if places.iter().all(|p| p.code != code) {
            places.push(Place { code, name: unit.full_name(), province });
        }
    }
    // A commune that lives under that very name is meant before one that once bore it.
    if let Some(living) = places.iter().position(|p| base::text::fold(&p.name).ends_with(&wanted))
        && sought.district.is_empty()
        && places.iter().filter(|p| base::text::fold(&p.name).ends_with(&wanted)).count() == 1
    {
        return Ok(vec![places.swap_remove(living)]);
    }
    Ok(places)
}

/// A province that was not written is ours. Ours is what the directory knows by any name it had, "T. Hà Giang" too.
fn in_our_province(tx: &mut Tx, written: &str) -> Result<bool> {
    let bare = written.rsplit('.').next().unwrap_or_default().trim();
    if bare.is_empty() {
        return Ok(true);
    }
    let wanted = base::text::fold(bare);
    let is_meant = |found: &directory::Match| {
        let name = base::text::fold(&found.name);
        let without_kind = ["tinh ", "thanh pho "].iter().find_map(|kind| name.strip_prefix(kind));
        name == wanted || without_kind == Some(wanted.as_str()) || found.code.as_deref() == Some(bare)
    };
    Ok(directory::find(tx, bare)?.iter().any(|found| found.level == Level::Province && is_meant(found)))
}

#[cfg(test)]
mod tests {
    use directory::{ReorganisationFile, UnitsFile};
    use storage::testing::TestDb;

    use super::*;

    const UNITS: &str = r#"
        valid_from = "2021-07-01"
        document = "NQ 1"
        unit = [
          { level = "province", kind = "tỉnh", name = "Tuyên Quang", gso = "08" },
          { level = "province", kind = "tỉnh", name = "Hà Giang", gso = "02" },
          { level = "commune", kind = "xã", name = "Minh Tân", gso = "02001", parent = "08" },
          { level = "commune", kind = "xã", name = "Bạch Ngọc", gso = "00001", parent = "02" },
        ]
    "#;
    const MERGER: &str = r#"
        day = "2025-07-01"
        document = "NQ 2"
        keep = [{ unit = "00001 Xã Bạch Ngọc", parent = "08 Tỉnh Tuyên Quang" }]
        dissolve = [{ unit = "02 Tỉnh Hà Giang", to = "08 Tỉnh Tuyên Quang" }]
    "#;

    #[test]
    fn a_commune_of_our_name_in_another_province_is_not_ours() {
        TestDb::each(&[ledger::MIGRATIONS, directory::MIGRATIONS].concat(), |db| {
            db.exclusive_now(|tx| {
                directory::import(tx, &UnitsFile::parse(UNITS, None)?)?;
                directory::reorganise(tx, &ReorganisationFile::parse(MERGER)?, &[])?;
                let day = "2026-03-09".parse()?;
                let map = UnitMap::load(tx, day)?;
                let mut names = |commune, province| -> Result<Vec<String>> {
                    let sought = Sought { commune, district: "", province, day };
                    Ok(find(tx, &map, &sought)?.into_iter().map(|place| place.name).collect())
                };
                for ours in ["", "Tuyên Quang", "tỉnh Tuyên Quang", "T. Tuyen Quang", "Hà Giang", "tỉnh Hà Giang", "08"]
                {
                    assert_eq!(names("Minh Tân", ours)?, ["Xã Minh Tân"], "{ours}");
                    assert_eq!(names("Bạch Ngọc", ours)?, ["Xã Bạch Ngọc"], "{ours}");
                }
                for others in ["Hà Nội", "TP. Hà Nội", "thành phố Hải Phòng", "Giang", "Quảng", "xã Minh Tân"]
                {
                    assert_eq!(names("Minh Tân", others)?, [""; 0], "{others}");
                }
                Ok(())
            })
            .unwrap();
        });
    }
}
