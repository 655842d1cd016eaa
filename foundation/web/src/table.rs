//! Staff tables: sorted by links, paged by key, exported; on a narrow screen every row becomes a card.

use base::Lang;
use maud::{Markup, Render, html};

use crate::{
    Here,
    icon::{Icon, icon},
    texts,
    words::{Words, owned},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Align {
    #[default]
    Start,
    /// Numbers, money.
    End,
}

/// `Column::new(lang, texts::DUE).sorts_by("due")`
#[derive(Clone, Debug)]
pub struct Column {
    label: String,
    align: Align,
    sort: Option<&'static str>,
    tight: bool,
}

impl Column {
    pub fn new(lang: Lang, label: impl Words) -> Column {
        Column { label: owned(lang, label), align: Align::Start, sort: None, tight: false }
    }

    /// Numbers stand under each other.
    pub fn number(mut self) -> Column {
        self.align = Align::End;
        self
    }

    /// Its head is a link that sorts by this name.
    pub fn sorts_by(mut self, name: &'static str) -> Column {
        self.sort = Some(name);
        self
    }

    /// Never broken into lines: codes, days, badges.
    pub fn tight(mut self) -> Column {
        self.tight = true;
        self
    }

    fn class(&self) -> Option<&'static str> {
        match (self.align, self.tight) {
            (Align::End, _) => Some("number"),
            (Align::Start, true) => Some("tight"),
            (Align::Start, false) => None,
        }
    }
}

/// The first cell is the name of the row; with an address it is the link that the whole row follows.
#[derive(Clone, Debug)]
pub struct Row {
    href: Option<String>,
    cells: Vec<Markup>,
    marked: bool,
    choice: Option<String>,
}

impl Row {
    pub fn new(cells: Vec<Markup>) -> Row {
        Row { href: None, cells, marked: false, choice: None }
    }

    pub fn to(href: impl Into<String>, cells: Vec<Markup>) -> Row {
        Row { href: Some(href.into()), ..Row::new(cells) }
    }

    /// What the row sends when it is chosen, in a table that [`Table::chooses`].
    pub fn choice(mut self, value: impl Into<String>) -> Row {
        self.choice = Some(value.into());
        self
    }

    /// New or unread: the name is bold.
    pub fn marked(mut self, marked: bool) -> Row {
        self.marked = marked;
        self
    }
}

/// The order a list is asked for: `sort=due` or `sort=-due`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    pub by: String,
    pub down: bool,
}

impl Sort {
    pub fn parse(value: &str) -> Option<Sort> {
        let down = value.starts_with('-');
        let by = value.trim_start_matches('-').to_owned();
        (!by.is_empty()).then_some(Sort { by, down })
    }
}

#[derive(Clone, Debug)]
pub struct Table {
    lang: Lang,
    caption: String,
    quiet: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    here: Here,
    sort: Option<Sort>,
    next: Option<String>,
    export: Option<String>,
    chooses: Option<&'static str>,
    empty: String,
}

impl Table {
    /// The caption says what the rows are and in which order.
    pub fn new(lang: Lang, caption: impl Words, columns: Vec<Column>) -> Table {
        Table {
            lang,
            caption: owned(lang, caption),
            quiet: false,
            columns,
            rows: Vec::new(),
            here: Here::default(),
            sort: None,
            next: None,
            export: None,
            chooses: None,
            empty: texts::NOTHING.get(lang).to_owned(),
        }
    }

    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Table {
        self.rows = rows.into_iter().collect();
        self
    }

    /// The address of the page: sort and page links keep its other parts. Reads `sort` from it.
    pub fn here(mut self, here: &Here) -> Table {
        self.sort = here.get("sort").and_then(Sort::parse);
        self.here = here.clone();
        self
    }

    /// The order the rows stand in when the address asks for none.
    pub fn sorted(mut self, by: &str, down: bool) -> Table {
        self.sort.get_or_insert_with(|| Sort { by: by.to_owned(), down });
        self
    }

    /// The key after the last row; the link sends it as `after`.
    pub fn next(mut self, key: Option<impl Into<String>>) -> Table {
        self.next = key.map(Into::into);
        self
    }

    /// Where the same list comes as XLSX; the filters of the page go with it.
    pub fn export(mut self, path: impl Into<String>) -> Table {
        self.export = Some(path.into());
        self
    }

    /// Rows with a choice begin with a checkbox of this name; it belongs to the form of the same id, [`Form::id`](crate::Form::id).
    pub fn chooses(mut self, name: &'static str) -> Table {
        self.chooses = Some(name);
        self
    }

    /// The caption is for screen readers only: the heading above says it.
    pub fn quiet(mut self) -> Table {
        self.quiet = true;
        self
    }

    /// What to say when there are no rows.
    pub fn empty(mut self, words: impl Words) -> Table {
        self.empty = owned(self.lang, words);
        self
    }

    fn head(&self, column: &Column) -> Markup {
        let Some(by) = column.sort else {
            return html! { th scope="col" role="columnheader" class=[column.class()] { (column.label) } };
        };
        let now = self.sort.as_ref().filter(|s| s.by == by);
        let (aria, drawing, told) = match now {
            Some(Sort { down: false, .. }) => (Some("ascending"), Some(Icon::Up), Some(texts::SORTED_UP)),
            Some(Sort { down: true, .. }) => (Some("descending"), Some(Icon::Down), Some(texts::SORTED_DOWN)),
            None => (None, None, None),
        };
        let wanted = if now.is_some_and(|s| !s.down) { format!("-{by}") } else { by.to_owned() };
        html! {
            th scope="col" role="columnheader" class=[column.class()] aria-sort=[aria] {
                a.sort href=(self.here.without("after").with("sort", wanted).href()) {
                    (column.label)
                    @if let Some(drawing) = drawing { (icon(drawing)) }
                    @if let Some(told) = told { span.hidden { " (" (told.get(self.lang)) ")" } }
                }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr role="row" class=[row.href.as_ref().map(|_| "linked")] {
                @if let Some(name) = self.chooses {
                    td.choose role="cell" {
                        @if let Some(value) = &row.choice {
                            label { input type="checkbox" form=(name) name=(name) value=(value); span.hidden { (texts::CHOOSE_ROW.get(self.lang)) " " (row.cells[0]) } }
                        }
                    }
                }
                @for (i, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
                    @if i == 0 {
                        th scope="row" role="rowheader" data-label=(column.label) class={ (column.class().unwrap_or("")) @if row.marked { " marked" } } {
                            @if let Some(href) = &row.href { a href=(href) { (cell) } } @else { (cell) }
                        }
                    } @else {
                        td role="cell" data-label=(column.label) class=[column.class()] { div { (cell) } }
                    }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        let lang = self.lang;
        let after = self.here.get("after").is_some();
        html! {
            @if self.next.is_some() || after || self.export.is_some() {
                div.table-foot {
                    @if self.next.is_some() || after { (pages(lang, &self.here, self.next.as_deref())) }
                    @if let Some(path) = &self.export {
                        a.export href=(self.here.without("after").at(path.as_str()).href()) { (icon(Icon::Download)) (texts::EXPORT.get(lang)) }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    // Each part states its role: a table whose rows are drawn as cards is no table any more to a screen reader otherwise.
    fn render(&self) -> Markup {
        if self.rows.is_empty() {
            return html! { div.table-box { div.empty { p { (self.empty) } } (self.foot()) } };
        }
        html! {
            div.table-box {
                table role="table" {
                    caption class=[self.quiet.then_some("hidden")] { (self.caption) }
                    thead role="rowgroup" {
                        tr role="row" data-sort=(texts::SORT_BY.get(self.lang)) {
                            @if let Some(name) = self.chooses {
                                th.choose scope="col" role="columnheader" {
                                    label { input type="checkbox" data-choose-all=(name) hidden; span.hidden { (texts::CHOOSE_ROW.get(self.lang)) } }
                                }
                            }
                            @for column in &self.columns { (self.head(column)) }
                        }
                    }
                    tbody role="rowgroup" { @for row in &self.rows { (self.row(row)) } }
                }
                (self.foot())
            }
        }
    }
}

/// Pages by key: on, and back to the start. There is no last page and no count, for both would have to be counted.
pub fn pages(lang: Lang, here: &Here, next: Option<&str>) -> Markup {
    html! {
        nav.pages aria-label=(texts::PAGES.get(lang)) {
            @if here.get("after").is_some() {
                a href=(here.without("after").href()) { (icon(Icon::Back)) (texts::FIRST_PAGE.get(lang)) }
            }
            @if let Some(key) = next {
                a rel="next" href=(here.with("after", key).href()) aria-keyshortcuts="Alt+N" {
                    (texts::NEXT_PAGE.get(lang)) (icon(Icon::Arrow))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(address: &str) -> String {
        let columns = vec![
            Column::new(Lang::Vi, "Mã hồ sơ"),
            Column::new(Lang::Vi, "Hạn").sorts_by("due"),
            Column::new(Lang::Vi, "Phí").number(),
        ];
        let row = Row::to("/ho-so/1", vec![html! { "H60-1" }, html! { "09/03" }, html! { "8.000" }]);
        let table = Table::new(Lang::Vi, "Hồ sơ", columns).here(&Here::parse(address)).rows([row]);
        table.next(Some("k1")).export("/ho-so.xlsx").render().0
    }

    #[test]
    fn sorting_keeps_the_filters_and_starts_from_the_first_page() {
        let html = table("/ho-so?status=waiting&after=k0&sort=due");
        assert!(html.contains(r#"aria-sort="ascending""#));
        assert!(html.contains(r#"href="/ho-so?status=waiting&amp;sort=-due""#));
    }

    #[test]
    fn the_next_page_and_the_export_keep_filter_and_order() {
        let html = table("/ho-so?status=waiting&sort=-due&after=k0");
        assert!(html.contains(r#"href="/ho-so?status=waiting&amp;sort=-due&amp;after=k1""#));
        assert!(html.contains(r#"href="/ho-so.xlsx?status=waiting&amp;sort=-due""#));
        assert!(html.contains(r#"href="/ho-so?status=waiting&amp;sort=-due""#), "the way back to the start");
    }

    #[test]
    fn each_cell_names_its_column_for_the_card() {
        let html = table("/ho-so");
        assert!(html.contains(r#"data-label="Hạn""#) && html.contains(r#"data-label="Phí" class="number""#));
    }
}
