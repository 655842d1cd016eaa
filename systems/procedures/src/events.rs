//! What the system tells the ledger. Bodies hold codes and numbers, never a name, a number of a person or a reason's text.

use base::text;
use ledger::EventKind;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $vi:literal, $en:literal $(, dims: $dims:expr)? $(, half: $half:expr)? $(, measures: $measures:expr)?;)*) => {
        $($(#[$doc])* pub static $name: EventKind = EventKind::new($code, text($vi, $en))$(.dims($dims))?$(.half_dims($half))?$(.measures($measures))?;)*
        pub const ALL: &[&EventKind] = &[$(&$name),*];
    };
}

kinds! {
    REGISTERED = "dossier.registered", "Nộp hồ sơ", "Dossier sent in", dims: &["channel", "assisted"], half: &["procedure"];
    ACCEPTED = "dossier.accepted", "Tiếp nhận hồ sơ", "Dossier accepted", dims: &["channel", "assisted"], half: &["procedure"];
    REFUSED = "dossier.refused", "Từ chối tiếp nhận", "Dossier refused at intake", dims: &["channel"], half: &["procedure"];
    SUPPLEMENT_REQUESTED = "dossier.supplement_requested", "Yêu cầu bổ sung", "Supplement requested", dims: &["again"], half: &["procedure"];
    SUPPLEMENTED = "dossier.supplemented", "Đã bổ sung hồ sơ", "Dossier supplemented", half: &["procedure"];
    DUTY_REQUESTED = "dossier.duty_requested", "Yêu cầu thực hiện nghĩa vụ tài chính", "Financial duty requested", half: &["procedure"];
    DUTY_DONE = "dossier.duty_done", "Đã thực hiện nghĩa vụ tài chính", "Financial duty fulfilled", half: &["procedure"];
    FORWARDED = "dossier.forwarded", "Chuyển bước", "Forwarded to the next step";
    RETURNED = "dossier.returned", "Trả lại bước trước", "Returned to the previous step";
    REASSIGNED = "dossier.reassigned", "Phân công", "Reassigned";
    ROUTED = "dossier.routed", "Chuyển cơ quan có thẩm quyền", "Handed to the competent body";
    OPINION_ASKED = "dossier.opinion_asked", "Lấy ý kiến phối hợp", "Opinion asked";
    OPINION_GIVEN = "dossier.opinion_given", "Đã có ý kiến phối hợp", "Opinion given";
    EXTENDED = "dossier.extended", "Xin lỗi và hẹn lại ngày trả", "Extended with an apology", half: &["procedure"];
    FINISHED = "dossier.finished", "Xử lý xong", "Dossier finished", dims: &["channel", "time"], half: &["procedure"], measures: &["hours"];
    HANDED_OVER = "dossier.handed_over", "Trả kết quả", "Result handed over", dims: &["by"], half: &["procedure"];
    WITHDRAWN = "dossier.withdrawn", "Rút hồ sơ", "Dossier withdrawn", half: &["procedure"];
    STOPPED = "dossier.stopped", "Dừng giải quyết", "Dossier stopped", half: &["procedure"];
    PAID = "dossier.paid", "Thu phí, lệ phí", "Fee paid", dims: &["method"], half: &["procedure"], measures: &["amount"];
    CONTACTED = "dossier.contacted", "Liên hệ người nộp", "Applicant contacted", dims: &["way", "reached"];
    SHIFT_CLOSED = "till.closed", "Chốt ca thu tiền", "Till closed", dims: &["exact"], measures: &["cash", "transfer", "difference"];
    SHIFT_RECEIVED = "till.received", "Nhận tiền của ca thu", "Takings received", measures: &["cash"];
    EMERGENCY_PRINTED = "emergency.printed", "In giấy tiếp nhận dự phòng", "Emergency receipts printed", measures: &["count"];
    LATE_ENTERED = "dossier.late_entered", "Nhập bù hồ sơ", "Dossier entered late", half: &["procedure"];
    LATE_APPROVED = "dossier.late_approved", "Duyệt nhập bù hồ sơ", "Late entry approved", half: &["procedure"];
    CUSTODY_GIVEN = "custody.given", "Giao bản chính, kết quả giấy", "Originals and results handed on", measures: &["items"];
    CUSTODY_CONFIRMED = "custody.confirmed", "Xác nhận nhận bản chính, kết quả giấy", "Receipt of originals and results confirmed", measures: &["items", "missing"];
    CUSTODY_INHERITED = "custody.inherited", "Nhận bản chính do sắp xếp đơn vị", "Originals inherited by a reorganisation", measures: &["items"];
    ORIGINALS_SETTLED = "dossier.originals_settled", "Trả hoặc lưu bản chính", "Originals given back or kept", measures: &["returned", "kept"];
    RATED = "dossier.rated", "Đánh giá", "Rated by the citizen", dims: &["stars"];
    /// Written by a job at the due moment, so that no figure compares a stored date with now.
    OVERDUE = "dossier.overdue", "Quá hạn", "Dossier overdue", half: &["procedure"];
    /// A pair at a merger: the stock moves, no flow is counted.
    MOVED_OUT = "dossier.moved_out", "Chuyển đi do sắp xếp đơn vị", "Moved out by a reorganisation";
    MOVED_IN = "dossier.moved_in", "Nhận về do sắp xếp đơn vị", "Moved in by a reorganisation";
    REDATED = "dossier.redated", "Tính lại hạn trả", "Due date recomputed";
    VERSION_CHANGED = "dossier.version_changed", "Chuyển phiên bản thủ tục", "Moved to another version of the procedure";
}
