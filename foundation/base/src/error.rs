//! One error type for the whole house: what went wrong, in words that tell the reader what to do.

use std::{error::Error as StdError, fmt, sync::Arc};

use crate::{Lang, Said, Text, text};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure it is; each has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The input is wrong; the reader can mend it (400, forms come back with it as 422).
    Invalid,
    /// Nobody is signed in (401).
    SignIn,
    /// Signed in, but without the right (403).
    Forbidden,
    /// There is no such thing within the reader's reach (404).
    NotFound,
    /// The thing has changed meanwhile, or the act does not follow from its state (409).
    Conflict,
    /// A limit on size was passed (413).
    TooLarge,
    /// A limit on tries was passed (429).
    TooMany,
    /// Nothing is wrong, only not now (503 with Retry-After).
    Busy,
    /// Our own fault; the source goes to the log, never to the reader (500).
    Internal,
}

/// `fields` names the wrong fields of a form, in the order of the form.
#[derive(Clone, Debug)]
pub struct Error {
    pub kind: Kind,
    pub said: Said,
    pub fields: Vec<(String, Said)>,
    pub source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    pub fn new(kind: Kind, said: impl Into<Said>) -> Error {
        Error { kind, said: said.into(), fields: Vec::new(), source: None }
    }

    pub fn invalid(said: impl Into<Said>) -> Error {
        Error::new(Kind::Invalid, said)
    }

    /// One wrong field of a form.
    pub fn field(name: impl Into<String>, said: impl Into<Said>) -> Error {
        let said = said.into();
        Error { fields: vec![(name.into(), said.clone())], ..Error::new(Kind::Invalid, said) }
    }

    /// Several wrong fields of a form; `Ok` if there are none.
    pub fn fields(fields: Vec<(String, Said)>) -> Result<()> {
        if fields.is_empty() {
            return Ok(());
        }
        Err(Error { fields, ..Error::new(Kind::Invalid, SEVERAL_WRONG) })
    }

    pub fn not_found(said: impl Into<Said>) -> Error {
        Error::new(Kind::NotFound, said)
    }

    pub fn conflict(said: impl Into<Said>) -> Error {
        Error::new(Kind::Conflict, said)
    }

    pub fn forbidden(said: impl Into<Said>) -> Error {
        Error::new(Kind::Forbidden, said)
    }

    pub fn sign_in() -> Error {
        Error::new(Kind::SignIn, SIGN_IN)
    }

    pub fn busy() -> Error {
        Error::new(Kind::Busy, BUSY)
    }

    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error { source: Some(Arc::from(source.into())), ..Error::new(Kind::Internal, INTERNAL) }
    }

    pub fn get(&self, lang: Lang) -> &str {
        self.said.get(lang)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said.vi)?;
        for (field, said) in &self.fields {
            write!(f, "; {field}: {said}")?;
        }
        if let Some(source) = &self.source {
            write!(f, " ({source})")?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|s| s.as_ref() as _)
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Error {
        Error::internal(e)
    }
}

const SEVERAL_WRONG: Text = text("Có thông tin cần sửa lại", "Some answers need to be corrected");
const SIGN_IN: Text = text("Vui lòng đăng nhập để tiếp tục", "Please sign in to continue");
const BUSY: Text = text(
    "Hệ thống đang bận, xin thử lại sau ít giây; nội dung vừa gửi chưa được ghi nhận",
    "The system is busy, please try again in a few seconds; nothing was recorded",
);
const INTERNAL: Text = text(
    "Hệ thống gặp lỗi và đã ghi lại để khắc phục; nội dung vừa gửi chưa được ghi nhận, xin thử lại",
    "The system failed and has noted it; nothing was recorded, please try again",
);
