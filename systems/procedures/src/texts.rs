//! Every word the system's pages show, Vietnamese and English on one line.

use base::{Text, text};

pub const TITLE: Text = text("Giải quyết thủ tục hành chính", "Administrative procedures");
pub const PROCEDURES: Text = text("Thủ tục hành chính", "Procedures");
pub const DOSSIERS: Text = text("Hồ sơ", "Dossiers");
pub const RECEIVE: Text = text("Tiếp nhận hồ sơ", "Receive a dossier");
pub const TRACK: Text = text("Tra cứu hồ sơ", "Track a dossier");
pub const DAY_BOOK: Text = text("Sổ theo dõi", "Day book");
pub const LATE_SOON: Text = text("Sắp đến hạn", "Due soon");
pub const MY_DOSSIERS: Text = text("Hồ sơ của tôi", "My dossiers");

pub const CODE: Text = text("Mã hồ sơ", "Code");
pub const PROCEDURE: Text = text("Thủ tục", "Procedure");
pub const APPLICANT: Text = text("Người nộp", "Applicant");
pub const STATUS: Text = text("Trạng thái", "Status");
pub const DUE: Text = text("Hạn trả", "Due");
pub const RECEIVED: Text = text("Tiếp nhận", "Accepted");
pub const SENT: Text = text("Ngày nộp", "Sent");
pub const HOLDER: Text = text("Đang xử lý tại", "With");
pub const CHANNEL: Text = text("Hình thức nộp", "Channel");
pub const INTAKE: Text = text("Nơi tiếp nhận", "Received at");
pub const COMPETENT: Text = text("Cơ quan giải quyết", "Competent body");
pub const PHONE: Text = text("Số điện thoại", "Phone");
pub const EMAIL: Text = text("Thư điện tử", "E-mail");
pub const PERSONAL_NUMBER: Text = text("Số định danh cá nhân", "Personal number");
pub const NAME: Text = text("Họ và tên", "Full name");
pub const ADDRESS: Text = text("Địa chỉ", "Address");
pub const FIELD: Text = text("Lĩnh vực", "Field");

pub const WAITING: Text = text("Chờ tiếp nhận", "To accept");
pub const OPEN: Text = text("Đang xử lý", "In process");
pub const PAUSED: Text = text("Tạm dừng", "Paused");
pub const READY: Text = text("Chờ trả kết quả", "To hand over");
pub const CLOSED: Text = text("Đã kết thúc", "Closed");

pub const NEXT_ACTS: Text = text("Việc cần làm", "What to do");
pub const CLOCK: Text = text("Thời hạn", "Deadline");
pub const WHY_THIS_DAY: Text = text("Vì sao hạn là ngày này?", "Why this day?");
pub const WAY: Text = text("Quy trình", "The way");
pub const ANSWERS: Text = text("Nội dung tờ khai", "Answers");
pub const PAPERS_IN: Text = text("Giấy tờ đã nộp", "Papers handed in");
pub const FEES: Text = text("Phí, lệ phí", "Fees");
pub const HISTORY: Text = text("Quá trình giải quyết", "History");
pub const MESSAGES: Text = text("Trao đổi với người nộp", "Messages with the applicant");
pub const OPINIONS: Text = text("Ý kiến phối hợp", "Opinions");
pub const PRINT: Text = text("In giấy tờ", "Print");
pub const RESULT: Text = text("Kết quả", "Result");

pub const ACCEPT: Text = text("Tiếp nhận", "Accept");
pub const REFUSE: Text = text("Từ chối tiếp nhận", "Refuse");
pub const FORWARD: Text = text("Chuyển bước tiếp theo", "Forward");
pub const GIVE_BACK: Text = text("Trả lại bước trước", "Return");
pub const ASK_SUPPLEMENT: Text = text("Yêu cầu bổ sung", "Ask for a supplement");
pub const SUPPLEMENT: Text = text("Ghi nhận bổ sung", "Record the supplement");
pub const ASK_DUTY: Text = text("Yêu cầu nghĩa vụ tài chính", "Ask for a financial duty");
pub const DUTY_DONE: Text = text("Đã thực hiện nghĩa vụ tài chính", "Financial duty fulfilled");
pub const EXTEND: Text = text("Xin lỗi và hẹn lại ngày trả", "Extend with an apology");
pub const FINISH: Text = text("Ký và ghi nhận kết quả", "Sign and record the result");
pub const HAND_OVER: Text = text("Trả kết quả", "Hand over");
pub const WITHDRAW: Text = text("Rút hồ sơ", "Withdraw");
pub const STOP: Text = text("Dừng giải quyết", "Stop");
pub const REASSIGN: Text = text("Phân công", "Assign");
pub const ROUTE: Text = text("Chuyển cơ quan có thẩm quyền", "Route to the competent body");
pub const ASK_OPINION: Text = text("Lấy ý kiến đơn vị khác", "Ask another unit");
pub const GIVE_OPINION: Text = text("Cho ý kiến", "Give the opinion");
pub const CONFIRM_PAYMENT: Text = text("Xác nhận đã thu", "Confirm payment");
pub const SEND_MESSAGE: Text = text("Gửi", "Send");
pub const RATE: Text = text("Đánh giá", "Rate");

pub const REASON: Text = text("Lý do", "Reason");
pub const NOTE: Text = text("Ghi chú", "Note");
pub const NUMBER: Text = text("Số kết quả", "Number of the result");
pub const DAY_SIGNED: Text = text("Ngày ký", "Day of signing");
pub const RESULT_FILE: Text = text("Tệp kết quả (PDF)", "Result file (PDF)");
pub const NUMBER_HINT: Text = text("Để trống để lấy số tiếp theo trong sổ", "Leave empty to take the next number of the book");
pub const WAY_OF_RETURN: Text = text("Cách trả", "How");
pub const METHOD: Text = text("Hình thức thu", "How it was paid");
pub const RECEIPT: Text = text("Số biên lai", "Number of the state's receipt");
pub const UNTIL: Text = text("Ngày hẹn lại", "New day");
pub const QUESTION: Text = text("Nội dung cần ý kiến", "Question");
pub const UNIT: Text = text("Đơn vị", "Unit");
pub const PERSON: Text = text("Người xử lý", "Person");
pub const WHOLE_UNIT: Text = text("Cả bộ phận", "The whole unit");
pub const DEADLINE: Text = text("Hạn trả lời", "Answer by");
pub const MESSAGE: Text = text("Nội dung", "Text");
pub const MISSING: Text = text("Mục cần bổ sung", "What is missing");
pub const WHAT_IS_WRONG: Text = text("Nói rõ điều cần sửa hoặc nộp thêm", "Say what to correct or to add");

pub const NO_DOSSIERS: Text = text("Không có hồ sơ nào", "There are no dossiers");
pub const NOT_PAID: Text = text("Chưa thu", "To be paid");
pub const PAID: Text = text("Đã thu", "Paid");
pub const FREE: Text = text("Không thu", "Free");
pub const TOTAL: Text = text("Tổng cộng", "Total");
pub const REGISTERED_HINT: Text =
    text("Hồ sơ chưa được tiếp nhận; thời hạn giải quyết chưa bắt đầu", "Not accepted yet; the term has not begun");
pub const PAUSED_HINT: Text = text("Thời hạn đang tạm dừng", "The clock stands still");
pub const DONE: Text = text("Đã ghi nhận", "Recorded");
pub const CHOOSE: Text = text("Hãy chọn", "Choose");
pub const SEARCH_PROCEDURE: Text = text("Tìm thủ tục theo tên hoặc mã", "Find a procedure by name or code");
pub const CASE: Text = text("Trường hợp", "Case");
pub const UNITS: Text = text("Phạm vi", "Scope");
pub const ALL_FIELDS: Text = text("Tất cả lĩnh vực", "All fields");
pub const FILTER: Text = text("Lọc", "Filter");
pub const ONLINE_OFF: Text = text(
    "Nộp trực tuyến qua Cổng Dịch vụ công quốc gia, hoặc đến bất kỳ Trung tâm Phục vụ hành chính công nào trong tỉnh",
    "Send it through the national portal, or come to any one-stop centre of the province",
);
pub const RECEIVE_AND_ACCEPT: Text = text("Tiếp nhận và in giấy hẹn", "Accept and print the receipt");
pub const REGISTER_ONLY: Text = text("Lưu, tiếp nhận sau", "Save, accept later");
