//! Office documents are zip archives. Only their table of contents is read here (the central directory, APPNOTE 4.3);
//! nothing is unpacked, so nothing can burst.

use base::{Error, Result, Text, text};

use crate::{Limits, MediaType};

/// What one entry says of itself.
struct Entry<'a> {
    name: &'a [u8],
    encrypted: bool,
    packed: u64,
    unpacked: u64,
    /// Where its local header begins.
    at: u64,
}

/// Which office document the archive is; refuses archives that are none, carry macros, or are built to burst.
pub fn office_document(bytes: &[u8], limits: &Limits) -> Result<MediaType> {
    let entries = entries(bytes, limits.max_entries).ok_or_else(|| Error::invalid(BROKEN))?;
    if entries.iter().any(|e| e.encrypted) {
        return Err(Error::invalid(ENCRYPTED));
    }
    if bursts(&entries, bytes.len() as u64, limits) {
        return Err(Error::invalid(BURSTS));
    }
    let has = |name: &str| entries.iter().any(|e| e.name.eq_ignore_ascii_case(name.as_bytes()));
    if entries.iter().any(|e| e.name.to_ascii_lowercase().ends_with(b"vbaproject.bin")) {
        return Err(Error::invalid(MACROS));
    }
    let office = has("[Content_Types].xml");
    if office && has("word/document.xml") {
        Ok(MediaType::Docx)
    } else if office && has("xl/workbook.xml") {
        Ok(MediaType::Xlsx)
    } else if is_odt(bytes) {
        Ok(MediaType::Odt)
    } else {
        Err(Error::invalid(NOT_OFFICE))
    }
}

/// An OpenDocument text says so in its first entry, stored and not packed (ODF 1.3, part 2, 3.3).
fn is_odt(bytes: &[u8]) -> bool {
    bytes.get(30..).is_some_and(|rest| {
        rest.strip_prefix(b"mimetype").is_some_and(|rest| {
            let mime = MediaType::Odt.mime().as_bytes();
            rest.starts_with(mime) && rest.get(mime.len()..mime.len() + 2) == Some(b"PK")
        })
    })
}

/// Declared sizes beyond the limits, or entries that share their bytes (which is how small archives declare petabytes).
fn bursts(entries: &[Entry], length: u64, limits: &Limits) -> bool {
    const WORTH_A_LOOK: u64 = 10 << 20;
    let unpacked = entries.iter().fold(0u64, |sum, e| sum.saturating_add(e.unpacked));
    if unpacked > limits.max_unpacked || (unpacked > WORTH_A_LOOK && unpacked / length.max(1) > limits.max_ratio) {
        return true;
    }
    let mut spans: Vec<_> = entries.iter().map(|e| (e.at, e.at.saturating_add(30 + e.packed))).collect();
    spans.sort_unstable();
    spans.windows(2).any(|pair| pair[0].1 > pair[1].0) || spans.last().is_some_and(|(_, end)| *end > length)
}

/// The central directory; `None` where it is broken, spread over several files, or beyond four gigabytes (zip64).
fn entries(bytes: &[u8], most: usize) -> Option<Vec<Entry<'_>>> {
    const END: usize = 22;
    let earliest = bytes.len().saturating_sub(END + u16::MAX as usize);
    let end = (earliest..=bytes.len().checked_sub(END)?).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))?;
    let end = &bytes[end..];
    let (count, start) = (u16_at(end, 10)?, u32_at(end, 16)?);
    let one_disk = u16_at(end, 4)? == 0 && u16_at(end, 6)? == 0 && u16_at(end, 8)? == count;
    if !one_disk || count == u16::MAX || start == u32::MAX || usize::from(count) > most {
        return None;
    }
    let mut rest = bytes.get(start as usize..)?;
    let mut entries = Vec::with_capacity(count.into());
    for _ in 0..count {
        rest.starts_with(b"PK\x01\x02").then_some(())?;
        let lengths = [u16_at(rest, 28)?, u16_at(rest, 30)?, u16_at(rest, 32)?].map(usize::from);
        entries.push(Entry {
            name: rest.get(46..46 + lengths[0])?,
            encrypted: u16_at(rest, 8)? & 1 != 0,
            packed: u32_at(rest, 20)?.into(),
            unpacked: u32_at(rest, 24)?.into(),
            at: u32_at(rest, 42)?.into(),
        });
        rest = rest.get(46 + lengths.iter().sum::<usize>()..)?;
    }
    Some(entries)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

const BROKEN: Text =
    text("Tệp nén bị hỏng, xin lưu lại và thử lại", "The archive is broken, please save it anew and try again");
const ENCRYPTED: Text =
    text("Tệp có mật khẩu; xin bỏ mật khẩu rồi gửi lại", "The file has a password; please remove it and send it again");
const BURSTS: Text = text(
    "Tệp nén phình ra quá lớn khi mở nên không được nhận",
    "The file would unpack to far too much and is not accepted",
);
const MACROS: Text = text(
    "Không nhận tệp có macro; xin lưu lại không có macro",
    "Files with macros are not accepted; please save it without",
);
const NOT_OFFICE: Text = text(
    "Không nhận tệp nén; xin gửi từng tệp PDF, ảnh, DOCX, ODT hoặc XLSX",
    "Archives are not accepted; please send each PDF, picture, DOCX, ODT or XLSX by itself",
);

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An archive of entries stored without packing; `declared` lies about the unpacked size.
    pub fn archive(entries: &[(&str, &[u8], Option<u32>)]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, data, declared) in entries {
            let at = out.len() as u32;
            let unpacked = declared.unwrap_or(data.len() as u32);
            let mut fields = Vec::new();
            fields.extend([20u16, 0, 0, 0, 0].map(u16::to_le_bytes).concat());
            fields.extend([0u32, data.len() as u32, unpacked].map(u32::to_le_bytes).concat());
            fields.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
            out.extend([b"PK\x03\x04", &fields[..], name.as_bytes(), data].concat());
            directory.extend([b"PK\x01\x02\x14\0", &fields[..], &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat());
        }
        let (start, size, count) = (out.len() as u32, directory.len() as u32, entries.len() as u16);
        out.extend(directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend([count, count].map(u16::to_le_bytes).concat());
        out.extend([size, start].map(u32::to_le_bytes).concat());
        out.extend([0, 0]);
        out
    }

    fn is(bytes: &[u8]) -> Result<MediaType, String> {
        office_document(bytes, &Limits::default()).map_err(|e| e.said.vi)
    }

    const TYPES: (&str, &[u8], Option<u32>) = ("[Content_Types].xml", b"<Types/>", None);

    #[test]
    fn office_documents_are_told_by_what_they_hold() {
        assert_eq!(is(&archive(&[TYPES, ("word/document.xml", b"<w/>", None)])), Ok(MediaType::Docx));
        assert_eq!(is(&archive(&[TYPES, ("xl/workbook.xml", b"<x/>", None)])), Ok(MediaType::Xlsx));
        let odt = archive(&[("mimetype", MediaType::Odt.mime().as_bytes(), None), ("content.xml", b"<o/>", None)]);
        assert_eq!(is(&odt), Ok(MediaType::Odt));
        assert_eq!(is(&archive(&[("a.pdf", b"%PDF-1.7", None)])), Err(NOT_OFFICE.vi.into()));
    }

    #[test]
    fn a_real_sheet_of_many_equal_rows_is_no_bomb() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..5_000 {
            sheet.write(row, 0, "Đăng ký khai sinh").unwrap();
            sheet.write(row, 1, 8_000).unwrap();
        }
        assert_eq!(is(&book.save_to_buffer().unwrap()), Ok(MediaType::Xlsx));
    }

    #[test]
    fn an_archive_that_declares_too_much_is_refused() {
        let bomb = archive(&[TYPES, ("word/document.xml", b"0", Some(u32::MAX))]);
        assert_eq!(is(&bomb), Err(BURSTS.vi.into()));
        let dense = archive(&[TYPES, ("word/document.xml", &[0; 1000], Some(50 << 20))]);
        assert_eq!(is(&dense), Err(BURSTS.vi.into()));
        let many: Vec<_> = (0..6_000).map(|_| ("a", &b""[..], None)).collect();
        assert_eq!(is(&archive(&many)), Err(BROKEN.vi.into()));
    }

    #[test]
    fn entries_that_share_their_bytes_are_refused() {
        let mut bytes = archive(&[TYPES, ("word/document.xml", b"<w/>", None), ("word/b.xml", b"<w/>", None)]);
        let third = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        let second = bytes[..third].windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        bytes.copy_within(second + 42..second + 46, third + 42);
        assert_eq!(is(&bytes), Err(BURSTS.vi.into()));
    }

    #[test]
    fn macros_passwords_and_broken_archives_are_refused() {
        let macros = archive(&[TYPES, ("word/document.xml", b"<w/>", None), ("word/vbaProject.bin", b"x", None)]);
        assert_eq!(is(&macros), Err(MACROS.vi.into()));
        let mut locked = archive(&[TYPES, ("word/document.xml", b"<w/>", None)]);
        let first = locked.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        locked[first + 8] = 1;
        assert_eq!(is(&locked), Err(ENCRYPTED.vi.into()));
        let whole = archive(&[TYPES, ("word/document.xml", b"<w/>", None)]);
        for length in 4..whole.len() {
            assert_eq!(is(&whole[..length]), Err(BROKEN.vi.into()), "cut to {length}");
        }
    }
}
