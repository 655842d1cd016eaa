//! A paper described by its parts in the order of Nghị định 30/2020/NĐ-CP, Appendix I; how it looks is the typesetter's affair.

use base::{Day, Moment, Result};
use serde::{Deserialize, Serialize};

/// Turns a paper into PDF/A. The same paper gives the same bytes.
///
/// It costs some milliseconds of computing, so call it outside a write closure.
pub trait Typesetter: Send + Sync {
    /// Fails, naming the character, where a letter is missing from the typeface.
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>>;
}

/// What is printed. Every text is data: no character in it has a meaning to the typesetter, but `\n` ends a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// Which model it follows: `TT03-01` is model 01 of Thông tư 03/2025/TT-VPCP.
    pub kind: String,
    pub sheet: Sheet,
    /// One print for each, with these words in its corner: `Liên 1: lưu`. Empty = one print without such words.
    pub copies: Vec<String>,
    pub agency: Agency,
    /// Number and symbol, `125/GTN-TTPVHCC`. `None` leaves out the line, `Some("")` leaves room to write it.
    pub number: Option<String>,
    pub place: String,
    pub date: Day,
    pub heading: Heading,
    /// Kính gửi; one line each.
    pub addressees: Vec<String>,
    pub body: Vec<Block>,
    /// One stands on the right; of two the first stands on the left.
    pub signatures: Vec<Signature>,
    /// Nơi nhận, without the closing punctuation: `Như trên`, `Lưu: VT`.
    pub recipients: Vec<String>,
    /// Small print below the signatures.
    pub notes: Vec<String>,
    pub qr: Option<Qr>,
    pub receipt: Option<Receipt>,
    /// Becomes the date of the PDF.
    pub made_at: Moment,
}

impl Paper {
    /// A paper with a title and nothing else yet.
    pub fn new(kind: &str, title: &str, agency: Agency, place: &str, made_at: Moment) -> Paper {
        Paper {
            kind: kind.into(),
            sheet: Sheet::A4,
            copies: Vec::new(),
            agency,
            number: None,
            place: place.into(),
            date: made_at.day(),
            heading: Heading::Named { title: title.into(), about: None },
            addressees: Vec::new(),
            body: Vec::new(),
            signatures: Vec::new(),
            recipients: Vec::new(),
            notes: Vec::new(),
            qr: None,
            receipt: None,
            made_at,
        }
    }

    /// What a list of papers calls it.
    pub fn title(&self) -> &str {
        match &self.heading {
            Heading::Named { title, .. } => title,
            Heading::Letter { about } => about,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sheet {
    #[default]
    A4,
    A5,
    A4Landscape,
}

/// Who issues it, and whom that unit belongs to: `UBND XÃ …` over `TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    pub parent: Option<String>,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "style", rename_all = "kebab-case")]
pub enum Heading {
    /// A named kind: its name, and below it what it is about.
    Named { title: String, about: Option<String> },
    /// An official letter (công văn): `V/v …` below the number.
    Letter { about: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "kebab-case")]
pub enum Block {
    /// Flowing text, its first line indented.
    Text {
        runs: Vec<Run>,
    },
    /// A line alone in the middle: `QUYẾT ĐỊNH:`, `Mã hồ sơ: …`.
    Centred {
        runs: Vec<Run>,
    },
    /// `Họ và tên: …`, side by side on one line where several fit. An empty value leaves dots to write on.
    Fields {
        fields: Vec<Field>,
    },
    /// Numbered `1.` or dashed.
    List {
        numbered: bool,
        items: Vec<String>,
    },
    Table(Table),
}

impl Block {
    pub fn text(text: impl Into<String>) -> Block {
        Block::Text { runs: vec![Run::plain(text)] }
    }

    /// A paragraph that begins in bold: `Điều 1.`
    pub fn led(lead: impl Into<String>, text: impl Into<String>) -> Block {
        Block::Text { runs: vec![Run::bold(lead), Run::plain(format!(" {}", text.into()))] }
    }

    pub fn centred(text: impl Into<String>) -> Block {
        Block::Centred { runs: vec![Run::bold(text)] }
    }

    pub fn field(label: impl Into<String>, value: impl Into<String>) -> Block {
        Block::Fields { fields: vec![Field { label: label.into(), value: value.into(), strong: false }] }
    }

    /// A field whose value is bold.
    pub fn strong(label: impl Into<String>, value: impl Into<String>) -> Block {
        Block::Fields { fields: vec![Field { label: label.into(), value: value.into(), strong: true }] }
    }

    /// Two fields on one line.
    pub fn pair(left: (&str, &str), right: (&str, &str)) -> Block {
        let field = |(label, value): (&str, &str)| Field { label: label.into(), value: value.into(), strong: false };
        Block::Fields { fields: vec![field(left), field(right)] }
    }

    pub fn numbered(items: Vec<String>) -> Block {
        Block::List { numbered: true, items }
    }

    pub fn dashed(items: Vec<String>) -> Block {
        Block::List { numbered: false, items }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    pub bold: bool,
    pub italic: bool,
}

impl Run {
    pub fn plain(text: impl Into<String>) -> Run {
        Run { text: text.into(), bold: false, italic: false }
    }

    pub fn bold(text: impl Into<String>) -> Run {
        Run { text: text.into(), bold: true, italic: false }
    }

    pub fn italic(text: impl Into<String>) -> Run {
        Run { text: text.into(), bold: false, italic: true }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub label: String,
    pub value: String,
    pub strong: bool,
}

/// Its head is repeated on every page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The words that lead to it: `Thành phần hồ sơ nộp gồm:`
    pub caption: Option<String>,
    pub columns: Vec<Column>,
    /// Each row has one text for each column.
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub title: String,
    /// Neighbours with the same group stand under one head.
    pub group: Option<String>,
    /// Share of the width against the other columns.
    pub share: f64,
    pub align: Align,
}

impl Column {
    pub fn new(title: &str, share: f64, align: Align) -> Column {
        Column { title: title.into(), group: None, share, align }
    }

    pub fn under(self, group: &str) -> Column {
        Column { group: Some(group.into()), ..self }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// By what power somebody signs who is not the head signing alone (NĐ 30/2020, Article 13 and Appendix I, II.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// TM., thay mặt: for a collective body.
    OnBehalf,
    /// KT., ký thay: a deputy for the head.
    InPlace,
    /// TL., thừa lệnh: the head of a unit below, by order.
    ByOrder,
    /// TUQ., thừa ủy quyền: by a written authorisation.
    Authorised,
}

impl Power {
    pub const fn sign(self) -> &'static str {
        match self {
            Power::OnBehalf => "TM.",
            Power::InPlace => "KT.",
            Power::ByOrder => "TL.",
            Power::Authorised => "TUQ.",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In capitals, as they stand below one another: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
    pub lines: Vec<String>,
    /// `(Ký và ghi rõ họ tên)`
    pub hint: Option<String>,
    pub name: String,
}

impl Signature {
    /// The block of an official: `powers` from the outside in, each with the body or post it comes from.
    ///
    /// `[(OnBehalf, "Ủy ban nhân dân"), (InPlace, "Chủ tịch")]` and the post `Phó Chủ tịch` give
    /// `TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH`.
    pub fn official(powers: &[(Power, &str)], post: &str, name: &str) -> Signature {
        let mut lines: Vec<_> =
            powers.iter().map(|(power, of)| format!("{} {}", power.sign(), of.to_uppercase())).collect();
        lines.push(post.to_uppercase());
        Signature { lines, hint: None, name: name.into() }
    }

    /// Somebody who signs for himself at the counter.
    pub fn person(role: &str, name: &str) -> Signature {
        Signature {
            lines: vec![role.to_uppercase()], hint: Some("(Ký và ghi rõ họ tên)".into()), name: name.into()
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    pub text: String,
    /// What scanning it does; also read out to those who do not see it.
    pub caption: String,
}

/// Binds a printed paper to the ledger: whoever holds it can show that history was not changed behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The event's position in the ledger.
    pub position: i64,
    /// How many events the tree head covers.
    pub size: i64,
    /// The tree head's root, hexadecimal.
    pub root: String,
}

/// Number and symbol of a paper: `07/GTN-TTPVHCC`. Numbers below ten are written with a zero (NĐ 30/2020, Appendix I, II.3).
pub fn number_and_symbol(number: i64, kind: &str, agency: &str) -> String {
    format!("{number:02}/{kind}-{agency}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_signs_for_the_chair_on_behalf_of_the_committee() {
        let signature = Signature::official(
            &[(Power::OnBehalf, "Ủy ban nhân dân"), (Power::InPlace, "Chủ tịch")],
            "Phó Chủ tịch",
            "Hà Thị Mừng",
        );
        assert_eq!(signature.lines, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]);
    }

    #[test]
    fn a_head_of_office_signs_by_order_and_another_by_authorisation() {
        let by_order = Signature::official(&[(Power::ByOrder, "Chủ tịch")], "Chánh Văn phòng", "Lý Văn Páo");
        assert_eq!(by_order.lines, ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]);
        let authorised = Signature::official(&[(Power::Authorised, "Giám đốc")], "Trưởng phòng", "Ma Thị Sen");
        assert_eq!(authorised.lines, ["TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"]);
    }

    #[test]
    fn numbers_below_ten_take_a_zero() {
        assert_eq!(number_and_symbol(7, "GTN", "TTPVHCC"), "07/GTN-TTPVHCC");
        assert_eq!(number_and_symbol(125, "GTN", "TTPVHCC"), "125/GTN-TTPVHCC");
    }
}
