//! Persons: officials and citizens alike. An official is a person with a post.

use base::{
    Day, Error, Id, Result, Text,
    personal_number::{PersonalNumber, Sex},
    text,
    text::{clean, fold, name_sort_key},
};
use storage::{Tx, args, columns};

const MAX_NAME: usize = 100;
const MAX_EMAIL: usize = 254; // RFC 5321
const MAX_PHONE: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: Id,
    pub name: String,
    pub birth: Option<Day>,
    /// `male` or `female`.
    pub sex: Option<String>,
    pub personal_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Goes into the commitments of records about the person; `None` once it is destroyed.
    pub salt: Option<Vec<u8>>,
}

columns!(Person { id, name, birth, sex, personal_number, phone, email, salt });

#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    pub name: String,
    pub birth: Option<Day>,
    pub sex: Option<Sex>,
    pub personal_number: Option<PersonalNumber>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

impl NewPerson {
    pub fn named(name: impl Into<String>) -> NewPerson {
        NewPerson { name: name.into(), ..NewPerson::default() }
    }
}

const NO_NAME: Text = text("Phải ghi họ và tên", "A name is needed");
const NO_PERSON: Text = text("Không có người này", "There is no such person");
const WRONG_EMAIL: Text = text("Thư điện tử phải viết như ten@noi.vn", "An e-mail address looks like name@place.vn");
const WRONG_PHONE: Text = text("Số điện thoại chỉ gồm 8 đến 15 chữ số", "A phone number has 8 to 15 digits");
const SAME_NUMBER: Text =
    text("Số định danh này đã thuộc về người khác", "This personal number already belongs to someone else");

pub fn add_person(tx: &mut Tx, new: NewPerson) -> Result<Id> {
    let name = checked_name(&new.name)?;
    let (phone, email) = checked_contact(new.phone.as_deref(), new.email.as_deref())?;
    let number = new.personal_number.as_ref().map(|number| number.as_str().to_owned());
    if let Some(number) = &number
        && person_by_number(tx, number)?.is_some()
    {
        return Err(Error::field("personal_number", SAME_NUMBER));
    }
    let (id, salt) = (tx.new_id(), tx.random::<16>());
    tx.run(
        "insert into directory_person (id, name, folded, sort_key, birth, sex, personal_number, phone, email, salt)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            id,
            &name,
            fold(&name),
            name_sort_key(&name),
            new.birth,
            new.sex.map(|sex| sex.to_string()),
            number,
            phone,
            email,
            salt
        ],
    )?;
    Ok(id)
}

pub fn person(tx: &mut Tx, id: Id) -> Result<Person> {
    tx.first(&format!("select {} from directory_person where id = $1", Person::COLUMNS), args![id])?
        .ok_or_else(|| Error::not_found(NO_PERSON))
}

/// The person with exactly this 12-digit number.
pub fn person_by_number(tx: &mut Tx, number: &str) -> Result<Option<Person>> {
    tx.first(&format!("select {} from directory_person where personal_number = $1", Person::COLUMNS), args![number])
}

/// Persons whose name begins with what was typed, marks or not, in the order of the folded name; up to 50 after the key.
/// By the whole name from the family name on; a given name alone is the business of search.
pub fn find_people(tx: &mut Tx, typed: &str, after: Option<(String, Id)>) -> Result<Vec<(String, Person)>> {
    let from = fold(typed);
    let until = format!("{from}\u{10ffff}");
    let (after, id) = after.unwrap_or((String::new(), Id::NONE));
    let rows: Vec<(String, Id)> = tx.all(
        "select folded, id from directory_person
         where folded >= $1 and folded < $2 and (folded, id) > ($3, $4) order by folded, id limit 50",
        args![from, until, after, id],
    )?;
    rows.into_iter().map(|(folded, id)| Ok((folded, person(tx, id)?))).collect()
}

pub fn set_name(tx: &mut Tx, id: Id, name: &str) -> Result<()> {
    let name = checked_name(name)?;
    let changed = tx.run(
        "update directory_person set name = $2, folded = $3, sort_key = $4 where id = $1",
        args![id, &name, fold(&name), name_sort_key(&name)],
    )?;
    if changed == 0 { Err(Error::not_found(NO_PERSON)) } else { Ok(()) }
}

pub fn set_contact(tx: &mut Tx, id: Id, phone: Option<&str>, email: Option<&str>) -> Result<()> {
    let (phone, email) = checked_contact(phone, email)?;
    let changed =
        tx.run("update directory_person set phone = $2, email = $3 where id = $1", args![id, phone, email])?;
    if changed == 0 { Err(Error::not_found(NO_PERSON)) } else { Ok(()) }
}

/// Erasure: who the person was is gone and so is the salt, after which no event can be tied to a record about the person.
pub fn forget_person(tx: &mut Tx, id: Id) -> Result<()> {
    let name = "Đã xóa theo yêu cầu";
    let changed = tx.run(
        "update directory_person set name = $2, folded = $3, sort_key = $4, birth = null, sex = null,
           personal_number = null, phone = null, email = null, salt = null where id = $1",
        args![id, name, fold(name), name_sort_key(name)],
    )?;
    if changed == 0 { Err(Error::not_found(NO_PERSON)) } else { Ok(()) }
}

fn checked_name(name: &str) -> Result<String> {
    let name = clean(name, MAX_NAME)?;
    if name.is_empty() { Err(Error::field("name", NO_NAME)) } else { Ok(name) }
}

/// Empty is none. Phone numbers are kept as digits with a leading `+` at most.
fn checked_contact(phone: Option<&str>, email: Option<&str>) -> Result<(Option<String>, Option<String>)> {
    let mut wrong = Vec::new();
    let phone = clean(phone.unwrap_or_default(), MAX_PHONE * 2)?;
    let phone: String = phone.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let digits = phone.strip_prefix('+').unwrap_or(&phone);
    let is_number = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !(phone.is_empty() || is_number) {
        wrong.push(("phone".to_owned(), WRONG_PHONE.into()));
    }
    let email = clean(email.unwrap_or_default(), MAX_EMAIL)?;
    let parts = email.split_once('@').filter(|(who, place)| !who.is_empty() && place.contains('.'));
    if !email.is_empty() && (parts.is_none() || email.contains(char::is_whitespace) || email.matches('@').count() > 1) {
        wrong.push(("email".to_owned(), WRONG_EMAIL.into()));
    }
    Error::fields(wrong)?;
    let some = |value: String| Some(value).filter(|value| !value.is_empty());
    Ok((some(phone), some(email)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_kept_in_one_form_and_wrong_ones_are_named() {
        let (phone, email) = checked_contact(Some("0912 345.678"), Some("")).unwrap();
        assert_eq!((phone.as_deref(), email), (Some("0912345678"), None));
        let wrong = checked_contact(Some("số nhà 12"), Some("a@b")).unwrap_err();
        let fields: Vec<&str> = wrong.fields.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["phone", "email"]);
    }
}
