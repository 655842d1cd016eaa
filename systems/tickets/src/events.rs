//! What the system tells the ledger. A ticket is nobody: bodies hold letters, numbers and minutes.

use base::text;
use ledger::EventKind;

pub static TAKEN: EventKind =
    EventKind::new("tickets.taken", text("Lấy số thứ tự", "Number taken")).dims(&["group", "priority"]);
pub static CALLED: EventKind = EventKind::new("tickets.called", text("Gọi số lần đầu", "Number called first"))
    .dims(&["group", "priority"])
    .measures(&["waited"]);
pub static CALLED_AGAIN: EventKind = EventKind::new("tickets.called_again", text("Gọi lại số", "Number called again"));
pub static STARTED: EventKind = EventKind::new("tickets.started", text("Bắt đầu phục vụ", "Serving begun"));
pub static SERVED: EventKind = EventKind::new("tickets.served", text("Phục vụ xong", "Served"))
    .dims(&["group", "priority"])
    .measures(&["minutes"]);
pub static LEFT: EventKind =
    EventKind::new("tickets.left", text("Gọi mà vắng mặt", "Called and not there")).dims(&["group", "priority"]);
pub static SENT: EventKind = EventKind::new("tickets.sent", text("Chuyển sang quầy khác", "Sent to another counter"));
pub static FETCHING: EventKind =
    EventKind::new("tickets.fetching", text("Đi lấy giấy thiếu, giữ lượt", "Fetches a missing paper, keeps the place"));
pub static BACK: EventKind = EventKind::new("tickets.back", text("Đã quay lại", "Back"));
pub static ARRANGED: EventKind =
    EventKind::new("tickets.arranged", text("Thay đổi cách phát số", "Numbers arranged")).dims(&["what"]);

pub const ALL: &[&EventKind] =
    &[&TAKEN, &CALLED, &CALLED_AGAIN, &STARTED, &SERVED, &LEFT, &SENT, &FETCHING, &BACK, &ARRANGED];
