//! A text in Vietnamese and English on one line, so that a missing translation cannot compile.

use std::fmt;

/// The language a page is shown in. Vietnamese unless the reader chose otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    /// The BCP 47 tag: `vi` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    pub fn from_tag(tag: &str) -> Lang {
        if tag.starts_with("en") { Lang::En } else { Lang::Vi }
    }
}

/// Words known when the program is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    pub vi: &'static str,
    pub en: &'static str,
}

pub const fn text(vi: &'static str, en: &'static str) -> Text {
    Text { vi, en }
}

impl Text {
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Vi => self.vi,
            Lang::En => self.en,
        }
    }
}

/// Words made while the program runs: `said!("Hồ sơ {code} đã đóng", "Dossier {code} is closed")`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Said {
    pub vi: String,
    pub en: String,
}

impl Said {
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Said {
        Said { vi: vi.into(), en: en.into() }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

impl From<Text> for Said {
    fn from(t: Text) -> Said {
        Said::new(t.vi, t.en)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.vi)
    }
}

/// Both languages with values in them, as `format!` twice.
#[macro_export]
macro_rules! said {
    ($vi:literal, $en:literal $(, $($arg:tt)*)?) => {
        $crate::Said::new(format!($vi $(, $($arg)*)?), format!($en $(, $($arg)*)?))
    };
}
