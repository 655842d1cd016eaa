//! What was done, is being done and is still to do.

use base::Lang;
use maud::{Markup, html};

use crate::{
    Tag, Tone,
    icon::{Icon, icon},
    texts,
    words::{Words, owned},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Todo,
    Stopped,
}

/// One step of a dossier's way: its name, who has it, and when (in words).
#[derive(Clone, Debug)]
pub struct Step {
    pub title: String,
    pub state: StepState,
    pub who: Option<String>,
    pub when: Option<String>,
}

impl Step {
    pub fn new(lang: Lang, title: impl Words, state: StepState) -> Step {
        Step { title: owned(lang, title), state, who: None, when: None }
    }

    pub fn who(mut self, who: impl Into<String>) -> Step {
        self.who = Some(who.into());
        self
    }

    pub fn when(mut self, when: impl Into<String>) -> Step {
        self.when = Some(when.into());
        self
    }
}

pub fn steps(lang: Lang, items: &[Step]) -> Markup {
    let look = |state| match state {
        StepState::Done => ("done", Icon::Check, texts::STEP_DONE),
        StepState::Now => ("now", Icon::Dot, texts::STEP_NOW),
        StepState::Todo => ("todo", Icon::Circle, texts::STEP_TODO),
        StepState::Stopped => ("stopped", Icon::Close, texts::STEP_STOPPED),
    };
    html! {
        ol.steps {
            @for step in items {
                @let (class, drawing, told) = look(step.state);
                li class=(class) aria-current=[(step.state == StepState::Now).then_some("step")] {
                    (icon(drawing))
                    div {
                        p.step-title { (step.title) }
                        p.step-state { (told.get(lang)) @if let Some(when) = &step.when { " · " (when) } }
                        @if let Some(who) = &step.who { p.step-who { (who) } }
                    }
                }
            }
        }
    }
}

/// One event of a record's history.
#[derive(Clone, Debug)]
pub struct Moved {
    pub title: String,
    /// As the page says it: `15:20 ngày 13/02/2026`.
    pub when: String,
    /// For machines: RFC 3339.
    pub at: String,
    pub who: Option<String>,
    pub body: Option<Markup>,
    pub tone: Tone,
}

impl Moved {
    pub fn new(lang: Lang, title: impl Words, at: base::Moment) -> Moved {
        let when = match lang {
            Lang::Vi => at.vi(),
            Lang::En => format!("{} {}", at.day().dmy(), at.time().hm()),
        };
        Moved { title: owned(lang, title), when, at: at.rfc3339(), who: None, body: None, tone: Tone::Plain }
    }

    pub fn who(mut self, who: impl Into<String>) -> Moved {
        self.who = Some(who.into());
        self
    }

    pub fn body(mut self, body: Markup) -> Moved {
        self.body = Some(body);
        self
    }

    pub fn tone(mut self, tone: Tone) -> Moved {
        self.tone = tone;
        self
    }
}

/// The history of a record, in the order given.
pub fn timeline(items: &[Moved]) -> Markup {
    let class = |tone| match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Warn | Tone::Wait => "warn",
        Tone::Plain | Tone::Info => "plain",
    };
    html! {
        ol.timeline {
            @for item in items {
                li class=(class(item.tone)) {
                    p.moved { (item.title) }
                    p.moved-when {
                        time datetime=(item.at) { (item.when) }
                        @if let Some(who) = &item.who { " · " (who) }
                    }
                    @if let Some(body) = &item.body { div.moved-body { (body) } }
                }
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    Done,
    Todo,
    /// Something else comes first.
    Later,
    Wrong,
}

/// One task of a list that the reader may do in his own order.
#[derive(Clone, Debug)]
pub struct Task {
    pub title: String,
    pub href: Option<String>,
    pub hint: Option<String>,
    pub state: TaskState,
}

impl Task {
    pub fn new(lang: Lang, title: impl Words, state: TaskState) -> Task {
        Task { title: owned(lang, title), href: None, hint: None, state }
    }

    pub fn to(mut self, href: impl Into<String>) -> Task {
        self.href = Some(href.into());
        self
    }

    pub fn hint(mut self, lang: Lang, hint: impl Words) -> Task {
        self.hint = Some(owned(lang, hint));
        self
    }
}

pub fn task_list(lang: Lang, items: &[Task]) -> Markup {
    let tag = |state| match state {
        TaskState::Done => Tag::new(lang, Tone::Good, texts::TASK_DONE),
        TaskState::Todo => Tag::new(lang, Tone::Info, texts::TASK_TODO),
        TaskState::Later => Tag::new(lang, Tone::Plain, texts::TASK_LATER).icon(Icon::Lock),
        TaskState::Wrong => Tag::new(lang, Tone::Bad, texts::TASK_WRONG).icon(Icon::Alert),
    };
    html! {
        ul.tasks {
            @for task in items {
                li {
                    div {
                        @match &task.href {
                            Some(href) if task.state != TaskState::Later => a href=(href) { (task.title) },
                            _ => span { (task.title) },
                        }
                        @if let Some(hint) = &task.hint { p.hint { (hint) } }
                    }
                    (tag(task.state))
                }
            }
        }
    }
}
