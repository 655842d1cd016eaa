//! The thing and its pure rules: what may follow what, who holds it, when it is due. No I/O.
//!
//! ```text
//! registered → accepted → in process ⇄ (supplement requested | financial duty) → finished → handed over
//!      ↘ refused        ↘ withdrawn, stopped (from any open state)
//! ```

use std::{fmt, str::FromStr};

use base::{Error, Id, Moment, Result, Text, said, text};
use calendar::{Due, Options, Pause, Term, WorkingCalendar};

use crate::definition::{Channel, OnSupplement, Step, Version};

/// The ten statuses of the national portal; `national()` is its code there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Registered,
    Accepted,
    Refused,
    InProcess,
    SupplementRequested,
    FinancialDuty,
    Withdrawn,
    Stopped,
    Finished,
    HandedOver,
}

use Status::*;

impl Status {
    pub const ALL: [Status; 10] = [
        Registered,
        Accepted,
        Refused,
        InProcess,
        SupplementRequested,
        FinancialDuty,
        Withdrawn,
        Stopped,
        Finished,
        HandedOver,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Registered => "registered",
            Accepted => "accepted",
            Refused => "refused",
            InProcess => "in_process",
            SupplementRequested => "supplement_requested",
            FinancialDuty => "financial_duty",
            Withdrawn => "withdrawn",
            Stopped => "stopped",
            Finished => "finished",
            HandedOver => "handed_over",
        }
    }

    /// 1 to 10, as the national portal numbers them.
    pub fn national(self) -> i64 {
        Status::ALL.iter().position(|s| *s == self).map_or(0, |at| at as i64 + 1)
    }

    pub fn title(self) -> Text {
        match self {
            Registered => text("Mới đăng ký", "Registered"),
            Accepted => text("Được tiếp nhận", "Accepted"),
            Refused => text("Không được tiếp nhận", "Refused at intake"),
            InProcess => text("Đang xử lý", "In process"),
            SupplementRequested => text("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
            FinancialDuty => text("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial duty requested"),
            Withdrawn => text("Công dân yêu cầu rút hồ sơ", "Withdrawn by the citizen"),
            Stopped => text("Dừng xử lý", "Stopped"),
            Finished => text("Đã xử lý xong", "Finished"),
            HandedOver => text("Đã trả kết quả", "Result handed over"),
        }
    }

    /// The clock has been started and not ended.
    pub fn is_open(self) -> bool {
        matches!(self, Accepted | InProcess | SupplementRequested | FinancialDuty)
    }

    pub fn is_paused(self) -> bool {
        matches!(self, SupplementRequested | FinancialDuty)
    }

    /// Nothing more is to be done.
    pub fn is_closed(self) -> bool {
        matches!(self, Refused | Withdrawn | Stopped | HandedOver)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Status {
    type Err = Error;

    fn from_str(s: &str) -> Result<Status> {
        let found = Status::ALL.into_iter().find(|status| status.code() == s);
        found.ok_or_else(|| Error::invalid(said!("Không có trạng thái “{s}”", "There is no status “{s}”")))
    }
}

storage::stored_as_text!(Status);

/// How an ended dossier stood to its due moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Early,
    OnTime,
    Late,
}

impl Outcome {
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Early => "early",
            Outcome::OnTime => "on_time",
            Outcome::Late => "late",
        }
    }
}

/// A dossier as it stands now; one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    pub id: Id,
    pub code: String,
    pub foreign_code: Option<String>,
    pub procedure: String,
    pub version: Id,
    pub case_code: Option<String>,
    pub field: String,
    pub channel: String,
    pub assisted: bool,
    pub status: Status,
    pub intake_unit: Id,
    pub competent_unit: Option<Id>,
    pub holder_unit: Id,
    pub holder_role: String,
    pub holder_person: Option<Id>,
    pub step: i64,
    pub applicant: Option<Id>,
    pub submitted_at: Moment,
    pub accepted_at: Option<Moment>,
    pub term: Option<String>,
    pub due: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub outcome: Option<String>,
    pub handed_over_at: Option<Moment>,
    pub supplements: i64,
    pub extended_to: Option<Moment>,
    pub acceptance_due: Option<Moment>,
    pub content: String,
    pub salt: Vec<u8>,
    pub revision: i64,
}

storage::columns!(Dossier {
    id,
    code,
    foreign_code,
    procedure,
    version,
    case_code,
    field,
    channel,
    assisted,
    status,
    intake_unit,
    competent_unit,
    holder_unit,
    holder_role,
    holder_person,
    step,
    applicant,
    submitted_at,
    accepted_at,
    term,
    due,
    ended_at,
    outcome,
    handed_over_at,
    supplements,
    extended_to,
    acceptance_due,
    content,
    salt,
    revision,
});

/// Who holds it after an act.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    pub unit: Id,
    pub role: String,
    pub person: Option<Id>,
}

impl Dossier {
    pub fn channel(&self) -> Channel {
        Channel::from_code(&self.channel).unwrap_or(Channel::Counter)
    }

    /// The revision that the person saw when he decided; another one means somebody acted meanwhile.
    pub fn unchanged_since(&self, seen: Option<i64>) -> Result<()> {
        match seen {
            Some(seen) if seen != self.revision => Err(Error::conflict(said!(
                "Hồ sơ {} vừa được người khác xử lý. Hãy xem lại tình trạng mới rồi thao tác",
                "Somebody has just acted on dossier {}. Look at its new state, then act",
                self.code
            ))),
            _ => Ok(()),
        }
    }

    fn must_be(&self, allowed: &[Status], act: Text) -> Result<()> {
        if allowed.contains(&self.status) {
            return Ok(());
        }
        let (code, now) = (&self.code, self.status.title());
        Err(Error::conflict(base::Said::new(
            format!("Không thể {} vì hồ sơ {code} đang ở trạng thái “{}”", act.vi, now.vi),
            format!("Cannot {}: dossier {code} is “{}”", act.en, now.en),
        )))
    }

    fn next(&self, status: Status) -> Dossier {
        Dossier { status, revision: self.revision + 1, ..self.clone() }
    }

    pub fn held_by(mut self, holder: Holder) -> Dossier {
        self.holder_unit = holder.unit;
        self.holder_role = holder.role;
        self.holder_person = holder.person;
        self
    }

    /// The clock starts. `due` was computed for this moment and this version's term.
    pub fn accept(&self, term: Term, due: Option<Moment>, now: Moment) -> Result<Dossier> {
        self.must_be(&[Registered], text("tiếp nhận", "accept"))?;
        Ok(Dossier {
            accepted_at: Some(now),
            term: Some(term.to_string()),
            due,
            acceptance_due: None,
            ..self.next(Accepted)
        })
    }

    pub fn refuse(&self, now: Moment) -> Result<Dossier> {
        self.must_be(&[Registered], text("từ chối tiếp nhận", "refuse"))?;
        Ok(Dossier { ended_at: Some(now), acceptance_due: None, ..self.next(Refused) })
    }

    /// To the next step. Errors: `Conflict` at the last step before the result, where one decides instead.
    pub fn forward(&self, version: &Version) -> Result<Dossier> {
        self.must_be(&[Accepted, InProcess], text("chuyển bước", "forward"))?;
        if self.step >= deciding_step(version) {
            return Err(Error::conflict(text(
                "Đây là bước quyết định cuối cùng: hãy ghi nhận kết quả thay vì chuyển tiếp",
                "This is the deciding step: record the result instead of forwarding",
            )));
        }
        Ok(Dossier { step: self.step + 1, ..self.next(InProcess) })
    }

    pub fn give_back(&self) -> Result<Dossier> {
        self.must_be(&[InProcess], text("trả lại bước trước", "return"))?;
        if self.step == 0 {
            return Err(Error::conflict(text("Hồ sơ đang ở bước đầu tiên", "The dossier is at its first step")));
        }
        Ok(Dossier { step: self.step - 1, ..self.next(InProcess) })
    }

    /// The clock stops until the citizen has answered.
    pub fn request_supplement(&self) -> Result<Dossier> {
        self.must_be(&[Accepted, InProcess], text("yêu cầu bổ sung", "ask for a supplement"))?;
        Ok(Dossier { supplements: self.supplements + 1, due: None, ..self.next(SupplementRequested) })
    }

    pub fn supplement(&self, due: Option<Moment>) -> Result<Dossier> {
        self.must_be(&[SupplementRequested], text("bổ sung", "supplement"))?;
        Ok(Dossier { due, ..self.next(InProcess) })
    }

    pub fn request_duty(&self) -> Result<Dossier> {
        self.must_be(&[Accepted, InProcess], text("yêu cầu nghĩa vụ tài chính", "ask for a financial duty"))?;
        Ok(Dossier { due: None, ..self.next(FinancialDuty) })
    }

    pub fn duty_done(&self, due: Option<Moment>) -> Result<Dossier> {
        self.must_be(&[FinancialDuty], text("ghi nhận nghĩa vụ tài chính", "record the financial duty"))?;
        Ok(Dossier { due, ..self.next(InProcess) })
    }

    /// Once, and before the due moment (NĐ 61/2018 Điều 19, kept by NĐ 118/2025).
    pub fn extend(&self, to: Moment, now: Moment) -> Result<Dossier> {
        self.must_be(&[Accepted, InProcess], text("hẹn lại ngày trả", "extend"))?;
        if self.extended_to.is_some() {
            return Err(Error::conflict(text(
                "Hồ sơ đã được hẹn lại một lần; pháp luật chỉ cho phép một lần",
                "The dossier was extended once; the law allows no second time",
            )));
        }
        let Some(due) = self.due else {
            return Err(Error::conflict(text("Hồ sơ chưa có hạn trả", "The dossier has no due date yet")));
        };
        if now > due {
            return Err(Error::conflict(text(
                "Đã quá hạn trả: phải xin lỗi và hẹn lại trước khi hết hạn",
                "It is past the due date: an extension must come before it",
            )));
        }
        if to <= due {
            return Err(Error::field(
                "until",
                text("Ngày hẹn lại phải sau hạn cũ", "The new date must lie after the old one"),
            ));
        }
        Ok(Dossier { due: Some(to), extended_to: Some(to), ..self.next(self.status) })
    }

    /// The result is signed. On time is judged here, not at hand-over.
    pub fn finish(&self, version: &Version, outcome: Option<Outcome>, now: Moment) -> Result<Dossier> {
        self.must_be(&[Accepted, InProcess], text("kết thúc xử lý", "finish"))?;
        if self.step != deciding_step(version) {
            return Err(Error::conflict(text(
                "Hồ sơ chưa đến bước quyết định, hãy chuyển tiếp theo quy trình",
                "The dossier has not reached the deciding step, forward it",
            )));
        }
        let step = version.steps.len() as i64 - 1;
        let outcome = outcome.map(|o| o.code().to_owned());
        Ok(Dossier { step, ended_at: Some(now), outcome, ..self.next(Finished) })
    }

    pub fn hand_over(&self, now: Moment) -> Result<Dossier> {
        self.must_be(&[Finished], text("trả kết quả", "hand over"))?;
        Ok(Dossier { handed_over_at: Some(now), ..self.next(HandedOver) })
    }

    pub fn withdraw(&self, now: Moment) -> Result<Dossier> {
        let open = [Registered, Accepted, InProcess, SupplementRequested, FinancialDuty];
        self.must_be(&open, text("rút hồ sơ", "withdraw"))?;
        Ok(Dossier { ended_at: Some(now), acceptance_due: None, ..self.next(Withdrawn) })
    }

    pub fn stop(&self, now: Moment) -> Result<Dossier> {
        let open = [Accepted, InProcess, SupplementRequested, FinancialDuty];
        self.must_be(&open, text("dừng giải quyết", "stop"))?;
        Ok(Dossier { ended_at: Some(now), ..self.next(Stopped) })
    }
}

/// The last step that is not the desk's: there it is decided, and from there it can be finished.
pub fn deciding_step(version: &Version) -> i64 {
    let decides = |step: &Step| step.role != "clerk";
    version.steps.iter().rposition(decides).unwrap_or(version.steps.len().saturating_sub(1)) as i64
}

/// The due moment of a dossier with its reasons. After a supplement that restarts the term, it runs anew from the
/// moment the dossier was complete.
pub fn due(
    calendar: &WorkingCalendar,
    version: &Version,
    term: Term,
    accepted_at: Moment,
    pauses: &[Pause],
) -> Result<Due> {
    let restart = version.on_supplement == OnSupplement::Restart;
    let options = Options { after_15: version.after_15, pauses, restart_on_supplement: restart, ..Options::default() };
    calendar.due(accepted_at, term, &options)
}

/// How it ended, by days: early is an earlier day than the due one.
pub fn outcome(ended: Moment, due: Moment) -> Outcome {
    if ended > due {
        Outcome::Late
    } else if ended.day() < due.day() {
        Outcome::Early
    } else {
        Outcome::OnTime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dossier(status: Status) -> Dossier {
        Dossier {
            id: Id::from_i64(1),
            code: "H60.01-261123-0001".into(),
            foreign_code: None,
            procedure: "1.004873".into(),
            version: Id::from_i64(2),
            case_code: None,
            field: "Hộ tịch".into(),
            channel: "counter".into(),
            assisted: false,
            status,
            intake_unit: Id::from_i64(3),
            competent_unit: Some(Id::from_i64(3)),
            holder_unit: Id::from_i64(3),
            holder_role: "clerk".into(),
            holder_person: None,
            step: 0,
            applicant: None,
            submitted_at: Moment::from_ms(0),
            accepted_at: None,
            term: None,
            due: Some(Moment::from_ms(1_000)),
            ended_at: None,
            outcome: None,
            handed_over_at: None,
            supplements: 0,
            extended_to: None,
            acceptance_due: None,
            content: String::new(),
            salt: vec![],
            revision: 0,
        }
    }

    #[test]
    fn a_dossier_is_extended_once_and_before_it_is_due() {
        let open = dossier(InProcess);
        let longer = open.extend(Moment::from_ms(5_000), Moment::from_ms(500)).unwrap();
        assert_eq!(longer.due, Some(Moment::from_ms(5_000)));
        assert!(longer.extend(Moment::from_ms(9_000), Moment::from_ms(600)).is_err(), "no second time");
        assert!(open.extend(Moment::from_ms(5_000), Moment::from_ms(1_001)).is_err(), "not after the due moment");
        assert!(open.extend(Moment::from_ms(1_000), Moment::from_ms(500)).is_err(), "not to the same moment");
    }

    #[test]
    fn closed_dossiers_take_no_more_acts() {
        for status in Status::ALL.into_iter().filter(|s| s.is_closed()) {
            let closed = dossier(status);
            assert!(closed.withdraw(Moment::from_ms(1)).is_err());
            assert!(closed.stop(Moment::from_ms(1)).is_err());
            assert!(closed.request_supplement().is_err());
            assert!(closed.hand_over(Moment::from_ms(1)).is_err());
        }
    }

    #[test]
    fn who_looked_before_another_acted_is_told() {
        let seen = dossier(Registered);
        let accepted = seen.accept(Term::SameDay, None, Moment::from_ms(1)).unwrap();
        assert!(accepted.unchanged_since(Some(seen.revision)).is_err());
        assert!(accepted.unchanged_since(Some(accepted.revision)).is_ok());
    }

    #[test]
    fn the_ten_statuses_have_the_portals_numbers() {
        assert_eq!(Finished.national(), 9);
        assert_eq!(HandedOver.national(), 10);
        assert_eq!(Refused.national(), 3);
    }
}
