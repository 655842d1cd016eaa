//! Forms that come back with what was typed, and what is read from them.

use std::str::FromStr;

use axum::http::StatusCode;
use base::{Day, Error, Id, Kind, Result};
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
