//! The frame of every page: who one is, where one stands, what else there is, and the head of the ledger under it all.

use base::{Lang, Said};
use maud::{DOCTYPE, Markup, html};

use crate::{
    assets,
    icon::{Icon, icon},
    texts,
    words::{Words, owned},
};

/// Whom a page serves. The staff face is dense and made for the keyboard; the others are large and made for a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    #[default]
    Public,
    Citizen,
    Staff,
}

impl Face {
    fn tag(self) -> &'static str {
        match self {
            Face::Public => "public",
            Face::Citizen => "citizen",
            Face::Staff => "staff",
        }
    }
}

/// The reader's choice, kept in the cookie `theme`; `Auto` follows the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub fn from_cookie(value: &str) -> Theme {
        match value {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    /// The value of the cookie and of `data-theme`; none for `Auto`.
    pub fn tag(self) -> Option<&'static str> {
        match self {
            Theme::Auto => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

/// The person signed in, as the header names him.
#[derive(Clone, Debug, Default)]
pub struct Who {
    pub name: String,
    pub unit: Option<String>,
    pub role: Option<String>,
}

/// One entry of the main navigation. Neighbours with the same `group` stand under one heading (staff only).
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub current: bool,
    /// How many wait there; the caller bounds it and says so: "12", "99+".
    pub badge: Option<String>,
    pub group: Option<String>,
}

impl NavItem {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> NavItem {
        NavItem { href: href.into(), label: label.into(), ..NavItem::default() }
    }

    pub fn current(mut self, current: bool) -> NavItem {
        self.current = current;
        self
    }

    pub fn badge(mut self, badge: Option<String>) -> NavItem {
        self.badge = badge;
        self
    }

    pub fn group(mut self, group: impl Into<String>) -> NavItem {
        self.group = Some(group.into());
        self
    }
}

/// One step of the way to this page; the last, which is this page, has no address.
#[derive(Clone, Debug)]
pub struct Crumb {
    pub href: Option<String>,
    pub label: String,
}

/// What was just done, told once at the top of the next page.
#[derive(Clone, Debug)]
pub struct Flash {
    pub tone: crate::Tone,
    pub said: Said,
}

impl Flash {
    pub fn done(said: impl Into<Said>) -> Flash {
        Flash { tone: crate::Tone::Good, said: said.into() }
    }

    pub fn failed(said: impl Into<Said>) -> Flash {
        Flash { tone: crate::Tone::Bad, said: said.into() }
    }
}

/// The latest sealed head of the ledger: how many events, and the first figures of the root.
#[derive(Clone, Debug)]
pub struct LedgerHead {
    pub size: i64,
    /// Hexadecimal; the footer shows its first twelve letters.
    pub root: String,
}

/// The addresses the frame itself links to; the server may lay them elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Doors {
    pub home: &'static str,
    pub sign_in: &'static str,
    pub sign_out: &'static str,
    pub account: &'static str,
    pub ledger: &'static str,
    /// Takes `lang` and `back` by POST and sets the cookie `lang`.
    pub lang: &'static str,
    /// Takes `theme` and `back` by POST and sets the cookie `theme`.
    pub theme: &'static str,
}

impl Default for Doors {
    fn default() -> Doors {
        Doors {
            home: "/",
            sign_in: "/dang-nhap",
            sign_out: "/dang-xuat",
            account: "/tai-khoan",
            ledger: "/so-cai",
            lang: "/lang",
            theme: "/theme",
        }
    }
}

/// Everything about a page that is not its body.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    pub lang: Lang,
    pub theme: Theme,
    pub face: Face,
    pub title: String,
    /// "Tuyên Quang"
    pub province: String,
    pub user: Option<Who>,
    pub nav: Vec<NavItem>,
    pub crumbs: Vec<Crumb>,
    pub csrf: String,
    /// Path and query of this page: where the language and theme switches, and signing in, come back to.
    pub path: String,
    pub flash: Option<Flash>,
    pub demo: bool,
    pub head: Option<LedgerHead>,
    /// Where the search box of the header leads, by POST: what is looked for may be a person. None hides it.
    pub search: Option<String>,
    pub doors: Doors,
    /// The version shown in the footer.
    pub version: String,
}

impl Shell {
    pub fn new(lang: Lang, face: Face, province: impl Into<String>) -> Shell {
        Shell { lang, face, province: province.into(), ..Shell::default() }
    }

    pub fn title(mut self, words: impl Words) -> Shell {
        self.title = owned(self.lang, words);
        self
    }

    /// Adds a step of the way to this page.
    pub fn crumb(mut self, href: impl Into<String>, words: impl Words) -> Shell {
        self.crumbs.push(Crumb { href: Some(href.into()), label: owned(self.lang, words) });
        self
    }

    pub fn say(&self, words: impl Words) -> String {
        owned(self.lang, words)
    }

    fn face_name(&self) -> &'static str {
        match self.face {
            Face::Public => texts::PUBLIC_NAME,
            Face::Citizen => texts::CITIZEN_NAME,
            Face::Staff => texts::STAFF_NAME,
        }
        .get(self.lang)
    }

    fn csrf_field(&self) -> Markup {
        html! { @if !self.csrf.is_empty() { input type="hidden" name="_csrf" value=(self.csrf); } }
    }
}

/// A complete HTML document. The body brings its own `h1`.
pub fn page(shell: &Shell, body: Markup) -> Markup {
    let lang = shell.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-face=(shell.face.tag()) data-theme=[shell.theme.tag()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#5f1013";
                title { (shell.title) @if !shell.title.is_empty() { " · " } (shell.face_name()) " · " (shell.province) }
                link rel="preload" href=(assets::url("fonts/be-vietnam-pro-latin-400-normal.woff2")) as="font" type="font/woff2" crossorigin;
                link rel="preload" href=(assets::url("fonts/be-vietnam-pro-vietnamese-400-normal.woff2")) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(assets::url("app.css"));
                link rel="icon" href=(assets::url("mark.svg")) type="image/svg+xml";
                script src=(assets::url("app.js")) defer {}
            }
            body data-unsaved=(texts::UNSAVED.get(lang)) data-restored=(texts::RESTORED.get(lang)) data-discard=(texts::DISCARD.get(lang)) {
                a.skip href="#main" { (texts::SKIP.get(lang)) }
                (header(shell))
                @if shell.demo { (demo_banner(lang)) }
                div.frame {
                    @if !shell.nav.is_empty() { (navigation(shell)) }
                    div.stage {
                        (breadcrumbs(shell))
                        main #main tabindex="-1" {
                            @if let Some(flash) = &shell.flash { (crate::notice(lang, flash.tone, flash.said.get(lang), html! {})) }
                            (body)
                        }
                    }
                }
                (footer(shell))
            }
        }
    }
}

fn header(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        header.top {
            div.bar {
                a.brand href=(shell.doors.home) {
                    img src=(assets::url("mark.svg")) width="40" height="40" alt="";
                    span {
                        span.brand-of { (texts::PROVINCE.get(lang)) " " (shell.province) }
                        " "
                        span.brand-name { (shell.face_name()) }
                    }
                }
                @if let Some(action) = &shell.search {
                    form.find role="search" aria-label=(texts::SEARCH_ALL.get(lang)) action=(action) method="post" {
                        (shell.csrf_field())
                        label.hidden for="find" { (texts::SEARCH_ALL.get(lang)) }
                        input #find type="search" name="q" placeholder=(texts::SEARCH_ALL.get(lang)) aria-keyshortcuts="Alt+K";
                        button type="submit" { (icon(Icon::Search)) span.hidden { (texts::SEARCH.get(lang)) } }
                    }
                }
                div.tools {
                    @if !shell.nav.is_empty() {
                        button.tool.menu-button type="button" popovertarget="nav" { (icon(Icon::Menu)) (texts::MENU.get(lang)) }
                    }
                    (language_switch(shell))
                    (theme_switch(shell))
                    (account(shell))
                }
            }
        }
    }
}

fn language_switch(shell: &Shell) -> Markup {
    let other = if shell.lang == Lang::Vi { Lang::En } else { Lang::Vi };
    html! {
        form.switch action=(shell.doors.lang) method="post" {
            (shell.csrf_field())
            input type="hidden" name="back" value=(shell.path);
            button.tool type="submit" name="lang" value=(other.tag()) lang=(other.tag()) {
                (texts::OTHER_LANGUAGE.get(shell.lang))
            }
        }
    }
}

/// Two buttons, of which the style sheet shows the one that changes what is seen: only it knows what the device prefers.
fn theme_switch(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        form.switch.theme action=(shell.doors.theme) method="post" {
            (shell.csrf_field())
            input type="hidden" name="back" value=(shell.path);
            button.tool.to-dark type="submit" name="theme" value="dark" title=(texts::DARK.get(lang)) {
                (icon(Icon::Moon)) span.hidden { (texts::DARK.get(lang)) }
            }
            button.tool.to-light type="submit" name="theme" value="light" title=(texts::LIGHT.get(lang)) {
                (icon(Icon::Sun)) span.hidden { (texts::LIGHT.get(lang)) }
            }
        }
    }
}

fn account(shell: &Shell) -> Markup {
    let lang = shell.lang;
    let Some(who) = &shell.user else {
        let sign_in = crate::Here::default().at(shell.doors.sign_in).with("back", shell.path.as_str());
        return html! { a.tool.sign-in href=(sign_in.href()) { (icon(Icon::Person)) (texts::SIGN_IN.get(lang)) } };
    };
    html! {
        button.tool.who type="button" popovertarget="account" { (icon(Icon::Person)) span { (who.name) } }
        div #account.account popover {
            p.account-name { (who.name) }
            @if let Some(role) = &who.role { p { (role) } }
            @if let Some(unit) = &who.unit { p { (unit) } }
            a href=(shell.doors.account) { (texts::MY_ACCOUNT.get(lang)) }
            form action=(shell.doors.sign_out) method="post" {
                (shell.csrf_field())
                button.link type="submit" { (texts::SIGN_OUT.get(lang)) }
            }
        }
    }
}

fn navigation(shell: &Shell) -> Markup {
    let groups = shell.nav.chunk_by(|a, b| a.group == b.group);
    html! {
        nav #nav.nav popover aria-label=(texts::MAIN_NAV.get(shell.lang)) {
            @for group in groups {
                @if let Some(title) = &group[0].group { p.nav-group { (title) } }
                ul {
                    @for item in group {
                        li {
                            a href=(item.href) aria-current=[item.current.then_some("page")] {
                                span { (item.label) }
                                @if let Some(badge) = &item.badge { " " span.badge { (badge) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn demo_banner(lang: Lang) -> Markup {
    html! { aside.demo aria-label=(texts::DEMO_TITLE.get(lang)) { p.bar { (texts::DEMO.get(lang)) } } }
}

fn breadcrumbs(shell: &Shell) -> Markup {
    html! {
        @if !shell.crumbs.is_empty() {
            nav.crumbs aria-label=(texts::CRUMBS.get(shell.lang)) {
                ol {
                    @for crumb in &shell.crumbs {
                        li { @if let Some(href) = &crumb.href { a href=(href) { (crumb.label) } } @else { (crumb.label) } }
                    }
                }
            }
        }
    }
}

fn footer(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        footer.foot {
            div.bar {
                p { (texts::FOOTER_OF.get(lang)) " " (shell.province) @if !shell.version.is_empty() { " · " (shell.version) } }
                @if let Some(head) = &shell.head {
                    p.ledger-head {
                        (icon(Icon::Seal))
                        a href=(shell.doors.ledger) { (texts::FOOTER_LEDGER.get(lang)) }
                        ": " (crate::number(lang, head.size)) " " (texts::FOOTER_EVENTS.get(lang)) ", "
                        (texts::FOOTER_ROOT.get(lang)) " " code { (head.root.chars().take(12).collect::<String>()) }
                    }
                }
            }
        }
    }
}
