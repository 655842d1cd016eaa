//! Charts drawn on the server. What they show can always be read as a table.

use base::Lang;
use maud::{Markup, html};

use crate::{content::number, texts, words::Words};

/// One bar: its name, its figure, and where the figure opens to.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    pub href: Option<String>,
}

impl Bar {
    pub fn new(label: impl Into<String>, value: i64) -> Bar {
        Bar { label: label.into(), value, href: None }
    }

    pub fn href(mut self, href: impl Into<String>) -> Bar {
        self.href = Some(href.into());
        self
    }
}

/// A table whose figures have bars beside them: chart and table are one.
pub fn bars(lang: Lang, caption: impl Words, items: &[Bar]) -> Markup {
    let most = items.iter().map(|b| b.value).max().unwrap_or(0).max(1);
    html! {
        table.bars {
            caption { (caption.say(lang)) }
            thead.hidden { tr { th scope="col" { (texts::ITEM.get(lang)) } th scope="col" { (texts::VALUE.get(lang)) } } }
            tbody {
                @for bar in items {
                    tr {
                        th scope="row" { @if let Some(href) = &bar.href { a href=(href) { (bar.label) } } @else { (bar.label) } }
                        td {
                            svg width="100%" height="14" aria-hidden="true" focusable="false" {
                                rect.bar-fill height="14" rx="2" width={ (share(bar.value, most)) "%" } {}
                            }
                            span { (number(lang, bar.value)) }
                        }
                    }
                }
            }
        }
    }
}

/// Columns over time, oldest first, with the same figures as a table below.
pub fn columns_chart(lang: Lang, caption: impl Words, items: &[Bar]) -> Markup {
    let most = nice_above(items.iter().map(|b| b.value).max().unwrap_or(0));
    let slot = 100.0 / items.len().max(1) as f64;
    // At 320 px there is room for about six names.
    let every = items.len().div_ceil(6).max(1);
    let caption = caption.say(lang);
    html! {
        figure.chart {
            figcaption { (caption) }
            svg width="100%" height="220" aria-hidden="true" focusable="false" {
                @for (i, line) in [most, most / 2, 0].into_iter().enumerate() {
                    line.grid x1="0" x2="100%" y1=(20 + i * 85) y2=(20 + i * 85) {}
                    text.axis x="-8" y=(24 + i * 85) text-anchor="end" { (number(lang, line)) }
                }
                @for (i, bar) in items.iter().enumerate() {
                    @let height = 170.0 * share(bar.value, most) / 100.0;
                    rect.bar-fill x={ (fixed(i as f64 * slot + slot * 0.18)) "%" } width={ (fixed(slot * 0.64)) "%" }
                        y=(fixed(190.0 - height)) height=(fixed(height)) rx="2" {}
                    @if (items.len() - 1 - i).is_multiple_of(every) {
                        text.axis text-anchor="middle" x={ (fixed((i as f64 + 0.5) * slot)) "%" } y="210" { (bar.label) }
                    }
                }
            }
            details {
                summary { (texts::AS_TABLE.get(lang)) }
                table {
                    caption.hidden { (caption) }
                    thead { tr { th scope="col" { (texts::ITEM.get(lang)) } th.number scope="col" { (texts::VALUE.get(lang)) } } }
                    tbody {
                        @for bar in items {
                            tr {
                                th scope="row" { @if let Some(href) = &bar.href { a href=(href) { (bar.label) } } @else { (bar.label) } }
                                td.number { (number(lang, bar.value)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A small line with its words for those who do not see it.
pub fn sparkline(lang: Lang, words: impl Words, values: &[f64]) -> Markup {
    html! { span.sparkline { (spark_svg(values)) span.hidden { (words.say(lang)) } } }
}

pub(crate) fn spark_svg(values: &[f64]) -> Markup {
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    let span = if high > low { high - low } else { 1.0 };
    let step = 96.0 / (values.len().max(2) - 1) as f64;
    let points: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(i, v)| format!("{},{}", fixed(2.0 + i as f64 * step), fixed(22.0 - (v - low) / span * 20.0)))
        .collect();
    html! {
        svg.spark viewBox="0 0 100 24" width="100" height="24" aria-hidden="true" focusable="false" {
            polyline points=(points.join(" ")) fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round" {}
            @if let Some((x, y)) = points.last().and_then(|p| p.split_once(',')) { circle cx=(x) cy=(y) r="2.5" fill="currentColor" {} }
        }
    }
}

/// Percent of the whole, at least a sliver when it is not nothing.
fn share(value: i64, most: i64) -> f64 {
    let share = value.max(0) as f64 * 100.0 / most.max(1) as f64;
    if value > 0 { share.max(0.5) } else { 0.0 }
}

/// The next of 2, 4, 10, 20, 40, 100 …: even, so that its half is whole.
fn nice_above(value: i64) -> i64 {
    let mut step = 2;
    loop {
        for factor in [1, 2, 5] {
            if let Some(top) = i64::checked_mul(step, factor).filter(|top| *top >= value) {
                return top;
            }
        }
        match step.checked_mul(10) {
            Some(next) => step = next,
            None => return i64::MAX,
        }
    }
}

fn fixed(value: f64) -> String {
    format!("{value:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number_above_the_highest() {
        assert_eq!([0, 2, 3, 11, 41, 180].map(nice_above), [2, 2, 4, 20, 100, 200]);
        assert_eq!(nice_above(i64::MAX), i64::MAX);
    }

    #[test]
    fn every_figure_of_a_chart_stands_in_its_table() {
        let items: Vec<_> = (1..=12).map(|m| Bar::new(format!("{m:02}/2026"), m * 1000)).collect();
        let html = columns_chart(Lang::Vi, "Hồ sơ theo tháng", &items).0;
        for bar in &items {
            assert!(html.contains(&format!(
                "<th scope=\"row\">{}</th><td class=\"number\">{}</td>",
                bar.label,
                number(Lang::Vi, bar.value)
            )));
        }
    }

    #[test]
    fn a_chart_of_nothing_is_drawn_all_the_same() {
        assert!(!columns_chart(Lang::Vi, "Trống", &[]).0.contains("NaN"));
        assert!(!bars(Lang::Vi, "Trống", &[Bar::new("a", 0)]).0.contains("NaN"));
        assert!(!spark_svg(&[1.0, 1.0]).0.contains("NaN"));
    }
}
