//! Numbers, money and dates in Vietnamese words, as official papers write them.

use crate::{Day, Dong};

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// `1_500_000` → `một triệu năm trăm nghìn`. Northern reading: `linh`, `nghìn`, and `tư` after `mươi`.
pub fn number(n: i64) -> String {
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut words = Vec::new();
    if n < 0 {
        words.push("âm");
    }
    billions(n.unsigned_abs(), &mut words);
    words.join(" ")
}

/// `Dong(1_500_000)` → `Một triệu năm trăm nghìn đồng`: the line "Bằng chữ" of a receipt, with its capital.
pub fn money(amount: Dong) -> String {
    capitalised(&format!("{} đồng", number(amount.0)))
}

/// `ngày 05 tháng 02 năm 2026`, `ngày 24 tháng 11 năm 2026`: a day under 10 and the months 1 and 2 take a 0
/// (NĐ 30/2020/NĐ-CP, Annex I, part II, point 4).
pub fn day(day: Day) -> String {
    let (d, m, y) = (day.day_of_month(), day.month_number(), day.year());
    let zero = if m <= 2 { "0" } else { "" };
    format!("ngày {d:02} tháng {zero}{m} năm {y}")
}

/// `ngày mười ba tháng hai năm hai nghìn không trăm hai mươi sáu`: the day of birth in civil status papers.
pub fn day_in_words(day: Day) -> String {
    let month = match day.month_number() {
        4 => "tư".to_owned(),
        m => number(i64::from(m)),
    };
    format!("ngày {} tháng {month} năm {}", number(i64::from(day.day_of_month())), number(i64::from(day.year())))
}

/// The first letter large.
pub fn capitalised(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// Whole billions are read as a number of their own before "tỷ"; what follows is read in full (`một tỷ không trăm linh năm`).
fn billions(n: u64, words: &mut Vec<&'static str>) {
    let (high, low) = (n / 1_000_000_000, n % 1_000_000_000);
    if high > 0 {
        billions(high, words);
        words.push("tỷ");
    }
    let mut full = high > 0;
    for (group, unit) in [(low / 1_000_000, "triệu"), (low / 1000 % 1000, "nghìn"), (low % 1000, "")] {
        if group > 0 {
            hundreds(group as usize, full, words);
            words.extend((!unit.is_empty()).then_some(unit));
            full = true;
        }
    }
}

/// 1 to 999; `full` says the hundreds even if there are none.
fn hundreds(n: usize, full: bool, words: &mut Vec<&'static str>) {
    let (hundred, ten, unit) = (n / 100, n / 10 % 10, n % 10);
    let full = full || hundred > 0;
    if full {
        words.extend([DIGITS[hundred], "trăm"]);
    }
    match ten {
        0 if full && unit > 0 => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([DIGITS[ten], "mươi"]),
    }
    match unit {
        0 => {}
        1 if ten > 1 => words.push("mốt"),
        4 if ten > 1 => words.push("tư"),
        5 if ten > 0 => words.push("lăm"),
        _ => words.push(DIGITS[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_say_them() {
        for (n, said) in [
            (0, "không"),
            (5, "năm"),
            (10, "mười"),
            (11, "mười một"),
            (14, "mười bốn"),
            (15, "mười lăm"),
            (20, "hai mươi"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (55, "năm mươi lăm"),
            (100, "một trăm"),
            (101, "một trăm linh một"),
            (110, "một trăm mười"),
            (205, "hai trăm linh năm"),
            (1_000, "một nghìn"),
            (1_001, "một nghìn không trăm linh một"),
            (2_026, "hai nghìn không trăm hai mươi sáu"),
            (8_000, "tám nghìn"),
            (15_000, "mười lăm nghìn"),
            (1_500_000, "một triệu năm trăm nghìn"),
            (1_000_005, "một triệu không trăm linh năm"),
            (1_005_000, "một triệu không trăm linh năm nghìn"),
            (1_000_000_000, "một tỷ"),
            (12_000_000_000, "mười hai tỷ"),
            (3_500_000_000_000, "ba nghìn năm trăm tỷ"),
            (1_000_000_000_000_000_000, "một tỷ tỷ"),
            (-20_000, "âm hai mươi nghìn"),
        ] {
            assert_eq!(number(n), said);
        }
        assert!(number(i64::MIN).starts_with("âm chín tỷ hai trăm hai mươi ba triệu"));
    }

    #[test]
    fn money_begins_with_a_capital() {
        assert_eq!(money(Dong(150_000)), "Một trăm năm mươi nghìn đồng");
        assert_eq!(money(Dong(8_000)), "Tám nghìn đồng");
    }

    #[test]
    fn dates_are_written_as_the_decree_has_them() {
        let of = |s: &str| day(s.parse().unwrap());
        assert_eq!(of("2026-02-13"), "ngày 13 tháng 02 năm 2026");
        assert_eq!(of("2026-03-05"), "ngày 05 tháng 3 năm 2026");
        assert_eq!(of("2026-11-24"), "ngày 24 tháng 11 năm 2026");
        assert_eq!(
            day_in_words("2026-04-21".parse().unwrap()),
            "ngày hai mươi mốt tháng tư năm hai nghìn không trăm hai mươi sáu"
        );
    }
}
