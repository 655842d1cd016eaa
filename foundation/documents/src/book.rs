//! Numbering books: one for each unit, kind and year, as NĐ 30/2020, Article 15 wants it. Numbers begin at 1 each year.

use base::{Error, Id, Result, said};
use storage::{Tx, args};

/// Takes the next number, starting a new book where there is none.
///
/// Two transactions never get the same; one that fails gives its number back. The year is that of the paper's day.
pub fn next_number(tx: &mut Tx, unit: Id, kind: &str, year: i16) -> Result<i64> {
    let (number,) = tx.one(
        "insert into documents_book (unit, kind, year, next) values ($1, $2, $3, 2)
         on conflict (unit, kind, year) do update set next = documents_book.next + 1
         returning next - 1",
        args![unit, kind, year],
    )?;
    Ok(number)
}

/// Lets a book go on from one kept elsewhere until now: the next number is `next`. Never backwards.
pub fn start_book(tx: &mut Tx, unit: Id, kind: &str, year: i16, next: i64) -> Result<()> {
    let now: Option<(i64,)> = tx.first(
        "select next from documents_book where unit = $1 and kind = $2 and year = $3",
        args![unit, kind, year],
    )?;
    let least = now.map_or(1, |(next,)| next);
    if next < least {
        return Err(Error::field(
            "next",
            said!(
                "Sổ đã cấp đến số {}; số tiếp theo phải từ {least}",
                "Numbers up to {} are given; the next is at least {least}",
                least - 1
            ),
        ));
    }
    tx.run(
        "insert into documents_book (unit, kind, year, next) values ($1, $2, $3, $4)
         on conflict (unit, kind, year) do update set next = excluded.next",
        args![unit, kind, year, next],
    )?;
    Ok(())
}
