//! What the directory tells the ledger. Units and posts are named by their ids; nothing here is about a citizen.

use base::text;
use ledger::EventKind;

/// Subject: the unit.
pub static UNIT_FOUNDED: EventKind =
    EventKind::new("unit.founded", text("Thành lập đơn vị", "Unit founded")).dims(&["level"]);

/// The same unit from now on has another name, code or parent. Subject: the unit.
pub static UNIT_CHANGED: EventKind =
    EventKind::new("unit.changed", text("Thay đổi thông tin đơn vị", "Unit changed")).dims(&["level"]);

/// Subject: the unit; `heir` takes what it still had open.
pub static UNIT_DISSOLVED: EventKind =
    EventKind::new("unit.dissolved", text("Giải thể đơn vị", "Unit dissolved")).dims(&["level"]);

/// Unit: the successor. Subject: the unit that ended.
pub static UNIT_SUCCEEDED: EventKind =
    EventKind::new("unit.succeeded", text("Kế thừa đơn vị", "Unit succeeded")).dims(&["share"]);

/// Subject: the post. `moved` when a reorganisation carried it over, which is no appointment.
pub static POST_BEGUN: EventKind =
    EventKind::new("post.begun", text("Bắt đầu giữ vị trí", "Post begun")).dims(&["role", "moved"]);

/// Subject: the post.
pub static POST_ENDED: EventKind =
    EventKind::new("post.ended", text("Thôi giữ vị trí", "Post ended")).dims(&["role", "moved"]);

pub static ALL: [&EventKind; 6] =
    [&UNIT_FOUNDED, &UNIT_CHANGED, &UNIT_DISSOLVED, &UNIT_SUCCEEDED, &POST_BEGUN, &POST_ENDED];
