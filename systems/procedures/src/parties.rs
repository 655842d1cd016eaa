//! Who is who: the owner of a dossier, and whoever hands it in for him. An owner without a personal number is known by another
//! paper, an organisation by its tax code, and who has none says why.

use base::{Error, PersonalNumber, Result, Said, Text, text};
use maud::{Markup, html};
use platform::Posted;
use web::{Choice, FormState, Width};

use crate::{store::Party, texts};

/// What a party may be known by instead of a personal number.
pub const ID_KINDS: [(&str, Text); 4] = [
    ("old_number", text("Chứng minh nhân dân 9 số", "Old identity card, 9 digits")),
    ("passport", text("Hộ chiếu", "Passport")),
    ("tax_code", text("Mã số thuế, mã số doanh nghiệp", "Tax code")),
    ("none", text("Không có giấy tờ (ghi lý do)", "None (say why)")),
];

/// By what right somebody hands in for another.
pub const RELATIONS: [(&str, Text); 4] = [
    ("parent", text("Cha hoặc mẹ", "Parent")),
    ("guardian", text("Người giám hộ", "Guardian")),
    ("authorised", text("Người được ủy quyền", "Authorised person")),
    ("helper", text("Người nộp giúp", "Helper")),
];

/// Groups of the counter's fields that are no answers of the form.
pub const FIELDS: [&str; 3] = ["owner_id", "submitter", "late"];

impl Party {
    /// The number of the other paper, for who looks for it; a reason is none.
    pub fn other_number(&self) -> Option<&str> {
        self.id_number.as_deref().filter(|_| self.id_kind.as_deref() != Some("none"))
    }

    /// `Cha hoặc mẹ: Hoàng Thị Mẫu (giấy ủy quyền số 12)`
    pub fn acts_as(&self) -> Said {
        let relation = titled(&RELATIONS, self.relation.as_deref());
        let by = self.authority.as_deref().map(|document| format!(" ({document})")).unwrap_or_default();
        Said::new(format!("{}: {}{by}", relation.vi, self.name), format!("{}: {}{by}", relation.en, self.name))
    }

    /// `Hộ chiếu: C1234567`
    pub fn known_by(&self) -> Option<Said> {
        let number = self.id_number.as_deref()?;
        let kind = titled(&ID_KINDS, self.id_kind.as_deref());
        Some(Said::new(format!("{}: {number}", kind.vi), format!("{}: {number}", kind.en)))
    }
}

fn titled(all: &[(&str, Text)], code: Option<&str>) -> Text {
    all.iter().find(|(known, _)| Some(*known) == code).map_or(text("", ""), |(_, title)| *title)
}

/// A party's other paper, checked: nothing if none was chosen. Errors: `Invalid` on `owner_id.number`.
fn identity(kind: &str, number: &str) -> Result<Option<(String, String)>> {
    if kind.is_empty() {
        return if number.is_empty() { Ok(None) } else { Err(Error::field("owner_id.kind", texts::CHOOSE)) };
    }
    let wrong = |said: Text| Err(Error::field("owner_id.number", said));
    let number = base::text::clean(number, 200).map_err(|e| Error::field("owner_id.number", e.said))?;
    let bare: String = number.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect::<String>().to_uppercase();
    let digits = bare.bytes().all(|b| b.is_ascii_digit());
    let kept = match kind {
        "old_number" if bare.len() == 9 && digits => bare,
        "old_number" => return wrong(OLD_NUMBER),
        "passport" if (6..=12).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_alphanumeric()) => bare,
        "passport" => return wrong(PASSPORT),
        "tax_code" if matches!(bare.len(), 10 | 12 | 13) && digits => bare,
        "tax_code" => return wrong(TAX_CODE),
        "none" if number.chars().count() >= 5 => number,
        "none" => return wrong(WHY_NONE),
        _ => return Err(Error::field("owner_id.kind", texts::CHOOSE)),
    };
    Ok(Some((kind.to_owned(), kept)))
}

/// The owner with what else the counter's form says of him. Errors: `Invalid` by field.
pub fn owner(p: &Posted, owner: Party) -> Result<Party> {
    let other = identity(p.text("owner_id.kind"), p.text("owner_id.number").trim())?;
    let (id_kind, id_number) = other.unzip();
    let organisation = id_kind.as_deref() == Some("tax_code") && p.text("owner_id.organisation") == "yes";
    Ok(Party { id_kind, id_number, organisation, ..owner })
}

/// Who hands it in for the owner; nobody if the owner does. Errors: `Invalid` by field.
pub fn submitter(p: &Posted) -> Result<Option<Party>> {
    let relation = p.text("submitter.relation");
    let part = |name: &str, most: usize| {
        let path = format!("submitter.{name}");
        let value = base::text::clean(p.text(&path), most).map_err(|e| Error::field(&path, e.said))?;
        Ok::<_, Error>(Some(value).filter(|value| !value.is_empty()))
    };
    let (name, number, phone, authority) =
        (part("name", 100)?, part("personal_number", 12)?, part("phone", 20)?, part("authority", 200)?);
    if relation.is_empty() {
        return match name.or(number).or(authority) {
            None => Ok(None),
            Some(_) => Err(Error::field("submitter.relation", WHICH_RELATION)),
        };
    }
    if !RELATIONS.iter().any(|(code, _)| *code == relation) {
        return Err(Error::field("submitter.relation", texts::CHOOSE));
    }
    let name = name.ok_or_else(|| Error::field("submitter.name", NAME))?;
    if matches!(relation, "guardian" | "authorised") && authority.is_none() {
        return Err(Error::field("submitter.authority", AUTHORITY_NEEDED));
    }
    if let Some(number) = &number {
        PersonalNumber::parse(number).map_err(|e| Error::field("submitter.personal_number", e.said))?;
    }
    let digits = |phone: &String| phone.chars().filter(char::is_ascii_digit).count();
    if phone.as_ref().is_some_and(|phone| !(8..=15).contains(&digits(phone))) {
        return Err(Error::field("submitter.phone", PHONE));
    }
    Ok(Some(Party {
        role: "submitter".into(),
        name,
        personal_number: number,
        phone,
        relation: Some(relation.to_owned()),
        authority,
        ..Party::default()
    }))
}

/// The two groups of the counter's form, folded until they are needed.
pub fn fields(state: &FormState) -> Markup {
    let lang = state.lang();
    let choices = |all: &[(&str, Text)]| all.iter().map(|(code, title)| Choice::new(lang, *code, *title)).collect();
    let kinds: Vec<Choice> = choices(&ID_KINDS);
    let relations: Vec<Choice> = choices(&RELATIONS);
    let typed = |path: &str| !state.value(path).is_empty();
    let other = typed("owner_id.kind") || typed("owner_id.number");
    let by = typed("submitter.relation") || typed("submitter.name");
    html! { fieldset.group { legend { (WHO_ELSE.get(lang)) } div {
        details.act open[other] {
            summary { (OTHER_PAPER.get(lang)) }
            div.asked {
                (state.field("owner_id.kind", KIND).optional().select_or(BY_PERSONAL_NUMBER, &kinds))
                (state.field("owner_id.number", NUMBER).optional().max(200).text())
                (state.field("owner_id.organisation", ORGANISATION).quiet().optional()
                    .checkboxes(&[Choice::new(lang, "yes", IS_ORGANISATION)]))
            }
        }
        details.act open[by] {
            summary { (SUBMITTER.get(lang)) }
            div.asked {
                (state.field("submitter.relation", RELATION).optional().select_or(THE_OWNER, &relations))
                div.wide { (state.field("submitter.name", texts::NAME).optional().max(100).text()) }
                (state.field("submitter.personal_number", texts::PERSONAL_NUMBER).optional().max(12).width(Width::Short).text())
                (state.field("submitter.phone", texts::PHONE).optional().max(20).phone())
                div.wide { (state.field("submitter.authority", AUTHORITY).optional().max(200).text()) }
            }
        }
    } } }
}

const WHO_ELSE: Text = text("Giấy tờ khác, người khác", "Other papers, other people");
pub const SUBMITTER: Text = text("Người nộp thay chủ hồ sơ", "Handed in by somebody else");
pub const OTHER_PAPER: Text = text("Chủ hồ sơ không có số định danh cá nhân", "The owner has no personal number");
const KIND: Text = text("Giấy tờ thay thế", "Other paper");
const NUMBER: Text = text("Số giấy tờ, hoặc lý do không có", "Its number, or why there is none");
const ORGANISATION: Text = text("Tổ chức", "Organisation");
const IS_ORGANISATION: Text = text("Chủ hồ sơ là tổ chức", "The owner is an organisation");
const BY_PERSONAL_NUMBER: Text = text("Dùng số định danh ở trên", "By the personal number above");
const RELATION: Text = text("Tư cách người nộp", "Acts as");
const THE_OWNER: Text = text("Chính chủ hồ sơ", "The owner himself");
const AUTHORITY: Text = text("Văn bản ủy quyền, giám hộ (số, ngày)", "Authorisation (number, day)");
const WHICH_RELATION: Text = text("Hãy chọn tư cách người nộp", "Choose as what he acts");
const NAME: Text = text("Hãy nhập họ tên người nộp", "Enter the name of who hands it in");
const AUTHORITY_NEEDED: Text =
    text("Hãy ghi số, ngày văn bản ủy quyền hoặc giám hộ", "Name the authorisation by number and day");
const PHONE: Text = text("Số điện thoại phải có từ 8 đến 15 chữ số", "A phone number has 8 to 15 digits");
const OLD_NUMBER: Text = text("Số chứng minh nhân dân có 9 chữ số", "An old identity card has 9 digits");
const PASSPORT: Text = text("Số hộ chiếu có 6 đến 12 chữ và số", "A passport number has 6 to 12 letters and digits");
const TAX_CODE: Text = text("Mã số thuế có 10, 12 hoặc 13 chữ số", "A tax code has 10, 12 or 13 digits");
const WHY_NONE: Text = text("Hãy ghi lý do không có giấy tờ", "Say why there is none");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_personal_number_is_known_by_another_paper_or_says_why() {
        let kept = |kind, number| identity(kind, number).unwrap().map(|(_, number)| number);
        assert_eq!(kept("", ""), None);
        assert_eq!(kept("old_number", "095 123 456").as_deref(), Some("095123456"));
        assert_eq!(kept("passport", "c1234567").as_deref(), Some("C1234567"));
        assert_eq!(kept("tax_code", "5000123456-001").as_deref(), Some("5000123456001"));
        assert_eq!(kept("none", "Cháy nhà, chưa làm lại").as_deref(), Some("Cháy nhà, chưa làm lại"));
        for (kind, number) in [
            ("old_number", "1234"),
            ("passport", "Ô123"),
            ("tax_code", "12345"),
            ("none", ""),
            ("", "095123456"),
            ("x", "1"),
        ] {
            assert!(identity(kind, number).is_err(), "{kind} {number}");
        }
    }
}
