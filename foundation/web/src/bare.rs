//! A page without the frame: a screen on a wall, a kiosk, a slip of paper. It brings its own `h1`.

use base::Lang;
use maud::{DOCTYPE, Markup, html};

use crate::{assets, words::Words};

/// `(Bare::new(lang, "Phòng chờ", "board").renews(5).body(html! { … }))`
#[derive(Clone, Debug)]
pub struct Bare {
    lang: Lang,
    title: String,
    class: &'static str,
    renews: Option<u32>,
    leads: Option<(u32, String)>,
}

impl Bare {
    /// `class` is what the style sheet knows it by.
    pub fn new(lang: Lang, title: impl Words, class: &'static str) -> Bare {
        Bare { lang, title: title.say(lang).into_owned(), class, renews: None, leads: None }
    }

    /// Shows itself anew every so many seconds: the part with the id `renewed` where scripts run, the whole page elsewhere.
    pub fn renews(mut self, seconds: u32) -> Bare {
        self.renews = Some(seconds);
        self
    }

    /// Prints itself where scripts run, and goes on to `to` after so many seconds.
    pub fn prints_and_leads(mut self, seconds: u32, to: impl Into<String>) -> Bare {
        self.leads = Some((seconds, to.into()));
        self
    }

    pub fn body(&self, body: Markup) -> Markup {
        let refresh = match (&self.leads, self.renews) {
            (Some((seconds, to)), _) => Some(format!("{seconds};url={to}")),
            (None, Some(seconds)) => Some(seconds.to_string()),
            (None, None) => None,
        };
        let leads = self.leads.as_ref();
        html! {
            (DOCTYPE)
            html lang=(self.lang.tag()) data-face="public" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    link rel="stylesheet" href=(assets::url("app.css"));
                    link rel="icon" href=(assets::url("mark.svg")) type="image/svg+xml";
                    @if let Some(refresh) = refresh { noscript { meta http-equiv="refresh" content=(refresh); } }
                    script src=(assets::url("app.js")) defer {}
                }
                body.bare.(self.class) {
                    main #main tabindex="-1" data-renew=[self.renews] data-leads=[leads.map(|(_, to)| to)]
                        data-after=[leads.map(|(seconds, _)| seconds)] { (body) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_renews_itself_without_scripts_too() {
        let page = Bare::new(Lang::Vi, "Phòng chờ", "board").renews(5).body(html! { h1 { "Phòng chờ" } }).0;
        assert!(page.contains(r#"<noscript><meta http-equiv="refresh" content="5"></noscript>"#), "{page}");
        assert!(page.contains(r#"data-renew="5""#) && page.contains(r#"class="bare board""#));
    }
}
