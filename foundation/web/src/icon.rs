//! Small drawings beside words, never instead of them: each is hidden from screen readers.

use maud::{Markup, PreEscaped, html};

/// Drawn on a 20 × 20 grid with a round pen of 1.75.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Alert,
    Arrow,
    Back,
    Bell,
    Check,
    Chevron,
    Circle,
    Clock,
    Close,
    Dot,
    Down,
    Download,
    File,
    Flag,
    Info,
    Lock,
    Menu,
    Moon,
    Pause,
    Person,
    Plus,
    Print,
    Return,
    Search,
    Seal,
    Stop,
    Sun,
    Up,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Alert => r#"<path d="M10 3 2.5 16.5h15z"/><path d="M10 8.5v3.5M10 14.4v.1"/>"#,
            Icon::Arrow => r#"<path d="M4 10h12M11.5 5.5 16 10l-4.5 4.5"/>"#,
            Icon::Back => r#"<path d="M16 10H4M8.5 5.5 4 10l4.5 4.5"/>"#,
            Icon::Bell => r#"<path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.500h-13zM8.5 17.500h3"/>"#,
            Icon::Check => r#"<path d="m4 10.5 4 4 8-9"/>"#,
            Icon::Chevron => r#"<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>"#,
            Icon::Circle => r#"<circle cx="10" cy="10" r="6.5"/>"#,
            Icon::Clock => r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 5.800V10l2.8 1.9"/>"#,
            Icon::Close => r#"<path d="m5 5 10 10M15 5 5 15"/>"#,
            Icon::Dot => r#"<circle cx="10" cy="10" r="6.5"/><circle cx="10" cy="10" r="2.5" fill="currentColor"/>"#,
            Icon::Down => r#"<path d="M10 4v12M5.5 11.5 10 16l4.5-4.5"/>"#,
            Icon::Download => r#"<path d="M10 3v9.500M6 9l4 4 4-4M3.5 16.500h13"/>"#,
            Icon::File => r#"<path d="M5 2.500h6.500L15.5 6.500v11H5zM11.5 2.500v4h4"/>"#,
            Icon::Flag => r#"<path d="M5 17.500v-14h10l-2.5 3.5 2.5 3.500H5"/>"#,
            Icon::Info => r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 9.200v4.600M10 6.300v.1"/>"#,
            Icon::Lock => r#"<path d="M4.5 9h11v8h-11zM7 9V6.500a3 3 0 0 1 6 0V9"/>"#,
            Icon::Menu => r#"<path d="M3 5.500h14M3 10h14M3 14.500h14"/>"#,
            Icon::Moon => r#"<path d="M16.5 12A7 7 0 0 1 8 3.500a7 7 0 1 0 8.5 8.500z"/>"#,
            Icon::Pause => r#"<circle cx="10" cy="10" r="7.25"/><path d="M8.2 7.200v5.600M11.8 7.200v5.6"/>"#,
            Icon::Person => r#"<circle cx="10" cy="6.8" r="3.3"/><path d="M3.5 17a6.5 6.5 0 0 1 13 0"/>"#,
            Icon::Plus => r#"<path d="M10 4v12M4 10h12"/>"#,
            Icon::Print => r#"<path d="M6 7V3h8v4M6 14H3V7.500h14V14h-3M6 11.500h8V17H6z"/>"#,
            Icon::Return => r#"<path d="M8 4.5 4 8.500l4 4M4 8.500h8.500a4 4 0 0 1 0 8H9"/>"#,
            Icon::Search => r#"<circle cx="8.7" cy="8.7" r="5.2"/><path d="m12.7 12.7 4.3 4.3"/>"#,
            Icon::Seal => {
                r#"<circle cx="10" cy="10" r="7.25"/><path d="m10 5.5 1.3 2.8 3 .4-2.2 2.1.6 3-2.7-1.5-2.7 1.5.6-3-2.2-2.1 3-.4z"/>"#
            }
            Icon::Stop => r#"<circle cx="10" cy="10" r="7.25"/><path d="M6.5 10h7"/>"#,
            Icon::Sun => {
                r#"<circle cx="10" cy="10" r="3.5"/><path d="M10 2v1.800M10 16.200V18M2 10h1.800M16.2 10H18M4.3 4.300l1.3 1.300M14.4 14.400l1.3 1.300M4.3 15.700l1.3-1.300M14.4 5.600l1.3-1.3"/>"#
            }
            Icon::Up => r#"<path d="M10 16V4M5.5 8.5 10 4l4.5 4.5"/>"#,
        }
    }
}

pub fn icon(icon: Icon) -> Markup {
    html! {
        svg.icon viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            (PreEscaped(icon.path()))
        }
    }
}
