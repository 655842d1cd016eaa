//! Forms that come back with what was typed and which field is wrong.

use base::{Error, Lang};
use maud::{Markup, PreEscaped, Render, html};

use crate::{
    texts,
    words::{Words, owned},
};

/// What was typed, by field name, and what is wrong with it. Made empty for a new form, from the record for a change,
/// from the request when the form comes back.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    lang: Lang,
    values: Vec<(String, String)>,
    errors: Vec<(String, String)>,
    /// What is wrong with no field in particular.
    whole: Option<String>,
    dense: bool,
}

impl FormState {
    pub fn empty(lang: Lang) -> FormState {
        FormState { lang, ..FormState::default() }
    }

    pub fn new<N: Into<String>, V: Into<String>>(lang: Lang, values: impl IntoIterator<Item = (N, V)>) -> FormState {
        let values = values.into_iter().map(|(n, v)| (n.into(), v.into())).collect();
        FormState { lang, values, ..FormState::default() }
    }

    /// For who fills it all day: how a day is written stands in the field itself instead of above it.
    pub fn dense(mut self) -> FormState {
        self.dense = true;
        self
    }

    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> FormState {
        self.values.push((name.into(), value.into()));
        self
    }

    pub fn with_error(mut self, error: &Error) -> FormState {
        self.errors = error.fields.iter().map(|(name, said)| (name.clone(), said.get(self.lang).to_owned())).collect();
        self.whole = error.fields.is_empty().then(|| error.get(self.lang).to_owned());
        self
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The first value of that name; empty if there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values(name).next().unwrap_or_default()
    }

    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|v| v == value)
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(n, _)| n == name).map(|(_, e)| e.as_str())
    }

    pub fn is_wrong(&self) -> bool {
        self.whole.is_some() || !self.errors.is_empty()
    }

    /// Begins a field: `(state.field("born", texts::BORN).hint(texts::BORN_HINT).date())`.
    pub fn field(&self, name: impl Into<String>, label: impl Words) -> Field<'_> {
        Field {
            state: self,
            name: name.into(),
            label: owned(self.lang, label),
            hint: None,
            optional: false,
            title: false,
            quiet: false,
            width: Width::Full,
            autocomplete: None,
            max: None,
            prefix: None,
            suffix: None,
            placeholder: None,
            readonly: false,
            keys: None,
            across: false,
        }
    }
}

/// The id of a field's first control; the error summary links to it.
pub fn field_id(name: &str) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '-' }).collect();
    format!("f-{safe}")
}

/// Stands above the `h1` of a page whose form came back; takes the focus where scripts run.
pub fn error_summary(state: &FormState) -> Markup {
    html! {
        @if state.is_wrong() {
            div.error-summary role="alert" tabindex="-1" aria-labelledby="error-summary" {
                h2 #error-summary { (texts::PROBLEM.get(state.lang)) }
                @if let Some(whole) = &state.whole { p { (whole) } }
                @if !state.errors.is_empty() {
                    ul { @for (name, error) in &state.errors { li { a href={ "#" (field_id(name)) } { (error) } } } }
                }
            }
        }
    }
}

/// A form with its CSRF token. `(Form::post("/ho-so", &shell.csrf).files().body(html! { … }))`
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    csrf: Option<String>,
    files: bool,
    keeps: Option<String>,
    live: Option<String>,
    class: &'static str,
    id: Option<&'static str>,
}

impl Form {
    pub fn post(action: impl Into<String>, csrf: &str) -> Form {
        Form {
            action: action.into(),
            csrf: Some(csrf.to_owned()),
            files: false,
            keeps: None,
            live: None,
            class: "form",
            id: None,
        }
    }

    /// Narrows a list: sends its fields in the address. Where scripts run, a change renews the part of the page with the id `results`.
    pub fn filter(action: impl Into<String>) -> Form {
        Form {
            action: action.into(),
            csrf: None,
            files: false,
            keeps: None,
            live: Some("results".into()),
            class: "form filter",
            id: None,
        }
    }

    /// For forms with files (multipart).
    pub fn files(mut self) -> Form {
        self.files = true;
        self
    }

    /// Asks before the page is left with something typed and not sent.
    pub fn keeps(mut self) -> Form {
        self.keeps = Some(String::new());
        self
    }

    /// What is typed is kept on the device, sealed with this key (base64url of 32 bytes), until it was sent.
    pub fn keeps_for(mut self, key: String) -> Form {
        self.keeps = Some(key);
        self
    }

    /// One page of many fields for who fills it all day by keyboard: groups beneath each other with their names beside
    /// them, fields in columns, what is required in bold. Takes a state that is [`FormState::dense`].
    pub fn dense(mut self) -> Form {
        self.class = "form dense";
        self
    }

    /// One line: its fields and buttons stand beside each other.
    pub fn inline(mut self) -> Form {
        self.class = "form inline";
        self
    }

    /// Fields elsewhere on the page belong to it by this name: the checkboxes of a [`Table`](crate::Table).
    pub fn id(mut self, id: &'static str) -> Form {
        self.id = Some(id);
        self
    }

    pub fn body(&self, body: Markup) -> Markup {
        let method = if self.csrf.is_some() { "post" } else { "get" };
        html! {
            form id=[self.id] class=(self.class) action=(self.action) method=(method) enctype=[self.files.then_some("multipart/form-data")]
                novalidate data-keep=[self.keeps.as_ref()] data-live=[self.live.as_ref()] {
                @if let Some(csrf) = &self.csrf { input type="hidden" name="_csrf" value=(csrf); }
                (body)
            }
        }
    }
}

/// How much a field expects to be told, in characters of the widest line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// 4
    Tiny,
    /// 10
    Short,
    /// 20
    Medium,
    #[default]
    Full,
}

impl Width {
    fn class(self) -> &'static str {
        match self {
            Width::Tiny => "w-tiny",
            Width::Short => "w-short",
            Width::Medium => "w-medium",
            Width::Full => "w-full",
        }
    }
}

/// One answer of a select, of radios or of checkboxes.
#[derive(Clone, Debug)]
pub struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
    off: bool,
}

impl Choice {
    pub fn new(lang: Lang, value: impl Into<String>, label: impl Words) -> Choice {
        Choice { value: value.into(), label: owned(lang, label), hint: None, off: false }
    }

    pub fn hint(mut self, lang: Lang, hint: impl Words) -> Choice {
        self.hint = Some(owned(lang, hint));
        self
    }

    /// Shown but not to be chosen.
    pub fn off(mut self, off: bool) -> Choice {
        self.off = off;
        self
    }
}

/// A label, a hint, an error and a control; the last call says which control and draws it.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    state: &'a FormState,
    name: String,
    label: String,
    hint: Option<String>,
    optional: bool,
    title: bool,
    quiet: bool,
    width: Width,
    autocomplete: Option<&'static str>,
    max: Option<usize>,
    prefix: Option<String>,
    suffix: Option<String>,
    placeholder: Option<&'static str>,
    readonly: bool,
    keys: Option<&'static str>,
    across: bool,
}

impl Field<'_> {
    pub fn hint(mut self, hint: impl Words) -> Self {
        self.hint = Some(owned(self.state.lang, hint));
        self
    }

    /// Says so beside the label; what is not marked is required.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The label is the page's `h1`: one question on one page.
    pub fn title(mut self) -> Self {
        self.title = true;
        self
    }

    /// The label is for screen readers only (filters, search).
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// The token of the HTML standard for what the reader has entered elsewhere: `name`, `tel`, `bday`, …
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Characters at most.
    pub fn max(mut self, chars: usize) -> Self {
        self.max = Some(chars);
        self
    }

    pub fn prefix(mut self, words: impl Words) -> Self {
        self.prefix = Some(owned(self.state.lang, words));
        self
    }

    pub fn suffix(mut self, words: impl Words) -> Self {
        self.suffix = Some(owned(self.state.lang, words));
        self
    }

    pub fn readonly(mut self, readonly: bool) -> Self {
        self.readonly = readonly;
        self
    }

    /// The key that goes to it: `Alt+M`.
    pub fn keys(mut self, keys: &'static str) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Short answers of radios or checkboxes stand beside each other.
    pub fn across(mut self) -> Self {
        self.across = true;
        self
    }

    pub fn text(self) -> Markup {
        self.input("text", None, None)
    }

    /// Digits and what stands between them; comes as text.
    pub fn number(self) -> Markup {
        self.input("text", Some("numeric"), None)
    }

    /// Đồng; comes as typed ("1.500.000"), for `Dong::parse`.
    pub fn money(mut self) -> Markup {
        self.suffix.get_or_insert_with(|| "đ".into());
        self.input("text", Some("numeric"), Some("money"))
    }

    /// dd/mm/yyyy in one field, for `Day::from_typed`.
    pub fn date(mut self) -> Markup {
        if self.state.dense {
            self.placeholder = Some(texts::DATE_PLACE.get(self.state.lang));
        } else {
            self.hint.get_or_insert_with(|| texts::DATE_HINT.get(self.state.lang).into());
        }
        self.width = Width::Short;
        self.input("text", Some("numeric"), Some("date"))
    }

    pub fn phone(mut self) -> Markup {
        self.autocomplete.get_or_insert("tel");
        self.input("tel", None, None)
    }

    pub fn email(mut self) -> Markup {
        self.autocomplete.get_or_insert("email");
        self.input("email", None, None)
    }

    /// Never comes back with what was typed.
    pub fn password(self) -> Markup {
        self.input("password", None, None)
    }

    pub fn search(self) -> Markup {
        self.input("search", None, None)
    }

    pub fn textarea(self, rows: u8) -> Markup {
        let control = html! {
            textarea id=(self.id()) name=(self.name) rows=(rows) class=(self.width.class()) maxlength=[self.max]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] aria-keyshortcuts=[self.keys]
                autocomplete=[self.autocomplete] readonly[self.readonly] { "\n" (self.state.value(&self.name)) }
        };
        self.labelled(control)
    }

    /// An empty first answer stands before the others.
    pub fn select(self, choices: &[Choice]) -> Markup {
        let empty = texts::CHOOSE.get(self.state.lang);
        self.select_or(empty, choices)
    }

    /// As `select`, with other words for the empty answer ("Tất cả").
    pub fn select_or(self, empty: impl Words, choices: &[Choice]) -> Markup {
        let control = html! {
            select id=(self.id()) name=(self.name) class=(self.width.class()) aria-describedby=[self.described_by()]
                aria-invalid=[self.invalid()] aria-keyshortcuts=[self.keys] autocomplete=[self.autocomplete] {
                option value="" { (empty.say(self.state.lang)) }
                @for c in choices {
                    option value=(c.value) selected[self.state.value(&self.name) == c.value] disabled[c.off] { (c.label) }
                }
            }
        };
        self.labelled(control)
    }

    pub fn radios(mut self, choices: &[Choice]) -> Markup {
        self.across |= self.state.dense;
        self.group("radio", choices)
    }

    pub fn checkboxes(mut self, choices: &[Choice]) -> Markup {
        self.across |= self.state.dense;
        self.group("checkbox", choices)
    }

    /// One box with the label beside it; sends `yes`.
    pub fn checkbox(self) -> Markup {
        let id = self.id();
        html! {
            div.field.wrong[self.error().is_some()] {
                (self.error_text())
                div.choice {
                    input type="checkbox" id=(id) name=(self.name) value="yes" checked[!self.state.value(&self.name).is_empty()]
                        aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
                    label for=(id) { (self.label) }
                    (self.hint_text())
                }
            }
        }
    }

    /// `accept` as HTML writes it: ".pdf,image/jpeg,image/png".
    pub fn file(self, accept: &str, many: bool) -> Markup {
        let control = html! {
            input type="file" id=(self.id()) name=(self.name) accept=(accept) multiple[many]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        };
        self.labelled(control)
    }

    fn id(&self) -> String {
        field_id(&self.name)
    }

    fn error(&self) -> Option<&str> {
        self.state.error(&self.name)
    }

    /// An empty hint takes away the one that comes with the control.
    fn told_hint(&self) -> Option<&str> {
        self.hint.as_deref().filter(|h| !h.is_empty())
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error().map(|_| "true")
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.told_hint().map(|_| format!("{}-hint", self.id()));
        let error = self.error().map(|_| format!("{}-error", self.id()));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    fn input(self, kind: &str, mode: Option<&str>, island: Option<&str>) -> Markup {
        let value = if kind == "password" { "" } else { self.state.value(&self.name) };
        let input = html! {
            input type=(kind) id=(self.id()) name=(self.name) value=(value) class=(self.width.class()) inputmode=[mode]
                placeholder=[self.placeholder] maxlength=[self.max] autocomplete=(self.autocomplete.unwrap_or("off")) spellcheck="false"
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] aria-keyshortcuts=[self.keys]
                readonly[self.readonly] data-typed=[island];
        };
        let control = html! {
            @if self.prefix.is_some() || self.suffix.is_some() {
                div.affixed {
                    @if let Some(words) = &self.prefix { span.affix aria-hidden="true" { (words) } }
                    (input)
                    @if let Some(words) = &self.suffix { span.affix aria-hidden="true" { (words) } }
                }
            } @else { (input) }
        };
        self.labelled(control)
    }

    fn labelled(&self, control: Markup) -> Markup {
        let label = html! {
            label for=(self.id()) class=[self.quiet.then_some("hidden")] { (self.label) (self.optional_mark()) }
        };
        html! {
            div.field.wrong[self.error().is_some()] {
                @if self.title { h1.question { (label) } } @else { (label) }
                (self.hint_text())
                (self.error_text())
                (control)
            }
        }
    }

    fn group(self, kind: &str, choices: &[Choice]) -> Markup {
        let legend = html! { (self.label) (self.optional_mark()) };
        html! {
            fieldset.field.wrong[self.error().is_some()] aria-describedby=[self.described_by()] {
                legend class=[self.quiet.then_some("hidden")] {
                    @if self.title { h1.question { (legend) } } @else { (legend) }
                }
                (self.hint_text())
                (self.error_text())
                div.choices.across[self.across] {
                    @for (i, c) in choices.iter().enumerate() {
                        // The first has the field's own id, so that the error summary leads to it.
                        @let id = if i == 0 { self.id() } else { format!("{}-{i}", self.id()) };
                        div.choice {
                            input type=(kind) id=(id) name=(self.name) value=(c.value) checked[self.state.has(&self.name, &c.value)]
                                disabled[c.off] aria-describedby=[c.hint.as_ref().map(|_| format!("{id}-hint-{i}"))];
                            label for=(id) { (c.label) }
                            @if let Some(hint) = &c.hint { p.hint id={ (id) "-hint-" (i) } { (hint) } }
                        }
                    }
                }
            }
        }
    }

    fn optional_mark(&self) -> Markup {
        html! { @if self.optional { " " span.optional { (texts::OPTIONAL.get(self.state.lang)) } } }
    }

    fn hint_text(&self) -> Markup {
        html! { @if let Some(hint) = self.told_hint() { p.hint id={ (self.id()) "-hint" } { (hint) } } }
    }

    fn error_text(&self) -> Markup {
        html! {
            @if let Some(error) = self.error() {
                p.error id={ (self.id()) "-error" } {
                    (crate::icon(crate::Icon::Alert)) span.hidden { (texts::ERROR_PREFIX.get(self.state.lang)) } " " (error)
                }
            }
        }
    }
}

/// Fields beside each other where there is room.
pub fn fields(body: Markup) -> Markup {
    html! { div.fields { (body) } }
}

/// Drawn as text when given to `html!` by itself.
impl Render for Field<'_> {
    fn render(&self) -> Markup {
        PreEscaped(self.clone().text().0)
    }
}

#[cfg(test)]
mod tests {
    use base::{Error, said};

    use super::*;

    fn returned() -> FormState {
        let error = Error::fields(vec![
            ("name".into(), said!("Nhập họ và tên", "Enter the full name")),
            ("place[0]".into(), said!("Chọn xã, phường", "Choose the commune")),
        ]);
        FormState::new(Lang::Vi, [("name", "<b>An</b>"), ("kind", "b"), ("kind", "c")]).with_error(&error.unwrap_err())
    }

    #[test]
    fn a_form_comes_back_with_what_was_typed_and_what_is_wrong() {
        let state = returned();
        let html = state.field("name", "Họ và tên").text().0;
        assert!(html.contains(r#"value="&lt;b&gt;An&lt;/b&gt;""#));
        assert!(html.contains("Nhập họ và tên"));
        assert!(html.contains(r#"aria-describedby="f-name-error" aria-invalid="true""#));
    }

    #[test]
    fn the_error_summary_leads_to_each_wrong_field() {
        let state = returned();
        let summary = error_summary(&state).0;
        for name in ["name", "place[0]"] {
            let id = field_id(name);
            assert!(summary.contains(&format!("href=\"#{id}\"")));
            assert!(state.field(name, "x").text().0.contains(&format!("id=\"{id}\"")));
        }
        assert!(error_summary(&FormState::empty(Lang::Vi)).0.is_empty());
    }

    #[test]
    fn an_error_without_fields_is_said_for_the_whole_form() {
        let error = Error::conflict(said!("Hồ sơ đã đóng", "The dossier is closed"));
        let state = FormState::empty(Lang::En).with_error(&error);
        assert!(error_summary(&state).0.contains("The dossier is closed"));
    }

    #[test]
    fn several_boxes_of_one_name_stay_ticked() {
        let state = returned();
        let choices = ["a", "b", "c"].map(|v| Choice::new(Lang::Vi, v, v));
        let html = state.field("kind", "Loại").checkboxes(&choices).0;
        assert_eq!(html.matches(" checked").count(), 2);
    }

    #[test]
    fn a_password_never_comes_back() {
        let state = FormState::new(Lang::Vi, [("password", "bí mật")]);
        assert!(!state.field("password", "Mật khẩu").password().0.contains("bí mật"));
    }

    #[test]
    fn a_text_that_begins_with_a_line_break_keeps_it() {
        let state = FormState::new(Lang::Vi, [("note", "\ndòng hai")]);
        assert!(state.field("note", "Ghi chú").textarea(3).0.contains(">\n\ndòng hai</textarea>"));
    }
}
