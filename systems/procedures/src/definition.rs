//! What a procedure is, as data: who may ask for what, which papers and answers it takes, who works on it in which
//! share of which term, what it costs whom, and what comes out. A file of `provinces/*/procedures/` is one
//! [`Procedure`]; a row of the catalogue holds one published [`Version`] as JSON.

use std::{collections::HashSet, fmt};

use base::{Day, Error, Lang, Result, Said, Text, said, text};
use calendar::Term;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Words in Vietnamese and, where somebody has translated them, in English. Written `"Cha"` or `["Cha", "Father"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    pub vi: String,
    pub en: Option<String>,
}

impl Words {
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Words {
        Words { vi: vi.into(), en: Some(en.into()) }
    }

    /// The words in that language, or the Vietnamese original.
    pub fn get(&self, lang: Lang) -> &str {
        match (lang, &self.en) {
            (Lang::En, Some(en)) => en,
            _ => &self.vi,
        }
    }

    pub fn said(&self) -> Said {
        Said::new(self.get(Lang::Vi), self.get(Lang::En))
    }
}

impl From<&str> for Words {
    fn from(vi: &str) -> Words {
        Words { vi: vi.into(), en: None }
    }
}

impl From<Text> for Words {
    fn from(t: Text) -> Words {
        Words::new(t.vi, t.en)
    }
}

/// Where a procedure is handled. Several of them for some (a copy of a register extract: province and commune).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Commune,
    Province,
    /// A ministry, or its offices in the province.
    Ministry,
    /// Notaries, courts, embassies and the like.
    Other,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::Commune, Level::Province, Level::Ministry, Level::Other];

    pub fn code(self) -> &'static str {
        match self {
            Level::Commune => "commune",
            Level::Province => "province",
            Level::Ministry => "ministry",
            Level::Other => "other",
        }
    }

    pub fn title(self) -> Text {
        match self {
            Level::Commune => text("Cấp xã", "Commune"),
            Level::Province => text("Cấp tỉnh", "Province"),
            Level::Ministry => text("Cấp bộ", "Ministry"),
            Level::Other => text("Cơ quan khác", "Other bodies"),
        }
    }
}

/// How a dossier comes in; the national codes are 1, 2, 3 (the national portal counts as online).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Counter,
    Online,
    Post,
    National,
}

impl Channel {
    pub const ALL: [Channel; 4] = [Channel::Counter, Channel::Online, Channel::Post, Channel::National];

    pub fn code(self) -> &'static str {
        match self {
            Channel::Counter => "counter",
            Channel::Online => "online",
            Channel::Post => "post",
            Channel::National => "national",
        }
    }

    pub fn from_code(code: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|c| c.code() == code)
    }

    pub fn title(self) -> Text {
        match self {
            Channel::Counter => text("Trực tiếp", "At the counter"),
            Channel::Online => text("Trực tuyến", "Online"),
            Channel::Post => text("Dịch vụ bưu chính", "By post"),
            Channel::National => text("Cổng Dịch vụ công quốc gia", "National portal"),
        }
    }

    /// The channel in the sense of terms and fees: the law knows three.
    pub fn in_law(self) -> Channel {
        match self {
            Channel::National => Channel::Online,
            other => other,
        }
    }
}

/// One procedure of the catalogue with its versions, the oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The national code, `1.001193`; text, never a number.
    pub code: String,
    pub name: Words,
    /// Lĩnh vực, as the national catalogue writes it: "Hộ tịch".
    pub field: String,
    pub levels: Vec<Level>,
    /// Codes of [`LIFE_EVENTS`].
    #[serde(default)]
    pub life_events: Vec<String>,
    /// Who may ask: "Công dân Việt Nam", …
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Shown and explained, but received by another body in its own system; the text says where.
    #[serde(default)]
    pub handled_elsewhere: Option<Words>,
    #[serde(default)]
    pub summary: Option<Words>,
    /// Its page on the national portal.
    #[serde(default)]
    pub link: Option<String>,
    #[serde(default)]
    pub versions: Vec<Version>,
}

/// What holds from one decision on. Published versions never change; a running dossier keeps its version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    pub number: i64,
    /// The decision that announces it: "163/QĐ-BTP".
    pub decision: String,
    pub valid_from: Day,
    #[serde(default)]
    pub valid_to: Option<Day>,
    #[serde(default)]
    pub legal_basis: Vec<String>,
    /// What had to be assumed and is to be held against the official text before it is relied on.
    #[serde(default)]
    pub legal_note: Option<Words>,
    pub who_decides: Words,
    pub competence: Competence,
    /// What is asked about the applicant, who stands beside the answers; conditions and templates call it `applicant.…`.
    #[serde(default = "Version::usual_applicant")]
    pub applicant: Vec<PersonPart>,
    #[serde(default = "Version::usual_channels")]
    pub channels: Vec<Channel>,
    /// The cases the law tells apart. If there are any, the answer `case` names one.
    #[serde(default)]
    pub cases: Vec<Case>,
    #[serde(default)]
    pub terms: Vec<TermRule>,
    /// What the national catalogue lists but does not say fully (a term without its unit, a fee without its currency).
    #[serde(default)]
    pub unknown: Vec<Unknown>,
    /// A dossier received at 15:00 or later counts as received on the next working day.
    #[serde(default)]
    pub after_15: bool,
    #[serde(default)]
    pub on_supplement: OnSupplement,
    #[serde(default)]
    pub fees: Vec<FeeRule>,
    #[serde(default)]
    pub papers: Vec<PaperRequirement>,
    #[serde(default)]
    pub groups: Vec<Group>,
    /// The repeated group that counts what is copied, with the number fields `pages` and `copies`; fees read it.
    #[serde(default)]
    pub copied: Option<String>,
    pub steps: Vec<Step>,
    pub result: ResultKind,
    /// What the public page adds: how to prepare, whom to ask, what else follows.
    #[serde(default)]
    pub notes: Vec<Words>,
}

/// Whose UBND or department decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Competence {
    /// The commune where it is handed in, whichever it is (certification).
    Intake,
    /// The commune of the first of these addresses that is answered, as paths: `mother.residence`, `plot`,
    /// `applicant.residence`. If none is answered, the commune of intake.
    CommuneOf(Vec<String>),
    /// That department or office of the province, by name.
    Province(String),
    /// Nothing here decides it by itself: the dossier goes to the queue of those without a competent unit.
    Unknown,
}

/// One of the cases of a procedure, or one of the options of a choice. Written `["late", "Quá hạn", "Late"]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    pub code: String,
    pub title: Words,
}

pub type Case = Choice;

/// The term for a case and a channel; a rule that names neither is for all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRule {
    pub term: Term,
    #[serde(default)]
    pub case: Option<String>,
    #[serde(default)]
    pub channel: Option<Channel>,
    #[serde(default)]
    pub basis: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unknown {
    pub what: UnknownWhat,
    #[serde(default)]
    pub case: Option<String>,
    #[serde(default)]
    pub channel: Option<Channel>,
    /// As the catalogue has it: "1", "10 USD", "Không có thông tin".
    pub listed: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownWhat {
    Term,
    Fee,
}

/// What a supplement does to the term once it is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnSupplement {
    /// The term goes on where it stopped.
    #[default]
    Resume,
    /// The term begins anew from the day the dossier is complete.
    Restart,
}

/// What one item of the bill costs. Of the rules with one `item`, the most specific that fits is applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRule {
    /// Items add up; rules of one item exclude each other.
    #[serde(default = "FeeRule::usual_item")]
    pub item: String,
    pub title: Words,
    pub kind: FeeKind,
    pub price: Price,
    #[serde(default)]
    pub case: Option<String>,
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Only for payers of this class.
    #[serde(default)]
    pub payer: Option<PayerClass>,
    #[serde(default)]
    pub collect: Collect,
    #[serde(default)]
    pub valid_from: Option<Day>,
    #[serde(default)]
    pub valid_to: Option<Day>,
    #[serde(default)]
    pub exemptions: Vec<Exemption>,
    pub basis: String,
}

/// Amounts in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Price {
    /// Once for the dossier; 0 is free of charge.
    Once(i64),
    /// For each copy.
    PerCopy(i64),
    /// For each copy: the first pages at one price, each further page at another, no more than the maximum.
    PerPage { first_pages: u32, first: i64, next: i64, max_per_copy: i64 },
}

/// National code LoaiPhiLePhi.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Phí: for a service.
    Phi,
    /// Lệ phí: for an act of the state.
    LePhi,
    /// Another financial duty, such as the land-use levy.
    Other,
}

impl FeeKind {
    pub fn title(self) -> Text {
        match self {
            FeeKind::Phi => text("Phí", "Charge"),
            FeeKind::LePhi => text("Lệ phí", "Fee"),
            FeeKind::Other => text("Nghĩa vụ tài chính khác", "Other financial duty"),
        }
    }
}

/// When it is collected; national code HinhThucThu 1, 2, 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collect {
    #[default]
    Intake,
    Supplement,
    Return,
}

/// Whom the fee resolutions and circulars exempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayerClass {
    Poor,
    NearPoor,
    Merit,
    Disabled,
    Child,
    Elderly,
    Minority,
    Border,
    Orphan,
    Student,
}

impl PayerClass {
    pub const ALL: [PayerClass; 10] = [
        PayerClass::Poor,
        PayerClass::NearPoor,
        PayerClass::Merit,
        PayerClass::Disabled,
        PayerClass::Child,
        PayerClass::Elderly,
        PayerClass::Minority,
        PayerClass::Border,
        PayerClass::Orphan,
        PayerClass::Student,
    ];

    pub fn code(self) -> &'static str {
        match self {
            PayerClass::Poor => "poor",
            PayerClass::NearPoor => "near_poor",
            PayerClass::Merit => "merit",
            PayerClass::Disabled => "disabled",
            PayerClass::Child => "child",
            PayerClass::Elderly => "elderly",
            PayerClass::Minority => "minority",
            PayerClass::Border => "border",
            PayerClass::Orphan => "orphan",
            PayerClass::Student => "student",
        }
    }

    pub fn from_code(code: &str) -> Option<PayerClass> {
        PayerClass::ALL.into_iter().find(|c| c.code() == code)
    }

    pub fn title(self) -> Text {
        match self {
            PayerClass::Poor => text("Người thuộc hộ nghèo", "Member of a poor household"),
            PayerClass::NearPoor => text("Người thuộc hộ cận nghèo", "Member of a near-poor household"),
            PayerClass::Merit => {
                text("Người có công với cách mạng và thân nhân", "Person of merit to the revolution, or their kin")
            }
            PayerClass::Disabled => text("Người khuyết tật", "Person with a disability"),
            PayerClass::Child => text("Trẻ em", "Child"),
            PayerClass::Elderly => text("Người cao tuổi", "Elderly person"),
            PayerClass::Minority => text(
                "Đồng bào dân tộc thiểu số ở xã có điều kiện kinh tế - xã hội đặc biệt khó khăn",
                "Ethnic minority person in a commune of special difficulty",
            ),
            PayerClass::Border => text("Công dân thường trú tại xã biên giới", "Resident of a border commune"),
            PayerClass::Orphan => text(
                "Người từ đủ 16 đến dưới 18 tuổi mồ côi cả cha và mẹ",
                "Person aged 16 or 17 who has lost both parents",
            ),
            PayerClass::Student => text("Học sinh, sinh viên", "Pupil or student"),
        }
    }
}

/// A class of payers that pays less. Written `"poor"` (nothing to pay) or `{ payer = "poor", percent = 50 }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    pub payer: PayerClass,
    /// How much is taken off, 1 to 100.
    pub percent: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRequirement {
    pub code: String,
    pub title: Words,
    #[serde(default)]
    pub form: PaperForm,
    #[serde(default = "one")]
    pub copies: u32,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub when: Option<Condition>,
    /// Only shown to an official and handed back; the dossier keeps no original.
    #[serde(default)]
    pub show_only: bool,
    /// Codes of result kinds that are taken instead, when the citizen already holds one of them here.
    #[serde(default)]
    pub reuse: Vec<String>,
    /// Which data of the state replace it ("CSDL quốc gia về dân cư"): then it is not asked for.
    #[serde(default)]
    pub replaced_by: Option<Words>,
}

/// National code LoaiBan 0, 1, 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    Original,
    #[default]
    Copy,
    Electronic,
}

impl PaperForm {
    pub fn title(self) -> Text {
        match self {
            PaperForm::Original => text("Bản chính", "Original"),
            PaperForm::Copy => text("Bản sao", "Copy"),
            PaperForm::Electronic => text("Bản điện tử", "Electronic"),
        }
    }
}

/// Holds when the answer at `field` is one of `is`. `field` is a path (`father_known`, `applicant.nationality`), the
/// code of a field in the same row of a repeated group, or `case`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub field: String,
    #[serde(deserialize_with = "one_or_more")]
    pub is: Vec<serde_json::Value>,
}

/// One page of the form. The answers of a group that is not repeated stand at the top of the answers by the codes of
/// its fields; those of a repeated group stand in an array under the group's code: `children[0].name`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub code: String,
    pub title: Words,
    #[serde(default)]
    pub hint: Option<Words>,
    /// (least, most) rows.
    #[serde(default)]
    pub repeat: Option<(usize, usize)>,
    #[serde(default)]
    pub when: Option<Condition>,
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub code: String,
    pub title: Words,
    pub kind: FieldKind,
    #[serde(default)]
    pub hint: Option<Words>,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub when: Option<Condition>,
    /// Least value of a number or an amount.
    #[serde(default)]
    pub min: Option<i64>,
    /// Most: characters of a text, value of a number or an amount, files of a file field.
    #[serde(default)]
    pub max: Option<i64>,
    /// How many decimals a number may have; most count whole things.
    #[serde(default)]
    pub decimals: u8,
    /// A text of several lines.
    #[serde(default)]
    pub lines: bool,
    /// A date that cannot lie after the day of the dossier.
    #[serde(default)]
    pub past: bool,
    /// An address that must be a commune of this province.
    #[serde(default)]
    pub here: bool,
    /// Basic or sensitive personal data beyond the usual; shown to those who work on the dossier only.
    #[serde(default)]
    pub sensitive: bool,
    /// Filled from the signed-in identity; its name, number, birth and sex can then not be edited.
    #[serde(default)]
    pub locked: bool,
    /// The options of a choice.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// What is asked about a person.
    #[serde(default)]
    pub parts: Vec<PersonPart>,
}

impl Field {
    pub fn required(&self) -> bool {
        !self.optional
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Number,
    Money,
    Date,
    PersonalNumber,
    /// An object with the parts asked: `{ "name": …, "birth": … }`.
    Person,
    /// `{ "province", "commune", "detail" }`.
    Address,
    Choice,
    YesNo,
    File,
}

/// Something asked about a person, optional when written with a question mark: `"phone?"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PersonPart {
    pub part: Part,
    pub required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Name,
    Birth,
    Sex,
    PersonalNumber,
    Ethnicity,
    Nationality,
    Residence,
    Hometown,
    IdentityPaper,
    Phone,
    Email,
}

impl Part {
    pub const ALL: [Part; 11] = [
        Part::Name,
        Part::Birth,
        Part::Sex,
        Part::PersonalNumber,
        Part::Ethnicity,
        Part::Nationality,
        Part::Residence,
        Part::Hometown,
        Part::IdentityPaper,
        Part::Phone,
        Part::Email,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Part::Name => "name",
            Part::Birth => "birth",
            Part::Sex => "sex",
            Part::PersonalNumber => "personal_number",
            Part::Ethnicity => "ethnicity",
            Part::Nationality => "nationality",
            Part::Residence => "residence",
            Part::Hometown => "hometown",
            Part::IdentityPaper => "identity_paper",
            Part::Phone => "phone",
            Part::Email => "email",
        }
    }

    pub fn title(self) -> Text {
        match self {
            Part::Name => text("Họ, chữ đệm, tên", "Full name"),
            Part::Birth => text("Ngày, tháng, năm sinh", "Date of birth"),
            Part::Sex => text("Giới tính", "Sex"),
            Part::PersonalNumber => text("Số định danh cá nhân", "Personal number"),
            Part::Ethnicity => text("Dân tộc", "Ethnicity"),
            Part::Nationality => text("Quốc tịch", "Nationality"),
            Part::Residence => text("Nơi cư trú", "Place of residence"),
            Part::Hometown => text("Quê quán", "Home town"),
            Part::IdentityPaper => text("Giấy tờ tùy thân", "Identity paper"),
            Part::Phone => text("Số điện thoại", "Phone"),
            Part::Email => text("Thư điện tử", "E-mail"),
        }
    }

    /// What the signed-in identity vouches for.
    pub fn vouched(self) -> bool {
        matches!(self, Part::Name | Part::Birth | Part::Sex | Part::PersonalNumber)
    }

    pub fn sensitive(self) -> bool {
        matches!(self, Part::Ethnicity)
    }
}

/// One station of the way. The shares of a version's steps make 100 percent of its term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub code: String,
    pub title: Words,
    pub unit: StepUnit,
    /// One of [`ROLES`].
    pub role: String,
    #[serde(default)]
    pub share: u32,
}

/// Written `"intake"`, `"competent"`, or the name of an office.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StepUnit {
    Intake,
    Competent,
    Named(String),
}

pub const ROLES: [&str; 4] = ["clerk", "specialist", "head", "chair"];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultKind {
    /// The national code of the result: `KQ.G15.000031`.
    pub code: String,
    pub title: Words,
    /// A paper is handed over (beside or instead of an electronic one).
    #[serde(default = "yes")]
    pub paper: bool,
    /// The text of the result, with answers in braces: `{child_name}`, `{mother.name}`. Without it the result is attached as a file.
    #[serde(default)]
    pub template: Option<String>,
}

/// What happens in a life, or to a business: the ways into the catalogue.
pub const LIFE_EVENTS: [(&str, Text); 12] = [
    ("birth", text("Có con nhỏ", "Having a child")),
    ("school", text("Học tập", "Education")),
    ("work", text("Việc làm", "Work")),
    ("residence", text("Cư trú và giấy tờ tùy thân", "Residence and identity papers")),
    ("marriage", text("Hôn nhân và gia đình", "Marriage and family")),
    ("driving", text("Điều khiển phương tiện giao thông", "Driving")),
    ("housing", text("Nhà ở, đất đai", "Housing and land")),
    ("health", text("Sức khỏe và y tế", "Health")),
    ("support", text("Trợ giúp xã hội", "Social support")),
    ("retirement", text("Hưu trí", "Retirement")),
    ("death", text("Người thân qua đời", "Death of a relative")),
    ("business", text("Khởi sự và hoạt động kinh doanh", "Running a business")),
];

/// The title of a life event.
pub fn life_event(code: &str) -> Option<Text> {
    LIFE_EVENTS.iter().find(|(c, _)| *c == code).map(|(_, title)| *title)
}

/// The 54 ethnic groups of the official list (QĐ 121-TCTK/PPCĐ of 1979).
pub const ETHNICITIES: [&str; 54] = [
    "Kinh",
    "Tày",
    "Thái",
    "Hoa",
    "Khmer",
    "Mường",
    "Nùng",
    "Mông",
    "Dao",
    "Gia Rai",
    "Ngái",
    "Ê Đê",
    "Ba Na",
    "Xơ Đăng",
    "Sán Chay",
    "Cơ Ho",
    "Chăm",
    "Sán Dìu",
    "Hrê",
    "Mnông",
    "Raglay",
    "Xtiêng",
    "Bru - Vân Kiều",
    "Thổ",
    "Giáy",
    "Cơ Tu",
    "Gié Triêng",
    "Mạ",
    "Khơ Mú",
    "Co",
    "Tà Ôi",
    "Chơ Ro",
    "Kháng",
    "Xinh Mun",
    "Hà Nhì",
    "Chu Ru",
    "Lào",
    "La Chí",
    "La Ha",
    "Phù Lá",
    "La Hủ",
    "Lự",
    "Lô Lô",
    "Chứt",
    "Mảng",
    "Pà Thẻn",
    "Cơ Lao",
    "Cống",
    "Bố Y",
    "Si La",
    "Pu Péo",
    "Brâu",
    "Ơ Đu",
    "Rơ Măm",
];

/// Answers that are not fields of a group: the case, and the person who asks.
pub const CASE: &str = "case";
pub const APPLICANT: &str = "applicant";

/// More rows than any paper form has; a limit against hostile input.
pub const MOST_ROWS: usize = 100;

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}

impl FeeRule {
    fn usual_item() -> String {
        "fee".into()
    }
}

impl Version {
    fn usual_channels() -> Vec<Channel> {
        vec![Channel::Counter, Channel::Online, Channel::Post]
    }

    fn usual_applicant() -> Vec<PersonPart> {
        use Part::*;
        [Name, PersonalNumber]
            .map(|part| PersonPart { part, required: true })
            .into_iter()
            .chain([Birth, Residence, Phone, Email].map(|part| PersonPart { part, required: false }))
            .collect()
    }

    /// The way of a procedure nobody has worked out yet: the clerk receives, the specialist processes, the head
    /// checks, the chair decides, the clerk hands over. Terms and fees are the caller's to add.
    pub fn generic(decision: impl Into<String>, valid_from: Day, competence: Competence) -> Version {
        let step = |code: &str, title: Text, unit, role: &str, share| Step {
            code: code.into(),
            title: title.into(),
            unit,
            role: role.into(),
            share,
        };
        let request = Field {
            code: "request".into(),
            title: text("Nội dung yêu cầu giải quyết", "What is asked for").into(),
            kind: FieldKind::Text,
            hint: None,
            optional: true,
            when: None,
            min: None,
            max: Some(4_000),
            decimals: 0,
            lines: true,
            past: false,
            here: false,
            sensitive: false,
            locked: false,
            options: Vec::new(),
            parts: Vec::new(),
        };
        Version {
            number: 1,
            decision: decision.into(),
            valid_from,
            valid_to: None,
            legal_basis: Vec::new(),
            legal_note: None,
            who_decides: text("Cơ quan có thẩm quyền theo danh mục quốc gia", "The body the national catalogue names")
                .into(),
            competence,
            applicant: Version::usual_applicant(),
            channels: Version::usual_channels(),
            cases: Vec::new(),
            terms: Vec::new(),
            unknown: Vec::new(),
            after_15: false,
            on_supplement: OnSupplement::Resume,
            fees: Vec::new(),
            papers: Vec::new(),
            groups: vec![Group {
                code: "content".into(),
                title: text("Nội dung đề nghị", "Request").into(),
                hint: None,
                repeat: None,
                when: None,
                fields: vec![request],
            }],
            copied: None,
            steps: vec![
                step("receive", text("Tiếp nhận hồ sơ", "Receive"), StepUnit::Intake, "clerk", 10),
                step("process", text("Thẩm định, xử lý hồ sơ", "Process"), StepUnit::Competent, "specialist", 60),
                step("check", text("Kiểm tra, trình ký", "Check"), StepUnit::Competent, "head", 15),
                step("decide", text("Phê duyệt kết quả", "Decide"), StepUnit::Competent, "chair", 15),
                step("hand_over", text("Trả kết quả", "Hand over"), StepUnit::Intake, "clerk", 0),
            ],
            result: ResultKind {
                code: "KQ".into(),
                title: text("Kết quả giải quyết thủ tục hành chính", "Result of the procedure").into(),
                paper: true,
                template: None,
            },
            notes: Vec::new(),
        }
    }

    /// The term for a case through a channel: the rule that names both, else the case, else the channel, else neither.
    /// `None` where the catalogue does not say it ([`Version::unknown`]): then an official sets the day.
    pub fn term(&self, case: Option<&str>, channel: Channel) -> Option<&TermRule> {
        self.terms
            .iter()
            .filter(|r| fits(&r.case, r.channel, case, channel))
            .max_by_key(|r| (r.case.is_some(), r.channel.is_some()))
    }

    pub fn case(&self, code: &str) -> Option<&Case> {
        self.cases.iter().find(|c| c.code == code)
    }

    pub fn group(&self, code: &str) -> Option<&Group> {
        self.groups.iter().find(|g| g.code == code)
    }

    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.code == code)
    }

    /// A field of a group that is not repeated, by its code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.groups.iter().filter(|g| g.repeat.is_none()).flat_map(|g| &g.fields).find(|f| f.code == code)
    }

    /// What moving a dossier from this version to `next` changes, for the preview of that act.
    pub fn differences(&self, next: &Version, case: Option<&str>, channel: Channel) -> Vec<Said> {
        let mut found = Vec::new();
        if self.decision != next.decision {
            found.push(said!("Quyết định công bố: {} → {}", "Decision: {} → {}", self.decision, next.decision));
        }
        if case.is_some_and(|case| next.case(case).is_none()) {
            let case = case.unwrap_or_default();
            found.push(said!("Không còn trường hợp “{case}”", "The case “{case}” is gone"));
        }
        let term = |v: &Version| v.term(case, channel).map_or_else(|| "?".into(), |t| t.term.to_string());
        if term(self) != term(next) {
            found.push(said!("Thời hạn: {} → {}", "Term: {} → {}", term(self), term(next)));
        }
        if self.fees != next.fees {
            found.push(text("Mức phí, lệ phí thay đổi", "The fees change").into());
        }
        let papers = |v: &Version| v.papers.iter().map(|p| (p.code.clone(), p.title.clone())).collect();
        let fields = |v: &Version| {
            let fields = v.groups.iter().flat_map(|g| &g.fields);
            fields.map(|f| (f.code.clone(), f.title.clone())).collect()
        };
        let steps = |v: &Version| v.steps.iter().map(|s| (s.code.clone(), s.title.clone())).collect();
        added_and_removed(&mut found, text("Thành phần hồ sơ", "Papers"), papers(self), papers(next));
        added_and_removed(&mut found, text("Tờ khai", "Form"), fields(self), fields(next));
        added_and_removed(&mut found, text("Bước giải quyết", "Steps"), steps(self), steps(next));
        found
    }

    /// Everything that is wrong with it, each with its place: `groups[1].fields[0].when`.
    pub fn problems(&self) -> Vec<(String, Said)> {
        let mut found = Problems::default();
        check_version(self, false, "", &mut found);
        found.0
    }
}

type Named = Vec<(String, Words)>;

/// "Thành phần hồ sơ: + Giấy chứng sinh", one line for each code that only one of them has.
fn added_and_removed(found: &mut Vec<Said>, what: Text, before: Named, after: Named) {
    let missing_in = |list: &Named, code: &str| list.iter().all(|(other, _)| other != code);
    let gone = before.iter().filter(|(code, _)| missing_in(&after, code)).map(|(_, title)| ("−", title));
    let new = after.iter().filter(|(code, _)| missing_in(&before, code)).map(|(_, title)| ("+", title));
    for (sign, title) in gone.chain(new) {
        let line = |lang| format!("{}: {sign} {}", what.get(lang), title.get(lang));
        found.push(Said::new(line(Lang::Vi), line(Lang::En)));
    }
}

pub(crate) fn fits(
    rule_case: &Option<String>,
    rule_channel: Option<Channel>,
    case: Option<&str>,
    channel: Channel,
) -> bool {
    rule_case.as_deref().is_none_or(|c| Some(c) == case) && rule_channel.is_none_or(|c| c.in_law() == channel.in_law())
}

impl Procedure {
    /// Reads one file of definitions and refuses it with every wrong place named; `source` is the name of the file.
    pub fn from_toml(source: &str, content: &str) -> Result<Procedure> {
        let procedure: Procedure = toml::from_str(content).map_err(|e| {
            let line =
                e.span().map_or(1, |s| content.as_bytes()[..s.start].iter().filter(|b| **b == b'\n').count() + 1);
            let why = e.message().to_string();
            Error::invalid(said!("{source}, dòng {line}: {why}", "{source}, line {line}: {why}"))
        })?;
        let problems = procedure.problems();
        if let Some((_, first)) = problems.first() {
            let (vi, en) = (&first.vi, &first.en);
            let (place, more) = (&problems[0].0, problems.len() - 1);
            return Err(Error {
                said: said!(
                    "{source}: {place}: {vi} (và {more} lỗi khác)",
                    "{source}: {place}: {en} (and {more} more)"
                ),
                fields: problems,
                ..Error::invalid(text("", ""))
            });
        }
        Ok(procedure)
    }

    /// Everything that is wrong with it, each with its place: `versions[0].steps`.
    pub fn problems(&self) -> Vec<(String, Said)> {
        let mut found = Problems::default();
        check_procedure(self, &mut found);
        found.0
    }
}

#[derive(Default)]
struct Problems(Vec<(String, Said)>);

impl Problems {
    fn add(&mut self, place: impl Into<String>, said: impl Into<Said>) {
        self.0.push((place.into(), said.into()));
    }

    /// Codes name things in answers, addresses and the ledger: small letters, digits, underscores; each once.
    fn codes<'a>(&mut self, place: &str, codes: impl Iterator<Item = &'a str>) {
        let mut seen = HashSet::new();
        for (i, code) in codes.enumerate() {
            if !is_code(code) {
                self.add(
                    format!("{place}[{i}]"),
                    said!(
                        "mã “{code}” chỉ được gồm chữ thường, chữ số và dấu gạch dưới",
                        "code “{code}” may hold only small letters, digits and underscores"
                    ),
                );
            }
            if !seen.insert(code) {
                self.add(format!("{place}[{i}]"), said!("mã “{code}” bị trùng", "code “{code}” appears twice"));
            }
        }
    }
}

fn is_code(code: &str) -> bool {
    code.len() <= 60
        && code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `1.001193`, a province's own variant `1.012753.H60`, or an older service code `2.000815.000.00.00.H55.02`.
pub fn is_procedure_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    code.len() <= 40
        && bytes.len() >= 8
        && bytes[0].is_ascii_digit()
        && bytes[1] == b'.'
        && bytes[2..8].iter().all(u8::is_ascii_digit)
        && (bytes.len() == 8 || bytes[8] == b'.')
        && code.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn check_procedure(p: &Procedure, found: &mut Problems) {
    if !is_procedure_code(&p.code) {
        found.add(
            "code",
            said!("mã thủ tục “{}” phải có dạng 1.001193", "procedure code “{}” must look like 1.001193", p.code),
        );
    }
    if p.name.vi.trim().is_empty() {
        found.add("name", text("thiếu tên thủ tục", "the name is missing"));
    }
    if p.field.trim().is_empty() {
        found.add("field", text("thiếu lĩnh vực", "the field is missing"));
    }
    if p.levels.is_empty() {
        found.add("levels", text("thiếu cấp thực hiện", "the level is missing"));
    }
    for (i, event) in p.life_events.iter().enumerate() {
        if life_event(event).is_none() {
            found.add(
                format!("life_events[{i}]"),
                said!("không có sự kiện “{event}”", "there is no life event “{event}”"),
            );
        }
    }
    if p.versions.is_empty() {
        found.add("versions", text("thiếu phiên bản", "there is no version"));
    }
    let mut last: Option<&Version> = None;
    for (i, version) in p.versions.iter().enumerate() {
        let place = format!("versions[{i}].");
        if let Some(last) = last
            && (version.number <= last.number || version.valid_from <= last.valid_from)
        {
            found.add(
                format!("{place}number"),
                text(
                    "phiên bản sau phải có số và ngày hiệu lực lớn hơn",
                    "a later version needs a greater number and a later day",
                ),
            );
        }
        last = Some(version);
        check_version(version, p.handled_elsewhere.is_some(), &place, found);
    }
}

fn check_version(v: &Version, handled_elsewhere: bool, at: &str, found: &mut Problems) {
    if v.number < 1 {
        found.add(format!("{at}number"), text("số phiên bản phải từ 1", "the number must be at least 1"));
    }
    if v.decision.trim().is_empty() {
        found.add(format!("{at}decision"), text("thiếu quyết định công bố", "the decision is missing"));
    }
    if v.valid_to.is_some_and(|to| to < v.valid_from) {
        found
            .add(format!("{at}valid_to"), text("ngày hết hiệu lực trước ngày có hiệu lực", "it ends before it begins"));
    }
    if v.channels.is_empty() {
        found.add(format!("{at}channels"), text("thiếu hình thức nộp", "there is no channel"));
    }
    if v.result.code.trim().is_empty() || v.result.title.vi.trim().is_empty() {
        found.add(format!("{at}result"), text("thiếu mã hoặc tên kết quả", "the result needs a code and a title"));
    }
    found.codes(&format!("{at}cases"), v.cases.iter().map(|c| c.code.as_str()));

    let known = check_groups(v, at, found);
    check_terms(v, at, found);
    check_fees(v, at, found);

    found.codes(&format!("{at}papers"), v.papers.iter().map(|p| p.code.as_str()));
    for (i, paper) in v.papers.iter().enumerate() {
        if paper.copies == 0 {
            found.add(format!("{at}papers[{i}].copies"), text("số lượng phải từ 1", "at least one copy"));
        }
        if let Some(when) = &paper.when {
            known.condition(when, None, &format!("{at}papers[{i}].when"), found);
        }
    }

    if let Competence::CommuneOf(paths) = &v.competence {
        for path in paths {
            if !known.top.iter().any(|k| k.path == *path && k.kind == FieldKind::Address) {
                found.add(
                    format!("{at}competence"),
                    said!("“{path}” không phải là một địa chỉ trong tờ khai", "“{path}” is not an address of the form"),
                );
            }
        }
    }

    found.codes(&format!("{at}steps"), v.steps.iter().map(|s| s.code.as_str()));
    for (i, step) in v.steps.iter().enumerate() {
        if !ROLES.contains(&step.role.as_str()) {
            found.add(
                format!("{at}steps[{i}].role"),
                said!("không có vai trò “{}”", "there is no role “{}”", step.role),
            );
        }
    }
    let shares: u32 = v.steps.iter().fold(0, |sum, s| sum.saturating_add(s.share));
    if v.steps.is_empty() && !handled_elsewhere {
        found.add(format!("{at}steps"), text("thiếu các bước giải quyết", "there are no steps"));
    } else if !v.steps.is_empty() && shares != 100 {
        found.add(
            format!("{at}steps"),
            said!(
                "tỷ lệ thời gian các bước cộng lại là {shares}%, phải là 100%",
                "the shares of the steps make {shares}%, not 100%"
            ),
        );
    }

    if let Some(template) = &v.result.template {
        for name in placeholders(template) {
            if !known.top.iter().any(|k| k.path == name) {
                found.add(
                    format!("{at}result.template"),
                    said!("không có câu trả lời “{name}”", "there is no answer “{name}”"),
                );
            }
        }
    }
}

/// The names in braces of a template.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// A path an answer may have, in the order of asking.
struct Known<'a> {
    path: String,
    kind: FieldKind,
    options: &'a [Choice],
}

#[derive(Default)]
struct KnownPaths<'a> {
    top: Vec<Known<'a>>,
}

impl<'a> KnownPaths<'a> {
    fn add(list: &mut Vec<Known<'a>>, field: &'a Field) {
        list.push(Known { path: field.code.clone(), kind: field.kind, options: &field.options });
        for part in &field.parts {
            list.push(Known {
                path: format!("{}.{}", field.code, part.part.code()),
                kind: part.part.kind(),
                options: &[],
            });
        }
    }

    /// A condition asks about something asked before it, with values that can be answered.
    fn condition(&self, when: &Condition, row: Option<&[Known<'a>]>, place: &str, found: &mut Problems) {
        let known = row.into_iter().flatten().chain(&self.top).find(|k| k.path == when.field);
        let Some(known) = known else {
            found.add(
                place,
                said!(
                    "điều kiện hỏi “{}”, nhưng trước đó không có trường này",
                    "the condition asks for “{}”, which is not asked before it",
                    when.field
                ),
            );
            return;
        };
        if when.is.is_empty() {
            found.add(place, text("điều kiện không có giá trị nào", "the condition has no value"));
        }
        for value in &when.is {
            let possible = match known.kind {
                FieldKind::YesNo => value.is_boolean(),
                FieldKind::Choice if !known.options.is_empty() => {
                    value.as_str().is_some_and(|v| known.options.iter().any(|o| o.code == v))
                }
                FieldKind::Number | FieldKind::Money => value.is_i64(),
                FieldKind::Person | FieldKind::Address | FieldKind::File => false,
                _ => value.is_string(),
            };
            if !possible {
                found.add(
                    place,
                    said!(
                        "trường “{}” không thể có giá trị {value}",
                        "field “{}” cannot have the value {value}",
                        when.field
                    ),
                );
            }
        }
    }
}

impl Part {
    pub fn kind(self) -> FieldKind {
        match self {
            Part::Birth => FieldKind::Date,
            Part::Sex | Part::Ethnicity => FieldKind::Choice,
            Part::PersonalNumber => FieldKind::PersonalNumber,
            Part::Residence | Part::Hometown => FieldKind::Address,
            Part::Name | Part::Nationality | Part::IdentityPaper | Part::Phone | Part::Email => FieldKind::Text,
        }
    }
}

fn check_groups<'a>(v: &'a Version, at: &str, found: &mut Problems) -> KnownPaths<'a> {
    let mut known = KnownPaths::default();
    if !v.cases.is_empty() {
        known.top.push(Known { path: CASE.into(), kind: FieldKind::Choice, options: &v.cases });
    }
    for part in &v.applicant {
        known.top.push(Known {
            path: format!("{APPLICANT}.{}", part.part.code()),
            kind: part.part.kind(),
            options: &[],
        });
    }
    // Groups that repeat share the top of the answers with the fields of those that do not.
    let flat = v.groups.iter().filter(|g| g.repeat.is_none()).flat_map(|g| g.fields.iter().map(|f| f.code.as_str()));
    let rows = v.groups.iter().filter(|g| g.repeat.is_some()).map(|g| g.code.as_str());
    found.codes(&format!("{at}groups"), [CASE, APPLICANT].into_iter().chain(flat).chain(rows));

    for (g, group) in v.groups.iter().enumerate() {
        let at = format!("{at}groups[{g}]");
        if group.fields.is_empty() {
            found.add(at.as_str(), text("nhóm không có trường nào", "the group has no fields"));
        }
        if let Some(when) = &group.when {
            known.condition(when, None, &format!("{at}.when"), found);
        }
        if let Some((least, most)) = group.repeat {
            if least > most || most == 0 || most > MOST_ROWS {
                found.add(
                    format!("{at}.repeat"),
                    said!(
                        "số lần lặp phải từ ít đến nhiều và không quá {MOST_ROWS}",
                        "rows go from the least to the most, {MOST_ROWS} at most"
                    ),
                );
            }
            found.codes(&format!("{at}.fields"), group.fields.iter().map(|f| f.code.as_str()));
        }
        let mut row = Vec::new();
        for (f, field) in group.fields.iter().enumerate() {
            let at = format!("{at}.fields[{f}]");
            check_field(field, &at, found);
            if let Some(when) = &field.when {
                known.condition(when, Some(&row), &format!("{at}.when"), found);
            }
            KnownPaths::add(if group.repeat.is_some() { &mut row } else { &mut known.top }, field);
        }
    }
    known
}

fn check_field(field: &Field, at: &str, found: &mut Problems) {
    if field.title.vi.trim().is_empty() {
        found.add(format!("{at}.title"), text("thiếu tên trường", "the title is missing"));
    }
    if (field.kind == FieldKind::Person) == field.parts.is_empty() {
        found.add(
            format!("{at}.parts"),
            text(
                "trường kiểu người (và chỉ trường này) phải nêu các thông tin cần hỏi",
                "a person (and nothing else) names the parts asked",
            ),
        );
    }
    if (field.kind == FieldKind::Choice) == field.options.is_empty() {
        found.add(
            format!("{at}.options"),
            text("trường lựa chọn (và chỉ trường này) phải có các lựa chọn", "a choice (and nothing else) has options"),
        );
    }
    found.codes(&format!("{at}.options"), field.options.iter().map(|o| o.code.as_str()));
    let most = match field.kind {
        FieldKind::Text => 20_000,
        FieldKind::File => 20,
        _ => 1_000_000_000_000_000,
    };
    if field.min.zip(field.max).is_some_and(|(min, max)| min > max)
        || field.max.is_some_and(|max| max < 0 || max > most)
    {
        found.add(
            format!("{at}.max"),
            said!("giới hạn không hợp lệ (tối đa {most})", "the limits are not valid ({most} at most)"),
        );
    }
}

fn check_terms(v: &Version, at: &str, found: &mut Problems) {
    let mut seen = HashSet::new();
    for (i, rule) in v.terms.iter().enumerate() {
        check_case(v, &rule.case, &format!("{at}terms[{i}].case"), found);
        if !seen.insert((&rule.case, rule.channel)) {
            found.add(
                format!("{at}terms[{i}]"),
                text("hai thời hạn cho cùng một trường hợp", "two terms for the same case and channel"),
            );
        }
    }
    let cases: Vec<Option<&str>> = match v.cases.is_empty() {
        true => vec![None],
        false => v.cases.iter().map(|c| Some(c.code.as_str())).collect(),
    };
    for case in cases {
        for &channel in &v.channels {
            let flagged = |u: &&Unknown| u.what == UnknownWhat::Term && fits(&u.case, u.channel, case, channel);
            if v.term(case, channel).is_none() && v.unknown.iter().find(flagged).is_none() {
                let (case, channel) = (case.unwrap_or("-"), channel.title());
                found.add(
                    format!("{at}terms"),
                    said!(
                        "thiếu thời hạn giải quyết cho trường hợp “{case}”, hình thức {}",
                        "there is no term for the case “{case}” {}",
                        channel.vi.to_lowercase()
                    ),
                );
            }
        }
    }
}

fn check_case(v: &Version, case: &Option<String>, place: &str, found: &mut Problems) {
    if let Some(case) = case
        && v.case(case).is_none()
    {
        found.add(place, said!("không có trường hợp “{case}”", "there is no case “{case}”"));
    }
}

fn check_fees(v: &Version, at: &str, found: &mut Problems) {
    let group = v.copied.as_deref().and_then(|code| v.group(code)).filter(|g| g.repeat.is_some());
    let counts = |code: &str| {
        group.is_some_and(|g| {
            g.fields.iter().any(|f| f.code == code && f.kind == FieldKind::Number && f.decimals == 0 && f.required())
        })
    };
    if let Some(code) = &v.copied
        && !counts("copies")
    {
        found.add(
            format!("{at}copied"),
            said!(
                "“{code}” phải là nhóm lặp có trường số bắt buộc “copies”",
                "“{code}” must be a repeated group with the required number “copies”"
            ),
        );
    }
    for (i, rule) in v.fees.iter().enumerate() {
        let at = format!("{at}fees[{i}]");
        check_case(v, &rule.case, &format!("{at}.case"), found);
        let (amounts, counted) = match rule.price {
            Price::Once(amount) => (vec![amount], true),
            Price::PerCopy(amount) => (vec![amount], counts("copies")),
            Price::PerPage { first, next, max_per_copy, .. } => {
                (vec![first, next, max_per_copy], counts("copies") && counts("pages"))
            }
        };
        if amounts.iter().any(|a| !(0..=1_000_000_000_000).contains(a)) {
            found.add(format!("{at}.price"), text("số tiền không hợp lệ", "the amount is not valid"));
        }
        if !counted {
            found.add(
                format!("{at}.price"),
                text(
                    "giá theo bản hoặc theo trang cần nhóm “copied” có trường “copies” và “pages”",
                    "a price by copy or page needs the group “copied” with “copies” and “pages”",
                ),
            );
        }
        if rule.valid_from.zip(rule.valid_to).is_some_and(|(from, to)| to < from) {
            found.add(
                format!("{at}.valid_to"),
                text("ngày hết hiệu lực trước ngày có hiệu lực", "it ends before it begins"),
            );
        }
        for other in &v.fees[..i] {
            let same = (&other.item, &other.case, other.channel, other.payer)
                == (&rule.item, &rule.case, rule.channel, rule.payer);
            let apart = other.valid_to.zip(rule.valid_from).is_some_and(|(to, from)| to < from)
                || rule.valid_to.zip(other.valid_from).is_some_and(|(to, from)| to < from);
            if same && !apart {
                found.add(at.as_str(), text("hai mức thu cho cùng một trường hợp", "two prices for the same case"));
            }
        }
        for exemption in &rule.exemptions {
            if !(1..=100).contains(&exemption.percent) {
                found.add(format!("{at}.exemptions"), text("mức giảm phải từ 1 đến 100%", "a reduction is 1 to 100%"));
            }
        }
    }
}

fn one_or_more<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<serde_json::Value>, D::Error> {
    Ok(match serde_json::Value::deserialize(d)? {
        serde_json::Value::Array(values) => values,
        value => vec![value],
    })
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match &self.en {
            None => s.serialize_str(&self.vi),
            Some(en) => [&self.vi, en].serialize(s),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrList {
    One(String),
    List(Vec<String>),
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Words, D::Error> {
        match OneOrList::deserialize(d)
            .map_err(|_| de::Error::custom("expected \"tiếng Việt\" or [\"tiếng Việt\", \"English\"]"))?
        {
            OneOrList::One(vi) => Ok(Words { vi, en: None }),
            OneOrList::List(list) => match <[String; 2]>::try_from(list) {
                Ok([vi, en]) => Ok(Words::new(vi, en)),
                Err(_) => Err(de::Error::custom("expected [\"tiếng Việt\", \"English\"]")),
            },
        }
    }
}

impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match &self.title.en {
            None => [&self.code, &self.title.vi].serialize(s),
            Some(en) => [&self.code, &self.title.vi, en].serialize(s),
        }
    }
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Choice, D::Error> {
        let mut list = Vec::<String>::deserialize(d)?.into_iter();
        match (list.next(), list.next(), list.next(), list.next()) {
            (Some(code), Some(vi), en, None) => Ok(Choice { code, title: Words { vi, en } }),
            _ => Err(de::Error::custom("expected [\"code\", \"tiếng Việt\", \"English\"]")),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ExemptionForm {
    Whole(PayerClass),
    Part { payer: PayerClass, percent: u8 },
}

impl Serialize for Exemption {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match *self {
            Exemption { payer, percent: 100 } => ExemptionForm::Whole(payer),
            Exemption { payer, percent } => ExemptionForm::Part { payer, percent },
        }
        .serialize(s)
    }
}

impl<'de> Deserialize<'de> for Exemption {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Exemption, D::Error> {
        Ok(
            match ExemptionForm::deserialize(d)
                .map_err(|_| de::Error::custom("expected a class of payers, or { payer, percent }"))?
            {
                ExemptionForm::Whole(payer) => Exemption { payer, percent: 100 },
                ExemptionForm::Part { payer, percent } => Exemption { payer, percent },
            },
        )
    }
}

impl Serialize for PersonPart {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{}{}", self.part.code(), if self.required { "" } else { "?" }))
    }
}

impl<'de> Deserialize<'de> for PersonPart {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<PersonPart, D::Error> {
        let written = String::deserialize(d)?;
        let code = written.strip_suffix('?').unwrap_or(&written);
        match Part::ALL.into_iter().find(|p| p.code() == code) {
            Some(part) => Ok(PersonPart { part, required: code == written }),
            None => Err(de::Error::custom(format_args!("nothing called “{code}” is asked about a person"))),
        }
    }
}

impl fmt::Display for StepUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StepUnit::Intake => "intake",
            StepUnit::Competent => "competent",
            StepUnit::Named(name) => name,
        })
    }
}

impl Serialize for StepUnit {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StepUnit {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<StepUnit, D::Error> {
        Ok(match String::deserialize(d)? {
            unit if unit == "intake" => StepUnit::Intake,
            unit if unit == "competent" => StepUnit::Competent,
            name => StepUnit::Named(name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"
code = "9.000001"
name = ["Thủ tục thử", "A test procedure"]
field = "Thử"
levels = ["commune"]

[[versions]]
number = 1
decision = "1/QĐ-UBND"
valid_from = "2025-07-01"
who_decides = "Chủ tịch UBND cấp xã"
competence = { commune_of = ["place"] }
cases = [["usual", "Thông thường"], ["remote", "Vùng xa", "Remote"]]
terms = [{ term = "3 working-days" }, { term = "5 working-days", case = "remote" }, { term = "4 working-days", channel = "post" }]
fees = [{ title = "Lệ phí", kind = "le_phi", price = { once = 10_000 }, basis = "NQ", exemptions = ["poor", { payer = "child", percent = 50 }] }]
papers = [{ code = "proof", title = "Giấy tờ", when = { field = "known", is = true } }]
groups = [
  { code = "one", title = "Một", fields = [
    { code = "known", title = "Đã biết", kind = "yes_no" },
    { code = "sort", title = "Loại", kind = "choice", options = [["a", "A"], ["b", "B"]], when = { field = "known", is = true } },
    { code = "who", title = "Ai", kind = "person", parts = ["name", "phone?"] },
    { code = "place", title = "Ở đâu", kind = "address" },
  ] },
  { code = "papers_listed", title = "Giấy", repeat = [1, 5], fields = [
    { code = "title", title = "Tên", kind = "text" },
    { code = "copies", title = "Số bản", kind = "number" },
  ] },
]
steps = [
  { code = "receive", title = "Nhận", unit = "intake", role = "clerk", share = 20 },
  { code = "ask", title = "Hỏi", unit = "Sở Tư pháp", role = "head", share = 30 },
  { code = "decide", title = "Quyết", unit = "competent", role = "chair", share = 50 },
]
result = { code = "KQ.1", title = "Quyết định", template = "Ông {who.name} tại {place}, {applicant.name}" }
"#;

    /// What is wrong when `from` is replaced by `to`.
    fn wrong(from: &str, to: &str) -> Vec<String> {
        assert!(SOUND.contains(from), "{from}");
        match Procedure::from_toml("thu.toml", &SOUND.replacen(from, to, 1)) {
            Ok(_) => Vec::new(),
            Err(e) if e.fields.is_empty() => vec![e.said.vi],
            Err(e) => e.fields.iter().map(|(place, said)| format!("{place}: {said}")).collect(),
        }
    }

    fn version() -> Version {
        Procedure::from_toml("thu.toml", SOUND).unwrap().versions.remove(0)
    }

    #[test]
    fn a_definition_reads_and_goes_through_json_unchanged() {
        let procedure = Procedure::from_toml("thu.toml", SOUND).unwrap();
        let json = serde_json::to_string(&procedure).unwrap();
        assert_eq!(serde_json::from_str::<Procedure>(&json).unwrap(), procedure);

        let version = &procedure.versions[0];
        assert_eq!(version.steps[1].unit, StepUnit::Named("Sở Tư pháp".into()));
        assert_eq!(version.fees[0].exemptions[0], Exemption { payer: PayerClass::Poor, percent: 100 });
        assert_eq!(version.fees[0].exemptions[1], Exemption { payer: PayerClass::Child, percent: 50 });
        assert_eq!(version.groups[0].fields[2].parts[1], PersonPart { part: Part::Phone, required: false });
    }

    #[test]
    fn of_the_terms_the_most_specific_applies_and_the_national_portal_is_online() {
        let version = version();
        let term = |case, channel| version.term(Some(case), channel).unwrap().term.to_string();

        assert_eq!(term("usual", Channel::Counter), "3 working-days");
        assert_eq!(term("usual", Channel::National), "3 working-days");
        assert_eq!(term("usual", Channel::Post), "4 working-days");
        assert_eq!(term("remote", Channel::Counter), "5 working-days");
        assert_eq!(term("remote", Channel::Post), "5 working-days", "the case says more than the channel");
    }

    #[test]
    fn each_mistake_is_named_with_its_place() {
        let cases: &[(&str, &str, &str)] = &[
            ("9.000001", "9.1", "code: mã thủ tục “9.1” phải có dạng 1.001193"),
            ("share = 50", "share = 40", "versions[0].steps: tỷ lệ thời gian các bước cộng lại là 90%, phải là 100%"),
            ("role = \"head\"", "role = \"king\"", "versions[0].steps[1].role: không có vai trò “king”"),
            (
                "{ term = \"3 working-days\" }, ",
                "",
                "versions[0].terms: thiếu thời hạn giải quyết cho trường hợp “usual”, hình thức trực tiếp",
            ),
            ("case = \"remote\"", "case = \"far\"", "versions[0].terms[1].case: không có trường hợp “far”"),
            (
                "field = \"known\", is = true } }]",
                "field = \"unknown\", is = true } }]",
                "versions[0].papers[0].when: điều kiện hỏi “unknown”, nhưng trước đó không có trường này",
            ),
            (
                "when = { field = \"known\", is = true } },\n    { code = \"who\"",
                "when = { field = \"place\", is = \"x\" } },\n    { code = \"who\"",
                "versions[0].groups[0].fields[1].when: điều kiện hỏi “place”, nhưng trước đó không có trường này",
            ),
            (
                "when = { field = \"known\", is = true } },\n    { code = \"who\"",
                "when = { field = \"known\", is = \"yes\" } },\n    { code = \"who\"",
                "versions[0].groups[0].fields[1].when: trường “known” không thể có giá trị \"yes\"",
            ),
            ("code = \"who\"", "code = \"known\"", "versions[0].groups[4]: mã “known” bị trùng"),
            (
                "code = \"who\"",
                "code = \"Who\"",
                "versions[0].groups[4]: mã “Who” chỉ được gồm chữ thường, chữ số và dấu gạch dưới",
            ),
            ("code = \"who\"", "code = \"case\"", "versions[0].groups[4]: mã “case” bị trùng"),
            (
                "commune_of = [\"place\"]",
                "commune_of = [\"who\"]",
                "versions[0].competence: “who” không phải là một địa chỉ trong tờ khai",
            ),
            ("{who.name}", "{who.birth}", "versions[0].result.template: không có câu trả lời “who.birth”"),
            (
                "{ once = 10_000 }",
                "{ per_copy = 10_000 }",
                "versions[0].fees[0].price: giá theo bản hoặc theo trang cần nhóm “copied” có trường “copies” và “pages”",
            ),
            ("once = 10_000", "once = -1", "versions[0].fees[0].price: số tiền không hợp lệ"),
            ("percent = 50", "percent = 0", "versions[0].fees[0].exemptions: mức giảm phải từ 1 đến 100%"),
            (
                "repeat = [1, 5]",
                "repeat = [5, 1]",
                "versions[0].groups[1].repeat: số lần lặp phải từ ít đến nhiều và không quá 100",
            ),
            (
                "kind = \"choice\", options = [[\"a\", \"A\"], [\"b\", \"B\"]]",
                "kind = \"choice\"",
                "versions[0].groups[0].fields[1].options: trường lựa chọn (và chỉ trường này) phải có các lựa chọn",
            ),
            (
                ", parts = [\"name\", \"phone?\"]",
                "",
                "versions[0].groups[0].fields[2].parts: trường kiểu người (và chỉ trường này) phải nêu các thông tin cần hỏi",
            ),
            ("levels = [\"commune\"]", "levels = []", "levels: thiếu cấp thực hiện"),
            (
                "valid_from = \"2025-07-01\"",
                "valid_from = \"2025-07-01\"\nvalid_to = \"2025-06-30\"",
                "versions[0].valid_to: ngày hết hiệu lực trước ngày có hiệu lực",
            ),
        ];
        for (from, to, expected) in cases {
            let wrong = wrong(from, to);
            assert!(wrong.iter().any(|w| w == expected), "{expected}\nbut it says {wrong:#?}");
        }
    }

    #[test]
    fn what_is_no_definition_at_all_is_refused_with_the_line() {
        assert!(
            wrong("valid_from = \"2025-07-01\"", "valid_from = \"1/7/2025\"")[0].starts_with("thu.toml, dòng 10: ")
        );
        assert!(wrong("decision =", "decison =")[0].contains("unknown field `decison`"));
        assert!(wrong("parts = [\"name\"", "parts = [\"shoe_size\"")[0].contains("nothing called “shoe_size”"));
        assert!(wrong("term = \"3 working-days\"", "term = \"3 days\"")[0].starts_with("thu.toml, dòng "));
        assert!(wrong("code = \"9.000001\"", "code = ")[0].starts_with("thu.toml, dòng 2: "));
        for hostile in ["", "\0", "[[versions]]", "code = 1.001193", "x = {{{{"] {
            assert!(Procedure::from_toml("thu.toml", hostile).is_err());
        }
    }

    #[test]
    fn a_later_version_needs_a_greater_number_and_a_later_day() {
        let again = SOUND.split_once("[[versions]]").unwrap().1;
        let e = Procedure::from_toml("thu.toml", &format!("{SOUND}\n[[versions]]{again}")).unwrap_err();
        assert_eq!(e.fields[0].0, "versions[1].number");
    }

    #[test]
    fn the_differences_of_two_versions_are_told_for_the_case_of_a_dossier() {
        let (now, mut next) = (version(), version());
        assert_eq!(now.differences(&next, Some("usual"), Channel::Counter), []);

        next.decision = "2/QĐ-UBND".into();
        next.terms[0].term = "2 working-days".parse().unwrap();
        next.papers[0].code = "other_proof".into();
        next.papers[0].title = "Giấy khác".into();
        next.steps.remove(1);
        let told =
            |case, channel| now.differences(&next, Some(case), channel).into_iter().map(|s| s.vi).collect::<Vec<_>>();
        assert_eq!(
            told("usual", Channel::Counter),
            [
                "Quyết định công bố: 1/QĐ-UBND → 2/QĐ-UBND",
                "Thời hạn: 3 working-days → 2 working-days",
                "Thành phần hồ sơ: − Giấy tờ",
                "Thành phần hồ sơ: + Giấy khác",
                "Bước giải quyết: − Hỏi",
            ]
        );
        assert!(!told("remote", Channel::Counter).iter().any(|d| d.starts_with("Thời hạn")), "that term stayed");

        next.cases.remove(1);
        assert!(now.differences(&next, Some("remote"), Channel::Counter)[1].vi.contains("“remote”"));
    }

    proptest::proptest! {
        #[test]
        fn a_damaged_definition_is_refused_or_sound_but_never_a_panic(at in 0..SOUND.len(), cut in 0..40usize, put in ".{0,12}") {
            let from = (0..=at).rev().find(|i| SOUND.is_char_boundary(*i)).unwrap();
            let to = (from + cut..=SOUND.len()).find(|i| SOUND.is_char_boundary(*i)).unwrap_or(SOUND.len());
            let damaged = format!("{}{put}{}", &SOUND[..from], &SOUND[to.max(from)..]);
            if let Ok(procedure) = Procedure::from_toml("thu.toml", &damaged) {
                proptest::prop_assert_eq!(procedure.problems(), []);
            }
        }
    }

    #[test]
    fn the_generic_way_is_sound_once_it_has_a_term() {
        let mut version = Version::generic("1/QĐ", "2025-07-01".parse().unwrap(), Competence::Unknown);
        assert_eq!(version.problems()[0].0, "terms");
        version.terms.push(TermRule {
            term: "5 working-days".parse().unwrap(),
            case: None,
            channel: None,
            basis: None,
        });
        assert_eq!(version.problems(), []);
    }

    fn shipped() -> Vec<(String, Procedure)> {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../provinces/tuyen-quang/procedures");
        let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()).collect();
        files.sort();
        files
            .into_iter()
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_string();
                let procedure = Procedure::from_toml(&name, &std::fs::read_to_string(path).unwrap());
                (name, procedure.unwrap_or_else(|e| panic!("{e}")))
            })
            .collect()
    }

    #[test]
    fn every_definition_of_the_province_is_sound_and_named_by_its_code() {
        let shipped = shipped();
        let received = shipped.iter().filter(|(_, p)| p.handled_elsewhere.is_none()).count();
        assert!(received >= 32, "{received}");
        for (file, p) in &shipped {
            assert!(file.starts_with(&format!("{}-", p.code)) && file.ends_with(".toml"), "{file}");
            assert!(p.name.en.is_some() && p.summary.is_some(), "{file}: the English is missing");
        }
    }

    #[test]
    fn what_the_province_receives_names_its_law_its_papers_and_its_questions() {
        for (file, p) in shipped() {
            let version = p.versions.last().unwrap();
            assert!(!version.legal_basis.is_empty(), "{file}");
            assert!(
                version.fees.iter().all(|f| !f.basis.is_empty()) && version.terms.iter().all(|t| t.basis.is_some()),
                "{file}"
            );
            if p.handled_elsewhere.is_none() {
                assert!(!version.papers.is_empty() && !version.groups.is_empty(), "{file}");
                assert_ne!(version.competence, Competence::Unknown, "{file}");
                assert!(version.steps.len() >= 3 && version.steps[0].role == "clerk", "{file}");
                assert_eq!(version.steps[0].unit, StepUnit::Intake, "{file}");
            }
        }
    }

    /// Codes, names and fields agree with the national catalogue, where it lies beside the repository.
    #[test]
    fn the_definitions_agree_with_the_national_catalogue() {
        let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/procedures_2642.csv");
        let Ok(content) = std::fs::read(shared) else {
            eprintln!("skipped: ../shared/data is not there");
            return;
        };
        let national = crate::import::read(&content, None, "2026-03-09".parse().unwrap()).unwrap().procedures;
        for (file, p) in shipped() {
            let listed = national.iter().find(|n| n.code == p.code).unwrap_or_else(|| panic!("{file}: no such code"));
            assert_eq!((&p.name.vi, &p.field), (&listed.name.vi, &listed.field), "{file}");
            let (last, listed) = (p.versions.last().unwrap(), &listed.versions[0]);
            assert_eq!(last.decision, listed.decision, "{file}");
            if !listed.result.code.eq("KQ") {
                assert_eq!(last.result.code, listed.result.code, "{file}");
            }
        }
    }
}
