//! Working time: which days are worked, which hours, and how to walk along them.
//!
//! Everything is read from one table with a row for each day of 2000 to 2100, which counts the working days and the
//! working seconds before it. So the Nth working day after a day is one look-up, and adding working time one binary search.

use std::collections::{BTreeMap, BTreeSet};

use base::{Day, Error, Moment, Result, Said, said, text};

use crate::{
    CutOff, DueState, Outcome, Span, SpecialDay, SpecialKind, Status,
    data::{CalendarData, ExceptionData, OfficeData, YearData},
    holidays,
    hours::{Hours, ms_of},
};

const FIRST_YEAR: i16 = 2000;
const LAST_YEAR: i16 = 2100;
/// Days since 1970 of the first day of the table.
const FIRST_DAY: i64 = 10_957;
const DAYS: usize = 36_890;

pub(crate) const DAY_MS: i64 = 86_400_000;
const VIETNAM_MS: i64 = 7 * 3_600_000;

/// The working calendar of the province, or of one office. Pure data: to change it is to make another.
#[derive(Clone, Debug)]
pub struct WorkingCalendar {
    name: Said,
    cut_off: CutOff,
    rows: Vec<Row>,
    /// the rows of the working days, in order
    working: Vec<u32>,
    patterns: Vec<Hours>,
    notes: Vec<Note>,
    /// years with a day nobody has decided yet
    estimated: BTreeSet<i16>,
    offices: BTreeMap<String, WorkingCalendar>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    seconds_before: u32,
    working_before: u32,
    /// in `patterns`; 0 is closed
    hours: u16,
    /// when dossiers are taken: the hours, or an intake of its own on a day that is not worked
    intake: u16,
    /// in `notes`, from 1; 0 is a plain day
    note: u16,
}

#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub kind: SpecialKind,
    pub name: Said,
    pub document: Option<String>,
    pub status: Status,
    pub swap: Option<Day>,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(u32);

/// A moment as the table sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub place: Place,
    /// milliseconds since midnight
    pub ms: i64,
}

const BUILT_IN: &str = include_str!("../../../provinces/tuyen-quang/calendar.toml");

impl WorkingCalendar {
    /// The calendar of Tuyên Quang as it stood when this was built.
    pub fn built_in() -> Result<WorkingCalendar> {
        WorkingCalendar::from_toml(BUILT_IN)
    }

    /// The text that [`built_in`](Self::built_in) reads: a beginning for a province's own.
    pub const fn built_in_toml() -> &'static str {
        BUILT_IN
    }

    pub fn from_toml(source: &str) -> Result<WorkingCalendar> {
        WorkingCalendar::from_data(&CalendarData::from_toml(source)?)
    }

    pub fn from_data(data: &CalendarData) -> Result<WorkingCalendar> {
        let mut calendar = Builder::new(data, None)?.build();
        for office in &data.offices {
            let of_office = Builder::new(data, Some(office))?.build();
            if calendar.offices.insert(office.code.clone(), of_office).is_some() {
                let code = &office.code;
                return Err(wrong(said!("cơ quan {code} có hai lần", "office {code} is there twice")));
            }
        }
        Ok(calendar)
    }

    pub fn name(&self) -> &Said {
        &self.name
    }

    /// The calendar of an office with exceptions of its own; of any other, this one.
    pub fn office(&self, code: &str) -> &WorkingCalendar {
        self.offices.get(code).unwrap_or(self)
    }

    /// The offices with exceptions of their own: code and calendar.
    pub fn offices(&self) -> impl Iterator<Item = (&str, &WorkingCalendar)> {
        self.offices.iter().map(|(code, calendar)| (code.as_str(), calendar))
    }

    pub fn cut_off(&self) -> CutOff {
        self.cut_off
    }

    pub fn due_state(&self, now: Moment, due: Moment) -> DueState {
        self.cut_off.due_state(now, due)
    }

    pub fn outcome(&self, end: Moment, due: Moment) -> Outcome {
        self.cut_off.outcome(end, due)
    }

    /// Whether the day counts in terms of working days. Days outside 2000-2100 do not.
    pub fn is_working_day(&self, day: Day) -> bool {
        self.place(day).is_some_and(|place| self.is_worked(place))
    }

    /// The office hours of a day; none if it is not worked.
    pub fn hours(&self, day: Day) -> &[Span] {
        self.place(day).map_or(&[], |place| self.hours_at(place).spans())
    }

    /// The hours in which dossiers are taken: the office hours, or on a day that is not worked an intake of its own.
    pub fn intake(&self, day: Day) -> &[Span] {
        self.place(day).map_or(&[], |place| self.intake_at(place).spans())
    }

    /// Closing time of a day; `None` if nobody is there. On a day with intake only, the end of the intake.
    pub fn closing(&self, day: Day) -> Option<Moment> {
        let time = self.intake_at(self.place(day)?).closing()?;
        Some(day.at(time))
    }

    /// The first moment of working time at or after this one.
    pub fn next_opening(&self, from: Moment) -> Option<Moment> {
        let spot = self.spot(from)?;
        let open_today = self.hours_at(spot.place).spans().iter().find(|s| spot.ms < ms_of(s.close));
        if let Some(span) = open_today {
            return Some(self.moment(spot.place, spot.ms.max(ms_of(span.open))));
        }
        let next = self.working_day_after(spot.place, 1)?;
        self.hours_at(next).spans().first().map(|s| self.moment(next, ms_of(s.open)))
    }

    /// The first working day after a day.
    pub fn next_working_day(&self, day: Day) -> Option<Day> {
        self.working_day_after(self.place(day)?, 1).map(|p| self.day(p))
    }

    /// Whole minutes of working time from `a` to `b`; 0 if `b` is not later. Outside 2000-2100 nothing is worked.
    pub fn working_minutes_between(&self, a: Moment, b: Moment) -> i64 {
        (self.worked_ms(b) - self.worked_ms(a)).max(0) / 60_000
    }

    /// The earliest moment by which so many minutes of working time have passed. With 0 minutes, the next opening.
    pub fn add_working_minutes(&self, from: Moment, minutes: i64) -> Option<Moment> {
        if minutes <= 0 {
            return self.next_opening(from);
        }
        let spot = self.when_worked(self.worked_ms(from).checked_add(minutes.checked_mul(60_000)?)?)?;
        Some(self.moment(spot.place, spot.ms))
    }

    /// The days of a year that are not as the plain week has them, in order.
    pub fn special_days(&self, year: i16) -> Vec<SpecialDay> {
        let first = Day::new(year, 1, 1).and_then(|day| self.place(day));
        let places = first.into_iter().flat_map(|first| (0..366).filter_map(move |n| self.plus_days(first, n)));
        let in_year = places.filter(|place| self.day(*place).year() == year);
        in_year.filter_map(|place| Some(self.special_day(place, self.note(place)?))).collect()
    }

    /// What is special about a day, if anything.
    pub fn special(&self, day: Day) -> Option<SpecialDay> {
        let place = self.place(day)?;
        self.note(place).map(|note| self.special_day(place, note))
    }

    /// Whether some day off of that year is an estimate.
    pub fn is_estimate(&self, year: i16) -> bool {
        self.estimated.contains(&year)
    }

    /// The days whose working hours or intake another calendar has otherwise: what a change touches.
    pub fn days_that_differ(&self, other: &WorkingCalendar) -> Vec<Day> {
        let differs = |p: &Place| self.hours_at(*p) != other.hours_at(*p) || self.intake_at(*p) != other.intake_at(*p);
        self.places().filter(differs).map(|p| self.day(p)).collect()
    }
}

/// The table, for the clock.
impl WorkingCalendar {
    fn places(&self) -> impl Iterator<Item = Place> + use<> {
        (0..DAYS as u32).map(Place)
    }

    pub(crate) fn place(&self, day: Day) -> Option<Place> {
        let index = i64::from(day.number()) - FIRST_DAY;
        (0..DAYS as i64).contains(&index).then_some(Place(index as u32))
    }

    pub(crate) fn spot(&self, at: Moment) -> Option<Spot> {
        let ms = at.ms().checked_add(VIETNAM_MS)?;
        let index = ms.div_euclid(DAY_MS) - FIRST_DAY;
        (0..DAYS as i64).contains(&index).then_some(Spot { place: Place(index as u32), ms: ms.rem_euclid(DAY_MS) })
    }

    pub(crate) fn moment(&self, place: Place, ms: i64) -> Moment {
        Moment::from_ms((FIRST_DAY + i64::from(place.0)) * DAY_MS + ms - VIETNAM_MS)
    }

    pub(crate) fn day(&self, place: Place) -> Day {
        Day::from_number((FIRST_DAY + i64::from(place.0)) as i32)
    }

    pub(crate) fn plus_days(&self, place: Place, days: i64) -> Option<Place> {
        let index = i64::from(place.0).checked_add(days)?;
        (0..DAYS as i64).contains(&index).then_some(Place(index as u32))
    }

    fn row(&self, place: Place) -> &Row {
        &self.rows[place.0 as usize]
    }

    pub(crate) fn hours_at(&self, place: Place) -> &Hours {
        &self.patterns[usize::from(self.row(place).hours)]
    }

    pub(crate) fn intake_at(&self, place: Place) -> &Hours {
        &self.patterns[usize::from(self.row(place).intake)]
    }

    pub(crate) fn is_worked(&self, place: Place) -> bool {
        self.row(place).hours != 0
    }

    pub(crate) fn note(&self, place: Place) -> Option<&Note> {
        usize::from(self.row(place).note).checked_sub(1).map(|i| &self.notes[i])
    }

    /// The `n`th working day after a day; with 0, the last one on or before it.
    pub(crate) fn working_day_after(&self, place: Place, n: usize) -> Option<Place> {
        let row = self.row(place);
        let up_to = row.working_before as usize + usize::from(row.hours != 0);
        self.working.get((up_to + n).checked_sub(1)?).map(|index| Place(*index))
    }

    /// The day itself if it is worked, else the next that is.
    pub(crate) fn working_day_from(&self, place: Place) -> Option<Place> {
        if self.is_worked(place) { Some(place) } else { self.working_day_after(place, 1) }
    }

    pub(crate) fn closing_ms(&self, place: Place) -> i64 {
        self.intake_at(place).closing().map_or(0, ms_of)
    }

    /// Working milliseconds from the beginning of the table until a moment.
    pub(crate) fn worked_ms(&self, until: Moment) -> i64 {
        match self.spot(until) {
            Some(spot) => self.worked_ms_at(spot),
            None if until.ms() < 0 || until.ms() / DAY_MS < FIRST_DAY => 0,
            None => self.rows.last().map_or(0, |r| i64::from(r.seconds_before) * 1000),
        }
    }

    pub(crate) fn worked_ms_at(&self, spot: Spot) -> i64 {
        i64::from(self.row(spot.place).seconds_before) * 1000 + self.hours_at(spot.place).worked_ms(spot.ms)
    }

    /// The earliest spot by which `worked` milliseconds, more than 0, have passed since the beginning of the table.
    pub(crate) fn when_worked(&self, worked: i64) -> Option<Spot> {
        let index = self.rows.partition_point(|r| i64::from(r.seconds_before) * 1000 < worked).checked_sub(1)?;
        let place = Place(index as u32);
        let today = worked - i64::from(self.row(place).seconds_before) * 1000;
        let hours = self.hours_at(place);
        // Past the end of the table there is no such moment.
        (today <= i64::from(hours.total_seconds()) * 1000).then(|| Spot { place, ms: hours.ms_when_worked(today) })
    }

    fn special_day(&self, place: Place, note: &Note) -> SpecialDay {
        SpecialDay {
            day: self.day(place),
            kind: note.kind,
            name: note.name.clone(),
            document: note.document.clone(),
            status: note.status,
            swap: note.swap,
            hours: self.hours_at(place).spans().to_vec(),
        }
    }

    /// Minutes of a usual working day, for showing working time in days.
    pub(crate) fn usual_day_minutes(&self) -> i64 {
        self.patterns.get(1).map_or(480, |h| i64::from(h.total_seconds()) / 60).max(1)
    }
}

pub(crate) fn out_of_range() -> Error {
    Error::invalid(said!(
        "Lịch làm việc chỉ tính từ năm {FIRST_YEAR} đến năm {LAST_YEAR}",
        "The working calendar covers {FIRST_YEAR} to {LAST_YEAR} only"
    ))
}

fn wrong(why: Said) -> Error {
    Error::invalid(Said::new(format!("Lịch làm việc: {}", why.vi), format!("Calendar: {}", why.en)))
}

/// Fills the table: the plain week, then the year's days, then single exceptions, then an office's own.
struct Builder {
    calendar: WorkingCalendar,
    weekly_rest: [bool; 8],
}

impl Builder {
    fn new(data: &CalendarData, office: Option<&OfficeData>) -> Result<Builder> {
        let name = office.map_or_else(|| data.name.clone(), |o| Said::new(&o.vi, &o.en));
        let calendar = WorkingCalendar {
            name,
            cut_off: data.lateness,
            rows: vec![Row::default(); DAYS],
            working: Vec::new(),
            patterns: vec![Hours::default()],
            notes: Vec::new(),
            estimated: BTreeSet::new(),
            offices: BTreeMap::new(),
        };
        let mut builder = Builder { calendar, weekly_rest: weekly_rest(&data.weekly_rest)? };
        builder.week(data)?;
        builder.years(&data.years)?;
        builder.exceptions(&data.exceptions)?;
        if let Some(office) = office {
            builder.exceptions(&office.exceptions)?;
            builder.intake(office)?;
        }
        Ok(builder)
    }

    fn pattern(&mut self, spans: &[Span]) -> Result<u16> {
        let hours = Hours::new(spans)?;
        let patterns = &mut self.calendar.patterns;
        let index = patterns.iter().position(|p| *p == hours).unwrap_or_else(|| {
            patterns.push(hours);
            patterns.len() - 1
        });
        u16::try_from(index).map_err(|_| too_much())
    }

    fn note_number(&mut self, note: Note) -> Result<u16> {
        self.calendar.notes.push(note);
        u16::try_from(self.calendar.notes.len()).map_err(|_| too_much())
    }

    fn week(&mut self, data: &CalendarData) -> Result<()> {
        let mut sets = data.hours.iter().collect::<Vec<_>>();
        sets.sort_by_key(|set| set.from);
        if sets.is_empty() || sets.iter().any(|set| set.spans.is_empty()) {
            return Err(wrong(text("thiếu giờ làm việc", "office hours are missing").into()));
        }
        let mut patterns = Vec::new();
        for set in sets {
            patterns.push((i64::from(set.from.number()) - FIRST_DAY, self.pattern(&set.spans)?));
        }
        for index in 0..DAYS {
            let weekday = (FIRST_DAY as usize + index + 3) % 7 + 1;
            if !self.weekly_rest[weekday] {
                let set = patterns.iter().rev().find(|(from, _)| *from <= index as i64).unwrap_or(&patterns[0]);
                self.calendar.rows[index].hours = set.1;
            }
        }
        Ok(())
    }

    fn is_weekly_rest(&self, day: Day) -> bool {
        self.weekly_rest[day.weekday() as usize]
    }

    fn years(&mut self, years: &[YearData]) -> Result<()> {
        let mut listed = BTreeSet::new();
        for data in years {
            let year = data.year;
            if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
                return Err(out_of_range());
            }
            if !listed.insert(year) {
                return Err(wrong(said!("năm {year} có hai lần", "the year {year} is there twice")));
            }
            self.listed_year(data)?;
        }
        for year in (FIRST_YEAR..=LAST_YEAR).filter(|year| !listed.contains(year)) {
            self.calendar.estimated.insert(year);
            for (day, name) in holidays::by_law(year, |day| self.is_weekly_rest(day)) {
                let note = Note {
                    kind: SpecialKind::Off,
                    name: name.into(),
                    document: Some("Bộ luật Lao động 2019, Điều 111 và Điều 112".to_owned()),
                    status: Status::Estimate,
                    swap: None,
                };
                let note = self.note_number(note)?;
                self.mark(day, Some(0), note);
            }
        }
        Ok(())
    }

    fn listed_year(&mut self, data: &YearData) -> Result<()> {
        if data.status == Status::Estimate {
            self.calendar.estimated.insert(data.year);
        }
        for (row, kind) in
            data.off.iter().map(|r| (r, SpecialKind::Off)).chain(data.work.iter().map(|r| (r, SpecialKind::Work)))
        {
            if kind == SpecialKind::Off && !row.hours.is_empty() {
                return Err(row.wrong(text("ngày nghỉ không có giờ làm việc", "a day off has no hours").into()));
            }
            let hours = match (kind, row.hours.is_empty()) {
                (SpecialKind::Off, _) => Some(0),
                (_, true) => Some(self.usual_hours(row.from)),
                (_, false) => Some(self.pattern(&row.hours)?),
            };
            let status = row.status.unwrap_or(data.status);
            let note = self.note_number(note_of(row, kind, status))?;
            for day in row.days()? {
                if day.year() != data.year {
                    let year = data.year;
                    return Err(row.wrong(said!("không thuộc năm {year}", "does not lie in {year}")));
                }
                if kind == SpecialKind::Work && !self.is_weekly_rest(day) {
                    return Err(row.wrong(
                        text("ngày làm bù phải rơi vào ngày nghỉ hằng tuần", "a make-up day must be a weekly day off")
                            .into(),
                    ));
                }
                let place = self.calendar.place(day).ok_or_else(out_of_range)?;
                if self.calendar.row(place).note != 0 {
                    return Err(row.wrong(text("ngày này đã có ở dòng khác", "the day is in another row too").into()));
                }
                self.mark(day, hours, note);
            }
        }
        Ok(())
    }

    /// The hours of the nearest earlier plain day: a Saturday worked has the hours of its week.
    fn usual_hours(&self, day: Day) -> u16 {
        let place = self.calendar.place(day).map_or(0, |p| p.0 as usize);
        self.calendar.rows[..=place].iter().rev().map(|r| r.hours).find(|h| *h != 0).unwrap_or(1)
    }

    fn exceptions(&mut self, rows: &[ExceptionData]) -> Result<()> {
        for row in rows {
            let hours = self.pattern(&row.hours)?;
            let kind = if hours == 0 { SpecialKind::Off } else { SpecialKind::Hours };
            let note = self.note_number(note_of(row, kind, row.status.unwrap_or_default()))?;
            for day in row.days()? {
                self.calendar.place(day).ok_or_else(out_of_range)?;
                self.mark(day, Some(hours), note);
            }
        }
        Ok(())
    }

    fn mark(&mut self, day: Day, hours: Option<u16>, note: u16) {
        if let Some(place) = self.calendar.place(day) {
            let row = &mut self.calendar.rows[place.0 as usize];
            row.hours = hours.unwrap_or(row.hours);
            row.note = note;
        }
    }

    /// Intake of its own on days that are not worked; on a day off by name the office is closed.
    fn intake(&mut self, office: &OfficeData) -> Result<()> {
        for intake in &office.intake {
            let rest = (1..=7).contains(&intake.weekday) && self.weekly_rest[intake.weekday as usize];
            if !rest {
                return Err(wrong(
                    text(
                        "tiếp nhận ngoài ngày làm việc chỉ đặt cho ngày nghỉ hằng tuần",
                        "intake of its own is for weekly days off only",
                    )
                    .into(),
                ));
            }
            let pattern = self.pattern(&intake.spans)?;
            for (index, row) in self.calendar.rows.iter_mut().enumerate() {
                let weekday = (FIRST_DAY as usize + index + 3) % 7 + 1;
                if weekday == intake.weekday as usize && row.hours == 0 && row.note == 0 {
                    row.intake = pattern;
                }
            }
        }
        Ok(())
    }

    fn build(mut self) -> WorkingCalendar {
        let calendar = &mut self.calendar;
        let (mut seconds, mut working) = (0, Vec::with_capacity(DAYS));
        for (index, row) in calendar.rows.iter_mut().enumerate() {
            row.seconds_before = seconds;
            row.working_before = working.len() as u32;
            if row.hours != 0 {
                row.intake = row.hours;
                seconds += calendar.patterns[usize::from(row.hours)].total_seconds();
                working.push(index as u32);
            }
        }
        calendar.working = working;
        self.calendar
    }
}

fn weekly_rest(days: &[i8]) -> Result<[bool; 8]> {
    let mut rest = [false; 8];
    for day in days {
        match usize::try_from(*day).ok().filter(|d| (1..=7).contains(d)) {
            Some(day) => rest[day] = true,
            None => {
                return Err(wrong(
                    text(
                        "ngày nghỉ hằng tuần phải từ 1 (thứ Hai) đến 7 (Chủ nhật)",
                        "a weekly day off is 1 (Monday) to 7 (Sunday)",
                    )
                    .into(),
                ));
            }
        }
    }
    if rest[1..].iter().all(|r| *r) {
        return Err(wrong(text("không còn ngày làm việc nào trong tuần", "no day of the week is worked").into()));
    }
    Ok(rest)
}

fn note_of(row: &ExceptionData, kind: SpecialKind, status: Status) -> Note {
    Note { kind, name: row.name(), document: row.document.clone(), status, swap: row.swap }
}

fn too_much() -> Error {
    wrong(text("có quá nhiều dòng", "there are too many rows").into())
}
