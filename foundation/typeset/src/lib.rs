#![doc = include_str!("../README.md")]

mod fit;

use base::{Error, Moment, Result, Text, said, text, words};
use documents::{Paper, Typesetter};
use qrcode::{EcLevel, QrCode, render::svg};
use serde_json::{Value, json};
use typst::{
    foundations::{Bytes, Datetime, Dict, IntoValue, Smart},
    text::Font,
};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

include!(concat!(env!("OUT_DIR"), "/faces.rs"));

/// What official papers are set in (metric twin of Times New Roman), and the small print that the machine adds.
const BODY: &str = "Tinos";
const SMALL: &str = "Be Vietnam Pro";

/// The press: typst with the shipped typefaces and no other, no files and no network.
pub struct Press {
    engine: TypstEngine<TypstTemplateMainFile>,
    faces: Vec<Font>,
    standards: PdfStandards,
}

impl Press {
    /// Fails where the typefaces were not there when the program was built.
    pub fn new() -> Result<Press> {
        Press::with(FACES)
    }

    fn with(faces: &[&'static [u8]]) -> Result<Press> {
        let faces: Vec<_> = faces.iter().flat_map(|face| Font::iter(Bytes::new(*face))).collect();
        for family in [BODY, SMALL] {
            if !faces.iter().any(|face| face.info().family == family) {
                return Err(Error::internal(format!(
                    "built without the typeface {family}: run script/fonts and build again"
                )));
            }
        }
        let engine = TypstEngine::builder().main_file(include_str!("paper.typ")).fonts(faces.clone()).build();
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|e| Error::internal(e.message().to_string()))?;
        Ok(Press { engine, faces, standards })
    }

    /// The first character that some face of this family cannot draw.
    fn missing(&self, text: &str, family: &str) -> Option<char> {
        let lacks = |face: &Font, c: char| face.info().family == family && !face.info().coverage.contains(c as u32);
        text.chars().find(|c| !fit::is_drawn_by_nobody(*c) && self.faces.iter().any(|face| lacks(face, *c)))
    }

    /// Every text in here made fit to print in this typeface: composed, without controls, long words breakable.
    fn fit(&self, value: &mut Value, family: &str) -> Result<()> {
        match value {
            Value::String(text) => {
                *text = fit::printable(text);
                self.missing(text, family).map_or(Ok(()), |c| Err(cannot_draw(c)))
            }
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.fit(item, family)),
            Value::Object(fields) => fields.values_mut().try_for_each(|field| self.fit(field, family)),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        }
    }

    fn document(&self, paper: &Paper) -> Result<PagedDocument> {
        let mut data = serde_json::to_value(paper).map_err(Error::internal)?;
        data["place_and_date"] = json!(format!("{}, {}", paper.place, words::day(paper.date)));
        self.fit(&mut data, BODY)?;
        if let Some(qr) = &paper.qr {
            self.fit(&mut data["qr"]["caption"], SMALL)?;
            data["qr"]["svg"] = json!(qr_svg(&qr.text)?);
        }
        let mut inputs = Dict::new();
        inputs.insert("paper".into(), data.to_string().into_value());
        self.engine.compile_with_input(inputs).output.map_err(|e| Error::internal(e.to_string()))
    }
}

impl Typesetter for Press {
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>> {
        let document = self.document(paper)?;
        let options = PdfOptions {
            // Else two papers of one title would pass for versions of one document.
            ident: Smart::Custom(format!("{} {:?} {}", paper.kind, paper.number, paper.made_at.ms())),
            creator: Smart::Custom(Some("tinhso".into())),
            standards: self.standards.clone(),
            timestamp: timestamp(paper.made_at),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|e| {
            let said = e.first().map(|d| d.message.to_string());
            Error::internal(said.unwrap_or_else(|| "typst gave no PDF and no reason".into()))
        })
    }
}

/// The code as a drawing without its quiet zone: the paper around it is white.
fn qr_svg(text: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Error::invalid(QR_TOO_LONG))?;
    Ok(code.render::<svg::Color>().quiet_zone(false).build())
}

/// The province's time, as the PDF's date.
fn timestamp(at: Moment) -> Option<Timestamp> {
    let (day, second) = (at.day(), at.time().seconds());
    let at = Datetime::from_ymd_hms(
        day.year().into(),
        day.month_number() as u8,
        day.day_of_month() as u8,
        (second / 3600) as u8,
        (second / 60 % 60) as u8,
        (second % 60) as u8,
    )?;
    Timestamp::new_local(at, 7 * 60)
}

fn cannot_draw(c: char) -> Error {
    let code = c as u32;
    Error::invalid(said!(
        "Không in được ký tự “{c}” (U+{code:04X}) vì phông chữ không có; xin sửa lại nội dung",
        "The character “{c}” (U+{code:04X}) cannot be printed because the typeface lacks it; please mend the text"
    ))
}

const QR_TOO_LONG: Text = text("Nội dung mã QR quá dài", "The text of the QR code is too long");

#[cfg(test)]
mod tests {
    use base::Day;
    use documents::{Agency, Align, Block, Column, Heading, Qr, Receipt, Sheet, Signature, Table};
    use typst::layout::{Abs, Frame, FrameItem};

    use super::*;

    /// Every Vietnamese letter: the 12 vowels in 6 tones and the consonants, composed.
    const LETTERS: &str =
        "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz";
    /// Signs that official papers use.
    const SIGNS: &str = "0123456789 .,;:!?'\"()[]{}<>/\\|&%@#*+-=_~^$`–—“”‘’…•°²³½×÷±≤≥§€₫№\u{a0}";

    fn press() -> Press {
        Press::new().unwrap()
    }

    fn paper(body: Vec<Block>) -> Paper {
        let agency = Agency { parent: Some("Ủy ban nhân dân xã Hùng An".into()), name: "Trung tâm".into() };
        Paper {
            number: Some("07/GTN-TTPVHCC".into()),
            body,
            ..Paper::new("TT03-01", "Giấy tiếp nhận hồ sơ", agency, "Hùng An", "2026-02-05T09:12".parse().unwrap())
        }
    }

    /// A text on a page and where it lies, left and right, in points.
    struct Shown {
        page: usize,
        left: f64,
        right: f64,
        text: String,
    }

    fn shown(document: &PagedDocument) -> Vec<Shown> {
        fn walk(frame: &Frame, page: usize, left: Abs, out: &mut Vec<Shown>) {
            for (at, item) in frame.items() {
                match item {
                    FrameItem::Group(group) => walk(&group.frame, page, left + at.x, out),
                    FrameItem::Text(text) => {
                        let (left, width) = ((left + at.x).to_pt(), text.width().to_pt());
                        out.push(Shown { page, left, right: left + width, text: text.text.to_string() });
                    }
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        for (n, page) in document.pages().iter().enumerate() {
            walk(&page.frame, n + 1, Abs::zero(), &mut out);
        }
        out
    }

    /// All words of a paper, spaces and break marks left out.
    fn letters(document: &PagedDocument) -> String {
        shown(document).iter().flat_map(|s| s.text.chars()).filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
    }

    #[test]
    fn every_vietnamese_letter_and_every_sign_has_a_shape_in_every_typeface() {
        let (press, upper) = (press(), LETTERS.to_uppercase());
        assert_eq!((LETTERS.chars().count(), upper.chars().count()), (93, 93));
        for face in &press.faces {
            let coverage = &face.info().coverage;
            for c in LETTERS.chars().chain(upper.chars()) {
                assert!(coverage.contains(c as u32), "{} {:?} has no {c}", face.info().family, face.info().variant);
            }
        }
        for c in SIGNS.chars() {
            assert_eq!(press.missing(&c.to_string(), BODY), None, "{c}");
        }
        let families: Vec<_> = press.faces.iter().map(|face| face.info().family.as_str()).collect();
        assert_eq!(families.iter().filter(|f| **f == BODY).count(), 4);
        assert_eq!(families.iter().filter(|f| **f == SMALL).count(), families.len() - 4);
    }

    #[test]
    fn a_letter_without_a_shape_is_an_error_that_names_it() {
        let press = press();
        for (word, named) in [("Cảm ơn 🙏", "U+1F64F"), ("契約", "U+5951"), ("ꪎꪳ", "U+AA8E")] {
            let refused = press.pdf(&paper(vec![Block::text(word)])).unwrap_err();
            assert_eq!(refused.kind, base::Kind::Invalid);
            assert!(refused.said.vi.contains(named), "{}", refused.said.vi);
        }
    }

    #[test]
    fn without_typefaces_there_is_no_press() {
        assert!(Press::with(&[]).err().unwrap().to_string().contains("script/fonts"));
    }

    #[test]
    fn what_people_type_is_never_read_as_markup() {
        let hostile = [
            "#panic(1) #let x = 1 #read(\"/etc/passwd\") #sys.inputs",
            "$ x^2 $ *đậm* _nghiêng_ `mã` = Tiêu đề @nguồn <nhãn>",
            r#"\ \u{41} \# // chú thích /* khối */ ~ -- --- ... -? 'a' \"b\""#,
            "- một + hai / ba: bốn 1. năm ]] }} ))",
            "<script>alert(1)</script> &lt; %s ${x} {{x}}",
        ];
        for text in hostile {
            let everywhere = Paper {
                heading: Heading::Named { title: text.into(), about: Some(text.into()) },
                place: text.into(),
                addressees: vec![text.into()],
                signatures: vec![Signature { lines: vec![text.into()], hint: Some(text.into()), name: text.into() }],
                recipients: vec![text.into()],
                notes: vec![text.into()],
                copies: vec![text.into()],
                ..paper(vec![
                    Block::text(text),
                    Block::field(text, text),
                    Block::numbered(vec![text.into()]),
                    Block::dashed(vec![text.into()]),
                    Block::Table(Table {
                        caption: Some(text.into()),
                        columns: vec![Column::new(text, 1.0, Align::Left).under(text)],
                        rows: vec![vec![text.into()]],
                    }),
                ])
            };
            let document = press().document(&everywhere).unwrap();
            let wanted: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            // The title and the capitals aside, 18 places show it as it was typed.
            assert_eq!(letters(&document).matches(&wanted).count(), 18, "{text}");
            press().pdf(&everywhere).unwrap();
        }
    }

    #[test]
    fn marks_of_direction_turn_nothing_around() {
        let document = press().document(&paper(vec![Block::text("bản \u{202e}fdp.exe\u{202c} \u{200f}một")])).unwrap();
        assert!(letters(&document).contains("bảnfdp.exemột"));
    }

    #[test]
    fn ten_thousand_letters_stay_on_the_sheet_with_or_without_spaces() {
        for text in ["ữ".repeat(10_000), "hồ sơ ".repeat(2_000)] {
            let table = Table {
                caption: None,
                columns: vec![Column::new("Nội dung", 1.0, Align::Left), Column::new("Ghi chú", 3.0, Align::Left)],
                rows: vec![vec![text.clone(), String::new()]],
            };
            let body = vec![Block::text(&text), Block::field("Lý do", &text), Block::Table(table)];
            let document = press().document(&paper(body)).unwrap();
            let of_text = |c: &char| *c != ' ' && text.contains(*c);
            let printed = letters(&document).chars().filter(of_text).count();
            assert!(printed >= 3 * text.chars().filter(of_text).count(), "nothing is cut off");
            let width = document.pages()[0].frame.width().to_pt();
            assert!(shown(&document).iter().all(|s| s.left >= 0.0 && s.right <= width));
        }
    }

    #[test]
    fn the_same_paper_gives_the_same_bytes_on_any_press_and_thread() {
        let paper = Paper {
            qr: Some(Qr { text: "https://tinhso.vn/x".into(), caption: "Quét mã".into() }),
            receipt: Some(Receipt { position: 41, size: 42, root: "3f9a".repeat(16) }),
            ..paper(vec![Block::text("Một"), Block::field("Hai", "")])
        };
        let (one, other) = (press(), press());
        let first = one.pdf(&paper).unwrap();
        std::thread::scope(|scope| {
            for press in [&one, &other, &one, &other] {
                let (first, paper) = (&first, &paper);
                scope.spawn(move || assert!(press.pdf(paper).unwrap() == *first));
            }
        });
        let later = Paper { made_at: paper.made_at.plus_minutes(1), ..paper };
        assert!(one.pdf(&later).unwrap() != first);
    }

    #[test]
    fn a_paper_is_pdf_a_and_pdf_ua_with_the_callers_date() {
        let bytes = press().pdf(&paper(vec![Block::text("Một")])).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for mark in
            ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "2026-02-05T09:12:00+07:00", ">vi-VN<"]
        {
            assert!(text.contains(mark), "{mark}");
        }
    }

    #[test]
    fn pages_are_numbered_from_the_second_and_each_copy_anew() {
        let numbers = |paper: &Paper| -> Vec<(usize, String)> {
            let document = press().document(paper).unwrap();
            let middle = document.pages()[0].frame.width().to_pt() / 2.0;
            let on_top = |s: &Shown| s.text.parse::<u32>().is_ok() && s.left < middle + 30.0 && s.right > middle - 10.0;
            shown(&document).into_iter().filter(|s| on_top(s)).map(|s| (s.page, s.text)).collect()
        };
        let long = paper(vec![Block::text("Căn cứ quy định. ".repeat(300))]);
        assert_eq!(numbers(&long), [(2, "2".into())]);
        let copies = Paper { copies: vec!["Liên một".into(), "Liên hai".into()], ..long };
        assert_eq!(numbers(&copies), [(2, "2".into()), (4, "2".into())]);
        let short = Paper { copies: copies.copies.clone(), ..paper(vec![Block::text("Một")]) };
        assert_eq!(numbers(&short), []);
    }

    #[test]
    fn sheets_have_their_sizes() {
        for (sheet, size) in [(Sheet::A4, (595, 842)), (Sheet::A5, (420, 595)), (Sheet::A4Landscape, (842, 595))] {
            let document = press().document(&Paper { sheet, ..paper(vec![Block::text("Một")]) }).unwrap();
            let frame = &document.pages()[0].frame;
            assert_eq!((frame.width().to_pt().round() as i32, frame.height().to_pt().round() as i32), size);
        }
    }

    #[test]
    fn the_head_stands_as_the_decree_wants_it() {
        let march = Paper { date: Day::new(2026, 3, 9).unwrap(), ..paper(Vec::new()) };
        let words = letters(&press().document(&march).unwrap());
        assert!(
            words.starts_with(
                "ỦYBANNHÂNDÂNXÃHÙNGANTRUNGTÂMCỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAMĐộclập-Tựdo-HạnhphúcSố:07/GTN-TTPVHCC\
             HùngAn,ngày09tháng3năm2026GIẤYTIẾPNHẬNHỒSƠ"
            ),
            "{words}"
        );
        let letter = Paper { heading: Heading::Letter { about: "V/v xin lỗi".into() }, ..march };
        let words = letters(&press().document(&letter).unwrap());
        assert!(words.contains("07/GTN-TTPVHCCV/vxinlỗiHùngAn,"), "{words}");
    }
}
