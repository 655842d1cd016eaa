//! What a file is: told by its bytes, never by its name or by what the browser says.

use std::{fmt, str::FromStr};

use base::{Error, Kind, Result, Text, said, text};
use serde::Deserialize;

use crate::archive;

/// The files an office works with. Everything else is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    Pdf,
    Png,
    Jpeg,
    Docx,
    Xlsx,
    Odt,
    /// UTF-8.
    Plain,
}

impl MediaType {
    const ALL: [MediaType; 7] = [
        MediaType::Pdf,
        MediaType::Png,
        MediaType::Jpeg,
        MediaType::Docx,
        MediaType::Xlsx,
        MediaType::Odt,
        MediaType::Plain,
    ];

    pub const fn mime(self) -> &'static str {
        match self {
            MediaType::Pdf => "application/pdf",
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
            MediaType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            MediaType::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            MediaType::Odt => "application/vnd.oasis.opendocument.text",
            MediaType::Plain => "text/plain",
        }
    }

    /// Which endings a name may have, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            MediaType::Pdf => &["pdf"],
            MediaType::Png => &["png"],
            MediaType::Jpeg => &["jpg", "jpeg"],
            MediaType::Docx => &["docx"],
            MediaType::Xlsx => &["xlsx"],
            MediaType::Odt => &["odt"],
            MediaType::Plain => &["txt"],
        }
    }

    pub const fn title(self) -> Text {
        match self {
            MediaType::Pdf => text("tài liệu PDF", "a PDF document"),
            MediaType::Png => text("ảnh PNG", "a PNG picture"),
            MediaType::Jpeg => text("ảnh JPEG", "a JPEG picture"),
            MediaType::Docx => text("văn bản Word (.docx)", "a Word document (.docx)"),
            MediaType::Xlsx => text("bảng tính Excel (.xlsx)", "an Excel sheet (.xlsx)"),
            MediaType::Odt => text("văn bản OpenDocument (.odt)", "an OpenDocument text (.odt)"),
            MediaType::Plain => text("văn bản thuần (.txt)", "plain text (.txt)"),
        }
    }

    pub const fn is_picture(self) -> bool {
        matches!(self, MediaType::Png | MediaType::Jpeg)
    }

    /// Whether a browser may show it in a page of ours; the others are downloaded.
    pub const fn is_shown_inline(self) -> bool {
        matches!(self, MediaType::Pdf | MediaType::Png | MediaType::Jpeg)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mime())
    }
}

impl FromStr for MediaType {
    type Err = Error;

    fn from_str(s: &str) -> Result<MediaType> {
        let found = MediaType::ALL.into_iter().find(|t| t.mime() == s);
        found.ok_or_else(|| Error::invalid(said!("Không nhận loại tệp {s}", "Files of type {s} are not accepted")))
    }
}

storage::stored_as_text!(MediaType);

/// How large a file may be; a setting of the province.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub max_bytes: u64,
    /// What an office document may declare to unpack to, in bytes.
    pub max_unpacked: u64,
    /// How many times its packed size; looked at from 10 MB unpacked on.
    pub max_ratio: u64,
    pub max_entries: usize,
    /// Width × height of a picture that a preview is made of.
    pub max_pixels: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            max_bytes: 20 << 20,
            max_unpacked: 300 << 20,
            max_ratio: 150,
            max_entries: 5_000,
            max_pixels: 60_000_000,
        }
    }
}

/// A file found fit: its name made safe, its type known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub name: String,
    pub media_type: MediaType,
}

/// Looks at a file as it came. Refuses what is too large, unknown, named as something else or built to burst.
pub fn check(name: &str, bytes: &[u8], limits: &Limits) -> Result<Checked> {
    if bytes.is_empty() {
        return Err(Error::invalid(EMPTY));
    }
    if bytes.len() as u64 > limits.max_bytes {
        let most = limits.max_bytes >> 20;
        return Err(Error::new(
            Kind::TooLarge,
            said!(
                "Tệp lớn quá {most} MB; xin quét ở độ phân giải thấp hơn hoặc tách thành nhiều tệp",
                "The file is larger than {most} MB; please scan it at a lower resolution or split it"
            ),
        ));
    }
    let name = safe_name(name);
    let media_type = media_type(bytes, limits)?;
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if !media_type.extensions().contains(&ending.as_str()) {
        let (Text { vi, en }, right) = (media_type.title(), media_type.extensions()[0]);
        return Err(Error::invalid(said!(
            "Tệp “{name}” có đuôi không khớp nội dung: nội dung là {vi}; xin đổi đuôi thành .{right} hoặc lưu lại đúng định dạng",
            "The name “{name}” does not agree with the content, which is {en}; please end the name with .{right} or save the file anew"
        )));
    }
    Ok(Checked { name, media_type })
}

fn media_type(bytes: &[u8], limits: &Limits) -> Result<MediaType> {
    if bytes.starts_with(b"PK\x03\x04") {
        return archive::office_document(bytes, limits);
    }
    let found = infer::get(bytes).map(|t| t.mime_type());
    match found {
        Some("application/pdf") => Ok(MediaType::Pdf),
        Some("image/png") => Ok(MediaType::Png),
        Some("image/jpeg") => Ok(MediaType::Jpeg),
        None if is_plain_text(bytes) => Ok(MediaType::Plain),
        _ => Err(Error::invalid(UNKNOWN)),
    }
}

/// UTF-8 without control characters, and nothing a browser would take for a page or a program.
fn is_plain_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            && !start.starts_with('<')
            && !start.starts_with("#!")
    })
}

const LONGEST_NAME: usize = 120;

/// A name that is safe on every disk and in every header: the last part of a path, without signs that mean something
/// to Windows or a shell, not hidden, at most 120 letters, its ending kept.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = base::text::nfc(last)
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() || "<>:\"|?*%".contains(c) { '_' } else { c })
        .collect();
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = words.trim_matches(['.', ' ', '~']);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 8 => (stem, Some(ending)),
        _ => (name, None),
    };
    let room = LONGEST_NAME - ending.map_or(0, |e| e.chars().count() + 1);
    let mut stem: String = stem.chars().take(room).collect();
    if stem.trim().is_empty() {
        stem = "tep".into();
    }
    if is_device(&stem) {
        stem.insert(0, '_');
    }
    match ending {
        Some(ending) => format!("{}.{ending}", stem.trim_end_matches(['.', ' '])),
        None => stem,
    }
}

/// Marks that show nothing but can turn `exe.pdf` around.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Names that Windows keeps for its devices, whatever their ending.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    match first.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        other => {
            let numbered = other.strip_prefix("COM").or_else(|| other.strip_prefix("LPT"));
            numbered.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
        }
    }
}

const EMPTY: Text = text("Tệp rỗng, xin chọn lại", "The file is empty, please choose again");
const UNKNOWN: Text = text(
    "Chỉ nhận tệp PDF, ảnh PNG hoặc JPEG, văn bản DOCX, ODT, TXT và bảng tính XLSX",
    "Only PDF, PNG or JPEG pictures, DOCX, ODT and TXT texts and XLSX sheets are accepted",
);

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn refused(name: &str, bytes: &[u8]) -> String {
        check(name, bytes, &Limits::default()).unwrap_err().said.vi
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let checked = check("C:\\scan\\Giấy khai sinh.PDF", PDF, &Limits::default()).unwrap();
        assert_eq!(checked, Checked { name: "Giấy khai sinh.PDF".into(), media_type: MediaType::Pdf });
        assert!(refused("anh.pdf", PNG).contains("nội dung là ảnh PNG; xin đổi đuôi thành .png"));
        assert!(refused("giay", PDF).contains(".pdf"));
    }

    #[test]
    fn programs_pages_and_unknown_files_are_refused() {
        let page: &[u8] = b"<html><script>alert(1)</script>";
        for bytes in [
            page,
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01",
            b"GIF89a\x01\0",
            b"#!/bin/sh\nrm -rf",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ] {
            assert!(refused("don.txt", bytes).starts_with("Chỉ nhận tệp"), "{bytes:?}");
        }
        assert!(check("đơn.txt", "Kính gửi Ủy ban nhân dân xã\r\n".as_bytes(), &Limits::default()).is_ok());
        assert!(refused("don.txt", b"a\0b").starts_with("Chỉ nhận tệp"));
    }

    #[test]
    fn too_large_and_empty_are_told_apart() {
        let limits = Limits { max_bytes: 8, ..Limits::default() };
        assert_eq!(check("a.pdf", PDF, &limits).unwrap_err().kind, Kind::TooLarge);
        assert_eq!(check("a.pdf", b"", &limits).unwrap_err().kind, Kind::Invalid);
    }

    #[test]
    fn names_are_safe_on_every_disk() {
        for (typed, safe) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\dân\\Đơn đề nghị.docx", "Đơn đề nghị.docx"),
            ("a<b>:\"c|?*.pdf", "a_b___c___.pdf"),
            ("giay\u{202e}fdp.exe", "giayfdp.exe"),
            (".htaccess", "htaccess"),
            ("  don   xin .pdf ", "don xin.pdf"),
            ("CON.txt", "_CON.txt"),
            ("com1.pdf", "_com1.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
            ("", "tep"),
            ("...", "tep"),
        ] {
            assert_eq!(safe_name(typed), safe, "{typed:?}");
        }
        let long = safe_name(&format!("{}.pdf", "ư".repeat(500)));
        assert_eq!((long.chars().count(), long.ends_with("ư.pdf")), (LONGEST_NAME, true));
    }

    #[test]
    fn a_media_type_reads_back() {
        for media_type in MediaType::ALL {
            assert_eq!(media_type.mime().parse::<MediaType>().unwrap(), media_type);
        }
    }
}
