//! The legal clock: from the moment a dossier is received to the moment its result is due.
//!
//! The rules are in the README with their legal basis; each has its cases in `tests/all/cases.rs`.

use std::str::FromStr;

use base::{Day, Error, Moment, Result, Said, Text, TimeOfDay, text};

use crate::{
    Term, WorkingCalendar,
    explain::Story,
    working::{DAY_MS, Place, Spot, out_of_range},
};

/// From this time of day on, an "after 15:00" procedure counts a dossier as received on the next working day.
const FIFTEEN: TimeOfDay = TimeOfDay::hm_of(15, 0);
const HOUR_MS: i64 = 3_600_000;

/// Why a term does not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PauseKind {
    /// Waiting for the applicant to supplement the dossier.
    Supplement,
    /// Waiting for the applicant to fulfil a financial duty.
    FinancialDuty,
    /// Time that the procedure's own law does not count, such as verification elsewhere.
    ExcludedByLaw,
}

impl PauseKind {
    pub const fn title(self) -> Text {
        match self {
            PauseKind::Supplement => text("chờ bổ sung hồ sơ", "waiting for the dossier to be supplemented"),
            PauseKind::FinancialDuty => {
                text("chờ thực hiện nghĩa vụ tài chính", "waiting for a financial duty to be fulfilled")
            }
            PauseKind::ExcludedByLaw => {
                text("thời gian pháp luật quy định không tính vào thời hạn", "time that the law excludes")
            }
        }
    }
}

/// A time in which the term does not run; open while `to` is `None`.
/// Text form `FROM..TO`, `FROM..` while open, with the kind before it unless it is a supplement: `financial-duty:FROM..TO`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pause {
    pub kind: PauseKind,
    pub from: Moment,
    pub to: Option<Moment>,
}

impl FromStr for Pause {
    type Err = Error;

    fn from_str(s: &str) -> Result<Pause> {
        let wrong = || {
            Error::invalid(text(
                "Thời gian tạm dừng phải viết như 2026-03-02T09:00..2026-03-05T09:00",
                "A pause must be written as 2026-03-02T09:00..2026-03-05T09:00",
            ))
        };
        let kinds = [
            ("supplement:", PauseKind::Supplement),
            ("financial-duty:", PauseKind::FinancialDuty),
            ("excluded-by-law:", PauseKind::ExcludedByLaw),
        ];
        let named = kinds.iter().find_map(|(name, kind)| Some((s.strip_prefix(name)?, *kind)));
        let (span, kind) = named.unwrap_or((s, PauseKind::Supplement));
        let (from, to) = span.split_once("..").ok_or_else(wrong)?;
        let from = from.parse().map_err(|_| wrong())?;
        let to = if to.is_empty() { None } else { Some(to.parse().map_err(|_| wrong())?) };
        Pause { kind, from, to }.checked()
    }
}

impl Pause {
    fn checked(self) -> Result<Pause> {
        if self.to.is_some_and(|to| to < self.from) {
            return Err(Error::invalid(text(
                "Thời gian tạm dừng kết thúc trước khi bắt đầu",
                "The pause ends before it begins",
            )));
        }
        Ok(self)
    }
}

/// The one extension that a term may have, with the moment of its decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extension {
    pub at: Moment,
    pub to: NewEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewEnd {
    /// So much after the due moment. `same-day` extends nothing and is refused.
    By(Term),
    /// Closing time of that day, or of the next working day, if that is later than the due moment. What was paused
    /// before the decision is in it.
    Until(Day),
}

/// What the procedure's version and the dossier's life add to a term.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The procedure counts a dossier received from 15:00 on as of the next working day.
    pub after_15: bool,
    /// In any order; where they overlap, time counts once.
    pub pauses: &'a [Pause],
    pub extension: Option<Extension>,
    /// A supplement starts the term anew; otherwise it runs on.
    pub restart_on_supplement: bool,
}

/// The clock's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// `None` while a pause is open.
    pub due: Option<Moment>,
    pub day_of_receipt: Day,
    /// Whether it rests on days off that nobody has decided yet.
    pub estimate: bool,
    /// Line by line, for the receipt and the dossier's page.
    pub explanation: Vec<Said>,
}

/// How the moment of receipt lies in the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Open,
    BeforeOpening,
    AtLunch,
    /// Within an intake on a day that is not worked.
    IntakeOnly,
    From15,
    AfterClosing,
    DayOff,
}

/// A run of the term: from receipt, or anew from a supplement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    pub spot: Spot,
    pub received: Received,
    pub day_of_receipt: Place,
}

/// What happened to a term on its way, for the explanation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// `gained_ms` of working time, or of elapsed time in a calendar term.
    Paused {
        kind: PauseKind,
        from: Moment,
        to: Moment,
        gained_ms: i64,
    },
    /// It began when the result was already late, and moves nothing.
    TooLate {
        kind: PauseKind,
        from: Moment,
        due: Moment,
    },
    Open {
        kind: PauseKind,
        from: Moment,
    },
    Restarted {
        at: Moment,
        start: Start,
    },
    Extended {
        extension: Extension,
    },
}

/// Where the term ends so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    pub start: Start,
    pub term: Term,
    /// The day set by an extension, in place of the term's own.
    until: Option<Place>,
    /// Working time in a working term, elapsed time in a calendar term.
    pub gained_ms: i64,
    /// What an extension adds.
    plus: Option<Term>,
}

impl End {
    /// The term by itself.
    pub fn own(start: Start, term: Term) -> End {
        End { start, term, until: None, gained_ms: 0, plus: None }
    }
}

impl WorkingCalendar {
    /// When the result is due, and why. Refused are terms beyond their limits, pauses that end before they begin, and
    /// what lies outside 2000-2100.
    pub fn due(&self, received: Moment, term: Term, options: &Options) -> Result<Due> {
        let mut steps = Vec::new();
        let (end, due) = self.run(received, term, options, &mut |step| steps.push(step))?;
        let start = self.start(received, term, options)?;
        let story = Story { calendar: self, received, term, start, end: &end, due, steps: &steps };
        Ok(Due {
            due,
            day_of_receipt: self.day(start.day_of_receipt),
            estimate: story.is_estimate(),
            explanation: story.tell()?,
        })
    }

    /// Only when; allocates nothing.
    pub fn due_moment(&self, received: Moment, term: Term, options: &Options) -> Result<Option<Moment>> {
        Ok(self.run(received, term, options, &mut |_| {})?.1)
    }

    /// The day on which something counts as received by a procedure without the rule of 15:00.
    pub fn day_of_receipt(&self, received: Moment) -> Result<Day> {
        Ok(self.day(self.start(received, Term::SameDay, &Options::default())?.day_of_receipt))
    }

    fn run(
        &self,
        received: Moment,
        term: Term,
        options: &Options,
        tell: &mut impl FnMut(Step),
    ) -> Result<(End, Option<Moment>)> {
        let term = term.checked()?;
        for pause in options.pauses {
            pause.checked()?;
            self.spot(pause.from).and(self.spot(pause.to.unwrap_or(pause.from))).ok_or_else(out_of_range)?;
        }

        let mut end = End::own(self.start(received, term, options)?, term);
        let mut extension = options.extension;
        let mut counted = received;
        loop {
            let next = next_pause(options, counted);
            if let Some(granted) = extension.filter(|e| next.is_none_or(|p| e.at <= p.from)) {
                extension = None;
                self.extend(&mut end, granted.to)?;
                tell(Step::Extended { extension: granted });
            }
            let Some(Pause { kind, from, to }) = next else {
                let due = self.end(&end)?;
                return Ok((end, Some(due)));
            };
            let Some(to) = to else {
                tell(Step::Open { kind, from });
                return Ok((end, None));
            };

            let due = self.end(&end)?;
            if self.cut_off().is_late(from, due) {
                tell(Step::TooLate { kind, from, due });
            } else if options.restart_on_supplement && kind == PauseKind::Supplement {
                end = End::own(self.start(to, term, options)?, term);
                extension = extension.filter(|e| e.at >= to);
                tell(Step::Restarted { at: to, start: end.start });
            } else {
                let gained_ms =
                    if term.is_working() { self.worked_ms(to) - self.worked_ms(from) } else { to.ms() - from.ms() };
                end.gained_ms += gained_ms;
                tell(Step::Paused { kind, from, to, gained_ms });
            }
            counted = to;
        }
    }

    fn start(&self, at: Moment, term: Term, options: &Options) -> Result<Start> {
        let spot = self.spot(at).ok_or_else(out_of_range)?;
        let by_15 = options.after_15 && matches!(term, Term::SameDay | Term::WorkingDays(_));
        let received = self.received(spot, by_15);
        let day_of_receipt = match received {
            Received::From15 | Received::AfterClosing | Received::DayOff => {
                self.working_day_after(spot.place, 1).ok_or_else(out_of_range)?
            }
            _ => spot.place,
        };
        Ok(Start { spot, received, day_of_receipt })
    }

    fn received(&self, spot: Spot, by_15: bool) -> Received {
        let intake = self.intake_at(spot.place);
        let of = |time: TimeOfDay| i64::from(time.seconds()) * 1000;
        let Some(closing) = intake.closing() else { return Received::DayOff };
        if spot.ms >= of(closing) {
            return Received::AfterClosing;
        }
        if by_15 && spot.ms >= of(FIFTEEN) {
            return Received::From15;
        }
        if !self.is_worked(spot.place) {
            return Received::IntakeOnly;
        }
        let passed = intake.spans().iter().filter(|s| spot.ms >= of(s.close)).count();
        let open = intake.spans().get(passed).is_some_and(|s| spot.ms >= of(s.open));
        match (open, passed) {
            (true, _) => Received::Open,
            (false, 0) => Received::BeforeOpening,
            (false, _) => Received::AtLunch,
        }
    }

    fn extend(&self, end: &mut End, to: NewEnd) -> Result<()> {
        match to {
            NewEnd::By(Term::SameDay) => {
                return Err(Error::invalid(text(
                    "Gia hạn phải theo giờ, ngày hoặc tháng",
                    "An extension must be in hours, days or months",
                )));
            }
            NewEnd::By(more) => end.plus = Some(more.checked()?),
            NewEnd::Until(day) => {
                let place = self.place(day).and_then(|p| self.working_day_from(p)).ok_or_else(out_of_range)?;
                // A pause closed afterwards may have carried the term further than the new day: it never shortens.
                if self.moment(place, self.closing_ms(place)) > self.end(end)? {
                    (end.until, end.gained_ms) = (Some(place), 0);
                }
            }
        }
        Ok(())
    }

    /// Where the term of the last run would end without pauses and extension.
    pub(crate) fn own_end(&self, end: &End) -> Result<Moment> {
        self.end(&End::own(end.start, end.term))
    }

    fn end(&self, end: &End) -> Result<Moment> {
        let spot = self.end_without_plus(end).ok_or_else(out_of_range)?;
        let spot = match end.plus {
            None => Some(spot),
            Some(Term::WorkingHours(n)) => self.when_worked(self.worked_ms_at(spot) + i64::from(n) * HOUR_MS),
            Some(Term::WorkingDays(n)) => {
                self.working_day_after(spot.place, usize::from(n)).map(|p| self.at_closing(p))
            }
            Some(more) => {
                self.plus_calendar(spot.place, more).and_then(|p| self.working_day_from(p)).map(|p| self.at_closing(p))
            }
        };
        spot.map(|s| self.moment(s.place, s.ms)).ok_or_else(out_of_range)
    }

    fn end_without_plus(&self, end: &End) -> Option<Spot> {
        if !end.term.is_working() {
            return self.working_day_from(self.calendar_end(end)?).map(|p| self.at_closing(p));
        }
        let own = match (end.until, end.term) {
            (Some(place), _) => self.at_closing(place),
            (None, Term::WorkingDays(n)) => {
                self.at_closing(self.working_day_after(end.start.day_of_receipt, usize::from(n))?)
            }
            (None, Term::WorkingHours(n)) => {
                self.when_worked(self.worked_ms_at(end.start.spot) + i64::from(n) * HOUR_MS)?
            }
            (None, _) => self.at_closing(end.start.day_of_receipt),
        };
        if end.gained_ms == 0 {
            return Some(own);
        }
        self.when_worked(self.worked_ms_at(own) + end.gained_ms).map(|spot| self.at_closing(spot.place))
    }

    /// The last day of a calendar term, before it moves to a working day.
    pub(crate) fn calendar_end(&self, end: &End) -> Option<Place> {
        let own = match end.until {
            Some(place) => place,
            None => self.plus_calendar(end.start.spot.place, end.term)?,
        };
        self.plus_days(own, end.gained_ms.div_euclid(DAY_MS) + i64::from(end.gained_ms % DAY_MS > 0))
    }

    fn plus_calendar(&self, place: Place, term: Term) -> Option<Place> {
        match term {
            Term::CalendarDays(n) => self.plus_days(place, i64::from(n)),
            Term::Months(n) => self.place(self.day(place).plus_months(i32::from(n))),
            _ => Some(place),
        }
    }

    fn at_closing(&self, place: Place) -> Spot {
        Spot { place, ms: self.closing_ms(place) }
    }
}

/// The next stretch of pause after what is already counted. Where pauses overlap, time counts once; a supplement that can
/// restart the term cuts short what runs before it, so that its end is met.
fn next_pause(options: &Options, counted: Moment) -> Option<Pause> {
    let pauses = options.pauses.iter().filter(|p| p.to.is_none_or(|to| to > counted));
    let from = |p: &Pause| p.from.max(counted);
    let first = pauses.clone().min_by_key(|p| (from(p), p.kind != PauseKind::Supplement))?;
    let mut next = Pause { from: from(first), ..*first };
    if options.restart_on_supplement && next.kind != PauseKind::Supplement {
        let cut = pauses.filter(|p| p.kind == PauseKind::Supplement && p.from > next.from).map(|p| p.from).min();
        if let Some(cut) = cut.filter(|cut| next.to.is_none_or(|to| *cut < to)) {
            next.to = Some(cut);
        }
    }
    Some(next)
}
