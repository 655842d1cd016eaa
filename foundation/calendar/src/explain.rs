//! The clock's answer in words: one line for each thing that moved the due moment.

use base::{Day, Moment, Result, Said, Text, TimeOfDay, text};

use crate::{
    SpecialKind, Status, Term, WorkingCalendar,
    clock::{End, NewEnd, PauseKind, Received, Start, Step},
    working::{Place, out_of_range},
};

/// A line in both languages; each name stands for its own words in each: `line!("Nhận {at}.", "Received {at}.", at)`.
macro_rules! line {
    ($vi:literal, $en:literal $(, $name:ident $(= $value:expr)?)*) => {{
        $($(let $name = $value;)? let $name = Said::from($name);)*
        Said::new({ $(let $name = &$name.vi;)* format!($vi) }, { $(let $name = &$name.en;)* format!($en) })
    }};
}

pub(crate) struct Story<'a> {
    pub calendar: &'a WorkingCalendar,
    pub received: Moment,
    pub term: Term,
    pub start: Start,
    pub end: &'a End,
    pub due: Option<Moment>,
    pub steps: &'a [Step],
}

impl Story<'_> {
    /// Receipt, all up to the last restart, the term itself, the days off in it, pauses and extension, the due moment.
    pub fn tell(&self) -> Result<Vec<Said>> {
        let restart = self.steps.iter().rposition(|s| matches!(s, Step::Restarted { .. })).map_or(0, |i| i + 1);
        let (before, after) = self.steps.split_at(restart);
        let own_end = self.calendar.own_end(self.end)?;

        let mut lines = vec![self.receipt()];
        lines.extend(before.iter().map(|step| self.step(step)));
        lines.push(self.own_term(own_end)?);
        if self.term.is_working() {
            self.special_days(self.due.unwrap_or(own_end).max(own_end), &mut lines);
        }
        lines.extend(after.iter().map(|step| self.step(step)));
        lines.extend(self.moved_to_a_working_day());
        lines.extend(self.estimates().map(|year| {
            let year = Said::new(year.to_string(), year.to_string());
            line!(
                "Lịch nghỉ năm {year} là dự kiến, chưa có văn bản quy định.",
                "The days off of {year} are estimated; they are not decided yet.",
                year
            )
        }));
        lines.push(match self.due {
            Some(due) => line!("Hạn trả kết quả: {due}.", "Due: {due}.", due = at(due)),
            None => line!(
                "Chưa xác định hạn trả kết quả: thời hạn tính tiếp khi hết tạm dừng.",
                "There is no due moment yet: the term goes on when the pause ends."
            ),
        });
        Ok(lines)
    }

    /// Whether the term lies in a year with days off that are not decided.
    pub fn is_estimate(&self) -> bool {
        self.estimates().next().is_some()
    }

    fn estimates(&self) -> impl Iterator<Item = i16> {
        let last = self.due.or_else(|| self.calendar.own_end(self.end).ok()).unwrap_or(self.received);
        (self.received.day().year()..=last.day().year()).filter(|year| self.calendar.is_estimate(*year))
    }

    fn receipt(&self) -> Said {
        let moment = at(self.received);
        if !self.term.is_working() {
            return line!("Nhận {moment}.", "Received at {moment}.", moment);
        }
        let Some(how) = self.how_received(&self.start) else {
            return line!("Nhận {moment}.", "Received at {moment}.", moment);
        };
        line!("Nhận {moment}, {how}.", "Received at {moment}, {how}.", moment, how)
    }

    /// What there is to say of the moment at which a term starts; nothing if it lies in office hours.
    fn how_received(&self, start: &Start) -> Option<Said> {
        let next = weekday_and_date(self.calendar.day(start.day_of_receipt));
        Some(match start.received {
            Received::Open => return None,
            Received::BeforeOpening => line!(
                "trước giờ làm việc: tính từ khi mở cửa cùng ngày",
                "before opening: counted from the opening on that day"
            ),
            Received::AtLunch => line!(
                "trong giờ nghỉ trưa: tính từ giờ làm việc buổi chiều cùng ngày",
                "at lunch time: counted from the opening in the afternoon"
            ),
            Received::IntakeOnly => line!(
                "trong giờ tiếp nhận của ngày nghỉ: là ngày tiếp nhận nhưng không phải ngày làm việc của thời hạn",
                "within the intake of a day off: it is the day of receipt, but no working day of the term"
            ),
            Received::From15 => line!(
                "từ 15 giờ trở đi: tính là nhận vào ngày làm việc tiếp theo, {next}",
                "from 15:00 on: counted as received on the next working day, {next}",
                next
            ),
            Received::AfterClosing => line!(
                "khi đã hết giờ làm việc: tính là nhận vào ngày làm việc tiếp theo, {next}",
                "after closing time: counted as received on the next working day, {next}",
                next
            ),
            Received::DayOff => line!(
                "vào ngày nghỉ ({why}): tính là nhận vào ngày làm việc tiếp theo, {next}",
                "on a day off ({why}): counted as received on the next working day, {next}",
                why = self.why_off(start.spot.place),
                next
            ),
        })
    }

    fn why_off(&self, place: Place) -> Said {
        match self.calendar.note(place) {
            Some(note) if note.kind == SpecialKind::Off => note.name.clone(),
            _ => text("nghỉ hằng tuần", "weekly rest").into(),
        }
    }

    fn own_term(&self, own_end: Moment) -> Result<Said> {
        let (calendar, term) = (self.calendar, self.term.said());
        let start = &self.end.start;
        let last = weekday_and_date(own_end.day());
        Ok(match self.term {
            Term::SameDay => line!(
                "Trả kết quả trong ngày tiếp nhận: đến hết giờ làm việc {last}.",
                "The result is due on the day of receipt: by closing time on {last}.",
                last
            ),
            Term::WorkingHours(_) => {
                let moment = calendar.moment(start.spot.place, start.spot.ms);
                let first = at(calendar.next_opening(moment).ok_or_else(out_of_range)?);
                line!(
                    "Thời hạn {term}, chỉ tính trong giờ làm việc: từ {first} đến {last}.",
                    "The term is {term}, in office hours only: from {first} to {last}.",
                    term,
                    first,
                    last = at(own_end)
                )
            }
            Term::WorkingDays(1) => line!(
                "Thời hạn {term}, không tính ngày tiếp nhận: {last}.",
                "The term is {term}, the day of receipt not counted: {last}.",
                term,
                last
            ),
            Term::WorkingDays(_) => {
                let first = calendar.working_day_after(start.day_of_receipt, 1).ok_or_else(out_of_range)?;
                line!(
                    "Thời hạn {term}, không tính ngày tiếp nhận: từ {first} đến hết {last}.",
                    "The term is {term}, the day of receipt not counted: from {first} to the end of {last}.",
                    term,
                    first = weekday_and_date(calendar.day(first)),
                    last
                )
            }
            Term::CalendarDays(_) | Term::Months(_) => {
                let own = End::own(*start, self.term);
                let place = calendar.calendar_end(&own).ok_or_else(out_of_range)?;
                line!(
                    "Thời hạn {term} theo lịch, không tính ngày nhận: đến hết {last}.",
                    "The term is {term}, the day of receipt not counted: to the end of {last}.",
                    term,
                    last = weekday_and_date(calendar.day(place))
                )
            }
        })
    }

    /// Holidays with the weekends they join, days made up, days with hours of their own.
    fn special_days(&self, until: Moment, lines: &mut Vec<Said>) {
        let calendar = self.calendar;
        let (Some(until), start) = (calendar.place(until.day()), self.end.start.spot.place) else { return };
        let before = |place: Place| calendar.plus_days(place, -1).filter(|p| !calendar.is_worked(*p));
        let mut first = start;
        while let Some(earlier) = before(first).filter(|_| !calendar.is_worked(first)) {
            first = earlier;
        }

        let mut next = Some(first);
        while let Some(place) = next.filter(|p| *p <= until) {
            let mut last = place;
            if calendar.is_worked(place) {
                lines.extend(self.special_working_day(place));
            } else {
                while let Some(later) = calendar.plus_days(last, 1).filter(|p| !calendar.is_worked(*p)) {
                    last = later;
                }
                lines.extend(self.days_off(place, last));
            }
            next = calendar.plus_days(last, 1);
        }
    }

    fn days_off(&self, first: Place, last: Place) -> Option<Said> {
        let calendar = self.calendar;
        let mut names: Vec<&Said> = Vec::new();
        let mut place = Some(first);
        while let Some(day) = place.filter(|p| *p <= last) {
            let named = calendar.note(day).filter(|n| n.kind == SpecialKind::Off).map(|n| &n.name);
            names.extend(named.filter(|name| !names.contains(name)));
            place = calendar.plus_days(day, 1);
        }
        let (head, tail) = names.split_first()?;
        let names = tail
            .iter()
            .fold((*head).clone(), |all, name| line!("{all}, {name}", "{all}, {name}", all, name = (*name).clone()));
        let (from, to) = (calendar.day(first), calendar.day(last));
        let days = if from == to { line!("ngày {day}", "{day}", day = date(from)) } else { from_to(from, to) };
        Some(line!(
            "Nghỉ {names}, {days}: không tính vào thời hạn.",
            "Days off for {names}, {days}: not counted.",
            names,
            days
        ))
    }

    fn special_working_day(&self, place: Place) -> Option<Said> {
        let note = self.calendar.note(place)?;
        let day = weekday_and_date(self.calendar.day(place));
        let name = note.name.clone();
        let hours = self.calendar.hours_at(place).spans().iter().map(|s| s.to_string()).collect::<Vec<_>>().join(", ");
        let hours = Said::new(hours.clone(), hours);
        match note.kind {
            SpecialKind::Work => Some(capitalised(line!(
                "{day} làm bù, tính là ngày làm việc.",
                "{day} is made up for a day off and counts as a working day.",
                day
            ))),
            SpecialKind::Hours => Some(capitalised(line!(
                "{day} chỉ làm việc {hours} ({name}).",
                "{day} is worked {hours} only ({name}).",
                day,
                hours,
                name
            ))),
            SpecialKind::Off => None,
        }
    }

    fn step(&self, step: &Step) -> Said {
        match *step {
            Step::Paused { kind, from, to, gained_ms } => {
                let (from, to) = (at(from), at(to));
                let why = because(kind);
                let length = if self.term.is_working() {
                    working_length(gained_ms / 60_000, self.calendar.usual_day_minutes())
                } else {
                    length(gained_ms / 60_000)
                };
                if gained_ms == 0 {
                    return line!(
                        "Tạm dừng {why}, từ {from} đến {to}: không có giờ làm việc nào, thời hạn giữ nguyên.",
                        "Paused {why}, from {from} to {to}: no working time, the term stays as it is.",
                        why,
                        from,
                        to
                    );
                }
                line!(
                    "Tạm dừng {length} {why}, từ {from} đến {to}: cộng thêm vào thời hạn, tròn đến hết giờ làm việc.",
                    "Paused for {length} {why}, from {from} to {to}: added to the term, rounded up to closing time.",
                    length,
                    why,
                    from,
                    to
                )
            }
            Step::TooLate { kind, from, due } => line!(
                "Tạm dừng {why} từ {from}, sau khi đã quá hạn {due}: thời hạn giữ nguyên.",
                "Paused {why} from {from}, after the term had ended at {due}: the term stays as it is.",
                why = because(kind),
                from = at(from),
                due = at(due)
            ),
            Step::Open { kind, from } => line!(
                "Đang tạm dừng {why} từ {from}.",
                "Paused {why} since {from}.",
                why = because(kind),
                from = at(from)
            ),
            Step::Restarted { at: moment, start } => {
                let moment = at(moment);
                match self.how_received(&start).filter(|_| self.term.is_working()) {
                    None => line!(
                        "Bổ sung xong {moment}: tính lại thời hạn từ đầu.",
                        "Supplemented at {moment}: the term starts anew.",
                        moment
                    ),
                    Some(how) => line!(
                        "Bổ sung xong {moment}: tính lại thời hạn từ đầu; {how}.",
                        "Supplemented at {moment}: the term starts anew; {how}.",
                        moment,
                        how
                    ),
                }
            }
            Step::Extended { extension } => {
                let decided = date(extension.at.day());
                match extension.to {
                    NewEnd::By(term) => line!(
                        "Gia hạn thêm {term} theo văn bản ngày {decided}.",
                        "Extended by {term}, decided on {decided}.",
                        term = term.said(),
                        decided
                    ),
                    NewEnd::Until(day) => line!(
                        "Gia hạn đến hết {day} theo văn bản ngày {decided}.",
                        "Extended to the end of {day}, decided on {decided}.",
                        day = weekday_and_date(day),
                        decided
                    ),
                }
            }
        }
    }

    fn moved_to_a_working_day(&self) -> Option<Said> {
        if self.term.is_working() || self.due.is_none() {
            return None;
        }
        let last = self.calendar.calendar_end(self.end).filter(|p| !self.calendar.is_worked(*p))?;
        let estimate = self.calendar.note(last).is_some_and(|n| n.status == Status::Estimate);
        let guessed: Said = if estimate { text(", dự kiến", ", estimated") } else { text("", "") }.into();
        Some(line!(
            "Ngày cuối, {last}, là ngày nghỉ ({why}{guessed}): thời hạn kết thúc vào ngày làm việc tiếp theo.",
            "The last day, {last}, is a day off ({why}{guessed}): the term ends on the next working day.",
            why = self.why_off(last),
            last = weekday_and_date(self.calendar.day(last)),
            guessed
        ))
    }
}

fn because(kind: PauseKind) -> Text {
    match kind {
        PauseKind::Supplement => text("chờ bổ sung hồ sơ", "for the dossier to be supplemented"),
        PauseKind::FinancialDuty => text("chờ thực hiện nghĩa vụ tài chính", "for a financial duty to be fulfilled"),
        PauseKind::ExcludedByLaw => text("do pháp luật không tính vào thời hạn", "as the law does not count this time"),
    }
}

const WEEKDAYS: [Text; 7] = [
    text("thứ Hai", "Monday"),
    text("thứ Ba", "Tuesday"),
    text("thứ Tư", "Wednesday"),
    text("thứ Năm", "Thursday"),
    text("thứ Sáu", "Friday"),
    text("thứ Bảy", "Saturday"),
    text("Chủ nhật", "Sunday"),
];

/// `thứ Sáu 13/02/2026`
fn weekday_and_date(day: Day) -> Said {
    line!("{weekday} {day}", "{weekday} {day}", weekday = WEEKDAYS[(day.weekday() - 1) as usize], day = date(day))
}

/// `15:20 thứ Sáu 13/02/2026`, with seconds only if there are any.
fn at(moment: Moment) -> Said {
    let time: TimeOfDay = moment.time();
    let time = if time.seconds().is_multiple_of(60) { time.hm() } else { time.to_string() };
    line!("{time} {day}", "{time} on {day}", time = Said::new(time.clone(), time), day = weekday_and_date(moment.day()))
}

fn date(day: Day) -> Said {
    Said::new(day.dmy(), day.dmy())
}

/// `từ 14/02 đến 22/02/2026`, with both years over the turn of the year.
fn from_to(from: Day, to: Day) -> Said {
    let first = if from.year() == to.year() { from.dmy()[..5].to_owned() } else { from.dmy() };
    line!("từ {first} đến {last}", "{first} to {last}", first = Said::new(first.clone(), first), last = date(to))
}

/// `1 ngày 2 giờ 30 phút làm việc`, a day being the usual working day.
fn working_length(minutes: i64, day_minutes: i64) -> Said {
    line!("{length} làm việc", "{length} of working time", length = in_units(minutes, day_minutes))
}

fn length(minutes: i64) -> Said {
    in_units(minutes, 24 * 60)
}

fn in_units(minutes: i64, day_minutes: i64) -> Said {
    let (days, hours, minutes) = (minutes / day_minutes, minutes % day_minutes / 60, minutes % day_minutes % 60);
    let units = [(days, "ngày", "day"), (hours, "giờ", "hour"), (minutes, "phút", "minute")];
    let said = units.into_iter().filter(|(n, ..)| *n > 0).map(|(n, vi, en)| {
        let plural = if n == 1 { "" } else { "s" };
        (format!("{n} {vi}"), format!("{n} {en}{plural}"))
    });
    let (vi, en): (Vec<String>, Vec<String>) = said.unzip();
    if vi.is_empty() {
        text("chưa đến 1 phút", "under a minute").into()
    } else {
        Said::new(vi.join(" "), en.join(" "))
    }
}

fn capitalised(said: Said) -> Said {
    Said::new(base::words::capitalised(&said.vi), said.en)
}
