//! How near a deadline is, told by words, a drawing and only then a colour.

use base::{Lang, Moment, said};
use maud::{Markup, html};

use crate::{
    icon::{Icon, icon},
    texts,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Whole days past the due day; 0 = passed earlier today.
    Overdue {
        days: i32,
    },
    Today,
    /// Calendar days to go, at least 1.
    In {
        days: i32,
    },
    Paused,
    None,
}

impl Due {
    pub fn of(due: Moment, now: Moment) -> Due {
        let days = due.day().number() - now.day().number();
        match days {
            _ if due < now => Due::Overdue { days: -days },
            0 => Due::Today,
            days => Due::In { days },
        }
    }

    fn look(self) -> (&'static str, Icon) {
        match self {
            Due::Overdue { .. } => ("due overdue", Icon::Alert),
            Due::Today => ("due today", Icon::Clock),
            Due::In { days: ..=2 } => ("due soon", Icon::Clock),
            Due::In { .. } => ("due later", Icon::Clock),
            Due::Paused => ("due paused", Icon::Pause),
            Due::None => ("due later", Icon::Stop),
        }
    }

    pub fn say(self, lang: Lang) -> String {
        let said = match self {
            Due::Overdue { days: 0 } => said!("Vừa quá hạn", "Just overdue"),
            Due::Overdue { days: 1 } => said!("Quá hạn 1 ngày", "1 day overdue"),
            Due::Overdue { days } => said!("Quá hạn {days} ngày", "{days} days overdue"),
            Due::Today => texts::DUE_TODAY.into(),
            Due::In { days: 1 } => texts::DUE_TOMORROW.into(),
            Due::In { days } => said!("Còn {days} ngày", "{days} days left"),
            Due::Paused => texts::DUE_PAUSED.into(),
            Due::None => texts::DUE_NONE.into(),
        };
        said.get(lang).to_owned()
    }
}

/// The badge alone: the moment itself stands beside it, or in its title.
pub fn due(lang: Lang, due: Due, at: Option<Moment>) -> Markup {
    let (class, drawing) = due.look();
    html! {
        span class=(class) title=[at.map(|at| at.vi())] { (icon(drawing)) (due.say(lang)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> Moment {
        s.parse().unwrap()
    }

    #[test]
    fn a_deadline_is_told_by_days_of_the_province() {
        let now = at("2026-03-09T09:00");
        assert_eq!(Due::of(at("2026-03-09T17:00"), now), Due::Today);
        assert_eq!(Due::of(at("2026-03-09T08:59"), now), Due::Overdue { days: 0 });
        assert_eq!(Due::of(at("2026-03-08T23:59"), now), Due::Overdue { days: 1 });
        assert_eq!(Due::of(at("2026-03-10T00:01"), now), Due::In { days: 1 });
        assert_eq!(Due::of(at("2026-03-16T17:00"), now).say(Lang::Vi), "Còn 7 ngày");
    }

    #[test]
    fn no_two_states_look_alike_without_colour() {
        let states = [Due::Overdue { days: 2 }, Due::Today, Due::In { days: 4 }, Due::Paused, Due::None];
        for (i, a) in states.iter().enumerate() {
            for b in &states[i + 1..] {
                assert_ne!(a.say(Lang::Vi), b.say(Lang::Vi));
            }
        }
    }
}
