//! What a page says: headings, notices, tags, facts in pairs, figures, and the ways on.

use base::{Day, Lang, Moment};
use maud::{Markup, Render, html};

use crate::{
    Form, button, chart,
    icon::{Icon, icon},
    texts,
    words::{Words, owned},
};

/// What a word means for the reader, shown by a drawing and then by a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Info,
    Good,
    Warn,
    Bad,
    Wait,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Wait => "wait",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Tone::Plain => Icon::Circle,
            Tone::Info => Icon::Dot,
            Tone::Good => Icon::Check,
            Tone::Warn => Icon::Alert,
            Tone::Bad => Icon::Close,
            Tone::Wait => Icon::Pause,
        }
    }
}

/// A status: a word with its drawing. `(Tag::new(lang, Tone::Good, texts::FINISHED))`
#[derive(Clone, Debug)]
pub struct Tag {
    tone: Tone,
    label: String,
    icon: Icon,
}

impl Tag {
    pub fn new(lang: Lang, tone: Tone, words: impl Words) -> Tag {
        Tag { tone, label: owned(lang, words), icon: tone.icon() }
    }

    /// A drawing of its own, where two statuses share a tone.
    pub fn icon(mut self, icon: Icon) -> Tag {
        self.icon = icon;
        self
    }
}

impl Render for Tag {
    fn render(&self) -> Markup {
        html! { span class={ "tag " (self.tone.class()) } { (icon(self.icon)) (self.label) } }
    }
}

pub fn status(lang: Lang, tone: Tone, words: impl Words) -> Markup {
    Tag::new(lang, tone, words).render()
}

/// A notice at the top of the page or of its part; good news and failures are also announced.
pub fn notice(lang: Lang, tone: Tone, words: impl Words, more: Markup) -> Markup {
    let title = match tone {
        Tone::Good => texts::SAVED,
        Tone::Bad => texts::FAILED,
        Tone::Warn | Tone::Wait => texts::WARNING,
        Tone::Plain | Tone::Info => texts::IMPORTANT,
    };
    let role = match tone {
        Tone::Bad => Some("alert"),
        Tone::Good => Some("status"),
        _ => None,
    };
    let drawing = if tone == Tone::Info || tone == Tone::Plain { Icon::Info } else { tone.icon() };
    html! {
        div class={ "notice " (tone.class()) } role=[role] {
            (icon(drawing))
            div {
                p { strong.hidden { (title.get(lang)) ": " } (words.say(lang)) }
                (more)
            }
        }
    }
}

/// The page's title with what stands above and below it, and its acts on the right.
pub fn page_head(lang: Lang, above: Option<&str>, title: impl Words, lead: Markup, acts: Markup) -> Markup {
    html! {
        div.page-head {
            div {
                @if let Some(above) = above { p.above { (above) } }
                h1 { (title.say(lang)) }
                @if !lead.0.is_empty() { div.lead { (lead) } }
            }
            @if !acts.0.is_empty() { (crate::toolbar(acts)) }
        }
    }
}

/// The opening of a public page: on lacquer, with the sun of the bronze drum behind it.
pub fn hero(lang: Lang, title: impl Words, lead: impl Words, body: Markup) -> Markup {
    html! {
        div.hero {
            h1 { (title.say(lang)) }
            p.lead { (lead.say(lang)) }
            (body)
        }
    }
}

/// A part of a page with its heading.
pub fn section(lang: Lang, title: impl Words, body: Markup) -> Markup {
    html! { section.section { h2 { (title.say(lang)) } (body) } }
}

/// The body and beside it, where there is room, what goes with it.
pub fn two_thirds(body: Markup, beside: Markup) -> Markup {
    html! { div.two-thirds { div { (body) } aside { (beside) } } }
}

/// A link with its words below: the ways from an overview. `(href, title, words)`
pub fn cards<'a>(items: impl IntoIterator<Item = (&'a str, &'a str, Markup)>) -> Markup {
    html! {
        ul.cards {
            @for (href, title, words) in items {
                li.card { h3 { a href=(href) { (title) } } (words) }
            }
        }
    }
}

/// Facts in pairs. `Summary::new().row(lang, texts::NAME, html! { (name) }).change("/…")`
#[derive(Clone, Debug, Default)]
pub struct Summary {
    rows: Vec<Fact>,
}

#[derive(Clone, Debug)]
struct Fact {
    label: String,
    value: Markup,
    /// Where it can be changed, and the word for that.
    change: Option<(String, &'static str)>,
}

impl Summary {
    pub fn new() -> Summary {
        Summary::default()
    }

    pub fn row(mut self, lang: Lang, label: impl Words, value: impl Render) -> Summary {
        self.rows.push(Fact { label: owned(lang, label), value: value.render(), change: None });
        self
    }

    /// A link to change the answer of the row just added.
    pub fn change(mut self, lang: Lang, href: impl Into<String>) -> Summary {
        if let Some(row) = self.rows.last_mut() {
            row.change = Some((href.into(), texts::CHANGE.get(lang)));
        }
        self
    }
}

impl Render for Summary {
    fn render(&self) -> Markup {
        html! {
            dl.summary {
                @for Fact { label, value, change } in &self.rows {
                    div {
                        dt { (label) }
                        dd { (value) }
                        @if let Some((href, word)) = change {
                            dd.change { a href=(href) { (word) span.hidden { " " (label) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Tabs are links to pages; the number, if any, is what waits there.
#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub label: String,
    pub current: bool,
    pub count: Option<String>,
}

impl Tab {
    pub fn new(href: impl Into<String>, label: impl Into<String>, current: bool) -> Tab {
        Tab { href: href.into(), label: label.into(), current, count: None }
    }

    pub fn count(mut self, count: impl Into<String>) -> Tab {
        self.count = Some(count.into());
        self
    }
}

pub fn tabs(lang: Lang, label: impl Words, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label.say(lang)) {
            ul {
                @for tab in tabs {
                    li {
                        a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                            (tab.label)
                            @if let Some(count) = &tab.count { " " span.badge { (count) } }
                        }
                    }
                }
            }
        }
    }
}

/// A figure with its name; opens to what it counts.
#[derive(Clone, Debug, Default)]
pub struct Stat {
    label: String,
    value: String,
    note: Option<String>,
    href: Option<String>,
    tone: Tone,
    spark: Vec<f64>,
}

impl Stat {
    pub fn new(lang: Lang, label: impl Words, value: impl Into<String>) -> Stat {
        Stat { label: owned(lang, label), value: value.into(), ..Stat::default() }
    }

    pub fn note(mut self, lang: Lang, note: impl Words) -> Stat {
        self.note = Some(owned(lang, note));
        self
    }

    pub fn href(mut self, href: impl Into<String>) -> Stat {
        self.href = Some(href.into());
        self
    }

    pub fn tone(mut self, tone: Tone) -> Stat {
        self.tone = tone;
        self
    }

    /// The way it came, oldest first; a drawing beside the figure, said in no other way.
    pub fn spark(mut self, values: impl Into<Vec<f64>>) -> Stat {
        self.spark = values.into();
        self
    }
}

pub fn stats(items: &[Stat]) -> Markup {
    html! {
        ul.stats {
            @for stat in items {
                li class={ "stat " (stat.tone.class()) } {
                    p.stat-label { @if let Some(href) = &stat.href { a href=(href) { (stat.label) } } @else { (stat.label) } }
                    p.stat-value {
                        (stat.value)
                        @if stat.spark.len() > 1 { (chart::spark_svg(&stat.spark)) }
                    }
                    @if let Some(note) = &stat.note {
                        p.stat-note { @if stat.tone != Tone::Plain { (icon(stat.tone.icon())) } (note) }
                    }
                }
            }
        }
    }
}

/// Why something is as it is, opened on demand: the lines of a deadline's explanation.
pub fn explain(lang: Lang, summary: impl Words, lines: &[String]) -> Markup {
    html! {
        details.explain {
            summary { (icon(Icon::Chevron)) (summary.say(lang)) }
            ol { @for line in lines { li { (line) } } }
        }
    }
}

/// A key as it is printed on the keyboard.
pub fn key(keys: &str) -> Markup {
    html! { @for (i, k) in keys.split('+').enumerate() { @if i > 0 { "+" } kbd { (k) } } }
}

pub fn empty(lang: Lang, words: impl Words, way_on: Markup) -> Markup {
    html! { div.empty { p { (words.say(lang)) } (way_on) } }
}

pub fn back_link(lang: Lang, href: &str) -> Markup {
    html! { a.back href=(href) { (icon(Icon::Back)) (texts::BACK.get(lang)) } }
}

/// A search of its own, by GET with the name `q`.
pub fn search_box(lang: Lang, action: &str, label: impl Words, value: &str) -> Markup {
    searching(lang, action, label, value, None)
}

/// The same for people and their papers: by POST, so that no name or number comes into an address.
pub fn private_search_box(lang: Lang, action: &str, label: impl Words, value: &str, csrf: &str) -> Markup {
    searching(lang, action, label, value, Some(csrf))
}

fn searching(lang: Lang, action: &str, label: impl Words, value: &str, csrf: Option<&str>) -> Markup {
    html! {
        form.search-box role="search" aria-labelledby="q-label" action=(action) method=(if csrf.is_some() { "post" } else { "get" }) {
            @if let Some(csrf) = csrf { input type="hidden" name="_csrf" value=(csrf); }
            label #q-label for="q" { (label.say(lang)) }
            div {
                input #q type="search" name="q" value=(value) autocomplete="off" spellcheck="false";
                button.button type="submit" { (icon(Icon::Search)) span { (texts::SEARCH.get(lang)) } }
            }
        }
    }
}

/// A page that asks once more before an act that cannot be taken back: what will happen, in facts, and two ways on.
pub fn confirm(lang: Lang, title: impl Words, facts: Markup, form: &Form, yes: impl Words, no_href: &str) -> Markup {
    html! {
        h1 { (title.say(lang)) }
        (facts)
        (form.body(crate::toolbar(html! {
            (button(lang, yes).danger())
            a href=(no_href) { (texts::CANCEL.get(lang)) }
        })))
    }
}

/// A day, as the province writes it in both languages: 09/03/2026.
pub fn day(day: Day) -> Markup {
    html! { time datetime=(day) { (day.dmy()) } }
}

/// A moment in the province's time, short: 09/03/2026 17:00.
pub fn moment(at: Moment) -> Markup {
    html! { time datetime=(at.rfc3339()) { (at.day().dmy()) " " (at.time().hm()) } }
}

/// 1234567 → "1.234.567" in Vietnamese, "1,234,567" in English.
pub fn number(lang: Lang, n: i64) -> String {
    let mark = if lang == Lang::Vi { '.' } else { ',' };
    let digits = n.unsigned_abs().to_string();
    let mut out = String::from(if n < 0 { "-" } else { "" });
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart_as_each_language_does() {
        assert_eq!(number(Lang::Vi, 1_234_567), "1.234.567");
        assert_eq!(number(Lang::En, -1_000), "-1,000");
        assert_eq!(number(Lang::Vi, 999), "999");
    }

    #[test]
    fn a_status_is_never_told_by_colour_alone() {
        let tones = [Tone::Plain, Tone::Info, Tone::Good, Tone::Warn, Tone::Bad, Tone::Wait];
        for (i, a) in tones.iter().enumerate() {
            assert!(tones[i + 1..].iter().all(|b| a.icon() != b.icon()));
        }
    }
}
