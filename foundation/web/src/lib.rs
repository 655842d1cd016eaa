#![doc = include_str!("../README.md")]

pub mod assets;
pub mod buttons;
pub mod chart;
pub mod content;
pub mod due;
mod errors;
pub mod form;
pub mod here;
pub mod icon;
pub mod progress;
pub mod qr;
pub mod shell;
pub mod table;
pub mod texts;
pub mod words;
pub mod xlsx;

pub use buttons::{Button, LinkButton, button, link_button, toolbar};
pub use chart::{Bar, bars, columns_chart, sparkline};
pub use content::{
    Notice, Stat, Summary, Tab, Tag, Tone, back_link, cards, confirm, empty, explain, hero, key, notice, page_head, search_box,
    section, stats, status, tabs, two_thirds,
};
pub use due::{Due, due};
pub use errors::error_page;
pub use form::{Choice, Field, Form, FormState, Width, error_summary, fields};
pub use here::Here;
pub use icon::{Icon, icon};
pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
pub use progress::{Moved, Step, StepState, Task, TaskState, steps, task_list, timeline};
pub use shell::{Crumb, Doors, Face, Flash, LedgerHead, NavItem, Shell, Theme, Who, page};
pub use table::{Align, Column, Row, Sort, Table};
pub use words::Words;
