//! Forms that come back with what was typed, and what is read from them.

use std::str::FromStr;

use axum::http::StatusCode;
use base::{Day, Error, Id, Kind, Result};
use identity::{Me, Must};
use platform::{Answer, Failure, Posted, Visit};
use web::FormState;

use crate::texts;

/// What was typed, and what is wrong with it. Errors: any that the reader cannot mend in the form.
pub fn typed(visit: &Visit, posted: &Posted, error: Error) -> Result<FormState, Failure> {
    match error.kind {
        Kind::Invalid | Kind::Conflict | Kind::TooMany => {
            Ok(FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&error))
        }
        _ => Err(error.into()),
    }
}

/// The page of a form that came back.
pub fn again(page: Answer) -> Answer {
    with_status(page, StatusCode::UNPROCESSABLE_ENTITY)
}

pub fn with_status(page: Answer, status: StatusCode) -> Answer {
    let mut response = page?;
    *response.status_mut() = status;
    Ok(response)
}

pub fn id_in(posted: &Posted, name: &str) -> Result<Id> {
    posted.text(name).parse().map_err(|_| Error::field(name, texts::CHOOSE))
}

pub fn day_in(posted: &Posted, name: &str) -> Result<Day> {
    Day::from_typed(posted.text(name)).ok_or_else(|| Error::field(name, texts::TYPE_A_DAY))
}

/// The key of a page, as `web::Table` sends it. Errors: a key that no page gave out.
pub fn after<T: FromStr<Err = Error>>(visit: &Visit) -> Result<Option<T>> {
    visit.asked_filled("after").map(str::parse).transpose()
}

/// Who has signed in with nothing left to do first. Doors that need no more than a sign-in are open also before the code of the
/// second factor: whoever knows only the password must get no further there. Errors: `Forbidden`.
pub fn settled(visit: &Visit) -> Result<&Me> {
    match visit.me()? {
        me if me.must.is_none() => Ok(me),
        _ => Err(Error::forbidden(texts::FINISH_SIGN_IN)),
    }
}

/// Who has given the code, if there is one to give; other things may still be due. Errors: `Forbidden`.
pub fn past_code(visit: &Visit) -> Result<&Me> {
    match visit.me()? {
        me if me.must != Some(Must::GiveCode) => Ok(me),
        _ => Err(Error::forbidden(texts::FINISH_SIGN_IN)),
    }
}
