#![doc = include_str!("../README.md")]

mod words;

use base::{Error, Moment, Result, Text, said, text};
use documents::{Paper, Typesetter};
use qrcode::{EcLevel, QrCode, render::svg};
use serde_json::{Value, json};
use typst::{
    diag::SourceDiagnostic,
    foundations::{Bytes, Datetime, Dict, IntoValue, Smart},
    text::Font,
};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
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
                return Err(Error::internal(format!("built without the typeface {family}: run script/fonts and build again")));
            }
        }
        let engine = TypstEngine::builder().main_file(include_str!("paper.typ")).fonts(faces.clone()).build();
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|e| Error::internal(e.message().to_string()))?;
        Ok(Press { engine, faces, standards })
    }

    /// The first character that some shipped typeface cannot draw.
    fn missing(&self, text: &str) -> Option<char> {
        text.chars().find(|c| {
            !words::is_drawn_by_nobody(*c) && self.faces.iter().any(|face| !face.info().coverage.contains(*c as u32))
        })
    }

    /// Every text of the paper made fit to print: composed, without controls, long words breakable.
    fn fit(&self, value: &mut Value) -> Result<()> {
        match value {
            Value::String(text) => {
                *text = words::printable(text);
                match self.missing(text) {
                    Some(c) => Err(cannot_draw(c)),
                    None => Ok(()),
                }
            }
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.fit(item)),
            Value::Object(fields) => fields.values_mut().try_for_each(|field| self.fit(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        }
    }
}

impl Typesetter for Press {
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>> {
        let mut data = serde_json::to_value(paper).map_err(Error::internal)?;
        self.fit(&mut data)?;
        data["place_and_date"] = json!(words::printable(&format!("{}, {}", paper.place, base::words::day(paper.date))));
        if let Some(qr) = &paper.qr {
            data["qr"]["svg"] = json!(qr_svg(&qr.text)?);
        }

        let mut inputs = Dict::new();
        inputs.insert("paper".into(), data.to_string().into_value());
        let document = self.engine.compile_with_input(inputs).output.map_err(|e| Error::internal(e.to_string()))?;
        let options = PdfOptions {
            creator: Smart::Custom(Some("tinhso".into())),
            standards: self.standards.clone(),
            timestamp: timestamp(paper.made_at),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|e| Error::internal(first(&e)))
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

fn first(diagnostics: &[SourceDiagnostic]) -> String {
    diagnostics.first().map(|d| d.message.to_string()).unwrap_or_default()
}

fn cannot_draw(c: char) -> Error {
    let code = c as u32;
    Error::invalid(said!(
        "Không in được ký tự “{c}” (U+{code:04X}) vì phông chữ không có; xin sửa lại nội dung",
        "The character “{c}” (U+{code:04X}) cannot be printed because the typeface lacks it; please mend the text"
    ))
}

const QR_TOO_LONG: Text = text("Nội dung mã QR quá dài", "The text of the QR code is too long");
