//! Centres within a person's reach.

use base::{Error, Id, Result, Text, text};
use directory::UnitMap;
use identity::{Me, Right};
use platform::{App, Visit};
use storage::Tx;

const ONE_STOP: &str = "one-stop";

/// One-stop centres over which the right holds, by the names of their communes in Vietnamese order.
pub fn within(map: &UnitMap, me: &Me, right: Right) -> Vec<(Id, String)> {
    let roots = me.reach(right).roots;
    let centres = map.units().filter(|u| u.duty.as_deref() == Some(ONE_STOP));
    let mine = centres.filter(|u| roots.iter().any(|root| *root == u.id || map.is_under(u.id, *root)));
    let mut named: Vec<(Id, String)> = mine.map(|u| (u.id, name(map, u.id))).collect();
    named.sort_by_key(|(_, name)| base::text::sort_key(name));
    named
}

/// What a centre is called at its door: its commune, or its own name.
pub fn name(map: &UnitMap, centre: Id) -> String {
    map.commune(centre).or_else(|| map.get(centre)).map(|unit| unit.full_name()).unwrap_or_default()
}

/// The centre asked for by `trung-tam`, within reach; the first of the reach without one.
/// Errors: `Forbidden` beyond reach, `NotFound` if there is none.
pub fn asked(tx: &mut Tx, app: &App, me: &Me, right: Right, asked: Option<&str>) -> Result<(Id, Vec<(Id, String)>)> {
    let map = app.maps.get(tx, tx.now().day())?;
    let all = within(&map, me, right);
    let wanted: Option<Id> = asked.map(str::parse).transpose()?;
    let found = match wanted {
        Some(id) => all.iter().find(|(centre, _)| *centre == id).ok_or_else(|| Error::forbidden(NOT_YOURS))?,
        None => all.first().ok_or_else(|| Error::not_found(NONE))?,
    };
    Ok((found.0, all.clone()))
}

/// The unit that the page's address names.
pub fn of_address(visit: &Visit) -> Option<String> {
    visit.asked_filled("trung-tam").map(str::to_owned)
}

const NOT_YOURS: Text = text("Trung tâm này không thuộc phạm vi của bạn", "This centre is not within your reach");
const NONE: Text = text(
    "Không có Trung tâm Phục vụ hành chính công nào trong phạm vi của bạn",
    "There is no one-stop centre within your reach",
);
