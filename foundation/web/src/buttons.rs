//! Buttons and links that look like them.

use base::Lang;
use maud::{Markup, Render, html};

use crate::{
    icon::{Icon, icon},
    words::{Words, owned},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Look {
    #[default]
    Main,
    Second,
    Danger,
    Link,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Look::Main => "button",
            Look::Second => "button second",
            Look::Danger => "button danger",
            Look::Link => "link",
        }
    }
}

/// A button that sends its form. `(button(lang, texts::SAVE).second().sends("act", "save").keys("Alt+S"))`
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    look: Look,
    sends: Option<(String, String)>,
    keys: Option<&'static str>,
    icon: Option<Icon>,
    action: Option<String>,
    unchecked: bool,
    prints: bool,
}

pub fn button(lang: Lang, words: impl Words) -> Button {
    Button {
        label: owned(lang, words),
        look: Look::Main,
        sends: None,
        keys: None,
        icon: None,
        action: None,
        unchecked: false,
        prints: false,
    }
}

impl Button {
    pub fn second(mut self) -> Button {
        self.look = Look::Second;
        self
    }

    /// For what cannot be taken back.
    pub fn danger(mut self) -> Button {
        self.look = Look::Danger;
        self
    }

    pub fn link(mut self) -> Button {
        self.look = Look::Link;
        self
    }

    /// The pair the form gets when this button was the one pressed.
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Button {
        self.sends = Some((name.into(), value.into()));
        self
    }

    /// Another address than the form's.
    pub fn to(mut self, action: impl Into<String>) -> Button {
        self.action = Some(action.into());
        self
    }

    /// The key that presses it, always with Alt, and shown on it: `Alt+S`.
    pub fn keys(mut self, keys: &'static str) -> Button {
        self.keys = Some(keys);
        self
    }

    pub fn icon(mut self, icon: Icon) -> Button {
        self.icon = Some(icon);
        self
    }

    /// Sends the form as it is, without the browser's own checks (save for later).
    pub fn unchecked(mut self) -> Button {
        self.unchecked = true;
        self
    }

    /// Prints the page instead of sending; shown only where scripts run.
    pub fn prints(mut self) -> Button {
        self.prints = true;
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let name = self.sends.as_ref().map(|(name, _)| name);
        let value = self.sends.as_ref().map(|(_, value)| value);
        html! {
            button class=(self.look.class()) type=(if self.prints { "button" } else { "submit" }) name=[name] value=[value]
                formaction=[self.action.as_ref()] formnovalidate[self.unchecked] aria-keyshortcuts=[self.keys]
                data-print[self.prints] hidden[self.prints] {
                @if let Some(i) = self.icon { (icon(i)) }
                (self.label)
                @if let Some(keys) = self.keys { kbd aria-hidden="true" { (keys) } }
            }
        }
    }
}

/// A link that looks like a button, for what opens a page and changes nothing.
#[derive(Clone, Debug)]
pub struct LinkButton {
    href: String,
    label: String,
    look: Look,
    keys: Option<&'static str>,
    icon: Option<Icon>,
}

pub fn link_button(lang: Lang, href: impl Into<String>, words: impl Words) -> LinkButton {
    LinkButton { href: href.into(), label: owned(lang, words), look: Look::Main, keys: None, icon: None }
}

impl LinkButton {
    pub fn second(mut self) -> LinkButton {
        self.look = Look::Second;
        self
    }

    pub fn keys(mut self, keys: &'static str) -> LinkButton {
        self.keys = Some(keys);
        self
    }

    pub fn icon(mut self, icon: Icon) -> LinkButton {
        self.icon = Some(icon);
        self
    }
}

impl Render for LinkButton {
    fn render(&self) -> Markup {
        html! {
            a class=(self.look.class()) href=(self.href) aria-keyshortcuts=[self.keys] {
                @if let Some(i) = self.icon { (icon(i)) }
                (self.label)
                @if let Some(keys) = self.keys { kbd aria-hidden="true" { (keys) } }
            }
        }
    }
}

/// A row of buttons and links.
pub fn toolbar(body: Markup) -> Markup {
    html! { div.toolbar { (body) } }
}
