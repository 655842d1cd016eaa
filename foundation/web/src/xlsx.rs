//! Tables as XLSX. Text stays text: what begins with `=` is never a formula.

use base::{Day, Error, Lang, Moment, Result, said};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::{
    texts,
    words::{Words, owned},
};

/// The content type of what `export` makes.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// An export is one request's work and one machine's memory; whoever needs more narrows the list.
pub const MAX_ROWS: usize = 100_000;

/// Excel's own limit.
const MAX_CHARS: usize = 32_767;

/// What a column holds; decides its format and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Long text, wrapped.
    Note,
    Int,
    Money,
    Day,
    Moment,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub label: String,
    pub kind: Kind,
}

impl Column {
    pub fn new(lang: Lang, label: impl Words, kind: Kind) -> Column {
        Column { label: owned(lang, label), kind }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Int(i64),
    Day(Day),
    /// Written as the province's time.
    Moment(Moment),
}

impl From<&str> for Cell {
    fn from(s: &str) -> Cell {
        Cell::Text(s.to_owned())
    }
}

impl From<String> for Cell {
    fn from(s: String) -> Cell {
        Cell::Text(s)
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Cell {
        Cell::Int(n)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Cell {
        Cell::Day(day)
    }
}

impl From<Moment> for Cell {
    fn from(at: Moment) -> Cell {
        Cell::Moment(at)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// One sheet: the title, when it was made, a head that stays in sight and filters, and the rows.
/// Error (TooLarge) beyond `MAX_ROWS`; the same rows at the same moment give the same bytes.
pub fn export(
    lang: Lang,
    title: impl Words,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>>,
    now: Moment,
) -> Result<Vec<u8>> {
    let title = title.say(lang);
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new().set_title(title.as_ref()).set_creation_datetime(&excel(now).map_err(Error::internal)?),
    );
    let count = fill(book.add_worksheet(), &title, lang, columns, rows, now).map_err(Error::internal)?;
    if count > MAX_ROWS {
        let said = said!(
            "Bảng có hơn {MAX_ROWS} dòng; xin lọc bớt rồi tải lại",
            "The table has more than {MAX_ROWS} rows; narrow it and download again"
        );
        return Err(Error::new(base::error::Kind::TooLarge, said));
    }
    book.save_to_buffer().map_err(Error::internal)
}

const HEAD_ROW: u32 = 2;

/// Returns the number of rows seen: one more than `MAX_ROWS` at most, of which the last is not written.
fn fill(
    sheet: &mut Worksheet,
    title: &str,
    lang: Lang,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>>,
    now: Moment,
) -> std::result::Result<usize, XlsxError> {
    let top = Format::new().set_align(FormatAlign::Top);
    let head =
        Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Top);
    let formats: Vec<_> = columns.iter().map(|c| format_of(c.kind, &top)).collect();

    sheet.write_string_with_format(0, 0, shortened(title), &Format::new().set_bold().set_font_size(14))?;
    let made = said!("Lập lúc {}", "Made at {}", now.vi());
    sheet.write_string(1, 0, made.get(lang))?;
    for (c, column) in (0u16..).zip(columns) {
        sheet.write_string_with_format(HEAD_ROW, c, shortened(&column.label), &head)?;
        sheet.set_column_width(c, width_of(column.kind))?;
    }

    let mut count = 0;
    for row in rows {
        count += 1;
        if count > MAX_ROWS {
            return Ok(count);
        }
        let r = HEAD_ROW + count as u32;
        for ((c, cell), format) in (0u16..).zip(row).zip(&formats) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string_with_format(r, c, shortened(&text), format)?;
                }
                // Beyond 2^53 a number in a sheet loses digits; as text it does not.
                Cell::Int(n) if n.unsigned_abs() > 1 << 53 => {
                    sheet.write_string_with_format(r, c, n.to_string(), format)?;
                }
                Cell::Int(n) => {
                    sheet.write_number_with_format(r, c, n as f64, format)?;
                }
                // Excel's days begin in 1900.
                Cell::Day(day) if day.year() < 1900 => {
                    sheet.write_string_with_format(r, c, day.dmy(), format)?;
                }
                Cell::Day(day) => {
                    sheet.write_datetime_with_format(r, c, excel(day.start())?, format)?;
                }
                Cell::Moment(at) => {
                    sheet.write_datetime_with_format(r, c, excel(at)?, format)?;
                }
            }
        }
    }

    if let Some(last) = (columns.len() as u16).checked_sub(1) {
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + count as u32, last)?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_landscape().set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_name(sheet_name(lang))?;
    Ok(count)
}

fn sheet_name(lang: Lang) -> &'static str {
    texts::SHEET.get(lang)
}

fn format_of(kind: Kind, top: &Format) -> Format {
    match kind {
        Kind::Text => top.clone().set_num_format("@"),
        Kind::Note => top.clone().set_num_format("@").set_text_wrap(),
        Kind::Int | Kind::Money => top.clone().set_num_format("#,##0"),
        Kind::Day => top.clone().set_num_format("dd/mm/yyyy"),
        Kind::Moment => top.clone().set_num_format("dd/mm/yyyy hh:mm"),
    }
}

fn width_of(kind: Kind) -> f64 {
    match kind {
        Kind::Text => 26.0,
        Kind::Note => 48.0,
        Kind::Int => 10.0,
        Kind::Money => 14.0,
        Kind::Day => 12.0,
        Kind::Moment => 17.0,
    }
}

fn excel(at: Moment) -> std::result::Result<ExcelDateTime, XlsxError> {
    let (day, seconds) = (at.day(), at.time().seconds());
    ExcelDateTime::from_ymd(day.year() as u16, day.month_number() as u8, day.day_of_month() as u8)?.and_hms(
        (seconds / 3600) as u16,
        (seconds / 60 % 60) as u8,
        f64::from(seconds % 60),
    )
}

/// Excel counts UTF-16 units.
fn shortened(text: &str) -> String {
    if text.encode_utf16().count() <= MAX_CHARS {
        return text.to_owned();
    }
    let mut left = MAX_CHARS - 1;
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn now() -> Moment {
        "2026-03-09T08:30".parse().unwrap()
    }

    /// The parts of the workbook, as they lie in its archive.
    fn parts(bytes: Vec<u8>) -> impl Fn(&str) -> String {
        move |name| {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).unwrap();
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        }
    }

    fn columns() -> Vec<Column> {
        [("Mã", Kind::Text), ("Số", Kind::Int), ("Ngày", Kind::Day), ("Lúc", Kind::Moment)]
            .map(|(label, kind)| Column::new(Lang::Vi, label, kind))
            .into()
    }

    #[test]
    fn what_looks_like_a_formula_is_text() {
        let rows = ["=1+1", "+84912", "-2", "@SUM(A1)", "\t=cmd|'/c calc'!A1"].map(|s| vec![Cell::from(s)]);
        let part = parts(export(Lang::Vi, "Thử", &columns(), rows, now()).unwrap());
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "));
        assert_eq!(sheet.matches("t=\"s\"").count(), 2 + 4 + 5, "title and moment, heads, cells");
        assert!(part("xl/sharedStrings.xml").contains("=1+1"));
    }

    #[test]
    fn days_and_moments_are_dates_of_the_province() {
        let day: Day = "2026-03-09".parse().unwrap();
        let row = vec![Cell::Empty, Cell::Int(5), day.into(), now().into()];
        let part = parts(export(Lang::Vi, "Thử", &columns(), [row], now()).unwrap());
        let sheet = part("xl/worksheets/sheet1.xml");
        // 09/03/2026 is day 46090 of Excel's calendar; 8:30 is 17/48 of a day.
        assert!(sheet.contains("<v>46090</v>"), "{sheet}");
        assert!(sheet.contains("<v>46090.354166666"), "{sheet}");
        assert!(part("xl/styles.xml").contains("dd/mm/yyyy"));
    }

    #[test]
    fn what_a_sheet_cannot_hold_as_a_number_or_a_date_is_kept_as_text() {
        let early: Day = "1890-05-19".parse().unwrap();
        let row = vec![Cell::Text("ă".repeat(40_000)), Cell::Int(i64::MAX), early.into(), Cell::Empty];
        let part = parts(export(Lang::Vi, "Thử", &columns(), [row], now()).unwrap());
        let strings = part("xl/sharedStrings.xml");
        assert!(strings.contains("9223372036854775807") && strings.contains("19/05/1890"));
        assert!(strings.contains(&format!("{}…<", "ă".repeat(MAX_CHARS - 1))));
    }

    #[test]
    fn a_table_too_long_is_refused_with_a_way_out() {
        let rows = (0..=MAX_ROWS as i64).map(|n| vec![Cell::Int(n)]);
        let error = export(Lang::Vi, "Thử", &columns()[..1], rows, now()).unwrap_err();
        assert_eq!(error.kind, base::error::Kind::TooLarge);
    }

    #[test]
    fn the_same_rows_at_the_same_moment_give_the_same_bytes() {
        let make = || export(Lang::Vi, "Thử", &columns(), [vec![Cell::from("a")]], now()).unwrap();
        assert_eq!(make(), make());
    }
}
