//! The papers of a dossier: models 01 to 07 of Thông tư 03/2025/TT-VPCP, Appendix I, and the result.
//!
//! Each model is a plain struct that an act fills and `paper()` turns into a [`Paper`]. The circular names the models;
//! their wording follows the same models of Thông tư 01/2018/TT-VPCP where the new one changed only the name.

use base::{
    Day, Moment, Text, text,
    words::{self, capitalised},
};
use documents::{Agency, Align, Block, Column, Heading, Paper, Power, Qr, Receipt, Run, Sheet, Signature, Table};

use crate::form::Section;

/// Which model; its code is the kind under which a paper is frozen, its symbol the one in the paper's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Model {
    Receipt,
    Supplement,
    Refusal,
    Apology,
    Stop,
    Control,
    Register,
    Result,
    Declaration,
}

impl Model {
    pub const ALL: [Model; 9] = [
        Model::Receipt,
        Model::Supplement,
        Model::Refusal,
        Model::Apology,
        Model::Stop,
        Model::Control,
        Model::Register,
        Model::Result,
        Model::Declaration,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Model::Receipt => "TT03-01",
            Model::Supplement => "TT03-02",
            Model::Refusal => "TT03-03",
            Model::Apology => "TT03-04",
            Model::Stop => "TT03-05",
            Model::Control => "TT03-06",
            Model::Register => "TT03-07",
            Model::Result => "RESULT",
            Model::Declaration => "FORM",
        }
    }

    /// Whether papers of that code go to the applicant; the others stay in the office.
    pub fn is_for_applicant(code: &str) -> bool {
        code != Model::Control.code() && code != Model::Register.code()
    }

    /// The kind's letters in `125/GTN-TTPVHCC`.
    pub const fn symbol(self) -> &'static str {
        match self {
            Model::Receipt => "GTN",
            Model::Supplement => "PBS",
            Model::Refusal => "PTC",
            Model::Apology => "PXL",
            Model::Stop => "TB",
            Model::Control => "PKS",
            Model::Register => "STD",
            Model::Result => "KQ",
            Model::Declaration => "TK",
        }
    }

    pub const fn title(self) -> Text {
        match self {
            Model::Receipt => text("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment"),
            Model::Supplement => text("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to supplement the dossier"),
            Model::Refusal => text("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal to receive the dossier"),
            Model::Apology => {
                text("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "Apology and request for more time")
            }
            Model::Stop => text("Thông báo dừng giải quyết hồ sơ", "Notice that the dossier is stopped"),
            Model::Control => text("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control sheet of the dossier"),
            Model::Register => text("Sổ theo dõi hồ sơ", "Register of dossiers"),
            Model::Result => text("Kết quả giải quyết thủ tục hành chính", "Result of the procedure"),
            Model::Declaration => text("Tờ khai", "Declaration"),
        }
    }
}

/// Who issues the paper, where and when.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Whom the issuing unit belongs to: `Ủy ban nhân dân xã Hùng An`.
    pub parent: Option<String>,
    /// The issuing unit: `Trung tâm Phục vụ hành chính công`.
    pub agency: String,
    pub place: String,
    /// `07/GTN-TTPVHCC`; empty leaves room to write it.
    pub number: String,
    /// The day on the paper.
    pub day: Day,
    pub made_at: Moment,
}

/// Whose dossier, and what is asked for.
#[derive(Clone, Debug)]
pub struct Case {
    pub code: String,
    /// Nội dung yêu cầu giải quyết: the procedure's name, with its case where it has several.
    pub request: String,
    pub applicant: String,
    /// An organisation is not spoken to as `Ông/Bà`.
    pub organisation: bool,
    pub address: String,
    pub phone: String,
    pub email: String,
}

impl Case {
    fn you(&self) -> &'static str {
        if self.organisation { "Quý cơ quan, tổ chức" } else { "Ông/Bà" }
    }

    fn greeted(&self) -> String {
        if self.organisation { self.applicant.clone() } else { format!("Ông/Bà {}", self.applicant) }
    }

    /// The lines that tell whose dossier it is, the first with the words of its model.
    fn lines(&self, whose: &str) -> Vec<Block> {
        let reached = match self.email.as_str() {
            "" => Block::field("Số điện thoại", self.phone.clone()),
            email => Block::pair(("Số điện thoại", &self.phone), ("Email", email)),
        };
        vec![
            Block::strong(whose, self.applicant.clone()),
            Block::field("Địa chỉ", self.address.clone()),
            reached,
            Block::field("Nội dung yêu cầu giải quyết", self.request.clone()),
        ]
    }
}

/// Where scanning the printed code leads: the public tracking page, with the receipt's own secret in it.
#[derive(Clone, Debug)]
pub struct Track {
    pub url: String,
    /// Six digits that open the tracking page to whoever holds the paper.
    pub secret: String,
}

impl Track {
    fn qr(&self) -> Qr {
        Qr {
            text: self.url.clone(), caption: format!("Quét mã để theo dõi hồ sơ. Mã tra cứu: {}", self.secret)
        }
    }
}

fn begin(model: Model, issue: &Issue) -> Paper {
    let agency = Agency { parent: issue.parent.clone(), name: issue.agency.clone() };
    Paper {
        number: Some(issue.number.clone()),
        date: issue.day,
        ..Paper::new(model.code(), model.title().vi, agency, &issue.place, issue.made_at)
    }
}

fn code_line(code: &str) -> Block {
    Block::Centred { runs: vec![Run::plain("Mã hồ sơ: "), Run::bold(code)] }
}

/// `15 giờ 20 phút, ngày 13 tháng 02 năm 2026`
fn hour_and_day(at: Moment) -> String {
    let minutes = at.time().seconds() / 60;
    format!("{:02} giờ {:02} phút, {}", minutes / 60, minutes % 60, words::day(at.day()))
}

/// Reasons and grounds: one as a sentence, several as a list.
fn reasons(lead: &str, reasons: &[String]) -> Vec<Block> {
    match reasons {
        [one] => vec![Block::text(format!("{lead} {one}"))],
        several => vec![Block::text(lead), Block::numbered(several.to_vec())],
    }
}

/// Model 01. Given to the applicant when the dossier is accepted; the term runs from `received_at`.
#[derive(Clone, Debug)]
pub struct ReceiptPaper {
    pub issue: Issue,
    pub case: Case,
    /// A5 for two on one sheet.
    pub sheet: Sheet,
    /// One for the file and one for the applicant; else the applicant's alone.
    pub two_copies: bool,
    pub papers: Vec<HandedPaper>,
    /// Số lượng hồ sơ (bộ).
    pub sets: u32,
    /// `05 ngày làm việc`
    pub term: String,
    pub received_at: Moment,
    /// `None` while a financial duty or another pause leaves no due moment.
    pub due_at: Option<Moment>,
    /// Where or how the result is fetched.
    pub collect: String,
    /// `20.000 đồng (đã thu, biên lai số 0001234)`; empty = nothing to pay.
    pub fee: String,
    /// Quyển số and số thứ tự of the register.
    pub register: Option<(String, String)>,
    pub submitter: String,
    pub clerk: String,
    /// Whom to ask: the centre's telephone.
    pub contact: String,
    pub track: Option<Track>,
    pub receipt: Option<Receipt>,
}

#[derive(Clone, Debug)]
pub struct HandedPaper {
    pub name: String,
    /// `bản chính`, `bản sao`, `bản điện tử`
    pub form: String,
    pub count: u32,
}

impl ReceiptPaper {
    pub fn paper(&self) -> Paper {
        let mut body = vec![code_line(&self.case.code)];
        body.extend(self.case.lines(&format!("{} tiếp nhận hồ sơ của", self.issue.agency)));
        body.push(Block::Table(Table {
            caption: Some("Thành phần hồ sơ nộp gồm:".into()),
            columns: vec![
                Column::new("STT", 1.0, Align::Centre),
                Column::new("Tên giấy tờ", 8.0, Align::Left),
                Column::new("Hình thức", 2.6, Align::Centre),
                Column::new("Số bản", 1.6, Align::Centre),
            ],
            rows: (1..)
                .zip(&self.papers)
                .map(|(n, p)| vec![format!("{n}"), p.name.clone(), p.form.clone(), p.count.to_string()])
                .collect(),
        }));
        body.push(Block::pair(
            ("Số lượng hồ sơ", &format!("{:02} bộ", self.sets)),
            ("Thời hạn giải quyết", &self.term),
        ));
        body.push(Block::field("Thời gian nhận hồ sơ", hour_and_day(self.received_at)));
        body.push(match self.due_at {
            Some(due) => Block::strong("Thời gian trả kết quả giải quyết hồ sơ", hour_and_day(due)),
            None => Block::strong(
                "Thời gian trả kết quả giải quyết hồ sơ",
                "thông báo sau khi hoàn thành nghĩa vụ tài chính",
            ),
        });
        body.push(Block::field("Đăng ký nhận kết quả", self.collect.clone()));
        if !self.fee.is_empty() {
            body.push(Block::field("Phí, lệ phí", self.fee.clone()));
        }
        if let Some((book, number)) = &self.register {
            body.push(Block::pair(("Vào Sổ theo dõi hồ sơ, quyển số", book), ("Số thứ tự", number)));
        }
        let mut notes = vec!["Khi đến nhận kết quả, xin mang theo giấy này và giấy tờ tùy thân.".to_string()];
        if !self.contact.is_empty() {
            notes.push(format!("Cần hỏi thêm, xin liên hệ {}.", self.contact));
        }
        let copies: &[&str] =
            if self.two_copies { &["Liên 1: lưu", "Liên 2: giao người nộp hồ sơ"] } else { &[] };
        Paper {
            sheet: self.sheet,
            copies: copies.iter().map(|c| c.to_string()).collect(),
            body,
            signatures: vec![
                Signature::person("Người nộp hồ sơ", &self.submitter),
                Signature::person("Người tiếp nhận hồ sơ", &self.clerk),
            ],
            notes,
            qr: self.track.as_ref().map(Track::qr),
            receipt: self.receipt.clone(),
            ..begin(Model::Receipt, &self.issue)
        }
    }
}

/// The form of the procedure, filled with the answers: what the citizen declares and signs.
#[derive(Clone, Debug)]
pub struct DeclarationPaper {
    pub issue: Issue,
    pub request: String,
    pub code: String,
    /// Kính gửi.
    pub to: String,
    /// The owner, a label and what was answered.
    pub applicant: Vec<(String, String)>,
    pub known_by: Option<String>,
    pub acts_as: Option<String>,
    pub sections: Vec<Section>,
    /// Whose name stands under it.
    pub signs: String,
    /// He cannot sign: his fingerprint is taken, before a witness.
    pub fingerprint: bool,
    /// Empty leaves room to write it.
    pub witness: String,
    pub track: Option<Track>,
}

impl DeclarationPaper {
    pub fn paper(&self) -> Paper {
        let mut body: Vec<Block> =
            self.applicant.iter().map(|(label, value)| Block::field(label.clone(), value.clone())).collect();
        body.extend(self.known_by.iter().map(|paper| Block::field("Giấy tờ tùy thân", paper.clone())));
        body.extend(self.acts_as.iter().map(|who| Block::field("Người nộp hồ sơ", who.clone())));
        for section in &self.sections {
            let row = section.row.map(|row| format!(" {}", row + 1)).unwrap_or_default();
            body.push(Block::led(format!("{}{row}", section.title.get(base::Lang::Vi)), ""));
            let lines = section.lines.iter();
            body.extend(lines.map(|line| Block::field(line.title.get(base::Lang::Vi), line.shown.clone())));
        }
        body.push(Block::text(
            "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan của mình./.",
        ));
        let hint = if self.fingerprint { "(Điểm chỉ)" } else { "(Ký và ghi rõ họ tên)" };
        let own = Signature { hint: Some(hint.into()), ..Signature::person("Người khai", &self.signs) };
        let signatures = match self.fingerprint {
            true => vec![Signature::person("Người làm chứng", &self.witness), own],
            false => vec![own],
        };
        Paper {
            number: None,
            heading: Heading::Named { title: "Tờ khai".into(), about: Some(self.request.clone()) },
            addressees: vec![self.to.clone()],
            body,
            signatures,
            notes: vec![format!("Mã hồ sơ: {}", self.code)],
            qr: self.track.as_ref().map(Track::qr),
            ..begin(Model::Declaration, &self.issue)
        }
    }
}

/// Receipts to be filled in by hand, one print for each number.
pub fn emergency(issue: &Issue, numbers: &[String]) -> Paper {
    let line = |label: &str| Block::field(label, "");
    let body = vec![
        line("Tiếp nhận hồ sơ của"),
        line("Số định danh cá nhân"),
        Block::pair(("Ngày, năm sinh", ""), ("Số điện thoại", "")),
        line("Địa chỉ"),
        line("Nội dung yêu cầu giải quyết"),
        line("Giấy tờ nộp kèm"),
        line(""),
        Block::pair(("Nhận lúc (giờ, ngày)", ""), ("Phí, lệ phí đã nộp", "")),
        Block::text(
            "Giấy này được lập khi mất điện hoặc mất mạng. Thời hạn giải quyết tính từ giờ nhận ghi trên giấy.",
        ),
    ];
    let agency = Agency { parent: issue.parent.clone(), name: issue.agency.clone() };
    Paper {
        sheet: Sheet::A5,
        copies: numbers.iter().map(|number| format!("Số {number}")).collect(),
        body,
        signatures: vec![Signature::person("Người nộp hồ sơ", ""), Signature::person("Người tiếp nhận hồ sơ", "")],
        ..Paper::new("EMERGENCY", "Giấy tiếp nhận hồ sơ dự phòng", agency, &issue.place, issue.made_at)
    }
}

/// Model 02. Everything that is missing, asked for once.
#[derive(Clone, Debug)]
pub struct SupplementPaper {
    pub issue: Issue,
    pub case: Case,
    pub items: Vec<SupplementItem>,
    pub reasons: Vec<String>,
    /// Until when it is to be handed in.
    pub until: Option<Day>,
    /// `bà Ma Thị Sen, số điện thoại 0207 3822 123`; empty = the issuing unit.
    pub contact: String,
    pub clerk: String,
    pub track: Option<Track>,
}

#[derive(Clone, Debug)]
pub struct SupplementItem {
    pub name: String,
    /// What is wrong with it, or how it must be.
    pub what: String,
}

impl SupplementPaper {
    pub fn paper(&self) -> Paper {
        let mut body = vec![code_line(&self.case.code)];
        body.extend(self.case.lines("Hồ sơ của"));
        body.push(Block::text("Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:"));
        body.push(Block::numbered(
            self.items
                .iter()
                .map(|i| if i.what.is_empty() { i.name.clone() } else { format!("{}: {}", i.name, i.what) })
                .collect(),
        ));
        body.extend(reasons("Lý do:", &self.reasons));
        if let Some(until) = self.until {
            body.push(Block::text(format!(
                "Xin bổ sung trước hết {}. Thời gian chờ bổ sung không tính vào thời hạn giải quyết hồ sơ.",
                words::day(until)
            )));
        }
        let contact = if self.contact.is_empty() { &self.issue.agency } else { &self.contact };
        body.push(Block::text(format!(
            "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, {} liên hệ với {contact} để được hướng dẫn./.",
            self.case.you(),
        )));
        Paper {
            body,
            signatures: vec![Signature::person("Người hướng dẫn", &self.clerk)],
            qr: self.track.as_ref().map(Track::qr),
            ..begin(Model::Supplement, &self.issue)
        }
    }
}

/// Model 03. The dossier is not taken.
#[derive(Clone, Debug)]
pub struct RefusalPaper {
    pub issue: Issue,
    pub case: Case,
    pub reasons: Vec<String>,
    /// Where the applicant should go instead; empty where there is no such place.
    pub instead: String,
    pub submitter: String,
    pub clerk: String,
}

impl RefusalPaper {
    pub fn paper(&self) -> Paper {
        let mut body = Vec::new();
        if !self.case.code.is_empty() {
            body.push(code_line(&self.case.code));
        }
        body.extend(self.case.lines(&format!("{} nhận được hồ sơ của", self.issue.agency)));
        body.extend(reasons(
            &format!(
                "Qua xem xét, {} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
                self.issue.agency
            ),
            &self.reasons,
        ));
        if !self.instead.is_empty() {
            body.push(Block::text(self.instead.clone()));
        }
        body.push(Block::text(format!("Xin thông báo để {} được biết và thực hiện./.", self.case.you())));
        Paper {
            body,
            signatures: vec![
                Signature::person("Người nộp hồ sơ", &self.submitter),
                Signature::person("Người tiếp nhận hồ sơ", &self.clerk),
            ],
            ..begin(Model::Refusal, &self.issue)
        }
    }
}

/// Who signs for the agency, and by what power.
#[derive(Clone, Debug)]
pub struct Signer {
    /// From the outside in: `(OnBehalf, "Ủy ban nhân dân")`, `(InPlace, "Chủ tịch")`.
    pub powers: Vec<(Power, String)>,
    pub post: String,
    /// Empty until it is known who signs.
    pub name: String,
}

impl Signer {
    fn signature(&self) -> Signature {
        let powers: Vec<_> = self.powers.iter().map(|(power, of)| (*power, of.as_str())).collect();
        Signature::official(&powers, &self.post, &self.name)
    }
}

/// Model 04. The dossier is or will be late: an apology and a new day, given once.
#[derive(Clone, Debug)]
pub struct ApologyPaper {
    pub issue: Issue,
    pub case: Case,
    pub received_at: Moment,
    pub due_at: Moment,
    pub reasons: Vec<String>,
    pub new_due_at: Moment,
    pub signer: Signer,
    pub recipients: Vec<String>,
    pub track: Option<Track>,
}

impl ApologyPaper {
    pub fn paper(&self) -> Paper {
        let (agency, you) = (&self.issue.agency, self.case.you());
        let mut body = vec![
            Block::text(format!(
                "{}, {agency} tiếp nhận hồ sơ của {you} đề nghị giải quyết: {}; mã hồ sơ: {}.",
                capitalised(&words::day(self.received_at.day())),
                self.case.request,
                self.case.code
            )),
            Block::text(format!("Thời gian hẹn trả kết quả: {}.", hour_and_day(self.due_at))),
            Block::text(format!(
                "Tuy nhiên, {agency} chưa trả được kết quả giải quyết hồ sơ của {you} đúng thời hạn ghi trong Giấy tiếp \
                 nhận hồ sơ và hẹn trả kết quả."
            )),
        ];
        body.extend(reasons("Lý do:", &self.reasons));
        body.push(Block::Text {
            runs: vec![
                Run::plain(format!(
                    "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của {you}. {agency} xin lỗi {you}, đề nghị \
                     gia hạn thời gian giải quyết và sẽ trả kết quả vào lúc "
                )),
                Run::bold(hour_and_day(self.new_due_at)),
                Run::plain("."),
            ],
        });
        body.push(Block::text(format!("Mong nhận được sự thông cảm của {you}./.")));
        Paper {
            addressees: vec![self.case.greeted()],
            body,
            signatures: vec![self.signer.signature()],
            recipients: self.recipients.clone(),
            qr: self.track.as_ref().map(Track::qr),
            ..begin(Model::Apology, &self.issue)
        }
    }
}

/// Model 05. Work on the dossier ends without a result.
#[derive(Clone, Debug)]
pub struct StopPaper {
    pub issue: Issue,
    pub case: Case,
    pub received_at: Moment,
    /// From which moment.
    pub stopped_at: Moment,
    pub reasons: Vec<String>,
    /// The provisions it rests on: `khoản 2 Điều 19 Nghị định số 118/2025/NĐ-CP`.
    pub grounds: Vec<String>,
    /// What becomes of the papers handed in and the fees paid.
    pub returned: String,
    pub signer: Signer,
    pub recipients: Vec<String>,
}

impl StopPaper {
    pub fn paper(&self) -> Paper {
        let (agency, you) = (&self.issue.agency, self.case.you());
        let mut body: Vec<_> = self
            .grounds
            .iter()
            .map(|ground| Block::Text { runs: vec![Run::italic(format!("Căn cứ {ground};"))] })
            .collect();
        body.push(Block::text(format!(
            "{}, {agency} tiếp nhận hồ sơ của {you} đề nghị giải quyết: {}; mã hồ sơ: {}.",
            capitalised(&words::day(self.received_at.day())),
            self.case.request,
            self.case.code
        )));
        body.extend(reasons(
            &format!(
                "{agency} thông báo dừng giải quyết hồ sơ nêu trên kể từ {}, với lý do:",
                hour_and_day(self.stopped_at)
            ),
            &self.reasons,
        ));
        if !self.returned.is_empty() {
            body.push(Block::text(self.returned.clone()));
        }
        body.push(Block::text(format!("{agency} thông báo để {you} được biết./.")));
        Paper {
            addressees: vec![self.case.greeted()],
            body,
            signatures: vec![self.signer.signature()],
            recipients: self.recipients.clone(),
            ..begin(Model::Stop, &self.issue)
        }
    }
}

/// Model 06. Goes with the dossier and tells who had it from when to when.
#[derive(Clone, Debug)]
pub struct ControlPaper {
    pub issue: Issue,
    pub case: Case,
    /// Cơ quan chủ trì giải quyết, and those that take part.
    pub competent: String,
    pub others: Vec<String>,
    pub received_at: Moment,
    pub due_at: Option<Moment>,
    pub handovers: Vec<Handover>,
}

#[derive(Clone, Debug)]
pub struct Handover {
    /// Unit and person: `Trung tâm Phục vụ hành chính công, Ma Thị Sen`.
    pub from: (String, String),
    pub to: (String, String),
    pub at: Option<Moment>,
    pub outcome: Option<Timeliness>,
    /// Required where a step was early or late.
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    Early,
    OnTime,
    Late,
}

impl Timeliness {
    const fn vi(self) -> &'static str {
        match self {
            Timeliness::Early => "Trước hạn",
            Timeliness::OnTime => "Đúng hạn",
            Timeliness::Late => "Quá hạn",
        }
    }
}

impl ControlPaper {
    pub fn paper(&self) -> Paper {
        let mut body = vec![code_line(&self.case.code)];
        body.extend(self.case.lines("Kèm theo hồ sơ của"));
        body.push(Block::field("Cơ quan (bộ phận) giải quyết hồ sơ", self.competent.clone()));
        if !self.others.is_empty() {
            body.push(Block::field("Cơ quan phối hợp giải quyết hồ sơ", self.others.join("; ")));
        }
        body.push(Block::field("Thời gian nhận hồ sơ", hour_and_day(self.received_at)));
        if let Some(due) = self.due_at {
            body.push(Block::field("Thời gian hẹn trả kết quả", hour_and_day(due)));
        }
        body.push(Block::Table(Table {
            caption: None,
            columns: vec![
                Column::new("Tên cơ quan", 3.8, Align::Left),
                Column::new("Thời gian giao, nhận hồ sơ", 4.2, Align::Left),
                Column::new("Kết quả giải quyết hồ sơ\n(trước hạn/ đúng hạn/ quá hạn)", 3.0, Align::Centre),
                Column::new("Ghi chú", 2.2, Align::Left),
            ],
            rows: (1..).zip(&self.handovers).map(|(n, handover)| handover.row(n)).collect(),
        }));
        Paper {
            body,
            notes: vec!["Trường hợp giải quyết trước hạn hoặc quá hạn phải ghi rõ lý do.".into()],
            ..begin(Model::Control, &self.issue)
        }
    }
}

impl Handover {
    fn row(&self, n: usize) -> Vec<String> {
        let at = self.at.map_or("… giờ … phút, ngày … tháng … năm …".into(), hour_and_day);
        vec![
            format!("{n}. Giao: {}\nNhận: {}", self.from.0, self.to.0),
            format!("{at}\nNgười giao: {}\nNgười nhận: {}", self.from.1, self.to.1),
            self.outcome.map_or(String::new(), |o| o.vi().into()),
            self.note.clone(),
        ]
    }
}

/// Model 07. The dossiers of a centre, printed for a span of days.
#[derive(Clone, Debug)]
pub struct RegisterPaper {
    pub issue: Issue,
    /// `Từ ngày 15/01/2026 đến ngày 14/02/2026`
    pub span: String,
    pub entries: Vec<RegisterEntry>,
}

#[derive(Clone, Debug)]
pub struct RegisterEntry {
    pub code: String,
    pub procedure: String,
    pub sets: u32,
    pub applicant: String,
    /// Address and telephone.
    pub address: String,
    pub competent: String,
    pub received: Day,
    pub due: Option<Day>,
    pub returned: Option<Day>,
    /// `Trực tiếp`, `Bưu chính công ích`, `Trực tuyến`
    pub way: String,
    pub note: String,
}

impl RegisterPaper {
    pub fn paper(&self) -> Paper {
        const DAYS: &str = "Ngày, tháng, năm";
        const RETURNED: &str = "Nhận kết quả";
        let rows = (1..).zip(&self.entries).map(|(n, e)| {
            let day = |day: Option<Day>| day.map_or(String::new(), Day::dmy);
            vec![
                format!("{n}"),
                e.code.replacen('-', "-\n", 1), // a code is no word that breaks, and two lines save a third of the width
                e.procedure.clone(),
                e.sets.to_string(),
                e.applicant.clone(),
                e.address.clone(),
                e.competent.clone(),
                e.received.dmy(),
                day(e.due),
                day(e.returned),
                e.way.clone(),
                String::new(),
                e.note.clone(),
            ]
        });
        let table = Table {
            caption: None,
            columns: vec![
                Column::new("STT", 0.7, Align::Centre),
                Column::new("Mã hồ sơ", 2.3, Align::Left),
                Column::new("Tên thủ tục hành chính", 3.0, Align::Left),
                Column::new("Số bộ", 0.8, Align::Centre),
                Column::new("Tên cá nhân, tổ chức", 2.1, Align::Left),
                Column::new("Địa chỉ, số điện thoại", 2.4, Align::Left),
                Column::new("Cơ quan chủ trì giải quyết", 2.0, Align::Left),
                Column::new("Nhận hồ sơ", 1.7, Align::Centre).under(DAYS),
                Column::new("Hẹn trả kết quả", 1.7, Align::Centre).under(DAYS),
                Column::new("Trả kết quả", 1.7, Align::Centre).under(DAYS),
                Column::new("Phương thức", 1.5, Align::Left).under(RETURNED),
                Column::new("Ký nhận", 1.3, Align::Left).under(RETURNED),
                Column::new("Ghi chú", 1.3, Align::Left),
            ],
            rows: rows.collect(),
        };
        Paper {
            sheet: Sheet::A4Landscape,
            number: None,
            heading: Heading::Named { title: Model::Register.title().vi.into(), about: Some(self.span.clone()) },
            body: vec![Block::Table(table)],
            ..begin(Model::Register, &self.issue)
        }
    }
}

/// The result, written from the procedure's own words: a decision with articles, or a certificate with fields.
#[derive(Clone, Debug)]
pub struct ResultPaper {
    pub issue: Issue,
    /// `Quyết định`, `Giấy chứng nhận đăng ký hộ kinh doanh`
    pub title: String,
    /// What it is about: `Về việc …`.
    pub about: Option<String>,
    /// Who decides, above the grounds: `Chủ tịch Ủy ban nhân dân xã Hùng An`. Certificates have none.
    pub authority: Option<String>,
    /// Each without `Căn cứ`.
    pub grounds: Vec<String>,
    /// A decision's articles, without `Điều n.`
    pub articles: Vec<String>,
    /// A certificate's content.
    pub body: Vec<Block>,
    pub signer: Signer,
    pub recipients: Vec<String>,
    /// The public page where its authenticity is checked.
    pub check: Option<String>,
}

impl ResultPaper {
    pub fn paper(&self) -> Paper {
        let mut body = Vec::new();
        if let Some(authority) = &self.authority {
            body.push(Block::centred(authority.to_uppercase()));
        }
        let last = self.grounds.len().saturating_sub(1);
        for (i, ground) in self.grounds.iter().enumerate() {
            let end = if i == last { "." } else { ";" };
            body.push(Block::Text { runs: vec![Run::italic(format!("Căn cứ {ground}{end}"))] });
        }
        if !self.articles.is_empty() {
            body.push(Block::centred(format!("{}:", self.title.to_uppercase())));
        }
        body.extend((1..).zip(&self.articles).map(|(n, article)| Block::led(format!("Điều {n}."), article.clone())));
        body.extend(self.body.iter().cloned());
        Paper {
            heading: Heading::Named { title: self.title.clone(), about: self.about.clone() },
            body,
            signatures: vec![self.signer.signature()],
            recipients: self.recipients.clone(),
            qr: self
                .check
                .as_ref()
                .map(|url| Qr { text: url.clone(), caption: "Quét mã để kiểm tra văn bản này".into() }),
            ..begin(Model::Result, &self.issue)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> Moment {
        s.parse().unwrap()
    }

    fn issue(model: Model) -> Issue {
        Issue {
            parent: Some("Ủy ban nhân dân xã Hùng An".into()),
            agency: "Trung tâm Phục vụ hành chính công".into(),
            place: "Hùng An".into(),
            number: documents::number_and_symbol(7, model.symbol(), "TTPVHCC"),
            day: at("2026-02-05T09:12").day(),
            made_at: at("2026-02-05T09:12"),
        }
    }

    fn case() -> Case {
        Case {
            code: "H60.12-260205-0007".into(),
            request: "Đăng ký khai sinh".into(),
            applicant: "Nguyễn Thị Hường".into(),
            organisation: false,
            address: "Thôn Tân An, xã Hùng An".into(),
            phone: "0912 345 678".into(),
            email: String::new(),
        }
    }

    fn receipt() -> ReceiptPaper {
        ReceiptPaper {
            issue: issue(Model::Receipt),
            case: case(),
            sheet: Sheet::A5,
            two_copies: true,
            papers: vec![HandedPaper { name: "Giấy chứng sinh".into(), form: "bản chính".into(), count: 1 }],
            sets: 1,
            term: "05 ngày làm việc".into(),
            received_at: at("2026-02-05T09:10"),
            due_at: Some(at("2026-02-12T17:00")),
            collect: "tại Trung tâm".into(),
            fee: String::new(),
            register: None,
            submitter: "Nguyễn Thị Hường".into(),
            clerk: "Ma Thị Sen".into(),
            contact: String::new(),
            track: None,
            receipt: None,
        }
    }

    /// All words of the body, a line for each block.
    fn words(paper: &Paper) -> String {
        let line = |block: &Block| match block {
            Block::Text { runs } | Block::Centred { runs } => runs.iter().map(|r| r.text.as_str()).collect(),
            Block::Fields { fields } => {
                fields.iter().map(|f| format!("{}: {}", f.label, f.value)).collect::<Vec<_>>().join(" | ")
            }
            Block::List { items, .. } => items.join(" | "),
            Block::Table(table) => table.rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n"),
        };
        paper.body.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_receipt_tells_what_was_handed_in_and_when_the_result_is_due() {
        let paper = receipt().paper();
        assert_eq!(
            words(&paper),
            "Mã hồ sơ: H60.12-260205-0007\n\
             Trung tâm Phục vụ hành chính công tiếp nhận hồ sơ của: Nguyễn Thị Hường\n\
             Địa chỉ: Thôn Tân An, xã Hùng An\n\
             Số điện thoại: 0912 345 678\n\
             Nội dung yêu cầu giải quyết: Đăng ký khai sinh\n\
             1 | Giấy chứng sinh | bản chính | 1\n\
             Số lượng hồ sơ: 01 bộ | Thời hạn giải quyết: 05 ngày làm việc\n\
             Thời gian nhận hồ sơ: 09 giờ 10 phút, ngày 05 tháng 02 năm 2026\n\
             Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 12 tháng 02 năm 2026\n\
             Đăng ký nhận kết quả: tại Trung tâm"
        );
        assert_eq!((paper.kind.as_str(), paper.number.as_deref()), ("TT03-01", Some("07/GTN-TTPVHCC")));
        assert_eq!(paper.copies, ["Liên 1: lưu", "Liên 2: giao người nộp hồ sơ"]);
        assert_eq!(paper.signatures.len(), 2);
    }

    #[test]
    fn a_receipt_without_a_due_moment_says_when_there_will_be_one() {
        let paper = ReceiptPaper { due_at: None, ..receipt() }.paper();
        assert!(words(&paper).contains("thông báo sau khi hoàn thành nghĩa vụ tài chính"));
    }

    #[test]
    fn an_apology_names_both_days_and_is_signed_by_the_power_given() {
        let paper = ApologyPaper {
            issue: issue(Model::Apology),
            case: Case { organisation: true, applicant: "Hợp tác xã Nông nghiệp Hùng An".into(), ..case() },
            received_at: at("2026-01-05T09:10"),
            due_at: at("2026-02-04T17:00"),
            reasons: vec!["chờ kết quả xác minh.".into(), "hồ sơ phức tạp.".into()],
            new_due_at: at("2026-02-25T17:00"),
            signer: Signer {
                powers: vec![(Power::OnBehalf, "Ủy ban nhân dân".into()), (Power::InPlace, "Chủ tịch".into())],
                post: "Phó Chủ tịch".into(),
                name: "Hà Quốc Toản".into(),
            },
            recipients: vec!["Như trên".into()],
            track: None,
        }
        .paper();
        let words = words(&paper);
        assert!(words.contains("Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 04 tháng 02 năm 2026."));
        assert!(words.contains("sẽ trả kết quả vào lúc 17 giờ 00 phút, ngày 25 tháng 02 năm 2026."));
        assert!(words.contains("chờ kết quả xác minh. | hồ sơ phức tạp."));
        assert!(words.contains("xin lỗi Quý cơ quan, tổ chức") && !words.contains("Ông/Bà"));
        assert_eq!(paper.addressees, ["Hợp tác xã Nông nghiệp Hùng An"]);
        assert_eq!(paper.signatures[0].lines, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]);
    }

    #[test]
    fn a_decision_counts_its_articles_and_ends_its_grounds() {
        let signer = Signer { powers: Vec::new(), post: "Chủ tịch".into(), name: "Vàng A Páo".into() };
        let paper = ResultPaper {
            issue: issue(Model::Result),
            title: "Quyết định".into(),
            about: None,
            authority: Some("Chủ tịch Ủy ban nhân dân xã Hùng An".into()),
            grounds: vec!["Luật A".into(), "Nghị định B".into()],
            articles: vec!["Cho phép.".into(), "Thi hành.".into()],
            body: Vec::new(),
            signer,
            recipients: Vec::new(),
            check: None,
        }
        .paper();
        assert_eq!(
            words(&paper),
            "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ HÙNG AN\nCăn cứ Luật A;\nCăn cứ Nghị định B.\nQUYẾT ĐỊNH:\n\
             Điều 1. Cho phép.\nĐiều 2. Thi hành."
        );
    }

    #[test]
    fn every_table_row_fills_its_columns() {
        let handover = Handover {
            from: ("Trung tâm".into(), "Ma Thị Sen".into()),
            to: ("Phòng Kinh tế".into(), String::new()),
            at: None,
            outcome: Some(Timeliness::Late),
            note: "chờ xác minh".into(),
        };
        let control = ControlPaper {
            issue: issue(Model::Control),
            case: case(),
            competent: "Phòng Kinh tế".into(),
            others: Vec::new(),
            received_at: at("2026-02-05T09:10"),
            due_at: None,
            handovers: vec![handover],
        };
        let entry = RegisterEntry {
            code: "H60.12-260205-0007".into(),
            procedure: "Đăng ký khai sinh".into(),
            sets: 1,
            applicant: "Nguyễn Thị Hường".into(),
            address: "Thôn Tân An".into(),
            competent: "UBND xã Hùng An".into(),
            received: at("2026-02-05T09:10").day(),
            due: None,
            returned: None,
            way: "Trực tiếp".into(),
            note: String::new(),
        };
        let register =
            RegisterPaper { issue: issue(Model::Register), span: "Tháng 02/2026".into(), entries: vec![entry] };
        for paper in [control.paper(), register.paper(), receipt().paper()] {
            let tables = paper.body.iter().filter_map(|b| if let Block::Table(table) = b { Some(table) } else { None });
            for table in tables {
                assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", paper.kind);
            }
        }
        assert!(words(&control.paper()).contains("… giờ … phút, ngày … tháng … năm …"));
    }

    #[test]
    fn codes_of_models_are_told_apart() {
        for (i, model) in Model::ALL.iter().enumerate() {
            assert!(Model::ALL[..i].iter().all(|m| m.code() != model.code() && m.symbol() != model.symbol()));
        }
    }
}
