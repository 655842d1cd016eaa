//! What goes into a statement and what comes out of it, alike on both engines.

use base::{Day, Error, Id, Moment, Result, money::Dong, text};

/// An argument of a statement, `$1` being the first.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Arguments of a statement: `args![id, &name, due]`. References are cloned.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::Val::from($value)),*] as &[$crate::Val] };
}

macro_rules! into_val {
    ($($from:ty => $value:ident: $val:expr;)*) => {
        $(impl From<$from> for Val {
            fn from($value: $from) -> Val {
                $val
            }
        })*
    };
}

into_val! {
    bool => it: Val::Bool(it);
    i64 => it: Val::Int(it);
    i32 => it: Val::Int(it.into());
    u32 => it: Val::Int(it.into());
    i16 => it: Val::Int(it.into());
    u16 => it: Val::Int(it.into());
    u8 => it: Val::Int(it.into());
    f64 => it: Val::Real(it);
    &str => it: Val::Text(it.to_owned());
    String => it: Val::Text(it);
    &[u8] => it: Val::Bytes(it.to_vec());
    Vec<u8> => it: Val::Bytes(it);
    Id => it: Val::Int(it.get());
    Moment => it: Val::Int(it.ms());
    Day => it: Val::Text(it.to_string());
    Dong => it: Val::Int(it.get());
}

impl<const N: usize> From<[u8; N]> for Val {
    fn from(it: [u8; N]) -> Val {
        Val::Bytes(it.to_vec())
    }
}

impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(it: Option<T>) -> Val {
        it.map_or(Val::Null, Into::into)
    }
}

impl<T: Clone + Into<Val>> From<&T> for Val {
    fn from(it: &T) -> Val {
        it.clone().into()
    }
}

impl Val {
    /// PostgreSQL cannot hold NUL in a text and SQLite cuts it there, so neither gets one.
    pub(crate) fn check(args: &[Val]) -> Result<()> {
        let nul = args.iter().any(|val| matches!(val, Val::Text(it) if it.as_bytes().contains(&0)));
        if nul {
            return Err(Error::invalid(text("Nội dung có ký tự NUL không hợp lệ", "The text holds a NUL character")));
        }
        Ok(())
    }
}

/// One value of a row, borrowed from it. SQLite has no booleans: there they are `Int` 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Cell<'_> {
    pub fn to_val(self) -> Val {
        match self {
            Cell::Null => Val::Null,
            Cell::Bool(it) => Val::Bool(it),
            Cell::Int(it) => Val::Int(it),
            Cell::Real(it) => Val::Real(it),
            Cell::Text(it) => it.into(),
            Cell::Bytes(it) => it.into(),
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Cell::Null => "null",
            Cell::Bool(_) => "boolean",
            Cell::Int(_) => "bigint",
            Cell::Real(_) => "double precision",
            Cell::Text(_) => "text",
            Cell::Bytes(_) => "blob",
        }
    }

    #[cold]
    fn not(self, wanted: &str) -> Error {
        Error::internal(format!("a column holds {} where {wanted} was expected", self.kind()))
    }
}

/// A row while it streams by; columns count from 0. Nothing is copied.
pub struct Row<'a> {
    of: RowOf<'a>,
    /// Columns that are passed over.
    skip: usize,
}

#[derive(Clone, Copy)]
pub(crate) enum RowOf<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn new(of: RowOf<'a>) -> Row<'a> {
        Row { of, skip: 0 }
    }

    /// The same row without its first column.
    pub(crate) fn after_first(&self) -> Row<'a> {
        Row { of: self.of, skip: self.skip + 1 }
    }

    /// How many columns it has.
    #[expect(clippy::len_without_is_empty, reason = "no row is empty")]
    pub fn len(&self) -> usize {
        let all = match self.of {
            RowOf::Sqlite(row) => row.as_ref().column_count(),
            RowOf::Postgres(row) => row.len(),
        };
        all - self.skip
    }

    pub fn cell(&self, column: usize) -> Result<Cell<'_>> {
        match self.of {
            RowOf::Sqlite(row) => crate::sqlite::cell(row, self.skip + column),
            RowOf::Postgres(row) => row.try_get(self.skip + column).map_err(Error::internal),
        }
    }

    pub fn get<T: FromCol>(&self, column: usize) -> Result<T> {
        T::from_col(self.cell(column)?)
    }

    pub fn is_null(&self, column: usize) -> Result<bool> {
        Ok(self.cell(column)? == Cell::Null)
    }

    pub fn int(&self, column: usize) -> Result<i64> {
        self.get(column)
    }

    pub fn bool(&self, column: usize) -> Result<bool> {
        self.get(column)
    }

    pub fn real(&self, column: usize) -> Result<f64> {
        self.get(column)
    }

    pub fn text(&self, column: usize) -> Result<&str> {
        match self.cell(column)? {
            Cell::Text(it) => Ok(it),
            other => Err(other.not("text")),
        }
    }

    pub fn bytes(&self, column: usize) -> Result<&[u8]> {
        match self.cell(column)? {
            Cell::Bytes(it) => Ok(it),
            other => Err(other.not("blob")),
        }
    }

    /// The row's columns one after the other; fails unless there are `columns` of them.
    pub fn in_order(&self, columns: usize) -> Result<InOrder<'_>> {
        if self.len() != columns {
            return Err(Error::internal(format!("{} columns where {columns} were expected", self.len())));
        }
        Ok(InOrder { row: self, at: 0 })
    }
}

pub struct InOrder<'a> {
    row: &'a Row<'a>,
    at: usize,
}

impl InOrder<'_> {
    #[expect(clippy::should_implement_trait, reason = "each column has its own type")]
    pub fn next<T: FromCol>(&mut self) -> Result<T> {
        self.at += 1;
        self.row.get(self.at - 1)
    }
}

/// A type that one column is read into.
pub trait FromCol: Sized {
    fn from_col(cell: Cell<'_>) -> Result<Self>;
}

macro_rules! from_col {
    ($($to:ty, $wanted:literal: $($cell:pat => $value:expr),+;)*) => {
        $(impl FromCol for $to {
            fn from_col(cell: Cell<'_>) -> Result<$to> {
                match cell {
                    $($cell => Ok($value),)+
                    other => Err(other.not($wanted)),
                }
            }
        })*
    };
}

from_col! {
    i64, "bigint": Cell::Int(it) => it;
    bool, "boolean": Cell::Bool(it) => it, Cell::Int(it @ (0 | 1)) => it == 1;
    f64, "double precision": Cell::Real(it) => it, Cell::Int(it) => it as f64;
    String, "text": Cell::Text(it) => it.to_owned();
    Vec<u8>, "blob": Cell::Bytes(it) => it.to_vec();
    Id, "bigint": Cell::Int(it) => Id::from_i64(it);
    Moment, "bigint": Cell::Int(it) => Moment::from_ms(it);
    Day, "text": Cell::Text(it) => it.parse()?;
    Dong, "bigint": Cell::Int(it) => Dong(it);
}

macro_rules! from_small_int {
    ($($to:ty),*) => {
        $(impl FromCol for $to {
            fn from_col(cell: Cell<'_>) -> Result<$to> {
                <$to>::try_from(i64::from_col(cell)?).map_err(Error::internal)
            }
        })*
    };
}

from_small_int!(i32, u32, i16, u16, u8);

impl<const N: usize> FromCol for [u8; N] {
    fn from_col(cell: Cell<'_>) -> Result<[u8; N]> {
        match cell {
            Cell::Bytes(it) => it.try_into().map_err(Error::internal),
            other => Err(other.not("blob")),
        }
    }
}

impl<T: FromCol> FromCol for Option<T> {
    fn from_col(cell: Cell<'_>) -> Result<Option<T>> {
        if cell == Cell::Null { Ok(None) } else { T::from_col(cell).map(Some) }
    }
}

/// A type that a whole row is read into, by position. For one column that is the tuple `(T,)`.
pub trait FromRow: Sized {
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

macro_rules! tuple_from_row {
    ($($n:literal: $($t:ident)+;)*) => {
        $(impl<$($t: FromCol),+> FromRow for ($($t,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self> {
                let mut columns = row.in_order($n)?;
                Ok(($(columns.next::<$t>()?,)+))
            }
        })*
    };
}

tuple_from_row! {
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
    9: A B C D E F G H I;
    10: A B C D E F G H I J;
    11: A B C D E F G H I J K;
    12: A B C D E F G H I J K L;
}

/// Reads a struct from a row by position and names its columns for the statement:
/// `columns!(Petition { id, title, due })` gives `Petition::COLUMNS`, "id, title, due".
/// Where the column has another name: `kind: "unit_kind"`.
#[macro_export]
macro_rules! columns {
    ($name:ident { $($field:ident $(: $column:literal)?),+ $(,)? }) => {
        impl $name {
            #[allow(dead_code)]
            pub const COLUMNS: &'static str = {
                const JOINED: &str = concat!($(", ", $crate::columns!(@name $field $($column)?)),+);
                JOINED.split_at(2).1
            };
        }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row<'_>) -> ::base::Result<$name> {
                let mut columns = row.in_order([$(stringify!($field)),+].len())?;
                Ok($name { $($field: columns.next()?),+ })
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $column:literal) => { $column };
}

/// Lets a type with `Display` and `FromStr` stand in a text column.
#[macro_export]
macro_rules! stored_as_text {
    ($($name:ty),+ $(,)?) => {
        $(impl From<$name> for $crate::Val {
            fn from(it: $name) -> $crate::Val {
                $crate::Val::Text(it.to_string())
            }
        }

        impl $crate::FromCol for $name {
            fn from_col(cell: $crate::Cell<'_>) -> ::base::Result<$name> {
                let text = <String as $crate::FromCol>::from_col(cell)?;
                text.parse().map_err(|_| ::base::Error::internal(format!("{text:?} is no {}", stringify!($name))))
            }
        })+
    };
}
