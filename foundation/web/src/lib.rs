#![doc = include_str!("../README.md")]

pub mod assets;
mod bare;
mod buttons;
mod chart;
mod content;
mod due;
mod errors;
pub mod form;
mod here;
mod icon;
mod progress;
mod qr;
mod shell;
mod table;
pub mod texts;
mod words;
pub mod xlsx;

pub use bare::Bare;
pub use buttons::{Button, LinkButton, button, link_button, toolbar};
pub use chart::{Bar, bars, columns_chart, sparkline};
pub use content::{
    Stat, Summary, Tab, Tag, Tone, back_link, cards, confirm, day, empty, explain, hero, key, moment, notice, number,
    page_head, private_search_box, search_box, section, stats, status, tabs, two_thirds,
};
pub use due::{Due, due};
pub use errors::error_page;
pub use form::{Choice, Field, Form, FormState, Width, error_summary, fields};
pub use here::{Here, encoded};
pub use icon::{Icon, icon};
pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
pub use progress::{Moved, Step, StepState, Task, TaskState, steps, task_list, timeline};
pub use qr::qr;
pub use shell::{Crumb, Doors, Face, Flash, LedgerHead, NavItem, Shell, Theme, Who, page};
pub use table::{Column, Row, Sort, Table, pages};
pub use words::Words;
